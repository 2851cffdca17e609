"""Terms held against a brief, as documents: evaluations, comparisons, improvements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from benefitshare.findings import Finding
from benefitshare.negotiation.brief.model import (
    Brief,
    Demand,
    EqualTreatment,
    GapAtMost,
    Monotone,
    ShareBetween,
)
from benefitshare.negotiation.documents.heading import written_terms
from benefitshare.negotiation.documents.quantity import Node, on_scale, share, shares, yuan
from benefitshare.negotiation.documents.quantity import number as plain_number
from benefitshare.negotiation.evaluation import Evaluation, Flow, Judged, Loop, Standing, Verdict
from benefitshare.negotiation.improve import Dominating
from benefitshare.settlement.document import plain

OF_SHARES = ShareBetween | Monotone | EqualTreatment


def written_evaluation(evaluation: Evaluation) -> Node:
    """Everything about terms held against a brief."""
    brief, scale = evaluation.brief, evaluation.scale
    better = evaluation.dominated_by
    return {
        "terms": written_terms(brief, evaluation.terms),
        "on_grid": evaluation.is_on_grid,
        "possible": evaluation.is_possible,
        "agreements": [plain(document) for document in evaluation.documents],
        "standings": [_standing(brief, scale, standing) for standing in evaluation.standings],
        "demands": [_verdict(brief, scale, verdict) for verdict in evaluation.verdicts],
        "loop": written_loop(evaluation.loop),
        "dominated_by": None if better is None else _dominating(scale, better),
        "criteria": [_judged(scale, judged) for judged in evaluation.judged],
        "findings": written_findings(evaluation.findings),
    }


def written_findings(findings: Iterable[Finding]) -> list[Node]:
    """Findings as documents of their own schema."""
    return [plain(finding.to_dict()) for finding in findings]


# --- parties --------------------------------------------------------------------------------------


def _standing(brief: Brief, scale: str, standing: Standing) -> Node:
    utility, ideal, position = standing.utility, standing.ideal, standing.position
    return {
        **flows(brief, standing),
        "net": yuan(standing.net),
        "utility": None if utility is None else on_scale(scale, utility),
        "reservation": yuan(standing.reservation),
        "ideal": None if ideal is None else yuan(ideal),
        "position": None if position is None else plain_number(position),
    }


def flows(brief: Brief, standing: Standing) -> Node:
    """What a party puts in and receives: nothing of it comes from a private number but through the
    scenarios of the brief.
    """
    return {
        "party": standing.party,
        "contributed": _by_year(brief.party(standing.party).contributed()),
        "costs": yuan(standing.costs),
        "scenarios": [_flow(scenario, flow) for scenario, flow in standing.flows.items()],
    }


def _flow(scenario: str, flow: Flow) -> Node:
    return {
        "scenario": scenario,
        "received": _by_year(flow.received),
        "benefits": yuan(flow.benefits),
        "net": yuan(flow.net),
        "payback": flow.payback,
        "payback_discounted": flow.payback_discounted,
    }


def _by_year(amounts: Mapping[int, Fraction]) -> list[Node]:
    return [{"year": year, **yuan(amount)} for year, amount in amounts.items()]


def utilities(scale: str, values: Mapping[str, Fraction]) -> list[Node]:
    """What each party has on the scale."""
    return [{"party": party, "utility": on_scale(scale, value)} for party, value in values.items()]


# --- demands --------------------------------------------------------------------------------------


def said(demand: Demand) -> Node:
    """A demand by its sentence."""
    return {"demand": demand.id, "by": demand.by, "kind": demand.kind, "text": plain(demand.text)}


def in_unit(demand: Demand, scale: str, value: Fraction) -> Node:
    """A number of a demand's lines in their unit: shares, the scale, or yuan."""
    if isinstance(demand.asks, OF_SHARES):
        return share(value)
    return on_scale(scale, value) if isinstance(demand.asks, GapAtMost) else yuan(value)


def verdict_of(brief: Brief, scale: str, verdict: Verdict) -> Node:
    """Whether a demand is kept, and by how much; a demand without lines has no room to speak of."""
    demand = {d.id: d for d in brief.demands}[verdict.demand]
    room = in_unit(demand, scale, verdict.room * verdict.unit) if verdict.line else None
    return {**said(demand), "kept": verdict.kept, "room": room, "line": verdict.line or None}


def _verdict(brief: Brief, scale: str, verdict: Verdict) -> Node:
    demand = {d.id: d for d in brief.demands}[verdict.demand]
    return {
        **verdict_of(brief, scale, verdict),
        "strength": demand.strength,
        "private": demand.private,
        "unit": in_unit(demand, scale, verdict.unit) if verdict.line else None,
    }


# --- the rest -------------------------------------------------------------------------------------


def written_loop(loop: Loop) -> Node:
    """What the optimizer promised against what the settlement of the very same terms gives."""
    names = ("scenario", "agreement", "party", "year")
    return {
        "kept": loop.kept,
        "figures": loop.figures,
        "largest": yuan(Fraction(loop.largest_fen, 100)),
        "allowed": yuan(Fraction(loop.allowed_fen, 100)),
        "where": None if loop.where is None else dict(zip(names, loop.where, strict=True)),
    }


def _dominating(scale: str, better: Dominating) -> Node:
    return {
        "terms": shares(better.terms),
        "utilities": utilities(scale, better.utilities),
        "gains": utilities(scale, better.gains),
    }


def _judged(scale: str, judged: Judged) -> Node:
    return {
        "criterion": judged.criterion,
        "status": judged.status,
        "met": judged.is_met,
        "terms": shares(judged.terms),
        "utilities": utilities(scale, judged.utilities),
        "differences": utilities(scale, judged.differences),
    }
