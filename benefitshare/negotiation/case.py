"""A case: a brief whose outlook went through the pipeline, ready to be bargained over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from benefitshare.findings import Finding, Place
from benefitshare.negotiation.bargain import Bargain, reserved_row
from benefitshare.negotiation.brief.model import Brief, Demand, GapAtMost, NotWorseThanToday, Risk
from benefitshare.negotiation.brief.tables import pointer_to
from benefitshare.negotiation.demands import YUAN, Asked, asked, rows_of
from benefitshare.negotiation.exact import Questions
from benefitshare.negotiation.program import Program, Row
from benefitshare.negotiation.prospects import Prospects, prospects_of
from benefitshare.negotiation.reserved import reserved_id
from benefitshare.negotiation.risk import folded
from benefitshare.negotiation.valuation import SCALES, Measure, Scale, measure
from benefitshare.negotiation.worth import Prepared, Read, Worth, prepared, settled, worth

Lines = Mapping[str, tuple[Asked, ...]]


@dataclass(frozen=True)
class Case:
    """A brief, what its open shares are worth, and everything that can be agreed.

    `bargain` holds the open shares, what the pipeline made of them and all demands, with utilities
    on `scale` under `risk`; `by_scenario` the same for each scenario alone. `lines` are the
    demands line by line, `measures` says what a utility is for each party. `ideals` are the best
    net present values in yuan a party can have where all others have their reservation values and
    all demands are kept (gaps on the normalised scale, which rests on them, apart); missing where
    nobody can have that. `off_scale` are parties the scale does not exist for: no
    criterion looks at them, and every demand still holds.
    """

    brief: Brief
    worth: Worth
    tables: Mapping[str, Prepared]
    prospects: Prospects
    scale: Scale
    risk: Risk
    bargain: Bargain
    by_scenario: Mapping[str, Bargain]
    measures: Mapping[str, Measure]
    lines: Lines
    ideals: Mapping[str, Fraction] = field(default_factory=dict)
    off_scale: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong or doubtful about the brief, its tables, and settling by them."""
        return findings_of(self.brief, self.worth.read)

    @property
    def units(self) -> dict[str, Fraction]:
        """What counts as one unit of giving way, by row."""
        reserved = {reserved_row(party): YUAN for party in self.brief.party_ids}
        return reserved | {line.name: line.unit for lines in self.lines.values() for line in lines}

    @property
    def weights(self) -> dict[str, Fraction]:
        """What giving way by one unit costs, by demand."""
        return {demand.id: demand.weight for demand in self.brief.demands}


def findings_of(brief: Brief, read: Mapping[str, Read]) -> tuple[Finding, ...]:
    """The errors and warnings of reading a brief and of settling its scenarios, each once, with
    files by their names alone.
    """
    settling = (
        _placed(brief, scenario, finding)
        for scenario, own in read.items()
        for finding in own.settling
        if finding.severity != "info"
    )
    found = [_without_folder(finding) for finding in (*brief.findings, *settling)]
    return tuple({repr(finding): finding for finding in found}.values())


def _placed(brief: Brief, scenario: str, finding: Finding) -> Finding:
    """A finding about a row written in the brief stands there."""
    pointer = pointer_to(finding, brief.scenario(scenario).sources, brief.outlook_tables)
    return finding if pointer is None else replace(finding, place=Place(pointer=pointer))


def _without_folder(finding: Finding) -> Finding:
    file = finding.place.file
    return finding.at(file=Path(file).name) if file else finding


def open_case(brief: Brief, *, scale: Scale | None = None, risk: Risk | None = None) -> Case:
    """Run the outlook of a brief through the pipeline and put demands and utilities on top.

    Raises InvalidInput where an agreement or a table cannot be used, and ValueError for a scale
    there is not, or a risk without the probabilities or the scenario it needs.
    """
    if scale is not None and scale not in SCALES:
        raise ValueError(f"{scale} is none of {', '.join(SCALES)}")
    tables = prepared({s.id: brief.tables(s.id) for s in brief.scenarios})
    found = worth([agreement.document for agreement in brief.agreements], tables)
    return case_of(brief, found, tables, scale or brief.scale, risk or brief.risk)


def case_of(
    brief: Brief, found: Worth, tables: Mapping[str, Prepared], scale: Scale, risk: Risk
) -> Case:
    """A case on another scale or under another risk, without running the pipeline again."""
    received = found.cash if brief.valuation.benefit == "cash" else found.entitlement
    prospects = prospects_of(
        brief,
        received,
        credited=found.output,
        of_clauses=found.by_clause,
        shares=brief.names.shares,
        today=today(brief, tables),
    )
    frame = Program(found.variables, found.rows)
    lines = {d.id: asked(d, brief, prospects) for d in brief.demands if not _is_gap(d)}
    program = frame.adding(rows=_rows(brief, lines))
    bargain, by_scenario = _in_money(brief, found, prospects, program, risk)
    early = _ideals(brief, bargain) if scale == "normalised" else {}
    measures = _measures(brief, scale, prospects, early)
    prospects = prospects.with_measures(measures)
    gaps = {d.id: asked(d, brief, prospects) for d in brief.demands if _is_gap(d)}
    rows = _rows(brief, gaps)
    ideals = early or _ideals(brief, bargain.with_program(bargain.program.adding(rows=rows)))
    return Case(
        brief, found, tables, prospects, scale, risk,
        _on_scale(bargain, measures, rows),
        {s: _on_scale(one, measures, rows) for s, one in by_scenario.items()},
        measures, {d.id: {**lines, **gaps}[d.id] for d in brief.demands}, ideals,
        tuple(p for p in brief.party_ids if p not in measures),
    )  # fmt: skip


