"""Games: published figures, laws of each solution, and second algorithms that share no code."""

import json
from fractions import Fraction
from itertools import combinations, permutations
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benefitshare.negotiation.exact import optimum
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.games.core import (
    core_bounds,
    is_core_empty,
    is_in_core,
    least_core,
    objections,
)
from benefitshare.negotiation.games.game import Game, cost_game, savings_game
from benefitshare.negotiation.games.nucleolus import (
    excess,
    is_balanced,
    is_nucleolus,
    nucleolus,
    prenucleolus,
    unbalanced,
)
from benefitshare.negotiation.games.shapley import gains, shapley
from benefitshare.negotiation.program import Program, Row, Variable
from tests.plain_simplex import solve

CASES = json.loads((Path(__file__).parent / "fairness" / "games.json").read_text("utf-8"))
HALF = Fraction(1, 2)
few, fewer = settings(max_examples=25), settings(max_examples=10)
some = settings(max_examples=30)


def of(text):
    return frozenset(text)


def game_of(**worth):
    players = max(worth, key=len)
    return Game.of(players, {of(s): value for s, value in worth.items()})


MAJORITY = game_of(a=0, b=0, c=0, ab=1, ac=1, bc=1, abc=1)
POOR = game_of(a=3, b=3, ab=4)


@st.composite
def games(draw, least=2, most=4, low=-6):
    players = "abcd"[: draw(st.integers(least, most))]
    worths = st.integers(low, 12).map(Fraction) | st.fractions(low, 12, max_denominator=3)
    return Game.made(players, lambda _: draw(worths))


def shared(game, allocation):
    return [allocation[p] for p in game.players]


# ------------------------------------------------------------------ published figures


@pytest.mark.parametrize(
    "case",
    [pytest.param(c, id=c["id"]) for c in CASES if c["kind"] in ("tu-game", "tu-cost-game")],
)
def test_published_solutions(case):
    inputs = case["inputs"]
    worth = {frozenset(s.split("+")): value for s, value in inputs["v"].items()}
    if case["kind"] == "tu-game":
        assert solution(Game.of(inputs["players"], worth), inputs["solution"]) == exact(case)
    else:
        costs = cost_game(inputs["players"], worth)
        assert borne(solution(costs, inputs["solution"])) == exact(case)
        savings = savings_game(inputs["players"], worth)
        saved = solution(savings, inputs["solution"])
        if isinstance(saved, list):
            alone = [worth[frozenset({p})] for p in inputs["players"]]
            saved = [cost - gain for cost, gain in zip(alone, saved, strict=True)]
        assert saved == exact(case)


def solution(game, name):
    if name == "core_bounds":
        return [list(core_bounds(game)[p]) for p in game.players]
    return {
        "shapley": lambda: shared(game, shapley(game)),
        "nucleolus": lambda: shared(game, nucleolus(game).allocation),
        "core_empty": lambda: is_core_empty(game),
        "least_core_epsilon": lambda: least_core(game).epsilon,
        "shapley_in_core": lambda: is_in_core(game, shapley(game)),
    }[name]()


def borne(solved):
    return [-amount for amount in solved] if isinstance(solved, list) else solved


def exact(case):
    def number(value):
        if isinstance(value, list):
            return [number(one) for one in value]
        return value if isinstance(value, bool) else Fraction(value)

    return number(case["exact"])


# ------------------------------------------------------------------ nucleolus


