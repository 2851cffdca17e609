"""Work with proposals: propose, evaluate, compare, frontier, improve, what if."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from benefitshare.findings import Finding, UsageError
from benefitshare.money import format_share, parse_share
from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.brief import read_brief
from benefitshare.negotiation.brief.model import Brief, Risk
from benefitshare.negotiation.case import Case, open_case
from benefitshare.negotiation.evaluation import Evaluation, Judged, evaluated
from benefitshare.negotiation.fairness import CRITERIA, REGRET, agreed_under, nobody_on_scale
from benefitshare.negotiation.frontier import Frontier
from benefitshare.negotiation.frontier import frontier as frontier_of
from benefitshare.negotiation.grid import on_grid
from benefitshare.negotiation.improve import dominated, utilities_at
from benefitshare.negotiation.improve import improve as improved
from benefitshare.negotiation.proposal import FINEST, Proposal, proposed
from benefitshare.negotiation.prospects import FEN
from benefitshare.negotiation.stated import stated_terms
from benefitshare.negotiation.terms import OpenTerm
from benefitshare.negotiation.valuation import Scale
from benefitshare.reference import TAX_CODES

NONE = {"zh": "无", "en": "none"}
"""What is listed where there is nothing to list."""
BriefSource = Brief | str | Path | Mapping[str, Any]
Terms = Mapping[str, str | Fraction]


@dataclass(frozen=True)
class Comparison:
    """Several sets of terms side by side, by name, in the order given.

    `better` holds the pairs (one, other) where one is worse for nobody and better for somebody.
    """

    evaluations: Mapping[str, Evaluation]
    better: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Efficient:
    """The frontier of a case: what can be agreed so that nobody can gain without another's loss."""

    case: Case = field(repr=False)
    frontier: Frontier
    grid: bool = False


@dataclass(frozen=True)
class Improvement:
    """A tentative deal, and terms that are worse for nobody; `after` is None where there are none.

    `gains` are what each party has more, on the scale.
    """

    before: Evaluation
    after: Evaluation | None
    gains: Mapping[str, Fraction]


@dataclass(frozen=True)
class Change:
    """What a change of the brief or of the terms does: the same question answered twice."""

    before: Proposal | Evaluation
    after: Proposal | Evaluation


def propose(
    brief: BriefSource,
    *,
    criterion: str | None = None,
    scale: Scale | None = None,
    risk: Risk | None = None,
    grid: bool = True,
    verify: bool = True,
) -> Proposal:
    """Terms for every open share of a brief, by a criterion of fairness, with the reasons.

    `brief` is a path, a document or a `Brief`; `criterion`, `scale` and `risk` are the brief's own
    unless given. With `grid` the terms are on the negotiable grid where the brief has one. Where
    nothing can be agreed the result says why (`refusal`); that is no error.

    Raises InvalidInput for a brief with errors, UnreadableInput for files, UsageError for a
    criterion that does not exist.

    >>> from benefitshare.negotiation.example import BRIEF
    >>> found = propose(BRIEF)
    >>> print(found.continuous.terms["toy/3/1/dongjiang"], found.terms["toy/3/1/dongjiang"])
    1/3 7/20
    >>> found.continuous.verified, found.evaluation.loop.kept
    (True, True)
    """
    known = _brief(brief)
    case = open_case(known, scale=scale, risk=risk)
    return proposed(case, criterion or known.criterion, grid=grid, verify=verify)


def evaluate(
    brief: BriefSource,
    terms: Terms,
    *,
    criteria: bool = True,
    scale: Scale | None = None,
    risk: Risk | None = None,
) -> Evaluation:
    """Any terms, held against a brief: what each party has, which demands are kept, whether
    other terms are better for all, and with `criteria` what each criterion would propose instead.

    Raises as `propose` does, and UsageError for terms that are missing or not open.

    >>> from benefitshare.negotiation.example import BRIEF
    >>> found = evaluate(BRIEF, {"3/1/dongjiang": "30%"})
    >>> print(*(standing.utility for standing in found.standings))
    27/20 63/40
    >>> found.is_possible, found.dominated_by
    (True, None)
    """
    case = open_case(_brief(brief), scale=scale, risk=risk)
    return _evaluated(case, _stated(case, terms), criteria=criteria)


