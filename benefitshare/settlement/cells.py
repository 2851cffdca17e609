"""Cells and rows: the two tables that flow through the stages after records are collected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.settlement.days import NEVER

Array = npt.NDArray[Any]
BLANK_KEY = -1
CELL_AMOUNTS = ("central", "province", "city", "amount")


@dataclass(frozen=True)
class Cells:
    """Project × tax × period × slice, in the order slice, project, tax, period (which settles
    ties).

    `grain` is the record number when rounding is per record, else 0. Levels and `amount` are
    int64 fen;
    `amount` is what the current stage passes on.
    """

    project: Array
    tax: Array
    period: Array
    slice: Array
    grain: Array
    central: Array
    province: Array
    city: Array
    amount: Array

    def __len__(self) -> int:
        return len(self.project)

    def take(self, index: Array) -> Cells:
        """The cells at some positions, or where a mask holds."""
        return Cells(*(getattr(self, name)[index] for name in self.__dataclass_fields__))

    def with_amount(self, amount: Array) -> Cells:
        """The same cells passing on another amount."""
        return replace(self, amount=amount)


@dataclass(frozen=True)
class Rows:
    """Entitlement or cash lines. Keys are numbers (BLANK_KEY: blank; slice NEVER: blank).

    `clause` numbers the clauses of the world (`labels`); `owed_by` is a party number, or BLANK_KEY
    for the payer's own side of a pair row. `amount` is int64 fen or fractions.
    """

    project: Array
    tax: Array
    period: Array
    slice: Array
    clause: Array
    party: Array
    amount: Array
    owed_by: Array

    def __len__(self) -> int:
        return len(self.project)

    def take(self, index: Array) -> Rows:
        """The rows at some positions, or where a mask holds."""
        return Rows(*(getattr(self, name)[index] for name in self.__dataclass_fields__))


def rows(
    *,
    project: Any,
    tax: Any,
    period: Any,
    slice_: Any = NEVER,
    clause: Any,
    party: Any,
    amount: Array,
    owed_by: Any,
) -> Rows:
    """Rows of the length of `amount`; scalars are repeated; lines of zero are left out."""
    at = np.flatnonzero(amount != 0)

    def kept(value: Any) -> Array:
        keys = np.asarray(value, dtype=np.int64)
        return keys[at] if keys.ndim else column(keys, len(at))

    return Rows(
        kept(project), kept(tax), kept(period), kept(slice_), kept(clause), kept(party),
        amount[at], kept(owed_by),
    )  # fmt: skip


def column(value: Any, count: int) -> Array:
    """A column of whole numbers; one number is repeated without taking more room."""
    numbers = np.asarray(value, dtype=np.int64)
    if numbers.ndim:
        return np.broadcast_to(numbers, (count,)) if len(numbers) != count else numbers
    return np.ndarray((count,), np.int64, numbers.tobytes(), strides=(0,))


def joined(parts: list[Rows]) -> Rows:
    """Rows one after another; fractions as soon as one part carries them."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        empty = np.zeros(0, dtype=np.int64)
        return Rows(*([empty] * 8))
    columns = {}
    for name in Rows.__dataclass_fields__:
        columns[name] = np.concatenate([getattr(part, name) for part in parts])
    return Rows(**columns)


def ranges(begin: Array, end: Array) -> tuple[Array, Array]:
    """The numbers of some ranges one after another, and which range each is of.

    >>> ranges(np.array([5, 2]), np.array([7, 3]))
    (array([5, 6, 2]), array([0, 0, 1]))
    """
    size = end - begin
    at = np.repeat(begin - np.cumsum(size) + size, size) + np.arange(size.sum())
    return at, np.repeat(np.arange(len(size)), size)


def group_numbers(*keys: Array) -> tuple[Array, Array]:
    """Number equal keys alike: (numbers (n,), position of the first of each group)."""
    if not len(keys[0]):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    packed = _packed(keys)
    order = np.lexsort(keys[::-1]) if packed is None else np.argsort(packed, kind="stable")
    changed = np.zeros(len(order), dtype=bool)
    changed[0] = True
    for key in keys if packed is None else (packed,):
        ordered = key[order]
        changed[1:] |= ordered[1:] != ordered[:-1]
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.cumsum(changed) - 1
    return numbers, order[np.flatnonzero(changed)]


def _packed(keys: tuple[Array, ...]) -> Array | None:
    """Whole numbers in the order of the keys, the first counting most; None where they get too
    large.
    """
    packed, scale = np.zeros(len(keys[0]), dtype=np.int64), 1
    for key in reversed(keys):
        low, high = int(key.min()), int(key.max())
        if scale * (high - low + 1) >= 2**62:
            return None
        if high > low:
            packed += (key.astype(np.int64) - low) * scale
            scale *= high - low + 1
    return packed
