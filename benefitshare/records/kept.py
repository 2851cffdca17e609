"""Tax records kept for later settlements: checked and coded once, so that their files are not read
again.

A kept file is a ZIP archive of Parquet tables and a description in JSON. It holds each record in
which nothing is unusual (project, code, days, amount, voucher, place) and the raw rows in which
anything is. So no later question is too fine for it: sums are made anew for the agreements asked
about, odd rows go through the reader and the checks again, and a record whose voucher, project or
rounding needs a look of its own becomes a row again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from benefitshare.files import write_atomically
from benefitshare.findings import Finding, Place, UnreadableInput
from benefitshare.records.engines import fetched
from benefitshare.records.files import OS_WORDS
from benefitshare.records.grid import RawColumn, text_array
from benefitshare.records.identifiers import convert_identifiers
from benefitshare.records.store import (
    DAY,
    MONTH,
    NEW_YEAR,
    PARTS,
    ROW,
    YEAR,
    Collected,
    Grains,
    OddRows,
    Origin,
    Owners,
    Store,
    collect,
    odd_table,
)
from benefitshare.records.table import Table

if TYPE_CHECKING:
    import pyarrow as pa

Array = npt.NDArray[Any]
FORMAT = "benefitshare/kept/v1"
ABOUT, SUMMED, PLACES = "kept.json", "records.parquet", "places.parquet"
UNLIKE = (zipfile.BadZipFile, KeyError, TypeError, ValueError, NotImplementedError, RuntimeError)
"""What goes wrong in a file that is damaged or something else; Arrow's errors are among them."""
CODE = ("tax", "kind", "level", "budget_subject")
NUMBERS = {
    "project": np.int32, "code": np.int32, "day": np.int32, "end": np.int32, "amount": np.int64,
    "part": np.int32, "single": np.bool_,
}  # fmt: skip
"""The columns that sums are made from."""


@dataclass(frozen=True)
class Part:
    """A source behind kept records: its odd rows, the unit of money it was read in, and the header
    of its vouchers (empty: none).
    """

    rows: OddRows
    unit: str | None
    voucher: str

    def odd_vouchers(self) -> set[str]:
        """The vouchers of odd rows, as they are read."""
        if not self.voucher:
            return set()
        column = RawColumn("", "", text_array(self.rows.rows[self.voucher]))
        return {*convert_identifiers(column).values.to_pylist()}


