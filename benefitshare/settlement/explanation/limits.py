"""Caps, extensions and floors: the numbers of the test, and what it moved."""

from __future__ import annotations

from fractions import Fraction

from benefitshare.money import format_yuan
from benefitshare.settlement.explanation.node import Keys, Node
from benefitshare.settlement.explanation.numbers_text import exact_yuan
from benefitshare.settlement.explanation.said import Said, told
from benefitshare.settlement.explanation.shares import Explained, clock_notes
from benefitshare.settlement.explanation.trail import Line, Row, Trail


def capped(trail: Trail, row: Row) -> Explained:
    """A row that a cap took from one party for another."""
    clause = trail.clause(row.agreement, row.clause, row.version)
    assert clause is not None
    tests = [
        line
        for line in cap_lines(trail, row.agreement, row.period)
        if (line.clause, line.version) == (row.clause, row.version)
        and line.project in (row.project, "")
    ]
    moved = told(
        "cap_taken",
        party=trail.party(row.agreement, clause.spec.party),
        keeper=trail.keeper(row.agreement, clause.spec.excess_to),
    )
    excess = sum((Fraction(t.noted["entitled"]) - t.value for t in tests), Fraction(0))
    formula = told(
        f"cap_row_{clause.spec.last_room}",
        excess=exact_yuan(excess),
        amount=exact_yuan(row.amount_fen),
    )
    nodes = tuple(cap_node(trail, t) for t in tests)
    return {"formula": formula, "because": nodes, "notes": (moved,)}


def cap_lines(trail: Trail, agreement: str, period: str) -> list[Line]:
    """The cap tests of a period."""
    return trail.find("limit", "cap_test", agreement, period)


def cap_node(trail: Trail, line: Line) -> Node:
    """One test: limit, used before, entitled, allowed, above; the amount is what is above."""
    noted = line.noted
    entitled, allowed = Fraction(noted["entitled"]), line.value
    said = told(
        "cap_test", clause=line.clause, limit=format_yuan(noted["limit_fen"]),
        used=exact_yuan(Fraction(noted["used_before"])), entitled=exact_yuan(entitled),
        allowed=exact_yuan(allowed), excess=exact_yuan(entitled - allowed),
    )  # fmt: skip
    title = told("cap_title", clause=line.clause, period=line.period)
    return Node("cap_test", title, None, _keys(line), signed=trail.signed(line), notes=(said,))


def _keys(line: Line) -> Keys:
    return Keys(
        line.agreement, line.party, line.period, line.project, line.tax, line.slice, line.clause,
        line.version,
    )  # fmt: skip


def extended(trail: Trail, row: Row) -> Explained:
    """A row of an extension that was not earned."""
    nodes = [
        extension_node(trail, t)
        for t in trail.find("limit", "extension_test", row.agreement, project=row.project)
        if (t.clause, t.version) == (row.clause, row.version)
    ]
    clause = trail.clause(row.agreement, row.clause, row.version)
    split = next(
        (
            c
            for c in trail.agreements[row.agreement].clauses
            if clause and c.id == clause.spec.split
        ),
        None,
    )
    keeper = trail.keeper(row.agreement, split.spec.outside_to if split else None)
    return {"because": tuple(nodes), "notes": (told("extension_moved", keeper=keeper),)}


def extension_node(trail: Trail, line: Line) -> Node:
    """Whether a project earned its further years."""
    noted = line.noted
    said = told(
        "extension_test", clause=line.clause, used=exact_yuan(line.value),
        limit=format_yuan(int(noted["limit_fen"])),
        result=told("earned" if noted["earned"] else "lost"),
    )  # fmt: skip
    title = told("extension_title", clause=line.clause)
    return Node(
        "extension_test", title, None, _keys(line), signed=trail.signed(line), notes=(said,)
    )


def floored(trail: Trail, row: Row) -> Explained:
    """What is made up to a guarantee; negative for who pays it."""
    found = trail.find(
        "limit", "floor", row.agreement, row.period, project=row.project, clause=row.clause,
        version=row.version,
    )  # fmt: skip
    if not found:
        return {"notes": (told("unexplained"),)}
    line, clause = found[0], trail.clause(row.agreement, row.clause, row.version)
    assert clause is not None
    least, missing = Fraction(line.noted["at_least_fen"]), line.value
    formula = told(
        "floor", at_least=exact_yuan(least), received=exact_yuan(least - missing),
        missing=exact_yuan(missing), payer=trail.party(row.agreement, clause.spec.paid_by),
    )  # fmt: skip
    return {
        "formula": formula,
        "exact": line.exact,
        "notes": (*clock_notes(trail, "limit", line), *side(row)),
    }


def side(row: Row) -> tuple[Said, ...]:
    """Says that a row is the payer's side of a pair."""
    return () if row.counterparty or row.amount_fen > 0 else (told("pays"),)
