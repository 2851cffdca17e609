"""The demands against given terms: which are kept, and with how much room."""

from __future__ import annotations

from benefitshare.findings import Language
from benefitshare.negotiation.brief.model import Brief, Demand
from benefitshare.negotiation.evaluation import Evaluation, Verdict
from benefitshare.reports.columns import table
from benefitshare.reports.negotiation.naming import demand_named, party_name, quoted
from benefitshare.reports.negotiation.quantities import line_text, short_text
from benefitshare.reports.negotiation.words import cell


def demand_table(evaluation: Evaluation, lang: Language) -> list[str]:
    """A row for each demand: its sentence, who asks, kept or not, the room on its tightest line."""
    rows = [
        [*named(evaluation.brief, demand, lang), *verdict_cells(evaluation, verdict, lang)]
        for verdict in evaluation.verdicts
        if (demand := demand_named(evaluation.brief, verdict.demand)) is not None
    ]
    return table(heading(lang), rows, texts=4) if rows else []


def heading(lang: Language) -> list[str]:
    """The headings of the table."""
    return [cell(key, lang) for key in ("demand", "asked_by", "kept", "where", "room")]


def named(brief: Brief, demand: Demand, lang: Language) -> list[str]:
    """The sentence of a demand and who asks for it."""
    return [quoted(demand, lang), party_name(brief, demand.by, lang)]


def verdict_cells(evaluation: Evaluation, verdict: Verdict, lang: Language) -> list[str]:
    """Kept or not, where it is tightest, and the room there, below zero what is missing."""
    kept = cell("yes" if verdict.kept else "no", lang)
    demand = demand_named(evaluation.brief, verdict.demand)
    if demand is None or not verdict.line:
        return [kept, "", cell("none", lang)]
    where = line_text(evaluation.brief, demand, verdict.line, lang)
    room = verdict.room * verdict.unit
    return [kept, where, short_text(demand, room, evaluation.scale, lang)]