def compare(
    brief: BriefSource,
    proposals: Mapping[str, Terms],
    *,
    scale: Scale | None = None,
    risk: Risk | None = None,
) -> Comparison:
    """Several sets of terms side by side; raises as `evaluate` does, and UsageError for none.

    >>> from benefitshare.negotiation.example import BRIEF
    >>> offers = {"first": {"3/1/dongjiang": "30%"}, "second": {"3/1/dongjiang": "40%"}}
    >>> found = compare(BRIEF, offers)
    >>> print(*(found.evaluations[name].standing("dongjiang").net for name in offers))
    35000 80000
    """
    if not proposals:
        raise UsageError(Finding("nothing-to-compare"))
    case = open_case(_brief(brief), scale=scale, risk=risk)
    found = {
        name: _evaluated(case, _stated(case, terms), criteria=False)
        for name, terms in proposals.items()
    }
    better = tuple(
        (one, other)
        for one in found
        for other in found
        if one != other and _is_better(found[one], found[other])
    )
    return Comparison(found, better)


def frontier(
    brief: BriefSource,
    *,
    grid: bool = False,
    limit: int = 100,
    scale: Scale | None = None,
    risk: Risk | None = None,
) -> Efficient:
    """All efficient terms: the corners for two parties, all points on the grid, or a sample for
    more parties. Raises UsageError where the scale exists for no party.

    >>> from benefitshare.negotiation.example import BRIEF
    >>> print(*(p.terms["toy/3/1/dongjiang"] for p in frontier(BRIEF).frontier.points))
    5/9 1/5
    """
    case = open_case(_brief(brief), scale=scale, risk=risk)
    if not case.bargain.parties:
        raise nobody_on_scale(case)
    bargain = on_grid(case.bargain) if grid else case.bargain
    return Efficient(case, frontier_of(bargain, limit=limit), grid)


def improve(
    brief: BriefSource,
    terms: Terms | None = None,
    *,
    grid: bool = True,
    scale: Scale | None = None,
    risk: Risk | None = None,
) -> Improvement:
    """Make a tentative deal better without making anyone worse; `terms` are the brief's own
    `tentative` unless given.

    >>> from benefitshare.negotiation.example import BRIEF
    >>> improve(BRIEF, {"3/1/dongjiang": "30%"}).after is None
    True
    """
    known = _brief(brief)
    case = open_case(known, scale=scale, risk=risk)
    tentative = _stated(case, terms or known.tentative or {})
    before = _evaluated(case, tentative, criteria=False)
    better = improved(_gridded(case.bargain, grid), tentative)
    if better is None:
        return Improvement(before, None, dict.fromkeys(case.bargain.parties, Fraction(0)))
    return Improvement(before, evaluated(case, better.terms), better.gains)


def what_if(
    brief: BriefSource,
    *,
    terms: Terms | None = None,
    fixed: Terms | None = None,
    tax_times: Mapping[str, str | Fraction] | None = None,
    without: tuple[str, ...] = (),
    criterion: str | None = None,
) -> Change:
    """The same question before and after a change.

    Without `terms` the question is what is proposed, with them what those terms come to. The
    change: shares `fixed` beforehand, every forecast of a tax multiplied (`tax_times`, by tax or
    for `all`), demands left out (`without`, by id). Raises as `evaluate` does, UsageError also for
    a tax or a demand there is not, and ValueError for a multiple that is no number.

    >>> from benefitshare.negotiation.example import BRIEF
    >>> found = what_if(BRIEF, tax_times={"vat": "1/2"})
    >>> found.after.refusal.conflicts[0].demands
    ('xiling-cash',)
    """
    known = _brief(brief)
    changed = _changed(known, tax_times or {}, without)
    before, after = open_case(known), open_case(changed)
    held = stated_terms(before.worth.terms, fixed or {}, complete=False)
    if terms is not None:
        given = _stated(before, terms)
        moved = _stated(after, {**given, **held})
        return Change(
            _evaluated(before, given, criteria=False), _evaluated(after, moved, criteria=False)
        )
    asked = criterion or known.criterion
    return Change(proposed(before, asked), proposed(_with_fixed(after, held), asked))


def _brief(source: BriefSource) -> Brief:
    return source if isinstance(source, Brief) else read_brief(source)


def _stated(case: Case, terms: Terms) -> dict[str, Fraction]:
    """Complete terms. Beyond the bounds of the draft they have a worth only where nothing but the
    shares decides it: what caps and floors do is known within the bounds alone.

    Raises UsageError for terms that are none, or have no worth.
    """
    known = case.worth.terms
    stated = stated_terms(known, terms)
    outside = [t for t in known if not t.lower <= stated[t.id] <= t.upper]
    if outside and len(case.worth.variables) > len(known):
        raise UsageError([_out_of_bounds(term) for term in outside])
    return stated


