"""Targets: what a solution gives each party, and the terms that come closest to it."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.criteria.leximin import leximin
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.games.core import least_core
from benefitshare.negotiation.games.nucleolus import excess, nucleolus
from benefitshare.negotiation.games.shapley import shapley
from benefitshare.negotiation.games.targets import (
    CONCEPTS,
    GAMES,
    coalition_values,
    ideals,
    nearest,
    over_coalitions,
    target,
)
from benefitshare.negotiation.program import Program, Row, Variable

of = frozenset


def worths(game):
    return {s: game.worth(s) for s in (*game.coalitions(), game.everybody)}


def pie(*caps, worth=100, reservation=(10, 20, 0)):
    """Shares of a pie, each below its cap."""
    parties = "abc"[: len(caps)]
    shares = {p: Formula.variable(f"share {p}") for p in parties}
    variables = tuple(
        Variable(f"share {p}", Fraction(0), Fraction(cap))
        for p, cap in zip(parties, caps, strict=True)
    )
    rows = (Row.of("whole", Formula.sum(shares.values()), "==", 1),)
    reserved = {p: Fraction(r) for p, r in zip(parties, reservation, strict=False)}
    utilities = {p: share * worth for p, share in shares.items()}
    return Bargain(Program(variables, rows), tuple(v.name for v in variables), utilities, reserved)


HALF = Fraction(1, 2)


def test_pessimistic_values_by_hand():
    game = coalition_values(pie(HALF, HALF, "3/10"))
    assert ideals(pie(HALF, HALF, "3/10")) == ({"a": 50, "b": 50, "c": 30}, 100)
    by_hand = {"a": 20, "b": 20, "c": 0, "ab": 70, "ac": 50, "bc": 50, "abc": 100}
    assert worths(game) == {of(s): worth for s, worth in by_hand.items()}


def test_given_values_are_taken_as_they_are():
    values = {of("a"): 1, of("b"): 2, of("ab"): 100}
    assert worths(coalition_values(pie(1, 1), given=values)) == values
    with pytest.raises(ValueError, match="no worth given for the coalition b"):
        coalition_values(pie(1, 1), given={of("a"): 1, of("ab"): 100})


@pytest.mark.parametrize("concept", CONCEPTS)
def test_every_concept_gives_out_the_best_total(concept):
    bargain = pie(HALF, HALF, "3/10")
    aim = target(bargain, concept)
    assert list(aim) == ["a", "b", "c"]
    assert sum(aim.values()) == 100
    found = nearest(bargain, aim)
    assert found.reached
    assert found.agreed.verified
    assert found.agreed.unique
    assert found.agreed.utilities == aim


def test_targets_are_the_solutions_of_the_game():
    bargain = pie(HALF, HALF, "3/10")
    game = coalition_values(bargain)
    assert target(bargain, "nucleolus") == nucleolus(game).allocation
    assert target(bargain, "shapley") == shapley(game)
    core = target(bargain, "least_core")
    assert max(excess(game, core, s) for s in game.coalitions()) == least_core(game).epsilon
    assert target(pie(1, reservation=(5,)), "least_core") == {"a": 100}


def test_claims_may_be_given():
    bargain = pie(1, 1, 1)
    claims = {"c": 300, "a": 100, "b": 200}
    assert target(bargain, "talmud", claims=claims) == dict.fromkeys("abc", Fraction(100, 3))
    assert target(bargain, "talmud", claims=claims, estate=200) == {"a": 50, "b": 75, "c": 75}
    assert target(bargain, "proportional", estate=30) == dict.fromkeys("abc", 10)


def test_a_target_out_of_reach():
    """The cap on a leaves 20 to be divided; b and c are as near as each other."""
    found = nearest(pie("2/5", 1, 1), {"a": 60, "b": 30, "c": 10})
    assert not found.reached
    assert sum(found.away.values()) == 0
    assert found.away["a"] == -20
    assert found.agreed.stages[0].level == 20
    assert found.agreed.stages[1].level == 40
    assert all(abs(off) <= 20 for off in found.away.values())
    assert not found.agreed.unique


def test_the_tie_break_moves_to_the_reference():
    reference = {"share a": "2/5", "share b": "1/2", "share c": "1/10"}
    exact_reference = {term: Fraction(share) for term, share in reference.items()}
    found = nearest(pie("2/5", 1, 1), {"a": 60, "b": 30, "c": 10}, reference=exact_reference)
    assert found.agreed.terms == exact_reference


def test_a_utility_over_scenarios_is_only_bounded_from_above():
    """Of the worst of two scenarios only what it falls short counts; the rest is told as it is."""
    share, worst = Formula.variable("share"), Formula.variable("worst")
    rows = (Row.of("dry", worst, "<=", 40 * share), Row.of("wet", worst, "<=", 90 * share))
    program = Program((Variable("share", Fraction(0), Fraction(1)), Variable("worst")), rows)
    bargain = Bargain(program, ("share",), {"a": worst, "b": 40 - 40 * share})
    found = nearest(bargain, {"a": 10, "b": 30})
    assert found.reached
    assert found.agreed.terms == {"share": Fraction(1, 4)}
    short = nearest(bargain, {"a": 30, "b": 30})
    assert short.away == {"a": -10, "b": -10}


def test_nucleolus_over_possible_terms_only():
    bargain = pie(HALF, HALF, "3/10")
    game = coalition_values(bargain)
    everything = leximin(over_coalitions(bargain, game))
    assert everything.stages[0].level == -least_core(game).epsilon
    utilities = everything.utilities
    aim = nucleolus(game).allocation
    assert utilities == {
        game.written(s): sum(aim[p] for p in s) - game.worth(s) for s in game.coalitions()
    }


@given(st.lists(st.integers(0, 30), min_size=3, max_size=3))
@settings(max_examples=8)
def test_targets_of_a_free_pie_are_reached(reservation):
    bargain = pie(1, 1, 1, reservation=reservation)
    for concept in GAMES:
        assert nearest(bargain, target(bargain, concept), ranges=False).reached


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: target(pie(1, 1), "dictator"), "dictator is none of nucleolus"),
        (lambda: target(pie(1, 1, reservation=()), "shapley"), "without a reservation value"),
        (lambda: target(pie("1/5", "1/5"), "shapley"), "there are no possible terms"),
        (lambda: target(pie(1, 1), "talmud", claims={"a": 1}), "claims are of a, b"),
        (lambda: target(pie(1, 1), "talmud", claims={"a": 1, "b": -2}), "claim of b is negative"),
        (lambda: target(pie(1, 1), "talmud", estate=201), "more than all claims"),
        (lambda: target(pie(1, 1, reservation=(80, 80)), "nucleolus"), "160 alone and 100"),
        (lambda: nearest(pie(1, 1), {"a": 1}), "names a, b and nobody else"),
        (lambda: nearest(pie(1, 1), {"a": 1, "b": 0.5}), "the target of b is a float"),
    ],
)
def test_targets_that_are_none(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_no_best_without_bounds():
    free = Program((Variable("x"),))
    endless = Bargain(free, ("x",), {"a": Formula.variable("x")}, {"a": Fraction(0)})
    with pytest.raises(ValueError, match="nothing is best for a"):
        coalition_values(endless)


def test_no_terms_no_distance():
    found = nearest(pie("1/5", "1/5"), {"a": 50, "b": 50})
    assert found.agreed.status == "infeasible"
    assert not found.away
    assert not found.reached
