"""Tax records left where they are: checked and summed by an engine, only odd rows fetched.

An engine here is any Ibis backend: DuckDB over Parquet files, a Spark session, a PostgreSQL
database. What it sends is one line per project, tax, kind, level and stretch of days, and the rows
in which anything at all is unusual; those go through the reader and the checks row by row, like a
table of any other kind. So the engine never decides what is wrong with a row, only that nothing is.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from benefitshare.findings import Finding, Place, UnreadableInput
from benefitshare.records.dates import FIRST_YEAR, LAST_YEAR
from benefitshare.records.engines import (
    DUCKDB,
    EVERY,
    Engine,
    computed_once,
    connected,
    day_of,
    failures_told,
    fetched,
    fetched_frame,
    is_whole,
    quiet,
)
from benefitshare.records.files import FileRead
from benefitshare.records.grid import Grid, RawColumn, letter, text_array
from benefitshare.records.mapping import map_headers
from benefitshare.records.sources import TEXTS, WORKBOOKS
from benefitshare.records.table import Table

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from benefitshare.records.compiled import RowChecks

Array = npt.NDArray[Any]

ROW, FILE_ROW = "row_", "file_row_number"
"""The column that numbers the rows of a source, from 0; what DuckDB calls it in a file."""
OTHER = "other_{}"
"""What a column is called that no field is taken from."""
CODED = ("tax", "tax_code", "budget_subject", "kind", "refund_kind", "collection_type", "level")
"""Columns that hold few distinct texts; every combination of them is read once."""
READ = (*CODED, "project_id", "taxpayer_id", "taxpayer_name", "amount_fen", "treasury_date",
        "period_start", "period_end", "voucher_no")  # fmt: skip
DAYS = ("treasury_date", "period_start", "period_end")
NEEDED = ("project_id", "amount_fen", "treasury_date")
PROVEN = ("project_id", "taxpayer_id", *DAYS, *CODED)
"""Columns whose values a join or a cast has shown to be good; the row schema checks the others."""
PLAIN_VOUCHER = "[0-9]+|[A-Za-z][0-9A-Za-z_-]*"
ODD_SHARE, FEW_ODD = 0.2, 1000
"""Where more rows than this are odd, reading all of them one by one is the better way."""
FIRST_DAY, LAST_DAY = dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31)
YEAR, PARTS, MONTH, DAY = range(4)
"""How finely the days of a project are kept: see `Grains`."""
NEW_YEAR = 101


@dataclass(frozen=True)
class Grains:
    """How finely dates are kept, by project number.

    `mode` is YEAR (all days of a year are alike), PARTS (a year is cut at the month and day of each
    of `cuts`, written MMDD, NEW_YEAR where there is none; shape (projects, any)), MONTH or DAY.
    `ends` says where the end of the tax period counts too.
    """

    mode: Array
    cuts: Array
    ends: Array


@dataclass(frozen=True)
class Owners:
    """The projects that records can belong to: ids, and of each the taxpayers that nothing is to be
    said about, joined by `;`.
    """

    ids: Sequence[str]
    taxpayers: Sequence[str]


@dataclass(frozen=True)
class Origin:
    """Where the rows of a source stand: `first` is the 1-based row in which they begin, `blank` are
    the numbers of those with nothing in them, which are no records.
    """

    first: int
    blank: Array

    def record_of(self, rows: Array) -> Array:
        """The numbers of records by those of their rows, blank ones not counted."""
        records: Array = rows - np.searchsorted(self.blank, rows)
        return records


@dataclass(frozen=True)
class OddRows:
    """Odd rows of a source as they were, with their number in the column ROW; how many records the
    source has, and facts about it. `titles` stand above its headers; `numbered` says that the
    numbers are those of the source.
    """

    rows: pa.Table
    total: int
    source: Mapping[str, Any]
    origin: Origin
    titles: tuple[str, ...]
    numbered: bool
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Lines:
    """Sums of records in which nothing is unusual.

    The arrays are parallel, a line each, ordered by project. `project` numbers the owners; `code`
    the combinations of `codes`, which hold tax, kind, level and budget subject; `day` and `end` are
    YYYYMMDD, 0 where the end does not count. `lines` asks for the records behind the sums: number,
    voucher, treasury date, amount, and the keys of the line each is in; and which of the
    `origins` it is from, the first if it does not say.
    """

    project: Array
    code: Array
    day: Array
    end: Array
    amount: Array
    count: Array
    codes: tuple[tuple[str, str, str, str], ...]
    lines: Callable[[], pa.Table]
    origins: tuple[Origin, ...]


@dataclass(frozen=True)
class Collected(Lines):
    """Sums of the records of an engine, and the rows of all others.

    `finest` asks for the records behind the sums, in no order, with their own day and end: number,
    project, code, day, end, amount, voucher.

    Where the lines stay in Spark, `frame` is its frame of them (number, code, day, end, amount,
    count; one line of number -1 stands for the odd rows), and the arrays have a line for each code.
    """

    odd: OddRows
    finest: Callable[[], pa.Table]
    frame: Any = None


@dataclass(frozen=True)
class Store:
    """A table of an engine, its columns named by field or as OTHER, and facts about it. `headers`
    are those of all columns, in order, by these names.

    A file gives each row a number of its own, in ROW. A table of a database has no order of rows;
    where it brings no column ROW, rows are put in order and numbered when they are fetched.

    `first` is the 1-based row of the source in which the rows begin, `titles` what stands above
    their headers; `cells` are all rows as they were, where they are in memory.
    """

    engine: Engine
    table: ir.Table
    fields: tuple[str, ...]
    headers: Mapping[str, str]
    source: Mapping[str, Any]
    numbered: bool
    hashes: bool
    file: FileRead | None = None
    first: int = 1
    titles: tuple[str, ...] = ()
    cells: pa.Table | None = None
    findings: tuple[Finding, ...] = ()

    @contextmanager
    def visiting(self) -> Iterator[None]:
        """While the engine may be asked. Raises UnreadableInput where it reads a file, and that is
        damaged or was changed since it was opened.
        """
        with told_of(self.file), self.engine.visiting():
            yield

    def days(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last treasury date that can be told; None where there is none."""
        day = day_of(self.table["treasury_date"])
        with self.visiting():
            told = fetched(self.table.agg(first=day.min(), last=day.max())).to_pylist()[0]
        return None if told["first"] is None else (told["first"], told["last"])

    def raw(self, numbers: Array) -> pa.Table:
        """Some rows as they were, under their own headers, with their number."""
        import pyarrow as pa

        if self.cells is not None:
            rows = self.cells.take(pa.array(numbers))
            return rows.append_column(ROW, pa.array(numbers, pa.int64()))
        wanted = self.engine.send(pa.table({"wanted_": pa.array(numbers, pa.int64())}))
        return self.rows(self.table.semi_join(wanted, self.table[ROW] == wanted["wanted_"]))

    def rows(self, some: ir.Table) -> pa.Table:
        """Some rows as they were, under their own headers, with their number, in its order."""
        number = {ROW: some[ROW]} if ROW in some.columns else {}
        return in_order(
            fetched(some.select(**number, **{h: some[n] for n, h in self.headers.items()}))
        )


