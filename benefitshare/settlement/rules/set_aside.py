"""`set_aside`: the part of a share that goes in cash to the park or a fund (docs/pipeline.md,
section 10).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.clauses.set_aside import SetAside
from benefitshare.agreements.model import Clause
from benefitshare.settlement.cells import Cells
from benefitshare.settlement.days import NEVER
from benefitshare.settlement.numbers import times
from benefitshare.settlement.qualify import applies
from benefitshare.settlement.slices import within_years
from benefitshare.settlement.world import World

Array = npt.NDArray[Any]


def set_aside_amounts(world: World, clause: Clause, cells: Cells, entitled: Array) -> Array:
    """What is set aside of each party's amount in each cell, (cells × parties)."""
    spec: SetAside = clause.spec
    world = world.seen_by(clause)
    amounts = np.zeros_like(entitled)
    days = np.where(cells.slice == NEVER, world.test_days(cells.period, cells.project), cells.slice)
    mask = applies(world, clause, cells.project, cells.tax, days)
    mask &= within_years(world, clause, spec.years, cells.project, cells.slice)
    at = np.flatnonzero(mask)
    for reference, part in spec.of:
        column = world.of_projects(reference)[cells.project[at]]
        known, party = at[column >= 0], column[column >= 0]
        amounts[known, party] += times(entitled[known, party], part)
    return amounts


def set_aside_ratios(world: World, clause: Clause, cells: Cells) -> tuple[Array, tuple[str, ...]]:
    """For each cell and party the number of the ratio its amount is multiplied by; the ratios as
    text.
    """
    spec: SetAside = clause.spec
    world = world.seen_by(clause)
    reached = np.zeros((len(cells), len(world.parties)), dtype=np.int64)
    for place, (reference, _) in enumerate(spec.of):
        column = world.of_projects(reference)[cells.project]
        known = np.flatnonzero(column >= 0)
        reached[known, column[known]] += 1 << place
    codes, case = np.unique(reached, return_inverse=True)
    ratios = [
        str(sum((s for i, (_, s) in enumerate(spec.of) if code >> i & 1), Fraction(0)))
        for code in codes.tolist()
    ]
    return case.reshape(reached.shape), tuple(ratios)
