"""`baseline`: the stock that stays with its owner; only the increment is shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from benefitshare.money import parse_share, parse_yuan


@dataclass(frozen=True)
class Baseline:
    """Either `amount_fen`, or the average of `factor` over `years`. `absorbed_by` goes with `below: absorb`."""

    owner: str
    per: Literal["project", "agreement"] = "agreement"
    amount_fen: int | None = None
    factor: str | None = None
    years: tuple[int, ...] = ()
    index_rate: Fraction | None = None
    index_from: int = 0
    round_average: bool = True
    round_index: Literal["each_year", "end"] = "each_year"
    below: Literal["zero", "carry", "absorb"] = "zero"
    absorbed_by: str | None = None


def build(node: Mapping[str, Any]) -> Baseline:
    """From a checked clause document."""
    below = node.get("below", "zero")
    index = node.get("index")
    amount = node.get("amount")
    return Baseline(
        owner=node["owner"],
        per=node.get("per", "agreement"),
        amount_fen=None if amount is None else parse_yuan(amount),
        factor=node.get("factor"),
        years=tuple(node.get("years", ())),
        index_rate=None if index is None else parse_share(index["rate"]),
        index_from=0 if index is None else index["from"],
        round_average=node.get("round_average", True),
        round_index=node.get("round_index", "each_year"),
        below=below if isinstance(below, str) else "absorb",
        absorbed_by=None if isinstance(below, str) else below["absorbed_by"],
    )
