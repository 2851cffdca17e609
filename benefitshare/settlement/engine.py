"""One agreement settled from canonical tables: versions, late amendments, frames."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.build import build_agreement
from benefitshare.agreements.model import Agreement, Amendment
from benefitshare.findings import Finding
from benefitshare.periods import Cycle, parse_period, period_index, period_label
from benefitshare.settlement.assemble import (
    ALLOCATION_COLUMNS,
    STAGE_COLUMNS,
    adjustment_lines,
    adjustment_rows,
    allocation_lines,
    allocations_frame,
    conservation_lines,
    credit_lines,
    credits_lines,
    entitled_and_cash,
    filled_lines,
    in_periods,
    joined_frames,
    of_member,
    owed_in_frame,
    owed_in_rows,
    payment_lines,
    project_lines,
    stage_lines,
    stages_frame,
)  # fmt: skip
from benefitshare.settlement.coded import frame_of
from benefitshare.settlement.collect import KINDS, LEVELS, TaxRecords, joined_records
from benefitshare.settlement.days import BLANK, day_number, day_numbers
from benefitshare.settlement.output import Credit, OutputRecords, output_credits
from benefitshare.settlement.pipeline import STAGES, Stage, run
from benefitshare.settlement.settle_up import Owed, transfers
from benefitshare.settlement.state import State
from benefitshare.settlement.world import (
    NOWHERE,
    TAXES,
    Factors,
    World,
    build_factors,
    build_projects,
    parties_by_text,
)  # fmt: skip

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Tables:
    """Canonical frames of one agreement; only rows in use, `project` resolved. None: not given.

    What several agreements need may be made of the frames once: `projects` a `ProjectTable`, `tax`
    `TaxRecords` whose projects are numbered in the order of their ids, `factors` what
    `build_factors` gives, `deductions` and `payments` a `PlainTable`. `summed` are further tax
    records, of which a line stands for many.
    """

    projects: Any
    tax: Any = None
    output: Any = None
    factors: Any = None
    deductions: Any = None
    payments: Any = None
    summed: TaxRecords | None = None


@dataclass(frozen=True)
class PlainTable:
    """Rows of a small table as plain values, None where a cell is empty."""

    columns: dict[str, Array]
    size: int

    def __len__(self) -> int:
        return self.size

    @classmethod
    def of(cls, frame: Any) -> PlainTable:
        """The rows of a frame; those of a plain table as they are."""
        if isinstance(frame, cls):
            return frame
        if frame is None:
            return cls({}, 0)
        plain = frame.astype(object).where(frame.notna(), None)
        return cls({str(c): plain[c].to_numpy(dtype=object) for c in plain}, len(frame))

    def take(self, at: Array) -> PlainTable:
        """The rows at some positions."""
        return PlainTable({name: values[at] for name, values in self.columns.items()}, len(at))

    def rows(self, *columns: str) -> list[tuple[Any, ...]]:
        """The values of some columns, row by row."""
        if not self.size:
            return []
        return list(zip(*(self.columns[c].tolist() for c in columns), strict=True))

    def row(self, at: int) -> dict[str, Any]:
        """One row by column."""
        return {name: values[at] for name, values in self.columns.items()}


@dataclass(frozen=True)
class Accounts:
    """One agreement's result but for its allocations and its trace, `periods` the labels of the
    settled ones.
    """

    agreement: Agreement
    periods: tuple[str, ...]
    carried_out_fen: int
    projects: list[tuple[Any, ...]]
    transfers: list[dict[str, Any]]
    output_credits: list[dict[str, Any]]
    conservation: list[dict[str, Any]]
    findings: list[Finding]


@dataclass(frozen=True)
class Settled(Accounts):
    """One agreement's result, before those of all agreements are put together.

    `allocation_parts` and `stage_parts` are what `frame_of` makes a frame of.
    """

    state: State
    allocation_parts: list[Any]
    stage_parts: list[Any]
    output_reason: Any
    payment_reason: list[str]
    deduction_reason: list[str]

    def accounts(self) -> Accounts:
        """The result without what is made of its rows."""
        return Accounts(**{name: getattr(self, name) for name in Accounts.__dataclass_fields__})

    @property
    def allocations(self) -> Any:
        """Entitlement and cash rows of the settled periods as a frame."""
        return frame_of(self.allocation_parts, ALLOCATION_COLUMNS)

    @property
    def stages(self) -> Any:
        """The trace as a frame."""
        return frame_of(self.stage_parts, STAGE_COLUMNS)


def settle_agreement(
    given: Mapping[str, Any] | Agreement,
    tables: Tables,
    *,
    years: list[int] | None = None,
    as_known_on: dt.date | None = None,
    traced: bool = True,
) -> Settled:
    """Settle one agreement, or document of one, that has passed every check.

    Without trace there are no `stages`, unless late amendments are settled as differences.
    """
    document = given.document if isinstance(given, Agreement) else given
    ready = given if isinstance(given, Agreement) and not given.amendments else None
    whole = ready or build_agreement(document)
    known = known_amendments(whole, as_known_on)
    all_known = len(known) == len(whole.amendments)
    agreement = whole if all_known else build_agreement(document, [a.id for a in known])
    late = late_amendments(agreement, known)
    if agreement.settlement.late_amendments == "restate":
        late = []
    state = run_tables(agreement, tables, years, traced=traced or bool(late))
    if late:
        found = _with_differences(document, tables, state.world, known, late)
    else:
        found = _as_one(state)
    credited, output_reason, output_findings = output_of(state, tables, years)
    payments, payment_reason = payments_of(state.world, tables)
    closing = [payment_lines(agreement.id, payments), credit_lines(state.world, credited)]
    allocations, stages, owed = found
    return Settled(
        agreement=agreement,
        periods=tuple(state.world.label(p) for p in state.world.settled),
        carried_out_fen=of_member(state.carried_out, 0),
        projects=project_lines(state),
        state=state,
        allocation_parts=[allocations],
        stage_parts=filled_lines([stages, *closing]),
        transfers=transfers(agreement, owed, payments),
        output_credits=credits_lines(state.world, credited),
        conservation=conservation_lines(state),
        output_reason=output_reason,
        payment_reason=payment_reason,
        deduction_reason=deduction_reasons(state.world, tables),
        findings=[*distinct(state.world.findings), *output_findings],
    )


def _as_one(state: State) -> tuple[Any, Any, list[Owed]]:
    """What the last wording gives in the settled periods: allocations, stages, what is owed."""
    world = state.world
    entitled, cash = (in_periods(part, world.settled) for part in entitled_and_cash(state))
    lines = allocation_lines(world, entitled, cash)
    return lines, stage_lines(state), owed_in_rows(world, cash)[0]


def distinct(findings: list[Finding]) -> list[Finding]:
    """The findings, each once."""
    return list({repr(f): f for f in findings}.values())


def known_amendments(agreement: Agreement, as_known_on: dt.date | None) -> list[Amendment]:
    """The amendments known on a day (None: all), by the day they became known."""
    known = [a for a in agreement.amendments if as_known_on is None or a.known_from <= as_known_on]
    return sorted(known, key=lambda a: a.known_from)


def late_amendments(agreement: Agreement, known: list[Amendment]) -> list[Amendment]:
    """Those that became known in a later settlement period than they took effect."""
    cycle = agreement.settlement.cycle
    return [
        a for a in known if period_index(a.known_from, cycle) > period_index(a.in_force_from, cycle)
    ]


class _Versions:
    """A document settled under sets of amendments, each once: (allocations, stages)."""

    def __init__(self, document: Mapping[str, Any], tables: Tables, years: list[int]) -> None:
        self.document, self.tables, self.years = document, tables, years
        self._made: dict[frozenset[str], tuple[Any, Any]] = {}

    def under(self, amendments: list[Amendment]) -> tuple[Any, Any]:
        """The allocations and stages with just these amendments."""
        key = frozenset(a.id for a in amendments)
        if key not in self._made:
            state = run_tables(build_agreement(self.document, key), self.tables, self.years)
            self._made[key] = allocations_frame(state), stages_frame(state)
        return self._made[key]


def _with_differences(
    document: Mapping[str, Any],
    tables: Tables,
    world: World,
    known: list[Amendment],
    late: list[Amendment],
) -> tuple[Any, Any, list[Owed]]:
    """Every period as it was settled; what a late amendment changes, posted when it became known.

    Gives allocations, stages, and what is owed.
    """
    cycle = world.cycle
    years = sorted({parse_period(world.label(p))[0].year for p in world.settled})
    versions = _Versions(document, tables, years)
    parts: list[Any] = []
    lines: list[Any] = [versions.under(known)[1].query("period == ''")]
    for period in world.settled:
        counted = [a for a in known if a not in late or period_index(a.known_from, cycle) <= period]
        for target, frame in zip((parts, lines), versions.under(counted), strict=True):
            target.append(frame[frame["period"] == world.label(period)])
    for place, amendment in enumerate(known):
        if amendment not in late:
            continue
        label = period_label(period_index(amendment.known_from, cycle), cycle)
        cut = parse_period(label)[0]
        new, old = (_before(versions.under(known[:n])[0], cut) for n in (place + 1, place))
        parts.append(adjustment_rows(new, old, amendment.id, label))
        lines.append(adjustment_lines(new, old, amendment.id, label))
    allocations = _reported(world, joined_frames(parts))
    return allocations, joined_frames(lines), owed_in_frame(allocations)


def _before(allocations: Any, cut: dt.date) -> Any:
    """The rows of periods that start before a day."""
    starts = {p: parse_period(p)[0] < cut for p in set(allocations["period"].tolist())}
    return allocations[allocations["period"].map(starts).astype(bool)]


def run_tables(
    agreement: Agreement,
    tables: Tables,
    years: list[int] | None,
    stages: tuple[Stage, ...] = STAGES,
    *,
    traced: bool = True,
) -> State:
    """An agreement's tables through all stages of the pipeline, or the first of them."""
    projects = build_projects(agreement, tables.projects)
    world = World(
        agreement,
        projects,
        tables.factors if isinstance(tables.factors, Factors) else build_factors(tables.factors),
        deductions_of(agreement, tables, {p: i for i, p in enumerate(projects.ids)}),
        traced=traced,
    )
    records = tax_records(world, tables.tax)
    if tables.summed is not None:
        records = joined_records(records, tables.summed)
    return run(world, records, years, [other_periods(agreement, tables)], stages)


