"""Terms on the negotiable grid, against enumeration of every point of it."""

import json
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.exact import optimum
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.grid import (
    nearest_on_grid,
    off_grid,
    on_grid,
    price_of_rounding,
    ties,
)
from benefitshare.negotiation.program import Program, Row, Variable
from tests.small_programs import box, met, rows

CASES = json.loads((Path(__file__).parent / "fairness/conflicts.json").read_text("utf-8"))
ROUNDING = [case for case in CASES if case["kind"] == "rounding"]
A, B, C = (Formula.variable(name) for name in "abc")
FIFTH = Fraction(1, 5)


def whole(names):
    return Row.of("whole", Formula.sum(map(Formula.variable, names)), "==", 1)


def shares(names, step, *more):
    program = Program(box(names), (whole(names), *more))
    utilities = {name.upper(): Formula.variable(name) for name in names}
    return Bargain(program, tuple(names), utilities, steps=dict.fromkeys(names, step))


def points(bargain):
    """All points of the grid between the bounds that meet the rows, in lexicographic order."""
    ranges = []
    for variable in bargain.program.variables:
        step = bargain.steps[variable.name]
        lowest = -(-variable.lower // step)
        ranges.append([n * step for n in range(lowest, variable.upper // step + 1)])
    every = (dict(zip(bargain.terms, at, strict=True)) for at in product(*ranges))
    return [at for at in every if met(bargain.program, at)]


@pytest.mark.parametrize("case", ROUNDING, ids=lambda case: case["id"])
def test_published_roundings(case):
    given = case["inputs"]
    target = dict(zip("abc", map(Fraction, given["shares"]), strict=True))
    near = nearest_on_grid(shares("abc", Fraction(given["grid"])), target)
    assert near.distance == Fraction(case["expected"]["L1"])
    found = [[str(share) for share in at.values()] for at in near.ties.vectors]
    assert found == case["expected"]["all_optima"]
    assert near.ties.complete
    assert near.unique is (len(found) == 1)
    assert near.terms == near.ties.vectors[0]


@st.composite
def bargains(draw):
    step = draw(st.sampled_from((Fraction(1, 4), Fraction(1, 5), Fraction(3, 10))))
    bound = st.fractions(0, 1, max_denominator=6)
    ends = [sorted((draw(bound), draw(bound))) for _ in "abc"]
    variables = tuple(Variable(n, low, high) for n, (low, high) in zip("abc", ends, strict=True))
    asked = draw(rows(names=tuple("abc"), demands=("",), most=2))
    program = Program(variables, asked)
    utilities = {"A": 2 * A + B, "B": B + C}
    return Bargain(program, tuple("abc"), utilities, steps=dict.fromkeys("abc", step))


TARGETS = st.fixed_dictionaries({name: st.fractions(0, 1, max_denominator=9) for name in "abc"})


def distances(at, target):
    apart = [abs(at[name] - target[name]) for name in target]
    return {"L1": (sum(apart),), "Linf": (max(apart), sum(apart))}


@settings(max_examples=50, deadline=None)
@given(bargains(), TARGETS, st.sampled_from(("L1", "Linf")))
def test_nearest_against_enumeration(bargain, target, norm):
    every = points(bargain)
    near = nearest_on_grid(bargain, target, norm, limit=1000)
    if not every:
        assert near is None
        return
    least = min(distances(at, target)[norm] for at in every)
    assert near.distance == least[0]
    expected = [at for at in every if distances(at, target)[norm] == least]
    assert [dict(at) for at in near.ties.vectors] == expected


@settings(max_examples=50, deadline=None)
@given(bargains(), st.integers(0, 10**6))
def test_ties_against_enumeration(bargain, pick):
    every = points(bargain)
    if not every:
        assert ties(bargain, {"A": Fraction(0)}).vectors == ()
        return
    chosen = every[pick % len(every)]
    worth = {party: utility.at(chosen) for party, utility in bargain.utilities.items()}
    same = [
        at
        for at in every
        if all(utility.at(at) == worth[party] for party, utility in bargain.utilities.items())
    ]
    listed = ties(bargain, worth, limit=1000)
    assert [dict(at) for at in listed.vectors] == same
    assert listed.complete
    first = ties(bargain, worth, limit=1)
    assert [dict(at) for at in first.vectors] == same[:1]
    assert first.complete is (len(same) == 1)


@settings(max_examples=30, deadline=None)
@given(bargains(), st.tuples(*(st.integers(-3, 3) for _ in "abc")))
def test_best_on_the_grid_against_enumeration(bargain, weights):
    aim = Formula.sum(w * Formula.variable(n) for w, n in zip(weights, "abc", strict=True))
    found = optimum(on_grid(bargain).program.maximising(aim))
    every = points(bargain)
    if not every:
        assert found.status == "infeasible"
    else:
        assert -found.objective == max(aim.at(at) for at in every)
        assert {name: found.values[name] for name in "abc"} in every


def test_bounds_move_in_to_the_grid():
    variable = Variable("a", Fraction(1, 8), Fraction(7, 8))
    gridded = on_grid(Bargain(Program((variable,)), ("a",), {}, steps={"a": FIFTH}))
    share, count = gridded.program.variables
    assert (share.lower, share.upper) == (FIFTH, 4 * FIFTH)
    assert (count.lower, count.upper, count.integer) == (1, 4, True)
    assert on_grid(gridded) == gridded
    assert off_grid(gridded).program == Program((share,))


def test_a_grid_without_a_point():
    variable = Variable("a", Fraction(11, 100), Fraction(14, 100))
    bargain = Bargain(Program((variable,)), ("a",), {"A": A}, steps={"a": FIFTH / 4})
    assert optimum(on_grid(bargain).program).status == "infeasible"
    assert nearest_on_grid(bargain, {"a": Fraction(1, 8)}) is None
    assert ties(bargain, {"A": Fraction(1, 8)}).vectors == ()


def test_more_ties_than_asked_for():
    near = nearest_on_grid(
        shares("abc", Fraction(1, 20)), dict.fromkeys("abc", Fraction(1, 3)), limit=2
    )
    assert len(near.ties.vectors) == 2
    assert not near.ties.complete
    assert not near.unique


def test_many_terms_in_several_blocks():
    names = [f"t{number}" for number in range(7)]
    bargain = shares(names, Fraction(1, 20))
    near = nearest_on_grid(bargain, dict.fromkeys(names, Fraction(1, 7)), limit=100)
    assert len(near.ties.vectors) == 7
    assert near.ties.complete
    vectors = [tuple(at.values()) for at in near.ties.vectors]
    assert vectors == sorted(vectors)
    assert all(sum(at) == 1 for at in vectors)


def test_a_term_without_a_step_is_as_small_as_it_can_be():
    program = Program(box("ab"), (Row.of("some", A + B, ">=", Fraction(2, 3)),))
    bargain = Bargain(program, ("a", "b"), {"A": A}, steps={"a": FIFTH})
    listed = ties(bargain, {"A": 2 * FIFTH})
    assert [dict(at) for at in listed.vectors] == [{"a": 2 * FIFTH, "b": Fraction(4, 15)}]
    no_steps = Bargain(program, ("a", "b"), {"A": A})
    assert [dict(at) for at in ties(no_steps, {"A": FIFTH}).vectors] == [
        {"a": FIFTH, "b": Fraction(7, 15)}
    ]
    assert nearest_on_grid(no_steps, {"a": FIFTH, "b": FIFTH}).distance == Fraction(4, 15)


def test_values_that_differ_by_less_than_a_solver_sees_are_no_ties():
    hair = Fraction(1, 10**15)
    bargain = shares("ab", FIFTH)
    bargain = Bargain(bargain.program, bargain.terms, {"A": A + B + hair * A}, steps=bargain.steps)
    listed = ties(bargain, {"A": 1 + 2 * FIFTH * hair})
    assert [dict(at) for at in listed.vectors] == [{"a": 2 * FIFTH, "b": 3 * FIFTH}]


def test_a_search_that_would_not_end_says_so():
    """Amounts of no common measure: a solver's search for another exact sum takes minutes."""
    names = [f"t{number}" for number in range(14)]
    worth = Formula.sum(
        Fraction(7919 ** (i + 3) % 10**9, 105 ** (i % 5)) * Formula.variable(n)
        for i, n in enumerate(names)
    )
    program = Program(box(names))
    bargain = Bargain(program, tuple(names), {"A": worth}, steps=dict.fromkeys(names, FIFTH / 4))
    assert not ties(bargain, {"A": worth.at(dict.fromkeys(names, 2 * FIFTH))}).complete


def test_terms_on_the_grid_need_bounds():
    bargain = Bargain(Program((Variable("a"),)), ("a",), {"A": Formula()}, steps={"a": FIFTH})
    with pytest.raises(ValueError, match="need bounds"):
        ties(bargain, {"A": Fraction(0)})


def test_price_of_rounding():
    assert price_of_rounding(
        {"A": Fraction(1, 3), "B": Fraction(2, 3)}, {"A": FIFTH, "B": 4 * FIFTH}
    ) == {
        "A": Fraction(2, 15),
        "B": Fraction(-2, 15),
    }
