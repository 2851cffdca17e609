"""Why these terms, or why none, as documents: certificates, bindings, conflicts and repairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from benefitshare.money import format_share
from benefitshare.negotiation.brief.model import Demand
from benefitshare.negotiation.case import Case
from benefitshare.negotiation.conflict import Conflict, Proof
from benefitshare.negotiation.criteria import Agreed
from benefitshare.negotiation.criteria.agreed import Division, Stage
from benefitshare.negotiation.demands import Asked
from benefitshare.negotiation.documents.evaluated import in_unit, said, utilities
from benefitshare.negotiation.documents.quantity import (
    Node,
    in_full,
    number,
    on_scale,
    shares,
    yuan,
)
from benefitshare.negotiation.program import Row
from benefitshare.negotiation.repair import Concession, Repair
from benefitshare.negotiation.reserved import asked_for, reserved_ids

if TYPE_CHECKING:
    from benefitshare.negotiation.proposal import Binding, Refusal

IN_UTILITY = ("max_min", "leximin", "utilitarian")
"""The criteria whose stages are levels of utility; the levels of the others are plain numbers."""


def worths(case: Case, values: Mapping[str, Fraction]) -> list[Node]:
    """Utilities with the net present values they stand for."""
    return [
        {
            "party": party,
            "utility": on_scale(case.scale, value),
            "net": yuan(measure.origin_yuan + measure.unit_yuan * value),
        }
        for party, value in values.items()
        for measure in [case.measures[party]]
    ]


# --- what a criterion answers ---------------------------------------------------------------------


def written_agreed(case: Case, agreed: Agreed) -> Node:
    """The answer of a criterion, with what proves it."""
    return {
        "status": agreed.status,
        "terms": shares(agreed.terms),
        "worth": worths(case, agreed.utilities),
        "ideals": utilities(case.scale, agreed.ideals),
        "unique": agreed.unique,
        "ranges": None if agreed.ranges is None else _ranges(agreed.ranges),
        "certificate": _certificate(agreed),
        "stages": [_stage(case.scale, agreed.criterion, stage) for stage in agreed.stages],
        "division": None if agreed.division is None else _division(agreed.division),
        "notes": [{"code": note.code, "party": note.party} for note in agreed.notes],
    }


def _division(divided: Division) -> Node:
    """What a rule divided, in yuan, and what it gives each party."""
    return {
        "of": divided.of,
        "total": yuan(divided.total),
        "parties": [
            {
                "party": party,
                "claim": yuan(divided.claims[party]) if party in divided.claims else None,
                "alone": yuan(divided.alone[party]) if party in divided.alone else None,
                "award": yuan(award),
            }
            for party, award in divided.awards.items()
        ],
        "pressing": [
            {"parties": list(g.parties), "alone": yuan(g.alone), "excess": yuan(g.excess)}
            for g in divided.pressing
        ],
    }


def _ranges(ranges: Mapping[str, tuple[Fraction, Fraction]]) -> list[Node]:
    return [
        {"term": term, "least": format_share(least), "most": format_share(most)}
        for term, (least, most) in ranges.items()
    ]


def _certificate(agreed: Agreed) -> Node:
    """`why_not` says why nothing was proved in exact fractions; a gap is there for Nash only."""
    gap, accuracy = agreed.gap, agreed.gain_accuracy
    return {
        "verified": agreed.verified,
        "why_not": agreed.why_not or None,
        "gap": None if gap is None else number(gap),
        "gain_accuracy": None if accuracy is None else number(accuracy),
    }


def _stage(scale: str, criterion: str, stage: Stage) -> Node:
    level = on_scale(scale, stage.level) if criterion in IN_UTILITY else number(stage.level)
    return {
        "level": level,
        "parties": list(stage.parties),
        "earlier": list(stage.earlier),
        "demands": list(stage.demands),
        "weights": [{"party": party, **in_full(own)} for party, own in stage.weights.items()],
        "rows": [
            {"row": one.row, "demand": one.demand or None, **in_full(one.multiplier)}
            for one in stage.rows
        ],
        "bounds": [{"variable": name, **in_full(own)} for name, own in stage.bounds.items()],
        "most": in_full(stage.most),
    }


# --- demands without room -------------------------------------------------------------------------


def written_binding(case: Case, binding: Binding) -> Node:
    """A binding demand, and what moving it by one unit is worth to whom."""
    demand = _demand(case, binding.demand)
    moved = binding.moved
    return {
        **said(demand),
        "unit": in_unit(demand, case.scale, binding.unit),
        "loosened": _nets(moved.loosened),
        "tightened": _nets(moved.tightened),
        "worth": _from_to(moved.loosened, moved.tightened),
    }


def _nets(values: Mapping[str, Fraction] | None) -> list[Node] | None:
    if values is None:
        return None
    return [{"party": party, "net": yuan(value)} for party, value in values.items()]


def _from_to(
    loosened: Mapping[str, Fraction] | None, tightened: Mapping[str, Fraction] | None
) -> list[Node] | None:
    """What one unit is worth to each party: what it gains by one more, and loses by one less; the
    two differ where the terms turn just there. None where one of them is not possible.
    """
    if loosened is None or tightened is None:
        return None
    ends = {party: sorted((gain, -tightened[party])) for party, gain in loosened.items()}
    return [
        {"party": party, "from": yuan(least), "to": yuan(most)}
        for party, (least, most) in ends.items()
    ]


# --- no terms -------------------------------------------------------------------------------------


def written_refusal(case: Case, refusal: Refusal) -> Node:
    """Why there are no terms, and what would have to give way."""
    repairs = refusal.repairs
    return {
        "feasibility": refusal.feasibility.name.lower(),
        "conflicts": [_conflict(case, conflict) for conflict in refusal.conflicts],
        "repairs": None if repairs is None else {
            "least": _repair(case, repairs[0]), "spread": _repair(case, repairs[1])
        },
    }  # fmt: skip


def _conflict(case: Case, conflict: Conflict) -> Node:
    demands = [_demand(case, demand) for demand in conflict.demands]
    return {
        "demands": [{**said(d), "hard": d.id in conflict.hard} for d in demands],
        "of_the_frame": conflict.is_of_the_frame,
        "hopeless": conflict.is_hopeless,
        "proof": None if conflict.proof is None else _proof(case, conflict.proof),
    }


def _proof(case: Case, proof: Proof) -> Node:
    asks = reserved_ids(case.brief) | {row.name: row.demand for row in _rows(case)}
    return {
        "asked": in_full(proof.asked),
        "possible": in_full(proof.possible),
        "weights": [
            {"row": row, "demand": asks.get(row) or None, **in_full(weight)}
            for row, weight in proof.weights.items()
        ],
    }


def _rows(case: Case) -> Iterable[Row]:
    return case.bargain.program.rows


def _repair(case: Case, repair: Repair) -> Node:
    return {
        "cost": number(repair.cost),
        "verified": repair.verified,
        "unique": repair.unique,
        "concessions": [_concession(case, one) for one in repair.concessions],
        "paid": [_paid(case, demand, repair) for demand in repair.paid],
        "payers": _payers(case, repair),
        "terms": shares({t: repair.values[t] for t in case.bargain.terms if t in repair.values}),
    }


def _concession(case: Case, one: Concession) -> Node:
    """How far a line gives way, and where the demand's own number goes with it: where it has one,
    which a part of something that itself depends on the terms is not.
    """
    demand, line = _demand(case, one.demand), _line(case, one)
    given = _stated(line, one)
    return {
        **said(demand),
        "line": one.row,
        "amount": in_unit(demand, case.scale, one.amount),
        "before": None if given is None else in_unit(demand, case.scale, given[0]),
        "after": None if given is None else in_unit(demand, case.scale, given[1]),
        "cost": number(one.cost),
    }


def _line(case: Case, one: Concession) -> Asked | None:
    return next((line for line in case.lines[one.demand] if line.name == one.row), None)


def _stated(line: Asked | None, one: Concession) -> tuple[Fraction, Fraction] | None:
    if line is None or line.right.terms:
        return None
    return line.right.constant, line.right.constant + one.after - one.before


def _paid(case: Case, demand: str, repair: Repair) -> Node:
    least, most = repair.ranges[demand]
    paid = repair.paid[demand]
    of = _demand(case, demand)
    return {
        "demand": demand, "by": of.by, "cost": number(paid), "from": number(least),
        "to": number(most),
    }  # fmt: skip


def _payers(case: Case, repair: Repair) -> list[Node]:
    """Who gives way: what the demands of each side pay together, in document order."""
    by = {demand.id: demand.by for demand in case.brief.demands}
    sums: dict[str, Fraction] = {}
    for demand, paid in repair.paid.items():
        sums[by[demand]] = sums.get(by[demand], Fraction(0)) + paid
    return [{"by": side, "cost": number(cost)} for side, cost in sums.items()]


def _demand(case: Case, identifier: str) -> Demand:
    found = asked_for(case.brief, identifier)
    assert found is not None, identifier
    return found
