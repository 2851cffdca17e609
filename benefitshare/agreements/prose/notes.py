"""What stands behind an agreement in words: assumptions and source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benefitshare.agreements.model import Agreement
from benefitshare.agreements.phrases import Phrases


def assumption_lines(agreement: Agreement, say: Phrases) -> list[str]:
    """Every unclear wording with the reading chosen and what else it could mean."""
    lines: list[str] = []
    for number, assumption in enumerate(agreement.assumptions, start=1):
        chosen = say.own(assumption.reading)
        lines.append(
            say.item(
                number,
                say.pick(
                    f"关于“{assumption.clause}”，采用的理解：{chosen}。",
                    f"On “{assumption.clause}”, the reading chosen: {chosen}.",
                ),
            )
        )
        for alternative in assumption.alternatives:
            other = say.own(alternative)
            lines.append(
                say.inner_bullet(
                    say.pick(f"其他可能的理解：{other}。", f"It could also mean: {other}.")
                )
            )
    return lines


def source_lines(agreement: Agreement, say: Phrases) -> list[str]:
    """Where the text comes from and how far it can be trusted."""
    return [say.bullet(_source_line(key, value, say)) for key, value in agreement.source.items()]


def _source_line(key: str, value: Any, say: Phrases) -> str:
    words = say.own(value) if isinstance(value, Mapping) else str(value)
    if key == "confidence":
        words = say.term("confidence", words)
    name = say.term("source_field", key)
    return say.pick(f"{name}：{words}", f"{name[0].upper()}{name[1:]}: {words}")
