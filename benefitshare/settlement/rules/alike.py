"""Cells that no later clause tells apart: an amount may leave any of them, with the same result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import Clause
from benefitshare.settlement.cells import Cells
from benefitshare.settlement.numbers import exact
from benefitshare.settlement.rules.groups import members
from benefitshare.settlement.rules.set_aside import set_aside_amounts
from benefitshare.settlement.rules.split import receiver
from benefitshare.settlement.slices import in_scope_projects, within_years
from benefitshare.settlement.world import World

if TYPE_CHECKING:
    from benefitshare.settlement.state import State

Array = npt.NDArray[Any]


def alike(state: State, clause: Clause, at: Array) -> bool:
    """Whether what a cap takes from the cells at `at` (of one period) may leave any one of them:
    the receiver is one, and set-asides, returns, floors and later caps treat them as one.
    """
    world, cells = state.world, state.cells
    assert cells is not None
    seen = world.seen_by(clause)
    marks = [
        receiver(seen, clause.spec.excess_to, cells, at),
        seen.of_projects(clause.spec.party)[cells.project[at]],
    ]
    for other in world.clauses("extend", "cap", "floor", "set_aside", "give_back"):
        if other.kind == "extend" and other.spec.cap != clause.id:
            return False
        if other is not clause and other.kind != "extend":
            marks += _marks(world, other, cells, at)
    return all(bool((mark == mark[0]).all()) for mark in marks)


def _marks(world: World, clause: Clause, cells: Cells, at: Array) -> list[Array]:
    """What tells cells apart for a clause: cells with equal marks are treated as one."""
    if clause.kind == "set_aside":
        whole = exact(np.ones((len(cells), len(world.parties)), dtype=np.int64))
        return [set_aside_amounts(world, clause, cells, whole)[at]]
    if clause.kind == "give_back" and clause.spec.level:
        return []
    covered = np.isin(at, members(world, clause, cells))
    party = world.seen_by(clause).of_projects(clause.spec.party)[cells.project[at]]
    marks = [covered, party]
    if clause.kind == "give_back":
        within = within_years(world, clause, clause.spec.years, cells.project, cells.slice)[at]
        return [*marks, within]
    if clause.kind == "floor":
        marks.append(in_scope_projects(clause.scope, world.projects)[cells.project[at]])
    return [*marks, cells.project[at]] if clause.spec.per == "project" else marks
