"""Results as documents for others than whoever wrote the brief.

Every field is named here; none is copied from a full document. What is written comes from briefs
that hold no secrets of others (`benefitshare.negotiation.public`).
"""

from __future__ import annotations

from benefitshare.negotiation.documents.evaluated import flows, said, verdict_of, written_loop
from benefitshare.negotiation.documents.heading import (
    makers,
    question,
    written_risk,
    written_terms,
)
from benefitshare.negotiation.documents.quantity import Node, number, shares, yuan
from benefitshare.negotiation.evaluation import Evaluation
from benefitshare.negotiation.public import Own, OwnForm, PublicForm, Shown
from benefitshare.settlement.document import plain


def written_public(form: PublicForm) -> Node:
    """The public form of a result."""
    return {
        **question("public", form.brief, scale=form.scale, criterion=form.criterion),
        "audience": "public",
        "of": form.of,
        "receipt": makers(),
        "sets": [_shown(shown) for shown in form.shown],
    }


def written_own(form: OwnForm) -> Node:
    """A party's own page: the public form, and what is its own."""
    return {
        **written_public(form.form),
        "kind": "party",
        "audience": "party",
        "party": form.party,
        "risk": written_risk(form.risk),
        "own": [_own(own) for own in form.own],
    }


def _shown(shown: Shown) -> Node:
    found = shown.evaluation
    return {
        "name": shown.name,
        "terms": shares(shown.terms),
        "settled": None if found is None else {
            "terms": written_terms(found.brief, found.terms),
            "agreements": [plain(document) for document in found.documents],
            "standings": [flows(found.brief, standing) for standing in found.standings],
            "demands": _demands(shown, found, private=False),
            "loop": written_loop(found.loop),
        },
    }  # fmt: skip


def _demands(shown: Shown, found: Evaluation, *, private: bool) -> list[Node]:
    """Demands and whether they are kept; null where nobody can say without knowing secrets."""
    verdicts = {verdict.demand: verdict for verdict in found.verdicts}
    return [
        verdict_of(found.brief, found.scale, verdicts[demand.id])
        if demand.id in verdicts
        else {**said(demand), "kept": None, "room": None, "line": None}
        for demand in shown.brief.demands
        if demand.private is private
    ]


def _own(own: Own) -> Node:
    standing, found = own.standing, own.shown.evaluation
    return {
        "name": own.shown.name,
        "net": yuan(standing.net),
        "reservation": yuan(standing.reservation),
        "gain": yuan(own.gain),
        "best": None if own.best is None else yuan(own.best),
        "position": None if own.position is None else number(own.position),
        "demands": [] if found is None else _demands(own.shown, found, private=True),
    }
