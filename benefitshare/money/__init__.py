"""Fen and shares: exact money and exact ratios, with no float anywhere.

`split_exactly` needs NumPy and lives in `benefitshare.money.split`, so that this module stays
light.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

YUAN_PATTERN = r"^-?(0|[1-9][0-9]{0,12})(\.[0-9]{1,2})?$"
SHARE_PATTERN = r"^([0-9]{1,9}(\.[0-9]{1,9})?%?|[0-9]{1,9}/[1-9][0-9]{0,8})$"
MAX_AMOUNT_FEN = 10**15
MAX_DENOMINATOR = 10**9

_YUAN = re.compile(YUAN_PATTERN)
_SHARE = re.compile(SHARE_PATTERN)


def parse_yuan(text: str) -> int:
    """Fen of a decimal string in yuan.

    >>> parse_yuan("20000000.00"), parse_yuan("-0.5")
    (2000000000, -50)
    """
    if not isinstance(text, str) or not _YUAN.fullmatch(text):
        raise ValueError(f"not an amount in yuan with at most two decimals: {text!r}")
    return int(Fraction(text) * 100)


def format_yuan(fen: int) -> str:
    """Yuan with thousands separators and two decimals.

    >>> format_yuan(-123456789)
    '-1,234,567.89'
    """
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(int(fen)), 100)
    return f"{sign}{yuan:,}.{rest:02d}"


def yuan_text(fen: int) -> str:
    """Yuan as a plain decimal string, as documents carry it.

    >>> yuan_text(2000000000)
    '20000000.00'
    """
    return format_yuan(fen).replace(",", "")


def parse_share(text: str) -> Fraction:
    """The exact value of a share.

    >>> parse_share("50%"), parse_share("1/3"), parse_share("0.35")
    (Fraction(1, 2), Fraction(1, 3), Fraction(7, 20))
    """
    if not isinstance(text, str) or not _SHARE.fullmatch(text):
        raise ValueError(f"not a share: {text!r}")
    value = Fraction(text.rstrip("%"))
    return value / 100 if text.endswith("%") else value


def format_share(share: Fraction) -> str:
    """A share as people write it: a percentage where that is finite, else a fraction.

    >>> [format_share(share) for share in (Fraction(1, 2), Fraction(1, 3), Fraction(1567, 10000))]
    ['50%', '1/3', '15.67%']
    """
    hundred = share * 100
    denominator = hundred.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        return f"{share.numerator}/{share.denominator}"
    digits = 0
    while (hundred * 10**digits).denominator != 1:
        digits += 1
    scaled = int(hundred * 10**digits)
    whole, rest = divmod(abs(scaled), 10**digits)
    text = f"{whole}.{rest:0{digits}d}" if digits else str(whole)
    return f"{'-' if scaled < 0 else ''}{text}%"


def half_up(value: Fraction | int) -> int:
    """The nearest integer, halves away from zero.

    >>> half_up(Fraction(5, 2)), half_up(Fraction(-5, 2)), half_up(Fraction(7, 3))
    (3, -3, 2)
    """
    exact = Fraction(value)
    magnitude = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return -magnitude if exact < 0 else magnitude


def __getattr__(name: str) -> Any:
    if name == "split_exactly":
        from benefitshare.money.split import split_exactly

        return split_exactly
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
