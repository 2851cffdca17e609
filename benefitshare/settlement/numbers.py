"""Arithmetic on columns that are int64 fen, or Python integers or `Fraction`s where int64 cannot
hold them.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
LIMIT = 2**62


def group_sum(values: Array, groups: Array, count: int) -> Array:
    """Sums of `values` by group number, shape (count,); a sum that int64 might not hold is refused.

    Raises OverflowError.
    """
    if values.dtype == object:
        sums = np.zeros(count, dtype=object)
        np.add.at(sums, groups, values)
        return sums
    if len(values) and float(np.abs(values.astype(np.float64)).sum()) >= LIMIT:
        raise OverflowError("a sum of amounts does not fit in 62 bits")
    sums = np.zeros(count, dtype=np.int64)
    np.add.at(sums, groups, values)
    return sums


def exact(values: Array) -> Array:
    """The same values as `Fraction`s, so that nothing is rounded on the way."""
    result = np.empty(values.shape, dtype=object)
    flat = result.reshape(-1)
    for i, value in enumerate(values.reshape(-1).tolist()):
        flat[i] = Fraction(value)
    return result


def is_exact(values: Array) -> bool:
    """Whether a column carries fractions."""
    return values.dtype == object


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


def spread(amounts: Array, values: Array, groups: Array) -> Array:
    """Each group's amount over its positive values in proportion.

    `amounts` (groups,) of no more than the group's positive sum; `values`, `groups` (n,) in the
    order that settles ties. Whole fen by largest remainder; exact when the columns carry fractions.
    """
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
