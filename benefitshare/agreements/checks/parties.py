"""Every place a party stands names one there is, and nobody pays himself."""

from __future__ import annotations

from collections.abc import Iterator

from benefitshare.agreements.checks.draft import (
    PROJECT_REFERENCES,
    Draft,
    rules,
    share_entries,
    share_tables,
)
from benefitshare.agreements.checks.node import Node
from benefitshare.agreements.checks.shape import near
from benefitshare.agreements.terms import listed
from benefitshare.findings import Finding

# Words a document uses in places where a party may stand.
RESERVED = (
    "rest",
    "ratio",
    "of",
    "open",
    "project",
    "role",
    "same_party",
    "largest",
    "term",
    "calendar",
)
FIELDS = ("party", "paid_by", "excess_to", "outside_to", "owner", "fund")
# Kinds whose money stands outside any project, so that no project can resolve the reference.
WITHOUT_PROJECT = {"fixed_return": ("party", "paid_by"), "cost_share": ("fund",)}


def party_names(draft: Draft) -> Iterator[Finding]:
    """Ids that mean something else, unknown places, parties with nothing to be called by."""
    for identifier, party in draft.parties.items():
        if identifier in RESERVED:
            yield draft.finding("party-id-reserved", party, key=True, id=identifier)
        if not party.wrote("name") and not party.wrote("code"):
            yield draft.finding("party-without-name", party, key=True, id=identifier)
        code = party.get("code")
        if code.text and not party.wrote("name") and not _place_known(code.text):
            yield draft.finding("place-code-unknown", code, text=code.text)


def _place_known(code: str) -> bool:
    from benefitshare.reference import city_name

    try:
        return bool(city_name(code))
    except (KeyError, LookupError):
        return False


def unknown_parties(draft: Draft) -> Iterator[Finding]:
    """A reference to a party, a project's party or a role that is not there."""
    for node, text, roles in _references(draft):
        if text.startswith("role:"):
            yield from _role(draft, node, text, roles)
        elif text not in draft.parties and text not in PROJECT_REFERENCES:
            known = [*draft.parties, *PROJECT_REFERENCES]
            yield draft.finding(
                "unknown-party",
                node,
                party=text,
                near=near(text, known),
                known=listed(list(draft.parties)),
            )


def _role(draft: Draft, node: Node, text: str, roles: bool) -> Iterator[Finding]:
    role = text.removeprefix("role:")
    if not roles:
        yield draft.finding("role-not-here", node, text=text)
    elif role not in draft.roles:
        yield draft.finding(
            "role-without-party", node, role=role, known=listed(sorted(draft.roles))
        )


def _references(draft: Draft) -> Iterator[tuple[Node, str, bool]]:
    """Node, reference and whether a role may stand there."""
    for clause in draft.clauses:
        yield from _of_clause(clause)
    settlement = draft.root.get("settlement")
    residue = settlement.get("rounding").get("residue")
    for node in (settlement.get("collector"), residue.get("to"), residue.get("carry").get("to")):
        if node.text and node.text != "same_party":
            yield node, node.text, False
    for amendment in draft.amendments:
        for side in ("from", "to"):
            node = amendment.get("party_change").get(side)
            if node.text:
                yield node, node.text, False


def _of_clause(clause: Node) -> Iterator[tuple[Node, str, bool]]:
    for shares in share_tables(clause):
        yield from ((node, party, True) for party, node in share_entries(shares))
    for rule in rules(clause):
        yield from _of_factors(rule.get("factors"))
    kind = clause.get("kind").text
    nodes = [clause.get(field) for field in FIELDS]
    nodes += [clause.get("below").get("absorbed_by"), clause.get("of").get("party")]
    if kind in ("deduct", "set_aside"):
        nodes.append(clause.get("to"))
    if kind == "give_back":
        nodes.append(clause.get("from"))
    yield from ((node, node.text, False) for node in nodes if node.text)
    if kind == "set_aside":
        yield from ((node, party, False) for party, node in clause.get("of").items())


def _of_factors(factors: Node) -> Iterator[tuple[Node, str, bool]]:
    yield from ((node, node.text, False) for node in factors.get("of").each() if node.text)
    yield from ((node, party, False) for party, node in factors.get("rates").items())
    residue = factors.get("ratio_residue")
    if residue.text and residue.text != "largest":
        yield residue, residue.text, False


