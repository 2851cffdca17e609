"""Why these terms: who is held where, by what, and what giving a little would be worth to whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from benefitshare.findings import Language
from benefitshare.negotiation.bargain import reserved_row
from benefitshare.negotiation.brief.model import Brief
from benefitshare.negotiation.case import Case
from benefitshare.negotiation.criteria import Agreed, Stage
from benefitshare.negotiation.proposal import Binding, Moved, Proposal
from benefitshare.negotiation.valuation import Scale
from benefitshare.reports.negotiation.division import pressing_lines
from benefitshare.reports.negotiation.figures import decimal, on_scale, percent
from benefitshare.reports.negotiation.layout import point_lines, text_lines
from benefitshare.reports.negotiation.naming import (
    demand_named,
    party_name,
    party_names,
    quoted,
    term_name,
)
from benefitshare.reports.negotiation.quantities import unit_text
from benefitshare.reports.negotiation.words import LEVELS, chosen, say

LEVELLED = ("leximin", "max_min")
"""Criteria whose levels are utilities on the scale of the brief."""
OF_ONE_LEVEL = {
    "nash": "nash_why",
    "utilitarian": "utilitarian_why",
    "closest": "closest_why",
    "minimax_regret": "regret_why",
}
MOST_REASONS = 8
"""How many limits of shares are named in one sentence."""


def reason_lines(case: Case, agreed: Agreed, lang: Language) -> Iterator[str]:
    """A sentence for each stage of a criterion, in its order."""
    levels = levels_of(case, agreed)
    if levels and not any(stage.parties for stage in agreed.stages):
        yield from _levels(case, agreed, levels, lang)
        return
    if agreed.division is not None:
        yield from pressing_lines(case.brief, agreed.division, lang)
        if not any(stage.level for stage in agreed.stages):
            yield from point_lines(say("target_reached", lang))
            return
    if not any(stage.rows or stage.bounds or stage.parties for stage in agreed.stages):
        yield from text_lines(say("no_stage", lang))
        yield from _tight(case, agreed, lang)
        return
    held: dict[str, Fraction] = {}
    for number, stage in enumerate(agreed.stages, start=1):
        sentence = _sentence(case, agreed.criterion, stage, held, lang)
        yield from _numbered(number, sentence, len(agreed.stages), lang)
        held |= dict.fromkeys(stage.parties, stage.level)


def levels_of(case: Case, agreed: Agreed) -> dict[str, Fraction]:
    """What a criterion of levels makes as equal as can be, by party; empty for other criteria. For
    Kalai-Smorodinsky it is the part of the way to the best, of who has a way to go.
    """
    if agreed.criterion in LEVELLED:
        return dict(agreed.utilities)
    if agreed.criterion != "kalai_smorodinsky":
        return {}
    least = case.bargain.reservation
    ways = {p: best - least[p] for p, best in agreed.ideals.items() if best > least[p]}
    return {p: (agreed.utilities[p] - least[p]) / way for p, way in ways.items()}


def _levels(
    case: Case, agreed: Agreed, levels: Mapping[str, Fraction], lang: Language
) -> Iterator[str]:
    """Who is at which level, the lowest first: all there is to say where whole numbers leave no
    proof by demands; and the demands without room.
    """
    scale = scale_of(agreed.criterion, case.scale)
    shown = {party: level_text(own, scale, lang) for party, own in levels.items()}
    texts = [*dict.fromkeys(shown[p] for p, _ in sorted(levels.items(), key=lambda one: one[1]))]
    for number, text in enumerate(texts, start=1):
        parties = [p for p, own in shown.items() if own == text]
        key = "held_least" if number == 1 else "held_next"
        names = party_names(case.brief, parties, lang)
        sentence = say(key, lang, parties=names, level=text)
        yield from _numbered(number, sentence, len(texts), lang)
        if agreed.criterion == "max_min":
            break
    yield from _tight(case, agreed, lang)


def _tight(case: Case, agreed: Agreed, lang: Language) -> Iterator[str]:
    """The demands without room."""
    tight = {row.demand for row in case.bargain.program.rows if not row.room(agreed.values)}
    demands = [quoted(demand, lang) for demand in case.brief.demands if demand.id in tight]
    if demands:
        yield from point_lines(say("tight", lang, demands=say("comma", lang).join(demands)))


def _numbered(number: int, sentence: str, count: int, lang: Language) -> list[str]:
    lead = say("stage", lang, number=number) if count > 1 else "- "
    lines = text_lines(sentence, "  " + " " * len(lead))
    return ["  " + lead + lines[0].lstrip(), *lines[1:]]


def _sentence(
    case: Case,
    criterion: str,
    stage: Stage,
    held: Mapping[str, Fraction],
    lang: Language,
) -> str:
    because = _because(case, stage, lang)
    if not stage.parties or criterion in OF_ONE_LEVEL:
        return say(OF_ONE_LEVEL.get(criterion, "target_why"), lang, because=because)
    brief = case.brief
    scale = scale_of(criterion, case.scale)
    one = len(stage.parties) == 1
    known = [party for party in stage.earlier if party in held]
    key = ("held_one" if one else "held_several") + ("_unless" if known else "")
    values = {
        "party" if one else "parties": party_names(brief, stage.parties, lang),
        "level": level_text(stage.level, scale, lang, several=not one),
        "because": because,
    }
    if known:
        levels = {held[party] for party in known}
        shown = level_text(levels.pop(), scale, lang) if len(levels) == 1 else ""
        values |= {
            "others": party_names(brief, known, lang),
            "others_level": shown or say("each_level", lang),
        }
    return say(key, lang, **values)


def scale_of(criterion: str, scale: Scale) -> Scale:
    """What the levels of a criterion are on: of its own, or on the brief's scale."""
    if criterion == "kalai_smorodinsky":
        return "normalised"
    return "multiple" if criterion == "proportional" else scale


