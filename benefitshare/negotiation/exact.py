"""The exact optimum: what the solver found in floats, computed again in fractions and proved.

From the basis HiGHS ends with, the values and duals are solved exactly; every row, every sign and
the equality of both objectives are checked. What does not pass goes on with exact simplex steps.
An infeasible program is proved so by weights under which its rows contradict each other, an
unbounded one by a ray. See docs/decisions/0011-exact-optimum.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from benefitshare.negotiation.equations import ZERO
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.later import Later
from benefitshare.negotiation.program import Program, Row, Variable
from benefitshare.negotiation.simplex import (
    Costs,
    Ended,
    System,
    slack_places,
    walk,
)
from benefitshare.negotiation.solver import (
    Basis,
    NoOptimumError,
    Outcome,
    Place,
    Session,
    SolverError,
)

__all__ = ["NoOptimumError", "Optimum", "Questions", "SolverError", "optimum"]

Verdict = Literal["optimal", "infeasible", "unbounded"]
Why = Literal["", "integer", "not asked", "too large"]
NONE: Mapping[str, Fraction] = {}
NEAR = 1e-5
"""How far from a whole number the solver may leave one."""


@dataclass(frozen=True)
class Optimum:
    """What the best values are, or why there are none; exact where `verified`.

    `why_not` says why it is not verified: "integer" (that no better whole numbers exist rests on
    the solver's search; values are exact and meet every row), "not asked" (values are the solver's
    floats), "too large" (so are they). Reading values, objective or duals without an optimum
    raises NoOptimumError, and so do the duals of a program with whole-number variables.

    Proofs: `farkas` (row → weight, positive: of its >= side, negative: of its <= side) and
    `farkas_bounds` (variable → weight of its lower or upper bound) add up to a contradiction; a
    variable whose own bounds exclude each other is named alone. Along `ray` the objective falls
    forever. `values_unique` and `duals_unique` are proved where true and open where false. `basis`
    is the one that was proved.
    """

    status: Verdict
    verified: bool
    why_not: Why = ""
    farkas: Mapping[str, Fraction] = field(default_factory=lambda: NONE)
    farkas_bounds: Mapping[str, Fraction] = field(default_factory=lambda: NONE)
    ray: Mapping[str, Fraction] = field(default_factory=lambda: NONE)
    values_unique: bool = False
    duals_unique: bool = False
    basis: Basis | None = field(default=None, repr=False)
    _objective: Fraction = ZERO
    _values: Mapping[str, Fraction] = field(default_factory=lambda: NONE, repr=False)
    _duals: Mapping[str, Fraction] | None = field(default=None, repr=False)

    def _demand_optimum(self) -> None:
        if self.status != "optimal":
            raise NoOptimumError(f"the program is {self.status}: it has no values")

    @property
    def objective(self) -> Fraction:
        """The smallest value of the objective."""
        self._demand_optimum()
        return self._objective

    @property
    def values(self) -> Mapping[str, Fraction]:
        """The value of each variable."""
        self._demand_optimum()
        return self._values

    @property
    def duals(self) -> Mapping[str, Fraction]:
        """By row, the change of the objective with its right-hand side."""
        self._demand_optimum()
        if self._duals is None:
            raise NoOptimumError("a program with whole-number variables has no duals")
        return self._duals

    @property
    def degenerate(self) -> bool:
        """Whether other values or other duals may be as good: neither is proved to be unique."""
        self._demand_optimum()
        return not (self.values_unique and self.duals_unique)


def optimum(program: Program, *, verify: bool = True) -> Optimum:
    """The exact optimum of a program, with its proof.

    >>> a = Formula.variable("a")
    >>> program = Program((Variable("a", Fraction(0)),), (Row.of("limit", 3 * a, "<=", 1),))
    >>> found = optimum(program.maximising(a))
    >>> found.verified, found.values["a"], found.duals["limit"]
    (True, Fraction(1, 3), Fraction(-1, 3))
    """
    return Questions(program).optimum(program.objective, verify=verify)


class Questions:
    """One program and any number of questions about it, each answered exactly."""

    def __init__(self, program: Program) -> None:
        self._session = Session(program)
        self._exact = System()

    @property
    def program(self) -> Program:
        """The program as it is by now; its objective is not looked at."""
        return self._session.program

    @property
    def seconds(self) -> float:
        """The time HiGHS itself took so far."""
        return self._session.seconds

    def add(self, variables: Iterable[Variable] = (), rows: Iterable[Row] = ()) -> None:
        """Further variables and rows. Raises ValueError as the program does."""
        self._session.add(variables, rows)

    def optimum(self, objective: Formula, *, verify: bool = True) -> Optimum:
        """The smallest value of `objective`. Raises SolverError where the solver has no answer,
        or one that is wrong and cannot be mended.
        """
        if not verify:
            return _unverified(self._session.outcome(objective), objective, "not asked")
        crossed = self._system.crossed
        if crossed:
            return Optimum("infeasible", True, farkas_bounds={crossed[0]: Fraction(1)})
        outcome = self._session.outcome(objective)
        if not self.program.is_linear:
            return self._whole(outcome, objective)
        costs = self._costs(objective)
        ended = walk(self._system, self._start(outcome), costs, self._most())
        if ended is None:
            return _unverified(outcome, objective, "too large")
        return _proved(self._system, ended, objective, costs)

    @property
    def _system(self) -> System:
        """The program in whole numbers, as far as it has come; made when first asked for."""
        program, known = self.program, self._exact
        variables, rows = program.variables[known.columns :], program.rows[len(known.lines) :]
        if variables or rows:
            known.extend(variables, rows)
        return known

    def _costs(self, objective: Formula) -> Costs:
        return {self._system.column[name]: ratio for name, ratio in objective.terms.items()}

    def _most(self) -> int:
        """How many exact steps are worth while."""
        size = self._system.columns * max(1, len(self._system.lines))
        return 2000 if size <= 20_000 else 200 if size <= 500_000 else 20

    def _start(self, outcome: Outcome) -> Sequence[Place]:
        basis = outcome.basis
        if basis is None:
            basis = self._session.feasibility().basis
        if basis is None:
            return slack_places(self._system)
        return (*basis.columns, *basis.rows)

    def _whole(self, outcome: Outcome, objective: Formula) -> Optimum:
        if outcome.status != "optimal":
            return _unverified(outcome, objective, "integer")
        whole = self._rounded(outcome)
        held = self._system.holding(whole)
        if len(whole) < len(self.program.variables):
            basis = self._session.outcome_with(objective, whole).basis
        else:
            basis = None
        places = slack_places(held) if basis is None else (*basis.columns, *basis.rows)
        costs = self._costs(objective)
        ended = walk(held, places, costs, self._most())
        if ended is None:
            raise SolverError("the whole numbers found could not be checked exactly")
        if ended.ending != "optimal":
            raise SolverError("the whole numbers the solver found do not meet every row exactly")
        exact = _proved(held, ended, objective, costs)
        return Optimum(
            "optimal", False, "integer", _objective=exact.objective, _values=exact.values
        )

    def _rounded(self, outcome: Outcome) -> dict[str, int]:
        whole = {}
        for variable in self.program.variables:
            if variable.integer:
                value = outcome.values[variable.name]
                whole[variable.name] = round(value)
                if abs(value - whole[variable.name]) > NEAR:
                    raise SolverError(f"{variable.name} = {value} is no whole number")
        return whole


def _unverified(outcome: Outcome, objective: Formula, why: Why) -> Optimum:
    if outcome.status == "unknown":
        raise SolverError("the solver came to no answer")
    if outcome.status != "optimal":
        return Optimum(outcome.status, False, why, basis=outcome.basis)
    values = {name: Fraction(value) for name, value in outcome.values.items()}
    duals = Later(lambda: {n: Fraction(d) if d else ZERO for n, d in outcome.duals.items()})
    return Optimum(
        "optimal",
        False,
        why,
        basis=outcome.basis,
        _objective=objective.at(values),
        _values=values,
        _duals=duals if outcome.is_linear else None,
    )


def _proved(system: System, ended: Ended, objective: Formula, costs: Costs) -> Optimum:
    """The end of a walk as an optimum, once its proof has been checked from the rows alone."""
    if ended.ending == "optimal":
        return _optimal(system, ended, objective, costs)
    if ended.ending == "unbounded":
        return _unbounded(system, ended, costs)
    return _infeasible(system, ended)


def _optimal(system: System, ended: Ended, objective: Formula, costs: Costs) -> Optimum:
    at = ended.corner
    _check(not _outside(system, at.values, at.activities), "a row or bound is broken")
    total = ZERO
    for j, price in enumerate(ended.reduced):
        total += _priced(price, at.values[j], *system.bounds[j])
    for i, dual in ended.duals.items():
        total += _priced(dual, at.activities[i], *system.sides[i])
    own = sum((cost * at.values[j] for j, cost in costs.items()), ZERO)
    _check(own == total, "the two objectives differ")
    values_unique, duals_unique = _unique(system, ended)
    return Optimum(
        "optimal",
        True,
        values_unique=values_unique,
        duals_unique=duals_unique,
        basis=_basis(system, ended),
        _objective=own + objective.constant,
        _values=dict(zip(system.names, at.values, strict=True)),
        _duals={
            name: ended.duals.get(i, ZERO) * system.scales[i]
            for i, name in enumerate(system.row_names)
        },
    )


def _priced(
    price: Fraction, value: Fraction, lower: Fraction | None, upper: Fraction | None
) -> Fraction:
    """Price × limit, where the price's sign says which limit the value must sit at."""
    if price:
        _check(value == (lower if price > 0 else upper), "a price without a limit")
    return price * value


