"""Measure settling and starting, and write the figures into docs/performance.md.

    python benchmarks/run.py [--pairs 3] [--starts 9] [--data folder] [--dry]

Settling one million records is set against a DuckDB query written by hand that reads, checks and
sums the same file. Each run is a process of its own; the two alternate, and the ratio is taken pair
by pair, because a shared machine changes its speed from minute to minute.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[1]
DATA = ROOT / "benchmarks" / "data"
REPORT = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
LIBRARIES = ("pandas", "numpy", "pyarrow", "duckdb")

SETTLE = """
import json, sys
from pathlib import Path
import benefitshare
folder = Path(sys.argv[1])
settlement = benefitshare.settle(
    [str(p) for p in sorted((folder / "agreements").iterdir())],
    projects=folder / "projects.csv", tax=folder / sys.argv[2],
    factors=folder / "factors.csv", deductions=folder / "deductions.csv",
)
lines = settlement.reconciliation
tax = lines[lines["table"] == "tax"]
read, aside = tax[tax["disposition"] == "read"], tax[tax["disposition"] == "set_aside"]
print(json.dumps({
    "rows": int(read["rows"].sum()), "bad": int(aside["rows"].sum()),
    "fen": int(read["amount_fen"].sum() - aside["amount_fen"].sum()),
}))
"""

DUCKDB = r"""
import json, sys
import duckdb
path = sys.argv[1] + "/" + sys.argv[2]
if path.endswith(".parquet"):
    source, fen = f"read_parquet('{path}')", "amount_fen"
else:
    source = f"read_csv('{path}', header=true, all_varchar=true, parallel=true)"
    fen = "cast(try_cast(\"amount(元)\" as decimal(18, 2)) * 100 as bigint)"
duckdb.sql("set enable_progress_bar = false")
groups = duckdb.sql(f'''
    with checked as (
        select *, {fen} as fen,
            tax in ('vat', 'cit', 'iit', 'umct', 'stamp')
            and kind in ('tax', 'refund', 'credit_refund', 'export_refund', 'correction')
            and level in ('shared', 'central', 'province', 'city', 'county', 'township', 'local')
            and try_cast(treasury_date as date) is not null
            and try_cast(period_start as date) is not null
            and try_cast(period_end as date) >= try_cast(period_start as date)
            and regexp_full_match(taxpayer_id,
                '[0-9A-HJ-NPQRTUWXY]{{2}}[0-9]{{6}}[0-9A-HJ-NPQRTUWXY]{{10}}')
            and {fen} is not null and (kind = 'tax') = ({fen} >= 0) as good
        from {source}
    )
    select good, project_id, tax, left(treasury_date, 4) as year, sum(fen) as fen, count(*) as rows
    from checked group by all
''').fetchall()
print(json.dumps({
    "rows": sum(g[-1] for g in groups), "bad": sum(g[-1] for g in groups if not g[0]),
    "fen": int(sum(g[-2] for g in groups if g[0])),
}))
"""


@dataclass(frozen=True)
class Run:
    """What one process took: processor and clock seconds, greatest memory in MiB, what it said."""

    cpu: float
    wall: float
    memory: float
    said: str


def run(*command: str) -> Run:
    """Run a process of its own and read what the system says it used."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    start = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, env=environment, cwd=ROOT, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[:2]} ended with {process.returncode}")
    return Run(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, said)


def python(code: str, *arguments: str) -> Run:
    """A fresh Python with some code."""
    return run(sys.executable, "-c", code, *arguments)


