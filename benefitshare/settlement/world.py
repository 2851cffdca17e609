"""What every stage reads: parties, projects, factors, deductions, periods to settle; of one
agreement, or of several that say the same (`family`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import EVENTS, PROJECT_PARTIES, Agreement, Clause, Shares
from benefitshare.findings import Finding
from benefitshare.periods import Cycle, period_label
from benefitshare.settlement.cells import group_numbers
from benefitshare.settlement.days import BLANK, day_number, day_numbers, period_last_days
from benefitshare.settlement.numbers import group_sum

Array = npt.NDArray[Any]

TAXES = (
    "bt", "cit", "deed", "education", "environment", "farmland", "iit", "land_use", "lat",
    "local_education", "other", "property", "resource", "stamp", "tobacco", "umct", "vat",
    "vehicle_vessel",
)  # fmt: skip
"""In text order, which settles ties."""
NOBODY = -1
NOWHERE = -1
"""No project, of the first member."""


@dataclass(frozen=True)
class Projects:
    """The projects of a world, ordered by agreement and id. `parties[column]` holds party numbers,
    NOBODY when blank.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    classes: Array
    parks: Array
    industries: Array
    events: dict[str, Array]
    parties: dict[str, Array]
    party_texts: dict[str, Array]
    confirmed: Array
    combination: Array
    combinations: tuple[tuple[int, ...], ...]

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Factor:
    """One value of the factor table, exact when it is asked for: few of a large table are."""

    text: str
    from_day: int

    @cached_property
    def value(self) -> Fraction:
        """The exact value."""
        return Fraction(self.text)


FactorKey = tuple[str, str, int]


