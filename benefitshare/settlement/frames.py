"""Values as frames: what the tables of a settlement look like when they are built from values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from benefitshare.findings import Finding

if TYPE_CHECKING:
    import pandas as pd

FINDING_COLUMNS = (
    "code", "severity", "message_zh", "message_en", "hint_zh", "hint_en",
    "file", "sheet", "row", "header", "cell", "line", "column", "pointer", "record",
    "value", "expected", "clause", "amount_fen",
)  # fmt: skip
FINDING_NUMBERS = ("row", "line", "column", "amount_fen")


def findings_frame(findings: Sequence[Finding]) -> pd.DataFrame:
    """Findings in their order, one row each; unknown texts are empty, unknown numbers `<NA>`."""
    import pandas as pd

    rows = [_finding_row(finding) for finding in findings]
    columns = {
        name: pd.array(
            [row[name] for row in rows], dtype="Int64" if name in FINDING_NUMBERS else "str"
        )
        for name in FINDING_COLUMNS
    }
    return pd.DataFrame(columns)


def _finding_row(finding: Finding) -> dict[str, Any]:
    known = {
        **vars(finding.place),
        "code": finding.code,
        "severity": finding.severity,
        "message_zh": finding.message("zh"),
        "message_en": finding.message("en"),
        "hint_zh": finding.hint("zh"),
        "hint_en": finding.hint("en"),
        "value": finding.value,
        "expected": finding.expected,
        "clause": finding.clause,
        "amount_fen": finding.amount_fen,
    }
    return {
        name: value if name in FINDING_NUMBERS or value is not None else ""
        for name, value in known.items()
    }
