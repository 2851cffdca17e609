"""The trace of clocks: for each project the day its years start, and the days its tiers run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import Clause, Clock
from benefitshare.periods import Years
from benefitshare.settlement.cells import group_numbers
from benefitshare.settlement.days import day_text
from benefitshare.settlement.slices import extended_end, start_of_years, year_bounds
from benefitshare.settlement.state import number_of
from benefitshare.settlement.trace import Trace, trace
from benefitshare.settlement.world import World

Array = npt.NDArray[Any]


def clock_lines(world: World, stage: str, clause: Clause, project: Array) -> list[Trace]:
    """One line per project of `project`; notes are one per distinct run of days, not per project.

    A note holds `start` (blank: the event is missing), `events` (the days they are picked from),
    `runs` (years, first day, day after the last) and, for a split that may be extended, `extended`.
    """
    return Clocks.of(world, clause).lines(world, stage, project) if world.traced else []


@dataclass(frozen=True)
class Clocks:
    """The clock of a clause for every project: its days, by column, and how they are written."""

    clause: Clause
    clock: Clock
    spans: list[Years]
    columns: list[Array]

    @classmethod
    def of(cls, world: World, clause: Clause) -> Clocks:
        """Of all projects; no columns where a clause counts no years."""
        spans = _spans(clause)
        clock = (clause.spec.clock if spans else None) or Clock(pick="calendar")
        if not spans:
            return cls(clause, clock, spans, [])
        bounds = year_bounds(world, clause, clock, spans)
        assert bounds is not None
        ends = [e for more in _extensions(world, clause) for e in extended_end(world, clause, more)]
        edges = [bounds[:, i, j] for i in range(len(spans)) for j in (0, 1)]
        events = [world.projects.events[e] for e in clock.events]
        start = start_of_years(world, clause, clock)
        return cls(clause, clock, spans, [start, *events, *edges, *ends])

    def lines(self, world: World, stage: str, project: Array) -> list[Trace]:
        """One line per project of `project`."""
        if not self.columns or not len(project):
            return []
        here = np.unique(project)
        columns = [c[here] for c in self.columns]
        groups, first = group_numbers(*columns)
        calendar = self.clock.pick == "calendar"
        rows = np.stack(columns, axis=1)[first].tolist()
        notes = [_note(self.clock, self.spans, row, calendar=calendar) for row in rows]
        amount = np.zeros(len(here), dtype=np.int64)
        return [
            trace(
                stage, "clock", amount, project=here, clause=number_of(world, self.clause),
                note=notes, note_of=groups,
            )
        ]  # fmt: skip


def _spans(clause: Clause) -> list[Years]:
    tiers = getattr(clause.spec, "tiers", None)
    if tiers is None:
        years = clause.spec.years
        return [] if years is None else [years]
    return [t.years for t in tiers if t.years]


def _extensions(world: World, clause: Clause) -> list[int]:
    if clause.kind != "split":
        return []
    return [e.spec.years for e in world.clauses("extend") if e.spec.split == clause.id]


def _note(clock: Clock, spans: list[Years], values: list[int], *, calendar: bool) -> dict[str, Any]:
    days = [day_text(v) for v in values]
    start, events = days[0], days[1 : 1 + len(clock.events)]
    edges = days[1 + len(clock.events) :]
    runs = [
        {"years": f"{s.first}-{s.last or ''}", "from": edges[2 * i], "before": edges[2 * i + 1]}
        for i, s in enumerate(spans)
    ]
    note: dict[str, Any] = {"start": "" if calendar else start, "runs": runs}
    if events:
        note["events"] = dict(zip(clock.events, events, strict=True))
    if edges[2 * len(spans) :]:
        note["extended"] = edges[2 * len(spans) :]
    return note
