"""How finely the days of each project's records must be kept for the agreements it is under."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.build import build_agreement
from benefitshare.agreements.model import Agreement
from benefitshare.records.store import DAY, MONTH, NEW_YEAR, PARTS, YEAR, Grains
from benefitshare.settlement.days import day_number
from benefitshare.settlement.engine import known_amendments, late_amendments
from benefitshare.settlement.slices import break_days
from benefitshare.settlement.world import World

Array = npt.NDArray[Any]
LEAP_DAY = 229
MOST_CUTS = 3
Days = tuple[dt.date, dt.date] | None


def grains_of(
    worlds: Sequence[tuple[World, Array]], count: int, as_known_on: dt.date | None, within: Days
) -> Grains:
    """The grains of `count` projects, for records of the days `within`; each world comes with the
    numbers of its projects. A project under several agreements is kept by the day.
    """
    mode = np.full(count, YEAR, np.int8)
    cuts = np.full((count, MOST_CUTS), NEW_YEAR, np.int32)
    ends, seen = np.zeros(count, bool), np.zeros(count, bool)
    for world, numbers in worlds:
        modes, own = _days_of(world, as_known_on, within)
        mode[numbers] = np.where(seen[numbers], DAY, modes)
        cuts[numbers] = own
        ends[numbers] |= by_tax_period(world.agreement)
        seen[numbers] = True
    return Grains(mode, cuts[:, (cuts != NEW_YEAR).any(axis=0)], ends)


def by_tax_period(agreement: Agreement) -> bool:
    """Whether the end of a tax period decides anything."""
    revenue = agreement.revenue
    return (
        "tax_period" in (revenue.year_by, revenue.tier_by, revenue.refund_year)
        or revenue.refund_share == "of_tax"
    )


def _days_of(world: World, as_known_on: dt.date | None, within: Days) -> tuple[Array, Array]:
    """Mode and cuts by project of one agreement."""
    agreement = world.agreement
    size = len(world.projects)
    late = late_amendments(agreement, known_amendments(agreement, as_known_on))
    averaged = any(c.spec.source == "records" for c in world.clauses("gate"))
    if averaged or by_tax_period(agreement) or (late and _by_difference(agreement)):
        return np.full(size, DAY, np.int8), np.full((size, MOST_CUTS), NEW_YEAR, np.int32)
    return _cuts(_month_days(break_days(world), within), agreement.settlement.cycle == "year")


def _by_difference(agreement: Agreement) -> bool:
    return agreement.settlement.late_amendments == "difference"


def _month_days(days: Array, within: Days) -> Array:
    """Month and day, as MMDD, of the day numbers that lie within the years of some days, up to the
    last; else NEW_YEAR. A run of days before a break may begin before the first record.
    """
    first, last = (
        (day_number(within[0].replace(month=1, day=1)), day_number(within[1])) if within else (1, 0)
    )
    told = (first <= days) & (days <= last)
    dates = np.where(told, days, 0).astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    month = months.astype(np.int64) % 12 + 1
    day = (dates - months.astype("datetime64[D]")).astype(np.int64) + 1
    return np.where(told, month * 100 + day, NEW_YEAR)


def _cuts(breaks: Array, yearly: bool) -> tuple[Array, Array]:
    """The coarsest mode under which no break falls into a run of days, and the cuts of a year, by
    project (row).
    """
    ordered = np.sort(breaks, axis=1)
    again = np.zeros(ordered.shape, dtype=bool)
    again[:, 1:] = ordered[:, 1:] == ordered[:, :-1]
    distinct = np.sort(np.where(again, NEW_YEAR, ordered), axis=1)[:, ::-1]
    most = np.full((len(breaks), MOST_CUTS), NEW_YEAR, dtype=np.int64)
    most[:, : min(MOST_CUTS, distinct.shape[1])] = distinct[:, :MOST_CUTS]
    few = (distinct[:, MOST_CUTS:] == NEW_YEAR).all(axis=1) & (breaks != LEAP_DAY).all(axis=1)
    months = (breaks % 100 == 1).all(axis=1)
    mode = np.select(
        [(breaks == NEW_YEAR).all(axis=1), few & yearly, months],
        [YEAR if yearly else MONTH, PARTS, MONTH],
        DAY,
    )
    cuts = np.where((mode == PARTS)[:, None], most, NEW_YEAR)
    return mode.astype(np.int8), cuts.astype(np.int32)


def known_form(agreement: Agreement, as_known_on: dt.date | None) -> Agreement:
    """The agreement with the amendments known on a day, as it is settled."""
    if not agreement.amendments:
        return agreement
    document: Mapping[str, Any] = agreement.document
    return build_agreement(document, [a.id for a in known_amendments(agreement, as_known_on)])
