"""Agreements settled by the workers of Spark: the summed lines and the allocations stay there.

The lines are grouped by agreement, and `settle_agreement` runs in each group (`applyInArrow`).
What an agreement is settled from besides comes as one row of a second frame, by which each group is
joined (`cogroup`): so it travels only to the worker that needs it, however many agreements there
are, and an agreement without a single line has its group too. Agreements that share a project are
one group. Back to the calling machine come transfers, conservation, findings, and for every reason
what became of so many lines.
"""

from __future__ import annotations

import copyreg
import datetime as dt
import io
import pickle
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import Agreement
from benefitshare.agreements.terms import listed
from benefitshare.findings import BenefitShareError, Finding, InvalidInput, UsageError
from benefitshare.progress import Report, counted, silent
from benefitshare.records.checks import Checked
from benefitshare.records.engines import Engine, connected, fetched_frame
from benefitshare.records.store import Collected, Lines, forget
from benefitshare.records.table import Table
from benefitshare.settlement.assemble import ALLOCATION_COLUMNS, STAGE_COLUMNS
from benefitshare.settlement.cells import group_numbers
from benefitshare.settlement.collect import TaxRecords, joined_records
from benefitshare.settlement.dispositions import Fate, Placed
from benefitshare.settlement.engine import Accounts, Settled, Tables, settle_agreement
from benefitshare.settlement.numbers import group_sum
from benefitshare.settlement.parts import Parts, tables_of
from benefitshare.settlement.result import Settlement
from benefitshare.settlement.state import State
from benefitshare.settlement.stored import Stored
from benefitshare.settlement.together import Together

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Array = npt.NDArray[Any]

LINES = ("number", "code", "day", "end", "amount", "count")
"""The columns of summed lines; `end` is not always there."""
FATES = ("reason", "agreement", "period", "slice")
PLACED = ("position", "row")
"""The number of an agreement and of a row of it: the order of rows in memory."""
NUMBERS = {"position": "int", "row": "long", "amount_fen": "long", "base_fen": "long",
           **dict.fromkeys(LINES, "long"), "told": "binary"}  # fmt: skip
"""The types of columns that are no texts, as Spark names them."""
ABSENT = -1


@dataclass(frozen=True)
class Spread:
    """What a settlement left in Spark: frames with the columns of `Settlement.allocations` and
    `Settlement.stages`, in no order. `allocations` are kept by the workers (in memory and on disk),
    and so are the sums they are made of, until `release` is called.
    """

    allocations: Any
    stages: Any
    kept: tuple[Any, ...] = ()

    def release(self) -> None:
        """Let Spark drop what it keeps; asked again, it computes again."""
        for frame in self.kept:
            forget(frame)


@dataclass(frozen=True)
class How:
    """What every group is settled with: the codes of lines, the number of the first line, years,
    and the day up to which amendments are known.
    """

    codes: tuple[tuple[str, str, str, str], ...]
    first: int
    years: list[int] | None
    as_known_on: dt.date | None


@dataclass(frozen=True)
class Part:
    """Agreements of one group, in their order, with all they are settled from but the lines. The
    lines name the projects by `numbers`, ascending.
    """

    positions: tuple[int, ...]
    agreements: tuple[Agreement, ...]
    tables: tuple[Tables, ...]
    owners: tuple[str, ...]
    numbers: Array


@dataclass(frozen=True)
class Told(Accounts):
    """What the calling machine is told of one agreement. Of the records in `state`, one stands for
    all lines with the same fate.
    """

    state: State
    output_reason: Any
    payment_reason: list[str]
    deduction_reason: list[str]


@dataclass(frozen=True)
class Answer:
    """What a group says: of each agreement what there is to tell, and amount and count of the
    lines, added up by fate. Where agreements cannot be settled only why, by their position.
    """

    told: tuple[Told, ...]
    amount: Array
    count: Array
    failed: tuple[tuple[int, Exception], ...] = ()


