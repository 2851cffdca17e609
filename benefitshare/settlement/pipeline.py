"""The pipeline: one list, in this order. `docs/pipeline.md` says what each stage means.

`read` and `check` come before (`benefitshare.records`), `settle` after (`settle_up`), because
they work on tables of all agreements together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.settlement.base import base
from benefitshare.settlement.cells import Cells, joined
from benefitshare.settlement.collect import (
    Sums,
    TaxRecords,
    counted,
    dated,
    outside_years,
    settled_periods,
    summed,
)  # fmt: skip
from benefitshare.settlement.direct import direct
from benefitshare.settlement.divide import divided, division_lines, level_parts
from benefitshare.settlement.limit import limit, qualified_projects
from benefitshare.settlement.qualify import failed_gates, no_division, refused_records, unshareable
from benefitshare.settlement.rounding import round_at_end
from benefitshare.settlement.share import share
from benefitshare.settlement.slices import break_days
from benefitshare.settlement.state import Balance, State
from benefitshare.settlement.trace import Trace, trace
from benefitshare.settlement.world import World

Array = npt.NDArray[Any]


def collect(state: State) -> State:
    """Sums of the records by cell, kind and level."""
    world = state.world
    sums = summed(world, state.records)
    used = state.records.reason == ""
    came = world.totals(state.records.project[used], state.records.amount[used])
    left = world.totals(sums.project, sums.amount)
    return state.adding(
        traces=_gross(sums) if world.traced else [], balance=Balance("collect", came, left, 0),
        sums=sums,
    )  # fmt: skip


def _gross(sums: Sums) -> list[Trace]:
    return [
        trace(
            "collect", "gross", sums.amount, project=sums.project, tax=sums.tax, period=sums.period,
            slice_=sums.slice,
        )
    ]  # fmt: skip


def divide(state: State) -> State:
    """Each level's part of every cell; the retained part goes on."""
    world, sums = state.world, state.sums
    assert sums is not None
    parts = level_parts(world, sums)
    cells, retained = divided(world, sums, parts)
    came = world.totals(sums.project, sums.amount)
    balance = Balance("divide", came, world.totals(sums.project, parts.sum(axis=1)), 0)
    lines = _divided_lines(world, sums, cells, retained) if world.traced else []
    return state.adding(traces=lines, balance=balance, cells=cells)


def _divided_lines(world: World, sums: Sums, cells: Cells, retained: Array) -> list[Trace]:
    keys: dict[str, Any] = {
        "project": cells.project,
        "tax": cells.tax,
        "period": cells.period,
        "slice_": cells.slice,
    }
    whole = cells.central + cells.province + cells.city
    named = {"central": cells.central, "province": cells.province, "city": cells.city}
    lines = [trace("divide", item, amount, **keys, base=whole) for item, amount in named.items()]
    lines.append(trace("divide", "retained", cells.amount, **keys, base=whole))
    return [*lines, division_lines(world, sums, retained)]


def qualify(state: State) -> State:
    """Cells that cannot be shared leave with their reason; projects that fail a gate have none."""
    world, cells = state.world, state.cells
    assert cells is not None
    problem, findings = unshareable(world, cells, qualified_projects(state))
    world.findings.extend(findings)
    apart(world, cells.project[problem != ""])
    records = refused_records(state.records, cells, problem)
    kept = cells.take(np.flatnonzero(problem == ""))
    came, left = (world.totals(c.project, c.amount) for c in (cells, kept))
    return state.adding(
        balance=Balance("qualify", came, left, came - left), cells=kept, records=records
    )


Stage = tuple[str, Callable[[State], State]]

STAGES: tuple[Stage, ...] = (
    ("collect", collect),
    ("divide", divide),
    ("qualify", qualify),
    ("base", base),
    ("share", share),
    ("limit", limit),
    ("direct", direct),
    ("round", round_at_end),
)


UNROUNDED = tuple(stage for stage in STAGES if stage[0] != "round")
"""The stages before exact amounts become fen."""


def run(
    world: World,
    records: TaxRecords,
    years: list[int] | None,
    other_periods: Sequence[Sequence[int]],
    stages: tuple[Stage, ...] = STAGES,
) -> State:
    """A world's records through all stages, or the first of them; every balance is asserted.

    `other_periods` are periods, by member, in which something else than records stands. Raises
    Apart for members that must be settled alone.
    """
    records = outside_years(world, dated(world, records, break_days(world)), years)
    apart(world, records.project[records.reason == "date-missing"])
    failed, gate_lines = failed_gates(world, records)
    records = _of_passed(records, failed)
    records = records.refuse(~counted(world, records), "refund_kind_not_counted")
    settled = settled_periods(world, records, other_periods, years)
    records, findings = no_division(world, records)
    world.findings.extend(findings)
    apart(world, records.project[records.reason == "no-division-row"])
    world = replace(world, settled_by=settled, deductions=_of_qualified(world, failed))
    state = State(world, records, failed=failed, traces=tuple(gate_lines))
    for _, stage in stages:
        state = stage(state)
        check_balances(state)
    apart(world, np.zeros(0, dtype=np.int64))
    return state


class Apart(Exception):  # noqa: N818 - no error
    """Some members of a world have findings, which are those of one agreement each."""

    def __init__(self, members: frozenset[int]) -> None:
        super().__init__()
        self.members = members


def apart(world: World, project: Array) -> None:
    """Raises Apart for the members of projects with which something is wrong; for all members where
    a finding has no project.
    """
    if not world.members:
        return
    if len(project):
        raise Apart(frozenset(np.unique(world.member_of(project)).tolist()))
    if world.findings:
        raise Apart(frozenset(range(len(world.agreements))))


def _of_passed(records: TaxRecords, failed: Mapping[int, tuple[str, str]]) -> TaxRecords:
    """The records, with the gate as reason those of projects that failed one."""
    for clause in {clause for clause, _ in failed.values()}:
        projects = [project for project, (gate, _) in failed.items() if gate == clause]
        records = records.refuse(np.isin(records.project, projects), f"gate:{clause}")
    return records


def _of_qualified(
    world: World, failed: Mapping[int, tuple[str, str]]
) -> dict[tuple[int | None, str, int], int]:
    """Deductions without those of projects that do not qualify."""
    return {key: amount for key, amount in world.deductions.items() if key[0] not in failed}


def check_balances(state: State) -> None:
    """Every stage conserves, to the fen; entitlements of all rows equal what the share stage was
    given.
    """
    for balance in state.balances:
        if np.any(balance.came - balance.left - balance.moved != 0):
            raise AssertionError(f"stage {balance.stage} does not conserve: {balance}")
    if state.set_asides and joined(list(state.set_asides)).amount.sum() != 0:
        raise AssertionError("set-asides do not sum to zero")
