"""An agreement as small immutable values, built from a document that has passed every check.

`docs/pipeline.md` says what each field means; the defaults here are the stated readings.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal

from benefitshare.money import parse_share
from benefitshare.periods import Cycle, Years
from benefitshare.reference.division import DivisionRow

Text = Mapping[str, str]
Node = Mapping[str, Any]

EVENTS = (
    "registration_date", "relocation_date", "signed_date", "construction_start_date",
    "production_date", "full_production_date", "first_tax_date", "confirmed_date",
)  # fmt: skip
PROJECT_ROLES = {
    "origin": "origin",
    "host": "host",
    "introducer": "introducer",
    "park_party": "park",
}
PROJECT_PARTIES = tuple(PROJECT_ROLES)
ANYBODY = "*"
REFUND_KINDS = ("refund", "credit_refund", "export_refund", "correction", "exempt_offset")


@dataclass(frozen=True)
class Open:
    """A value left to negotiation, with its bounds; an agreement holding one cannot be settled.

    `term` is what it goes by where what it is worth is looked for; no document holds it.
    """

    min: str | None = None
    max: str | None = None
    step: str | None = None
    term: str = ""


@dataclass(frozen=True)
class Shares:
    """Who gets which exact part; `rest` entries divide equally what the others leave.

    `parts` keeps document order: reference → `Fraction`, `"rest"` or `Open`.
    """

    parts: tuple[tuple[str, Fraction | str | Open], ...]

    @classmethod
    def build(cls, node: Node) -> Shares:
        """From a mapping or from `{ratio: "7:2:1", of: [...]}`."""
        if "ratio" in node:
            weights = [Fraction(w) for w in node["ratio"].split(":")]
            whole = sum(weights)
            return cls(tuple((p, w / whole) for p, w in zip(node["of"], weights, strict=True)))
        return cls(tuple((party, _share(value)) for party, value in node.items()))


def _share(value: Any) -> Fraction | str | Open:
    if isinstance(value, Mapping):
        return Open(**value["open"])
    return "rest" if value == "rest" else parse_share(value)


@dataclass(frozen=True)
class Clock:
    """What starts the years and how they are counted."""

    events: tuple[str, ...] = ()
    pick: Literal["one", "latest_of", "earliest_of", "date", "term", "calendar"] = "calendar"
    date: dt.date | None = None
    year_one: Literal["anniversary", "event_year", "following_year"] = "anniversary"
    anniversary: Literal["day", "month"] = "day"
    first_day: Literal["counted", "next_day"] = "counted"

    @classmethod
    def build(cls, node: Node | None) -> Clock | None:
        """From the `clock` object of a clause."""
        if node is None:
            return None
        origin = node["from"]
        counting = {k: node[k] for k in ("year_one", "anniversary", "first_day") if k in node}
        if isinstance(origin, str):
            if origin in ("term", "calendar"):
                return cls(pick=origin, **counting)  # type: ignore[arg-type]
            return cls(events=(origin,), pick="one", **counting)
        ((pick, value),) = origin.items()
        if pick == "date":
            return cls(pick="date", date=day(value), **counting)
        return cls(events=tuple(value), pick=pick, **counting)


@dataclass(frozen=True)
class Scope:
    """What a clause applies to; an empty tuple admits everything."""

    classes: tuple[str, ...] = ()
    parks: tuple[str, ...] = ()
    taxes: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()

    @classmethod
    def build(cls, node: Node | None) -> Scope:
        """From `applies_to`."""
        node = node or {}
        return cls(
            *(_several(node.get(k)) for k in ("class", "park", "tax", "project", "industry"))
        )


def _several(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


@dataclass(frozen=True)
class Clause:
    """One clause in force over a span of days.

    `spec` is the typed content of its kind (see `benefitshare.agreements.clauses`); `version` names
    the agreement or amendment it comes from; `from_`/`to` are inclusive, `to` None when open;
    `anew_for` says whose used part of a cap is forgotten when this span begins (ANYBODY or a
    party); `clock_restart` is the day of a change of party that starts clocks anew; `renames` are
    the changes of party (old, new) that also hold for the parties the projects name.
    """

    id: str
    kind: str
    text: Text
    spec: Any
    scope: Scope
    from_: dt.date
    to: dt.date | None
    version: str
    anew_for: str | None = None
    clock_restart: dt.date | None = None
    renames: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Party:
    """A signatory or beneficiary."""

    id: str
    name: Text
    role: str
    code: str | None = None


@dataclass(frozen=True)
class SharedTax:
    """One kind of revenue shared over a span of days."""

    tax: str
    from_: dt.date | None
    to: dt.date | None


@dataclass(frozen=True)
class Revenue:
    """What money is shared."""

    taxes: tuple[SharedTax, ...]
    part: Literal["city", "province", "local", "central", "all"] = "city"
    division: str = "guangdong"
    division_rows: tuple[DivisionRow, ...] = ()
    refund_division: Mapping[str, tuple[Fraction, Fraction, Fraction]] = field(default_factory=dict)
    year_by: Literal["treasury_date", "tax_period"] = "treasury_date"
    tier_by: Literal["treasury_date", "tax_period"] = "treasury_date"
    refund_year: Literal["entry", "tax_period"] = "entry"
    refund_share: Literal["of_entry", "of_tax"] = "of_entry"
    refund_kinds: tuple[str, ...] = REFUND_KINDS

    @classmethod
    def build(cls, node: Node) -> Revenue:
        """From `revenue`."""
        division = node.get("division", "guangdong")
        refunds = node.get("refunds", {})
        year_by = node.get("year_by", "treasury_date")
        tier_by = node.get("tier_by", year_by)
        by_entry = {"treasury_date": "entry", "tax_period": "tax_period"}[year_by]
        of_entry = {"treasury_date": "of_entry", "tax_period": "of_tax"}[tier_by]
        return cls(
            taxes=tuple(_shared_tax(t) for t in node["taxes"]),
            part=node.get("part", "city"),
            division=division if isinstance(division, str) else "rows",
            division_rows=()
            if isinstance(division, str)
            else tuple(map(_division_row, division["rows"])),
            refund_division=_refund_division(node.get("refund_division", "as_tax")),
            year_by=year_by,
            tier_by=tier_by,
            refund_year=refunds.get("year", by_entry),
            refund_share=refunds.get("share", of_entry),
            refund_kinds=tuple(refunds.get("count", REFUND_KINDS)),
        )


def _shared_tax(node: Any) -> SharedTax:
    if isinstance(node, str):
        return SharedTax(node, None, None)
    return SharedTax(node["tax"], day(node.get("from")), day(node.get("to")))


def _division_row(node: Node) -> DivisionRow:
    central, province, city = (parse_share(node[n]) for n in ("central", "province", "city"))
    span = day(node.get("from")), day(node.get("to"))
    return DivisionRow(node["tax"], central, province, city, *span)


def _refund_division(node: Any) -> Mapping[str, tuple[Fraction, Fraction, Fraction]]:
    if node == "as_tax":
        return MappingProxyType({})
    return MappingProxyType(
        {
            kind: (parse_share(s["central"]), parse_share(s["province"]), parse_share(s["city"]))
            for kind, s in node.items()
        }
    )


@dataclass(frozen=True)
class Residue:
    """Who takes what rounding leaves over."""

    rule: Literal["largest_remainder", "to", "carry"] = "largest_remainder"
    party: str | None = None
    others: Literal["half_up", "down"] = "half_up"
    when: Literal["next_period", "term_end"] = "next_period"

    @classmethod
    def build(cls, node: Any) -> Residue:
        """From `rounding.residue`; a carry to the same party has `party` None."""
        if isinstance(node, str):
            return cls()
        if "to" in node:
            return cls("to", node["to"], node.get("others", "half_up"))
        carry = node["carry"]
        party = None if carry["to"] == "same_party" else carry["to"]
        return cls("carry", party, when=carry.get("when", "next_period"))


@dataclass(frozen=True)
class Rounding:
    """Where and how exact amounts become fen (docs/pipeline.md, section 8)."""

    at: Literal["stage", "end"] = "stage"
    per: Literal["record", "project_tax_period", "project_period", "agreement_period"] = (
        "project_tax_period"
    )
    residue: Residue = Residue()


@dataclass(frozen=True)
class Due:
    """When a transfer falls due: on a day of the year, or days after the period's end."""

    month_day: tuple[int, int] | None = None
    days: int | None = None

    @classmethod
    def build(cls, node: Any) -> Due:
        """From `settlement.due`."""
        if node is None:
            return cls()
        if isinstance(node, str):
            month, dom = node.split("-")
            return cls(month_day=(int(month), int(dom)))
        return cls(days=node["days"])


