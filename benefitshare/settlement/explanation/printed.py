"""An explanation as text, document and frame."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from benefitshare.findings import Language
from benefitshare.settlement.explanation.credits import figure_text
from benefitshare.settlement.explanation.node import FEN, Node, Relation
from benefitshare.settlement.explanation.said import Said, told

if TYPE_CHECKING:
    import pandas as pd

INDENT = "  "
FRAME_COLUMNS = (
    "level", "relation", "kind", "agreement", "party", "period", "project", "tax", "slice",
    "clause", "version", "amount_fen", "value", "unit", "scale", "exact", "title_zh", "title_en",
    "formula_zh", "formula_en", "text_zh", "text_en", "note_zh", "note_en",
)  # fmt: skip


def amount_text(node: Node) -> str:
    """The amount as a terminal shows it; empty where a node states a fact only."""
    return "" if node.amount is None else figure_text(node.amount, node.scale)


def text_lines(
    root: Node, heading: Said, lang: Language, depth: int | None, limit: int
) -> Iterator[str]:
    """The tree with amounts in one column on the left, and below each node why it is so."""
    shown = list(_shown(root, lang, depth, limit, 0, "root"))
    width = max([len(amount) for amount, _, _ in shown] + [len(told("amount_heading").text(lang))])
    yield told("asked", figure=heading).text(lang)
    seen: set[str] = set()
    for amount, level, text in shown:
        if level < 0:
            if text in seen:
                continue
            seen.add(text)
            level = -level - 1
        yield f"{amount:>{width}}  {INDENT * level}{text}".rstrip()


def _shown(
    node: Node, lang: Language, depth: int | None, limit: int, level: int, relation: Relation
) -> Iterator[tuple[str, int, str]]:
    """(amount, level, text); a negative level marks a clause's text, which is shown once."""
    lead = f"[{told('because').text(lang)}] " if relation == "because" else ""
    yield amount_text(node), level, lead + node.title.text(lang)
    if node.formula:
        yield "", level + 1, told("formula", text=node.formula).text(lang)
    for note in node.notes:
        yield "", level + 1, note.text(lang)
    if node.signed:
        yield "", -(level + 2), told("signed_text", text=node.signed).text(lang).replace("\n", " ")
    below = len(node.parts) + len(node.because)
    if depth is not None and level >= depth:
        if below:
            yield "", level + 1, told("cut", count=below).text(lang)
        return
    for nodes, kind in ((node.parts, "part"), (node.because, "because")):
        for child in nodes[:limit]:
            yield from _shown(child, lang, depth, limit, level + 1, kind)  # type: ignore[arg-type]
        if nodes[limit:]:
            rest = Node("more", told("more", count=len(nodes) - limit), _rest(nodes[limit:]),
                        unit=node.unit, scale=node.scale)  # fmt: skip
            yield amount_text(rest), level + 1, rest.title.text(lang)


def _rest(nodes: tuple[Node, ...]) -> int | None:
    amounts = [n.amount for n in nodes]
    return None if None in amounts else sum(a for a in amounts if a is not None)


def node_document(node: Node) -> dict[str, Any]:
    """A node with both languages; what is empty is left out, except the amount."""
    amount = {"amount_fen": node.amount} if node.unit == FEN else {
        "value": node.amount, "unit": node.unit, "scale": node.scale,
    }  # fmt: skip
    keys = {k: v for k, v in vars(node.keys).items() if v}
    said = {"formula": node.formula, "text": node.signed}
    return {
        "kind": node.kind,
        "title": _both(node.title),
        **amount,
        **({"exact": node.exact} if node.exact else {}),
        **({"keys": keys} if keys else {}),
        **{k: _both(v) for k, v in said.items() if v},
        **({"notes": [_both(n) for n in node.notes]} if node.notes else {}),
        **({"parts": [node_document(p) for p in node.parts]} if node.parts else {}),
        **({"because": [node_document(b) for b in node.because]} if node.because else {}),
    }


def _both(said: Said) -> dict[str, str]:
    return {"zh": said.zh, "en": said.en}


def node_frame(root: Node) -> pd.DataFrame:
    """One row per node, in reading order."""
    import pandas as pd

    rows = [_row(level, relation, node) for level, relation, node in root.walk()]
    frame = pd.DataFrame(rows, columns=list(FRAME_COLUMNS))
    return frame.astype(
        {"amount_fen": "Int64", "value": "Int64", "level": "int64", "scale": "int64"}
    )


def _row(level: int, relation: Relation, node: Node) -> tuple[Any, ...]:
    money = node.unit == FEN
    k = node.keys
    return (
        level, relation, node.kind, k.agreement, k.party, k.period, k.project, k.tax, k.slice,
        k.clause, k.version, node.amount if money else None, None if money else node.amount,
        node.unit, node.scale, node.exact, node.title.zh, node.title.en, node.formula.zh,
        node.formula.en,
        node.signed.zh, node.signed.en, "\n".join(n.zh for n in node.notes),
        "\n".join(n.en for n in node.notes),
    )  # fmt: skip