def project_reference_out_of_place(draft: Draft) -> Iterator[Finding]:
    """A party that a project resolves stands where there is no project."""
    for clause in draft.money_clauses:
        for node in _without_project(clause):
            if node.text in PROJECT_REFERENCES:
                yield draft.finding("project-reference-not-here", node, text=node.text)
    settlement = draft.root.get("settlement")
    collector = settlement.get("collector")
    if collector.text in PROJECT_REFERENCES and collector.text != "project.host":
        yield draft.finding("project-reference-not-here", collector, text=collector.text)
    for amendment in draft.amendments:
        for side in ("from", "to"):
            node = amendment.get("party_change").get(side)
            if node.text in PROJECT_REFERENCES:
                yield draft.finding("project-reference-not-here", node, text=node.text)


def _without_project(clause: Node) -> list[Node]:
    kind = clause.get("kind").or_default("")
    per = clause.get("per").or_default("agreement")
    if kind == "floor" and per == "agreement":
        return [clause.get("party"), clause.get("paid_by")]
    if kind == "baseline" and per == "agreement":
        return [clause.get("below").get("absorbed_by")]
    return [clause.get(field) for field in WITHOUT_PROJECT.get(kind, ())]


def pays_itself(draft: Draft) -> Iterator[Finding]:
    """Payer and payee are the same."""
    for clause in draft.of_kind("floor"):
        yield from _same(draft, "floor-paid-by-itself", clause.get("party"), clause.get("paid_by"))
    for clause in draft.of_kind("fixed_return"):
        yield from _same(draft, "pays-itself", clause.get("party"), clause.get("paid_by"))
    for clause in draft.of_kind("baseline"):
        absorbed = clause.get("below").get("absorbed_by")
        yield from _same(draft, "pays-itself", clause.get("owner"), absorbed)
    for clause in draft.of_kind("give_back"):
        yield from _same(draft, "pays-itself", clause.get("of").get("party"), clause.get("from"))
    for clause in draft.of_kind("set_aside"):
        for party, node in clause.get("of").items():
            if party == clause.get("to").text:
                yield draft.finding("pays-itself", node, party=party)
    for amendment in draft.amendments:
        change = amendment.get("party_change")
        yield from _same(draft, "pays-itself", change.get("from"), change.get("to"))


def _same(draft: Draft, code: str, payee: Node, payer: Node) -> Iterator[Finding]:
    if payee and payer and payee.value == payer.value:
        yield draft.finding(code, payer, party=payer.value)


def cap_excess_to_itself(draft: Draft) -> Iterator[Finding]:
    """What is above a cap goes back to the capped party."""
    for clause in draft.of_kind("cap"):
        party, excess = clause.get("party"), clause.get("excess_to")
        to = excess.text or (None if clause.wrote("excess_to") else draft.collector)
        if party.text and party.text == to:
            at = excess or party
            yield draft.finding("cap-excess-to-itself", at, party=party.text)


def nobody_is_paid(draft: Draft) -> Iterator[Finding]:
    """A cap or a set-aside on a party that no split can pay."""
    payable = _payable(draft)
    if not draft.of_kind("split") or any(party in PROJECT_REFERENCES for party in payable):
        return
    for clause in draft.of_kind("cap"):
        party = clause.get("party")
        if party.text in draft.parties and party.text not in payable:
            yield draft.finding("cap-on-nobody", party, party=party.text)
    for clause in draft.of_kind("set_aside"):
        for name, node in clause.get("of").items():
            if name in draft.parties and name not in payable:
                yield draft.finding("set-aside-of-nobody", node, party=name)


def _payable(draft: Draft) -> set[str]:
    """Whoever some split, cap or change of party can bring money to."""
    payable = {draft.collector} if draft.collector else set()
    for clause in draft.of_kind("split"):
        for shares in share_tables(clause):
            payable |= {party for party, node in share_entries(shares) if _not_zero(shares, node)}
        for rule in rules(clause):
            payable |= {p.text for p in rule.get("factors").get("of").each() if p.text}
    for clause in draft.of_kind("split", "cap"):
        payable |= {t for f in ("outside_to", "excess_to") if (t := clause.get(f).text)}
    for role in [p.removeprefix("role:") for p in payable if p.startswith("role:")]:
        payable |= {i for i, party in draft.parties.items() if party.get("role").text == role}
    for change in [a.get("party_change") for a in draft.amendments]:
        sides = {t for side in ("from", "to") if (t := change.get(side).text)}
        payable |= sides if sides & payable else set()
    return payable


def _not_zero(shares: Node, node: Node) -> bool:
    return shares.wrote("ratio") or node.share != 0


CHECKS = (
    party_names,
    unknown_parties,
    project_reference_out_of_place,
    pays_itself,
    cap_excess_to_itself,
    nobody_is_paid,
)
