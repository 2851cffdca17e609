"""A linear program as a value: variables, named rows, an objective to be made small; all exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from benefitshare.negotiation.formula import Formula, Number

Sense = Literal["<=", ">=", "=="]
NOTHING = Formula()


@dataclass(frozen=True)
class Variable:
    """A variable with its bounds (None: unbounded on that side)."""

    name: str
    lower: Fraction | None = None
    upper: Fraction | None = None
    integer: bool = False


@dataclass(frozen=True)
class Row:
    """`terms` · variables  `sense`  `rhs`.

    `demand` is the id of what asks for it (a demand, a clause, "" for the frame of the problem);
    rows of one demand stand and fall together. A `hard` row is never given up.
    """

    name: str
    terms: Mapping[str, Fraction]
    sense: Sense
    rhs: Fraction
    demand: str = ""
    hard: bool = True

    @classmethod
    def of(
        cls,
        name: str,
        left: Formula | Number,
        sense: Sense,
        right: Formula | Number,
        *,
        demand: str = "",
        hard: bool = True,
    ) -> Row:
        """A row from two sides that may both hold variables and constants.

        >>> a, b = Formula.variable("a"), Formula.variable("b")
        >>> row = Row.of("rest", a + b, "<=", 1)
        >>> dict(row.terms) == {"a": 1, "b": 1}, row.rhs
        (True, Fraction(1, 1))
        """
        moved = Formula.of(left) - Formula.of(right)
        return cls(name, moved.terms, sense, -moved.constant, demand, hard)

    def activity(self, values: Mapping[str, Number]) -> Fraction:
        """The exact value of the left side."""
        return sum((r * values[n] for n, r in self.terms.items()), Fraction(0))

    def room(self, values: Mapping[str, Number]) -> Fraction:
        """How far the row is from being broken; negative by how much it is, also for `==`."""
        over = self.activity(values) - self.rhs
        return {"<=": -over, ">=": over, "==": -abs(over)}[self.sense]


@dataclass(frozen=True)
class Program:
    """Variables, rows and an `objective` that is always made as small as possible.

    Names of variables are distinct, names of rows too; every variable of a row is declared.
    Raises ValueError where they are not.
    """

    variables: tuple[Variable, ...]
    rows: tuple[Row, ...] = ()
    objective: Formula = NOTHING

    def __post_init__(self) -> None:
        declared = {v.name for v in self.variables}
        if len(declared) != len(self.variables):
            raise ValueError("two variables have one name")
        if len({r.name for r in self.rows}) != len(self.rows):
            raise ValueError("two rows have one name")
        used = set(self.objective.terms).union(*(r.terms for r in self.rows))
        if not used <= declared:
            raise ValueError(f"variables not declared: {sorted(used - declared)}")

    def adding(self, variables: Iterable[Variable] = (), rows: Iterable[Row] = ()) -> Program:
        """This program with further variables and rows."""
        return replace(self, variables=(*self.variables, *variables), rows=(*self.rows, *rows))

    def minimising(self, objective: Formula | Number) -> Program:
        """This program with another objective, to be made small."""
        return replace(self, objective=Formula.of(objective))

    def maximising(self, objective: Formula | Number) -> Program:
        """This program with another objective, to be made large: its negative is made small."""
        return self.minimising(-Formula.of(objective))

    @property
    def is_linear(self) -> bool:
        """Whether no variable is bound to whole numbers."""
        return not any(v.integer for v in self.variables)