def tax_records(world: World, frame: Any) -> TaxRecords:
    """The numbers of a canonical tax frame; ready records as they are."""
    if isinstance(frame, TaxRecords):
        return frame
    return tax_columns(frame, lambda: _codes(frame["project"], world.projects.ids))


def tax_columns(frame: Any, project: Callable[[], Array]) -> TaxRecords:
    """The numbers of a canonical tax frame, with numbers of projects that are made if needed."""
    if frame is None or not len(frame):
        return no_tax_records()
    size = len(frame)
    return TaxRecords(
        record=frame["record"].to_numpy(dtype=np.int64),
        project=project(),
        tax=_codes(frame["tax"], TAXES),
        kind=_codes(frame["kind"], KINDS),
        level=_codes(frame["level"], LEVELS),
        amount=frame["amount_fen"].to_numpy(dtype=np.int64),
        treasury_day=day_numbers(frame["treasury_date"]),
        period_end=day_numbers(frame["period_end"]),
        reason=np.full(size, "", dtype=object),
        period=np.zeros(size, dtype=np.int64),
        slice=np.zeros(size, dtype=np.int32),
        count=np.ones(size, dtype=np.int64),
    )


def no_tax_records() -> TaxRecords:
    """No records at all."""
    none = np.zeros(0, dtype=np.int64)
    names = TaxRecords.__dataclass_fields__
    return TaxRecords(**{n: none.astype(object) if n == "reason" else none for n in names})


