"""`deduct`: what is taken off each group before sharing (docs/pipeline.md, section 7)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.clauses.deduct import Deduct
from benefitshare.agreements.model import Clause
from benefitshare.settlement.cells import Cells, Rows, group_numbers
from benefitshare.settlement.numbers import group_sum, spread
from benefitshare.settlement.rules.groups import (
    account_keys,
    account_of,
    accounts,
    members,
)
from benefitshare.settlement.rules.kept import kept
from benefitshare.settlement.slices import in_force, in_scope_projects
from benefitshare.settlement.state import number_of
from benefitshare.settlement.trace import Trace, trace
from benefitshare.settlement.world import NOWHERE, World

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
    account = account_of(spec.per, world, cells.project[at])
    taken = np.zeros(len(cells), dtype=np.int64)
    lines: list[Trace] = []
    declared = _declared(world, clause, count)
    for period in _periods(world, clause, cells):
        due = declared.get(period, 0) + carried
        here = cells.period[at] == period
        values, group = cells.amount[at][here], account[here]
        used = np.minimum(due, np.maximum(group_sum(values, group, count), 0))
        taken[at[here]] = spread(used, values, group)
        lines += _lines(world, clause, period, due, used, carried) if world.traced else []
        waiting = due if spec.excess == "carry" else carried
        left = due - used if spec.excess == "carry" else np.zeros_like(carried)
        carried = np.where(np.isin(np.arange(count), group), left, waiting)
    keeper = receiver(world, spec.to, cells, np.arange(len(cells)))
    made, kept_lines = kept(world, clause, "deducted", cells, taken, keeper, owed_by)
    return cells.with_amount(cells.amount - taken), [made], [*lines, *kept_lines], carried


def _periods(world: World, clause: Clause, cells: Cells) -> list[int]:
    """The periods in which there are cells or costs while the clause is in force."""
    declared = [
        (NOWHERE if project is None else project, period)
        for project, kind, period in world.deductions
        if kind in clause.spec.kinds
    ]
    more = np.array(declared, dtype=np.int64).reshape(-1, 2)
    member = world.member_of(np.concatenate((cells.project, more[:, 0])))
    period = np.concatenate((cells.period, more[:, 1]))
    _, first = group_numbers(period, member)
    period, own = period[first], world.nowhere()[member[first]]
    within = in_force(world, clause, world.test_days(period, own), own)
    return [int(one) for one in np.unique(period[within])]


def _declared(world: World, clause: Clause, count: int) -> dict[int, Array]:
    """Declared costs (accounts,) by period in which the clause is in force; costs of no project
    count for the agreement only.
    """
    spec: Deduct = clause.spec
    covered = in_scope_projects(clause.scope, world.projects)
    found = [
        (project, period, amount)
        for (project, kind, period), amount in world.deductions.items()
        if kind in spec.kinds and project is not None
        and (covered[project] if project >= 0 else spec.per == "agreement")
    ]  # fmt: skip
    project, periods, amounts = np.array(found, dtype=np.int64).reshape(-1, 3).T
    within = in_force(world, clause, world.test_days(periods, project), project)
    project, periods, amounts = project[within], periods[within], amounts[within]
    account = account_of(spec.per, world, project)
    declared: dict[int, Array] = {}
    for period in np.unique(periods).tolist():
        here = periods == period
        declared[period] = group_sum(amounts[here], account[here], count)
    return declared


def _lines(
    world: World, clause: Clause, period: int, due: Array, used: Array, carried: Array
) -> list[Trace]:
    shown = np.flatnonzero(due)
    project = account_keys(clause.spec.per, world)[shown]
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
