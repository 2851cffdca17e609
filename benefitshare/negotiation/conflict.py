"""Why there are no terms: the smallest sets of demands that cannot stand together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction

from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.elastic import elastic, reach
from benefitshare.negotiation.exact import Questions, optimum
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.grid import on_grid
from benefitshare.negotiation.program import Program, Row, Variable

Demands = frozenset[str]


class Feasibility(Enum):
    """Whether there are terms."""

    POSSIBLE = "possible"
    NONE_ON_GRID = "none on the grid"
    NONE_AT_ALL = "none at all"


@dataclass(frozen=True)
class Proof:
    """Why rows clash, in numbers anyone can add up (Farkas' lemma).

    Multiply each row by its weight in `weights` and add: what is asked for comes to `asked`, and
    the other rows and the bounds leave room for `possible`, which is less. A positive weight is of
    a row read as "at least", a negative one of a row read as "at most". `asked` holds the right
    sides of the first, `possible` those of the second and what the bounds of the variables allow.
    The first weight is 1 or -1.
    """

    weights: Mapping[str, Fraction]
    asked: Fraction
    possible: Fraction


@dataclass(frozen=True)
class Conflict:
    """Demands that cannot all be met, while any of them can be given up to make the rest possible.

    `demands` in document order; none where the frame of the problem contradicts itself. `hard` are
    those among them that are never given up. `proof` is missing where only whole numbers make the
    demands clash.
    """

    demands: tuple[str, ...]
    hard: tuple[str, ...] = ()
    proof: Proof | None = field(default=None, compare=False)

    @property
    def is_of_the_frame(self) -> bool:
        """Whether there would be no terms even if nobody demanded anything."""
        return not self.demands

    @property
    def is_hopeless(self) -> bool:
        """Whether nothing in it can be given up."""
        return self.demands == self.hard


def feasibility(bargain: Bargain) -> Feasibility:
    """Whether there are terms on the negotiable grid, only off it, or none at all."""
    if optimum(on_grid(bargain).program.minimising(0)).status != "infeasible":
        return Feasibility.POSSIBLE
    if optimum(bargain.program.minimising(0)).status != "infeasible":
        return Feasibility.NONE_ON_GRID
    return Feasibility.NONE_AT_ALL


def conflicts(program: Program, *, limit: int = 5) -> tuple[Conflict, ...]:
    """The smallest sets of clashing demands, up to `limit` of them; fewer are all there are.

    Rows that no demand asks for and the bounds of the variables are the frame and always stand.
    Hard demands take part like the others. Each set is found by leaving out one demand after the
    other in document order (deletion filter, Chinneck 2008); the next one is looked for where each
    of those known lacks a demand (Reiter 1987, Liffiton & Malik 2013). Which sets are found, and
    in what order, does not depend on the solver. No set for a program that has solutions.

    >>> from benefitshare.negotiation.formula import Formula
    >>> a, b = Formula.variable("a"), Formula.variable("b")
    >>> rows = (
    ...     Row.of("whole", a + b, "==", 1),
    ...     Row.of("a1", a, ">=", Fraction(3, 5), demand="A asks for 3/5", hard=False),
    ...     Row.of("b1", b, ">=", Fraction(1, 2), demand="B asks for half", hard=False),
    ... )
    >>> found, = conflicts(Program((Variable("a"), Variable("b")), rows))
    >>> found.demands
    ('A asks for 3/5', 'B asks for half')
    >>> print(found.proof.asked, ">", found.proof.possible)
    11/10 > 1
    """
    clash = _Clash(program)
    if clash.frame_contradicts():
        return (Conflict((), (), _proof(program, ())),)
    found: list[Demands] = []
    possible: set[Demands] = set()
    while len(found) < limit:
        seed = next((s for s in clash.without_one_of_each(found) if s not in possible), None)
        if seed is None:
            break
        core = clash.core(seed)
        if core is None:
            possible.add(seed)
        else:
            found.append(clash.shrunk(seed, core))
    ordered = sorted((clash.ordered(one) for one in found), key=lambda d: (len(d), clash.places(d)))
    return tuple(Conflict(d, clash.hard_among(d), _proof(program, d)) for d in ordered)


class _Clash:
    """Questions of the kind "can these demands stand together?", put to one elastic program."""

    def __init__(self, program: Program) -> None:
        asked = [row for row in program.rows if row.demand]
        self.place = {demand: i for i, demand in enumerate(dict.fromkeys(r.demand for r in asked))}
        self._hard = {row.demand for row in asked if row.hard}
        self._demand = {row.name: row.demand for row in asked}
        loose = elastic(program, {row.name: reach(row) for row in asked})
        self._linear = program.is_linear
        self._broken = {
            demand: loose.broken(name for name, own in self._demand.items() if own == demand)
            for demand in self.place
        }
        self._questions = Questions(loose.program)

    def ordered(self, demands: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(demands, key=self.place.__getitem__))

    def places(self, demands: Iterable[str]) -> tuple[int, ...]:
        return tuple(self.place[demand] for demand in demands)

    def hard_among(self, demands: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(demand for demand in demands if demand in self._hard)

    def frame_contradicts(self) -> bool:
        return self._questions.optimum(Formula()).status == "infeasible"

    def core(self, demands: Demands) -> Demands | None:
        """Those of the demands that clash already; None where all of them can stand together.

        Rows with a dual of zero do not take part in the clash (complementary slackness).
        """
        broken = Formula.sum(self._broken[demand] for demand in self.ordered(demands))
        answer = self._questions.optimum(broken)
        if not answer.objective:
            return None
        if not self._linear:
            return demands
        return frozenset(d for name, d in self._demand.items() if answer.duals[name]) & demands

    def shrunk(self, demands: Demands, core: Demands) -> Demands:
        """A smallest clashing subset: demands are left out one by one, in document order.

        The core only spares questions: without a demand outside it there is still a clash.
        """
        for demand in self.ordered(demands):
            fewer = demands - {demand}
            clashing = self.core(fewer) if demand in core else core
            if clashing is not None:
                demands, core = fewer, clashing
        return demands

    def without_one_of_each(self, found: Iterable[Demands]) -> list[Demands]:
        """The largest sets of demands that hold none of the conflicts found, in a fixed order."""
        hits: list[Demands] = [frozenset()]
        for conflict in found:
            extended = {hit for hit in hits if hit & conflict}
            extended |= {hit | {one} for hit in hits if not hit & conflict for one in conflict}
            hits = [hit for hit in extended if not any(other < hit for other in extended)]
        hits.sort(key=lambda hit: (len(hit), self.places(self.ordered(hit))))
        return [frozenset(self.place) - hit for hit in hits]


def _proof(program: Program, demands: tuple[str, ...]) -> Proof | None:
    """The weights that show these demands to clash with the frame; None where it takes whole
    numbers to show it, or where the bounds of a variable contradict each other without any row.
    """
    kept = tuple(row for row in program.rows if row.demand in ("", *demands))
    continuous = tuple(replace(v, integer=False) for v in program.variables)
    answer = optimum(Program(continuous, kept))
    weights = {row.name: answer.farkas[row.name] for row in kept if row.name in answer.farkas}
    if not weights:
        return None
    first = abs(next(iter(weights.values())))
    return _added_up(continuous, kept, {name: own / first for name, own in weights.items()})


def _added_up(
    variables: Iterable[Variable], rows: Iterable[Row], weights: Mapping[str, Fraction]
) -> Proof | None:
    """The proof these weights make, if they make one."""
    weighted = [(row, weights[row.name]) for row in rows if row.name in weights]
    asked = sum((own * row.rhs for row, own in weighted if own > 0), Fraction(0))
    capped = sum((-own * row.rhs for row, own in weighted if own < 0), Fraction(0))
    total = Formula.sum(Formula(Fraction(0), row.terms) * own for row, own in weighted)
    allowed = _largest(total, variables)
    if allowed is None or asked <= capped + allowed:
        return None
    return Proof(weights, asked, capped + allowed)


def _largest(formula: Formula, variables: Iterable[Variable]) -> Fraction | None:
    """The largest value of a formula between the bounds; None where there is none."""
    largest = formula.constant
    for variable in variables:
        ratio = formula.terms.get(variable.name, Fraction(0))
        bound = variable.upper if ratio > 0 else variable.lower
        if ratio:
            if bound is None:
                return None
            largest += ratio * bound
    return largest
