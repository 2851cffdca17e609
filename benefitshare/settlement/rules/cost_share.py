"""`cost_share`: capital calls and dividends by equity (docs/pipeline.md, section 10)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benefitshare.agreements.clauses.cost_share import CostShare
from benefitshare.agreements.model import Clause
from benefitshare.settlement.cells import Rows, rows
from benefitshare.settlement.numbers import is_unknown
from benefitshare.settlement.rules.groups import in_force_periods
from benefitshare.settlement.rules.parts import whole_parts
from benefitshare.settlement.slices import in_scope_projects
from benefitshare.settlement.state import number_of
from benefitshare.settlement.trace import Trace, trace
from benefitshare.settlement.world import World


def costs_shared(world: World, clause: Clause) -> tuple[list[Rows], list[Trace]]:
    """Pair rows of each settled period's calls or dividends, project by project."""
    spec: CostShare = clause.spec
    periods = set(in_force_periods(world, clause, world.settled_in_term()))
    amounts: dict[tuple[int, int], int] = {}
    covered = in_scope_projects(clause.scope, world.projects)
    for (project, kind, period), amount in world.deductions.items():
        if kind not in spec.kinds or period not in periods or project is None:
            continue
        if project < 0 or covered[project]:
            amounts[project, period] = amounts.get((project, period), 0) + amount
    made = [_shared(world, clause, *key, amount) for key, amount in sorted(amounts.items())]
    return [r for rows_, _ in made for r in rows_], [t for _, t in made]


def _shared(
    world: World, clause: Clause, project: int, period: int, amount: int
) -> tuple[list[Rows], Trace]:
    spec: CostShare = clause.spec
    combination = (
        world.projects.combinations[world.projects.combination[project]] if project >= 0 else ()
    )
    shares = world.share_vector(spec.shares, combination)
    total = np.array([amount], dtype=np.int64)
    vector = np.array([shares], dtype=object)
    if is_unknown(vector):
        parts = amount * vector
    else:
        parts = whole_parts(world, (tuple(shares),), np.zeros(1, dtype=np.int64), total)
    fund = world.party(spec.fund)
    keys: dict[str, Any] = {
        "project": project,
        "tax": -1,
        "period": period,
        "clause": number_of(world, clause),
    }
    new = []
    for party in range(len(world.parties)):
        payee, payer = (fund, party) if spec.direction == "call" else (party, fund)
        new.append(rows(**keys, party=payee, amount=parts[:, party], owed_by=payer))
        new.append(rows(**keys, party=payer, amount=-parts[:, party], owed_by=-1))
    note = {
        "direction": spec.direction,
        "shares": {p: str(s) for p, s in zip(world.parties, shares, strict=True)},
    }
    return new, trace("direct", "cost_share", total, **keys, party=fund, base=total, note=note)
