"""`set_aside`: a part of a share goes in cash to the park or a fund; entitlement is unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from benefitshare.agreements.model import Clock
from benefitshare.agreements.phrases import Phrases
from benefitshare.money import parse_share
from benefitshare.periods import Years


@dataclass(frozen=True)
class SetAside:
    """The part of each party's share that is paid to `to`."""

    of: tuple[tuple[str, Fraction], ...]
    to: str
    clock: Clock | None = None
    years: Years | None = None
    order: Literal["after_cap", "before_cap"] = "after_cap"


def build(node: Mapping[str, Any]) -> SetAside:
    """From a checked clause document."""
    years = node.get("years")
    return SetAside(
        of=tuple((party, parse_share(share)) for party, share in node["of"].items()),
        to=node["to"],
        clock=Clock.build(node.get("clock")),
        years=None if years is None else Years.parse(years),
        order=node.get("order", "after_cap"),
    )


def words(spec: SetAside, say: Phrases) -> list[str]:
    """The clause as sentences, every reading stated."""
    parts = say.join(
        [
            say.pick(
                f"{say.party(p)}应得的{say.share(s)}", f"{say.share(s)} of what {say.party(p)} gets"
            )
            for p, s in spec.of
        ]
    )
    payee = say.party(spec.to)
    return [
        say.pick(
            f"{parts}以现金计提给{payee}{say.to_the_fen()}；各方应得数不变，仅实付数变动。",
            f"{parts} is paid in cash to {payee}{say.to_the_fen()}; entitlements stay as they are,"
            " only cash changes.",
        ),
        *say.while_(spec.clock, spec.years),
        say.reading("set_aside.order", spec.order),
    ]
