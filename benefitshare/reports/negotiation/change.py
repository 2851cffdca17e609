"""What a change does: the same question before and after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from benefitshare.agreements.terms import term
from benefitshare.findings import Finding, Language
from benefitshare.negotiation.api import Change
from benefitshare.negotiation.brief.model import Brief
from benefitshare.negotiation.evaluation import Evaluation
from benefitshare.negotiation.proposal import Proposal
from benefitshare.reports.negotiation.certainty import loop_lines, software_lines, source_lines
from benefitshare.reports.negotiation.demand_table import demand_table
from benefitshare.reports.negotiation.figures import percent, plain
from benefitshare.reports.negotiation.improvement import nets_table
from benefitshare.reports.negotiation.layout import (
    point_lines,
    section_lines,
    sheet,
    text_lines,
)
from benefitshare.reports.negotiation.naming import demand_named, quoted, term_name
from benefitshare.reports.negotiation.opening import opening
from benefitshare.reports.negotiation.refusal import conflict_lines, verdict_lines
from benefitshare.reports.negotiation.remarks import below_lines
from benefitshare.reports.negotiation.shares_table import changed_table, shares_table
from benefitshare.reports.negotiation.standings import standings_table
from benefitshare.reports.negotiation.words import cell, say


@dataclass(frozen=True)
class Asked:
    """What was changed, as it was asked for: shares settled beforehand, multiples of forecasts by
    tax (or `all`), demands left out.
    """

    fixed: Mapping[str, Fraction] = field(default_factory=dict)
    tax_times: Mapping[str, Fraction] = field(default_factory=dict)
    without: Sequence[str] = ()


def change_text(change: Change, lang: Language, asked: Asked | None = None) -> str:
    """The whole page, ending with a newline."""
    return sheet(_lines(change, asked or Asked(), lang))


def _lines(change: Change, asked: Asked, lang: Language) -> Iterator[str]:
    before, after = _evaluated(change.before), _evaluated(change.after)
    brief = _brief(change.before)
    yield from _head(change, lang)
    yield from section_lines("changed", lang, changed_lines(brief, asked, lang))
    yield from section_lines("verdict", lang, _verdict(change, before, after, lang))
    if before is not None and after is not None:
        yield from section_lines(
            "terms_change", lang, changed_table(brief, before.terms, after.terms, lang)
        )
        yield from section_lines("gains", lang, nets_table(before, after, lang))
    elif (known := after or before) is not None:
        when = cell("after" if after else "before", lang)
        yield from section_lines("terms", lang, shares_table(brief, known.terms, lang), when)
        standings = standings_table(brief, known.standings, known.scale, lang)
        yield from section_lines("parties", lang, standings, when)
    sure = list(source_lines(brief, lang))
    if after is not None:
        yield from section_lines("demands", lang, demand_table(after, lang))
        sure = [*loop_lines(brief, after.loop, lang), *sure]
    yield from section_lines("sure", lang, [*software_lines(lang), *sure])


def _head(change: Change, lang: Language) -> Iterator[str]:
    result = change.before
    sets = {
        cell("before", lang): _evaluated(change.before),
        cell("after", lang): _evaluated(change.after),
    }
    below = below_lines(sets, lang)
    found = _found(change.after)
    if isinstance(result, Evaluation):
        return opening(
            result.brief, "change", lang, scale=result.scale, risk=result.risk,
            warnings=below, found=found,
        )  # fmt: skip
    case = result.case
    return opening(
        case.brief, "change", lang, scale=case.scale, risk=case.risk,
        criterion=result.criterion, off_scale=case.off_scale, warnings=below, found=found,
    )  # fmt: skip


def _found(result: Proposal | Evaluation) -> Sequence[Finding]:
    """What is wrong or doubtful about the data, after the change."""
    known = _evaluated(result)
    if known is not None:
        return known.about_data
    return result.case.findings if isinstance(result, Proposal) else ()


def _brief(result: Proposal | Evaluation) -> Brief:
    return result.brief if isinstance(result, Evaluation) else result.case.brief


def _evaluated(result: Proposal | Evaluation) -> Evaluation | None:
    return result if isinstance(result, Evaluation) else result.evaluation


def changed_lines(brief: Brief, asked: Asked, lang: Language) -> Iterator[str]:
    """What was changed, a point each."""
    for name, share in asked.fixed.items():
        text = term_name(brief, name, lang).text
        yield from point_lines(say("change_fixed", lang, term=text, share=percent(share)))
    for tax, times in asked.tax_times.items():
        text = say("change_all_taxes", lang) if tax == "all" else term("tax", tax, lang)
        yield from point_lines(say("change_tax", lang, tax=text, times=plain(times, 4)))
    for identifier in asked.without:
        demand = demand_named(brief, identifier)
        if demand is not None:
            yield from point_lines(say("change_without", lang, demand=quoted(demand, lang)))


def _verdict(
    change: Change, before: Evaluation | None, after: Evaluation | None, lang: Language
) -> Iterator[str]:
    """Which side has no terms, and why not."""
    sides = (
        ("change_before_none", before, change.before),
        ("change_after_none", after, change.after),
    )
    for key, found, result in sides:
        if found is None and isinstance(result, Proposal):
            yield from text_lines(say(key, lang))
            yield from verdict_lines(result, lang)
            if result.refusal is not None:
                yield from conflict_lines(result.case, result.refusal.conflicts, lang)
    if before is not None and after is not None and _same(before, after):
        yield from text_lines(say("change_none", lang))


def _same(before: Evaluation, after: Evaluation) -> bool:
    nets = [[standing.net for standing in one.standings] for one in (before, after)]
    return dict(before.terms) == dict(after.terms) and nets[0] == nets[1]
