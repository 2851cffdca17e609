"""What a criterion needs: reference terms, claims, values of coalitions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations

from benefitshare.agreements.checks.node import Node
from benefitshare.agreements.checks.shape import near
from benefitshare.agreements.terms import listed
from benefitshare.findings import Finding
from benefitshare.negotiation.brief.draft import BriefDraft

CLAIMS_RULES = ("claims_proportional", "equal_awards", "equal_losses", "talmud", "random_arrival")
NEEDS = {"closest": "reference", **dict.fromkeys(CLAIMS_RULES, "claims")}
"""Criterion → the field of the brief without which it says nothing."""
SHOWN = 6


def criterion_needs(draft: BriefDraft) -> Iterator[Finding]:
    """The criterion rests on a field that is not written."""
    criterion = draft.root.get("criterion")
    needed = NEEDS.get(criterion.or_default(""))
    if needed and not draft.root.wrote(needed):
        yield draft.finding("criterion-needs", criterion, text=criterion.text, field=needed)


def claims(draft: BriefDraft) -> Iterator[Finding]:
    """Every party claims, and nobody else."""
    node = draft.root.get("claims")
    for name, claim in node.items():
        yield from unknown_party(draft, claim, name, key=True)
    missing = [p for p in draft.parties if node and not node.wrote(p)]
    if missing:
        yield draft.finding("claims-incomplete", node, parties=listed(missing))


def coalitions(draft: BriefDraft) -> Iterator[Finding]:
    """Every group of parties has one value."""
    node = draft.root.get("coalitions")
    seen: set[frozenset[str]] = set()
    for coalition in node.each():
        group = coalition.get("parties")
        names = [one.text for one in group.each() if one.text]
        for one in group.each():
            yield from unknown_party(draft, one, one.text or "")
        if len(set(names)) < len(names) or frozenset(names) in seen:
            yield draft.finding("coalition-twice", coalition, parties=listed(names))
        seen.add(frozenset(names))
    groups = chain.from_iterable(
        combinations(draft.parties, size) for size in range(1, len(draft.parties) + 1)
    )
    missing = ["+".join(g) for g in groups if node and frozenset(g) not in seen]
    if missing:
        said = {"count": len(missing), "groups": listed(missing[:SHOWN])}
        yield draft.finding("coalitions-incomplete", node, said)


def unknown_party(
    draft: BriefDraft, node: Node, party: str, *, key: bool = False
) -> Iterator[Finding]:
    """A reference to a party that does not negotiate."""
    if party not in draft.parties:
        known = list(draft.parties)
        said = {"party": party, "near": near(party, known), "known": listed(known)}
        yield draft.finding("unknown-negotiator", node, said, key=key)


CHECKS = (criterion_needs, claims, coalitions)
