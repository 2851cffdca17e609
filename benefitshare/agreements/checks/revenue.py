"""What is shared: taxes that exist on those days, and their statutory division."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from benefitshare.agreements.checks.draft import Days, Draft
from benefitshare.agreements.checks.node import Node
from benefitshare.agreements.terms import named
from benefitshare.findings import Finding

ONE_DAY = dt.timedelta(days=1)
BUSINESS_TAX_END = dt.date(2016, 4, 30)
Row = tuple[dt.date, dt.date, str]


def tax_twice(draft: Draft) -> Iterator[Finding]:
    """One tax listed twice for the same days."""
    seen: list[tuple[str, Days]] = []
    for tax, node, (first, last) in draft.taxes:
        if any(tax == other and first <= there and here <= last for other, (here, there) in seen):
            yield draft.finding("tax-twice", node, tax=_name(tax))
        seen.append((tax, (first, last)))


def tax_abolished(draft: Draft) -> Iterator[Finding]:
    """Business tax shared after it ceased."""
    for tax, node, (_, last) in draft.taxes:
        if tax == "bt" and last > BUSINESS_TAX_END:
            yield draft.finding("tax-abolished", node, last=str(BUSINESS_TAX_END))


def division_rows_sound(draft: Draft) -> Iterator[Finding]:
    """Rows written in the agreement sum to 1 and do not overlap."""
    revenue = draft.root.get("revenue")
    rows = list(revenue.get("division").get("rows").each())
    for row in [*rows, *(node for _, node in revenue.get("refund_division").items())]:
        levels = [row.get(level).share for level in ("central", "province", "city")]
        known = [level for level in levels if level is not None]
        if len(known) == len(levels) and sum(known) != 1:
            from benefitshare.money import format_share

            total = format_share(sum(known, start=known[0] * 0))
            yield draft.finding("division-not-one", row, total=total)
    for place, row in enumerate(rows):
        for other in rows[:place]:
            if row.get("tax").text == other.get("tax").text and _meet(row, other):
                name = _name(row.get("tax").or_default("?"))
                yield draft.finding("division-rows-overlap", row, tax=name, other=draft.line(other))


def _meet(one: Node, other: Node) -> bool:
    starts = [n.get("from").day or dt.date.min for n in (one, other)]
    ends = [n.get("to").day or dt.date.max for n in (one, other)]
    return max(starts) <= min(ends)


def division_covers(draft: Draft) -> Iterator[Finding]:
    """A listed tax has a division row on each day, and from where it is known."""
    division = draft.root.get("revenue").get("division")
    if draft.root.get("revenue").wrote("division") and not division:
        return
    rows = _division(division)
    if rows is None:
        return
    for tax, node, days in draft.taxes:
        if tax == "other":
            continue
        spans = [span for name, span in rows if name == tax]
        yield from _gap(draft, node, tax, days, spans)
        yield from _unverified(draft, node, tax, days, spans)


def _division(division: Node) -> list[tuple[str, Row]] | None:
    """Tax, days and confidence of each division row; None where nothing is divided."""
    from benefitshare.reference import division_rows

    written = division.get("rows")
    if written:
        return [
            (
                row.get("tax").or_default(""),
                _row(row.get("from").day, row.get("to").day, "official"),
            )
            for row in written.each()
        ]
    named = division.or_default("guangdong")
    if named not in ("guangdong", "shenzhen"):
        return None
    shipped = division_rows("guangdong" if named == "guangdong" else "shenzhen")
    return [(row.tax, _row(row.from_, row.to, row.confidence)) for row in shipped]


def _row(first: dt.date | None, last: dt.date | None, confidence: str) -> Row:
    return first or dt.date.min, last or dt.date.max, confidence


def _gap(draft: Draft, node: Node, tax: str, days: Days, spans: list[Row]) -> Iterator[Finding]:
    at, last = days
    for first, end, _ in sorted(spans):
        if first <= at <= end:
            at = end + ONE_DAY if end < dt.date.max else end
            if end >= last:
                return
    if at <= last:
        yield draft.finding("division-row-missing", node, tax=_name(tax), day=str(at))


def _unverified(
    draft: Draft, node: Node, tax: str, days: Days, spans: list[Row]
) -> Iterator[Finding]:
    used = [c for first, end, c in spans if first <= days[1] and days[0] <= end]
    for confidence in dict.fromkeys(c for c in used if c != "official"):
        yield draft.finding(
            "division-unverified", node, tax=_name(tax), confidence=named("confidence", confidence)
        )


def _name(tax: str) -> dict[str, str]:
    from benefitshare.reference import TAX_CODES, tax_name

    if tax not in TAX_CODES or tax == "other":
        return {"zh": tax, "en": tax}
    return {lang: f"{name} ({tax})" for lang, name in tax_name(tax).items()}


def tax_without_split(draft: Draft) -> Iterator[Finding]:
    """A listed tax that every split leaves out."""
    splits = draft.of_kind("split")
    scopes = [{n.text for n in s.get("applies_to").get("tax").several()} for s in splits]
    if not scopes or not all(scopes):
        return
    for tax, node, _ in draft.taxes:
        if not any(tax in scope for scope in scopes):
            yield draft.finding("tax-without-split", node, tax=_name(tax))


def scope_tax_not_shared(draft: Draft) -> Iterator[Finding]:
    """A clause for a tax the agreement does not share; a gate does not look at taxes."""
    shared = {tax for tax, _, _ in draft.taxes}
    for clause in draft.money_clauses:
        taxes = clause.get("applies_to").get("tax")
        if taxes and clause.get("kind").text == "gate":
            yield draft.finding("gate-tax-ignored", taxes)
            continue
        for node in taxes.several():
            if node.text and shared and node.text not in shared:
                yield draft.finding("scope-tax-not-shared", node, tax=_name(node.text))


CHECKS = (
    tax_twice,
    tax_abolished,
    division_rows_sound,
    division_covers,
    tax_without_split,
    scope_tax_not_shared,
)
