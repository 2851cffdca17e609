"""What goes between parties besides shares, and what is set aside in cash."""

from __future__ import annotations

from fractions import Fraction

from benefitshare.money import format_yuan
from benefitshare.settlement.explanation.limits import side
from benefitshare.settlement.explanation.node import Keys, Node
from benefitshare.settlement.explanation.numbers_text import exact_yuan, ratio_text
from benefitshare.settlement.explanation.said import Said, joined, termed, told
from benefitshare.settlement.explanation.shares import Explained, clock_notes
from benefitshare.settlement.explanation.trail import Line, Row, Trail


def given_back(trail: Trail, row: Row) -> Explained:
    """What an upper level returns, and what it takes first where that is a party's system share."""
    back = _of_cell(trail, row, "give_back")
    taken = _of_cell(trail, row, "system_share")
    if taken:
        return _of_party(trail, row, taken, back)
    formulas = [
        _product(line, "give_back", level=termed("level", line.noted["level"])) for line in back
    ]
    parts = [x for x in _of_cell(trail, row, "give_back_part") if x.party == row.party]
    notes = [
        told(
            "give_back_part",
            party=trail.party(row.agreement, row.party),
            amount=exact_yuan(x.value),
        )
        for x in parts
        if row.counterparty
    ]
    clocks = clock_notes(trail, "direct", back[0]) if back else ()
    return {"formula": joined(formulas, "clauses"), "notes": (*notes, *clocks, *side(row))}


def _of_party(trail: Trail, row: Row, taken: list[Line], back: list[Line]) -> Explained:
    """A party gives (no counterparty) and gets back; the upper level's rows mirror it."""
    mine = any(line.party == row.party for line in taken)
    is_taken = mine == (row.counterparty == "")
    lines, sentence = (taken, "system_share") if is_taken else (back, "returned")
    formulas = [_product(line, sentence) for line in lines]
    clocks = clock_notes(trail, "direct", back[0]) if back else ()
    return {"formula": joined(formulas, "clauses"), "notes": (*clocks, *side(row))}


def _of_cell(trail: Trail, row: Row, item: str) -> list[Line]:
    where = {k: getattr(row, k) for k in ("project", "tax", "slice", "clause", "version")}
    return trail.find("direct", item, row.agreement, row.period, **where)


def _product(line: Line, sentence: str, **more: Said) -> Said:
    ratio = Fraction(line.ratio)
    return told(
        sentence, base=exact_yuan(line.base), rate=ratio_text(ratio),
        exact=exact_yuan(line.base * ratio), amount=exact_yuan(line.value), **more,
    )  # fmt: skip


def returned(trail: Trail, row: Row) -> Explained:
    """A yearly return on capital."""
    lines = _of_clause(trail, row, "fixed_return")
    formulas = []
    for line in lines:
        capital, rate = Fraction(line.noted["capital_fen"]), Fraction(line.ratio)
        formulas.append(
            told(
                "fixed_return", base=exact_yuan(capital), rate=ratio_text(rate),
                exact=exact_yuan(capital * rate), amount=format_yuan(line.amount_fen),
            )
        )  # fmt: skip
    return {"formula": joined(formulas, "clauses"), "notes": side(row)}


def _of_clause(trail: Trail, row: Row, item: str) -> list[Line]:
    where = {k: getattr(row, k) for k in ("project", "clause", "version")}
    return trail.find("direct", item, row.agreement, row.period, **where)


def cost_shared(trail: Trail, row: Row) -> Explained:
    """A party's part of a call or a dividend."""
    formulas, notes = [], []
    for line in _of_clause(trail, row, "cost_share"):
        shares = [
            told("factor_value", party=trail.party(row.agreement, p), value=ratio_text(Fraction(s)))
            for p in trail.agreements[row.agreement].party_ids
            if (s := line.noted["shares"][p]) != "0"
        ]
        total = format_yuan(line.amount_fen)
        formulas.append(told("cost_share", total=total, shares=joined(shares)))
        notes.append(told(line.noted["direction"], fund=trail.party(row.agreement, line.party)))
    return {"formula": joined(formulas, "clauses"), "notes": (*notes, *side(row))}


def set_aside(trail: Trail, row: Row) -> Explained:
    """Cash that goes to the park or a fund: negative for who gives it, positive for who gets it."""
    where = {k: getattr(row, k) for k in ("clause", "version")}
    where |= {k: getattr(row, k) for k in ("project", "tax", "slice") if getattr(row, k)}
    lines = trail.find("direct", "set_aside", row.agreement, row.period, **where)
    given = [x for x in lines if x.party == row.party]
    taken = [x for x in lines if x.party != row.party]
    mine = given if row.amount_fen < 0 else taken
    nodes = tuple(_set_aside_node(trail, x, -1 if x.party == row.party else 1) for x in mine)
    notes = (told("unchanged"), *(clock_notes(trail, "direct", lines[0]) if lines else ()))
    if sum(n.amount or 0 for n in nodes) != row.amount_fen:
        return {"because": nodes, "notes": notes}
    if len(nodes) == 1:
        return {"formula": nodes[0].formula, "exact": nodes[0].exact, "notes": notes}
    return {"parts": nodes, "notes": notes}


def _set_aside_node(trail: Trail, line: Line, sign: int) -> Node:
    exact, giver = line.base * Fraction(line.ratio), trail.party(line.agreement, line.party)
    formula = told(
        "set_aside", giver=giver, base=exact_yuan(line.base),
        ratio=ratio_text(Fraction(line.ratio)), exact=exact_yuan(exact),
        amount=exact_yuan(line.value), taker=trail.party(line.agreement, line.noted["to"]),
    )  # fmt: skip
    if line.noted["order"] == "before_cap":
        formula = joined([formula, told("before_cap")], "nothing")
    keys = Keys(
        line.agreement, line.party, line.period, line.project, line.tax, line.slice, line.clause,
        line.version,
    )  # fmt: skip
    shown = str(exact) if exact.denominator != 1 else ""
    return Node("set_aside", giver, sign * line.amount_fen, keys, formula=formula, exact=shown)
