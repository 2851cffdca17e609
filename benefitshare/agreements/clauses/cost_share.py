"""`cost_share`: capital calls and dividends divided by equity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from benefitshare.agreements.model import Shares
from benefitshare.agreements.phrases import Phrases


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


def words(spec: CostShare, say: Phrases) -> list[str]:
    """The clause as sentences, every reading stated."""
    kinds, fund = say.terms("deduction_kind", spec.kinds), say.party(spec.fund)
    between = say.pick(
        f"由各方缴付给{fund}" if spec.direction == "call" else f"由{fund}分配给各方",
        f"paid in to {fund}" if spec.direction == "call" else f"paid out by {fund}",
    )
    return [
        say.pick(
            f"当期列支的{kinds}，{between}。",
            f"These amounts of the period are {between}: {kinds}.",
        ),
        say.reading("cost_share.direction", spec.direction),
        say.pick(f"比例：{say.shares(spec.shares)}。", f"Shares: {say.shares(spec.shares)}."),
        say.pick(
            "按每个项目、每个结算期计算；尾差按最大余数法，协议指定尾差归属的，归该方。",
            "Counted for each project and settlement period; residue by largest remainder, or to"
            " the party that takes the agreement's residue.",
        ),
    ]
