"""Proportional to contributions: everybody gets the same multiple of what they put in.

The ray u_p ≥ a·c_p, as far as it goes; where caps stop some, the others go on (leximin of u_p/c_p).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.criteria.agreed import Note
from benefitshare.negotiation.criteria.leximin import leximin_of
from benefitshare.negotiation.criteria.search import Choice
from benefitshare.negotiation.formula import Number


def proportional(
    bargain: Bargain, contributions: Mapping[str, Number], *, verify: bool = True
) -> Choice:
    """Utilities in proportion to contributions, both on the bargain's scale.

    Who contributes nothing has no multiple: they are noted, and get the best that is left once
    the others are settled. Raises ValueError for a contribution that is missing or below zero.
    """
    if missing := [party for party in bargain.parties if party not in contributions]:
        raise ValueError(f"parties without a contribution: {missing}")
    if below := [party for party in bargain.parties if contributions[party] < 0]:
        raise ValueError(f"contributions below zero: {below}")
    contributing = {p: Fraction(contributions[p]) for p in bargain.parties if contributions[p]}
    multiples = {p: bargain.utilities[p] / own for p, own in contributing.items()}
    others = {p: u for p, u in bargain.utilities.items() if p not in contributing}
    notes = tuple(Note("no_contribution", party) for party in others)
    choice = leximin_of(bargain.program, multiples, verify=verify)
    choice = replace(choice, notes=(*notes, *choice.notes))
    if choice.utilities is not None:
        settled = {p: level * contributing[p] for p, level in choice.utilities.items()}
        choice = replace(choice, utilities=settled)
    if choice.status != "optimal" or not others:
        return choice
    return choice.then(leximin_of(choice.program, others, verify=verify))