def _is_gap(demand: Demand) -> bool:
    """Gaps are asked for last: they are on the scale, which may need the ideals."""
    return isinstance(demand.asks, GapAtMost)


def _rows(brief: Brief, lines: Lines) -> list[Row]:
    return [row for d in brief.demands if d.id in lines for row in rows_of(d, lines[d.id])]


def today(brief: Brief, tables: Mapping[str, Prepared]) -> dict[tuple[str, str], Fraction]:
    """Net present values under what holds today, by (scenario, party), settled; empty where the
    brief does not say what holds today, or no demand looks at it.
    """
    from benefitshare.negotiation.terms import filled

    if brief.today is None or not _looks_at_today(brief):
        return {}
    documents = [a.document for a in brief.today.agreements] or [
        filled(a.document, brief.today.terms or {}) for a in brief.agreements
    ]
    result = settled(documents, tables)
    money = result.cash if brief.valuation.benefit == "cash" else result.entitlement
    prospects = prospects_of(brief, money, shares={}, credited=result.output)
    return {key: account.net.constant for key, account in prospects.accounts.items()}


def _looks_at_today(brief: Brief) -> bool:
    """Whether any demand is measured against what holds today."""
    asked_for = (d.asks for d in brief.demands if isinstance(d.asks, NotWorseThanToday))
    return any(asks.amount_yuan is None for asks in asked_for)


def _in_money(
    brief: Brief, found: Worth, prospects: Prospects, program: Program, risk: Risk
) -> tuple[Bargain, dict[str, Bargain]]:
    """The bargain in net present values under a risk, and that of every scenario alone."""
    terms = tuple(term.id for term in found.terms)
    steps = {t.id: s for t in found.terms if (s := t.step or brief.step) is not None}
    reservation = {party.id: party.reservation_yuan for party in brief.parties}
    nets = {
        scenario.id: {p: prospects.accounts[scenario.id, p].net for p in brief.party_ids}
        for scenario in brief.scenarios
    }
    by_scenario = {
        scenario: Bargain(program, terms, utilities, reservation, steps)
        for scenario, utilities in nets.items()
    }
    return _folded(by_scenario, risk, brief.probabilities), by_scenario


def _folded(
    by_scenario: Mapping[str, Bargain], risk: Risk, probabilities: Mapping[str, Fraction] | None
) -> Bargain:
    """The scenarios as one bargain; under regret, which compares scenarios, as the worst case."""
    if risk.measure == "regret":
        return folded(by_scenario, "worst_case")
    return folded(
        by_scenario,
        risk.measure,
        probabilities=probabilities,
        alpha=risk.alpha,
        scenario=risk.scenario,
    )


def reserving(case: Case) -> Bargain:
    """The bargain of a case in money, in which nobody a criterion looks at (nobody at all, where
    the scale exists for no one) has less than its reservation value. Each of these rows takes part
    in a clash under a name of its own.
    """
    program = next(iter(case.by_scenario.values())).program
    bargain, _ = _in_money(case.brief, case.worth, case.prospects, program, case.risk)
    rows = [
        Row.of(reserved_row(p), bargain.utilities[p], ">=", bargain.reservation[p],
               demand=reserved_id(p))
        for p in case.bargain.parties or bargain.parties
    ]  # fmt: skip
    return replace(bargain, program=bargain.program.adding(rows=rows), steps=case.bargain.steps)


def _ideals(brief: Brief, bargain: Bargain) -> dict[str, Fraction]:
    """The best net present value of each party where nobody has less than its reservation value;
    empty where not everybody can have that, without those that have no bound.
    """
    rows = [
        Row.of(reserved_row(p), bargain.utilities[p], ">=", bargain.reservation[p])
        for p in brief.party_ids
    ]
    questions = Questions(bargain.program.adding(rows=rows))
    found = {p: questions.optimum(-bargain.utilities[p]) for p in brief.party_ids}
    return {p: -answer.objective for p, answer in found.items() if answer.status == "optimal"}


def _measures(
    brief: Brief, scale: Scale, prospects: Prospects, ideals: Mapping[str, Fraction]
) -> dict[str, Measure]:
    """What a utility is for each party the scale exists for."""
    first = brief.scenarios[0].id
    found = {}
    for party in brief.parties:
        costs = prospects.accounts[first, party.id].costs
        try:
            found[party.id] = measure(scale, costs, party.reservation_yuan, ideals.get(party.id))
        except ValueError:
            continue
    return found


def _on_scale(bargain: Bargain, measures: Mapping[str, Measure], rows: list[Row]) -> Bargain:
    """A bargain in money on a scale, with further rows."""
    return replace(
        bargain,
        program=bargain.program.adding(rows=rows),
        utilities={p: m.of(bargain.utilities[p]) for p, m in measures.items()},
        reservation={p: m.value(bargain.reservation[p]) for p, m in measures.items()},
    )
