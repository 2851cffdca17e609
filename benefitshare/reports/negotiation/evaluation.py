"""The page of given terms: what they come to, what they break, and what could be better."""

from __future__ import annotations

from collections.abc import Iterator

from benefitshare.findings import Language
from benefitshare.negotiation.evaluation import Evaluation, Judged
from benefitshare.negotiation.improve import Dominating
from benefitshare.reports.columns import table
from benefitshare.reports.negotiation.certainty import loop_lines, software_lines, source_lines
from benefitshare.reports.negotiation.demand_table import demand_table
from benefitshare.reports.negotiation.figures import on_scale
from benefitshare.reports.negotiation.layout import section_lines, sheet, text_lines
from benefitshare.reports.negotiation.naming import party_name
from benefitshare.reports.negotiation.opening import opening
from benefitshare.reports.negotiation.remarks import below_lines
from benefitshare.reports.negotiation.shares_table import changed_table, shares_table
from benefitshare.reports.negotiation.standings import (
    cash_section,
    scenario_lines,
    standings_table,
)
from benefitshare.reports.negotiation.words import SCALES, SHORT_CRITERIA, cell, chosen, say


def evaluation_text(evaluation: Evaluation, lang: Language) -> str:
    """The whole page, ending with a newline."""
    return sheet(_lines(evaluation, lang))


def _lines(evaluation: Evaluation, lang: Language) -> Iterator[str]:
    brief, scale = evaluation.brief, evaluation.scale
    yield from opening(
        brief, "evaluation", lang, scale=scale, risk=evaluation.risk,
        warnings=below_lines({"": evaluation}, lang), found=evaluation.about_data,
    )  # fmt: skip
    yield from section_lines("verdict", lang, verdict_lines(evaluation, lang))
    yield from section_lines("terms", lang, shares_table(brief, evaluation.terms, lang))
    standings = standings_table(brief, evaluation.standings, scale, lang)
    yield from section_lines(
        "parties", lang, [*standings, *text_lines(say("present_values", lang))]
    )
    yield from section_lines("scenarios", lang, scenario_lines(brief, evaluation.standings, lang))
    yield from cash_section(evaluation, lang)
    yield from section_lines("demands", lang, demand_table(evaluation, lang))
    yield from section_lines("dominated", lang, dominated_lines(evaluation, lang))
    if evaluation.judged:
        yield from section_lines("criteria", lang, criteria_lines(evaluation, lang))
    sure = [
        *loop_lines(brief, evaluation.loop, lang), *software_lines(lang),
        *source_lines(brief, lang),
    ]  # fmt: skip
    yield from section_lines("sure", lang, sure)


def verdict_lines(evaluation: Evaluation, lang: Language) -> Iterator[str]:
    """How many demands are kept, and whether the terms are on the agreed steps."""
    count = len(evaluation.verdicts)
    broken = sum(not verdict.kept for verdict in evaluation.verdicts)
    if broken:
        yield from text_lines(say("broken", lang, count=count, broken=broken))
    elif count:
        yield from text_lines(say("possible", lang, count=count))
    if not evaluation.is_on_grid:
        yield from text_lines(say("off_grid", lang))


def dominated_lines(evaluation: Evaluation, lang: Language) -> Iterator[str]:
    """Terms that are worse for nobody, with what each party would gain; or that there are none."""
    better = evaluation.dominated_by
    if better is None:
        yield from text_lines(say("not_dominated", lang))
        return
    yield from text_lines(say("dominated", lang))
    yield from changed_table(evaluation.brief, evaluation.terms, better.terms, lang)
    yield from text_lines(_gains_text(evaluation, better, lang))


def _gains_text(evaluation: Evaluation, better: Dominating, lang: Language) -> str:
    parts = (
        say("dominated_gain", lang, party=party_name(evaluation.brief, party, lang),
            gain=on_scale(gain, evaluation.scale, lang))
        for party, gain in better.gains.items()
    )  # fmt: skip
    return say("semicolon", lang).join(parts) + say("stop", lang)


def criteria_lines(evaluation: Evaluation, lang: Language) -> Iterator[str]:
    """What each criterion would give each party, and how much more the given terms give."""
    scale = chosen(SCALES, evaluation.scale, lang)
    yield from text_lines(say("criteria_note", lang, scale=scale))
    parties = [s.party for s in evaluation.standings if s.utility is not None]
    header = [cell("criterion", lang)]
    for party in parties:
        name = party_name(evaluation.brief, party, lang)
        header += [cell("would_give", lang, party=name), cell("difference", lang)]
    rows = [_judged_row(evaluation, judged, parties, lang) for judged in evaluation.judged]
    yield from table(header, rows, texts=1)
    failed = [one for one in evaluation.judged if one.status != "optimal"]
    if failed:
        names = (chosen(SHORT_CRITERIA, one.criterion, lang) for one in failed)
        text = say("comma", lang).join(names) + say("colon", lang)
        yield from text_lines(text + say("criterion_infeasible", lang))


def _judged_row(
    evaluation: Evaluation, judged: Judged, parties: list[str], lang: Language
) -> list[str]:
    name = chosen(SHORT_CRITERIA, judged.criterion, lang)
    if judged.is_met:
        met = say("criterion_met", lang)
        name += f"（{met}）" if lang == "zh" else f" ({met})"
    cells = [name]
    for party in parties:
        for values, signed in ((judged.utilities, False), (judged.differences, True)):
            known = party in values
            cells.append(
                on_scale(values[party], evaluation.scale, lang, signed=signed)
                if known else cell("none", lang)
            )  # fmt: skip
    return cells
