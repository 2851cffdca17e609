"""Clocks and slices: on which days anything changes for a project, and what holds on a slice.

A slice is a run of days on which every clause, tier, amendment, shared tax and division row of
a project
is constant; it is named by its first day.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import Clause, Clock, Scope, SharedTax
from benefitshare.periods import Years
from benefitshare.reference.division import DivisionRow
from benefitshare.settlement.days import (
    BLANK,
    NEVER,
    add_years,
    day_number,
    month_start,
    new_year,
    years_of,
)  # fmt: skip
from benefitshare.settlement.world import TAXES, Projects, World

Array = npt.NDArray[Any]


def in_scope_projects(scope: Scope, projects: Projects) -> Array:
    """Which projects a clause applies to, by class, park, project and industry."""
    mask = np.ones(len(projects), dtype=bool)
    columns = (
        (scope.classes, projects.classes), (scope.parks, projects.parks),
        (scope.projects, projects.ids),
        (scope.industries, projects.industries),
    )  # fmt: skip
    for wanted, values in columns:
        if wanted:
            mask &= np.fromiter((v in wanted for v in values), dtype=bool, count=len(projects))
    return mask


def in_scope_taxes(scope: Scope) -> Array:
    """Which of TAXES a clause applies to."""
    return np.array([not scope.taxes or tax in scope.taxes for tax in TAXES])


def start_of_years(world: World, clause: Clause, clock: Clock) -> Array:
    """The event that starts the clock, for each project; BLANK where it is missing."""
    if clock.pick == "calendar":
        return np.zeros(len(world.projects), dtype=np.int32)
    event = _event(world, clause, clock)
    return np.where(event == BLANK, BLANK, _counted(clock, _known(event))).astype(np.int32)


def _counted(clock: Clock, event: Array) -> Array:
    """The first day that counts: the event's, the next, or the first of a month."""
    if clock.anniversary == "month":
        return month_start(event, 1 if clock.first_day == "next_day" else 0)
    return event + np.int32(clock.first_day == "next_day")


def _event(world: World, clause: Clause, clock: Clock) -> Array:
    size = len(world.projects)
    if clause.clock_restart is not None:
        return np.full(size, day_number(clause.clock_restart), dtype=np.int32)
    if clock.pick == "date":
        return np.full(size, day_number(clock.date), dtype=np.int32)
    if clock.pick == "term":
        return np.full(size, world.term_days(np.arange(size))[0], dtype=np.int32)
    events = np.stack([world.projects.events[e] for e in clock.events])
    latest = events.max(axis=0) if clock.pick == "latest_of" else events.min(axis=0)
    return np.where((events == BLANK).any(axis=0), BLANK, latest)


def _known(event: Array) -> Array:
    return np.where(event == BLANK, 0, event).astype(np.int32)


def year_start(clock: Clock, starts: Array, year: int | None) -> Array:
    """The day on which a year of the clock begins, for each project; NEVER for an open end or no
    clock.
    """
    if year is None:
        return np.full(len(starts), NEVER, dtype=np.int32)
    known = _known(starts)
    if clock.pick == "calendar":
        days = new_year(np.full(len(starts), year))
    elif clock.year_one == "anniversary":
        days = add_years(known, year - 1)
    else:
        days = new_year(years_of(known) + year - (1 if clock.year_one == "event_year" else 0))
    return np.where(starts == BLANK, NEVER, days).astype(np.int32)


def year_bounds(
    world: World, clause: Clause, clock: Clock | None, spans: list[Years]
) -> Array | None:
    """Days on which runs of years begin and end: shape (projects, spans, 2); None if no clock."""
    if clock is None:
        return None
    starts = start_of_years(world, clause, clock)
    edges = [
        (
            year_start(clock, starts, y.first),
            year_start(clock, starts, y.last + 1 if y.last else None),
        )
        for y in spans
    ]
    return np.stack([np.stack(edge, axis=1) for edge in edges], axis=1)


def within_years(
    world: World, clause: Clause, years: Years | None, project: Array, days: Array
) -> Array:
    """Whether days lie in the years of a clause's clock; always, where it has none."""
    if years is None:
        return np.ones(len(project), dtype=bool)
    bounds = year_bounds(world, clause, clause.spec.clock or Clock(pick="calendar"), [years])
    assert bounds is not None
    return np.asarray((bounds[project, 0, 0] <= days) & (days < bounds[project, 0, 1]))


def days_in_years(world: World, clause: Clause, days: Array) -> Array:
    """Whether days lie in the years of a clock that no project starts (a date, the term, the
    calendar).
    """
    years: Years | None = clause.spec.years
    if years is None:
        return np.ones(len(days), dtype=bool)
    clock = clause.spec.clock or Clock(pick="calendar")
    restart = clause.clock_restart if clock.pick != "calendar" else None
    date = world.agreement.term_from if clock.pick == "term" else clock.date
    event = np.full(1, day_number(restart or date, np.int32(0)), dtype=np.int32)
    start = event if clock.pick == "calendar" else _counted(clock, event)
    first = year_start(clock, start, years.first)
    after = year_start(clock, start, years.last + 1 if years.last else None)
    return (first <= days) & (days < after)


def in_force(world: World, clause: Clause, days: Array, project: Array | None = None) -> Array:
    """Whether a clause is in force on days; `project` says in whose agreement, where there are
    several.
    """
    first, last = world.span_days(clause, project)
    return np.asarray((first <= days) & (days <= last))


