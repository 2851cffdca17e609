"""From a solution of a game or a claims rule to terms: what each party should have, and the terms
that come closest to it.

Utilities are added up here, over parties and over coalitions, so they should be on a scale of
money.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType

from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.criteria.agreed import Agreed, Division, Group, Stage
from benefitshare.negotiation.criteria.leximin import leximin_of
from benefitshare.negotiation.criteria.search import Choice, Search
from benefitshare.negotiation.criteria.tie_break import agreed
from benefitshare.negotiation.exact import Questions, SolverError
from benefitshare.negotiation.formula import Formula, Number
from benefitshare.negotiation.games.claims import RULES
from benefitshare.negotiation.games.core import allowing, least_core
from benefitshare.negotiation.games.estate import ClaimsProblem, exact_number
from benefitshare.negotiation.games.game import Coalition, Game
from benefitshare.negotiation.games.nucleolus import excess, nucleolus, prenucleolus
from benefitshare.negotiation.games.shapley import shapley
from benefitshare.negotiation.program import Program, Row, Variable

Target = Mapping[str, Fraction]
FURTHEST = "furthest away"


def coalition_values(bargain: Bargain, *, given: Mapping[Coalition, Number] | None = None) -> Game:
    """The game the parties play: what each coalition has without the others.

    `given` values are taken as they are, one for each coalition. Else the pessimistic rule: a
    coalition has the larger of its reservation values and of what is left of the best total of
    all once everybody outside has their ideal, as claimants do of an estate (O'Neill 1982); all
    together have the best total. Best total and ideals are over all possible terms. Raises
    ValueError where a coalition or a reservation value is missing, where there are no terms or
    nothing is best.
    """
    if given is not None:
        return Game.of(bargain.parties, given)
    if missing := [party for party in bargain.parties if party not in bargain.reservation]:
        raise ValueError(f"parties without a reservation value: {missing}")
    ideal, total = ideals(bargain)

    def worth(inside: Coalition) -> Fraction:
        if len(inside) == len(bargain.parties):
            return total
        outside = (ideal[party] for party in bargain.parties if party not in inside)
        reserved = (bargain.reservation[party] for party in inside)
        return max(sum(reserved, Fraction(0)), total - sum(outside, Fraction(0)))

    return Game.made(bargain.parties, worth)


def ideals(bargain: Bargain) -> tuple[dict[str, Fraction], Fraction]:
    """The best each party can have among possible terms, and the best total of all parties.

    Raises ValueError where there are no terms or nothing is best.
    """
    ask = Questions(bargain.program)
    best = {party: _most(ask, utility, party) for party, utility in bargain.utilities.items()}
    return best, _most(ask, Formula.sum(bargain.utilities.values()), "all parties together")


def _most(ask: Questions, formula: Formula, whose: str) -> Fraction:
    answer = ask.optimum(-formula)
    if answer.status == "infeasible":
        raise ValueError("there are no possible terms")
    if answer.status == "unbounded":
        raise ValueError(f"nothing is best for {whose}: there is always more")
    return -answer.objective


def _least_core(game: Game) -> Target:
    """Of the least core the allocation with the most equal gains over what each has alone
    (leximin): one of many has to be the target, and this one is the same for everybody.
    """
    if len(game.players) == 1:
        return {game.players[0]: game.total}
    program = allowing(game, least_core(game).epsilon)
    gains = {p: Formula.variable(p) - game.worth((p,)) for p in game.players}
    found = leximin_of(program, gains, verify=True)
    if found.utilities is None or not found.verified:
        raise SolverError(f"no exact allocation: {found.status} {found.why_not}")
    return {p: gain + game.worth((p,)) for p, gain in found.utilities.items()}


GAMES: Mapping[str, Callable[[Game], Target]] = MappingProxyType(
    {
        "nucleolus": lambda game: nucleolus(game).allocation,
        "nucleolus_per_capita": lambda game: nucleolus(game, per_capita=True).allocation,
        "prenucleolus": lambda game: prenucleolus(game).allocation,
        "least_core": _least_core,
        "shapley": shapley,
    }
)
"""Solutions of games by name."""
CONCEPTS = (*GAMES, *RULES)
"""What can be a target."""


def target(
    bargain: Bargain,
    concept: str,
    *,
    values: Mapping[Coalition, Number] | None = None,
    claims: Mapping[str, Number] | None = None,
    estate: Number | None = None,
) -> dict[str, Fraction]:
    """What each party should have, by one of CONCEPTS, on the scale of the utilities: the awards
    of `division`.
    """
    return dict(division(bargain, concept, values=values, claims=claims, estate=estate).awards)


def division(
    bargain: Bargain,
    concept: str,
    *,
    values: Mapping[Coalition, Number] | None = None,
    claims: Mapping[str, Number] | None = None,
    estate: Number | None = None,
) -> Division:
    """What is divided by one of CONCEPTS, and what each party is given.

    Solutions of games divide the worth of all parties, with `values` of coalitions or those of
    the pessimistic rule. Claims rules divide the `estate` (else the best total) by `claims` (else
    the ideals). Raises ValueError for another concept, and as games and claims problems do.
    """
    if concept in GAMES:
        game = coalition_values(bargain, given=values)
        awards = dict(GAMES[concept](game))
        alone = {party: game.worth((party,)) for party in game.players}
        pressing = () if concept == "shapley" else most_pressing(game, awards)
        return Division(game.total, awards, alone=alone, pressing=pressing)
    if concept not in RULES:
        raise ValueError(f"{concept} is none of {', '.join(CONCEPTS)}")
    problem = _problem(bargain, claims, estate)
    return Division(problem.estate, RULES[concept](problem), claims=problem.claims)


def most_pressing(game: Game, allocation: Target) -> tuple[Group, ...]:
    """The coalitions that could have most without the others beyond what they are given."""
    found = [(s, excess(game, allocation, s)) for s in game.coalitions()]
    most = max((own for _, own in found), default=None)
    return tuple(
        Group(tuple(p for p in game.players if p in s), game.worth(s), own)
        for s, own in found
        if own == most
    )


def _problem(
    bargain: Bargain, claims: Mapping[str, Number] | None, estate: Number | None
) -> ClaimsProblem:
    if claims is None or estate is None:
        best, total = ideals(bargain)
        claims = best if claims is None else claims
        estate = total if estate is None else estate
    if set(claims) != set(bargain.parties):
        raise ValueError(f"claims are of {', '.join(bargain.parties)} and nobody else")
    return ClaimsProblem.of({party: claims[party] for party in bargain.parties}, estate)


@dataclass(frozen=True)
class Nearest:
    """The terms closest to a target. `agreed` is their result; without an optimum there are no
    distances. `away` says how much more (or, negative, less) each party has than its target.
    """

    target: Target
    agreed: Agreed
    away: Mapping[str, Fraction]

    @property
    def reached(self) -> bool:
        """Whether every party has exactly its target."""
        return bool(self.away) and not any(self.away.values())


def nearest(
    bargain: Bargain,
    target: Mapping[str, Number],
    *,
    criterion: str = "nearest",
    reference: Mapping[str, Number] | None = None,
    ranges: bool = True,
    verify: bool = True,
) -> Nearest:
    """The possible terms whose utilities come closest to a target: the largest distance as small
    as possible, then the sum of distances, then the tie-break of all criteria.

    A utility with auxiliary variables (worst case, CVaR) may lie above its formula, so only what
    it falls short counts. `criterion` is the name in the result. Raises ValueError where a party
    has no target.
    """
    if set(target) != set(bargain.parties):
        raise ValueError(f"a target names {', '.join(bargain.parties)} and nobody else")
    exact = {p: exact_number(target[p], f"the target of {p}") for p in bargain.parties}
    choice = closest_to(bargain, exact, verify=verify)
    found = agreed(criterion, choice, bargain, reference=reference, ranges=ranges, verify=verify)
    away = {p: own - exact[p] for p, own in found.utilities.items()}
    return Nearest(exact, found, away)


def closest_to(bargain: Bargain, target: Target, *, verify: bool = True) -> Choice:
    """All terms that are closest to a target; the stages are at the largest distance and at the
    sum, with the rows of the bargain that keep it from being smaller.
    """
    program, aims = _measured(bargain, target)
    search, choice = Search(program, verify=verify), Choice("optimal", program)
    measuring = frozenset(row.name for row in program.rows[len(bargain.program.rows) :])
    for number, aim in enumerate(aims, 1):
        answer = search.least(aim)
        if answer.status != "optimal":
            return search.signed(replace(choice, status=answer.status))
        stage = search.stage(answer, answer.objective, (), {}, {}, measuring)
        most = answer.objective + search.room(answer.objective)
        row = Row.of(f"no further away: {number}", aim, "<=", most)
        search.add(rows=[row])
        choice = replace(
            choice,
            program=choice.program.adding(rows=[row]),
            stages=(*choice.stages, Stage(answer.objective, (), rows=stage.rows)),
        )
    return search.signed(choice)


def _measured(bargain: Bargain, target: Target) -> tuple[Program, tuple[Formula, Formula]]:
    """The bargain's program with the distance of each party; the largest, and their sum."""
    widest, sizes = Formula.variable(FURTHEST), _sizes(bargain)
    variables = (Variable(FURTHEST), *(Variable(_size(p), Fraction(0)) for p in sizes))
    most = (Row.of(f"at most the furthest: {p}", own, "<=", widest) for p, own in sizes.items())
    rows = (*_distances(bargain, target), *most)
    return bargain.program.adding(variables, rows), (widest, Formula.sum(sizes.values()))


def _sizes(bargain: Bargain) -> dict[str, Formula]:
    return {party: Formula.variable(_size(party)) for party in bargain.parties}


def _size(party: str) -> str:
    return f"away: {party}"


def _distances(bargain: Bargain, target: Target) -> Iterator[Row]:
    terms = set(bargain.terms)
    for party, size in _sizes(bargain).items():
        utility = bargain.utilities[party]
        yield Row.of(f"short: {party}", utility + size, ">=", target[party])
        if utility.terms.keys() <= terms:
            yield Row.of(f"over: {party}", utility - size, "<=", target[party])


def over_coalitions(bargain: Bargain, game: Game) -> Bargain:
    """The bargain in which every coalition takes the place of a party: what it gets beyond what
    it has on its own. Its max-min is the least core over possible terms only, its leximin their
    nucleolus (Borndörfer & Hoang 2015), where a target might be out of reach.
    """
    utilities = {
        game.written(s): Formula.sum(bargain.utilities[p] for p in game.players if p in s)
        - game.worth(s)
        for s in game.coalitions()
    }
    return replace(bargain, utilities=MappingProxyType(utilities), reservation={})
