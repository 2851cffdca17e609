"""A proposal: terms for every open share, why these, and what each party gives up; or why there
are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from benefitshare.negotiation.case import Case
from benefitshare.negotiation.conflict import Conflict, Feasibility, conflicts, feasibility
from benefitshare.negotiation.criteria import Agreed
from benefitshare.negotiation.evaluation import Evaluation, evaluated
from benefitshare.negotiation.fairness import agreed_under
from benefitshare.negotiation.grid import Listed, nearest_on_grid, on_grid, ties
from benefitshare.negotiation.improve import utilities_at
from benefitshare.negotiation.program import Program, Row, Variable
from benefitshare.negotiation.repair import Repair, repair

FINEST = Fraction(1, 10_000)
"""The step of terms where a brief asks for none: a hundredth of a per cent."""


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

    `repairs`: of least cost in all, and with the burden spread; None where hard demands clash.
    """

    feasibility: Feasibility
    conflicts: tuple[Conflict, ...]
    repairs: tuple[Repair, Repair] | None


@dataclass(frozen=True)
class Proposal:
    """What a criterion proposes for a case.

    `continuous` is the best on any shares, `gridded` the best on the negotiable grid, or without a
    grid the closest terms that can be written down; None where nothing can be agreed at all.
    `local` explains `continuous` where caps or floors made whole numbers necessary: the same with
    each of them binding, or not, as it does there. `evaluation` holds the proposed terms, those of
    `gridded`, settled to the fen. `price_of_rounding` is what each party loses in utility by going
    to the grid; `ties` are other terms on the grid that give everybody the same. Where nothing
    can be agreed `refusal` says why and `evaluation` is None.
    """

    case: Case = field(repr=False)
    criterion: str
    continuous: Agreed
    gridded: Agreed | None = None
    local: Agreed | None = None
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
    continuous = agreed_under(case, case.bargain, criterion, verify=verify)
    if continuous.status != "optimal":
        return Proposal(case, criterion, continuous, refusal=_refusal(case))
    if not (grid and case.bargain.steps):
        written = _written(case, continuous)
        return _explained(Proposal(case, criterion, continuous, written), explain)
    gridded = agreed_under(case, on_grid(case.bargain), criterion, verify=verify)
    if gridded.status != "optimal":
        refusal = _refusal(case) if feasibility(case.bargain) is not Feasibility.POSSIBLE else None
        return Proposal(case, criterion, continuous, gridded, refusal=refusal)
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


def _refusal(case: Case) -> Refusal:
    """Asked on the grid where there are terms off it, else on any shares."""
    found = feasibility(case.bargain)
    at_all = found is Feasibility.NONE_AT_ALL
    program = case.bargain.program if at_all else on_grid(case.bargain).program
    made = [
        repair(program, weights=case.weights, units=case.units, spread=spread)
        for spread in (False, True)
    ]
    repairs = (made[0], made[1]) if made[0] and made[1] else None
    return Refusal(found, conflicts(program), repairs)


def _written(case: Case, continuous: Agreed) -> Agreed:
    """The terms closest to the best ones that can be written into a contract: in hundredths of a
    per cent, with every demand kept.
    """
    fine = replace(case.bargain, steps=dict.fromkeys(case.bargain.terms, FINEST))
    found = nearest_on_grid(fine, continuous.terms, limit=1)
    if found is None:
        return Agreed(continuous.criterion, "infeasible", why_not="integer")
    utilities = utilities_at(case.bargain, found.terms)
    return Agreed(
        continuous.criterion, "optimal", found.terms, utilities=utilities, why_not="integer"
    )


def _explained(proposal: Proposal, explain: bool) -> Proposal:
    """The proposal with its terms settled and its binding demands moved."""
    assert proposal.gridded is not None
    if proposal.gridded.status != "optimal":
        return proposal
    evaluation = evaluated(proposal.case, proposal.gridded.terms)
    if not explain:
        return replace(proposal, evaluation=evaluation)
    bindings = tuple(_bindings(proposal))
    return replace(proposal, evaluation=evaluation, bindings=bindings, local=_local(proposal))


def _local(proposal: Proposal) -> Agreed | None:
    """The criterion again where every whole number stays as it is, so that there are proofs; None
    where there are no whole numbers, or where the answer is another one.
    """
    case, continuous = proposal.case, proposal.continuous
    if case.bargain.program.is_linear or not continuous.values:
        return None
    variables = tuple(
        Variable(v.name, continuous.values[v.name], continuous.values[v.name]) if v.integer else v
        for v in case.bargain.program.variables
    )
    program = replace(case.bargain.program, variables=variables)
    bargain = case.bargain.with_program(program)
    found = agreed_under(case, bargain, proposal.criterion, ranges=False)
    return found if found.utilities == continuous.utilities else None


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
    found = agreed_under(case, bargain, proposal.criterion, ranges=False)
    if found.status != "optimal":
        return None
    before = proposal.continuous.utilities
    return {
        party: (found.utilities[party] - before[party]) * measure.unit_yuan
        for party, measure in case.measures.items()
    }
