"""What a side may show the others: terms settled anew from a brief that holds nothing private.

Nothing is taken out of a full result (docs/decisions/0012-public-form.md): the private data is
taken out of the brief, and the terms of the result are settled and judged from the start. What
never saw a private number cannot tell it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from benefitshare.findings import UsageError
from benefitshare.negotiation.api import (
    Change,
    Comparison,
    Efficient,
    Improvement,
    frontier,
)
from benefitshare.negotiation.brief.model import Brief, GapAtMost, Risk
from benefitshare.negotiation.case import Case, case_of, open_case
from benefitshare.negotiation.evaluation import Evaluation, Standing, evaluated
from benefitshare.negotiation.exact import optimum
from benefitshare.negotiation.proposal import Proposal
from benefitshare.negotiation.valuation import Scale

Result = Proposal | Evaluation | Comparison | Efficient | Improvement | Change
Terms = Mapping[str, Fraction]
ONE = Fraction(1)
OPEN_SCALES = ("money", "multiple")
"""The scales that can be read without knowing anybody's reservation value."""
WEIGHED = ("expected", "cvar")
"""The measures of risk that need probabilities."""


@dataclass(frozen=True)
class Shown:
    """One set of terms of a result, settled anew.

    `brief` holds what may be known. `evaluation` has all its demands but those that cannot be
    judged without a secret; it is None where a share has more digits than an agreement can hold
    (corners of a frontier).
    """

    name: str
    brief: Brief
    terms: Terms
    evaluation: Evaluation | None


@dataclass(frozen=True)
class PublicForm:
    """A result as everybody may see it.

    `brief` holds nothing private. `of` is the kind of result, `criterion` the name of what it was
    looked for by, None where nothing was. `shown` are its sets of terms; none where there are none.
    """

    of: str
    brief: Brief
    scale: Scale
    criterion: str | None
    shown: tuple[Shown, ...]


@dataclass(frozen=True)
class Own:
    """What only one party sees of terms: where it stands between its reservation value and `best`,
    the best net present value it could have.

    `best` knows of the others only what is public, for their reservation values would show in it.
    None where no terms keep all the demands the party knows of, or where there is always more.
    """

    shown: Shown
    standing: Standing
    best: Fraction | None

    @property
    def gain(self) -> Fraction:
        """What exceeds the reservation value."""
        return self.standing.net - self.standing.reservation

    @property
    def position(self) -> Fraction | None:
        """How far the party is from its reservation value (0) to the best (1)."""
        way = None if self.best is None else self.best - self.standing.reservation
        return self.gain / way if way else None


@dataclass(frozen=True)
class OwnForm:
    """A result as one party may see it: what everybody sees, and its own secrets.

    `form` is settled in the brief as the party knows it. `risk` says how the scenarios become one
    net present value.
    """

    form: PublicForm
    party: str
    risk: Risk
    own: tuple[Own, ...]


def public_form(result: Result) -> PublicForm:
    """A result as everybody may see it, computed from the public part of its brief and its terms.

    A criterion's name may be said; how it came to the terms may not. Points of a frontier are in
    the order of their terms, for any other order would say who gains by which. Raises ValueError
    where the brief has no public scenario.
    """
    return _form(result, public_brief)[0]


def own_form(result: Result, party: str) -> OwnForm:
    """A result as one party may see it: the public form and its own private data, never the
    others'. Raises KeyError for a party that is not there, ValueError as `public_form` does.
    """
    form, cases = _form(result, lambda known: own_brief(known, party))
    own = (_own(shown, case, party) for shown, case in zip(form.shown, cases, strict=True))
    risk = public_risk(_first(result).risk, form.brief)
    return OwnForm(form, party, risk, tuple(one for one in own if one is not None))


def _form(result: Result, view: Callable[[Brief], Brief]) -> tuple[PublicForm, tuple[Case, ...]]:
    """A result in a view of its brief, with the case each of its terms were settled in."""
    kind, criterion = _kind(result)
    first = _first(result)
    settled = list(_settled(_as_seen(result, view), view))
    shown = tuple(one for one, _ in settled)
    form = PublicForm(kind, view(first.brief), first.scale, criterion, shown)
    return form, tuple(case for _, case in settled)


def _as_seen(result: Result, view: Callable[[Brief], Brief]) -> Result:
    """A frontier is looked for anew in the view of its brief: where it ends would tell the bottom
    lines of the others.
    """
    if not isinstance(result, Efficient):
        return result
    known = view(result.case.brief)
    scale: Scale = "money" if result.case.scale == "normalised" else result.case.scale
    risk = public_risk(result.case.risk, known)
    return frontier(known, grid=result.grid, scale=scale, risk=risk)


def for_party(result: Result, party: str) -> dict[str, Any]:
    """The document of a party's own page; raises as `own_form` does."""
    from benefitshare.negotiation.documents import to_document

    return to_document(own_form(result, party))


# --- briefs without secrets -----------------------------------------------------------------------


