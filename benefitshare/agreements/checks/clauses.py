"""Clauses together: ids, references, extensions, output, and what each kind needs."""

from __future__ import annotations

from collections.abc import Iterator

from benefitshare.agreements.checks.draft import Draft
from benefitshare.agreements.checks.node import Node
from benefitshare.agreements.checks.shape import near
from benefitshare.agreements.terms import listed
from benefitshare.findings import Finding

SECTIONS = ("parties", "term", "revenue", "clauses", "output", "settlement", "amendments")
CONDITIONS = ("average_tax_at_least", "event_between", "confirmed", "classes")
SHARED_OUTPUT = ("split_for_assessment", "split_in_totals")
WHOLE_OUTPUT = ("landing_only", "origin_only")


def ids_once(draft: Draft) -> Iterator[Finding]:
    """A clause's id is unique within its version, an amendment's within the document."""
    taken: dict[str, Node] = {}
    for part in (draft.root, *draft.amendments):
        seen: dict[str, Node] = {}
        for clause in [*part.get("clauses").each(), *part.get("output").each()]:
            node = clause.get("id")
            if node.text in seen:
                first = draft.line(seen[node.text])
                yield draft.finding("clause-id-twice", node, id=node.text, first=first)
            elif node.text:
                seen[node.text] = node
        taken |= seen
    for amendment in draft.amendments:
        node = amendment.get("id")
        if node.text in taken:
            first = draft.line(taken[node.text])
            yield draft.finding("amendment-id-twice", node, id=node.text, first=first)
        elif node.text:
            taken[node.text] = node


def no_split(draft: Draft) -> Iterator[Finding]:
    """An agreement that shares nothing: no revenue, no costs, no return, no output."""
    clauses = draft.root.get("clauses")
    hidden = any(not clause.get("kind") for clause in draft.money_clauses)
    shares = draft.of_kind("split", "cost_share", "fixed_return") or draft.output_clauses
    if clauses and not shares and not hidden:
        yield draft.finding("no-split", clauses, key=True)


def known_clauses(draft: Draft) -> Iterator[Finding]:
    """An extension, a repeal or an assumption names a clause there is."""
    ids = [i for clause in draft.clauses if (i := clause.get("id").text)]
    for clause in draft.of_kind("extend"):
        for field in ("cap", "split"):
            node = clause.get(field)
            if node.text and node.text not in ids:
                yield _unknown(draft, node, ids)
    for amendment in draft.amendments:
        for node in amendment.get("repeal").each():
            if node.text not in ids:
                yield _unknown(draft, node, ids)
    also = [*ids, *SECTIONS, *(i for a in draft.amendments if (i := a.get("id").text))]
    for assumption in draft.root.get("assumptions").each():
        node = assumption.get("clause")
        if node.text and node.text not in also:
            yield _unknown(draft, node, also)


def _unknown(draft: Draft, node: Node, known: list[str]) -> Finding:
    text = str(node.value)
    return draft.finding(
        "unknown-clause",
        node,
        id=text,
        near=near(text, known),
        known=listed(list(dict.fromkeys(known))),
    )


def extensions(draft: Draft) -> Iterator[Finding]:
    """An extension rests on a cumulative cap per project and a split with closed tiers."""
    for clause in draft.of_kind("extend"):
        cap, split = clause.get("cap"), clause.get("split")
        for target in _named(draft, cap):
            yield from _extended_cap(draft, cap, target)
        for target in _named(draft, split):
            yield from _extended_split(draft, split, target)


def _named(draft: Draft, node: Node) -> list[Node]:
    return [c for c in draft.clauses if node.text and c.get("id").text == node.text][:1]


def _extended_cap(draft: Draft, node: Node, cap: Node) -> Iterator[Finding]:
    if cap.get("kind").text != "cap":
        yield draft.finding("extend-wrong-kind", node, id=node.value, kind="cap")
        return
    per, window = cap.get("per").or_default("project"), cap.get("window").or_default("cumulative")
    if per != "project" or window != "cumulative":
        yield draft.finding(
            "extend-cap-not-cumulative", node, id=node.value, per=per, window=window
        )


def _extended_split(draft: Draft, node: Node, split: Node) -> Iterator[Finding]:
    if split.get("kind").text != "split":
        yield draft.finding("extend-wrong-kind", node, id=node.value, kind="split")
        return
    tiers = list(split.get("tiers").each())
    if not split.wrote("tiers"):
        yield draft.finding("extend-split-without-tiers", node, id=node.value)
    elif tiers and (last := tiers[-1].get("years").years) and last.last is None:
        yield draft.finding("extend-open-tier", node, id=node.value)


def gate_without_condition(draft: Draft) -> Iterator[Finding]:
    """A gate that lets everything through."""
    for clause in draft.of_kind("gate"):
        if not any(clause.wrote(field) for field in CONDITIONS):
            yield draft.finding(
                "gate-without-condition", clause, id=clause.get("id").or_default("?")
            )


def yearly_cycle(draft: Draft) -> Iterator[Finding]:
    """Kinds that count whole years need a yearly settlement."""
    if draft.cycle == "year":
        return
    for clause in draft.of_kind("baseline", "fixed_return", "floor"):
        yearly = clause.get("window").or_default("yearly") == "yearly"
        if clause.get("kind").text != "floor" or yearly:
            kind = clause.get("kind")
            yield draft.finding(
                "clause-needs-yearly-cycle", kind, kind=kind.value, cycle=draft.cycle
            )


def term_end_needed(draft: Draft) -> Iterator[Finding]:
    """What is settled at the end of the term needs one."""
    if draft.root.get("term").wrote("to"):
        return
    for clause in draft.of_kind("floor"):
        if clause.get("window").text == "cumulative":
            yield draft.finding("term-end-needed", clause.get("window"))
    carry = draft.root.get("settlement").get("rounding").get("residue").get("carry")
    if carry.get("when").text == "term_end":
        yield draft.finding("term-end-needed", carry.get("when"))


def output_shares(draft: Draft) -> Iterator[Finding]:
    """Shares are written where the mode divides and only there."""
    for clause in draft.output_clauses:
        mode = clause.get("mode")
        ruled = clause.wrote("shares") or clause.wrote("tiers")
        if mode.text in SHARED_OUTPUT and not ruled:
            yield draft.finding("output-shares-missing", mode, mode=mode.value)
        if mode.text in WHOLE_OUTPUT and ruled:
            yield draft.finding("output-shares-unused", mode, mode=mode.value)


CHECKS = (
    ids_once,
    no_split,
    known_clauses,
    extensions,
    gate_without_condition,
    yearly_cycle,
    term_end_needed,
    output_shares,
)
