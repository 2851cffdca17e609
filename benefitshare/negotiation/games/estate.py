"""An estate and the claims to it: what the claims rules divide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from benefitshare.negotiation.formula import Number


@dataclass(frozen=True)
class ClaimsProblem:
    """An `estate` and the `claims` of each claimant to it, in one unit, in order of the document.

    Raises ValueError where nobody claims, where a claim or the estate is negative, and where the
    estate is more than all claims together: there would be nothing to settle. Claims of zero are
    claims; numbers are exact, a float is refused.
    """

    claims: Mapping[str, Fraction]
    estate: Fraction

    def __post_init__(self) -> None:
        if not self.claims:
            raise ValueError("nobody claims anything")
        for claimant, claim in self.claims.items():
            if exact_number(claim, f"the claim of {claimant}") < 0:
                raise ValueError(f"the claim of {claimant} is negative: {claim}")
        if exact_number(self.estate, "the estate") < 0:
            raise ValueError(f"the estate is negative: {self.estate}")
        if self.estate > self.total:
            raise ValueError(f"the estate {self.estate} is more than all claims, {self.total}")

    @classmethod
    def of(cls, claims: Mapping[str, Number], estate: Number) -> ClaimsProblem:
        """The problem with these exact numbers.

        >>> ClaimsProblem.of({"a": 100, "b": 200}, 400)
        Traceback (most recent call last):
        ValueError: the estate 400 is more than all claims, 300
        """
        exact = {who: exact_number(claim, f"the claim of {who}") for who, claim in claims.items()}
        return cls(exact, exact_number(estate, "the estate"))

    @property
    def total(self) -> Fraction:
        """All claims together."""
        return sum(self.claims.values(), Fraction(0))

    @property
    def losses(self) -> ClaimsProblem:
        """The dual problem: the same claims, to be cut by what the estate is short of them."""
        return ClaimsProblem(self.claims, self.total - self.estate)


def exact_number(value: Number, what: str) -> Fraction:
    """The number as a fraction. Raises ValueError for a float, which has lost it already."""
    if isinstance(value, float):
        raise ValueError(f"{what} is a float: {value}")  # noqa: TRY004 - it is the value that is wrong
    return Fraction(value)
