"""Figures as negotiators read them: money in 万元 or millions, shares in percent, rounded for the
eye only.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from benefitshare.findings import Language
from benefitshare.money import half_up
from benefitshare.negotiation.valuation import Scale

UNITS: Mapping[Language, tuple[int, int]] = {"zh": (10_000, 2), "en": (1_000_000, 3)}
"""The unit of amounts in yuan (万元, a million yuan) and its decimals."""


def decimal(value: Fraction | int, digits: int = 2, *, signed: bool = False) -> str:
    """A number with separators and so many decimals, halves away from zero.

    >>> decimal(Fraction(-12345678, 1000)), decimal(Fraction(1, 3), 4), decimal(2, signed=True)
    ('-12,345.68', '0.3333', '+2.00')
    """
    scaled = half_up(Fraction(value) * 10**digits)
    whole, rest = divmod(abs(scaled), 10**digits)
    sign = "-" if scaled < 0 else "+" if signed and scaled else ""
    return f"{sign}{whole:,}" + (f".{rest:0{digits}d}" if digits else "")


def money(yuan: Fraction, lang: Language, *, signed: bool = False) -> str:
    """An amount in the unit of the page.

    >>> money(Fraction(123_456_789), "zh"), money(Fraction(5000), "en", signed=True)
    ('12,345.68', '+0.005')
    """
    unit, digits = UNITS[lang]
    return decimal(Fraction(yuan) / unit, digits, signed=signed)


def percent(ratio: Fraction, digits: int = 2, *, signed: bool = False) -> str:
    """A ratio in percent, without zeros at the end.

    >>> percent(Fraction(7, 20)), percent(Fraction(1, 3)), percent(Fraction(1, 10), signed=True)
    ('35%', '33.33%', '+10%')
    """
    return plain(ratio * 100, digits, signed=signed) + "%"


def plain(value: Fraction, digits: int = 2, *, signed: bool = False) -> str:
    """A number without zeros at the end.

    >>> plain(Fraction(5, 2)), plain(Fraction(20))
    ('2.5', '20')
    """
    text = decimal(value, digits, signed=signed)
    return text.rstrip("0").rstrip(".") if "." in text else text


def on_scale(value: Fraction, scale: Scale, lang: Language, *, signed: bool = False) -> str:
    """A utility or a difference of two: an amount of money, a multiple, a percentage.

    >>> on_scale(Fraction(250_000), "gain", "zh"), on_scale(Fraction(5, 4), "multiple", "zh")
    ('25.00', '1.250')
    """
    if scale == "multiple":
        return decimal(value, 3, signed=signed)
    if scale == "normalised":
        return percent(value, signed=signed)
    return money(value, lang, signed=signed)
