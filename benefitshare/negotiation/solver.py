"""The solver: PuLP builds a program once, HiGHS answers questions about it, each from cold.

The only module that knows PuLP or HiGHS. Only what PuLP 3.3 and PuLP 4 have in common is used:
PuLP makes the model, and from there on it is asked as it lives, because PuLP would build it again
for every question and reads values and slacks of programs that have none. Programs are always
minimised: only there do all versions agree on the sign of a dual.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, ldexp
from time import process_time
from typing import Any, Literal

from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.later import Later
from benefitshare.negotiation.program import NOTHING, Program, Row, Sense, Variable
from benefitshare.negotiation.scaling import as_float, column_powers, exponent, row_power

Status = Literal["optimal", "infeasible", "unbounded", "unknown"]
Place = Literal["basic", "lower", "upper", "free"]
PLACES: tuple[Place, ...] = ("lower", "basic", "upper", "free", "lower")
"""By HiGHS' number of a basis status: lower, basic, upper, zero, nonbasic."""

STATUSES: Mapping[str, Status] = {
    "kOptimal": "optimal",
    "kInfeasible": "infeasible",
    "kUnbounded": "unbounded",
}
"""By HiGHS' name of a status; all others are no answer."""
COMPARED: Mapping[Sense, Callable[[Any, float], Any]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
}
KINDS = ("Continuous", "Integer")
Options = Mapping[str, Any]

OPTIONS: Options = {
    "output_flag": False,
    "solver": "simplex",
    "parallel": "off",
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.0,
    "mip_feasibility_tolerance": 1e-9,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}
ATTEMPTS: tuple[Options, ...] = (
    {},
    {"presolve": "off"},
    {
        "presolve": "off",
        "primal_feasibility_tolerance": 1e-7,
        "dual_feasibility_tolerance": 1e-7,
        "mip_feasibility_tolerance": 1e-6,
    },
)
"""What is tried in turn where HiGHS comes to no answer."""
DEFAULTS: Options = {**OPTIONS, "presolve": "choose"}


class NoOptimumError(ValueError):
    """Values, an objective or duals were asked of a program that has none."""


class SolverError(RuntimeError):
    """The solver came to no answer, or to one that the exact check contradicts."""


@dataclass(frozen=True)
class Basis:
    """Where the solver stopped: for each variable and row, in the program's order, whether it is
    basic or at which of its bounds it sits ("free": at neither, a variable without bounds at 0).
    """

    columns: tuple[Place, ...]
    rows: tuple[Place, ...]


@dataclass(frozen=True)
class Outcome:
    """What HiGHS says, in floats. Reading what the status does not allow raises NoOptimumError.

    `duals` (by row) are the change of the objective with the right-hand side; they exist for a
    program without whole-number variables only. `basis` is there where HiGHS stopped at one.
    """

    status: Status
    basis: Basis | None = None
    is_linear: bool = True
    _objective: float = 0.0
    _values: Mapping[str, float] = field(default_factory=dict, repr=False)
    _duals: Mapping[str, float] = field(default_factory=dict, repr=False)

    def _demand_optimum(self) -> None:
        if self.status != "optimal":
            raise NoOptimumError(f"the program is {self.status}: it has no values")

    @property
    def objective(self) -> float:
        """The smallest value of the objective."""
        self._demand_optimum()
        return self._objective

    @property
    def values(self) -> Mapping[str, float]:
        """The value of each variable."""
        self._demand_optimum()
        return self._values

    @property
    def duals(self) -> Mapping[str, float]:
        """The dual of each row."""
        self._demand_optimum()
        if not self.is_linear:
            raise NoOptimumError("a program with whole-number variables has no duals")
        return self._duals