@dataclass(frozen=True)
class SettlementRules:
    """Who collects, how often, and the readings of rounding, refunds and late amendments."""

    collector: str
    cycle: Cycle = "year"
    due: Due = Due()
    channel: str = "direct"
    negative_base: Literal["claw_back", "carry_forward"] = "claw_back"
    late_amendments: Literal["restate", "difference"] = "restate"
    rounding: Rounding = Rounding()

    @classmethod
    def build(cls, node: Node) -> SettlementRules:
        """From `settlement`."""
        plain = ("collector", "cycle", "channel", "negative_base", "late_amendments")
        rounding = node.get("rounding", {})
        return cls(
            **{k: node[k] for k in plain if k in node},
            due=Due.build(node.get("due")),
            rounding=Rounding(
                at=rounding.get("at", "stage"),
                per=rounding.get("per", "project_tax_period"),
                residue=Residue.build(rounding.get("residue", "largest_remainder")),
            ),
        )


@dataclass(frozen=True)
class OutputClause:
    """How an indicator is credited for assessment; official figures stay with the place."""

    indicators: tuple[str, ...]
    mode: Literal[
        "landing_only",
        "split_for_assessment",
        "split_in_totals",
        "full_double_credit",
        "origin_only",
    ]
    clock: Clock | None = None
    tiers: tuple[Tier, ...] = ()
    straddle: Literal["period_end", "refuse"] = "period_end"


