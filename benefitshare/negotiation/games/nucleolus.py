"""The nucleolus: the allocation that makes the largest complaint of a coalition as small as
possible, then the second largest, and so on (Schmeidler 1969).

A coalition complains of what it could have on its own and is not given: its excess. Linear
programs in stages (Kopelowitz 1967; Maschler, Peleg & Shapley 1979) push the largest excess down.
A coalition is frozen only where a dual that is not zero proves that it can get no more in any
optimum, or where those frozen settle what it gets; that a coalition is tight at one optimum proves
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import gcd

from benefitshare.negotiation.exact import Optimum, SolverError, optimum
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.games.game import Allocation, Coalition, Game
from benefitshare.negotiation.program import Program, Row, Variable

EXCESS = "excess"
ALONE = "alone: "
Direction = tuple[int, ...]


@dataclass(frozen=True)
class Stage:
    """Who could not be given more, and how much they still lack.

    `coalitions` cannot get below `excess` (per head where so asked) together: what one of them
    gains another loses. `alone` are players held at what they have alone, who for that take part
    in it.
    """

    excess: Fraction
    coalitions: tuple[Coalition, ...]
    alone: tuple[str, ...] = ()


@dataclass(frozen=True)
class Nucleolus:
    """What each player gets, and stage by stage why nobody gets more."""

    allocation: Allocation
    stages: tuple[Stage, ...]


def nucleolus(game: Game, *, per_capita: bool = False) -> Nucleolus:
    """The nucleolus, among allocations that give nobody less than the player has alone.

    `per_capita` counts excesses by head of a coalition. Raises ValueError where there is too little
    to give everybody that much: then only the prenucleolus exists.

    >>> from benefitshare.negotiation.games.game import savings_game
    >>> costs = {frozenset("A"): 11, frozenset("B"): 7, frozenset("AB"): 15}
    >>> nucleolus(savings_game("AB", costs)).allocation
    {'A': Fraction(3, 2), 'B': Fraction(3, 2)}
    """
    alone = sum((game.worth((player,)) for player in game.players), Fraction(0))
    if alone > game.total:
        raise ValueError(
            f"the players have {alone} alone and {game.total} together: no allocation gives"
            " everybody as much as alone"
        )
    return _solved(game, _rows_alone(game), per_capita)


def prenucleolus(game: Game, *, per_capita: bool = False) -> Nucleolus:
    """The nucleolus among all allocations, also such that give a player less than alone."""
    return _solved(game, (), per_capita)


def excess(game: Game, allocation: Allocation, coalition: Coalition) -> Fraction:
    """What a coalition could have on its own beyond what the allocation gives it."""
    return game.worth(coalition) - sum((allocation[p] for p in coalition), Fraction(0))


def _solved(game: Game, bounds: tuple[Row, ...], per_capita: bool) -> Nucleolus:
    """Stage by stage, until what is settled leaves the allocation no direction to move in."""
    row = Row.of("everybody", received(game.everybody), "==", game.total)
    settled, stages = [row], list[Stage]()
    directions = without(_unit_directions(len(game.players)), game, game.everybody)
    active = list(game.coalitions())
    allocation: Allocation = dict.fromkeys(game.players, game.total)
    while directions:
        active = [s for s in active if moves(directions, game, s)]
        rows = (*bounds, *settled, *excess_rows(game, active, per_capita))
        answer = least_excess(game, rows)
        stage = _stage(game, answer, active)
        stages.append(stage)
        allocation = {player: answer.values[player] for player in game.players}
        for s in (*stage.coalitions, *(frozenset((p,)) for p in stage.alone)):
            if moves(directions, game, s):
                given = sum((allocation[p] for p in s), Fraction(0))
                settled.append(Row.of(f"settled: {game.written(s)}", received(s), "==", given))
                directions = without(directions, game, s)
    return Nucleolus(allocation, _merged(stages))


def _merged(stages: Iterable[Stage]) -> tuple[Stage, ...]:
    """Programs in a row that stop at one excess have shown one stage between them."""
    merged: list[Stage] = []
    for stage in stages:
        if merged and merged[-1].excess == stage.excess:
            last = merged.pop()
            coalitions = (*last.coalitions, *stage.coalitions)
            alone = dict.fromkeys((*last.alone, *stage.alone))
            stage = Stage(stage.excess, coalitions, tuple(alone))
        merged.append(stage)
    return tuple(merged)


def _stage(game: Game, answer: Optimum, active: Iterable[Coalition]) -> Stage:
    duals = answer.duals
    frozen = tuple(s for s in active if duals[row_name(game, s)])
    alone = tuple(p for p in game.players if duals.get(ALONE + p))
    return Stage(answer.objective, frozen, alone)


def least_excess(game: Game, rows: Iterable[Row]) -> Optimum:
    """The smallest excess that these rows allow, exactly. Raises SolverError where it is not."""
    variables = (*(Variable(player) for player in game.players), Variable(_excess(game)))
    answer = optimum(Program(variables, tuple(rows), Formula.variable(_excess(game))))
    if answer.status != "optimal" or not answer.verified:
        raise SolverError(f"no exact least excess: {answer.status} {answer.why_not}")
    return answer


def excess_rows(game: Game, coalitions: Iterable[Coalition], per_capita: bool) -> Iterator[Row]:
    """That none of the coalitions has a larger excess than the variable."""
    for s in coalitions:
        allowed = Formula.variable(_excess(game)) * (len(s) if per_capita else 1)
        yield Row.of(row_name(game, s), received(s) + allowed, ">=", game.worth(s))


def _excess(game: Game) -> str:
    """A name for the variable that is no player's."""
    name = EXCESS
    while name in game.players:
        name += "'"
    return name