def tier_bounds(world: World, clause: Clause) -> Array | None:
    """Days on which the tiers of a split begin and end: shape (projects, tiers, 2); None without
    tiers.
    """
    spans = [t.years for t in clause.spec.tiers]
    if spans == [None]:
        return None
    return year_bounds(world, clause, clause.spec.clock, [s for s in spans if s])


def extended_end(world: World, clause: Clause, more: int) -> tuple[Array, Array]:
    """For each project the day after the last tier, and the day after `more` further years."""
    clock = clause.spec.clock
    assert clock is not None
    starts = start_of_years(world, clause, clock)
    last = clause.spec.tiers[-1].years.last
    return year_start(clock, starts, last + 1), year_start(clock, starts, last + 1 + more)


DATED_KINDS = ("split", "extend", "set_aside", "give_back")
"""Clauses that look at the tier date, so that their days cut slices."""


def break_days(world: World) -> Array:
    """Sorted days on which something changes: shape (projects, k), padded with NEVER."""
    projects = np.arange(len(world.projects))
    columns = [_alike(world, _common_days(world)), _edges(*world.term_days(projects), projects)]
    for clause in world.clauses(*DATED_KINDS):
        span = _edges(*world.span_days(clause, projects), projects)
        days = np.concatenate(
            [span, _alike(world, _factor_days(world, clause)), *_clause_days(world, clause)], axis=1
        )
        within = (span[:, :1] <= days) & (days <= span[:, 1:])
        covered = in_scope_projects(clause.scope, world.projects)[:, None]
        columns.append(np.where(within & covered, days, NEVER).astype(np.int32))
    return np.sort(np.concatenate(columns, axis=1), axis=1)


def _common_days(world: World) -> list[int]:
    agreement = world.agreement
    days = {day_number(change.on) for change in agreement.party_changes}
    spans: list[SharedTax | DivisionRow] = [*agreement.revenue.taxes, *division_rows(world)]
    for dated in spans:
        days |= {day_number(dated.from_, BLANK), _after(dated.to)}
    return sorted(days - {int(NEVER), int(BLANK)})


def _after(day: Any) -> int:
    return int(NEVER) if day is None else day_number(day) + 1


def _alike(world: World, days: Iterable[int]) -> Array:
    """Some days for every project."""
    common = sorted(days)
    return np.full((len(world.projects), len(common)), common, dtype=np.int32)


def _edges(first: Any, last: Any, projects: Array) -> Array:
    """The first day and the day after the last, for every project; shape (projects, 2)."""
    after = np.where(np.asarray(last) == NEVER, NEVER, np.asarray(last) + 1)
    edges = np.empty((len(projects), 2), dtype=np.int32)
    edges[:, 0], edges[:, 1] = first, after
    return edges


def _factor_days(world: World, clause: Clause) -> set[int]:
    if clause.kind != "split":
        return set()
    dated = [t.factors for t in clause.spec.tiers if t.factors and t.factors.change == "from_date"]
    wanted = {(party, name) for f in dated for name, _ in f.weights for party in f.parties}
    if not wanted:
        return set()
    rows = [
        f
        for (who, name, _), values in world.factors.items()
        if (who, name) in wanted
        for f in values
    ]
    return {f.from_day for f in rows} - {int(BLANK)}


def _clause_days(world: World, clause: Clause) -> list[Array]:
    if clause.kind == "split":
        bounds = tier_bounds(world, clause)
        return [] if bounds is None else [bounds.reshape(len(world.projects), 2 * bounds.shape[1])]
    if clause.kind == "extend":
        splits = [c for c in world.clauses("split") if c.id == clause.spec.split]
        return [_extension_days(world, s, clause.spec.years) for s in splits]
    years = clause.spec.years
    if years is None:
        return []
    bounds = year_bounds(world, clause, clause.spec.clock or Clock(pick="calendar"), [years])
    assert bounds is not None
    return [bounds.reshape(len(world.projects), 2 * bounds.shape[1])]


def _extension_days(world: World, split: Clause, years: int) -> Array:
    days = np.stack(extended_end(world, split, years), axis=1)
    covered = in_scope_projects(split.scope, world.projects)[:, None]
    return np.where(covered, days, NEVER)


def division_rows(world: World) -> tuple[DivisionRow, ...]:
    """The statutory division rows an agreement uses; none when nothing is divided."""
    from benefitshare.reference import division_rows as shipped

    revenue = world.agreement.revenue
    if revenue.division == "none":
        return ()
    return revenue.division_rows if revenue.division == "rows" else shipped(revenue.division)


def slice_of(breaks: Array, project: Array, days: Array) -> Array:
    """The first day of the slice holding each day, by project; BLANK before the first break."""
    if not len(project):
        return np.zeros(0, dtype=np.int32)
    shift = np.int64(2) ** 33
    offset = np.arange(len(breaks), dtype=np.int64)[:, None] * shift
    keys = (breaks.astype(np.int64) + offset).reshape(-1)
    place = np.searchsorted(keys, project.astype(np.int64) * shift + days, side="right") - 1
    found = np.where(place >= 0, keys[np.maximum(place, 0)], -shift)
    owner_start = project.astype(np.int64) * shift
    within = found - owner_start
    return np.where(within < int(BLANK), BLANK, within).astype(np.int64).astype(np.int32)
