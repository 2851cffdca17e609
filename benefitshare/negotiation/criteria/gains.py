"""Gains over reservation values, and the best each party can hope for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from benefitshare.negotiation.bargain import Bargain, reserved_row
from benefitshare.negotiation.criteria.agreed import Note
from benefitshare.negotiation.criteria.search import Choice, Search
from benefitshare.negotiation.exact import optimum
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.program import Program, Row


@dataclass(frozen=True)
class Gains:
    """Terms that give nobody less than their reservation value, and what there is to gain.

    `program` is the bargain's with that demanded. `gains` (over reservation) and `ideals` (best
    utilities) are of all parties, `able` are the parties that can gain at all. `corners` are the
    values of all variables at each party's ideal.
    """

    program: Program
    gains: Mapping[str, Formula]
    reservation: Mapping[str, Fraction]
    ideals: Mapping[str, Fraction]
    able: tuple[str, ...]
    corners: tuple[Mapping[str, Fraction], ...]
    notes: tuple[Note, ...]
    verified: bool
    why_not: str
    seconds: float

    @property
    def normalised(self) -> dict[str, Formula]:
        """Gains as a part of the way from reservation to ideal, of those who can gain."""
        return {p: self.gains[p] / (self.ideals[p] - self.reservation[p]) for p in self.able}

    @property
    def choice(self) -> Choice:
        """Everything that gives nobody less than the reservation value, before any criterion."""
        unable = {p: self.reservation[p] for p in self.gains if p not in self.able}
        return Choice(
            "optimal",
            self.program,
            utilities=unable,
            ideals=self.ideals,
            notes=self.notes,
            verified=self.verified,
            why_not=self.why_not,
            seconds=self.seconds,
        )


def gains_of(bargain: Bargain, *, verify: bool = True) -> Gains | Choice:
    """The gains there are; a choice without optimum where the reservation values cannot be had
    or a gain has no bound. Raises ValueError where a party has no reservation value.
    """
    if missing := [party for party in bargain.parties if party not in bargain.reservation]:
        raise ValueError(f"parties without a reservation value: {missing}")
    gains = {p: u - bargain.reservation[p] for p, u in bargain.utilities.items()}
    rows = (Row.of(reserved_row(p), gain, ">=", 0) for p, gain in gains.items())
    program = bargain.program.adding(rows=rows)
    search = Search(program, verify=verify)
    ideals: dict[str, Fraction] = {}
    corners: list[Mapping[str, Fraction]] = []
    for party, gain in gains.items():
        answer = search.most(gain)
        if answer.status == "infeasible":
            return _out_of_reach(bargain, search)
        if answer.status == "unbounded":
            without = Choice("unbounded", program, notes=(Note("unbounded", party),))
            return search.signed(without)
        ideals[party] = bargain.reservation[party] - answer.objective
        corners.append(answer.values)
    way = {p: ideals[p] - bargain.reservation[p] for p in gains}
    able = tuple(p for p in gains if way[p] > search.tolerance)
    notes = tuple(Note("no_way_to_gain", p) for p in gains if p not in able)
    return Gains(
        program,
        gains,
        bargain.reservation,
        ideals,
        able,
        tuple(corners),
        notes,
        search.verified,
        search.why_not,
        search.seconds,
    )


def _out_of_reach(bargain: Bargain, search: Search) -> Choice:
    """Only the reservation values stand in the way, or there are no terms at all."""
    possible = optimum(bargain.program.minimising(0)).status != "infeasible"
    return search.signed(
        Choice(
            "infeasible",
            bargain.program,
            notes=(Note("reservation"),) if possible else (),
        )
    )
