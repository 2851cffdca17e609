"""The order of it all: one settlement under the amendments that count, and late amendments."""

from tests.oracle import closing
from tests.oracle.base import carry_negative, run_base
from tests.oracle.direct import run_direct
from tests.oracle.limit import Limits
from tests.oracle.output import run_output
from tests.oracle.records import Case, collect, divide_cell, retained
from tests.oracle.share import plan_cells, run_share
from tests.oracle.words import date, period_of


def settle(document, tables, years=None, as_known_on=None):
    """The whole settlement; see the keys at the end. Amounts are whole fen."""
    known = [
        a
        for a in document.get("amendments") or []
        if as_known_on is None or date(a["known_from"]) <= date(as_known_on)
    ]
    final = _settle_with(document, tables, known, years)
    rows = final["rows"]
    late = [a for a in known if _known_in(document, a) > _in_force_in(document, a)]
    if late and document["settlement"].get("late_amendments", "restate") == "difference":
        rows = _with_differences(document, tables, known, late, final)
    case, settled = final["case"], final["settled"]
    rows = [r for r in rows if r["period"] in settled and r["amount"]]
    credited, output_out, output_aside = run_output(case, years, final["qualified"])
    return {
        "allocations": [_shown(case, r) for r in rows],
        "transfers": closing.transfers(case, rows, set(settled)),
        "output_credits": credited,
        "output_out_of_scope": output_out,
        "output_set_aside": output_aside,
        "out_of_scope": final["out"],
        "set_aside": final["aside"],
        "qualified": {p: failed is None for p, failed in final["qualified"].items()},
        "carried_out": final["carried_out"],
    }


def totals(result):
    """{(period, project, tax, clause, party, kind): fen} of a settlement, without zeros."""
    heap = {}
    for row in result["allocations"]:
        key = tuple(row[n] for n in ("period", "project", "tax", "clause", "party", "kind"))
        heap[key] = heap.get(key, 0) + row["amount_fen"]
    return {key: amount for key, amount in heap.items() if amount}


def _shown(case, row):
    return {
        "version": row["version"],
        "project": row["project"],
        "tax": row["tax"],
        "period": case.label(row["period"]),
        "slice": row["slice"].isoformat() if row["slice"] else "",
        "clause": row["clause"],
        "party": row["party"],
        "kind": row["kind"],
        "amount_fen": row["amount"],
        "counterparty": row["counterparty"],
    }


# ------------------------------------------------------------------ one settlement


def _settle_with(document, tables, amendments, years):
    """All stages under the given amendments. Rows cover history too; the caller picks periods."""
    case = Case(document, tables, amendments)
    found = collect(case, years)
    qualified, settled = found["qualified"], found["periods"]
    last = settled[-1] if settled else None
    records, aside = case.tables["tax"], {}
    cells, levels, grains = {}, {}, {}
    for cell, indexes in found["cells"].items():
        whole, parts, missing = divide_cell(case, cell, [records[i] for i in indexes])
        aside.update({indexes[n]: "no-division-row" for n in missing})
        if len(missing) == len(indexes):
            continue
        levels[cell] = whole
        grains[cell] = [retained(case, part) for part in parts]
        cells[cell] = retained(case, levels[cell])

    def put_aside(reasons):
        for cell, reason in reasons.items():
            for index in found["cells"][cell]:
                aside.setdefault(index, reason)
            for heap in (cells, levels, grains):
                heap.pop(cell)

    plans, reasons = plan_cells(case, cells)
    put_aside(reasons)

    carried_out = []
    bases = dict(cells)
    if case.settlement.get("negative_base", "claw_back") == "carry_forward":
        bases, waiting = carry_negative(cells)
        carried_out += [
            {"what": "negative_base", "project": project, "tax": tax, "amount": amount}
            for (project, tax), amount in waiting.items()
        ]
    bases, base_rows, left = run_base(case, bases, qualified)
    share_rows, measured, kept = run_share(case, plans, bases, grains, last)
    limits = Limits(case, measured, plans, qualified, settled)
    limit_rows = limits.run()
    direct_rows, aside_rows = run_direct(
        case, measured, levels, qualified, settled, limits.set_aside_before_cap()
    )
    entitlement = [*base_rows, *share_rows, *limit_rows, *direct_rows]
    rows, kept_at_end = closing.with_cash(case, entitlement, aside_rows, last)
    carried_out += left
    carried_out += [
        {"what": "rounding", "group": group, "party": party, "amount": amount}
        for (group, party), amount in [*kept.items(), *kept_at_end.items()]
    ]
    return {
        "case": case,
        "rows": rows,
        "settled": settled,
        "out": found["out"],
        "aside": aside,
        "qualified": qualified,
        "carried_out": carried_out,
    }


# ------------------------------------------------------------------ late amendments


def _known_in(document, amendment):
    cycle = document["settlement"].get("cycle", "year")
    return period_of(date(amendment["known_from"]), cycle)


def _in_force_in(document, amendment):
    cycle = document["settlement"].get("cycle", "year")
    return period_of(date(amendment["in_force_from"]), cycle)


def _with_differences(document, tables, known, late, final):
    """Every period keeps the numbers of what was known in it; the rest comes as differences."""
    years = sorted({final["case"].label(p)[:4] for p in final["settled"]})
    years = [int(y) for y in years]
    cache = {}

    def rows_with(amendments):
        key = tuple(a["id"] for a in known if a in amendments)
        if key not in cache:
            cache[key] = _settle_with(
                document, tables, [a for a in known if a in amendments], years
            )
        return cache[key]["rows"]

    rows = []
    for period in final["settled"]:
        counted = [a for a in known if a not in late or _known_in(document, a) <= period]
        rows += [r for r in rows_with(counted) if r["period"] == period]
    ordered = sorted(known, key=lambda a: a["known_from"])  # a stable sort: ties in document order
    for place, amendment in enumerate(ordered):
        if amendment not in late:
            continue
        posted_in = _known_in(document, amendment)
        difference = {}
        for sign, amendments in ((1, ordered[: place + 1]), (-1, ordered[:place])):
            for row in rows_with(amendments):
                if row["period"] < posted_in:
                    key = tuple(row[n] for n in ("project", "tax", "party", "kind", "counterparty"))
                    difference[key] = difference.get(key, 0) + sign * row["amount"]
        for (project, tax, party, kind, counterparty), amount in difference.items():
            rows.append(
                {
                    "version": amendment["id"],
                    "project": project,
                    "tax": tax,
                    "period": posted_in,
                    "slice": None,
                    "clause": amendment["id"],
                    "party": party,
                    "kind": kind,
                    "amount": amount,
                    "counterparty": counterparty,
                }
            )
    return rows
