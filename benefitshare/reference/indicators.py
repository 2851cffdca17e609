"""Output indicators: their canonical unit, the scale their values are kept at, other units."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from benefitshare.reference.tables import table
from benefitshare.reference.taxes import plain_name

MONEY_UNITS: dict[str, int] = {
    "分": 1, "fen": 1, "元": 100, "yuan": 100, "cny": 100, "rmb": 100, "人民币": 100,
    "人民币元": 100, "千元": 100_000, "thousand yuan": 100_000, "万元": 1_000_000,
    "10000 yuan": 1_000_000,
    "百万元": 100_000_000, "million yuan": 100_000_000, "亿元": 10_000_000_000,
}  # fmt: skip
"""Fen in one of each unit of money."""


@dataclass(frozen=True)
class Indicator:
    """An output indicator; a value is an integer count of 1/scale of its unit."""

    code: str
    name_zh: str
    name_en: str
    unit: str
    scale: int
    units: dict[str, Fraction]

    @property
    def is_money(self) -> bool:
        """Whether it is measured in money."""
        return self.unit == "yuan"


@cache
def indicators() -> dict[str, Indicator]:
    """All indicators by code.

    >>> indicators()["energy"].unit, indicators()["energy"].scale
    ('tce', 10000)
    """
    return {row["indicator"]: _indicator(row) for row in table("indicators")}


def fen_per_unit(unit: str) -> int | None:
    """Fen in one unit of money, or None for a text that names none.

    >>> fen_per_unit("万元"), fen_per_unit("吨")
    (1000000, None)
    """
    return _plain_units().get(plain_name(unit))


@cache
def _plain_units() -> dict[str, int]:
    return {plain_name(unit): fen for unit, fen in MONEY_UNITS.items()}


def _indicator(row: dict[str, str]) -> Indicator:
    return Indicator(
        row["indicator"], row["name_zh"], row["name_en"], row["unit"], int(row["scale"]),
        _units(row["units"]),
    )  # fmt: skip


def _units(text: str) -> dict[str, Fraction]:
    if text == "money":
        return {unit: Fraction(fen, 100) for unit, fen in _plain_units().items()}
    pairs = (pair.rsplit(":", 1) for pair in text.split("|"))
    return {plain_name(unit): Fraction(factor) for unit, factor in pairs}
