"""Terms written in a brief: they are open, and their values can be agreed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from benefitshare.agreements.checks.node import Node
from benefitshare.agreements.checks.shape import near
from benefitshare.agreements.terms import listed
from benefitshare.findings import Finding
from benefitshare.money import format_share
from benefitshare.negotiation.brief.draft import BriefDraft

SHOWN = 12


def written_terms(draft: BriefDraft) -> Iterator[tuple[str, Node]]:
    """Reference, tentative and today's terms, by the field they stand in."""
    yield "reference", draft.root.get("reference")
    yield "tentative", draft.root.get("tentative")
    yield "today", draft.root.get("today").get("terms")


def known(draft: BriefDraft) -> Iterator[Finding]:
    """Every term named is open."""
    for _, node in written_terms(draft):
        for name, value in node.items():
            yield from unknown_term(draft, value, name, key=True)


def unknown_term(
    draft: BriefDraft, node: Node, name: str | None, *, key: bool = False
) -> Iterator[Finding]:
    """A reference to a share that is not open."""
    if not name or not draft.complete:
        return
    try:
        draft.names.term(name)
    except KeyError:
        shown = _shown(draft)
        said = {"term": name, "near": near(name, shown), "known": listed(shown[:SHOWN])}
        yield draft.finding("unknown-term", node, said, key=key)


def _shown(draft: BriefDraft) -> list[str]:
    """The open shares as short as they may be written."""
    several = len(draft.names.agreements) > 1
    return [name if several else name.partition("/")[2] for name in draft.names.open]


def twice(draft: BriefDraft) -> Iterator[Finding]:
    """One share under two names."""
    for _, node in written_terms(draft):
        seen: set[str] = set()
        for name, value in node.items():
            full = _full(draft, name)
            if full and full in seen:
                yield draft.finding("term-twice", value, key=True, term=name)
            seen.add(full or "")


def _full(draft: BriefDraft, name: str) -> str | None:
    try:
        return draft.names.term(name)
    except KeyError:
        return None


def within_bounds(draft: BriefDraft) -> Iterator[Finding]:
    """A value lies within the bounds of its open share."""
    for _, node in written_terms(draft):
        for name, value in node.items():
            term = draft.names.open.get(_full(draft, name) or "")
            if term is None or value.share is None:
                continue
            if not term.lower <= value.share <= term.upper:
                low, high = format_share(term.lower), format_share(term.upper)
                said = {"term": name, "low": low, "high": high}
                yield draft.finding("term-out-of-bounds", value, said)


def complete(draft: BriefDraft) -> Iterator[Finding]:
    """A deal, and what holds today, say every open share; a reference may say some."""
    if not draft.complete:
        return
    for field, node in written_terms(draft):
        if field == "reference" or not node:
            continue
        told = {_full(draft, name) for name in node.value}
        missing = [name for name in draft.names.open if name not in told]
        if missing:
            said = {"field": field, "count": len(missing), "terms": listed(missing[:SHOWN])}
            yield draft.finding("brief-terms-incomplete", node, said)


def make_one(draft: BriefDraft) -> Iterator[Finding]:
    """With a deal's values the shares of each list make one, and no rest is below zero."""
    for field, node in written_terms(draft):
        told = {_full(draft, name): value.share for name, value in node.items()}
        at = {name: share for name, share in told.items() if name and share is not None}
        if field == "reference" or not node or not set(draft.names.open) <= set(at):
            continue
        for shares_of in draft.names.lists:
            shares = [share.formula.at(at) for share in shares_of]
            if sum(shares) != 1 or min(shares) < 0:
                said = {"field": field, "name": shares_of[0].name.rpartition("/")[0]}
                total = sum((s for s in shares if s > 0), Fraction(0))
                yield draft.finding("terms-not-one", node, said, total=format_share(total))


CHECKS = (known, twice, within_bounds, complete, make_one)
