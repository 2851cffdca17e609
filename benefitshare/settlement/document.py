"""The settlement as a JSON document: canonical, so that equal settlements give equal bytes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from benefitshare.agreements.model import Agreement
    from benefitshare.settlement.result import Settlement

SCHEMA = "benefitshare/settlement/v1"
TABLES = (
    "allocations", "transfers", "output_credits", "stages", "conservation",
    "records", "reconciliation", "projects",
)  # fmt: skip


def settlement_json(settlement: Settlement) -> str:
    """Canonical JSON: sorted keys, no spaces, UTF-8, money in integer fen, a newline at the end.

    The document follows `schemas/v1/settlement.schema.json`. It holds texts, integers, booleans and
    null only; anything else (a float above all) raises TypeError.
    """
    document = settlement_document(settlement)
    text = json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text + "\n"


def settlement_document(settlement: Settlement) -> dict[str, Any]:
    """The document as plain Python values."""
    return {
        "schema": SCHEMA,
        "receipt": plain(settlement.receipt),
        "agreements": [_agreement(a) for a in settlement.agreements],
        "findings": [plain(f.to_dict()) for f in settlement.finding_list],
        **{name: table_rows(getattr(settlement, name)) for name in TABLES},
    }


def _agreement(agreement: Agreement) -> dict[str, Any]:
    parties = [
        {"id": p.id, "name": plain(p.name), "role": p.role, "code": p.code}
        for p in agreement.parties
    ]
    return {
        "id": agreement.id,
        "title": plain(agreement.title),
        "status": agreement.status,
        "digest": agreement.digest,
        "parties": parties,
    }


def table_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as objects of plain values."""
    columns = {str(name): [plain(v) for v in table[name].tolist()] for name in table.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def plain(value: Any) -> Any:
    """The value with nothing in it but texts, integers, booleans, null, lists and objects.

    >>> plain({"年": (2024, None), "on": dt.date(2024, 4, 30)})
    {'年': [2024, None], 'on': '2024-04-30'}
    """
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    """What frames hold besides Python values: NumPy scalars, missing values, dates."""
    if getattr(value, "dtype", None) is not None and value.dtype.kind in "iub":
        return value.item()
    if type(value).__name__ in ("NAType", "NaTType") or value != value:
        return None
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"a settlement document holds no {type(value).__name__}: {value!r}")
