"""Better than a tentative deal: terms with which somebody gains and nobody loses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.criteria.leximin import leximin_of
from benefitshare.negotiation.criteria.tie_break import agreed
from benefitshare.negotiation.exact import Questions, optimum
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.grid import held, off_grid
from benefitshare.negotiation.program import Program, Row


@dataclass(frozen=True)
class Dominating:
    """Terms that are worse for nobody than others, and better for somebody.

    `gains` is what each party has more of than with the other terms; none is below zero.
    """

    terms: Mapping[str, Fraction]
    utilities: Mapping[str, Fraction]
    gains: Mapping[str, Fraction]


def utilities_at(bargain: Bargain, terms: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """What terms are worth to each party, whether or not they are possible.

    Terms that break demands or miss the grid have their worth as well: then only the frame of the
    problem is looked at. Raises ValueError where a term is missing, or where not even the frame
    gives the terms a worth.
    """
    if missing := [term for term in bargain.terms if term not in terms]:
        raise ValueError(f"terms without a value: {missing}")
    fixed = held(off_grid(bargain).program, {term: terms[term] for term in bargain.terms})
    frame = replace(fixed, rows=tuple(row for row in fixed.rows if not row.demand))
    total = Formula.sum(bargain.utilities.values())
    for program in (fixed, frame):
        answer = optimum(program.maximising(total))
        if answer.status == "optimal":
            values = answer.values
            return {party: utility.at(values) for party, utility in bargain.utilities.items()}
    raise ValueError("the frame of the problem gives these terms no worth")


def dominated(bargain: Bargain, terms: Mapping[str, Fraction]) -> Dominating | None:
    """Possible terms worse for nobody and better for somebody; None where there are none.

    Of all these, the ones with the largest sum of gains, each gain a part of the most that its
    party could gain. Raises ValueError as `utilities_at` does, or where a gain has no bound.

    >>> from benefitshare.negotiation.program import Variable
    >>> share = Formula.variable("a")
    >>> program = Program((Variable("a", Fraction(0), Fraction(1)),))
    >>> bargain = Bargain(program, ("a",), {"A": share, "B": 3 + share})
    >>> better = dominated(bargain, {"a": Fraction(1, 4)})
    >>> print(*better.gains.values())
    3/4 3/4
    >>> dominated(bargain, better.terms)
    """
    gains = _gains(bargain, terms)
    questions = Questions(_nobody_worse(bargain, gains))
    if not _most(questions, Formula.sum(gains.values())):
        return None
    most = {party: _most(questions, gain) for party, gain in gains.items()}
    parts = [gain / most[party] for party, gain in gains.items() if most[party]]
    return _dominating(bargain, gains, questions.optimum(-Formula.sum(parts)).values)


def improve(bargain: Bargain, terms: Mapping[str, Fraction]) -> Dominating | None:
    """The fairest of all terms that are worse for nobody: whoever gains least over the tentative
    deal gains as much as possible, then the second least, and so on (leximin of gains).

    Of terms with the same gains the rule of `criteria.tie_break` takes those closest to the
    tentative ones. None where nothing is better for somebody and worse for nobody; raises
    ValueError as `dominated` does. Gains are measured on the scale of the bargain.

    >>> from benefitshare.negotiation.program import Variable
    >>> a, b = Formula.variable("a"), Formula.variable("b")
    >>> shares = (Variable("a", Fraction(0)), Variable("b", Fraction(0)))
    >>> program = Program(shares, (Row.of("whole", a + b, "<=", 1),))
    >>> bargain = Bargain(program, ("a", "b"), {"A": a, "B": b})
    >>> deal = {"a": Fraction(1, 2), "b": Fraction(1, 4)}
    >>> print(*improve(bargain, deal).terms.values())
    5/8 3/8
    """
    gains = _gains(bargain, terms)
    program = _nobody_worse(bargain, gains)
    questions = Questions(program)
    rising = {party: gain for party, gain in gains.items() if _most(questions, gain)}
    if not rising:
        return None
    choice = replace(leximin_of(program, rising, verify=True), utilities=None)
    found = agreed("leximin", choice, bargain, reference=terms, ranges=False)
    return _dominating(bargain, gains, found.values)


def _gains(bargain: Bargain, terms: Mapping[str, Fraction]) -> dict[str, Formula]:
    now = utilities_at(bargain, terms)
    return {party: utility - now[party] for party, utility in bargain.utilities.items()}


def _nobody_worse(bargain: Bargain, gains: Mapping[str, Formula]) -> Program:
    rows = (Row.of(f"no worse for {party}", gain, ">=", 0) for party, gain in gains.items())
    return bargain.program.adding(rows=rows)


def _most(questions: Questions, gain: Formula) -> Fraction:
    """The largest gain; 0 where no terms are possible that are worse for nobody."""
    answer = questions.optimum(-gain)
    if answer.status == "unbounded":
        raise ValueError("a gain knows no bound")
    return -answer.objective if answer.status == "optimal" else Fraction(0)


def _dominating(
    bargain: Bargain, gains: Mapping[str, Formula], values: Mapping[str, Fraction]
) -> Dominating:
    return Dominating(
        {term: values[term] for term in bargain.terms},
        {party: utility.at(values) for party, utility in bargain.utilities.items()},
        {party: gain.at(values) for party, gain in gains.items()},
    )