def in_engine(source: Any) -> bool:
    """Whether an engine can be asked for a source: a Parquet file, a table or its name. Any other
    file, a frame or several sources together are for the reader, which says what is wrong with it.
    """
    if isinstance(source, Path) or (isinstance(source, str) and Path(source).exists()):
        facts = _parquet_facts(Path(source))
        return facts is not None and not {ROW, FILE_ROW} & {*facts.schema.names}
    if isinstance(source, str):
        return Path(source).suffix.lower() not in (*WORKBOOKS, *TEXTS, ".parquet")
    of_rows = hasattr(source, "iloc") or isinstance(source, (Sequence, Table))
    return source is not None and not of_rows


def open_store(source: Any, engine: Any = None) -> Store | None:
    """The store of a Parquet file, or of a table of an engine; None where the columns need the
    reader (wide sheets, amounts in a unit, tax periods in words).
    """
    path = _parquet_path(source)
    file = None if path is None else FileRead.of(path)
    with told_of(file), quiet():
        opened, table, facts = _opened(source, path, engine)
    headers = [name for name in table.columns if name != ROW]
    fields = _fields(headers, facts)
    if fields is None or not set(NEEDED) <= set(fields.values()):
        return None
    if not all(_is_kind_of(field, table[header].type()) for header, field in fields.items()):
        return None
    number = {ROW: table[ROW].cast("int64")} if ROW in table.columns else {}
    names = named(headers, fields)
    table = table.select(**number, **{n: table[h] for n, h in names.items()})
    return Store(
        opened, _plain(table), tuple(n for n in names if n in READ), names, facts,
        facts["format"] == "parquet" and bool(number), opened.name == DUCKDB, file,
    )  # fmt: skip


