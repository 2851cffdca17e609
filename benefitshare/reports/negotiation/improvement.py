"""A tentative deal and a better one, party by party."""

from __future__ import annotations

from collections.abc import Iterator

from benefitshare.findings import Language
from benefitshare.negotiation.api import Improvement
from benefitshare.negotiation.evaluation import Evaluation
from benefitshare.reports.columns import table
from benefitshare.reports.negotiation.certainty import loop_lines, software_lines, source_lines
from benefitshare.reports.negotiation.demand_table import demand_table
from benefitshare.reports.negotiation.figures import money, percent
from benefitshare.reports.negotiation.layout import section_lines, sheet, text_lines
from benefitshare.reports.negotiation.naming import party_name
from benefitshare.reports.negotiation.opening import opening
from benefitshare.reports.negotiation.remarks import below_lines
from benefitshare.reports.negotiation.shares_table import changed_table, shares_table
from benefitshare.reports.negotiation.standings import standings_table
from benefitshare.reports.negotiation.words import cell, say


def improvement_text(improvement: Improvement, lang: Language) -> str:
    """The whole page, ending with a newline."""
    return sheet(_lines(improvement, lang))


def _lines(improvement: Improvement, lang: Language) -> Iterator[str]:
    before, after = improvement.before, improvement.after
    brief = before.brief
    shown = after or before
    yield from opening(
        brief, "improvement", lang, scale=before.scale, risk=before.risk,
        warnings=below_lines({"": shown}, lang), found=shown.about_data,
    )  # fmt: skip
    yield from section_lines("verdict", lang, _verdict(improvement, lang))
    if after is None:
        yield from section_lines("terms", lang, shares_table(brief, before.terms, lang))
        standings = standings_table(brief, before.standings, before.scale, lang)
        yield from section_lines("parties", lang, standings)
    else:
        terms = changed_table(brief, before.terms, after.terms, lang)
        yield from section_lines("terms_change", lang, terms)
        yield from section_lines("gains", lang, nets_table(before, after, lang))
    yield from section_lines("demands", lang, demand_table(shown, lang))
    sure = [
        *loop_lines(brief, shown.loop, lang), *software_lines(lang), *source_lines(brief, lang)
    ]  # fmt: skip
    yield from section_lines("sure", lang, sure)


def _verdict(improvement: Improvement, lang: Language) -> Iterator[str]:
    key = "not_improved" if improvement.after is None else "improved"
    yield from text_lines(say(key, lang))
    broken = sum(not verdict.kept for verdict in improvement.before.verdicts)
    if broken:
        yield from text_lines(say("before_broken", lang, count=broken))


def nets_table(before: Evaluation, after: Evaluation, lang: Language) -> list[str]:
    """Net present values before and after by party, and how far from bottom line to best after."""
    keys = ("party", "before", "after", "change", "position")
    rows = []
    for one in before.standings:
        then = after.standing(one.party)
        position = cell("none", lang) if then.position is None else percent(then.position)
        rows.append([
            party_name(before.brief, one.party, lang), money(one.net, lang), money(then.net, lang),
            money(then.net - one.net, lang, signed=True), position,
        ])  # fmt: skip
    return table([cell(key, lang) for key in keys], rows, texts=1)
