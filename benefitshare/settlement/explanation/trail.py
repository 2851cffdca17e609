"""The frames of a settlement as an index to walk back along: rows, stage lines, records."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from benefitshare.agreements.build import build_agreement
from benefitshare.agreements.model import Agreement, Clause, Shares
from benefitshare.agreements.phrases import Phrases
from benefitshare.agreements.prose import phrases_of
from benefitshare.settlement.explanation.said import Said, own, plain

if TYPE_CHECKING:
    import pandas as pd

    from benefitshare.settlement.result import Settlement


class Row(NamedTuple):
    """One line of `allocations`."""

    agreement: str
    version: str
    project: str
    tax: str
    period: str
    slice: str
    clause: str
    party: str
    kind: str
    amount_fen: int
    counterparty: str


class Line(NamedTuple):
    """One line of `stages`."""

    agreement: str
    stage: str
    item: str
    project: str
    tax: str
    period: str
    slice: str
    clause: str
    version: str
    party: str
    amount_fen: int
    base_fen: int
    ratio: str
    exact: str
    note: str

    @property
    def value(self) -> Fraction:
        """The amount, exact."""
        return Fraction(self.exact) if self.exact else Fraction(self.amount_fen)

    @property
    def noted(self) -> dict[str, Any]:
        """The other numbers of the formula."""
        return json.loads(self.note) if self.note else {}

    @property
    def base(self) -> Fraction:
        """What the amount was computed from; a fraction of it survives in the product only."""
        if self.exact and self.ratio and Fraction(self.ratio):
            return Fraction(self.exact) / Fraction(self.ratio)
        return Fraction(self.base_fen)


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """The lines of an `allocations` frame."""
    columns = (frame[c].tolist() for c in Row._fields)
    return [Row(*values) for values in zip(*columns, strict=True)]


@dataclass(frozen=True)
class Trail:
    """What explains the figures of some projects and periods."""

    settlement: Settlement
    lines: dict[tuple[str, ...], list[Line]]
    agreements: dict[str, Agreement]
    clauses: dict[tuple[str, str, str], Clause]
    phrases: dict[str, tuple[Phrases, Phrases]]
    names: dict[tuple[str, str], str]
    records: dict[tuple[str, ...], list[dict[str, Any]]]

    def find(
        self, stage: str, item: str, agreement: str, period: str = "", **keys: str
    ) -> list[Line]:
        """Stage lines of a period (blank: of none) whose columns have some values, in order."""
        found = self.lines.get((agreement, stage, item, period), [])
        return [line for line in found if all(getattr(line, k) == v for k, v in keys.items())]

    def clause(self, agreement: str, clause: str, version: str) -> Clause | None:
        """The clause a row names; None for rounding rows and differences."""
        return self.clauses.get((agreement, clause, version))

    def party(self, agreement: str, reference: str) -> Said:
        """The name of a party or of what refers to one."""
        zh, en = self.phrases[agreement]
        return Said(zh.party(reference), en.party(reference))

    def keeper(self, agreement: str, reference: str | None) -> Said:
        """The name of a party, or of the collector where none is named."""
        zh, en = self.phrases[agreement]
        return Said(zh.party_or_collector(reference), en.party_or_collector(reference))

    def shares(self, agreement: str, shares: Shares) -> Said:
        """Who gets which part, in words."""
        zh, en = self.phrases[agreement]
        return Said(zh.shares(shares), en.shares(shares))

    def project(self, agreement: str, project: str) -> Said:
        """The id and name of a project."""
        name = self.names.get((agreement, project), "")
        return plain(f"{project} {name}" if name and name != project else project)

    def signed(self, row: Row | Line) -> Said:
        """The signed text of the clause of a row."""
        clause = self.clause(row.agreement, row.clause, row.version)
        return own(clause.text) if clause and clause.text else Said()


def build_trail(settlement: Settlement, wanted: set[tuple[str, str, str]]) -> Trail:
    """The trail of some (agreement, project, period); of none of them only names."""
    agreements = {a.id: a for a in settlement.agreements}
    phrases = {i: (phrases_of(a, "zh"), phrases_of(a, "en")) for i, a in agreements.items()}
    frame = settlement.projects
    named = zip(*(frame[c].tolist() for c in ("agreement", "project", "name")), strict=True)
    return Trail(
        settlement,
        _indexed(settlement.stages_of({a for a, _, _ in wanted}), wanted) if wanted else {},
        agreements,
        {k: c for a in agreements.values() for k, c in _clauses(a).items()},
        phrases,
        {(a, p): n for a, p, n in named},
        _vouchers(settlement.records, wanted) if wanted else {},
    )


def _clauses(agreement: Agreement) -> dict[tuple[str, str, str], Clause]:
    """Every span of every clause, also of the versions in which earlier periods were settled."""
    found: dict[tuple[str, str, str], Clause] = {}
    known = sorted(agreement.amendments, key=lambda a: a.known_from)
    before = [
        build_agreement(agreement.document, [a.id for a in known[:i]]) for i in range(len(known))
    ]
    for version in (agreement, *before):
        for clause in (*version.clauses, *version.output):
            found.setdefault((version.id, clause.id, clause.version), clause)
    return found


def _indexed(
    frame: pd.DataFrame, wanted: set[tuple[str, str, str]]
) -> dict[tuple[str, ...], list[Line]]:
    """Stage lines of the wanted agreements, projects and periods, and those of none."""
    projects = {p for _, p, _ in wanted}
    periods = {q for _, _, q in wanted} | {""}
    every = "" in projects
    mask = frame["agreement"].isin({a for a, _, _ in wanted}) & frame["period"].isin(periods)
    if not every:
        mask &= frame["project"].isin(projects | {""})
    columns = (frame.loc[mask, c].tolist() for c in Line._fields)
    index: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for values in zip(*columns, strict=True):
        line = Line(*values)
        index[line.agreement, line.stage, line.item, line.period].append(line)
    return dict(index)


def _vouchers(
    frame: pd.DataFrame, wanted: set[tuple[str, str, str]]
) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """Used tax records by agreement, project, tax, period, slice, kind and level."""
    index: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    if not len(frame):
        return {}
    mask = (frame["table"] == "tax") & (frame["disposition"] == "used")
    mask &= frame["agreement"].isin({a for a, _, _ in wanted})
    mask &= frame["project"].isin({p for _, p, _ in wanted})
    mask &= frame["period"].isin({q for _, _, q in wanted})
    keys = ("agreement", "project", "tax", "period", "slice", "kind", "level")
    for record in frame[mask].to_dict("records"):
        index[tuple(str(record[k]) for k in keys)].append({str(k): v for k, v in record.items()})
    return dict(index)