@dataclass(frozen=True)
class World:
    """The fixed surroundings of a settlement.

    `members` are further agreements that say what `agreement` says of other projects, and `member`
    is which of them all (0: `agreement`) each project is of; None where there is one only. Members
    are told apart by the projects of cells and rows; a row of no project has NOWHERE less the
    number of its member. `settled` are the periods to settle, by member. `deductions` are by
    project number (or that of no project; None: a project of none), kind and period.

    `as_named` is this world with the parties of projects as the table names them, where changes of
    party have made them others. `traced` says whether stages tell how they came to their amounts.
    """

    agreement: Agreement
    projects: Projects
    factors: Mapping[FactorKey, tuple[Factor, ...]]
    deductions: dict[tuple[int | None, str, int], int]
    findings: list[Finding] = field(default_factory=list)
    settled_by: tuple[tuple[int, ...], ...] = ()
    place_of: dict[int, int] = field(default_factory=dict)
    as_named: World | None = None
    members: tuple[Agreement, ...] = ()
    member: Array | None = None
    traced: bool = True

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        """All that are settled at once, by member number."""
        return (self.agreement, *self.members)

    @property
    def settled(self) -> tuple[int, ...]:
        """The periods to settle of a single agreement."""
        assert not self.members
        return self.settled_by[0] if self.settled_by else ()

    def member_of(self, project: Array) -> Array:
        """Which member each project number, or number of no project, belongs to."""
        if self.member is None:
            return np.zeros(len(project), dtype=np.int64)
        if not len(self.member):
            return NOWHERE - project
        return np.where(project < 0, NOWHERE - project, self.member[np.maximum(project, 0)])

    def nowhere(self) -> Array:
        """The number that rows of no project have, by member."""
        return NOWHERE - np.arange(len(self.agreements))

    def totals(self, project: Array, amount: Array) -> Array:
        """Sums by member of amounts that stand at projects."""
        if self.member is None:
            return np.array([amount.sum()] if len(amount) else [0], dtype=object)
        return group_sum(amount, self.member_of(project), len(self.agreements))

    @property
    def cycle(self) -> Cycle:
        """The settlement cycle."""
        return self.agreement.settlement.cycle

    @property
    def parties(self) -> tuple[str, ...]:
        """Party ids, in the order that settles ties."""
        return self.agreement.party_ids

    def party(self, identifier: str) -> int:
        """The number of a party."""
        return self.parties.index(identifier)

    def label(self, period: int) -> str:
        """The label of a settlement period."""
        return period_label(int(period), self.cycle)

    def own(self, clause: Clause) -> list[Clause]:
        """A clause as each member has it."""
        if not self.members:
            return [clause]
        place = next(i for i, c in enumerate(self.agreement.clauses) if c is clause)
        return [agreement.clauses[place] for agreement in self.agreements]

    def specs(self, clause: Clause) -> list[Any]:
        """What a clause says, by member."""
        return [own.spec for own in self.own(clause)]

    def of_member(self, member: int) -> World:
        """This world with one member alone; projects and amounts are still those of all."""
        settled = self.settled_by[member : member + 1]
        return replace(
            self, agreement=self.agreements[member], settled_by=settled, members=(), member=None
        )

    def clauses(self, *kinds: str) -> list[Clause]:
        """The clauses of some kinds, in document order."""
        return [c for c in self.agreement.clauses if c.kind in kinds]

    def of_projects(self, reference: str) -> Array:
        """For each project the number of the party a reference names; NOBODY where it is blank."""
        if reference.startswith("project."):
            return self.projects.parties[reference.removeprefix("project.")]
        return np.full(len(self.projects), self.party(reference))

    def seen_by(self, clause: Clause) -> World:
        """This world with the parties that projects name as changes of party have made them for a
        clause.
        """
        return self.renamed(clause.renames)

    def renamed(self, renames: tuple[tuple[str, str], ...]) -> World:
        """This world with some parties of projects replaced by others, one change after another."""
        if not renames:
            return self
        place = np.arange(len(self.parties) + 1)
        for old, new in renames:
            place[place == self.party(old)] = self.party(new)
        place[NOBODY] = NOBODY
        projects = replace(
            self.projects,
            parties={c: place[numbers] for c, numbers in self.projects.parties.items()},
            combinations=tuple(tuple(int(place[p]) for p in c) for c in self.projects.combinations),
        )
        return replace(
            self,
            projects=projects,
            place_of={i: int(n) for i, n in enumerate(place[:-1])},
            as_named=self.as_named or self,
        )

    def collectors(self, project: Array, days: Array) -> Array:
        """The party that holds the money of each project on each day, whichever clause asks."""
        if self.as_named is not None:
            return self.as_named.collectors(project, days)
        edges = sorted(day_number(c.on) for c in self.agreement.party_changes)
        era = np.searchsorted(np.array(edges, dtype=np.int64), days, side="right")
        holder = np.empty(len(project), dtype=np.int64)
        for number in np.unique(era).tolist():
            rows = era == number
            changes = [
                c for c in self.agreement.party_changes if day_number(c.on) in edges[:number]
            ]
            renames = tuple((c.from_, c.to) for c in changes)
            reference = self.agreement.settlement.collector
            for old, new in renames:
                reference = new if reference == old else reference
            holder[rows] = self.renamed(renames).of_projects(reference)[project[rows]]
        return holder

    def last_days(self, periods: Array) -> Array:
        """The last day of each period."""
        return period_last_days(periods, self.cycle)

    def by_member(self, values: Sequence[int], project: Array | None) -> Any:
        """What of some numbers by member each project has; the first for a single agreement."""
        if project is None or self.member is None:
            return values[0]
        return np.array(values, dtype=np.int64)[self.member_of(project)]

    def term_days(self, project: Array | None = None) -> tuple[Any, Any]:
        """The first and the last day of the term, of each project's agreement."""
        first = [day_number(a.term_from) for a in self.agreements]
        last = [day_number(a.term_to) for a in self.agreements]
        return self.by_member(first, project), self.by_member(last, project)

    def span_days(self, clause: Clause, project: Array | None = None) -> tuple[Any, Any]:
        """The first and the last day of a clause, in each project's agreement."""
        own = self.own(clause)
        first, last = ([day_number(day) for day in days]
                       for days in ([c.from_ for c in own], [c.to for c in own]))  # fmt: skip
        return self.by_member(first, project), self.by_member(last, project)

    def test_days(self, periods: Array, project: Array | None = None) -> Array:
        """The day on which period-level clauses are tested: the period's last, or the term's.
        `project` says whose period each is, where there are several agreements.
        """
        return np.asarray(np.minimum(self.last_days(periods), self.term_days(project)[1]))

    def settled_in_term(self) -> Array:
        """The settled periods that begin before the term ends."""
        settled = np.array(self.settled, dtype=np.int64)
        return settled[self.last_days(settled - 1) + 1 <= day_number(self.agreement.term_to)]

    def factor_sum(self, subject: str, factor: str, years: Iterable[int]) -> Fraction | int:
        """The sum of a factor over years, or the first year that is missing (an int)."""
        total = Fraction(0)
        for year in years:
            rows = self.factors.get((subject, factor, year))
            if rows is None:
                return year
            total += rows[0].value
        return total

    def share_vector(
        self, shares: Shares, combination: tuple[int, ...], member: int = 0
    ) -> list[Any]:
        """Exact shares by party number, for projects with one combination of project parties:
        fractions, or numbers not known yet. The parties are named as a member names them.
        """
        parts: list[Any] = [Fraction(0)] * len(self.parties)
        reached: list[tuple[list[int], Any]] = [
            (self._reached(ref, combination, member), value) for ref, value in shares.parts
        ]
        written = sum((v for _, v in reached if not isinstance(v, str)), Fraction(0))
        takers = [p for who, value in reached if isinstance(value, str) for p in who]
        for who, value in reached:
            if not isinstance(value, str):
                for party in who:
                    parts[party] += value / len(who)
        for party in takers:
            parts[party] += (1 - written) / len(takers)
        return parts

    def _reached(self, reference: str, combination: tuple[int, ...], member: int) -> list[int]:
        if reference.startswith("role:"):
            role = reference.removeprefix("role:")
            members = [i for i, p in enumerate(self.agreement.parties) if p.role == role]
            return [self.place_of.get(i, i) for i in members]
        if reference.startswith("project."):
            return [combination[PROJECT_PARTIES.index(reference.removeprefix("project."))]]
        return [self.agreements[member].party_ids.index(reference)]

    def uses_projects(self, shares: Shares) -> list[str]:
        """The project columns some shares refer to."""
        return [r.removeprefix("project.") for r, _ in shares.parts if r.startswith("project.")]