def named(headers: Sequence[str], fields: Mapping[str, str]) -> dict[str, str]:
    """Headers by the field that is taken from them, or as OTHER.

    >>> named(["序号", "project"], {"project": "project_id"})
    {'other_0': '序号', 'project_id': 'project'}
    """
    return {fields.get(header, OTHER.format(i)): header for i, header in enumerate(headers)}


def _parquet_path(source: Any) -> Path | None:
    path = Path(source) if isinstance(source, (str, Path)) else None
    return path if path is not None and path.suffix.lower() == ".parquet" else None


@contextmanager
def told_of(file: FileRead | None) -> Iterator[None]:
    """Says of a file that an engine reads that it was changed, and of one that makes the engine
    fail that it is damaged.
    """
    try:
        yield
    except (UnreadableInput, OverflowError):
        if file is not None:
            file.blame()
        raise
    if file is not None:
        file.check()


def _opened(source: Any, path: Path | None, engine: Any) -> tuple[Engine, ir.Table, dict[str, Any]]:
    opened = connected(engine)
    if path is not None:
        facts = file_facts(path)
        with failures_told():
            if opened.name == DUCKDB:
                table = opened.backend.read_parquet(path, **{FILE_ROW: True})
                return opened, table.rename({ROW: FILE_ROW}), facts
            return opened, opened.table(opened.frame_of(path)), facts
    name = source if isinstance(source, str) else ""
    return opened, opened.table(source), {"file": name, "format": "database"}


def every_row(source: Any, engine: Any) -> pa.Table:
    """All rows of a table of an engine, in the order of their numbers, which are left out."""
    opened = connected(engine)
    with opened.visiting():
        return in_order(fetched(_plain(opened.table(source)))).drop_columns([ROW])


def in_order(rows: pa.Table) -> pa.Table:
    """Rows in the order of their numbers, or else of all their columns and numbered so.

    >>> import pyarrow as pa
    >>> in_order(pa.table({"a": ["b", "a", "B"]})).to_pydict()
    {'a': ['B', 'a', 'b'], 'row_': [0, 1, 2]}
    """
    import pyarrow as pa

    names = [name for name in rows.column_names if name != ROW]
    told = [ROW] if ROW in rows.column_names else []
    rows = rows.sort_by([(name, "ascending") for name in (*told, *names)])
    return rows if told else rows.append_column(ROW, pa.array(range(len(rows)), pa.int64()))


def parquet_rows(path: Path) -> int | None:
    """How many rows a Parquet file says it has; None for what is none."""
    facts = _parquet_facts(path)
    return None if facts is None else int(facts.num_rows)


def _parquet_facts(path: Path) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_metadata(path) if path.suffix.lower() == ".parquet" else None
    except (OSError, pa.ArrowException):
        return None


def file_facts(path: Path) -> dict[str, Any]:
    """Name, digest and size of a file, read in pieces."""
    import hashlib

    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    size = path.stat().st_size
    return {"file": path.name, "sha256": digest.hexdigest(), "bytes": size, "format": "parquet"}


def _fields(headers: Sequence[str], facts: Mapping[str, Any]) -> dict[str, str] | None:
    """Header to field; None where a header is not understood or needs more than its field."""
    none = text_array([])
    columns = tuple(RawColumn(name, letter(i), none) for i, name in enumerate(headers))
    grid = Grid(columns, np.zeros(0, np.int64))
    fields = map_headers(grid, "tax", None, Place(file=facts.get("file")))
    if fields.findings or fields.wide or any(fields.units.values()):
        return None
    found = {column.header: field for field, column in fields.columns.items()}
    return found if set(found.values()) <= set(READ) else None


def _is_kind_of(field: str, kind: Any) -> bool:
    """Whether a column holds what is asked of its field: fen, days or texts."""
    if field == "amount_fen":
        return bool(kind.is_signed_integer())
    return bool(kind.is_string() or (field in DAYS and kind.is_date()))


