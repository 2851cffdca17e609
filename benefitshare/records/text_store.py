"""A CSV file as a store: its cells are read once, and DuckDB checks and sums them in memory.

The file is opened by the same reader as ever, which finds encoding, header row and units. What a
cell means is asked of the reader, too, once for each distinct text of a day; amounts are those it
would take as they are. All other cells make their row an odd one.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pyarrow as pa

from benefitshare.findings import Place, UnreadableInput
from benefitshare.records.amounts import plain_amounts
from benefitshare.records.conversion import convert_texts
from benefitshare.records.dates import parse_day
from benefitshare.records.delimited import Delimited
from benefitshare.records.engines import connected, quiet
from benefitshare.records.grid import Grid, RawColumn, letter
from benefitshare.records.mapping import Fields, map_headers
from benefitshare.records.sources import TEXTS, open_text
from benefitshare.records.store import DAYS, NEEDED, READ, ROW, Store, named
from benefitshare.records.units import column_unit, statements
from benefitshare.reference import fen_per_unit

HEAD = 1 << 16
NO_DAY = dt.date(1900, 1, 1)
"""Stands for a text that is no day; too early to be one of a record."""
AS_FIELD = {"amount": "amount_fen"}
FEN_IN = (1, 100)
"""Units of money, in fen: those in which amounts are said to be coarse need the reader."""


def is_text(source: Any) -> bool:
    """Whether a source is a file of text that exists."""
    of_file = isinstance(source, (str, Path)) and Path(source).suffix.lower() in TEXTS
    return of_file and Path(source).is_file()


def text_rows(path: Path) -> int:
    """About how many rows a file of text has, by how long its first ones are; 0 for one that cannot
    be opened.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return 0
    return head.count(b"\n") * path.stat().st_size // max(len(head), 1)


def open_text_store(path: Path, unit: str | None = None) -> Store | None:
    """The store of a CSV file, in a DuckDB of its own; `unit` is that of `read_table`.

    None where its columns or rows need the reader: headers that are not understood, wide sheets,
    amounts in units above the yuan, rows with too many cells or too few.
    """
    if unit is not None and fen_per_unit(unit) is None:
        return None
    try:
        opened = open_text(path, "tax")
    except UnreadableInput:
        return None
    if opened is None or opened.ragged or not opened.columns or not len(opened.columns[0]):
        return None
    found = _fields(opened, unit)
    return None if found is None else _store(opened, *found)


def _fields(opened: Delimited, unit: str | None) -> tuple[Fields, int] | None:
    """What the headers mean and the unit of the amounts; None where there is more to say."""
    if len({*opened.headers, ROW}) <= len(opened.headers):
        return None
    columns = tuple(
        RawColumn(header, letter(i), cells)
        for i, (header, cells) in enumerate(zip(opened.headers, opened.columns, strict=True))
    )
    place = Place(file=opened.source["file"])
    fields = map_headers(Grid(columns, np.zeros(0, np.int64)), "tax", None, place)
    names = {*fields.columns}
    if fields.findings or fields.wide or {"amount", "amount_fen"} <= names:
        return None
    amount = "amount" if "amount" in names else "amount_fen"
    if not names <= {*READ, "amount"} or not ({*NEEDED} - {"amount_fen"}) | {amount} <= names:
        return None
    fen, _ = column_unit(statements(unit, opened.titles, place), fields, amount, place)
    return (fields, fen) if fen in FEN_IN else None


def _store(opened: Delimited, fields: Fields, fen: int) -> Store:
    of_header = {c.header: AS_FIELD.get(name, name) for name, c in fields.columns.items()}
    names = named(opened.headers, of_header)
    cells = dict(zip(names, opened.columns, strict=True))
    needed = [*names][: [*names].index("project_id")]
    columns = {n: _meant(n, cells[n], fen) for n in names if n in READ or n in needed}
    rows = pa.array(np.arange(len(opened.columns[0]), dtype=np.int64))
    engine, name = connected(None), f"benefitshare_{uuid4().hex}"
    with quiet():
        engine.backend.con.register(name, pa.table({ROW: rows, **columns}))
        table = engine.backend.table(name)
    return Store(
        engine, table, tuple(n for n in names if n in READ), names, opened.source,
        numbered=True, hashes=True, first=opened.first, titles=opened.titles,
        cells=pa.table(list(opened.columns), names=list(opened.headers)),
    )  # fmt: skip


def _meant(name: str, cells: pa.ChunkedArray, fen: int) -> pa.ChunkedArray:
    """The cells of a field as the engine checks them: days, fen, or the texts themselves."""
    if name in DAYS:
        return _days(cells)
    if name == "amount_fen":
        return pa.chunked_array([_fen(chunk, fen) for chunk in cells.chunks], pa.int64())
    return cells


def _fen(cells: pa.Array, unit: int) -> pa.Array:
    """Fen of the amounts that are plain decimals; null for all others."""
    found, plain = plain_amounts(cells, unit)
    return pa.array(found, mask=~plain)


def _days(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Days, null where blank, NO_DAY where a text is none."""
    encoded = cells.dictionary_encode().unify_dictionaries()
    texts = encoded.chunk(0).dictionary
    read = convert_texts(RawColumn("", "", texts), parse_day)
    found = [dt.date.fromisoformat(day) if day else None for day in read.values.to_pylist()]
    for flaw in read.flaws.found:
        found[flaw.position] = NO_DAY
    days = pa.array(found, pa.date32())
    return pa.chunked_array([days.take(chunk.indices) for chunk in encoded.chunks])