def by_tests_of_every_coalition(game, *, imputations, per_capita, solve=solve):
    """Maschler, Peleg & Shapley without duals, spans or early end: each coalition that might be
    tight is asked for the most it can get, until all are settled.
    """
    proper = [
        frozenset(s) for k in range(1, len(game.players)) for s in combinations(game.players, k)
    ]
    variables = (*(Variable(p) for p in game.players), Variable("t"))
    received = {s: Formula.sum(Formula.variable(p) for p in s) for s in proper}
    size = {s: len(s) if per_capita else 1 for s in proper}
    whole = Formula.sum(Formula.variable(p) for p in game.players)
    rows = [Row.of("whole", whole, "==", game.total)]
    if imputations:
        rows += [
            Row.of(f"{p} alone", Formula.variable(p), ">=", game.worth(p)) for p in game.players
        ]
    settled, active = {}, list(proper)
    while active:
        asked = [
            Row.of(
                str(sorted(s)), received[s] + size[s] * Formula.variable("t"), ">=", game.worth(s)
            )
            for s in active
        ]
        status, t = solve(Program(variables, (*rows, *asked), Formula.variable("t")))
        assert status == "optimal"
        asked.append(Row.of("t", Formula.variable("t"), "==", t))
        for s in active:
            _, most = solve(Program(variables, (*rows, *asked), -received[s]))
            if most == t * size[s] - game.worth(s):
                settled[s] = -most
        new = [s for s in active if s in settled]
        assert new
        rows += [Row.of(f"{sorted(s)} settled", received[s], "==", settled[s]) for s in new]
        active = [s for s in active if s not in settled]
    return {p: settled[frozenset(p)] for p in game.players}


def has_imputations(game):
    return sum(game.worth(p) for p in game.players) <= game.total


def held_against_the_second_algorithm(game, per_capita, solve):
    how = {"per_capita": per_capita, "solve": solve}
    second = by_tests_of_every_coalition(game, imputations=False, **how)
    assert prenucleolus(game, per_capita=per_capita).allocation == second
    if has_imputations(game):
        second = by_tests_of_every_coalition(game, imputations=True, **how)
        assert nucleolus(game, per_capita=per_capita).allocation == second


@fewer
@given(games(most=3), st.booleans())
def test_nucleolus_by_a_second_algorithm_and_a_second_simplex(game, per_capita):
    held_against_the_second_algorithm(game, per_capita, solve)


@few
@given(games(least=3), st.booleans())
def test_nucleolus_by_a_second_algorithm(game, per_capita):
    held_against_the_second_algorithm(game, per_capita, by_exact_optimum)


def by_exact_optimum(program):
    found = optimum(program)
    return found.status, found.objective


def complaints(game, allocation, per_capita=False):
    found = (excess(game, allocation, s) / (len(s) if per_capita else 1) for s in game.coalitions())
    return sorted(found, reverse=True)


@few
@given(games(low=0), st.data(), st.booleans())
def test_no_other_allocation_has_smaller_complaints(game, data, per_capita):
    """The definition, held against allocations drawn at random, also very near ones."""
    steps = st.fractions(-1, 1, max_denominator=8)
    moved = data.draw(st.lists(steps, min_size=len(game.players), max_size=len(game.players)))
    moved = [step - sum(moved) / len(moved) for step in moved]
    assume(any(moved))
    best = prenucleolus(game, per_capita=per_capita).allocation
    for size in (1, Fraction(1, 1000)):
        other = {p: best[p] + size * step for p, step in zip(game.players, moved, strict=True)}
        assert complaints(game, best, per_capita) < complaints(game, other, per_capita)


@some
@given(games(least=3), st.booleans(), st.booleans(), st.sampled_from("ab"))
def test_kohlberg_knows_the_nucleolus_and_nothing_else(game, imputations, per_capita, giver):
    assume(not imputations or has_imputations(game))
    find = nucleolus if imputations else prenucleolus
    found = find(game, per_capita=per_capita).allocation
    assert is_nucleolus(game, found, imputations=imputations, per_capita=per_capita)
    other = {**found, giver: found[giver] - Fraction(1, 50), "c": found["c"] + Fraction(1, 50)}
    assert not is_nucleolus(game, other, imputations=imputations, per_capita=per_capita)


def test_what_kohlberg_finds_wrong():
    allocation = {"a": Fraction(1), "b": Fraction(0), "c": Fraction(0)}
    assert unbalanced(MAJORITY, allocation) == (of("bc"),)
    assert unbalanced(MAJORITY, dict.fromkeys("abc", Fraction(1, 3))) == ()