def _out_of_bounds(term: OpenTerm) -> Finding:
    low, high = format_share(term.lower), format_share(term.upper)
    return Finding("term-out-of-bounds", params={"term": term.id, "low": low, "high": high})


def _gridded(bargain: Bargain, grid: bool) -> Bargain:
    """On the brief's grid, or on the finest that terms are written in."""
    if grid and bargain.steps:
        return on_grid(bargain)
    return on_grid(replace(bargain, steps=dict.fromkeys(bargain.terms, FINEST)))


def _evaluated(case: Case, terms: Mapping[str, Fraction], *, criteria: bool) -> Evaluation:
    found = evaluated(case, terms, dominated_by=dominated(case.bargain, terms))
    if not criteria:
        return found
    names = (REGRET,) if case.risk.measure == "regret" else CRITERIA
    promised = utilities_at(case.bargain, terms)
    judged = (_judged(case, found, promised, name) for name in names)
    return replace(found, judged=tuple(one for one in judged if one is not None))


def _judged(
    case: Case, found: Evaluation, promised: Mapping[str, Fraction], criterion: str
) -> Judged | None:
    """What a criterion would propose instead; None where the brief lacks what it needs. It is met
    by terms that keep all demands and give each party, to the fen, what it would.
    """
    try:
        answer = agreed_under(case, case.bargain, criterion, ranges=False)
    except UsageError:
        return None
    if answer.status != "optimal":
        return Judged(criterion, answer.status)
    own = {s.party: s.utility for s in found.standings if s.utility is not None}
    differences = {party: own[party] - value for party, value in answer.utilities.items()}
    is_met = found.is_possible and all(
        abs(promised[party] - value) * case.measures[party].unit_yuan < FEN
        for party, value in answer.utilities.items()
    )
    return Judged(criterion, answer.status, answer.terms, answer.utilities, differences, is_met)


def _is_better(one: Evaluation, other: Evaluation) -> bool:
    """Whether terms are worse for nobody and better for somebody, in net present value."""
    pairs = [(a.net, b.net) for a, b in zip(one.standings, other.standings, strict=True)]
    return all(a >= b for a, b in pairs) and any(a > b for a, b in pairs)


def _changed(
    brief: Brief, tax_times: Mapping[str, str | Fraction], without: tuple[str, ...]
) -> Brief:
    """The brief with other forecasts and without some demands."""
    _known_change(brief, tax_times, without)
    times = {
        tax: parse_share(ratio) if isinstance(ratio, str) else Fraction(ratio)
        for tax, ratio in tax_times.items()
    }
    scenarios = tuple(
        replace(s, tax_times=(*s.tax_times, times)) if times else s for s in brief.scenarios
    )
    return replace(
        brief,
        outlook=replace(brief.outlook, scenarios=scenarios),
        demands=tuple(d for d in brief.demands if d.id not in without),
    )


def _known_change(brief: Brief, taxes: Iterable[str], without: Iterable[str]) -> None:
    """Raises UsageError for taxes there are not and demands the brief has not."""
    demands = [demand.id for demand in brief.demands]
    wrong = [
        Finding("tax-not-forecast", params={"tax": tax, "known": ", ".join(TAX_CODES)})
        for tax in taxes
        if tax not in ("all", *TAX_CODES)
    ]
    wrong += [
        Finding("demand-not-found", params={"demand": one, "known": ", ".join(demands) or NONE})
        for one in without
        if one not in demands
    ]
    if wrong:
        raise UsageError(wrong)


def _with_fixed(case: Case, fixed: Mapping[str, Fraction]) -> Case:
    """The case with some shares settled beforehand, on the grid or not."""

    def held(bargain: Bargain) -> Bargain:
        variables = tuple(
            replace(v, lower=fixed[v.name], upper=fixed[v.name]) if v.name in fixed else v
            for v in bargain.program.variables
        )
        steps = {term: step for term, step in bargain.steps.items() if term not in fixed}
        return replace(bargain, program=replace(bargain.program, variables=variables), steps=steps)

    return replace(
        case,
        bargain=held(case.bargain),
        by_scenario={s: held(one) for s, one in case.by_scenario.items()},
    )
