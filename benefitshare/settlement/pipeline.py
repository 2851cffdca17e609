"""The pipeline: one list, in this order. `docs/pipeline.md` says what each stage means.

`read` and `check` come before (`benefitshare.records`), `settle` after (`settle_up`), because
they work on tables of all agreements together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from benefitshare.settlement.base import base
from benefitshare.settlement.cells import joined
from benefitshare.settlement.collect import (
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
from benefitshare.settlement.trace import trace
from benefitshare.settlement.world import World


def collect(state: State) -> State:
    """Sums of the records by cell, kind and level."""
    world = state.world
    sums = summed(world, state.records)
    used = state.records.amount[state.records.reason == ""].sum()
    line = trace(
        "collect", "gross", sums.amount, project=sums.project, tax=sums.tax, period=sums.period,
        slice_=sums.slice,
    )  # fmt: skip
    return state.adding(
        traces=[line], balance=Balance("collect", used, sums.amount.sum(), 0), sums=sums
    )


def divide(state: State) -> State:
    """Each level's part of every cell; the retained part goes on."""
    assert state.sums is not None
    parts = level_parts(state.world, state.sums)
    cells, retained = divided(state.world, state.sums, parts)
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
    lines.append(division_lines(state.world, state.sums, retained))
    balance = Balance("divide", state.sums.amount.sum(), parts.sum(), 0)
    return state.adding(traces=lines, balance=balance, cells=cells)


def qualify(state: State) -> State:
    """Cells that cannot be shared leave with their reason; projects that fail a gate have none."""
    world, cells = state.world, state.cells
    assert cells is not None
    problem, findings = unshareable(world, cells, qualified_projects(state))
    world.findings.extend(findings)
    records = refused_records(state.records, cells, problem)
    kept = cells.take(np.flatnonzero(problem == ""))
    came, left = cells.amount.sum(), kept.amount.sum()
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
    other_periods: list[int],
    stages: tuple[Stage, ...] = STAGES,
) -> State:
    """One agreement through all stages, or the first of them; every balance is asserted."""
    records = outside_years(world, dated(world, records, break_days(world)), years)
    failed, gate_lines = failed_gates(world, records)
    for project, (clause, _) in failed.items():
        records = records.refuse(records.project == project, f"gate:{clause}")
    records = records.refuse(~counted(world, records), "refund_kind_not_counted")
    settled = settled_periods(world, records, other_periods, years)
    records, findings = no_division(world, records)
    world.findings.extend(findings)
    world = replace(world, settled=settled, deductions=_of_qualified(world, failed))
    state = State(world, records, failed=failed, traces=tuple(gate_lines))
    for _, stage in stages:
        state = stage(state)
        check_balances(state)
    return state


def _of_qualified(
    world: World, failed: dict[int, tuple[str, str]]
) -> dict[tuple[str, str, int], int]:
    """Deductions without those of projects that do not qualify."""
    left_out = {world.projects.ids[number] for number in failed}
    return {key: amount for key, amount in world.deductions.items() if key[0] not in left_out}


def check_balances(state: State) -> None:
    """Every stage conserves, to the fen; entitlements of all rows equal what the share stage was
    given.
    """
    for balance in state.balances:
        if balance.came - balance.left - balance.moved != 0:
            raise AssertionError(f"stage {balance.stage} does not conserve: {balance}")
    if state.set_asides and joined(list(state.set_asides)).amount.sum() != 0:
        raise AssertionError("set-asides do not sum to zero")
