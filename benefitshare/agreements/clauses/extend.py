"""`extend`: a longer term if the cap is not reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from benefitshare.agreements.phrases import Phrases


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


def words(spec: Extend, say: Phrases) -> list[str]:
    """The clause as sentences, every reading stated."""
    return [
        say.pick(
            f"“{spec.cap}”所定上限未达到的，“{spec.split}”末段的比例再适用{spec.years}年。",
            f"If the cap of “{spec.cap}” is not reached, the last tier of “{spec.split}” holds for"
            f" {spec.years} more years.",
        ),
        say.reading("extend.earned", spec.earned),
        say.pick(
            f"不予延长的，该{spec.years}年的收入按“{spec.split}”分段以外的规定处理；延长期内上限继续适用。",
            f"If it is not earned, those {spec.years} years go where “{spec.split}” sends what is"
            " outside its tiers; the cap goes on through an extension.",
        ),
    ]
