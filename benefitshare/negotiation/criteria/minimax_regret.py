"""Minimax regret: terms that in no scenario fall far behind the best ones for that scenario.

L. J. Savage 1951; P. Kouvelis and G. Yu 1997. What is best in a scenario is the max-min utility.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.criteria.agreed import Stage
from benefitshare.negotiation.criteria.leximin import max_min
from benefitshare.negotiation.criteria.search import Choice, Search
from benefitshare.negotiation.formula import Formula, Number
from benefitshare.negotiation.program import Row, Variable


def minimax_regret(
    scenarios: Mapping[str, Bargain], *, relative: bool = False, verify: bool = True
) -> Choice:
    """The terms with the smallest largest regret over scenarios.

    The regret in a scenario is what the worst-off party there gets less than it would if terms
    were made for that scenario alone; `relative`: as a part of that. `ideals` are the best worst
    utilities by scenario. All bargains are over the same terms. Raises ValueError where they are
    not, or where a relative regret is of nothing.
    """
    bargains = list(scenarios.values())
    if not bargains:
        raise ValueError("no scenarios")
    if any(b.program != bargains[0].program or b.terms != bargains[0].terms for b in bargains):
        raise ValueError("the scenarios are not over the same terms")
    best: dict[str, Fraction] = {}
    alone = Choice("optimal", bargains[0].program, verified=verify)
    for scenario, bargain in scenarios.items():
        choice = max_min(bargain, verify=verify)
        if choice.status != "optimal":
            return choice
        best[scenario] = choice.stages[0].level
        alone = alone.then(choice)
    if relative and (without := [s for s, own in best.items() if own <= 0]):
        raise ValueError(f"no relative regret where the best is not above zero: {without}")
    return _least(scenarios, best, alone, relative=relative, verify=verify)


def _least(
    scenarios: Mapping[str, Bargain],
    best: Mapping[str, Fraction],
    alone: Choice,
    *,
    relative: bool,
    verify: bool,
) -> Choice:
    regret = Formula.variable("regret")
    rows = tuple(
        Row.of(
            f"regret of {party} in {scenario}",
            utility,
            ">=",
            best[scenario] - regret * (best[scenario] if relative else 1),
        )
        for scenario, bargain in scenarios.items()
        for party, utility in bargain.utilities.items()
    )
    base = next(iter(scenarios.values())).program
    program = base.adding([Variable("regret", Fraction(0))], rows)
    search = Search(program, verify=verify)
    answer = search.least(regret)
    level = answer.objective
    stage = search.stage(answer, level, (), {}, {})
    row = Row.of("least regret", regret, "<=", level + search.room(level))
    return Choice(
        "optimal",
        program.adding(rows=[row]),
        (Stage(level, (), rows=stage.rows),),
        ideals=best,
        verified=alone.verified and search.verified,
        why_not=alone.why_not or search.why_not,
        seconds=alone.seconds + search.seconds,
    )


@dataclass(frozen=True)
class Regret:
    """The option with the least largest regret, and the regret of every option and state.

    `ties` are all options that are as good; `choice` is the first of them.
    """

    choice: str
    regret: Fraction
    ties: tuple[str, ...]
    table: Mapping[str, Mapping[str, Fraction]]


def regret_of_options(payoff: Mapping[str, Mapping[str, Number]]) -> Regret:
    """Minimax regret among finitely many options; `payoff` by option and state.

    >>> found = regret_of_options({"a": {"wet": 0, "dry": 5}, "b": {"wet": 3, "dry": 4}})
    >>> found.choice, found.regret
    ('b', Fraction(1, 1))
    """
    if not payoff:
        raise ValueError("no options")
    states = tuple(next(iter(payoff.values())))
    best = {state: max(own[state] for own in payoff.values()) for state in states}
    table = {
        option: {state: Fraction(best[state] - own[state]) for state in states}
        for option, own in payoff.items()
    }
    worst = {option: max(own.values(), default=Fraction(0)) for option, own in table.items()}
    least = min(worst.values())
    ties = tuple(option for option, regret in worst.items() if regret == least)
    return Regret(ties[0], least, ties, table)
