"""How exact numbers are written in a document: rounded, said to be so, and in full where short."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from benefitshare.money import format_share, half_up, yuan_text

Node = dict[str, Any]
SHORT = 40
"""Characters an exact fraction may have to be written beside its rounded value."""
DIGITS = 6
"""Places of a plain number."""
IN_YUAN = ("money", "gain")
"""The scales that are in yuan."""


def yuan(value: Fraction | int) -> Node:
    """An amount in yuan, rounded half up to fen.

    >>> yuan(Fraction(100, 3))
    {'yuan': '33.33', 'rounded': True, 'exact': '100/3'}
    """
    return _written("yuan", yuan_text(half_up(value * 100)), Fraction(value))


def number(value: Fraction | int) -> Node:
    """A number without a unit, rounded half up to six places.

    >>> number(Fraction(3, 2)), number(Fraction(-1, 3))["number"]
    ({'number': '1.5', 'rounded': False}, '-0.333333')
    """
    return _written("number", _decimal(half_up(value * 10**DIGITS)), Fraction(value))


def in_full(value: Fraction | int) -> Node:
    """A number without a unit, exact however long: what a proof is added up from.

    >>> in_full(Fraction(1, 3000000))
    {'number': '0', 'rounded': True, 'exact': '1/3000000'}
    """
    return {**number(value), "exact": str(Fraction(value))}


def share(value: Fraction | int) -> Node:
    """A share or a difference of shares, always exact.

    >>> share(Fraction(-1, 20)), share(Fraction(1, 3))
    ({'share': '-5%', 'rounded': False}, {'share': '1/3', 'rounded': False})
    """
    return {"share": format_share(Fraction(value)), "rounded": False}


def on_scale(scale: str, value: Fraction | int) -> Node:
    """A utility, or a difference of utilities, on a scale of fairness: yuan or a plain number."""
    return yuan(value) if scale in IN_YUAN else number(value)


def shares(terms: Mapping[str, Fraction]) -> list[Node]:
    """Terms as exact shares, without what is known about them."""
    return [{"term": term, "share": format_share(value)} for term, value in terms.items()]


def _decimal(millionths: int) -> str:
    whole, rest = divmod(abs(millionths), 10**DIGITS)
    text = f"{whole}.{rest:0{DIGITS}d}".rstrip("0").rstrip(".")
    return f"-{text}" if millionths < 0 else text


def _written(unit: str, text: str, value: Fraction) -> Node:
    if Fraction(text) == value:
        return {unit: text, "rounded": False}
    exact = str(value)
    return {unit: text, "rounded": True, **({"exact": exact} if len(exact) <= SHORT else {})}
