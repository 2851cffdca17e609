"""What limits are worth and how far that holds, against re-solving with a plain simplex."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from benefitshare.negotiation.exact import Questions, optimum
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.program import Program, Row, Variable
from benefitshare.negotiation.sensitivity import (
    Range,
    cost_ranges,
    is_unique,
    marginal_values,
    optimal_face,
    rhs_ranges,
    uniqueness,
)
from tests.linear_programs import possible_programs
from tests.plain_simplex import solve

STEP = Fraction(1, 10**12)
"""Smaller than the distance from one corner to the next in any program drawn here."""

WYNDOR = {
    "max": [3, 5],
    "rows": [[1, 0], [0, 2], [3, 2]],
    "rhs": [4, 12, 18],
    "dual": [Fraction(0), Fraction(3, 2), Fraction(1)],
    "cost_range": [(0, Fraction(15, 2)), (2, None)],
    "rhs_range": [(2, None), (6, 18), (12, 24)],
}
"""Hillier & Lieberman, Introduction to Operations Research, the Wyndor Glass Co. example."""


def wyndor():
    names = ["x1", "x2"]
    doors = [Formula.variable(name) for name in names]
    rows = tuple(
        Row.of(f"c{i}", Formula.sum(a * x for a, x in zip(line, doors, strict=True)), "<=", side)
        for i, (line, side) in enumerate(zip(WYNDOR["rows"], WYNDOR["rhs"], strict=True))
    )
    profit = Formula.sum(c * x for c, x in zip(WYNDOR["max"], doors, strict=True))
    return Program(tuple(Variable(n, Fraction(0)) for n in names), rows).maximising(profit)


def ends(ranges):
    return [(own.low, own.high) for own in ranges.values()]


def changed(program, name, by):
    """The objective after one row's right-hand side moved; None where nothing is possible."""
    rows = tuple(replace(r, rhs=r.rhs + by) if r.name == name else r for r in program.rows)
    return solve(replace(program, rows=rows))[1]


def test_wyndor_marginal_values():
    found = marginal_values(wyndor(), optimum(wyndor()))
    assert ends(found) == [(-dual, -dual) for dual in WYNDOR["dual"]]
    assert all(own.is_point for own in found.values())


def test_wyndor_ranges_of_right_hand_sides():
    assert ends(rhs_ranges(wyndor(), optimum(wyndor()))) == WYNDOR["rhs_range"]


def test_wyndor_ranges_of_costs():
    found = cost_ranges(wyndor(), optimum(wyndor()))
    profits = [
        (None if own.high is None else -own.high, None if own.low is None else -own.low)
        for own in found.values()
    ]
    assert profits == WYNDOR["cost_range"]


def test_a_row_met_twice_is_worth_nothing_more_and_all_less():
    a = Formula.variable("a")
    rows = (Row.of("one", a, "<=", 1), Row.of("two", a, "<=", 1))
    program = Program((Variable("a", Fraction(0)),), rows).maximising(a)
    found = marginal_values(program, optimum(program))
    assert found == {
        "one": Range(Fraction(-1), Fraction(0)),
        "two": Range(Fraction(-1), Fraction(0)),
    }
    assert marginal_values(program, optimum(program), ["two"]) == {"two": found["two"]}
    with pytest.raises(KeyError):
        marginal_values(program, optimum(program), ["three"])


def test_a_side_from_which_nothing_is_possible_is_endless():
    a = Formula.variable("a")
    rows = (Row.of("floor", a, ">=", 1), Row.of("cap", a, "<=", 1))
    program = Program((Variable("a"),), rows, a)
    found = marginal_values(program, optimum(program))
    assert ends(found) == [(Fraction(1), None), (None, Fraction(0))]


@given(possible_programs())
@settings(max_examples=80)
def test_marginal_values_are_the_derivatives_to_both_sides(program):
    found = optimum(program)
    for name, own in marginal_values(program, found).items():
        less, more = changed(program, name, -STEP), changed(program, name, STEP)
        assert own.low == (None if less is None else (found.objective - less) / STEP)
        assert own.high == (None if more is None else (more - found.objective) / STEP)
        assert own.is_point or not found.duals_unique


@given(possible_programs(rows=4))
@settings(max_examples=60)
def test_duals_hold_within_the_ranges_of_right_hand_sides(program):
    found = optimum(program)
    sides = {row.name: row.rhs for row in program.rows}
    for name, own in rhs_ranges(program, found).items():
        for end in (own.low, own.high):
            by = (end - sides[name]) if end is not None else 0
            assert changed(program, name, by) == found.objective + found.duals[name] * by


@given(possible_programs(rows=4))
@settings(max_examples=60)
def test_values_hold_within_the_ranges_of_costs(program):
    found = optimum(program)
    for name, own in cost_ranges(program, found).items():
        cost = program.objective.terms.get(name, Fraction(0))
        low = cost - 100 if own.low is None else own.low
        high = cost + 100 if own.high is None else own.high
        for by in (low - cost, high - cost):
            priced = program.minimising(program.objective + by * Formula.variable(name))
            assert solve(priced)[1] == priced.objective.at(found.values)


@given(possible_programs())
@settings(max_examples=60)
def test_the_optimal_face_is_every_point_as_good(program):
    found = optimum(program)
    terms = [v.name for v in program.variables]
    told = uniqueness(program, found, terms)
    level = program.adding(rows=[Row.of("as good", program.objective, "<=", found.objective)])
    for name in terms:
        term = Formula.variable(name)
        low, high = solve(level.minimising(term))[1], -solve(level.maximising(term))[1]
        assert told.ranges[name] == Range(low, high)
    assert told.unique == all(own.is_point for own in told.ranges.values())
    assert told == is_unique(Questions(optimal_face(program, found)), terms)


def test_shares_that_sum_up_are_not_unique():
    a, b = Formula.variable("a"), Formula.variable("b")
    program = Program(
        tuple(Variable(n, Fraction(0), Fraction(1)) for n in ("a", "b", "c")),
        (Row.of("sum", a + b, "<=", Fraction(3, 2)),),
    ).maximising(a + b)
    told = uniqueness(program, optimum(program), ("a", "b"))
    half = Range(Fraction(1, 2), Fraction(1))
    assert (told.unique, told.ranges) == (False, {"a": half, "b": half})


def test_a_term_without_limits_is_endless():
    program = Program((Variable("a"), Variable("b", Fraction(1))), (), Formula.variable("b"))
    told = uniqueness(program, optimum(program), ("a", "b"))
    assert told.ranges == {"a": Range(None, None), "b": Range(Fraction(1), Fraction(1))}
    assert not told.unique


def test_nothing_possible_is_not_unique():
    program = Program((Variable("a", Fraction(2)),), (Row.of("r", Formula.variable("a"), "<=", 1),))
    with pytest.raises(ValueError, match="no values"):
        is_unique(Questions(program), ("a",))


@pytest.mark.parametrize("verify", [True, False])
def test_only_a_proved_optimum_is_explained(verify):
    program = wyndor()
    if verify:
        program = program.adding(rows=[Row.of("no", Formula.variable("x1"), ">=", 9)])
    found = optimum(program, verify=verify)
    for question in (marginal_values, rhs_ranges, cost_ranges, optimal_face):
        with pytest.raises(ValueError, match="proved"):
            question(program, found)
