"""`baseline`: the stock that stays with its owner; only the increment is shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from benefitshare.agreements.phrases import Phrases
from benefitshare.money import parse_share, parse_yuan


@dataclass(frozen=True)
class Baseline:
    """Either `amount_fen`, or the average of `factor` over `years`.

    `absorbed_by` goes with `below: absorb`.
    """

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
        below=below if isinstance(below, str) else "absorb",  # type: ignore[arg-type]
        absorbed_by=None if isinstance(below, str) else below["absorbed_by"],
    )


def words(spec: Baseline, say: Phrases) -> list[str]:
    """The clause as sentences, every reading stated."""
    owner = say.party(spec.owner)
    return [
        say.pick(
            f"存量归{owner}所有，仅超过存量基数的增量纳入分享。",
            f"The stock stays with {owner}; only the increment above the baseline is shared.",
        ),
        say.reading("baseline.per", spec.per),
        *_stock_words(spec, say),
        *_index_words(spec, say),
        say.reading("baseline.below", spec.below),
        *_absorbed_words(spec, say),
        say.pick(
            "存量在当期为正数的各项目、各税种之间按比例分摊，尾差按最大余数法处理；为负数的全部计入存量。",
            "The stock is spread over the projects and taxes above zero in proportion, residue by"
            " largest remainder; what is below zero goes to stock whole.",
        ),
    ]


def _stock_words(spec: Baseline, say: Phrases) -> list[str]:
    if spec.amount_fen is not None:
        amount = say.money(spec.amount_fen)
        return [say.pick(f"存量基数为{amount}。", f"The baseline is {amount}.")]
    years, factor = say.calendar_years(spec.years), say.term("factor", spec.factor or "")
    return [
        say.pick(
            f"存量基数为{years}“{factor}”的年平均数。",
            f"The baseline is the yearly average of “{factor}” over {years}.",
        ),
        say.reading("baseline.round_average", spec.round_average),
    ]


def _index_words(spec: Baseline, say: Phrases) -> list[str]:
    if spec.index_rate is None:
        return [say.pick("存量基数各年不变。", "The baseline is the same in every year.")]
    rate, year = say.share(spec.index_rate), spec.index_from
    return [
        say.pick(
            f"以{year}年为起点，存量基数此后逐年递增{rate}。",
            f"From {year} as its starting point the baseline grows by {rate} every year.",
        ),
        say.reading("baseline.round_index", spec.round_index),
    ]


def _absorbed_words(spec: Baseline, say: Phrases) -> list[str]:
    if spec.absorbed_by is None:
        return []
    payer = say.party(spec.absorbed_by)
    return [say.pick(f"补足差额的一方：{payer}。", f"The shortfall is paid by {payer}.")]