def settle_spread(
    agreements: list[Agreement],
    tables: Mapping[str, Table],
    checked: Checked,
    findings: list[Finding],
    years: list[int] | None,
    as_known_on: dt.date | None,
    stored: Stored,
    engine: Engine,
    report: Report = silent,
) -> Settlement:
    """Settle checked tables and the lines that Spark kept, each agreement by a worker.

    Raises InvalidInput as settling in memory does.
    """
    how = How(stored.collected.codes, stored.first, years, as_known_on)
    work = _Work(engine, stored, how, agreements)
    try:
        return work.settlement(tables, checked, findings, report)
    except BaseException as error:
        work.release()
        if isinstance(error, OverflowError):
            raise _overflow(listed([a.id for a in agreements])) from None
        raise


def spark_of(engine: Any) -> Engine:
    """An engine that agreements can be settled in.

    Raises UsageError for one that is not Spark.
    """
    opened = None if engine is None else connected(engine)
    if opened is None or opened.session is None:
        raise UsageError(Finding("spread-without-spark"))
    return opened


def sent_to_spark(settlement: Settlement, engine: Engine) -> Settlement:
    """A settlement that was made on the calling machine, its frames sent to Spark."""

    def sent(frame: pd.DataFrame, columns: Sequence[str]) -> Any:
        return engine.session.createDataFrame(_arrow(frame, columns))

    frames = Spread(
        sent(settlement.allocations, ALLOCATION_COLUMNS), sent(settlement.stages, STAGE_COLUMNS)
    )
    return replace(settlement, spread=frames)


def parts_of(
    agreements: Sequence[Agreement], tables: Sequence[Tables], owners: Sequence[str]
) -> list[Part]:
    """One part for each agreement, or for several that share projects."""
    number = {name: place for place, name in enumerate(owners)}
    factors = _Factors(tables[0].factors if tables else None, agreements, owners)
    groups = _sharing([own.projects.ids.tolist() for own in tables])
    parts = []
    for group in groups:
        names = {name for at in group for name in tables[at].projects.ids.tolist()}
        ordered = sorted(names, key=number.__getitem__)
        own = (replace(tables[at], factors=factors.of(agreements[at], tables[at])) for at in group)
        numbers = np.array([number[name] for name in ordered], dtype=np.int64)
        named = tuple(agreements[at] for at in group)
        parts.append(Part(tuple(group), named, tuple(own), tuple(ordered), numbers))
    return parts


def _sharing(ids: Sequence[Iterable[str]]) -> list[list[int]]:
    """The positions of lists that have an id in common, directly or through others; ascending.

    >>> _sharing([["a"], ["b", "c"], [], ["d", "a"], ["c"], ["d"]])
    [[0, 3, 5], [1, 4], [2]]
    """
    group: dict[int, list[int]] = {}
    seen: dict[str, int] = {}
    root: list[int] = []
    for place, names in enumerate(ids):
        root.append(place)
        group[place] = [place]
        for name in names:
            other, own = root[seen.setdefault(name, place)], root[place]
            if other != own:
                low, high = sorted((other, own))
                moved = group.pop(high)
                group[low] += moved
                for at in moved:
                    root[at] = low
    return [sorted(members) for _, members in sorted(group.items())]


class _Factors:
    """Factors by subject; an agreement can ask for those of its projects and parties, for its own,
    and for those of any other name.
    """

    def __init__(
        self, factors: Any, agreements: Iterable[Agreement], owners: Iterable[str]
    ) -> None:
        self.given = factors is not None
        self._of: dict[str, dict[Any, Any]] = {}
        for key, values in (factors or {}).items():
            self._of.setdefault(key[0], {})[key] = values
        special = {*owners, *(a.id for a in agreements)}
        self._common = [name for name in self._of if name not in special]

    def of(self, agreement: Agreement, own: Tables) -> dict[Any, Any] | None:
        """The factors that an agreement can ask for."""
        if not self.given:
            return None
        asked = [*self._common, agreement.id, *agreement.party_ids, *own.projects.ids.tolist()]
        return {k: v for name in dict.fromkeys(asked) for k, v in self._of.get(name, {}).items()}


