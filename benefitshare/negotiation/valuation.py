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


@dataclass(frozen=True)
class Measure:
    """A scale for one party: utility = (net present value - `origin_yuan`) / `unit_yuan`."""

    origin_yuan: Fraction = Fraction(0)
    unit_yuan: Fraction = Fraction(1)

    def of(self, net: Formula | Number) -> Formula:
        """A net present value in yuan on this scale."""
        return (Formula.of(net) - self.origin_yuan) / self.unit_yuan

    def value(self, net: Number) -> Fraction:
        """A known net present value in yuan on this scale."""
        return (Fraction(net) - self.origin_yuan) / self.unit_yuan


def measure(
    scale: Scale, costs: Fraction, reservation: Fraction, ideal: Fraction | None = None
) -> Measure:
    """How a party's net present value is read on a scale; `costs` are what it contributes.

    money: yuan; gain: what exceeds the reservation value; multiple: present value received by
    present value contributed; normalised: the gain as a part of the way from reservation to
    `ideal`, the best net present value the party can have. Raises ValueError where the scale does
    not exist: nothing contributed, no way to go.

    >>> measure("multiple", Fraction(40), Fraction(0)).value(20)
    Fraction(3, 2)
    """
    if scale == "money":
        return Measure()
    if scale == "gain":
        return Measure(reservation)
    if scale == "multiple":
        if costs <= 0:
            raise ValueError("no multiple of nothing contributed")
        return Measure(-costs, costs)
    if ideal is None or ideal <= reservation:
        raise ValueError("no way to go from reservation to ideal")
    return Measure(reservation, ideal - reservation)