@dataclass(frozen=True)
class Kept:
    """Records of one source or several.

    The arrays are parallel, one place to a record: `project` numbers `ids`; `code` numbers `codes`
    (tax, kind, level, budget subject); `day` and `end` of the tax period are YYYYMMDD, 0 where
    there is none; `amount` is fen; `single` says that another row has the same voucher. `places`
    gives a table of the row number in the source and the voucher, in the same order. `days` are the
    first and the last treasury date of all sources.
    """

    parts: tuple[Part, ...] = ()
    ids: tuple[str, ...] = ()
    codes: tuple[tuple[str, str, str, str], ...] = ()
    days: tuple[dt.date, dt.date] | None = None
    numbers: Mapping[str, Array] = field(
        default_factory=lambda: {name: np.zeros(0, kind) for name, kind in NUMBERS.items()}
    )
    load_places: Callable[[], pa.Table] = field(default_factory=lambda: _no_places)
    findings: tuple[Finding, ...] = ()

    def __len__(self) -> int:
        return len(self.numbers["amount"])

    @property
    def total(self) -> int:
        """Rows read of all sources."""
        return sum(part.rows.total for part in self.parts)

    @cached_property
    def places(self) -> pa.Table:
        """Of each record the row number in its source (`row`) and the voucher (`voucher`)."""
        return self.load_places()

    def digests(self) -> set[str]:
        """Of the files the records are from."""
        told = (part.rows.source.get("sha256") for part in self.parts)
        return {digest for digest in told if digest}

    def having(self, vouchers: pa.Array) -> Array:
        """Which records have one of some vouchers."""
        import pyarrow.compute as pc

        vouchers = vouchers.filter(pc.not_equal(vouchers, ""))
        if not len(vouchers) or not len(self):
            return np.zeros(len(self), bool)
        found = pc.is_in(self.places["voucher"], value_set=vouchers)
        hits: Array = found.to_numpy()
        return hits

    def tables(self, one_by_one: Array) -> list[Table]:
        """A table of each source: its odd rows as they are read, and the records of a mask."""
        return [
            self._table(part, np.flatnonzero(one_by_one & (self.numbers["part"] == number)))
            for number, part in enumerate(self.parts)
        ]

    def _table(self, part: Part, at: Array) -> Table:
        import pandas as pd

        table = odd_table(part.rows, part.unit)
        frame = table.frame
        if len(at):
            both = pd.concat([frame, self._rows(at, part.rows.origin, frame)], ignore_index=True)
            frame = both.sort_values("record", kind="stable", ignore_index=True)
        return replace(table, frame=frame, source={**table.source, "rows_read": part.rows.total})

    def _rows(self, at: Array, origin: Origin, like: Any) -> Any:
        """Some records as rows of a canonical frame."""
        import pandas as pd

        numbers = {name: values[at] for name, values in self.numbers.items()}
        places = self.places.take(at)
        row = places["row"].to_numpy()
        told = {
            "project_id": np.array(self.ids, object)[numbers["project"]],
            **dict(zip(CODE, self._coded(numbers["code"]), strict=True)),
            "treasury_date": _written(numbers["day"]), "period_end": _written(numbers["end"]),
            "voucher_no": places["voucher"].to_numpy(),
            "amount_fen": numbers["amount"],
            "row": row + origin.first, "record": origin.record_of(row),
        }  # fmt: skip
        blank = np.full(len(at), "", object)
        columns = {
            name: pd.array(told.get(name, blank), dtype=like[name].dtype) for name in like.columns
        }
        return pd.DataFrame(columns)

    def _coded(self, code: Array) -> list[Array]:
        return [np.array([one[place] for one in self.codes], object)[code] for place in range(4)]

    def listed(self, at: Array, keys: Mapping[str, Array]) -> pa.Table:
        """Part, row, voucher, treasury date and amount of the records at some positions, and keys
        of theirs.
        """
        import pyarrow as pa

        places = self.places.take(at)
        told = {
            "part": self.numbers["part"][at], ROW: places["row"],
            "voucher_no": places["voucher"], "treasury_date": _written(self.numbers["day"][at]),
            "amount": self.numbers["amount"][at],
        }  # fmt: skip
        return pa.table({**told, **keys})


def _no_places() -> pa.Table:
    import pyarrow as pa

    return pa.table({"row": pa.array([], pa.int64()), "voucher": pa.array([], pa.string())})


def _written(days: Array) -> Array:
    """Days written YYYYMMDD as ISO texts; empty for 0.

    >>> _written(np.array([20240315, 0])).tolist()
    ['2024-03-15', '']
    """
    distinct, place = np.unique(days, return_inverse=True)
    texts = [f"{d // 10000:04d}-{d // 100 % 100:02d}-{d % 100:02d}" if d else "" for d in distinct]
    return np.array(texts, object)[place.reshape(-1)]


