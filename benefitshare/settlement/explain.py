"""`explain`: why a figure is what it is, from the total down to the vouchers.

Every number comes from the frames of the settlement (allocations, stages, records, transfers);
nothing is computed another way, and every sum is asserted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from benefitshare.findings import Language
from benefitshare.settlement.explanation.figure import Figure, asked_figure, matching
from benefitshare.settlement.explanation.node import Keys, Node
from benefitshare.settlement.explanation.said import Said, told
from benefitshare.settlement.explanation.trail import Row, Trail, build_trail, rows_of

if TYPE_CHECKING:
    import pandas as pd

    from benefitshare.settlement.result import Settlement

SCHEMA = "benefitshare/explanation/v1"
MOST_SHOWN = 30
MOST_GATES = 20


@dataclass(frozen=True)
class Explanation:
    """A figure and the tree behind it. `root.amount` is the figure itself."""

    figure: Figure
    root: Node

    @property
    def amount_fen(self) -> int:
        """The figure in fen (of an indicator: in its smallest unit)."""
        return self.root.amount or 0

    def text(self, lang: Language = "zh", depth: int | None = None, limit: int = MOST_SHOWN) -> str:
        """The tree for a terminal: `depth` levels of it, at most `limit` nodes side by side."""
        from benefitshare.settlement.explanation.printed import text_lines

        return "\n".join(text_lines(self.root, self.figure.said(), lang, depth, limit)) + "\n"

    def to_dict(self) -> dict[str, Any]:
        """The document of `schemas/v1/explanation.schema.json`, in both languages."""
        from benefitshare.settlement.explanation.printed import node_document

        said = self.figure.said()
        return {
            "schema": SCHEMA,
            "figure": self.figure.to_dict(),
            "question": {"zh": said.zh, "en": said.en},
            "root": node_document(self.root),
        }

    def to_json(self) -> str:
        """The document as canonical JSON: same settlement, same bytes."""
        text = json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return text + "\n"

    def to_frame(self) -> pd.DataFrame:
        """One row per node in reading order, with its level and how it relates to the one above."""
        from benefitshare.settlement.explanation.printed import node_frame

        return node_frame(self.root)


def explain(
    settlement: Settlement,
    *,
    agreement: str | None = None,
    party: str | None = None,
    project: str | None = None,
    tax: str | None = None,
    period: str | int | None = None,
    clause: str | None = None,
    kind: Literal["entitlement", "cash"] = "entitlement",
    transfer: tuple[str, str] | None = None,
    indicator: str | None = None,
) -> Explanation:
    """Explain any figure of a settlement: a total narrowed by any key, a transfer, a credit.

    Parties, projects and taxes go by id or name; a year stands for all periods in it. `transfer` is
    (payer, payee); `indicator` asks for assessment credit. Raises UsageError (`figure-not-found`)
    for a value the settlement does not know, naming those near it.

    >>> import pandas as pd
    >>> from benefitshare.settlement.api import settle
    >>> document = {
    ...     "schema": "benefitshare/agreement/v1", "id": "doc", "status": "illustrative",
    ...     "title": {"zh": "示例", "en": "example"},
    ...     "parties": {"gz": {"role": "origin", "code": "440100"},
    ...                 "qy": {"role": "host", "code": "441800"}},
    ...     "term": {"from": "2024-01-01", "to": "2033-12-31"},
    ...     "revenue": {"taxes": ["vat"], "division": "none"},
    ...     "clauses": [{"id": "1", "kind": "split", "text": {"zh": "各得一半", "en": "half each"},
    ...                  "shares": {"gz": "50%", "qy": "rest"}}],
    ...     "settlement": {"collector": "qy"}}
    >>> result = settle(
    ...     document,
    ...     projects=pd.DataFrame({"project_id": ["P1"]}),
    ...     tax=pd.DataFrame({"project_id": ["P1"], "tax": ["vat"], "amount_fen": [100_01],
    ...                       "treasury_date": ["2024-03-15"], "level": ["shared"]}))
    >>> reason = explain(result, party="gz", period=2024)
    >>> reason.amount_fen, reason.root.parts[0].parts[0].parts[0].formula.en
    (5001, '100.01 × 50% = 50.005 → 50.01 (residue +0.005, largest remainder, ties in party order)')
    """
    values = {
        "agreement": agreement, "party": party, "project": project, "tax": tax, "period": period,
        "clause": clause, "kind": kind, "transfer": transfer, "indicator": indicator,
    }  # fmt: skip
    figure = asked_figure(settlement, values)
    return Explanation(figure, _root(settlement, figure))


def _root(settlement: Settlement, figure: Figure) -> Node:
    if figure.transfer:
        from benefitshare.settlement.explanation.transfers import transfer_node

        return transfer_node(settlement, figure)
    if figure.indicator:
        from benefitshare.settlement.explanation.credits import credit_node

        return credit_node(settlement, figure)
    return _total(settlement, figure)


def _total(settlement: Settlement, figure: Figure) -> Node:
    from benefitshare.settlement.explanation.totals import MOST_ROWS, grouped, untaken_limits

    found = matching(settlement.allocations, {**figure.filters, "kind": figure.kind})
    rows = rows_of(found)
    projects = _projects(settlement, figure, rows)
    wanted = {(r.agreement, r.project, r.period) for r in rows}
    wanted |= {(a, p, "-") for a, p in projects}
    trail = build_trail(settlement, wanted if len(rows) <= MOST_ROWS else set())
    tree = grouped(trail, rows, figure)
    assert tree.amount == int(found["amount_fen"].sum())
    limits = untaken_limits(trail, rows) if len(rows) <= MOST_ROWS else ()
    because = (
        *tree.because,
        *_to_cash(settlement, figure),
        *limits,
        *_left_out(trail, figure, projects),
    )
    keys = Keys(**figure.filters)
    return replace(
        tree, kind="figure", title=_title(figure), keys=keys, because=because,
        notes=_notes(figure, rows),
    )  # fmt: skip


def _title(figure: Figure) -> Said:
    return told("figure", figure=figure.said(), what=told(figure.kind))


def _notes(figure: Figure, rows: list[Row]) -> tuple[Said, ...]:
    from benefitshare.settlement.explanation.totals import MOST_ROWS

    if not rows:
        return (told("nothing"),)
    if len(rows) <= MOST_ROWS:
        return ()
    hint = ", ".join(f"{k}=…" for k in ("period", "project") if not figure.filters.get(k))
    return (told("deeper", hint=hint or "party=…, tax=…"),)


def _projects(settlement: Settlement, figure: Figure, rows: list[Row]) -> set[tuple[str, str]]:
    """The projects the figure is about; without rows those that match it."""
    if figure.project or not rows:
        frame = matching(settlement.projects, figure.filters)
        listed = zip(frame["agreement"].tolist(), frame["project"].tolist(), strict=True)
        return set(listed)
    return {(r.agreement, r.project) for r in rows if r.project}


def _left_out(trail: Trail, figure: Figure, projects: set[tuple[str, str]]) -> tuple[Node, ...]:
    from benefitshare.settlement.explanation.excluded import excluded_nodes, gate_nodes

    few = projects if len(projects) <= MOST_GATES else set()
    gates = gate_nodes(trail, few, passed=bool(figure.project))
    return (*gates, *excluded_nodes(trail, figure.filters))


def _to_cash(settlement: Settlement, figure: Figure) -> tuple[Node, ...]:
    """From entitlement to cash, where the two differ for this figure."""
    if figure.clause:
        return ()
    totals = {
        k: int(matching(settlement.allocations, {**figure.filters, "kind": k})["amount_fen"].sum())
        for k in ("entitlement", "cash")
    }
    if totals["entitlement"] == totals["cash"]:
        return ()
    keys = Keys(**figure.filters)
    parts = (
        Node("entitled", told("entitled"), totals["entitlement"], keys),
        Node("moved", told("moved"), totals["cash"] - totals["entitlement"], keys),
    )
    return (Node("cash", told("entitlement_to_cash"), totals["cash"], keys, parts),)


__all__ = ["Explanation", "explain"]
