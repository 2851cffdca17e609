"""What flows of money are worth: present values, payback, and the scales of fairness."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from benefitshare.negotiation.formula import Formula, Number

Timing = Literal["end", "start"]
Scale = Literal["money", "gain", "multiple", "normalised"]
SCALES: tuple[Scale, ...] = ("money", "gain", "multiple", "normalised")


def discount_factor(rate: Fraction, years: int) -> Fraction:
    """What a yuan after so many years is worth today; exact, also for years past.

    >>> discount_factor(Fraction(1, 4), 2)
    Fraction(16, 25)
    """
    return (1 + rate) ** -years


def factors(
    rate: Fraction, base_year: int, years: Iterable[int], timing: Timing = "end"
) -> dict[int, Fraction]:
    """Discount factors by year, to the start of `base_year`; flows at the start or end of a year.

    >>> factors(Fraction(1), 2025, (2025, 2026))
    {2025: Fraction(1, 2), 2026: Fraction(1, 4)}
    """
    late = 1 if timing == "end" else 0
    return {year: discount_factor(rate, year - base_year + late) for year in years}


@dataclass(frozen=True)
class Account:
    """What one party receives (formulas in yuan) and contributes (yuan), by year.

    `factor` discounts each year; it covers every year of both.
    """

    received: Mapping[int, Formula]
    contributed: Mapping[int, Fraction]
    factor: Mapping[int, Fraction]
    years: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "years", tuple(sorted({*self.received, *self.contributed})))

    def received_by(self, last: int, *, discounted: bool = False) -> Formula:
        """All that is received up to and with a year."""
        return Formula.sum(
            value * (self.factor[year] if discounted else 1)
            for year, value in self.received.items()
            if year <= last
        )

    def contributed_by(self, last: int, *, discounted: bool = False) -> Fraction:
        """All that is contributed up to and with a year."""
        return sum(
            (
                value * (self.factor[year] if discounted else 1)
                for year, value in self.contributed.items()
                if year <= last
            ),
            Fraction(0),
        )

    @property
    def benefits(self) -> Formula:
        """The present value of what is received."""
        return self.received_by(self.years[-1], discounted=True) if self.years else Formula()

    @property
    def costs(self) -> Fraction:
        """The present value of what is contributed."""
        return self.contributed_by(self.years[-1], discounted=True) if self.years else Fraction(0)

    @property
    def net(self) -> Formula:
        """The net present value."""
        return self.benefits - self.costs

    def at(self, values: Mapping[str, Number]) -> Account:
        """The account where the open values have these values."""
        received = {year: Formula.of(f.at(values)) for year, f in self.received.items()}
        return Account(received, self.contributed, self.factor)

    def payback_year(self, values: Mapping[str, Number], *, discounted: bool = False) -> int | None:
        """The first year by whose end no less was received than contributed, from then on; None
        where there is none.
        """
        back = None
        for year in reversed(self.years):
            received = self.received_by(year, discounted=discounted).at(values)
            if received < self.contributed_by(year, discounted=discounted):
                break
            back = year
        return back


def on_scale(
    scale: Scale, account: Account, reservation: Fraction, ideal: Fraction | None = None
) -> tuple[Formula, Fraction]:
    """A party's utility and its reservation value on a scale.

    money: net present value in yuan; gain: what exceeds the reservation value; multiple: present
    value received by present value contributed; normalised: the gain as a part of the distance
    from reservation to `ideal`, the best net present value the party can have. Raises ValueError
    where the scale does not exist: nothing contributed, no distance.
    """
    if scale == "money":
        return account.net, reservation
    if scale == "gain":
        return account.net - reservation, Fraction(0)
    if scale == "multiple":
        if account.costs <= 0:
            raise ValueError("no multiple of nothing contributed")
        return account.benefits / account.costs, 1 + reservation / account.costs
    if ideal is None or ideal == reservation:
        raise ValueError("no distance from reservation to ideal")
    return (account.net - reservation) / (ideal - reservation), Fraction(0)
