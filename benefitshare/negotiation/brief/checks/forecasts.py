"""The series of a forecast: no row twice, no year left out between two others, none that does not
count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benefitshare.agreements.terms import named
from benefitshare.findings import Finding, Place

if TYPE_CHECKING:
    from benefitshare.records.table import Table

APART = (
    "project", "tax", "level", "kind", "treasury_date", "taxpayer_id", "taxpayer_name",
    "budget_subject",
)  # fmt: skip
"""What tells rows of tax apart; a voucher does too, and the records are checked for those."""
SERIES = {"tax": ("tax", "treasury_date"), "output": ("indicator", "period")}
"""Tables of series: the column of what is forecast, and that of its date."""
Span = tuple[int, int]


@dataclass(frozen=True)
class Line:
    """One row of a forecast, where it stands, and the money in it."""

    project: str
    code: str
    year: int
    key: tuple[str, ...] | None
    place: Place
    fen: int | None


def forecast_findings(
    tables: Mapping[str, Table], frames: Mapping[str, Any], years: Span
) -> Iterator[Finding]:
    """What is doubtful about the series of tables that were checked; `years` are those of the
    outlook.
    """
    for kind in SERIES:
        if kind in frames:
            lines = lines_of(kind, tables[kind], frames[kind])
            yield from _repeated(lines)
            yield from _outside(kind, lines, years)
            yield from _holes(kind, lines, years)


def lines_of(kind: str, table: Table, frame: Any) -> list[Line]:
    """The rows in use that have a date, in the order of the table."""
    what, date = SERIES[kind]
    found = []
    for row in frame.to_dict("records"):
        if row["disposition"] == "used" and row[date]:
            plain = kind == "tax" and not row.get("voucher_no")
            key = tuple(str(row.get(name, "")) for name in APART) if plain else None
            place = table.place(int(row["row"]), int(row.get("part", 0)), date)
            fen = int(row["amount_fen"]) if kind == "tax" else None
            year = int(str(row[date])[:4])
            found.append(Line(row["project"], row[what], year, key, place, fen))
    return found


def _repeated(lines: Sequence[Line]) -> Iterator[Finding]:
    """A row that says the same as an earlier one of what it is about."""
    seen: set[tuple[str, ...]] = set()
    for line in lines:
        if line.key is not None and line.key in seen:
            params = {**_what("tax", line), "year": line.year}
            yield Finding("forecast-row-repeated", line.place, params, amount_fen=line.fen)
        if line.key is not None:
            seen.add(line.key)


def _outside(kind: str, lines: Sequence[Line], years: Span) -> Iterator[Finding]:
    """Rows of years nobody looks at: one finding, at the first of them."""
    outside = [line for line in lines if not years[0] <= line.year <= years[1]]
    if outside:
        params = {
            "table": kind, "count": len(outside), "first": years[0], "last": years[1],
            "years": runs(sorted({line.year for line in outside})),
        }  # fmt: skip
        stake = sum(line.fen or 0 for line in outside) if kind == "tax" else None
        yield Finding("forecast-year-outside", outside[0].place, params, amount_fen=stake)


def _holes(kind: str, lines: Sequence[Line], years: Span) -> Iterator[Finding]:
    """Years left out of a series between two that are there, at the row after them; years in
    which there is no tax at all are another finding.
    """
    within = [line for line in lines if years[0] <= line.year <= years[1]]
    known = {*range(years[0], years[1] + 1)} if kind != "tax" else {line.year for line in within}
    series: dict[tuple[str, str], list[Line]] = {}
    for line in within:
        series.setdefault((line.project, line.code), []).append(line)
    for own in series.values():
        there = {line.year for line in own}
        missing = [y for y in range(min(there), max(there)) if y in known - there]
        if missing:
            after = next(line for line in own if line.year > missing[0])
            params = {**_what(kind, after), "years": runs(missing)}
            yield Finding("forecast-year-missing", after.place, params)


def _what(kind: str, line: Line) -> dict[str, Any]:
    """Of whom and of what a row is."""
    what = named("tax", line.code) if kind == "tax" else line.code
    return {"project": line.project, "what": what}


def runs(years: Sequence[int]) -> str:
    """Years as runs.

    >>> runs([2026, 2027, 2028, 2031])
    '2026-2028, 2031'
    """
    found: list[list[int]] = []
    for year in years:
        if found and found[-1][1] == year - 1:
            found[-1][1] = year
        else:
            found.append([year, year])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in found)
