"""`extend`: are the further years of a split earned (docs/pipeline.md, section 9)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import Clause
from benefitshare.settlement.cells import Cells
from benefitshare.settlement.numbers import surely_negative
from benefitshare.settlement.qualify import applies
from benefitshare.settlement.rules.cap import Used, cap_amounts, excesses
from benefitshare.settlement.rules.split import extension_cells
from benefitshare.settlement.slices import extended_end
from benefitshare.settlement.state import number_of
from benefitshare.settlement.trace import Trace, trace
from benefitshare.settlement.world import World

Array = npt.NDArray[Any]


def unearned(
    world: World, clause: Clause, cells: Cells, measured: Array, qualified: Array
) -> list[tuple[Clause, Array, Array, list[Trace]]]:
    """For each span of the split, the cells in extension years that its project has not earned.

    With it by how much each of them exceeded the cap (below zero: earned after all, where that
    is not known before), and the trace of the test: for each project with cells in those years
    what it had used of the cap when its clock ended.
    """
    caps = [c for c in world.clauses("cap") if c.id == clause.spec.cap]
    result = []
    for split in (c for c in world.clauses("split") if c.id == clause.spec.split):
        ended, _ = extended_end(world, split, clause.spec.years)
        before_end = cells.slice < ended[cells.project]
        used = _used(world, caps, cells, measured, qualified, before_end)
        over = used.over_most() if clause.spec.earned == "never_reached" else used.over_now()
        earned = surely_negative(over)
        further = extension_cells(world, split, clause, cells.project, cells.slice)
        of_split = applies(world, split, cells.project, cells.tax, cells.slice)
        lost = np.flatnonzero(further & of_split & ~earned[cells.project])
        tested = np.unique(cells.project[further & of_split]) if caps else lost[:0]
        over = over[cells.project[lost]]
        result.append((split, lost, over, _tested(world, clause, tested, used, earned, qualified)))
    return result


def _tested(
    world: World, clause: Clause, tested: Array, used: Used, earned: Array, qualified: Array
) -> list[Trace]:
    """One line per project: what was used of the cap, out of how much."""
    if not world.traced:
        return []
    caps = [c for c in world.clauses("cap") if c.id == clause.spec.cap]
    limits = cap_amounts(world, caps[-1], qualified, [])[0] if caps else used.amount
    notes = [{"limit_fen": str(limits[p]), "earned": bool(earned[p])} for p in tested]
    return [
        trace(
            "limit", "extension_test", used.amount[tested].astype(object), project=tested,
            clause=number_of(world, clause), note=notes, note_of=np.arange(len(tested)),
        )
    ]  # fmt: skip


def _used(
    world: World,
    caps: list[Clause],
    cells: Cells,
    measured: Array,
    qualified: Array,
    before_end: Array,
) -> Used:
    """What each project had used of the cap when its clock's last tier ended."""
    used = Used.none(len(world.projects))
    for cap in caps:
        limits, _ = cap_amounts(world, cap, qualified, [])
        excesses(world, cap, cells, measured, used, limits, only=before_end)
    return used
