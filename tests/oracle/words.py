"""Money, shares, roundings, days and settlement periods."""

import calendar
import datetime as dt
import math
from fractions import Fraction

ONE_DAY = dt.timedelta(days=1)
MONTHS = {"year": 12, "quarter": 3, "month": 1}


def share(text):
    """The exact value of "50%", "1/3" or "0.35"."""
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def yuan(text):
    """Exact fen of an amount in yuan (a whole number for money, exact for averages)."""
    return Fraction(text) * 100


def half_up(value):
    """Nearest whole number, halves away from zero."""
    size = math.floor(abs(value) + Fraction(1, 2))
    return -size if value < 0 else size


def trunc(value):
    """Whole part, toward zero."""
    return math.trunc(value)


def date(text):
    return None if text in (None, "") else dt.date.fromisoformat(str(text))


def add_years(day, years):
    """Same day of another year; 29 February becomes 28 February in a common year."""
    year = day.year + years
    last = calendar.monthrange(year, day.month)[1]
    return dt.date(year, day.month, min(day.day, last))


def period_of(day, cycle):
    """Number of the settlement period that holds a day (periods are counted from year 0)."""
    return (day.year * 12 + day.month - 1) // MONTHS[cycle]


def period_first(period, cycle):
    year, month = divmod(period * MONTHS[cycle], 12)
    return dt.date(year, month + 1, 1)


def period_last(period, cycle):
    return period_first(period + 1, cycle) - ONE_DAY


def period_label(period, cycle):
    first = period_first(period, cycle)
    if cycle == "year":
        return f"{first.year}"
    if cycle == "quarter":
        return f"{first.year}Q{(first.month + 2) // 3}"
    return f"{first.year}-{first.month:02d}"


def read_label(label):
    """(cycle, number) of a period label: 2024, 2024Q1 or 2024-01."""
    if "Q" in label:
        year, quarter = label.split("Q")
        return "quarter", int(year) * 4 + int(quarter) - 1
    if "-" in label:
        year, month = label.split("-")
        return "month", int(year) * 12 + int(month) - 1
    return "year", int(label)


def as_list(value):
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def in_span(day, first, last):
    """Inclusive, either end may be missing."""
    return (first is None or first <= day) and (last is None or day <= last)


# ------------------------------------------------------------------ dividing whole fen


def largest_remainder(total, weights):
    """Parts of an integer in proportion to exact weights, in the order of `weights` (a list).

    |total| is divided, each part rounded down, and one fen each given to the largest fractions;
    equal fractions in the order of the list; then the sign is put back.
    """
    assert isinstance(total, int)
    whole = sum(weights)
    exact = [Fraction(abs(total)) * w / whole for w in weights]
    parts = [math.floor(x) for x in exact]
    left = abs(total) - sum(parts)
    by_size = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_size[:left]:
        parts[i] += 1
    return [-p for p in parts] if total < 0 else parts


def split_by_residue(exact, residue, order, has_share):
    """Whole fen of exact parts (party -> exact amount) whose sum is whole.

    The group's sign is that of its total (nothing counts as plus). `residue` is the agreement's
    rule when it is "largest_remainder" or {"to": party, "others": ...}.
    """
    total = sum(exact.values())
    assert not any(isinstance(x, float) for x in exact.values())
    assert Fraction(total).denominator == 1, "only a whole total can be divided into whole fen"
    sign = -1 if total < 0 else 1
    positive = {p: sign * exact[p] for p in sorted(exact, key=order)}
    taker = residue.get("to") if isinstance(residue, dict) else None
    if taker is not None and has_share(taker):
        rule = half_up if residue.get("others", "half_up") == "half_up" else math.floor
        parts = {p: rule(x) for p, x in positive.items() if p != taker}
        parts[taker] = sign * total - sum(parts.values())
    else:
        parts = {p: math.floor(x) for p, x in positive.items()}
        left = int(sign * total - sum(parts.values()))
        ranked = sorted(positive, key=lambda p: (parts[p] - positive[p], order(p)))
        for party in ranked[:left]:
            parts[party] += 1
    return {p: int(sign * n) for p, n in parts.items()}
