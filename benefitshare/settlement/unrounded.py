"""One agreement settled without rounding what its shares give: for shares that are still open.

The stages are those of every settlement; only the last, which makes whole fen of exact amounts, is
left out. Amounts come out as exact fractions, or as numbers not known yet where shares are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import Agreement, Rounding
from benefitshare.findings import Finding
from benefitshare.settlement.cells import Rows, group_numbers, joined
from benefitshare.settlement.days import period_years
from benefitshare.settlement.engine import (
    Tables,
    deduction_reasons,
    distinct,
    output_of,
    payments_of,
    run_tables,
)  # fmt: skip
from benefitshare.settlement.output import Credit
from benefitshare.settlement.pipeline import UNROUNDED
from benefitshare.settlement.rounding import group_keys
from benefitshare.settlement.state import State, clause_numbers
from benefitshare.settlement.world import TAXES

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Unrounded:
    """One agreement's exact amounts, and what became of its rows.

    `agreement` is as it was given; that of the state's world rounds nothing.
    """

    agreement: Agreement
    state: State
    credited: list[Credit]
    output_reason: Any
    payment_reason: list[str]
    deduction_reason: list[str]
    findings: list[Finding]

    def amounts(self, *, cash: bool) -> Iterator[tuple[str, int, str, Any]]:
        """(party, calendar year, clause, fen) of the settled periods: entitlements, or cash."""
        aside = self.state.set_asides if cash else ()
        yield from self._lines(joined([*self.state.entitlements, *aside]))

    def _lines(self, part: Rows) -> Iterator[tuple[str, int, str, Any]]:
        world = self.state.world
        part = part.take(np.flatnonzero(np.isin(part.period, world.settled)))
        clauses = [c for c, _ in clause_numbers(world)]
        years = period_years(part.period, world.cycle)
        columns = (part.party, years, part.clause, part.amount)
        for party, year, clause, amount in zip(*(c.tolist() for c in columns), strict=True):
            yield world.parties[party], year, clauses[clause], amount

    def shared(self) -> Iterator[tuple[str, int, int, Any]]:
        """(tax, calendar year, base, part) of what the share stage gave each party of each cell."""
        world = self.state.world
        for line in self.state.traces:
            if (line.stage, line.item) != ("share", "share") or line.base is None:
                continue
            taxes = [TAXES[t] for t in line.keys["tax"].tolist()]
            years = period_years(line.keys["period"], world.cycle).tolist()
            yield from zip(taxes, years, line.base.tolist(), line.amount.tolist(), strict=True)


def unrounded(agreement: Agreement, tables: Tables, years: list[int] | None = None) -> Unrounded:
    """Run one agreement through every stage but the rounding.

    Raises InexactError where a rule needs to know a number that is not known yet.
    """
    state = run_tables(_exact(agreement), tables, years, UNROUNDED)
    credited, output_reason, found = output_of(state, tables, years)
    return Unrounded(
        agreement, state, credited, output_reason, payments_of(state.world, tables)[1],
        deduction_reasons(state.world, tables), [*distinct(state.world.findings), *found],
    )  # fmt: skip


def _exact(agreement: Agreement) -> Agreement:
    """The agreement rounding at the end; what is rounded before the shares is rounded as it was."""
    rules = agreement.settlement
    by_record = rules.rounding.per == "record"
    rounding = Rounding(at="end", per="record" if by_record else "project_tax_period")
    return replace(agreement, settlement=replace(rules, rounding=rounding))


def rounding_bounds(found: Unrounded) -> dict[int, int]:
    """By calendar year, how many fen the rounded settlement may be away from the exact amounts of
    a party at most, counted from the amounts that are rounded.

    It holds where the rounding itself does not decide a threshold (an extension, a cap tested at
    the end of the year) otherwise.
    """
    agreement, state = found.agreement, found.state
    periods, costs = _rounded_periods(found), _cost_periods(state)
    carried = _carries_over(agreement)
    settled = np.unique(_years(state, np.array(state.world.settled, dtype=np.int64)))
    return {
        year: _grown(agreement, _count(periods, year, carried), _count(costs, year, carried))
        for year in settled.tolist()
    }


def _rounded_periods(found: Unrounded) -> Array:
    """The calendar year of each amount that is split into whole fen: cells, records, or groups."""
    state, rounding = found.state, found.agreement.settlement.rounding
    assert state.cells is not None
    if rounding.at == "stage" and rounding.per == "record":
        return _years(state, state.records.period[state.records.reason == ""])
    if rounding.at == "stage":
        return _years(state, state.cells.period)
    world = replace(state.world, agreement=found.agreement)
    entitled = joined([*state.entitlements, *state.set_asides])
    keys = [(*group_keys(world, part), part.period) for part in (entitled, state.cells)]
    project, tax, period = (np.concatenate(columns) for columns in zip(*keys, strict=True))
    _, first = group_numbers(project, tax, period)
    return _years(state, period[first])


def _cost_periods(state: State) -> Array:
    """The calendar year of each row of costs that are shared."""
    shared = {c.id for c in state.world.clauses("cost_share")}
    numbers = [n for (c, _), n in clause_numbers(state.world).items() if c in shared]
    part = joined(list(state.entitlements))
    return _years(state, part.period[np.isin(part.clause, numbers)])


def _years(state: State, periods: Array) -> Array:
    return period_years(periods, state.world.cycle)


def _count(years: Array, year: int, carried: bool) -> int:
    return int(((years <= year) if carried else (years == year)).sum())


def _carries_over(agreement: Agreement) -> bool:
    """Whether a fen of one year can move another year's amounts."""
    limits = [c for c in agreement.clauses if c.kind in ("cap", "extend", "floor")]
    cumulative = any(c.kind == "extend" or c.spec.window == "cumulative" for c in limits)
    return cumulative or agreement.settlement.rounding.residue.rule == "carry"


def _grown(agreement: Agreement, pieces: int, costs: int) -> int:
    """What `pieces` rounded amounts come to, after every clause that passes a difference on."""
    rounding = agreement.settlement.rounding
    unit = 1 if rounding.residue.rule == "largest_remainder" else len(agreement.parties)
    givers = sum(len(c.spec.of) for c in agreement.clauses if c.kind == "set_aside")
    fen = unit * pieces
    if rounding.at == "end":
        return fen + pieces * givers + unit * costs
    for clause in agreement.clauses:
        if clause.kind == "cap":
            fen = 2 * fen + pieces
        elif clause.kind in ("extend", "floor"):
            fen *= 2
    for clause in agreement.clauses:
        if clause.kind == "give_back":
            fen = 2 * fen + (1 + unit) * pieces
    return fen * (1 + givers) + pieces * givers + unit * costs
