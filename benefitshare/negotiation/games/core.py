"""The core: allocations that no coalition can better on its own; and how far it is from empty."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from benefitshare.negotiation.exact import Questions, SolverError
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.games.game import Allocation, Coalition, Game
from benefitshare.negotiation.games.nucleolus import (
    excess,
    excess_rows,
    least_excess,
    received,
    row_name,
)
from benefitshare.negotiation.program import Program, Row, Variable


@dataclass(frozen=True)
class LeastCore:
    """The smallest largest excess, `epsilon`: positive where the core is empty.

    `binding` are the coalitions with just that excess in every allocation of the least core:
    they are why epsilon is no smaller. `weights` prove it: the binding coalitions with a weight
    (summing to one) cover every player equally often, and the weighted mean of what they could have
    exceeds what they get by epsilon. `allocation` is one of the least core.
    """

    epsilon: Fraction
    binding: tuple[Coalition, ...]
    weights: tuple[tuple[Coalition, Fraction], ...]
    allocation: Allocation

    @property
    def is_core_empty(self) -> bool:
        """Whether every allocation leaves some coalition with less than it has on its own."""
        return self.epsilon > 0


@dataclass(frozen=True)
class Objection:
    """A coalition that has `excess` more on its own than an allocation gives it."""

    coalition: Coalition
    excess: Fraction


def least_core(game: Game) -> LeastCore:
    """The least core (Maschler, Peleg & Shapley 1979), exact.

    Raises ValueError for one player: nobody can object.

    >>> halves = {frozenset(s): len(s) > 1 for s in ("a", "b", "c", "ab", "ac", "bc", "abc")}
    >>> least_core(Game.of("abc", halves)).epsilon
    Fraction(1, 3)
    """
    if len(game.players) == 1:
        raise ValueError("a game of one player has no coalitions that could object")
    answer = least_excess(game, (_whole(game), *excess_rows(game, game.coalitions(), False)))
    allocation = {player: answer.values[player] for player in game.players}
    duals = {s: answer.duals[row_name(game, s)] for s in game.coalitions()}
    weights = tuple((s, dual) for s, dual in duals.items() if dual)
    binding = _binding(game, answer.objective, allocation, {s for s, _ in weights})
    return LeastCore(answer.objective, binding, weights, allocation)


def is_core_empty(game: Game) -> bool:
    """Whether every allocation leaves some coalition with less than it has on its own."""
    return len(game.players) > 1 and least_core(game).is_core_empty


def is_in_core(game: Game, allocation: Allocation) -> bool:
    """Whether an allocation gives out what there is, and no coalition objects."""
    return not objections(game, game.checked(allocation))


def core_bounds(game: Game) -> dict[str, tuple[Fraction, Fraction]]:
    """The least and the most each player gets in the core. Raises ValueError where it is empty."""
    if is_core_empty(game):
        raise ValueError("the core is empty")
    ask = Questions(allowing(game, Fraction(0)))
    return {
        player: (
            _least(ask, Formula.variable(player)),
            -_least(ask, -Formula.variable(player)),
        )
        for player in game.players
    }


def objections(game: Game, allocation: Allocation) -> tuple[Objection, ...]:
    """The coalitions that have more on their own than the allocation gives them, and by how much;
    the largest first. All players together object to an allocation that leaves something over.

    Raises ValueError where the allocation gives out more than there is, or not to each player.

    >>> game = Game.of("ab", {frozenset("a"): 1, frozenset("b"): 2, frozenset("ab"): 5})
    >>> one, = objections(game, {"a": Fraction(7, 2), "b": Fraction(3, 2)})
    >>> one.coalition, one.excess
    (frozenset({'b'}), Fraction(1, 2))
    """
    if set(allocation) != game.everybody:
        raise ValueError(f"an allocation names {', '.join(game.players)} and nobody else")
    if (given := sum(allocation.values(), Fraction(0))) > game.total:
        raise ValueError(f"an allocation gives out {given} of {game.total}")
    every = (*game.coalitions(), game.everybody)
    found = (Objection(s, excess(game, allocation, s)) for s in every)
    return tuple(sorted((one for one in found if one.excess > 0), key=lambda one: -one.excess))


def _binding(
    game: Game, epsilon: Fraction, allocation: Allocation, proved: set[Coalition]
) -> tuple[Coalition, ...]:
    """The coalitions at the largest excess wherever one looks: proved by a dual, or by a question
    of its own to each that is tight here.
    """
    ask = Questions(allowing(game, epsilon))

    def is_binding(s: Coalition) -> bool:
        if s in proved:
            return True
        if excess(game, allocation, s) < epsilon:
            return False
        return -_least(ask, -received(s)) == game.worth(s) - epsilon

    return tuple(s for s in game.coalitions() if is_binding(s))


def allowing(game: Game, largest: Fraction) -> Program:
    """All allocations in which no coalition has a larger excess."""
    rows = (
        Row.of(row_name(game, s), received(s), ">=", game.worth(s) - largest)
        for s in game.coalitions()
    )
    return Program(tuple(Variable(p) for p in game.players), (_whole(game), *rows))


def _whole(game: Game) -> Row:
    return Row.of("everybody", received(game.everybody), "==", game.total)


def _least(ask: Questions, formula: Formula) -> Fraction:
    answer = ask.optimum(formula)
    if answer.status != "optimal" or not answer.verified:
        raise SolverError(f"no exact bound: {answer.status} {answer.why_not}")
    return answer.objective
