"""`baseline`: the stock stays with its owner, the increment is shared (docs/pipeline.md, section
7).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.clauses.baseline import Baseline
from benefitshare.agreements.model import Clause
from benefitshare.findings import Finding
from benefitshare.money import half_up
from benefitshare.settlement.cells import Cells, Rows, rows
from benefitshare.settlement.days import period_years
from benefitshare.settlement.numbers import group_sum, spread
from benefitshare.settlement.rules.gate import missing_factor
from benefitshare.settlement.rules.groups import (
    account_keys,
    account_members,
    account_of,
    at_accounts,
    by_period,
    members,
)
from benefitshare.settlement.rules.kept import kept
from benefitshare.settlement.slices import in_scope_projects
from benefitshare.settlement.state import number_of
from benefitshare.settlement.trace import Trace, trace
from benefitshare.settlement.world import World

Array = npt.NDArray[Any]


def average_amounts(
    world: World, clause: Clause, present: Array, findings: list[Finding]
) -> tuple[list[Fraction], Array]:
    """The stock before indexation by account (exact fen), and projects a missing factor stops."""
    spec: Baseline = clause.spec
    stopped = np.zeros(len(world.projects), dtype=bool)
    covered = in_scope_projects(clause.scope, world.projects) & present
    if spec.factor is None:
        fixed = [Fraction(own.amount_fen or 0) for own in world.specs(clause)]
        return [fixed[m] for m in account_members(spec.per, world).tolist()], stopped
    if spec.per == "agreement":
        found = [_average(world, clause, a.id, findings) for a in world.agreements]
        lacking = np.array([value is None for value in found])
        stopped = covered & lacking[world.member_of(np.arange(len(world.projects)))]
        return [value or Fraction(0) for value in found], stopped
    amounts = [Fraction(0)] * len(world.projects)
    for project in np.flatnonzero(covered).tolist():
        value = _average(world, clause, world.projects.ids[project], findings)
        stopped[project] = value is None
        amounts[project] = value or Fraction(0)
    return amounts, stopped


def _average(
    world: World, clause: Clause, subject: str, findings: list[Finding]
) -> Fraction | None:
    spec: Baseline = clause.spec
    assert spec.factor
    total = world.factor_sum(subject, spec.factor, spec.years)
    if isinstance(total, int):
        findings.append(missing_factor(clause.id, subject, spec.factor, total))
        return None
    average = Fraction(total) * 100 / len(spec.years)
    return Fraction(half_up(average)) if spec.round_average else average


def indexed(spec: Baseline, amount: Fraction, year: int) -> int:
    """The stock of a calendar year, in whole fen."""
    if spec.index_rate is None:
        return half_up(amount)
    growth = 1 + spec.index_rate
    steps = max(0, year - spec.index_from)
    if spec.round_index == "end":
        return half_up(amount * growth**steps)
    for _ in range(steps):
        amount = Fraction(half_up(amount * growth))
    return half_up(amount)


def incremental(
    world: World, clause: Clause, cells: Cells, owed_by: Array, short: Array
) -> tuple[Cells, list[Rows], list[Trace], Array]:
    """Cells holding only their increment, the owner's rows, the trace, and the shortfall still
    carried.

    `short` (accounts,) is the shortfall an earlier wording of the clause left over.
    """
    spec: Baseline = clause.spec
    at = members(world, clause, cells)
    present = np.zeros(len(world.projects), dtype=bool)
    present[cells.project[at]] = True
    averages, _ = average_amounts(world, clause, present, [])
    stock = np.zeros(len(cells), dtype=np.int64)
    extra: list[Rows] = []
    lines: list[Trace] = []
    for period, here in by_period(cells, at):
        account = account_of(spec.per, world, cells.project[here])
        year = int(period_years(np.array([period]), world.cycle)[0])
        own = np.array([indexed(spec, a, year) for a in averages], dtype=np.int64)
        base = own + short
        totals = group_sum(cells.amount[here], account, len(base))
        touched = np.zeros(len(base), dtype=bool)
        touched[account] = True
        whole = np.minimum(totals, base)
        stock[here] = _stock(cells.amount[here], account, whole)
        missing = np.where(touched, base - whole, 0)
        if spec.below == "carry":
            short = np.where(touched, missing, short)
        if spec.below == "absorb":
            extra += _absorbed(world, clause, period, missing)
        if world.traced:
            items = {
                "baseline": base, "baseline_average": _plain(averages), "baseline_indexed": own,
                "baseline_carried": base - own, "increment": totals - whole, "shortfall": missing,
            }  # fmt: skip
            lines += _lines(world, clause, period, items, totals, touched)
    owner = world.of_projects(spec.owner)[cells.project]
    made, kept_lines = kept(world, clause, "stock", cells, stock, owner, owed_by)
    return cells.with_amount(cells.amount - stock), [made, *extra], [*lines, *kept_lines], short


def _stock(amounts: Array, account: Array, whole: Array) -> Array:
    """Each cell's part of the stock: cells below zero whole, the rest over the positive ones in
    proportion.
    """
    below = np.minimum(amounts, 0)
    over = whole - group_sum(below, account, len(whole))
    return np.asarray(below + spread(over, amounts, account))


def _absorbed(world: World, clause: Clause, period: int, missing: Array) -> list[Rows]:
    spec: Baseline = clause.spec
    assert spec.absorbed_by
    number = number_of(world, clause)
    owner, payer = (
        at_accounts(spec.per, world, world.of_projects(party))
        for party in (spec.owner, spec.absorbed_by)
    )
    project = account_keys(spec.per, world)
    keys: dict[str, Any] = {"project": project, "tax": -1, "period": period, "clause": number}
    return [
        rows(**keys, party=owner, amount=missing, owed_by=payer),
        rows(**keys, party=payer, amount=-missing, owed_by=-1),
    ]


def _lines(
    world: World,
    clause: Clause,
    period: int,
    items: dict[str, Array],
    totals: Array,
    touched: Array,
) -> list[Trace]:
    """What each account's stock is and comes from, next to the total it is held against."""
    shown = np.flatnonzero(touched)
    project = account_keys(clause.spec.per, world)[shown]
    number = number_of(world, clause)
    keys: dict[str, Any] = {"project": project, "period": period, "clause": number}
    return [
        trace("base", item, amount[shown], **keys, base=totals[shown])
        for item, amount in items.items()
    ]


def _plain(values: list[Fraction]) -> Array:
    """Whole numbers where all are, else fractions."""
    whole = all(v.denominator == 1 for v in values)
    result = np.empty(len(values), dtype=np.int64 if whole else object)
    result[:] = [int(v) for v in values] if whole else values
    return result
