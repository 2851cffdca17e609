"""Who gets what of each cell's base (section 8)."""

from fractions import Fraction

from tests.oracle import clauses as cl
from tests.oracle.base import cell_order, pool_row, stock
from tests.oracle.clocks import in_years, years
from tests.oracle.records import last_tier_year
from tests.oracle.words import (
    date,
    half_up,
    in_span,
    largest_remainder,
    period_first,
    period_of,
    share,
    split_by_residue,
    trunc,
    yuan,
)

# ------------------------------------------------------------------ which rule


def plan_cells(case, cells):
    """What governs each cell: ({cell: plan}, {cell: reason of set-aside}).

    A plan is {"span", "tier", "rule", "extend", "clock_end"}: `rule` is the node holding shares,
    bands or factors, or None outside the tiers; `extend` the span of the extension that gives the
    cell its rule, `clock_end` the first day after the last tier.
    """
    plans, reasons = {}, {}
    before = missing_before(case, cells)
    for cell in sorted(cells, key=lambda c: (c[2], *cell_order(c))):
        project = case.projects[cell[0]]
        found = [
            s
            for s in case.of_kind("split")
            if cl.in_force(s, cell[3]) and cl.applies(s, project, cell[1])
        ]
        if len(found) != 1:
            reason = "two-splits-apply" if found else "no-split-applies"
        else:
            plans[cell] = _plan(case, found[0], cell, project)
            reason = _missing(case, plans[cell], cell) or before.get(cell)
        if reason:  # nothing of this project, tax and period is shared
            reasons.setdefault(cell[:3], reason)
    aside = {cell: reasons[cell[:3]] for cell in cells if cell[:3] in reasons}
    return {cell: plan for cell, plan in plans.items() if cell not in aside}, aside


def _plan(case, span, cell, project):
    node = span["node"]
    plan = {"span": span, "tier": 0, "rule": node, "extend": None, "clock_end": None}
    if "tiers" not in node:
        return plan
    if "clock" not in node:
        return {**plan, "rule": node["tiers"][0]}
    start = cl.clock_of(case, span, project)
    for number, tier in enumerate(node["tiers"]):
        if in_years(start, tier["years"], cell[3]):
            return {**plan, "tier": number, "rule": tier}
    if start and years(node["tiers"][-1]["years"])[1] is not None:
        last = last_tier_year(node)
        for extend in case.of_kind("extend"):
            more = extend["node"]["years"]
            if (
                extend["node"]["split"] == span["id"]
                and cl.in_force(extend, cell[3])
                and cl.applies(extend, project, cell[1])
                and start(last + 1) <= cell[3] < start(last + more + 1)
            ):
                number = len(node["tiers"]) - 1
                return {
                    **plan,
                    "tier": number,
                    "rule": node["tiers"][-1],
                    "extend": extend,
                    "clock_end": start(last + 1),
                }
    return {**plan, "rule": None}


def _missing(case, plan, cell):
    """The reason for which a cell cannot be shared, or None."""
    rule, project = plan["rule"], case.projects[cell[0]]
    if rule is None:
        return None
    if "factors" in rule:
        ratios = factor_ratios(case, rule["factors"], plan["span"], cell)
        return ratios if isinstance(ratios, str) else None
    nodes = [b["shares"] for b in rule["bands"]] if "bands" in rule else [rule["shares"]]
    changes = plan["span"]["changes"]
    blank = any(cl.shares_of(case, n, project, changes) is None for n in nodes)
    return "project-party-unknown" if blank else None


def missing_before(case, cells):
    """Cells set aside because a cap's or a baseline's factor is missing: {cell: reason}."""
    aside = {}
    for cell in cells:
        project = case.projects[cell[0]]
        for span in case.of_kind("cap"):
            if cl.applies(span, project) and cap_of_project(case, span, project) is None:
                aside[cell] = "factor-missing"
        for span in case.of_kind("baseline"):
            if not cl.in_force(span, case.test_day(cell[2])):
                continue
            if not cl.applies(span, project, cell[1]):
                continue
            group = cell[0] if span["node"].get("per", "agreement") == "project" else ""
            if stock(case, span, group, cell[2]) is None:
                aside[cell] = "factor-missing"
    return aside


def cap_of_project(case, span, project):
    """The cap in exact fen as far as one project decides it; None when a factor is missing."""
    limit = span["node"]["at_most"]
    if "amount" in limit:
        return yuan(limit["amount"])
    event = date(project[limit.get("before", "relocation_date")])
    total = case.factor_sum_before(
        project["project_id"], limit.get("of", "pre_move_tax"), event, limit.get("years", 3)
    )
    return None if total is None else share(limit["times"]) * total


# ------------------------------------------------------------------ factors


