"""What things of a brief are called on a page: parties, shares, scenarios, demands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from benefitshare.findings import Language
from benefitshare.negotiation.brief.model import Brief, Demand
from benefitshare.negotiation.brief.names import Share
from benefitshare.negotiation.terms import OpenTerm
from benefitshare.reports.negotiation.figures import percent
from benefitshare.reports.negotiation.words import cell, say
from benefitshare.reports.words import in_language


@dataclass(frozen=True)
class TermName:
    """What an open share is called: in parts for a table, whole for a sentence."""

    agreement: str
    clause: str
    tier: str
    party: str
    lang: Language

    @property
    def text(self) -> str:
        """All of it."""
        parts = [self.agreement, self.clause, self.tier, self.party]
        if self.lang == "zh":
            return " ".join(part for part in parts[:-1] if part) + f" {self.party}的比例"
        return f"{self.party}'s share in " + ", ".join(part for part in parts[:-1] if part)

    @property
    def clause_text(self) -> str:
        """The clause, with its agreement where there are several."""
        return " ".join(part for part in (self.agreement, self.clause) if part)


def party_name(brief: Brief, party: str, lang: Language) -> str:
    """The name of a party to the negotiation; of the province and of both in words."""
    if party in ("both", "province"):
        return cell(party, lang)
    try:
        return in_language(brief.party(party).name, lang) or party
    except KeyError:
        return party


def party_names(brief: Brief, parties: Iterable[str], lang: Language) -> str:
    """Several names: the last after an `and`."""
    names = [party_name(brief, party, lang) for party in parties]
    if len(names) < 2:
        return "".join(names)
    return say("comma", lang).join(names[:-1]) + say("and", lang) + names[-1]


def member_name(brief: Brief, agreement: str, member: str, lang: Language) -> str:
    """The name of a party of an agreement: of who speaks for it, or its own."""
    speaker = brief.party_of(agreement, member)
    if speaker is not None and brief.party(speaker).members[agreement] == (member,):
        return party_name(brief, speaker, lang)
    names = {p.id: p.name for p in brief.agreement(agreement).parties}
    return in_language(names.get(member, {}), lang) or member


def term_name(brief: Brief, term: str, lang: Language) -> TermName:
    """What a share is called; any name the brief knows."""
    share = brief.names.known[term]
    several = len(brief.agreements) > 1
    title = in_language(brief.agreement(share.agreement).title, lang) if several else ""
    member = member_name(brief, share.agreement, share.party, lang)
    place = next(one.term for one in _beside(brief, share) if one.term is not None)
    return TermName(title, _clause_text(brief, place), tier_text(brief, place, lang), member, lang)


def _beside(brief: Brief, share: Share) -> tuple[Share, ...]:
    """All shares of the list a share is in."""
    return next(shares for shares in brief.names.lists if share in shares)


def _clause_text(brief: Brief, place: OpenTerm) -> str:
    """The clause, with the amendment that words it where there is one."""
    path = place.pointer.split("/")[1:]
    if path[0] != "amendments":
        return place.clause
    amendment = brief.agreement(place.agreement).document["amendments"][int(path[1])]["id"]
    return f"{amendment} {place.clause}"


def tier_text(brief: Brief, place: OpenTerm, lang: Language) -> str:
    """The years of a tier as the agreement has them, and the band within."""
    path = place.pointer.split("/")[1:]
    text = cell("tier_all", lang)
    if "tiers" in path:
        node: Any = brief.agreement(place.agreement).document
        for key in path[: path.index("tiers") + 2]:
            node = node[int(key)] if isinstance(node, list) else node[key]
        text = _years_text(node.get("years"), place.tier, lang)
    return text + (" " + cell("tier_band", lang, band=place.band) if place.band else "")


def _years_text(years: Any, number: int, lang: Language) -> str:
    if not isinstance(years, str | int):
        return cell("tier_number", lang, number=number)
    written = str(years)
    shown = written if lang == "en" else written.replace("-", "至")
    return cell("tier_years" if "-" in written else "tier_year", lang, years=shown)


def others_text(brief: Brief, term: str, terms: Mapping[str, Fraction], lang: Language) -> str:
    """Who has what else where this share is agreed: `清远市 65%`."""
    others = (s for s in _beside(brief, brief.names.known[term]) if s.name != term)
    parts = (
        f"{member_name(brief, s.agreement, s.party, lang)} {percent(s.formula.at(terms))}"
        for s in others
    )
    return say("comma", lang).join(parts)


def scenario_name(brief: Brief, scenario: str, lang: Language) -> str:
    """The title of a scenario."""
    return in_language(brief.scenario(scenario).title, lang) or scenario


def quoted(demand: Demand, lang: Language) -> str:
    """The sentence of a demand in quotation marks, without its full stop."""
    text = in_language(demand.text, lang) or demand.id
    return say("quote", lang, text=text.rstrip("。. "))


def demand_named(brief: Brief, identifier: str) -> Demand | None:
    """A demand by id."""
    return next((d for d in brief.demands if d.id == identifier), None)
