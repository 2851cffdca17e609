"""Reservation values in a clash: each under a name of its own and in a sentence, as demands are."""

from __future__ import annotations

from benefitshare.money import format_yuan, half_up
from benefitshare.negotiation.bargain import reserved_row
from benefitshare.negotiation.brief.model import Brief, Demand, NpvAtLeast, Party

KIND = "reservation"
PREFIX = f"{KIND}/"
"""No demand is called so: ids have no slash."""


def reserved_id(party: str) -> str:
    """What the reservation value of a party is called among demands."""
    return PREFIX + party


def reserved_ids(brief: Brief) -> dict[str, str]:
    """By row, what the reservation value it holds is called among demands."""
    return {reserved_row(party): reserved_id(party) for party in brief.party_ids}


def asked_for(brief: Brief, identifier: str) -> Demand | None:
    """A demand of the brief, or the reservation value of a party as one; None for neither."""
    if identifier.startswith(PREFIX):
        known = {reserved_id(party.id): party for party in brief.parties}
        return _as_demand(brief, known[identifier]) if identifier in known else None
    return next((demand for demand in brief.demands if demand.id == identifier), None)


def _as_demand(brief: Brief, party: Party) -> Demand:
    name = party.name_in
    amount = format_yuan(half_up(party.reservation_yuan * 100))
    text = {
        "zh": f"{name('zh')}的净现值不低于其底线 {amount} 元",
        "en": f"{name('en')} has a net present value of no less than its bottom line,"
        f" {amount} yuan",
    }
    return Demand(
        reserved_id(party.id), KIND, text, party.id, NpvAtLeast(party.id, party.reservation_yuan),
        tuple(s.id for s in brief.scenarios), strength="hard", private=True,
    )  # fmt: skip
