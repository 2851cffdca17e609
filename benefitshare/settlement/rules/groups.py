"""Groups that period-level clauses work on: cells of a project or the agreement, by period."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import Clause
from benefitshare.settlement.cells import Cells
from benefitshare.settlement.qualify import applies
from benefitshare.settlement.world import World

Array = npt.NDArray[Any]


def members(world: World, clause: Clause, cells: Cells) -> Array:
    """Positions of the cells a clause applies to, in force on the last day of their period."""
    days = world.test_days(cells.period, cells.project)
    return np.flatnonzero(applies(world, clause, cells.project, cells.tax, days))


Per = Literal["project", "agreement"]


def account_of(per: Per, world: World, project: Array) -> Array:
    """The account number of cells of some projects: the project, or the agreement."""
    return project if per == "project" else world.member_of(project)


def accounts(per: Per, world: World) -> int:
    """How many accounts there are."""
    return len(world.projects) if per == "project" else len(world.agreements)


def account_members(per: Per, world: World) -> Array:
    """The member each account belongs to."""
    if per == "project":
        return world.member_of(np.arange(len(world.projects)))
    return np.arange(len(world.agreements))


def account_keys(per: Per, world: World) -> Array:
    """What rows of each account have as project: its number, or that of no project."""
    return np.arange(len(world.projects)) if per == "project" else world.nowhere()


def at_accounts(per: Per, world: World, of_projects: Array) -> Array:
    """What each account has of what is known by project; an agreement has what its first has."""
    if per == "project":
        return of_projects
    if world.member is None:
        return of_projects[:1]
    return of_projects[np.searchsorted(world.member, np.arange(len(world.agreements)))]


def in_force_periods(world: World, clause: Clause, periods: Array) -> list[int]:
    """Those of some periods on whose last day a clause is in force, in order."""
    from benefitshare.settlement.slices import in_force

    distinct = np.unique(periods)
    if not len(distinct):
        return []
    within = in_force(world, clause, world.test_days(distinct))
    return [int(period) for period in distinct[within]]


def by_period(cells: Cells, at: Array) -> Iterator[tuple[int, Array]]:
    """(period, positions) of some cells, period after period; positions keep their order."""
    periods = cells.period[at]
    for period in np.unique(periods).tolist():
        yield period, at[periods == period]
