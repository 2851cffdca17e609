"""divide: each level's statutory part of every sum, in whole fen."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.money.split import split_exactly, weights_of
from benefitshare.settlement.cells import Cells, group_numbers
from benefitshare.settlement.collect import KINDS, Sums, TaxRecords
from benefitshare.settlement.days import BLANK, day_number
from benefitshare.settlement.numbers import group_sum
from benefitshare.settlement.slices import division_rows
from benefitshare.settlement.world import TAXES, World

Array = npt.NDArray[Any]
Division = tuple[Fraction, Fraction, Fraction]

COLUMN_OF_LEVEL = np.array([2, 0, 1, 2, 2, 2, 2])
"""shared (undivided money counts as the city's), central, province, city, county, township, local."""


def division_of(world: World, tax: int, kind: int, day: int) -> Division | None:
    """The shares (centre, province, city) of a tax on a day; None where no row is in force."""
    revenue = world.agreement.revenue
    own = revenue.refund_division.get(KINDS[kind]) if kind else None
    if own is not None:
        return own
    for row in division_rows(world):
        in_force = day_number(row.from_, BLANK) <= day <= day_number(row.to)
        if row.tax == TAXES[tax] and in_force:
            return row.central, row.province, row.city
    return None


def _era(world: World, days: Array) -> Array:
    """Number days so that within one number no division row begins or ends."""
    edges = {day_number(r.from_, BLANK) for r in division_rows(world)}
    edges |= {day_number(r.to) + 1 for r in division_rows(world) if r.to}
    return np.searchsorted(np.array(sorted(edges), dtype=np.int64), days, side="right")


def undivided(world: World, tax: Array) -> Array:
    """Which revenue no statutory table divides: `other`, or everything under `division: none`."""
    if world.agreement.revenue.division == "none":
        return np.ones(len(tax), dtype=bool)
    return tax == TAXES.index("other")


def without_division(world: World, records: TaxRecords) -> Array:
    """Which records are gross and of a tax that no division row covers on their tier date."""
    gross = (records.level == 0) & ~undivided(world, records.tax) & (records.reason == "")
    missing = np.zeros(len(records), dtype=bool)
    era = _era(world, records.slice)
    groups, first = group_numbers(records.tax, records.kind, era, gross.astype(int))
    for group, at in enumerate(first.tolist()):
        key = int(records.tax[at]), int(records.kind[at]), int(records.slice[at])
        if gross[at] and division_of(world, *key) is None:
            missing |= groups == group
    return missing


def level_parts(world: World, sums: Sums) -> Array:
    """Centre's, province's and city's part of each sum: shape (n, 3), rows adding up to the sum."""
    parts = np.zeros((len(sums.amount), 3), dtype=np.int64)
    split = (sums.level != 0) | undivided(world, sums.tax)
    rows = np.flatnonzero(split)
    parts[rows, COLUMN_OF_LEVEL[sums.level[rows]]] = sums.amount[rows]
    gross = np.flatnonzero(~split)
    era = _era(world, sums.slice[gross])
    groups, first = group_numbers(sums.tax[gross], sums.kind[gross], era)
    for shares, members in _by_shares(world, sums, gross, groups, first).items():
        parts[members] = split_exactly(sums.amount[members], weights_of(shares))
    return parts


def _by_shares(
    world: World, sums: Sums, gross: Array, groups: Array, first: Array
) -> dict[Division, Array]:
    of_group: list[Division | None] = [
        division_of(world, int(sums.tax[i]), int(sums.kind[i]), int(sums.slice[i]))
        for i in gross[first].tolist()
    ]
    distinct = list(dict.fromkeys(d for d in of_group if d is not None))
    number = np.array([distinct.index(d) if d else -1 for d in of_group], dtype=np.int64)
    member = number[groups] if len(groups) else groups
    return {shares: gross[member == i] for i, shares in enumerate(distinct)}


def divided(world: World, sums: Sums, parts: Array) -> Cells:
    """Cells with each level's part and the retained part as amount."""
    keys = (sums.slice, sums.project, sums.tax, sums.period, sums.grain)
    groups, first = group_numbers(*keys)
    slice_, project, tax, period, grain = (key[first] for key in keys)
    central, province, city = (group_sum(parts[:, i], groups, len(first)) for i in range(3))
    whole = central + province + city
    retained = {
        "city": city, "province": province, "local": province + city, "central": central, "all": whole,
    }[world.agreement.revenue.part]  # fmt: skip
    plain = undivided(world, tax) & ~_has_levels(sums, groups, len(first))
    amount = np.where(plain, whole, retained)
    return Cells(project, tax, period, slice_, grain, central, province, city, amount)


def _has_levels(sums: Sums, groups: Array, count: int) -> Array:
    split = np.zeros(count, dtype=bool)
    np.logical_or.at(split, groups, sums.level != 0)
    return split


