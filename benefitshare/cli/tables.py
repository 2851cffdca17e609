"""From the options of a command to a settlement: the part that `settle` and `explain` share."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benefitshare.cli.screen import Screen
from benefitshare.findings import Finding, UsageError
from benefitshare.reference.headers import KINDS
from benefitshare.reports.words import TABLE_NAMES

if TYPE_CHECKING:
    from benefitshare.settlement.result import Settlement


def settled(values: argparse.Namespace, screen: Screen, keep: Path | None = None) -> Settlement:
    """Settle the agreements over the tables given, and keep their tax records in a file if one is
    named. Raises UsageError where a table is missing.
    """
    check_tables_given(values)
    from benefitshare.settlement.api import settle

    tables: dict[str, Any] = {kind: _sources(getattr(values, kind)) for kind in KINDS}
    return settle(
        values.agreements,
        **tables,
        years=values.years,
        as_known_on=values.as_known_on,
        extract=values.extract,
        unit=values.unit,
        engine=_engine(values),
        progress=screen.line.callback,
        kept=values.kept,
        keep=keep,
    )


def _engine(values: argparse.Namespace) -> Any:
    """What is to check and sum tax records; None leaves it to their number."""
    from benefitshare.records.engines import duckdb

    if values.memory or values.threads or values.temp:
        return duckdb(values.memory, values.threads, values.temp)
    return None if values.engine == "auto" else values.engine


def check_tables_given(values: argparse.Namespace) -> None:
    """Projects are always needed, and something to share: tax, kept or not, or output."""
    missing = [] if values.projects else ["projects"]
    if not values.tax and not values.kept and not values.output:
        missing.append("tax")
    if missing:
        raise UsageError([_missing(kind) for kind in missing])


def _missing(kind: str) -> Finding:
    zh, en = TABLE_NAMES[kind]
    return Finding(
        "table-missing",
        params={"table": {"zh": zh + "表", "en": f"the table of {en}"}, "option": kind},
    )


def _sources(given: list[str] | None) -> list[str] | None:
    return None if given is None else [path for pattern in given for path in _paths(pattern)]


def _paths(pattern: str) -> list[str]:
    """The files of a pattern such as `tax*.xlsx`, which not every shell fills in; hidden ones, such
    as what a killed run leaves, only where the pattern starts with a dot.
    """
    path, mark, sheet = pattern.partition("#")
    if "*" not in path or Path(pattern).exists():
        return [pattern]
    folder, name = Path(path).parent, Path(path).name
    hidden = name.startswith(".")
    found = [p for p in sorted(folder.glob(name)) if hidden or not p.name.startswith(".")]
    return [f"{path}{mark}{sheet}" for path in found] or [pattern]
