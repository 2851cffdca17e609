"""What reading a table gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from benefitshare.findings import Finding, Place

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Table:
    """A table as read: usable rows in canonical columns, and everything said about the rest.

    frame: the canonical columns, then `row` (1-based, as the spreadsheet shows it) and `record`
    (0-based, counted over all records read). Texts are "" when blank.
    set_aside: record, row, reason (finding code), amount_fen (blank for totals and notes).
    source: file, format, encoding, sheet, sha256, bytes, rows_read, unit, mapping, titles, kind.
    """

    kind: str
    frame: pd.DataFrame
    findings: list[Finding]
    set_aside: pd.DataFrame
    source: dict[str, Any] = field(default_factory=dict)

    def place(self, row: int | None = None, part: int = 0, column: str = "") -> Place:
        """Where a row stands; `part` counts the files or sheets the table was put together from."""
        source = self.source.get("parts", [self.source])[part]
        header = next((h for h, f in source["mapping"].items() if f == column and f), None)
        return Place(source.get("file") or None, sheet=source.get("sheet"), row=row, header=header)