class _Work:
    """The frames of Spark that a settlement is made of."""

    def __init__(
        self, engine: Engine, stored: Stored, how: How, agreements: list[Agreement]
    ) -> None:
        self.engine, self.stored, self.how, self.agreements = engine, stored, how, agreements
        assert isinstance(stored.collected, Collected)
        self.lines = stored.collected.frame
        self.parts: list[Part] = []

    def release(self) -> None:
        """Let Spark drop all that it keeps."""
        forget(self.__dict__.get("answers"))
        forget(self.lines)

    def settlement(
        self,
        tables: Mapping[str, Table],
        checked: Checked,
        findings: list[Finding],
        report: Report,
    ) -> Settlement:
        """What the workers have told, put together as in memory."""
        from benefitshare.settlement.api import assembled, prepared

        usable, placed, found = prepared(self.agreements, tables, checked)
        rows = Parts(usable)
        own = [tables_of(agreement, placed, rows) for agreement in self.agreements]
        self.parts = parts_of(self.agreements, own, self.stored.owners)
        told, totals = self._told()
        placed.fates["tax"] = placed.fates["tax"].followed_by(len(totals.collected.amount))
        agreements = counted(self.agreements, "agreements", report)
        for agreement, given, one in zip(agreements, own, told, strict=True):
            found += one.findings + placed.take(agreement, one, given)
        frames, (allocations, stages) = self._frames()
        together = Together([*told], found, allocations, stages)
        years, day = self.how.years, self.how.as_known_on
        result = assembled(together, placed, tables, checked, findings, years, day, totals)
        return replace(result, spread=frames)

    def _frames(self) -> tuple[Spread, list[Callable[[], pd.DataFrame]]]:
        """Allocations and stages in Spark, and what fetches them."""
        with self.engine.visiting():
            rows = self.answers.filter("told IS NULL").drop("told")
            stages = self._made(_staged, (*PLACED, *STAGE_COLUMNS))
            spread = Spread(
                rows.select(*ALLOCATION_COLUMNS), stages.select(*STAGE_COLUMNS),
                (self.answers, self.lines),
            )  # fmt: skip
        return spread, [
            partial(_in_order, rows, ALLOCATION_COLUMNS), partial(_in_order, stages, STAGE_COLUMNS)
        ]  # fmt: skip

    @cached_property
    def answers(self) -> Any:
        """The allocations of all parts, and what each part says; kept by the workers."""
        with self.engine.visiting():
            return self._made(_settled, (*PLACED, "told", *ALLOCATION_COLUMNS)).persist()

    @cached_property
    def grouped(self) -> Any:
        """The lines of agreements and what else each is settled from, in groups of one part."""
        import pyarrow as pa

        session = self.engine.session
        size = int(session.conf.get("spark.sql.shuffle.partitions"))
        packed = [_packed(part) for part in self.parts]
        jobs = pa.table({
            "part": pa.array(range(len(packed)), pa.int64()), "job": pa.array(packed, pa.binary()),
        })  # fmt: skip
        frames = self.lines.join(self.owned, "number"), session.createDataFrame(jobs)
        return [frame.repartition(size, "part").groupBy("part") for frame in frames]

    @cached_property
    def owned(self) -> Any:
        """The part that each project belongs to."""
        import pyarrow as pa

        numbers = [part.numbers for part in self.parts]
        whole = np.concatenate([np.zeros(0, np.int64), *numbers])
        part = np.repeat(np.arange(len(numbers)), [len(n) for n in numbers])
        columns = {"number": pa.array(whole, pa.int32()), "part": pa.array(part, pa.int64())}
        return self.engine.frame(pa.table(columns))

    def _made(self, work: Callable[..., pa.Table], columns: Sequence[str]) -> Any:
        lines, jobs = self.grouped
        schema = ", ".join(f"{name} {NUMBERS.get(name, 'string')}" for name in columns)
        how = self.how

        def of_group(own: pa.Table, job: pa.Table) -> pa.Table:
            return work(how, own, _unpacked(job["job"][0].as_py()))

        return lines.cogroup(jobs).applyInArrow(of_group, schema)

    def _told(self) -> tuple[list[Told], Stored]:
        """What there is to tell of each agreement; and the lines, added up by fate.

        Raises InvalidInput for the first agreement that cannot be settled.
        """
        rows = self.answers.filter("told IS NOT NULL").select("position", "told")
        answers = fetched_frame(rows).sort_by("position")["told"].to_pylist()
        whole: list[Answer] = [_unpacked(packed) for packed in answers]
        self._refuse([failure for answer in whole for failure in answer.failed])
        told: dict[int, Told] = {}
        totals = []
        more = 0
        for part, answer in zip(self.parts, whole, strict=True):
            for position, one in zip(part.positions, answer.told, strict=True):
                told[position] = _moved(one, self.how.first, more)
            totals.append((answer.amount, answer.count))
            more += len(answer.amount)
        found = [told[at] for at in sorted(told)]
        totals.append(self._of_none())
        amount, count = (np.concatenate(column) for column in zip(*totals, strict=True))
        collected = replace(self.stored.collected, amount=amount, count=count)
        own = self.stored
        return found, _Totals(collected, own.owners, own.first, listing=self._listed)

    def _refuse(self, failed: Sequence[tuple[int, Exception]]) -> None:
        if not failed:
            return
        position, error = min(failed, key=lambda failure: failure[0])
        if isinstance(error, OverflowError):
            raise _overflow(self.agreements[position].id)
        raise error

    def _of_none(self) -> tuple[Array, Array]:
        """Amount and count of the lines of projects that are under no agreement."""
        if sum(len(part.numbers) for part in self.parts) == len(self.stored.owners):
            none = np.zeros(0, np.int64)
            return none, none
        with self.engine.visiting():
            found = fetched_frame(self._lines_of_none().groupBy().sum("amount", "count"))
        amount, count = (found.column(n).drop_null().to_numpy() for n in range(2))
        return amount, count

    def _lines_of_none(self) -> Any:
        """The lines of projects that are under no agreement."""
        own = self.lines.filter("number >= 0")
        return own.join(self.owned, "number", "left_anti")

    def _listed(self, fate: Fate, table: Table) -> pd.DataFrame:
        """The records behind the lines, one by one."""
        import pyarrow as pa

        with self.engine.visiting():
            found = fetched_frame(self._made(_fated, (*LINES, *FATES)))
            rest = fetched_frame(self._lines_of_none())
        lines = pa.concat_tables([found, rest], promote_options="permissive")
        arrays = _ordered(lines)
        own = fate.of_frame()
        texts = {n: lines[n].fill_null("").to_numpy()[arrays["place"]] for n in FATES}
        whole = Fate(None, *(np.concatenate((getattr(own, n), texts[n])) for n in FATES))
        collected = replace(self.stored.collected, **_collected(arrays))
        return replace(self.stored, collected=collected).listed(whole, table)