def _plain(table: ir.Table) -> ir.Table:
    """Texts never null; dates as dates."""
    changed = {}
    for name in table.columns:
        kind = table[name].type()
        if kind.is_string():
            changed[name] = table[name].fill_null("")
    return table.mutate(**changed) if changed else table


def odd_table(odd: OddRows, unit: str | None = None) -> Table:
    """Odd rows read like any table, each knowing its row in the source."""
    from benefitshare.records.reading import read_grid

    origin = odd.origin
    numbers = odd.rows[ROW].to_numpy().astype(np.int64)
    last = odd.total + len(origin.blank) - 1 + origin.first if odd.numbered else None
    grid = Grid(
        _columns(odd.rows), numbers + origin.first, odd.titles, source=dict(odd.source),
        findings=odd.findings, last=last,
    )  # fmt: skip
    table = read_grid(grid, "tax", unit=unit)
    findings = [f for f in table.findings if f.code != "table-empty" or not odd.total]
    frame, aside = (
        part.assign(record=origin.record_of(part["row"].to_numpy() - origin.first))
        for part in (table.frame, table.set_aside)
    )
    return replace(table, frame=frame, findings=findings, set_aside=aside)


def _columns(rows: pa.Table) -> tuple[RawColumn, ...]:
    """The columns of some rows but their number."""
    from benefitshare.records.cells import column_of_arrow

    names = [name for name in rows.column_names if name != ROW]
    return tuple(
        column_of_arrow(name, letter(i), rows[name].combine_chunks())
        for i, name in enumerate(names)
    )


def _blank(rows: pa.Table) -> Array:
    """The numbers of rows with nothing in them."""
    import pyarrow.compute as pc

    blank = np.ones(rows.num_rows, bool)
    for column in _columns(rows):
        blank &= pc.equal(pc.utf8_trim_whitespace(column.text), "").to_numpy(zero_copy_only=False)
    found: Array = rows[ROW].to_numpy()[blank].astype(np.int64)
    return found


def collect(
    store: Store,
    owners: Owners,
    grains: Grains,
    apart: frozenset[str] | None = None,
    spread: bool = False,
) -> Collected | None:
    """Check and sum the records in the engine; None where so much is odd that the reader is better.
    Rows with one of the vouchers `apart` are odd; where those are given, so much may be odd.
    `spread` leaves the lines in Spark.

    Raises OverflowError where a sum does not fit into 64 bits.
    """
    with store.visiting():
        return _collected(store, owners, grains, apart, spread)


def _collected(
    store: Store, owners: Owners, grains: Grains, apart: frozenset[str] | None, spread: bool
) -> Collected | None:
    codes, names = _codes(store)
    rows = _joined(store, codes, owners, grains)
    vouchers = _Vouchers(store, rows)
    aside = vouchers.repeated() | (apart or frozenset())
    sums, odd, frame = _summed(store, rows, grains, aside, spread)
    total = int(sums["count"].sum()) + int(odd["count"].sum())
    if apart is None and odd["count"].sum() > max(ODD_SHARE * total, FEW_ODD):
        forget(frame)
        return None
    raw = _odd_rows(store, rows, aside, odd)
    again = vouchers.same_as(raw, aside)
    if again:
        forget(frame)
        aside = aside | again
        sums, odd, frame = _summed(store, rows, grains, aside, spread)
        raw = _odd_rows(store, rows, aside, odd)
    origin = Origin(store.first, _blank(raw))
    size = total - len(origin.blank)
    return Collected(
        project=sums["number"].astype(np.int32), code=sums["code"], day=sums["day"],
        end=sums.get("end", np.zeros(len(sums["day"]), np.int32)),
        amount=sums["amount"], count=sums["count"], codes=names, origins=(origin,),
        odd=OddRows(
            raw, size, store.source, origin, store.titles, store.numbered, store.findings
        ),
        lines=lambda: _lines(store, codes, owners, grains, aside, raw.num_rows),
        finest=lambda: _finest(store, codes, owners, aside, raw.num_rows),
        frame=frame,
    )  # fmt: skip


def forget(frame: Any) -> None:
    """Let Spark drop a frame that it keeps, if there is one."""
    if frame is not None:
        frame.unpersist()


