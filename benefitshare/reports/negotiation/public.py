"""What others than whoever wrote the brief may read: the public page, and each party's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from benefitshare.findings import Finding, Language
from benefitshare.negotiation.evaluation import Evaluation
from benefitshare.negotiation.public import Own, OwnForm, PublicForm, Shown
from benefitshare.reports.columns import table, wrapped
from benefitshare.reports.negotiation.certainty import loop_lines, software_lines, source_lines
from benefitshare.reports.negotiation.demand_table import heading, named, verdict_cells
from benefitshare.reports.negotiation.figures import money, percent
from benefitshare.reports.negotiation.layout import (
    point_lines,
    section_lines,
    sheet,
    text_lines,
)
from benefitshare.reports.negotiation.naming import party_name
from benefitshare.reports.negotiation.opening import public_opening
from benefitshare.reports.negotiation.reasons import terms_text
from benefitshare.reports.negotiation.remarks import below_lines, found_section
from benefitshare.reports.negotiation.shares_table import shares_table
from benefitshare.reports.negotiation.standings import cash_section, public_lines
from benefitshare.reports.negotiation.words import CRITERIA, cell, chosen, head, say

MOST_SETTLED = 3
"""How many sets of terms are written out in full; of more only the shares are."""


def public_text(form: PublicForm, lang: Language) -> str:
    """The public page, ending with a newline."""
    lines = [
        *public_opening(form.brief, form.of, lang, remark=head("public_copy", lang)),
        *found_section(_found(form), lang),
        *_criterion(form, lang),
        *_sets(form, lang),
        *_closing(form, lang),
    ]
    return sheet(lines)


def own_text(form: OwnForm, lang: Language) -> str:
    """A party's own page, ending with a newline: what is public, and where the party stands."""
    public = form.form
    name = party_name(public.brief, form.party, lang)
    remark = head("party_copy", lang, party=name)
    below = _below_own(form, lang)
    lines = [
        *public_opening(public.brief, public.of, lang, remark=remark, warnings=below),
        *found_section(_found(public), lang),
        *_criterion(public, lang),
        *section_lines("own", lang, _own_lines(form, lang)),
        *_sets(public, lang),
        *_closing(public, lang),
    ]
    return sheet(lines)


def _criterion(form: PublicForm, lang: Language) -> Iterator[str]:
    if form.criterion is not None:
        rule = chosen(CRITERIA, form.criterion, lang)
        yield from wrapped(say("looked_for", lang, criterion=rule), "  ")


def _below_own(form: OwnForm, lang: Language) -> Iterator[str]:
    """A warning where the party is below its own bottom line; nobody else's is known here."""
    several = len(form.own) > 1
    for own in form.own:
        found = own.shown.evaluation
        if found is not None and form.party in found.below:
            only = replace(found, below={form.party: found.below[form.party]})
            name = shown_name(form.form, own.shown, lang) if several else ""
            yield from below_lines({name: only}, lang)


def _found(form: PublicForm) -> list[Finding]:
    """What is wrong or doubtful about the data everybody may see."""
    known = (shown.evaluation for shown in form.shown)
    found = (finding for one in known if one is not None for finding in one.about_data)
    return [*{repr(finding): finding for finding in found}.values()]


def _closing(form: PublicForm, lang: Language) -> Iterator[str]:
    sure = [*software_lines(lang), *source_lines(form.brief, lang)]
    yield from section_lines("sure", lang, sure)


# --- a party's own --------------------------------------------------------------------------------


def _own_lines(form: OwnForm, lang: Language) -> Iterator[str]:
    for own in form.own:
        yield from text_lines(_own_text(form, own, lang))
    if form.own:
        yield from text_lines(say("own_best", lang))


def _own_text(form: OwnForm, own: Own, lang: Language) -> str:
    none = cell("none", lang)
    amounts = {
        "net": own.standing.net, "reservation": own.standing.reservation, "gain": own.gain,
    }  # fmt: skip
    return say(
        "own_line", lang,
        name=shown_name(form.form, own.shown, lang),
        best=none if own.best is None else money(own.best, lang),
        position=none if own.position is None else percent(own.position),
        **{key: money(amount, lang) for key, amount in amounts.items()},
    )  # fmt: skip


# --- the sets of terms ----------------------------------------------------------------------------


def shown_name(form: PublicForm, shown: Shown, lang: Language) -> str:
    """What a set of terms is called."""
    if form.of == "frontier":
        return cell("point", lang, number=shown.name)
    return cell(shown.name, lang) if shown.name in ("terms", "before", "after") else shown.name


def _sets(form: PublicForm, lang: Language) -> Iterator[str]:
    if not form.shown:
        yield from section_lines("verdict", lang, text_lines(say("no_terms_public", lang)))
    if len(form.shown) > MOST_SETTLED:
        points = (
            line
            for shown in form.shown
            for line in point_lines(
                shown_name(form, shown, lang) + say("colon", lang)
                + terms_text(shown.brief, shown.terms, lang)
            )
        )  # fmt: skip
        yield from section_lines("terms", lang, points)
        return
    for shown in form.shown:
        yield from _set(form, shown, lang)


def _set(form: PublicForm, shown: Shown, lang: Language) -> Iterator[str]:
    several = len(form.shown) > 1
    note = shown_name(form, shown, lang) if several else ""
    yield from section_lines("terms", lang, shares_table(shown.brief, shown.terms, lang), note)
    found = shown.evaluation
    if found is None:
        yield from text_lines(say("not_settled", lang))
        return
    scenarios = [*public_lines(found, lang), *_odds_lines(found, lang)]
    yield from section_lines("scenarios", lang, scenarios, note)
    yield from cash_section(found, lang)
    yield from section_lines("demands", lang, _demands(shown, found, lang), note)
    if not found.loop.kept:
        yield from loop_lines(found.brief, found.loop, lang)


def _odds_lines(found: Evaluation, lang: Language) -> list[str]:
    """That chances are among the scenarios listed; said whether there are others or not."""
    known = any(scenario.probability is not None for scenario in found.brief.scenarios)
    return text_lines(say("odds_public", lang)) if known else []


def _demands(shown: Shown, found: Evaluation, lang: Language) -> list[str]:
    """The demands and whether they are kept, as far as that can be said."""
    verdicts = {verdict.demand: verdict for verdict in found.verdicts}
    unsaid = [cell("open", lang), "", cell("none", lang)]
    rows = []
    for demand in shown.brief.demands:
        known = verdicts.get(demand.id)
        cells = unsaid if known is None else verdict_cells(found, known, lang)
        rows.append([*named(found.brief, demand, lang), *cells])
    return table(heading(lang), rows, texts=4) if rows else []