def days_kept(day: Array, project: Array, grains: Grains) -> Array:
    """The day that stands for each day, as an engine keeps it; days are YYYYMMDD.

    >>> grains = Grains(np.array([PARTS]), np.array([[701]]), np.array([False]))
    >>> days_kept(np.array([20240630, 20240701]), np.array([0, 0]), grains).tolist()
    [20240101, 20240701]
    """
    year = day // 10000 * 10000
    part = np.full(len(day), NEW_YEAR, np.int32)
    for cuts in grains.cuts.T:
        cut = cuts[project]
        part = np.where((cut <= day - year) & (cut > part), cut, part)
    mode = grains.mode[project]
    kept: Array = np.select(
        [mode == YEAR, mode == PARTS, mode == MONTH, mode == DAY],
        [year + NEW_YEAR, year + part, day // 100 * 100 + 1, day],
    )
    return kept.astype(np.int32)


def followed_by(kept: Kept, store: Store, owners: Owners, unit: str | None = None) -> Kept:
    """With the records of a further source, checked by its engine. Records that share a voucher
    with others are looked at one by one from then on, the older ones too.

    Raises OverflowError where a sum does not fit into 64 bits.
    """
    import pyarrow as pa

    count = len(owners.ids)
    by_year = Grains(np.full(count, YEAR, np.int8), np.zeros((count, 0)), np.zeros(count, bool))
    written = _vouchers(store) if kept.parts else texts(())
    hits = kept.having(written)
    again = kept.places["voucher"].filter(pa.array(hits)).to_pylist() if hits.any() else []
    odd = texts(voucher for part in kept.parts for voucher in part.odd_vouchers())
    collected = collect(
        store, owners, by_year, frozenset({*again, *_parted(odd, written)[0].to_pylist()})
    )
    assert collected is not None
    header = store.headers.get("voucher_no", "")
    part = Part(collected.odd, unit, header)
    _, otherwise = _parted(texts(part.odd_vouchers()), written)
    single = kept.numbers["single"] | hits | kept.having(otherwise)
    older = {**kept.numbers, "single": single}
    return _joined(replace(kept, numbers=older), part, collected, owners, store.days())


def _vouchers(store: Store) -> pa.Array:
    """The vouchers of a source as they are written."""
    import pyarrow as pa

    if "voucher_no" not in store.fields:
        return texts(())
    with store.visiting():
        found = fetched(store.table.select("voucher_no"))["voucher_no"]
    return found.cast(pa.string()).combine_chunks()


def texts(some: Iterable[str]) -> pa.Array:
    """Texts as an array, each once, those that are not empty."""
    import pyarrow as pa

    return pa.array(sorted({*some} - {""}), pa.string())


def _parted(some: pa.Array, by: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Those of some texts that others are, and those that none of the others is."""
    import pyarrow.compute as pc

    within = pc.is_in(some, value_set=by)
    return some.filter(within), some.filter(pc.invert(within))


def _joined(kept: Kept, part: Part, collected: Collected, owners: Owners, days: Any) -> Kept:
    """All records, projects and codes numbered alike."""
    import pyarrow as pa

    new = collected.finest()
    ids = tuple(dict.fromkeys((*kept.ids, *owners.ids)))
    codes = tuple(dict.fromkeys((*kept.codes, *collected.codes)))
    size = new.num_rows
    own = {
        "project": _renumbered(owners.ids, ids)[new["number"].to_numpy()],
        "code": _renumbered(collected.codes, codes)[new["code"].to_numpy()],
        "day": new["day"].to_numpy(),
        "end": new["end"].to_numpy() if "end" in new.column_names else np.zeros(size),
        "amount": new["amount"].to_numpy(), "part": np.full(size, len(kept.parts)),
        "single": np.zeros(size),
    }  # fmt: skip
    numbers = {
        name: np.concatenate((kept.numbers[name], own[name].astype(kind)))
        for name, kind in NUMBERS.items()
    }
    voucher = new["voucher_no"] if "voucher_no" in new.column_names else pa.array([""] * size)
    mine = pa.table({"row": new[ROW].cast(pa.int64()), "voucher": voucher.cast(pa.string())})
    return Kept(
        (*kept.parts, part), ids, codes, _both(kept.days, days), numbers,
        lambda: pa.concat_tables([kept.places, mine]), kept.findings,
    )  # fmt: skip


def _renumbered(names: Sequence[Any], among: Sequence[Any]) -> Array:
    number = {name: n for n, name in enumerate(among)}
    return np.array([number[name] for name in names], np.int64)


def _both(one: Any, other: Any) -> Any:
    if one is None or other is None:
        return one or other
    return min(one[0], other[0]), max(one[1], other[1])


def write_kept(kept: Kept, path: str | Path) -> Path:
    """Write kept records to one file, whole or not at all. Gives its path.

    Raises OSError where it cannot be written.
    """
    return write_atomically(path, lambda target: _fill(kept, target))


def _fill(kept: Kept, target: Path) -> None:
    import pyarrow as pa

    from benefitshare import __version__

    parts = [_described(part) for part in kept.parts]
    order = _in_order(kept)
    about = {
        "format": FORMAT, "library": __version__, "parts": parts, "ids": kept.ids,
        "codes": kept.codes, "days": [day.isoformat() for day in kept.days or ()],
    }  # fmt: skip
    with zipfile.ZipFile(target, "w") as archive:
        text = json.dumps(about, ensure_ascii=False, indent=1)
        archive.writestr(zipfile.ZipInfo(ABOUT), text)
        _add(archive, SUMMED, pa.table({n: values[order] for n, values in kept.numbers.items()}))
        _add(archive, PLACES, kept.places.take(order))
        for number, part in enumerate(kept.parts):
            _add(archive, f"odd-{number}.parquet", part.rows.rows)


def _in_order(kept: Kept) -> Array:
    """The records by project, code and day: so they take least room, and are summed soonest."""
    project, code, day = (kept.numbers[n].astype(np.int64) for n in ("project", "code", "day"))
    place = (project * len(kept.codes) + code) * 2**25 + day
    return np.lexsort((kept.places["row"].to_numpy(), kept.numbers["part"], place))


def _described(part: Part) -> dict[str, Any]:
    """Facts of a source itself, not of a file in which it was kept."""
    rows = part.rows
    return {
        "source": {name: value for name, value in rows.source.items() if name != "kept"},
        "total": rows.total, "first": rows.origin.first, "blank": rows.origin.blank.tolist(),
        "titles": rows.titles, "numbered": rows.numbered, "unit": part.unit,
        "voucher": part.voucher,
        "findings": [[finding.code, finding.place.file] for finding in rows.findings],
    }  # fmt: skip


def _part(told: Mapping[str, Any], odd: pa.Table, facts: Mapping[str, Any]) -> Part:
    origin = Origin(told["first"], np.array(told["blank"], np.int64))
    source = {**told["source"], "kept": facts}
    findings = tuple(Finding(code, Place(file=file)) for code, file in told.get("findings", ()))
    titles = tuple(told["titles"])
    rows = OddRows(odd, told["total"], source, origin, titles, told["numbered"], findings)
    return Part(rows, told["unit"], told["voucher"])


def _add(archive: zipfile.ZipFile, name: str, table: pa.Table) -> None:
    import pyarrow.parquet as pq

    with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as file:
        pq.write_table(table, file, compression="zstd")


def read_kept(path: str | Path) -> Kept:
    """The records of a kept file. Those of another version of the library come with a finding.

    Raises UnreadableInput for a file that is missing, damaged or something else.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        said = str(error.strerror)
        detail = {"zh": next((zh for of, zh in OS_WORDS.items() if isinstance(error, of)), said)}
        finding = Finding("file-missing", Place(file=str(path)), {"detail": {**detail, "en": said}})
        raise UnreadableInput(finding) from error
    return _understood(path.name, data)


def _understood(name: str, data: bytes) -> Kept:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        about = json.loads(archive.read(ABOUT))
        if about["format"] != FORMAT or archive.testzip() is not None:
            raise zipfile.BadZipFile
        return _kept(name, data, archive, about)
    except UNLIKE as error:
        raise UnreadableInput(Finding("kept-unreadable", Place(file=name))) from error


def _kept(name: str, data: bytes, archive: zipfile.ZipFile, about: Mapping[str, Any]) -> Kept:
    from benefitshare import __version__

    facts = {"file": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    parts = tuple(
        _part(part, _read(archive, f"odd-{n}.parquet"), facts)
        for n, part in enumerate(about["parts"])
    )
    summed = _read(archive, SUMMED)
    findings = []
    if about["library"] != __version__:
        params = {"kept": about["library"], "library": __version__}
        findings.append(Finding("kept-by-other-version", Place(file=name), params))
    days = [dt.date.fromisoformat(day) for day in about["days"]]
    return Kept(
        parts, tuple(about["ids"]), tuple((t, k, v, s) for t, k, v, s in about["codes"]),
        (days[0], days[1]) if days else None,
        {column: summed[column].to_numpy() for column in NUMBERS},
        lambda: _read(archive, PLACES), tuple(findings),
    )  # fmt: skip


def _read(archive: zipfile.ZipFile, name: str) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    return pq.read_table(pa.BufferReader(archive.read(name))).combine_chunks()
