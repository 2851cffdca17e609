"""One allocation row as a node: the clause it was made by decides how it is explained."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from benefitshare.money import format_yuan
from benefitshare.settlement.explanation.bases import baseline_notes, taken_notes
from benefitshare.settlement.explanation.directed import (
    cost_shared,
    given_back,
    returned,
    set_aside,
)  # fmt: skip
from benefitshare.settlement.explanation.limits import capped, extended, floored, side
from benefitshare.settlement.explanation.node import Keys, Node
from benefitshare.settlement.explanation.numbers_text import exact_yuan
from benefitshare.settlement.explanation.said import Said, own, termed, told
from benefitshare.settlement.explanation.shares import Explained, share_of
from benefitshare.settlement.explanation.trail import Line, Row, Trail

ROUNDING = "rounding"


def row_node(trail: Trail, row: Row) -> Node:
    """The node of one row, with the formula and the reasons of its clause."""
    clause = trail.clause(row.agreement, row.clause, row.version)
    if row.clause == ROUNDING:
        kind, explained = ROUNDING, rounded(trail, row)
    elif clause is None:
        kind, explained = "difference", difference(trail, row)
    else:
        kind, explained = clause.kind, BY_KIND[clause.kind](trail, row)
    keys = Keys(
        row.agreement,
        row.party,
        row.period,
        row.project,
        row.tax,
        row.slice,
        row.clause,
        row.version,
    )
    fields: dict[str, Any] = {"signed": trail.signed(row), **explained}
    if row.counterparty and row.counterparty != row.party:
        payer = told("paid_by", payer=trail.party(row.agreement, row.counterparty))
        fields["notes"] = (*fields.get("notes", ()), payer)
    return Node(kind, _title(trail, row, kind), row.amount_fen, keys, **fields)


def _title(trail: Trail, row: Row, kind: str) -> Said:
    party = trail.party(row.agreement, row.party)
    if kind in (ROUNDING, "difference"):
        return told(kind, party=party, clause=row.clause)
    sentence = "line_slice" if row.slice else "line"
    return told(sentence, party=party, clause=row.clause, kind=termed("kind", kind), day=row.slice)


def deducted(trail: Trail, row: Row) -> Explained:
    """What is taken off before sharing stays with somebody."""
    return _kept(trail, row, "deducted")


def in_stock(trail: Trail, row: Row) -> Explained:
    """The owner's stock, or what somebody pays up to it."""
    if row.tax:
        return _kept(trail, row, "stock")
    where = {"clause": row.clause, "version": row.version, "project": row.project}
    found = trail.find("base", "shortfall", row.agreement, row.period, **where)
    clause = trail.clause(row.agreement, row.clause, row.version)
    if not found or clause is None:
        return {"notes": (told("unexplained"),)}
    spec = clause.spec
    formula = told(
        "shortfall", amount=format_yuan(found[0].amount_fen),
        payer=trail.party(row.agreement, spec.absorbed_by or ""),
        owner=trail.party(row.agreement, spec.owner),
    )  # fmt: skip
    notes = baseline_notes(trail, row.agreement, row.period, row.project, row.clause, row.version)
    return {"formula": formula, "notes": (*notes, *side(row))}


def _kept(trail: Trail, row: Row, item: str) -> Explained:
    where = {k: getattr(row, k) for k in ("project", "tax", "slice", "clause", "version")}
    found = trail.find("base", item, row.agreement, row.period, **where)
    return {"notes": taken_notes(trail, found[0]) if found else (told("unexplained"),)}


def rounded(trail: Trail, row: Row) -> Explained:
    """The row that brings what is shown to the rounded total."""
    where = {k: getattr(row, k) for k in ("project", "tax", "party")}
    notes = [
        _rounding_words(line)
        for stage in ("share", "direct")
        for line in trail.find(stage, "rounding", row.agreement, row.period, **where)
    ]
    return {"notes": tuple(notes)}


def _rounding_words(line: Line) -> Said:
    noted = line.noted
    if not noted:
        return told("rounding_kept", amount=format_yuan(line.amount_fen))
    return told(
        "rounding_end" if line.stage == "direct" else "rounding_carried",
        exact=exact_yuan(Fraction(noted["exact"])),
        paid=format_yuan(noted["paid"]),
        shown=format_yuan(noted["paid"] - line.amount_fen),
        amount=format_yuan(line.amount_fen),
    )


def difference(trail: Trail, row: Row) -> Explained:
    """What a late amendment changes, earlier period by earlier period."""
    where = {k: getattr(row, k) for k in ("project", "tax", "party", "clause")}
    found = trail.find("settle", f"difference_{row.kind}", row.agreement, row.period, **where)
    mine = [x for x in found if x.noted["counterparty"] == row.counterparty]
    amendments = {a.id: a for a in trail.agreements[row.agreement].amendments}
    signed = own(amendments[row.clause].text) if row.clause in amendments else Said()
    return {"parts": tuple(_of_period(x) for x in mine), "signed": signed}


def _of_period(line: Line) -> Node:
    noted = line.noted
    formula = told(
        "difference_of", a=format_yuan(noted["new_fen"]), b=format_yuan(noted["old_fen"]),
        c=format_yuan(line.amount_fen),
    )  # fmt: skip
    keys = Keys(line.agreement, line.party, line.period, line.project, line.tax, "", line.clause)
    title = told("of_period", period=noted["of_period"])
    return Node("of_period", title, line.amount_fen, keys, formula=formula)


BY_KIND: dict[str, Callable[[Trail, Row], Explained]] = {
    "split": share_of,
    "deduct": deducted,
    "baseline": in_stock,
    "cap": capped,
    "extend": extended,
    "floor": floored,
    "give_back": given_back,
    "fixed_return": returned,
    "cost_share": cost_shared,
    "set_aside": set_aside,
}
"""How the rows of each clause kind are explained."""
