"""Who reads a result of the negotiation commands: its author, one party, or everybody."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from benefitshare.cli.screen import WIDEST, Screen, text_width
from benefitshare.cli.words import say
from benefitshare.findings import Finding, Language, UsageError

if TYPE_CHECKING:
    from benefitshare.negotiation.brief.model import Brief
    from benefitshare.negotiation.public import OwnForm, PublicForm, Result

Page = Callable[[Language], str]


def show(
    result: Result, brief: Brief, page: Page, values: argparse.Namespace, screen: Screen
) -> None:
    """Write a result in the form that was asked for: a page or a JSON document."""
    from benefitshare.negotiation.documents import to_json

    if values.public:
        form = public_of(result)
        screen.data(to_json(form) if screen.as_json else public_page(form, screen.lang))
    elif values.party:
        own = own_of(result, party_of(brief, values.party))
        screen.data(to_json(own) if screen.as_json else own_page(own, screen.lang))
    else:
        screen.data(to_json(result) if screen.as_json else page(screen.lang))
    if text_width() < WIDEST:
        screen.note("\n" + say("narrow_page", screen.lang, width=WIDEST) + "\n")


def check_reader(brief: Brief, values: argparse.Namespace) -> None:
    """Refuse before anything is computed what could not be shown. Raises UsageError."""
    if values.party:
        party_of(brief, values.party)
    if (values.party or values.public) and all(s.private for s in brief.scenarios):
        raise UsageError(Finding("nothing-public"))


def party_of(brief: Brief, told: str) -> str:
    """A party by its id or a name. Raises UsageError."""
    for party in brief.parties:
        if told in (party.id, *party.name.values()):
            return party.id
    known = ", ".join(brief.party_ids)
    raise UsageError(Finding("negotiator-not-found", params={"party": told, "known": known}))


def public_of(result: Result) -> PublicForm:
    """What everybody may see."""
    from benefitshare.negotiation.public import public_form

    return public_form(result)


def own_of(result: Result, party: str) -> OwnForm:
    """What a party may see."""
    from benefitshare.negotiation.public import own_form

    return own_form(result, party)


def public_page(form: PublicForm, lang: Language) -> str:
    """The public page."""
    from benefitshare.reports.negotiation.public import public_text

    return public_text(form, lang)


def own_page(form: OwnForm, lang: Language) -> str:
    """A party's page."""
    from benefitshare.reports.negotiation.public import own_text

    return own_text(form, lang)
