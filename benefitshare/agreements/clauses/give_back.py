"""`give_back`: an upper level returns its part for so many years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from benefitshare.agreements.model import Clock, Shares
from benefitshare.agreements.phrases import Phrases
from benefitshare.money import parse_share
from benefitshare.periods import Years


@dataclass(frozen=True)
class GiveBack:
    """Either `level` (a level's part of the tax), or `party` and its `system_share`.

    `from_` takes the latter and gives back.
    """

    from_: str
    rate: Fraction
    level: str | None = None
    party: str | None = None
    system_share: Fraction | None = None
    to: Shares | None = None
    clock: Clock | None = None
    years: Years | None = None


def build(node: Mapping[str, Any]) -> GiveBack:
    """From a checked clause document."""
    of = node["of"]
    years = node.get("years")
    return GiveBack(
        from_=node["from"],
        rate=parse_share(node["rate"]),
        level=of.get("level"),
        party=of.get("party"),
        system_share=parse_share(of["system_share"]) if "system_share" in of else None,
        to=Shares.build(node["to"]) if "to" in node else None,
        clock=Clock.build(node.get("clock")),
        years=None if years is None else Years.parse(years),
    )


def words(spec: GiveBack, say: Phrases) -> list[str]:
    """The clause as sentences, every reading stated."""
    if spec.level is not None:
        return [*_level_words(spec, say), *say.while_(spec.clock, spec.years)]
    return [*_party_words(spec, say), *_return_years(spec, say)]


def _return_years(spec: GiveBack, say: Phrases) -> list[str]:
    sentences = [] if spec.clock is None else [say.clock(spec.clock)]
    if spec.years is None:
        return sentences
    run = say.years(spec.years, spec.clock)
    only = say.pick(f"返还仅限于{run}。", f"It is given back only for {run}.")
    return [*sentences, only]


def _level_words(spec: GiveBack, say: Phrases) -> list[str]:
    payer, rate = say.party(spec.from_), say.share(spec.rate)
    level = say.term("level", spec.level or "")
    receivers = (
        say.shares(spec.to)
        if spec.to is not None
        else say.pick(
            f"全部归{say.party_or_collector(None)}", f"all goes to {say.party_or_collector(None)}"
        )
    )
    return [
        say.pick(
            f"{payer}将体制分成中{level}部分的{rate}予以返还{say.to_the_fen()}。",
            f"{payer} gives back {rate} of the {level} part of the tax{say.to_the_fen()}.",
        ),
        say.pick(f"返还款的分配：{receivers}。", f"Of what is given back: {receivers}."),
    ]


def _party_words(spec: GiveBack, say: Phrases) -> list[str]:
    payer, rate = say.party(spec.from_), say.share(spec.rate)
    party = say.party(spec.party or "")
    taken = "" if spec.system_share is None else say.share(spec.system_share)
    return [
        say.pick(
            f"{party}限额后应得的{taken}各年均按体制上解{payer}（四舍五入至分）。",
            f"{payer} takes {taken} of what {party} gets after limits under the fiscal system,"
            " rounded half up to the fen, in every year.",
        ),
        say.pick(
            f"{payer}将其中的{rate}返还{party}（四舍五入至分）。",
            f"{payer} gives {rate} of it back to {party}, rounded half up to the fen.",
        ),
    ]
