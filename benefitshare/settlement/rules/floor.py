"""`floor`: what is missing to a guarantee, and who pays it (docs/pipeline.md, section 9)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.clauses.floor import Floor
from benefitshare.agreements.model import Clause
from benefitshare.settlement.cells import Cells, Rows, rows
from benefitshare.settlement.clock_lines import clock_lines
from benefitshare.settlement.days import day_number
from benefitshare.settlement.numbers import exact, group_sum, is_exact, larger
from benefitshare.settlement.rules.groups import account_of, accounts, members
from benefitshare.settlement.slices import (
    days_in_years,
    in_force,
    in_scope_projects,
    in_scope_taxes,
    within_years,
)  # fmt: skip
from benefitshare.settlement.state import number_of
from benefitshare.settlement.trace import Trace, trace
from benefitshare.settlement.world import World

Array = npt.NDArray[Any]


def guaranteed(
    world: World, clause: Clause, cells: Cells, measured: Array, qualified: Array
) -> tuple[list[Rows], list[Trace]]:
    """Pair rows of what the payer makes up, and the trace."""
    spec: Floor = clause.spec
    settled = world.settled_in_term()
    settled = settled[in_force(world, clause, world.test_days(settled))]
    if spec.window == "cumulative":
        end = day_number(world.agreement.term_to)
        settled = settled[end <= world.last_days(settled)]
    made = [_period(world, clause, cells, measured, qualified, int(p)) for p in settled.tolist()]
    clocks = clock_lines(world, "limit", clause, np.arange(len(world.projects)))
    return [r for rows_, _ in made for r in rows_], [*(t for _, t in made), *clocks]


def _period(
    world: World, clause: Clause, cells: Cells, measured: Array, qualified: Array, period: int
) -> tuple[list[Rows], Trace]:
    spec: Floor = clause.spec
    count = accounts(spec.per, world)
    received = _received(world, clause, cells, measured, period)
    missing = larger(spec.at_least_fen - received, 0)
    if spec.per == "agreement":
        test_day = world.test_days(np.array([period]))
        missing = np.where(days_in_years(world, clause, test_day), missing, 0)
    else:
        missing = np.where(_covered(world, clause, qualified, period), missing, 0)
    missing = exact(missing) if is_exact(measured) else missing.astype(np.int64)
    project = np.arange(count) if spec.per == "project" else np.full(1, -1)
    party = world.of_projects(spec.party)[:count]
    payer = world.of_projects(spec.paid_by)[:count]
    keys: dict[str, Any] = {
        "project": project,
        "period": period,
        "clause": number_of(world, clause),
    }
    pair = [
        rows(**keys, tax=-1, party=party, amount=missing, owed_by=payer),
        rows(**keys, tax=-1, party=payer, amount=-missing, owed_by=-1),
    ]
    note = {"at_least_fen": spec.at_least_fen, "window": spec.window}
    return pair, trace("limit", "floor", missing, **keys, party=party, base=received, note=note)


def _received(world: World, clause: Clause, cells: Cells, measured: Array, period: int) -> Array:
    """What the party has by account: of the period, or of all periods so far."""
    spec: Floor = clause.spec
    if spec.window == "cumulative":
        projects = in_scope_projects(clause.scope, world.projects)[cells.project]
        counted = projects & in_scope_taxes(clause.scope)[cells.tax]
        at = np.flatnonzero(counted & (cells.period <= period))
    else:
        at = members(world, clause, cells)
        at = at[cells.period[at] == period]
    column = world.of_projects(spec.party)[cells.project[at]]
    return group_sum(
        measured[at, column],
        account_of(spec.per, world, cells.project[at]),
        accounts(spec.per, world),
    )


def _covered(world: World, clause: Clause, qualified: Array, period: int) -> Array:
    projects = np.arange(len(world.projects))
    days = np.full(len(projects), int(world.test_days(np.array([period]))[0]))
    counted = within_years(world, clause, clause.spec.years, projects, days)
    return qualified & in_scope_projects(clause.scope, world.projects) & counted