def _rows_alone(game: Game) -> tuple[Row, ...]:
    return tuple(
        Row.of(ALONE + p, Formula.variable(p), ">=", game.worth((p,))) for p in game.players
    )


def row_name(game: Game, coalition: Coalition) -> str:
    """The name of the row that is about a coalition."""
    return f"coalition: {game.written(coalition)}"


def received(coalition: Coalition) -> Formula:
    """What a coalition is given: the sum over its players."""
    return Formula.sum(Formula.variable(player) for player in sorted(coalition))


# ------------------------------------------------------------ what those settled leave open


def _unit_directions(players: int) -> list[Direction]:
    return [tuple(int(k == own) for k in range(players)) for own in range(players)]


def without(directions: Sequence[Direction], game: Game, settled: Coalition) -> list[Direction]:
    """The directions an allocation can still move in once a coalition's sum is settled."""
    rates = [_rate(d, game, settled) for d in directions]
    pivot = next((k for k, rate in enumerate(rates) if rate), None)
    if pivot is None:
        return list(directions)
    lead, own = directions[pivot], rates[pivot]
    rest = [
        (d, rate) for k, (d, rate) in enumerate(zip(directions, rates, strict=True)) if k != pivot
    ]
    return [
        _shortened(tuple(own * a - rate * b for a, b in zip(d, lead, strict=True)))
        for d, rate in rest
    ]


def _shortened(direction: Direction) -> Direction:
    divisor = gcd(*direction)
    return tuple(step // divisor for step in direction)


def moves(directions: Iterable[Direction], game: Game, coalition: Coalition) -> bool:
    """Whether what the coalition gets is still open: its indicator is not in the span of those
    settled.
    """
    return any(_rate(d, game, coalition) for d in directions)


def _rate(direction: Direction, game: Game, coalition: Coalition) -> int:
    return sum(
        step for player, step in zip(game.players, direction, strict=True) if player in coalition
    )


# ------------------------------------------------------------ the certificate


def is_nucleolus(
    game: Game, allocation: Allocation, *, imputations: bool = True, per_capita: bool = False
) -> bool:
    """Whether an allocation is the nucleolus, by Kohlberg's criterion: no use is made of how it
    was found. `imputations=False` asks for the prenucleolus.
    """
    if imputations and any(allocation[p] < game.worth((p,)) for p in game.players):
        return False
    found = unbalanced(game, allocation, imputations=imputations, per_capita=per_capita)
    return not found


def unbalanced(
    game: Game, allocation: Allocation, *, imputations: bool = True, per_capita: bool = False
) -> tuple[Coalition, ...]:
    """The first coalitions that could all be given no less and one of them more; empty for the
    nucleolus (Kohlberg 1971).

    For each level of excess, from the largest, the coalitions with at least that much must be
    balanced: with positive weights they cover every player exactly once; players at what they have
    alone may be added with any weight. Levels after those that settle every player's part hold by
    themselves. Raises ValueError where the allocation does not give out what there is.
    """
    game.checked(allocation)
    at_alone = [p for p in game.players if imputations and allocation[p] == game.worth((p,))]
    collected: list[Coalition] = []
    directions = without(_unit_directions(len(game.players)), game, game.everybody)
    for _, level in groupby(_by_excess(game, allocation, per_capita), key=lambda pair: pair[0]):
        if not directions:
            break
        new = [s for _, s in level]
        collected += new
        if not is_balanced(game, collected, at_alone):
            return tuple(collected)
        for s in new:
            directions = without(directions, game, s)
    return ()


def _by_excess(
    game: Game, allocation: Allocation, per_capita: bool
) -> list[tuple[Fraction, Coalition]]:
    """The coalitions by falling excess; those alike in the order of the game."""
    pairs = (
        (excess(game, allocation, s) / (len(s) if per_capita else 1), s) for s in game.coalitions()
    )
    return sorted(pairs, key=lambda pair: -pair[0])


def is_balanced(game: Game, coalitions: Iterable[Coalition], free: Iterable[str] = ()) -> bool:
    """Whether positive weights of the coalitions (and any weights, not negative, of the `free`
    players alone) add up to one for each player.
    """
    weight = {game.written(s): s for s in coalitions}
    alone = {f"{ALONE}{player}": frozenset((player,)) for player in free}
    answer = optimum(_weighing(game.players, weight, alone).maximising(Formula.variable(ALONE)))
    if answer.status == "optimal" and not answer.verified:
        raise SolverError(f"no exact weights: {answer.why_not}")
    return answer.status == "optimal" and answer.objective < 0


def _weighing(
    players: Iterable[str], weight: Mapping[str, Coalition], alone: Mapping[str, Coalition]
) -> Program:
    """Weights that add up to one for each player, each at least the variable to be made large."""
    zero, every = Fraction(0), {**weight, **alone}
    smallest = Variable(ALONE, zero, Fraction(1))
    variables = (*(Variable(name, zero) for name in every), smallest)
    sums = (
        Row.of(
            f"once: {p}",
            Formula.sum(Formula.variable(n) for n, s in every.items() if p in s),
            "==",
            1,
        )
        for p in players
    )
    least = (
        Row.of(f"weight: {n}", Formula.variable(n), ">=", Formula.variable(ALONE)) for n in weight
    )
    return Program(variables, (*sums, *least))
