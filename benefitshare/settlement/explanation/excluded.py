"""What a figure does not hold: records left out with their reasons, gates with their numbers."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

from benefitshare.agreements.clauses.gate import Gate
from benefitshare.money import format_yuan
from benefitshare.settlement.explanation.node import Keys, Node
from benefitshare.settlement.explanation.numbers_text import exact_yuan
from benefitshare.settlement.explanation.said import Said, reasoned, termed, told
from benefitshare.settlement.explanation.trail import Line, Trail
from benefitshare.settlement.explanation.vouchers import record_nodes

FILTERS = ("agreement", "project", "tax", "period")


def excluded_nodes(trail: Trail, asked: dict[str, str]) -> tuple[Node, ...]:
    """Tax records of what was asked for that are in no amount, by reason."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for record in _left_out(trail.settlement.records, asked):
        groups[record["disposition"], record["reason"]].append(record)
    nodes = tuple(_reason(trail, asked, *key, groups[key]) for key in sorted(groups))
    if not nodes:
        return ()
    total = sum(n.amount or 0 for n in nodes)
    return (Node("excluded_all", told("excluded_all"), total, parts=nodes),)


def _left_out(frame: Any, asked: dict[str, str]) -> list[dict[str, Any]]:
    if not len(frame):
        return []
    mask = (frame["table"] == "tax") & (frame["disposition"] != "used")
    for name in FILTERS:
        if asked.get(name):
            values = {asked[name], ""} if name == "agreement" else {asked[name]}
            texts = frame[name].astype(str)
            within = texts.str.startswith(asked[name]) if name == "period" else texts.isin(values)
            mask &= within
    return [{str(k): v for k, v in r.items()} for r in frame[mask].to_dict("records")]


def _reason(
    trail: Trail,
    asked: dict[str, str],
    disposition: str,
    reason: str,
    records: list[dict[str, Any]],
) -> Node:
    amount = sum(int(r["amount_fen"]) for r in records)
    title = told(
        "excluded", disposition=termed("disposition", disposition), reason=reasoned(reason),
        count=len(records),
    )  # fmt: skip
    notes = _finding_notes(trail, reason, {str(r["project"]) for r in records})
    return Node("excluded", title, amount, Keys(asked.get("agreement", "")),
                parts=record_nodes(records), notes=notes)  # fmt: skip


def _finding_notes(trail: Trail, code: str, projects: set[str]) -> tuple[Said, ...]:
    """What the findings of that code say about these projects or about none in particular."""
    found = [
        f
        for f in trail.settlement.finding_list
        if f.code == code and str(f.params.get("project", "")) in (*projects, "")
    ]
    said = [Said(f.message("zh"), f.message("en")) for f in found[:5]]
    return tuple(dict.fromkeys(said))


def gate_nodes(trail: Trail, projects: set[tuple[str, str]], *, passed: bool) -> tuple[Node, ...]:
    """The gates of some projects, with their numbers; only failed ones unless `passed`."""
    lines = [
        line
        for agreement, project in sorted(projects)
        for line in trail.find("qualify", "gate", agreement, project=project)
    ]
    return tuple(_gate(trail, line) for line in lines if passed or line.noted["failed"])


def _gate(trail: Trail, line: Line) -> Node:
    clause = trail.clause(line.agreement, line.clause, line.version)
    failed = line.noted["failed"]
    condition = told(failed) if failed else Said()
    title = told(
        "gate_failed" if failed else "gate_passed", clause=line.clause, condition=condition
    )
    notes = tuple(_numbers(line, clause.spec)) if clause else ()
    keys = Keys(line.agreement, "", "", line.project, "", "", line.clause, line.version)
    return Node("gate", title, None, keys, signed=trail.signed(line), notes=notes)


def _numbers(line: Line, gate: Gate) -> list[Said]:
    noted, said = line.noted, []
    if "class" in noted:
        said.append(told("gate_class", value=termed("class", noted["class"])))
    if "event" in noted:
        day = noted["event"] or told("blank_day")
        said.append(told("gate_event", event=termed("event", gate.event or ""), day=day))
    if "total_fen" in noted:
        said.append(
            told(
                "gate_average", event=termed("event", gate.before), day=noted["before"],
                years=gate.years, total=exact_yuan(Fraction(noted["total_fen"])),
                average=exact_yuan(line.value),
                relation=told("at_least" if gate.inclusive else "above"),
                needed=format_yuan(line.base_fen),
            )
        )  # fmt: skip
    elif noted["failed"] == "average_tax":
        said.append(told("gate_no_average"))
    return said