@dataclass(frozen=True)
class ProjectTable:
    """Facts of projects as the canonical table has them, made once for all agreements. `record` is
    the position of each in that table.
    """

    record: Array
    ids: Array
    agreements: Array
    texts: dict[str, Array]
    events: dict[str, Array]

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(cls, frame: Any) -> ProjectTable:
        """The facts of a canonical `projects` frame; those of a table as they are."""
        if isinstance(frame, cls):
            return frame
        places = np.arange(len(frame))
        return cls(
            record=frame["record"].to_numpy() if "record" in frame else places,
            ids=_objects(frame["project_id"].tolist()),
            agreements=_texts(frame, "agreement_id"),
            texts={c: _texts(frame, c) for c in PROJECT_TEXTS},
            events={e: _days(frame, e) for e in EVENTS},
        )

    def take(self, at: Array) -> ProjectTable:
        """The projects at some positions."""
        return ProjectTable(
            self.record[at],
            self.ids[at],
            self.agreements[at],
            {name: values[at] for name, values in self.texts.items()},
            {name: values[at] for name, values in self.events.items()},
        )


FACTOR_TEXTS = ("subject", "factor", "value")
PROJECT_TEXTS = ("project_name", "class", "park", "industry", "confirmed", *PROJECT_PARTIES)


def build_projects(agreement: Agreement, source: Any) -> Projects:
    """From the projects of this agreement: rows of the canonical frame, or of a `ProjectTable`."""
    table = ProjectTable.of(source)
    table = table.take(np.argsort(table.ids, kind="stable"))
    return family_projects([agreement], table, [len(table)])


