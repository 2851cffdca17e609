"""The processes that `province.py` measures: `province_runs.py WHAT STARTED ARGUMENTS`.

Each prints one JSON line: what it used until its result was there (`used`), and what it found,
which is worked out after that. STARTED is the time at which the process was asked for.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

TAXPAYER = "[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}"
CHECKS = f"""
    p.number is not null and length(r.project_id) between 1 and 64
    and r.tax in ('vat', 'cit', 'iit', 'umct', 'stamp')
    and r.kind in ('tax', 'refund', 'credit_refund', 'export_refund', 'correction')
    and r.level in ('shared', 'central', 'province', 'city', 'county', 'township', 'local')
    and length(r.treasury_date) = 10 and day between date '1990-01-01' and date '2100-12-31'
    and length(r.period_start) = 10 and first between date '1990-01-01' and date '2100-12-31'
    and length(r.period_end) = 10 and last between date '1990-01-01' and date '2100-12-31'
    and first <= last and first <= day
    and length(r.voucher_no) between 1 and 64
    and r.amount_fen between -1000000000000000 and 1000000000000000
    and (r.kind = 'tax') = (r.amount_fen >= 0)
    and regexp_full_match(r.taxpayer_id, '{TAXPAYER}')
"""
DAYS = ", ".join(
    f"try_cast({column} as date) as {name}"
    for column, name in (
        ("treasury_date", "day"),
        ("period_start", "first"),
        ("period_end", "last"),
    )
)
SUMS = f"""
    select good, number, tax, kind, level, year, sum(fen)::bigint as fen, count(*) as rows
    from (
        select coalesce({CHECKS}, false) as good, p.number, r.tax, r.kind, r.level,
            year(day) as year, r.amount_fen as fen
        from (select *, {DAYS} from read_parquet('{{folder}}/tax.parquet')) r
        left join projects p using (project_id)
    )
    group by all
"""
HASHES = "select hash(voucher_no, tax, level) as h from read_parquet('{folder}/tax.parquet')"
NEIGHBOURS = f"select h, lag(h) over (order by h) as before from ({HASHES})"
REPEATED = """
    select coalesce(sum(n - 1), 0) from (
        select count(*) as n from read_parquet('{folder}/tax.parquet')
        where voucher_no <> '' group by voucher_no, tax, level having count(*) > 1
    )