def _unique(system: System, ended: Ended) -> tuple[bool, bool]:
    values = duals = True
    limits = system.limits
    for item, place in enumerate(ended.corner.places):
        lower, upper = limits[item]
        is_row = item >= system.columns
        own = item - system.columns if is_row else item
        if place == "basic":
            at = ended.corner.activities[own] if is_row else ended.corner.values[own]
            duals = duals and at != lower and at != upper
        elif lower is None or lower != upper:
            values = values and bool(ended.duals.get(own) if is_row else ended.reduced[own])
    return values, duals


def _basis(system: System, ended: Ended) -> Basis:
    places = ended.corner.places
    return Basis(places[: system.columns], places[system.columns :])


def _outside(
    system: System, values: Sequence[Fraction], activities: Sequence[Fraction]
) -> list[int]:
    """The items outside their limits, basic or not."""
    limits = system.limits
    return [
        item
        for item, value in enumerate([*values, *activities])
        if not _within(value, *limits[item])
    ]


def _within(value: Fraction, lower: Fraction | None, upper: Fraction | None) -> bool:
    return (lower is None or value >= lower) and (upper is None or value <= upper)


def _infeasible(system: System, ended: Ended) -> Optimum:
    """Weights of rows and bounds whose sum says 0 > 0."""
    weights = dict(ended.duals)
    own: dict[int, int] = {}
    for item, sign in ended.outside.items():
        if item < system.columns:
            own[item] = sign
        else:
            row = item - system.columns
            weights[row] = weights.get(row, ZERO) - sign
    bounds = {j: price - own.get(j, 0) for j, price in enumerate(ended.reduced)}
    bounds = {j: weight for j, weight in bounds.items() if weight}
    left = system.reduced({j: -weight for j, weight in bounds.items()}, weights)
    _check(not any(left), "the weights do not add up to nothing")
    total = sum((w * _side(w, *system.sides[i]) for i, w in weights.items() if w), ZERO)
    total += sum((w * _side(w, *system.bounds[j]) for j, w in bounds.items()), ZERO)
    _check(total > 0, "the weights prove nothing")
    return Optimum(
        "infeasible",
        True,
        farkas={system.row_names[i]: w * system.scales[i] for i, w in sorted(weights.items()) if w},
        farkas_bounds={system.names[j]: w for j, w in sorted(bounds.items())},
        basis=_basis(system, ended),
    )


def _side(weight: Fraction, lower: Fraction | None, upper: Fraction | None) -> Fraction:
    side = lower if weight > 0 else upper
    if side is None:
        raise SolverError("a weight without a side")
    return side


def _unbounded(system: System, ended: Ended, costs: Costs) -> Optimum:
    """A point that meets all rows and a way from it that never breaks one."""
    at, ray = ended.corner, [ended.ray.get(j, ZERO) for j in range(system.columns)]
    _check(not _outside(system, at.values, at.activities), "a row or bound is broken")
    limits = system.limits
    for item, rate in enumerate([*ray, *system.activities(ray)]):
        lower, upper = limits[item]
        _check(rate == 0 or (upper if rate > 0 else lower) is None, "the ray meets a limit")
    _check(sum((c * ray[j] for j, c in costs.items()), ZERO) < 0, "the ray costs something")
    named = {system.names[j]: rate for j, rate in sorted(ended.ray.items())}
    return Optimum("unbounded", True, ray=named, basis=_basis(system, ended))


def _check(holds: bool, why: str) -> None:
    if not holds:
        raise SolverError(f"a proof does not hold: {why}")