def _codes(values: Any, names: tuple[str, ...]) -> Any:
    import pandas as pd

    place = {name: number for number, name in enumerate(names)}
    codes, distinct = pd.factorize(values)
    return np.array([place[name] for name in distinct.tolist()], dtype=np.int64)[codes]


def deductions_of(
    agreement: Agreement, tables: Tables, number: Mapping[str, int], none: int = NOWHERE
) -> dict[tuple[int | None, str, int], int]:
    """Amounts by (project number, kind, settlement period); other cycles are left out.

    `none` numbers what is of no project; a project without a number has None.
    """
    table: dict[tuple[int | None, str, int], int] = {}
    for project, kind, period, amount in PlainTable.of(tables.deductions).rows(
        "project_id", "kind", "period", "amount_fen"
    ):
        if not _fits(agreement, period):
            continue
        of = number.get(project) if project else none
        key = of, kind, _index_of(period, agreement.settlement.cycle)
        table[key] = table.get(key, 0) + int(amount)
    return table


@lru_cache
def _index_of(label: str, cycle: Cycle) -> int:
    return period_index(parse_period(label)[0], cycle)


def _fits(agreement: Agreement, label: str) -> bool:
    """Whether a period label is one of the agreement's cycle."""
    cycle = agreement.settlement.cycle
    shape = "quarter" if "Q" in label else "month" if "-" in label else "year"
    return shape == cycle


