"""Clashing demands and their repair, against enumeration of every set of demands."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings

from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.conflict import Feasibility, conflicts, feasibility
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.program import Program, Row, Variable
from benefitshare.negotiation.repair import repair
from tests.small_programs import (
    box,
    clashes,
    crossings,
    limits,
    possible,
    programs,
    stands,
)

CASES = json.loads((Path(__file__).parent / "fairness/conflicts.json").read_text("utf-8"))
A, B = Formula.variable("a"), Formula.variable("b")


def asked(name, left, sense, right, *, hard=False):
    return Row.of(name, left, sense, Fraction(right), demand=name, hard=hard)


def published(case):
    given = case["inputs"]
    rows = tuple(
        Row(
            row["name"],
            {name: Fraction(ratio) for name, ratio in row["coef"].items()},
            row["sense"],
            Fraction(row["rhs"]),
            row["name"],
            row["name"] in given["hard"],
        )
        for row in given["constraints"]
    )
    return Program(tuple(Variable(name, Fraction(0)) for name in given["variables"]), rows)


@pytest.mark.parametrize(
    "case", [c for c in CASES if c["kind"] == "infeasible"], ids=lambda c: c["id"]
)
def test_published_conflicts(case):
    program = published(case)
    found = conflicts(program)
    assert [sorted(one.demands) for one in found] == case["expected"]["iis"]
    assert repair(program).cost == Fraction(case["expected"]["min_total_relaxation"])
    assert found[0].proof.asked - found[0].proof.possible == Fraction(1, 5)


@settings(max_examples=150, deadline=None)
@given(programs())
def test_conflicts_are_all_smallest_clashing_sets(program):
    found = conflicts(program, limit=1000)
    assert {frozenset(one.demands) for one in found} == set(map(frozenset, clashes(program)))
    assert len(found) == len({one.demands for one in found})


@settings(max_examples=60, deadline=None)
@given(programs(integer=True))
def test_conflicts_of_whole_numbers(program):
    found = conflicts(program, limit=1000)
    assert {frozenset(one.demands) for one in found} == set(map(frozenset, clashes(program)))


@settings(max_examples=100, deadline=None)
@given(programs())
def test_each_conflict_has_a_proof_anyone_can_add_up(program):
    for conflict in conflicts(program):
        proof = conflict.proof
        rows = {row.name: row for row in program.rows if row.name in proof.weights}
        assert {row.demand for row in rows.values()} - {""} == set(conflict.demands)
        for name, weight in proof.weights.items():
            assert rows[name].sense in (("==", ">=") if weight > 0 else ("==", "<="))
        total = Formula.sum(
            Formula(Fraction(0), rows[n].terms) * w for n, w in proof.weights.items()
        )
        sides = sum(rows[n].rhs * w for n, w in proof.weights.items())
        highest = sum(
            max(r, 0) * v.upper
            for v in program.variables
            for n, r in total.terms.items()
            if n == v.name
        )
        assert proof.asked - proof.possible == sides - highest > 0
        assert abs(next(iter(proof.weights.values()))) == 1


@settings(max_examples=40, deadline=None)
@given(programs())
def test_a_limit_gives_some_of_them(program):
    everything = {one.demands for one in conflicts(program, limit=1000)}
    some = conflicts(program, limit=2)
    assert len(some) == min(2, len(everything))
    assert {one.demands for one in some} <= everything


def test_conflicts_do_not_depend_on_the_order_of_rows_within_the_frame():
    rows = (
        Row.of("whole", A + B, "==", 1),
        asked("first", A, ">=", "3/5"),
        asked("second", B, ">=", "3/5"),
        asked("third", A, "<=", "1/5"),
    )
    names = [one.demands for one in conflicts(Program(box(), rows))]
    assert names == [("first", "second"), ("first", "third")]
    assert names == [one.demands for one in conflicts(Program(box()[::-1], (*rows[1:], rows[0])))]


def test_a_demand_of_several_rows_stands_and_falls_as_one():
    rows = (
        Row.of("more", A, ">=", Fraction(1, 2), demand="window", hard=False),
        Row.of("less", A, "<=", Fraction(3, 5), demand="window", hard=False),
        asked("low", A, "<=", "1/5"),
        asked("high", A, ">=", "4/5"),
    )
    found = conflicts(Program(box(), rows))
    assert [one.demands for one in found] == [
        ("window", "low"),
        ("window", "high"),
        ("low", "high"),
    ]


def test_hard_demands_take_part():
    rows = (asked("law", A, "<=", "1/5", hard=True), asked("wish", A, ">=", "1/2"))
    (found,) = conflicts(Program(box(), rows))
    assert found.demands == ("law", "wish")
    assert found.hard == ("law",)
    assert not found.is_hopeless
    hopeless = (rows[0], asked("other law", A, ">=", "1/2", hard=True))
    assert conflicts(Program(box(), hopeless))[0].is_hopeless


def test_a_demand_can_contradict_itself():
    (found,) = conflicts(Program(box(), (asked("too much", A, ">=", 2),)))
    assert found.demands == ("too much",)
    assert (found.proof.asked, found.proof.possible) == (2, 1)


def test_no_conflict_where_terms_are_possible():
    assert conflicts(Program(box(), (asked("some", A, ">=", "1/2"),))) == ()
    assert conflicts(Program(())) == ()
    assert conflicts(Program((Variable("a"),), (asked("any", A, ">=", 1),))) == ()


def test_the_frame_alone():
    frame = (Row.of("over", A, ">=", 1), Row.of("under", A, "<=", 0))
    (found,) = conflicts(Program((Variable("a"),), (*frame, asked("wish", A, ">=", 0))))
    assert found.is_of_the_frame
    assert found.demands == ()
    assert dict(found.proof.weights) == {"over": 1, "under": -1}
    assert (found.proof.asked, found.proof.possible) == (1, 0)


def test_only_whole_numbers_make_it_clash():
    program = Program(
        (Variable("a", Fraction(0), Fraction(2), integer=True),), (asked("half", 2 * A, "==", 1),)
    )
    (found,) = conflicts(program)
    assert found.demands == ("half",)
    assert found.proof is None


def test_money_beside_shares():
    million = 10**6
    rows = (
        Row.of("whole", A + B, "==", 1),
        asked("revenue", 123_456_789 * A, ">=", 100 * million),
        asked("share", B, ">=", "1/4"),
    )
    (found,) = conflicts(Program(box(), rows))
    assert found.demands == ("revenue", "share")
    assert repair(
        Program(box(), rows), units={"revenue": Fraction(million), "share": Fraction(1, 100)}
    ).cost == (
        min(
            (100 * million - Fraction(123_456_789) * 3 / 4) / million,
            (Fraction(1, 4) - 1 + Fraction(100 * million, 123_456_789)) * 100,
        )
    )


# Feasibility


def test_feasibility_tells_no_terms_from_none_on_the_grid():
    def bargain(*rows):
        return Bargain(Program(box(), rows), ("a", "b"), {}, steps={"a": Fraction(1, 20)})

    off = asked("twelve and a half", A, "==", "1/8")
    assert feasibility(bargain()) is Feasibility.POSSIBLE
    assert feasibility(bargain(off)) is Feasibility.NONE_ON_GRID
    assert feasibility(bargain(off, asked("more", A, ">=", "1/2"))) is Feasibility.NONE_AT_ALL
    unbounded = Bargain(Program((Variable("a"),)), ("a",), {"A": A})
    assert feasibility(unbounded) is Feasibility.POSSIBLE


# Repair


def costs_at(program, at, weights, units):
    paid = {row.demand: Fraction(0) for row in program.rows if not row.hard and row.demand}
    for row in program.rows:
        if not row.hard and row.demand:
            broken = max(-row.room(at), Fraction(0)) / units.get(row.name, 1)
            paid[row.demand] += broken * weights.get(row.demand, 1)
    return paid


def frame_of(program):
    return [row for row in program.rows if row.hard or not row.demand]


def least_cost(program, weights, units):
    """The cost is linear between the edges of rows, so it is least where two of them cross."""
    inside = limits(program, frame_of(program))
    points = [
        at
        for at in crossings(limits(program))
        if all(sum(r * at[n] for n, r in t.items()) <= right for t, right in inside)
    ]
    return min((sum(costs_at(program, at, weights, units).values()) for at in points), default=None)


WEIGHTS = {"p": Fraction(2), "r": Fraction(1, 3)}
UNITS = {"row 0": Fraction(1, 100), "row 2": Fraction(5)}


@settings(max_examples=100, deadline=None)
@given(programs())
def test_repair_costs_least(program):
    made = repair(program, weights=WEIGHTS, units=UNITS)
    least = least_cost(program, WEIGHTS, UNITS)
    if made is None:
        assert least is None
        return
    assert made.verified
    assert made.cost == least == sum(made.paid.values()) == sum(c.cost for c in made.concessions)
    assert all(row.room(made.values) >= 0 for row in made.program.rows)
    assert stands(made.program, {row.demand for row in program.rows})
    assert frame_of(made.program) == frame_of(program)
    assert made.paid == costs_at(program, made.values, WEIGHTS, UNITS)
    assert all(low <= made.paid[d] <= high for d, (low, high) in made.ranges.items())
    assert bool(made.concessions) == bool(conflicts(program))


@settings(max_examples=60, deadline=None)
@given(programs(most=4))
def test_spread_repair_has_the_least_largest_cost(program):
    made = repair(program, spread=True)
    plain = repair(program)
    if made is None:
        assert plain is None
        return
    largest = max(made.paid.values(), default=Fraction(0))
    assert largest <= max(plain.paid.values(), default=Fraction(0))
    assert made.cost >= plain.cost
    for share, expected in ((1, True), (Fraction(999_999, 10**6), False)):
        if share == 1 or largest:
            assert can_cost(program, largest * share) is expected


def can_cost(program, largest):
    """Whether terms exist with no demand paying more (slacks by row, eliminated with the rest)."""
    found, names = limits(program, frame_of(program)), ["a", "b"]
    for demand in {row.demand for row in program.rows if row.demand and not row.hard}:
        own = [row for row in program.rows if row.demand == demand and not row.hard]
        slacks = {row.name: Fraction(1) for row in own}
        found += [({name: Fraction(-1)}, Fraction(0)) for name in slacks]
        found.append((slacks, largest))
        found += [
            ({**terms, row.name: Fraction(-1)}, right)
            for row in own
            for terms, right in limits(Program((Variable("a"), Variable("b"))), [row])
        ]
        names = [*slacks, *names]
    return possible(found, names)


def test_of_equal_repairs_the_first_demand_pays_least():
    rows = (
        Row.of("whole", A + B, "==", 1),
        asked("first", A, ">=", "3/5"),
        asked("second", B, ">=", "3/5"),
    )
    made = repair(Program(box(), rows))
    fifth = Fraction(1, 5)
    assert made.paid == {"first": 0, "second": fifth}
    assert made.ranges == {"first": (0, fifth), "second": (0, fifth)}
    assert not made.unique
    (only,) = made.concessions
    assert (only.before, only.after, only.amount) == (Fraction(3, 5), Fraction(2, 5), fifth)
    even = repair(Program(box(), rows), spread=True)
    assert even.paid == {"first": fifth / 2, "second": fifth / 2}
    assert even.unique
    weighed = repair(Program(box(), rows), weights={"second": Fraction(2)})
    assert weighed.paid == {"first": fifth, "second": 0}
    assert weighed.unique


def test_an_equality_gives_way_in_either_direction():
    for right, after in ((2, 1), (-1, 0)):
        (only,) = repair(Program(box(), (asked("exact", A, "==", right),))).concessions
        assert (only.after, only.amount) == (after, 1)


def test_nothing_to_repair():
    fine = repair(Program(box(), (asked("some", A, ">=", "1/2"),)))
    assert (fine.cost, fine.concessions, fine.unique) == (0, (), True)
    law = asked("law", A, ">=", 2, hard=True)
    assert repair(Program(box(), (law,))) is None
    assert repair(Program(box(), (law, asked("some", A, ">=", "1/2")))) is None
    assert repair(Program(box(), (Row.of("frame", A, ">=", 2),)), spread=True) is None
    assert repair(Program(()), spread=True).cost == 0


def test_repair_on_whole_numbers():
    program = Program(
        (Variable("a", Fraction(0), Fraction(9), integer=True),), (asked("half", 2 * A, "==", 5),)
    )
    made = repair(program)
    assert made.cost == 1
    assert made.values["a"] in (2, 3)
    assert all(row.room(made.values) == 0 for row in made.program.rows)


@pytest.mark.parametrize(
    "wrong", [{"weights": {"some": Fraction(0)}}, {"units": {"some": Fraction(-1)}}]
)
def test_units_and_weights_are_above_zero(wrong):
    with pytest.raises(ValueError, match="above zero"):
        repair(Program(box(), (asked("some", A, ">=", "1/2"),)), **wrong)
