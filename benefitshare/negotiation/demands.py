"""Demands as rows: what each asks of the accounts of the parties and of the open shares.

One function for each kind. Rows are in yuan, in shares, or on the brief's scale; every row names
the demand it belongs to. Given formulas the rows constrain the open shares; given numbers they
say whether settled terms keep the demand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from benefitshare.negotiation.brief.model import (
    Brief,
    CashAtLeast,
    CityTotalAtMost,
    Demand,
    EqualTreatment,
    FundAtMost,
    GapAtMost,
    Guideline,
    Monotone,
    NotWorseThanToday,
    NpvAtLeast,
    PaybackBy,
    ReceivesAtMost,
    ShareBetween,
)  # fmt: skip
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.program import Row, Sense
from benefitshare.negotiation.prospects import Prospects

YUAN = Fraction(10_000)
"""One unit of giving way on a row of money: ten thousand yuan."""
POINT = Fraction(1, 100)
"""One unit of giving way on a row of shares: a percentage point; on a scale: a hundredth."""


@dataclass(frozen=True)
class Asked:
    """One line of a demand in one scenario: `left` `sense` `right`, before it is a row."""

    name: str
    left: Formula
    sense: Sense
    right: Formula
    unit: Fraction


Line = tuple[str, Formula, Sense, Formula | Fraction, Fraction]
Rule = Callable[[Any, Brief, Prospects, str], Iterator[Line]]


def asked(demand: Demand, brief: Brief, given: Prospects) -> tuple[Asked, ...]:
    """All lines of a demand: of each scenario, or of the mean over them.

    Demands on the open shares alone have the same lines in every scenario and are asked once.
    """
    rule = RULES[type(demand.asks)]
    if isinstance(demand.asks, ShareBetween | Monotone | EqualTreatment):
        lines = rule(demand.asks, brief, given, "")
        return tuple(_asked(demand.id, "", line) for line in lines)
    by_scenario = {
        s: [_asked(demand.id, s, line) for line in rule(demand.asks, brief, given, s)]
        for s in demand.scenarios
    }
    if not demand.expected:
        return tuple(line for lines in by_scenario.values() for line in lines)
    return _expected(demand.id, by_scenario, brief.probabilities or {})


def rows_of(demand: Demand, lines: Sequence[Asked]) -> tuple[Row, ...]:
    """The lines of a demand as rows of a program."""
    return tuple(
        Row.of(a.name, a.left, a.sense, a.right, demand=demand.id, hard=demand.hard) for a in lines
    )


def _asked(demand: str, scenario: str, line: Line) -> Asked:
    name, left, sense, right, unit = line
    parts = [demand, *(part for part in (scenario, name) if part)]
    return Asked("|".join(parts), left, sense, Formula.of(right), unit)


def _expected(
    demand: str, by_scenario: Mapping[str, list[Asked]], probabilities: Mapping[str, Fraction]
) -> tuple[Asked, ...]:
    """The mean of each line over the scenarios; the weights are those of the scenarios asked."""
    whole = sum((probabilities[s] for s in by_scenario), Fraction(0))
    weights = {s: probabilities[s] / whole for s in by_scenario}
    first, *_ = by_scenario.values()
    means = []
    for place, line in enumerate(first):
        sides = [(weights[s], lines[place]) for s, lines in by_scenario.items()]
        name = "|".join([demand, "expected", *line.name.split("|")[2:]])
        left = Formula.sum(weight * one.left for weight, one in sides)
        right = Formula.sum(weight * one.right for weight, one in sides)
        means.append(Asked(name, left, line.sense, right, line.unit))
    return tuple(means)


# --- of money -------------------------------------------------------------------------------------


def _npv(asks: NpvAtLeast, _: Brief, given: Prospects, scenario: str) -> Iterator[Line]:
    yield "", given.accounts[scenario, asks.party].net, ">=", asks.amount_yuan, YUAN


def _today(asks: NotWorseThanToday, _: Brief, given: Prospects, scenario: str) -> Iterator[Line]:
    known = asks.amount_yuan
    least = given.today[scenario, asks.party] if known is None else known
    yield "", given.accounts[scenario, asks.party].net, ">=", least, YUAN


def _payback(asks: PaybackBy, _: Brief, given: Prospects, scenario: str) -> Iterator[Line]:
    account = given.accounts[scenario, asks.party]
    received = account.received_by(asks.year, discounted=asks.discounted)
    yield "", received, ">=", account.contributed_by(asks.year, discounted=asks.discounted), YUAN


def _cash(asks: CashAtLeast, _: Brief, given: Prospects, scenario: str) -> Iterator[Line]:
    received = given.accounts[scenario, asks.party].received
    yield from _amounts(received, asks.years, asks.per, ">=", asks.amount_yuan)


def _receives(asks: ReceivesAtMost, _: Brief, given: Prospects, scenario: str) -> Iterator[Line]:
    received = given.accounts[scenario, asks.party].received
    yield from _amounts(received, asks.years, asks.per, "<=", asks.amount_yuan)


def _city(asks: CityTotalAtMost, _: Brief, given: Prospects, scenario: str) -> Iterator[Line]:
    received = _under(given, scenario, asks.agreements, asks.party, asks.years)
    yield from _amounts(received, asks.years, asks.per, "<=", asks.amount_yuan)


def _fund(asks: FundAtMost, _: Brief, given: Prospects, scenario: str) -> Iterator[Line]:
    received = _under(given, scenario, asks.agreements, asks.party, asks.years)
    paid = {year: -amount for year, amount in received.items()}
    yield from _amounts(paid, asks.years, asks.per, "<=", asks.amount_yuan)


def _under(
    given: Prospects, scenario: str, agreements: Sequence[str], party: str, years: Sequence[int]
) -> dict[int, Formula]:
    """What a party receives by year, under some agreements together."""
    known = given.by_agreement
    return {
        year: Formula.sum(known.get((scenario, a, party, year), 0) for a in agreements)
        for year in years
    }


def _amounts(
    received: Mapping[int, Formula], years: Sequence[int], per: str, sense: Sense, amount: Fraction
) -> Iterator[Line]:
    """A bound on each year, or on all of them together."""
    if per == "total":
        yield "", Formula.sum(received.get(year, 0) for year in years), sense, amount, YUAN
        return
    for year in years:
        yield str(year), received.get(year, Formula()), sense, amount, YUAN


def _guideline(asks: Guideline, brief: Brief, given: Prospects, scenario: str) -> Iterator[Line]:
    if asks.agreement is not None and asks.clause is not None:
        key = scenario, asks.agreement, asks.clause
        parts = {p: given.by_clause.get((*key, p), Formula()) for p in brief.party_ids}
    else:
        parts = {
            p: Formula.sum(given.accounts[scenario, p].received.values()) for p in brief.party_ids
        }
    whole = Formula.sum(parts.values())
    if asks.least is not None:
        yield "min", parts[asks.party], ">=", whole * asks.least, YUAN
    if asks.most is not None:
        yield "max", parts[asks.party], "<=", whole * asks.most, YUAN


def _gap(asks: GapAtMost, _: Brief, given: Prospects, scenario: str) -> Iterator[Line]:
    """Of each party over each other one; nothing as long as the scale is not known."""
    known = {
        p: given.measures[p].of(given.accounts[scenario, p].net)
        for p in asks.parties
        if p in given.measures
    }
    for one, first in known.items():
        for other, second in known.items():
            if one != other:
                unit = max(abs(asks.largest), POINT) * POINT
                yield f"{one}-{other}", first - second, "<=", asks.largest, unit


# --- of shares ------------------------------------------------------------------------------------


def _between(asks: ShareBetween, _: Brief, given: Prospects, __: str) -> Iterator[Line]:
    for term in asks.terms:
        if asks.least is not None:
            yield f"{term}|min", given.shares[term], ">=", asks.least, POINT
        if asks.most is not None:
            yield f"{term}|max", given.shares[term], "<=", asks.most, POINT


def _monotone(asks: Monotone, _: Brief, given: Prospects, __: str) -> Iterator[Line]:
    shares = [given.shares[t] if isinstance(t, str) else Formula.of(t) for t in asks.tiers]
    for number, (earlier, later) in enumerate(pairwise(shares), start=2):
        sense: Sense = "<=" if asks.direction == "falling" else ">="
        yield str(number), later, sense, earlier, POINT


def _equal(asks: EqualTreatment, _: Brief, given: Prospects, __: str) -> Iterator[Line]:
    first, *others = asks.terms
    for term in others:
        yield term, given.shares[term], "==", given.shares[first], POINT


RULES: Mapping[type, Rule] = {
    NpvAtLeast: _npv,
    PaybackBy: _payback,
    CashAtLeast: _cash,
    ShareBetween: _between,
    Monotone: _monotone,
    GapAtMost: _gap,
    ReceivesAtMost: _receives,
    Guideline: _guideline,
    NotWorseThanToday: _today,
    CityTotalAtMost: _city,
    FundAtMost: _fund,
    EqualTreatment: _equal,
}
