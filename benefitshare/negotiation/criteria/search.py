"""A search: questions about one program, with what must be remembered between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from benefitshare.negotiation.criteria.agreed import NONE, Binding, Note, Stage, Status
from benefitshare.negotiation.exact import Optimum, Questions
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.program import Program, Row, Variable

EASE = Fraction(1, 10**8)
"""By what part of itself a level is eased when it is held, where answers are floats."""
ROUGH = Fraction(1, 10**7)
"""What counts as zero where answers are floats."""
ZERO = Fraction(0)
FREE = frozenset[str]()


@dataclass(frozen=True)
class Choice:
    """What a criterion decides: `program` allows exactly what is best by it.

    `utilities` are given where they are settled by that, for all parties. The rest goes into the
    result as it is.
    """

    status: Status
    program: Program
    stages: tuple[Stage, ...] = ()
    utilities: Mapping[str, Fraction] | None = None
    ideals: Mapping[str, Fraction] = field(default_factory=lambda: NONE)
    notes: tuple[Note, ...] = ()
    verified: bool = True
    why_not: str = ""
    gap: Fraction | None = None
    gain_accuracy: Fraction | None = None
    seconds: float = 0.0

    def then(self, other: Choice) -> Choice:
        """What another criterion decides among what this one leaves; notes of both."""
        settled = self.utilities is not None and other.utilities is not None
        return replace(
            other,
            stages=(*self.stages, *other.stages),
            utilities={**self.utilities, **other.utilities} if settled else None,  # type: ignore[dict-item]
            ideals={**self.ideals, **other.ideals},
            notes=(*self.notes, *other.notes),
            verified=self.verified and other.verified,
            why_not=self.why_not or other.why_not,
            seconds=self.seconds + other.seconds,
        )


class Search:
    """Questions about a program; remembers whether all answers so far were proved."""

    def __init__(self, program: Program, *, verify: bool = True) -> None:
        self._questions = Questions(program)
        self._base = {row.name: row for row in program.rows}
        self._bounded = frozenset(v.name for v in program.variables)
        self._verify = verify
        self.verified = verify
        self.why_not = "" if verify else "not asked"

    @property
    def seconds(self) -> float:
        """The time inside HiGHS so far."""
        return self._questions.seconds

    def room(self, level: Fraction) -> Fraction:
        """By how much a level is eased when it is held: nothing, as long as it is exact. Whole
        numbers are searched in floats, to which a level held exactly is out of reach as often as
        not.
        """
        return ZERO if self._is_exact else EASE * max(Fraction(1), abs(level))

    def signed(self, choice: Choice) -> Choice:
        """A choice with the receipt of this search."""
        return replace(choice, verified=self.verified, why_not=self.why_not, seconds=self.seconds)

    @property
    def _is_exact(self) -> bool:
        return self._verify and self._questions.program.is_linear

    @property
    def tolerance(self) -> Fraction:
        """Below this a number counts as zero: nothing does, as long as all are exact."""
        return ZERO if self._is_exact else ROUGH

    def add(self, variables: Iterable[Variable] = (), rows: Iterable[Row] = ()) -> None:
        """Further variables and rows."""
        self._questions.add(variables, rows)

    def least(self, formula: Formula) -> Optimum:
        """The optimum where a formula is as small as possible."""
        answer = self._questions.optimum(formula, verify=self._verify)
        if not answer.verified:
            self.verified = False
            self.why_not = self.why_not or answer.why_not
        return answer

    def most(self, formula: Formula) -> Optimum:
        """The optimum where a formula is as large as possible; its objective is the negative."""
        return self.least(-formula)

    def hold(self, name: str, formula: Formula, least: Fraction) -> None:
        """From now on a formula is at least this."""
        self.add(rows=[Row.of(name, formula, ">=", least - self.room(least))])

    def rising(self, formulas: Mapping[str, Formula]) -> str:
        """Who gets ever more where there is no bound: the first whose formula has none itself."""
        for key, formula in formulas.items():
            if self._questions.optimum(-formula, verify=False).status == "unbounded":
                return key
        return next(iter(formulas))

    def stage(
        self,
        answer: Optimum,
        level: Fraction,
        parties: tuple[str, ...],
        weights: Mapping[str, Fraction],
        utilities: Mapping[str, Formula],
        own: frozenset[str] = FREE,
    ) -> Stage:
        """The proof of an answer (of `most`) in terms of utilities and of the first program.

        `own` are rows of the first program that say what a utility is, not what limits it.
        Whole numbers have no duals: then the stage has no proof.
        """
        if not self._questions.program.is_linear:
            return Stage(level, parties)
        rows = tuple(
            Binding(name, self._base[name].demand, -dual)
            for name, dual in answer.duals.items()
            if dual and abs(dual) > self.tolerance and name in self._base and name not in own
        )
        weighted = Formula.sum(utilities[party] * weight for party, weight in weights.items())
        bounds = self._reduced(weighted, rows)
        return Stage(level, parties, dict(weights), rows, bounds, weighted.at(answer.values))

    def _reduced(self, weighted: Formula, rows: Iterable[Binding]) -> dict[str, Fraction]:
        """What is left of a weighted sum of utilities once the binding rows are taken off."""
        left = dict(weighted.terms)
        for one in rows:
            for name, ratio in self._base[one.row].terms.items():
                left[name] = left.get(name, ZERO) - one.multiplier * ratio
        return {
            name: ratio
            for name, ratio in left.items()
            if abs(ratio) > self.tolerance and name in self._bounded
        }
