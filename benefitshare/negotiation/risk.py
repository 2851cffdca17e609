"""What an uncertain benefit is worth: scenarios folded into one utility per party.

Each fold takes the bargain of every scenario (the same terms, other utilities) and gives one
bargain over them. All folds are concave, so that the new utilities can be made large or bounded
below, not above: auxiliary variables stand under what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.formula import Formula, Number
from benefitshare.negotiation.program import Row, Variable

Measure = Literal["expected", "worst_case", "cvar", "scenario"]


def folded(
    bargains: Mapping[str, Bargain],
    measure: Measure,
    *,
    probabilities: Mapping[str, Number] | None = None,
    alpha: Fraction | None = None,
    scenario: str | None = None,
) -> Bargain:
    """The scenarios as one bargain by a measure of risk; "scenario" looks at one of them only.

    Raises ValueError for what the measure needs and is not given.
    """
    if measure == "expected":
        return expected(bargains, probabilities)
    if measure == "cvar":
        if alpha is None:
            raise ValueError("cvar needs alpha")
        return cvar(bargains, probabilities, alpha)
    if measure == "worst_case":
        return worst_case(bargains)
    if scenario is None or scenario not in bargains:
        raise ValueError(f"no scenario {scenario!r}")
    return bargains[scenario]


def expected(
    bargains: Mapping[str, Bargain], probabilities: Mapping[str, Number] | None
) -> Bargain:
    """Utilities as their mean, weighted by probabilities.

    >>> from benefitshare.negotiation.program import Program
    >>> good, bad = (Bargain(Program(()), (), {"A": Formula.of(u)}) for u in (8, 4))
    >>> odds = {"good": Fraction(1, 4), "bad": Fraction(3, 4)}
    >>> print(expected({"good": good, "bad": bad}, odds).utilities["A"])
    5
    """
    common = _common(bargains)
    odds = _odds(bargains, probabilities)
    return replace(
        common,
        utilities={
            party: Formula.sum(bargains[s].utilities[party] * p for s, p in odds.items())
            for party in common.parties
        },
    )


def worst_case(bargains: Mapping[str, Bargain]) -> Bargain:
    """Utilities as what is had in the worst scenario."""
    common = _common(bargains)
    worst = {party: f"worst case of {party}" for party in common.parties}
    rows = (
        Row.of(f"{worst[party]}: {scenario}", own.utilities[party], ">=", Formula.variable(name))
        for party, name in worst.items()
        for scenario, own in bargains.items()
    )
    return _with_utilities(
        common,
        (Variable(name) for name in worst.values()),
        rows,
        {party: Formula.variable(name) for party, name in worst.items()},
    )


def cvar(
    bargains: Mapping[str, Bargain],
    probabilities: Mapping[str, Number] | None,
    alpha: Fraction,
) -> Bargain:
    """Utilities as their mean over the worst 1 − `alpha` of all cases (conditional value at risk).

    With alpha 0 the mean, towards 1 the worst case. A scenario that lies on the border counts in
    part. R. T. Rockafellar and S. Uryasev 2000: the largest t − Σ p·short / (1 − alpha) where each
    `short` is at least t less what the scenario gives. Raises ValueError for an alpha not from 0 to
    below 1.
    """
    if not 0 <= alpha < 1:
        raise ValueError(f"alpha must be from 0 to below 1, not {alpha}")
    common = _common(bargains)
    odds = _odds(bargains, probabilities)
    shorts = {(p, s): f"short of {p} in {s}" for p in common.parties for s in odds}
    return _with_utilities(
        common,
        _cvar_variables(common.parties, shorts.values()),
        _cvar_rows(bargains, shorts),
        {
            party: Formula.variable(_quantile(party))
            - Formula.sum(Formula.variable(shorts[party, s]) * p for s, p in odds.items())
            / (1 - alpha)
            for party in common.parties
        },
    )


def _cvar_variables(parties: Iterable[str], shorts: Iterable[str]) -> Iterator[Variable]:
    yield from (Variable(_quantile(party)) for party in parties)
    yield from (Variable(name, Fraction(0)) for name in shorts)


def _cvar_rows(
    bargains: Mapping[str, Bargain], shorts: Mapping[tuple[str, str], str]
) -> Iterator[Row]:
    for (party, scenario), name in shorts.items():
        reached = bargains[scenario].utilities[party] + Formula.variable(name)
        quantile = Formula.variable(_quantile(party))
        yield Row.of(f"value at risk of {party}: {scenario}", reached, ">=", quantile)


def _quantile(party: str) -> str:
    return f"value at risk of {party}"


def _with_utilities(
    common: Bargain,
    variables: Iterable[Variable],
    rows: Iterable[Row],
    utilities: Mapping[str, Formula],
) -> Bargain:
    program = common.program.adding(variables, rows)
    return replace(common, program=program, utilities=utilities)


def _common(bargains: Mapping[str, Bargain]) -> Bargain:
    """What all scenarios have in common. Raises ValueError where they do not."""
    if not bargains:
        raise ValueError("no scenarios")
    first = next(iter(bargains.values()))
    for scenario, own in bargains.items():
        if (own.program, own.terms, own.parties) != (first.program, first.terms, first.parties):
            raise ValueError(f"{scenario} is not over the same terms and parties as the others")
        if own.reservation != first.reservation:
            raise ValueError(f"{scenario} has other reservation values")
    return first


def _odds(
    bargains: Mapping[str, Bargain], probabilities: Mapping[str, Number] | None
) -> dict[str, Fraction]:
    """The probability of each scenario. Never guessed: raises ValueError where there are none."""
    if probabilities is None or any(scenario not in probabilities for scenario in bargains):
        given = probabilities or {}
        missing = [scenario for scenario in bargains if scenario not in given]
        raise ValueError(
            f"scenarios without a probability: {missing}; equal ones are not assumed, "
            "state them or use the worst case"
        )
    odds = {scenario: Fraction(probabilities[scenario]) for scenario in bargains}
    if any(own < 0 for own in odds.values()) or sum(odds.values()) != 1:
        raise ValueError("probabilities must be at least 0 and sum to 1")
    return odds
