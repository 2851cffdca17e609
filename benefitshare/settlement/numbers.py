"""Arithmetic on columns that are int64 fen, or Python integers or `Fraction`s where int64 cannot
hold them, or numbers not known yet where shares are open.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.money.unknown import InexactError, Unknown

Array = npt.NDArray[Any]
LIMIT = 2**62


def group_sum(values: Array, groups: Array, count: int) -> Array:
    """Sums of `values` by group number, shape (count,); a sum that int64 might not hold is refused.

    Raises OverflowError.
    """
    if values.dtype == object:
        sums: Array = np.zeros(count, dtype=object)
        np.add.at(sums, groups, values)
        return sums
    if len(values) and float(np.abs(values.astype(np.float64)).sum()) >= LIMIT:
        raise OverflowError("a sum of amounts does not fit in 62 bits")
    sums = np.zeros(count, dtype=np.int64)
    np.add.at(sums, groups, values)
    return sums


def exact(values: Array) -> Array:
    """The same values as `Fraction`s, so that nothing is rounded on the way; unknown ones stay."""
    result = np.empty(values.shape, dtype=object)
    flat = result.reshape(-1)
    for i, value in enumerate(values.reshape(-1).tolist()):
        flat[i] = value if isinstance(value, Unknown) else Fraction(value)
    return result


def is_exact(values: Array) -> bool:
    """Whether a column carries fractions."""
    return values.dtype == object


def is_unknown(values: Array) -> bool:
    """Whether a column carries numbers that are not known yet."""
    return values.dtype == object and any(isinstance(v, Unknown) for v in values.flat)


def smaller(one: Any, other: Any) -> Any:
    """The smaller of two columns or numbers, in each place."""
    return np.minimum(one, other) if _whole(one, other) else _SMALLER(one, other)


def larger(one: Any, other: Any) -> Any:
    """The larger of two columns or numbers, in each place."""
    return np.maximum(one, other) if _whole(one, other) else _LARGER(one, other)


def where_negative(values: Array, then: Any, otherwise: Any) -> Array:
    """`then` where a value is below zero, else `otherwise`."""
    if not is_unknown(values):
        return np.asarray(np.where(values < 0, then, otherwise))
    return np.asarray(_WHERE_NEGATIVE(values, then, otherwise), dtype=object)


def surely_negative(values: Array) -> Array:
    """Which values are below zero, whatever becomes known."""
    if not is_unknown(values):
        return np.asarray(values < 0, dtype=bool)
    return np.array([_most(v) < 0 for v in values.tolist()], dtype=bool)


def _whole(*operands: Any) -> bool:
    return all(np.asarray(operand).dtype != object for operand in operands)


def _smaller(one: Any, other: Any) -> Any:
    if isinstance(one, Unknown):
        return one.smaller(other)
    return other.smaller(one) if isinstance(other, Unknown) else min(one, other)


def _larger(one: Any, other: Any) -> Any:
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return one + other - _smaller(one, other)
    return max(one, other)


def _where_negative(value: Any, then: Any, otherwise: Any) -> Any:
    if isinstance(value, Unknown):
        return value.where_negative(then, otherwise)
    return then if value < 0 else otherwise


def _most(value: Any) -> Any:
    return value.bounds()[1] if isinstance(value, Unknown) else value


_SMALLER = np.frompyfunc(_smaller, 2, 1)
_LARGER = np.frompyfunc(_larger, 2, 1)
_WHERE_NEGATIVE = np.frompyfunc(_where_negative, 3, 1)


def times(values: Array, ratio: Fraction) -> Array:
    """`values * ratio`: rounded half up (away from zero) for whole fen, exact for fractions."""
    if values.dtype == object:
        return np.asarray(values * ratio)
    return half_up_ratio(values, ratio.numerator, ratio.denominator)


def half_up_ratio(values: Array, numerator: int, denominator: int) -> Array:
    """round(values * numerator / denominator), halves away from zero, on int64 without overflow."""
    sign = np.where(values < 0, -1, 1)
    magnitude = values * sign
    if len(values) and int(magnitude.max()) * max(numerator, 1) * 2 >= LIMIT:
        wide = magnitude.astype(object)
        return ((2 * wide * numerator + denominator) // (2 * denominator) * sign).astype(np.int64)
    return (2 * magnitude * numerator + denominator) // (2 * denominator) * sign


def truncated(values: Array) -> Array:
    """Whole part of each value, toward zero."""
    if values.dtype != object:
        return values
    return np.array([int(v) for v in values.tolist()], dtype=np.int64)


def spread(
    amounts: Array,
    values: Array,
    groups: Array,
    alike: Callable[[Array], bool] = lambda _: False,
) -> Array:
    """Each group's amount over its positive values in proportion.

    `amounts` (groups,) of no more than the group's positive sum; `values`, `groups` (n,) in the
    order that settles ties. Whole fen by largest remainder; exact when the columns carry fractions.
    Values not known yet need the same proportions whatever becomes known, or to be `alike` (asked
    of positions): then the amount stands in one place. Raises InexactError where neither is so.
    """
    if is_unknown(amounts) or is_unknown(values):
        return _spread_unknown(amounts, values, groups, alike)
    positive = np.where(values > 0, values, 0)
    sums = group_sum(positive, groups, len(amounts))
    share_of, whole = amounts[groups], np.where(sums[groups] == 0, 1, sums[groups])
    if is_exact(values) or is_exact(amounts):
        return _fractions(share_of) * positive / whole
    if int(np.abs(share_of).max(initial=0)) * int(positive.max(initial=0)) >= LIMIT:
        share_of, positive = share_of.astype(object), positive.astype(object)
    product = share_of * positive
    floors, rest = product // whole, product % whole
    floors = floors.astype(np.int64)
    leftover = amounts - group_sum(floors, groups, len(amounts))
    leftover[sums == 0] = 0
    return floors + (_place_in_group(rest, groups) < leftover[groups])


def _spread_unknown(
    amounts: Array, values: Array, groups: Array, alike: Callable[[Array], bool]
) -> Array:
    parts = np.zeros(len(values), dtype=object)
    for group in np.unique(groups).tolist():
        if amounts[group] == 0:
            continue
        at = np.flatnonzero(groups == group)
        at = at[[_most(v) > 0 for v in values[at].tolist()]]
        weights = _proportions(values[at].tolist())
        if weights is not None:
            parts[at] = [amounts[group] * w for w in weights]
        elif alike(at):
            parts[at[0]] = amounts[group]
        else:
            raise InexactError
    return parts


def _proportions(values: list[Any]) -> list[Fraction] | None:
    """What part of their sum each value is, whatever becomes known; None where that depends."""
    first = next((v for v in values if isinstance(v, Unknown)), None)
    if first is None:
        return [Fraction(v) / sum(values) for v in values]
    ratios = [v.ratio_to(first) if isinstance(v, Unknown) else None for v in values]
    known = [r for r in ratios if r is not None and r > 0]
    return [r / sum(known) for r in known] if len(known) == len(values) else None


def _fractions(values: Array) -> Array:
    return values if values.dtype == object else exact(values)


def _place_in_group(rest: Array, groups: Array) -> Array:
    """The place of each element in its group when sorted by `rest`, largest first, ties by
    position.
    """
    order = np.argsort(-rest, kind="stable")
    order = order[np.argsort(groups[order], kind="stable")]
    ordered = groups[order]
    starts = np.concatenate(([True], ordered[1:] != ordered[:-1])) if len(ordered) else ordered
    first = np.flatnonzero(starts)
    place = np.empty(len(groups), dtype=np.int64)
    lengths = np.diff(np.append(first, len(groups)))
    place[order] = np.arange(len(groups)) - np.repeat(first, lengths)
    return place
