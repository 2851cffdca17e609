"""collect: from checked records to sums by cell, record kind and level; and why a record is not in
one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import REFUND_KINDS
from benefitshare.settlement.cells import group_numbers
from benefitshare.settlement.days import BLANK, day_number, period_indices, period_years
from benefitshare.settlement.numbers import group_sum
from benefitshare.settlement.slices import slice_of
from benefitshare.settlement.world import TAXES, World

Array = npt.NDArray[Any]

KINDS = ("tax", *REFUND_KINDS)
LEVELS = ("shared", "central", "province", "city", "county", "township", "local")
USED = ""


@dataclass(frozen=True)
class TaxRecords:
    """The tax records of one agreement as columns of numbers; `reason` is empty while a record is
    used. A line may stand for several records that nothing tells apart: `count` says how many.
    """

    record: Array
    project: Array
    tax: Array
    kind: Array
    level: Array
    amount: Array
    treasury_day: Array
    period_end: Array
    reason: Array
    period: Array
    slice: Array
    count: Array

    def __len__(self) -> int:
        return len(self.record)

    def take(self, index: Array) -> TaxRecords:
        """The records at some positions, or where a mask holds."""
        return TaxRecords(*(getattr(self, name)[index] for name in self.__dataclass_fields__))

    def with_projects(self, project: Array) -> TaxRecords:
        """The records with other project numbers."""
        return replace(self, project=project)

    def refuse(self, mask: Array, reason: str) -> TaxRecords:
        """Give a reason to records that have none yet."""
        return replace(self, reason=np.where(mask & (self.reason == USED), reason, self.reason))


def joined_records(first: TaxRecords, second: TaxRecords) -> TaxRecords:
    """The records of both."""
    names = TaxRecords.__dataclass_fields__
    return TaxRecords(*(np.concatenate((getattr(first, n), getattr(second, n))) for n in names))


@dataclass(frozen=True)
class Sums:
    """Amounts by cell key, kind and level: what the division works on."""

    project: Array
    tax: Array
    period: Array
    slice: Array
    grain: Array
    kind: Array
    level: Array
    amount: Array


def dated(world: World, records: TaxRecords, breaks: Array) -> TaxRecords:
    """Records with settlement period and slice, by the dates the agreement chooses."""
    year_day, tier_day = year_days(world, records), _tier_days(world, records)
    missing = (year_day == BLANK) | (tier_day == BLANK)
    year_day, tier_day = (np.where(missing, 0, d).astype(np.int32) for d in (year_day, tier_day))
    placed = replace(
        records,
        period=period_indices(year_day, world.cycle),
        slice=slice_of(breaks, records.project, tier_day),
    )
    return _scoped(world, placed.refuse(missing, "date-missing"), tier_day)


def _is_refund(records: TaxRecords) -> Array:
    return np.asarray((records.kind != 0) & (records.amount < 0))


def year_days(world: World, records: TaxRecords) -> Array:
    """The day that decides the settlement period of each record."""
    revenue = world.agreement.revenue
    by_period = np.where(
        _is_refund(records), revenue.refund_year == "tax_period", revenue.year_by == "tax_period"
    )
    return np.where(by_period, records.period_end, records.treasury_day).astype(np.int32)


def _tier_days(world: World, records: TaxRecords) -> Array:
    revenue = world.agreement.revenue
    by_period = np.where(
        _is_refund(records), revenue.refund_share == "of_tax", revenue.tier_by == "tax_period"
    )
    return np.where(by_period, records.period_end, records.treasury_day).astype(np.int32)


def _scoped(world: World, records: TaxRecords, tier_day: Array) -> TaxRecords:
    agreement = world.agreement
    shared = np.zeros(len(records), dtype=bool)
    for tax in agreement.revenue.taxes:
        within = (day_number(tax.from_, BLANK) <= tier_day) & (tier_day <= day_number(tax.to))
        shared |= (records.tax == TAXES.index(tax.tax)) & within
    first, last = world.term_days(records.project)
    in_term = (first <= tier_day) & (tier_day <= last)
    return records.refuse(~shared, "tax_not_shared").refuse(~in_term, "outside_term")


def counted(world: World, records: TaxRecords) -> Array:
    """Which records are no refund of a kind that the agreement leaves out."""
    kinds = [KINDS.index(k) for k in world.agreement.revenue.refund_kinds]
    return ~_is_refund(records) | np.isin(records.kind, kinds)


def outside_years(world: World, records: TaxRecords, years: list[int] | None) -> TaxRecords:
    """Records later than the settled years are out of scope; earlier ones are history."""
    if not years:
        return records
    return records.refuse(period_years(records.period, world.cycle) > max(years), "outside_years")


def settled_periods(
    world: World, records: TaxRecords, others: Sequence[Sequence[int]], years: list[int] | None
) -> tuple[tuple[int, ...], ...]:
    """By member all periods of `years`, or of the years from the first to the last with anything in
    them: records in use, or what stands in `others`.
    """
    per_year = {"year": 1, "quarter": 4, "month": 12}[world.cycle]
    if years is None:
        used = records.reason == USED
        keys = world.member_of(records.project[used]), records.period[used]
        _, first = group_numbers(*keys)
        found = [list(other) for other in others]
        for member, period in zip(*(key[first].tolist() for key in keys), strict=True):
            found[member].append(period)
        spans = [list(range(min(f) // per_year, max(f) // per_year + 1)) if f else []
                 for f in found]  # fmt: skip
    else:
        spans = [sorted(set(years))] * len(others)
    return tuple(tuple(y * per_year + i for y in s for i in range(per_year)) for s in spans)


def summed(world: World, records: TaxRecords) -> Sums:
    """Sums of the records in use. Raises OverflowError when a sum does not fit."""
    used = records.take(np.flatnonzero(records.reason == USED))
    per_record = world.agreement.settlement.rounding.per == "record"
    grain = used.record if per_record else np.zeros(len(used), dtype=np.int64)
    keys = (used.slice, used.project, used.tax, used.period, grain, used.kind, used.level)
    groups, first = group_numbers(*keys)
    slice_, project, tax, period, grain, kind, level = (key[first] for key in keys)
    amount = group_sum(used.amount, groups, len(first))
    return Sums(project, tax, period, slice_, grain, kind, level, amount)