class Session:
    """One program, built once, and any number of questions about it.

    `program` is what the session holds by now, `seconds` the processor time HiGHS itself took so
    far.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.seconds = 0.0
        self._units = Units()
        self._units.extend(program.variables, program.rows)
        self._model: Any = _built(program, self._units) if program.variables else None

    def add(self, variables: Iterable[Variable] = (), rows: Iterable[Row] = ()) -> None:
        """Further variables and rows. Raises ValueError as the program does."""
        variables, rows = tuple(variables), tuple(rows)
        extended = self.program.adding(variables, rows)
        first_column, first_row = len(self.program.variables), len(self.program.rows)
        self._units.extend(variables, rows)
        self.program = extended
        if self._model is None:
            self._model = _built(extended, self._units) if extended.variables else None
            return
        for j, variable in enumerate(variables, first_column):
            self._model.addCol(0.0, *self._limits(j), 0, [], [])
            if variable.integer:
                self._whole(j, True)
        for i, row in enumerate(rows, first_row):
            indices, coefficients = self._units.coefficients(i, row)
            sides = _sides(row.sense, self._units.side(i, row))
            self._model.addRow(*sides, len(indices), indices, coefficients)

    def outcome(self, objective: Formula) -> Outcome:
        """The smallest value of `objective`, solved from cold. Infeasible and unbounded are told
        apart; "unknown" is a program HiGHS cannot decide.
        """
        return self._outcome(objective, self.program.is_linear)

    def outcome_with(self, objective: Formula, whole: Mapping[str, int]) -> Outcome:
        """The outcome where the whole-number variables are held at these values: a linear one."""
        columns = {self._units.column[name]: float(value) for name, value in whole.items()}
        for j, value in columns.items():
            self._whole(j, False)
            self._model.changeColBounds(j, value, value)
        try:
            return self._outcome(objective, True)
        finally:
            for j in columns:
                self._model.changeColBounds(j, *self._limits(j))
                self._whole(j, True)

    def feasibility(self) -> Outcome:
        """Whether any values meet all rows, and the basis that shows it: nothing is minimised and
        nothing simplified beforehand, so that an infeasible program ends at a basis too.
        """
        return self._outcome(NOTHING, self.program.is_linear, ATTEMPTS[1:])

    def _outcome(
        self, objective: Formula, linear: bool, attempts: Iterable[Options] = ATTEMPTS
    ) -> Outcome:
        if self._model is None:
            return _without_variables(self.program, objective)
        power = self._change_costs(objective)
        status = self._status(attempts, doubt=() if linear else ("infeasible",))
        if status != "optimal":
            return Outcome(status, self._basis(), linear)
        return self._read(objective, power, linear)

    def _status(self, attempts: Iterable[Options], doubt: Sequence[Status] = ()) -> Status:
        """The first answer of several attempts; one that is in doubt stands if no other comes.

        Where whole numbers meet rows held close to their best, HiGHS may call impossible
        what another way of solving finds; values, once found, are checked exactly.
        """
        answer: Status = "unknown"
        for options in attempts:
            found = self._run(options)
            if found != "unknown" and found not in doubt:
                return found
            answer = found if answer == "unknown" else answer
        return answer

    def _run(self, options: Options) -> Status:
        """One solve from cold: nothing of an earlier one is kept but the program."""
        model = self._model
        for name, value in {**DEFAULTS, **options}.items():
            model.setOptionValue(name, value)
        model.clearSolver()
        start = process_time()
        model.run()
        self.seconds += process_time() - start
        return STATUSES.get(model.getModelStatus().name, "unknown")

    def _change_costs(self, objective: Formula) -> int:
        """Hand over the objective, brought to about one; the power of two it was divided by."""
        column, powers = self._units.column, self._units.columns
        terms = [(column[name], ratio) for name, ratio in objective.terms.items()]
        power = max((exponent(ratio) + powers[j] for j, ratio in terms), default=0)
        costs = [0.0] * len(powers)
        for j, ratio in terms:
            costs[j] = as_float(ratio, powers[j] - power)
        self._model.changeColsCost(len(costs), list(range(len(costs))), costs)
        return power

    def _limits(self, j: int) -> tuple[float, float]:
        return _finite(self._units.bounds(j, self.program.variables[j]))

    def _whole(self, j: int, whole: bool) -> None:
        import highspy

        kind = highspy.HighsVarType
        self._model.changeColIntegrality(j, kind.kInteger if whole else kind.kContinuous)

    def _basis(self) -> Basis | None:
        basis = self._model.getBasis()
        if not basis.valid:
            return None
        columns = tuple(PLACES[int(status)] for status in basis.col_status)
        return Basis(columns, tuple(PLACES[int(status)] for status in basis.row_status))

    def _read(self, objective: Formula, power: int, linear: bool) -> Outcome:
        solution, units = self._model.getSolution(), self._units
        values = {
            v.name: ldexp(value, units.columns[j])
            for j, (v, value) in enumerate(
                zip(self.program.variables, solution.col_value, strict=True)
            )
        }
        rows, powers = self.program.rows, tuple(units.rows)
        duals = Later(lambda: _duals(rows, powers, solution.row_dual, power))
        total = sum(float(r) * values[n] for n, r in objective.terms.items())
        return Outcome(
            "optimal", self._basis(), linear, float(objective.constant) + total, values, duals
        )


def _duals(
    rows: Sequence[Row], powers: Sequence[int], found: Sequence[float], power: int
) -> dict[str, float]:
    """The duals in the units of the program."""
    return {
        row.name: ldexp(value, power + own) if value else 0.0
        for row, own, value in zip(rows, powers, found, strict=True)
    }


class Units:
    """The powers of two the variables and rows of a program are measured in."""

    def __init__(self) -> None:
        self.column: dict[str, int] = {}
        self.columns: list[int] = []
        self.rows: list[int] = []

    def extend(self, variables: Sequence[Variable], rows: Sequence[Row]) -> None:
        """Measure further variables and rows; those there before keep their units."""
        fixed = dict(enumerate(self.columns))
        for j, variable in enumerate(variables, len(fixed)):
            self.column[variable.name] = j
            if variable.integer:
                fixed[j] = 0
        entries = [{self.column[n]: exponent(r) for n, r in row.terms.items()} for row in rows]
        sides = [exponent(row.rhs) if row.rhs else None for row in rows]
        bounds = [
            (self.column[v.name], exponent(bound))
            for v in variables
            for bound in (v.lower, v.upper)
            if bound
        ]
        self.columns = column_powers(
            [*entries, *({j: 0} for j, _ in bounds)],
            [*sides, *(size for _, size in bounds)],
            fixed,
            len(self.column),
        )
        for own in entries:
            self.rows.append(row_power(e + self.columns[j] for j, e in own.items()))

    def coefficients(self, i: int, row: Row) -> tuple[list[int], list[float]]:
        """The columns and coefficients of a row as the solver sees them."""
        indices = [self.column[name] for name in row.terms]
        powers, own = self.columns, self.rows[i]
        return indices, [
            as_float(ratio, own + powers[j])
            for j, ratio in zip(indices, row.terms.values(), strict=True)
        ]

    def side(self, i: int, row: Row) -> float:
        """The right-hand side of a row as the solver sees it."""
        return as_float(row.rhs, self.rows[i])

    def bounds(self, j: int, variable: Variable) -> tuple[float | None, float | None]:
        """The bounds of a variable as the solver sees them."""
        power = -self.columns[j]
        lower, upper = variable.lower, variable.upper
        return (
            None if lower is None else as_float(lower, power),
            None if upper is None else as_float(upper, power),
        )


def _built(program: Program, units: Units) -> Any:
    """The live HiGHS model, made by PuLP. Every variable is in the objective here, so that none
    is left out; each question sets the costs anew.
    """
    import pulp

    problem = pulp.LpProblem("bargain", pulp.LpMinimize)
    columns = [
        problem.add_variable(f"x{j:07}", *units.bounds(j, v), KINDS[v.integer])
        for j, v in enumerate(program.variables)
    ]
    everything = pulp.lpSum([])
    for column in columns:
        everything.addterm(column, 1.0)
    problem.setObjective(everything)
    for i, row in enumerate(program.rows):
        left = pulp.lpSum([])
        for j, coefficient in zip(*units.coefficients(i, row), strict=True):
            left.addterm(columns[j], coefficient)
        problem.addConstraint(COMPARED[row.sense](left, units.side(i, row)), f"r{i:07}")
    solver = pulp.HiGHS(msg=False, **OPTIONS)
    solver.createAndConfigureSolver(problem)
    solver.buildSolverModel(problem)
    return problem.solverModel


def _finite(bounds: tuple[float | None, float | None]) -> tuple[float, float]:
    lower, upper = bounds
    return (-inf if lower is None else lower), (inf if upper is None else upper)


def _sides(sense: Sense, side: float) -> tuple[float, float]:
    return {"<=": (-inf, side), ">=": (side, inf), "==": (side, side)}[sense]


def _without_variables(program: Program, objective: Formula) -> Outcome:
    """HiGHS takes no model without variables; its rows hold or do not."""
    places: tuple[Place, ...] = tuple("basic" for _ in program.rows)
    if any(row.room({}) < 0 for row in program.rows):
        return Outcome("infeasible", Basis((), places))
    duals = {row.name: 0.0 for row in program.rows}
    return Outcome("optimal", Basis((), places), True, float(objective.constant), {}, duals)


def versions() -> dict[str, str]:
    """The versions of PuLP and HiGHS, for receipts."""
    from importlib.metadata import version

    return {"pulp": version("pulp"), "highs": version("highspy")}
