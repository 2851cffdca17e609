"""The frontier, what dominates a deal and how to improve it, against corners and full grids."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.frontier import frontier, payoff_table
from benefitshare.negotiation.grid import on_grid
from benefitshare.negotiation.improve import dominated, improve, utilities_at
from benefitshare.negotiation.program import Program, Row, Variable
from tests.small_programs import WHOLE, box, corners, met, rows, whole_points

CASES = json.loads((Path(__file__).parent / "fairness/conflicts.json").read_text("utf-8"))
A, B, C = (Formula.variable(name) for name in "abc")
HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)


def published(case):
    given = case["inputs"]
    names = ("a", "b")
    made = tuple(
        Row(
            f"row {i}",
            {n: Fraction(r) for n, r in zip(names, row, strict=True) if r},
            "<=",
            Fraction(rhs),
        )
        for i, (row, rhs) in enumerate(zip(given["rows"], given["rhs"], strict=True))
    )
    utilities = {
        party: Formula.sum(r * Formula.variable(n) for n, r in zip(names, row, strict=True))
        for party, row in zip("AB", given["max"], strict=True)
    }
    program = Program(tuple(Variable(name, Fraction(0)) for name in names), made)
    return Bargain(program, names, utilities)


@pytest.mark.parametrize("case", [c for c in CASES if c["kind"] == "pareto"], ids=lambda c: c["id"])
def test_published_payoff_tables(case):
    bargain = published(case)
    table = payoff_table(bargain)
    assert [list(point.utilities.values()) for point in table.values()] == case["expected"][
        "payoff"
    ]
    assert [place(point) for point in frontier(bargain).points] == [(20, 160), (8, 184)]


def place(point):
    return tuple(point.utilities.values())


def worth(utilities, at):
    return tuple(utility.at(at) for utility in utilities.values())


def dominates(one, other):
    return one != other and all(a >= b for a, b in zip(one, other, strict=True))


def efficient(places):
    found = set(places)
    return {one for one in found if not any(dominates(other, one) for other in found)}


def outline(places):
    """The corners of the upper right outline of points, the best for the first party first."""
    kept = []
    for one in sorted(efficient(places), reverse=True):
        while len(kept) > 1 and not bends(kept[-2], kept[-1], one):
            kept.pop()
        kept.append(one)
    return kept


def bends(a, b, c):
    """Whether b lies beyond the line from a to c."""
    return (c[0] - a[0]) * (b[1] - a[1]) < (c[1] - a[1]) * (b[0] - a[0])


@st.composite
def bargains(draw, parties=2, *, integer=False):
    most = 4 if integer else draw(st.integers(1, 2))
    program = Program(box(most=most, integer=integer), draw(rows(demands=("",), most=5)))
    utilities = {
        party: draw(st.integers(-3, 3)) + draw(WHOLE) * A + draw(WHOLE) * B
        for party in "ABCD"[:parties]
    }
    steps = {"a": Fraction(1), "b": Fraction(1)} if integer else {}
    bargain = Bargain(Program(box(most=most), program.rows), ("a", "b"), utilities, steps=steps)
    assume(whole_places(bargain) if integer else corners(program))
    return bargain


def whole_places(bargain):
    points = (at for at in whole_points(bargain.program) if met(bargain.program, at))
    return [worth(bargain.utilities, at) for at in points]


def most_of_all(bargain, least):
    """The largest sum of utilities where everybody gets at least this, by enumeration."""
    asked = [
        Row.of(f"least {party}", utility, ">=", own)
        for (party, utility), own in zip(bargain.utilities.items(), least, strict=True)
    ]
    narrowed = bargain.program.adding(rows=asked)
    return max((sum(worth(bargain.utilities, at)) for at in corners(narrowed)), default=None)


# Two parties


@settings(max_examples=70, deadline=None)
@given(bargains())
def test_all_corners_of_two_parties(bargain):
    found = frontier(bargain)
    places = [worth(bargain.utilities, at) for at in corners(bargain.program)]
    assert [place(point) for point in found.points] == outline(places)
    assert found.complete
    for point in found.points:
        assert point.verified
        assert met(bargain.program, point.terms)
        assert worth(bargain.utilities, point.terms) == place(point)


@settings(max_examples=30, deadline=None)
@given(bargains())
def test_a_limit_leaves_out_corners_and_says_so(bargain):
    everything = frontier(bargain)
    some = frontier(bargain, limit=2)
    assert set(map(place, some.points)) <= set(map(place, everything.points))
    assert len(some.points) == min(2, len(everything.points))
    assert some.complete is (len(everything.points) <= 2)


def test_many_corners():
    """Tangents of a parabola: each corner of the frontier is one of the terms."""
    rows = tuple(
        Row.of(f"tangent {t}", B, "<=", 400 - t * t - 2 * t * (A - t)) for t in range(1, 20)
    )
    bargain = Bargain(Program(box(most=20), ()), ("a", "b"), {"A": A, "B": B})
    program = Program((Variable("a", Fraction(0), Fraction(20)), Variable("b", Fraction(0))), rows)
    found = frontier(bargain.with_program(program))
    places = [worth(bargain.utilities, at) for at in corners(program)]
    assert [place(point) for point in found.points] == outline(places)
    assert len(found.points) == 20


def test_worst_case_utilities():
    """A utility that is the smaller of two is bounded from above by both."""
    worst = Variable("worst")
    rows = (
        Row.of("one", Formula.variable("worst"), "<=", 2 * A),
        Row.of("two", Formula.variable("worst"), "<=", A + QUARTER),
    )
    program = Program((*box("a"), worst), rows)
    bargain = Bargain(program, ("a",), {"A": Formula.variable("worst"), "B": 1 - A})
    assert [place(p) for p in frontier(bargain).points] == [
        (Fraction(5, 4), 0),
        (HALF, Fraction(3, 4)),
        (0, 1),
    ]


# Two parties on the grid


@settings(max_examples=25, deadline=None)
@given(bargains(integer=True))
def test_all_points_on_the_grid(bargain):
    found = frontier(on_grid(bargain))
    assert [place(p) for p in found.points] == sorted(
        efficient(whole_places(bargain)), reverse=True
    )
    assert found.complete
    assert found.kind == "points"
    for point in found.points:
        assert met(bargain.program, point.terms)
        assert worth(bargain.utilities, point.terms) == place(point)


def test_a_limit_of_points_on_the_grid():
    bargain = Bargain(Program(box("a")), ("a",), {"A": A, "B": -A}, steps={"a": Fraction(1, 20)})
    assert len(frontier(on_grid(bargain)).points) == 21
    some = frontier(on_grid(bargain), limit=7)
    assert len(some.points) == 7
    assert not some.complete


def test_points_on_the_grid_too_close_to_tell_apart():
    near = Fraction(1, 10**9)
    utilities = {"A": A - near * B, "B": near * B - A}
    steps = dict.fromkeys("ab", HALF)
    found = frontier(on_grid(Bargain(Program(box("ab")), ("a", "b"), utilities, steps=steps)))
    assert not found.complete
    assert {place(p) for p in found.points} == efficient(map(place, found.points))


# More parties


@settings(max_examples=25, deadline=None)
@given(bargains(parties=3))
def test_every_point_of_three_parties_is_efficient(bargain):
    found = frontier(bargain, density=3)
    places = [place(point) for point in found.points]
    assert len(set(places)) == len(places)
    assert places == sorted(places, reverse=True)
    for point in found.points:
        assert met(bargain.program, point.terms)
        assert worth(bargain.utilities, point.terms) == place(point)
        assert most_of_all(bargain, place(point)) == sum(place(point))
        assert dominated(bargain, point.terms) is None
        assert point.verified
    best = [
        max(worth(bargain.utilities, at)[i] for at in corners(bargain.program)) for i in range(3)
    ]
    assert [max(one[i] for one in places) for i in range(3)] == best


@settings(max_examples=25, deadline=None)
@given(bargains(parties=3, integer=True))
def test_every_point_of_three_parties_on_the_grid_is_efficient(bargain):
    found = [place(point) for point in frontier(on_grid(bargain), density=3).points]
    assert len(set(found)) == len(found)
    assert set(found) <= efficient(whole_places(bargain))


def test_levels_fit_the_limit():
    names = [f"t{n}" for n in range(6)]
    parts = {n: Formula.variable(n) for n in names}
    rows = (Row.of("whole", Formula.sum(parts.values()), "<=", 1),)
    bargain = Bargain(Program(box(names), rows), tuple(names), parts)
    found = frontier(bargain, limit=60)
    assert 6 <= len(found.points) <= 60
    assert not found.complete
    assert [place(p) for p in frontier(bargain, limit=6).points] == [
        tuple(Fraction(i == j) for i in range(6)) for j in range(6)
    ]


def test_two_parties_with_a_choice_that_is_no_share():
    """A cap that either applies or not: the frontier is not one line, and is sampled."""
    switch = Variable("switch", Fraction(0), Fraction(1), integer=True)
    rows = (
        Row.of("jump", B, "<=", HALF * Formula.variable("switch")),
        Row.of("price", A, "<=", 1 - QUARTER * Formula.variable("switch")),
    )
    bargain = Bargain(Program((*box("ab"), switch), rows), ("a", "b"), {"A": A, "B": B})
    found = frontier(bargain)
    assert [place(p) for p in found.points] == [(1, 0), (Fraction(3, 4), HALF)]
    assert found.kind == "levels"
    assert not found.points[0].verified


def test_of_terms_worth_the_same_the_rule_takes_the_middle():
    """Nobody gains by c, and a and b only matter together."""
    bargain = Bargain(
        Program(box("abc"), (Row.of("whole", A + B, "<=", 1),)),
        tuple("abc"),
        {"A": A + B, "B": -A - B},
    )
    assert [tuple(point.terms.values()) for point in frontier(bargain).points] == [
        (HALF, HALF, HALF),
        (0, 0, HALF),
    ]


# Faults


def test_frontiers_without_much_to_show():
    nothing = Bargain(
        Program(box("a"), (Row.of("too much", A, ">=", 2),)), ("a",), {"A": A, "B": -A}
    )
    assert frontier(nothing).points == ()
    assert payoff_table(nothing) == {}
    alone = Bargain(Program(box("a")), ("a",), {"A": 3 * A})
    assert [place(p) for p in frontier(alone).points] == [(3,)]
    no_terms = Bargain(Program(()), (), {"A": Formula.of(1), "B": Formula.of(2)})
    assert [place(p) for p in frontier(no_terms).points] == [(1, 2)]
    agreeing = Bargain(Program(box("a")), ("a",), {"A": A, "B": 2 * A})
    assert [place(p) for p in frontier(agreeing).points] == [(1, 2)]
    with pytest.raises(ValueError, match="no parties"):
        frontier(Bargain(Program(box("a")), ("a",), {}))
    with pytest.raises(ValueError, match="what B can have knows no bound"):
        frontier(Bargain(Program((Variable("a", Fraction(0)),)), ("a",), {"A": -A, "B": A}))


# Dominated and improved


@settings(max_examples=30, deadline=None)
@given(bargains(parties=3), st.integers(0, 99), st.integers(0, 99))
def test_improving_makes_nobody_worse(bargain, first, second):
    ends = corners(bargain.program)
    one, other = ends[first % len(ends)], ends[second % len(ends)]
    deal = {name: (one[name] + other[name]) / 2 for name in "ab"}
    now = worth(bargain.utilities, deal)
    assert tuple(utilities_at(bargain, deal).values()) == now
    better, most = improve(bargain, deal), dominated(bargain, deal)
    assert (better is None) is (most is None) is (most_of_all(bargain, now) == sum(now))
    for found in (better, most):
        if found is not None:
            assert met(bargain.program, found.terms)
            assert worth(bargain.utilities, found.terms) == place(found)
            assert dominates(place(found), now)
            assert tuple(found.gains.values()) == tuple(
                a - b for a, b in zip(place(found), now, strict=True)
            )
            assert dominated(bargain, found.terms) is None
            assert improve(bargain, found.terms) is None
            assert most_of_all(bargain, place(found)) == sum(place(found))


@settings(max_examples=25, deadline=None)
@given(bargains(parties=3, integer=True), st.integers(0, 99))
def test_improving_on_the_grid(bargain, pick):
    points = [at for at in whole_points(bargain.program) if met(bargain.program, at)]
    deal = points[pick % len(points)]
    now = worth(bargain.utilities, deal)
    better = [w for w in whole_places(bargain) if dominates(w, now)]
    found = improve(on_grid(bargain), deal)
    assert (found is None) is (not better) is (dominated(on_grid(bargain), deal) is None)
    if found is None:
        return
    gains = [[a - b for a, b in zip(w, now, strict=True)] for w in better]
    able = [i for i in range(3) if any(one[i] for one in gains)]
    fairest = max(sorted(one[i] for i in able) for one in gains)
    assert sorted(list(found.gains.values())[i] for i in able) == fairest
    assert dominated(on_grid(bargain), found.terms) is None


def deal_over_one(*more):
    rows = (Row.of("whole", A + B, "<=", 1), *more)
    return Bargain(Program(box("ab"), rows), ("a", "b"), {"A": A, "B": 2 * B})


def test_the_gains_are_the_most_even():
    better = improve(deal_over_one(), {"a": QUARTER, "b": QUARTER})
    assert better.gains == {"A": Fraction(1, 3), "B": Fraction(1, 3)}


def test_who_cannot_gain_holds_nobody_back():
    limit = Row.of("limit", A, "<=", QUARTER)
    better = improve(deal_over_one(limit), {"a": QUARTER, "b": QUARTER})
    assert better.gains == {"A": 0, "B": 1}
    assert improve(deal_over_one(limit), better.terms) is None


def test_of_equal_gains_the_terms_closest_to_the_deal():
    spare = Variable("c", Fraction(0), Fraction(1))
    bargain = Bargain(
        Program((*box("ab"), spare), (Row.of("some", A + C, "<=", 1),)),
        ("a", "b", "c"),
        {"A": A + C},
    )
    better = improve(bargain, {"a": QUARTER, "b": HALF, "c": QUARTER})
    assert better.terms["b"] == HALF
    assert better.gains == {"A": HALF}


def test_a_deal_that_breaks_a_demand_has_its_worth():
    demand = Row.of("law", A, "<=", QUARTER, demand="law")
    bargain = deal_over_one(demand)
    deal = {"a": HALF, "b": QUARTER}
    assert utilities_at(bargain, deal) == {"A": HALF, "B": HALF}
    assert improve(bargain, deal) is None
    off_the_grid = on_grid(
        Bargain(bargain.program, bargain.terms, bargain.utilities, steps={"a": QUARTER})
    )
    assert utilities_at(off_the_grid, {"a": Fraction(1, 8), "b": HALF}) == {
        "A": Fraction(1, 8),
        "B": 1,
    }


def test_deals_without_a_worth():
    with pytest.raises(ValueError, match="without a value"):
        utilities_at(deal_over_one(), {"a": HALF})
    with pytest.raises(ValueError, match="no worth"):
        utilities_at(deal_over_one(), {"a": HALF, "b": Fraction(1)})
    endless = Bargain(Program((Variable("a"),)), ("a",), {"A": A})
    with pytest.raises(ValueError, match="no bound"):
        improve(endless, {"a": Fraction(0)})
