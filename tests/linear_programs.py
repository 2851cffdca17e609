"""Hypothesis strategies for small linear programs of every kind, also such as have no optimum."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.program import Program, Row, Variable

NUMBERS = st.builds(Fraction, st.integers(-6, 6), st.sampled_from((1, 2, 3, 7)))
POWERS = st.integers(-4, 13)


@st.composite
def numbers(draw: Any, wide: bool = False) -> Fraction:
    """A small fraction; `wide`: from ten-thousandths to fen of a province."""
    value: Fraction = draw(NUMBERS)
    return value * Fraction(10) ** draw(POWERS) if wide else value


@st.composite
def variables(draw: Any, name: str, whole: bool = False, wide: bool = False) -> Variable:
    """Bounded on both sides, on one, on none, or held at a value."""
    if whole:
        first = draw(st.integers(-2, 1))
        last = first + draw(st.integers(0, 3))
        return Variable(name, Fraction(first), Fraction(last), integer=True)
    kind = draw(st.sampled_from(("both", "lower", "upper", "free", "held")))
    one, two = sorted((draw(numbers(wide)), draw(numbers(wide))))
    if kind == "held":
        two = one
    lower = None if kind in ("upper", "free") else one
    return Variable(name, lower, None if kind in ("lower", "free") else two)


@st.composite
def formulas(draw: Any, names: list[str], wide: bool = False) -> Formula:
    """A sum over some of the names."""
    parts = [Formula.variable(n) * draw(numbers(wide)) for n in names if draw(st.booleans())]
    return Formula.sum(parts)


@st.composite
def programs(
    draw: Any, wide: bool = False, whole: bool = False, most: int = 4, rows: int = 6
) -> Program:
    """Any small program, with names no solver would take."""
    names = [f"第{j} 档 [x]" for j in range(draw(st.integers(0, most)))]
    own = tuple(draw(variables(n, whole and draw(st.booleans()), wide)) for n in names)
    limits = [
        Row.of(
            f"条款 {i}",
            draw(formulas(names, wide)),
            draw(st.sampled_from(("<=", ">=", "=="))),
            draw(numbers(wide)),
        )
        for i in range(draw(st.integers(0, rows)))
    ]
    objective = draw(formulas(names, wide)) + draw(numbers())
    return Program(own, tuple(limits), objective)


@st.composite
def possible_programs(draw: Any, most: int = 4, rows: int = 6) -> Program:
    """A program with an optimum: some point is possible and all variables are bounded. Many rows
    pass through the point, so that optima are often degenerate.
    """
    names = [f"x{j}" for j in range(draw(st.integers(1, most)))]
    point = {n: Fraction(draw(st.integers(0, 4)), 2) for n in names}
    own = tuple(Variable(n, Fraction(0), Fraction(draw(st.integers(2, 4)))) for n in names)
    limits = []
    for i in range(draw(st.integers(0, rows))):
        left = draw(formulas(names))
        room = draw(st.sampled_from((0, 0, 1, Fraction(1, 3))))
        sense = draw(st.sampled_from(("<=", "<=", ">=", "==")))
        side = left.at(point) + {"<=": room, ">=": -room, "==": 0}[sense]
        limits.append(Row.of(f"r{i}", left, sense, side))
    return Program(own, tuple(limits), draw(formulas(names)))
