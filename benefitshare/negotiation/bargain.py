"""What is bargained over: the terms that can be agreed, and what they are worth to each party."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.program import Program


def reserved_row(party: str) -> str:
    """The name of the row that gives a party no less than its reservation value."""
    return f"reservation of {party}"


@dataclass(frozen=True)
class Bargain:
    """All terms that are possible, and each party's utility on one declared scale.

    `program` holds the possible terms (its objective is not looked at). `terms` names its
    variables that are shares to agree, in canonical order; the others are auxiliary. `utilities`
    (party → formula) are to be made large, in canonical order of parties; a formula may hold
    auxiliary variables that rows bound from above only (worst case, CVaR), so it is only ever
    maximised or bounded below. `reservation` is what each party has without an agreement, on
    the same scale. `steps` are the steps of the negotiable grid (term → step), counted from zero.
    """

    program: Program
    terms: tuple[str, ...]
    utilities: Mapping[str, Formula]
    reservation: Mapping[str, Fraction] = field(default_factory=dict)
    steps: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def parties(self) -> tuple[str, ...]:
        """The parties in canonical order."""
        return tuple(self.utilities)

    def with_program(self, program: Program) -> Bargain:
        """The same utilities over other possible terms."""
        return replace(self, program=program)
