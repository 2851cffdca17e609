"""The canonical columns of each table, taken from the row schemas in `schemas/v1`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

SCHEMA_OF_KIND = {
    "projects": "project",
    "tax": "tax_record",
    "output": "output_record",
    "factors": "factor",
    "deductions": "deduction",
    "payments": "payment",
}


@cache
def row_schema(kind: str) -> dict[str, Any]:
    """The row schema of a kind of table.

    >>> row_schema("payments")["required"]
    ['payer', 'payee', 'period', 'amount_fen']
    """
    path = _schema_folder() / f"{SCHEMA_OF_KIND[kind]}.schema.json"
    return dict(json.loads(path.read_text("utf-8")))


def _schema_folder() -> Path:
    package = Path(__file__).parents[1]
    inside = package / "schemas" / "v1"
    return inside if inside.is_dir() else package.parent / "schemas" / "v1"


@cache
def canonical_columns(kind: str) -> tuple[str, ...]:
    """The columns of a canonical frame, in the schema's order.

    >>> canonical_columns("deductions")
    ('project_id', 'agreement_id', 'kind', 'period', 'amount_fen', 'note')
    """
    return tuple(row_schema(kind)["properties"])


@cache
def required_columns(kind: str) -> tuple[str, ...]:
    """The columns that every row must fill."""
    return tuple(row_schema(kind)["required"])


@cache
def longest(kind: str, column: str) -> int | None:
    """The greatest length of a text column."""
    length = row_schema(kind)["properties"][column].get("maxLength")
    return None if length is None else int(length)