def level_text(level: Fraction, scale: Scale, lang: Language, *, several: bool = False) -> str:
    """A level in words."""
    key = f"all_{scale}" if several else scale
    return chosen(LEVELS, key, lang, amount=on_scale(level, scale, lang))


def _because(case: Case, stage: Stage, lang: Language) -> str:
    """What stands in the way, joined; the bare sum where no demand and no bound does."""
    reasons = [*_demands(case, stage, lang), *_limits(case, stage, lang)]
    left = len(reasons) - MOST_REASONS
    shown = reasons[:MOST_REASONS] + ["…"] * (left > 0)
    if not shown:
        shown = [say("zero_sum", lang)]
    text = say("semicolon", lang).join(shown)
    return say("because", lang, reasons=text)


def _demands(case: Case, stage: Stage, lang: Language) -> Iterator[str]:
    """The demands by their sentences; what the agreement itself limits by its clause."""
    own = {reserved_row(party): party for party in case.brief.party_ids}
    for row in stage.rows:
        if row.row in own:
            yield say("limit_reservation", lang, party=party_name(case.brief, own[row.row], lang))
    frame = {one.demand for one in stage.rows if one.row not in own}
    for identifier in dict.fromkeys(one.demand for one in stage.rows if one.demand):
        demand = demand_named(case.brief, identifier)
        if demand is not None:
            yield quoted(demand, lang)
        else:
            yield say("limit_clause", lang, clause=identifier)
    if "" in frame:
        yield say("limit_frame", lang)


def _limits(case: Case, stage: Stage, lang: Language) -> Iterator[str]:
    """Shares at an end of their range that hold the stage back."""
    variables = {v.name: v for v in case.bargain.program.variables}
    for name, multiplier in stage.bounds.items():
        if name not in case.bargain.terms:
            continue
        end = variables[name].upper if multiplier > 0 else variables[name].lower
        if end is not None:
            key = "limit_upper" if multiplier > 0 else "limit_lower"
            term = term_name(case.brief, name, lang).text
            yield say(key, lang, term=term, share=percent(end))


def note_lines(brief: Brief, agreed: Agreed, lang: Language) -> Iterator[str]:
    """What is special about a result."""
    for note in agreed.notes:
        party = party_name(brief, note.party, lang) if note.party else ""
        text = say(f"note_{note.code}", lang, **({"party": party} if party else {}))
        yield from point_lines(text)


# --- demands without room -------------------------------------------------------------------------


def binding_lines(proposal: Proposal, lang: Language) -> Iterator[str]:
    """Each binding demand, and what a unit of it is worth to each party."""
    if not proposal.bindings:
        yield from text_lines(say("no_binding", lang))
        return
    for binding in proposal.bindings:
        yield from _binding(proposal.case, binding, lang)
    if any(_differs(one.moved) for one in proposal.bindings):
        yield from text_lines(say("worth_between_note", lang))


