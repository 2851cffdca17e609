"""What terms come to: written into the agreements, settled to the fen, held against the brief."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from benefitshare.findings import Finding
from benefitshare.money import format_yuan, half_up
from benefitshare.negotiation.brief.model import Brief, Demand, Risk
from benefitshare.negotiation.case import Case, findings_of
from benefitshare.negotiation.demands import asked, rows_of
from benefitshare.negotiation.exact import optimum
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.improve import Dominating
from benefitshare.negotiation.program import Program
from benefitshare.negotiation.prospects import FEN, Prospects, prospects_of
from benefitshare.negotiation.terms import filled
from benefitshare.negotiation.valuation import Account, Scale
from benefitshare.negotiation.worth import Received, difference, settled

Document = Mapping[str, Any]
Key = tuple[str, str, str, int]


@dataclass(frozen=True)
class Loop:
    """The closed loop: what the optimizer promised against what the settlement of the very same
    terms gives.

    `largest_fen` is the largest difference of any figure, at `where` (scenario, agreement, party,
    year); `allowed_fen` what rounding to fen explains there. `kept`: every difference is explained.
    """

    figures: int
    largest_fen: Fraction
    allowed_fen: int
    where: Key | None
    kept: bool


@dataclass(frozen=True)
class Flow:
    """One party in one scenario, settled: yuan by year, present values, and when it is paid back.

    `payback` (plain) and `payback_discounted` are years, None where it is not within the outlook.
    """

    received: Mapping[int, Fraction]
    benefits: Fraction
    net: Fraction
    payback: int | None
    payback_discounted: int | None


@dataclass(frozen=True)
class Standing:
    """Where a party stands under the terms.

    `net` is its net present value over the scenarios as the brief's risk has it, in yuan;
    `utility` the same on the scale, None where the scale does not exist for the party. `position`
    is how far it is from its reservation value (0) to its ideal (1).
    """

    party: str
    costs: Fraction
    flows: Mapping[str, Flow]
    net: Fraction
    utility: Fraction | None
    reservation: Fraction
    ideal: Fraction | None
    position: Fraction | None


@dataclass(frozen=True)
class Verdict:
    """Whether terms keep a demand: `room` on its tightest line, in that line's unit; below zero by
    how much it is broken. What only rounding to fen breaks is kept, without room.
    """

    demand: str
    kept: bool
    room: Fraction
    unit: Fraction
    line: str


@dataclass(frozen=True)
class Judged:
    """Terms under one criterion: what it would propose, and what each party would have then."""

    criterion: str
    status: str
    terms: Mapping[str, Fraction] = field(default_factory=dict)
    utilities: Mapping[str, Fraction] = field(default_factory=dict)
    differences: Mapping[str, Fraction] = field(default_factory=dict)
    is_met: bool = False


@dataclass(frozen=True)
class Evaluation:
    """Any terms, held against a brief.

    `terms` are complete; `documents` the agreements they make; `standings` in the order of the
    parties, `verdicts` in that of the demands. `dominated_by`: terms worse for nobody and better
    for somebody. `judged` under other criteria, where asked for. `below` is by how much (yuan) who
    has less than its reservation value falls short of it; `about_data` what is wrong or doubtful
    about what the figures rest on.
    """

    brief: Brief
    scale: Scale
    risk: Risk
    terms: Mapping[str, Fraction]
    documents: tuple[Document, ...]
    standings: tuple[Standing, ...]
    verdicts: tuple[Verdict, ...]
    loop: Loop
    is_on_grid: bool
    dominated_by: Dominating | None = None
    judged: tuple[Judged, ...] = ()
    below: Mapping[str, Fraction] = field(default_factory=dict)
    about_data: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Who is below its bottom line, then what there is to know about the data."""
        return (*(_below_finding(self.brief, *one) for one in self.below.items()), *self.about_data)

    @property
    def is_possible(self) -> bool:
        """Whether all demands are kept."""
        return all(verdict.kept for verdict in self.verdicts)

    def standing(self, party: str) -> Standing:
        """The standing of a party. Raises KeyError."""
        return {s.party: s for s in self.standings}[party]


def evaluated(
    case: Case, terms: Mapping[str, Fraction], *, dominated_by: Dominating | None = None
) -> Evaluation:
    """Settle terms exactly and hold the result against the brief.

    `terms` names every open share. Raises ValueError for a term that is missing or not open.
    """
    brief = case.brief
    documents = tuple(filled(a.document, terms) for a in brief.agreements)
    result = settled(documents, case.tables)
    money = result.cash if brief.valuation.benefit == "cash" else result.entitlement
    prospects = prospects_of(
        brief,
        money,
        credited=result.output,
        of_clauses=result.by_clause,
        shares={name: Formula.of(share.at(terms)) for name, share in case.prospects.shares.items()},
        today=case.prospects.today,
    ).with_measures(case.measures)
    values = _answers(case, terms)
    standings = tuple(_standing(case, prospects, party) for party in brief.party_ids)
    return Evaluation(
        brief,
        case.scale,
        case.risk,
        dict(terms),
        documents,
        standings,
        tuple(_verdict(case, prospects, demand, values) for demand in brief.demands),
        _loop(case, values, result),
        all(share % case.bargain.steps.get(t, share or 1) == 0 for t, share in terms.items()),
        dominated_by,
        below=_below(case, standings, values),
        about_data=findings_of(brief, result.read),
    )


