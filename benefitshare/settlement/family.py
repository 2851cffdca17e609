"""Families: agreements that say the same of different projects, so that one run of the stages
settles all of them.

They may differ in their names, their days, the shares of their splits and the amounts of caps and
baselines, which the stages look up by member (`World.own`); in anything else they may not.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from benefitshare.agreements.model import Agreement, Clause, Shares
from benefitshare.settlement.world import Factors, ProjectTable, World, family_projects

KINDS = {"split", "gate", "deduct", "baseline", "cap", "extend", "set_aside", "give_back"}
"""Clauses whose rules tell members apart."""
PARTY_FIELDS = {
    "party", "to", "from_", "owner", "absorbed_by", "excess_to", "outside_to", "collector",
}  # fmt: skip
UNSAID = {"text", "due", "channel"}
"""What changes no amount, or only that of the agreement's own transfers."""
VARYING = {
    ("Cap", "amount_fen"), ("Cap", "times"), ("Baseline", "amount_fen"),
    ("Clause", "from_"), ("Clause", "to"),
}  # fmt: skip
"""What members may have of their own, if all of them have any."""


def form(agreement: Agreement) -> Hashable | None:
    """What an agreement says but for what may differ within a family: equal for agreements that one
    run settles. None for one that is settled alone.
    """
    if agreement.party_changes or not all(_joins(clause) for clause in agreement.clauses):
        return None
    rounding = agreement.settlement.rounding
    if rounding.at != "stage" or rounding.per == "record" or rounding.residue.rule == "carry":
        return None
    parties = {identifier: number for number, identifier in enumerate(agreement.party_ids)}
    parts = (agreement.revenue, agreement.settlement, agreement.clauses)
    roles = tuple(party.role for party in agreement.parties)
    return (roles, *(_said(part, "", parties) for part in parts))


def _joins(clause: Clause) -> bool:
    """Whether a clause may be settled with those of other agreements."""
    if clause.kind == "split":
        return not any(tier.factors for tier in clause.spec.tiers)
    if clause.kind == "gate":
        return clause.spec.average_at_least_fen is None
    return clause.kind in KINDS


def _said(value: Any, name: str, parties: Mapping[str, int]) -> Hashable:
    """A value with the parties as numbers in the fields that name them, and without what varies."""
    if isinstance(value, Shares):
        varies = name == "shares"
        return tuple(
            (_party(ref, parties), part if part == "rest" or not varies else None)
            for ref, part in value.parts
        )
    if is_dataclass(value):
        kind = type(value).__name__
        return kind, tuple(
            _field(kind, field.name, getattr(value, field.name), parties)
            for field in fields(value)
            if field.name not in UNSAID
        )
    if isinstance(value, Mapping):
        return tuple(sorted((key, _said(item, "", parties)) for key, item in value.items()))
    if isinstance(value, tuple):
        return tuple(_said(item, "", parties) for item in value)
    return _party(value, parties) if name in PARTY_FIELDS else value


def _field(kind: str, name: str, value: Any, parties: Mapping[str, int]) -> Hashable:
    if (kind, name) in VARYING:
        return kind == "Clause" or value is not None
    if (kind, name) == ("SetAside", "of"):
        return tuple((_party(ref, parties), part) for ref, part in value)
    return _said(value, name, parties)


def _party(reference: Any, parties: Mapping[str, int]) -> Hashable:
    """A reference that names a party of the agreement as its number, any other as it is."""
    return ("party", parties[reference]) if reference in parties else reference


def family_world(
    agreements: Sequence[Agreement],
    projects: ProjectTable,
    sizes: Sequence[int],
    factors: Factors,
    deductions: dict[tuple[int | None, str, int], int],
) -> World:
    """The world of agreements of one form; `projects` are so many of each, ordered by id."""
    return World(
        agreements[0], family_projects(agreements, projects, sizes), factors, deductions,
        members=tuple(agreements[1:]), member=np.repeat(np.arange(len(sizes)), sizes),
        traced=False,
    )  # fmt: skip
