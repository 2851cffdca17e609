"""The solver's adapter: cold answers in floats, unreadable unless there are any."""

import subprocess
import sys
import warnings
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings

from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.program import Program, Row, Variable
from benefitshare.negotiation.scaling import as_float, exponent
from benefitshare.negotiation.solver import NoOptimumError, Session, versions
from tests.linear_programs import programs
from tests.plain_simplex import solve

X, Y = Formula.variable("门窗 x"), Formula.variable("门窗 y")
WYNDOR = Program(
    (Variable("门窗 x", Fraction(0)), Variable("门窗 y", Fraction(0))),
    (
        Row.of("工厂 一", X, "<=", 4),
        Row.of("工厂 二", 2 * Y, "<=", 12),
        Row.of("工厂 三", 3 * X + 2 * Y, "<=", 18),
    ),
    -3 * X - 5 * Y,
)
"""Hillier & Lieberman, Wyndor Glass, as a minimisation."""


def test_wyndor():
    found = Session(WYNDOR).outcome(WYNDOR.objective)
    assert found.objective == pytest.approx(-36)
    assert found.values == pytest.approx({"门窗 x": 2, "门窗 y": 6})
    assert found.duals == pytest.approx({"工厂 一": 0, "工厂 二": -1.5, "工厂 三": -1})
    assert found.basis.columns == ("basic", "basic")
    assert found.basis.rows == ("basic", "upper", "upper")


def test_the_sign_of_a_dual_is_that_of_the_derivative():
    program = Program((Variable("x"),), (Row.of("least", Formula.variable("x"), ">=", 3),))
    found = Session(program).outcome(2 * Formula.variable("x") + 1)
    assert (found.objective, dict(found.duals)) == (7, {"least": 2})


def test_an_infeasible_program_has_no_values():
    found = Session(WYNDOR.adding(rows=[Row.of("too much", X, ">=", 5)])).outcome(X)
    assert found.status == "infeasible"
    for name in ("objective", "values", "duals"):
        with pytest.raises(NoOptimumError, match="infeasible"):
            getattr(found, name)


def test_unbounded_and_infeasible_are_told_apart():
    free = (Variable("x"), Variable("y", Fraction(0)))
    x, y = Formula.variable("x"), Formula.variable("y")
    assert Session(Program(free)).outcome(x).status == "unbounded"
    clash = Program(free, (Row.of("a", y, "<=", -1),))
    assert Session(clash).outcome(x).status == "infeasible"


def test_a_program_with_whole_numbers_has_no_duals():
    program = Program(
        (Variable("n", Fraction(0), Fraction(9), integer=True),),
        (Row.of("limit", 2 * Formula.variable("n"), "<=", 7),),
    )
    session = Session(program)
    found = session.outcome(-Formula.variable("n"))
    assert found.values == {"n": 3}
    with pytest.raises(NoOptimumError, match="whole-number"):
        _ = found.duals
    assert session.outcome_with(-Formula.variable("n"), {"n": 2}).objective == -2
    assert session.outcome(-Formula.variable("n")).values == {"n": 3}


def test_further_questions_and_rows_need_no_new_program():
    session = Session(WYNDOR)
    assert session.outcome(-X).objective == pytest.approx(-4)
    z = Formula.variable("z")
    session.add([Variable("z", None, Fraction(10))], [Row.of("link", z - X - Y, "<=", 0)])
    assert session.outcome(-z).objective == pytest.approx(-8)
    session.add(rows=[Row.of("less", X + Y, "<=", Fraction(1, 3))])
    assert session.outcome(-z).objective == pytest.approx(-1 / 3)
    assert session.program == WYNDOR.adding(
        [Variable("z", None, Fraction(10))],
        [Row.of("link", z - X - Y, "<=", 0), Row.of("less", X + Y, "<=", Fraction(1, 3))],
    )
    assert session.seconds > 0


def test_adding_keeps_the_program_when_it_is_refused():
    session = Session(WYNDOR)
    with pytest.raises(ValueError, match="one name"):
        session.add(rows=[WYNDOR.rows[0]])
    assert session.outcome(-X).objective == pytest.approx(-4)


def test_asking_again_gives_the_same_floats():
    session = Session(WYNDOR)
    first = session.outcome(WYNDOR.objective)
    session.outcome(X - Y)
    assert session.outcome(WYNDOR.objective) == first == Session(WYNDOR).outcome(WYNDOR.objective)


def test_nothing_to_decide():
    assert Session(Program(())).outcome(Formula.of(3)).objective == 3
    row = Row.of("never", 0, ">=", 1)
    session = Session(Program((), (row,)))
    assert session.outcome(Formula()).status == "infeasible"
    session = Session(Program(()))
    session.add([Variable("x", Fraction(1))])
    assert session.outcome(Formula.variable("x")).objective == 1


def test_variables_and_rows_that_meet_nothing_are_kept():
    program = Program(
        (Variable("a", Fraction(1), Fraction(2)), Variable("b", Fraction(3))),
        (Row.of("empty", 0, "<=", 1), Row.of("zero", 0, "==", 0)),
    )
    found = Session(program).outcome(-Formula.variable("a"))
    assert found.values == {"a": 2, "b": 3}
    assert found.duals == {"empty": 0, "zero": 0}


def test_fen_and_shares_in_one_program():
    a, t = Formula.variable("a"), Formula.variable("t")
    program = Program(
        (Variable("a", Fraction(0), Fraction(1)), Variable("t")),
        (
            Row.of("own", t - 10**13 * a, "<=", 0),
            Row.of("other", t - 10**13 * (1 - a), "<=", 0),
            Row.of("tiny", Fraction(1, 10**4) * a, "<=", Fraction(3, 10**5)),
        ),
    )
    found = Session(program).outcome(-t)
    assert found.values == pytest.approx({"a": 0.3, "t": 3e12}, rel=1e-12)
    assert found.duals == pytest.approx({"own": -1, "other": 0, "tiny": -1e17}, rel=1e-12)


@given(programs())
@settings(max_examples=60)
def test_the_status_and_objective_are_those_of_a_plain_simplex(program):
    status, objective = solve(program)
    found = Session(program).outcome(program.objective)
    assert found.status == status
    if status == "optimal":
        assert found.objective == pytest.approx(float(objective), abs=1e-7)


@pytest.mark.parametrize("value", [Fraction(5), Fraction(-1, 3), Fraction(10) ** 400, Fraction(1)])
def test_exponents_bring_numbers_to_about_one(value):
    power = exponent(value)
    assert Fraction(1, 2) <= abs(value) / Fraction(2) ** power < 2
    assert 0.5 <= abs(as_float(value, -power)) <= 2


def test_versions_are_told_for_receipts():
    found = versions()
    assert sorted(found) == ["highs", "pulp"]
    assert int(found["pulp"].split(".")[0]) in (3, 4)


def test_importing_the_layer_loads_no_solver():
    code = (
        "import sys, benefitshare.negotiation.exact, benefitshare.negotiation.sensitivity\n"
        "print(*sorted({'pulp', 'highspy', 'numpy', 'pandas'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    assert done.stdout.strip() == ""


def test_only_what_both_pulps_have_is_used():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Session(WYNDOR).outcome(X)
