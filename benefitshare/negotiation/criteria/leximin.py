"""Leximin: the worst off as well off as possible, then the next, and so on.

A linear program for each level (Ogryczak & Sliwinski 2006; Nace & Pioro 2008). Only who is proved
to be held back is frozen: a positive dual of "gets at least the level" proves that no terms give
everybody the level and this party more (complementary slackness). Who merely happens to be at the
level goes on; if the level then does not rise, that proves them held back as well, at the cost of
one question where a test for each would cost one each.

On whole numbers freezing is wrong, and `ordered` is used instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.criteria.agreed import Note, Stage, Status
from benefitshare.negotiation.criteria.ordered import ordered
from benefitshare.negotiation.criteria.search import Choice, Search
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.program import Program, Row, Variable


def leximin(bargain: Bargain, *, verify: bool = True) -> Choice:
    """The terms with the best worst utility, of these with the best second worst, and so on."""
    return leximin_of(bargain.program, bargain.utilities, verify=verify)


def leximin_of(program: Program, utilities: Mapping[str, Formula], *, verify: bool) -> Choice:
    """Leximin of any formulas: of parties, of (party, scenario) pairs, of normalised gains."""
    if not utilities:
        return Choice("optimal", program, verified=verify, why_not="" if verify else "not asked")
    if not program.is_linear:
        return ordered(program, utilities, verify=verify)
    return _Climb(program, utilities, verify=verify).to_the_top()


def max_min(bargain: Bargain, *, verify: bool = True) -> Choice:
    """The terms with the best worst utility; says nothing about the others."""
    return max_min_of(bargain.program, bargain.utilities, verify=verify)


def max_min_of(program: Program, utilities: Mapping[str, Formula], *, verify: bool) -> Choice:
    """Max-min of any formulas."""
    climb = _Climb(program, utilities, verify=verify)
    status = climb.step()
    if status != "optimal":
        return climb.stopped(status)
    level = climb.stages[0].level
    return climb.choice(dict.fromkeys(utilities, level), settled=False)


@dataclass(frozen=True)
class _Names:
    """Names of what the climb adds to the program."""

    party: str

    @property
    def worth(self) -> str:
        return f"worth to {self.party}"

    def row(self, level: str) -> str:
        return f"{level} for {self.party}"


class _Climb:
    """Level by level, until everybody is held back.

    The program only ever grows: each level is a new variable under the worth of all who are still
    free, and the variable of the level before is held. When more rows are idle than in use the
    program is built anew.
    """

    def __init__(self, program: Program, utilities: Mapping[str, Formula], *, verify: bool) -> None:
        self.stages: list[Stage] = []
        self.levels: dict[str, Fraction] = {}
        self._utilities = utilities
        self._program = program
        self._names = {party: _Names(party) for party in utilities}
        self._free = tuple(utilities)
        self._verify = verify
        self._verified, self._why_not, self._seconds = verify, "" if verify else "not asked", 0.0
        self._steps = 0
        self._search = self._built()

    def to_the_top(self) -> Choice:
        while self._free:
            status = self.step()
            if status != "optimal":
                return self.stopped(status)
        return self.choice({party: self.levels[party] for party in self._utilities}, settled=True)

    def step(self) -> Status:
        """One level further; whoever is proved to be held back is free no more. On whole numbers
        there are no such proofs, and the first level is the only one that may be asked for.
        """
        if self._idle > 2 * (len(self._program.rows) + len(self._utilities)):
            self._search = self._built()
        self._steps += 1
        name = f"level {self._steps}"
        level = Formula.variable(name)
        rows = [Row.of(self._names[p].row(name), self._worth(p), ">=", level) for p in self._free]
        self._search.add([Variable(name)], rows)
        self._idle += len(rows)
        answer = self._search.most(level)
        if answer.status != "optimal":
            return answer.status
        reached = -answer.objective
        self._search.hold(f"at least {name}", level, reached)
        if not self._program.is_linear:
            self.stages.append(Stage(reached, ()))
            return "optimal"
        pushing = {p: answer.duals[self._names[p].row(name)] for p in self._free}
        threshold = min(self._search.tolerance, max(pushing.values()) / 2)
        held = tuple(p for p, dual in pushing.items() if dual > threshold)
        weights = {p: answer.duals[self._names[p].worth] for p in self._utilities}
        weights = {p: weight for p, weight in weights.items() if weight > threshold}
        stage = self._search.stage(answer, reached, held, weights, self._utilities, self._own)
        self._freeze(stage)
        return "optimal"

    def stopped(self, status: Status) -> Choice:
        """There is no level: contradictory demands, or no bound for somebody."""
        notes: tuple[Note, ...] = ()
        if status == "unbounded":
            free = {p: self._utilities[p] for p in self._free}
            notes = (Note("unbounded", self._search.rising(free)),)
        return self._with_receipt(Choice(status, self._program, notes=notes))

    def choice(self, levels: Mapping[str, Fraction], *, settled: bool) -> Choice:
        """Everything where everybody has at least their level."""
        rows = (
            Row.of(f"level of {p}", self._utilities[p], ">=", own - self._search.room(own))
            for p, own in levels.items()
        )
        held = self._program.adding(rows=rows)
        utilities = levels if settled else None
        return self._with_receipt(Choice("optimal", held, tuple(self.stages), utilities=utilities))

    def _with_receipt(self, choice: Choice) -> Choice:
        self._keep_receipt()
        return replace(
            choice, verified=self._verified, why_not=self._why_not, seconds=self._seconds
        )

    def _keep_receipt(self) -> None:
        self._verified = self._verified and self._search.verified
        self._why_not = self._why_not or self._search.why_not
        self._seconds += self._search.seconds

    def _freeze(self, stage: Stage) -> None:
        rise = self._search.tolerance * max(Fraction(1), abs(stage.level))
        if self.stages and stage.level <= self.stages[-1].level + rise:
            stage = _merged(self.stages.pop(), stage)
        self.stages.append(stage)
        self.levels |= dict.fromkeys(stage.parties, stage.level)
        self._free = tuple(p for p in self._free if p not in self.levels)

    def _worth(self, party: str) -> Formula:
        return Formula.variable(self._names[party].worth)

    def _built(self) -> Search:
        if self.stages:
            self._keep_receipt()
        floor = self.stages[-1].level if self.stages else None
        worths = []
        for party, names in self._names.items():
            least = self.levels.get(party, floor)
            if least is not None and not self._verify:
                least -= self._search.room(least)
            worths.append(Variable(names.worth, least))
        rows = [
            Row.of(self._names[p].worth, utility, ">=", self._worth(p))
            for p, utility in self._utilities.items()
        ]
        self._own = frozenset(row.name for row in rows)
        self._idle = 0
        return Search(self._program.adding(worths, rows), verify=self._verify)


def _merged(first: Stage, then: Stage) -> Stage:
    """One stage of two at the same level: their proofs added up, the weights of its own parties
    scaled to sum to one.
    """
    parties = (*first.parties, *then.parties)
    weights = _sum(first.weights, then.weights)
    scale = sum((weights[party] for party in parties), Fraction(0))
    names = _sum(
        {one.row: one.multiplier for one in first.rows},
        {one.row: one.multiplier for one in then.rows},
    )
    binding = {one.row: one for one in (*first.rows, *then.rows)}
    return Stage(
        first.level,
        parties,
        {party: weight / scale for party, weight in weights.items()},
        tuple(replace(binding[name], multiplier=m / scale) for name, m in names.items()),
        {name: m / scale for name, m in _sum(first.bounds, then.bounds).items()},
        (first.most + then.most) / scale,
    )


def _sum(first: Mapping[str, Fraction], then: Mapping[str, Fraction]) -> dict[str, Fraction]:
    names = dict.fromkeys((*first, *then))
    added = {name: first.get(name, Fraction(0)) + then.get(name, Fraction(0)) for name in names}
    return {name: total for name, total in added.items() if total}
