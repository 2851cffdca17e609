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
    brief: Brief,
    terms: Shares,
    lang: Language,
    *,
    continuous: Shares | None = None,
    steps: bool = True,
) -> list[str]:
    """A row for each open share, in document order; `continuous` is before rounding. Without
    `steps`, or where the brief has none, there is no column for them.
    """
    keys = ["clause", "tier", "party", "proposed", "rest", "range"]
    rows = [_row(brief, term, terms, lang) for term in brief.names.open]
    known = {term: step_of(brief, term) for term in brief.names.open}
    if steps and any(known.values()):
        keys.append("step")
        none = cell("none", lang)
        shown = [percent(step) if step else none for step in known.values()]
        rows = [[*row, step] for row, step in zip(rows, shown, strict=True)]
    if continuous is not None:
        keys.append("continuous")
        before = [percent(continuous[term]) for term in brief.names.open]
        rows = [[*row, share] for row, share in zip(rows, before, strict=True)]
    return table([cell(key, lang) for key in keys], rows, texts=5)


def step_of(brief: Brief, term: str) -> Fraction | None:
    """The step a share is agreed in: its own, else the brief's."""
    own = brief.names.open[term].step
    return own if own is not None else brief.step


def _row(brief: Brief, term: str, terms: Shares, lang: Language) -> list[str]:
    name = term_name(brief, term, lang)
    place = brief.names.open[term]
    return [
        name.clause_text,
        name.tier,
        name.party,
        percent(terms[term]),
        others_text(brief, term, terms, lang),
        f"{percent(place.lower)}–{percent(place.upper)}",
    ]


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
