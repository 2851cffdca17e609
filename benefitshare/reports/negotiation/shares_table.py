"""The table of agreed shares: what is proposed, what the others get, and how free it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from benefitshare.findings import Language
from benefitshare.negotiation.brief.model import Brief
from benefitshare.reports.columns import table
from benefitshare.reports.negotiation.figures import percent, plain
from benefitshare.reports.negotiation.naming import others_text, term_name
from benefitshare.reports.negotiation.words import cell, say

Shares = Mapping[str, Fraction]


def shares_table(
    brief: Brief, terms: Shares, lang: Language, *, continuous: Shares | None = None
) -> list[str]:
    """A row for each open share, in document order; `continuous` is before rounding."""
    keys = ["clause", "tier", "party", "proposed", "rest", "range", "step"]
    if continuous is not None:
        keys.append("continuous")
    rows = [_row(brief, term, terms, continuous, lang) for term in brief.names.open]
    return table([cell(key, lang) for key in keys], rows, texts=5)


def _row(
    brief: Brief, term: str, terms: Shares, continuous: Shares | None, lang: Language
) -> list[str]:
    name = term_name(brief, term, lang)
    place = brief.names.open[term]
    step = place.step if place.step is not None else brief.step
    cells = [
        name.clause_text,
        name.tier,
        name.party,
        percent(terms[term]),
        others_text(brief, term, terms, lang),
        f"{percent(place.lower)}–{percent(place.upper)}",
        percent(step) if step else cell("none", lang),
    ]
    return cells if continuous is None else [*cells, percent(continuous[term])]


def changed_table(brief: Brief, before: Shares, after: Shares, lang: Language) -> list[str]:
    """Terms before and after, in document order."""
    keys = ("clause", "tier", "party", "before", "after", "change")
    rows = list(_changes(brief, before, after, lang))
    return table([cell(key, lang) for key in keys], rows, texts=3)


def _changes(brief: Brief, before: Shares, after: Shares, lang: Language) -> Iterator[list[str]]:
    for term in brief.names.open:
        name = term_name(brief, term, lang)
        by = after[term] - before[term]
        yield [
            name.clause_text, name.tier, name.party, percent(before[term]), percent(after[term]),
            points_text(by, lang) if by else "",
        ]  # fmt: skip


def points_text(by: Fraction, lang: Language) -> str:
    """A difference of two shares, in percentage points."""
    return say("points_short", lang, points=plain(by * 100, signed=True))
