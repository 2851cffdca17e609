"""`gate`: which projects qualify."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from benefitshare.agreements.model import day
from benefitshare.money import parse_yuan


@dataclass(frozen=True)
class Gate:
    """All conditions that are set must hold."""

    average_at_least_fen: int | None = None
    inclusive: bool = True
    round_average: bool = False
    years: int = 3
    before: str = "relocation_date"
    by: Literal["calendar_year", "anniversary"] = "calendar_year"
    source: Literal["factor", "records"] = "factor"
    factor: str = "pre_move_tax"
    event: str | None = None
    event_from: dt.date | None = None
    event_to: dt.date | None = None
    confirmed: bool = False
    classes: tuple[str, ...] = ()


def build(node: Mapping[str, Any]) -> Gate:
    """From a checked clause document."""
    window = node.get("window", {})
    between = node.get("event_between", {})
    amount = node.get("average_tax_at_least")
    return Gate(
        average_at_least_fen=None if amount is None else parse_yuan(amount),
        inclusive=node.get("inclusive", True),
        round_average=node.get("round_average", False),
        **{k: window[k] for k in ("years", "before", "by", "source", "factor") if k in window},
        event=between.get("event"),
        event_from=day(between.get("from")),
        event_to=day(between.get("to")),
        confirmed=node.get("confirmed", False),
        classes=tuple(node.get("classes", ())),
    )
