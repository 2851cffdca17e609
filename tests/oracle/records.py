"""The case: records with their dates, what is out of scope, gates, slices, division."""

from fractions import Fraction

from tests.oracle import clauses as cl
from tests.oracle.clocks import boundaries, in_years
from tests.oracle.words import (
    ONE_DAY,
    add_years,
    as_list,
    date,
    half_up,
    in_span,
    largest_remainder,
    period_first,
    period_label,
    period_last,
    period_of,
    read_label,
    share,
    yuan,
)

REFUND_KINDS = ("refund", "credit_refund", "export_refund", "correction", "exempt_offset")
LEVELS = ("central", "province", "city")
LEVEL_OF = {"county": "city", "township": "city", "local": "city"}
PARTS = {
    "city": ("city",),
    "province": ("province",),
    "local": ("province", "city"),
    "central": ("central",),
    "all": LEVELS,
}


class Case:
    """One agreement with its tables and the amendments that count; everything is looked up here."""

    def __init__(self, document, tables, amendments):
        self.document = document
        self.tables = tables
        self.amendments = amendments
        self.term_from = date(document["term"]["from"])
        self.term_to = date(document["term"].get("to"))
        self.settlement = document["settlement"]
        self.cycle = self.settlement.get("cycle", "year")
        self.revenue = document["revenue"]
        self.rounding = {
            "at": "stage",
            "per": "project_tax_period",
            "residue": "largest_remainder",
            **self.settlement.get("rounding", {}),
        }
        self.projects = {p["project_id"]: p for p in tables["projects"]}
        self.spans = cl.spans(document, amendments)
        self.output_spans = cl.spans(document, amendments, "output")
        changes = [cl.party_change(a) for a in sorted(amendments, key=lambda a: a["in_force_from"])]
        self.party_changes = [c for c in changes if c]
        self.party_ids = list(document["parties"])
        self.slices = {p: _cut_days(self, row) for p, row in self.projects.items()}

    def order(self, party):
        """Party order, which settles ties."""
        return self.party_ids.index(party)

    def of_kind(self, kind):
        return [s for s in self.spans if s["kind"] == kind]

    def label(self, period):
        return period_label(period, self.cycle)

    def test_day(self, period):
        """The day on which period-level clauses are tested: the period's last, or the term's."""
        last = period_last(period, self.cycle)
        return min(last, self.term_to) if self.term_to else last

    def starts_in_term(self, period):
        return self.term_to is None or period_first(period, self.cycle) <= self.term_to

    def slice_of(self, project_id, day):
        """First day of the slice that holds a day."""
        before = [d for d in self.slices[project_id] if d <= day]
        return before[-1] if before else day.min

    def collector(self, project_id, day):
        """Who holds the money on a day, after the changes of party until then."""
        project = self.projects.get(project_id)
        changes = [c for c in self.party_changes if c["on"] <= day]
        return cl.resolve(self.settlement["collector"], project, changes)

    def carry(self):
        """{"to", "when"} when rounding carries, else None."""
        residue = self.rounding["residue"]
        if isinstance(residue, dict) and "carry" in residue:
            return {"when": "next_period", **residue["carry"]}
        return None

    def factor(self, subject, name, year, day=None):
        """A value of `factors`: the row with the earliest from_date (blank first); with `day`, the
        row that counts on that day. None when there is none."""
        found = [
            r
            for r in self.tables.get("factors", [])
            if (r["subject"], r["factor"], int(r["year"])) == (subject, name, year)
        ]
        found.sort(key=lambda r: r.get("from_date") or "")
        if day is not None:
            found = [r for r in found if not r.get("from_date") or date(r["from_date"]) <= day][-1:]
        return Fraction(str(found[0]["value"])) if found else None

    def factor_sum_before(self, subject, name, event, years):
        """Exact fen of a money factor over the calendar years before an event; None if missing."""
        if event is None:
            return None
        values = [self.factor(subject, name, event.year - n) for n in range(1, years + 1)]
        return None if None in values else sum(values) * 100


# ------------------------------------------------------------------ slices


DATED_KINDS = ("split", "extend", "set_aside", "give_back")


def _cut_days(case, project):
    """All the days on which anything can change for a project, sorted."""
    days = {case.term_from}
    if case.term_to:
        days.add(case.term_to + ONE_DAY)
    windows = [t for t in case.revenue["taxes"] if isinstance(t, dict)]
    division = case.revenue.get("division", "guangdong")
    windows += division["rows"] if isinstance(division, dict) else []
    for window in windows:
        if window.get("from"):
            days.add(date(window["from"]))
        if window.get("to"):
            days.add(date(window["to"]) + ONE_DAY)
    days |= {c["on"] for c in case.party_changes}
    for span in case.spans:
        if span["kind"] not in DATED_KINDS or not cl.applies(span, project):
            continue
        days.add(span["from"])
        if span["to"]:
            days.add(span["to"] + ONE_DAY)
        inside = [*_clock_days(case, span, project), *_factor_days(case, span)]
        days |= {d for d in inside if cl.in_force(span, d)}
    return sorted(days)