"""
YUAN = "金额(元)"
HEADERS = {
    "project_id": "项目编号", "taxpayer_id": "纳税人识别号", "tax": "税种", "kind": "记录种类",
    "level": "预算级次", "treasury_date": "入库日期", "period_start": "税款所属期起",
    "period_end": "税款所属期止", "voucher_no": "税票号码", "amount(元)": YUAN,
}  # fmt: skip


def used(started: float) -> dict[str, float]:
    """Processor and clock seconds until now, and the greatest memory in MiB."""
    mine = resource.getrusage(resource.RUSAGE_SELF)
    seconds = {"cpu": mine.ru_utime + mine.ru_stime, "wall": time.time() - started}
    return {**seconds, "memory": mine.ru_maxrss / 1024}


def floor(started: float, folder: str, *, sorted_by_numpy: bool = False) -> dict[str, Any]:
    """The query by hand. Repeats are looked for by hash: sorting hashes is the cheapest way found
    (less than grouping texts or hashes), and where two are the same the texts are grouped.
    """
    import duckdb

    base = duckdb.connect()
    base.execute("set enable_progress_bar = false; set preserve_insertion_order = false")
    base.execute(f"""
        create table projects as select project_id, row_number() over ()::integer as number
        from read_csv('{folder}/projects.csv', header = true, all_varchar = true)
    """)
    sums = base.sql(SUMS.replace("{folder}", folder)).to_arrow_table()
    if sorted_by_numpy:
        hashes = base.sql(HASHES.replace("{folder}", folder)).fetchnumpy()["h"]
        hashes.sort()
        alike = bool((hashes[1:] == hashes[:-1]).any())
    else:
        near = NEIGHBOURS.replace("{folder}", folder)
        alike = bool(base.sql(f"select 1 from ({near}) where h = before limit 1").fetchall())
    repeated = number(base, REPEATED.replace("{folder}", folder)) if alike else 0
    taken = used(started)
    base.register("sums", sums)
    rows, bad, fen = base.sql("""
        select sum(rows), sum(rows) filter (not good), sum(fen) filter (good) from sums
    """).fetchall()[0]
    lines = "sums join projects using (number) where good"
    said = digest_of_sums(base, lines)
    return {
        "used": taken, "rows": int(rows), "bad": int(bad) + repeated, "fen": int(fen), **said,
    }  # fmt: skip


def number(base: Any, query: str) -> int:
    """The one number that a query gives."""
    return int(base.sql(query).fetchall()[0][0])


def digest_of_sums(base: Any, lines: str) -> dict[str, Any]:
    """How many sums there are by project, tax, kind, level and year, and a digest of them."""
    groups, digest = base.sql(f"""
        select count(*), sum(hash(project_id, tax, kind, level, year::bigint, fen, rows)) from (
            select project_id, tax, kind, level, year, sum(fen)::bigint as fen,
                sum(rows)::bigint as rows
            from {lines} group by all
        )
    """).fetchall()[0]
    return {"groups": int(groups), "sums": str(digest)}


def tables(folder: str) -> dict[str, Any]:
    """The tables of a folder but the tax records."""
    names = ("projects", "factors", "deductions")
    return {name: Path(folder) / f"{name}.csv" for name in names}


def documents(folder: str) -> list[str]:
    """The agreements of a folder."""
    return [str(path) for path in sorted((Path(folder) / "agreements").iterdir())]


def checked(started: float, folder: str) -> dict[str, Any]:
    """What `settle` does before any clause runs: the checks and the sums, as the clauses need
    them.
    """
    import duckdb
    import pyarrow as pa

    from benefitshare import load_agreement
    from benefitshare.settlement.stored import summed_by_engine

    agreements = [load_agreement(path) for path in documents(folder)]
    sources = {**tables(folder), "tax": Path(folder) / "tax.parquet"}
    found = summed_by_engine(agreements, sources, None, extract="auto", unit=None, as_known_on=None)
    if found is None:
        sys.exit("the engine could not check and sum these records")
    _, odd, stored = found
    taken = used(started)
    sums, base = stored.collected, duckdb.connect()
    codes = [sums.codes[i] for i in sums.code.tolist()]
    base.register("engine", pa.table({
        "number": sums.project, "year": sums.day // 10000, "fen": sums.amount, "rows": sums.count,
        **{name: [c[i] for c in codes] for i, name in enumerate(("tax", "kind", "level"))},
    }))  # fmt: skip
    base.register("owners", pa.table({
        "project_id": list(stored.owners), "number": range(len(stored.owners)),
    }))  # fmt: skip
    good = odd.frames["tax"]
    good = good[good["disposition"] == "used"]
    base.register("odd", pa.table({
        name: pa.array(good[name].astype(str)) for name in ("project_id", "tax", "kind", "level")
    } | {"year": good["treasury_date"].astype(str).str[:4].astype(int),
         "fen": good["amount_fen"].astype("int64")}))  # fmt: skip
    lines = """(
        select project_id, tax, kind, level, year, fen, rows
        from engine join owners using (number)
        union all by name select *, 1 as rows from odd
    )"""
    fen = int(sums.amount.sum()) + int(good["amount_fen"].sum())
    said = digest_of_sums(base, lines)
    return {"used": taken, "rows": sums.odd.total, "bad": sums.odd.total - int(sums.count.sum())
            - len(good), "fen": fen, **said}  # fmt: skip


def settle(started: float, limit: str, tax: str, folder: str) -> dict[str, Any]:
    """The whole of `settle`; `limit` is DuckDB's memory, `-` for as much as it wants. `also` is
    what was used when `allocations` were there, which are made when first asked for.
    """
    import benefitshare

    engine = None
    with tempfile.TemporaryDirectory() as spilled:
        if limit != "-":
            import ibis

            engine = ibis.duckdb.connect(memory_limit=limit, temp_directory=spilled)
        settlement = benefitshare.settle(
            documents(folder), **tables(folder), tax=Path(tax), engine=engine
        )
        taken = used(started)
    allocations = settlement.allocations
    also = used(started)
    lines = settlement.reconciliation
    lines = lines[lines["table"] == "tax"]
    read, aside = lines[lines["disposition"] == "read"], lines[lines["disposition"] == "set_aside"]
    return {
        "used": taken, "also": also,
        "rows": int(read["rows"].sum()), "bad": int(aside["rows"].sum()),
        "fen": int(read["amount_fen"].sum() - aside["amount_fen"].sum()),
        "allocations": len(allocations),
        "bytes": digest(allocations, settlement.reconciliation),
    }  # fmt: skip


def digest(*frames: Any) -> str:
    """The bytes of some frames, as a digest."""
    import pyarrow as pa

    found = hashlib.sha256()
    for frame in frames:
        for start in range(0, len(frame), 200_000):
            piece = frame.iloc[start : start + 200_000]
            columns = {name: pa.array(piece[name].tolist()) for name in piece.columns}
            with pa.ipc.new_stream(
                sink := pa.BufferOutputStream(), pa.table(columns).schema
            ) as out:
                out.write_table(pa.table(columns))
            found.update(sink.getvalue())
    return found.hexdigest()


def read(started: float, path: str) -> dict[str, Any]:
    """Read one table of tax records with every check of its cells, and sum it."""
    from benefitshare import read_table

    table = read_table(path, "tax")
    kept, aside = table.frame["amount_fen"], table.set_aside["amount_fen"]
    found = {"rows": len(kept) + len(aside), "fen": int(kept.sum()) + int(aside.sum())}
    return {"used": used(started), **found}


def read_and_summed(started: float, path: str, folder: str) -> dict[str, Any]:
    """Read a table of tax records as `settle` does where it is large: checked and summed by
    project, kind and year, odd rows one by one.
    """
    import numpy as np

    from benefitshare import read_table
    from benefitshare.records.checks import check_tables
    from benefitshare.records.store import YEAR, Grains, Owners, collect, odd_table
    from benefitshare.records.text_store import open_text_store
    from benefitshare.settlement.stored import owners_of

    projects = read_table(Path(folder) / "projects.csv", "projects")
    owners = Owners(*owners_of(check_tables({"projects": projects}).frames["projects"]))
    size = len(owners.ids)
    grains = Grains(np.full(size, YEAR), np.zeros((size, 0), np.int32), np.zeros(size, bool))
    store = open_text_store(Path(path))
    sums = None if store is None else collect(store, owners, grains)
    if store is None or sums is None:
        sys.exit("the engine could not check and sum these records")
    odd = odd_table(sums.odd)
    taken = used(started)
    fen = int(sums.amount.sum()) + sum(
        int(t["amount_fen"].sum()) for t in (odd.frame, odd.set_aside)
    )
    return {"used": taken, "rows": sums.odd.total, "fen": fen}


def read_by_duckdb(started: float, path: str) -> dict[str, Any]:
    """Read a CSV as it is and sum its amounts exactly. DuckDB reads no GB18030 without a download:
    Python's codec changes it first.
    """
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        if "gb18030" in path:
            changed = Path(folder) / "changed.csv"
            with (
                Path(path).open(encoding="gb18030") as before,
                changed.open("w", encoding="utf-8") as after,
            ):
                while piece := before.read(1 << 20):
                    after.write(piece)
            path = str(changed)
        rows, fen = duckdb.execute(f"""
            select count(*), sum(cast("{YUAN}" as decimal(18, 2)) * 100)::bigint
            from (select * from read_csv('{path}', header = true, all_varchar = true))
        """).fetchall()[0]
    return {"used": used(started), "rows": int(rows), "fen": int(fen)}


def read_by_calamine(started: float, path: str) -> dict[str, Any]:
    """All cells of a workbook's first sheet, as calamine gives them, and the sum of the amounts."""
    from decimal import Decimal

    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    taken = used(started)
    at = rows[0].index(YUAN)
    fen = sum(Decimal(str(row[at])) for row in rows[1:]) * 100
    return {"used": taken, "rows": len(rows) - 1, "fen": int(fen)}


