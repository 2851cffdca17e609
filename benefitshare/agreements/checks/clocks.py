"""Years: tiers follow each other from year 1, and every range of years fits its clock."""

from __future__ import annotations

from collections.abc import Iterator

from benefitshare.agreements.checks.draft import Draft
from benefitshare.agreements.checks.node import Node
from benefitshare.findings import Finding
from benefitshare.periods import Years

FIRST_CALENDAR_YEAR = 1900


def years_fit_clock(draft: Draft) -> Iterator[Finding]:
    """Ranges run forwards; calendar years go with a calendar clock and with no other."""
    for clause in draft.clauses:
        calendar = clause.get("clock").get("from").text == "calendar"
        for node in _ranges(clause):
            years = node.years
            if years is None:
                continue
            if years.last is not None and years.last < years.first:
                yield draft.finding("years-reversed", node, text=node.value)
            if clause.get("clock").get("from") and calendar != (years.first >= FIRST_CALENDAR_YEAR):
                code = "years-not-calendar" if calendar else "years-not-counted"
                yield draft.finding(code, node, text=node.value)


def _ranges(clause: Node) -> Iterator[Node]:
    """The texts that hold ranges of years (`extend.years` and baselines hold numbers)."""
    nodes = [clause.get("years"), *(tier.get("years") for tier in clause.get("tiers").each())]
    yield from (node for node in nodes if node.text)


def clock_without_years(draft: Draft) -> Iterator[Finding]:
    """A clock that counts for nothing."""
    for clause in draft.clauses:
        if clause.wrote("clock") and not clause.wrote("years") and not clause.wrote("tiers"):
            yield draft.finding("clock-without-years", clause.get("clock"), key=True)


def clock_needs_project(draft: Draft) -> Iterator[Finding]:
    """A project's event cannot count the years of a clause that belongs to no project."""
    clauses = draft.of_kind("fixed_return")
    clauses += [
        c for c in draft.of_kind("floor") if c.get("per").or_default("agreement") == "agreement"
    ]
    for clause in clauses:
        start = clause.get("clock").get("from")
        by_event = start and start.text not in ("term", "calendar") and not start.wrote("date")
        if by_event:
            yield draft.finding("clock-needs-project", start, kind=clause.get("kind").value)


def tiers_in_order(draft: Draft) -> Iterator[Finding]:
    """Tiers start at year 1 and follow each other without gap or overlap."""
    for clause in draft.clauses:
        calendar = clause.get("clock").get("from").text == "calendar"
        before: Years | None = None
        for node in (tier.get("years") for tier in clause.get("tiers").each()):
            years = node.years
            if years is None:
                break
            yield from _after(draft, node, years, before, calendar)
            before = years


def _after(
    draft: Draft, node: Node, years: Years, before: Years | None, calendar: bool
) -> Iterator[Finding]:
    if before is None:
        if not calendar and 1 < years.first < FIRST_CALENDAR_YEAR:
            yield draft.finding("tiers-not-from-one", node, first=years.first)
    elif before.last is None or years.first <= before.last:
        last = {"zh": "不封顶", "en": "open"} if before.last is None else before.last
        yield draft.finding("tiers-overlap", node, first=years.first, last=last)
    elif years.first > before.last + 1:
        yield draft.finding(
            "tiers-gap", node, first=years.first, last=before.last, missing=before.last + 1
        )


CHECKS = (years_fit_clock, clock_without_years, clock_needs_project, tiers_in_order)
