"""Tax records that an engine has summed, as the settlement sees them: a line for many records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import Agreement
from benefitshare.agreements.terms import listed
from benefitshare.findings import Finding, InvalidInput
from benefitshare.progress import Report, silent
from benefitshare.records.checks import Checked, check_tables
from benefitshare.records.combined import read_all
from benefitshare.records.engines import DUCKDB, watched
from benefitshare.records.store import (
    Lines,
    Owners,
    Store,
    collect,
    every_row,
    forget,
    in_engine,
    odd_table,
    open_store,
    parquet_rows,
)  # fmt: skip
from benefitshare.records.table import Table
from benefitshare.records.text_store import is_text, open_text_store, text_rows
from benefitshare.records.uscc import check_taxpayer_id, plain_codes
from benefitshare.records.words import SPLIT_LEVELS
from benefitshare.settlement.cells import ranges
from benefitshare.settlement.collect import KINDS, LEVELS, TaxRecords
from benefitshare.settlement.days import BLANK
from benefitshare.settlement.dispositions import (
    RECORD_COLUMNS,
    Fate,
    disposition_of,
    source_columns,
)  # fmt: skip
from benefitshare.settlement.engine import Tables
from benefitshare.settlement.grains import grains_of, known_form
from benefitshare.settlement.numbers import group_sum
from benefitshare.settlement.world import (
    TAXES,
    ProjectTable,
    World,
    build_factors,
    build_projects,
)  # fmt: skip

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[Any]
PERCENT = 100
LARGE = 200_000
"""Files of so many records are summed by an engine unasked: Parquet, CSV."""


@dataclass(frozen=True)
class Stored:
    """The sums of an engine beside the table of its odd rows.

    `owners` are the project ids that the sums number; `first` is the record number of the first
    line, after the odd rows.
    """

    collected: Lines
    owners: tuple[str, ...]
    first: int

    def of_numbers(self, numbers: Array) -> TaxRecords:
        """The lines of some owners, their projects numbered in the order given; -1 has none."""
        found = self.collected
        at, own = ranges(self._begin(numbers), self._end(numbers))
        size = len(at)
        end = found.end[at]
        tax, kind, level = self._coded[:, found.code[at]]
        return TaxRecords(
            record=self.first + at, project=own, tax=tax, kind=kind, level=level,
            amount=found.amount[at].astype(np.int64), treasury_day=day_numbers_of(found.day[at]),
            period_end=np.where(end == 0, BLANK, day_numbers_of(end)).astype(np.int32),
            reason=np.full(size, "", dtype=object), period=np.zeros(size, dtype=np.int64),
            slice=np.zeros(size, dtype=np.int32), count=found.count[at].astype(np.int64),
        )  # fmt: skip

    def with_lines(self, tables: Tables) -> Tables:
        """The tables of an agreement with the lines of its projects."""
        return replace(tables, summed=self.of_projects(sorted(tables.projects.ids.tolist())))

    def size_of(self, numbers: Array) -> int:
        """How many lines some owners have."""
        return int((self._end(numbers) - self._begin(numbers)).sum())

    def _begin(self, numbers: Array) -> Array:
        return np.where(numbers < 0, 0, self._bounds[np.maximum(numbers, 0)])

    def _end(self, numbers: Array) -> Array:
        return np.where(numbers < 0, 0, self._bounds[np.maximum(numbers, 0) + 1])

    @cached_property
    def _coded(self) -> Array:
        """Tax, kind and level of each code, shape (3, codes)."""
        return np.array(_numbered(self.collected.codes), dtype=np.int64).reshape(3, -1)

    @cached_property
    def _bounds(self) -> Array:
        return np.searchsorted(self.collected.project, np.arange(len(self.owners) + 1))

    @cached_property
    def _number(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.owners)}

    def of_projects(self, ids: Sequence[str]) -> TaxRecords:
        """The lines of some projects, their projects numbered in the order given."""
        own = {identifier: number for number, identifier in enumerate(ids)}
        mine = self.of_numbers(np.array([self._number[i] for i in own], dtype=np.int64))
        return mine.with_projects(np.array([*own.values()], dtype=np.int64)[mine.project])

    def levels_told(self) -> tuple[bool, bool]:
        """Whether there are gross and whether there are split records, `other` left aside."""
        used = {self.collected.codes[i] for i in np.unique(self.collected.code).tolist()}
        told = {level for tax, _, level, _ in used if tax != "other"}
        return "shared" in told, bool(told & set(SPLIT_LEVELS))

    def lines(self, fate: Fate) -> pd.DataFrame:
        """Where the lines went, one for each reason: columns of `reconciled`."""
        import pandas as pd

        codes, reasons = pd.factorize(self._reasons(fate))
        amount, rows = (
            group_sum(values.astype(np.int64), codes, len(reasons))
            for values in (self.collected.amount, self.collected.count)
        )
        return pd.DataFrame({
            "table": "tax", "disposition": [disposition_of(r) for r in reasons.tolist()],
            "reason": reasons, "amount_fen": amount, "rows": rows,
        })  # fmt: skip

    def _reasons(self, fate: Fate) -> Array:
        reason = fate.reason[self.first :].copy()
        reason[(reason == "") & (fate.agreement[self.first :] == "")] = "no_agreement"
        return reason

    def listed(self, fate: Fate, table: Table) -> pd.DataFrame:
        """The records behind the lines, one by one, asked from the engine."""
        import pandas as pd

        found = self.collected
        keys = [k for k in ("number", "code", "day", "end") if k != "end" or found.end.any()]
        values = {"number": found.project, "code": found.code, "day": found.day, "end": found.end}
        lines = pd.DataFrame({k: values[k] for k in keys}).assign(line=np.arange(len(found.amount)))
        records = found.lines().to_pandas()
        at = records.merge(lines, on=keys, how="left", sort=False)["line"].to_numpy()
        tax, kind, level = (np.array([c[i] for c in found.codes], dtype=object) for i in range(3))
        code = records["code"].to_numpy()
        reason = self._reasons(fate)
        size = len(records)
        rows = records["row_"].to_numpy()
        part = records["part"].to_numpy() if "part" in records else np.zeros(size, np.int64)
        starts = np.cumsum([0, *(p["rows_read"] for p in table.source.get("parts", ()))])
        record, row = starts[part], rows + np.array([o.first for o in found.origins])[part]
        for number, origin in enumerate(found.origins):
            record[part == number] += origin.record_of(rows[part == number])
        columns: dict[str, Any] = {
            **dict.fromkeys(RECORD_COLUMNS, ""), "table": "tax", "record": record,
            **source_columns(table, records.assign(row=row)),
            "voucher_no": records.get("voucher_no", np.full(size, "", object)),
            "treasury_date": records["treasury_date"],
            "project": np.array(self.owners, dtype=object)[records["number"].to_numpy()],
            "tax": tax[code], "kind": kind[code], "level": level[code],
            "amount_fen": records["amount"].to_numpy(),
            "period": fate.period[self.first :][at], "slice": fate.slice[self.first :][at],
            "disposition": np.array([disposition_of(r) for r in reason.tolist()], object)[at],
            "reason": reason[at], "agreement": fate.agreement[self.first :][at],
        }  # fmt: skip
        return pd.DataFrame(columns, index=np.arange(size))


def _numbered(codes: Sequence[tuple[str, str, str, str]]) -> tuple[list[int], list[int], list[int]]:
    return (
        [TAXES.index(tax) for tax, _, _, _ in codes],
        [KINDS.index(kind) for _, kind, _, _ in codes],
        [LEVELS.index(level) for _, _, level, _ in codes],
    )


def day_numbers_of(days: Array) -> Array:
    """Days since 1970 of days written YYYYMMDD; 1970-01-01 for 0.

    >>> day_numbers_of(np.array([19700102, 20240229]))
    array([    1, 19782], dtype=int32)
    """
    written = np.where(days == 0, 19700101, days).astype(np.int64)
    distinct, place = np.unique(written, return_inverse=True)
    months = ((distinct // 10000 - 1970) * 12 + distinct // 100 % 100 - 1).astype("datetime64[M]")
    numbers = months.astype("datetime64[D]").astype(np.int64) + distinct % 100 - 1
    return numbers.astype(np.int32)[place.reshape(-1)]


def one_kind_of_extract(stored: Stored, checked: Checked, extract: str) -> bool:
    """Whether the engine's records and the odd ones are together gross or split, as was told."""
    gross, split = stored.levels_told()
    frame = checked.frames["tax"]
    odd = frame[(frame["disposition"] == "used") & (frame["tax"] != "other")]
    gross |= bool((odd["level"] == "shared").any())
    split |= bool(odd["level"].isin(SPLIT_LEVELS).any())
    mixed = bool((frame["reason"] == "extract-mixes-levels").any())
    refused = (extract == "gross" and split) or (extract == "split" and gross)
    return not (mixed or refused or (gross and split))


