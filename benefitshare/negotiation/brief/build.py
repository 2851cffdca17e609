"""From a checked brief to a `Brief`: defaults put in, names written in full."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from benefitshare.agreements.build import build_agreement, document_digest
from benefitshare.agreements.documents import child
from benefitshare.agreements.model import Agreement
from benefitshare.money import parse_share
from benefitshare.negotiation.brief import model
from benefitshare.negotiation.brief.contributions import read_contributions
from benefitshare.negotiation.brief.names import Names
from benefitshare.negotiation.brief.tables import (
    END_OF_YEAR,
    OUTLOOK_KINDS,
    OutlookTables,
    Sources,
    Times,
    sources_of,
)
from benefitshare.periods import Years

Node = Mapping[str, Any]


def build_brief(
    data: Node, agreements: Iterable[Node], today: Iterable[Node], tables: OutlookTables
) -> model.Brief:
    """The brief of a document without errors; `agreements` and `today` are those it names, `tables`
    reads its outlook.

    Raises UnreadableInput where a table of contributions cannot be read any more.
    """
    built = tuple(build_agreement(a) for a in agreements)
    names = Names.of(a.document for a in built)
    outlook = _outlook(data["outlook"])
    rate = parse_share(data["valuation"]["discount_rate"])
    parties = tuple(_party(k, v, built, rate, tables.folder) for k, v in data["parties"].items())
    frame = _Frame(parties, outlook, names)
    return model.Brief(
        id=data["id"],
        title=data["title"],
        status=data["status"],
        agreements=built,
        parties=parties,
        valuation=_valuation(data["valuation"]),
        scale=data["scale"],
        outlook=outlook,
        criterion=data.get("criterion", "leximin"),
        risk=_risk(data.get("risk", "worst_case")),
        demands=tuple(_demand(d, frame) for d in data.get("demands", ())),
        today=_today(data.get("today"), today, names),
        reference=_terms(data.get("reference"), names),
        tentative=_terms(data.get("tentative"), names),
        step=parse_share(data["step"]) if "step" in data else None,
        coalitions={
            frozenset(c["parties"]): Fraction(c["value"]) for c in data.get("coalitions", ())
        },
        claims={party: Fraction(amount) for party, amount in data.get("claims", {}).items()},
        document=data,
        digest=document_digest(data),
        outlook_tables=tables,
    )


def _party(
    identifier: str, node: Node, agreements: tuple[Agreement, ...], rate: Fraction, folder: str
) -> model.Party:
    return model.Party(
        id=identifier,
        name=node["name"],
        members=members_of(identifier, node, [a.document for a in agreements]),
        contributions=read_contributions(node.get("contributions", ()), folder),
        discount_rate=parse_share(node["discount_rate"]) if "discount_rate" in node else rate,
        reservation_yuan=Fraction(node.get("reservation", "0")),
        weight=parse_share(node.get("weight", "1")),
    )


def members_of(
    identifier: str, node: Node, agreements: Iterable[Node]
) -> dict[str, tuple[str, ...]]:
    """Agreement id → the parties there that a party speaks for: as written, or of the same id."""
    written = node.get("in", {})
    members = {}
    for agreement in agreements:
        named = written.get(agreement["id"])
        if named is not None:
            members[agreement["id"]] = (named,) if isinstance(named, str) else tuple(named)
        elif identifier in agreement["parties"]:
            members[agreement["id"]] = (identifier,)
    return members


def _valuation(node: Node) -> model.Valuation:
    worth = {k: parse_share(v) for k, v in node.get("output_worth", {}).items()}
    rate = parse_share(node["discount_rate"])
    told = {k: node[k] for k in ("benefit", "timing") if k in node}
    return model.Valuation(node["base_year"], rate, output_worth=worth, **told)


def _risk(node: Any) -> model.Risk:
    if isinstance(node, str):
        return model.Risk(node)  # type: ignore[arg-type]
    if "cvar" in node:
        return model.Risk("cvar", alpha=parse_share(node["cvar"]["alpha"]))
    return model.Risk("scenario", scenario=node["scenario"])


def _terms(node: Node | None, names: Names) -> model.Terms | None:
    if node is None:
        return None
    return {names.term(name): parse_share(share) for name, share in node.items()}


def _today(node: Node | None, agreements: Iterable[Node], names: Names) -> model.Today | None:
    if node is None:
        return None
    return model.Today(
        _terms(node.get("terms"), names), tuple(build_agreement(a) for a in agreements)
    )


# --- the outlook ----------------------------------------------------------------------------------


def _outlook(node: Node) -> model.Outlook:
    shared = _sources(node, "/outlook")
    scenarios: dict[str, model.Scenario] = {}
    for index, item in enumerate(node["scenarios"]):
        pointer = child("/outlook/scenarios", index)
        scenarios[item["id"]] = _scenario(item, pointer, shared, scenarios)
    if len(scenarios) == 1:
        ((name, only),) = scenarios.items()
        scenarios[name] = replace(only, probability=Fraction(1))
    return model.Outlook(
        first=node["years"]["from"],
        last=node["years"]["to"],
        entered_on=node.get("entered_on", END_OF_YEAR),
        scenarios=tuple(scenarios.values()),
    )


def _sources(node: Node, pointer: str) -> Sources:
    return {k: sources_of(node[k], child(pointer, k)) for k in OUTLOOK_KINDS if k in node}


def _scenario(
    node: Node, pointer: str, shared: Sources, earlier: Mapping[str, model.Scenario]
) -> model.Scenario:
    base = earlier.get(node.get("base", ""))
    own = _sources(node, pointer)
    merged = {**(base.sources if base else shared), **own}
    return model.Scenario(
        id=node["id"],
        title=node["title"],
        probability=parse_share(node["probability"]) if "probability" in node else None,
        private=node.get("private", False),
        sources={kind: merged[kind] for kind in OUTLOOK_KINDS if kind in merged},
        tax_times=_times(node.get("tax_times"), base.tax_times if base else (), "tax" in own),
        output_times=_times(
            node.get("output_times"), base.output_times if base else (), "output" in own
        ),
    )


def _times(node: Node | None, inherited: tuple[Times, ...], own: bool) -> tuple[Times, ...]:
    """A table of its own is not multiplied by what its base multiplies."""
    kept = () if own else inherited
    return (*kept, {k: parse_share(v) for k, v in node.items()}) if node else kept


# --- demands --------------------------------------------------------------------------------------


class _Frame:
    """What a demand is read against."""

    def __init__(
        self, parties: tuple[model.Party, ...], outlook: model.Outlook, names: Names
    ) -> None:
        self.parties = tuple(p.id for p in parties)
        self.members = {p.id: p.members for p in parties}
        self.scenarios = tuple(s.id for s in outlook.scenarios)
        self.all_years = outlook.years
        self.names = names

    def years(self, node: Node) -> tuple[int, ...]:
        """The years a demand is about; all of the outlook where it says none."""
        if "years" not in node:
            return self.all_years
        wanted = Years.parse(node["years"])
        last = self.all_years[-1] if wanted.last is None else wanted.last
        return tuple(year for year in self.all_years if wanted.first <= year <= last)

    def agreements(self, node: Node) -> tuple[str, ...]:
        """The agreements a demand is about; all where it says none."""
        return tuple(node.get("agreements", self.names.agreements))


def _demand(node: Node, frame: _Frame) -> model.Demand:
    where = node.get("in", "all")
    named = isinstance(where, list)
    told = {k: node[k] for k in ("strength", "private") if k in node}
    return model.Demand(
        id=node["id"],
        kind=node["kind"],
        text=node["text"],
        by=node["by"],
        asks=ASKS[node["kind"]](node, frame),
        scenarios=tuple(s for s in frame.scenarios if not named or s in where),
        expected=where == "expected",
        weight=parse_share(node.get("weight", "1")),
        **told,
    )


def _amount(node: Node) -> Fraction:
    return Fraction(node["amount"])


def _bound(node: Node, name: str) -> Fraction | None:
    return parse_share(node[name]) if name in node else None


def _npv(node: Node, _: _Frame) -> model.Asks:
    return model.NpvAtLeast(node["party"], _amount(node))


def _payback(node: Node, _: _Frame) -> model.Asks:
    return model.PaybackBy(node["party"], node["year"], node.get("discounted", False))


def _cash(node: Node, frame: _Frame) -> model.Asks:
    per = node.get("per", "year")
    return model.CashAtLeast(node["party"], _amount(node), frame.years(node), per)


def _between(node: Node, frame: _Frame) -> model.Asks:
    if "term" in node:
        terms: tuple[str, ...] = (frame.names.term(node["term"]),)
    else:
        agreement, clause = frame.names.clause(node["clause"])
        members = frame.members[node["party"]].get(agreement, ())
        terms = frame.names.open_in(agreement, clause, members)
    return model.ShareBetween(terms, _bound(node, "min"), _bound(node, "max"))


def _monotone(node: Node, frame: _Frame) -> model.Asks:
    agreement, clause = frame.names.clause(node["clause"])
    members = frame.members[node["party"]].get(agreement, ())
    tiers = frame.names.tiers(agreement, clause, members)
    return model.Monotone(node["party"], agreement, clause, node["direction"], tiers)


def _gap(node: Node, frame: _Frame) -> model.Asks:
    largest = _amount(node) if "amount" in node else parse_share(node["points"])
    return model.GapAtMost(tuple(node.get("parties", frame.parties)), largest)


def _receives(node: Node, frame: _Frame) -> model.Asks:
    per = node.get("per", "total")
    return model.ReceivesAtMost(node["party"], _amount(node), frame.years(node), per)


def _guideline(node: Node, frame: _Frame) -> model.Asks:
    agreement, clause = frame.names.clause(node["clause"]) if "clause" in node else (None, None)
    return model.Guideline(
        node["party"], _bound(node, "min"), _bound(node, "max"), node["source"],
        node["confidence"], agreement, clause,
    )  # fmt: skip


def _today_demand(node: Node, _: _Frame) -> model.Asks:
    return model.NotWorseThanToday(node["party"], _amount(node) if "amount" in node else None)


def _city(node: Node, frame: _Frame) -> model.Asks:
    where = frame.agreements(node), frame.years(node), node.get("per", "total")
    return model.CityTotalAtMost(node["party"], _amount(node), *where)


def _fund(node: Node, frame: _Frame) -> model.Asks:
    where = frame.agreements(node), frame.years(node), node.get("per", "year")
    return model.FundAtMost(node["party"], _amount(node), *where)


def _equal(node: Node, frame: _Frame) -> model.Asks:
    return model.EqualTreatment(tuple(frame.names.term(t) for t in node["terms"]))


ASKS: Mapping[str, Callable[[Node, _Frame], model.Asks]] = {
    "npv_at_least": _npv,
    "payback_by": _payback,
    "cash_at_least": _cash,
    "share_between": _between,
    "monotone": _monotone,
    "gap_at_most": _gap,
    "receives_at_most": _receives,
    "guideline": _guideline,
    "not_worse_than_today": _today_demand,
    "city_total_at_most": _city,
    "fund_at_most": _fund,
    "equal_treatment": _equal,
}
