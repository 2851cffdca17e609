"""`floor`: a guarantee, and who pays it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from benefitshare.agreements.model import Clock
from benefitshare.money import parse_yuan
from benefitshare.periods import Years


@dataclass(frozen=True)
class Floor:
    """`party` has at least `at_least_fen` in the window; `paid_by` makes up what is missing."""

    party: str
    at_least_fen: int
    paid_by: str
    per: Literal["project", "agreement"] = "agreement"
    window: Literal["yearly", "cumulative"] = "yearly"
    clock: Clock | None = None
    years: Years | None = None


def build(node: Mapping[str, Any]) -> Floor:
    """From a checked clause document."""
    years = node.get("years")
    return Floor(
        party=node["party"],
        at_least_fen=parse_yuan(node["at_least"]),
        paid_by=node["paid_by"],
        per=node.get("per", "agreement"),
        window=node.get("window", "yearly"),
        clock=Clock.build(node.get("clock")),
        years=None if years is None else Years.parse(years),
    )
