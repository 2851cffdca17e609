"""A proposal: terms for every open share, why these, and what each party gives up; or why there
are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from benefitshare.findings import UsageError
from benefitshare.negotiation.bargain import Bargain, reserved_row
from benefitshare.negotiation.case import Case, reserving
from benefitshare.negotiation.conflict import Conflict, Feasibility, conflicts, feasibility
from benefitshare.negotiation.criteria import Agreed, Note
from benefitshare.negotiation.evaluation import Evaluation, evaluated
from benefitshare.negotiation.exact import SolverError, optimum
from benefitshare.negotiation.fairness import CRITERIA, agreed_under
from benefitshare.negotiation.grid import Listed, held, nearest_on_grid, on_grid, ties
from benefitshare.negotiation.improve import utilities_at
from benefitshare.negotiation.program import Program, Row
from benefitshare.negotiation.repair import Repair, repair

FINEST = Fraction(1, 10_000)
"""The step of terms where a brief asks for none: a hundredth of a per cent."""
SEARCHED = Fraction(1, 10**6)
"""How exactly whole numbers are searched for."""


@dataclass(frozen=True)
class Moved:
    """A demand moved by one unit of its lines, and what each party then has more (yuan of net
    present value); None where nothing is possible then.
    """

    loosened: Mapping[str, Fraction] | None
    tightened: Mapping[str, Fraction] | None


@dataclass(frozen=True)
class Binding:
    """A demand without room under the proposed terms: moving it would move the terms.

    `unit` is one unit of its lines: yuan, or a part of a share or of the scale.
    """

    demand: str
    unit: Fraction
    moved: Moved


@dataclass(frozen=True)
class Refusal:
    """Why there are no terms, and what would have to give way.

    `feasibility` is that of the demands. Where they can be met, and not together with what the
    rule starts from, the reservation values are among the `conflicts`. `repairs`: of least cost in
    all, and with the burden spread; None where hard demands or reservation values alone clash, or
    nothing does.
    """

    feasibility: Feasibility
    conflicts: tuple[Conflict, ...]
    repairs: tuple[Repair, Repair] | None


@dataclass(frozen=True)
class Proposal:
    """What a criterion proposes for a case.

    `continuous` is the best on any shares, `gridded` the best on the negotiable grid, or without a
    grid the closest terms that can be written down; None where nothing can be agreed at all.
    `evaluation` holds the proposed terms, those of
    `gridded`, settled to the fen. `price_of_rounding` is what each party loses in utility by going
    to the grid; `ties` are other terms on the grid that give everybody the same. Where nothing
    can be agreed `refusal` says why and `evaluation` is None.
    """

    case: Case = field(repr=False)
    criterion: str
    continuous: Agreed
    gridded: Agreed | None = None
    evaluation: Evaluation | None = None
    bindings: tuple[Binding, ...] = ()
    price_of_rounding: Mapping[str, Fraction] = field(default_factory=dict)
    ties: Listed | None = None
    refusal: Refusal | None = None

    @property
    def is_agreed(self) -> bool:
        """Whether there are terms."""
        return self.evaluation is not None

    @property
    def is_on_steps(self) -> bool:
        """Whether the terms were looked for on the negotiable grid."""
        return bool(self.price_of_rounding)

    @property
    def terms(self) -> Mapping[str, Fraction]:
        """The proposed terms; empty where there are none."""
        return self.evaluation.terms if self.evaluation else {}


def proposed(
    case: Case, criterion: str, *, grid: bool = True, verify: bool = True, explain: bool = True
) -> Proposal:
    """The terms a criterion proposes for a case, or why there are none.

    With `grid` the terms are on the negotiable grid where the brief has one. `explain` moves
    every binding demand by a unit and proposes anew, to say what it is worth to whom.
    """
    continuous = _continuous(case, criterion, verify)
    if continuous.status != "optimal":
        return Proposal(case, criterion, continuous, refusal=_refusal(case, continuous))
    if not (grid and case.bargain.steps):
        written = _written(case, continuous, FINEST)
        return _explained(Proposal(case, criterion, continuous, written), explain)
    gridded = _gridded(case, criterion, continuous, verify)
    if gridded.status != "optimal":
        refusal = _refusal(case, gridded)
        told = refusal.conflicts or refusal.feasibility is not Feasibility.POSSIBLE
        return Proposal(case, criterion, continuous, gridded, refusal=refusal if told else None)
    lost = {p: continuous.utilities[p] - gridded.utilities[p] for p in case.bargain.parties}
    result = Proposal(
        case,
        criterion,
        continuous,
        gridded,
        price_of_rounding=lost,
        ties=ties(case.bargain, gridded.utilities),
    )
    return _explained(result, explain)


def _asked(case: Case, bargain: Bargain, criterion: str, verify: bool) -> Agreed:
    """What a criterion picks. Where nothing is possible every criterion says so alike, also one
    that needs possible terms to begin with, or a scale that only they would give; and where not
    everybody can have its reservation value, a scale that starts from there.
    """
    try:
        return agreed_under(case, bargain, criterion, verify=verify)
    except UsageError:
        nothing = optimum(bargain.program.minimising(0)).status == "infeasible"
        if criterion in CRITERIA and nothing:
            return Agreed(criterion, "infeasible")
        out_of_reach = not bargain.parties and case.scale == "normalised" and not case.ideals
        if criterion in CRITERIA and out_of_reach:
            return Agreed(criterion, "infeasible", notes=(Note("reservation"),))
        raise


def _refusal(case: Case, answer: Agreed) -> Refusal:
    """Asked on the grid where there are terms off it, else on any shares."""
    found = feasibility(case.bargain)
    bargain = case.bargain
    if found is Feasibility.POSSIBLE:
        if not any(note.code == "reservation" for note in answer.notes):
            return Refusal(found, (), None)
        bargain = reserving(case)
    at_all = feasibility(bargain) is Feasibility.NONE_AT_ALL
    program = bargain.program if at_all else on_grid(bargain).program
    made = [
        repair(program, weights=case.weights, units=case.units, spread=spread)
        for spread in (False, True)
    ]
    repairs = (made[0], made[1]) if made[0] and made[1] else None
    return Refusal(found, conflicts(program), repairs)


def _gridded(case: Case, criterion: str, continuous: Agreed, verify: bool) -> Agreed:
    """The best on the grid; where floats cannot settle which that is, what comes closest to the
    best on any shares.
    """
    try:
        return _asked(case, on_grid(case.bargain), criterion, verify)
    except SolverError:
        return _written(case, continuous)


def _written(case: Case, continuous: Agreed, step: Fraction | None = None) -> Agreed:
    """The terms closest to the best ones that can be written into a contract, in steps of the
    brief or of `step`, with every demand kept; and every reservation value that the best ones
    keep, where that can be.
    """
    steps = case.bargain.steps if step is None else dict.fromkeys(case.bargain.terms, step)
    bargain = replace(case.bargain, steps=steps)
    kept = [
        Row.of(reserved_row(p), bargain.utilities[p], ">=", least)
        for p, least in bargain.reservation.items()
        if continuous.utilities[p] >= least
    ]
    reserving = bargain.with_program(bargain.program.adding(rows=kept))
    found = nearest_on_grid(reserving, continuous.terms, limit=1)
    found = found or nearest_on_grid(bargain, continuous.terms, limit=1)
    if found is None:
        return Agreed(continuous.criterion, "infeasible", why_not="integer")
    utilities = utilities_at(case.bargain, found.terms)
    return Agreed(
        continuous.criterion, "optimal", found.terms, utilities=utilities, why_not="nearest"
    )


def _explained(proposal: Proposal, explain: bool) -> Proposal:
    """The proposal with its terms settled and its binding demands moved."""
    assert proposal.gridded is not None
    if proposal.gridded.status != "optimal":
        return proposal
    evaluation = evaluated(proposal.case, proposal.gridded.terms)
    if not explain:
        return replace(proposal, evaluation=evaluation)
    return replace(proposal, evaluation=evaluation, bindings=tuple(_bindings(proposal)))


def _continuous(case: Case, criterion: str, verify: bool) -> Agreed:
    """The best on any shares. Where caps or floors make whole numbers necessary, these are searched
    for first, and then held: each cap binds, or not, as it does there. That has exact values and
    proofs again, only not of there being no better whole numbers.
    """
    found = _asked(case, case.bargain, criterion, verify)
    program = case.bargain.program
    if program.is_linear or found.status != "optimal":
        return found
    whole = {v.name: found.values[v.name] for v in program.variables if v.integer}
    bargain = case.bargain.with_program(held(program, whole))
    proved = agreed_under(case, bargain, criterion, verify=verify)
    if proved.status != "optimal" or _is_worse(proved, found):
        return found
    return replace(
        proved,
        verified=False,
        why_not=found.why_not,
        unique=found.unique,
        ranges=found.ranges,
    )


def _is_worse(one: Agreed, other: Agreed) -> bool:
    """Whether a result is worse, by more than what the search for whole numbers is good for."""
    ours, theirs = sorted(one.utilities.values()), sorted(other.utilities.values())
    return any(
        a < b - SEARCHED * max(Fraction(1), abs(b)) for a, b in zip(ours, theirs, strict=True)
    )


def _bindings(proposal: Proposal) -> Iterator[Binding]:
    """The demands without room whose move changes what anybody has, and by how much.

    Moved on any shares, also for a proposal on the grid, where a small move changes nothing.
    """
    case = proposal.case
    program = case.bargain.program
    tight = {row.name for row in program.rows if not row.room(proposal.continuous.values)}
    for demand, lines in case.lines.items():
        touched = [line for line in lines if line.name in tight]
        if not touched:
            continue
        unit = touched[0].unit
        changes = [
            _changes(proposal, _shifted(program, {line.name for line in lines}, by))
            for by in (unit, -unit)
        ]
        if any(change is None or any(change.values()) for change in changes):
            yield Binding(demand, unit, Moved(*changes))


def _shifted(program: Program, names: set[str], by: Fraction) -> Program:
    """The program with some rows loosened by so much, or tightened below zero; equalities stay."""
    moved = [_moved_row(row, by) if row.name in names else row for row in program.rows]
    return replace(program, rows=tuple(moved))


def _moved_row(row: Row, by: Fraction) -> Row:
    signed = {"<=": by, ">=": -by, "==": Fraction(0)}[row.sense]
    return replace(row, rhs=row.rhs + signed)


def _changes(proposal: Proposal, program: Program) -> dict[str, Fraction] | None:
    """What each party has more, in yuan of net present value, over another program."""
    case = proposal.case
    bargain = case.bargain.with_program(program)
    try:
        found = _quick(case, bargain, proposal)
    except UsageError:  # the criterion needs what only the demand as it stands gives
        return None
    if found.status != "optimal":
        return None
    before = proposal.continuous.utilities
    return {
        party: (found.utilities[party] - before[party]) * measure.unit_yuan
        for party, measure in case.measures.items()
    }


def _quick(case: Case, bargain: Bargain, proposal: Proposal) -> Agreed:
    """The criterion again, with every cap binding, or not, as in the proposal."""
    values = proposal.continuous.values
    whole = {v.name: values[v.name] for v in bargain.program.variables if v.integer}
    with_caps = bargain.with_program(held(bargain.program, whole)) if whole else bargain
    return agreed_under(case, with_caps, proposal.criterion, ranges=False)