def floor_numpy(started: float, folder: str) -> dict[str, Any]:
    """The query by hand with the hashes sorted by NumPy, which is cheaper still."""
    return floor(started, folder, sorted_by_numpy=True)


def write_texts(_: float, source: str, rows: str, utf8: str, gb18030: str, sheet: str) -> None:
    """The records under Chinese headers, in yuan: CSV in two encodings, a tenth of them as XLSX."""
    import pyarrow.csv as pcsv
    import pyarrow.parquet as pq
    from make_data import in_yuan
    from xlsxwriter import Workbook

    table = in_yuan(pq.read_table(source))
    table = table.rename_columns([HEADERS[name] for name in table.column_names])
    pcsv.write_csv(table, utf8)
    Path(gb18030).write_text(Path(utf8).read_text("utf-8"), encoding="gb18030")
    few = table.slice(0, int(rows) // 10).to_pydict()
    amounts = [float(amount) for amount in few.pop(YUAN)]
    book = Workbook(sheet, {"constant_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, [*few, YUAN])
    for at, row in enumerate(zip(*few.values(), amounts, strict=True), 1):
        page.write_row(at, 0, row)
    book.close()


RUNS = {one.__name__: one for one in (
    floor, floor_numpy, checked, settle, read, read_and_summed, read_by_duckdb, read_by_calamine,
    write_texts,
)}  # fmt: skip


if __name__ == "__main__":
    if told := RUNS[sys.argv[1]](float(sys.argv[2]), *sys.argv[3:]):
        print(json.dumps(told))
