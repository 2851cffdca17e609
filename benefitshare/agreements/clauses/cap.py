"""`cap`: the most a party may receive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from benefitshare.agreements.phrases import Phrases
from benefitshare.money import format_share, parse_share, parse_yuan


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


def words(spec: Cap, say: Phrases) -> list[str]:
    """The clause as sentences, every reading stated."""
    party, keeper = say.party(spec.party), say.party_or_collector(spec.excess_to)
    limit = _limit_words(spec, say)
    return [
        say.pick(f"{party}所得以{limit}为限。", f"{party} gets at most {limit}."),
        *_missing_words(spec, say),
        say.reading("cap.per", spec.per),
        say.reading("cap.window", spec.window),
        say.reading("cap.test", spec.test),
        say.reading("cap.last_room", spec.last_room),
        say.reading("cap.refund_reopens", spec.refund_reopens),
        say.pick(f"超出上限的部分归{keeper}。", f"What is above the cap goes to {keeper}."),
    ]


def _missing_words(spec: Cap, say: Phrases) -> list[str]:
    if spec.amount_fen is not None:
        return []
    sentences = [
        say.pick(
            "数据缺失的列为错误，该项目的记录暂搁置。",
            "A missing figure is an error and the project's records are set aside.",
        )
    ]
    if spec.per == "agreement":
        sentences.append(
            say.pick("按全部合格项目合计。", "It is summed over all projects that qualify.")
        )
    return sentences


def _limit_words(spec: Cap, say: Phrases) -> str:
    if spec.amount_fen is not None:
        return say.money(spec.amount_fen)
    assert spec.times is not None
    event, factor = say.term("event", spec.before), say.term("factor", spec.factor)
    times = format_times(spec.times)
    multiple = say.pick(f"的{times}倍", f"{times} times ") if spec.times != 1 else ""
    return say.pick(
        f"{event}所在年度之前{spec.years}个公历年度“{factor}”合计数{multiple}（舍去不足一分的部分）",
        f"{multiple}the sum of “{factor}” over the {spec.years} calendar years before the year"
        f" of the {event} (cut down to whole fen)",
    )


def format_times(times: Fraction) -> str:
    """A multiple as a decimal where that is finite, else as a fraction.

    >>> format_times(Fraction(1)), format_times(Fraction(3, 2)), format_times(Fraction(1, 3))
    ('1', '1.5', '1/3')
    """
    percent = format_share(times).removesuffix("%")
    if "/" in percent:
        return percent
    digits = len(percent.partition(".")[2]) + 2
    whole, decimals = divmod(int(times * 10**digits), 10**digits)
    return f"{whole}.{decimals:0{digits}d}".rstrip("0").rstrip(".")
