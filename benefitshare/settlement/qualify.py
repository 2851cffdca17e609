"""qualify: which projects pass the gates, and which cells can be shared at all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import PROJECT_ROLES, Clause, Shares, Tier
from benefitshare.agreements.terms import listed, named
from benefitshare.findings import Finding
from benefitshare.settlement.cells import Cells, group_numbers
from benefitshare.settlement.collect import TaxRecords, counted
from benefitshare.settlement.days import day_text
from benefitshare.settlement.divide import without_division
from benefitshare.settlement.rules.gate import gate_tests
from benefitshare.settlement.slices import in_force, in_scope_projects, in_scope_taxes
from benefitshare.settlement.state import number_of
from benefitshare.settlement.trace import Trace, trace
from benefitshare.settlement.world import NOBODY, TAXES, World

Array = npt.NDArray[Any]


def failed_gates(
    world: World, records: TaxRecords
) -> tuple[dict[int, tuple[str, str]], list[Trace]]:
    """For each project that does not qualify the first gate it fails and the condition; all tests.

    Of a gate that was amended the last wording counts.
    """
    gates = {c.id: c for c in world.clauses("gate")}
    averaged = any(g.spec.source == "records" for g in gates.values())
    usable = records_for_gates(world, records) if averaged else records
    failed: dict[int, tuple[str, str]] = {}
    lines: list[Trace] = []
    for clause in gates.values():
        tests = gate_tests(world, clause, usable)
        for project, test in tests.items():
            if test["failed"]:
                failed.setdefault(project, (clause.id, test["failed"]))
        lines += _gate_lines(world, clause, tests) if world.traced else []
    return failed, lines


def _gate_lines(world: World, clause: Clause, tests: dict[int, dict[str, Any]]) -> list[Trace]:
    """One line per project: the average found (0 where none was looked for) and what was asked."""
    if not tests:
        return []
    found = [t.pop("average_fen", None) or 0 for t in tests.values()]
    amount = np.empty(len(found), dtype=object)
    amount[:] = found
    needed = np.full(len(found), clause.spec.average_at_least_fen or 0, dtype=np.int64)
    return [
        trace(
            "qualify", "gate", amount, project=np.array(list(tests)),
            clause=number_of(world, clause),
            base=needed, note=list(tests.values()), note_of=np.arange(len(found)),
        )
    ]  # fmt: skip


def records_for_gates(world: World, records: TaxRecords) -> TaxRecords:
    """The records an average may count: of a shared tax, of a counted kind, whatever the term."""
    usable = ~np.isin(records.reason, ("tax_not_shared", "date-missing"))
    plain = records.take(np.flatnonzero(usable & counted(world, records)))
    plain = replace(plain, reason=np.full(len(plain), "", dtype=object))
    return plain.take(np.flatnonzero(~without_division(world, plain)))


def applies(world: World, clause: Clause, project: Array, tax: Array, days: Array) -> Array:
    """Which (project, tax, day) a clause applies to."""
    projects = in_scope_projects(clause.scope, world.projects)
    return (
        projects[project]
        & in_scope_taxes(clause.scope)[tax]
        & in_force(world, clause, days, project)
    )


def no_division(world: World, records: TaxRecords) -> tuple[TaxRecords, list[Finding]]:
    """Set aside gross records of a tax that no division row covers."""
    missing = without_division(world, records)
    findings = []
    for tax in np.unique(records.tax[missing]).tolist():
        of_tax = missing & (records.tax == tax)
        findings.append(
            Finding(
                "no-division-row",
                params={
                    "tax": named("tax", TAXES[tax]),
                    "division": world.agreement.revenue.division,
                    "day": day_text(int(records.slice[of_tax].min())),
                    "rows": int(records.count[of_tax].sum()),
                },
                amount_fen=int(np.abs(records.amount[of_tax]).sum()),
            )
        )
    return records.refuse(missing, "no-division-row"), findings


def unshareable(world: World, cells: Cells, qualified: Array) -> tuple[Array, list[Finding]]:
    """For each cell the code of what hinders sharing it (empty: nothing), and the findings.

    A split that is missing or doubled, or a fact that a rule lacks, takes the whole
    project × tax × period with it, so that a year is never half shared.
    """
    findings: list[Finding] = []
    problem = _problems(world, cells, qualified, findings)
    whole, first = group_numbers(cells.project, cells.tax, cells.period)
    reason = np.full(len(first), "", dtype=object)
    for at in np.flatnonzero(problem != "")[::-1].tolist():
        reason[whole[at]] = problem[at]
    return reason[whole], findings


def refused_records(records: TaxRecords, cells: Cells, problem: Array) -> TaxRecords:
    """Records with the reason for which their project × tax × period is not shared."""
    bad = problem != ""
    if not bad.any():
        return records
    used = np.flatnonzero(records.reason == "")
    keys = [np.concatenate((getattr(records, k)[used], getattr(cells, k)[bad])) for k in _WHOLE]
    groups, first = group_numbers(*keys)
    reason_of = np.full(len(first), "", dtype=object)
    reason_of[groups[len(used) :]] = problem[bad]
    reason = records.reason.copy()
    reason[used] = reason_of[groups[: len(used)]]
    return replace(records, reason=reason)


_WHOLE = ("project", "tax", "period")


def _problems(world: World, cells: Cells, qualified: Array, findings: list[Finding]) -> Array:
    """The code of what hinders sharing, per cell; empty where nothing does."""
    project, tax, period, slice_ = cells.project, cells.tax, cells.period, cells.slice
    splits = world.clauses("split")
    masks = [applies(world, c, project, tax, slice_) for c in splits]
    count = np.sum(masks, axis=0) if masks else np.zeros(len(project), dtype=np.int64)
    problem = np.full(len(project), "", dtype=object)
    problem[count == 0] = "no-split-applies"
    problem[count > 1] = "two-splits-apply"
    for code in ("no-split-applies", "two-splits-apply"):
        findings += _clause_findings(world, code, problem, splits, masks, project, tax, period)
    for clause, mask in zip(splits, masks, strict=True):
        rows = np.flatnonzero(mask & (problem == ""))
        problem[rows] = _lacking(world, clause, project[rows], period[rows], slice_[rows], findings)
    rows = np.flatnonzero(problem == "")
    problem[rows] = _other_clauses(world, cells.take(rows), qualified, findings)
    return problem


def _clause_findings(
    world: World,
    code: str,
    problem: Array,
    splits: list[Clause],
    masks: list[Array],
    project: Array,
    tax: Array,
    period: Array,
) -> list[Finding]:
    rows = np.flatnonzero(problem == code)
    _, first = group_numbers(project[rows], tax[rows], period[rows])
    findings = []
    for at in rows[first].tolist():
        clauses = [c.id for c, m in zip(splits, masks, strict=True) if m[at]]
        findings.append(
            Finding(
                code,
                params={
                    "project": world.projects.ids[project[at]],
                    "tax": named("tax", TAXES[tax[at]]),
                    "period": world.label(period[at]),
                    "clauses": listed(clauses),
                },
                clause=clauses[0] if clauses else None,
            )
        )
    return findings


def _lacking(
    world: World,
    clause: Clause,
    project: Array,
    period: Array,
    slice_: Array,
    findings: list[Finding],
) -> Array:
    """Codes of the facts a split lacks for its keys: a blank project party, a missing or zero
    factor.
    """
    from benefitshare.settlement.rules.split import factor_problem, tier_of

    problem = np.full(len(project), "", dtype=object)
    tier = tier_of(world, clause, project, slice_)
    for number, rule in enumerate(clause.spec.tiers):
        rows = np.flatnonzero(tier == number)
        problem[rows] = _unnamed(world, clause, rule, project[rows], findings)
        if rule.factors:
            problem[rows] = factor_problem(
                world, clause, rule.factors, period[rows], slice_[rows], findings
            )
    outside = clause.spec.outside_to
    if outside and outside.startswith("project."):
        rows = np.flatnonzero(tier == -1)
        problem[rows] = _blank_parties(
            world, clause.id, outside.removeprefix("project."), project[rows], findings
        )
    return problem


def _unnamed(
    world: World, clause: Clause, rule: Tier, project: Array, findings: list[Finding]
) -> Array:
    problem = np.full(len(project), "", dtype=object)
    shares: list[Shares] = (
        [rule.shares] if rule.shares else list(rule.bands.shares) if rule.bands else []
    )
    for column in dict.fromkeys(c for s in shares for c in world.uses_projects(s)):
        blank = _blank_parties(world, clause.id, column, project, findings)
        problem = np.where(problem == "", blank, problem)
    return problem


def _blank_parties(
    world: World, clause: str | None, column: str, project: Array, findings: list[Finding]
) -> Array:
    blank = world.projects.parties[column][project] == NOBODY
    findings.extend(
        Finding(
            "project-party-unknown",
            params={
                "project": world.projects.ids[number],
                "column": named("role", PROJECT_ROLES[column]),
            },
            value=world.projects.party_texts[column][number] or None,
            clause=clause,
        )
        for number in np.unique(project[blank]).tolist()
    )
    return np.where(blank, "project-party-unknown", "")


def _other_clauses(world: World, cells: Cells, qualified: Array, findings: list[Finding]) -> Array:
    """The codes of facts that caps, baselines and the collector lack, per cell."""
    missing: list[Finding] = []
    problem = np.full(len(cells), "", dtype=object)
    for reference, clause_id in _named_by_project(world):
        column = reference.removeprefix("project.")
        blank = _blank_parties(world, clause_id, column, cells.project, missing)
        problem = np.where(problem == "", blank, problem)
    stopped = _without_cap(world, cells, qualified, missing)
    stopped |= _without_stock(world, cells, missing)
    problem[(problem == "") & stopped] = "factor-missing"
    findings += _distinct(missing)
    return problem


def _without_cap(world: World, cells: Cells, qualified: Array, missing: list[Finding]) -> Array:
    """Cells of projects for which a cap lacks a factor."""
    from benefitshare.settlement.rules.cap import cap_amounts

    present = np.zeros(len(world.projects), dtype=bool)
    present[cells.project] = True
    stopped = np.zeros(len(world.projects), dtype=bool)
    for clause in world.clauses("cap"):
        needed = qualified if clause.spec.per == "agreement" else present
        stopped |= cap_amounts(world, clause, needed, missing)[1]
    return stopped[cells.project]


def _without_stock(world: World, cells: Cells, missing: list[Finding]) -> Array:
    """Cells to which a baseline applies that lacks a factor."""
    from benefitshare.settlement.rules.baseline import average_amounts
    from benefitshare.settlement.rules.groups import members

    stopped = np.zeros(len(cells), dtype=bool)
    for clause in world.clauses("baseline"):
        at = members(world, clause, cells)
        present = np.zeros(len(world.projects), dtype=bool)
        present[cells.project[at]] = True
        lacking = average_amounts(world, clause, present, missing)[1]
        stopped[at] |= lacking[cells.project[at]]
    return stopped


def _distinct(findings: list[Finding]) -> list[Finding]:
    return list({repr(f): f for f in findings}.values())


def _named_by_project(world: World) -> list[tuple[str, str | None]]:
    """Project references in clauses that hold a party of each project, and in the collector."""
    named: list[tuple[str, str | None]] = []
    if world.agreement.settlement.collector.startswith("project."):
        named.append((world.agreement.settlement.collector, None))
    for clause in world.agreement.clauses:
        for name in ("party", "excess_to", "owner", "absorbed_by", "to", "paid_by"):
            value = getattr(clause.spec, name, None)
            if isinstance(value, str) and value.startswith("project."):
                named.append((value, clause.id))
    return named
