"""limit: caps, extensions and floors in document order, on what the share stage gave."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import Clause
from benefitshare.settlement.cells import Cells, Rows, rows
from benefitshare.settlement.numbers import where_negative
from benefitshare.settlement.rules.alike import alike
from benefitshare.settlement.rules.cap import Excess, Used, cap_amounts, excesses
from benefitshare.settlement.rules.extend import unearned
from benefitshare.settlement.rules.floor import guaranteed
from benefitshare.settlement.rules.groups import account_keys, accounts
from benefitshare.settlement.rules.set_aside import set_aside_amounts
from benefitshare.settlement.rules.split import receiver
from benefitshare.settlement.state import Balance, State, collectors, number_of
from benefitshare.settlement.trace import Trace, trace

Array = npt.NDArray[Any]


def limit(state: State) -> State:
    """The limit stage: `extend`, `cap` and `floor` clauses in document order.

    An extension is decided before the cap it names, wherever it stands.
    """
    used: dict[str, Used] = {}
    done: set[tuple[str, dt.date]] = set()
    for clause in state.world.clauses("extend", "cap", "floor"):
        earlier = [e for e in state.world.clauses("extend") if e.spec.cap == clause.id]
        for extend in earlier if clause.kind == "cap" else []:
            if (extend.id, extend.from_) not in done:
                state = _extend(state, extend)
                done.add((extend.id, extend.from_))
        if clause.kind == "cap":
            state = _cap(_set_aside_first(state), clause, used)
        elif clause.kind == "floor":
            state = _floor(state, clause)
        elif (clause.id, clause.from_) not in done:
            state = _extend(state, clause)
            done.add((clause.id, clause.from_))
    moved = sum(state.world.totals(r.project, r.amount) for r in state.entitlements)
    return state.adding(balance=Balance("limit", moved, moved, 0))


def _set_aside_first(state: State) -> State:
    """The state knowing what is set aside before any cap, once a cap is about to run."""
    if state.before_cap:
        return state
    return state.with_(before_cap=_before_cap(state), before_cap_of=state.shared)


def _before_cap(state: State) -> dict[int, Array]:
    assert state.cells is not None
    assert state.shared is not None
    return {
        i: set_aside_amounts(state.world, clause, state.cells, state.shared)
        for i, clause in enumerate(state.world.clauses("set_aside"))
        if clause.spec.order == "before_cap"
    }


def qualified_projects(state: State) -> Array:
    """Which projects passed every gate."""
    qualified = np.ones(len(state.world.projects), dtype=bool)
    qualified[list(state.failed)] = False
    return qualified


def _measured(state: State) -> Array:
    """What caps measure: entitlements less set-asides taken before the cap."""
    assert state.shared is not None
    measured = state.shared
    for amounts in (state.before_cap or _before_cap(state)).values():
        measured = measured - amounts
    return measured


def _extend(state: State, clause: Clause) -> State:
    world, cells, shared = state.world, state.cells, state.shared
    assert cells is not None
    assert shared is not None
    qualified = qualified_projects(state)
    new_rows: list[Rows] = []
    lines: list[Trace] = []
    shared = shared.copy()
    for split, lost, over, tested in unearned(world, clause, cells, _measured(state), qualified):
        lines += tested
        taken = where_negative(over[:, None], 0, shared[lost])
        taker = receiver(world.seen_by(split), split.spec.outside_to, cells, lost)
        total = taken.sum(axis=1) if len(lost) else np.zeros(0, dtype=np.int64)
        moved = -taken
        moved[np.arange(len(lost)), taker] += total
        shared[lost] += moved
        for party in range(len(world.parties)):
            new, line = _moved(state, clause, cells, lost, party, moved[:, party], "extension")
            new_rows.append(new)
            lines += line
    return state.adding(rows=new_rows, traces=lines, shared=shared)


def _cap(state: State, clause: Clause, used: dict[str, Used]) -> State:
    world, cells, shared = state.world, state.cells, state.shared
    assert cells is not None
    assert shared is not None
    count = accounts(clause.spec.per, world)
    account_used = used.setdefault(clause.id, Used.none(count))
    limits, _ = cap_amounts(world, clause, qualified_projects(state), [])
    runs = excesses(
        world, clause, cells, _measured(state), account_used, limits,
        alike=lambda at: alike(state, clause, at),
    )  # fmt: skip
    shared = shared.copy()
    new_rows: list[Rows] = []
    lines: list[Trace] = []
    seen = world.seen_by(clause)
    for run in runs:
        at = np.flatnonzero(run.amount != 0)
        where, amount = run.cells[at], run.amount[at]
        party = seen.of_projects(clause.spec.party)[cells.project[where]]
        taker = receiver(seen, clause.spec.excess_to, cells, where)
        shared[where, party] -= amount
        shared[where, taker] += amount
        for who, signed in ((party, -amount), (taker, amount)) if len(at) else ():
            new, line = _moved(state, clause, cells, where, who, signed, "cap")
            new_rows.append(new)
            lines += line
        if world.traced:
            lines.append(_tested(state, clause, run, limits))
    return state.adding(rows=new_rows, traces=lines, shared=shared)


def _moved(
    state: State, clause: Clause, cells: Cells, at: Array, party: Any, amount: Array, item: str
) -> tuple[Rows, list[Trace]]:
    keys: dict[str, Any] = {
        "project": cells.project[at], "tax": cells.tax[at], "period": cells.period[at],
        "slice_": cells.slice[at], "clause": number_of(state.world, clause), "party": party,
    }  # fmt: skip
    owed_by = collectors(state.world, cells.project[at], cells.period[at], cells.slice[at])
    line = [trace("limit", item, amount, **keys)] if state.world.traced else []
    return rows(**keys, amount=amount, owed_by=owed_by), line


def _tested(state: State, clause: Clause, run: Excess, limits: Array) -> Trace:
    """One line per account with the numbers of the test."""
    shown = np.unique(run.account)
    notes = [
        {
            "limit_fen": int(limits[a]),
            "used_before": str(run.used_before[a]),
            "entitled": str(run.entitled[a]),
            "test": clause.spec.test,
        }
        for a in shown.tolist()
    ]
    project = account_keys(clause.spec.per, state.world)[shown]
    return trace(
        "limit", "cap_test", run.allowed[shown], project=project, period=run.period,
        clause=number_of(state.world, clause), base=run.entitled[shown], note=notes,
        note_of=np.arange(len(shown)),
    )  # fmt: skip


def _floor(state: State, clause: Clause) -> State:
    assert state.cells is not None
    assert state.shared is not None
    new_rows, lines = guaranteed(
        state.world.seen_by(clause), clause, state.cells, state.shared, qualified_projects(state)
    )
    return state.adding(rows=new_rows, traces=lines)
