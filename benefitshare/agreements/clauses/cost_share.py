"""`cost_share`: capital calls and dividends divided by equity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from benefitshare.agreements.model import Shares


@dataclass(frozen=True)
class CostShare:
    """A `call` is paid by the parties to `fund`; a `dividend` by `fund` to the parties."""

    kinds: tuple[str, ...]
    shares: Shares
    fund: str
    direction: Literal["call", "dividend"] = "call"


def build(node: Mapping[str, Any]) -> CostShare:
    """From a checked clause document."""
    return CostShare(
        kinds=tuple(node["kinds"]),
        shares=Shares.build(node["shares"]),
        fund=node["fund"],
        direction=node.get("direction", "call"),
    )