def settling(data: Path, name: str, pairs: int) -> list[str]:
    """Settle and the query by turns on one file: lines of the table."""
    ours, theirs = [], []
    for number in range(pairs + 1):
        query, mine = python(DUCKDB, str(data), name), python(SETTLE, str(data), name)
        if json.loads(query.said) != json.loads(mine.said):
            sys.exit(f"{name}: {query.said} against {mine.said}")
        if number:  # the first pair only fills the caches
            theirs.append(query)
            ours.append(mine)
        print(f"{name} {number}: query {query.cpu:.2f} s, settle {mine.cpu:.2f} s", flush=True)
    pairwise = list(zip(ours, theirs, strict=True))
    cpu = median(a.cpu / b.cpu for a, b in pairwise)
    wall = median(a.wall / b.wall for a, b in pairwise)
    label = "Parquet" if name.endswith("parquet") else "CSV"
    return [
        f"| {label} | `settle`, all stages | {_three(ours)} | {cpu:.1f} | {wall:.1f} |",
        f"| {label} | DuckDB, read, check, sum | {_three(theirs)} | 1 | 1 |",
    ]


def _three(runs: list[Run]) -> str:
    values = (median(getattr(r, n) for r in runs) for n in ("cpu", "wall", "memory"))
    return "{:.1f} | {:.1f} | {:.0f}".format(*values)


def starting(times: int) -> list[str]:
    """Starting the library and its commands against a bare Python, by turns."""
    example = str(ROOT / "examples" / "guangqing" / "agreement.yaml")
    commands = {
        "`python -c pass`": ("-c", "pass"),
        "`import benefitshare`": ("-c", "import benefitshare"),
        "`benefitshare --help`": ("-m", "benefitshare", "--help"),
        "`benefitshare validate` of one agreement": ("-m", "benefitshare", "validate", example),
    }
    found: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(times):
        for name, words in commands.items():
            found[name].append(run(sys.executable, *words))
    bare = median(r.cpu for r in found["`python -c pass`"])
    return [
        f"| {name} | {median(r.cpu for r in runs) * 1000:.0f} "
        f"| {median(r.wall for r in runs) * 1000:.0f} "
        f"| {max(0.0, median(r.cpu for r in runs) - bare) * 1000:.0f} |"
        for name, runs in found.items()
    ]


def machine() -> str:
    """The machine in general words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB of memory, {platform.system()}, "
        f"Python {platform.python_version()}, {libraries}."
    )


def report(size: dict[str, int], pairs: int, settled: list[str], started: list[str]) -> str:
    """The measured section."""
    lines = [
        machine(),
        "",
        f"{size['records']:,} tax records of {size['projects']:,} projects under "
        f"{size['agreements']} agreements over ten years. Medians of {pairs} pairs of runs; "
        "the ratios are medians of the pairs' own ratios.",
        "",
        "| file | what | processor s | clock s | memory MiB | ratio processor | ratio clock |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *settled,
        "",
        "| start | processor ms | clock ms | above a bare Python, processor ms |",
        "| --- | --- | --- | --- |",
        *started,
    ]
    return "\n".join(lines)


def written(text: str, begin: str = BEGIN, end: str = END) -> None:
    """Put a measured section between its marks."""
    document = REPORT.read_text("utf-8")
    before, rest = document.split(begin)
    after = rest.split(end)[1]
    REPORT.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def sizes(data: Path) -> dict[str, int]:
    """How much the data holds; it is made first where it is missing."""
    if not (data / "tax.csv").exists():
        made: Any = [sys.executable, str(ROOT / "benchmarks" / "make_data.py"), str(data)]
        subprocess.run(made, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    count = "import pyarrow.parquet as p, sys; print(p.read_metadata(sys.argv[1]).num_rows)"
    return {
        "records": int(python(count, str(data / "tax.parquet")).said),
        "projects": len((data / "projects.csv").read_text("utf-8").splitlines()) - 1,
        "agreements": len(list((data / "agreements").iterdir())),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--starts", type=int, default=9)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--dry", action="store_true", help="print only, write nothing")
    options = parser.parse_args()
    size = sizes(options.data)
    started = starting(options.starts)
    settled = [
        line
        for name in ("tax.parquet", "tax.csv")
        for line in settling(options.data, name, options.pairs)
    ]
    text = report(size, options.pairs, settled, started)
    print(text)
    if not options.dry:
        written(text)


if __name__ == "__main__":
    main()
