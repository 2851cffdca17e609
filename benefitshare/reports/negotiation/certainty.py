"""How sure figures are: proved or not, settled again, with what programs, on what sources."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from benefitshare.agreements import agreement_findings_and_document
from benefitshare.agreements.model import Agreement
from benefitshare.agreements.terms import term
from benefitshare.findings import Language
from benefitshare.negotiation.brief.model import Brief, Guideline
from benefitshare.negotiation.criteria import Agreed
from benefitshare.negotiation.documents.heading import makers
from benefitshare.negotiation.evaluation import Loop
from benefitshare.negotiation.proposal import Proposal
from benefitshare.reports.negotiation.figures import decimal
from benefitshare.reports.negotiation.layout import point_lines
from benefitshare.reports.negotiation.naming import member_name, quoted, scenario_name
from benefitshare.reports.negotiation.words import say
from benefitshare.reports.words import in_language

UNVERIFIED = "division-unverified"
SURE = ("official", "O", "agreement", "code")
"""Confidences that need no word."""


def certainty_lines(proposal: Proposal, lang: Language) -> Iterator[str]:
    """Everything there is to say of a proposal."""
    yield from point_lines(proof_text(proposal, lang))
    if proposal.continuous.gap:
        yield from point_lines(_gap_text(proposal.continuous, lang))
    if proposal.evaluation is not None:
        yield from loop_lines(proposal.case.brief, proposal.evaluation.loop, lang)
    yield from software_lines(lang)
    yield from source_lines(proposal.case.brief, lang)


def proof_text(proposal: Proposal, lang: Language) -> str:
    """Whether it is proved that no terms are better by the criterion."""
    found, gridded = proposal.continuous, proposal.gridded
    if not found.verified:
        return say("not_verified", lang, reason=_reason(found, lang))
    if gridded is not None and not gridded.verified:
        key = "verified_continuous" if proposal.is_on_steps else "verified_written"
        return say(key, lang)
    return say("verified", lang)


def _reason(found: Agreed, lang: Language) -> str:
    return say(f"why_not_{found.why_not or 'not asked'}", lang)


def _gap_text(found: Agreed, lang: Language) -> str:
    """A gap by its size: its digits say nothing."""
    return say("gap", lang, gap=_below(found.gap), accuracy=_below(found.gain_accuracy))


def _below(value: Fraction | None) -> str:
    """The power of ten that a number is not above."""
    power = 0
    while value and value * 10 ** (power + 1) <= 1:
        power += 1
    return f"1/10^{power}" if value else "0"


def loop_lines(brief: Brief, loop: Loop, lang: Language) -> Iterator[str]:
    """What settling the very same terms gave, against what was promised."""
    values = {
        "figures": f"{loop.figures:,}",
        "difference": decimal(Fraction(loop.largest_fen) / 100, 4),
    }
    if loop.kept and not loop.largest_fen:
        yield from point_lines(say("loop_exact", lang, figures=values["figures"]))
        return
    if loop.kept:
        yield from point_lines(say("loop_kept", lang, **values))
        return
    values |= {
        "where": _where(brief, loop, lang),
        "allowed": decimal(Fraction(loop.allowed_fen) / 100, 4),
    }
    yield from point_lines(say("loop_broken", lang, **values))


def _where(brief: Brief, loop: Loop, lang: Language) -> str:
    if loop.where is None:
        return ""
    scenario, agreement, member, year = loop.where
    names = scenario_name(brief, scenario, lang), member_name(brief, agreement, member, lang)
    return say("comma", lang).join([*names, str(year)])


def software_lines(lang: Language) -> Iterator[str]:
    """What made the figures."""
    known = makers()
    solvers = known["solvers"]
    own = known["library"].partition(" ")[2]
    text = say("software", lang, own=own, pulp=solvers["pulp"], highs=solvers["highs"])
    yield from point_lines(text)


def source_lines(brief: Brief, lang: Language) -> Iterator[str]:
    """What the figures rest on that no official text says."""
    yield from _source("unverified_brief", brief.document.get("source"), lang)
    for agreement in brief.agreements:
        title = in_language(agreement.title, lang)
        yield from _source("unverified_agreement", agreement.source, lang, title=title)
        yield from _facts(agreement, lang)
    for demand in brief.demands:
        if isinstance(demand.asks, Guideline) and demand.asks.confidence not in SURE:
            source = {**demand.asks.source, "confidence": demand.asks.confidence}
            yield from _source("unverified_demand", source, lang, demand=quoted(demand, lang))


def _facts(agreement: Agreement, lang: Language) -> Iterator[str]:
    """Dated facts the agreement rests on that no official text says."""
    found, _ = agreement_findings_and_document(agreement.document)
    for finding in found:
        if finding.code == UNVERIFIED:
            yield from point_lines(finding.message(lang))


def _source(key: str, source: object, lang: Language, **values: str) -> Iterator[str]:
    told = source if isinstance(source, dict) else dict(source) if source else {}  # type: ignore[call-overload]
    confidence = str(told.get("confidence", ""))
    if confidence and confidence not in SURE:
        name = in_language(told.get("name", ""), lang)
        shown = term("confidence", confidence, lang)
        yield from point_lines(say(key, lang, name=name, confidence=shown, **values))