def _codes(store: Store) -> tuple[pa.Table, tuple[tuple[str, str, str, str], ...]]:
    """A table of the combinations of coded columns that are read without any finding: `code`, the
    `sign` their amounts have, and `alike`, one number for those whose vouchers must differ. And
    tax, kind, level and budget subject of each.
    """
    import pyarrow as pa

    from benefitshare.records.reading import read_table
    from benefitshare.reference import CENTRAL_ONLY

    coded = [name for name in CODED if name in store.fields]
    found = fetched(store.table.select(coded).distinct())
    found = found.sort_by([(name, "ascending") for name in coded])
    frame = found.to_pandas().rename(columns=dict(store.headers))
    frame = frame.assign(project_id="x", amount_fen=1, treasury_date="2020-01-01")
    read = read_table(frame, "tax")
    doubtful = {finding.place.row for finding in read.findings}
    good = read.frame[~read.frame["row"].isin(doubtful)]
    good = good[(good["level"] != "") & (good["tax"] != CENTRAL_ONLY)]
    positions = good["row"].to_numpy() - 1
    signs = [1 if k == "tax" else -1 if "refund" in k else 0 for k in good["kind"]]
    table = found.take(pa.array(positions)).append_column(
        "code", pa.array(range(len(good)), "int32")
    )
    table = table.append_column("sign", pa.array(signs, pa.int8()))
    told = good["budget_subject"].ne("").all()
    alike = good.groupby(["tax", "level", *(["budget_subject"] if told else [])]).ngroup()
    table = table.append_column("alike", pa.array(alike, pa.int32()))
    columns = (good[c].tolist() for c in ("tax", "kind", "level", "budget_subject"))
    return table, tuple(zip(*columns, strict=True))


def _joined(store: Store, codes: pa.Table, owners: Owners, grains: Grains) -> ir.Table:
    """Every row with its code and project number (null: none), its days and how they are kept."""
    import pyarrow as pa

    numbered = pa.table({
        "id_": pa.array(owners.ids, pa.string()),
        "number": pa.array(np.arange(len(owners.ids)), pa.int32()),
        "taxpayer_": pa.array([t.split(";")[0] for t in owners.taxpayers], pa.string()),
        "taxpayers_": pa.array([f";{t};" for t in owners.taxpayers], pa.string()),
        "mode": pa.array(grains.mode, pa.int8()),
        "ends": pa.array(grains.ends, pa.bool_()),
        **{f"cut_{n}": pa.array(cut, pa.int32()) for n, cut in enumerate(grains.cuts.T)},
    })  # fmt: skip
    rows = store.table
    names = [f"{name}_" if name in CODED else name for name in codes.column_names]
    renamed = store.engine.send(codes.rename_columns(names))
    same = [rows[name] == renamed[f"{name}_"] for name in CODED if name in rows.columns]
    rows = rows.left_join(renamed, same)
    known = store.engine.send(numbered)
    rows = rows.left_join(known, rows["project_id"] == known["id_"])
    days = {}
    for name in DAYS:
        if name in store.fields:
            days[f"{name}_"] = day_of(rows[name])
    return computed_once(rows.mutate(**days))


def _clean(store: Store, rows: ir.Table) -> ir.BooleanValue:
    """Where nothing about a row is unusual; never null."""
    amount = rows["amount_fen"]
    told = [
        rows["code"].notnull(), rows["number"].notnull(),
        _by_schema(rows), _right_sign(amount, rows["sign"]),
        _dated(rows, "treasury_date", blank=False),
    ]  # fmt: skip
    if "taxpayer_id" in store.fields:
        told.append(_own_taxpayer(rows))
    told += [_dated(rows, name) for name in ("period_start", "period_end") if name in store.fields]
    if "period_start" in store.fields:
        told.append(_not_before(rows, "treasury_date", "period_start"))
        if "period_end" in store.fields:
            told.append(_not_before(rows, "period_end", "period_start"))
    told += _plain_texts(store, rows)
    whole = told[0]
    for one in told[1:]:
        whole = whole & one
    return whole.fill_null(False)


def _right_sign(amount: Any, sign: Any) -> Any:
    """Whether an amount has a sign; 0 is any. No product, which might not fit."""
    return ((sign >= 0) | (amount <= 0)) & ((sign <= 0) | (amount >= 0))


def _by_schema(rows: ir.Table) -> ir.BooleanValue:
    """What the row schema asks of the columns that nothing else has proven."""
    return _row_checks(tuple(n for n in READ if n in rows.columns and n not in PROVEN)).passes(rows)


