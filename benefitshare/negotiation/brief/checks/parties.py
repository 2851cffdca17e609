"""Who negotiates: at least two, each speaking for somebody, nobody spoken for twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from benefitshare.agreements.checks.node import Node
from benefitshare.agreements.checks.shape import near
from benefitshare.agreements.terms import listed
from benefitshare.findings import Finding
from benefitshare.money import parse_yuan
from benefitshare.negotiation.brief.draft import BriefDraft

if TYPE_CHECKING:
    from benefitshare.records.table import Table


def one_party(draft: BriefDraft) -> Iterator[Finding]:
    """Nobody to negotiate with."""
    node = draft.root.get("parties")
    if node and len(node.value) == 1:
        yield draft.finding("one-party", node, party=next(iter(node.value)))


def in_agreements(draft: BriefDraft) -> Iterator[Finding]:
    """`in` names agreements and parties that are there; a party speaks for somebody."""
    for identifier, party in draft.parties.items():
        for agreement, member in party.get("in").items():
            yield from _member(draft, agreement, member)
        if draft.complete and not party.wrote("in") and not draft.members(identifier):
            known = [m for a in draft.agreements.values() for m in a["parties"]]
            shown = listed(list(dict.fromkeys(known)))
            yield draft.finding("speaks-for-nobody", party, key=True, party=identifier, known=shown)


def _member(draft: BriefDraft, agreement: str, member: Node) -> Iterator[Finding]:
    if agreement not in draft.agreements:
        if draft.complete:
            yield unknown_agreement(draft, member, agreement, key=True)
        return
    known = list(draft.agreements[agreement]["parties"])
    for one in member.several():
        if one.text and one.text not in known:
            said = {"party": one.text, "agreement": agreement, "known": listed(known)}
            yield draft.finding("unknown-member", one, said, near=near(one.text, known))


def unknown_agreement(
    draft: BriefDraft, node: Node, agreement: str, *, key: bool = False
) -> Finding:
    """An id that is no agreement's."""
    known = list(draft.agreements)
    said = {"agreement": agreement, "near": near(agreement, known), "known": listed(known)}
    return draft.finding("unknown-agreement", node, said, key=key)


def spoken_for(draft: BriefDraft) -> Iterator[Finding]:
    """Two parties speak for one party of an agreement, or nobody does."""
    members = {party: draft.members(party) for party in draft.parties}
    for one, other in combinations(members, 2):
        for agreement in draft.agreements:
            both = set(members[one].get(agreement, ())) & set(members[other].get(agreement, ()))
            for member in sorted(both):
                said = {"member": member, "agreement": agreement, "first": one, "second": other}
                yield draft.finding("spoken-for-twice", draft.parties[other], said, key=True)
    for read in draft.read_agreements:
        if not read.usable or not read.data:
            continue
        heard = {m for of in members.values() for m in of.get(read.id, ())}
        silent = [m for m in read.data["parties"] if m not in heard]
        if silent:
            yield draft.finding(
                "nobody-speaks", read.node, members=listed(silent), agreement=read.id
            )


def contributions(draft: BriefDraft) -> Iterator[Finding]:
    """Contributions lie in years that are looked at; a table of them can be read."""
    from benefitshare.findings import BenefitShareError
    from benefitshare.negotiation.brief.contributions import (
        contribution_findings,
        contribution_table,
    )

    for party in draft.parties.values():
        node = party.get("contributions")
        for one in node.each():
            yield from _year(draft, one.get("year"))
        if file := node.get("file").text:
            try:
                table = contribution_table(file, draft.folder)
                yield from contribution_findings(table)
                yield from _years(draft, table)
            except BenefitShareError as error:
                yield draft.finding("table-not-readable", node.get("file"), table="contributions")
                yield from error.findings


def _year(draft: BriefDraft, year: Node) -> Iterator[Finding]:
    if isinstance(year.value, int) and (said := _outside(draft, year.value)):
        yield draft.finding("contribution-year-outside", year, said)


def _years(draft: BriefDraft, table: Table) -> Iterator[Finding]:
    """The same of a table."""
    for row, period in zip(
        table.frame["row"].tolist(), table.frame["period"].tolist(), strict=True
    ):
        if said := _outside(draft, int(period[:4])):
            place = table.place(int(row), column="period")
            yield Finding("contribution-year-outside", place, said, value=period)


def _outside(draft: BriefDraft, year: int) -> dict[str, int]:
    """What to say of a year that is neither in the outlook nor between its base year and it;
    nothing of others.
    """
    base = draft.root.get("valuation").get("base_year").value
    if draft.years is None or not isinstance(base, int):
        return {}
    first, last = min(base, draft.years[0]), draft.years[1]
    return {} if first <= year <= last else {"year": year, "first": first, "last": last}


def nothing_contributed(draft: BriefDraft) -> Iterator[Finding]:
    """The scale is a multiple of what is contributed, and a party contributes nothing."""
    if draft.root.get("scale").text != "multiple":
        return
    for identifier, party in draft.parties.items():
        node = party.get("contributions")
        amounts = [c.get("amount").text for c in node.each()]
        if not node.get("file") and not any(a and parse_yuan(a) > 0 for a in amounts):
            yield draft.finding("multiple-of-nothing", party, key=True, party=identifier)


CHECKS = (one_party, in_agreements, spoken_for, contributions, nothing_contributed)
