"""divide: each level's statutory part of every sum, in whole fen."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.money.split import split_exactly, weight_rows
from benefitshare.reference.division import DivisionRow
from benefitshare.settlement.cells import Cells, group_numbers
from benefitshare.settlement.collect import KINDS, LEVELS, Sums, TaxRecords
from benefitshare.settlement.days import BLANK, day_number
from benefitshare.settlement.numbers import group_sum
from benefitshare.settlement.slices import division_rows
from benefitshare.settlement.trace import Trace, trace
from benefitshare.settlement.world import TAXES, World

Array = npt.NDArray[Any]
Division = tuple[Fraction, Fraction, Fraction]

COLUMN_OF_LEVEL = np.array([2, 0, 1, 2, 2, 2, 2])
"""shared, central, province, city, county, township, local."""
COLUMN_OF_PART = {"central": 0, "province": 1, "local": 2, "city": 2, "all": 2}
"""Where money that no table divides is put, so that all of it is the part that is shared."""
PART_COLUMNS = {
    "city": (2,), "province": (1,), "local": (1, 2), "central": (0,), "all": (0, 1, 2),
}  # fmt: skip


def division_of(world: World, tax: int, kind: int, day: int) -> Division | None:
    """The shares (centre, province, city) of a tax on a day; None where no row is in force."""
    row = division_row_of(world, tax, kind, day)
    return None if row is None else (row.central, row.province, row.city)


def division_row_of(world: World, tax: int, kind: int, day: int) -> DivisionRow | None:
    """The row that divides a tax on a day: the agreement's for a refund kind, or the table's."""
    own = world.agreement.revenue.refund_division.get(KINDS[kind]) if kind else None
    if own is not None:
        return DivisionRow(TAXES[tax], *own, None, None)
    for row in division_rows(world):
        if row.tax == TAXES[tax] and day_number(row.from_, BLANK) <= day <= day_number(row.to):
            return row
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
    return np.asarray(tax == TAXES.index("other"))


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
    own = COLUMN_OF_PART[world.agreement.revenue.part]
    column = np.where(sums.level[rows] == 0, own, COLUMN_OF_LEVEL[sums.level[rows]])
    parts[rows, column] = sums.amount[rows]
    gross = np.flatnonzero(~split)
    era = _era(world, sums.slice[gross])
    groups, first = group_numbers(sums.tax[gross], sums.kind[gross], era)
    if len(gross):
        weights = weight_rows(_division_shares(world, sums, gross[first]))
        parts[gross] = split_exactly(sums.amount[gross], weights[groups])
    return parts


def _division_shares(world: World, sums: Sums, at: Array) -> list[Division]:
    """The shares of some sums; a gross record that no row divides has been set aside before."""
    found = []
    for tax, kind, day in zip(
        *(key[at].tolist() for key in (sums.tax, sums.kind, sums.slice)), strict=True
    ):
        shares = division_of(world, tax, kind, day)
        assert shares is not None
        found.append(shares)
    return found


def divided(world: World, sums: Sums, parts: Array) -> tuple[Cells, Array]:
    """Cells with each level's part and the retained part as amount; and the retained part of each
    sum.
    """
    keys = (sums.slice, sums.project, sums.tax, sums.period, sums.grain)
    groups, first = group_numbers(*keys)
    slice_, project, tax, period, grain = (key[first] for key in keys)
    central, province, city = (group_sum(parts[:, i], groups, len(first)) for i in range(3))
    retained = retained_part(world, parts)
    amount = group_sum(retained, groups, len(first))
    return Cells(project, tax, period, slice_, grain, central, province, city, amount), retained


def retained_part(world: World, parts: Array) -> Array:
    """The part that the agreement shares, of level parts (n, 3)."""
    columns = list(PART_COLUMNS[world.agreement.revenue.part])
    return np.asarray(parts[:, columns].sum(axis=1))


def division_lines(world: World, sums: Sums, retained: Array) -> Trace:
    """One line per sum: the retained part of it, and by which division row."""
    era = _era(world, sums.slice)
    groups, first = group_numbers(sums.tax, sums.kind, sums.level, era)
    cases = [_case(world, sums, at) for at in first.tolist()]
    return trace(
        "divide", "division", retained, project=sums.project, tax=sums.tax, period=sums.period,
        slice_=sums.slice, base=sums.amount, ratio=groups, ratios=tuple(r for r, _ in cases),
        note=[n for _, n in cases], note_of=groups,
    )  # fmt: skip


@lru_cache
def _written(central: Fraction, province: Fraction, city: Fraction, part: str) -> tuple[str, ...]:
    """The part that is retained and each level's, as texts."""
    shares = (central, province, city)
    kept = sum((shares[i] for i in PART_COLUMNS[part]), Fraction(0))
    return tuple(map(str, (kept, *shares)))


def _case(world: World, sums: Sums, at: int) -> tuple[str, dict[str, Any]]:
    """The retained ratio (blank: not divided here) and the division row of one sum."""
    tax, kind, level = int(sums.tax[at]), int(sums.kind[at]), int(sums.level[at])
    note: dict[str, Any] = {"kind": KINDS[kind], "level": LEVELS[level]}
    if level or undivided(world, sums.tax[[at]])[0]:
        return "", note
    row = division_row_of(world, tax, kind, int(sums.slice[at]))
    assert row is not None
    kept, *shares = _written(row.central, row.province, row.city, world.agreement.revenue.part)
    named = zip(("central", "province", "city"), shares, strict=True)
    dates = {"from": row.from_, "to": row.to}
    return kept, {
        **note,
        **dict(named),
        **dates,
        "confidence": row.confidence,
        "source": row.source,
    }