@cache
def _row_checks(names: tuple[str, ...]) -> RowChecks:
    from benefitshare.records.columns import row_schema
    from benefitshare.records.compiled import compile_schema

    schema = row_schema("tax")
    own = {
        "$schema": schema["$schema"],
        "properties": {name: schema["properties"][name] for name in names},
        "required": [name for name in schema["required"] if name in names],
    }
    types = {name: "integer" if name == "amount_fen" else "string" for name in names}
    return compile_schema(own, types)


def _dated(rows: ir.Table, name: str, *, blank: bool = True) -> ir.BooleanValue:
    """Whether a cell is a day as canonical tables write it, or blank."""
    good = rows[f"{name}_"].between(FIRST_DAY, LAST_DAY)
    if rows[name].type().is_date():
        return good | rows[name].isnull() if blank else good
    good = good & (rows[name].length() == len("2024-03-15"))
    return good | (rows[name] == "") if blank else good


def _not_before(rows: ir.Table, later: str, earlier: str) -> ir.BooleanValue:
    """Whether one day is not before another, or one is blank."""
    first, last = rows[f"{earlier}_"], rows[f"{later}_"]
    return first.isnull() | last.isnull() | (last >= first)


def _own_taxpayer(rows: ir.Table) -> ir.BooleanValue:
    """A taxpayer that the project is known to have needs no check of its own. Engines look among
    several only where the first is another, as they would not do in an `or`.
    """
    own = rows["taxpayer_id"]
    among = rows["taxpayers_"].contains(";" + own + ";")
    first = (own == rows["taxpayer_"]) | (own == "")
    return first.ifelse(True, (own.length() >= 15) & among)


def _plain_texts(store: Store, rows: ir.Table) -> list[ir.BooleanValue]:
    """Texts that the reader takes as they are, and that mark no total, note or example."""
    order = list(store.headers)
    first = [n for n in order[: order.index("project_id")] if n not in READ and n in rows.columns]
    told = [
        ~rows[name].lower().re_search("计|total|example|示例")
        for name in first
        if rows[name].type().is_string()
    ]
    if "voucher_no" in order:
        voucher = rows["voucher_no"]
        plain = (voucher == "") | is_whole(voucher, PLAIN_VOUCHER)
        told.append(plain)
        if order.index("voucher_no") < order.index("project_id"):
            told.append(~voucher.lower().re_search("^(.*total|example)"))
    if "taxpayer_name" in order:
        name = rows["taxpayer_name"]
        told.append(~name.re_search(r"计|[0-9][eE]\+?[0-9]"))
        if order.index("taxpayer_name") < order.index("project_id"):
            told.append(~name.lower().re_search("^(.*total|example|示例)"))
    return told


def _odd_rows(
    store: Store, rows: ir.Table, aside: frozenset[str], odd: dict[str, Array]
) -> pa.Table:
    """The rows that are not summed: by number, or those that are not clean."""
    if store.numbered:
        return store.raw(np.sort(-1 - odd["number"]))
    if not len(odd["count"]):
        return store.rows(store.table.limit(0))
    rows, clean = _marked(store, rows, aside)
    return store.rows(rows.filter(~clean))


def _summed(
    store: Store, rows: ir.Table, grains: Grains, aside: frozenset[str], spread: bool
) -> tuple[dict[str, Array], dict[str, Array], Any]:
    """The sums of clean rows in the order of their keys, as arrays by column; and what stands for
    all other rows: a line each where they are numbered, its number -1 less theirs, else one. Where
    the sums are left in Spark, their frame too; the arrays then say how many records each code has.
    """
    rows, clean = _marked(store, rows, aside)
    keys = _keys(rows, grains)
    none: dict[str, Any] = {"number": -1, "code": -1, "day": 0, "end": 0}
    if store.numbered:
        keys["number"], none["number"] = keys["number"].cast("int64"), -1 - rows[ROW]
    keys = {name: clean.ifelse(key, none[name]) for name, key in keys.items()}
    kept = rows.select(**keys, amount=clean.ifelse(rows["amount_fen"], 0))
    summed = kept.group_by(list(keys)).agg(amount=kept["amount"].sum(), count=kept.count())
    if not spread:
        return *_ordered(_fetched(summed)), None
    frame = store.engine.keep(summed)
    try:
        return *_ordered(_by_code(frame)), frame
    except Exception:
        forget(frame)
        raise


