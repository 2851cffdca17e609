"""`gate`: which projects qualify."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from benefitshare.agreements.model import day
from benefitshare.agreements.phrases import Phrases
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


def words(spec: Gate, say: Phrases) -> list[str]:
    """The clause as sentences, every reading stated."""
    sentences = [
        say.pick(
            "同时符合下列各项条件的项目，方纳入分享；所需数据为空的，视为不符合。",
            "A project is shared only if all of these hold; a blank value does not pass.",
        )
    ]
    if spec.average_at_least_fen is not None:
        sentences += _average_words(spec, spec.average_at_least_fen, say)
    if spec.event is not None:
        event, span = say.term("event", spec.event), say.span(spec.event_from, spec.event_to)
        sentences.append(
            say.pick(f"{event}须在下列期间内：{span}。", f"The {event} lies within: {span}.")
        )
    if spec.confirmed:
        sentences.append(
            say.pick("项目须经各方共同确认。", "The parties have confirmed it jointly.")
        )
    if spec.classes:
        classes = say.terms("class", spec.classes)
        sentences.append(
            say.pick(f"项目类别须为下列之一：{classes}。", f"Its class is one of these: {classes}.")
        )
    return sentences


def _average_words(spec: Gate, amount_fen: int, say: Phrases) -> list[str]:
    event, amount = say.term("event", spec.before), say.money(amount_fen)
    by = say.reading("gate.by", spec.by)
    factor = say.term("factor", spec.factor)
    what = f"“{factor}”" if spec.source == "factor" else say.pick("税收", "tax")
    return [
        say.pick(
            f"{event}前{spec.years}年（{by}）的年均{what}不低于{amount}。",
            f"The yearly average of {what} over the {spec.years} years before the {event}"
            f" ({by}) is at least {amount}.",
        ),
        say.reading("gate.inclusive", spec.inclusive),
        say.reading("gate.round_average", spec.round_average),
        say.reading("gate.source", spec.source),
    ]
