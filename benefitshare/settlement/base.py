"""base: from the retained part to the shareable base."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.settlement.cells import Cells, group_numbers
from benefitshare.settlement.rules.baseline import incremental
from benefitshare.settlement.rules.deduct import deducted
from benefitshare.settlement.rules.groups import accounts
from benefitshare.settlement.state import Balance, State, collectors
from benefitshare.settlement.trace import Trace, trace
from benefitshare.settlement.world import World

Array = npt.NDArray[Any]


def base(state: State) -> State:
    """The base stage: negative amounts, then `deduct` and `baseline` clauses in document order."""
    world, cells = state.world, state.cells
    assert cells is not None
    came = world.totals(cells.project, cells.amount)
    carried: Any = 0
    lines: list[Trace] = []
    if world.agreement.settlement.negative_base == "carry_forward":
        cells, carried, lines = _carried_forward(world, cells)
    owed_by = collectors(world, cells.project, cells.period, cells.slice)
    parts = []
    waiting: dict[tuple[str, str], Array] = {}
    for clause in world.clauses("deduct", "baseline"):
        step = deducted if clause.kind == "deduct" else incremental
        key = clause.id, clause.spec.per
        kept = waiting.get(key, np.zeros(accounts(clause.spec.per, world), dtype=np.int64))
        cells, more, traced, waiting[key] = step(
            world.seen_by(clause), clause, cells, owed_by, kept
        )
        parts += more
        lines += traced
    if world.traced:
        lines.append(_shareable(cells))
    aside = sum(world.totals(p.project, p.amount) for p in parts)
    left = world.totals(cells.project, cells.amount) + aside
    balance = Balance("base", came, left, carried)
    return state.adding(
        rows=parts,
        traces=lines,
        balance=balance,
        cells=cells,
        carried_out=state.carried_out + carried,
    )


def _shareable(cells: Cells) -> Trace:
    return trace(
        "base", "base", cells.amount, project=cells.project, tax=cells.tax, period=cells.period,
        slice_=cells.slice,
    )  # fmt: skip


def _carried_forward(world: World, cells: Cells) -> tuple[Cells, Array, list[Trace]]:
    """Amounts below zero reduce the later cells of the same project and tax; what is left at the
    end, by member.
    """
    groups, first = group_numbers(cells.project, cells.tax)
    order = np.lexsort((cells.slice, cells.period, groups))
    rank = np.arange(len(order)) - np.repeat(_starts(groups[order]), _lengths(groups[order]))
    carried = np.zeros(len(first), dtype=np.int64)
    amount = cells.amount.copy()
    for step in range(int(rank.max(initial=-1)) + 1):
        at = order[rank == step]
        available = cells.amount[at] + carried[groups[at]]
        amount[at] = np.maximum(available, 0)
        carried[groups[at]] = np.minimum(available, 0)
    changed = np.flatnonzero(amount != cells.amount)
    line = trace(
        "base", "carried", (amount - cells.amount)[changed], project=cells.project[changed],
        tax=cells.tax[changed], period=cells.period[changed], slice_=cells.slice[changed],
        base=cells.amount[changed],
    )  # fmt: skip
    kept = world.totals(cells.project[first], carried)
    return cells.with_amount(amount), kept, [line] if world.traced else []


def _starts(ordered: Array) -> Array:
    return np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])) if len(ordered) else ordered


def _lengths(ordered: Array) -> Array:
    return np.diff(np.append(_starts(ordered), len(ordered)))
