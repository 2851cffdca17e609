"""Rounding at the end (section 8), cash, and the transfers between parties (section 11)."""

import datetime as dt

from tests.oracle.base import pool_row
from tests.oracle.share import carried_rounding
from tests.oracle.words import (
    ONE_DAY,
    half_up,
    period_last,
    read_label,
    split_by_residue,
    trunc,
)

ROW_KEY = (
    "version", "project", "tax", "period", "slice", "clause", "party", "counterparty", "kind",
)  # fmt: skip


def merged(rows):
    """Rows with the same key as one row: a row is shown once."""
    heap = {}
    for row in rows:
        key = tuple(row[name] for name in ROW_KEY)
        heap.setdefault(key, {**row, "amount": 0})["amount"] += row["amount"]
    return list(heap.values())


def with_cash(case, entitlement, aside, last_period):
    """All rows in whole fen, of both kinds: cash is the entitlement and the set-asides.

    Returns (rows, kept fractions of rounding at the end).
    """
    kept = {}
    if case.rounding["at"] == "end":
        entitlement, aside = merged(entitlement), _rounded_asides(case, aside)
        paid, kept = _rounded_groups(case, entitlement, last_period)
        entitlement = [
            {**r, "exact": r["amount"], "amount": trunc(r["amount"])} for r in entitlement
        ]
        entitlement += _differences(case, paid, entitlement)
    cash = [{**r, "kind": "cash"} for r in entitlement]
    return [*entitlement, *cash, *aside], kept


def _group(case, row):
    """The group of `rounding.per` a row belongs to, without its period."""
    return {
        "project_tax_period": (row["project"], row["tax"]),
        "project_period": (row["project"], ""),
        "agreement_period": ("", ""),
    }[case.rounding["per"]]


def _rounded_groups(case, rows, last_period):
    """{(group, period, party): fen} of entitlements rounded once per group and party."""
    groups = {}
    for row in rows:
        parties = groups.setdefault(_group(case, row), {}).setdefault(row["period"], {})
        parties[row["party"]] = parties.get(row["party"], 0) + row["amount"]
    if case.carry():
        return carried_rounding(case, groups, last_period)
    paid = {}
    for group, periods in groups.items():
        for period, exact in periods.items():
            whole = split_by_residue(
                exact, case.rounding["residue"], case.order, lambda p, e=exact: e.get(p, 0) != 0
            )
            paid.update({(group, period, party): n for party, n in whole.items()})
    return paid, {}


def _rounded_asides(case, rows):
    """Each giver's sum rounded half up once per group, clause and receiver, who gets the same."""
    given = {}
    for row in rows:
        if row["giver"]:
            key = row["version"], row["clause"], _group(case, row), row["period"]
            key = *key, row["giver"], row["receiver"]
            given[key] = given.get(key, 0) + row["amount"]
    result = []
    for (version, clause, group, period, giver, receiver), amount in given.items():
        place = (*group, period, None)
        for party, signed in ((giver, half_up(amount)), (receiver, -half_up(amount))):
            row = pool_row(case, None, place, party, signed, clause)
            result.append({**row, "version": version, "kind": "cash"})
    return result


def _differences(case, paid, rows):
    """The rows `rounding`: what is paid less what the truncated rows show."""
    shown = {}
    for row in rows:
        key = _group(case, row), row["period"], row["party"]
        shown[key] = shown.get(key, 0) + row["amount"]
    result = []
    for key in sorted({*paid, *shown}):
        (project, tax), period, party = key
        amount = paid.get(key, 0) - shown.get(key, 0)
        if amount:
            result.append(
                pool_row(case, None, (project, tax, period, None), party, amount, "rounding")
            )
    return result


# ------------------------------------------------------------------ transfers


def due_date(case, period):
    """When the transfers of a period fall due; "" when nothing is agreed."""
    rule = case.settlement.get("due")
    last = period_last(period, case.cycle)
    if rule is None:
        return ""
    if isinstance(rule, dict):
        return (last + dt.timedelta(days=rule["days"])).isoformat()
    day = last + ONE_DAY
    while f"{day.month:02d}-{day.day:02d}" != rule:
        day += ONE_DAY
    return day.isoformat()


def transfers(case, rows, settled):
    """One transfer for each period and pair of parties that still owe each other."""
    due, paid = {}, {}
    for row in rows:
        owed_by, party = row["counterparty"], row["party"]
        if row["kind"] == "cash" and owed_by and owed_by != party and row["period"] in settled:
            _add(due, row["period"], owed_by, party, row["amount"])
    for entry in case.tables.get("payments", []):
        cycle, period = read_label(str(entry["period"]))
        if cycle == case.cycle and period in settled and entry["payer"] != entry["payee"]:
            _add(paid, period, entry["payer"], entry["payee"], entry["amount_fen"])
    result = []
    for key in sorted({*due, *paid}):
        period, payer, payee = key
        owed, already = due.get(key, 0), paid.get(key, 0)
        if owed < 0 or (owed == 0 and already < 0):  # seen from the side that owes
            payer, payee, owed, already = payee, payer, -owed, -already
        over = owed - already < 0
        if over:
            payer, payee, owed, already = payee, payer, -owed, -already
        if owed != already:
            result.append(
                {
                    "period": case.label(period),
                    "payer": payer,
                    "payee": payee,
                    "due_fen": owed,
                    "paid_fen": already,
                    "net_fen": owed - already,
                    "due_date": due_date(case, period),
                    "overpaid": over,
                }
            )
    return result


def _add(heap, period, payer, payee, amount):
    """Sums signed from the smaller party id to the larger."""
    sign = 1
    if payee < payer:
        payer, payee, sign = payee, payer, -1
    key = period, payer, payee
    heap[key] = heap.get(key, 0) + sign * amount
