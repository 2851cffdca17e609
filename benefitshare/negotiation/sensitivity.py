"""What a limit is worth, how far that holds, and whether the best terms are the only ones.

Everything is computed exactly for a linear program and its verified optimum. Where the optimum is
degenerate a right-hand side has two marginal values, one for each direction; they are the ends of
the range its dual can take among all optimal duals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from benefitshare.negotiation.equations import ZERO
from benefitshare.negotiation.exact import Optimum, Questions
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.program import Program, Row, Sense, Variable
from benefitshare.negotiation.simplex import (
    Corner,
    System,
    basic_items,
    corner,
    moves,
    prices,
)


@dataclass(frozen=True)
class Range:
    """From `low` to `high`; None is endless on that side."""

    low: Fraction | None
    high: Fraction | None

    @property
    def is_point(self) -> bool:
        """Whether there is one value only."""
        return self.low is not None and self.low == self.high

    def scaled(self, ratio: Fraction) -> Range:
        """The range in another unit: both ends times a ratio above zero."""
        return Range(*(None if end is None else end * ratio for end in (self.low, self.high)))


@dataclass(frozen=True)
class Uniqueness:
    """Whether every term has one value only, and from where to where each may go."""

    unique: bool
    ranges: Mapping[str, Range]


def marginal_values(
    program: Program, found: Optimum, rows: Iterable[str] | None = None
) -> dict[str, Range]:
    """By row, how the minimised objective changes per unit of the row's right-hand side: `low` as
    the side falls, `high` as it rises. They differ where the optimum is degenerate; None is a side
    from which nothing is possible at all. For `rows` only, or for all rows. Raises ValueError
    without a proved optimum.

    >>> from benefitshare.negotiation.exact import optimum
    >>> a = Formula.variable("a")
    >>> rows = (Row.of("one", a, "<=", 1), Row.of("two", a, "<=", 1), Row.of("far", a, "<=", 2))
    >>> program = Program((Variable("a", Fraction(0)),), rows).maximising(a)
    >>> values = marginal_values(program, optimum(program))
    >>> [(str(own.low), str(own.high)) for own in values.values()]
    [('-1', '0'), ('-1', '0'), ('0', '0')]
    """
    _demand_proof(found)
    wanted = [row.name for row in program.rows] if rows is None else list(rows)
    if found.duals_unique:
        return {name: Range(found.duals[name], found.duals[name]) for name in wanted}
    room = {row.name: row.room(found.values) for row in program.rows}
    tight = {name for name, own in room.items() if own == 0}
    face = Questions(_dual_face(program, found, tight))
    return {
        name: _extremes(face, Formula.variable(name)) if room[name] == 0 else Range(ZERO, ZERO)
        for name in wanted
    }


def _dual_face(program: Program, found: Optimum, tight: set[str]) -> Program:
    """All optimal duals: those that go with the optimal values, each row's dual a variable."""
    signs: dict[Sense, tuple[Fraction | None, Fraction | None]] = {
        "<=": (None, ZERO),
        ">=": (ZERO, None),
        "==": (None, None),
    }
    duals = tuple(Variable(r.name, *signs[r.sense]) for r in program.rows if r.name in tight)
    columns: dict[str, dict[str, Fraction]] = {v.name: {} for v in program.variables}
    for row in program.rows:
        if row.name in tight:
            for name, ratio in row.terms.items():
                columns[name][row.name] = ratio
    rows = (
        Row(v.name, columns[v.name], sense, program.objective.terms.get(v.name, ZERO))
        for v in program.variables
        if (sense := _priced(v, found.values[v.name])) is not None
    )
    return Program(duals, tuple(rows))


def _priced(variable: Variable, value: Fraction) -> Sense | None:
    """How the priced rows compare with a variable's cost, by the bound its value sits at."""
    if variable.lower is not None and variable.lower == variable.upper:
        return None
    if value == variable.lower:
        return "<="
    return ">=" if value == variable.upper else "=="


def _extremes(questions: Questions, formula: Formula) -> Range:
    """The least and the largest value of a formula; None where it is endless."""
    least, most = questions.optimum(formula), questions.optimum(-formula)
    if least.status == "infeasible":
        raise ValueError("no values are possible at all")
    return Range(
        least.objective if least.status == "optimal" else None,
        -most.objective if most.status == "optimal" else None,
    )


def rhs_ranges(program: Program, found: Optimum) -> dict[str, Range]:
    """By row, between which right-hand sides its dual stays what it is, all else being equal: for
    a row that does not bind, from its activity on. Of several optimal bases, for the one that was
    proved. Raises ValueError without a proved optimum.
    """
    system, at = _solved(program, found)
    return {
        name: _side_range(system, at, i).scaled(Fraction(1, system.scales[i]))
        for i, name in enumerate(system.row_names)
    }


def _side_range(system: System, at: Corner, row: int) -> Range:
    item = system.columns + row
    lower, upper = system.sides[row]
    side = upper if lower is None else lower
    assert side is not None
    if at.places[item] == "basic":
        activity = at.activities[row]
        return Range(None if upper is None else activity, None if lower is None else activity)
    rates = moves(system, at, item, 1)
    less, more = _room(system, at, rates, -1), _room(system, at, rates, 1)
    return Range(None if less is None else side - less, None if more is None else side + more)