@dataclass(frozen=True)
class Tier:
    """The rule of a run of years; `years` None means always. Exactly one rule is set."""

    years: Years | None
    shares: Shares | None = None
    bands: Bands | None = None
    factors: FactorShares | None = None


@dataclass(frozen=True)
class Bands:
    """Shares by amount. `limits_fen[i]` closes band i; the last band is open."""

    limits_fen: tuple[int, ...]
    shares: tuple[Shares, ...]
    of: Literal["project_tax_period", "project_period", "agreement_period"] = "project_period"
    mode: Literal["marginal", "whole"] = "marginal"
    boundary: Literal["lower", "upper"] = "lower"


@dataclass(frozen=True)
class FactorShares:
    """Shares computed from declared weights and a factor table."""

    weights: tuple[tuple[str, Fraction], ...]
    parties: tuple[str, ...]
    factor_year: Literal["previous", "same"] = "previous"
    decimals: int | None = None
    ratio_residue: str = "largest"
    change: Literal["frozen", "from_date"] = "frozen"
    zero_factor: Literal["refuse", "drop"] = "refuse"
    round_unit: Fraction | None = None
    round_mode: Literal["down", "half_up"] = "down"
    rates: tuple[tuple[str, Fraction], ...] = ()
    resplit: bool = False


@dataclass(frozen=True)
class Assumption:
    """An unclear wording: the clause, the reading chosen, the alternatives."""

    clause: str
    reading: Text
    alternatives: tuple[Text, ...] = ()


@dataclass(frozen=True)
class PartyChange:
    """One party steps into another's place on a day."""

    amendment: str
    on: dt.date
    from_: str
    to: str
    clock: Literal["runs_on", "restarts"] = "runs_on"
    cap_used: Literal["follows", "starts_anew"] = "follows"


@dataclass(frozen=True)
class Amendment:
    """A change of the agreement: when it takes effect and when it became known."""

    id: str
    in_force_from: dt.date
    known_from: dt.date
    text: Text
    clause_ids: tuple[str, ...] = ()
    repeal: tuple[str, ...] = ()
    party_change: PartyChange | None = None


@dataclass(frozen=True)
class Agreement:
    """A checked agreement. `clauses` are already spread over the versions they are in force in.

    `document` is the plain document it was read from; `digest` its SHA-256 over canonical JSON.
    """

    id: str
    title: Text
    status: Literal["signed", "draft", "reported", "illustrative"]
    parties: tuple[Party, ...]
    term_from: dt.date
    term_to: dt.date | None
    revenue: Revenue
    clauses: tuple[Clause, ...]
    output: tuple[Clause, ...]
    settlement: SettlementRules
    amendments: tuple[Amendment, ...]
    party_changes: tuple[PartyChange, ...]
    assumptions: tuple[Assumption, ...]
    source: Node
    document: Node
    digest: str

    @property
    def party_ids(self) -> tuple[str, ...]:
        """Party ids in declared order, which settles ties."""
        return tuple(p.id for p in self.parties)


def day(value: Any) -> dt.date | None:
    """A date of an ISO string; None stays None."""
    return dt.date.fromisoformat(value) if value is not None else None
