"""Assessment credits for output indicators; the official figure stays with the host."""

from tests.oracle import clauses as cl
from tests.oracle.clocks import boundaries, in_years
from tests.oracle.words import in_span, largest_remainder, period_first, period_last, read_label


def run_output(case, years, qualified):
    """(credits, {index: out-of-scope reason}, {index: set-aside reason})."""
    credited, out, aside = [], {}, {}
    for index, record in enumerate(case.tables.get("output", [])):
        project = case.projects.get(record["project_id"])
        if project is None:
            out[index] = "no_project"
            continue
        cycle, number = read_label(str(record["period"]))
        first, last = period_first(number, cycle), period_last(number, cycle)
        if not in_span(last, case.term_from, case.term_to):
            out[index] = "outside_term"
            continue
        if years is not None and last.year > max(years):
            out[index] = "outside_years"
            continue
        if qualified[record["project_id"]]:
            out[index] = f"gate:{qualified[record['project_id']]}"
            continue
        found = [
            s
            for s in case.output_spans
            if record["indicator"] in s["node"]["indicators"]
            and cl.in_force(s, last)
            and cl.applies(s, project)
        ]
        if len(found) != 1:
            (aside if found else out)[index] = "two-outputs-apply" if found else "no_clause"
            continue
        span = found[0]
        start = cl.clock_of(case, span, project) if "clock" in span["node"] else None
        if span["node"].get("straddle", "period_end") == "refuse":
            texts = [t["years"] for t in span["node"].get("tiers", []) if "years" in t]
            if any(first < day <= last for day in boundaries(start, texts)):
                aside[index] = "output-straddles"
                continue
        if years is not None and last.year not in years:
            continue  # history: nothing is carried from it
        rows = _credits(case, span, project, record["value"], last)
        for kind, party, value in rows:
            made = kind == "credit"  # the official figure is made by no clause
            credited.append(
                {
                    "version": span["version"],
                    "project": record["project_id"],
                    "indicator": record["indicator"],
                    "period": str(record["period"]),
                    "clause": span["id"] if made else "",
                    "mode": span["node"]["mode"] if made else "",
                    "party": party,
                    "kind": kind,
                    "value": value,
                }
            )
    return credited, out, aside


def _credits(case, span, project, value, day):
    node = span["node"]
    host = cl.resolve("project.host", project, span["changes"])
    origin = cl.resolve("project.origin", project, span["changes"])
    rows = [("official", host, value)]
    mode = node["mode"]
    if mode == "landing_only":
        return [*rows, ("credit", host, value)]
    if mode == "origin_only":
        return [*rows, ("credit", origin, value)]
    shares, inside = None, True
    if "tiers" in node:
        tiers = node["tiers"]
        if "clock" in node:
            start = cl.clock_of(case, span, project)
            tiers = [t for t in tiers if in_years(start, t["years"], day)]
        inside = bool(tiers)
        if inside:
            shares = cl.shares_of(case, tiers[0]["shares"], project, span["changes"])
    elif "shares" in node:
        shares = cl.shares_of(case, node["shares"], project, span["changes"])
    if not inside:
        return [*rows, ("credit", host, value)]
    if mode == "full_double_credit":
        parties = [p for p, s in shares.items() if s > 0] if shares else {host: 1, origin: 1}
        return [*rows, *(("credit", party, value) for party in parties)]
    parties = sorted(shares, key=case.order)
    parts = largest_remainder(value, [shares[p] for p in parties])
    return [*rows, *(("credit", p, n) for p, n in zip(parties, parts, strict=True))]
