"""`floor`: a guarantee, and who pays it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from benefitshare.agreements.model import Clock
from benefitshare.agreements.phrases import Phrases
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


def words(spec: Floor, say: Phrases) -> list[str]:
    """The clause as sentences, every reading stated."""
    party, payer = say.party(spec.party), say.party(spec.paid_by)
    amount = say.money(spec.at_least_fen)
    return [
        say.pick(
            f"{party}所得以{amount}为保底，不足部分由{payer}补足。",
            f"{party} has at least {amount}; {payer} makes up what is missing.",
        ),
        say.reading("floor.per", spec.per),
        say.reading("floor.window", spec.window),
        *say.while_(spec.clock, spec.years),
        say.pick(
            "补足的款项不计入其后各项上限和保底的计算。",
            "What is made up does not count towards later caps and floors.",
        ),
    ]
