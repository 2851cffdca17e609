"""`fixed_return`: a yearly return on invested capital."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from benefitshare.agreements.model import Clock
from benefitshare.money import parse_share, parse_yuan
from benefitshare.periods import Years


@dataclass(frozen=True)
class FixedReturn:
    """`rate` of `amount_fen`, or of the party's factor `on` in the period's year."""

    party: str
    paid_by: str
    rate: Fraction
    amount_fen: int | None = None
    on: str | None = None
    clock: Clock | None = None
    years: Years | None = None


def build(node: Mapping[str, Any]) -> FixedReturn:
    """From a checked clause document."""
    years = node.get("years")
    amount = node.get("amount")
    return FixedReturn(
        party=node["party"],
        paid_by=node["paid_by"],
        rate=parse_share(node["rate"]),
        amount_fen=None if amount is None else parse_yuan(amount),
        on=node.get("on"),
        clock=Clock.build(node.get("clock")),
        years=None if years is None else Years.parse(years),
    )
