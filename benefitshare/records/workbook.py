"""XLSX, XLS, XLSB and ODS workbooks through python-calamine."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np

from benefitshare.findings import Finding, Place, UnreadableInput
from benefitshare.records.cells import column_of_cells
from benefitshare.records.files import corrupt, file_bytes
from benefitshare.records.grid import Grid, letter
from benefitshare.records.header_row import HEADER_SEARCH_ROWS, HeaderRow, find_header, fits


def read_workbook(path: Path, data: bytes, kind: str, sheet: str | None) -> Grid:
    """The grid of one sheet: the one asked for, or the visible one whose headers match best."""
    workbook = _Workbook.of(path, data)
    name = sheet or _best_sheet(workbook, kind)
    if name not in workbook.names:
        finding = Finding(
            "sheet-missing",
            Place(file=path.name),
            {"sheets": _listed(workbook.names)},
            name,
        )
        raise UnreadableInput(finding)
    rows = workbook.rows(name)
    found = find_header(rows, kind)
    source = {"format": path.suffix.lstrip(".").lower() or "xlsx", "sheet": name}
    grid = (
        Grid((), np.zeros(0, np.int64), source=source)
        if found is None
        else _grid(rows, found, source)
    )
    return grid if sheet else replace(grid, findings=_unread(workbook, kind, name))


def _unread(workbook: _Workbook, kind: str, name: str) -> tuple[Finding, ...]:
    """A word about the other sheets that hold such records and were not asked for."""
    others = [other for other in workbook.visible if other != name]
    left = [other for other in others if fits(workbook.head(other), kind)]
    if not left:
        return ()
    file = workbook.path.name
    params = {"sheets": _listed(left), "file": file}
    return (Finding("sheets-unread", Place(file=file, sheet=name), params),)


def _listed(names: list[str]) -> dict[str, str]:
    return {"zh": "、".join(names), "en": ", ".join(names)}


@dataclass(frozen=True)
class _Workbook:
    """An opened workbook; whatever turns out to be damaged while it is read is said of its file."""

    path: Path
    opened: Any

    @classmethod
    def of(cls, path: Path, data: bytes) -> _Workbook:
        import python_calamine

        with _damage_told(path):
            opened = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return cls(path, opened)

    @property
    def names(self) -> list[str]:
        return [str(name) for name in self.opened.sheet_names]

    @property
    def visible(self) -> list[str]:
        """The names of visible sheets, or of all when none is."""
        metadata = self.opened.sheets_metadata
        names = [str(m.name) for m in metadata if str(m.visible).endswith(".Visible")]
        return names or self.names

    def rows(self, name: str, most: int | None = None) -> list[list[Any]]:
        with _damage_told(self.path):
            sheet = self.opened.get_sheet_by_name(name)
            return list(sheet.to_python(skip_empty_area=False, nrows=most))

    def head(self, name: str) -> list[list[Any]]:
        return self.rows(name, HEADER_SEARCH_ROWS)


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    """Whatever calamine says of a file, which has an error type per format, and panics for some."""
    try:
        yield
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise corrupt(path, error) from error
        raise


def fitting_sheets(path: str | Path, kind: str) -> list[str]:
    """The visible sheets whose headers are those of this kind of table."""
    place = Path(path)
    workbook = _Workbook.of(place, file_bytes(place))
    return [name for name in workbook.visible if fits(workbook.head(name), kind)]


def _best_sheet(workbook: _Workbook, kind: str) -> str:
    names = workbook.visible
    if len(names) == 1:
        return names[0]
    scores = [_score(workbook, name, kind) for name in names]
    return names[scores.index(max(scores))]


def _score(workbook: _Workbook, name: str, kind: str) -> int:
    found = find_header(workbook.head(name), kind)
    return 0 if found is None else found.score


def _grid(rows: list[list[Any]], found: HeaderRow, source: dict[str, Any]) -> Grid:
    body = rows[found.index + 1 :]
    cells, missing = [*zip_longest(*body)], (None,) * len(body)
    columns = tuple(
        column_of_cells(header, letter(i), cells[i] if i < len(cells) else missing)
        for i, header in enumerate(found.headers)
    )
    titles = tuple(str(c) for row in rows[: found.index] for c in row if str(c or "").strip())
    positions = np.arange(len(body), dtype=np.int64) + found.index + 2
    return Grid(columns, positions, titles, source=source)