def _by_code(frame: Any) -> dict[str, Array]:
    found = fetched_frame(frame.groupBy("code").sum("count"))
    code, count = (found.column(n).to_numpy() for n in range(2))
    none = np.zeros(len(code), np.int64)
    blank = dict.fromkeys(("day", "end", "amount"), none)
    return {"number": np.where(code < 0, -1, 0), "code": code, "count": count, **blank}


def _lines(
    store: Store, codes: pa.Table, owners: Owners, grains: Grains, aside: frozenset[str], odd: int
) -> pa.Table:
    """The clean rows with the keys of their sums; numbered after the odd ones if need be."""
    import pyarrow as pa

    with store.visiting():
        rows = _joined(store, codes, owners, grains)
        found = _listed(store, rows, grains, aside)
    if ROW in store.table.columns:
        return found
    numbers = pa.array(np.arange(found.num_rows) + odd)
    return found.set_column(found.column_names.index(ROW), ROW, numbers)


def _finest(
    store: Store, codes: pa.Table, owners: Owners, aside: frozenset[str], odd: int
) -> pa.Table:
    """The clean rows by day and end."""
    import pyarrow as pa

    count = len(owners.ids)
    finest = Grains(np.full(count, DAY, np.int8), np.zeros((count, 0)), np.ones(count, np.bool_))
    with store.engine.visiting():
        rows, clean = _marked(store, _joined(store, codes, owners, finest), aside)
        rows = rows.filter(clean)
        told = [name for name in (ROW, "voucher_no") if name in rows.columns]
        found = fetched(rows.select(*told, amount=rows["amount_fen"], **_keys(rows, finest)))
    if ROW in found.column_names:
        return found
    numbers = pa.array(np.arange(found.num_rows) + odd)
    return in_order(found).drop_columns([ROW]).append_column(ROW, numbers)


def _listed(store: Store, rows: ir.Table, grains: Grains, aside: frozenset[str]) -> pa.Table:
    rows, clean = _marked(store, rows, aside)
    rows = rows.filter(clean)
    told = {"treasury_date": rows["treasury_date_"]}
    if "voucher_no" in store.fields:
        told["voucher_no"] = rows["voucher_no"]
    number = {ROW: rows[ROW]} if ROW in rows.columns else {}
    shown = rows.select(**number, amount=rows["amount_fen"], **told, **_keys(rows, grains))
    found = in_order(fetched(shown))
    place = found.column_names.index("treasury_date")
    return found.set_column(place, "treasury_date", found["treasury_date"].cast("string"))


def _marked(
    store: Store, rows: ir.Table, aside: frozenset[str]
) -> tuple[ir.Table, ir.BooleanValue]:
    """The rows, and where they are clean and have none of some vouchers."""
    import pyarrow as pa

    if not aside:
        rows = computed_once(rows.mutate(clean_=_clean(store, rows)))
        return rows, rows["clean_"]
    vouchers = store.engine.send(pa.table({"aside_": pa.array(sorted(aside), pa.string())}))
    rows = rows.left_join(vouchers, rows["voucher_no"] == vouchers["aside_"])
    clean = _clean(store, rows) & rows["aside_"].isnull()
    rows = computed_once(rows.mutate(clean_=clean))
    return rows, rows["clean_"]


def _keys(rows: ir.Table, grains: Grains) -> dict[str, Any]:
    keys = {"number": rows["number"], "code": rows["code"], "day": _kept_day(rows, grains)}
    if grains.ends.any() and "period_end_" in rows.columns:
        end = _number_of(rows["period_end_"]).fill_null(0)
        keys["end"] = rows["ends"].ifelse(end, 0)
    return keys


def _fetched(summed: ir.Table) -> dict[str, Array]:
    found = fetched(summed)
    arrays = {}
    for name in found.column_names:
        arrays[name] = found[name].to_numpy()
        found = found.drop_columns([name])
    return arrays


def _ordered(arrays: dict[str, Array]) -> tuple[dict[str, Array], dict[str, Array]]:
    """The lines in the order of their keys, and those of odd rows, whose numbers are negative."""
    keys = [arrays[k] for k in ("number", "code", "day", "end") if k in arrays]
    order = _in_key_order(keys)
    below = int((arrays["number"] < 0).sum())
    odd, good = order[:below], order[below:]
    return ({n: v[good] for n, v in arrays.items()}, {n: v[odd] for n, v in arrays.items()})


