"""Claims rules: how to divide an estate that is too small for all claims to it (Thomson 2003).

Every rule gives out the whole estate, and nobody less than nothing or more than the claim.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType

from benefitshare.negotiation.games.estate import ClaimsProblem
from benefitshare.negotiation.games.game import bankruptcy_game
from benefitshare.negotiation.games.shapley import shapley

Awards = dict[str, Fraction]
Rule = Callable[[ClaimsProblem], Awards]


def proportional(problem: ClaimsProblem) -> Awards:
    """To everybody the same part of the claim.

    >>> proportional(ClaimsProblem.of({"a": 1, "b": 2}, 1))
    {'a': Fraction(1, 3), 'b': Fraction(2, 3)}
    """
    part = problem.estate / problem.total if problem.total else Fraction(0)
    return {claimant: claim * part for claimant, claim in problem.claims.items()}


def constrained_equal_awards(problem: ClaimsProblem) -> Awards:
    """To everybody the same amount, but nobody more than the claim.

    >>> constrained_equal_awards(ClaimsProblem.of({"a": 1, "b": 4}, 3))
    {'a': Fraction(1, 1), 'b': Fraction(2, 1)}
    """
    level = _level(problem)
    return {claimant: min(claim, level) for claimant, claim in problem.claims.items()}


def _level(problem: ClaimsProblem) -> Fraction:
    """The amount at which claims are cut off: the small claims are met in full, and what is left
    is divided equally among the others.
    """
    ascending, left = sorted(problem.claims.values()), problem.estate
    for number, claim in enumerate(ascending):
        equal = left / (len(ascending) - number)
        if equal <= claim:
            return equal
        left -= claim
    return ascending[-1]


def constrained_equal_losses(problem: ClaimsProblem) -> Awards:
    """From everybody's claim the same amount, but from nobody more than the claim.

    >>> constrained_equal_losses(ClaimsProblem.of({"a": 1, "b": 4}, 2))
    {'a': Fraction(0, 1), 'b': Fraction(2, 1)}
    """
    losses = constrained_equal_awards(problem.losses)
    return {claimant: claim - losses[claimant] for claimant, claim in problem.claims.items()}


def talmud(problem: ClaimsProblem) -> Awards:
    """Equal awards up to half of each claim, and from there equal losses (Aumann & Maschler 1985).

    >>> talmud(ClaimsProblem.of({"a": 100, "b": 200, "c": 300}, 300))
    {'a': Fraction(50, 1), 'b': Fraction(100, 1), 'c': Fraction(150, 1)}
    """
    halves = {claimant: claim / 2 for claimant, claim in problem.claims.items()}
    if problem.estate <= problem.total / 2:
        return constrained_equal_awards(ClaimsProblem(halves, problem.estate))
    lost = constrained_equal_awards(ClaimsProblem(halves, problem.losses.estate))
    return {claimant: claim - lost[claimant] for claimant, claim in problem.claims.items()}


def random_arrival(problem: ClaimsProblem) -> Awards:
    """To everybody the average over all orders of arrival, where those who come first are paid in
    full as long as there is something left (O'Neill 1982).

    It is the Shapley value of the bankruptcy game. Raises ValueError for more claimants than a
    game can have players.

    >>> random_arrival(ClaimsProblem.of({"a": 1, "b": 2}, 1))
    {'a': Fraction(1, 2), 'b': Fraction(1, 2)}
    """
    return shapley(bankruptcy_game(problem))


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "proportional": proportional,
        "constrained_equal_awards": constrained_equal_awards,
        "constrained_equal_losses": constrained_equal_losses,
        "talmud": talmud,
        "random_arrival": random_arrival,
    }
)
"""Every claims rule by its name in a brief."""