def _clock_days(case, span, project):
    node = span["node"]
    if span["kind"] == "extend":
        days = []
        for split in case.of_kind("split"):
            if split["id"] == node["split"] and cl.applies(split, project):
                start = cl.clock_of(case, split, project)
                if start:
                    end = last_tier_year(split["node"])
                    days += [start(end + 1), start(end + node["years"] + 1)]
        return days
    if "clock" not in node:
        return []
    texts = [t["years"] for t in node.get("tiers", []) if "years" in t] + as_list(node.get("years"))
    return boundaries(cl.clock_of(case, span, project), texts)


def _factor_days(case, span):
    """The from_dates of a factor split that follows them."""
    days = []
    for rule in span["node"].get("tiers", [span["node"]]):
        factors = rule.get("factors")
        if span["kind"] == "split" and factors and factors.get("change") == "from_date":
            parties = {cl.resolve(p, None, span["changes"]) for p in factors["of"]}
            days += [
                date(r["from_date"])
                for r in case.tables.get("factors", [])
                if r.get("from_date")
                and r["factor"] in factors["weights"]
                and r["subject"] in parties
            ]
    return days


def last_tier_year(split_node):
    return int(split_node["tiers"][-1]["years"].split("-")[-1])


# ------------------------------------------------------------------ dates of a record


def is_refund(record):
    return record["kind"] != "tax" and record["amount_fen"] < 0


def year_date(case, record):
    by = case.revenue.get("year_by", "treasury_date")
    refunds = case.revenue.get("refunds") or {}
    if is_refund(record) and "year" in refunds:
        by = {"entry": "treasury_date", "tax_period": "tax_period"}[refunds["year"]]
    return date(record["treasury_date" if by == "treasury_date" else "period_end"])


def tier_date(case, record):
    by = case.revenue.get("tier_by", case.revenue.get("year_by", "treasury_date"))
    refunds = case.revenue.get("refunds") or {}
    if is_refund(record) and "share" in refunds:
        by = {"of_entry": "treasury_date", "of_tax": "tax_period"}[refunds["share"]]
    return date(record["treasury_date" if by == "treasury_date" else "period_end"])


def tax_is_shared(case, tax, day):
    for entry in case.revenue["taxes"]:
        entry = {"tax": entry} if isinstance(entry, str) else entry
        if entry["tax"] == tax and in_span(day, date(entry.get("from")), date(entry.get("to"))):
            return True
    return False


def is_counted(case, record):
    counted = (case.revenue.get("refunds") or {}).get("count", REFUND_KINDS)
    return not is_refund(record) or record["kind"] in counted


# ------------------------------------------------------------------ gates


def qualify(case):
    """Project -> None when it qualifies, else the id of the first gate it failed."""
    gates = {}
    for span in case.of_kind("gate"):
        gates[span["id"]] = span  # the last wording of a gate counts
    result = {}
    for project_id, project in case.projects.items():
        failed = [
            g["id"]
            for g in gates.values()
            if cl.applies(g, project) and not _passes(case, g, project)
        ]
        result[project_id] = failed[0] if failed else None
    return result


def _passes(case, gate, project):
    node = gate["node"]
    if "classes" in node and project["class"] not in node["classes"]:
        return False
    if node.get("confirmed") and project["confirmed"] is not True:
        return False
    if "event_between" in node:
        window = node["event_between"]
        day = date(project[window["event"]])
        if day is None or not in_span(day, date(window.get("from")), date(window.get("to"))):
            return False
    if "average_tax_at_least" in node:
        total = _window_total(case, node.get("window") or {}, project)
        if total is None:
            return False
        average = Fraction(total) / (node.get("window") or {}).get("years", 3)
        if node.get("round_average", False):
            average = half_up(average)
        least = yuan(node["average_tax_at_least"])
        if not (average >= least if node.get("inclusive", True) else average > least):
            return False
    return True


def _window_total(case, window, project):
    """Exact fen of the tax in the window before the event; None when it cannot be known."""
    count = window.get("years", 3)
    event = date(project[window.get("before", "relocation_date")])
    if window.get("source", "factor") == "factor":
        name = window.get("factor", "pre_move_tax")
        return case.factor_sum_before(project["project_id"], name, event, count)
    if event is None:
        return None
    if window.get("by", "calendar_year") == "anniversary":
        first, last = add_years(event, -count), event - ONE_DAY
    else:
        first, last = event.replace(event.year - count, 1, 1), event.replace(event.year - 1, 12, 31)
    heap = {}
    for record in case.tables["tax"]:
        if record["project_id"] != project["project_id"] or not is_counted(case, record):
            continue
        if not first <= year_date(case, record) <= last:
            continue
        day = tier_date(case, record)
        if not tax_is_shared(case, record["tax"], day):
            continue
        cell = (
            project["project_id"],
            record["tax"],
            period_of(year_date(case, record), case.cycle),
            case.slice_of(project["project_id"], day),
        )
        heap.setdefault(cell, []).append(record)
    total = 0
    for cell, records in heap.items():
        total += sum(retained(case, grain) for grain in divide_cell(case, cell, records)[1])
    return total


