"""Why a party's share of a base is what it is: the tier and its clock, the rule, the rounding."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from benefitshare.agreements.model import Bands, FactorShares, Tier
from benefitshare.money import format_yuan
from benefitshare.settlement.explanation.node import Keys, Node
from benefitshare.settlement.explanation.numbers_text import (
    becomes,
    exact_yuan,
    product,
    ratio_text,
    residue_rule,
)  # fmt: skip
from benefitshare.settlement.explanation.said import Said, joined, plain, termed, told
from benefitshare.settlement.explanation.trail import Line, Row, Trail

Explained = dict[str, Any]
"""Fields of the node that explains a row."""


def share_of(trail: Trail, row: Row) -> Explained:
    """The formula of a split row, from the lines of its slice."""
    where = {k: getattr(row, k) for k in ("project", "tax", "slice", "clause", "version", "party")}
    found = [
        line
        for item in ("share", "outside")
        for line in trail.find("share", item, row.agreement, row.period, **where)
    ]
    if not found:
        return {"notes": (told("unexplained"),)}
    notes = rule_notes(trail, found[0])
    if len(found) == 1:
        return {**_formula(trail, found[0], row.amount_fen), "notes": notes}
    return {**_record_by_record(trail, row, found), "notes": notes}


def _record_by_record(trail: Trail, row: Row, found: list[Line]) -> Explained:
    exact = sum((line.value for line in found), Fraction(0))
    if any(line.exact for line in found):
        return {"exact": str(exact), "formula": told("exact_only", exact=exact_yuan(exact))}
    keys = Keys(row.agreement, row.party, row.period, row.project, row.tax, row.slice)
    parts = [
        Node("share", told("per_record"), x.amount_fen, keys, **_formula(trail, x, x.amount_fen))
        for x in found
    ]
    return {"parts": tuple(parts)}


def _formula(trail: Trail, line: Line, amount: int) -> Explained:
    if "rates" in line.noted:
        return {"formula": _rated(trail, line)}
    ratio = Fraction(line.ratio or "0")
    exact = line.base * ratio
    agreement = trail.agreements[line.agreement]
    taker = agreement.settlement.rounding.residue.party
    rule = residue_rule(agreement, trail.party(line.agreement, taker) if taker else None)
    formula = becomes(product(line.base, ratio), exact, amount, rule)
    return {"formula": formula, "exact": str(exact) if exact.denominator != 1 else ""}


def _rated(trail: Trail, line: Line) -> Said:
    """A part of an income times the party's rate."""
    rate = Fraction(line.noted["rates"].get(line.party, "1"))
    tier = tier_of(trail, line)
    split_again = bool(tier and tier.factors and tier.factors.resplit)
    return told(
        "resplit" if split_again else "rated", base=exact_yuan(line.base_fen),
        ratio=ratio_text(Fraction(line.ratio or "0")), rate=ratio_text(rate),
        amount=format_yuan(line.amount_fen),
    )  # fmt: skip


def tier_of(trail: Trail, line: Line) -> Tier | None:
    """The tier of the split a share line was made by."""
    clause = trail.clause(line.agreement, line.clause, line.version)
    number = line.noted.get("tier", 0)
    return clause.spec.tiers[number - 1] if clause and number else None


def rule_notes(trail: Trail, line: Line) -> tuple[Said, ...]:
    """Which tier applied and why, and how the ratio came about."""
    notes = list(clock_notes(trail, "share", line, line.noted.get("years", "")))
    tier = tier_of(trail, line)
    if tier is None:
        return (told("outside", party=trail.party(line.agreement, line.party)), *notes)
    if tier.bands:
        notes += _band_notes(trail, line, tier.bands)
    if tier.factors:
        notes += _factor_notes(trail, line, tier.factors)
    return tuple(notes)


def clock_notes(trail: Trail, stage: str, line: Line, years: str = "") -> tuple[Said, ...]:
    """The run of years a line lies in and the day they are counted from."""
    clocks = trail.find(
        stage,
        "clock",
        line.agreement,
        project=line.project,
        clause=line.clause,
        version=line.version,
    )
    if not clocks:
        return ()
    noted = clocks[0].noted
    run = next((r for r in noted["runs"] if not years or r["years"] == years), None)
    said = [_clock_start(noted)]
    if run and (years or _within(run, line.slice)):
        said.insert(0, _run(noted, run, line.slice))
    return tuple(s for s in said if s)


