"""The simplex method in exact fractions: it proves or mends the basis a float solver ended with.

Bounds are kept apart from rows, so that only the basic variables and the tight rows are equations.
Where a step leads nowhere, entering and leaving follow Bland's rule (R. G. Bland 1977) until one
does: that never cycles. As long as rows are broken, the sum of what they are broken by is made
small first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Literal

from benefitshare.negotiation.equations import ZERO, Factors, Line, dot
from benefitshare.negotiation.program import Row, Variable
from benefitshare.negotiation.solver import Place

Limits = tuple[Fraction | None, Fraction | None]
Costs = Mapping[int, Fraction]
Ending = Literal["optimal", "infeasible", "unbounded"]


class System:
    """The rows and bounds of a program in whole numbers.

    Item j is variable j; item `columns` + i is the activity of row i. `lines` are the rows times
    `scales`; `sides` and `bounds` limit activities and variables. `crossed` are variables whose
    bounds exclude each other; nothing else is asked of a system that has any.
    """

    def __init__(self) -> None:
        self.columns = 0
        self.names: list[str] = []
        self.row_names: list[str] = []
        self.column: dict[str, int] = {}
        self.crossed: list[str] = []
        self.bounds: list[Limits] = []
        self.lines: list[Line] = []
        self.sides: list[Limits] = []
        self.scales: list[int] = []

    def extend(self, variables: Iterable[Variable], rows: Iterable[Row]) -> None:
        """Further variables and rows."""
        for variable in variables:
            self.column[variable.name] = len(self.names)
            self.names.append(variable.name)
            lower, upper = variable.lower, variable.upper
            self.bounds.append((lower, upper))
            if lower is not None and upper is not None and lower > upper:
                self.crossed.append(variable.name)
        self.columns = len(self.names)
        for row in rows:
            parts = [r.as_integer_ratio() for r in row.terms.values()]
            scale = lcm(row.rhs.denominator, *(den for _, den in parts))
            side = Fraction(row.rhs * scale)
            self.row_names.append(row.name)
            self.lines.append(
                {
                    self.column[name]: num * (scale // den)
                    for name, (num, den) in zip(row.terms, parts, strict=True)
                }
            )
            self.scales.append(scale)
            self.sides.append(
                (None if row.sense == "<=" else side, None if row.sense == ">=" else side)
            )

    def holding(self, whole: Mapping[str, int]) -> System:
        """The same rows with some variables held at a value. Raises ValueError beyond a bound."""
        held = copy(self)
        held.bounds = list(self.bounds)
        for name, value in whole.items():
            lower, upper = self.bounds[self.column[name]]
            if (lower is not None and value < lower) or (upper is not None and value > upper):
                raise ValueError(f"{name} = {value} is beyond its bound")
            held.bounds[self.column[name]] = (Fraction(value), Fraction(value))
        return held

    @property
    def limits(self) -> list[Limits]:
        """The limits of all items: of variables, then of rows."""
        return self.bounds + self.sides

    def activities(self, values: Sequence[Fraction]) -> list[Fraction]:
        """The activity of each row."""
        pairs = [value.as_integer_ratio() for value in values]
        common = lcm(*(den for _, den in pairs))
        if common.bit_length() > LONG:
            return [dot(line, values) for line in self.lines]
        whole = [num * (common // den) for num, den in pairs]
        return [
            Fraction(sum(entry * whole[j] for j, entry in line.items()), common)
            for line in self.lines
        ]

    def reduced(self, costs: Costs, duals: Mapping[int, Fraction]) -> list[Fraction]:
        """Costs less the rows' duals: what one more unit of each variable would cost."""
        left = [costs.get(j, ZERO) for j in range(self.columns)]
        common = lcm(*(dual.denominator for dual in duals.values()))
        if common.bit_length() > LONG:
            for i, dual in duals.items():
                for j, entry in self.lines[i].items():
                    left[j] -= entry * dual
            return left
        totals = [0] * self.columns
        for i, dual in duals.items():
            whole = dual.numerator * (common // dual.denominator)
            for j, entry in self.lines[i].items():
                totals[j] += entry * whole
        return [
            own - Fraction(total, common) if total else own
            for own, total in zip(left, totals, strict=True)
        ]


LONG = 20_000
"""Bits beyond which one denominator for all numbers costs more than it saves."""


@dataclass(frozen=True)
class Corner:
    """A basis, solved: `places` of all items, `values` of variables, `activities` of rows."""

    places: tuple[Place, ...]
    basic: tuple[int, ...]
    tight: tuple[int, ...]
    factors: Factors
    values: Sequence[Fraction]
    activities: Sequence[Fraction]


@dataclass(frozen=True)
class Ended:
    """Where the walk ended, and what proves it: duals and reduced costs of an optimum, weights of
    rows and bounds that contradict the items `outside`, or a ray along which the objective falls
    forever.
    """

    ending: Ending
    corner: Corner
    duals: Mapping[int, Fraction] = field(default_factory=dict)
    reduced: Sequence[Fraction] = ()
    ray: Mapping[int, Fraction] = field(default_factory=dict)
    outside: Mapping[int, int] = field(default_factory=dict)
    pivots: int = 0


def slack_places(system: System) -> list[Place]:
    """The basis every walk can start from: all rows loose, all variables at a bound."""
    return [_rest(limits) for limits in system.bounds] + ["basic" for _ in system.lines]


def _rest(limits: Limits, wanted: Place = "lower") -> Place:
    lower, upper = limits
    if wanted == "upper" and upper is not None:
        return "upper"
    if lower is not None:
        return "lower"
    return "free" if upper is None else "upper"


def corner(system: System, places: Sequence[Place]) -> Corner:
    """Solve a basis. Where it is singular, rows that depend on others become loose."""
    limits = system.limits
    own: list[Place] = [
        place if place == "basic" else _rest(limits[item], place)
        for item, place in enumerate(places)
    ]
    while True:
        basic = [j for j in range(system.columns) if own[j] == "basic"]
        tight = [i for i in range(len(system.lines)) if own[system.columns + i] != "basic"]
        position = {j: k for k, j in enumerate(basic)}
        square = [
            {position[j]: entry for j, entry in system.lines[i].items() if j in position}
            for i in tight
        ]
        while len(square) < len(basic):
            square.append({})
        factors = Factors(square)
        if not factors.loose_rows and len(tight) == len(basic):
            break
        for k in factors.loose_rows:
            if k < len(tight):
                own[system.columns + tight[k]] = "basic"
        for k in factors.loose_columns:
            if k < len(basic):
                own[basic[k]] = _rest(system.bounds[basic[k]])
    return _solved(system, own, basic, tight, factors)


def _solved(
    system: System, places: list[Place], basic: list[int], tight: list[int], factors: Factors
) -> Corner:
    values = [ZERO] * system.columns
    for j, place in enumerate(places[: system.columns]):
        if place != "basic":
            values[j] = _at(system.bounds[j], place)
    side = [
        _at(system.sides[i], places[system.columns + i]) - dot(system.lines[i], values)
        for i in tight
    ]
    for j, value in zip(basic, factors.solve(side), strict=True):
        values[j] = value
    return Corner(
        tuple(places), tuple(basic), tuple(tight), factors, values, system.activities(values)
    )


def _at(limits: Limits, place: Place) -> Fraction:
    value = limits[0] if place == "lower" else limits[1] if place == "upper" else ZERO
    assert value is not None
    return value


def prices(system: System, at: Corner, costs: Costs) -> tuple[dict[int, Fraction], list[Fraction]]:
    """The duals of tight rows and the reduced costs of all variables."""
    solved = at.factors.solve_transposed([costs.get(j, ZERO) for j in at.basic])
    duals = {i: dual for i, dual in zip(at.tight, solved, strict=True) if dual}
    return duals, system.reduced(costs, duals)


def broken(system: System, at: Corner) -> dict[int, int]:
    """The basic items outside their limits: -1 below, +1 above."""
    found = {}
    limits = system.limits
    for item, value in basic_items(system, at):
        lower, upper = limits[item]
        if lower is not None and value < lower:
            found[item] = -1
        elif upper is not None and value > upper:
            found[item] = 1
    return found


def basic_items(system: System, at: Corner) -> Iterator[tuple[int, Fraction]]:
    """Each basic item with its value."""
    for item, place in enumerate(at.places):
        if place == "basic":
            is_row = item >= system.columns
            yield item, at.activities[item - system.columns] if is_row else at.values[item]


def walk(system: System, places: Sequence[Place], costs: Costs, most: int) -> Ended | None:
    """Go on from a basis until it is optimal, proved infeasible or unbounded; None where that
    would take more than `most` steps.
    """
    at = corner(system, places)
    proof = _contradiction(system, at)
    if proof is not None:
        return proof
    stuck = False
    for pivots in range(most + 1):
        outside = broken(system, at)
        own = _repair_costs(system, outside) if outside else costs
        duals, reduced = prices(system, at, own)
        entering = _entering(system, at, duals, reduced, first=stuck)
        if entering is None:
            ending: Ending = "infeasible" if outside else "optimal"
            return Ended(ending, at, duals, reduced, outside=outside, pivots=pivots)
        item, direction = entering
        rates = moves(system, at, item, direction)
        leaving = _leaving(system, at, item, rates, outside)
        if leaving is None:
            ray = {j: rate for j, rate in rates.items() if j < system.columns}
            return Ended("unbounded", at, ray=ray, pivots=pivots)
        out, place = leaving
        after = list(at.places)
        after[item] = "basic"
        after[out] = place
        before, at = at, corner(system, after)
        stuck = before.values == at.values
    return None


def _contradiction(system: System, at: Corner) -> Ended | None:
    """One item outside its limits that nothing can bring back: where a dual method ends."""
    for item, sign in broken(system, at).items():
        own = {item: sign}
        duals, reduced = prices(system, at, _repair_costs(system, own))
        if _entering(system, at, duals, reduced) is None:
            return Ended("infeasible", at, duals, reduced, outside=own)
    return None


def _repair_costs(system: System, outside: Mapping[int, int]) -> Costs:
    """The gradient of the sum of what items are outside their limits by."""
    costs: dict[int, Fraction] = {}
    for item, sign in outside.items():
        line = {item: 1} if item < system.columns else system.lines[item - system.columns]
        for j, entry in line.items():
            costs[j] = costs.get(j, ZERO) + sign * entry
    return costs


def _entering(
    system: System,
    at: Corner,
    duals: Mapping[int, Fraction],
    reduced: Sequence[Fraction],
    first: bool = True,
) -> tuple[int, int] | None:
    """An item that betters the objective when it leaves its limit, and which way: the `first`, or
    the one that betters it most.
    """
    better = (
        (item, price)
        for item, price in _prices(system, at, duals, reduced)
        if at.places[item] == "free" or (at.places[item] == "lower") != (price > 0)
    )
    item, price = (
        next(better, (0, ZERO))
        if first
        else max(better, key=lambda own: _weight(system, *own), default=(0, ZERO))
    )
    return (item, -1 if price > 0 else 1) if price else None


def _prices(
    system: System, at: Corner, duals: Mapping[int, Fraction], reduced: Sequence[Fraction]
) -> Iterator[tuple[int, Fraction]]:
    """The items at a limit that may leave it, with their prices other than zero."""
    limits = system.limits
    for item, place in enumerate(at.places):
        if place != "basic":
            is_row = item >= system.columns
            price = duals.get(item - system.columns, ZERO) if is_row else reduced[item]
            lower, upper = limits[item]
            if price and (lower is None or lower != upper):
                yield item, price


def _weight(system: System, item: int, price: Fraction) -> Fraction:
    """A price in units that do not depend on what a row was multiplied by."""
    if item < system.columns:
        return abs(price)
    return abs(price) * max(map(abs, system.lines[item - system.columns].values()), default=1)


def moves(system: System, at: Corner, item: int, direction: int) -> dict[int, Fraction]:
    """How fast each item moves when the entering one does; items that stay are left out."""
    if item < system.columns:
        side = [Fraction(-direction * system.lines[i].get(item, 0)) for i in at.tight]
    else:
        side = [Fraction(direction * (i == item - system.columns)) for i in at.tight]
    rates = [ZERO] * system.columns
    for j, rate in zip(at.basic, at.factors.solve(side), strict=True):
        rates[j] = rate
    if item < system.columns:
        rates[item] = Fraction(direction)
    moves = {j: rate for j, rate in enumerate(rates) if rate}
    follow = enumerate(system.activities(rates), system.columns)
    return moves | {i: rate for i, rate in follow if rate}


def _leaving(
    system: System,
    at: Corner,
    entering: int,
    rates: Mapping[int, Fraction],
    outside: Mapping[int, int],
) -> tuple[int, Place] | None:
    """The item that stops the move first, at which of its limits; None where nothing does."""
    limits = system.limits
    best: tuple[Fraction, int, Place] | None = None
    for item, value in basic_items(system, at):
        if item in rates:
            stop = _stop(limits[item], rates[item], outside.get(item, 0))
            if stop is not None:
                place, limit = stop
                step = (limit - value) / rates[item]
                if best is None or (step, item) < best[:2]:
                    best = (step, item, place)
    lower, upper = limits[entering]
    if lower is not None and upper is not None:
        flip: Place = "upper" if rates[entering] > 0 else "lower"
        if best is None or (upper - lower, entering) < best[:2]:
            best = (upper - lower, entering, flip)
    return None if best is None else best[1:]


def _stop(limits: Limits, rate: Fraction, outside: int) -> tuple[Place, Fraction] | None:
    """The limit an item meets on its way; one that is outside stops where it comes back in."""
    lower, upper = limits
    if outside:
        if (rate > 0) == (outside > 0):
            return None
        place: Place = "upper" if outside > 0 else "lower"
    else:
        place = "upper" if rate > 0 else "lower"
    limit = upper if place == "upper" else lower
    return None if limit is None else (place, limit)
