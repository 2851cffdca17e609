"""settle: net transfers between pairs of parties, with due dates, from cash rows and payments."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from typing import Any

from benefitshare.agreements.model import Agreement, Due
from benefitshare.periods import parse_period


def due_date(due: Due, label: str) -> str:
    """When the transfer of a period falls due; empty when the agreement does not say.

    >>> due_date(Due(month_day=(4, 30)), "2024"), due_date(Due(days=30), "2024Q1")
    ('2025-04-30', '2024-04-30')
    """
    _, end = parse_period(label)
    if due.days is not None:
        return (end + dt.timedelta(days=due.days)).isoformat()
    if due.month_day is None:
        return ""
    month, dom = due.month_day
    this_year = _day_of(end.year, month, dom)
    return (this_year if this_year > end else _day_of(end.year + 1, month, dom)).isoformat()


def _day_of(year: int, month: int, dom: int) -> dt.date:
    """A day of a year; the month's last day where the month is shorter (29 February)."""
    return dt.date(year, month, min(dom, calendar.monthrange(year, month)[1]))


Owed = tuple[str, str, str, int]
"""Period, who owes, whom, and fen."""


def transfers(agreement: Agreement, amounts: Iterable[Owed], payments: Any) -> list[dict[str, Any]]:
    """One line per period and pair of parties that owe or have paid each other anything.

    `amounts` are of cash rows, any number of them for a period and pair; `payments` have payer,
    payee, period, amount_fen.
    """
    owed: dict[tuple[str, str, str], int] = {}
    for period, payer, payee, amount in amounts:
        if payer != payee:
            owed[period, payer, payee] = owed.get((period, payer, payee), 0) + amount
    paid: dict[tuple[str, str, str], int] = {}
    for row in payments:
        key = (row["period"], row["payer"], row["payee"])
        paid[key] = paid.get(key, 0) + row["amount_fen"]
    order = {p: i for i, p in enumerate(agreement.party_ids)}
    pairs = {(period, *sorted((a, b), key=order.__getitem__)) for period, a, b in (*owed, *paid)}
    lines = [
        _line(agreement, period, a, b, owed, paid)
        for period, a, b in sorted(pairs, key=lambda k: (k[0], order[k[1]], order[k[2]]))
    ]
    return [line for line in lines if line["due_fen"] or line["paid_fen"]]


def _line(
    agreement: Agreement,
    period: str,
    a: str,
    b: str,
    owed: dict[tuple[str, str, str], int],
    paid: dict[tuple[str, str, str], int],
) -> dict[str, Any]:
    """The pair's line, seen from whoever still has to pay."""
    due = owed.get((period, a, b), 0) - owed.get((period, b, a), 0)
    settled = paid.get((period, a, b), 0) - paid.get((period, b, a), 0)
    net = due - settled
    forward = net > 0 or (net == 0 and (due > 0 or (due == 0 and settled >= 0)))
    payer, payee, sign = (a, b, 1) if forward else (b, a, -1)
    return {
        "agreement": agreement.id,
        "period": period,
        "payer": payer,
        "payee": payee,
        "due_fen": due * sign,
        "paid_fen": settled * sign,
        "net_fen": net * sign,
        "due_date": due_date(agreement.settlement.due, period),
        "overpaid": net != 0 and net * due <= 0,
    }
