"""The head of a page: what is negotiated, and by what measure it is judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from benefitshare.findings import Finding, Language
from benefitshare.negotiation.brief.model import Brief, Risk
from benefitshare.negotiation.fairness import CLAIMS, GAMES
from benefitshare.negotiation.valuation import Scale
from benefitshare.reports.columns import wrapped
from benefitshare.reports.negotiation.figures import percent
from benefitshare.reports.negotiation.layout import fact_lines, title_lines
from benefitshare.reports.negotiation.naming import party_name, party_names, scenario_name
from benefitshare.reports.negotiation.remarks import found_section
from benefitshare.reports.negotiation.words import CRITERIA, RISKS, SCALES, chosen, head, page, say
from benefitshare.reports.words import in_language

DIVIDED = {
    "proportional": "divided_received",
    **dict.fromkeys(CLAIMS, "divided_received"),
    **dict.fromkeys(GAMES, "divided_net"),
}
"""What a rule divides that does not look at the scale of the brief, as a text of the head."""


def opening(
    brief: Brief,
    key: str,
    lang: Language,
    *,
    scale: Scale,
    risk: Risk,
    criterion: str = "",
    off_scale: Sequence[str] = (),
    warnings: Iterable[str] = (),
    found: Sequence[Finding] = (),
) -> Iterator[str]:
    """Title, status, warnings, what every figure of the page rests on, and what is found there."""
    yield from title_lines(page(key, lang), in_language(brief.title, lang), lang)
    yield from wrapped(head(f"notice_{brief.status}", lang))
    yield from warnings
    yield ""
    yield from _agreements(brief, lang)
    if criterion:
        yield from fact_lines(head("criterion", lang), criterion_text(criterion, risk, lang), lang)
    if criterion in DIVIDED and risk.measure != "regret":
        divided = head("divided", lang)
        yield from fact_lines(divided, head(DIVIDED[criterion], lang), lang)
    yield from fact_lines(head("scale", lang), chosen(SCALES, scale, lang), lang)
    yield from fact_lines(head("risk", lang), risk_text(brief, risk, lang), lang)
    yield from _facts(brief, lang)
    if off_scale:
        names = party_names(brief, off_scale, lang)
        yield from wrapped(head("off_scale", lang, parties=names), "  ")
    yield from found_section(found, lang)


def public_opening(
    brief: Brief, key: str, lang: Language, *, remark: str, warnings: Iterable[str] = ()
) -> Iterator[str]:
    """The head of a page for others: nothing of scale, risk and reservation values. `remark` says
    who may read it.
    """
    yield from title_lines(page(key, lang), in_language(brief.title, lang), lang)
    yield from wrapped(head(f"notice_{brief.status}", lang))
    yield from wrapped(remark)
    yield from warnings
    yield ""
    yield from _agreements(brief, lang)
    yield from _facts(brief, lang)


def _agreements(brief: Brief, lang: Language) -> Iterator[str]:
    titles = say("comma", lang).join(in_language(a.title, lang) for a in brief.agreements)
    yield from fact_lines(head("agreements", lang), titles, lang)


def _facts(brief: Brief, lang: Language) -> Iterator[str]:
    """What is open to everybody: what counts, discounting, years."""
    benefit = head(f"benefit_{brief.valuation.benefit}", lang)
    yield from fact_lines(head("benefit", lang), benefit, lang)
    yield from fact_lines(head("discount", lang), discount_text(brief, lang), lang)
    span = f"{brief.years[0]}–{brief.years[-1]}"
    yield from fact_lines(head("years", lang), span, lang)


def criterion_text(criterion: str, risk: Risk, lang: Language) -> str:
    """A criterion in plain words."""
    asked = "minimax_regret" if risk.measure == "regret" else criterion
    return chosen(CRITERIA, asked, lang) if asked in CRITERIA else asked


def risk_text(brief: Brief, risk: Risk, lang: Language) -> str:
    """What counts of an uncertain benefit; nothing to say of one scenario."""
    if len(brief.scenarios) == 1:
        name = scenario_name(brief, brief.scenarios[0].id, lang)
        return chosen(RISKS, "scenario", lang, scenario=name)
    if risk.measure == "scenario" and risk.scenario:
        name = scenario_name(brief, risk.scenario, lang)
        return chosen(RISKS, "scenario", lang, scenario=name)
    part = percent(1 - risk.alpha) if risk.alpha is not None else ""
    return chosen(RISKS, risk.measure, lang, part=part)


def discount_text(brief: Brief, lang: Language) -> str:
    """The rates, each once where all are the same, and when flows count."""
    rates = {p.id: percent(p.discount_rate) for p in brief.parties}
    shown = next(iter(rates.values()))
    if len(set(rates.values())) > 1:
        parts = (
            head("rate_of", lang, party=party_name(brief, p, lang), rate=rate)
            for p, rate in rates.items()
        )
        shown = say("comma", lang).join(parts)
    timing = head(f"timing_{brief.valuation.timing}", lang)
    return head("discount_text", lang, rates=shown, year=brief.valuation.base_year, timing=timing)
