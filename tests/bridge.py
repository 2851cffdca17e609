"""The library seen as the oracle sees it: canonical rows in, exact totals out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pandas as pd

from benefitshare.settlement.engine import Settled, Tables, settle_agreement

COLUMNS = {
    "projects": ["project_id"],
    "tax": ["project_id", "tax", "amount_fen", "kind", "level", "treasury_date", "period_start", "period_end"],
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
        rows = frames[name].assign(project=frames[name]["project_id"], record=range(len(frames[name])))
        frames[name] = rows[rows["project"].isin(known)]
    day = dt.date.fromisoformat(as_known_on) if isinstance(as_known_on, str) else as_known_on
    return settle_agreement(document, Tables(**frames), years=years, as_known_on=day)


def _frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=None if rows else COLUMNS[name])


def entitlement_totals(settled: Settled, kind: str = "entitlement") -> dict[tuple[str, ...], int]:
    """Sums by (period, project, tax, clause, party) that are not zero."""
    totals: Counter[tuple[str, ...]] = Counter()
    frame = settled.allocations[settled.allocations["kind"] == kind]
    keys = zip(*(frame[c] for c in ("period", "project", "tax", "clause", "party")), strict=True)
    for key, amount in zip(keys, frame["amount_fen"].tolist(), strict=True):
        totals[key] += amount
    return {k: v for k, v in totals.items() if v}
