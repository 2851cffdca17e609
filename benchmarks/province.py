"""Measure settling at the size of a province, and write the figures into docs/performance.md.

    python benchmarks/province.py [--pairs 2] [--records 10000000] [--large] [--data folder] [--dry]

Settling is set against what DuckDB takes for the same checks and the same sums, written by hand for
this very data. Each run is a process of its own; they take turns, and the ratios are taken round by
round. Counts and sums must be the same, or the run stops. With `--records` smaller, every section
runs on less: that tries the script.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from run import ROOT, Run, machine, run, written

DATA = ROOT / "benchmarks" / "data" / "province"
BEGIN, END = "<!-- province: begin -->", "<!-- province: end -->"
CHILDREN = ROOT / "benchmarks" / "province_runs.py"
RECORDS, AGREEMENTS, PER_PROJECT = 10_000_000, 1000, 100
EXTRAPOLATED = 100_000_000
LIMIT = "512MB"
CPU, WALL, MEMORY = "cpu", "wall", "memory"
SETTLE_TARGETS = {CPU: 1.0, WALL: 1.2, MEMORY: 1.2 * 1024}
CSV_TARGETS, XLSX_TARGETS = {CPU: 1.3, WALL: 1.3}, {CPU: 1.5, WALL: 1.5}
HEAD = (
    "| what | processor s | clock s | memory MiB | ratio processor | ratio clock | target |",
    "| --- | --- | --- | --- | --- | --- | --- |",
)
Runs = Mapping[str, Sequence[Run]]


def child(words: Sequence[str]) -> Run:
    """One measured process: what it used until its result was there, and what it found."""
    what, *arguments = words
    said = json.loads(run(sys.executable, str(CHILDREN), what, str(time.time()), *arguments).said)
    taken = said.pop("used")
    print("  {} {}: {cpu:.1f} s, {wall:.1f} s, {memory:.0f} MiB".format(
        what, Path(arguments[-1]).name, **taken), file=sys.stderr, flush=True)  # fmt: skip
    return Run(**taken, said=json.dumps(said))


def found(one: Run) -> dict[str, Any]:
    """What a run found."""
    facts: dict[str, Any] = json.loads(one.said)
    return facts


def rounds(times: int, commands: Mapping[str, Sequence[str]]) -> Runs:
    """All commands by turns, the order turned round every second time; stops where two of them
    find different counts or sums.
    """
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(times):
        for name in list(commands)[:: -1 if number % 2 else 1]:
            runs[name].append(child(commands[name]))
            same(runs[name][-1], *(r[0] for r in runs.values() if r))
    return runs


def same(one: Run, *others: Run) -> None:
    """Stop where runs found different counts or sums."""
    facts = found(one)
    for other in map(found, others):
        for name in facts.keys() & other.keys() - {"also"}:
            if facts[name] != other[name]:
                sys.exit(f"{name}: {facts[name]} against {other[name]}")


def with_allocations(runs: Sequence[Run]) -> list[Run]:
    """What runs of `settle` had used when their allocations were there, too."""
    return [Run(**found(one)["also"], said=one.said) for one in runs]


def middle(runs: Sequence[Run], name: str) -> float:
    """The median of what some runs used."""
    return float(median(getattr(r, name) for r in runs))


def ratio(ours: Sequence[Run], theirs: Sequence[Run], name: str) -> float:
    """The median of the rounds' own ratios."""
    pairs = zip(ours, theirs, strict=True)
    return float(median(getattr(a, name) / getattr(b, name) for a, b in pairs))


def line(
    what: str,
    ours: Sequence[Run],
    theirs: Sequence[Run],
    targets: Mapping[str, float] | None = None,
) -> str:
    """A line of the table, with what it should have been."""
    used = f"{middle(ours, CPU):.1f} | {middle(ours, WALL):.1f} | {middle(ours, MEMORY):.0f}"
    ratios = {name: ratio(ours, theirs, name) for name in (CPU, WALL)}
    reached = {**ratios, MEMORY: middle(ours, MEMORY)}
    return (
        f"| {what} | {used} | {ratios[CPU]:.2f} | {ratios[WALL]:.2f} "
        f"| {judged(reached, targets or {})} |"
    )


