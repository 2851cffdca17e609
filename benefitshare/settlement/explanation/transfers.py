"""A transfer: what is due in each direction, what was paid, what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benefitshare.findings import Finding, UsageError
from benefitshare.money import format_yuan
from benefitshare.settlement.explanation.figure import Figure, figure_not_found, matching
from benefitshare.settlement.explanation.node import Keys, Node
from benefitshare.settlement.explanation.said import Said, plain, termed, told
from benefitshare.settlement.explanation.totals import grouped
from benefitshare.settlement.explanation.trail import Line, Row, Trail, build_trail, rows_of

if TYPE_CHECKING:
    from benefitshare.settlement.result import Settlement


def transfer_node(settlement: Settlement, figure: Figure) -> Node:
    """The net of one pair of parties, seen from the payer asked for; by period if several."""
    assert figure.transfer
    payer, payee = figure.transfer
    table = matching(settlement.transfers, _of_agreement(figure))
    pairs = [t for t in table.to_dict("records") if {t["payer"], t["payee"]} == {payer, payee}]
    if not pairs:
        raise UsageError(_unknown(settlement, figure))
    cash = matching(settlement.allocations, {**_of_agreement(figure), "kind": "cash"})
    rows = [r for r in rows_of(cash) if {r.party, r.counterparty} == {payer, payee}]
    wanted = {(r.agreement, r.project, r.period) for r in rows}
    wanted |= {(t["agreement"], "-", t["period"]) for t in pairs}
    trail = build_trail(settlement, wanted)
    parts = tuple(_period(trail, t, rows, figure) for t in pairs)
    if len(parts) == 1:
        return parts[0]
    names = {"payer": _name(trail, parts[0], payer), "payee": _name(trail, parts[0], payee)}
    total = sum(p.amount or 0 for p in parts)
    return Node("transfer", told("transfer", **names), total, parts=parts)


def _of_agreement(figure: Figure) -> dict[str, str]:
    return {k: v for k, v in figure.filters.items() if k in ("agreement", "period")}


def _unknown(settlement: Settlement, figure: Figure) -> Finding:
    assert figure.transfer
    table = settlement.transfers
    listed = zip(*(table[c].tolist() for c in ("period", "payer", "payee")), strict=True)
    known = [f"{q} {a} → {b}" for q, a, b in listed] if len(table) else []
    text = " ".join([figure.period, " → ".join(figure.transfer)]).strip()
    return figure_not_found(f"transfer={text}", text, known)


def _name(trail: Trail, node: Node, party: str) -> Said:
    return trail.party(node.keys.agreement, party)


def _period(trail: Trail, line: dict[str, Any], rows: list[Row], figure: Figure) -> Node:
    assert figure.transfer
    payer, payee = figure.transfer
    sign = 1 if line["payer"] == payer else -1
    agreement, period = line["agreement"], line["period"]
    mine = [r for r in rows if (r.agreement, r.period) == (agreement, period)]
    keys = Keys(agreement, payee, period)
    parts = (
        _due(trail, mine, line["due_fen"] * sign, keys, figure),
        _paid(trail, line, keys, payer, sign),
    )
    names = {"payer": trail.party(agreement, payer), "payee": trail.party(agreement, payee)}
    return Node(
        "transfer", told("transfer", **names), line["net_fen"] * sign, keys, parts,
        notes=(told("transfer_period", period=period), *_notes(trail, line)),
    )  # fmt: skip


def _notes(trail: Trail, line: dict[str, Any]) -> list[Said]:
    agreement = line["agreement"]
    names = {k: trail.party(agreement, line[k]) for k in ("payer", "payee")}
    notes = [told("direction", **names, amount=format_yuan(line["net_fen"]))]
    if line["due_date"]:
        notes.append(told("due_by", day=line["due_date"]))
    if line["overpaid"]:
        notes.append(told("overpaid"))
    channel = trail.agreements[agreement].settlement.channel
    return [*notes, told("channel", channel=termed("channel", channel))]


def _due(trail: Trail, rows: list[Row], amount: int, keys: Keys, figure: Figure) -> Node:
    """What the payer owes, less what the payee owes back."""
    assert figure.transfer
    payer, payee = figure.transfer
    within = Figure(agreement=keys.agreement, period=keys.period, kind="cash")
    parts = []
    for party, owing, sign in ((payee, payer, 1), (payer, payee, -1)):
        mine = [r for r in rows if (r.party, r.counterparty) == (party, owing)]
        if not mine:
            continue
        names = {k: trail.party(keys.agreement, v) for k, v in (("payer", owing), ("payee", party))}
        tree = grouped(trail, mine, within)
        total = sign * (tree.amount or 0)
        if sign > 0:
            fields: dict[str, Any] = {"parts": tree.parts, "because": tree.because}
        else:
            fields = {"because": (*tree.parts, *tree.because)}
        parts.append(
            Node("owed", told("owed" if sign > 0 else "owed_back", **names), total, keys, **fields)
        )
    return Node("due", told("due"), amount, keys, tuple(parts))


def _paid(trail: Trail, line: dict[str, Any], keys: Keys, payer: str, sign: int) -> Node:
    pair = {line["payer"], line["payee"]}
    found = trail.find("settle", "paid", keys.agreement, keys.period)
    mine = [x for x in found if {x.party, x.noted["payer"]} == pair]
    parts = tuple(_payment(trail, x, keys, payer) for x in mine)
    return Node("paid", told("paid"), -line["paid_fen"] * sign, keys, parts)


def _payment(trail: Trail, line: Line, keys: Keys, payer: str) -> Node:
    noted = line.noted
    names = {
        "payer": trail.party(keys.agreement, noted["payer"]),
        "payee": trail.party(keys.agreement, line.party),
    }
    sentence = "payment" if noted.get("row") else "payment_plain"
    amount = -line.amount_fen if noted["payer"] == payer else line.amount_fen
    return Node("payment", told(sentence, **names, row=plain(noted.get("row"))), amount, keys)
