"""The tables of an outlook: files and rows written in place, read as the settlement reads them.

Nothing is read before it is asked for, and each table once. Yearly tax is entered on one day of
the year; a multiple is exact, each record rounded half up to the unit it is kept in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benefitshare.agreements.documents import child
from benefitshare.money import half_up, parse_yuan

if TYPE_CHECKING:
    from benefitshare.findings import Finding
    from benefitshare.records.table import Table

OUTLOOK_KINDS = ("projects", "tax", "output", "factors", "deductions")
"""The tables an outlook may have, as `settle` names them."""
ALL = "all"
END_OF_YEAR = "12-31"
"""The day yearly tax is entered on where the brief names none."""
Times = Mapping[str, Fraction]
Record = dict[str, Any]


@dataclass(frozen=True)
class Rows:
    """Rows written in place, each with its pointer into the brief; told apart by where they stand:
    `pointer` is that of the first.
    """

    pointer: str
    rows: tuple[tuple[str, Mapping[str, Any]], ...] = field(compare=False)

    @property
    def marker(self) -> str:
        """What stands for a file name in findings about them."""
        return f"#{self.pointer}"


Source = str | Rows
Sources = Mapping[str, tuple[Source, ...]]


def sources_of(node: Any, pointer: str) -> tuple[Source, ...]:
    """The sources of a table as written: a path, or a list of paths and rows.

    >>> sources_of(["a.csv", {"project": "P1"}, {"project": "P2"}], "/projects")[0]
    'a.csv'
    """
    if isinstance(node, str):
        return (node,)
    sources: list[Source] = []
    for index, item in enumerate(node):
        at = child(pointer, index)
        last = sources[-1] if sources else None
        if isinstance(item, str):
            sources.append(item)
        elif isinstance(last, Rows):
            sources[-1] = Rows(last.pointer, (*last.rows, (at, item)))
        else:
            sources.append(Rows(at, ((at, item),)))
    return tuple(sources)


@dataclass(frozen=True)
class OutlookTables:
    """Reads tables of scenarios, each once; `folder` is that of the brief, `first` the outlook's
    first year, `entered_on` the day of yearly tax.
    """

    folder: str
    first: int
    entered_on: str
    known: dict[tuple[str, tuple[Source, ...]], Table] = field(default_factory=dict)

    def of(
        self, sources: Sources, tax_times: Sequence[Times] = (), output_times: Sequence[Times] = ()
    ) -> dict[str, Table]:
        """The tables of a scenario by kind. Raises UnreadableInput for a file that cannot be read,
        InvalidInput for an amount beyond what is kept.
        """
        tables = {kind: self.read(kind, of_kind) for kind, of_kind in sources.items()}
        for kind, name, value, times in (
            ("tax", "tax", "amount_fen", tax_times),
            ("output", "indicator", "value", output_times),
        ):
            if times and kind in tables:
                tables[kind] = multiplied(tables[kind], name, value, times)
        return tables

    def read(self, kind: str, sources: tuple[Source, ...]) -> Table:
        """One table of all its sources, as written."""
        from benefitshare.records.combined import combined

        if (kind, sources) not in self.known:
            parts = [table for source in sources for table in self.parts(kind, source)]
            self.known[kind, sources] = combined(parts)
        return self.known[kind, sources]

    def parts(self, kind: str, source: Source) -> list[Table]:
        """The tables one source holds."""
        from benefitshare.records.combined import read_sources
        from benefitshare.records.frames import frame_of_rows

        if isinstance(source, Rows):
            records = records_of(kind, source, self.first, self.entered_on)
            table = read_sources(frame_of_rows(row for _, row in records), kind)[0]
            marked = [finding.at(file=source.marker) for finding in table.findings]
            named = {**table.source, "file": source.marker}
            return [replace(table, findings=marked, source=named)]
        return read_sources(path_in(self.folder, source), kind, entered_on=self.entered_on)


def path_in(folder: str, path: str) -> str:
    """A path relative to a folder."""
    return str(Path(folder) / path)


def multiplied(table: Table, name: str, value: str, times: Sequence[Times]) -> Table:
    """A table with one column of whole numbers multiplied by what each mapping has for its row."""
    codes, numbers = (table.frame[column].tolist() for column in (name, value))
    factor = {code: _factor(code, times) for code in set(codes)}
    scaled = [half_up(factor[c] * int(n)) for c, n in zip(codes, numbers, strict=True)]
    return replace(table, frame=table.frame.assign(**{value: scaled}))


def _factor(code: str, times: Sequence[Times]) -> Fraction:
    product = Fraction(1)
    for one in times:
        product *= one.get(code, one.get(ALL, Fraction(1)))
    return product


# --- rows written in place ------------------------------------------------------------------------


def pointer_to(finding: Finding, sources: Sources, tables: OutlookTables) -> str | None:
    """Where in the brief the row of a finding is written; None for what is in a file."""
    place = finding.place
    for kind, of_kind in sources.items():
        for source in of_kind:
            if isinstance(source, Rows) and source.marker == place.file:
                records = records_of(kind, source, tables.first, tables.entered_on)
                pointers = [pointer for pointer, _ in records]
                return source.pointer if place.row is None else pointers[place.row - 1]
    return None


def records_of(
    kind: str, source: Rows, first: int, entered_on: str
) -> Iterator[tuple[str, Record]]:
    """Each record of rows written in place with its pointer; a run of years gives one a year."""
    for pointer, row in source.rows:
        if kind == "tax":
            yield from _tax(pointer, row, first, entered_on)
        elif kind == "output":
            yield from _output(pointer, row, first)
        else:
            yield (
                pointer,
                {"projects": _project, "factors": _factors, "deductions": _deduction}[kind](row),
            )


def _run(
    pointer: str, row: Mapping[str, Any], one: str, many: str, first: int
) -> Iterator[tuple[str, int, str]]:
    """Pointer, year and value of each year a row holds."""
    if one in row:
        yield pointer, row.get("year", first), row[one]
        return
    for index, value in enumerate(row[many]):
        yield child(child(pointer, many), index), row.get("from", first) + index, value


def _tax(
    pointer: str, row: Mapping[str, Any], first: int, entered_on: str
) -> Iterator[tuple[str, Record]]:
    for at, year, amount in _run(pointer, row, "amount", "amounts", first):
        yield (
            at,
            {
                "project_id": row["project"],
                "tax": row["tax"],
                "level": row.get("level", "shared"),
                "kind": row.get("kind", "tax"),
                "treasury_date": row.get("date", f"{year}-{entered_on}"),
                "amount_fen": parse_yuan(amount),
            },
        )


def _output(pointer: str, row: Mapping[str, Any], first: int) -> Iterator[tuple[str, Record]]:
    from benefitshare.reference import indicators

    unit = indicators()[row["indicator"]].unit
    for at, year, value in _run(pointer, row, "value", "values", first):
        yield (
            at,
            {
                "project_id": row["project"],
                "indicator": row["indicator"],
                "period": str(year),
                "value": value,
                "unit": unit,
            },
        )


PROJECT_COLUMNS = {"project": "project_id", "name": "project_name", "agreement": "agreement_id"}
CONFIRMED = {True: "yes", False: "no", None: ""}


def _project(row: Mapping[str, Any]) -> Record:
    plain = {PROJECT_COLUMNS.get(key, key): value for key, value in row.items()}
    return {**plain, "confirmed": CONFIRMED[row.get("confirmed")]}


def _factors(row: Mapping[str, Any]) -> Record:
    plain = {key: row.get(key, "") for key in ("subject", "factor", "value", "from_date")}
    return {**plain, "year": str(row["year"])}


def _deduction(row: Mapping[str, Any]) -> Record:
    return {
        "project_id": row.get("project", ""),
        "agreement_id": row.get("agreement", ""),
        "kind": row["kind"],
        "period": str(row["year"]),
        "amount_fen": parse_yuan(row["amount"]),
    }


__all__ = [
    "ALL",
    "END_OF_YEAR",
    "OUTLOOK_KINDS",
    "OutlookTables",
    "Rows",
    "Source",
    "Sources",
    "Times",
    "multiplied",
    "path_in",
    "pointer_to",
    "records_of",
    "sources_of",
]
