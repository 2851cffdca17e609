"""Nodes: an amount, what it is made of, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from benefitshare.settlement.explanation.said import Said

Relation = Literal["root", "part", "because"]
FEN = "fen"
UNSAID = Said()


@dataclass(frozen=True)
class Keys:
    """Where in the settlement a node stands; empty texts where it belongs to no single one."""

    agreement: str = ""
    party: str = ""
    period: str = ""
    project: str = ""
    tax: str = ""
    slice: str = ""
    clause: str = ""
    version: str = ""


@dataclass(frozen=True)
class Node:
    """One amount with its parts and reasons.

    `parts` add up to `amount`, which is asserted; `because` holds what it was computed from or
    tested against, which adds up to nothing here. `amount` is in fen, or in 1/`scale` of an
    indicator's `unit`; None where a node states a fact only. `exact` is the amount before
    rounding, `n/d`. `signed` is the clause's text as the document gives it.
    """

    kind: str
    title: Said
    amount: int | None = None
    keys: Keys = Keys()
    parts: tuple[Node, ...] = ()
    because: tuple[Node, ...] = ()
    formula: Said = UNSAID
    exact: str = ""
    signed: Said = UNSAID
    notes: tuple[Said, ...] = field(default=())
    unit: str = FEN
    scale: int = 100

    def __post_init__(self) -> None:
        if not self.parts:
            return
        total = sum(part.amount or 0 for part in self.parts)
        if total != self.amount:
            raise AssertionError(
                f"{self.title.en}: {self.amount} is not the sum of its parts, {total}"
            )

    def walk(
        self, level: int = 0, relation: Relation = "root"
    ) -> Iterator[tuple[int, Relation, Node]]:
        """This node and everything below it, in reading order, with its level and relation."""
        yield level, relation, self
        for part in self.parts:
            yield from part.walk(level + 1, "part")
        for reason in self.because:
            yield from reason.walk(level + 1, "because")
