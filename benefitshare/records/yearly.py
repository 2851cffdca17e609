"""Tax that a forecast gives by the year: entered on one day of each year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa

from benefitshare.records.grid import Grid, RawColumn, letter
from benefitshare.reference.headers import header_aliases, plain_header

YEAR_HEADERS = frozenset({"年度", "年份", "预测年度", "入库年度", "year"})
"""Plain headers of a column of years."""


def dated(
    grid: Grid, entered_on: str, columns: Mapping[str, str] | None
) -> tuple[Grid, Mapping[str, str] | None]:
    """The grid with a column of years read as treasury dates, and the mapping that says so.

    A grid that has treasury dates, or no column of years, stays as it is. Where no column states
    the budget level, the tax is taken as it is before the statutory division (`shared`).
    """
    meanings = {_field(column.header, columns) for column in grid.columns}
    years = next((c for c in grid.columns if plain_header(c.header)[0] in YEAR_HEADERS), None)
    if years is None or "treasury_date" in meanings:
        return grid, columns
    days = pa.array([_day(str(t), entered_on) for t in years.text.to_pylist()], pa.large_string())
    made = replace(years, text=days, numeric=None)
    changed = tuple(made if column is years else column for column in grid.columns)
    if not any(name.startswith("level") for name in meanings):
        shared = pa.array(["shared"] * grid.height, pa.large_string())
        changed = (*changed, RawColumn("level", letter(len(changed)), shared))
    return replace(grid, columns=changed), {**(columns or {}), years.header: "treasury_date"}


def _field(header: str, columns: Mapping[str, str] | None) -> str:
    if columns and header in columns:
        return columns[header]
    meaning = header_aliases("tax").get(plain_header(header)[0])
    return "" if meaning is None or meaning.use == "known" else meaning.field


def _day(text: str, entered_on: str) -> str:
    """A year with its day; what is no year stays as written and has its finding."""
    year = text.strip().removesuffix("度").removesuffix("年").removesuffix(".0")
    return f"{year}-{entered_on}" if year.isdigit() and len(year) == 4 else text
