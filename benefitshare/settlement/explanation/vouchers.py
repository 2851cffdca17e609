"""Records as nodes: voucher, file, sheet, row, treasury date, amount."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benefitshare.settlement.explanation.node import Keys, Node
from benefitshare.settlement.explanation.said import Said, joined, plain, termed, told

MOST_RECORDS = 200


def record_nodes(records: Sequence[dict[str, Any]]) -> tuple[Node, ...]:
    """One node per record; from `MOST_RECORDS` on one for all that are left."""
    shown = tuple(record_node(r) for r in records[:MOST_RECORDS])
    rest = records[MOST_RECORDS:]
    if not rest:
        return shown
    amount = sum(int(r["amount_fen"]) for r in rest)
    return (*shown, Node("records", told("more_records", count=len(rest)), amount))


def record_node(record: dict[str, Any]) -> Node:
    """A record with where it stands in its source."""
    keys = {k: str(record[k]) for k in ("agreement", "project", "tax", "period", "slice")}
    return Node("record", _title(record), int(record["amount_fen"]), Keys(**keys))


def _title(record: dict[str, Any]) -> Said:
    voucher = str(record["voucher_no"] or "")
    day = _day(record.get("treasury_date"))
    parts = [plain(voucher) if voucher else told("no_voucher"), _place(record)]
    if record["kind"]:
        parts.append(termed("record_kind", str(record["kind"])))
    if day:
        parts.append(told("entered", day=day))
    return joined([p for p in parts if p], "words_apart")


def _place(record: dict[str, Any]) -> Said:
    row = int(record["row"])
    if not row:
        return Said()
    zh = " ".join(str(record[k]) for k in ("file", "sheet") if record[k])
    return told("place", source=f"{zh} " if zh else "", row=row)


def _day(value: Any) -> str:
    """ISO day of what a frame holds: text, date, timestamp or nothing."""
    text = "" if value is None or value != value else str(value)
    return "" if text in ("NaT", "None") else text[:10]
