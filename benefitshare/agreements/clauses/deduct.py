"""`deduct`: costs or incentives taken off before sharing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


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
