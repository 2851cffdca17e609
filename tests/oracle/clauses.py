"""Which clauses are in force, to what they apply, and which party they name (sections 1 and 4).

A *span* is one clause over a run of days in which neither its wording nor the parties it names
change: {"node", "id", "kind", "version", "from", "to", "changes"}. `changes` are the changes of
party that have happened to it, oldest first.
"""

from fractions import Fraction

from tests.oracle.clocks import year_start
from tests.oracle.words import ONE_DAY, as_list, date, in_span, share


def spans(document, amendments, section="clauses"):
    """All spans of the clauses (or `output` clauses), in document order."""
    first, last = date(document["term"]["from"]), date(document["term"].get("to"))
    found = [_span(n, "v1", first, last, section) for n in document.get(section) or []]
    for amendment in sorted(amendments, key=lambda a: a["in_force_from"]):
        start = date(amendment["in_force_from"])
        own = [
            _span(n, amendment["id"], start, last, section) for n in amendment.get(section) or []
        ]
        named = [n["id"] for s in ("clauses", "output") for n in amendment.get(s) or []] + as_list(
            amendment.get("repeal")
        )
        for span in found:
            if span["id"] in named and (span["to"] is None or span["to"] >= start):
                span["to"] = start - ONE_DAY
        for span in own:  # a clause put in place of another stands where that one stood
            places = [i for i, s in enumerate(found) if s["id"] == span["id"]]
            found.insert(places[-1] + 1 if places else len(found), span)
        found = [s for s in found if s["to"] is None or s["from"] <= s["to"]]
        change = party_change(amendment)
        if change:
            found = [part for s in found for part in _changed(s, change)]
    return [s for s in found if s["to"] is None or s["from"] <= s["to"]]


def _span(node, version, first, last, section):
    window = node.get("in_force") or {}
    start = max(date(window.get("from")) or first, first)
    ends = [d for d in (date(window.get("to")), last) if d is not None]
    return {
        "node": node,
        "id": node["id"],
        "kind": node["kind"] if section == "clauses" else "output",
        "version": version,
        "from": start,
        "to": min(ends) if ends else None,
        "changes": [],
    }


def party_change(amendment):
    """The change of party of an amendment, with its defaults, or None."""
    change = amendment.get("party_change")
    if not change:
        return None
    return {
        "amendment": amendment["id"],
        "on": date(amendment["in_force_from"]),
        "from": change["from"],
        "to": change["to"],
        "clock": change.get("clock", "runs_on"),
        "cap_used": change.get("cap_used", "follows"),
    }


def _changed(span, change):
    if span["to"] is not None and span["to"] < change["on"]:
        return [span]
    after = {
        **span,
        "from": max(span["from"], change["on"]),
        "changes": [*span["changes"], change],
        "version": change["amendment"],
    }
    if span["from"] >= change["on"]:
        return [after]
    return [{**span, "to": change["on"] - ONE_DAY}, after]


# ------------------------------------------------------------------ scope and time


def applies(span, project, tax=None):
    """Whether `applies_to` admits a project (a row of `projects`) and, if given, a tax."""
    scope = span["node"].get("applies_to") or {}
    tests = {
        "class": project["class"],
        "park": project["park"],
        "project": project["project_id"],
        "industry": project["industry"],
    }
    if tax is not None:
        tests["tax"] = tax
    return all(value in as_list(scope[name]) for name, value in tests.items() if name in scope)


def in_force(span, day):
    return in_span(day, span["from"], span["to"])


def clock_of(case, span, project, node=None):
    """k -> first day of year k of the span's clock for a project; None without one."""
    clock = (node or span["node"]).get("clock")
    restarts = [c["on"] for c in span["changes"] if c["clock"] == "restarts"]
    return year_start(clock, project, case.term_from, restarts[-1] if restarts else None)


# ------------------------------------------------------------------ parties and shares


def resolve(reference, project, changes):
    """The party id a reference names for a project, after changes of party."""
    if reference.startswith("project."):
        if project is None:
            return None
        reference = project[reference.removeprefix("project.")]
    for change in changes:
        if reference == change["from"]:
            reference = change["to"]
    return reference


def shares_of(case, node, project, changes):
    """Party -> exact share, summing to 1; None when a reference is blank for this project."""
    if "ratio" in node:
        weights = [Fraction(w) for w in node["ratio"].split(":")]
        written = [(p, w / sum(weights)) for p, w in zip(node["of"], weights, strict=True)]
    else:
        written = [(p, v if v == "rest" else share(v)) for p, v in node.items()]
    places = []
    for reference, value in written:
        if reference.startswith("role:"):
            role = reference.removeprefix("role:")
            members = [p for p, row in case.document["parties"].items() if row["role"] == role]
            part = value if value == "rest" else value / len(members)
            places += [(member, part) for member in members]
        else:
            places.append((reference, value))
    resting = [p for p, value in places if value == "rest"]
    left = Fraction(1) - sum(value for _, value in places if value != "rest")
    result = {}
    for reference, value in places:
        party = resolve(reference, project, changes)
        if not party:
            return None
        part = left / len(resting) if value == "rest" else value
        result[party] = result.get(party, Fraction(0)) + part
    assert sum(result.values()) == 1, f"shares do not sum to 1: {node}"
    return result