def family_projects(
    agreements: Sequence[Agreement], table: ProjectTable, sizes: Sequence[int]
) -> Projects:
    """From the projects of some agreements, so many of each, ordered by id."""
    bounds = np.cumsum([0, *sizes]).tolist()
    parties = {c: np.full(len(table), NOBODY, dtype=np.int64) for c in PROJECT_PARTIES}
    named = [c for c in PROJECT_PARTIES if (table.texts[c] != "").any()]
    for agreement, begin, end in zip(agreements, bounds, bounds[1:], strict=False):
        known = parties_by_text(agreement) if named else {}
        for column in named:
            own = table.texts[column][begin:end]
            parties[column][begin:end] = _party_numbers(known, own)
    return _numbered(table, parties)


def _numbered(table: ProjectTable, parties: dict[str, Array]) -> Projects:
    combination, first = group_numbers(*(parties[c] for c in PROJECT_PARTIES))
    named = zip(table.texts["project_name"].tolist(), table.ids.tolist(), strict=True)
    return Projects(
        ids=tuple(table.ids.tolist()),
        names=tuple(name or identifier for name, identifier in named),
        classes=table.texts["class"],
        parks=table.texts["park"],
        industries=table.texts["industry"],
        events=table.events,
        parties=parties,
        party_texts={c: table.texts[c] for c in PROJECT_PARTIES},
        confirmed=table.texts["confirmed"] == "yes",
        combination=combination,
        combinations=tuple(
            tuple(int(parties[c][i]) for c in PROJECT_PARTIES) for i in first.tolist()
        ),
    )


def _objects(values: list[Any]) -> Array:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def _texts(frame: Any, column: str) -> Array:
    if column not in frame.columns:
        return np.full(len(frame), "", dtype=object)
    if frame[column].dtype == "str":
        texts: Array = frame[column].to_numpy(dtype=object, na_value="")
        return texts
    values = frame[column].astype(object)
    return np.asarray(values.where(values.notna(), "").map(_text), dtype=object)


def _text(value: Any) -> str:
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    return str(value)


def _days(frame: Any, column: str) -> Array:
    if column not in frame.columns:
        return np.full(len(frame), BLANK, dtype=np.int32)
    return day_numbers(frame[column])


def parties_by_text(agreement: Agreement) -> dict[str, int]:
    """Party numbers by all that may name a party in a table: id, place code, name."""
    known: dict[str, int] = {party.id: i for i, party in enumerate(agreement.parties)}
    for number, party in enumerate(agreement.parties):
        for key in filter(None, (party.code, *party.name.values())):
            known.setdefault(key, number)
            known.setdefault(key.removesuffix("市"), number)
    return known


def _party_numbers(known: dict[str, int], texts: Array) -> Array:
    """Party numbers of texts; NOBODY where a text names no party."""
    return np.array([known.get(t, NOBODY) for t in texts.tolist()], dtype=np.int64)


class Factors(Mapping[FactorKey, tuple[Factor, ...]]):
    """Factor values by (subject, factor, year), sorted by the day they count from, blank first;
    made when they are asked for. The rows are in the order of these days.
    """

    def __init__(
        self, keys: Sequence[FactorKey], texts: Sequence[str], days: Sequence[int]
    ) -> None:
        self._texts, self._days = texts, days
        self._last = dict(zip(keys, range(len(keys)), strict=True))
        self._earlier: dict[FactorKey, list[int]] = {}
        if len(self._last) < len(keys):
            for at, key in enumerate(keys):
                if at != self._last[key]:
                    self._earlier.setdefault(key, []).append(at)

    def __getitem__(self, key: FactorKey) -> tuple[Factor, ...]:
        rows = (*self._earlier.get(key, ()), self._last[key])
        return tuple(Factor(self._texts[at], self._days[at]) for at in rows)

    def __iter__(self) -> Iterator[FactorKey]:
        return iter(self._last)

    def __len__(self) -> int:
        return len(self._last)


def build_factors(frame: Any) -> Factors:
    """The values of a factor table."""
    if frame is None or not len(frame):
        return Factors((), (), ())
    days = _days(frame, "from_date")
    order = np.argsort(days, kind="stable")
    subject, factor, value = (_texts(frame, c)[order].tolist() for c in FACTOR_TEXTS)
    years = frame["year"].to_numpy().astype(np.int64)[order].tolist()
    return Factors([*zip(subject, factor, years, strict=True)], value, days[order].tolist())
