"""Settlement rules that contradict each other or the clauses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from benefitshare.agreements.checks.draft import Draft, rules
from benefitshare.agreements.checks.node import Node
from benefitshare.agreements.terms import listed
from benefitshare.findings import Finding

COARSE = ("project_period", "agreement_period")
A_COMMON_YEAR = 2023


def record_rounding_conflict(draft: Draft) -> Iterator[Finding]:
    """Rounding each record leaves no room for what works on sums of records."""
    settlement = draft.root.get("settlement")
    per = settlement.get("rounding").get("per")
    reasons = _needs_sums(draft)
    if per.text == "record" and reasons:
        yield draft.finding("record-rounding-conflict", per, reasons=listed(reasons))


def _needs_sums(draft: Draft) -> list[str]:
    settlement = draft.root.get("settlement")
    rounding = settlement.get("rounding")
    reasons = [str(c.get("id").value) for c in draft.of_kind("deduct", "baseline")]
    reasons += [str(c.get("id").value) for c in draft.of_kind("split") if _sums(c)]
    if settlement.get("negative_base").text == "carry_forward":
        reasons.append("negative_base: carry_forward")
    if rounding.get("residue").wrote("carry"):
        reasons.append("residue: carry")
    if rounding.get("at").text == "end":
        reasons.append("at: end")
    return reasons


def _sums(split: Node) -> bool:
    return any(r.wrote("bands") or r.get("factors").wrote("rates") for r in rules(split))


def rounding_grain_needs_end(draft: Draft) -> Iterator[Finding]:
    """A grain coarser than the cell can only be rounded at the end."""
    rounding = draft.root.get("settlement").get("rounding")
    per = rounding.get("per")
    if per.text in COARSE and rounding.get("at").or_default("stage") == "stage":
        yield draft.finding("rounding-grain-needs-end", per, per=per.value)


def rounding_needs_one_collector(draft: Draft) -> Iterator[Finding]:
    """A rounding of the whole agreement is owed by one party, not by each project's host."""
    settlement = draft.root.get("settlement")
    collector = settlement.get("collector").text or ""
    per = settlement.get("rounding").get("per")
    if per.text == "agreement_period" and collector.startswith("project."):
        yield draft.finding("rounding-needs-one-collector", per, collector=collector)


def carry_same_party(draft: Draft) -> Iterator[Finding]:
    """Fractions kept for each party go on to the next period, never to the end of the term."""
    carry = draft.root.get("settlement").get("rounding").get("residue").get("carry")
    if carry.get("to").text == "same_party" and carry.get("when").text == "term_end":
        yield draft.finding("carry-same-party-next-period", carry.get("when"))


def due_day_real(draft: Draft) -> Iterator[Finding]:
    """The due day comes every year."""
    due = draft.root.get("settlement").get("due")
    if due.text:
        month, day = due.text.split("-")
        try:
            dt.date(A_COMMON_YEAR, int(month), int(day))
        except ValueError:
            yield draft.finding("due-day-not-yearly", due, text=due.text)


CHECKS = (
    record_rounding_conflict, rounding_grain_needs_end, rounding_needs_one_collector,
    carry_same_party, due_day_real,
)  # fmt: skip
