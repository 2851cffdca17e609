"""Dates as int32 days since 1970-01-01, in whole columns; their plain twin is `periods`."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.periods import MONTHS, Cycle

Array = npt.NDArray[Any]

NEVER = np.int32(2**31 - 1)
"""A day after every other; also the slice of rows that belong to no slice."""
BLANK = np.int32(-(2**31))
"""No day at all."""


def day_number(day: dt.date | None, missing: np.int32 = NEVER) -> int:
    """Days since 1970-01-01."""
    return int(missing) if day is None else day.toordinal() - 719163


@cache
def day_text(number: int) -> str:
    """ISO date of a day number; empty for NEVER and BLANK."""
    if number in (int(NEVER), int(BLANK)):
        return ""
    return dt.date.fromordinal(number + 719163).isoformat()


def day_numbers(values: Any) -> Array:
    """A column of ISO texts, dates or timestamps as day numbers; null and empty are BLANK."""
    import pyarrow as pa
    import pyarrow.compute as pc

    array = pa.array(values, from_pandas=True)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if pa.types.is_null(array.type):
        return np.full(len(array), BLANK, dtype=np.int32)
    if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
        array = pc.if_else(pc.equal(array, ""), None, array)
    days = array.cast(pa.date32()).cast(pa.int32())
    return np.asarray(pc.fill_null(days, int(BLANK)).to_numpy(zero_copy_only=False), dtype=np.int32)


def years_of(days: Array) -> Array:
    """The calendar year of each day number."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def new_year(years: Array | int) -> Array:
    """The day number of 1 January of each year."""
    months = (np.asarray(years, dtype=np.int64) - 1970).astype("datetime64[Y]")
    return months.astype("datetime64[D]").astype(np.int64).astype(np.int32)


def month_start(days: Array, later: int = 0) -> Array:
    """The first day of each day's month, `later` months on."""
    months = days.astype("datetime64[D]").astype("datetime64[M]") + later
    return months.astype("datetime64[D]").astype(np.int64).astype(np.int32)


def add_years(days: Array, years: int) -> Array:
    """The same day `years` later; 29 February becomes 28 February in a common year."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    within = dates - months.astype("datetime64[D]")
    target = months + 12 * years
    length = (target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")
    moved = target.astype("datetime64[D]") + np.minimum(within, length - np.timedelta64(1, "D"))
    return np.asarray(moved.astype(np.int64).astype(np.int32))


def period_indices(days: Array, cycle: Cycle) -> Array:
    """The settlement period of each day, counted from year 0 as `periods.period_index` does."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    return months // MONTHS[cycle]


def period_last_days(indices: Array, cycle: Cycle) -> Array:
    """The last day of each settlement period."""
    months = ((np.asarray(indices) + 1) * MONTHS[cycle] - 1970 * 12).astype("datetime64[M]")
    return (months.astype("datetime64[D]").astype(np.int64) - 1).astype(np.int32)


def period_years(indices: Array, cycle: Cycle) -> Array:
    """The calendar year each settlement period lies in."""
    return np.asarray(indices) * MONTHS[cycle] // 12
