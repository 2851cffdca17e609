"""From the retained part of each cell to the base that is shared (section 7)."""

import datetime as dt
from fractions import Fraction

from tests.oracle import clauses as cl
from tests.oracle.words import half_up, largest_remainder, period_first, read_label, share, yuan

MISSING = "factor-missing"


def cell_order(cell):
    """Order of cells inside a group: slice, project, tax (a blank slice last)."""
    project, tax, _, day = cell
    return day or dt.date.max, project, tax


def row(case, span, cell, party, amount, counterparty, clause=None):
    """One entitlement row; a blank counterparty is the payer's side of a pair."""
    return {
        "version": span["version"] if span else "",
        "project": cell[0],
        "tax": cell[1],
        "period": cell[2],
        "slice": cell[3],
        "clause": clause or span["id"],
        "party": party,
        "amount": amount,
        "counterparty": counterparty,
        "kind": "entitlement",
    }


def pair(case, span, cell, payee, payer, amount):
    """payee +, payer -."""
    return [
        row(case, span, cell, payee, amount, payer),
        row(case, span, cell, payer, -amount, ""),
    ]


def day_of(case, cell):
    """The day that decides for a cell; a rounding row has no slice and goes by its period."""
    return cell[3] or case.test_day(cell[2])


def pool_row(case, span, cell, party, amount, clause=None):
    """A row owed by the collector."""
    return row(case, span, cell, party, amount, case.collector(cell[0], day_of(case, cell)), clause)


def carry_negative(cells):
    """`carry_forward`: a negative part waits for later cells of the project and tax."""
    bases, carried = {}, {}
    for cell in sorted(cells, key=lambda c: (c[2], c[3])):
        group = cell[:2]
        available = cells[cell] + carried.get(group, 0)
        bases[cell] = max(available, 0)
        carried[group] = min(available, 0)
    return bases, {group: amount for group, amount in carried.items() if amount}


def spread(amount, cells, amounts):
    """A whole amount over the cells with a positive amount, in proportion."""
    positive = sorted((c for c in cells if amounts[c] > 0), key=cell_order)
    if not positive:
        assert amount == 0
        return {}
    return dict(
        zip(positive, largest_remainder(amount, [amounts[c] for c in positive]), strict=True)
    )


def run_base(case, bases, qualified):
    """Deductions and baselines in document order. Returns (bases, rows, what stays carried)."""
    bases, rows, left = dict(bases), [], []
    done = set()
    for span in case.spans:
        if span["kind"] in ("deduct", "baseline") and span["id"] not in done:
            done.add(span["id"])
            versions = [s for s in case.spans if s["id"] == span["id"]]
            rule = _deduct if span["kind"] == "deduct" else _baseline
            more, carried = rule(case, versions, bases, qualified)
            rows += more
            left += [
                {"what": span["id"], "project": p, "amount": a} for p, a in carried.items() if a
            ]
    return bases, rows, left


def _version(case, versions, period):
    """The wording in force for a period, or None."""
    found = [s for s in versions if cl.in_force(s, case.test_day(period))]
    return found[0] if found else None


def _groups(case, versions, bases):
    """(group project or "", period) -> (span, its cells); in order of period."""
    groups = {}
    for cell in bases:
        span = _version(case, versions, cell[2])
        if span and cl.applies(span, case.projects[cell[0]], cell[1]):
            default = "project" if span["kind"] == "deduct" else "agreement"
            project = cell[0] if span["node"].get("per", default) == "project" else ""
            groups.setdefault((project, cell[2]), (span, []))[1].append(cell)
    return dict(sorted(groups.items(), key=lambda item: (item[0][1], item[0][0])))


# ------------------------------------------------------------------ deduct


