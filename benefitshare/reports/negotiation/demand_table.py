"""The demands against given terms: which are kept, and with how much room."""

from __future__ import annotations

from collections.abc import Iterator

from benefitshare.findings import Language
from benefitshare.negotiation.brief.model import Brief
from benefitshare.negotiation.evaluation import Evaluation, Verdict
from benefitshare.negotiation.valuation import Scale
from benefitshare.reports.columns import table
from benefitshare.reports.negotiation.naming import demand_named, party_name, quoted
from benefitshare.reports.negotiation.quantities import amount_text, line_text
from benefitshare.reports.negotiation.words import cell


def demand_table(evaluation: Evaluation, lang: Language) -> list[str]:
    """A row for each demand: its sentence, who asks, kept or not, the room on its tightest line."""
    keys = ("demand", "asked_by", "kept", "room")
    rows = [*_rows(evaluation, lang)]
    return table([cell(key, lang) for key in keys], rows, texts=3) if rows else []


def _rows(evaluation: Evaluation, lang: Language) -> Iterator[list[str]]:
    brief = evaluation.brief
    for verdict in evaluation.verdicts:
        demand = demand_named(brief, verdict.demand)
        if demand is None:
            continue
        yield [
            quoted(demand, lang), party_name(brief, demand.by, lang),
            cell("yes" if verdict.kept else "no", lang),
            room_text(brief, verdict, evaluation.scale, lang),
        ]  # fmt: skip


def room_text(brief: Brief, verdict: Verdict, scale: Scale, lang: Language) -> str:
    """How much room there is, or how much is missing, and where; nothing for a demand that has
    nothing to hold on to.
    """
    demand = demand_named(brief, verdict.demand)
    if demand is None or not verdict.line:
        return cell("none", lang)
    amount = amount_text(demand, abs(verdict.room * verdict.unit), scale, lang)
    where = line_text(brief, demand, verdict.line, lang)
    shown = amount if verdict.kept else f"{cell('short', lang)} {amount}"
    if not where:
        return shown
    return f"{shown}（{where}）" if lang == "zh" else f"{shown} ({where})"
