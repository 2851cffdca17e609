"""All efficient terms in a table: where one can have more only if another has less."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase

from benefitshare.findings import Language
from benefitshare.negotiation.api import Efficient
from benefitshare.negotiation.case import Case
from benefitshare.negotiation.frontier import Point
from benefitshare.reports.columns import table
from benefitshare.reports.negotiation.certainty import software_lines, source_lines
from benefitshare.reports.negotiation.figures import on_scale, percent
from benefitshare.reports.negotiation.layout import section_lines, sheet, text_lines
from benefitshare.reports.negotiation.naming import party_name, term_name
from benefitshare.reports.negotiation.opening import opening
from benefitshare.reports.negotiation.words import UTILITIES, cell, chosen, say


def frontier_text(efficient: Efficient, lang: Language) -> str:
    """The whole page, ending with a newline."""
    return sheet(_lines(efficient, lang))


def _lines(efficient: Efficient, lang: Language) -> Iterator[str]:
    case, found = efficient.case, efficient.frontier
    yield from opening(
        case.brief, "frontier", lang, scale=case.scale, risk=case.risk, off_scale=case.off_scale,
        found=case.findings,
    )  # fmt: skip
    if not found.points:
        yield from section_lines("verdict", lang, text_lines(say("no_points", lang)))
        return
    yield from section_lines("points", lang, _points(case, efficient, lang))
    yield from section_lines("legend", lang, _legend(case, lang))
    yield from section_lines("sure", lang, [*software_lines(lang), *source_lines(case.brief, lang)])


def _points(case: Case, efficient: Efficient, lang: Language) -> Iterator[str]:
    found = efficient.frontier
    yield from text_lines(say(found.kind if found.complete else "levels", lang))
    parties = [party_name(case.brief, p, lang) for p in case.bargain.parties]
    measured = chosen(UTILITIES, case.scale, lang)
    header = [
        cell("number", lang), *(f"{party} {measured}" for party in parties), *_letters(case),
    ]  # fmt: skip
    rows = [_row(case, number, point, lang) for number, point in enumerate(found.points, start=1)]
    yield from table(header, rows, texts=1)


def _row(case: Case, number: int, point: Point, lang: Language) -> list[str]:
    return [
        str(number),
        *(on_scale(value, case.scale, lang) for value in point.utilities.values()),
        *(percent(point.terms[term]) for term in _lettered(case)),
    ]


def _lettered(case: Case) -> tuple[str, ...]:
    """The terms that have a column: as many as there are letters."""
    return case.bargain.terms[: len(ascii_uppercase)]


def _letters(case: Case) -> str:
    return ascii_uppercase[: len(_lettered(case))]


def _legend(case: Case, lang: Language) -> Iterator[str]:
    for letter, term in zip(_letters(case), _lettered(case), strict=True):
        yield from text_lines(f"{letter}  {term_name(case.brief, term, lang).text}")
