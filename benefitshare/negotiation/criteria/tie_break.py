"""The terms, where a criterion leaves a choice; and what choice it leaves.

The rule: of all terms that are best by the criterion, those closest to the reference, by the sum
of absolute differences; of these the first in lexicographic order: the first term of the
bargain's order as small as possible, then the second, and so on. Where no reference is given it is
the middle of the bounds of each term. The order of parties, variables and rows plays no part.

A question for each term is too much for a province: where more than FEW terms are open, the last
step is one question, for the least sum of the terms weighted from 2 for the first down to 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.criteria.agreed import Agreed
from benefitshare.negotiation.criteria.closest import apart
from benefitshare.negotiation.criteria.search import Choice, Search
from benefitshare.negotiation.exact import Optimum, SolverError
from benefitshare.negotiation.formula import Formula, Number
from benefitshare.negotiation.program import Program, Row, Variable

Range = tuple[Fraction, Fraction]
FEW = 60
"""Up to how many open terms are asked for one by one."""


def agreed(
    criterion: str,
    choice: Choice,
    bargain: Bargain,
    *,
    reference: Mapping[str, Number] | None = None,
    ranges: bool = True,
    verify: bool = True,
) -> Agreed:
    """The result of a criterion: terms by the rule, and the range of each term over all that are
    as good (two questions per term, unless a bound of the term answers it).
    """
    if choice.status != "optimal":
        return Agreed(criterion, choice.status, notes=choice.notes, seconds=choice.seconds)
    decision = _Decision(choice.program, bargain, verify=verify)
    between = decision.ranges() if ranges else None
    values = decision.decided(middle(bargain) | dict(reference or {}))
    utilities = choice.utilities
    if utilities is None:
        values = decision.best_for_all(values)
        utilities = {p: formula.at(values) for p, formula in bargain.utilities.items()}
    return Agreed(
        criterion,
        "optimal",
        {term: values[term] for term in bargain.terms},
        {v.name: values[v.name] for v in bargain.program.variables},
        {p: utilities[p] for p in bargain.parties},
        choice.stages,
        choice.ideals,
        None if between is None else decision.unique,
        between,
        choice.verified and decision.verified,
        choice.why_not or decision.why_not,
        choice.gap,
        choice.gain_accuracy,
        choice.notes,
        seconds=choice.seconds + decision.seconds,
    )


def middle(bargain: Bargain) -> dict[str, Number]:
    """The middle of each term's bounds; its only bound; 0 where it has none."""
    variables = {v.name: v for v in bargain.program.variables}
    return {term: _middle(variables[term]) for term in bargain.terms}


def _middle(variable: Variable) -> Fraction:
    bounds = [own for own in (variable.lower, variable.upper) if own is not None]
    return sum(bounds, Fraction(0)) / (len(bounds) or 1)


class _Decision:
    """Questions about all that is as good."""

    def __init__(self, program: Program, bargain: Bargain, *, verify: bool) -> None:
        self._search = Search(program, verify=verify)
        self._bargain = bargain
        self._bounds = {v.name: v for v in program.variables}
        self._seen: list[Optimum] = []
        self._least: dict[str, Fraction] = {}
        self._fixed: frozenset[str] = frozenset()

    @property
    def verified(self) -> bool:
        return self._search.verified

    @property
    def why_not(self) -> str:
        return self._search.why_not

    @property
    def seconds(self) -> float:
        return self._search.seconds

    @property
    def unique(self) -> bool:
        """Whether there is no choice of terms, once the ranges are known."""
        return len(self._fixed) == len(self._bargain.terms)

    def ranges(self) -> dict[str, Range]:
        """The least and most of each term."""
        found = {term: (self._end(term, 1), self._end(term, -1)) for term in self._bargain.terms}
        near = self._search.tolerance
        self._least = {term: low for term, (low, _) in found.items()}
        self._fixed = frozenset(t for t, (low, high) in found.items() if high - low <= near)
        return found

    def _end(self, term: str, sign: int) -> Fraction:
        """The least (sign 1) or most (-1) of a term. No question where it is seen at its bound."""
        variable = self._bounds[term]
        bound = variable.lower if sign > 0 else variable.upper
        if bound is not None and any(one.values[term] == bound for one in self._seen):
            return bound
        answer = self._search.least(Formula.variable(term) * sign)
        if answer.status == "unbounded":
            raise ValueError(f"the term {term} has no bound")
        if answer.status != "optimal":
            raise SolverError("what was found to be best cannot be found again")
        self._seen.append(answer)
        return answer.values[term]

    def decided(self, reference: Mapping[str, Number]) -> Mapping[str, Fraction]:
        """The terms by the rule: values of all variables."""
        loose = [term for term in self._bargain.terms if term not in self._fixed]
        if not loose:
            return self._any()
        variables, rows, total = apart(loose, reference, "off the reference")
        self._search.add(variables, rows)
        answer = self._search.least(total)
        room = self._search.room(answer.objective)
        self._search.add(rows=[Row.of("as close", total, "<=", answer.objective + room)])
        return self._first(loose, answer)

    def _any(self) -> Mapping[str, Fraction]:
        if self._seen:
            return self._seen[-1].values
        return self._search.least(Formula()).values

    def _first(self, loose: list[str], answer: Optimum) -> Mapping[str, Fraction]:
        """The first in lexicographic order of those that are as close."""
        if len(loose) > FEW and not answer.values_unique:
            then = self._search.least(_weighted(loose))
            return (then if then.status == "optimal" else answer).values
        for term in loose:
            if answer.values_unique:
                break
            if answer.values[term] != self._least.get(term, self._bounds[term].lower):
                again = self._asked_again(Formula.variable(term))
                if again is None:
                    break  # floats that contradict each other by less than they are good for
                answer = again
            most = answer.values[term] + self._search.room(answer.values[term])
            self._search.add(rows=[Row.of(f"settled: {term}", Formula.variable(term), "<=", most)])
        return answer.values

    def _asked_again(self, formula: Formula) -> Optimum | None:
        """The least of a formula, where the search can still tell."""
        try:
            answer = self._search.least(formula)
        except SolverError:
            return None
        return answer if answer.status == "optimal" else None

    def best_for_all(self, values: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
        """The same terms with every utility as large as it is there: auxiliary variables may lie
        below what they stand for.
        """
        terms = set(self._bargain.terms)
        if all(utility.terms.keys() <= terms for utility in self._bargain.utilities.values()):
            return values
        for term in self._bargain.terms:
            share = Formula.variable(term)
            self._search.hold(f"at least: {term}", share, values[term])
            self._search.hold(f"at most: {term}", -share, -values[term])
        answer = self._search.most(Formula.sum(self._bargain.utilities.values()))
        return answer.values if answer.status == "optimal" else values


def _weighted(terms: list[str]) -> Formula:
    """The sum of terms, the first ones counting more."""
    return Formula.sum(
        Formula.variable(term) * (1 + Fraction(len(terms) - place, len(terms)))
        for place, term in enumerate(terms)
    )
