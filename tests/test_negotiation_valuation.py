"""Present values, payback and scales, worked by hand."""

from fractions import Fraction

import pytest

from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.valuation import Account, factors, measure

SHARE = Formula.variable("share")


def account():
    """100 put in at once; 80 to share in each of two years; money doubles in a year."""
    return Account(
        received={2026: 80 * SHARE, 2027: 80 * SHARE},
        contributed={2025: Fraction(10)},
        factor=factors(Fraction(1), 2025, (2025, 2026, 2027)),
    )


def test_present_values():
    assert account().benefits.at({"share": 1}) == 80 * (Fraction(1, 4) + Fraction(1, 8))
    assert account().costs == 5
    assert account().net.at({"share": Fraction(1, 2)}) == 15 - 5


@pytest.mark.parametrize(
    ("share", "plain", "discounted"),
    [("1", 2026, 2026), ("1/8", 2026, None), ("1/16", 2027, None), ("0", None, None)],
)
def test_payback(share, plain, discounted):
    values = {"share": Fraction(share)}
    assert account().payback_year(values) == plain
    assert account().payback_year(values, discounted=True) == discounted


def test_payback_that_is_lost_again_does_not_count():
    later = Account({2026: Formula.of(20)}, {2025: Fraction(10), 2027: Fraction(15)}, {})
    assert later.payback_year({}) is None


@pytest.mark.parametrize(
    ("scale", "utility", "reservation"),
    [("money", 10, 4), ("gain", 6, 0), ("multiple", 3, Fraction(9, 5)), ("normalised", "1/2", 0)],
)
def test_scales(scale, utility, reservation):
    kept = measure(scale, account().costs, Fraction(4), ideal=Fraction(16))
    assert kept.of(account().net).at({"share": Fraction(1, 2)}) == Fraction(utility)
    assert kept.value(4) == reservation


def test_scales_that_do_not_exist():
    with pytest.raises(ValueError, match="nothing contributed"):
        measure("multiple", Fraction(0), Fraction(0))
    for ideal in (None, Fraction(4), Fraction(3)):
        with pytest.raises(ValueError, match="no way to go"):
            measure("normalised", Fraction(1), Fraction(4), ideal)