def test_balanced_collections():
    """Shapley 1967: the smallest balanced collections of three players, and others."""
    balanced = ["a b c", "ab c", "ab ac bc", "a bc", "a b c ab"]
    not_balanced = ["ab ac", "a", "ab bc c", "a ab c"]
    for collection in balanced:
        assert is_balanced(MAJORITY, map(of, collection.split()))
    for collection in not_balanced:
        assert not is_balanced(MAJORITY, map(of, collection.split()))
    assert is_balanced(MAJORITY, [of("ab")], free="c")


@st.composite
def games_with_a_core(draw):
    """No coalition has more than its part of an allocation drawn before."""
    game = draw(games(low=0))
    parts = {p: draw(st.integers(-3, 6)) for p in game.players}

    def worth(s):
        part = Fraction(sum(parts[p] for p in s))
        return part if s == game.everybody else part - game.worth(s) // 4

    return Game.made(game.players, worth)


@few
@given(games_with_a_core())
def test_the_nucleolus_lies_in_the_core_where_there_is_one(game):
    assert not is_core_empty(game)
    for per_capita in (False, True):
        found = nucleolus(game, per_capita=per_capita).allocation
        assert is_in_core(game, found)
        assert found == prenucleolus(game, per_capita=per_capita).allocation


@some
@given(games(least=3))
def test_the_prenucleolus_lies_in_the_least_core(game):
    found, core = prenucleolus(game), least_core(game)
    assert found.stages[0].excess == core.epsilon
    assert complaints(game, found.allocation)[0] == core.epsilon
    assert set(found.stages[0].coalitions) <= set(core.binding)


@some
@given(games(least=3))
def test_stages_come_down_and_name_complaints_at_their_level(game):
    found = prenucleolus(game)
    levels = [stage.excess for stage in found.stages]
    assert levels == sorted(set(levels), reverse=True)
    for stage in found.stages:
        assert stage.coalitions
        assert {excess(game, found.allocation, s) for s in stage.coalitions} == {stage.excess}


def test_players_held_at_what_they_have_alone():
    """a and b have 4 without c and there are only 2: c would pay, if it could have less than 0."""
    game = game_of(a=0, b=0, c=0, ab=4, ac=0, bc=0, abc=2)
    assert prenucleolus(game).allocation == {"a": HALF * 3, "b": HALF * 3, "c": -1}
    found = nucleolus(game)
    assert found.allocation == {"a": 1, "b": 1, "c": 0}
    first, second = found.stages
    assert (first.excess, first.coalitions, first.alone) == (2, (of("ab"),), ("c",))
    assert (second.excess, set(second.coalitions)) == (-1, {of("a"), of("b")})


def test_coalitions_stopped_at_one_level_are_one_stage():
    (stage,) = prenucleolus(MAJORITY).stages
    assert (stage.excess, set(stage.coalitions)) == (Fraction(1, 3), {of("ab"), of("ac"), of("bc")})


@given(games(), st.fractions(Fraction(1, 4), 4, max_denominator=4), st.integers(-5, 5))
@few
def test_units_and_what_everybody_has_anyway_do_not_matter(game, factor, extra):
    moved = Game.made(
        game.players, lambda s: factor * game.worth(s) + sum(extra for p in s if p == "a")
    )
    for solve_game in (lambda g: prenucleolus(g).allocation, shapley):
        before = solve_game(game)
        assert solve_game(moved) == {
            p: factor * own + (extra if p == "a" else 0) for p, own in before.items()
        }


@given(games(), st.randoms(use_true_random=False))
@few
def test_the_order_of_players_does_not_matter(game, random):
    players = list(game.players)
    random.shuffle(players)
    shuffled = Game.made(players, game.worth)
    assert prenucleolus(shuffled).allocation == prenucleolus(game).allocation
    assert shapley(shuffled) == shapley(game)
    assert least_core(shuffled).epsilon == least_core(game).epsilon
    assert set(least_core(shuffled).binding) == set(least_core(game).binding)


def test_a_player_may_have_any_name():
    names = {"a": "excess", "b": "everybody", "c": "alone: "}
    worth = {frozenset(names[p] for p in s): v for s, v in worths(MAJORITY).items()}
    renamed = Game.of(names.values(), worth)
    assert set(nucleolus(renamed).allocation.values()) == {Fraction(1, 3)}


