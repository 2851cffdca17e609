"""One function for all criteria."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.criteria.agreed import Agreed
from benefitshare.negotiation.criteria.closest import Norm, closest
from benefitshare.negotiation.criteria.kalai_smorodinsky import kalai_smorodinsky
from benefitshare.negotiation.criteria.leximin import leximin, max_min
from benefitshare.negotiation.criteria.minimax_regret import minimax_regret
from benefitshare.negotiation.criteria.nash import nash
from benefitshare.negotiation.criteria.proportional import proportional
from benefitshare.negotiation.criteria.search import Choice
from benefitshare.negotiation.criteria.tie_break import agreed
from benefitshare.negotiation.criteria.utilitarian import utilitarian
from benefitshare.negotiation.formula import Number


@dataclass(frozen=True)
class Given:
    """What a criterion may ask for beyond the bargain."""

    weights: Mapping[str, Number] | None = None
    contributions: Mapping[str, Number] | None = None
    reference: Mapping[str, Number] | None = None
    scenarios: Mapping[str, Bargain] | None = None
    norm: Norm = "L1"
    relative: bool = False
    verify: bool = True


def _proportional(bargain: Bargain, given: Given) -> Choice:
    if given.contributions is None:
        raise ValueError("proportional needs contributions")
    return proportional(bargain, given.contributions, verify=given.verify)


def _closest(bargain: Bargain, given: Given) -> Choice:
    if given.reference is None:
        raise ValueError("closest needs a reference")
    return closest(bargain, given.reference, norm=given.norm, verify=given.verify)


def _minimax_regret(bargain: Bargain, given: Given) -> Choice:
    if given.scenarios is None:
        raise ValueError("minimax_regret needs the bargain of each scenario")
    if any(own.program != bargain.program for own in given.scenarios.values()):
        raise ValueError("the scenarios are not over the terms of the bargain")
    return minimax_regret(given.scenarios, relative=given.relative, verify=given.verify)


CRITERIA: Mapping[str, Callable[[Bargain, Given], Choice]] = {
    "max_min": lambda bargain, given: max_min(bargain, verify=given.verify),
    "leximin": lambda bargain, given: leximin(bargain, verify=given.verify),
    "proportional": _proportional,
    "kalai_smorodinsky": lambda bargain, given: kalai_smorodinsky(bargain, verify=given.verify),
    "nash": lambda bargain, given: nash(bargain, given.weights, verify=given.verify),
    "utilitarian": lambda bargain, given: utilitarian(bargain, given.weights, verify=given.verify),
    "closest": _closest,
    "minimax_regret": _minimax_regret,
}
"""Every criterion by its name in a brief."""


def agree(
    bargain: Bargain,
    criterion: str,
    *,
    weights: Mapping[str, Number] | None = None,
    contributions: Mapping[str, Number] | None = None,
    reference: Mapping[str, Number] | None = None,
    scenarios: Mapping[str, Bargain] | None = None,
    norm: Norm = "L1",
    relative: bool = False,
    ranges: bool = True,
    verify: bool = True,
) -> Agreed:
    """The terms a criterion picks, with its reasons. No terms or no bound is a status.

    `weights` belong to nash and utilitarian, `contributions` to proportional, `scenarios` (the
    same terms, a bargain for each scenario) and `relative` to minimax_regret, `norm` to closest.
    `reference` is what closest comes close to, and with all criteria what settles ties (see
    `tie_break`). `ranges` asks what choice is left, at two questions per term; `verify` proves
    every answer in exact fractions. Raises ValueError for a criterion there is not, for what it
    needs and is not given, and without parties.

    >>> from fractions import Fraction
    >>> from benefitshare.negotiation.formula import Formula
    >>> from benefitshare.negotiation.program import Program, Variable
    >>> share = Formula.variable("a")
    >>> program = Program((Variable("a", Fraction(0), Fraction(1)),))
    >>> bargain = Bargain(program, ("a",), {"A": 2 * share, "B": 1 - share})
    >>> found = agree(bargain, "leximin")
    >>> print(found.terms["a"], found.level, found.unique, found.verified)
    1/3 2/3 True True
    """
    if criterion not in CRITERIA:
        raise ValueError(f"no criterion {criterion!r}; there are {', '.join(CRITERIA)}")
    if not bargain.parties:
        raise ValueError("no parties")
    given = Given(weights, contributions, reference, scenarios, norm, relative, verify)
    choice = CRITERIA[criterion](bargain, given)
    return agreed(criterion, choice, bargain, reference=reference, ranges=ranges, verify=verify)
