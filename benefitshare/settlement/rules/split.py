"""`split`: each party's exact share of every cell (docs/pipeline.md, section 8)."""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import Bands, Clause, FactorShares, Shares, Tier
from benefitshare.findings import Finding
from benefitshare.money import half_up
from benefitshare.settlement.cells import Cells, group_numbers
from benefitshare.settlement.days import NEVER, period_years
from benefitshare.settlement.numbers import group_sum
from benefitshare.settlement.rules.gate import missing_factor
from benefitshare.settlement.slices import extended_end, tier_bounds
from benefitshare.settlement.state import number_of
from benefitshare.settlement.trace import Trace, trace
from benefitshare.settlement.world import World

Array = npt.NDArray[Any]
Vector = tuple[Fraction, ...]
OUTSIDE = -1


@dataclass(frozen=True)
class Shared:
    """How a set of cells is split: `vectors[which]` are exact shares by party; `rates` may follow.

    `reasons[which]` says how the shares came about; `basis` are trace lines of what they rest on.
    """

    cells: Array
    vectors: tuple[Vector, ...]
    which: Array
    clause: Clause
    tier: int
    rates: FactorShares | None = None
    reasons: tuple[dict[str, Any], ...] = ()
    basis: tuple[Trace, ...] = ()


def tier_of(world: World, clause: Clause, project: Array, days: Array) -> Array:
    """The number of the tier each (project, day) lies in; OUTSIDE before, after and without a
    clock.
    """
    bounds = tier_bounds(world, clause)
    if bounds is None:
        return np.zeros(len(project), dtype=np.int64)
    tier = np.full(len(project), OUTSIDE, dtype=np.int64)
    for number in range(bounds.shape[1]):
        first, after = bounds[project, number, 0], bounds[project, number, 1]
        tier[(first <= days) & (days < after)] = number
    for extend in world.clauses("extend"):
        if extend.spec.split == clause.id:
            tier[extension_cells(world, clause, extend, project, days)] = bounds.shape[1] - 1
    return tier


def extension_cells(
    world: World, split: Clause, extend: Clause, project: Array, days: Array
) -> Array:
    """Which (project, day) lie in the years an `extend` clause may add to a split."""
    from benefitshare.settlement.slices import in_force, in_scope_projects

    ended, extended = extended_end(world, split, extend.spec.years)
    within = (ended[project] <= days) & (days < extended[project])
    covered = in_scope_projects(extend.scope, world.projects)[project]
    covered = covered & in_force(world, extend, days, project)
    return within & covered


def shared_by(world: World, clause: Clause, cells: Cells, members: Array) -> list[Shared]:
    """How the cells at `members`, to which the clause applies, are split, tier by tier."""
    tier = tier_of(world, clause, cells.project[members], cells.slice[members])
    result = []
    for number in np.unique(tier).tolist():
        at = members[tier == number]
        rule = None if number == OUTSIDE else clause.spec.tiers[number]
        result.append(_shared(world, clause, number, rule, cells, at))
    return result


def _shared(
    world: World, clause: Clause, number: int, rule: Tier | None, cells: Cells, at: Array
) -> Shared:
    reasons: tuple[dict[str, Any], ...] = ()
    basis: tuple[Trace, ...] = ()
    if rule is None:
        vectors, which = _outside(world, clause, cells, at)
    elif rule.shares:
        vectors, which = _constant(world, clause, number, cells, at)
    elif rule.bands:
        vectors, which = _banded(world, rule.bands, cells, at)
        basis = (_band_lines(world, clause, number, rule.bands, cells, at),) if world.traced else ()
    else:
        assert rule.factors
        vectors, which, reasons = _weighted(world, rule.factors, cells, at)
    rates = rule.factors if rule and rule.factors and rule.factors.rates else None
    return Shared(at, vectors, which, clause, number, rates, reasons, basis)


def _outside(
    world: World, clause: Clause, cells: Cells, at: Array
) -> tuple[tuple[Vector, ...], Array]:
    taker = receiver(world, clause.spec.outside_to, cells, at)
    size = len(world.parties)
    vectors = tuple(tuple(Fraction(int(i == p)) for i in range(size)) for p in range(size))
    return vectors, taker


def receiver(world: World, reference: str | None, cells: Cells, at: Array) -> Array:
    """The party number a reference gives for cells; None is the collector."""
    if reference is not None:
        return world.of_projects(reference)[cells.project[at]]
    slice_ = cells.slice[at]
    project = cells.project[at]
    days = np.where(slice_ == NEVER, world.test_days(cells.period[at], project), slice_)
    return world.collectors(project, days)


