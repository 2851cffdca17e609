"""Exact amounts as people read them: decimals where they are finite, else cut short and marked."""

from __future__ import annotations

from fractions import Fraction

from benefitshare.agreements.model import Agreement
from benefitshare.money import format_share, format_yuan
from benefitshare.settlement.explanation.said import Said, plain, told

SHOWN_DECIMALS = 8


def exact_yuan(fen: Fraction | int) -> str:
    """Yuan of an exact amount in fen, with at least two decimals.

    >>> exact_yuan(Fraction(1234567891, 2)), exact_yuan(Fraction(100, 3)), exact_yuan(-5)
    ('6,172,839.455', '0.33333333…', '-0.05')
    """
    value = Fraction(fen)
    if value.denominator == 1:
        return format_yuan(int(value))
    sign = "-" if value < 0 else ""
    digits, more = _decimals(abs(value) / 100)
    whole, _, decimals = digits.partition(".")
    return f"{sign}{int(whole):,}.{decimals}{'…' if more else ''}"


def _decimals(value: Fraction) -> tuple[str, bool]:
    """Decimal digits of a value at or above zero, and whether they go on."""
    for places in range(2, SHOWN_DECIMALS + 1):
        if (value * 10**places).denominator == 1:
            return _placed(int(value * 10**places), places), False
    return _placed(int(value * 10**SHOWN_DECIMALS), SHOWN_DECIMALS), True


def _placed(number: int, places: int) -> str:
    whole, rest = divmod(number, 10**places)
    return f"{whole}.{rest:0{places}d}"


def signed_difference(fen: Fraction) -> str:
    """A rounding difference with its sign.

    >>> signed_difference(Fraction(1, 2)), signed_difference(Fraction(0))
    ('+0.005', '0.00')
    """
    return ("+" if fen > 0 else "") + exact_yuan(fen)


def ratio_text(ratio: Fraction) -> str:
    """A ratio as a percentage where that is short, else as a fraction."""
    text = format_share(ratio)
    return text if len(text) <= 16 else f"{ratio.numerator}/{ratio.denominator}"


def product(base: Fraction | int, ratio: Fraction) -> Said:
    """`base × ratio = exact`."""
    value = Fraction(base) * ratio
    return told("product", base=exact_yuan(base), ratio=ratio_text(ratio), exact=exact_yuan(value))


def becomes(formula: Said, exact: Fraction, amount: int, rule: Said) -> Said:
    """What rounding made of an exact amount; the formula alone where nothing was rounded."""
    if exact == amount:
        return formula
    how = told("residue", difference=signed_difference(amount - exact), rule=rule)
    return told("becomes", formula=formula, amount=format_yuan(amount), how=how)


def residue_rule(agreement: Agreement, party_name: Said | None = None) -> Said:
    """Where the agreement's rounding residue goes."""
    rounding = agreement.settlement.rounding
    if rounding.at == "end":
        return told("cut_for_now")
    if rounding.residue.rule == "carry":
        return told("residue_carry")
    if rounding.residue.rule == "to":
        return told("residue_to", party=party_name or plain(rounding.residue.party))
    return told("largest_remainder")