@dataclass(frozen=True, kw_only=True)
class _Totals(Stored):
    """The lines of all agreements, added up by fate; keys they have none."""

    listing: Callable[[Fate, Table], pd.DataFrame]

    def listed(self, fate: Fate, table: Table) -> pd.DataFrame:
        """The records behind the lines, asked from Spark."""
        return self.listing(fate, table)


def _overflow(agreement: Any) -> InvalidInput:
    return InvalidInput(Finding("sum-overflow", params={"agreement": agreement}))


def _moved(told: Told, first: int, by: int) -> Told:
    """The same with other numbers for the records that stand for lines."""
    record = told.state.records.record
    moved = replace(told.state.records, record=record + np.where(record >= first, by, 0))
    return replace(told, state=replace(told.state, records=moved))


def _in_order(rows: Any, columns: Sequence[str]) -> pd.DataFrame:
    """The rows of Spark as they come in memory."""
    found = fetched_frame(rows).sort_by([(name, "ascending") for name in PLACED])
    frame: pd.DataFrame = found.select(list(columns)).to_pandas()
    return frame


def _packed(value: Any) -> bytes:
    into = io.BytesIO()
    pickler = pickle.Pickler(into)
    pickler.dispatch_table = {**copyreg.dispatch_table, MappingProxyType: _reduced}
    pickler.dump(value)
    return zlib.compress(into.getbuffer(), 1)


