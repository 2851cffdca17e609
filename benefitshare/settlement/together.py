"""Several agreements settled together: those of one form by one run of the stages, any other alone.

Nobody is asked why here: stages tell nothing, which is most of their work. Who asks for the trace
has the agreements settled once more, one by one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import Agreement
from benefitshare.findings import Finding, InvalidInput
from benefitshare.settlement.assemble import (
    ALLOCATION_COLUMNS,
    STAGE_COLUMNS,
    allocation_lines,
    conservation_lines,
    entitled_and_aside,
    in_periods,
    of_member,
    owed_in_rows,
    project_lines,
)  # fmt: skip
from benefitshare.settlement.cells import Rows, joined, ranges
from benefitshare.settlement.coded import frame_of
from benefitshare.settlement.collect import TaxRecords, joined_records
from benefitshare.settlement.dispositions import Placed
from benefitshare.settlement.engine import (
    Accounts,
    Tables,
    deduction_reasons,
    deductions_of,
    known_amendments,
    late_amendments,
    no_tax_records,
    other_periods,
    payments_of,
    settle_agreement,
)  # fmt: skip
from benefitshare.settlement.family import family_world, form
from benefitshare.settlement.grains import known_form
from benefitshare.settlement.parts import Parts, tables_of
from benefitshare.settlement.pipeline import Apart, run
from benefitshare.settlement.settle_up import transfers
from benefitshare.settlement.state import State
from benefitshare.settlement.stored import Stored
from benefitshare.settlement.world import NOWHERE, World

Array = npt.NDArray[Any]

MOST_LINES = 400_000
"""A run takes agreements of one form up to so many records, or lines of a store."""


@dataclass(frozen=True)
class Together:
    """What agreements settled together come to; `accounts` in their order."""

    accounts: list[Accounts]
    findings: list[Finding]
    allocations: Callable[[], Any]
    stages: Callable[[], Any]
    stages_of: Callable[[Collection[str]], Any] | None = None


@dataclass(frozen=True)
class _Made:
    """The allocations of one run; `order` is the place among all agreements of each of its own."""

    world: World | None
    rows: list[Rows]
    parts: list[Any]
    order: Sequence[int]

    def lines(self) -> list[Any]:
        """What `frame_of` makes a frame of."""
        if self.world is None:
            return self.parts
        entitled, *aside = self.rows
        return [allocation_lines(self.world, entitled, joined([entitled, *aside]))]

    def places(self) -> Array:
        """The place among all agreements of each line."""
        if self.world is None:
            return np.repeat(self.order, [sum(map(len, self.parts))])
        entitled, *aside = (self.world.member_of(part.project) for part in self.rows)
        return np.take(self.order, np.concatenate([entitled, entitled, *aside]))


class Settling:
    """Agreements that are being settled together, with all their rows.

    Results do not depend on which agreements a run takes.
    """

    def __init__(
        self,
        agreements: Sequence[Agreement],
        placed: Placed,
        parts: Parts,
        stored: Stored | None,
        years: list[int] | None,
        as_known_on: dt.date | None,
    ) -> None:
        self.agreements, self.placed, self.parts, self.stored = agreements, placed, parts, stored
        self.years, self.as_known_on = years, as_known_on
        self.known = [known_form(agreement, as_known_on) for agreement in agreements]
        self.rows = _RowsOf(agreements, parts, stored)
        self.accounts: dict[int, Accounts] = {}
        self.findings: dict[int, list[Finding]] = {}
        self.made: list[_Made] = []

    def settle(self, report: Callable[[int], None] = lambda _: None) -> Together:
        """Settle all; `report` is told of how many more agreements are settled.

        Raises InvalidInput where a sum of amounts does not fit.
        """
        alone: list[int] = []
        for batch in self._batches(alone):
            apart = self._run(batch)
            alone += apart
            report(len(batch) - len(apart))
        for at in sorted(alone):
            self._alone(at)
            report(1)
        order = range(len(self.agreements))
        return Together(
            [self.accounts[at] for at in order],
            [finding for at in order for finding in self.findings[at]],
            self._allocations,
            lambda: self._stages({agreement.id for agreement in self.agreements}),
            self._stages,
        )

    def _batches(self, alone: list[int]) -> Iterator[list[int]]:
        """Agreements of one form, so many that their lines are not too many; others are `alone`."""
        families: dict[Hashable, list[int]] = {}
        for at, agreement in enumerate(self.known):
            said = None if self._stands_alone(at) else form(agreement)
            if said is None:
                alone.append(at)
            else:
                families.setdefault(said, []).append(at)
        for family in families.values():
            run_of = np.cumsum([self.rows.lines_of(at) for at in family]) // MOST_LINES
            for number in np.unique(run_of).tolist():
                yield np.array(family)[run_of == number].tolist()

    def _stands_alone(self, at: int) -> bool:
        agreement = self.known[at]
        late = late_amendments(agreement, known_amendments(agreement, self.as_known_on))
        differs = late and agreement.settlement.late_amendments == "difference"
        return bool(differs) or at in self.rows.apart or not self.rows.has_projects(at)

    def _run(self, batch: list[int]) -> list[int]:
        """Settle agreements of one form; gives those that must be settled alone."""
        if len(batch) < 2:
            return batch
        members = [self.known[at] for at in batch]
        small = [self._small(at) for at in batch]
        try:
            state = self._state(batch, members, small)
        except Apart as apart:
            out = [at for m, at in enumerate(batch) if m in apart.members]
            return out + self._run([at for at in batch if at not in out])
        except OverflowError:
            return batch
        self._take(batch, state, small)
        return []

    def _state(self, batch: list[int], members: list[Agreement], small: list[Tables]) -> State:
        rows, sizes = self.rows.of(batch)
        bounds = np.cumsum([0, *sizes]).tolist()
        projects = self.parts.projects.take(self.rows.order[rows])
        deductions: dict[tuple[int | None, str, int], int] = {}
        for member, (agreement, own) in enumerate(zip(members, small, strict=True)):
            if own.deductions is not None and len(own.deductions):
                begin, end = bounds[member : member + 2]
                number = dict(zip(projects.ids[begin:end].tolist(), range(begin, end), strict=True))
                declared = deductions_of(agreement, own, number, NOWHERE - member)
                if any(project is None for project, _, _ in declared):
                    raise Apart(frozenset({member}))
                deductions |= declared
        world = family_world(members, projects, sizes, self.parts.factors, deductions)
        others = [other_periods(a, own) for a, own in zip(members, small, strict=True)]
        return run(world, self.rows.records(rows), self.years, others)

    def _small(self, at: int) -> Tables:
        """The deductions and payments of an agreement."""
        deductions, payments = self.parts.small_of(self.agreements[at], self.placed)
        return Tables(None, deductions=deductions, payments=payments)

    def _take(self, batch: list[int], state: State, small: list[Tables]) -> None:
        """The results of a run, for each of its agreements."""
        world = state.world
        periods = sorted({period for own in world.settled_by for period in own})
        rows = [compact(in_periods(part, periods)) for part in entitled_and_aside(state)]
        owed = owed_in_rows(world, joined(rows))
        self.placed.take_records(state.records, world)
        for member, (at, own) in enumerate(zip(batch, small, strict=True)):
            alone = world.of_member(member)
            payments, paid = payments_of(alone, own)
            reasons = {"deductions": deduction_reasons(alone, own), "payments": paid}
            agreement = world.agreements[member]
            self.accounts[at] = Accounts(
                agreement, tuple(world.label(p) for p in alone.settled),
                of_member(state.carried_out, member), project_lines(state, member),
                transfers(agreement, owed[member], payments), [],
                conservation_lines(state, member), [],
            )  # fmt: skip
            self.findings[at] = self.placed.take_small(agreement, own, reasons)
            self.placed.take_projects(
                agreement, self.parts.projects.record[self.rows.positions(at)]
            )
        bare = replace(world, factors={}, deductions={}, projects=replace(
            world.projects, events={}, party_texts={}, parties={},
        ))  # fmt: skip
        self.made.append(_Made(bare, rows, [], batch))

    def _alone(self, at: int) -> None:
        agreement = self.agreements[at]
        own = self._tables(at)
        try:
            settled = settle_agreement(
                agreement, own, years=self.years, as_known_on=self.as_known_on, traced=False
            )
        except OverflowError:
            params = {"agreement": agreement.id}
            raise InvalidInput(Finding("sum-overflow", params=params)) from None
        self.accounts[at] = settled.accounts()
        self.findings[at] = settled.findings + self.placed.take(agreement, settled, own)
        self.made.append(_Made(None, [], settled.allocation_parts, [at]))

    def _tables(self, at: int) -> Tables:
        own = tables_of(self.agreements[at], self.placed, self.parts)
        return own if self.stored is None else self.stored.with_lines(own)

    def _allocations(self) -> Any:
        frame = frame_of([p for made in self.made for p in made.lines()], ALLOCATION_COLUMNS)
        order = np.concatenate([np.zeros(0, np.int64), *(made.places() for made in self.made)])
        if (order[1:] >= order[:-1]).all():
            return frame
        return frame.take(np.argsort(order, kind="stable")).reset_index(drop=True)

    def _stages(self, wanted: Collection[str]) -> Any:
        parts = []
        for at, agreement in enumerate(self.agreements):
            if agreement.id in wanted:
                parts += settle_agreement(
                    agreement, self._tables(at), years=self.years, as_known_on=self.as_known_on
                ).stage_parts
        return frame_of(parts, STAGE_COLUMNS)


class _RowsOf:
    """The projects, tax records and stored lines of agreements, found by ranges.

    Projects are in `order`, by agreement and id; `apart` are agreements with a project that is
    named more than once, or has output.
    """

    def __init__(
        self, agreements: Sequence[Agreement], parts: Parts, stored: Stored | None
    ) -> None:
        import pandas as pd

        ids, named = parts.projects.ids, parts.projects.agreements
        owner = _index([a.id for a in agreements]).get_indexer(_index(named))
        double = pd.Series(ids, dtype=object).duplicated(keep=False).to_numpy()
        self.apart = {*owner[double | _index(ids).isin(parts.projects_of_rows("output"))].tolist()}
        order = np.argsort(ids, kind="stable")
        order = order[np.argsort(owner[order], kind="stable")]
        self.order = order[owner[order] >= 0]
        self._bounds = np.searchsorted(owner[self.order], np.arange(len(agreements) + 1))
        alone = np.flatnonzero(~double[self.order])
        place = _index(ids[self.order][alone])
        self._tax, self._tax_bounds = self._records(parts, place, alone)
        self._stored = stored
        self._line = np.full(len(self.order), -1)
        if stored is not None:
            known = place.get_indexer(_index(stored.owners))
            self._line[alone[known[known >= 0]]] = np.flatnonzero(known >= 0)

    def _records(self, parts: Parts, place: Any, alone: Array) -> tuple[TaxRecords | None, Array]:
        """The records of the table, by project, and where those of each project begin."""
        if parts.tax is None:
            return None, np.zeros(len(self.order) + 1, dtype=np.int64)
        found = place.get_indexer(_index(parts.projects_of_rows("tax")))
        project = np.where(found < 0, -1, alone[found] if len(alone) else -1)
        order = np.argsort(project, kind="stable")
        order = order[project[order] >= 0]
        bounds = np.searchsorted(project[order], np.arange(len(self.order) + 1))
        return parts.tax.take(order), bounds

    def has_projects(self, at: int) -> bool:
        """Whether an agreement has any project."""
        return bool(self._bounds[at + 1] > self._bounds[at])

    def positions(self, at: int) -> Array:
        """The positions in the table of the projects of an agreement."""
        return np.asarray(self.order[self._bounds[at] : self._bounds[at + 1]])

    def lines_of(self, at: int) -> int:
        """How many records and stored lines an agreement has."""
        begin, end = self._bounds[at : at + 2]
        records = int(self._tax_bounds[end] - self._tax_bounds[begin])
        if self._stored is None:
            return records
        return records + self._stored.size_of(self._line[begin:end])

    def of(self, batch: Sequence[int]) -> tuple[Array, list[int]]:
        """The places in `order` of the projects of some agreements, and how many each has."""
        spans = [np.arange(self._bounds[at], self._bounds[at + 1]) for at in batch]
        return np.concatenate(spans), [len(span) for span in spans]

    def records(self, rows: Array) -> TaxRecords:
        """The records and lines of projects at places in `order`, numbered as they are given."""
        records = no_tax_records()
        if self._tax is not None:
            at, own = ranges(self._tax_bounds[rows], self._tax_bounds[rows + 1])
            records = self._tax.take(at).with_projects(own)
        if self._stored is not None:
            records = joined_records(records, self._stored.of_numbers(self._line[rows]))
        return records


def _index(texts: Any) -> Any:
    """Texts to be found by."""
    import pandas as pd

    return pd.Index(texts, dtype=object)


def compact(part: Rows) -> Rows:
    """Rows with keys of as few bytes as hold them."""
    columns = {name: getattr(part, name) for name in Rows.__dataclass_fields__}
    return Rows(**{n: v if n == "amount" else _narrow(v) for n, v in columns.items()})


def _narrow(numbers: Array) -> Array:
    """Whole numbers in the smallest type that holds them."""
    least, most = int(numbers.min(initial=0)), int(numbers.max(initial=0))
    kinds = (np.int8, np.int16, np.int32)
    fits = (k for k in kinds if np.iinfo(k).min <= least and most <= np.iinfo(k).max)
    return numbers.astype(next(fits, np.int64))