def public_brief(brief: Brief) -> Brief:
    """The public part of a brief, which does not even say whether there was more.

    A single scenario left is certain, as in a brief that has one; demands on a mean are gone where
    the scenarios left have no probabilities. Raises ValueError where no scenario is public.
    """
    public = brief.public()
    scenarios = public.scenarios
    if len(scenarios) == 1:
        scenarios = (replace(scenarios[0], probability=ONE),)
    elif sum((s.probability or 0 for s in scenarios), Fraction(0)) != ONE:
        scenarios = tuple(replace(s, probability=None) for s in scenarios)
    known = replace(
        public,
        outlook=replace(public.outlook, scenarios=scenarios),
        parties=tuple(replace(p, weight=ONE) for p in public.parties),
        coalitions={},
        claims={},
    )
    weighed = known.probabilities is not None
    kept = tuple(d for d in known.demands if weighed or not d.expected)
    return replace(known, demands=kept, risk=public_risk(known.risk, known))


def own_brief(brief: Brief, party: str) -> Brief:
    """The public part of a brief with one party's reservation value and its own private demands,
    in the order of the document. Raises KeyError for a party that is not there.
    """
    reservation = brief.party(party).reservation_yuan
    opened = tuple(replace(d, private=d.private and d.by != party) for d in brief.demands)
    known = public_brief(replace(brief, demands=opened))
    private = {d.id for d in brief.demands if d.private}
    return replace(
        known,
        parties=tuple(
            replace(p, reservation_yuan=reservation) if p.id == party else p for p in known.parties
        ),
        demands=tuple(replace(d, private=d.id in private) for d in known.demands),
    )


def public_risk(risk: Risk, brief: Brief) -> Risk:
    """A measure of risk over the scenarios of a public brief: the worst case where they lack what
    the measure needs.
    """
    known = {scenario.id for scenario in brief.scenarios}
    if risk.scenario is not None and risk.scenario not in known:
        return Risk()
    return Risk() if risk.measure in WEIGHED and brief.probabilities is None else risk


def _judged(brief: Brief, scale: Scale) -> Brief:
    """A brief without the demands of which nobody can say without a secret whether they are kept:
    gaps on a scale that starts from reservation values.
    """
    if scale in OPEN_SCALES:
        return brief
    kept = tuple(d for d in brief.demands if not isinstance(d.asks, GapAtMost))
    return replace(brief, demands=kept)


# --- the terms of a result ------------------------------------------------------------------------


@dataclass(frozen=True)
class _First:
    """What a result says of its question."""

    brief: Brief
    scale: Scale
    risk: Risk


def _first(result: Result) -> _First:
    if isinstance(result, Proposal | Efficient):
        return _First(result.case.brief, result.case.scale, result.case.risk)
    if isinstance(result, Improvement | Change):
        return _first(result.before)
    one = result if isinstance(result, Evaluation) else next(iter(result.evaluations.values()))
    return _First(one.brief, one.scale, one.risk)


KINDS: Mapping[type, str] = {
    Proposal: "proposal",
    Evaluation: "evaluation",
    Comparison: "comparison",
    Efficient: "frontier",
    Improvement: "improvement",
    Change: "change",
}


def _kind(result: Result) -> tuple[str, str | None]:
    """The kind of a result, and the criterion it was looked for by."""
    asked = result.before if isinstance(result, Change) else result
    return KINDS[type(result)], asked.criterion if isinstance(asked, Proposal) else None


def _sets(result: Result) -> Iterator[tuple[str, Brief, Terms]]:
    """Every set of terms with its name and the brief it belongs to."""
    if isinstance(result, Comparison):
        yield from ((name, one.brief, one.terms) for name, one in result.evaluations.items())
    elif isinstance(result, Efficient):
        points = sorted(result.frontier.points, key=lambda point: tuple(point.terms.items()))
        for number, point in enumerate(points, start=1):
            yield str(number), result.case.brief, point.terms
    elif isinstance(result, Improvement | Change):
        for name, side in (("before", result.before), ("after", result.after)):
            yield from _one(name, side)
    else:
        yield from _one("terms", result)


def _one(name: str, side: Proposal | Evaluation | None) -> Iterator[tuple[str, Brief, Terms]]:
    found = side.evaluation if isinstance(side, Proposal) else side
    if found is not None:
        yield name, found.brief, found.terms


# --- settled anew ---------------------------------------------------------------------------------


def _settled(result: Result, view: Callable[[Brief], Brief]) -> Iterator[tuple[Shown, Case]]:
    """Every set of terms, settled in a view of its brief; each brief is opened once."""
    first = _first(result)
    scale: Scale = first.scale if first.scale in OPEN_SCALES else "money"
    opened: dict[int, tuple[Brief, Case]] = {}
    for name, brief, terms in _sets(result):
        if id(brief) not in opened:
            known = view(brief)
            risk = public_risk(first.risk, known)
            case = open_case(_judged(known, first.scale), scale=scale, risk=risk)
            opened[id(brief)] = known, case
        known, case = opened[id(brief)]
        yield Shown(name, known, terms, _evaluation(case, terms)), case


def _evaluation(case: Case, terms: Terms) -> Evaluation | None:
    """The terms settled; None where they cannot be written into an agreement."""
    try:
        return evaluated(case, terms)
    except UsageError:
        return None


def _own(shown: Shown, case: Case, party: str) -> Own | None:
    found = shown.evaluation
    return None if found is None else Own(shown, found.standing(party), _best(case, party))


def _best(case: Case, party: str) -> Fraction | None:
    """The best net present value a party can have under all demands of the case."""
    money = case_of(case.brief, case.worth, case.tables, "money", case.risk)
    net = money.bargain.utilities[party]
    answer = optimum(case.bargain.program.maximising(net))
    return -answer.objective if answer.status == "optimal" else None
