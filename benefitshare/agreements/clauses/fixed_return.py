"""`fixed_return`: a yearly return on invested capital."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from benefitshare.agreements.model import Clock
from benefitshare.agreements.phrases import Phrases
from benefitshare.money import parse_share, parse_yuan
from benefitshare.periods import Years


@dataclass(frozen=True)
class FixedReturn:
    """`rate` of `amount_fen`, or of the party's factor `on` in the period's year."""

    party: str
    paid_by: str
    rate: Fraction
    amount_fen: int | None = None
    on: str | None = None
    clock: Clock | None = None
    years: Years | None = None


def build(node: Mapping[str, Any]) -> FixedReturn:
    """From a checked clause document."""
    years = node.get("years")
    amount = node.get("amount")
    return FixedReturn(
        party=node["party"],
        paid_by=node["paid_by"],
        rate=parse_share(node["rate"]),
        amount_fen=None if amount is None else parse_yuan(amount),
        on=node.get("on"),
        clock=Clock.build(node.get("clock")),
        years=None if years is None else Years.parse(years),
    )


def words(spec: FixedReturn, say: Phrases) -> list[str]:
    """The clause as sentences, every reading stated."""
    party, payer = say.party(spec.party), say.party(spec.paid_by)
    rate, capital = say.share(spec.rate), _capital_words(spec, say)
    return [
        say.pick(
            f"{payer}每年按{capital}的{rate}向{party}支付固定回报（四舍五入至分）。",
            f"{payer} pays {party} every year {rate} of {capital}, rounded half up to the fen.",
        ),
        *say.while_(spec.clock, spec.years),
    ]


def _capital_words(spec: FixedReturn, say: Phrases) -> str:
    if spec.amount_fen is not None:
        return say.pick(
            f"投入资本{say.money(spec.amount_fen)}",
            f"the capital invested of {say.money(spec.amount_fen)}",
        )
    factor, party = say.term("factor", spec.on or ""), say.party(spec.party)
    return say.pick(
        f"{party}当年“{factor}”（数据缺失的列为错误，不按零计）",
        f"{party}'s “{factor}” of the year (a missing figure is an error, never zero)",
    )
