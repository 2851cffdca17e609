"""`fixed_return`: a yearly return on invested capital (docs/pipeline.md, section 10)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from benefitshare.agreements.clauses.fixed_return import FixedReturn
from benefitshare.agreements.model import Clause
from benefitshare.findings import Finding
from benefitshare.money import half_up
from benefitshare.settlement.cells import Rows, rows
from benefitshare.settlement.days import period_years
from benefitshare.settlement.rules.gate import missing_factor
from benefitshare.settlement.slices import days_in_years, in_force
from benefitshare.settlement.state import number_of
from benefitshare.settlement.trace import Trace, trace
from benefitshare.settlement.world import World


def returned(
    world: World, clause: Clause, findings: list[Finding]
) -> tuple[list[Rows], list[Trace]]:
    """Pair rows of the return, for each settled period in force."""
    spec: FixedReturn = clause.spec
    new: list[Rows] = []
    lines: list[Trace] = []
    for period in _periods(world, clause):
        capital = _capital(world, clause, period, findings)
        if capital is None:
            continue
        amount = np.array([half_up(capital * spec.rate)], dtype=np.int64)
        party, payer = world.party(spec.party), world.party(spec.paid_by)
        keys: dict[str, Any] = {
            "project": -1,
            "tax": -1,
            "period": period,
            "clause": number_of(world, clause),
        }
        new.append(rows(**keys, party=party, amount=amount, owed_by=payer))
        new.append(rows(**keys, party=payer, amount=-amount, owed_by=-1))
        lines.append(
            trace(
                "direct", "fixed_return", amount, **keys, party=party,
                base=np.array([half_up(capital)], dtype=np.int64),
                ratio=np.zeros(1, dtype=np.int64),
                ratios=(str(spec.rate),), note={"capital_fen": str(capital)},
            )
        )  # fmt: skip
    return new, lines


def _periods(world: World, clause: Clause) -> list[int]:
    spec: FixedReturn = clause.spec
    settled = world.settled_in_term()
    days = world.test_days(settled)
    mask = in_force(world, clause, days)
    if spec.years is not None:
        mask &= days_in_years(world, clause, days)
    return [int(p) for p in settled[mask]]


def _capital(world: World, clause: Clause, period: int, findings: list[Finding]) -> Fraction | None:
    spec: FixedReturn = clause.spec
    if spec.amount_fen is not None:
        return Fraction(spec.amount_fen)
    assert spec.on
    year = int(period_years(np.array([period]), world.cycle)[0])
    total = world.factor_sum(spec.party, spec.on, [year])
    if isinstance(total, int):
        findings.append(missing_factor(clause.id, spec.party, spec.on, total))
        return None
    return Fraction(total) * 100
