"""`demo`: the Guangqing example from reading to workbook, and what to try next."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benefitshare.cli.failures import CLEAN
from benefitshare.cli.files import result_paths, write_file, write_results
from benefitshare.cli.screen import Screen, folded, json_paths, text_width
from benefitshare.cli.settle import narrow_text, written_text
from benefitshare.cli.words import say
from benefitshare.findings import Finding, Language
from benefitshare.money import format_yuan

if TYPE_CHECKING:
    from benefitshare.settlement.explain import Explanation
    from benefitshare.settlement.result import Settlement

AGREEMENT = "agreement.yaml"
TABLES: dict[str, tuple[str, ...]] = {
    "projects": ("projects.xlsx",),
    "tax": (
        "入库明细2020.xlsx", "入库明细2021.xlsx", "入库明细2022.xlsx",
        "入库明细2023.xlsx", "入库明细2024.csv",
    ),
    "output": ("产值统计.xlsx",),
    "factors": ("迁出前税收.xlsx",),
    "deductions": ("扣除事项.xlsx",),
    "payments": ("已付款项.csv",),
}  # fmt: skip
FIGURE = {"party": "guangzhou", "project": "GQ-001", "tax": "vat", "period": "2022"}
INPUT = "input"


def run(values: argparse.Namespace, screen: Screen) -> int:
    """Always clean: the bad rows of the example are there on purpose."""
    settlement = _settled()
    explanation = settlement.explain(**FIGURE)
    written = _written(settlement, values.out, screen) if values.out else []
    if screen.as_json:
        screen.document(_document(settlement, explanation, written))
        return CLEAN
    for part in _parts(settlement, explanation, values.out, screen):
        screen.data(part + "\n")
    return CLEAN


def example_folder() -> Path:
    """Where the wheel carries the example, or else the checkout of an editable install."""
    package = Path(__file__).resolve().parents[1]
    packaged = package / "examples" / "guangqing"
    return packaged if packaged.is_dir() else package.parent / "examples" / "guangqing"


def _settled() -> Settlement:
    """The agreement goes in as text, so that the result does not tell where the program is."""
    from benefitshare.settlement.api import settle

    folder = example_folder()
    tables: dict[str, Any] = {k: [folder / name for name in names] for k, names in TABLES.items()}
    return settle((folder / AGREEMENT).read_text(encoding="utf-8"), **tables)


def _written(settlement: Settlement, directory: Path, screen: Screen) -> list[Path]:
    """Workbook and JSON, and copies of the example's files; those of the last run are replaced."""
    names = [AGREEMENT, *(name for names in TABLES.values() for name in names)]
    for name in names:
        write_file(directory / INPUT / name, (example_folder() / name).read_bytes())
    return [*write_results(settlement, directory, screen), directory / INPUT]


def _document(
    settlement: Settlement, explanation: Explanation, written: list[Path]
) -> dict[str, Any]:
    return {
        "settlement": json.loads(settlement.to_json()),
        "explanation": explanation.to_dict(),
        "written": json_paths(written),
    }


def _parts(
    settlement: Settlement, explanation: Explanation, out: Path | None, screen: Screen
) -> Iterator[str]:
    lang, width = screen.lang, text_width()
    yield folded(say("demo_start", lang), width) + "\n"
    yield (
        say("demo_statement", lang) + "\n\n" + settlement.statement(lang) + narrow_text(width, lang)
    )
    text = folded(explanation.text(lang), width)
    yield folded(say("demo_explained", lang), width) + "\n\n" + text
    aside = "\n".join(_aside(settlement, lang))
    yield folded(say("demo_aside", lang) + "\n\n" + aside, width) + "\n"
    if out:
        yield written_text([*result_paths(out, lang), out / INPUT], screen)
    yield say("demo_next", lang) + "\n\n" + "\n".join(_next(out, lang))


def _aside(settlement: Settlement, lang: Language) -> Iterator[str]:
    """Each bad row with its place and money; rows that are no records are only counted."""
    for finding in settlement.finding_list:
        if finding.severity == "error":
            yield "  - " + _row(finding, lang)
    table = settlement.reconciliation
    plain = table["reason"].isin(["note-row", "total-row", "example-row"])
    yield "  " + say("demo_unasked", lang, count=int(table.loc[plain, "rows"].sum()))


def _row(finding: Finding, lang: Language) -> str:
    stake = ""
    if finding.amount_fen is not None:
        stake = say("at_stake", lang, yuan=format_yuan(finding.amount_fen))
    stop = "。" if lang == "zh" else "."
    message = finding.message(lang).removesuffix(stop)
    colon = "：" if lang == "zh" else ": "
    return finding.place.text(lang) + colon + message + stake + stop


def _next(out: Path | None, lang: Language) -> Iterator[str]:
    """Commands to copy; those that need files come once the files are there."""
    program = "benefitshare" if lang == "zh" else "benefitshare --lang en"
    for key, command in _commands(out):
        yield "  " + say(f"demo_next_{key}", lang)
        yield from (f"    {line}" for line in f"{program} {command}".split("\n"))


def _commands(out: Path | None) -> Iterator[tuple[str, str]]:
    if out is None:
        yield "out", "demo --out demo-out"
    else:
        yield from _commands_on_files(out)
    yield "template", "template records.xlsx"
    yield "help", "--help"


def _commands_on_files(out: Path) -> Iterator[tuple[str, str]]:
    folder = (out / INPUT).as_posix()
    agreement = f"{folder}/{AGREEMENT}"
    tables = {k: " ".join(f"{folder}/{n}" for n in names) for k, names in TABLES.items()}
    tables["tax"] = f'"{folder}/入库明细*"'
    given = " \\\n    ".join(f"--{kind} {files}" for kind, files in tables.items())
    yield "validate", f"validate {agreement}"
    yield "show", f"show {agreement}"
    result = (out / "result").as_posix()
    yield "settle", f"settle {agreement} \\\n    {given} \\\n    --years 2023,2024 --out {result}"
    asked = "--party 广州市 --period 2023 --project GQ-002"
    yield "explain", f"explain {agreement} \\\n    {given} \\\n    {asked}"
