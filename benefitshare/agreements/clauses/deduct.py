"""`deduct`: costs or incentives taken off before sharing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from benefitshare.agreements.phrases import Phrases


@dataclass(frozen=True)
class Deduct:
    """`to` None: the collector keeps what is deducted."""

    kinds: tuple[str, ...]
    per: Literal["project", "agreement"] = "project"
    excess: Literal["drop", "carry"] = "drop"
    to: str | None = None


def build(node: Mapping[str, Any]) -> Deduct:
    """From a checked clause document."""
    return Deduct(
        kinds=tuple(node["kinds"]),
        per=node.get("per", "project"),
        excess=node.get("excess", "drop"),
        to=node.get("to"),
    )


def words(spec: Deduct, say: Phrases) -> list[str]:
    """The clause as sentences, every reading stated."""
    kinds, keeper = say.terms("deduction_kind", spec.kinds), say.party_or_collector(spec.to)
    return [
        say.pick(
            f"分享前先从留成中扣除当期列支的：{kinds}。",
            f"Before sharing, these costs of the period are taken off: {kinds}.",
        ),
        say.reading("deduct.per", spec.per),
        say.pick(
            "扣除额在当期为正数的各项目、各税种之间按比例分摊，尾差按最大余数法处理。",
            "What is taken off is spread over the projects and taxes above zero in proportion,"
            " residue by largest remainder.",
        ),
        say.reading("deduct.excess", spec.excess),
        say.pick(f"扣除的款项归{keeper}。", f"What is taken off stays with {keeper}."),
    ]
