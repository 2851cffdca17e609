"""The shareable base of a project, tax and period, walked back to gross amounts and records."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from benefitshare.money import format_yuan
from benefitshare.settlement.explanation.node import Keys, Node
from benefitshare.settlement.explanation.numbers_text import (
    becomes,
    exact_yuan,
    product,
    ratio_text,
)  # fmt: skip
from benefitshare.settlement.explanation.said import Said, joined, plain, termed, told
from benefitshare.settlement.explanation.trail import Line, Trail
from benefitshare.settlement.explanation.vouchers import record_nodes

Cell = tuple[str, str, str, str]
"""Agreement, project, tax, period."""


def base_nodes(trail: Trail, cell: Cell, wanted: set[str]) -> tuple[Node, ...]:
    """One node per slice wanted: what is retained, plus what is carried, less what is taken off.

    Rows of no slice (a blank one is wanted) rest on every slice.
    """
    agreement, project, tax, period = cell
    lines = trail.find("base", "base", agreement, period, project=project, tax=tax)
    slices = list(dict.fromkeys(line.slice for line in lines))
    shown = slices if "" in wanted else [s for s in slices if s in wanted]
    return tuple(_base(trail, cell, s, lines, several=len(slices) > 1) for s in shown)


def _base(trail: Trail, cell: Cell, slice_: str, lines: list[Line], *, several: bool) -> Node:
    agreement, project, tax, period = cell
    keys = Keys(agreement, "", period, project, tax, slice_)
    amount = sum(line.amount_fen for line in lines if line.slice == slice_)
    title = told("base_slice", day=slice_) if several else told("base")
    parts = [
        *_retained(trail, keys),
        *_carried(trail, keys),
        *_taken(trail, keys, "deducted"),
        *_taken(trail, keys, "stock"),
    ]
    return Node("base", title, amount, keys, parts=tuple(parts))


def _of_cell(trail: Trail, stage: str, item: str, keys: Keys) -> list[Line]:
    return trail.find(
        stage,
        item,
        keys.agreement,
        keys.period,
        project=keys.project,
        tax=keys.tax,
        slice=keys.slice,
    )


def _retained(trail: Trail, keys: Keys) -> list[Node]:
    lines = _of_cell(trail, "divide", "retained", keys)
    if not lines:
        return []
    divisions = _of_cell(trail, "divide", "division", keys)
    whole = all(not d.ratio and d.noted["level"] == "shared" for d in divisions)
    part = termed("part", "all" if whole else trail.agreements[keys.agreement].revenue.part)
    cases = list(dict.fromkeys(line.note for line in divisions))
    nodes = [_division(trail, keys, [d for d in divisions if d.note == c]) for c in cases]
    amount = sum(line.amount_fen for line in lines)
    title = told("retained", part=part)
    levels = _levels(trail, keys) if any(d.ratio for d in divisions) else ()
    return [Node("retained", title, amount, keys, parts=tuple(nodes), because=levels)]


def _division(trail: Trail, keys: Keys, lines: list[Line]) -> Node:
    """The retained part of the sums of one kind and level (one sum, or one per record)."""
    noted = lines[0].noted
    amount, base = (sum(getattr(x, n) for x in lines) for n in ("amount_fen", "base_fen"))
    title = told(
        "division", kind=termed("record_kind", noted["kind"]), level=termed("level", noted["level"])
    )
    formula = Said()
    if lines[0].ratio:
        ratio = Fraction(lines[0].ratio)
        formula = becomes(product(base, ratio), base * ratio, amount, told("level_remainder"))
    records = trail.records.get((*_key(keys), noted["kind"], noted["level"]), [])
    matched = sum(int(r["amount_fen"]) for r in records) == base
    gross = Node("gross", told("gross"), base, keys, record_nodes(records) if matched else ())
    return Node(
        "division", title, amount, keys, because=(gross,), formula=formula,
        notes=tuple(_division_notes(noted)),
    )  # fmt: skip


def _key(keys: Keys) -> tuple[str, ...]:
    return keys.agreement, keys.project, keys.tax, keys.period, keys.slice


def _division_notes(noted: dict[str, str]) -> list[Said]:
    if "central" not in noted:
        return [told("undivided")]
    shares = {k: ratio_text(Fraction(noted[k])) for k in ("central", "province", "city")}
    notes = [told("division_row", **shares, confidence=termed("confidence", noted["confidence"]))]
    first, last = (plain(noted[k]) if noted[k] else told("always") for k in ("from", "to"))
    if noted["from"] or noted["to"]:
        notes.append(told("division_dates", first=first, last=last))
    if noted["source"]:
        notes.append(told("division_source", source=noted["source"]))
    return notes


def _levels(trail: Trail, keys: Keys) -> tuple[Node, ...]:
    parts = []
    for level in ("central", "province", "city"):
        lines = _of_cell(trail, "divide", level, keys)
        amount = sum(line.amount_fen for line in lines)
        parts.append(Node("level", termed("level", level), amount, keys))
    total = sum(p.amount or 0 for p in parts)
    return (Node("levels", told("levels"), total, keys, tuple(parts)),)


def _carried(trail: Trail, keys: Keys) -> list[Node]:
    lines = _of_cell(trail, "base", "carried", keys)
    if not lines:
        return []
    change = sum(line.amount_fen for line in lines)
    before = sum(line.base_fen for line in lines)
    how = told("carried_how", before=format_yuan(before), after=format_yuan(before + change))
    return [Node("carried", told("carried"), change, keys, notes=(how,))]


def _taken(trail: Trail, keys: Keys, item: str) -> list[Node]:
    """What `deduct` or `baseline` clauses take off, one negative node per clause."""
    lines = _of_cell(trail, "base", item, keys)
    nodes = []
    for clause, version in dict.fromkeys((line.clause, line.version) for line in lines):
        mine = [x for x in lines if (x.clause, x.version) == (clause, version)]
        amount = -sum(line.amount_fen for line in mine)
        here = replace(keys, party=mine[0].party, clause=clause, version=version)
        notes = taken_notes(trail, mine[0])
        title = told(item, clause=clause)
        nodes.append(Node(item, title, amount, here, signed=trail.signed(mine[0]), notes=notes))
    return nodes


def taken_notes(trail: Trail, line: Line) -> tuple[Said, ...]:
    """How much a `deduct` or `baseline` clause takes off its whole group."""
    if line.item == "deducted":
        return _deductible(trail, line)
    return baseline_notes(
        trail, line.agreement, line.period, line.project, line.clause, line.version
    )


def _group(
    trail: Trail, item: str, agreement: str, period: str, project: str, clause: str, version: str
) -> Line | None:
    """The line of the project's group, or of the agreement's."""
    found = trail.find("base", item, agreement, period, clause=clause, version=version)
    return next((x for x in found if x.project in (project, "")), None)


def _deductible(trail: Trail, line: Line) -> tuple[Said, ...]:
    where = (line.agreement, line.period, line.project, line.clause, line.version)
    group = _group(trail, "deductible", *where)
    if group is None:
        return ()
    due, used = format_yuan(group.base_fen), format_yuan(group.amount_fen)
    notes = told("deductible", due=due, used=used)
    carried = _group(trail, "deduct_carried", *where)
    if carried and carried.amount_fen:
        more = told("deductible_carried", carried=format_yuan(carried.amount_fen))
        notes = joined([notes, more], "nothing")
    excess = group.base_fen - group.amount_fen
    return (notes, told(f"deduct_{group.noted['excess']}")) if excess else (notes,)


def baseline_notes(
    trail: Trail, agreement: str, period: str, project: str, clause: str, version: str
) -> tuple[Said, ...]:
    """The stock of a period, what it comes from, and how much of the total it takes."""
    where = (agreement, period, project, clause, version)
    stock, increment = (_group(trail, i, *where) for i in ("baseline", "increment"))
    if stock is None or increment is None:
        return ()
    total = stock.base_fen
    tested = told(
        "baseline", base=format_yuan(stock.amount_fen), total=format_yuan(total),
        kept=format_yuan(total - increment.amount_fen), increment=format_yuan(increment.amount_fen),
    )  # fmt: skip
    return (tested, *_stock_source(trail, where))


def _stock_source(trail: Trail, where: tuple[str, str, str, str, str]) -> list[Said]:
    average, indexed, carried = (
        _group(trail, f"baseline_{i}", *where) for i in ("average", "indexed", "carried")
    )
    notes = []
    if average and indexed and average.value != indexed.value:
        notes.append(told("baseline_average", average=exact_yuan(average.value)))
        notes.append(told("baseline_indexed", amount=format_yuan(indexed.amount_fen)))
    if carried and carried.amount_fen:
        notes.append(told("baseline_carried", amount=format_yuan(carried.amount_fen)))
    return notes
