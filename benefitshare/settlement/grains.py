"""How finely the days of each project's records must be kept for the agreements it is under."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.build import build_agreement
from benefitshare.agreements.model import Agreement
from benefitshare.records.store import DAY, MONTH, TWO_PARTS, YEAR, Grains
from benefitshare.settlement.days import BLANK, NEVER
from benefitshare.settlement.engine import known_amendments, late_amendments
from benefitshare.settlement.slices import break_days
from benefitshare.settlement.world import World

Array = npt.NDArray[Any]
NEW_YEAR = 101
LEAP_DAY = 229


def grains_of(
    worlds: Sequence[tuple[World, Array]], count: int, as_known_on: dt.date | None
) -> Grains:
    """The grains of `count` projects; each world comes with the numbers of its projects.

    A project under several agreements is kept by the day.
    """
    mode, cut = np.full(count, YEAR, np.int8), np.zeros(count, np.int32)
    ends, seen = np.zeros(count, bool), np.zeros(count, bool)
    for world, numbers in worlds:
        modes, cuts = _days_of(world, as_known_on)
        mode[numbers] = np.where(seen[numbers], DAY, modes)
        cut[numbers] = cuts
        ends[numbers] |= by_tax_period(world.agreement)
        seen[numbers] = True
    return Grains(mode, cut, ends)


def by_tax_period(agreement: Agreement) -> bool:
    """Whether the end of a tax period decides anything."""
    revenue = agreement.revenue
    return (
        "tax_period" in (revenue.year_by, revenue.tier_by, revenue.refund_year)
        or revenue.refund_share == "of_tax"
    )


def _days_of(world: World, as_known_on: dt.date | None) -> tuple[Array, Array]:
    """Mode and cut by project of one agreement."""
    agreement = world.agreement
    size = len(world.projects)
    known = known_amendments(agreement, as_known_on)
    late = late_amendments(agreement, known)
    averaged = any(c.spec.source == "records" for c in world.clauses("gate"))
    if averaged or by_tax_period(agreement) or (late and _by_difference(agreement)):
        return np.full(size, DAY, np.int8), np.zeros(size, np.int32)
    return _cuts(_month_days(break_days(world)), agreement.settlement.cycle == "year")


def _by_difference(agreement: Agreement) -> bool:
    return agreement.settlement.late_amendments == "difference"


def _month_days(days: Array) -> Array:
    """Month and day, as MMDD, of day numbers; NEW_YEAR where there is no day."""
    told = (days != NEVER) & (days != BLANK)
    dates = np.where(told, days, 0).astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    month = months.astype(np.int64) % 12 + 1
    day = (dates - months.astype("datetime64[D]")).astype(np.int64) + 1
    return np.where(told, month * 100 + day, NEW_YEAR)


def _cuts(breaks: Array, yearly: bool) -> tuple[Array, Array]:
    """The coarsest mode under which no break falls into a run of days, by project (row)."""
    within = breaks != NEW_YEAR
    first = np.where(within, breaks, 0).max(axis=1, initial=0)
    one = (~within | (breaks == first[:, None])).all(axis=1) & (first != LEAP_DAY)
    months = (breaks % 100 == 1).all(axis=1)
    coarse = YEAR if yearly else MONTH
    mode = np.select(
        [~within.any(axis=1), one & np.full(len(breaks), yearly), months],
        [coarse, TWO_PARTS, MONTH],
        DAY,
    )
    return mode.astype(np.int8), np.where(mode == TWO_PARTS, first, 0).astype(np.int32)


def known_form(agreement: Agreement, as_known_on: dt.date | None) -> Agreement:
    """The agreement with the amendments known on a day, as it is settled."""
    document: Mapping[str, Any] = agreement.document
    return build_agreement(document, [a.id for a in known_amendments(agreement, as_known_on)])
