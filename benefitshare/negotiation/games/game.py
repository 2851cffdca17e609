"""A cooperative game as a value: what each coalition of players can have on its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from benefitshare.negotiation.formula import Number
from benefitshare.negotiation.games.estate import ClaimsProblem, exact_number

Coalition = frozenset[str]
Allocation = Mapping[str, Fraction]
MOST_PLAYERS = 20


@dataclass(frozen=True)
class Game:
    """A game with transferable utility.

    `by_mask[m]` is the worth of the coalition of those players whose bits are set in m (bit k is
    `players[k]`), so that a million coalitions fit into memory; `worth` asks by names. The
    empty coalition is worth 0. Raises ValueError where there are no players, too many, or two of
    one name.
    """

    players: tuple[str, ...]
    by_mask: tuple[Fraction, ...]

    def __post_init__(self) -> None:
        _check_players(self.players)
        if len(self.by_mask) != 2 ** len(self.players):
            raise ValueError(f"{len(self.by_mask)} worths for {2 ** len(self.players)} coalitions")
        if self.by_mask[0]:
            raise ValueError("the empty coalition is worth 0")

    @classmethod
    def of(cls, players: Iterable[str], worth: Mapping[Coalition, Number]) -> Game:
        """The game in which each coalition has its `worth`; the empty one may be left out.

        Raises ValueError where a coalition is missing or has somebody who does not play.

        >>> game = Game.of("ab", {frozenset("a"): 1, frozenset("b"): 2, frozenset("ab"): 5})
        >>> game.worth({"a", "b"})
        Fraction(5, 1)
        """
        players = tuple(players)
        strangers = set().union(*worth) - set(players)
        if strangers:
            raise ValueError(f"a coalition has somebody who does not play: {sorted(strangers)}")

        def given(coalition: Coalition) -> Fraction:
            if coalition not in worth:
                raise ValueError(f"no worth given for the coalition {_written(players, coalition)}")
            return exact_number(worth[coalition], f"the worth of {_written(players, coalition)}")

        if worth.get(frozenset()):
            raise ValueError("the empty coalition is worth 0")
        return cls.made(players, given)

    @classmethod
    def made(cls, players: Iterable[str], worth: Callable[[Coalition], Fraction]) -> Game:
        """The game in which a function says the worth of each coalition that is not empty."""
        players = tuple(players)
        _check_players(players)
        every = (_members(players, mask) for mask in range(1, 2 ** len(players)))
        return cls(players, (Fraction(0), *map(worth, every)))

    def worth(self, coalition: Iterable[str]) -> Fraction:
        """What a coalition can have on its own. Raises ValueError for who does not play."""
        try:
            return self.by_mask[sum(1 << self.players.index(player) for player in set(coalition))]
        except ValueError:
            raise ValueError("a coalition has somebody who does not play") from None

    @property
    def everybody(self) -> Coalition:
        """The coalition of all players."""
        return frozenset(self.players)

    @property
    def total(self) -> Fraction:
        """What there is to share: the worth of all players together."""
        return self.by_mask[-1]

    def coalitions(self) -> Iterator[Coalition]:
        """All coalitions but the empty one and that of everybody: by size, then in the order of
        the players.
        """
        for size in range(1, len(self.players)):
            yield from map(frozenset, combinations(self.players, size))

    def written(self, coalition: Coalition) -> str:
        """The coalition in one text, its players in their order.

        >>> Game(("b", "a"), (Fraction(0),) * 4).written(frozenset("ab"))
        'b+a'
        """
        return _written(self.players, coalition)

    def checked(self, allocation: Allocation) -> Allocation:
        """The allocation, if it names each player and gives out what there is; else ValueError."""
        if set(allocation) != self.everybody:
            raise ValueError(f"an allocation names {', '.join(self.players)} and nobody else")
        given = sum(allocation.values(), Fraction(0))
        if given != self.total:
            raise ValueError(f"an allocation gives out {self.total}, not {given}")
        return allocation


def savings_game(players: Iterable[str], costs: Mapping[Coalition, Number]) -> Game:
    """What each coalition saves by building together instead of each alone (Young 1994).

    A player bears its cost alone less its part of the savings.

    >>> costs = {frozenset("A"): 11, frozenset("B"): 7, frozenset("AB"): 15}
    >>> savings_game("AB", costs).total
    Fraction(3, 1)
    """
    costs_alone = cost_game(players, costs)
    alone = {player: -costs_alone.worth((player,)) for player in costs_alone.players}

    def saved(coalition: Coalition) -> Fraction:
        return _total(alone, coalition) + costs_alone.worth(coalition)

    return Game.made(costs_alone.players, saved)


def cost_game(players: Iterable[str], costs: Mapping[Coalition, Number]) -> Game:
    """The game of costs as negative worths: an allocation is what each bears, negative."""
    exact = {s: -exact_number(cost, "a cost") for s, cost in costs.items()}
    return Game.of(players, exact)


def bankruptcy_game(problem: ClaimsProblem) -> Game:
    """What is left of an estate for each coalition once all others have had their claims in full
    (O'Neill 1982).

    >>> problem = ClaimsProblem.of({"a": 100, "b": 200, "c": 300}, 200)
    >>> bankruptcy_game(problem).worth("bc")
    Fraction(100, 1)
    """
    players = tuple(problem.claims)
    _check_players(players)
    short, sums = problem.total - problem.estate, [Fraction(0)]
    for claim in problem.claims.values():
        sums += [inside + claim for inside in sums]
    return Game(players, tuple(max(Fraction(0), inside - short) for inside in sums))


def _check_players(players: tuple[str, ...]) -> None:
    if not players:
        raise ValueError("a game has players")
    if len(set(players)) != len(players):
        raise ValueError("two players have one name")
    if len(players) > MOST_PLAYERS:
        raise ValueError(f"{len(players)} players are more than {MOST_PLAYERS}")


def _members(players: tuple[str, ...], mask: int) -> Coalition:
    return frozenset(player for k, player in enumerate(players) if mask >> k & 1)


def _written(players: Iterable[str], coalition: Coalition) -> str:
    return "+".join(player for player in players if player in coalition)


def _total(amounts: Mapping[str, Fraction], coalition: Coalition) -> Fraction:
    return sum((amounts[player] for player in coalition), Fraction(0))