def factor_ratios(case, node, span, cell):
    """Party -> exact ratio, or the reason why there is none."""
    year = period_first(cell[2], case.cycle).year
    if node.get("factor_year", "previous") == "previous":
        year -= 1
    day = cell[3] if node.get("change", "frozen") == "from_date" else None
    project = case.projects[cell[0]]
    parties = [cl.resolve(p, project, span["changes"]) for p in node["of"]]
    weights = {name: share(w) for name, w in node["weights"].items()}
    values = {}
    for name in weights:
        column = [case.factor(party, name, year, day) for party in parties]
        if None in column:
            return "factor-missing"
        values[name] = [_rounded_value(v, node.get("round_values")) for v in column]
    alive = [name for name in weights if sum(values[name]) != 0]
    if len(alive) < len(weights) and node.get("zero_factor", "refuse") == "refuse":
        return "factor-zero"
    scale = sum(weights[name] for name in alive)
    if not scale:
        return "factor-zero"
    ratios = {}
    for number, party in enumerate(parties):
        ratios[party] = ratios.get(party, Fraction(0)) + sum(
            weights[name] / scale * Fraction(values[name][number]) / sum(values[name])
            for name in alive
        )
    if node.get("decimals") is not None:
        unit = 10 ** node["decimals"]
        ratios = {p: Fraction(half_up(r * unit), unit) for p, r in ratios.items()}
        taker = node.get("ratio_residue", "largest")
        if taker == "largest":
            taker = min(ratios, key=lambda p: (-ratios[p], case.order(p)))
        else:
            taker = cl.resolve(taker, project, span["changes"])
        ratios[taker] += 1 - sum(ratios.values())
    return ratios


def _rounded_value(value, rule):
    if not rule:
        return value
    units = value / Fraction(str(rule["unit"]))
    whole = trunc(units) if rule["mode"] == "down" else half_up(units)
    return whole * Fraction(str(rule["unit"]))


# ------------------------------------------------------------------ bands


def _band_group(plan, cell):
    of = plan["rule"].get("band_of", "project_period")
    place = {
        "project_tax_period": (cell[0], cell[1]),
        "project_period": (cell[0],),
        "agreement_period": (),
    }[of]
    return plan["span"]["id"], plan["span"]["version"], plan["tier"], cell[2], place


def band_totals(plans, bases):
    """T of every band group."""
    totals = {}
    for cell, plan in plans.items():
        if plan["rule"] and "bands" in plan["rule"]:
            group = _band_group(plan, cell)
            totals[group] = totals.get(group, 0) + bases[cell]
    return totals


def band_shares(rule, total, shares):
    """Effective shares of an amount; `shares` are those of each band, in order."""
    limits = [yuan(b["up_to"]) for b in rule["bands"][:-1]]
    if total <= 0:
        return shares[0]
    if rule.get("band_mode", "marginal") == "whole":
        upper = rule.get("boundary", "lower") == "upper"
        below = [n for n in limits if (n <= total if upper else n < total)]
        return shares[len(below)]
    result = {}
    bottom = Fraction(0)
    for limit, part in zip([*limits, None], shares, strict=True):
        top = total if limit is None else min(total, limit)
        for party, portion in part.items():
            inside = max(top - bottom, 0) * portion / total
            result[party] = result.get(party, Fraction(0)) + inside
        bottom = max(bottom, top)
    return result


# ------------------------------------------------------------------ the share stage


def exact_shares(case, plan, cell, totals):
    """Party -> exact share of a cell inside the tiers."""
    rule, project, changes = plan["rule"], case.projects[cell[0]], plan["span"]["changes"]
    if "factors" in rule:
        return factor_ratios(case, rule["factors"], plan["span"], cell)
    if "bands" in rule:
        each = [cl.shares_of(case, b["shares"], project, changes) for b in rule["bands"]]
        return band_shares(rule, totals[_band_group(plan, cell)], each)
    return cl.shares_of(case, rule["shares"], project, changes)


def whole_parts(case, total, shares):
    """A whole amount by exact shares into whole fen, by the agreement's residue rule."""
    residue = "largest_remainder" if case.carry() else case.rounding["residue"]
    exact = {p: total * s for p, s in shares.items()}
    return split_by_residue(exact, residue, case.order, lambda p: shares.get(p, 0) != 0)


def outside_party(case, plan, cell):
    """Who takes what lies outside the tiers."""
    named, changes = plan["span"]["node"].get("outside_to"), plan["span"]["changes"]
    if named:
        return cl.resolve(named, case.projects[cell[0]], changes)
    return case.collector(cell[0], cell[3])