def _constant(
    world: World, clause: Clause, tier: int, cells: Cells, at: Array
) -> tuple[tuple[Vector, ...], Array]:
    shares: list[Shares] = [spec.tiers[tier].shares for spec in world.specs(clause)]
    combinations = world.projects.combinations
    present = world.projects.combination[cells.project[at]]
    if not world.uses_projects(shares[0]):
        present = np.zeros_like(present)
    present = present + world.member_of(cells.project[at]) * len(combinations)
    numbers, which = np.unique(present, return_inverse=True)
    cases = (divmod(number, len(combinations)) for number in numbers.tolist())
    vectors = tuple(
        tuple(world.share_vector(shares[member], combinations[case], member))
        for member, case in cases
    )
    return vectors, which


def _banded(
    world: World, bands: Bands, cells: Cells, at: Array
) -> tuple[tuple[Vector, ...], Array]:
    groups, _, totals = _band_totals(world, bands, cells, at)
    combination = world.projects.combination[cells.project[at]]
    pairs, pair_first = group_numbers(groups, combination)
    vectors = tuple(
        _band_vector(world, bands, int(totals[groups[i]]), int(combination[i]))
        for i in pair_first.tolist()
    )
    return vectors, pairs


def _band_totals(world: World, bands: Bands, cells: Cells, at: Array) -> tuple[Array, Array, Array]:
    """Group numbers of the cells, the first cell of each group, and what each group adds up to."""
    project, period = cells.project[at], cells.period[at]
    keys: tuple[Array, ...] = {
        "project_tax_period": (project, cells.tax[at], period),
        "project_period": (project, period),
        "agreement_period": (world.member_of(project), period),
    }[bands.of]
    groups, first = group_numbers(*keys)
    return groups, first, group_sum(cells.amount[at], groups, len(first))


def _band_lines(
    world: World, clause: Clause, tier: int, bands: Bands, cells: Cells, at: Array
) -> Trace:
    """One line per group: the amount that picks the bands, and the part of it in each."""
    _, first, totals = _band_totals(world, bands, cells, at)
    blank = np.full(len(first), -1, dtype=np.int64)
    by_project = bands.of != "agreement_period"
    notes = [{"tier": tier + 1, "parts_fen": _band_parts(bands, t)} for t in totals.tolist()]
    return trace(
        "share", "bands", totals, project=cells.project[at][first] if by_project else blank,
        tax=cells.tax[at][first] if bands.of == "project_tax_period" else blank,
        period=cells.period[at][first], clause=number_of(world, clause), note=notes,
        note_of=np.arange(len(first)),
    )  # fmt: skip


def _band_parts(bands: Bands, total: int) -> list[int]:
    """What of a total lies in each band; all of it in one where bands are whole."""
    count = len(bands.limits_fen) + 1
    if total <= 0 or bands.mode == "whole":
        place = 0 if total <= 0 else _band_place(bands, total)
        return [total if i == place else 0 for i in range(count)]
    edges = [0, *bands.limits_fen, max(total, *bands.limits_fen, 0)]
    return [max(0, min(total, hi) - lo) for lo, hi in pairwise(edges)]


def _band_place(bands: Bands, total: int) -> int:
    find = bisect.bisect_left if bands.boundary == "lower" else bisect.bisect_right
    return find(bands.limits_fen, total)


def _band_vector(world: World, bands: Bands, total: int, combination: int) -> Vector:
    parties = world.projects.combinations[combination]
    by_band = [world.share_vector(s, parties) for s in bands.shares]
    if total <= 0:
        return tuple(by_band[0])
    if bands.mode == "whole":
        return tuple(by_band[_band_place(bands, total)])
    parts = _band_parts(bands, total)
    return tuple(
        sum((Fraction(p) * v[i] for p, v in zip(parts, by_band, strict=True)), Fraction(0)) / total
        for i in range(len(world.parties))
    )


def _weighted(
    world: World, factors: FactorShares, cells: Cells, at: Array
) -> tuple[tuple[Vector, ...], Array, tuple[dict[str, Any], ...]]:
    groups, first = _factor_groups(world, factors, cells.period[at], cells.slice[at])
    vectors, reasons = [], []
    for i in first.tolist():
        year, day = factor_year(world, factors, int(cells.period[at][i])), int(cells.slice[at][i])
        ratios = factor_ratios(world, factors, year, day)
        assert not isinstance(ratios, str)
        vectors.append(_placed(world, factors, ratios))
        reasons.append({"year": year, "values": _values_used(world, factors, year, day)})
    return tuple(vectors), groups, tuple(reasons)