def worths(game):
    return {s: game.worth(s) for s in (*game.coalitions(), game.everybody)}


# ------------------------------------------------------------------ core


@some
@given(games(least=3))
def test_the_least_core_is_proved_by_its_weights(game):
    core = least_core(game)
    weights = dict(core.weights)
    assert sum(weights.values()) == 1
    assert all(weight > 0 for weight in weights.values())
    assert weights.keys() <= set(core.binding)
    covered = {p: sum(w for s, w in weights.items() if p in s) for p in game.players}
    often = set(covered.values())
    assert len(often) == 1
    asked = sum(weight * game.worth(s) for s, weight in weights.items())
    assert asked - often.pop() * game.total == core.epsilon
    assert complaints(game, core.allocation)[0] == core.epsilon
    assert core.is_core_empty == is_core_empty(game) == (core.epsilon > 0)


@few
@given(games(least=3, most=3))
def test_binding_coalitions_are_those_tight_all_over_the_least_core(game):
    core = least_core(game)
    for s in game.coalitions():
        rows = [Row.of("whole", total(game.players), "==", game.total)]
        rows += [
            Row.of(str(sorted(r)), total(r), ">=", game.worth(r) - core.epsilon)
            for r in game.coalitions()
        ]
        _, most = solve(Program(tuple(map(Variable, game.players)), tuple(rows), -total(s)))
        assert (-most == game.worth(s) - core.epsilon) == (s in core.binding)


def total(players):
    return Formula.sum(Formula.variable(p) for p in players)


@some
@given(games(low=0))
def test_core_bounds_hold_the_core(game):
    if is_core_empty(game):
        with pytest.raises(ValueError, match="the core is empty"):
            core_bounds(game)
        return
    inside = prenucleolus(game).allocation
    for p, (low, high) in core_bounds(game).items():
        others = game.everybody - {p}
        assert game.worth(p) <= low <= inside[p] <= high <= game.total - game.worth(others)


@some
@given(games())
def test_objections_are_what_coalitions_lack(game):
    allocation = dict.fromkeys(game.players, game.total / len(game.players))
    found = objections(game, allocation)
    by_hand = {
        s: game.worth(s) - game.total * len(s) / len(game.players) for s in game.coalitions()
    }
    assert {one.coalition: one.excess for one in found} == {
        s: e for s, e in by_hand.items() if e > 0
    }
    assert [one.excess for one in found] == sorted((one.excess for one in found), reverse=True)
    assert is_in_core(game, allocation) == (not found)


def test_everybody_objects_to_what_is_left_over():
    halves = dict.fromkeys("abc", Fraction(1, 6))
    assert [o.coalition for o in objections(MAJORITY, halves)] == [
        of("ab"), of("ac"), of("bc"), of("abc"),
    ]  # fmt: skip


# ------------------------------------------------------------------ Shapley value


@some
@given(games())
def test_shapley_is_the_average_over_all_orders(game):
    orders = list(permutations(game.players))
    added = dict.fromkeys(game.players, Fraction(0))
    for order in orders:
        for place, player in enumerate(order):
            added[player] += game.worth(order[: place + 1]) - game.worth(order[:place])
    value = shapley(game)
    assert value == {p: amount / len(orders) for p, amount in added.items()}
    assert sum(value.values()) == game.total


@some
@given(games(most=3), st.data())
def test_shapley_adds_up_over_games(game, data):
    other = Game.made(game.players, lambda _: data.draw(st.integers(-5, 5).map(Fraction)))
    both = Game.made(game.players, lambda s: game.worth(s) + other.worth(s))
    first, second = shapley(game), shapley(other)
    assert shapley(both) == {p: first[p] + second[p] for p in game.players}


@some
@given(games(most=3), st.fractions(-3, 3, max_denominator=3))
def test_a_dummy_gets_what_it_has_alone(game, own):
    players = (*game.players, "z")

    def worth(s):
        return game.worth(s - {"z"}) + (own if "z" in s else 0)

    with_dummy = Game.made(players, worth)
    assert shapley(with_dummy) == {**shapley(game), "z": own}
    assert prenucleolus(with_dummy).allocation["z"] == own


