"""Utilitarian: the sum of utilities as large as possible, weighted if asked for."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.criteria.agreed import Note
from benefitshare.negotiation.criteria.search import Choice, Search
from benefitshare.negotiation.formula import Formula, Number
from benefitshare.negotiation.program import Row


def utilitarian(
    bargain: Bargain, weights: Mapping[str, Number] | None = None, *, verify: bool = True
) -> Choice:
    """The terms with the largest weighted sum; nearly always a corner, often not the only one."""
    own = weights_of(bargain, weights)
    total = Formula.sum(bargain.utilities[p] * weight for p, weight in own.items())
    search = Search(bargain.program, verify=verify)
    answer = search.most(total)
    if answer.status != "optimal":
        able = {p: bargain.utilities[p] for p, weight in own.items() if weight}
        unbounded = answer.status == "unbounded"
        notes = (Note("unbounded", search.rising(able)),) if unbounded else ()
        return search.signed(
            Choice(
                answer.status,
                bargain.program,
                notes=notes,
            )
        )
    most = -answer.objective
    held = tuple(p for p, weight in own.items() if weight)
    stage = search.stage(answer, most, held, own, bargain.utilities)
    row = Row.of("largest sum", total, ">=", most - search.room(most))
    return search.signed(
        Choice(
            "optimal",
            bargain.program.adding(rows=[row]),
            (stage,),
        )
    )


def weights_of(bargain: Bargain, weights: Mapping[str, Number] | None) -> dict[str, Fraction]:
    """Everybody's weight, 1 where none are given. Raises ValueError where one is missing or below
    zero, or where all are zero.
    """
    if weights is None:
        return dict.fromkeys(bargain.parties, Fraction(1))
    if missing := [party for party in bargain.parties if party not in weights]:
        raise ValueError(f"parties without a weight: {missing}")
    own = {party: Fraction(weights[party]) for party in bargain.parties}
    if below := [party for party, weight in own.items() if weight < 0]:
        raise ValueError(f"weights below zero: {below}")
    if not any(own.values()):
        raise ValueError("nobody has a weight")
    return own