def _binding(case: Case, binding: Binding, lang: Language) -> Iterator[str]:
    demand = demand_named(case.brief, binding.demand)
    if demand is None:
        return
    by = party_name(case.brief, demand.by, lang)
    yield from point_lines(say("binding", lang, demand=quoted(demand, lang), by=by))
    unit = unit_text(demand, binding.unit, case.scale, lang)
    yield from text_lines(_worth(case, binding.moved, unit, lang), "      ")
    if binding.moved.tightened is None:
        yield from text_lines(say("tightened_none", lang), "      ")


def _worth(case: Case, moved: Moved, unit: str, lang: Language) -> str:
    """What a unit is worth to whom, from .. to .. where loosening and tightening differ."""
    parts = []
    for party, (low, high) in worths(moved).items():
        if not low and not high:
            continue
        name = party_name(case.brief, party, lang)
        if same(low, high):
            parts.append(say("worth_one", lang, party=name, value=_fine(low)))
        else:
            values = {"low": _fine(low), "high": _fine(high)}
            parts.append(say("worth_between", lang, party=name, **values))
    if not parts:
        return say("worth_none", lang, unit=unit)
    return say("worth", lang, unit=unit, changes=say("semicolon", lang).join(parts))


def _fine(yuan: Fraction) -> str:
    """What a unit is worth, in whole yuan."""
    return decimal(yuan, 0, signed=True)


def same(low: Fraction, high: Fraction) -> bool:
    """Whether two amounts show as one."""
    return _fine(low) == _fine(high)


def worths(moved: Moved) -> dict[str, tuple[Fraction, Fraction]]:
    """By party, between what and what one unit is worth: what loosening gives, and what
    tightening takes.
    """
    loosened = moved.loosened or {}
    tightened = {party: -value for party, value in (moved.tightened or {}).items()}
    return {
        party: (min(values), max(values))
        for party in dict.fromkeys((*loosened, *tightened))
        for values in [[one[party] for one in (loosened, tightened) if party in one]]
    }


def _differs(moved: Moved) -> bool:
    return any(not same(low, high) for low, high in worths(moved).values())


# --- other terms that are as good -----------------------------------------------------------------


def choice_lines(proposal: Proposal, lang: Language) -> Iterator[str]:
    """Whether the result is the only one, how far shares could move, and what else is as good."""
    yield from _ranges(proposal.case.brief, proposal.continuous, lang)
    if proposal.ties is not None:
        yield from _ties(proposal, lang)
    if moving_terms(proposal.continuous) or _others(proposal):
        yield from point_lines(say("tie_rule", lang))


def _ranges(brief: Brief, agreed: Agreed, lang: Language) -> Iterator[str]:
    moving = moving_terms(agreed)
    if agreed.unique is False and not moving:
        yield from point_lines(say("unique_near", lang))
        return
    key = {True: "unique_yes", False: "unique_no", None: "unique_unknown"}[agreed.unique]
    yield from point_lines(say(key, lang))
    for term, (low, high) in moving.items():
        name = term_name(brief, term, lang).text
        values = {"low": percent(low), "high": percent(high)}
        yield from text_lines(say("range", lang, term=name, **values), "      ")


def moving_terms(agreed: Agreed) -> dict[str, tuple[Fraction, Fraction]]:
    """The shares another result that is as good would show otherwise, and between what."""
    ranges = agreed.ranges or {}
    return {t: ends for t, ends in ranges.items() if percent(ends[0]) != percent(ends[1])}


def _others(proposal: Proposal) -> list[Mapping[str, Fraction]]:
    vectors = proposal.ties.vectors if proposal.ties is not None else ()
    return [vector for vector in vectors if dict(vector) != dict(proposal.terms)]


def _ties(proposal: Proposal, lang: Language) -> Iterator[str]:
    others = _others(proposal)
    if not others:
        yield from point_lines(say("unique_grid", lang))
        return
    more = "" if proposal.ties is None or proposal.ties.complete else say("ties_more", lang)
    yield from point_lines(say("ties", lang, count=len(others)) + more)
    for vector in others:
        text = terms_text(proposal.case.brief, vector, lang, besides=proposal.terms)
        yield from text_lines(text, "      ")


def terms_text(
    brief: Brief,
    terms: Mapping[str, Fraction],
    lang: Language,
    *,
    besides: Mapping[str, Fraction] | None = None,
) -> str:
    """Shares in a line; with `besides` only those that are other than there."""
    shown: Iterable[str] = (
        terms if besides is None else [t for t in terms if terms[t] != besides[t]]
    )
    parts = (f"{term_name(brief, t, lang).text} {percent(terms[t])}" for t in shown)
    return say("semicolon", lang).join(parts)
