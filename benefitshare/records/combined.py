"""Several files or sheets that together make one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benefitshare.progress import Report, counted, silent
from benefitshare.records.files import FileRead
from benefitshare.records.table import Table


def read_sources(
    source: Any, kind: str, *, unit: str | None = None, entered_on: str | None = None
) -> list[Table]:
    """Read one source or a list of them. `file.xlsx#sheet` names a sheet, `file.xlsx#*` all that
    fit.

    A `Table` is taken as it is. `unit` and `entered_on` are those of `read_table`.
    """
    from benefitshare.records.reading import read_table

    if isinstance(source, Table):
        return [source]
    told: dict[str, Any] = {"unit": unit, "entered_on": entered_on}
    if isinstance(source, Sequence) and not isinstance(source, str):
        return [table for one in source for table in read_sources(one, kind, **told)]
    path, sheet = _path_and_sheet(source)
    if sheet == "*":
        from benefitshare.records.workbook import fitting_sheets

        book = FileRead.of(Path(path))
        tables = [read_table(path, kind, sheet=s, **told) for s in fitting_sheets(path, kind)]
        book.check()
        return tables
    return [read_table(path, kind, sheet=sheet, **told)]


def read_all(
    sources: Mapping[str, Any], *, unit: str | None = None, report: Report = silent
) -> dict[str, Table]:
    """The tables of some sources by kind; None is no source."""
    given = [kind for kind, source in sources.items() if source is not None]
    return {
        kind: combined(read_sources(sources[kind], kind, unit=unit))
        for kind in counted(given, "tables", report)
    }


def _path_and_sheet(source: Any) -> tuple[Any, str | None]:
    """A path and the sheet named after `#`, unless a file of the whole name exists."""
    if not isinstance(source, str) or "#" not in source or Path(source).exists():
        return source, None
    path, _, sheet = source.rpartition("#")
    return path, sheet


def combined(tables: list[Table]) -> Table:
    """One table of several: rows one after another, each knowing its part of `source`."""
    import pandas as pd

    if len(tables) == 1:
        return tables[0]
    frames, asides, start = [], [], 0
    for number, table in enumerate(tables):
        frames.append(table.frame.assign(record=table.frame["record"] + start, part=number))
        asides.append(table.set_aside.assign(record=table.set_aside["record"] + start, part=number))
        start += table.source["rows_read"]
    kept = [a for a in asides if len(a)] or asides[:1]
    return Table(
        kind=tables[0].kind,
        frame=pd.concat(frames, ignore_index=True),
        findings=[finding for table in tables for finding in table.findings],
        set_aside=pd.concat(kept, ignore_index=True),
        source={
            "parts": [table.source for table in tables],
            "rows_read": start,
            "mapping": tables[0].source["mapping"],
        },
    )
