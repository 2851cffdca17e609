"""`give_back`: an upper level returns its part for so many years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from benefitshare.agreements.model import Clock, Shares
from benefitshare.money import parse_share
from benefitshare.periods import Years


@dataclass(frozen=True)
class GiveBack:
    """Either `level` (a level's part of the tax) or `party` with its `system_share` taken by `from_`."""

    from_: str
    rate: Fraction
    level: str | None = None
    party: str | None = None
    system_share: Fraction | None = None
    to: Shares | None = None
    clock: Clock | None = None
    years: Years | None = None


def build(node: Mapping[str, Any]) -> GiveBack:
    """From a checked clause document."""
    of = node["of"]
    years = node.get("years")
    return GiveBack(
        from_=node["from"],
        rate=parse_share(node["rate"]),
        level=of.get("level"),
        party=of.get("party"),
        system_share=parse_share(of["system_share"]) if "system_share" in of else None,
        to=Shares.build(node["to"]) if "to" in node else None,
        clock=Clock.build(node.get("clock")),
        years=None if years is None else Years.parse(years),
    )
