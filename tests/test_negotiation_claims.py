"""Claims rules: published figures, what every rule keeps to, and the games behind them."""

import json
from fractions import Fraction
from itertools import pairwise, permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benefitshare.negotiation.games.claims import (
    RULES,
    constrained_equal_awards,
    constrained_equal_losses,
    proportional,
    random_arrival,
    talmud,
)
from benefitshare.negotiation.games.estate import ClaimsProblem
from benefitshare.negotiation.games.game import bankruptcy_game
from benefitshare.negotiation.games.nucleolus import is_nucleolus, nucleolus
from benefitshare.negotiation.games.rules import (
    equal_per_capita,
    equal_savings_per_capita,
    proportional_to_alternative,
)
from benefitshare.negotiation.games.shapley import shapley

CASES = json.loads((Path(__file__).parent / "fairness" / "games.json").read_text("utf-8"))
few = settings(max_examples=30)


def of_kind(kind):
    return [pytest.param(case, id=case["id"]) for case in CASES if case["kind"] == kind]


@st.composite
def problems(draw, most=4):
    claims = draw(st.lists(st.fractions(0, 20, max_denominator=6), min_size=1, max_size=most))
    part = draw(st.fractions(0, 1, max_denominator=12))
    return ClaimsProblem(dict(zip("abcde", claims, strict=False)), sum(claims) * part)


@pytest.mark.parametrize("case", of_kind("claims"))
def test_published_awards(case):
    inputs = case["inputs"]
    claims = {str(n): claim for n, claim in enumerate(inputs["claims"])}
    problem = ClaimsProblem.of(claims, inputs["estate"])
    rules = {**RULES, "nucleolus of bankruptcy game": by_nucleolus}
    awards = rules[inputs["rule"]](problem)
    assert list(awards.values()) == [Fraction(award) for award in case["exact"]]


def by_nucleolus(problem):
    return nucleolus(bankruptcy_game(problem)).allocation


@pytest.mark.parametrize("case", of_kind("rule"))
def test_two_towns(case):
    alone, people = (
        dict(zip("AB", case["inputs"][k], strict=True)) for k in ("cost_alone", "population")
    )
    joint = case["inputs"]["cost_joint"]
    costs = {
        "equal_per_capita": equal_per_capita(joint, people),
        "equal_savings_per_capita": equal_savings_per_capita(alone, joint, people),
        "proportional_to_alternative": proportional_to_alternative(alone, joint),
    }
    for rule, exact in case["exact"].items():
        assert list(costs[rule].values()) == [Fraction(cost) for cost in exact]
    assert costs.keys() == case["exact"].keys()


@pytest.mark.parametrize(
    ("estate", "awards"),
    [(100, ("100/3", "100/3", "100/3")), (200, (50, 75, 75)), (300, (50, 100, 150)),
     (400, (50, 125, 225)), (500, ("200/3", "500/3", "800/3"))],
)  # fmt: skip
def test_the_three_wives_of_the_mishna(estate, awards):
    """Aumann & Maschler 1985, their table; 400 and 500 by its rule."""
    problem = ClaimsProblem.of({"a": 100, "b": 200, "c": 300}, estate)
    assert list(talmud(problem).values()) == [Fraction(award) for award in awards]


@few
@given(problems(), st.sampled_from(sorted(RULES)))
def test_every_rule_gives_out_the_estate_within_the_claims(problem, name):
    awards = RULES[name](problem)
    assert list(awards) == list(problem.claims)
    assert sum(awards.values()) == problem.estate
    assert all(0 <= awards[c] <= claim for c, claim in problem.claims.items())


@few
@given(problems(), st.sampled_from(sorted(RULES)))
def test_larger_claims_get_no_less_and_lose_no_less(problem, name):
    awards, claims = RULES[name](problem), problem.claims
    ordered = sorted(claims, key=claims.__getitem__)
    for small, large in pairwise(ordered):
        assert awards[small] <= awards[large]
        assert claims[small] - awards[small] <= claims[large] - awards[large]


@few
@given(problems(), st.sampled_from(sorted(RULES)), st.fractions(0, 9, max_denominator=4))
def test_the_unit_does_not_matter(problem, name, factor):
    scaled = ClaimsProblem(
        {c: claim * factor for c, claim in problem.claims.items()}, problem.estate * factor
    )
    awards = RULES[name](problem)
    assert RULES[name](scaled) == {c: award * factor for c, award in awards.items()}


@few
@given(problems(), st.sampled_from(sorted(RULES)), st.fractions(0, 1, max_denominator=7))
def test_nobody_loses_by_a_larger_estate(problem, name, part):
    larger = problem.estate + (problem.total - problem.estate) * part
    before, after = RULES[name](problem), RULES[name](ClaimsProblem(problem.claims, larger))
    assert all(before[c] <= after[c] for c in before)


