"""What a claims rule or the solution of a game gives each party, before terms are looked for."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from benefitshare.findings import Language
from benefitshare.negotiation.brief.model import Brief
from benefitshare.negotiation.criteria import Division
from benefitshare.negotiation.evaluation import Evaluation, Standing
from benefitshare.reports.columns import table
from benefitshare.reports.negotiation.figures import money
from benefitshare.reports.negotiation.layout import point_lines, section_lines, text_lines
from benefitshare.reports.negotiation.naming import party_name, party_names
from benefitshare.reports.negotiation.words import cell, say

ESTATES = {"received": "estate_received", "net": "estate_net"}
"""The sentence of what there is to divide, by what it is."""
MOST_GROUPS = 4
"""How many groups of parties are named in a sentence."""


def division_section(divided: Division, evaluation: Evaluation, lang: Language) -> Iterator[str]:
    """What there is to divide, what each claims or has alone, what the rule gives it, and what
    these terms do.
    """
    total = say(ESTATES[divided.of], lang, total=money(divided.total, lang))
    lines = [
        *text_lines(total),
        *_table(divided, evaluation, lang),
        *_origin(divided, evaluation, lang),
    ]
    yield from section_lines("division", lang, lines)


def _table(divided: Division, evaluation: Evaluation, lang: Language) -> list[str]:
    first = divided.claims or divided.alone
    keys = ("party", "claim" if divided.claims else "alone", "award", "given")
    rows = []
    for party, award in divided.awards.items():
        given = _given(divided, evaluation.standing(party))
        amounts = (first[party], award, given)
        name = party_name(evaluation.brief, party, lang)
        rows.append([name, *(money(amount, lang) for amount in amounts)])
    terms = [_given(divided, evaluation.standing(party)) for party in divided.awards]
    sums = [sum(own, Fraction(0)) for own in (first.values(), divided.awards.values(), terms)]
    rows += [[""] * 4, [cell("total", lang), *(money(one, lang) for one in sums)]]
    return table([cell(key, lang) for key in keys], rows, texts=1)


def _given(divided: Division, standing: Standing) -> Fraction:
    """What the terms give a party, in what was divided."""
    return standing.net + standing.costs if divided.of == "received" else standing.net


def _origin(divided: Division, evaluation: Evaluation, lang: Language) -> list[str]:
    """Where claims, or the values of groups, come from."""
    brief = evaluation.brief
    if divided.claims:
        return text_lines(say("claims_stated" if brief.claims else "claims_ideals", lang))
    return text_lines(say("values_stated" if brief.coalitions else "values_reserved", lang))


def pressing_lines(brief: Brief, divided: Division, lang: Language) -> Iterator[str]:
    """Who has the most reason to complain: why the rule gives the others no more."""
    if not divided.pressing:
        return
    shown = (
        say("pressing_one", lang, parties=party_names(brief, group.parties, lang),
            alone=money(group.alone, lang), given=money(group.alone - group.excess, lang))
        for group in divided.pressing[:MOST_GROUPS]
    )  # fmt: skip
    more = "…" if len(divided.pressing) > MOST_GROUPS else ""
    yield from point_lines(say("pressing", lang, groups=say("semicolon", lang).join(shown) + more))
