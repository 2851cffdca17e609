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
    count = len(amount)

    def column(value: Any) -> Array:
        return np.broadcast_to(np.asarray(value, dtype=np.int64), (count,))

    all_rows = Rows(
        column(project), column(tax), column(period), column(slice_), column(clause), column(party),
        amount, column(owed_by),
    )  # fmt: skip
    return all_rows.take(np.flatnonzero(amount != 0))


def joined(parts: list[Rows]) -> Rows:
    """Rows one after another; fractions as soon as one part carries them."""
    if not parts:
        empty = np.zeros(0, dtype=np.int64)
        return Rows(*([empty] * 8))
    columns = {}
    for name in Rows.__dataclass_fields__:
        columns[name] = np.concatenate([getattr(part, name) for part in parts])
    return Rows(**columns)


def group_numbers(*keys: Array) -> tuple[Array, Array]:
    """Number equal keys alike: (numbers (n,), position of the first of each group)."""
    if not len(keys[0]):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    order = np.lexsort(keys[::-1])
    changed = np.zeros(len(order), dtype=bool)
    changed[0] = True
    for key in keys:
        ordered = key[order]
        changed[1:] |= ordered[1:] != ordered[:-1]
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.cumsum(changed) - 1
    return numbers, order[np.flatnonzero(changed)]