@few
@given(problems(), st.sampled_from(sorted(RULES)), st.randoms(use_true_random=False))
def test_the_order_of_claimants_does_not_matter(problem, name, random):
    shuffled = list(problem.claims.items())
    random.shuffle(shuffled)
    assert RULES[name](ClaimsProblem(dict(shuffled), problem.estate)) == RULES[name](problem)


@pytest.mark.parametrize(
    ("rule", "dual"),
    [(proportional, proportional), (talmud, talmud), (random_arrival, random_arrival),
     (constrained_equal_awards, constrained_equal_losses),
     (constrained_equal_losses, constrained_equal_awards)],
)  # fmt: skip
@few
@given(problem=problems())
def test_duality(rule, dual, problem):
    """What a rule gives is what its dual takes away when it is the losses that are divided."""
    taken = dual(problem.losses)
    assert rule(problem) == {c: claim - taken[c] for c, claim in problem.claims.items()}


@few
@given(problems())
def test_random_arrival_is_the_average_over_all_orders(problem):
    orders = list(permutations(problem.claims))
    paid = dict.fromkeys(problem.claims, Fraction(0))
    for order in orders:
        left = problem.estate
        for claimant in order:
            paid[claimant] += min(left, problem.claims[claimant])
            left -= min(left, problem.claims[claimant])
    assert random_arrival(problem) == {c: total / len(orders) for c, total in paid.items()}
    assert random_arrival(problem) == shapley(bankruptcy_game(problem))


@few
@given(problems())
def test_talmud_is_the_nucleolus_of_the_bankruptcy_game(problem):
    game = bankruptcy_game(problem)
    assert talmud(problem) == nucleolus(game).allocation
    assert is_nucleolus(game, talmud(problem))


@few
@given(problems())
def test_talmud_divides_every_pair_as_a_contested_garment(problem):
    """Aumann & Maschler 1985: each half of what both claim, after what one of them concedes."""
    awards = talmud(problem)
    for one in awards:
        for other in awards:
            if one < other:
                (a, b), both = (
                    (problem.claims[one], problem.claims[other]),
                    awards[one] + awards[other],
                )
                conceded = max(both - b, 0), max(both - a, 0)
                assert awards[one] == conceded[0] + (both - sum(conceded)) / 2


@few
@given(problems())
def test_equal_awards_and_equal_losses_by_their_definition(problem):
    awards, claims = constrained_equal_awards(problem), problem.claims
    most = max(awards.values())
    assert all(award in (claims[c], most) for c, award in awards.items())
    losses = {c: claims[c] - award for c, award in constrained_equal_losses(problem).items()}
    assert all(loss in (claims[c], max(losses.values())) for c, loss in losses.items())


def test_claims_of_zero():
    nothing = ClaimsProblem.of({"a": 0, "b": 0}, 0)
    for rule in RULES.values():
        assert rule(nothing) == {"a": 0, "b": 0}
        assert rule(ClaimsProblem.of({"a": 0, "b": 4}, 3)) == {"a": 0, "b": 3}
        assert rule(ClaimsProblem.of({"a": 4}, 3)) == {"a": 3}


@pytest.mark.parametrize(
    ("claims", "estate", "message"),
    [
        ({}, 0, "nobody claims"),
        ({"a": 1, "b": -1}, 0, "the claim of b is negative: -1"),
        ({"a": 1}, -1, "the estate is negative: -1"),
        ({"a": 1, "b": 2}, 4, "the estate 4 is more than all claims, 3"),
        ({"a": 0.5}, 0, "the claim of a is a float: 0.5"),
        ({"a": 1}, 0.5, "the estate is a float: 0.5"),
    ],
)
def test_problems_that_are_none(claims, estate, message):
    with pytest.raises(ValueError, match=message):
        ClaimsProblem.of(claims, estate)


def test_more_claimants_than_a_game_can_have():
    problem = ClaimsProblem.of({f"city {n}": 1 for n in range(21)}, 7)
    with pytest.raises(ValueError, match="21 players are more than 20"):
        random_arrival(problem)
    assert set(talmud(problem).values()) == {Fraction(1, 3)}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: equal_per_capita(15, {"A": 0, "B": 0}), "no people"),
        (lambda: equal_per_capita(15, {"A": 1, "B": -1}), "negative people: B"),
        (lambda: equal_savings_per_capita({"A": 1}, 1, {"B": 1}), "not of the same towns"),
        (lambda: proportional_to_alternative({"A": 0}, 1), "no costs alone"),
        (lambda: proportional_to_alternative({"A": 1}, 1.5), "the joint cost is a float"),
    ],
)
def test_rules_that_cannot_be_followed(call, message):
    with pytest.raises(ValueError, match=message):
        call()
