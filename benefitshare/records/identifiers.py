"""Identifiers: kept as text; a number that a spreadsheet has rounded is refused."""

from __future__ import annotations

import re

import numpy as np

from benefitshare.records.cells import ROUNDED_FROM
from benefitshare.records.conversion import Column, Flaw, Flaws, convert_texts
from benefitshare.records.grid import RawColumn, text_array
from benefitshare.records.uscc import check_taxpayer_id, plain_codes

_SCIENTIFIC = r"^\s*[0-9]+(\.[0-9]+)?[eE]\+?[0-9]+\s*$"
_UNUSUAL = r"[０-９Ａ-Ｚａ-ｚ]|^[=']|[\x00-\x1f]"
_FORMULA = re.compile(r'^="(.*)"$')
_WIDE = str.maketrans({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)})


def convert_identifiers(column: RawColumn) -> Column:
    """Trimmed texts; most cells pass untouched."""
    import pyarrow.compute as pc

    text = pc.utf8_trim_whitespace(column.text)
    unusual = pc.match_substring_regex(text, _UNUSUAL)
    if pc.any(unusual).as_py():
        mask = unusual.to_numpy(zero_copy_only=False)
        values = text.to_pylist()
        for position in np.flatnonzero(mask):
            values[position] = plain_identifier(values[position])
        text = text_array(values)
    return Column(text, rounded_identifiers(column))


def plain_identifier(text: str) -> str:
    """An identifier without what spreadsheets add to keep it a text.

    >>> plain_identifier('="00123"'), plain_identifier("'００１")
    ('00123', '001')
    """
    plain = text.translate(_WIDE)
    match = _FORMULA.match(plain)
    kept = match.group(1) if match else plain.lstrip("'")
    return "".join(c for c in kept if c.isprintable()).strip()


def rounded_identifiers(column: RawColumn) -> Flaws:
    """The cells that can only have been numbers with lost digits."""
    import pyarrow.compute as pc

    lost = pc.match_substring_regex(column.text, _SCIENTIFIC).to_numpy(zero_copy_only=False)
    if column.numeric is not None:
        lost = lost | _large_numbers(column)
    flaws = Flaws()
    for position in np.flatnonzero(lost):
        flaws.add(Flaw("identifier-rounded"), int(position), column)
    return flaws


def _large_numbers(column: RawColumn) -> np.ndarray:
    assert column.numeric is not None
    large = np.zeros(len(column.text), bool)
    for position in np.flatnonzero(column.numeric):
        large[position] = abs(float(column.value(int(position)))) >= ROUNDED_FROM
    return large


def convert_taxpayer_ids(column: RawColumn) -> Column:
    """Checked identifiers; a rounded number gets that finding alone."""
    return _with_rounding(column, check_taxpayer_id)


def convert_taxpayer_lists(column: RawColumn) -> Column:
    """Several identifiers to a cell, joined by `;`."""
    return _with_rounding(column, parse_taxpayer_list)


def parse_taxpayer_list(text: str) -> str | Flaw:
    """The identifiers of a cell, separated by `;`, `、`, `,` or a line break.

    >>> parse_taxpayer_list("91441800MATE5T0251、91440300MATE5T0170")
    '91441800MATE5T0251;91440300MATE5T0170'
    """
    found = [check_taxpayer_id(part) for part in re.split(r"[;；、,，/\n]+", text) if part.strip()]
    codes = [item if isinstance(item, str) else item.usable or "" for item in found]
    joined = ";".join(dict.fromkeys(codes))
    flaws = [item for item in found if isinstance(item, Flaw)]
    if not flaws:
        return joined
    gravest = next((flaw for flaw in flaws if flaw.usable is None), flaws[0])
    return Flaw(gravest.code, gravest.params, None if gravest.usable is None else joined)


def _with_rounding(column: RawColumn, parser: object) -> Column:
    rounded = rounded_identifiers(column)
    found = convert_texts(column, parser, plain_codes)  # type: ignore[arg-type]
    lost = {item.position for item in rounded.found}
    rounded.found.extend(item for item in found.flaws.found if item.position not in lost)
    return Column(found.values, rounded)
