"""Assessment credit beside the official figure."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from benefitshare.settlement.explanation.figure import Figure, matching
from benefitshare.settlement.explanation.node import Keys, Node
from benefitshare.settlement.explanation.numbers_text import ratio_text
from benefitshare.settlement.explanation.said import Said, termed, told
from benefitshare.settlement.explanation.trail import Line, Trail, build_trail

if TYPE_CHECKING:
    from benefitshare.settlement.result import Settlement


def credit_node(settlement: Settlement, figure: Figure) -> Node:
    """The credit of an indicator: one part per project, period, clause and party."""
    filters = {k: v for k, v in figure.filters.items() if k != "tax"}
    table = matching(settlement.output_credits, {**filters, "indicator": figure.indicator})
    lines = table[table["kind"] == "credit"].to_dict("records")
    shown = matching(
        settlement.output_credits,
        {k: v for k, v in filters.items() if k not in ("party", "clause")},
    )
    official = shown[(shown["kind"] == "official") & (shown["indicator"] == figure.indicator)]
    listed = official.to_dict("records")
    trail = build_trail(
        settlement, {(x["agreement"], x["project"], x["period"]) for x in [*lines, *listed]}
    )
    unit, scale = (listed[0]["unit"], int(listed[0]["scale"])) if listed else ("", 1)
    title = told(
        "credit_total", indicator=termed("indicator", figure.indicator), unit=termed("unit", unit)
    )
    return Node(
        "credit_total", title, sum(int(x["value"]) for x in lines),
        parts=tuple(_credit(trail, x) for x in lines),
        because=tuple(_official(trail, x) for x in listed),
        notes=(told("assessment_only"),), unit=unit, scale=scale,
    )  # fmt: skip


def _keys(line: dict[str, Any]) -> Keys:
    return Keys(
        line["agreement"], line["party"], line["period"], line["project"], "", "", line["clause"],
        line["version"],
    )  # fmt: skip


def _where(trail: Trail, line: dict[str, Any]) -> tuple[Said, ...]:
    project = told("project", name=trail.project(line["agreement"], line["project"]))
    return (project, told("period", name=line["period"]))


def _official(trail: Trail, line: dict[str, Any]) -> Node:
    title = told("official", party=trail.party(line["agreement"], line["party"]))
    return Node("official", title, int(line["value"]), _keys(line), notes=_where(trail, line),
                unit=line["unit"], scale=int(line["scale"]))  # fmt: skip


def _credit(trail: Trail, line: dict[str, Any]) -> Node:
    keys = _keys(line)
    found = trail.find(
        "output", "credit", keys.agreement, keys.period, project=keys.project, clause=keys.clause,
        version=keys.version, party=keys.party,
    )  # fmt: skip
    mine = [
        x
        for x in found
        if (x.noted["indicator"], x.noted["value"]) == (line["indicator"], line["value"])
    ]
    clause = trail.clause(keys.agreement, keys.clause, keys.version)
    title = told(
        "credit", party=trail.party(keys.agreement, keys.party), clause=keys.clause,
        mode=termed("mode", line["mode"]),
    )  # fmt: skip
    fields = _reason(mine[0], int(line["scale"])) if mine else {}
    notes = (*_where(trail, line), *fields.pop("notes", ()))
    signed = trail.signed(mine[0]) if mine and clause else Said()
    return Node("credit", title, int(line["value"]), keys, signed=signed, notes=notes,
                unit=line["unit"], scale=int(line["scale"]), **fields)  # fmt: skip


def _reason(line: Line, scale: int) -> dict[str, Any]:
    noted = line.noted
    official = figure_text(noted["official"], scale)
    notes: tuple[Said, ...] = ()
    if "years" in noted:
        run = {"years": noted["years"], "first": noted["from"], "before": noted["before"]}
        notes = (told("tier" if noted["before"] else "tier_open", **run),)
    if not line.ratio:
        return {"formula": told("credit_whole", official=official), "notes": notes}
    ratio = Fraction(line.ratio)
    exact = noted["official"] * ratio
    formula = told(
        "credit_formula", official=official, share=ratio_text(ratio), exact=_decimal(exact, scale)
    )
    return {
        "formula": formula,
        "exact": str(exact) if exact.denominator != 1 else "",
        "notes": notes,
    }


def _decimal(value: Fraction, scale: int) -> str:
    if value.denominator == 1:
        return figure_text(int(value), scale)
    return f"{value / scale}"


def figure_text(value: int, scale: int) -> str:
    """A figure held in 1/`scale` of its unit.

    >>> figure_text(12345678, 1000), figure_text(-5, 100)
    ('12,345.678', '-0.05')
    """
    digits = len(str(scale)) - 1
    whole, rest = divmod(abs(value), scale)
    tail = f".{rest:0{digits}d}" if digits else ""
    return f"{'-' if value < 0 else ''}{whole:,}{tail}"
