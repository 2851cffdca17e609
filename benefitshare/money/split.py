"""`split_exactly`: the one place where an amount is divided into whole fen.

Amounts up to 10^15 fen and denominators up to 10^9 stay inside int64 (quotient and remainder are
multiplied apart); larger ones are done in Python integers by the same code on object arrays.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from benefitshare.money import MAX_AMOUNT_FEN, MAX_DENOMINATOR

Array = npt.NDArray[Any]
Others = Literal["half_up", "down"]


def split_exactly(
    totals: npt.ArrayLike,
    weights: npt.ArrayLike,
    *,
    residue: Literal["largest_remainder", "to"] = "largest_remainder",
    to: int | npt.ArrayLike | None = None,
    others: Others = "half_up",
    ties: Sequence[int] | None = None,
) -> Array:
    """Split integer totals by integer weights into integer parts that sum to the totals.

    `totals` has shape (n,), any sign; `weights` (k,) or (n, k), non-negative, not all zero in a
    row.
    A negative total is split as its magnitude and the sign put back. `residue`:
    `largest_remainder` gives one unit each to the largest fractions, ties in the order `ties`
    (column numbers, default left to right); `to` rounds every other column by `others` and lets
    column `to` (a number, or one per row; -1 for a row means largest remainder) take the rest.
    Returns integers of shape (n, k); int64 whenever the inputs allow it.

    Raises ValueError for negative weights or a row of zero weights.

    >>> split_exactly([100, -100, 5], [1, 1, 1]).tolist()
    [[34, 33, 33], [-34, -33, -33], [2, 2, 1]]
    >>> split_exactly([5], [1, 1], residue="to", to=0).tolist()
    [[2, 3]]
    """
    amounts, parts = _prepared(totals, weights)
    sign = np.where(amounts < 0, -1, 1)
    floors, remainders, sums = _floors(amounts * sign, parts)
    if residue == "to":
        if to is None:
            raise ValueError("residue='to' needs the column that takes the rest")
        split = _rest_to(amounts * sign, floors, remainders, sums, np.asarray(to), others, ties)
    else:
        split = _largest_remainder(amounts * sign, floors, remainders, ties)
    return split * sign[:, None]


def _prepared(totals: npt.ArrayLike, weights: npt.ArrayLike) -> tuple[Array, Array]:
    amounts = _integers(totals)
    parts = _integers(weights)
    if parts.ndim == 1:
        parts = np.broadcast_to(parts, (len(amounts), len(parts)))
    if (parts < 0).any():
        raise ValueError("weights must not be negative")
    parts = np.asarray(parts)
    wide = parts.dtype == object or amounts.dtype == object or not _fits(amounts, parts)
    if wide:
        amounts, parts = amounts.astype(object), parts.astype(object)
    if len(parts) and (parts.sum(axis=1) == 0).any():
        raise ValueError("weights must not all be zero")
    return amounts, parts


def _integers(values: npt.ArrayLike) -> Array:
    array = np.asarray(values)
    if array.dtype.kind in "iu":
        return array.astype(np.int64)
    if array.size == 0:
        return array.astype(np.int64)
    if array.dtype != object:
        raise ValueError(f"whole numbers are needed, not {array.dtype}")
    return array


def _fits(amounts: Array, parts: Array) -> bool:
    if not len(amounts):
        return True
    largest = max(int(amounts.max()), -int(amounts.min()))
    return (
        largest <= 10 * MAX_AMOUNT_FEN
        and int(parts.max(initial=0)) * parts.shape[1] <= MAX_DENOMINATOR * 2
    )


def _floors(magnitudes: Array, parts: Array) -> tuple[Array, Array, Array]:
    """Whole parts, remainders (numerators over the row's sum of weights) and those sums."""
    sums = parts.sum(axis=1)
    quotient, rest = magnitudes // sums, magnitudes % sums
    product = rest[:, None] * parts
    floors = quotient[:, None] * parts + product // sums[:, None]
    return floors, product % sums[:, None], sums


def _largest_remainder(
    magnitudes: Array, floors: Array, remainders: Array, ties: Sequence[int] | None
) -> Array:
    leftover = magnitudes - floors.sum(axis=1)
    if not leftover.any():
        return floors
    order = list(range(floors.shape[1])) if ties is None else list(ties)
    rank = _rank(remainders[:, order])
    extra = np.empty_like(floors)
    extra[:, order] = (rank < leftover[:, None]).astype(np.int64)
    return floors + extra


def _rank(remainders: Array) -> Array:
    """For each row, the place of each column when sorted by remainder, largest first, ties left to
    right.
    """
    by_size = np.argsort(-remainders, axis=1, kind="stable")
    rank = np.empty(remainders.shape, dtype=np.int64)
    np.put_along_axis(rank, by_size, np.arange(remainders.shape[1])[None, :], axis=1)
    return rank


def _rest_to(
    magnitudes: Array,
    floors: Array,
    remainders: Array,
    sums: Array,
    to: Array,
    others: Others,
    ties: Sequence[int] | None,
) -> Array:
    columns = np.broadcast_to(to, magnitudes.shape)
    rounded = floors + (2 * remainders >= sums[:, None]) if others == "half_up" else floors
    rows = np.arange(len(magnitudes))
    taken = np.where(columns < 0, 0, columns)
    rest = magnitudes - (rounded.sum(axis=1) - rounded[rows, taken])
    split = np.array(rounded)
    split[rows, taken] = rest
    if (columns < 0).any():
        plain = _largest_remainder(magnitudes, floors, remainders, ties)
        split = np.where((columns < 0)[:, None], plain, split)
    return split


def weights_of(shares: Sequence[Any]) -> list[int]:
    """Integer weights of exact shares that sum to 1, over their least common denominator.

    >>> from fractions import Fraction
    >>> weights_of([Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)])
    [3, 2, 1]
    """
    common = math.lcm(*(s.denominator for s in shares))
    return [s.numerator * (common // s.denominator) for s in shares]


def weight_rows(vectors: Sequence[Sequence[Any]]) -> Array:
    """Integer weights of share vectors, one row each; Python integers where int64 is too small."""
    table = [weights_of(v) for v in vectors]
    narrow = all(w < 2**62 for row in table for w in row)
    return np.array(table, dtype=np.int64 if narrow else object).reshape(len(table), -1)
