"""Totals of allocation rows as a tree: period, project, tax, then row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from benefitshare.settlement.explanation.bases import Cell, base_nodes
from benefitshare.settlement.explanation.figure import Figure
from benefitshare.settlement.explanation.limits import cap_lines, cap_node, extension_node
from benefitshare.settlement.explanation.lines import row_node
from benefitshare.settlement.explanation.node import Keys, Node
from benefitshare.settlement.explanation.said import Said, plain, termed, told
from benefitshare.settlement.explanation.trail import Row, Trail

MOST_ROWS = 400
"""From this many rows on a figure is shown by period and project only."""
LEVELS = ("agreement", "period", "project", "tax")


def grouped(trail: Trail, rows: Sequence[Row], figure: Figure) -> Node:
    """The rows as one node, level by level; levels that the figure fixes are left out."""
    fixed = [name for name in LEVELS if figure.filters.get(name)]
    levels = [n for n in LEVELS if n not in fixed or len({getattr(r, n) for r in rows}) > 1]
    if "agreement" in levels and len({r.agreement for r in rows}) == 1:
        levels.remove("agreement")
    summary = len(rows) > MOST_ROWS
    if summary:
        levels = [n for n in levels if n != "tax"]
    return _group(trail, list(rows), levels, Keys(), Said(), summary=summary)


def _group(
    trail: Trail, rows: list[Row], levels: list[str], keys: Keys, title: Said, *, summary: bool
) -> Node:
    amount = sum(r.amount_fen for r in rows)
    if levels:
        name, *rest = levels
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            groups[getattr(row, name)].append(row)
        parts = tuple(
            _group(trail, groups[k], rest, _with(keys, name, k), _name(trail, groups[k][0], name),
                   summary=summary)
            for k in sorted(groups)
        )  # fmt: skip
        return Node(_kind(levels), title, amount, keys, parts)
    if summary:
        return Node("summary", title, amount, keys)
    ordered = sorted(rows, key=lambda r: (r.agreement, r.slice, r.clause == "rounding"))
    cells: dict[Cell, set[str]] = defaultdict(set)
    for row in (r for r in ordered if r.tax):
        cells[row.agreement, row.project, row.tax, row.period].add(row.slice)
    because = tuple(n for cell, slices in cells.items() for n in base_nodes(trail, cell, slices))
    return Node("lines", title, amount, keys, tuple(row_node(trail, r) for r in ordered), because)


def _kind(levels: list[str]) -> str:
    return f"by_{levels[0]}"


def _with(keys: Keys, name: str, value: str) -> Keys:
    from dataclasses import replace

    return replace(keys, **{name: value})


def _name(trail: Trail, row: Row, level: str) -> Said:
    """The heading of a group."""
    if level == "project":
        name = trail.project(row.agreement, row.project)
        return told("project", name=name) if row.project else told("no_project")
    if level == "tax":
        return told("tax", name=termed("tax", row.tax)) if row.tax else told("no_tax")
    return told(level, name=plain(getattr(row, level)))


def untaken_limits(trail: Trail, rows: Sequence[Row]) -> tuple[Node, ...]:
    """Caps and extensions tested for these rows that moved nothing in them."""
    moved = {(r.agreement, r.period, r.clause, r.version) for r in rows}
    cells = dict.fromkeys((r.agreement, r.period, r.project) for r in rows)
    parties = {(r.agreement, r.party) for r in rows}
    nodes = []
    for agreement, period in dict.fromkeys((a, q) for a, q, _ in cells):
        for line in cap_lines(trail, agreement, period):
            clause = trail.clause(agreement, line.clause, line.version)
            party = clause.spec.party if clause else ""
            concerned = party.startswith("project.") or (agreement, party) in parties
            here = not line.project or (agreement, period, line.project) in cells
            if concerned and here and (agreement, period, line.clause, line.version) not in moved:
                nodes.append(cap_node(trail, line))
    for agreement, project in dict.fromkeys((a, p) for a, _, p in cells):
        tests = trail.find("limit", "extension_test", agreement, project=project)
        lost = {clause for of, _, clause, _ in moved if of == agreement}
        nodes += [extension_node(trail, line) for line in tests if line.clause not in lost]
    return tuple(nodes)