def judged(reached: Mapping[str, float], targets: Mapping[str, float]) -> str:
    """Each target and whether it was met."""
    words = {CPU: "processor ≤ {:.1f}", WALL: "clock ≤ {:.1f}", MEMORY: "memory ≤ {:.0f}"}
    return "; ".join(
        f"{words[name].format(most)}: {'met' if reached[name] <= most else '**missed**'}"
        for name, most in targets.items()
    )


def made(data: Path, records: int, agreements: int) -> Path:
    """The folder of so many records and agreements, made first where it is missing."""
    folder = data / f"{records}-{agreements}"
    if not (folder / "tax.parquet").exists():
        sizes = {"records": records, "projects": records // PER_PROJECT, "agreements": agreements}
        words = [word for name, size in sizes.items() for word in (f"--{name}", str(size))]
        script = str(ROOT / "benchmarks" / "make_data.py")
        subprocess.run(
            [sys.executable, script, str(folder), *words, "--no-csv"],
            check=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    return folder


def settling(folder: Path, limit: str = "-") -> list[str]:
    """The words of a run of `settle`."""
    return ["settle", limit, str(folder / "tax.parquet"), str(folder)]


def against_floor(folder: Path, times: int) -> Runs:
    """`settle` and the query by hand."""
    return rounds(times, {"floor": ["floor", str(folder)], "settle": settling(folder)})


def whole(folder: Path, times: int) -> tuple[Runs, list[str]]:
    """The greatest data, all stages and the checks and sums alone, and with little memory."""
    at = str(folder)
    runs = rounds(times, {
        "floor": ["floor", at], "numpy": ["floor_numpy", at], "checked": ["checked", at],
        "settle": settling(folder),
    })  # fmt: skip
    limited = child(settling(folder, LIMIT))
    same(limited, runs["settle"][0])
    floor = runs["floor"]
    facts = found(runs["settle"][0])
    lines = [
        f"{facts['rows']:,} records, {facts['bad']:,} of them set aside, "
        f"{found(floor[0])['groups']:,} sums; {facts['allocations']:,} allocation rows.",
        "", *HEAD,
        line("`settle`, all stages", runs["settle"], floor, SETTLE_TARGETS),
        line("`settle`, then its `allocations`", with_allocations(runs["settle"]), floor),
        line("of it reading, checks and sums, before any clause", runs["checked"], floor),
        line("DuckDB by hand: the same checks and sums", floor, floor),
        line("DuckDB by hand, hashes of vouchers sorted by NumPy", runs["numpy"], floor),
        line(f"`settle`, DuckDB limited to {LIMIT}: the same bytes", [limited], [floor[0]]),
    ]  # fmt: skip
    return runs, lines


def growth(title: str, by_size: Mapping[int, Runs]) -> list[str]:
    """A line for each size."""
    names = "processor s | clock s | memory MiB"
    lines = [
        f"| {title} | `settle` {names} | DuckDB {names} | ratio processor | ratio clock |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for size, runs in by_size.items():
        used = [
            f"{middle(runs[who], CPU):.1f} | {middle(runs[who], WALL):.1f} "
            f"| {middle(runs[who], MEMORY):.0f}"
            for who in ("settle", "floor")
        ]
        ratios = [f"{ratio(runs['settle'], runs['floor'], name):.2f}" for name in (CPU, WALL)]
        lines.append(f"| {size:,} | {' | '.join([*used, *ratios])} |")
    return lines


def extrapolated(by_size: Mapping[int, Runs], size: int) -> str:
    """What the slope of the two greatest sizes gives for a greater one."""
    (low, before), (high, after) = sorted(by_size.items())[-2:]
    steps = (size - high) / (high - low)
    reached = {
        (who, name): middle(after[who], name)
        + steps * (middle(after[who], name) - middle(before[who], name))
        for who in ("settle", "floor")
        for name in (CPU, WALL, MEMORY)
    }
    shown = [
        f"{reached[who, CPU]:,.0f} s processor, {reached[who, WALL]:,.0f} s clock, "
        f"{reached[who, MEMORY] / 1024:,.1f} GiB"
        for who in ("settle", "floor")
    ]
    return (
        f"Not measured but extrapolated by the slope from {low:,} to {high:,}: {size:,} records "
        f"would take `settle` {shown[0]}, DuckDB by hand {shown[1]}."
    )


def texts(data: Path, source: Path, rows: int) -> dict[str, Path]:
    """The records as a clerk has them, made first where they are missing; in a process of its own,
    because what a process holds when it starts others counts as theirs.
    """
    names = ("utf-8.csv", "gb18030.csv", "sheet.xlsx")
    files = {name: data / f"{rows}-{name}" for name in names}
    if not all(path.exists() for path in files.values()):
        words = [
            str(CHILDREN),
            "write_texts",
            "0",
            str(source),
            str(rows),
            *map(str, files.values()),
        ]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, *words], check=True, env=environment, stdout=sys.stderr)
    return files


def reading(data: Path, folder: Path, rows: int, times: int) -> list[str]:
    """Tables of text against what reads them alone."""
    files = texts(data, folder / "tax.parquet", rows)
    lines = list(HEAD)
    for encoding in ("utf-8", "gb18030"):
        path = str(files[f"{encoding}.csv"])
        by_duckdb, read = ["read_by_duckdb", path], ["read", path]
        summed = ["read_and_summed", path, str(folder)]
        settle = ["settle", "-", path, str(folder)]
        runs = rounds(times, {"duckdb": by_duckdb, "read": read, "summed": summed})
        settled = rounds(1, {"settle": settle})["settle"]
        title = f"{rows:,} rows of CSV, {encoding}"
        lines += [
            line(f"{title}: checked and summed", runs["summed"], runs["duckdb"], CSV_TARGETS),
            line(f"{title}: `read_table`", runs["read"], runs["duckdb"], CSV_TARGETS),
            line(f"{title}: DuckDB, exact read and sum", runs["duckdb"], runs["duckdb"]),
            line(f"{title}: `settle`, all stages", settled, runs["duckdb"][:1]),
        ]
    path = str(files["sheet.xlsx"])
    runs = rounds(times, {"calamine": ["read_by_calamine", path], "read": ["read", path]})
    title = f"{rows // 10:,} rows of XLSX"
    return [
        *lines,
        line(f"{title}: `read_table`", runs["read"], runs["calamine"], XLSX_TARGETS),
        line(f"{title}: calamine, the cells alone", runs["calamine"], runs["calamine"]),
    ]


def measured(options: argparse.Namespace) -> str:
    """All sections."""
    most, times = options.records, options.pairs
    data: Path = options.data
    load = os.getloadavg()[1]
    counts = [most // 10, most * 3 // 10] + ([most * 3] if options.large else [])
    groups = [AGREEMENTS // 100, AGREEMENTS // 10] + ([AGREEMENTS * 10] if options.large else [])
    folders = {n: made(data, n, AGREEMENTS) for n in [*counts, most]}
    texted = reading(data, folders[most // 10], most // 10, times)
    by_count = {n: against_floor(folders[n], times) for n in counts}
    by_group = {n: against_floor(made(data, most // 10, n), times) for n in groups}
    by_group[AGREEMENTS] = by_count[most // 10]
    by_count[most], greatest = whole(folders[most], times)
    return "\n".join([
        machine(),
        "",
        f"{most // PER_PROJECT:,} projects, {AGREEMENTS:,} agreements of six kinds, ten years. "
        f"Medians of {times} rounds. The machine worked for others too: {load:.1f} processes "
        f"wanted to run when this began, {os.getloadavg()[1]:.1f} when it ended.",
        "",
        *greatest,
        "",
        *growth(f"records ({AGREEMENTS:,} agreements)", dict(sorted(by_count.items()))),
        "",
        extrapolated(by_count, EXTRAPOLATED),
        "",
        *growth(f"agreements ({most // 10:,} records)", dict(sorted(by_group.items()))),
        "",
        *texted,
    ])  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=2)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--large", action="store_true", help="three times as many records, and "
                        "ten times as many agreements, too")  # fmt: skip
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--dry", action="store_true", help="print only, write nothing")
    options = parser.parse_args()
    text = measured(options)
    print(text)
    if not options.dry:
        written(text, BEGIN, END)


if __name__ == "__main__":
    main()
