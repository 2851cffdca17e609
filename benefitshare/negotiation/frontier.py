"""The efficient terms: where nobody gains unless somebody loses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import gcd, lcm
from operator import ge
from typing import Literal

from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.criteria.search import Choice
from benefitshare.negotiation.criteria.tie_break import agreed
from benefitshare.negotiation.exact import Optimum, Questions, SolverError, optimum
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.grid import step_count
from benefitshare.negotiation.program import Program, Row

Kind = Literal["vertices", "points", "levels"]
SECONDARY = Fraction(1, 1000)
"""How much the other parties' utilities count beside the first party's: any number above zero
makes the answer efficient (Mavrotas 2009)."""
RESOLUTION = Fraction(1, 10**6)
"""The least difference, as a part of a party's range, between two points of a frontier on the
grid, where utilities are not whole multiples of something coarser."""


@dataclass(frozen=True)
class Point:
    """Efficient terms and what they are worth to each party. `verified`: that nothing is better
    for one and worse for nobody is proven in exact fractions.
    """

    terms: Mapping[str, Fraction]
    utilities: Mapping[str, Fraction]
    verified: bool = field(default=True, compare=False)


@dataclass(frozen=True)
class Frontier:
    """Efficient points, the best for the first party first; none twice, none dominated.

    `kind` "vertices": all corners, and between neighbours every mixture is efficient; "points":
    all there are (on the grid); "levels": a sample, found by asking for levels of utility.
    `complete` is False where there are more corners or points than were asked for, or some may lie
    too close to tell apart.
    """

    points: tuple[Point, ...]
    kind: Kind
    complete: bool


def frontier(bargain: Bargain, *, density: int = 5, limit: int = 100) -> Frontier:
    """The frontier of a bargain; without points where no terms are possible.

    Two parties and no whole numbers: all corners, by dichotomic weights (Aneja & Nair 1979). Two
    parties on the grid: all points, by raising what the second party gets. Otherwise a sample by
    asking for `density` levels of utility of each party but the first (epsilon-constraint, Mavrotas
    2009), fewer where that would be more than `limit` questions. At most `limit` points. Raises
    ValueError without parties, or where a utility has no bound.

    >>> from benefitshare.negotiation.program import Variable
    >>> share = Formula.variable("a")
    >>> program = Program((Variable("a", Fraction(0), Fraction(1)),))
    >>> bargain = Bargain(program, ("a",), {"A": share, "B": 2 * (1 - share)})
    >>> [tuple(map(str, point.utilities.values())) for point in frontier(bargain).points]
    [('1', '0'), ('0', '2')]
    """
    if not bargain.parties:
        raise ValueError("no parties")
    table = payoff_table(bargain)
    if not table:
        return Frontier((), "points", True)
    ends = _undominated(table.values())
    if len(ends) == 1:
        return Frontier(ends, "points", True)
    if len(bargain.parties) > 2:
        return _levels(bargain, table, density, limit)
    if bargain.program.is_linear:
        return _corners(bargain, ends, limit)
    if all(step_count(term) in _names(bargain.program) for term in bargain.terms):
        return _points(bargain, ends, limit)
    return _levels(bargain, table, density, limit)


def payoff_table(bargain: Bargain) -> dict[str, Point]:
    """For each party the terms that are best for it, and of these the best for the others, in
    canonical order: efficient, which the best for one alone need not be. No party where no terms
    are possible; raises ValueError where a utility has no bound.
    """
    if optimum(bargain.program.minimising(0)).status == "infeasible":
        return {}
    return {
        party: _best(bargain, (party, *(p for p in bargain.parties if p != party)))
        for party in bargain.parties
    }


def _best(bargain: Bargain, order: Sequence[str]) -> Point:
    """The best for the first party, of these the best for the second, and so on.

    On whole numbers two terms can lie so close that the solver takes one for the other, and the
    exact check refuses what it finds: then the choice between them is left open.
    """
    questions = Questions(bargain.program)
    answer: Optimum | None = None
    verified = True
    for party in order:
        utility = bargain.utilities[party]
        try:
            answer = questions.optimum(-utility)
        except SolverError:
            if answer is None or bargain.program.is_linear:
                raise
            break
        if answer.status == "unbounded":
            raise ValueError(f"what {party} can have knows no bound")
        verified &= answer.verified
        row = Row.of(f"best for {party}", utility, ">=", -answer.objective)
        questions.add(rows=[row])
    assert answer is not None
    return _point(bargain, answer, verified)


def _point(bargain: Bargain, answer: Optimum, verified: bool) -> Point:
    utilities = {party: utility.at(answer.values) for party, utility in bargain.utilities.items()}
    terms = {term: answer.values[term] for term in bargain.terms}
    if bargain.program.is_linear and not answer.values_unique:
        terms = _by_the_rule(bargain, utilities)
    return Point(terms, utilities, verified)


def _by_the_rule(bargain: Bargain, utilities: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Of all terms with these utilities the ones `criteria.tie_break` takes."""
    rows = (
        Row.of(f"worth to {party}", bargain.utilities[party], ">=", level)
        for party, level in utilities.items()
    )
    choice = Choice("optimal", bargain.program.adding(rows=rows), utilities=utilities)
    return dict(agreed("frontier", choice, bargain, ranges=False).terms)


