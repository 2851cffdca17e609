"""Days: the term, spans in force, and what a signed agreement must state."""

from __future__ import annotations

from collections.abc import Iterator

from benefitshare.agreements.checks.draft import Draft
from benefitshare.agreements.checks.node import Node
from benefitshare.findings import Finding


def term_reversed(draft: Draft) -> Iterator[Finding]:
    """The term ends before it begins."""
    yield from _reversed(draft, draft.root.get("term"), "term-reversed")


def in_force_reversed(draft: Draft) -> Iterator[Finding]:
    """A clause, a tax, a division row or an event window ends before it begins."""
    spans = [c.get("in_force") for c in draft.clauses]
    spans += [c.get("event_between") for c in draft.of_kind("gate")]
    spans += list(draft.root.get("revenue").get("taxes").each())
    spans += list(draft.root.get("revenue").get("division").get("rows").each())
    for span in spans:
        yield from _reversed(draft, span, "dates-reversed")


def _reversed(draft: Draft, span: Node, code: str) -> Iterator[Finding]:
    first, last = span.get("from").day, span.get("to").day
    if first and last and first > last:
        yield draft.finding(code, span.get("to"), first=str(first), last=str(last))


def in_force_outside_term(draft: Draft) -> Iterator[Finding]:
    """A clause is never in force, or its dates reach beyond the term and are cut to it."""
    begin, end = draft.term
    for clause in draft.clauses:
        span = clause.get("in_force")
        first, last = span.get("from").day, span.get("to").day
        if (first and last and first > last) or not begin or (end and end < begin):
            continue
        term = {"zh": f"{begin} 至 {end or '长期'}", "en": f"{begin} to {end or 'open'}"}
        if (first and end and first > end) or (last and last < begin):
            yield draft.finding("in-force-outside-term", span, term=term)
        elif (first and first < begin) or (last and end and last > end):
            yield draft.finding("in-force-beyond-term", span, term=term)


def signed_without_source(draft: Draft) -> Iterator[Finding]:
    """A signed agreement says what text it follows."""
    status = draft.root.get("status")
    if status.text == "signed" and not draft.root.wrote("source"):
        yield draft.finding("signed-without-source", status)


def signed_clause_without_text(draft: Draft) -> Iterator[Finding]:
    """A signed agreement's clauses carry the words that were signed."""
    if draft.root.get("status").text == "signed":
        for clause in draft.clauses:
            if not clause.wrote("text"):
                yield draft.finding(
                    "clause-without-text", clause, id=clause.get("id").or_default("?")
                )


CHECKS = (
    term_reversed,
    in_force_reversed,
    in_force_outside_term,
    signed_without_source,
    signed_clause_without_text,
)
