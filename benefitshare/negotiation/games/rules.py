"""Rules for sharing the cost of building together, by head or by what each would pay alone
(Young 1994, two towns and one water plant).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from benefitshare.negotiation.formula import Number
from benefitshare.negotiation.games.estate import exact_number

Costs = dict[str, Fraction]
Amounts = Mapping[str, Number]


def equal_per_capita(cost_joint: Number, population: Amounts) -> Costs:
    """Everybody in every town bears the same.

    >>> equal_per_capita(15, {"A": 36000, "B": 12000})
    {'A': Fraction(45, 4), 'B': Fraction(15, 4)}
    """
    return _in_proportion(exact_number(cost_joint, "the joint cost"), population, "people")


def equal_savings_per_capita(cost_alone: Amounts, cost_joint: Number, population: Amounts) -> Costs:
    """Everybody in every town saves the same against building alone.

    >>> equal_savings_per_capita({"A": 11, "B": 7}, 15, {"A": 36000, "B": 12000})
    {'A': Fraction(35, 4), 'B': Fraction(25, 4)}
    """
    if set(cost_alone) != set(population):
        raise ValueError("costs alone and people are not of the same towns")
    alone = _checked(cost_alone, "a cost alone")
    saved = sum(alone.values(), Fraction(0)) - exact_number(cost_joint, "the joint cost")
    savings = _in_proportion(saved, population, "people")
    return {town: cost - savings[town] for town, cost in alone.items()}


def proportional_to_alternative(cost_alone: Amounts, cost_joint: Number) -> Costs:
    """Every town bears the same part of what it would pay alone.

    >>> proportional_to_alternative({"A": 11, "B": 7}, 15)
    {'A': Fraction(55, 6), 'B': Fraction(35, 6)}
    """
    return _in_proportion(exact_number(cost_joint, "the joint cost"), cost_alone, "costs alone")


def _in_proportion(amount: Fraction, to: Amounts, what: str) -> Costs:
    weights = _checked(to, what)
    total = sum(weights.values(), Fraction(0))
    if not total:
        raise ValueError(f"nothing to divide by: no {what}")
    return {name: amount * weight / total for name, weight in weights.items()}


def _checked(amounts: Amounts, what: str) -> dict[str, Fraction]:
    exact = {name: exact_number(amount, what) for name, amount in amounts.items()}
    negative = [name for name, amount in exact.items() if amount < 0]
    if negative:
        raise ValueError(f"negative {what}: {', '.join(negative)}")
    return exact