def _room(
    system: System, at: Corner, rates: Mapping[int, Fraction], direction: int
) -> Fraction | None:
    """How far all may move before a basic item meets a limit; None: without end."""
    steps = []
    limits = system.limits
    for item, value in basic_items(system, at):
        rate = rates.get(item, ZERO) * direction
        lower, upper = limits[item]
        limit = upper if rate > 0 else lower
        if rate and limit is not None:
            steps.append((limit - value) / rate)
    return min(steps, default=None)


def cost_ranges(program: Program, found: Optimum) -> dict[str, Range]:
    """By variable, between which costs in the minimised objective the values stay what they are,
    all else being equal. Of several optimal bases, for the one that was proved. Raises ValueError
    without a proved optimum.
    """
    system, at = _solved(program, found)
    costs = {system.column[name]: cost for name, cost in program.objective.terms.items()}
    duals, reduced = prices(system, at, costs)
    now = {**dict(enumerate(reduced)), **{system.columns + i: dual for i, dual in duals.items()}}
    return {
        name: _cost_range(system, at, j, costs.get(j, ZERO), now)
        for j, name in enumerate(system.names)
    }


def _cost_range(
    system: System, at: Corner, column: int, cost: Fraction, now: Mapping[int, Fraction]
) -> Range:
    duals, reduced = prices(system, at, {column: Fraction(1)})
    change = {j: price for j, price in enumerate(reduced) if price}
    change.update({system.columns + i: dual for i, dual in duals.items()})
    low, high, limits = None, None, system.limits
    for item, rate in change.items():
        lower, upper = limits[item]
        if at.places[item] == "basic" or (lower is not None and lower == upper):
            continue
        price = now.get(item, ZERO)
        for sign in _signs(at.places[item]):
            step = -price / rate
            if sign * rate > 0:
                low = step if low is None else max(low, step)
            else:
                high = step if high is None else min(high, step)
    return Range(None if low is None else cost + low, None if high is None else cost + high)


def _signs(place: str) -> tuple[int, ...]:
    """Which signs a price must not lose: of an item at its lower limit, at its upper, of a free
    one.
    """
    return {"lower": (1,), "upper": (-1,)}.get(place, (1, -1))


def optimal_face(program: Program, found: Optimum) -> Program:
    """All optimal values: rows with a dual hold as equations, variables with a reduced cost keep
    their bound. Raises ValueError without a proved optimum.
    """
    _demand_proof(found)
    reduced = dict(program.objective.terms)
    for row in program.rows:
        if dual := found.duals[row.name]:
            for name, ratio in row.terms.items():
                reduced[name] = reduced.get(name, ZERO) - dual * ratio
    rows = (replace(row, sense="==") if found.duals[row.name] else row for row in program.rows)
    variables = (
        replace(v, lower=found.values[v.name], upper=found.values[v.name])
        if reduced.get(v.name)
        else v
        for v in program.variables
    )
    return replace(program, variables=tuple(variables), rows=tuple(rows))


def uniqueness(program: Program, found: Optimum, terms: Iterable[str]) -> Uniqueness:
    """Whether the optimal values of these variables are the only ones, and how far each may go
    without loss. Raises ValueError without a proved optimum.
    """
    names = tuple(terms)
    _demand_proof(found)
    if found.values_unique:
        return _points(found, names)
    face = Questions(optimal_face(program, found))
    leeway = _leeway(program, found)
    if leeway is not None:
        most = face.optimum(-leeway)
        if most.status == "optimal" and most.objective == 0:
            return _points(found, names)
    return is_unique(face, names)


def is_unique(questions: Questions, terms: Iterable[str]) -> Uniqueness:
    """Whether the rows of a program leave one value only for each of these variables, and from
    where to where each may go. Raises ValueError where they leave none at all.
    """
    ranges = {}
    for name in terms:
        ranges[name] = _extremes(questions, Formula.variable(name))
    return Uniqueness(all(own.is_point for own in ranges.values()), ranges)


def _leeway(program: Program, found: Optimum) -> Formula | None:
    """By how much in total the limits the optimum sits at can be left, which is not at all where
    it is the only one; None where a variable without bounds sits at none.
    """
    assert found.basis is not None
    parts: list[Formula] = []
    for variable, place in zip(program.variables, found.basis.columns, strict=True):
        sign = {"basic": 0, "lower": 1, "upper": -1}.get(place)
        if sign is None:
            return None
        own = Formula.variable(variable.name) - found.values[variable.name]
        parts.append(own * sign)
    for row, place in zip(program.rows, found.basis.rows, strict=True):
        if place != "basic" and row.sense != "==":
            sign = 1 if row.sense == ">=" else -1
            parts.append((Formula(-row.rhs, row.terms)) * sign)
    return Formula.sum(parts)


def _points(found: Optimum, names: Iterable[str]) -> Uniqueness:
    return Uniqueness(True, {name: Range(found.values[name], found.values[name]) for name in names})


def _solved(program: Program, found: Optimum) -> tuple[System, Corner]:
    """The proved basis of an optimum, solved."""
    _demand_proof(found)
    assert found.basis is not None
    system = System()
    system.extend(program.variables, program.rows)
    return system, corner(system, (*found.basis.columns, *found.basis.rows))


def _demand_proof(found: Optimum) -> None:
    if found.status != "optimal" or not found.verified:
        raise ValueError("only a proved optimum of a linear program can be asked this")
