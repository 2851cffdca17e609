"""Terms on the negotiable grid: shares in steps both sides can write down, say of 5 %.

Where several terms are equally good they are listed, in the order in which the rule of
`criteria.tie_break` takes them: the first term as small as possible, then the second, and so on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from math import ceil, floor, gcd, lcm, prod
from typing import Literal

from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.exact import optimum
from benefitshare.negotiation.formula import Formula, Number
from benefitshare.negotiation.program import Program, Row, Variable

Norm = Literal["L1", "Linf"]
LARGEST_CODE = 10**5
"""How many combinations of steps are told apart by one number: few enough for a solver that
takes a whole number to be one within a millionth."""

EFFORT = 200_000
"""Steps after which a search for terms worth exactly the same ends."""
COMPLETING = 500
"""How many steps it counts as to see whether terms meet all rows."""


def step_count(term: str) -> str:
    """The name of the whole-number variable that counts a term's steps."""
    return f"steps of {term}"


def on_grid(bargain: Bargain) -> Bargain:
    """The same bargain with its terms on the grid: each term with a step is a whole number of
    steps. Bounds move in to the next point of the grid. A bargain on the grid stays as it is.

    >>> share = Variable("a", Fraction(1, 8), Fraction(1, 2))
    >>> bargain = Bargain(Program((share,)), ("a",), {}, steps={"a": Fraction(1, 10)})
    >>> on_grid(bargain).program.variables[0].lower
    Fraction(1, 5)
    """
    program = bargain.program
    bound = {v.name for v in program.variables}
    steps = {t: s for t, s in bargain.steps.items() if step_count(t) not in bound}
    counts = [_counted(v, steps[v.name]) for v in program.variables if v.name in steps]
    variables = [_tightened(v, steps[v.name]) if v.name in steps else v for v in program.variables]
    rows = [
        Row.of(f"grid: {t}", Formula.variable(t), "==", s * Formula.variable(step_count(t)))
        for t, s in steps.items()
    ]
    gridded = replace(program, variables=tuple(variables))
    return bargain.with_program(gridded.adding(counts, rows))


def off_grid(bargain: Bargain) -> Bargain:
    """The bargain without its grid; bounds stay on it."""
    program = bargain.program
    counts = {step_count(term) for term in bargain.steps}
    variables = tuple(v for v in program.variables if v.name not in counts)
    rows = tuple(row for row in program.rows if not counts & set(row.terms))
    return bargain.with_program(replace(program, variables=variables, rows=rows))


def _steps_between(variable: Variable, step: Fraction) -> tuple[int | None, int | None]:
    """The fewest and the most steps between the bounds."""
    least = None if variable.lower is None else ceil(variable.lower / step)
    most = None if variable.upper is None else floor(variable.upper / step)
    return least, most


def _counted(variable: Variable, step: Fraction) -> Variable:
    least, most = (None if n is None else Fraction(n) for n in _steps_between(variable, step))
    if least is not None and most is not None and least > most:
        least = most = None  # no point between the bounds: the row of the grid cannot be met
    return Variable(step_count(variable.name), least, most, integer=True)


def _tightened(variable: Variable, step: Fraction) -> Variable:
    least, most = _steps_between(variable, step)
    if least is not None and most is not None and least > most:
        return variable
    lower = None if least is None else least * step
    upper = None if most is None else most * step
    return replace(variable, lower=lower, upper=upper)


@dataclass(frozen=True)
class Listed:
    """Term vectors that are equally good, in lexicographic order.

    `complete`: these are all of them; else there are more than were asked for.
    """

    vectors: tuple[Mapping[str, Fraction], ...]
    complete: bool


@dataclass(frozen=True)
class Nearest:
    """The terms on the grid that are closest to given ones, at `distance` from them.

    `ties` are all that are as close; `terms`, the first of them, is what the rule picks.
    """

    distance: Fraction
    ties: Listed

    @property
    def terms(self) -> Mapping[str, Fraction]:
        """The terms the rule picks."""
        return self.ties.vectors[0]

    @property
    def unique(self) -> bool:
        """Whether no other terms on the grid are as close."""
        return len(self.ties.vectors) == 1