def deduction_reasons(world: World, tables: Tables) -> list[str]:
    """Why a declared cost is not used: a period of another cycle, or a kind no clause names."""
    named = {k for c in world.clauses("deduct", "cost_share") for k in c.spec.kinds}
    reasons = []
    for period, kind in PlainTable.of(tables.deductions).rows("period", "kind"):
        unknown = "" if kind in named else "deduction-kind-unnamed"
        reasons.append(unknown if _fits(world.agreement, period) else "period-not-of-cycle")
    return reasons


def other_periods(agreement: Agreement, tables: Tables) -> list[int]:
    """Periods in which there are deductions or payments."""
    small = (tables.deductions, tables.payments)
    labels = {label for table in small for (label,) in PlainTable.of(table).rows("period")}
    cycle = agreement.settlement.cycle
    return [_index_of(label, cycle) for label in labels if _fits(agreement, label)]


def payments_of(world: World, tables: Tables) -> tuple[list[dict[str, Any]], list[str]]:
    """Payments of the settled periods between the parties, and for every row why it is not used."""
    settled = {world.label(p) for p in world.settled}
    known = parties_by_text(world.agreement)
    used, reasons = [], []
    table = PlainTable.of(tables.payments)
    columns = ["payer", "payee", "period", "amount_fen"]
    for at, (payer, payee, period, amount) in enumerate(table.rows(*columns)):
        reason = ""
        if payer not in known or payee not in known:
            reason = "payment-party-unknown"
        elif period not in settled:
            fits = _fits(world.agreement, period)
            reason = "outside_years" if fits else "period-not-of-cycle"
        else:
            payer, payee = (world.parties[known[text]] for text in (payer, payee))
        reasons.append(reason)
        if not reason:
            row = int(table.columns["row"][at]) if "row" in table.columns else None
            paid = {"payer": payer, "payee": payee, "period": period, "amount_fen": int(amount)}
            used.append({**paid, "row": row})
    return used, reasons


def _reported(world: World, allocations: Any) -> Any:
    settled = [world.label(p) for p in world.settled]
    return allocations[allocations["period"].isin(settled)].reset_index(drop=True)


def output_of(
    state: State, tables: Tables, years: list[int] | None
) -> tuple[list[Credit], Any, list[Finding]]:
    """Output credited in the years (None: all), why each record has no credit, and findings."""
    frame = tables.output
    if frame is None or not len(frame):
        return [], np.zeros(0, dtype=object), []
    world = state.world
    bounds = [parse_period(p) for p in frame["period"].tolist()]
    first = np.array([day_number(a, BLANK) for a, _ in bounds], dtype=np.int64)
    last = np.array([day_number(b) for _, b in bounds], dtype=np.int64)
    place = {p: i for i, p in enumerate(world.projects.ids)}
    term = world.agreement
    later = np.array([bool(years) and b.year > max(years or [0]) for _, b in bounds])
    outside = (last < day_number(term.term_from)) | (last > day_number(term.term_to))
    records = OutputRecords(
        record=frame["record"].to_numpy(dtype=np.int64),
        project=frame["project"].map(place).to_numpy(dtype=np.int64),
        indicator=frame["indicator"].to_numpy(dtype=object),
        period=frame["period"].to_numpy(dtype=object),
        first_day=first,
        last_day=last,
        value=frame["value"].to_numpy(dtype=np.int64),
        reason=np.where(outside, "outside_term", np.where(later, "outside_years", "")).astype(
            object
        ),
    )
    credited, reason, findings = output_credits(world, records, state.failed)
    credited = [c for c in credited if not years or parse_period(c.period)[1].year in years]
    return credited, reason, findings
