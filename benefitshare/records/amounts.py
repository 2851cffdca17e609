"""Amounts of money as people write them, to exact fen."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa

from benefitshare.money import MAX_AMOUNT_FEN
from benefitshare.records.conversion import Column, Flaw, Flaws
from benefitshare.records.grid import RawColumn
from benefitshare.reference import fen_per_unit

DASHES = {"-", "--", "—", "——", "–", "/", "\\", "*", "无", "n/a", "N/A", "null", "NULL"}
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PLAIN = str.maketrans({**_WIDE, "￥": "¥", "−": "-", "　": " "})
_SIGN = re.compile(r"^[△▲-]")
_CURRENCY = re.compile(r"^(¥|人民币|RMB|CNY)", re.IGNORECASE)
_UNIT = re.compile(r"(亿元|百万元|万元|千元|元)整?$")
_NUMBER = re.compile(r"^([0-9]+)(?:\.([0-9]*))?$|^\.([0-9]+)$")
_GROUPED = re.compile(r"^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?$")
_SCIENTIFIC = re.compile(r"^[0-9.]+[eE][+-]?[0-9]+$")


def plain_number(text: str) -> str:
    """A number's text without spaces and with half-width characters."""
    return "".join(text.translate(_PLAIN).split()).lstrip("'")


def parse_amount(text: str, unit_fen: int | None) -> int | Flaw:
    """Fen of one cell, or what is wrong with it; a unit written in the cell itself counts first.

    >>> [parse_amount(text, 100) for text in ("￥１，２３４．５０", "(1.5万元)", "△3")]
    [123450, -1500000, -300]
    >>> parse_amount("1.234", 100).code, parse_amount("—", 100).code
    ('amount-too-precise', 'amount-dash')
    """
    number = plain_number(text)
    if number in DASHES:
        return Flaw("amount-dash")
    negative, number = _sign(number)
    number, unit = _unit(number, unit_fen)
    digits = _digits(number)
    if isinstance(digits, Flaw):
        return digits
    if unit is None:
        return Flaw("unit-not-stated")
    return _fen(digits, unit, negative)


def _sign(number: str) -> tuple[bool, str]:
    bracketed = number.startswith("(") and number.endswith(")")
    number = number[1:-1] if bracketed else number
    number = _CURRENCY.sub("", number)
    signed = _SIGN.match(number) is not None
    number = _CURRENCY.sub("", number[1:]) if signed else number.removeprefix("+")
    if signed and bracketed:
        return True, "((" + number
    return signed or bracketed, number


def _unit(number: str, unit_fen: int | None) -> tuple[str, int | None]:
    match = _UNIT.search(number)
    if not match:
        return number, unit_fen
    return number[: match.start()], fen_per_unit(match.group(1))


def _digits(number: str) -> tuple[str, str] | Flaw:
    if _SCIENTIFIC.match(number):
        return Flaw("amount-rounded")
    if "," in number:
        if not _GROUPED.match(number):
            return Flaw("amount-separators")
        number = number.replace(",", "")
    match = _NUMBER.match(number)
    if not match:
        return Flaw("amount-invalid")
    return match.group(1) or "0", (match.group(2) or match.group(3) or "").rstrip("0")


def _fen(digits: tuple[str, str], unit: int, negative: bool) -> int | Flaw:
    whole, decimals = digits
    if len(whole) > 18:
        return Flaw("amount-too-large")
    scaled = int(whole + decimals) * unit
    fen, rest = divmod(scaled, 10 ** len(decimals))
    if rest:
        return Flaw("amount-too-precise")
    if fen > MAX_AMOUNT_FEN:
        return Flaw("amount-too-large")
    return -fen if negative else fen


def convert_amounts(column: RawColumn, unit_fen: int | None) -> tuple[Column, np.ndarray]:
    """Fen of a whole column, and which cells are blank; only unusual cells are looked at alone."""
    import pyarrow.compute as pc

    text = pc.utf8_trim_whitespace(column.text)
    blank = pc.equal(text, "").to_numpy(zero_copy_only=False)
    fen = np.zeros(len(text), np.int64)
    done = blank.copy()
    if unit_fen is not None:
        _convert_plain(text, unit_fen, fen, done)
        if not done.all():
            _convert_plain(_without_groups(text), unit_fen, fen, done)
    flaws = Flaws()
    for position in np.flatnonzero(~done):
        found = parse_amount(text[int(position)].as_py(), unit_fen)
        if isinstance(found, Flaw):
            flaws.add(found, int(position), column)
        else:
            fen[position] = found
    return Column(fen, flaws), blank


def _without_groups(text: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    grouped = pc.match_substring_regex(text, r"^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$")
    return pc.if_else(grouped, pc.replace_substring(text, ",", ""), text)


def _convert_plain(text: pa.Array, unit_fen: int, fen: np.ndarray, done: np.ndarray) -> None:
    """Fill in the plain decimals that fit the unit; a decimal128 keeps its value as an integer."""
    import pyarrow.compute as pc

    scale = len(str(unit_fen)) - 1
    pattern = rf"^-?[0-9]{{1,{16 - scale}}}" + (rf"(\.[0-9]{{1,{scale}}})?$" if scale else "$")
    plain = pc.match_substring_regex(text, pattern)
    wanted = plain.to_numpy(zero_copy_only=False) & ~done
    if not wanted.any():
        return
    positions = np.flatnonzero(wanted)
    exact = pc.cast(text.take(pa.array(positions)), pa.decimal128(38, scale))
    words = np.frombuffer(exact.buffers()[1], dtype="<i8").reshape(-1, 2)[:, 0]
    values = words[exact.offset : exact.offset + len(exact)]
    fits = np.abs(values) <= MAX_AMOUNT_FEN
    fen[positions[fits]] = values[fits]
    done[positions[fits]] = True
