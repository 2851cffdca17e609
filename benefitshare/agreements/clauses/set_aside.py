"""`set_aside`: a part of a share goes in cash to the park or a fund; entitlement is unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from benefitshare.agreements.model import Clock
from benefitshare.money import parse_share
from benefitshare.periods import Years


@dataclass(frozen=True)
class SetAside:
    """The part of each party's share that is paid to `to`."""

    of: tuple[tuple[str, Fraction], ...]
    to: str
    clock: Clock | None = None
    years: Years | None = None
    order: Literal["after_cap", "before_cap"] = "after_cap"


def build(node: Mapping[str, Any]) -> SetAside:
    """From a checked clause document."""
    years = node.get("years")
    return SetAside(
        of=tuple((party, parse_share(share)) for party, share in node["of"].items()),
        to=node["to"],
        clock=Clock.build(node.get("clock")),
        years=None if years is None else Years.parse(years),
        order=node.get("order", "after_cap"),
    )