@some
@given(games(least=3))
def test_players_who_are_alike_get_alike(game):
    """Made alike by taking the mean of the game and of itself with both exchanged."""
    swap = {"a": "b", "b": "a"}

    def worth(s):
        return game.worth(s) + game.worth(swap.get(p, p) for p in s)

    alike = Game.made(game.players, worth)
    for value in (shapley(alike), prenucleolus(alike).allocation):
        assert value["a"] == value["b"]


@some
@given(games())
def test_gains_explain_the_value(game):
    value = shapley(game)
    for player, own in gains(game).items():
        joined = {
            s: game.worth(s | {player}) - game.worth(s)
            for s in (frozenset(), *game.coalitions())
            if player not in s
        }
        assert own.mean == value[player]
        assert own.least[0] == min(joined.values()) == joined[own.least[1]]
        assert own.most[0] == max(joined.values()) == joined[own.most[1]]
        for size, average in enumerate(own.by_size):
            some = [gain for s, gain in joined.items() if len(s) == size]
            assert average == sum(some) / len(some)


def test_shapley_of_many_players():
    """Littlechild & Owen 1973: runways as long as the largest landing plane needs; each pays an
    equal part of every piece it uses.
    """
    length = {f"plane {n:2}": Fraction(n) for n in range(1, 13)}
    costs = {
        frozenset(s): -max(length[p] for p in s)
        for k in range(1, 13)
        for s in combinations(length, k)
    }
    paid, expected = Fraction(0), {}
    for n, plane in enumerate(length):
        paid += Fraction(1, 12 - n)
        expected[plane] = -paid
    assert shapley(Game.of(length, costs)) == expected


# ------------------------------------------------------------------ faults


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Game.of("ab", {of("a"): 1, of("ab"): 1}), "no worth given for the coalition b"),
        (lambda: game_of(a=1, b=1.5, ab=3), "the worth of b is a float: 1.5"),
        (lambda: Game.of("a", {of("a"): 1, of("ab"): 1}), r"does not play: \['b'\]"),
        (lambda: Game.of("aa", {of("a"): 1}), "two players have one name"),
        (lambda: Game.of("", {}), "a game has players"),
        (lambda: Game.of("a", {of(""): 1, of("a"): 1}), "the empty coalition is worth 0"),
        (lambda: Game(("a",), (Fraction(1), Fraction(1))), "the empty coalition is worth 0"),
        (lambda: Game(("a",), (Fraction(0),)), "1 worths for 2 coalitions"),
        (lambda: Game.made(map(str, range(21)), len), "21 players are more than 20"),
        (lambda: MAJORITY.worth("ax"), "somebody who does not play"),
        (lambda: nucleolus(POOR), "the players have 6 alone and 4 together"),
        (lambda: core_bounds(MAJORITY), "the core is empty"),
        (lambda: least_core(game_of(a=1)), "no coalitions that could object"),
        (lambda: objections(MAJORITY, {"a": Fraction(1)}), "names a, b, c and nobody else"),
        (lambda: objections(POOR, {"a": Fraction(3), "b": Fraction(2)}), "gives out 5 of 4"),
        (lambda: is_in_core(POOR, {"a": Fraction(3), "b": Fraction(0)}), "gives out 4, not 3"),
        (lambda: unbalanced(POOR, {"a": Fraction(3)}), "names a, b and nobody else"),
    ],
)
def test_faults_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_one_player_has_everything():
    alone = game_of(a=7)
    assert nucleolus(alone).allocation == prenucleolus(alone).allocation == {"a": 7}
    assert shapley(alone) == {"a": 7}
    assert not is_core_empty(alone)
    assert core_bounds(alone) == {"a": (7, 7)}
    assert is_nucleolus(alone, {"a": Fraction(7)})


def test_too_poor_for_a_nucleolus_not_for_a_prenucleolus():
    assert prenucleolus(POOR).allocation == {"a": 2, "b": 2}
    assert not is_nucleolus(POOR, {"a": Fraction(2), "b": Fraction(2)})
    assert is_nucleolus(POOR, {"a": Fraction(2), "b": Fraction(2)}, imputations=False)
