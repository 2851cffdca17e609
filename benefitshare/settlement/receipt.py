"""The receipt: what a settlement was made from, so that it can be made again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from benefitshare.records.table import Table
from benefitshare.settlement.engine import Accounts, known_amendments


def receipt(
    results: Sequence[Accounts],
    tables: Mapping[str, Table],
    years: list[int] | None,
    as_known_on: dt.date | None,
) -> dict[str, Any]:
    """Inputs with their digests, agreements with versions, reference vintage, library version."""
    from benefitshare import __version__
    from benefitshare.reference import REFERENCE_VINTAGE

    return {
        "library": f"benefitshare {__version__}",
        "reference_vintage": REFERENCE_VINTAGE,
        "years": years,
        "as_known_on": as_known_on.isoformat() if as_known_on else None,
        "agreements": [_agreement(result, as_known_on) for result in results],
        "inputs": [line for kind, table in tables.items() for line in _inputs(kind, table)],
        "carried_out_fen": {r.agreement.id: r.carried_out_fen for r in results},
    }


def _agreement(result: Accounts, as_known_on: dt.date | None) -> dict[str, Any]:
    agreement = result.agreement
    return {
        "id": agreement.id,
        "status": agreement.status,
        "digest": agreement.digest,
        "amendments": [a.id for a in known_amendments(agreement, as_known_on)],
        "periods": list(result.periods),
    }


def _inputs(kind: str, table: Table) -> list[dict[str, Any]]:
    names = ("file", "sheet", "format", "encoding", "sha256", "bytes", "rows_read", "unit")
    parts = table.source.get("parts") or [table.source]
    return [
        {
            "table": kind,
            **{n: part.get(n) for n in names},
            **({"kept": part["kept"]} if "kept" in part else {}),
        }
        for part in parts
    ]
