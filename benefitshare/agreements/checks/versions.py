"""Amendments, and clauses that apply together once amendments are spread over time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from benefitshare.agreements.checks.draft import Draft, clauses_of
from benefitshare.agreements.checks.node import Node
from benefitshare.findings import Finding

ONE_DAY = dt.timedelta(days=1)
DIMENSIONS = ("class", "park", "tax", "project", "industry")


@dataclass(frozen=True)
class Span:
    """The days one version of a clause is in force."""

    clause: Node
    first: dt.date
    last: dt.date

    def meets(self, other: Span) -> bool:
        """Whether some day lies in both."""
        return max(self.first, other.first) <= min(self.last, other.last)


def spread(draft: Draft, field: str) -> list[Span]:
    """Every version of every clause with its days, as amendments leave them."""
    begin, end = draft.term
    first, last = begin or dt.date.min, end or dt.date.max
    spans = [_span(clause, first, last) for clause in clauses_of(draft.root, field)]
    dated = [(day, a) for a in draft.amendments if (day := a.get("in_force_from").day)]
    for start, amendment in sorted(dated, key=lambda pair: pair[0]):
        spans = [_ended(span, start) if _ends(amendment, span.clause) else span for span in spans]
        spans += [_span(clause, start, last) for clause in clauses_of(amendment, field)]
    return [span for span in spans if span.first <= span.last]


def _span(clause: Node, first: dt.date, last: dt.date) -> Span:
    window = clause.get("in_force")
    return Span(
        clause, max(window.get("from").day or first, first), min(window.get("to").day or last, last)
    )


def _ended(span: Span, start: dt.date) -> Span:
    return replace(span, last=min(span.last, start - ONE_DAY))


def _ends(amendment: Node, clause: Node) -> bool:
    return clause.get("id").text in [text for text, _ in _touched(amendment)]


def _touched(amendment: Node) -> list[tuple[str | None, Node]]:
    """The clause ids an amendment replaces or repeals."""
    fields = ("clauses", "output")
    nodes = [c.get("id") for field in fields for c in amendment.get(field).each()]
    nodes += list(amendment.get("repeal").each())
    return [(node.text, node) for node in nodes if node.text]


def apply_together(draft: Draft, one: Node, other: Node) -> bool:
    """Whether two clauses can apply to one project and tax on one day."""
    both = [span for field in ("clauses", "output") for span in spread(draft, field)]
    ours = [s for s in both if s.clause.pointer == one.pointer]
    theirs = [s for s in both if s.clause.pointer == other.pointer]
    return _scopes_meet(one, other) and any(a.meets(b) for a in ours for b in theirs)


def _scopes_meet(one: Node, other: Node) -> bool:
    for dimension in DIMENSIONS:
        values = [
            {node.text for node in clause.get("applies_to").get(dimension).several()}
            for clause in (one, other)
        ]
        if values[0] and values[1] and not values[0] & values[1]:
            return False
    return True


def splits_overlap(draft: Draft) -> Iterator[Finding]:
    """Two splits for the same money: the finding shows both."""
    spans = [s for s in spread(draft, "clauses") if s.clause.get("kind").text == "split"]
    for later, earlier in _meeting(spans):
        yield _both(draft, "splits-overlap", later, earlier)


def outputs_overlap(draft: Draft) -> Iterator[Finding]:
    """Two output clauses for the same indicator."""
    for later, earlier in _meeting(spread(draft, "output")):
        ours, theirs = (
            {n.text for n in s.clause.get("indicators").each()} for s in (later, earlier)
        )
        if ours & theirs:
            yield _both(draft, "outputs-overlap", later, earlier)


def _meeting(spans: list[Span]) -> Iterator[tuple[Span, Span]]:
    for place, span in enumerate(spans):
        for other in spans[:place]:
            if span.meets(other) and _scopes_meet(span.clause, other.clause):
                yield span, other


def _both(draft: Draft, code: str, later: Span, earlier: Span) -> Finding:
    first, last = max(later.first, earlier.first), min(later.last, earlier.last)
    forever = last == dt.date.max
    days = {
        "zh": f"自 {first} 起" if forever else f"{first} 至 {last}",
        "en": f"from {first} on" if forever else f"from {first} to {last}",
    }
    ids = [str(s.clause.get("id").value) for s in (later, earlier)]
    return draft.finding(
        code, later.clause, one=ids[1], other=ids[0], line=draft.line(earlier.clause), days=days
    )


def amended_twice(draft: Draft) -> Iterator[Finding]:
    """One clause changed twice on one day: which change stands?"""
    seen: dict[tuple[str | None, dt.date], str] = {}
    for amendment in draft.amendments:
        day, name = amendment.get("in_force_from").day, amendment.get("id").or_default("?")
        if day is None:
            continue
        for text, node in _touched(amendment):
            if (text, day) in seen:
                yield draft.finding(
                    "amended-twice", node, id=text, day=str(day), other=seen[text, day]
                )
            seen.setdefault((text, day), name)


def amendment_outside_term(draft: Draft) -> Iterator[Finding]:
    """An amendment takes effect on a day of the term."""
    begin, end = draft.term
    for amendment in draft.amendments:
        node = amendment.get("in_force_from")
        if node.day and ((begin and node.day < begin) or (end and node.day > end)):
            yield draft.finding("amendment-outside-term", node, day=node.text)


def amendment_empty(draft: Draft) -> Iterator[Finding]:
    """An amendment that changes nothing."""
    for amendment in draft.amendments:
        if not any(amendment.wrote(f) for f in ("clauses", "output", "repeal", "party_change")):
            yield draft.finding(
                "amendment-empty", amendment, id=amendment.get("id").or_default("?")
            )


CHECKS = (splits_overlap, outputs_overlap, amended_twice, amendment_outside_term, amendment_empty)
