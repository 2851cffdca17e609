"""`gate`: does a project meet the conditions (docs/pipeline.md, section 6)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.clauses.gate import Gate
from benefitshare.agreements.model import Clause
from benefitshare.agreements.terms import named
from benefitshare.findings import Finding
from benefitshare.money import half_up
from benefitshare.settlement.collect import TaxRecords
from benefitshare.settlement.days import (
    BLANK,
    add_years,
    day_number,
    day_text,
    new_year,
    years_of,
)  # fmt: skip
from benefitshare.settlement.world import World

Array = npt.NDArray[Any]


def gate_tests(world: World, clause: Clause, records: TaxRecords) -> dict[int, dict[str, Any]]:
    """For each project the clause applies to: the condition it failed (blank: none) and the
    numbers.

    `records` are those an average may count.
    """
    from benefitshare.settlement.slices import in_scope_projects

    gate: Gate = clause.spec
    tests: dict[int, dict[str, Any]] = {}
    for project in np.flatnonzero(in_scope_projects(clause.scope, world.projects)).tolist():
        found: dict[str, Any] = {}
        failed = (
            _class(world, gate, project, found)
            or _confirmed(world, gate, project)
            or _event(world, gate, project, found)
            or _average(world, clause, project, records, found)
        )
        tests[project] = {"failed": failed, **found}
    return tests


def _class(world: World, gate: Gate, project: int, found: dict[str, Any]) -> str:
    if gate.classes:
        found["class"] = world.projects.classes[project]
    wrong = gate.classes and world.projects.classes[project] not in gate.classes
    return "class" if wrong else ""


def _confirmed(world: World, gate: Gate, project: int) -> str:
    return "confirmed" if gate.confirmed and not world.projects.confirmed[project] else ""


def _event(world: World, gate: Gate, project: int, found: dict[str, Any]) -> str:
    if gate.event is None:
        return ""
    day = int(world.projects.events[gate.event][project])
    found["event"] = day_text(day)
    within = day_number(gate.event_from, BLANK) <= day <= day_number(gate.event_to)
    return "" if within and day != BLANK else "event_between"


def _average(
    world: World,
    clause: Clause,
    project: int,
    records: TaxRecords,
    found: dict[str, Any],
) -> str:
    gate: Gate = clause.spec
    if gate.average_at_least_fen is None:
        return ""
    event = int(world.projects.events[gate.before][project])
    found["before"] = day_text(event)
    if event == BLANK:
        return "average_tax"
    total = (
        _from_factor(world, clause, project, event)
        if gate.source == "factor"
        else _from_records(world, gate, event, project, records)
    )
    if total is None:
        return "average_tax"
    average = total / gate.years
    if gate.round_average:
        average = Fraction(half_up(average))
    found |= {"total_fen": str(total), "average_fen": average}
    needed = gate.average_at_least_fen
    enough = average >= needed if gate.inclusive else average > needed
    return "" if enough else "average_tax"


def _from_factor(world: World, clause: Clause, project: int, event: int) -> Fraction | None:
    gate: Gate = clause.spec
    year = int(years_of(np.array([event]))[0])
    subject = world.projects.ids[project]
    total = world.factor_sum(subject, gate.factor, range(year - gate.years, year))
    if isinstance(total, int):
        world.findings.append(missing_factor(clause.id, subject, gate.factor, total))
        return None
    return total * 100


def missing_factor(clause: str, subject: str, factor: str, year: int) -> Finding:
    """The finding that a factor row is not there; it is never taken as zero."""
    return Finding(
        "factor-missing",
        params={
            "subject": subject,
            "factor": named("factor", factor),
            "code": factor,
            "year": year,
        },
        clause=clause,
    )


def _from_records(
    world: World, gate: Gate, event: int, project: int, records: TaxRecords
) -> Fraction:
    """The retained part of the project's records in the window, divided cell by cell."""
    from benefitshare.settlement.collect import summed, year_days
    from benefitshare.settlement.divide import level_parts, retained_part

    day = year_days(world, records)
    if gate.by == "anniversary":
        last = event
        first = int(add_years(np.array([event], dtype=np.int32), -gate.years)[0])
    else:
        year = int(years_of(np.array([event]))[0])
        first, last = int(new_year(year - gate.years)), int(new_year(year))
    within = (records.project == project) & (first <= day) & (day < last)
    sums = summed(world, records.take(np.flatnonzero(within)))
    return Fraction(int(retained_part(world, level_parts(world, sums)).sum()))