def _reduced(values: Mapping[Any, Any]) -> tuple[Any, ...]:
    """How a mapping that nothing may change is pickled: agreements hold such."""
    return _unchanging, (dict(values),)


def _unchanging(values: dict[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(values)


def _unpacked(packed: bytes) -> Any:
    return pickle.loads(zlib.decompress(packed))


# --- in a worker ---------------------------------------------------------------------------------


def _settled(how: How, lines: pa.Table, part: Part) -> pa.Table:
    """The allocations of a part, and a row with what there is to tell."""
    import pyarrow as pa

    stored = _stored(how, lines, part)
    results = [*_results(how, stored, part, traced=False)]
    made = [
        _placed_rows(position, result.allocations, ALLOCATION_COLUMNS)
        for position, result in zip(part.positions, results, strict=True)
        if isinstance(result, Settled)
    ]
    answer = _packed(_answer(how, stored, part, results))
    told = pa.table({"position": pa.array(part.positions[:1], pa.int32()), "told": [answer]})
    whole = pa.concat_tables([told, *made], promote_options="default")
    return _with_columns(whole, (*PLACED, "told", *ALLOCATION_COLUMNS))


def _staged(how: How, lines: pa.Table, part: Part) -> pa.Table:
    """The trace of a part."""
    import pyarrow as pa

    results = _results(how, _stored(how, lines, part), part, traced=True)
    made = [
        _placed_rows(position, result.stages, STAGE_COLUMNS)
        for position, result in zip(part.positions, results, strict=True)
        if isinstance(result, Settled)
    ]
    return pa.concat_tables(made)


def _fated(how: How, lines: pa.Table, part: Part) -> pa.Table:
    """The lines of a part, and what became of each."""
    import pyarrow as pa

    stored = _stored(how, lines, part)
    blank = np.full(len(stored.collected.amount), "", dtype=object)
    fate = Fate(None, *(blank.copy() for _ in FATES))
    placed = Placed({}, {"tax": fate})
    for result in _results(how, stored, part, traced=False):
        if isinstance(result, Settled):
            _, own = _apart(result.state.records, how.first)
            placed.take_records(own, result.state.world)
    found = stored.collected
    numbers = (part.numbers[found.project], found.code, found.day, found.end, found.amount,
               found.count)  # fmt: skip
    texts = (pa.array(getattr(fate, name), pa.string()) for name in FATES)
    keys = (pa.array(values, pa.int64()) for values in numbers)
    return pa.table([*keys, *texts], [*LINES, *FATES])


def _stored(how: How, lines: pa.Table, part: Part) -> Stored:
    """The lines of a part, in the order they have in memory."""
    arrays = _ordered(lines)
    arrays["number"] = np.searchsorted(part.numbers, arrays["number"])
    collected = Lines(
        **_collected(arrays), codes=how.codes, lines=lambda: lines, origins=(),
    )  # fmt: skip
    return Stored(collected, part.owners, how.first)


def _ordered(lines: pa.Table) -> dict[str, Array]:
    """Lines as columns in the order of their keys, and the `place` that each had."""
    there = [name for name in LINES if name in lines.column_names]
    arrays = {name: lines[name].fill_null(0).to_numpy() for name in there}
    arrays.setdefault("end", np.zeros(len(lines), np.int64))
    place = np.lexsort([arrays[name] for name in ("end", "day", "code", "number")])
    return {"place": place, **{name: arrays[name][place] for name in LINES}}


def _collected(arrays: Mapping[str, Array]) -> dict[str, Any]:
    """The arrays of `Lines`."""
    return {"project" if name == "number" else name: arrays[name] for name in LINES}


def _results(
    how: How, stored: Stored, part: Part, *, traced: bool
) -> Iterable[Settled | Exception]:
    """The agreements of a part settled, in their order; or why one cannot be."""
    told: dict[str, Any] = {"years": how.years, "as_known_on": how.as_known_on, "traced": traced}
    for agreement, given in zip(part.agreements, part.tables, strict=True):
        try:
            yield settle_agreement(agreement, stored.with_lines(given), **told)
        except (OverflowError, BenefitShareError) as error:
            yield error


def _apart(records: TaxRecords, first: int) -> tuple[TaxRecords, TaxRecords]:
    """The records that are rows of a table; the lines, numbered from 0."""
    lines = records.record >= first
    own = records.take(lines)
    return records.take(~lines), replace(own, record=own.record - first)


def _answer(how: How, stored: Stored, part: Part, results: Sequence[Settled | Exception]) -> Answer:
    """What a part says. Lines of one sign that had the same fate under each agreement are one."""
    both = list(zip(part.positions, results, strict=True))
    failed = tuple((at, one) for at, one in both if isinstance(one, Exception))
    settled = [one for _, one in both if isinstance(one, Settled)]
    none = np.zeros(0, np.int64)
    if failed:
        return Answer((), none, none, failed)
    amount = stored.collected.amount.astype(np.int64)
    apart = [_apart(one.state.records, how.first) for one in settled]
    fates = [_fate_numbers(lines, len(amount)) for _, lines in apart]
    groups, first = group_numbers((amount < 0).astype(np.int64), *fates)
    sums = group_sum(amount, groups, len(first))
    counts = group_sum(stored.collected.count.astype(np.int64), groups, len(first))
    told = []
    for one, (rows, lines), fate in zip(settled, apart, fates, strict=True):
        own = np.flatnonzero(fate[first] != ABSENT)
        place = np.full(len(amount), ABSENT)
        place[lines.record] = np.arange(len(lines))
        one_each = replace(
            lines.take(place[first[own]]), record=own + how.first, amount=sums[own],
            count=counts[own],
        )  # fmt: skip
        told.append(_short(one, joined_records(rows, one_each)))
    return Answer(tuple(told), sums, counts)


def _fate_numbers(lines: TaxRecords, size: int) -> Array:
    """For each line the number of its reason; ABSENT where it is not the agreement's."""
    import pandas as pd

    numbers = np.full(size, ABSENT, dtype=np.int64)
    numbers[lines.record] = pd.factorize(lines.reason)[0]
    return numbers


def _short(result: Settled, records: TaxRecords) -> Told:
    """What there is to tell of an agreement, without what the calling machine does not need."""
    world = replace(result.state.world, factors={}, deductions={}, findings=[])
    return Told(
        **vars(result.accounts()),
        state=State(world, records),
        output_reason=result.output_reason,
        payment_reason=result.payment_reason,
        deduction_reason=result.deduction_reason,
    )


def _placed_rows(position: int, frame: pd.DataFrame, columns: Sequence[str]) -> pa.Table:
    """The rows of an agreement, each with its place."""
    import pyarrow as pa

    rows = _arrow(frame, columns)
    places = pa.array(np.full(len(frame), position), pa.int32()), pa.array(np.arange(len(frame)))
    return pa.table([*places, *rows.columns], [*PLACED, *columns])


def _arrow(frame: pd.DataFrame, columns: Sequence[str]) -> pa.Table:
    import pyarrow as pa

    return pa.table([pa.array(frame[n], _arrow_type(n)) for n in columns], list(columns))


def _with_columns(rows: pa.Table, columns: Sequence[str]) -> pa.Table:
    """The columns in their order; null where there are none."""
    import pyarrow as pa

    there = {*rows.column_names}
    return pa.table({
        n: rows[n] if n in there else pa.nulls(len(rows), _arrow_type(n)) for n in columns
    })  # fmt: skip


def _arrow_type(name: str) -> pa.DataType:
    import pyarrow as pa

    kinds = {"int": pa.int32(), "long": pa.int64(), "binary": pa.binary(), "string": pa.string()}
    return kinds[NUMBERS.get(name, "string")]