def _below(
    case: Case, standings: Sequence[Standing], values: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    """Who falls short of its reservation value by a fen or more, and not by rounding alone."""
    brief = case.brief
    found = {}
    for one in standings:
        accounts = {s.id: case.prospects.accounts[s.id, one.party] for s in brief.scenarios}
        nets = {s: account.net.at(values) for s, account in accounts.items()}
        promised = risk_value(nets, case.risk, brief.probabilities)
        short = one.reservation - one.net
        if short >= FEN and promised < one.reservation:
            found[one.party] = short
    return found


def _below_finding(brief: Brief, party: str, short: Fraction) -> Finding:
    name = {lang: brief.party(party).name_in(lang) for lang in ("zh", "en")}
    fen = half_up(short * 100)
    return Finding("below-reservation", params={"party": name, "short": format_yuan(fen)})


def _standing(case: Case, prospects: Prospects, party: str) -> Standing:
    brief, measure = case.brief, case.measures.get(party)
    accounts = {s.id: prospects.accounts[s.id, party] for s in brief.scenarios}
    flows = {s: _flow(account) for s, account in accounts.items()}
    nets = {s: flow.net for s, flow in flows.items()}
    net = risk_value(nets, case.risk, brief.probabilities)
    reservation, ideal = brief.party(party).reservation_yuan, case.ideals.get(party)
    way = None if ideal is None else ideal - reservation
    return Standing(
        party,
        next(iter(accounts.values())).costs,
        flows,
        net,
        measure.value(net) if measure else None,
        reservation,
        ideal,
        (net - reservation) / way if way else None,
    )


def risk_value(
    values: Mapping[str, Fraction], risk: Risk, probabilities: Mapping[str, Fraction] | None
) -> Fraction:
    """One number for what is known by scenario, as a risk has it; under regret the worst case.

    >>> risk_value({"good": Fraction(8), "bad": Fraction(4)}, Risk("worst_case"), None)
    Fraction(4, 1)
    """
    if risk.measure == "scenario":
        return values[risk.scenario or ""]
    if risk.measure in ("worst_case", "regret"):
        return min(values.values())
    odds = probabilities or {}
    if risk.measure == "expected":
        return sum((value * odds[s] for s, value in values.items()), Fraction(0))
    return _tail_mean(values, odds, 1 - (risk.alpha or Fraction(0)))


def _tail_mean(
    values: Mapping[str, Fraction], odds: Mapping[str, Fraction], tail: Fraction
) -> Fraction:
    """The mean over the worst cases that together have the probability `tail`."""
    left, total = tail, Fraction(0)
    for scenario, value in sorted(values.items(), key=lambda item: (item[1], item[0])):
        weight = min(left, odds[scenario])
        total, left = total + weight * value, left - weight
    return total / tail


def _flow(account: Account) -> Flow:
    return Flow(
        {year: value.constant for year, value in account.received.items()},
        account.benefits.constant,
        account.net.constant,
        account.payback_year({}),
        account.payback_year({}, discounted=True),
    )


def _verdict(
    case: Case, prospects: Prospects, demand: Demand, values: Mapping[str, Fraction]
) -> Verdict:
    """The tightest line of a demand, in its units; a demand without lines is kept."""
    lines = asked(demand, case.brief, prospects)
    promised = {row.name: row.room(values) for row in rows_of(demand, case.lines[demand.id])}
    rooms = [
        (_room(row.room({}), promised[row.name]) / line.unit, line)
        for row, line in zip(rows_of(demand, lines), lines, strict=True)
    ]
    if not rooms:
        return Verdict(demand.id, True, Fraction(0), Fraction(1), "")
    room, tightest = min(rooms, key=lambda one: one[0])
    return Verdict(demand.id, room >= 0, room, tightest.unit, tightest.name)


def _room(settled: Fraction, promised: Fraction) -> Fraction:
    """The room after settlement, but none where rounding alone would make it less than that."""
    return max(settled, Fraction(0)) if promised >= 0 else settled


def _loop(case: Case, values: Mapping[str, Fraction], received: Received) -> Loop:
    """Every figure of the settlement against the promise; the worst is the one with the largest
    difference beyond what rounding explains.
    """
    cash = case.brief.valuation.benefit == "cash"
    found = difference(case.worth, values, received, cash=cash)
    if not found:
        return Loop(0, Fraction(0), 0, None, True)
    worst = max(found, key=lambda one: (abs(one.fen) - one.rounding_fen, abs(one.fen)))
    return Loop(len(found), abs(worst.fen), worst.rounding_fen, worst.key, worst.is_explained)


def _answers(case: Case, terms: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
    """The values of all variables where the terms have these: answers follow from the terms."""
    if len(case.worth.variables) == len(terms):
        return terms
    held = tuple(
        replace(v, lower=terms[v.name], upper=terms[v.name]) if v.name in terms else v
        for v in case.worth.variables
    )
    return optimum(Program(held, case.worth.rows)).values
