"""Payments between two parties, and what is set aside in cash (section 10)."""

from tests.oracle import clauses as cl
from tests.oracle.base import day_of, pair, pool_row
from tests.oracle.clocks import in_years
from tests.oracle.limit import set_aside_amounts
from tests.oracle.share import whole_parts
from tests.oracle.words import half_up, period_first, share, yuan


def rounded(case, amount):
    """Half up to the fen, or exact while rounding waits for the end."""
    return amount if case.rounding["at"] == "end" else half_up(amount)


def parts_of(case, total, shares):
    if case.rounding["at"] == "end":
        return {p: total * s for p, s in shares.items()}
    return whole_parts(case, total, shares)


def run_direct(case, measured, levels, qualified, settled, before_cap):
    """Returns (entitlement rows, set-aside rows). Both in document order."""
    rows, aside = [], []
    for span in case.spans:
        if span["kind"] == "give_back":
            rule = _give_back_level if "level" in span["node"]["of"] else _give_back_party
            rows += rule(case, span, measured, levels)
        elif span["kind"] == "fixed_return":
            rows += _fixed_return(case, span, settled)
        elif span["kind"] == "cost_share":
            rows += _cost_share(case, span, settled, qualified)
        elif span["kind"] == "set_aside":
            aside += _set_aside(case, span, measured, before_cap)
    return rows, aside


def _within(case, span, cell):
    """Whether a cell lies in the years of a clause."""
    node = span["node"]
    if "years" not in node:
        return True
    if cell[3] is None:
        return False
    return in_years(cl.clock_of(case, span, case.projects[cell[0]]), node["years"], cell[3])


def _give_back_level(case, span, measured, levels):
    node, rows = span["node"], []
    level = {"county": "city", "township": "city"}.get(node["of"]["level"], node["of"]["level"])
    for cell in sorted(levels, key=lambda c: (c[2], c[3], c[0], c[1])):
        project = case.projects[cell[0]]
        if not cl.in_force(span, cell[3]) or not cl.applies(span, project, cell[1]):
            continue
        if not _within(case, span, cell):
            continue
        amount = rounded(case, share(node["rate"]) * levels[cell][level])
        payer = cl.resolve(node["from"], project, span["changes"])
        if "to" in node:
            shares = cl.shares_of(case, node["to"], project, span["changes"])
        else:
            shares = {case.collector(cell[0], cell[3]): 1}
        for payee, part in parts_of(case, amount, shares).items():
            rows += pair(case, span, cell, payee, payer, part)
    return rows


def _give_back_party(case, span, measured, levels):
    node, rows = span["node"], []
    for cell, party in measured:
        project = case.projects[cell[0]]
        if party != cl.resolve(node["of"]["party"], project, span["changes"]):
            continue
        if not cl.in_force(span, case.test_day(cell[2])) or not cl.applies(span, project, cell[1]):
            continue
        upper = cl.resolve(node["from"], project, span["changes"])
        taken = rounded(case, share(node["of"]["system_share"]) * measured[cell, party])
        rows += pair(case, span, cell, upper, party, taken)
        if _within(case, span, cell):
            back = rounded(case, share(node["rate"]) * taken)
            rows += pair(case, span, cell, party, upper, back)
    return rows


def _fixed_return(case, span, settled):
    node, rows = span["node"], []
    for period in settled:
        day = case.test_day(period)
        if not cl.in_force(span, day) or not case.starts_in_term(period):
            continue
        if "years" in node and not in_years(cl.clock_of(case, span, None), node["years"], day):
            continue
        party = cl.resolve(node["party"], None, span["changes"])
        payer = cl.resolve(node["paid_by"], None, span["changes"])
        if "amount" in node:
            capital = yuan(node["amount"])
        else:
            value = case.factor(party, node["on"], period_first(period, case.cycle).year)
            if value is None:
                continue  # a finding; nothing is assumed
            capital = value * 100
        amount = half_up(share(node["rate"]) * capital)
        rows += pair(case, span, ("", "", period, None), party, payer, amount)
    return rows


def _cost_share(case, span, settled, qualified):
    node, rows = span["node"], []
    for period in settled:
        if not cl.in_force(span, case.test_day(period)) or not case.starts_in_term(period):
            continue
        heap = {}
        for entry in case.tables.get("deductions", []):
            if entry["kind"] in node["kinds"] and str(entry["period"]) == case.label(period):
                owner = entry["project_id"] or ""
                heap[owner] = heap.get(owner, 0) + entry["amount_fen"]
        for owner in sorted(heap):
            project = case.projects.get(owner)
            if owner and (project is None or qualified[owner] or not cl.applies(span, project)):
                continue
            fund = cl.resolve(node["fund"], project, span["changes"])
            shares = cl.shares_of(case, node["shares"], project, span["changes"])
            for party, part in whole_parts(case, heap[owner], shares).items():
                place = (owner, "", period, None)
                if node.get("direction", "call") == "call":
                    rows += pair(case, span, place, fund, party, part)
                else:
                    rows += pair(case, span, place, party, fund, part)
    return rows


def _set_aside(case, span, measured, before_cap):
    """Cash only: party -Z, receiver +Z, both in what the collector pays."""
    if span["node"].get("order", "after_cap") == "before_cap":
        amounts = next(found for other, found in before_cap if other is span)
    else:
        amounts = set_aside_amounts(case, span, measured)
    rows = []
    for cell, party, receiver, amount in amounts:
        ends = {"kind": "cash", "giver": party, "receiver": receiver}
        rows.append({**pool_row(case, span, cell, party, -amount), **ends})
        rows.append({**pool_row(case, span, cell, receiver, amount), **ends, "giver": ""})
    return rows


__all__ = ["day_of", "run_direct"]
