"""`cap`: the most a party may receive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from benefitshare.money import parse_share, parse_yuan


@dataclass(frozen=True)
class Cap:
    """Either `amount_fen`, or `times` the sum of `factor` over `years` before `before`."""

    party: str
    per: Literal["project", "agreement"] = "project"
    window: Literal["cumulative", "yearly"] = "cumulative"
    amount_fen: int | None = None
    times: Fraction | None = None
    factor: str = "pre_move_tax"
    years: int = 3
    before: str = "relocation_date"
    test: Literal["within_year", "year_end"] = "within_year"
    last_room: Literal["proportional", "in_order"] = "proportional"
    refund_reopens: bool = True
    excess_to: str | None = None


def build(node: Mapping[str, Any]) -> Cap:
    """From a checked clause document."""
    limit = node["at_most"]
    plain = ("per", "window", "test", "last_room", "refund_reopens", "excess_to")
    return Cap(
        party=node["party"],
        amount_fen=parse_yuan(limit["amount"]) if "amount" in limit else None,
        times=parse_share(limit["times"]) if "times" in limit else None,
        factor=limit.get("of", "pre_move_tax"),
        years=limit.get("years", 3),
        before=limit.get("before", "relocation_date"),
        **{k: node[k] for k in plain if k in node},
    )
