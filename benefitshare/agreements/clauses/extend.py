"""`extend`: a longer term if the cap is not reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Extend:
    """`cap` and `split` are clause ids; `years` more of the split's last tier."""

    cap: str
    split: str
    years: int
    earned: Literal["not_reached_at_end", "never_reached"] = "not_reached_at_end"


def build(node: Mapping[str, Any]) -> Extend:
    """From a checked clause document."""
    return Extend(
        node["cap"], node["split"], node["years"], node.get("earned", "not_reached_at_end")
    )
