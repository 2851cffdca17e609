"""Output sharing: assessment credit beside the official figure, which stays with the place (section
12).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import PROJECT_ROLES, Clause, OutputClause, Shares
from benefitshare.agreements.terms import listed, named
from benefitshare.findings import Finding
from benefitshare.money.split import split_exactly, weights_of
from benefitshare.money.unknown import InexactError, Unknown
from benefitshare.settlement.days import day_text
from benefitshare.settlement.slices import in_force, in_scope_projects, tier_bounds
from benefitshare.settlement.world import NOBODY, World

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class OutputRecords:
    """Output records of one agreement; `first_day`, `last_day` bound the statistical period."""

    record: Array
    project: Array
    indicator: Array
    period: Array
    first_day: Array
    last_day: Array
    value: Array
    reason: Array


@dataclass(frozen=True)
class Credit:
    """One line of assessment credit, or of the official figure (`clause` None).

    `value` is a whole number, or not known yet where shares are open.
    `reason` says for a credit what it is a share of: tier, years, share, first day and day after.
    """

    project: int
    indicator: str
    period: str
    clause: Clause | None
    party: int
    value: Any
    reason: dict[str, str | int] = field(default_factory=dict)


def output_credits(
    world: World, records: OutputRecords, failed: dict[int, tuple[str, str]]
) -> tuple[list[Credit], Array, list[Finding]]:
    """Credits of every record, the reason of each record that has none, and the findings."""
    reason = records.reason.copy()
    _mark(
        reason,
        np.isin(records.project, list(failed)),
        [f"gate:{failed[p][0]}" if p in failed else "" for p in records.project.tolist()],
    )
    clause_of = np.full(len(reason), -1, dtype=np.int64)
    findings: list[Finding] = []
    for number, clause in enumerate(world.agreement.output):
        mask = _covered(world, clause, records) & (reason == "")
        clash = mask & (clause_of >= 0)
        findings += _conflicts(world, records, clause, clause_of, clash)
        reason[clash] = "two-outputs-apply"
        clause_of[mask & ~clash] = number
    clause_of[reason != ""] = -1
    reason[(clause_of < 0) & (reason == "")] = "output_not_shared"
    credited: list[Credit] = []
    for number, clause in enumerate(world.agreement.output):
        at = np.flatnonzero(clause_of == number)
        credited += _credited(world.seen_by(clause), clause, records, at, reason, findings)
    return credited, reason, findings


def _mark(reason: Array, mask: Array, texts: list[str]) -> None:
    for i in np.flatnonzero(mask & (reason == "")).tolist():
        reason[i] = texts[i]


def _covered(world: World, clause: Clause, records: OutputRecords) -> Array:
    spec: OutputClause = clause.spec
    projects = in_scope_projects(clause.scope, world.projects)[records.project]
    indicators = np.isin(records.indicator.astype(str), spec.indicators)
    return projects & indicators & in_force(world, clause, records.last_day, records.project)


def _conflicts(
    world: World, records: OutputRecords, clause: Clause, clause_of: Array, clash: Array
) -> list[Finding]:
    return [
        Finding(
            "two-outputs-apply",
            params={
                "project": world.projects.ids[records.project[i]],
                "indicator": named("indicator", str(records.indicator[i])),
                "period": str(records.period[i]),
                "clauses": listed([world.agreement.output[clause_of[i]].id, clause.id]),
            },
            clause=clause.id,
        )
        for i in np.flatnonzero(clash).tolist()
    ]


def _credited(
    world: World,
    clause: Clause,
    records: OutputRecords,
    at: Array,
    reason: Array,
    findings: list[Finding],
) -> list[Credit]:
    tier, cut = _tiers(world, clause, records, at)
    if clause.spec.straddle == "refuse":
        for i in at[cut].tolist():
            reason[i] = "output-straddles"
            findings.append(_straddling(world, clause, records, i))
        at, tier = at[~cut], tier[~cut]
    credited = []
    for i, number in zip(at.tolist(), tier.tolist(), strict=True):
        credited += _of_record(world, clause, records, i, number, reason, findings)
    return credited


def _tiers(world: World, clause: Clause, records: OutputRecords, at: Array) -> tuple[Array, Array]:
    """The tier of each record's last day (-1 outside), and whether a boundary cuts its period."""
    spec: OutputClause = clause.spec
    if not spec.tiers:
        return np.zeros(len(at), dtype=np.int64), np.zeros(len(at), dtype=bool)
    bounds = tier_bounds(world, clause)
    if bounds is None:
        return np.zeros(len(at), dtype=np.int64), np.zeros(len(at), dtype=bool)
    project = records.project[at]
    tier = np.full(len(at), -1, dtype=np.int64)
    cut = np.zeros(len(at), dtype=bool)
    for number in range(bounds.shape[1]):
        first, after = bounds[project, number, 0], bounds[project, number, 1]
        tier[(first <= records.last_day[at]) & (records.last_day[at] < after)] = number
        for edge in (first, after):
            cut |= (records.first_day[at] < edge) & (edge <= records.last_day[at])
    return tier, cut