def nearest_on_grid(
    bargain: Bargain, terms: Mapping[str, Fraction], norm: Norm = "L1", *, limit: int = 20
) -> Nearest | None:
    """The terms on the grid closest to `terms`; None where no terms on the grid are possible.

    Distance is the sum of the absolute differences (`L1`) or the largest of them (`Linf`, and the
    sum where that leaves a choice). Up to `limit` ties are listed.

    >>> shares = ("a", "b", "c")
    >>> whole = Row.of("whole", Formula.sum(map(Formula.variable, shares)), "==", 1)
    >>> program = Program(tuple(Variable(s, Fraction(0), Fraction(1)) for s in shares), (whole,))
    >>> bargain = Bargain(program, shares, {}, steps=dict.fromkeys(shares, Fraction(1, 20)))
    >>> near = nearest_on_grid(bargain, dict.fromkeys(shares, Fraction(1, 3)))
    >>> print(near.distance, *near.terms.values())
    1/15 3/10 7/20 7/20
    >>> len(near.ties.vectors)
    3
    """
    gridded = on_grid(bargain)
    apart = {t: Variable(f"apart: {t}", Fraction(0)) for t in bargain.terms}
    largest = Variable("largest apart", Fraction(0))
    program = gridded.program.adding((*apart.values(), largest), _distances(apart, largest, terms))
    total = Formula.sum(Formula.variable(v.name) for v in apart.values())
    aims = [total] if norm == "L1" else [Formula.variable(largest.name), total]
    distances = []
    for aim in aims:
        answer = optimum(program.minimising(aim))
        if answer.status == "infeasible":
            return None
        distances.append(answer.objective)
        row = Row.of(f"no further: {len(distances)}", aim, "<=", answer.objective)
        program = program.adding(rows=[row])
    return Nearest(distances[0], _listed(gridded.with_program(program), limit))


def _distances(
    apart: Mapping[str, Variable], largest: Variable, terms: Mapping[str, Fraction]
) -> Iterator[Row]:
    for term, variable in apart.items():
        difference, size = Formula.variable(term) - terms[term], Formula.variable(variable.name)
        yield Row.of(f"above: {term}", size, ">=", difference)
        yield Row.of(f"below: {term}", size, ">=", -difference)
        yield Row.of(f"within: {term}", size, "<=", Formula.variable(largest.name))


def ties(bargain: Bargain, utilities: Mapping[str, Fraction], *, limit: int = 20) -> Listed:
    """All terms on the grid that give every party exactly these utilities, up to `limit`.

    Where utilities are formulas of terms on the grid alone they are searched in whole numbers,
    because a solver cannot tell equal sums from nearly equal ones; a search that would take more
    than `EFFORT` steps ends there and is not complete.
    """
    gridded = on_grid(bargain)
    worth = {party: bargain.utilities[party] - value for party, value in utilities.items()}
    if all(formula.terms.keys() <= bargain.steps.keys() for formula in worth.values()):
        return _equal(gridded, tuple(worth.values()), limit)
    rows = (Row.of(f"worth to {party}", formula, "==", 0) for party, formula in worth.items())
    return _listed(gridded.with_program(gridded.program.adding(rows=rows)), limit)


def _equal(gridded: Bargain, formulas: Sequence[Formula], limit: int) -> Listed:
    """The possible terms at which all these formulas are zero."""
    variables = {v.name: v for v in gridded.program.variables}
    terms = [term for term in gridded.terms if term in gridded.steps]
    ranges = [_range(variables[term], gridded.steps[term]) for term in terms]
    sums = [_Sum(formula, [gridded.steps[t] for t in terms], terms, ranges) for formula in formulas]
    search = _Search(ranges, sums)
    shares = [(term, step_count(term), gridded.steps[term]) for term in terms]
    plain = [row for row in gridded.program.rows if row.terms.keys() <= set(terms)]
    vectors: list[Mapping[str, Fraction]] = []
    for counts in search.vectors():
        at = {term: n * step for (term, _, step), n in zip(shares, counts, strict=True)}
        if any(row.room(at) < 0 for row in plain):
            continue
        search.effort -= COMPLETING
        whole = {count: Fraction(n) for (_, count, _), n in zip(shares, counts, strict=True)}
        found = _completed(gridded, held(gridded.program, whole | at))
        vectors.extend({term: values[term] for term in gridded.terms} for values in found)
        if len(vectors) > limit:
            break
    return Listed(tuple(vectors[:limit]), len(vectors) <= limit and search.effort > 0)


def _range(variable: Variable, step: Fraction) -> range:
    """The counts between a term's bounds; none where no point of the grid is between them."""
    least, most = _steps_between(variable, step)
    if least is None or most is None:
        raise ValueError(f"terms on the grid need bounds: {variable.name}")
    return range(least, most + 1)


class _Sum:
    """A formula that must be zero, in whole numbers: constant, a coefficient for each count, and
    for the counts from each place on the least and most they can add up to, and what divides it.
    """

    def __init__(
        self, formula: Formula, steps: Sequence[Fraction], terms: Sequence[str], ranges: list[range]
    ) -> None:
        worth = [formula.terms.get(t, Fraction(0)) * s for t, s in zip(terms, steps, strict=True)]
        scale = lcm(formula.constant.denominator, *(one.denominator for one in worth))
        self.constant = int(formula.constant * scale)
        self.coefficients = [int(one * scale) for one in worth]
        self.least, self.most, self.divisor = [0], [0], [0]
        for own, between in zip(reversed(self.coefficients), reversed(ranges), strict=True):
            ends = own * between.start, own * (between.stop - 1)
            self.least.insert(0, self.least[0] + min(ends))
            self.most.insert(0, self.most[0] + max(ends))
            self.divisor.insert(0, gcd(self.divisor[0], own))

    def can_be_zero(self, place: int, reached: int) -> bool:
        """Whether the counts from a place on may bring what is reached back to zero."""
        divisor = self.divisor[place]
        return (
            self.least[place] <= -reached <= self.most[place]
            and (reached % divisor if divisor else reached) == 0
        )