def _within(run: dict[str, str], day: str) -> bool:
    return run["from"] <= day and (not run["before"] or day < run["before"])


def _run(noted: dict[str, Any], run: dict[str, str], day: str) -> Said:
    if not noted["start"]:
        return told("tier_calendar", years=run["years"])
    if day and not _within(run, day) and noted.get("extended"):
        return told("extension_years", before=noted["extended"][-1])
    if not run["before"]:
        return told("tier_open", years=run["years"], first=run["from"])
    return told("tier", years=run["years"], first=run["from"], before=run["before"])


def _clock_start(noted: dict[str, Any]) -> Said:
    events = noted.get("events", {})
    if any(not day for day in events.values()):
        return told("clock_missing")
    if not noted["start"]:
        return Said()
    listed = [told("clock_event", event=termed("event", e), day=d) for e, d in events.items()]
    if not listed:
        return told("clock_start", day=noted["start"])
    return told("clock_events", day=noted["start"], events=joined(listed))


def _band_notes(trail: Trail, line: Line, bands: Bands) -> list[Said]:
    where = {
        "project_tax_period": {"project": line.project, "tax": line.tax},
        "project_period": {"project": line.project, "tax": ""},
        "agreement_period": {"project": "", "tax": ""},
    }[bands.of]
    keys = {"clause": line.clause, "version": line.version}
    found = trail.find("share", "bands", line.agreement, line.period, **where, **keys)
    tested = next((x for x in found if x.noted["tier"] == line.noted["tier"]), None)
    if tested is None:
        return []
    parts = [
        told("band", number=i + 1, amount=format_yuan(part), shares=trail.shares(line.agreement, s))
        for i, (part, s) in enumerate(zip(tested.noted["parts_fen"], bands.shares, strict=True))
        if part
    ]
    total = format_yuan(tested.amount_fen)
    ratio = ratio_text(Fraction(line.ratio))
    return [
        told("bands", total=total, parts=joined(parts, "clauses")),
        told("effective", ratio=ratio),
    ]


def _factor_notes(trail: Trail, line: Line, factors: FactorShares) -> list[Said]:
    noted = line.noted
    notes = []
    for name, weight in factors.weights:
        values = [
            told("factor_value", party=trail.party(line.agreement, p), value=_number(v))
            for p in factors.parties
            for v in (noted["values"][name][p],)
        ]
        notes.append(
            told(
                "factor", name=termed("factor", name), year=noted["year"],
                weight=ratio_text(weight), values=joined(values),
            )
        )  # fmt: skip
    return [*notes, _factor_ratio(trail, line, factors)]


def _factor_ratio(trail: Trail, line: Line, factors: FactorShares) -> Said:
    terms = []
    for name, weight in factors.weights:
        values = {p: Fraction(v) for p, v in line.noted["values"][name].items()}
        whole = sum(values.values())
        if whole:
            mine = values.get(line.party, Fraction(0))
            terms.append(f"{ratio_text(weight)} × {_number(mine)}/{_number(whole)}")
    said = told(
        "factor_ratio", party=trail.party(line.agreement, line.party),
        terms=plain(" + ".join(terms)),
        ratio=_decimal(Fraction(line.ratio or "0"), factors.decimals),
    )  # fmt: skip
    if factors.decimals is None:
        return said
    return joined([said, told("decimals", digits=factors.decimals)], "nothing")


def _number(value: Fraction | str) -> str:
    number = Fraction(value)
    if number.denominator == 1:
        return f"{number.numerator:,}"
    return exact_yuan(number * 100)


def _decimal(ratio: Fraction, decimals: int | None) -> str:
    if decimals is None or (ratio * 10**decimals).denominator != 1:
        return ratio_text(ratio)
    whole, rest = divmod(int(ratio * 10**decimals), 10**decimals)
    return f"{whole}.{rest:0{decimals}d}" if decimals else str(whole)
