"""`deduct`: what is taken off each group before sharing (docs/pipeline.md, section 7)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.clauses.deduct import Deduct
from benefitshare.agreements.model import Clause
from benefitshare.settlement.cells import Cells, Rows, rows
from benefitshare.settlement.numbers import group_sum, spread
from benefitshare.settlement.rules.groups import account_of, accounts, in_force_periods, members
from benefitshare.settlement.slices import in_scope_projects
from benefitshare.settlement.state import number_of
from benefitshare.settlement.trace import Trace, trace
from benefitshare.settlement.world import World

Array = npt.NDArray[Any]


def deducted(
    world: World, clause: Clause, cells: Cells, owed_by: Array, carried: Array
) -> tuple[Cells, list[Rows], list[Trace], Array]:
    """Cells less what is deducted, the rows of who keeps it, the trace, and costs still carried.

    `carried` (accounts,) are the costs an earlier wording of the clause left over.
    """
    from benefitshare.settlement.rules.split import receiver

    spec: Deduct = clause.spec
    at = members(world, clause, cells)
    count = accounts(spec.per, world)
    account = account_of(spec.per, cells, at)
    taken = np.zeros(len(cells), dtype=np.int64)
    lines = []
    for period in _periods(world, clause, cells):
        due = _declared(world, clause, period, count) + carried
        here = cells.period[at] == period
        values, group = cells.amount[at][here], account[here]
        used = np.minimum(due, np.maximum(group_sum(values, group, count), 0))
        taken[at[here]] = spread(used, values, group)
        lines += _lines(world, clause, period, due, used, carried)
        carried = due - used if spec.excess == "carry" else np.zeros_like(carried)
    keeper = receiver(world, spec.to, cells, np.arange(len(cells)))
    number = number_of(world, clause)
    keys: dict[str, Any] = {
        "project": cells.project,
        "tax": cells.tax,
        "period": cells.period,
        "slice_": cells.slice,
    }
    kept = rows(**keys, clause=number, party=keeper, amount=taken, owed_by=owed_by)
    shown = np.flatnonzero(taken != 0)
    lines.append(
        trace(
            "base", "deducted", taken[shown], **{k: v[shown] for k, v in keys.items()},
            clause=number, party=keeper[shown], base=cells.amount[shown],
        )
    )  # fmt: skip
    return cells.with_amount(cells.amount - taken), [kept], lines, carried


def _periods(world: World, clause: Clause, cells: Cells) -> list[int]:
    declared = [p for _, kind, p in world.deductions if kind in clause.spec.kinds]
    periods = np.concatenate((cells.period, np.array(declared, dtype=np.int64)))
    return in_force_periods(world, clause, periods)


def _declared(world: World, clause: Clause, period: int, count: int) -> Array:
    """Declared costs of a period by account."""
    spec: Deduct = clause.spec
    covered = in_scope_projects(clause.scope, world.projects)
    due = np.zeros(count, dtype=np.int64)
    for (project, kind, of_period), amount in world.deductions.items():
        if of_period != period or kind not in spec.kinds:
            continue
        if project == "":
            if spec.per == "agreement":
                due[0] += amount
            continue
        if project in world.projects.ids and covered[world.projects.ids.index(project)]:
            due[world.projects.ids.index(project) if spec.per == "project" else 0] += amount
    return due


def _lines(
    world: World, clause: Clause, period: int, due: Array, used: Array, carried: Array
) -> list[Trace]:
    shown = np.flatnonzero(due)
    project = shown if clause.spec.per == "project" else np.full(len(shown), -1)
    if not len(shown):
        return []
    keys: dict[str, Any] = {
        "project": project,
        "period": period,
        "clause": number_of(world, clause),
    }
    return [
        trace(
            "base", "deductible", used[shown], **keys, base=due[shown],
            note={"excess": clause.spec.excess},
        ),
        trace("base", "deduct_carried", carried[shown], **keys),
    ]  # fmt: skip
