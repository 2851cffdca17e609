"""Kalai–Smorodinsky: everybody goes the same part of the way from reservation to ideal.

E. Kalai and M. Smorodinsky 1975. For three and more parties that point may leave something on the
table; what is left goes on by leximin of normalised gains (H. Imai 1983), which for two is the
same point.
"""

from __future__ import annotations

from dataclasses import replace

from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.criteria.gains import Gains, gains_of
from benefitshare.negotiation.criteria.leximin import leximin_of
from benefitshare.negotiation.criteria.search import Choice


def kalai_smorodinsky(bargain: Bargain, *, verify: bool = True) -> Choice:
    """Normalised gains as equal as can be; `ideals` are the best each can have while nobody gets
    less than the reservation value.
    """
    gains = gains_of(bargain, verify=verify)
    if isinstance(gains, Choice):
        return gains
    return shared_evenly(gains, verify=verify)


def shared_evenly(gains: Gains, *, verify: bool) -> Choice:
    """Leximin of normalised gains."""
    choice = leximin_of(gains.program, gains.normalised, verify=verify)
    if choice.utilities is not None:
        way = {p: gains.ideals[p] - gains.reservation[p] for p in gains.able}
        parts = choice.utilities
        settled = {p: gains.reservation[p] + parts[p] * way[p] for p in gains.able}
        choice = replace(choice, utilities=settled)
    return gains.choice.then(choice)
