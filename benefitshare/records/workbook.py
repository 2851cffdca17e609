"""XLSX, XLS, XLSB and ODS workbooks through python-calamine."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np

from benefitshare.findings import Finding, Place, UnreadableInput
from benefitshare.records.cells import column_of_cells
from benefitshare.records.grid import Grid, letter
from benefitshare.records.header_row import HEADER_SEARCH_ROWS, HeaderRow, find_header, fits


def read_workbook(path: Path, data: bytes, kind: str, sheet: str | None) -> Grid:
    """The grid of one sheet: the one asked for, or the visible one whose headers match best."""
    workbook = _open(path, data)
    name = sheet or _best_sheet(workbook, kind)
    if name not in workbook.sheet_names:
        finding = Finding(
            "sheet-missing",
            Place(file=path.name),
            {"sheets": _listed(workbook.sheet_names)},
            name,
        )
        raise UnreadableInput(finding)
    rows = _rows(workbook, name)
    found = find_header(rows, kind)
    source = {"format": path.suffix.lstrip(".").lower() or "xlsx", "sheet": name}
    grid = (
        Grid((), np.zeros(0, np.int64), source=source)
        if found is None
        else _grid(rows, found, source)
    )
    return grid if sheet else replace(grid, findings=_unread(workbook, path, kind, name))


def _unread(workbook: Any, path: Path, kind: str, name: str) -> tuple[Finding, ...]:
    """A word about the other sheets that hold such records and were not asked for."""
    others = [other for other in _visible(workbook) if other != name]
    left = [other for other in others if fits(_head(workbook, other), kind)]
    if not left:
        return ()
    params = {"sheets": _listed(left), "file": path.name}
    return (Finding("sheets-unread", Place(file=path.name, sheet=name), params),)


def _listed(names: list[str]) -> dict[str, str]:
    return {"zh": "、".join(names), "en": ", ".join(names)}


def _open(path: Path, data: bytes) -> Any:
    import python_calamine

    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except Exception as error:  # calamine has one error type per format
        finding = Finding("file-corrupt", Place(file=path.name), {"detail": str(error)})
        raise UnreadableInput(finding) from error


def _rows(workbook: Any, name: str, most: int | None = None) -> list[list[Any]]:
    sheet = workbook.get_sheet_by_name(name)
    return list(sheet.to_python(skip_empty_area=False, nrows=most))


def _head(workbook: Any, name: str) -> list[list[Any]]:
    return _rows(workbook, name, HEADER_SEARCH_ROWS)


def fitting_sheets(path: str | Path, kind: str) -> list[str]:
    """The visible sheets whose headers are those of this kind of table."""
    place = Path(path)
    workbook = _open(place, place.read_bytes())
    return [name for name in _visible(workbook) if fits(_head(workbook, name), kind)]


def _best_sheet(workbook: Any, kind: str) -> str:
    names = _visible(workbook)
    if len(names) == 1:
        return names[0]
    scores = [_score(workbook, name, kind) for name in names]
    return names[scores.index(max(scores))]


def _visible(workbook: Any) -> list[str]:
    """The names of visible sheets, or of all when none is."""
    metadata = workbook.sheets_metadata
    names = [str(m.name) for m in metadata if str(m.visible).endswith(".Visible")]
    return names or [str(name) for name in workbook.sheet_names]


def _score(workbook: Any, name: str, kind: str) -> int:
    found = find_header(_head(workbook, name), kind)
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
