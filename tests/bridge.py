"""The library seen as the oracle sees it: canonical rows in, exact totals out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pandas as pd

from benefitshare.settlement.dispositions import disposition_of
from benefitshare.settlement.engine import Settled, Tables, settle_agreement

COLUMNS = {
    "projects": ["project_id"],
    "tax": [
        "project_id",
        "tax",
        "amount_fen",
        "kind",
        "level",
        "treasury_date",
        "period_start",
        "period_end",
    ],
    "output": ["project_id", "indicator", "period", "value"],
    "factors": ["subject", "factor", "year", "value", "from_date"],
    "deductions": ["project_id", "kind", "period", "amount_fen"],
    "payments": ["payer", "payee", "period", "amount_fen"],
}


def settle_rows(
    document: dict[str, Any],
    tables: dict[str, list[dict[str, Any]]],
    years: list[int] | None = None,
    as_known_on: str | None = None,
) -> Settled:
    """The engine on canonical rows, as they come from the reader and its checks."""
    frames = {name: _frame(name, tables.get(name, [])) for name in COLUMNS}
    known = [row["project_id"] for row in tables.get("projects", [])]
    for name in ("tax", "output"):
        rows = frames[name].assign(
            project=frames[name]["project_id"], record=range(len(frames[name]))
        )
        frames[name] = rows[rows["project"].isin(known)]
    day = dt.date.fromisoformat(as_known_on) if isinstance(as_known_on, str) else as_known_on
    return settle_agreement(document, Tables(**frames), years=years, as_known_on=day)


def _frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=None if rows else COLUMNS[name])


def library_totals(
    document: dict[str, Any],
    tables: dict[str, list[dict[str, Any]]],
    years: list[int] | None = None,
    as_known_on: str | None = None,
) -> dict[str, Any]:
    """What the oracle's results are compared with, in the same shape."""
    settled = settle_rows(document, tables, years, as_known_on)
    credited: Counter[tuple[str, ...]] = Counter()
    for row in settled.output_credits:
        credited[tuple(row[name] for name in CREDIT)] += row["value"]
    dispositions = _dispositions(settled, tables)
    return {
        "totals": _totals(settled),
        "transfers": sorted(tuple(t[name] for name in TRANSFER) for t in settled.transfers),
        "output_credits": {key: value for key, value in credited.items() if value},
        "out_of_scope": dispositions["out_of_scope"],
        "set_aside": dispositions["set_aside"],
        "qualified": {
            project: number not in settled.state.failed
            for number, project in enumerate(settled.state.world.projects.ids)
        },
    }


CREDIT = ("project", "indicator", "period", "clause", "party", "kind")
TRANSFER = ("period", "payer", "payee", "due_fen", "paid_fen", "net_fen", "due_date", "overpaid")
TOTAL = ("period", "project", "tax", "clause", "party", "kind")


def _totals(settled: Settled) -> dict[tuple[str, ...], int]:
    totals: Counter[tuple[str, ...]] = Counter()
    frame = settled.allocations
    keys = zip(*(frame[c] for c in TOTAL), strict=True)
    for key, amount in zip(keys, frame["amount_fen"].tolist(), strict=True):
        totals[key] += amount
    return {k: v for k, v in totals.items() if v}


def _dispositions(
    settled: Settled, tables: dict[str, list[dict[str, Any]]]
) -> dict[str, dict[int, str]]:
    """Why records are not used; those of unknown projects never reach the engine."""
    known = {row["project_id"] for row in tables.get("projects", [])}
    found: dict[str, dict[int, str]] = {"out_of_scope": {}, "set_aside": {}}
    for number, row in enumerate(tables.get("tax", [])):
        if row["project_id"] not in known:
            found["out_of_scope"][number] = "no_project"
    records = settled.state.records
    for number, reason in zip(records.record.tolist(), records.reason.tolist(), strict=True):
        if reason:
            found[disposition_of(reason)][number] = reason
    return found
