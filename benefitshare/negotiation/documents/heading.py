"""What every document begins with: what was asked, of which brief, and what answered it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from benefitshare.money import format_share
from benefitshare.negotiation.documents.quantity import Node
from benefitshare.settlement.document import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benefitshare.negotiation.brief.model import Brief, Risk, Scenario
    from benefitshare.negotiation.terms import OpenTerm

SCHEMA = "benefitshare/proposal/v1"


def heading(
    kind: str, brief: Brief, *, scale: str, risk: Risk, criterion: str | None = None
) -> Node:
    """The heading of a document for whoever wrote the brief."""
    return {
        **question(kind, brief, scale=scale, criterion=criterion),
        "audience": "author",
        "brief": {**_named(brief), "digest": brief.digest},
        "risk": written_risk(risk),
        "receipt": receipt(brief),
    }


def question(kind: str, brief: Brief, *, scale: str, criterion: str | None) -> Node:
    """What of a heading nobody need keep to themselves.

    A digest of a brief is not of that kind: who guesses the private numbers could prove them by it.
    """
    valuation = brief.valuation
    return {
        "schema": SCHEMA,
        "kind": kind,
        "brief": _named(brief),
        "status": brief.status,
        "criterion": criterion,
        "scale": scale,
        "benefit": valuation.benefit,
        "base_year": valuation.base_year,
        "timing": valuation.timing,
        "years": {"from": brief.outlook.first, "to": brief.outlook.last},
        "parties": [
            {"id": p.id, "name": plain(p.name), "discount_rate": format_share(p.discount_rate)}
            for p in brief.parties
        ],
        "scenarios": [_scenario(s) for s in brief.scenarios],
    }


def _named(brief: Brief) -> Node:
    return {"id": brief.id, "title": plain(brief.title)}


def _scenario(scenario: Scenario) -> Node:
    likely = scenario.probability
    return {
        "id": scenario.id,
        "title": plain(scenario.title),
        "probability": None if likely is None else format_share(likely),
        "private": scenario.private,
    }


def written_risk(risk: Risk) -> Node:
    """A measure of risk with what belongs to it."""
    told: Node = {"measure": risk.measure}
    if risk.alpha is not None:
        told["alpha"] = format_share(risk.alpha)
    return told if risk.scenario is None else {**told, "scenario": risk.scenario}


def makers() -> Node:
    """Who computed: the library and the solvers, with their versions."""
    from benefitshare import __version__
    from benefitshare.negotiation.solver import versions

    return {"library": f"benefitshare {__version__}", "solvers": versions()}


def receipt(brief: Brief) -> Node:
    """What the answer was made from, so that it can be made again."""
    from benefitshare.reference import REFERENCE_VINTAGE

    return {
        **makers(),
        "reference_vintage": REFERENCE_VINTAGE,
        "agreements": [{"id": a.id, "digest": a.digest} for a in brief.agreements],
        "inputs": _inputs(brief),
    }


def _inputs(brief: Brief) -> list[Node]:
    """Every table of the outlook once, with its digest."""
    sources = dict.fromkeys(
        (kind, own) for scenario in brief.scenarios for kind, own in scenario.sources.items()
    )
    lines: dict[tuple[str, ...], Node] = {}
    for kind, own in sources:
        source = brief.outlook_tables.read(kind, own).source
        for part in source.get("parts") or [source]:
            line = {"table": kind, **{n: plain(part.get(n)) for n in ("file", "sheet", "sha256")}}
            lines.setdefault(tuple(map(str, line.values())), line)
    return list(lines.values())


def written_terms(brief: Brief, terms: Mapping[str, Fraction]) -> list[Node]:
    """Terms in full: which share each is, and between what it could be agreed."""
    from benefitshare.negotiation.terms import open_terms

    known = [term for a in brief.agreements for term in open_terms(a.document)]
    return [_term(term, terms[term.id], brief.step) for term in known if term.id in terms]


def _term(term: OpenTerm, value: Fraction, step: Fraction | None) -> Node:
    by = term.step if term.step is not None else step
    return {
        "term": term.id,
        "agreement": term.agreement,
        "clause": term.clause,
        "tier": term.tier,
        "band": term.band,
        "party": term.party,
        "text": plain(term.text),
        "share": format_share(value),
        "least": format_share(term.lower),
        "most": format_share(term.upper),
        "step": None if by is None else format_share(by),
    }
