"""How each kind of table becomes canonical columns."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa

from benefitshare.findings import Finding, Place
from benefitshare.records.amounts import plain_number, read_number
from benefitshare.records.conversion import Flaw, Flaws, convert_texts
from benefitshare.records.dates import parse_day, parse_period, parse_year
from benefitshare.records.drafts import Draft, WideColumn
from benefitshare.records.grid import RawColumn
from benefitshare.records.identifiers import (
    convert_identifiers,
    convert_taxpayer_ids,
    convert_taxpayer_lists,
)
from benefitshare.records.tax import convert_tax
from benefitshare.records.words import parse_class, parse_slug, parse_yes_no
from benefitshare.reference import Indicator, fen_per_unit, indicators
from benefitshare.reference.taxes import plain_name

LONGEST_NUMBER = 24
Converter = Callable[[Draft], None]
TEXTS = (
    "project_name", "park", "industry", "origin", "host", "introducer", "park_party", "payer",
    "payee", "note", "subject", "project_id", "agreement_id", "voucher_no", "taxpayer_name",
)  # fmt: skip
PARSERS: dict[str, Callable[[str], str | Flaw]] = {
    "class": parse_class, "confirmed": parse_yes_no, "period": parse_period, "year": parse_year,
    "factor": parse_slug, "kind": parse_slug,
}  # fmt: skip


def convert_plain(draft: Draft, columns: tuple[str, ...]) -> None:
    """Columns whose name alone says how they are read."""
    for name in columns:
        if name in TEXTS:
            draft.values[name] = draft.convert(name, convert_identifiers)
        elif name.endswith("_date"):
            draft.values[name] = draft.parse(name, parse_day)
        elif name == "taxpayer_ids":
            draft.values[name] = draft.convert(name, convert_taxpayer_lists)
        elif name == "taxpayer_id":
            draft.values[name] = draft.convert(name, convert_taxpayer_ids)
        elif name in PARSERS:
            draft.values[name] = draft.parse(name, PARSERS[name])


def convert_amount(draft: Draft) -> None:
    """The amount of a deduction or payment."""
    name = "amount_fen" if draft.column("amount_fen") is not None else "amount"
    if draft.column(name) is None:
        draft.amounts = np.zeros(draft.height, np.int64)
        return
    draft.amounts, blank = draft.money(name)
    for position in np.flatnonzero(blank):
        draft.flaws.add(Flaw("value-missing"), int(position), draft.column(name))


def convert_factors(draft: Draft) -> None:
    """The exact decimal value of a factor; money units become yuan."""
    column = draft.column("value")
    if column is None:
        draft.values["value"] = draft.blank_texts()
        return
    stated = draft.fields.units.get("value") or draft.stated.argument or draft.stated.title
    units = draft.convert("unit", lambda c: convert_texts(c, lambda text: text))
    draft.values["value"] = _by_unit(draft, column, units, stated)


def _by_unit(draft: Draft, column: RawColumn, units: pa.Array, stated: str) -> pa.Array:
    encoded = units.dictionary_encode()
    codes = encoded.indices.to_numpy(zero_copy_only=False)
    values = np.full(draft.height, "", object)
    for code, unit in enumerate(encoded.dictionary.to_pylist()):
        positions = np.flatnonzero(codes == code)
        parser = partial(parse_decimal, fen=fen_per_unit(unit or stated) or 100)
        found = convert_texts(column.take(positions), parser)
        values[positions] = found.values.to_numpy(zero_copy_only=False)
        for item in found.flaws.found:
            draft.flaws.add(item.flaw, int(positions[item.position]), column)
    return pa.array(values, pa.large_string())


def parse_decimal(text: str, fen: int = 100) -> str | Flaw:
    """An exact decimal text, in yuan when the unit is one of money; `35%` is `0.35`.

    >>> parse_decimal("1,234.50"), parse_decimal("1.5", 1_000_000), parse_decimal("35%")
    ('1234.5', '15000', '0.35')
    """
    plain = plain_number(text)
    read = read_number(plain.removesuffix("%"))
    if isinstance(read, Flaw):
        return read
    if len(read.whole) > LONGEST_NUMBER:
        return Flaw("amount-too-large")
    unit = read.unit_fen or fen
    return decimal_text(read.value * Fraction(unit, 10000 if plain.endswith("%") else 100))


def decimal_text(value: Fraction) -> str:
    """A finite decimal without trailing zeros.

    >>> decimal_text(Fraction(-5, 4))
    '-1.25'
    """
    digits = 0
    while value.denominator != 1 and (value * 10**digits).denominator != 1:
        digits += 1
    scaled = abs(int(value * 10**digits))
    whole, rest = divmod(scaled, 10**digits)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"


def convert_output(draft: Draft) -> None:
    """Indicator values in 1/scale of the canonical unit; a wide sheet gives a record per cell."""
    if draft.fields.wide:
        draft.wide_names = ("indicator", "value")
        for code in draft.fields.wide:
            draft.wide.append(_wide_indicator(draft, indicators()[code]))
        return
    draft.values["indicator"] = draft.parse("indicator", parse_indicator)
    values, blank = _long_values(draft)
    draft.values["value"] = values
    codes = draft.values["indicator"]
    draft.values["unit"] = convert_texts(RawColumn("", "", codes), canonical_unit).values
    for position in np.flatnonzero(blank):
        draft.flaws.add(Flaw("value-missing"), int(position), draft.column("value"))


def canonical_unit(indicator: str) -> str:
    """The canonical unit of an indicator code."""
    return indicators()[indicator].unit


def parse_indicator(text: str) -> str | Flaw:
    """An indicator by code or Chinese name.

    >>> parse_indicator("工业总产值"), parse_indicator("用电量")
    ('gross_output', 'electricity')
    """
    from benefitshare.reference.headers import header_aliases, plain_header

    found = header_aliases("output").get(plain_header(text)[0])
    return found.field if found and found.use == "wide" else Flaw("indicator-unknown")


def _wide_indicator(draft: Draft, indicator: Indicator) -> WideColumn:
    column = draft.fields.columns[indicator.code]
    stated = draft.fields.units.get(indicator.code, "")
    if not stated and indicator.is_money:
        stated = draft.stated.argument or draft.stated.title
    factor = unit_factor(indicator, stated)
    values, blank = np.zeros(draft.height, np.int64), np.zeros(draft.height, bool)
    if factor is None:
        here = Place(
            draft.place.file, sheet=draft.place.sheet, header=column.header, cell=column.letter
        )
        draft.findings.append(Finding("unit-not-stated", here))
    for position, text in enumerate(column.text.to_pylist()):
        blank[position] = not text.strip()
        if not blank[position] and factor is not None:
            values[position] = _scaled(
                draft.flaws, column, position, text, factor * indicator.scale
            )
    return WideColumn(indicator.code, values, blank)


def unit_factor(indicator: Indicator, unit: str) -> Fraction | None:
    """Canonical units in one of the stated unit; persons need no statement."""
    if not unit:
        return Fraction(1) if indicator.unit == "person" else None
    return indicator.units.get(plain_name(unit))


def _scaled(flaws: Flaws, column: RawColumn, position: int, text: str, factor: Fraction) -> int:
    decimal = parse_decimal(text)
    if isinstance(decimal, Flaw):
        flaws.add(decimal, position, column)
        return 0
    value = Fraction(decimal) * factor
    if value.denominator != 1 or abs(value) > 10**17:
        code = "value-too-precise" if value.denominator != 1 else "amount-too-large"
        flaws.add(Flaw(code), position, column)
        return 0
    return int(value)


def _long_values(draft: Draft) -> tuple[np.ndarray, np.ndarray]:
    column = draft.column("value")
    values, blank = np.zeros(draft.height, np.int64), np.zeros(draft.height, bool)
    if column is None:
        return values, blank
    units = draft.convert("unit", lambda c: convert_texts(c, lambda text: text)).to_pylist()
    names = draft.values["indicator"].to_pylist()
    silent = False
    for position, text in enumerate(column.text.to_pylist()):
        blank[position] = not text.strip()
        if blank[position] or not names[position]:
            continue
        indicator = indicators()[names[position]]
        unit = units[position] or _stated_unit(draft, indicator)
        factor = unit_factor(indicator, unit)
        if factor is not None:
            values[position] = _scaled(
                draft.flaws, column, position, text, factor * indicator.scale
            )
        elif unit:
            draft.flaws.add(Flaw("unit-unknown"), position, draft.column("unit") or column)
        else:
            silent = True
    if silent:
        here = Place(
            draft.place.file, sheet=draft.place.sheet, header=column.header, cell=column.letter
        )
        draft.findings.append(Finding("unit-not-stated", here))
    return values, blank


def _stated_unit(draft: Draft, indicator: Indicator) -> str:
    own = draft.fields.units.get("value", "")
    if own:
        return own
    return (draft.stated.argument or draft.stated.title) if indicator.is_money else ""


CONVERTERS: dict[str, Converter] = {
    "tax": convert_tax,
    "output": convert_output,
    "factors": convert_factors,
    "deductions": convert_amount,
    "payments": convert_amount,
}


def fill(draft: Draft, columns: tuple[str, ...]) -> dict[str, Any]:
    """All canonical values of a draft, in order; a wide column's two are filled later."""
    own = CONVERTERS.get(draft.kind)
    special = {"tax": ("kind", "level", "tax", "budget_subject", "period_start", "period_end")}
    skipped = special.get(draft.kind, ())
    convert_plain(draft, tuple(name for name in columns if name not in skipped))
    if own:
        own(draft)
    return draft.values
