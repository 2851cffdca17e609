"""The exact optimum: equal to a plain simplex, and every proof holds when it is added up again."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benefitshare.negotiation import exact
from benefitshare.negotiation.equations import Factors
from benefitshare.negotiation.exact import NoOptimumError, Questions, SolverError, optimum
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.lifting import PRIME, Block, SingularError
from benefitshare.negotiation.program import Program, Row, Variable
from benefitshare.negotiation.simplex import System, slack_places, walk
from benefitshare.negotiation.solver import Outcome, Session
from tests.linear_programs import possible_programs, programs
from tests.plain_simplex import best_whole, solve
from tests.test_negotiation_solver import WYNDOR

A = Formula.variable("a")


def share(limit=1, sense="<="):
    return Program((Variable("a", Fraction(0)),), (Row.of("limit", 3 * A, sense, limit),))


def assert_optimal(program, found):
    """Feasible values and duals with equal objectives: an optimum, whoever found it."""
    for variable in program.variables:
        value = found.values[variable.name]
        assert variable.lower is None or value >= variable.lower
        assert variable.upper is None or value <= variable.upper
    assert all(row.room(found.values) >= 0 for row in program.rows)
    assert found.objective == program.objective.at(found.values)
    left = program.objective
    for row in program.rows:
        dual = found.duals[row.name]
        assert {"<=": dual <= 0, ">=": dual >= 0, "==": True}[row.sense]
        left -= dual * Formula(-row.rhs, row.terms)
    bound = left.constant
    for variable in program.variables:
        price = left.terms.get(variable.name, 0)
        if price:
            bound += price * (variable.lower if price > 0 else variable.upper)
    assert bound == found.objective


def assert_contradiction(program, found):
    """Rows and bounds, each in its own direction, add up to 0 > 0."""
    total = Formula()
    for row in program.rows:
        weight = found.farkas.get(row.name, 0)
        assert {"<=": weight <= 0, ">=": weight >= 0, "==": True}[row.sense]
        total += weight * Formula(-row.rhs, row.terms)
    for variable in program.variables:
        weight = found.farkas_bounds.get(variable.name, 0)
        if weight:
            bound = variable.lower if weight > 0 else variable.upper
            total += weight * (Formula.variable(variable.name) - bound)
    assert total.terms == {}
    assert total.constant < 0


def assert_endless(program, found):
    assert Formula(Fraction(0), program.objective.terms).at(at(program, found.ray)) < 0
    for variable in program.variables:
        rate = found.ray.get(variable.name, 0)
        assert rate == 0 or (variable.upper if rate > 0 else variable.lower) is None
    for row in program.rows:
        rate = row.activity(at(program, found.ray))
        assert rate == 0 or row.sense == (">=" if rate > 0 else "<=")


def at(program, values):
    return {v.name: values.get(v.name, Fraction(0)) for v in program.variables}


def assert_proved(program, found):
    assert found.verified
    assert found.why_not == ""
    proofs = {
        "optimal": assert_optimal,
        "infeasible": assert_contradiction,
        "unbounded": assert_endless,
    }
    proofs[found.status](program, found)


def test_wyndor_is_exact():
    found = optimum(WYNDOR)
    assert_proved(WYNDOR, found)
    assert found.objective == -36
    assert dict(found.values) == {"门窗 x": 2, "门窗 y": 6}
    assert dict(found.duals) == {"工厂 一": 0, "工厂 二": Fraction(-3, 2), "工厂 三": -1}
    assert (found.values_unique, found.duals_unique, found.degenerate) == (True, True, False)


def test_a_third_is_a_third():
    found = optimum(share().maximising(A))
    assert found.values["a"] == Fraction(1, 3)
    assert isinstance(found.values["a"], Fraction)


@given(programs())
@settings(max_examples=100)
def test_every_answer_is_that_of_a_plain_simplex_and_proved(program):
    status, objective = solve(program)
    found = optimum(program)
    assert found.status == status
    assert_proved(program, found)
    if status == "optimal":
        assert found.objective == objective


@given(programs(wide=True))
@settings(max_examples=100)
def test_badly_scaled_programs_too(program):
    status, objective = solve(program)
    found = optimum(program)
    assert found.status == status
    assert_proved(program, found)
    if status == "optimal":
        assert found.objective == objective


@given(possible_programs())
@settings(max_examples=100)
def test_what_is_said_to_be_unique_is(program):
    found = optimum(program)
    assert_proved(program, found)
    if found.values_unique:
        for variable in program.variables:
            name = variable.name
            face = program.adding(
                rows=[Row.of("as good", program.objective, "<=", found.objective)]
            )
            for direction in (1, -1):
                _, end = solve(face.minimising(direction * Formula.variable(name)))
                assert end == direction * found.values[name]


@given(programs(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_a_walk_mends_any_basis(program, random):
    system = System()
    system.extend(program.variables, program.rows)
    places = [random.choice(("basic", "lower", "upper")) for _ in slack_places(system)]
    costs = {system.column[name]: cost for name, cost in program.objective.terms.items()}
    ended = walk(system, places, costs, 1000)
    assert ended.ending == solve(program)[0]


def test_a_wrong_basis_is_mended(monkeypatch):
    monkeypatch.setattr(Session, "outcome", lambda self, objective: Outcome("unknown"))
    monkeypatch.setattr(Session, "feasibility", lambda self: Outcome("unknown"))
    assert_proved(WYNDOR, optimum(WYNDOR))


def test_what_takes_too_many_steps_says_so(monkeypatch):
    monkeypatch.setattr(exact, "walk", lambda *_: None)
    found = optimum(WYNDOR)
    assert (found.verified, found.why_not) == (False, "too large")
    assert found.objective == pytest.approx(-36)
    monkeypatch.setattr(Session, "outcome", lambda self, objective: Outcome("unknown"))
    with pytest.raises(SolverError, match="no answer"):
        optimum(WYNDOR)


def test_unasked_is_told():
    found = optimum(WYNDOR, verify=False)
    assert (found.verified, found.why_not) == (False, "not asked")
    assert found.objective == pytest.approx(-36)
    assert found.duals["工厂 三"] == pytest.approx(-1)


def test_values_without_an_optimum_raise():
    found = optimum(share(-1))
    assert_proved(share(-1), found)
    assert dict(found.farkas) == {"limit": -1}
    assert dict(found.farkas_bounds) == {"a": 3}
    for name in ("objective", "values", "duals", "degenerate"):
        with pytest.raises(NoOptimumError, match="infeasible"):
            getattr(found, name)


def test_an_infeasible_program_is_proved_from_the_solvers_basis():
    names = [f"x{j}" for j in range(30)]
    variables = tuple(Variable(n, Fraction(0), Fraction(1)) for n in names)
    chain = [
        Row.of(n, Formula.variable(n) - Formula.variable(m) / 3, "<=", 0)
        for m, n in pairwise(names)
    ]
    ends = Row.of("end", Formula.variable(names[-1]), ">=", Fraction(1, 3**28))
    program = Program(variables, (*chain, ends))
    found = optimum(program)
    assert found.status == "infeasible"
    assert_proved(program, found)
    assert set(found.farkas) == {"end", *names[1:]}


def test_an_unbounded_program_has_a_ray():
    program = share(1, ">=").maximising(A)
    found = optimum(program)
    assert_proved(program, found)
    assert set(found.ray) == {"a"}


def test_unbounded_and_infeasible_at_once_is_infeasible():
    program = Program(
        (Variable("a"), Variable("b")),
        (Row.of("up", A, ">=", 1), Row.of("down", A, "<=", 0)),
        Formula.variable("b"),
    )
    found = optimum(program)
    assert found.status == "infeasible"
    assert_proved(program, found)


def test_bounds_that_exclude_each_other_are_named():
    program = Program((Variable("a", Fraction(2), Fraction(1)), Variable("b")), (), A)
    found = optimum(program)
    assert (found.status, found.verified) == ("infeasible", True)
    assert (set(found.farkas), set(found.farkas_bounds)) == (set(), {"a"})


def test_nothing_to_decide():
    assert optimum(Program((), (), Formula.of(3))).objective == 3
    never = Program((), (Row.of("never", 0, ">=", 1),))
    assert_proved(never, optimum(never))


def test_questions_go_on_with_more_rows():
    questions = Questions(share())
    assert questions.optimum(-A).objective == Fraction(-1, 3)
    b = Formula.variable("b")
    questions.add([Variable("b", None, Fraction(9))], [Row.of("link", b - 7 * A, "<=", 0)])
    assert questions.optimum(-b).objective == Fraction(-7, 3)
    assert questions.program == share().adding(
        [Variable("b", None, Fraction(9))], [Row.of("link", b - 7 * A, "<=", 0)]
    )
    questions.add(rows=[Row.of("clash", b, ">=", 3)])
    assert_proved(questions.program, questions.optimum(-b))
    assert questions.optimum(-b).status == "infeasible"
    assert questions.seconds > 0


def test_degenerate_optima_are_told():
    twice = Program(
        (Variable("a", Fraction(0)),),
        (Row.of("one", A, "<=", 1), Row.of("two", A, "<=", 1)),
        -A,
    )
    found = optimum(twice)
    assert (found.values_unique, found.duals_unique, found.degenerate) == (True, False, True)
    b = Formula.variable("b")
    both = Program(
        (Variable("a", Fraction(0)), Variable("b", Fraction(0))),
        (Row.of("sum", A + b, "<=", 1),),
        -A - b,
    )
    found = optimum(both)
    assert (found.values_unique, found.degenerate) == (False, True)


def test_whole_numbers_are_exact_but_not_proved_best():
    n = Formula.variable("n")
    program = Program(
        (Variable("n", Fraction(0), Fraction(9), integer=True), Variable("a", Fraction(0))),
        (Row.of("sum", 3 * n + 7 * A, "<=", 20),),
        -n - A,
    )
    found = optimum(program)
    assert (found.verified, found.why_not) == (False, "integer")
    assert dict(found.values) == {"n": 6, "a": Fraction(2, 7)}
    with pytest.raises(NoOptimumError, match="whole-number"):
        _ = found.duals


@given(programs(whole=True))
@settings(max_examples=60)
def test_whole_numbers_are_those_of_enumeration(program):
    found = optimum(program)
    if program.is_linear:
        return
    best = best_whole(program)
    if found.status == "optimal":
        assert found.objective == best
        assert found.objective == program.objective.at(found.values)
        assert all(row.room(found.values) >= 0 for row in program.rows)
    else:
        assert best is None
        assert not found.verified
        assert found.why_not == "integer"


def test_whole_numbers_that_break_a_row_are_an_error(monkeypatch):
    n = Formula.variable("n")
    program = Program(
        (Variable("n", Fraction(0), Fraction(9), integer=True),), (Row.of("r", n, "<=", 3),), -n
    )
    wrong = Outcome("optimal", None, False, -4.0, {"n": 4.0})
    monkeypatch.setattr(Session, "outcome", lambda self, objective: wrong)
    with pytest.raises(SolverError, match="every row"):
        optimum(program)
    wrong = Outcome("optimal", None, False, -4.0, {"n": 2.9})
    monkeypatch.setattr(Session, "outcome", lambda self, objective: wrong)
    with pytest.raises(SolverError, match="no whole number"):
        optimum(program)


MATRICES = st.integers(0, 7).flatmap(
    lambda n: st.lists(
        st.lists(st.integers(-3, 3) | st.integers(-(10**40), 10**40), min_size=n, max_size=n),
        min_size=n,
        max_size=n,
    )
)


@given(MATRICES, st.randoms(use_true_random=False))
def test_equations_are_solved_both_ways(matrix, random):
    size = len(matrix)
    factors = Factors([{j: e for j, e in enumerate(row) if e} for row in matrix])
    assert len(factors.loose_rows) == len(factors.loose_columns)
    if factors.loose_rows:
        return
    side = [Fraction(random.randint(-9, 9), random.randint(1, 9)) for _ in matrix]
    x, y = factors.solve(side), factors.solve_transposed(side)
    for i in range(size):
        assert sum(matrix[i][j] * x[j] for j in range(size)) == side[i]
        assert sum(matrix[j][i] * y[j] for j in range(size)) == side[i]


@given(st.integers(8, 14), st.sampled_from((2, 90)), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_dense_equations_are_lifted(size, bits, random):
    """Two dense parts beside each other and a row across both."""
    entry = lambda: random.getrandbits(bits) - 2 ** (bits - 1)  # noqa: E731
    matrix = [[entry() if (i < size) == (j < size) else 0 for j in range(2 * size)]
              for i in range(2 * size)]  # fmt: skip
    matrix = [[*row, 0] for row in matrix] + [[entry() | 1 for _ in range(2 * size + 1)]]
    factors = Factors([{j: e for j, e in enumerate(row) if e} for row in matrix])
    assume(not factors.loose_rows)
    side = [Fraction(random.randint(-9, 9), random.randint(1, 9)) for _ in matrix]
    x, y = factors.solve(side), factors.solve_transposed(side)
    places = range(len(matrix))
    assert [sum(matrix[i][j] * x[j] for j in places) for i in places] == side
    assert [sum(matrix[j][i] * y[j] for j in places) for i in places] == side


def test_a_block_without_inverse_is_refused():
    with pytest.raises(SingularError):
        Block([[1, 2], [2, 4]])
    with pytest.raises(SingularError):
        Block([[PRIME]])
    assert Block([[3]]).solve([1]) == ([1], 3)
    assert Block([[0, 2], [-1, 0]]).solve_transposed([5, 4]) == ([2, -5], 1)


def test_a_dense_singular_matrix_tells_its_rank():
    matrix = [{j: (i + 1) * (j + 1) + (i == j and i < 5) * 7 for j in range(10)} for i in range(10)]
    factors = Factors(matrix)
    assert len(factors.loose_rows) == len(factors.loose_columns) == 4
