"""From a checked document to an `Agreement`: versions, amendments and changes of party made
explicit.

Every clause comes out as one or more spans of days, so the pipeline never has to think about
amendments.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from benefitshare.agreements.clauses import build_spec, split
from benefitshare.agreements.model import (
    ANYBODY,
    Agreement,
    Amendment,
    Assumption,
    Clause,
    Clock,
    OutputClause,
    Party,
    PartyChange,
    Revenue,
    Scope,
    SettlementRules,
    day,
)  # fmt: skip

BASE_VERSION = "v1"
ONE_DAY = dt.timedelta(days=1)


def build_agreement(document: Mapping[str, Any], known: Iterable[str] | None = None) -> Agreement:
    """The agreement as it stands with the amendments in `known` (ids; None: all of them).

    `document` must have passed `validate_agreement` without errors.
    """
    amendments = tuple(_amendment(a) for a in document.get("amendments", ()))
    counted = [a for a in amendments if known is None or a.id in set(known)]
    counted.sort(key=lambda a: a.in_force_from)
    nodes = {a["id"]: a for a in document.get("amendments", ())}
    term_from, term_to = day(document["term"]["from"]), day(document["term"].get("to"))
    assert term_from is not None
    clauses = [_clause(n, BASE_VERSION, term_from, term_to) for n in document.get("clauses", ())]
    output = [_output(n, BASE_VERSION, term_from, term_to) for n in document.get("output", ())]
    for amendment in counted:
        clauses, output = _amended(clauses, output, amendment, nodes[amendment.id], term_to)
    return Agreement(
        id=document["id"],
        title=document["title"],
        status=document["status"],
        parties=tuple(_party(k, v) for k, v in document["parties"].items()),
        term_from=term_from,
        term_to=term_to,
        revenue=Revenue.build(document["revenue"]),
        clauses=tuple(clauses),
        output=tuple(output),
        settlement=SettlementRules.build(document["settlement"]),
        amendments=amendments,
        party_changes=tuple(a.party_change for a in counted if a.party_change),
        assumptions=tuple(_assumption(a) for a in document.get("assumptions", ())),
        source=document.get("source", {}),
        document=document,
        digest=document_digest(document),
    )


def document_digest(document: Mapping[str, Any]) -> str:
    """`sha256:` and the digest of the document's canonical JSON, so that comments and order of keys
    do not matter.
    """
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def _party(identifier: str, node: Mapping[str, Any]) -> Party:
    name = node.get("name") or _place_name(node.get("code")) or {"zh": identifier, "en": identifier}
    return Party(identifier, name, node["role"], node.get("code"))


def _place_name(code: str | None) -> Mapping[str, str] | None:
    from benefitshare.reference import city_name

    return city_name(code) if code else None


def _assumption(node: Mapping[str, Any]) -> Assumption:
    return Assumption(node["clause"], node["reading"], tuple(node.get("alternatives", ())))


def _amendment(node: Mapping[str, Any]) -> Amendment:
    in_force, known = day(node["in_force_from"]), day(node["known_from"])
    assert in_force is not None
    assert known is not None
    return Amendment(
        id=node["id"],
        in_force_from=in_force,
        known_from=known,
        text=node.get("text", {}),
        clause_ids=tuple(c["id"] for c in (*node.get("clauses", ()), *node.get("output", ()))),
        repeal=tuple(node.get("repeal", ())),
        party_change=_party_change(node, in_force),
    )


def _party_change(node: Mapping[str, Any], on: dt.date) -> PartyChange | None:
    change = node.get("party_change")
    if change is None:
        return None
    readings = {k: change[k] for k in ("clock", "cap_used") if k in change}
    return PartyChange(node["id"], on, change["from"], change["to"], **readings)


def _span(
    node: Mapping[str, Any], first: dt.date, last: dt.date | None
) -> tuple[dt.date, dt.date | None]:
    window = node.get("in_force", {})
    start = max(day(window.get("from")) or first, first)
    end = day(window.get("to")) or last
    return start, min(end, last) if end and last else end


def _clause(node: Mapping[str, Any], version: str, first: dt.date, last: dt.date | None) -> Clause:
    start, end = _span(node, first, last)
    return Clause(
        id=node["id"], kind=node["kind"], text=node.get("text", {}), spec=build_spec(node),
        scope=Scope.build(node.get("applies_to")), from_=start, to=end, version=version,
    )  # fmt: skip


def _output(node: Mapping[str, Any], version: str, first: dt.date, last: dt.date | None) -> Clause:
    start, end = _span(node, first, last)
    ruled = "tiers" in node or "shares" in node
    tiers = split.build(node).tiers if ruled else ()
    spec = OutputClause(
        indicators=tuple(node["indicators"]), mode=node["mode"],
        clock=Clock.build(node.get("clock")), tiers=tiers,
        straddle=node.get("straddle", "period_end"),
    )  # fmt: skip
    return Clause(
        id=node["id"], kind="output", text=node.get("text", {}), spec=spec,
        scope=Scope.build(node.get("applies_to")), from_=start, to=end, version=version,
    )  # fmt: skip


def _amended(
    clauses: list[Clause],
    output: list[Clause],
    amendment: Amendment,
    node: Mapping[str, Any],
    term_to: dt.date | None,
) -> tuple[list[Clause], list[Clause]]:
    ended = {*amendment.clause_ids, *amendment.repeal}
    start = amendment.in_force_from
    new = [_clause(n, amendment.id, start, term_to) for n in node.get("clauses", ())]
    new_output = [_output(n, amendment.id, start, term_to) for n in node.get("output", ())]
    clauses = _in_document_order(_ended(clauses, ended, start), new)
    output = _in_document_order(_ended(output, ended, start), new_output)
    if amendment.party_change:
        clauses = _party_changed(clauses, amendment.party_change)
        output = _party_changed(output, amendment.party_change)
    return clauses, output


def _ended(clauses: list[Clause], ids: set[str], start: dt.date) -> list[Clause]:
    """Clauses with those named in `ids` ending on the day before `start`; spans left empty are
    dropped.
    """
    last = start - ONE_DAY
    closed = [
        replace(c, to=min(c.to, last) if c.to else last) if c.id in ids else c for c in clauses
    ]
    return [c for c in closed if c.to is None or c.from_ <= c.to]


def _in_document_order(old: list[Clause], new: list[Clause]) -> list[Clause]:
    """New spans stand right after the clause they replace, wholly new clauses at the end."""
    merged = list(old)
    for clause in new:
        places = [i for i, c in enumerate(merged) if c.id == clause.id]
        merged.insert(places[-1] + 1 if places else len(merged), clause)
    return merged


def _party_changed(clauses: list[Clause], change: PartyChange) -> list[Clause]:
    result = []
    for clause in clauses:
        if clause.to is not None and clause.to < change.on:
            result.append(clause)
            continue
        if clause.from_ < change.on:
            result.append(replace(clause, to=change.on - ONE_DAY))
        result.append(_renamed(clause, change))
    return result


def _renamed(clause: Clause, change: PartyChange) -> Clause:
    return replace(
        clause,
        spec=_rename(clause.spec, change.from_, change.to),
        from_=max(clause.from_, change.on),
        version=change.amendment,
        anew_for=_anew_for(clause, change),
        clock_restart=change.on if change.clock == "restarts" else clause.clock_restart,
        renames=(*clause.renames, (change.from_, change.to)),
    )


def _anew_for(clause: Clause, change: PartyChange) -> str | None:
    """Whose used part of a cap is forgotten: ANYBODY's, the old party's where projects name it,
    nobody's.
    """
    if clause.kind != "cap" or change.cap_used != "starts_anew":
        return None
    if clause.spec.party.startswith("project."):
        return change.from_
    return ANYBODY if clause.spec.party == change.from_ else None


PARTY_FIELDS = frozenset(
    {
        "party", "parties", "owner", "absorbed_by", "to", "outside_to", "excess_to", "paid_by",
        "from_", "fund", "of", "parts", "rates", "ratio_residue",
    }
)  # fmt: skip
"""Fields of specs that hold party references, alone or paired with a share."""


def _rename(value: Any, old: str, new: str, holds_parties: bool = False) -> Any:
    """A spec with one party id put in place of another, in the fields that hold parties."""
    if isinstance(value, str):
        return new if holds_parties and value == old else value
    if isinstance(value, tuple):
        return tuple(_rename(v, old, new, holds_parties) for v in value)
    if hasattr(value, "__dataclass_fields__"):
        names = [n for n in value.__dataclass_fields__ if not isinstance(value, Clock)]
        changed = {n: _rename(getattr(value, n), old, new, n in PARTY_FIELDS) for n in names}
        return replace(value, **changed)
    return value


__all__ = ["BASE_VERSION", "build_agreement", "document_digest"]
