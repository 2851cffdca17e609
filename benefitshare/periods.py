"""Days, settlement periods and clocks, on plain dates (the vectorised twin is in
`settlement.slices`).
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Literal

Cycle = Literal["year", "quarter", "month"]
MONTHS: dict[Cycle, int] = {"year": 12, "quarter": 3, "month": 1}


def period_index(day: dt.date, cycle: Cycle) -> int:
    """The number of the settlement period holding a day, counted from year 0.

    >>> period_index(dt.date(2024, 5, 1), "year"), period_index(dt.date(2024, 5, 1), "quarter")
    (2024, 8097)
    """
    return (day.year * 12 + day.month - 1) // MONTHS[cycle]


def period_label(index: int, cycle: Cycle) -> str:
    """The label of a settlement period.

    >>> period_label(2024, "year"), period_label(8097, "quarter"), period_label(24291, "month")
    ('2024', '2024Q2', '2024-04')
    """
    year, part = divmod(index * MONTHS[cycle], 12)
    if cycle == "year":
        return str(year)
    return f"{year}Q{part // 3 + 1}" if cycle == "quarter" else f"{year}-{part + 1:02d}"


def parse_period(label: str) -> tuple[dt.date, dt.date]:
    """First and last day of a period label: `2024`, `2024Q1`, `2024-01`.

    >>> parse_period("2024Q1")
    (datetime.date(2024, 1, 1), datetime.date(2024, 3, 31))
    """
    if "Q" in label:
        year, quarter = label.split("Q")
        index, cycle = int(year) * 4 + int(quarter) - 1, "quarter"
    elif "-" in label:
        year, month = label.split("-")
        index, cycle = int(year) * 12 + int(month) - 1, "month"
    else:
        index, cycle = int(label), "year"
    return period_start(index, cycle), period_end(index, cycle)  # type: ignore[arg-type]


def period_start(index: int, cycle: Cycle) -> dt.date:
    """The first day of a settlement period."""
    year, month = divmod(index * MONTHS[cycle], 12)
    return dt.date(year, month + 1, 1)


def period_end(index: int, cycle: Cycle) -> dt.date:
    """The last day of a settlement period."""
    return period_start(index + 1, cycle) - dt.timedelta(days=1)


def add_years(day: dt.date, years: int) -> dt.date:
    """The same day of a later year; 29 February becomes 28 February in a common year.

    >>> add_years(dt.date(2024, 2, 29), 1)
    datetime.date(2025, 2, 28)
    """
    year = day.year + years
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


@dataclass(frozen=True)
class Years:
    """A closed range of years, counted by a clock or of the calendar; `last` is None when open."""

    first: int
    last: int | None

    @classmethod
    def parse(cls, text: str) -> Years:
        """Read `"1-5"`, `"3"` or `"6-"`.

        >>> Years.parse("1-5"), Years.parse("6-")
        (Years(first=1, last=5), Years(first=6, last=None))
        """
        first, dash, last = text.partition("-")
        if not dash:
            return cls(int(first), int(first))
        return cls(int(first), int(last) if last else None)