def run_share(case, plans, bases, grains, last_period):
    """Returns (rows, measured M[cell, party], kept fractions). Amounts are whole fen, or exact
    with `at: end`. `grains[cell]` are the records' own parts, for `per: record`."""
    rows, totals = [], band_totals(plans, bases)
    exact_groups = {}
    at_end, carry = case.rounding["at"] == "end", case.carry()
    for cell in sorted(plans, key=lambda c: (c[2], *cell_order(c))):
        plan, base = plans[cell], bases[cell]
        if plan["rule"] is None:
            parts, clause = {outside_party(case, plan, cell): base}, None
            exact = parts
        else:
            shares, clause = exact_shares(case, plan, cell, totals), None
            exact = {p: base * s for p, s in shares.items()}
            factors = plan["rule"].get("factors") or {}
            if factors.get("rates"):
                parts = _taxed(case, factors, plan, cell, base, shares)
                exact = parts
            elif at_end:
                parts = exact
            elif carry:
                parts = {p: trunc(x) for p, x in exact.items()}
            elif case.rounding["per"] == "record":
                parts = {}
                for amount in grains[cell]:
                    for party, n in whole_parts(case, amount, shares).items():
                        parts[party] = parts.get(party, 0) + n
            else:
                parts = whole_parts(case, base, shares)
        group = exact_groups.setdefault(cell[:2], {}).setdefault(cell[2], {})
        for party, amount in exact.items():
            group[party] = group.get(party, 0) + amount
        rows += [pool_row(case, plan["span"], cell, p, n, clause) for p, n in parts.items()]
    kept = {}
    if carry and not at_end:
        paid, kept = carried_rounding(case, exact_groups, last_period)
        rows += _rounding_rows(case, paid, rows)
    measured = {}
    for entry in rows:
        key = (entry["project"], entry["tax"], entry["period"], entry["slice"]), entry["party"]
        measured[key] = measured.get(key, 0) + entry["amount"]
    return rows, measured, kept


def _taxed(case, factors, plan, cell, base, shares):
    """The base is an income: each part is multiplied by its party's rate."""
    parts = whole_parts(case, base, shares)
    project, changes = case.projects[cell[0]], plan["span"]["changes"]
    rates = {cl.resolve(p, project, changes): share(r) for p, r in factors["rates"].items()}
    taxed = {p: half_up(n * rates[p]) for p, n in parts.items()}
    if not factors.get("resplit", False):
        return taxed
    total = sum(taxed.values())
    if case.rounding["at"] == "end":
        return {p: total * s for p, s in shares.items()}
    return whole_parts(case, total, shares)


def _rounding_rows(case, paid, rows):
    """One row per project, tax, period and party that brings the truncated rows to what is paid."""
    shown = {}
    for entry in rows:
        key = (entry["project"], entry["tax"]), entry["period"], entry["party"]
        shown[key] = shown.get(key, 0) + entry["amount"]
    result = []
    for key in sorted({*paid, *shown}):
        (project, tax), period, party = key
        difference = paid.get(key, 0) - shown.get(key, 0)
        if difference:
            cell = (project, tax, period, None)
            result.append(pool_row(case, None, cell, party, difference, "rounding"))
    return result


def carried_rounding(case, groups, last_period):
    """What is paid when rounding carries: ({(group, period, party): fen}, {(group, party): kept}).

    `groups` is {group: {period: {party: exact amount}}}.
    """
    carry = case.carry()
    paid, kept = {}, {}
    for group, periods in groups.items():
        for period in sorted(periods):
            exact = periods[period]
            if carry["to"] == "same_party":
                for party in {*exact, *(p for g, p in kept if g == group)}:
                    amount = exact.get(party, 0) + kept.get((group, party), 0)
                    paid[group, period, party] = trunc(amount)
                    kept[group, party] = amount - trunc(amount)
                continue
            taker = carry["to"]
            total = sum(exact.values())
            sign = -1 if total < 0 else 1
            floors = {p: (sign * x).__floor__() for p, x in exact.items()}
            for party, n in floors.items():
                paid[group, period, party] = sign * n
            left = int(total - sign * sum(floors.values()))
            waiting = kept.get((group, taker), 0)
            if carry["when"] == "next_period":
                paid[group, period, taker] = paid.get((group, period, taker), 0) + waiting
                kept[group, taker] = left
            else:
                kept[group, taker] = waiting + left
    held = case.term_to and last_period is not None
    if carry["when"] == "term_end" and held and last_period >= period_of(case.term_to, case.cycle):
        for (group, party), amount in kept.items():
            key = group, last_period, party
            paid[key] = paid.get(key, 0) + amount
        kept = {}
    return paid, {key: amount for key, amount in kept.items() if amount}


__all__ = ["in_span", "largest_remainder", "plan_cells", "run_share"]