# ------------------------------------------------------------------ division


def division_row(case, tax, day):
    """{"central", "province", "city"} shares of a tax on a day; None without a row."""
    division = case.revenue.get("division", "guangdong")
    if not isinstance(division, dict):
        raise NotImplementedError("give the oracle the rows of a shipped division table")
    for row in division["rows"]:
        if row["tax"] == tax and in_span(day, date(row.get("from")), date(row.get("to"))):
            return {level: share(row[level]) for level in LEVELS}
    return None


def _grain_key(case, position, record):
    if case.rounding["per"] == "record":
        return position
    return record["kind"], record["level"]


def divide_cell(case, cell, records):
    """(levels of the whole cell, levels of each grain, positions of the records without a row).

    A grain is all records of one kind and level, or one record with `per: record`; then the
    grains come in the order of the records.
    """
    sums, samples = {}, {}
    for position, record in enumerate(records):
        key = _grain_key(case, position, record)
        sums[key] = sums.get(key, 0) + record["amount_fen"]
        samples[key] = record
    grains, lacking = [], set()
    for key, amount in sums.items():
        levels = _levels(case, cell, samples[key], amount)
        if levels is None:
            lacking.add(key)
        else:
            grains.append(levels)
    whole = {level: sum(g[level] for g in grains) for level in LEVELS}
    missing = [n for n, r in enumerate(records) if _grain_key(case, n, r) in lacking]
    return whole, grains, missing


def _levels(case, cell, sample, amount):
    levels = dict.fromkeys(LEVELS, 0)
    if sample["level"] != "shared":
        levels[LEVEL_OF.get(sample["level"], sample["level"])] = amount
        return levels
    if case.revenue.get("division", "guangdong") == "none" or sample["tax"] == "other":
        levels[PARTS[case.revenue.get("part", "city")][-1]] = amount
        return levels
    special = case.revenue.get("refund_division", "as_tax")
    if special != "as_tax" and sample["kind"] in special:
        row = {level: share(special[sample["kind"]][level]) for level in LEVELS}
    else:
        row = division_row(case, sample["tax"], cell[3])
    if row is None:
        return None
    parts = largest_remainder(amount, [row[level] for level in LEVELS])
    return dict(zip(LEVELS, parts, strict=True))


def retained(case, levels):
    """The shared part R of what was divided."""
    return sum(levels[level] for level in PARTS[case.revenue.get("part", "city")])


# ------------------------------------------------------------------ collect


def collect(case, years):
    """What each record is: {"out": {i: reason}, "cells": {cell: [i]}, "periods": settled periods,
    "qualified": {project: failed gate or None}}.

    A cell is (project, tax, period, first day of its slice).
    """
    gates = qualify(case)
    levels = {
        r["level"] == "shared" for r in case.tables["tax"] if r["project_id"] in case.projects
    }
    if len(levels) > 1:
        raise ValueError("extract-mixes-levels")
    out, cells = {}, {}
    last_year = max(years) if years else None
    for index, record in enumerate(case.tables["tax"]):
        reason = _out_of_scope(case, record, gates, last_year)
        if reason:
            out[index] = reason
            continue
        project = record["project_id"]
        period = period_of(year_date(case, record), case.cycle)
        cell = (project, record["tax"], period, case.slice_of(project, tier_date(case, record)))
        cells.setdefault(cell, []).append(index)
    if years is None:
        found = [period_first(cell[2], case.cycle).year for cell in cells]
        found += [_year_of_label(case, row) for row in case.tables.get("deductions", [])]
        found += [_year_of_label(case, row) for row in case.tables.get("payments", [])]
        found = [year for year in found if year is not None]
        years = range(min(found), max(found) + 1) if found else []
    each = {"year": 1, "quarter": 4, "month": 12}[case.cycle]
    periods = [year * each + n for year in sorted(years) for n in range(each)]
    return {"out": out, "cells": cells, "periods": periods, "qualified": gates}


def _year_of_label(case, row):
    """The year of a period label; None when it is not one of the settlement cycle."""
    cycle, number = read_label(str(row["period"]))
    return period_first(number, cycle).year if cycle == case.cycle else None


def _out_of_scope(case, record, gates, last_year):
    if record["project_id"] not in case.projects:
        return "no_project"
    day = tier_date(case, record)
    if not tax_is_shared(case, record["tax"], day):
        return "tax_not_shared"
    if not in_span(day, case.term_from, case.term_to):
        return "outside_term"
    if last_year is not None and year_date(case, record).year > last_year:
        return "outside_years"
    if gates[record["project_id"]]:
        return f"gate:{gates[record['project_id']]}"
    if not is_counted(case, record):
        return "refund_kind_not_counted"
    return None


__all__ = ["LEVELS", "Case", "collect", "divide_cell", "in_years", "last_tier_year", "retained"]
