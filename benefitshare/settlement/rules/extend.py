"""`extend`: are the further years of a split earned (docs/pipeline.md, section 9)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import Clause
from benefitshare.settlement.cells import Cells
from benefitshare.settlement.qualify import applies
from benefitshare.settlement.rules.cap import Used, cap_amounts, excesses
from benefitshare.settlement.rules.split import extension_cells
from benefitshare.settlement.slices import extended_end
from benefitshare.settlement.world import World

Array = npt.NDArray[Any]


def unearned(
    world: World, clause: Clause, cells: Cells, measured: Array, qualified: Array
) -> list[tuple[Clause, Array]]:
    """For each span of the split, the cells in extension years that its project has not earned."""
    caps = [c for c in world.clauses("cap") if c.id == clause.spec.cap]
    result = []
    for split in (c for c in world.clauses("split") if c.id == clause.spec.split):
        ended, _ = extended_end(world, split, clause.spec.years)
        before_end = cells.slice < ended[cells.project]
        earned = _earned(world, clause, caps, cells, measured, qualified, before_end)
        further = extension_cells(world, split, clause, cells.project, cells.slice)
        of_split = applies(world, split, cells.project, cells.tax, cells.slice)
        lost = np.flatnonzero(further & of_split & ~earned[cells.project])
        result.append((split, lost))
    return result


def _earned(
    world: World,
    clause: Clause,
    caps: list[Clause],
    cells: Cells,
    measured: Array,
    qualified: Array,
    before_end: Array,
) -> Array:
    """Which projects had not reached the cap when their clock's last tier ended."""
    used_by_account: dict[str, Used] = {}
    earned = np.ones(len(world.projects), dtype=bool)
    for cap in caps:
        used = used_by_account.setdefault(cap.account, Used.none(len(world.projects)))
        excesses(world, cap, cells, measured, used, qualified, only=before_end)
        limits, _ = cap_amounts(world, cap, qualified, [])
        reached = used.most if clause.spec.earned == "never_reached" else used.amount
        earned = reached < limits
    return earned
