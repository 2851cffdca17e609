"""Demands: told apart, about parties, clauses, scenarios and years that are there."""

from __future__ import annotations

from collections.abc import Iterator

from benefitshare.agreements.checks.node import Node
from benefitshare.agreements.checks.shape import near
from benefitshare.agreements.terms import listed
from benefitshare.findings import Finding
from benefitshare.money import format_share
from benefitshare.negotiation.brief.checks.criteria import unknown_party
from benefitshare.negotiation.brief.checks.parties import unknown_agreement
from benefitshare.negotiation.brief.checks.scenarios import unknown_scenario
from benefitshare.negotiation.brief.checks.terms import unknown_term
from benefitshare.negotiation.brief.draft import BriefDraft

SPEAKERS = ("province", "both")
IN_YUAN = ("money", "gain")
SHOWN = 12


def twice(draft: BriefDraft) -> Iterator[Finding]:
    """Two demands with one id."""
    seen: set[str] = set()
    for demand in draft.demands:
        identifier = demand.get("id")
        if identifier.text in seen:
            yield draft.finding("demand-twice", identifier, id=identifier.text)
        seen.add(identifier.or_default(""))


def who(draft: BriefDraft) -> Iterator[Finding]:
    """Those who ask and those it is about are parties to the negotiation."""
    for demand in draft.demands:
        by = demand.get("by")
        if by.text and by.text not in SPEAKERS:
            yield from unknown_party(draft, by, by.text)
        party = demand.get("party")
        if party.text and not _is_fund(draft, demand, party.text):
            yield from unknown_party(draft, party, party.text)
        for one in demand.get("parties").each():
            yield from unknown_party(draft, one, one.text or "")


def _is_fund(draft: BriefDraft, demand: Node, party: str) -> bool:
    members = {m for a in draft.agreements.values() for m in a["parties"]}
    return demand.get("kind").text == "fund_at_most" and (party in members or not draft.complete)


def where(draft: BriefDraft) -> Iterator[Finding]:
    """Scenarios and agreements named are there."""
    for demand in draft.demands:
        for one in demand.get("in").each():
            yield from unknown_scenario(draft, one)
        for one in demand.get("agreements").each():
            if draft.complete and one.text and one.text not in draft.agreements:
                yield unknown_agreement(draft, one, one.text)


def when(draft: BriefDraft) -> Iterator[Finding]:
    """Years lie in the outlook."""
    if draft.years is None:
        return
    first, last = draft.years
    for demand in draft.demands:
        year, years = demand.get("year"), demand.get("years")
        if isinstance(year.value, int) and not first <= year.value <= last:
            yield _outside(draft, year, first, last)
        span = years.years
        if span and (span.first < first or (span.last or span.first) > last):
            yield _outside(draft, years, first, last)


def _outside(draft: BriefDraft, node: Node, first: int, last: int) -> Finding:
    said = {"text": str(node.value), "first": first, "last": last}
    return draft.finding("demand-year-outside", node, said)


def clauses(draft: BriefDraft) -> Iterator[Finding]:
    """A clause named is there, and what is asked of it can be agreed."""
    if not draft.complete:
        return
    for demand in draft.demands:
        clause = demand.get("clause")
        if not clause.text:
            continue
        try:
            agreement, identifier = draft.names.clause(clause.text)
        except KeyError:
            yield _unknown_clause(draft, clause)
            continue
        party, kind = demand.get("party").text, demand.get("kind").text
        if party in draft.parties and kind in ("share_between", "monotone"):
            members = draft.members(party).get(agreement, ())
            yield from _shares(draft, demand, agreement, identifier, members)


def _unknown_clause(draft: BriefDraft, node: Node) -> Finding:
    several = len(draft.names.agreements) > 1
    known = [f"{a}/{c}" if several else c for a, c in draft.names.clauses]
    text = node.or_default("")
    said = {"id": text, "near": near(text, known), "known": listed(known[:SHOWN])}
    return draft.finding("unknown-clause", node, said)


def _shares(
    draft: BriefDraft, demand: Node, agreement: str, clause: str, members: tuple[str, ...]
) -> Iterator[Finding]:
    said = {"party": demand.get("party").text, "clause": clause}
    if not draft.names.open_in(agreement, clause, members):
        yield draft.finding("clause-not-open", demand.get("clause"), said)
        return
    tiers = draft.names.tiers(agreement, clause, members)
    if demand.get("kind").text == "monotone" and len(tiers) < 2:
        yield draft.finding("monotone-one-tier", demand.get("clause"), said)


def shares_named(draft: BriefDraft) -> Iterator[Finding]:
    """Open shares named are there."""
    for demand in draft.demands:
        for node in (demand.get("term"), *demand.get("terms").each()):
            yield from unknown_term(draft, node, node.text)


def bounds(draft: BriefDraft) -> Iterator[Finding]:
    """The lower bound is not above the upper one."""
    for demand in draft.demands:
        least, most = demand.get("min").share, demand.get("max").share
        if least is not None and most is not None and least > most:
            low, high = format_share(least), format_share(most)
            yield draft.finding("bounds-reversed", demand.get("min"), low=low, high=high)


def gap_on_scale(draft: BriefDraft) -> Iterator[Finding]:
    """A gap is measured as the scale is: in yuan, or as a number."""
    scale = draft.root.get("scale").text
    if scale is None:
        return
    wanted = "amount" if scale in IN_YUAN else "points"
    for demand in draft.of_kind("gap_at_most"):
        written = "amount" if demand.wrote("amount") else "points"
        if written != wanted:
            said = {"scale": scale, "field": wanted}
            yield draft.finding("gap-not-on-scale", demand.get(written), said)


def today_needed(draft: BriefDraft) -> Iterator[Finding]:
    """Not worse than today, and nothing says what today is."""
    for demand in draft.of_kind("not_worse_than_today"):
        if not demand.wrote("amount") and not draft.root.wrote("today"):
            yield draft.finding("today-missing", demand)


CHECKS = (
    twice,
    who,
    where,
    when,
    clauses,
    shares_named,
    bounds,
    gap_on_scale,
    today_needed,
)
