"""Amounts of money as people write them, to exact fen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pyarrow as pa

from benefitshare.money import MAX_AMOUNT_FEN
from benefitshare.records.conversion import Column, Flaw, Flaws
from benefitshare.records.grid import RawColumn
from benefitshare.reference import fen_per_unit

DASHES = {"-", "--", "—", "——", "–", "/", "\\", "*", "无", "n/a", "N/A", "null", "NULL"}
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PLAIN = {**_WIDE, ord("￥"): ord("¥"), ord("−"): ord("-"), ord("　"): ord(" ")}
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
    read = read_number(text)
    if isinstance(read, Flaw):
        return read
    unit = unit_fen if read.unit_fen is None else read.unit_fen
    return Flaw("unit-not-stated") if unit is None else _fen(read, unit)


@dataclass(frozen=True)
class WrittenNumber:
    """A number as written: digits before and after the point, and the cell's own unit."""

    negative: bool
    whole: str
    decimals: str
    unit_fen: int | None

    @property
    def value(self) -> Fraction:
        """The exact value, whatever the unit."""
        size = Fraction(int(self.whole + self.decimals), int(10 ** len(self.decimals)))
        return -size if self.negative else size


def read_number(text: str) -> WrittenNumber | Flaw:
    """A number in any of the accepted spellings.

    >>> str(read_number("（1,234.50）").value)
    '-2469/2'
    """
    number = plain_number(text)
    if number in DASHES:
        return Flaw("amount-dash")
    negative, number = _sign(number)
    number, unit = _unit(number)
    digits = _digits(number)
    return digits if isinstance(digits, Flaw) else WrittenNumber(negative, *digits, unit)


def _sign(number: str) -> tuple[bool, str]:
    bracketed = number.startswith("(") and number.endswith(")")
    number = number[1:-1] if bracketed else number
    number = _CURRENCY.sub("", number)
    signed = _SIGN.match(number) is not None
    number = _CURRENCY.sub("", number[1:]) if signed else number.removeprefix("+")
    if signed and bracketed:
        return True, "((" + number
    return signed or bracketed, number


def _unit(number: str) -> tuple[str, int | None]:
    match = _UNIT.search(number)
    if not match:
        return number, None
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


def _fen(read: WrittenNumber, unit: int) -> int | Flaw:
    if len(read.whole) > 18:
        return Flaw("amount-too-large")
    fen = read.value * unit
    if fen.denominator != 1:
        return Flaw("amount-too-precise")
    return Flaw("amount-too-large") if abs(fen) > MAX_AMOUNT_FEN else int(fen)


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


def plain_amounts(text: pa.Array, unit_fen: int) -> tuple[np.ndarray, np.ndarray]:
    """Fen of the cells that are plain decimals without blanks, and which those are.

    >>> plain_amounts(pa.array(["1.5", " 1", "(2)", "-3", "1.234"]), 100)
    (array([ 150,    0,    0, -300,    0]), array([ True, False, False,  True, False]))
    """
    fen, done = np.zeros(len(text), np.int64), np.zeros(len(text), bool)
    _convert_plain(text, unit_fen, fen, done)
    return fen, done


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
