"""Several sets of terms side by side."""

from __future__ import annotations

from collections.abc import Iterator

from benefitshare.findings import Language
from benefitshare.negotiation.api import Comparison
from benefitshare.negotiation.evaluation import Evaluation
from benefitshare.reports.columns import table
from benefitshare.reports.negotiation.certainty import loop_lines, software_lines, source_lines
from benefitshare.reports.negotiation.demand_table import verdict_cells
from benefitshare.reports.negotiation.figures import money, percent
from benefitshare.reports.negotiation.layout import section_lines, sheet, text_lines
from benefitshare.reports.negotiation.naming import party_name, quoted, term_name
from benefitshare.reports.negotiation.opening import opening
from benefitshare.reports.negotiation.remarks import below_lines
from benefitshare.reports.negotiation.words import cell, say


def comparison_text(comparison: Comparison, lang: Language) -> str:
    """The whole page, ending with a newline."""
    return sheet(_lines(comparison, lang))


def _lines(comparison: Comparison, lang: Language) -> Iterator[str]:
    first = next(iter(comparison.evaluations.values()))
    brief = first.brief
    found = (finding for one in comparison.evaluations.values() for finding in one.about_data)
    yield from opening(
        brief, "comparison", lang, scale=first.scale, risk=first.risk,
        warnings=below_lines(comparison.evaluations, lang),
        found=[*{repr(finding): finding for finding in found}.values()],
    )  # fmt: skip
    yield from section_lines("verdict", lang, better_lines(comparison, lang))
    yield from section_lines("terms", lang, _terms(comparison, lang))
    yield from section_lines("net", lang, _nets(comparison, lang))
    yield from section_lines("demands", lang, _demands(comparison, lang))
    sure = [
        line
        for one in comparison.evaluations.values()
        if not one.loop.kept
        for line in loop_lines(brief, one.loop, lang)
    ]
    yield from section_lines(
        "sure", lang, [*sure, *software_lines(lang), *source_lines(brief, lang)]
    )


def better_lines(comparison: Comparison, lang: Language) -> Iterator[str]:
    """Which terms are better for all than which."""
    for one, other in comparison.better:
        yield from text_lines(say("better", lang, one=one, other=other))
    if not comparison.better:
        yield from text_lines(say("none_better", lang))


def _table(comparison: Comparison, heading: str, rows: list[list[str]]) -> list[str]:
    return table([heading, *comparison.evaluations], rows, texts=1)


def _terms(comparison: Comparison, lang: Language) -> list[str]:
    found = list(comparison.evaluations.values())
    brief = found[0].brief
    rows = [
        [term_name(brief, term, lang).text, *(percent(one.terms[term]) for one in found)]
        for term in brief.names.open
    ]
    return _table(comparison, cell("term", lang), rows)


def _nets(comparison: Comparison, lang: Language) -> list[str]:
    found = list(comparison.evaluations.values())
    rows = []
    for party in found[0].brief.party_ids:
        name = party_name(found[0].brief, party, lang)
        nets = (money(one.standing(party).net, lang) for one in found)
        rows.append([f"{name} {cell('net', lang)}", *nets])
        ways = (_position(one, party, lang) for one in found)
        rows.append([f"{name} {cell('position', lang)}", *ways])
    return _table(comparison, cell("party", lang), rows)


def _position(one: Evaluation, party: str, lang: Language) -> str:
    position = one.standing(party).position
    return cell("none", lang) if position is None else percent(position)


def _demands(comparison: Comparison, lang: Language) -> list[str]:
    found = list(comparison.evaluations.values())
    rows = [
        [quoted(demand, lang), *(_kept(one, number, lang) for one in found)]
        for number, demand in enumerate(found[0].brief.demands)
    ]
    return _table(comparison, cell("demand", lang), rows) if rows else []


def _kept(one: Evaluation, number: int, lang: Language) -> str:
    """`kept`, or by how much it is broken."""
    verdict = one.verdicts[number]
    kept, _, room = verdict_cells(one, verdict, lang)
    return kept if verdict.kept else f"{kept} {room}"