def _place(point: Point) -> tuple[Fraction, ...]:
    return tuple(point.utilities.values())


def _undominated(points: Iterable[Point]) -> tuple[Point, ...]:
    """Points with different utilities, the best for the first party first; of equals the first.

    None is dominated by another: on whole numbers one could be, by less than the solver sees.
    """
    seen: dict[tuple[Fraction, ...], Point] = {}
    for point in points:
        seen.setdefault(_place(point), point)
    places = sorted(seen, reverse=True)
    return tuple(
        seen[place]
        for i, place in enumerate(places)
        if not any(all(map(ge, better, place)) for better in places[:i])
    )


def _names(program: Program) -> frozenset[str]:
    return frozenset(variable.name for variable in program.variables)


# Two parties, no whole numbers


def _corners(bargain: Bargain, ends: tuple[Point, ...], limit: int) -> Frontier:
    """All corners: as long as there is a point beyond the line between two neighbours, take it."""
    questions = Questions(bargain.program)
    corners = [ends[0]]
    ahead = list(reversed(ends[1:]))
    while ahead:
        between = _beyond(questions, bargain, corners[-1], ahead[-1])
        if between is None:
            corners.append(ahead.pop())
        elif len(corners) + len(ahead) < limit:
            ahead.append(between)
        else:
            break
    points = _without_straight((*corners, *reversed(ahead)))
    return Frontier(points, "vertices", not ahead)


def _beyond(questions: Questions, bargain: Bargain, left: Point, right: Point) -> Point | None:
    """A point beyond the line between two; None where the line is the frontier."""
    (a, b), (c, d) = _place(left), _place(right)
    weights = (d - b) / (a - c + d - b), (a - c) / (a - c + d - b)
    weighed = Formula.sum(w * u for w, u in zip(weights, bargain.utilities.values(), strict=True))
    answer = questions.optimum(-weighed)
    if -answer.objective <= weights[0] * a + weights[1] * b:
        return None
    return _point(bargain, answer, answer.verified)


