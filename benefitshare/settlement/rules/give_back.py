"""`give_back`: an upper level returns its part (docs/pipeline.md, section 10)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.clauses.give_back import GiveBack
from benefitshare.agreements.model import Clause
from benefitshare.settlement.cells import Cells, Rows, rows
from benefitshare.settlement.clock_lines import clock_lines
from benefitshare.settlement.numbers import exact, is_exact, times
from benefitshare.settlement.qualify import applies
from benefitshare.settlement.rules.groups import members
from benefitshare.settlement.rules.parts import whole_parts
from benefitshare.settlement.rules.split import receiver
from benefitshare.settlement.slices import within_years
from benefitshare.settlement.state import number_of
from benefitshare.settlement.trace import Trace, trace
from benefitshare.settlement.world import World

Array = npt.NDArray[Any]


def given_back(
    world: World, clause: Clause, cells: Cells, entitled: Array
) -> tuple[list[Rows], list[Trace]]:
    """Pair rows of what is returned (and, for a party's system share, of what is taken first)."""
    if clause.spec.level:
        return _of_level(world, clause, cells, entitled)
    return _of_party(world, clause, cells, entitled)


def _keys(world: World, clause: Clause, cells: Cells, at: Array) -> dict[str, Any]:
    return {
        "project": cells.project[at], "tax": cells.tax[at], "period": cells.period[at],
        "slice_": cells.slice[at], "clause": number_of(world, clause),
    }  # fmt: skip


def _of_level(
    world: World, clause: Clause, cells: Cells, entitled: Array
) -> tuple[list[Rows], list[Trace]]:
    spec: GiveBack = clause.spec
    assert spec.level
    mask = applies(world, clause, cells.project, cells.tax, cells.slice)
    mask &= within_years(world, clause, spec.years, cells.project, cells.slice)
    at = np.flatnonzero(mask)
    part = getattr(cells, spec.level)[at]
    returned = times(exact(part) if is_exact(entitled) else part, spec.rate)
    divided = _divided(world, spec, cells, at, returned)
    payer = world.party(spec.from_)
    keys = _keys(world, clause, cells, at)
    new = [
        rows(**keys, party=p, amount=divided[:, p], owed_by=payer)
        for p in range(len(world.parties))
    ]
    new.append(rows(**keys, party=payer, amount=-returned, owed_by=-1))
    if not world.traced:
        return new, []
    line = trace(
        "direct", "give_back", returned, **keys, party=payer, base=part,
        ratio=np.zeros(len(at), dtype=np.int64), ratios=(str(spec.rate),),
        note={"level": spec.level},
    )  # fmt: skip
    parts = [
        trace("direct", "give_back_part", divided[:, p], **keys, party=p, base=returned)
        for p in range(len(world.parties))
        if (divided[:, p] != 0).any()
    ]
    return new, [line, *parts, *clock_lines(world, "direct", clause, cells.project[at])]


def _divided(world: World, spec: GiveBack, cells: Cells, at: Array, amounts: Array) -> Array:
    size = len(world.parties)
    result = np.zeros((len(at), size), dtype=amounts.dtype)
    if spec.to is None:
        result[np.arange(len(at)), receiver(world, None, cells, at)] = amounts
        return result
    combination = world.projects.combination[cells.project[at]]
    for number in np.unique(combination).tolist():
        rows_ = np.flatnonzero(combination == number)
        shares = world.share_vector(spec.to, world.projects.combinations[number])
        if is_exact(amounts):
            result[rows_] = amounts[rows_][:, None] * np.array(shares, dtype=object)[None, :]
        else:
            result[rows_] = whole_parts(
                world, (tuple(shares),), np.zeros(len(rows_), dtype=np.int64), amounts[rows_]
            )
    return result


def _of_party(
    world: World, clause: Clause, cells: Cells, entitled: Array
) -> tuple[list[Rows], list[Trace]]:
    spec: GiveBack = clause.spec
    assert spec.party
    assert spec.system_share is not None
    at = members(world, clause, cells)
    party = world.of_projects(spec.party)[cells.project[at]]
    at, party = at[party >= 0], party[party >= 0]
    taken = times(entitled[at, party], spec.system_share)
    within = within_years(world, clause, spec.years, cells.project[at], cells.slice[at])
    returned = np.where(within, times(taken, spec.rate), 0)
    upper = world.party(spec.from_)
    keys = _keys(world, clause, cells, at)
    new = [
        rows(**keys, party=upper, amount=taken, owed_by=party),
        rows(**keys, party=party, amount=-taken, owed_by=-1),
        rows(**keys, party=party, amount=returned, owed_by=upper),
        rows(**keys, party=upper, amount=-returned, owed_by=-1),
    ]
    if not world.traced:
        return new, []
    lines = [
        trace(
            "direct", "system_share", taken, **keys, party=party, base=entitled[at, party],
            ratio=np.zeros(len(at), dtype=np.int64), ratios=(str(spec.system_share),),
        ),
        trace(
            "direct", "give_back", returned, **keys, party=party, base=taken,
            ratio=np.zeros(len(at), dtype=np.int64), ratios=(str(spec.rate),),
        ),
    ]  # fmt: skip
    return new, lines + clock_lines(world, "direct", clause, cells.project[at])