def _straddling(world: World, clause: Clause, records: OutputRecords, i: int) -> Finding:
    return Finding(
        "output-straddles",
        params={
            "project": world.projects.ids[records.project[i]],
            "period": str(records.period[i]),
            "until": day_text(int(records.last_day[i])),
        },
        clause=clause.id,
    )


def _of_record(
    world: World,
    clause: Clause,
    records: OutputRecords,
    i: int,
    tier: int,
    reason: Array,
    findings: list[Finding],
) -> list[Credit]:
    project, value = int(records.project[i]), int(records.value[i])
    parties = world.projects.combinations[world.projects.combination[project]]
    try:
        values = _values(world, clause, parties, tier, value)
    except LookupError as missing:
        reason[i] = "project-party-unknown"
        params = {
            "project": world.projects.ids[project],
            "column": named("role", PROJECT_ROLES[str(missing.args[0])]),
        }
        finding = Finding("project-party-unknown", params=params, clause=clause.id)
        if finding not in findings:
            findings.append(finding)
        return []
    key = (project, str(records.indicator[i]), str(records.period[i]))
    host = _place(world, parties, "host")
    official = [Credit(*key, None, host, value)]
    why = _reason(world, clause, project, tier, value)
    return official + [
        Credit(*key, clause, p, v, {**why, "share": _share_text(world, clause, parties, tier, p)})
        for p, v in values.items()
    ]


def _reason(
    world: World, clause: Clause, project: int, tier: int, value: int
) -> dict[str, str | int]:
    """What the credits of one record come from: the official figure, the tier and its days."""
    why: dict[str, str | int] = {"official": value, "tier": tier + 1}
    tiers = clause.spec.tiers
    bounds = tier_bounds(world, clause) if tiers else None
    if bounds is not None and tier >= 0:
        years = tiers[tier].years
        why["years"] = f"{years.first}-{years.last or ''}"
        why["from"], why["before"] = (day_text(int(d)) for d in bounds[project, tier])
    return why


def _share_text(
    world: World, clause: Clause, parties: tuple[int, ...], tier: int, party: int
) -> str:
    """The share of a party where the figure is split; empty where it is credited whole."""
    spec: OutputClause = clause.spec
    if tier < 0 or spec.mode not in ("split_for_assessment", "split_in_totals"):
        return ""
    shares = spec.tiers[tier].shares
    return str(world.share_vector(shares, parties)[party]) if shares else ""


def _values(
    world: World, clause: Clause, parties: tuple[int, ...], tier: int, value: int
) -> dict[int, Any]:
    spec: OutputClause = clause.spec
    host = _place(world, parties, "host")
    shares: Shares | None = spec.tiers[tier].shares if spec.tiers and tier >= 0 else None
    if spec.mode == "landing_only" or tier < 0:
        return {host: value}
    if spec.mode == "origin_only":
        return {_place(world, parties, "origin"): value}
    if spec.mode == "full_double_credit":
        if shares is None:
            return {host: value, _place(world, parties, "origin"): value}
        vector = world.share_vector(shares, parties)
        return {p: value for p, s in enumerate(vector) if _is_positive(s, clause)}
    assert shares is not None
    for column in world.uses_projects(shares):
        _place(world, parties, column)
    vector = world.share_vector(shares, parties)
    return _split(value, vector)


def _split(value: int, vector: list[Any]) -> dict[int, Any]:
    if any(isinstance(s, Unknown) for s in vector):
        return {p: value * s for p, s in enumerate(vector) if s != 0}
    parts = split_exactly(np.array([value], dtype=np.int64), weights_of(vector))[0].tolist()
    return {p: int(v) for p, v in enumerate(parts) if vector[p] > 0}


def _is_positive(share: Any, clause: Clause) -> bool:
    """Whether a party has a share at all. Raises InexactError where that depends on what is not
    known.
    """
    if not isinstance(share, Unknown):
        return bool(share > 0)
    least, most = share.bounds()
    if least > 0 or most <= 0:
        return least > 0
    raise InexactError(clause.id)


def _place(world: World, parties: tuple[int, ...], column: str) -> int:
    """The party in a project column; the collector or the only party of that role where it is
    blank.
    """
    from benefitshare.agreements.model import PROJECT_PARTIES

    number = parties[PROJECT_PARTIES.index(column)]
    if number != NOBODY:
        return number
    of_role = [i for i, p in enumerate(world.agreement.parties) if p.role == column]
    if len(of_role) == 1:
        return of_role[0]
    raise LookupError(column)