def _without_straight(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points without those on the straight line between their neighbours."""
    kept: list[Point] = []
    for point in points:
        while len(kept) > 1 and _straight(_place(kept[-2]), _place(kept[-1]), _place(point)):
            kept.pop()
        kept.append(point)
    return tuple(kept)


def _straight(a: Sequence[Fraction], b: Sequence[Fraction], c: Sequence[Fraction]) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) == (b[1] - a[1]) * (c[0] - a[0])


# Two parties on the grid


def _points(bargain: Bargain, ends: tuple[Point, ...], limit: int) -> Frontier:
    """All points: the best for the first party where the second gets more than at the last one."""
    first, second = bargain.parties
    top = ends[-1].utilities[second]
    apart = _least_difference(bargain, second)
    step = max(apart, RESOLUTION * (top - ends[0].utilities[second]))
    points = [ends[0]]
    complete = step == apart
    while (reached := points[-1].utilities[second]) < top and len(points) < limit:
        more = Row.of("more", bargain.utilities[second], ">=", min(reached + step, top))
        narrowed = bargain.with_program(bargain.program.adding(rows=[more]))
        try:
            points.append(_best(narrowed, (first, second)))
        except SolverError:
            points.append(ends[-1])
            complete = False
    return Frontier(_undominated(points), "points", complete and reached == top)


def _least_difference(bargain: Bargain, party: str) -> Fraction:
    """What any two utilities of a party on the grid differ by, if they do; 0 where not known."""
    parts = bargain.utilities[party].terms
    if not parts.keys() <= bargain.steps.keys():
        return Fraction(0)
    worth = [ratio * bargain.steps[term] for term, ratio in parts.items()]
    below = lcm(*(one.denominator for one in worth))
    return Fraction(gcd(*(int(one * below) for one in worth)), below)


# A sample, for more parties or where terms are whole numbers in part


def _levels(bargain: Bargain, table: Mapping[str, Point], density: int, limit: int) -> Frontier:
    """What is best for the first party where each of the others gets at least some level."""
    others = bargain.parties[1:]
    while density > 1 and density ** len(others) > limit - len(table):
        density -= 1
    spans = {party: _span(party, table) for party in bargain.parties}
    levels = [_spaced(*spans[party], density) for party in others]
    found = _asked(bargain, _weighed(bargain, spans), levels)
    return Frontier(_undominated((*table.values(), *found))[:limit], "levels", False)


def _span(party: str, table: Mapping[str, Point]) -> tuple[Fraction, Fraction]:
    """The least and the most a party gets where another party, or it itself, gets its best."""
    utilities = [point.utilities[party] for point in table.values()]
    return min(utilities), max(utilities)


def _spaced(least: Fraction, most: Fraction, count: int) -> list[Fraction]:
    if count < 2 or least == most:
        return [least]
    return [least + (most - least) * i / (count - 1) for i in range(count)]


def _weighed(bargain: Bargain, spans: Mapping[str, tuple[Fraction, Fraction]]) -> Formula:
    """The first party's utility, and a little of everybody else's, each as a part of its span."""
    parts = []
    for party, utility in bargain.utilities.items():
        span = spans[party][1] - spans[party][0]
        weight = 1 if party == bargain.parties[0] else SECONDARY
        parts.append(utility * weight / (span or 1))
    return Formula.sum(parts)


def _asked(
    bargain: Bargain, weighed: Formula, levels: Sequence[Sequence[Fraction]]
) -> Iterator[Point]:
    """The best points at all combinations of levels, those left out that must give a point again:
    a level of the last party that the last answer meets, and levels above one nobody can meet.
    """
    *middle, last = bargain.parties[1:]
    for fixed in product(*levels[:-1]):
        met: Fraction | None = None
        for level in levels[-1]:
            if met is not None and level <= met:
                continue
            asked = dict(zip((*middle, last), (*fixed, level), strict=True))
            try:
                point = _at_least(bargain, weighed, asked)
            except SolverError:
                if bargain.program.is_linear:
                    raise
                continue  # terms too close to this level to tell on which side they are
            if point is None:
                break
            met = point.utilities[last]
            yield point


def _at_least(bargain: Bargain, weighed: Formula, asked: Mapping[str, Fraction]) -> Point | None:
    rows = (
        Row.of(f"level of {party}", bargain.utilities[party], ">=", level)
        for party, level in asked.items()
    )
    answer = optimum(bargain.program.adding(rows=rows).minimising(-weighed))
    if answer.status == "infeasible":
        return None
    return _point(bargain, answer, answer.verified)