def _in_key_order(keys: list[Array]) -> Array:
    """The positions of lines by keys of which no two are alike, the first key first; by one number
    for all of them where it fits.

    >>> _in_key_order([np.array([1, 0, 0]), np.array([20240101, 20250101, 20240101])]).tolist()
    [2, 1, 0]
    """
    if not len(keys[0]):
        return np.zeros(0, np.int64)
    least = [int(key.min()) for key in keys]
    sizes = [int(key.max()) - first + 1 for key, first in zip(keys, least, strict=True)]
    if prod(sizes) >= EVERY:
        return np.lexsort(keys[::-1])
    packed = np.zeros(len(keys[0]), np.int64)
    for key, first, size in zip(keys, least, sizes, strict=True):
        packed *= size
        packed += key
        packed -= first
    return np.argsort(packed)


def _number_of(day: Any) -> Any:
    """A day as YYYYMMDD."""
    return (day.year() * 10000 + day.month() * 100 + day.day()).cast("int32")


def _kept_day(rows: ir.Table, grains: Grains) -> Any:
    """The day that stands for a row's, as YYYYMMDD."""
    import ibis

    day = rows["treasury_date_"]
    year = day.year() * 10000
    shown = _number_of(day)
    part: Any = ibis.literal(NEW_YEAR)
    for number in range(grains.cuts.shape[1]):
        cut = rows[f"cut_{number}"]
        part = ((cut <= shown - year) & (cut > part)).ifelse(cut, part)
    kept = {
        YEAR: year + NEW_YEAR,
        PARTS: year + part,
        MONTH: year + day.month() * 100 + 1,
        DAY: shown,
    }
    modes = np.unique(grains.mode).tolist()
    if len(modes) <= 1:
        return kept[modes[0] if modes else YEAR].cast("int32")
    branches = [(rows["mode"] == mode, kept[mode]) for mode in modes[:-1]]
    return ibis.cases(*branches, else_=kept[modes[-1]]).cast("int32")


class _Vouchers:
    """Vouchers that several rows have: more than the checks set aside, so that those see every row
    they hold against each other.
    """

    def __init__(self, store: Store, rows: ir.Table) -> None:
        self.store, self.rows = store, rows
        self.told = "voucher_no" in store.fields
        self.differ = False

    def repeated(self) -> frozenset[str]:
        """The vouchers that several rows of one tax and level have."""
        if not self.told:
            return frozenset()
        if self.store.hashes:
            table = self.store.table.filter(self.store.table["voucher_no"] != "")
            hashes = _column(table.select(hash=table["voucher_no"].hash()), "hash")
            self.differ = not _any_twice(hashes)
            if self.differ:
                return frozenset()
        rows = self.rows.filter(self.rows["voucher_no"] != "")
        kinds = rows["alike"].nunique()
        several = rows.group_by("voucher_no").agg(n=rows.count(), kinds=kinds)
        several = several.filter(several["n"] > several["kinds"])
        return frozenset(_column(several, "voucher_no").tolist())

    def same_as(self, odd: pa.Table, aside: frozenset[str]) -> frozenset[str]:
        """The vouchers of odd rows, as they are read, that clean rows have too."""
        import pyarrow as pa

        from benefitshare.records.identifiers import convert_identifiers

        if not self.told or not odd.num_rows:
            return frozenset()
        texts = text_array(odd[self.store.headers["voucher_no"]])
        read = convert_identifiers(RawColumn("", "", texts)).values.to_pylist()
        named = {*read} - {"", *aside} - ({*texts.to_pylist()} if self.differ else set())
        if not named:
            return frozenset()
        names = self.store.engine.send(pa.table({"named_": pa.array(sorted(named), pa.string())}))
        table = self.store.table
        rows = table.semi_join(names, table["voucher_no"] == names["named_"])
        here, there = Counter(texts.to_pylist()), Counter(_column(rows, "voucher_no").tolist())
        return frozenset(voucher for voucher, count in there.items() if count > here[voucher])


def _column(rows: ir.Table, name: str) -> Array:
    values: Array = fetched(rows.select(name))[name].to_numpy()
    return values


def _any_twice(hashes: Array) -> bool:
    """Whether two texts may be the same: whether two hashes are."""
    ordered = np.sort(hashes)
    return bool((ordered[1:] == ordered[:-1]).any())