def _values_used(
    world: World, factors: FactorShares, year: int, day: int
) -> dict[str, dict[str, str]]:
    """The factor values behind some ratios, by factor and party."""
    return {
        name: {p: str(_factor_value(world, factors, p, name, year, day)) for p in factors.parties}
        for name, _ in factors.weights
    }


def _factor_groups(
    world: World, factors: FactorShares, period: Array, days: Array
) -> tuple[Array, Array]:
    if factors.change == "frozen":
        return group_numbers(period_years(period, world.cycle))
    return group_numbers(period_years(period, world.cycle), days)


def factor_year(world: World, factors: FactorShares, period: int) -> int:
    """The year whose factor values count for a period."""
    year = int(period_years(np.array([period]), world.cycle)[0])
    return year - 1 if factors.factor_year == "previous" else year


def _placed(world: World, factors: FactorShares, ratios: list[Fraction]) -> Vector:
    vector = [Fraction(0)] * len(world.parties)
    for party, ratio in zip(factors.parties, ratios, strict=True):
        vector[world.party(party)] += ratio
    return tuple(vector)


def factor_ratios(world: World, factors: FactorShares, year: int, day: int) -> list[Fraction] | str:
    """Each party's exact ratio; or `missing:<party>:<factor>` or `zero` where there is none."""
    table: dict[str, list[Fraction]] = {}
    for name, _ in factors.weights:
        values = []
        for party in factors.parties:
            value = _factor_value(world, factors, party, name, year, day)
            if value is None:
                return f"missing:{party}:{name}"
            values.append(value)
        table[name] = values
    weights = {
        name: w
        for name, w in factors.weights
        if factors.zero_factor == "refuse" or sum(table[name], Fraction(0))
    }
    if not weights or any(sum(table[name], Fraction(0)) == 0 for name in weights):
        return "zero"
    whole = sum(weights.values(), Fraction(0))
    ratios = [
        sum((w / whole * table[n][i] / sum(table[n]) for n, w in weights.items()), Fraction(0))
        for i in range(len(factors.parties))
    ]
    return _rounded(world, factors, ratios)


def _rounded(world: World, factors: FactorShares, ratios: list[Fraction]) -> list[Fraction]:
    if factors.decimals is None:
        return ratios
    unit = 10**factors.decimals
    kept = [Fraction(half_up(r * unit), unit) for r in ratios]
    taker = (
        max(range(len(kept)), key=lambda i: (kept[i], -world.party(factors.parties[i])))
        if factors.ratio_residue == "largest"
        else factors.parties.index(factors.ratio_residue)
    )
    kept[taker] += 1 - sum(kept, Fraction(0))
    return kept


def _factor_value(
    world: World, factors: FactorShares, party: str, name: str, year: int, day: int
) -> Fraction | None:
    rows = world.factors.get((party, name, year), ())
    if factors.change == "from_date":
        rows = tuple(r for r in rows if r.from_day <= day)[-1:]
    if not rows:
        return None
    value = rows[0].value
    if factors.round_unit is None:
        return value
    units = value / factors.round_unit
    return factors.round_unit * (
        math.floor(units) if factors.round_mode == "down" else half_up(units)
    )


def factor_problem(
    world: World,
    clause: Clause,
    factors: FactorShares,
    period: Array,
    days: Array,
    findings: list[Finding],
) -> Array:
    """The code of what a factor rule lacks, per key; each lack is found once."""
    groups, first = _factor_groups(world, factors, period, days)
    codes = np.full(len(first), "", dtype=object)
    for number, at in enumerate(first.tolist()):
        year = factor_year(world, factors, int(period[at]))
        ratios = factor_ratios(world, factors, year, int(days[at]))
        if isinstance(ratios, str):
            codes[number] = "factor-missing" if ratios.startswith("missing") else "factor-zero"
            finding = _factor_finding(clause, ratios, year)
            if finding not in findings:
                findings.append(finding)
    return codes[groups] if len(groups) else groups.astype(object)


def _factor_finding(clause: Clause, problem: str, year: int) -> Finding:
    if problem == "zero":
        return Finding("factor-zero", params={"year": year}, clause=clause.id)
    _, party, name = problem.split(":")
    return missing_factor(clause.id, party, name, year)