def owners_of(frame: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of the projects in use of a checked table, and the taxpayers of each that nothing is to
    be said about, joined by `;`.
    """
    import pyarrow as pa

    used = frame[frame["disposition"] == "used"]
    ids, lists = used["project_id"].tolist(), used["taxpayer_ids"].tolist()
    single = plain_codes(pa.array(lists, pa.large_string())).tolist()
    taxpayers: dict[str, dict[str, None]] = {}
    for project, codes, plain in zip(ids, lists, single, strict=True):
        known = [codes] if plain else [c for c in codes.split(";") if _is_plain(c)]
        taxpayers.setdefault(project, {}).update(dict.fromkeys(known))
    return tuple(taxpayers), tuple(";".join(codes) for codes in taxpayers.values())


def _is_plain(code: str) -> bool:
    return isinstance(check_taxpayer_id(code), str)


def by_engine(source: Any, engine: Any) -> bool:
    """Whether a source is left to an engine: where one is told, whatever it can be asked for; else
    files of so many records that DuckDB is worth its start.
    """
    if is_text(source):
        large = engine is None and text_rows(Path(source)) >= LARGE
        return large or (isinstance(engine, str) and engine == DUCKDB)
    return in_engine(source) if engine is not None else is_large(source)


def is_large(source: Any) -> bool:
    """Whether a source is a Parquet file of so many records that an engine is worth its start."""
    rows = parquet_rows(Path(source)) if isinstance(source, (str, Path)) else None
    return rows is not None and rows >= LARGE and in_engine(source)


def opened(source: Any, engine: Any, unit: str | None) -> Store | None:
    """The store of a source; None where it needs the reader."""
    return open_text_store(Path(source), unit) if is_text(source) else open_store(source, engine)


def all_rows(source: Any, engine: Any) -> Any:
    """A source that the reader takes: a file as it is, the rows of a table of an engine."""
    if isinstance(source, Path) or (isinstance(source, str) and Path(source).exists()):
        return source
    return every_row(source, engine).to_pandas(integer_object_nulls=True)


def summed_by_engine(
    agreements: Sequence[Agreement],
    sources: Mapping[str, Any],
    engine: Any,
    *,
    extract: str,
    unit: str | None,
    as_known_on: dt.date | None,
    report: Report = silent,
    spread: bool = False,
) -> tuple[dict[str, Table], Checked, Stored] | None:
    """All tables checked, of the tax records only the odd ones, and the sums of the others, which
    `spread` leaves in Spark.

    None where every record must be seen one by one: columns that only the reader understands, many
    odd rows, an extract that mixes levels, rounding by the record.
    """
    known = [known_form(agreement, as_known_on) for agreement in agreements]
    store = opened(sources["tax"], engine, unit)
    if store is None or any(a.settlement.rounding.per == "record" for a in known):
        return None
    small = {kind: source for kind, source in sources.items() if kind != "tax"}
    read = read_all(small, unit=unit, report=report)
    projects = check_tables({"projects": read["projects"]}).frames["projects"]
    owners, taxpayers = owners_of(projects)
    worlds = worlds_of(known, projects, read.get("factors"), owners)
    report("records", 0, PERCENT)
    try:
        with watched(None if report is silent else partial(_percent, report)):
            grains = grains_of(worlds, len(owners), as_known_on, store.days())
            collected = collect(store, Owners(owners, taxpayers), grains, None, spread)
    except OverflowError:
        params = {"agreement": listed([a.id for a in agreements])}
        raise InvalidInput(Finding("sum-overflow", params=params)) from None
    if collected is None:
        return None
    odd = odd_table(collected.odd, unit)
    tables = {
        kind: odd if kind == "tax" else read[kind] for kind in sources if kind in {*read, "tax"}
    }
    checked = check_tables(tables, extract=extract)  # type: ignore[arg-type]
    stored = Stored(collected, owners, len(checked.frames["tax"]))
    if not one_kind_of_extract(stored, checked, extract):
        forget(collected.frame)
        return None
    tables["tax"] = replace(odd, source={**odd.source, "rows_read": collected.odd.total})
    return tables, checked, stored


def _percent(report: Report, done: int) -> None:
    report("records", done, PERCENT)


def worlds_of(
    agreements: Sequence[Agreement], frame: Any, factors: Table | None, owners: Sequence[str]
) -> list[tuple[World, Array]]:
    """Each agreement with its projects, as far as days depend on them, and their numbers."""
    used = frame[frame["disposition"] == "used"]
    table = ProjectTable.of(used)
    number = {name: i for i, name in enumerate(owners)}
    dated = build_factors(factors.frame) if factors and any(map(_changes, agreements)) else {}
    places: dict[str, list[int]] = {a.id: [] for a in agreements}
    alone = agreements[0].id if len(agreements) == 1 else None
    for at, named in enumerate(table.agreements.tolist()):
        places.get(named or alone or "", []).append(at)
    worlds = []
    for agreement in agreements:
        projects = build_projects(agreement, table.take(np.array(places[agreement.id], np.int64)))
        numbers = np.array([number[name] for name in projects.ids], dtype=np.int64)
        worlds.append((World(agreement, projects, dated, {}), numbers))
    return worlds


def _changes(agreement: Agreement) -> bool:
    """Whether new values of factors count from days of their own."""
    tiers = [t for c in agreement.clauses if c.kind == "split" for t in c.spec.tiers]
    return any(t.factors and t.factors.change == "from_date" for t in tiers)
