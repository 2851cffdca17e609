"""direct: returns between parties, and the part of entitlements that goes elsewhere in cash."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import Clause
from benefitshare.findings import Finding
from benefitshare.settlement.cells import Rows, rows
from benefitshare.settlement.clock_lines import clock_lines
from benefitshare.settlement.rules.cost_share import costs_shared
from benefitshare.settlement.rules.fixed_return import returned
from benefitshare.settlement.rules.give_back import given_back
from benefitshare.settlement.rules.set_aside import set_aside_amounts, set_aside_ratios
from benefitshare.settlement.state import Balance, State, collectors, number_of
from benefitshare.settlement.trace import Trace, trace

Array = npt.NDArray[Any]


def direct(state: State) -> State:
    """The direct stage: pair rows of `give_back`, `fixed_return`, `cost_share`; cash rows of
    `set_aside`.
    """
    world, cells, shared = state.world, state.cells, state.shared
    assert cells is not None
    assert shared is not None
    findings: list[Finding] = []
    new: list[Rows] = []
    lines: list[Trace] = []
    for clause in world.clauses("give_back", "fixed_return", "cost_share"):
        if clause.kind == "give_back":
            made, traced = given_back(world.seen_by(clause), clause, cells, shared)
        elif clause.kind == "fixed_return":
            made, traced = returned(world, clause, findings)
        else:
            made, traced = costs_shared(world.seen_by(clause), clause)
        new += made
        lines += traced
    world.findings.extend(findings)
    cash: list[Rows] = []
    for number, clause in enumerate(world.clauses("set_aside")):
        moved, traced = _set_aside(state, number, clause)
        cash += moved
        lines += traced
    total = sum(world.totals(r.project, r.amount) for r in (*new, *cash))
    balance = Balance("direct", 0, total, 0)
    return state.adding(rows=new, traces=lines, balance=balance, set_asides=tuple(cash))


def _set_aside(state: State, number: int, clause: Clause) -> tuple[list[Rows], list[Trace]]:
    world, cells, shared = state.world, state.cells, state.shared
    assert cells is not None
    assert shared is not None
    amounts, of = state.before_cap.get(number), state.before_cap_of
    if amounts is None or of is None:
        amounts, of = set_aside_amounts(world, clause, cells, shared), shared
    case, ratios = set_aside_ratios(world, clause, cells) if world.traced else (of, ())
    receiver = world.seen_by(clause).of_projects(clause.spec.to)[cells.project]
    owed_by = collectors(world, cells.project, cells.period, cells.slice)
    moved: list[Rows] = []
    lines: list[Trace] = clock_lines(world, "direct", clause, cells.project)
    for party in range(len(world.parties)):
        at = np.flatnonzero(amounts[:, party] != 0)
        if not len(at):
            continue
        taken = amounts[at, party]
        keys: dict[str, Any] = {
            "project": cells.project[at], "tax": cells.tax[at], "period": cells.period[at],
            "slice_": cells.slice[at], "clause": number_of(world, clause),
        }  # fmt: skip
        moved.append(rows(**keys, party=party, amount=-taken, owed_by=owed_by[at]))
        moved.append(rows(**keys, party=receiver[at], amount=taken, owed_by=owed_by[at]))
        if not world.traced:
            continue
        lines.append(
            trace("direct", "set_aside", taken, **keys, party=party, base=of[at, party],
                  ratio=case[at, party], ratios=ratios,
                  note={"to": clause.spec.to, "order": clause.spec.order})
        )  # fmt: skip
    return moved, lines