def _deduct(case, versions, bases, qualified):
    rows, carried, seen = [], {}, {}
    for (project, period), (span, cells) in _groups(case, versions, bases).items():
        node = span["node"]
        due = _deductions(case, versions, project, period, qualified)
        # what an earlier wording carries goes over; costs of periods without a cell wait too
        since = seen.get(project)
        for earlier in _periods_of_deductions(case):
            version = _version(case, versions, earlier)
            carried_then = version and version["node"].get("excess", "drop") == "carry"
            if carried_then and (since is None or earlier > since) and earlier < period:
                due += _deductions(case, versions, project, earlier, qualified)
        due += carried.pop(project, 0)
        seen[project] = period
        total = sum(bases[c] for c in cells)
        used = min(due, max(total, 0))
        if node.get("excess", "drop") == "carry":
            carried[project] = due - used
        for cell, amount in spread(used, cells, bases).items():
            bases[cell] -= amount
            party = case.collector(cell[0], cell[3])  # of the slice, whoever the clause names later
            if node.get("to"):
                party = cl.resolve(node["to"], case.projects[cell[0]], span["changes"])
            rows.append(pool_row(case, span, cell, party, amount))
    return rows, carried


def _periods_of_deductions(case):
    found = [read_label(str(r["period"])) for r in case.tables.get("deductions", [])]
    return sorted({number for cycle, number in found if cycle == case.cycle})


def _deductions(case, versions, project, period, qualified):
    """What the table holds for a group and a period."""
    span = _version(case, versions, period)
    if span is None:
        return 0
    total = 0
    for entry in case.tables.get("deductions", []):
        if entry["kind"] not in span["node"]["kinds"] or str(entry["period"]) != case.label(period):
            continue
        owner = entry["project_id"] or ""
        if project and owner == project:
            total += entry["amount_fen"]
        if not project and (not owner or _counts(case, span, owner, qualified)):
            total += entry["amount_fen"]
    return total


def _counts(case, span, project_id, qualified):
    project = case.projects.get(project_id)
    return project is not None and not qualified[project_id] and cl.applies(span, project)


# ------------------------------------------------------------------ baseline


def stock(case, span, project, period):
    """B of a period in whole fen, without what is carried; None when a factor is missing."""
    node = span["node"]
    if "amount" in node:
        value = yuan(node["amount"])
    else:
        subject = project or case.document["id"]
        values = [case.factor(subject, node["factor"], int(y)) for y in node["years"]]
        if None in values:
            return None
        value = Fraction(sum(values) * 100) / len(values)
        if node.get("round_average", True):
            value = half_up(value)
    if node.get("index"):
        rate = 1 + share(node["index"]["rate"])
        year = period_first(period, case.cycle).year
        for _ in range(max(0, year - node["index"]["from"])):
            value *= rate
            if node.get("round_index", "each_year") == "each_year":
                value = half_up(value)
    return half_up(value)


def _baseline(case, versions, bases, qualified):
    rows, carried = [], {}
    for (project, period), (span, cells) in _groups(case, versions, bases).items():
        below = span["node"].get("below", "zero")
        held = stock(case, span, project, period)
        assert held is not None, "cells with a missing baseline factor were set aside before"
        if below == "carry":
            held += carried.pop(project, 0)
        total = sum(bases[c] for c in cells)
        kept = min(total, held)
        if total < held and below == "carry":
            carried[project] = held - total
        if total < held and isinstance(below, dict):
            place = (project, "", period, None)
            row_of = case.projects.get(project)
            owner = cl.resolve(span["node"]["owner"], row_of, span["changes"])
            payer = cl.resolve(below["absorbed_by"], row_of, span["changes"])
            rows += pair(case, span, place, owner, payer, held - total)
        parts = {c: bases[c] for c in cells if bases[c] < 0}
        parts.update(spread(kept - sum(parts.values()), cells, bases))
        for cell, amount in parts.items():
            bases[cell] -= amount
            owner = cl.resolve(span["node"]["owner"], case.projects[cell[0]], span["changes"])
            rows.append(pool_row(case, span, cell, owner, amount))
    return rows, carried
