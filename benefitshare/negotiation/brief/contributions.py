"""What a party puts in: written in the brief, or a table of kind, year and amount."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from benefitshare.findings import Finding
from benefitshare.money import yuan_text
from benefitshare.negotiation.brief import model
from benefitshare.negotiation.brief.tables import path_in

if TYPE_CHECKING:
    from benefitshare.records.table import Table

KIND_WORDS = {
    "capital": "capital", "land": "land", "quota": "quota", "cost": "cost", "other": "other",
    "资本金": "capital", "资本": "capital", "土地": "land", "指标": "quota", "成本": "cost",
    "其他": "other",
}  # fmt: skip
"""What a table may call each kind."""


def read_contributions(
    node: Sequence[Mapping[str, Any]] | Mapping[str, Any], folder: str
) -> tuple[model.Contribution, ...]:
    """The contributions of a party, in document order. Raises UnreadableInput for a table that
    cannot be read; rows with an error have their finding in `contribution_findings`.
    """
    if isinstance(node, Mapping):
        return _of_table(contribution_table(node["file"], folder))
    return tuple(model.Contribution(c["year"], c["kind"], Fraction(c["amount"])) for c in node)


def contribution_table(file: str, folder: str) -> Table:
    """A table of contributions, in the form of the table of deductions."""
    from benefitshare.records.combined import combined, read_sources

    return combined(read_sources(path_in(folder, file), "deductions"))


def _of_table(table: Table) -> tuple[model.Contribution, ...]:
    frame = table.frame
    rows = zip(frame["period"].tolist(), frame["kind"].tolist(), frame["amount_fen"].tolist(),
               strict=True)  # fmt: skip
    return tuple(
        model.Contribution(int(period[:4]), KIND_WORDS[kind], Fraction(int(fen), 100))  # type: ignore[arg-type]
        for period, kind, fen in rows
        if kind in KIND_WORDS
    )


def contribution_findings(table: Table) -> list[Finding]:
    """What is to be said about a table of contributions."""
    found = list(table.findings)
    columns = (table.frame[name].tolist() for name in ("kind", "row", "amount_fen"))
    for kind, row, fen in zip(*columns, strict=True):
        if int(fen) < 0:
            place = table.place(int(row), column="amount_fen")
            text = yuan_text(int(fen))
            found.append(Finding("amount-negative", place, {"text": text}, value=text))
        if kind not in KIND_WORDS:
            place = table.place(int(row), column="kind")
            found.append(Finding("contribution-kind-unknown", place, {"text": kind}, value=kind))
    return found
