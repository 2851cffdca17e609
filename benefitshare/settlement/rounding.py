"""Rounding at the end: exact entitlements become fen once per declared group (docs/pipeline.md,
section 8).
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import Residue
from benefitshare.money import half_up
from benefitshare.settlement.cells import BLANK_KEY, Cells, Rows, group_numbers, joined, rows
from benefitshare.settlement.days import day_number
from benefitshare.settlement.numbers import exact, group_sum, is_exact, truncated
from benefitshare.settlement.state import ROUNDING, Balance, State, collectors
from benefitshare.settlement.trace import Trace, trace
from benefitshare.settlement.world import World

Array = npt.NDArray[Any]


def round_at_end(state: State) -> State:
    """Whole fen for agreements that round at the end; others pass unchanged."""
    world = state.world
    entitled = joined(list(state.entitlements))
    if world.agreement.settlement.rounding.at != "end" or not is_exact(entitled.amount):
        return state
    assert state.cells is not None
    entitled = _merged(joined([entitled, _present(state.cells)]))
    adjustments, kept, line = _adjustments(world, entitled)
    whole = _replace_amount(entitled, truncated(entitled.amount))
    came, left = entitled.amount.sum(), whole.amount.sum() + adjustments.amount.sum()
    return state.with_(
        entitlements=(_without_zeros(whole), adjustments),
        set_asides=tuple(_rounded_set_asides(world, list(state.set_asides))),
        traces=(*state.traces, line),
        balances=(*state.balances, Balance("round", came, left, kept)),
        carried_out=state.carried_out + int(kept),
    )


def _present(cells: Cells) -> Rows:
    """A line of zero for every cell: a group that has a cell in a period is rounded in it."""
    blank = np.full(len(cells), BLANK_KEY, dtype=np.int64)
    zero = np.zeros(len(cells), dtype=np.int64)
    return Rows(
        cells.project, cells.tax, cells.period, cells.slice.astype(np.int64), zero, zero,
        exact(zero), blank,
    )  # fmt: skip


def _replace_amount(part: Rows, amount: Array) -> Rows:
    from dataclasses import replace

    return replace(part, amount=amount)


def _without_zeros(part: Rows) -> Rows:
    return part.take(np.flatnonzero(part.amount != 0))


def group_keys(world: World, part: Rows | Cells) -> tuple[Array, Array]:
    """Project and tax of the group each row is rounded in; blank where the grain is coarser."""
    per = world.agreement.settlement.rounding.per
    blank = np.full(len(part), BLANK_KEY, dtype=np.int64)
    project = blank if per == "agreement_period" else part.project
    return project, part.tax if per == "project_tax_period" else blank


def _adjustments(world: World, merged: Rows) -> tuple[Rows, Any, Trace]:
    """One row per group, period and party, what carrying keeps back in all, and the trace."""
    project, tax = group_keys(world, merged)
    groups, first = group_numbers(project, tax)
    kept: dict[int, list[Fraction]] = {}
    pending: dict[int, int] = {}
    made = []
    notes: list[list[dict[str, Any]]] = []
    size = len(world.parties)
    for period in np.unique(merged.period).tolist():
        at = np.flatnonzero(merged.period == period)
        cell = groups[at] * size + merged.party[at]
        sums = group_sum(merged.amount[at], cell, len(first) * size).reshape(-1, size)
        shown = group_sum(truncated(merged.amount[at]), cell, len(first) * size).reshape(-1, size)
        for group in np.unique(groups[at]).tolist():
            amounts = [Fraction(v) for v in sums[group].tolist()]
            paid = _rounded(world, group, amounts, kept, pending)
            made.append((project[first[group]], tax[first[group]], period, paid - shown[group]))
            notes.append(
                [{"exact": str(a), "paid": int(p)} for a, p in zip(amounts, paid, strict=True)]
            )
    made += _term_end(world, pending, project[first], tax[first])
    left = sum((v for values in kept.values() for v in values), Fraction(0)) + sum(pending.values())
    return _adjustment_rows(world, made), left, _rounding_lines(world, made, notes)


def _merged(entitled: Rows) -> Rows:
    """Rows with the same keys added up, so that truncation is of each shown line."""
    keys = (
        entitled.project, entitled.tax, entitled.period, entitled.slice, entitled.clause,
        entitled.party,
        entitled.owed_by,
    )  # fmt: skip
    groups, first = group_numbers(*keys)
    amount = group_sum(entitled.amount, groups, len(first))
    return _replace_amount(entitled.take(first), amount)


def _rounded(
    world: World,
    group: int,
    amounts: list[Fraction],
    kept: dict[int, list[Fraction]],
    pending: dict[int, int],
) -> Array:
    residue = world.agreement.settlement.rounding.residue
    if residue.rule != "carry":
        return np.array(round_group(amounts, residue, world.parties), dtype=np.int64)
    if residue.party is None:
        due = [
            a + k
            for a, k in zip(amounts, kept.get(group, [Fraction(0)] * len(amounts)), strict=True)
        ]
        paid = [int(d) for d in due]
        kept[group] = [d - p for d, p in zip(due, paid, strict=True)]
        return np.array(paid, dtype=np.int64)
    total = sum(amounts, Fraction(0))
    sign = -1 if total < 0 else 1
    paid = [math.floor(a * sign) * sign for a in amounts]
    left = int(total - sum(paid))
    if residue.when == "next_period":
        paid[world.party(residue.party)] += pending.pop(group, 0)
    pending[group] = pending.get(group, 0) + left
    return np.array(paid, dtype=np.int64)


def round_group(amounts: list[Fraction], residue: Residue, parties: tuple[str, ...]) -> list[int]:
    """Whole fen of exact amounts by party whose sum is whole, by the declared residue rule.

    >>> round_group([Fraction(1, 2), Fraction(1, 2)], Residue(), ("a", "b"))
    [1, 0]
    """
    total = sum(amounts, Fraction(0))
    sign = -1 if total < 0 else 1
    signed = [a * sign for a in amounts]
    floors = [a.numerator // a.denominator for a in signed]
    if residue.rule == "to" and residue.party and amounts[parties.index(residue.party)] != 0:
        taker = parties.index(residue.party)
        others = [
            half_up(a) if residue.others == "half_up" else f
            for a, f in zip(signed, floors, strict=True)
        ]
        others[taker] = 0
        others[taker] = int(total * sign) - sum(others)
        return [v * sign for v in others]
    left = int(total * sign) - sum(floors)
    order = sorted(range(len(amounts)), key=lambda i: (floors[i] - signed[i], i))
    for i in order[:left]:
        floors[i] += 1
    return [v * sign for v in floors]


def _term_end(
    world: World, pending: dict[int, int], project: Array, tax: Array
) -> list[tuple[Any, Any, int, Array]]:
    residue = world.agreement.settlement.rounding.residue
    last, term_to = max(world.settled, default=None), world.agreement.term_to
    if residue.rule != "carry" or residue.party is None or residue.when != "term_end":
        return []
    if last is None or term_to is None:
        return []
    if int(world.last_days(np.array([last]))[0]) < day_number(term_to):
        return []
    made = []
    for group, amount in list(pending.items()):
        paid = np.zeros(len(world.parties), dtype=np.int64)
        paid[world.party(residue.party)] = amount
        made.append((project[group], tax[group], last, paid))
        pending[group] = 0
    return made


def _adjustment_rows(world: World, made: list[tuple[Any, Any, int, Array]]) -> Rows:
    if not made:
        return joined([])
    project = np.array([m[0] for m in made], dtype=np.int64)
    tax = np.array([m[1] for m in made], dtype=np.int64)
    period = np.array([m[2] for m in made], dtype=np.int64)
    amounts = np.stack([m[3] for m in made])
    owed_by = _owers(world, project, period)
    return joined(
        [
            rows(
                project=project, tax=tax, period=period, clause=ROUNDING, party=p,
                amount=amounts[:, p], owed_by=owed_by,
            )
            for p in range(len(world.parties))
        ]
    )  # fmt: skip


def _rounding_lines(
    world: World,
    made: list[tuple[Any, Any, int, Array]],
    notes: list[list[dict[str, Any]]],
) -> Trace:
    """One line per group, period and party: what the row adds; the exact total and the fen paid."""
    size = len(world.parties)
    amount = np.concatenate([m[3] for m in made]) if made else np.zeros(0, dtype=np.int64)
    flat = [note for group in notes for note in group]
    number = np.arange(len(amount))
    return trace(
        "direct", "rounding", amount.astype(np.int64),
        project=np.repeat([m[0] for m in made], size),
        tax=np.repeat([m[1] for m in made], size), period=np.repeat([m[2] for m in made], size),
        clause=ROUNDING, party=np.tile(np.arange(size), len(made)), note=flat,
        note_of=np.where(number < len(flat), number, -1),
    )  # fmt: skip


def _owers(world: World, project: Array, period: Array) -> Array:
    """The collector of each row; of the agreement where the project is blank."""
    known = collectors(world, np.maximum(project, 0), period) if len(world.projects) else project
    if world.agreement.settlement.collector.startswith("project."):
        return np.where(project < 0, BLANK_KEY, known)
    return known


def _rounded_set_asides(world: World, parts: list[Rows]) -> list[Rows]:
    """Set-asides rounded half up once per clause, group, period, giver and receiver."""
    result = []
    for giver, taker in zip(parts[0::2], parts[1::2], strict=True):
        project, tax = group_keys(world, giver)
        groups, first = group_numbers(project, tax, giver.period, giver.party, taker.party)
        sums = group_sum(giver.amount, groups, len(first))
        amount = np.array([half_up(v) for v in sums.tolist()], dtype=np.int64)
        keys: dict[str, Any] = {
            "project": project[first], "tax": tax[first], "period": giver.period[first],
            "clause": giver.clause[first],
            "owed_by": _owers(world, project[first], giver.period[first]),
        }  # fmt: skip
        result.append(rows(**keys, party=giver.party[first], amount=amount))
        result.append(rows(**keys, party=taker.party[first], amount=-amount))
    return result