class _Search:
    """All counts at which sums are zero, in lexicographic order, as long as the effort lasts."""

    def __init__(self, ranges: Sequence[range], sums: Sequence[_Sum]) -> None:
        self.effort = EFFORT
        self._ranges = ranges
        self._sums = sums

    def vectors(self) -> Iterator[tuple[int, ...]]:
        return self._from((), [one.constant for one in self._sums])

    def _from(self, chosen: tuple[int, ...], reached: Sequence[int]) -> Iterator[tuple[int, ...]]:
        place = len(chosen)
        if not all(
            one.can_be_zero(place, own) for one, own in zip(self._sums, reached, strict=True)
        ):
            return
        if place == len(self._ranges):
            yield chosen
            return
        for count in self._ranges[place]:
            if self.effort <= 0:
                return
            self.effort -= 1
            after = [
                own + one.coefficients[place] * count
                for one, own in zip(self._sums, reached, strict=True)
            ]
            yield from self._from((*chosen, count), after)


def price_of_rounding(
    continuous: Mapping[str, Fraction], on_grid: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    """What each party loses (or, below zero, gains) by going to the grid."""
    return {party: value - on_grid[party] for party, value in continuous.items()}


def _listed(gridded: Bargain, limit: int) -> Listed:
    """The possible terms of a bargain on the grid, each vector once, in lexicographic order."""
    found = islice(_vectors(gridded, gridded.program, _blocks(gridded)), limit + 1)
    vectors = tuple({term: values[term] for term in gridded.terms} for values in found)
    return Listed(vectors[:limit], len(vectors) <= limit)


Block = Sequence[tuple[str, int]]


def _blocks(gridded: Bargain) -> list[Block]:
    """The step counts in canonical order with their ranges, as many to a block as one number can
    tell apart.
    """
    variables = {v.name: v for v in gridded.program.variables}
    counts = [variables[step_count(term)] for term in gridded.terms if term in gridded.steps]
    blocks: list[list[tuple[str, int]]] = []
    for count in counts:
        size = _size(count)
        if not blocks or prod(n for _, n in blocks[-1]) * size > LARGEST_CODE:
            blocks.append([])
        blocks[-1].append((count.name, size))
    return [tuple(block) for block in blocks]


def _size(count: Variable) -> int:
    """How many values a count can have; one without bounds stands alone in its block."""
    if count.lower is None or count.upper is None:
        return LARGEST_CODE + 1
    return int(count.upper - count.lower) + 1


def _vectors(
    gridded: Bargain, program: Program, blocks: Sequence[Block]
) -> Iterator[Mapping[str, Fraction]]:
    """Values of the program, one for each choice of the counts in these blocks, in order.

    The search is left to the solver; what it finds is taken only if it meets every row exactly.
    """
    if not blocks:
        yield from _completed(gridded, program)
        return
    block, *rest = blocks
    code = _code(block)
    later = program
    while (answer := optimum(later.minimising(code), verify=False)).status != "infeasible":
        if answer.status == "unbounded":
            raise ValueError(f"terms on the grid need bounds: {block[0][0]}")
        whole = {v.name: round(answer.values[v.name]) for v in program.variables if v.integer}
        if rest:
            yield from _vectors(gridded, held(program, {n: whole[n] for n, _ in block}), rest)
        else:
            yield from _completed(gridded, held(program, whole))
        reached = code.at(whole)
        later = program.adding(rows=[Row.of("later", code, ">=", reached + 1)])


def _code(block: Block) -> Formula:
    """One number for all counts of a block, larger where the first count that differs is."""
    place, parts = 1, []
    for name, size in reversed(block):
        parts.append(place * Formula.variable(name))
        place *= size
    return Formula.sum(reversed(parts))


def _completed(gridded: Bargain, program: Program) -> Iterator[Mapping[str, Fraction]]:
    """The exact values where all whole numbers are held, if they meet every row; a term without a
    step is as small as it can be.
    """
    answer = optimum(program.minimising(0))
    for term in gridded.terms:
        if term in gridded.steps or answer.status != "optimal":
            continue
        answer = optimum(program.minimising(Formula.variable(term)))
        if answer.status == "unbounded":
            raise ValueError(f"a term without a step needs a bound: {term}")
        program = held(program, {term: answer.objective})
    if answer.status == "optimal":
        yield answer.values


def held(program: Program, values: Mapping[str, Number]) -> Program:
    """The program with these variables held at these values, whatever their bounds were, and no
    longer open to the solver.
    """
    variables = tuple(
        Variable(v.name, Fraction(values[v.name]), Fraction(values[v.name]))
        if v.name in values
        else v
        for v in program.variables
    )
    return replace(program, variables=variables)
