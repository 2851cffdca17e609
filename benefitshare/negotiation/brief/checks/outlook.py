"""The tables of the outlook: read as the settlement reads them, row by row in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from benefitshare.agreements.checks.node import Node
from benefitshare.findings import BenefitShareError, Finding
from benefitshare.negotiation.brief.checks.forecasts import forecast_findings, runs
from benefitshare.negotiation.brief.draft import BriefDraft
from benefitshare.negotiation.brief.tables import (
    ALL,
    OUTLOOK_KINDS,
    Source,
    Sources,
    pointer_to,
    sources_of,
)

if TYPE_CHECKING:
    from benefitshare.records.table import Table

NEEDED = ("projects", "tax")
Together = tuple[tuple[str, tuple[Source, ...]], ...]
OF_TIMES = {"tax_times": ("tax", "tax"), "output_times": ("output", "indicator")}


def missing_tables(draft: BriefDraft) -> Iterator[Finding]:
    """Every scenario has projects and tax."""
    for scenario, sources in _scenarios(draft):
        for kind in NEEDED:
            if kind not in sources:
                said = {"id": scenario.get("id").or_default("?"), "table": kind}
                yield draft.finding("outlook-table-missing", scenario, said)


def row_dates(draft: BriefDraft) -> Iterator[Finding]:
    """A row of tax or output written in place says its year."""
    for holder in (draft.root.get("outlook"), *draft.scenarios):
        for kind, dates in (("tax", ("year", "date")), ("output", ("year",))):
            for row in holder.get(kind).each():
                one = row.wrote("amount") or row.wrote("value")
                if one and not any(row.wrote(name) for name in dates):
                    yield draft.finding("row-without-year", row)


def worth_of_nothing(draft: BriefDraft) -> Iterator[Finding]:
    """Output is worth something, and no scenario has any."""
    node = draft.root.get("valuation").get("output_worth")
    if node and draft.scenarios and not any("output" in s for _, s in _scenarios(draft)):
        yield draft.finding("output-not-in-outlook", node)


def tables(draft: BriefDraft) -> Iterator[Finding]:
    """What reading the tables finds, each thing once; then what they say together."""
    if not draft.tables.first or not _readable(draft):
        return
    found: dict[Together, list[Finding]] = {}
    seen: list[Finding] = []
    for scenario, sources in _scenarios(draft):
        together = tuple(sources.items())
        if together not in found:
            found[together] = list(_of_tables(draft, scenario, sources))
            seen += [finding for finding in found[together] if finding not in seen]
        seen += _times(draft, scenario, sources)
    yield from seen


def _readable(draft: BriefDraft) -> bool:
    """Whether the outlook has its form; what has not has its findings already."""
    wrong = (pointer for pointer in draft.flawed if pointer.startswith("/outlook"))
    return next(wrong, None) is None and not list(row_dates(draft))


def _scenarios(draft: BriefDraft) -> Iterator[tuple[Node, Sources]]:
    """Each scenario with the sources of its tables, its own and those of its base; none whose base
    is not there.
    """
    shared = _sources(draft.root.get("outlook"))
    known: dict[str, Sources] = {}
    for scenario in draft.scenarios:
        base = scenario.get("base").text
        inherited = known.get(base) if scenario.wrote("base") and base else shared
        if inherited is not None:
            merged = {**inherited, **_sources(scenario)}
            known[scenario.get("id").or_default("")] = merged
            yield scenario, merged


def _sources(node: Node) -> dict[str, tuple[Source, ...]]:
    return {
        kind: sources_of(table.value, table.pointer)
        for kind in OUTLOOK_KINDS
        if (table := node.get(kind))
    }


def _of_tables(draft: BriefDraft, scenario: Node, sources: Sources) -> Iterator[Finding]:
    """What is found in tables that go together; `scenario` is the first that has them."""
    from benefitshare.records.checks import check_tables

    read: dict[str, Table] = {}
    for kind, of_kind in sources.items():
        try:
            read[kind] = draft.tables.read(kind, of_kind)
        except BenefitShareError as error:
            yield draft.finding("table-not-readable", _written(draft, scenario, kind), table=kind)
            yield from (_placed(draft, sources, f) for f in error.findings)
    if len(read) < len(sources):
        return
    checked = check_tables(read)
    yield from (_placed(draft, sources, f) for f in checked.findings)
    if "tax" in read:
        yield from _empty_years(draft, scenario, checked.frames)
    if draft.years is not None:
        found = forecast_findings(read, checked.frames, draft.years)
        yield from (_placed(draft, sources, f) for f in found)


def _written(draft: BriefDraft, scenario: Node, kind: str) -> Node:
    """Where a table of a scenario is written: there, or for all scenarios."""
    holders = [h for h in (scenario, draft.root.get("outlook")) if h.wrote(kind)]
    return holders[0].get(kind) if holders else scenario


def _placed(draft: BriefDraft, sources: Sources, finding: Finding) -> Finding:
    """A finding about a row written in place stands where the row does."""
    pointer = pointer_to(finding, sources, draft.tables)
    if pointer is None:
        return finding
    place = draft.document.place(pointer)
    return finding.at(
        file=place.file, line=place.line, column=place.column, pointer=pointer, row=None,
        header=None, cell=None,
    )  # fmt: skip


def _empty_years(
    draft: BriefDraft, scenario: Node, frames: Mapping[str, object]
) -> Iterator[Finding]:
    """Years of the outlook without any tax."""
    tax = frames["tax"]
    if draft.years is None:
        return
    dated = {int(day[:4]) for day in tax["treasury_date"].tolist() if day}  # type: ignore[index]
    empty = [y for y in range(draft.years[0], draft.years[1] + 1) if y not in dated]
    if empty:
        said = {"id": scenario.get("id").or_default("?"), "years": runs(empty)}
        yield draft.finding("outlook-year-empty", scenario, said)


def _times(draft: BriefDraft, scenario: Node, sources: Sources) -> Iterator[Finding]:
    """A multiple of something the tables do not have."""
    for field, (kind, column) in OF_TIMES.items():
        if not scenario.get(field):
            continue
        table = draft.tables.known.get((kind, sources.get(kind, ())))
        there = set() if table is None else set(table.frame[column].tolist())
        for code, node in scenario.get(field).items():
            if (code != ALL and code not in there) or not there:
                yield draft.finding("times-of-nothing", node, key=True, code=code, table=kind)


CHECKS = (missing_tables, row_dates, worth_of_nothing, tables)
