"""The Shapley value: what each player adds on average, whatever the order they come in."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import comb, lcm

from benefitshare.negotiation.games.game import Coalition, Game


@dataclass(frozen=True)
class Gains:
    """What one player adds to coalitions it joins.

    `by_size[k]` is the average over all coalitions of k others; their mean is the Shapley value.
    `least` and `most` are the smallest and largest gain, with the first coalition joined at it
    (in the order of `Game.coalitions`, the empty one first).
    """

    by_size: tuple[Fraction, ...]
    least: tuple[Fraction, Coalition]
    most: tuple[Fraction, Coalition]

    @property
    def mean(self) -> Fraction:
        """The Shapley value."""
        return sum(self.by_size, Fraction(0)) / len(self.by_size)


def shapley(game: Game) -> dict[str, Fraction]:
    """The Shapley value of each player (Shapley 1953), exact, by a sum over all coalitions.

    >>> from benefitshare.negotiation.games.game import savings_game
    >>> costs = {frozenset("A"): 11, frozenset("B"): 7, frozenset("AB"): 15}
    >>> shapley(savings_game("AB", costs))
    {'A': Fraction(3, 2), 'B': Fraction(3, 2)}
    """
    return {
        player: sum(gains, Fraction(0)) / len(gains)
        for player, gains in average_gains(game).items()
    }


def average_gains(game: Game) -> dict[str, tuple[Fraction, ...]]:
    """What each player adds on average to coalitions of 0, 1, 2, … others."""
    n = len(game.players)
    unit = lcm(*(value.denominator for value in set(game.by_mask)))
    with_player, every = _sums_by_size(game, unit)
    result = {}
    for player, joined in zip(game.players, with_player, strict=True):
        without = [total - own for total, own in zip(every, joined, strict=True)]
        result[player] = tuple(
            Fraction(joined[size + 1] - without[size], comb(n - 1, size) * unit)
            for size in range(n)
        )
    return result


def _sums_by_size(game: Game, unit: int) -> tuple[list[list[int]], list[int]]:
    """The worths of all coalitions in 1/unit, summed by size: of those a player is in (by player),
    and of all.
    """
    n = len(game.players)
    sums = [[0] * (n + 1) for _ in game.players]
    every = [0] * (n + 1)
    bits = [(k, 1 << k) for k in range(n)]
    for mask, value in enumerate(game.by_mask):
        if value:
            scaled = value.numerator * (unit // value.denominator)
            size = mask.bit_count()
            every[size] += scaled
            for k, bit in bits:
                if mask & bit:
                    sums[k][size] += scaled
    return sums, every


def gains(game: Game) -> dict[str, Gains]:
    """The explanation of the Shapley value: what each player adds, by size, at least and at most.

    >>> from benefitshare.negotiation.games.game import Game
    >>> game = Game.of("ab", {frozenset("a"): 1, frozenset("b"): 2, frozenset("ab"): 5})
    >>> gains(game)["a"].by_size
    (Fraction(1, 1), Fraction(3, 1))
    """
    averages = average_gains(game)
    return {player: Gains(averages[player], *_extremes(game, player)) for player in game.players}


def _extremes(
    game: Game, player: str
) -> tuple[tuple[Fraction, Coalition], tuple[Fraction, Coalition]]:
    joined = [
        (game.worth(s | {player}) - game.worth(s), s)
        for s in (frozenset(), *game.coalitions())
        if player not in s
    ]
    return min(joined, key=lambda pair: pair[0]), max(joined, key=lambda pair: pair[0])
