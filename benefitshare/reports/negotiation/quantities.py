"""What a demand is counted in: money, points of a share, or the scale of fairness."""

from __future__ import annotations

from fractions import Fraction

from benefitshare.findings import Language
from benefitshare.negotiation.brief.model import (
    Brief,
    Demand,
    EqualTreatment,
    GapAtMost,
    Monotone,
    ShareBetween,
)  # fmt: skip
from benefitshare.negotiation.valuation import Scale
from benefitshare.reports.negotiation.figures import money, on_scale, percent, plain
from benefitshare.reports.negotiation.naming import party_name, scenario_name, term_name
from benefitshare.reports.negotiation.words import cell, say

OF_SHARES = (ShareBetween, Monotone, EqualTreatment)


def is_of_shares(demand: Demand) -> bool:
    """Whether it is about the open shares alone."""
    return isinstance(demand.asks, OF_SHARES)


def amount_text(demand: Demand, amount: Fraction, scale: Scale, lang: Language) -> str:
    """How much of what the demand is about: of a difference, or of what gives way."""
    if is_of_shares(demand):
        return say("points_unit", lang, points=plain(amount * 100))
    if isinstance(demand.asks, GapAtMost) and scale in ("multiple", "normalised"):
        number = on_scale(amount, scale, lang)
        return number if scale == "normalised" else say("times_unit", lang, amount=number)
    return say("money_unit", lang, amount=money(amount, lang))


def short_text(demand: Demand, amount: Fraction, scale: Scale, lang: Language) -> str:
    """The same for a table: money without its unit."""
    if is_of_shares(demand):
        return say("points_short", lang, points=plain(amount * 100))
    in_money = not isinstance(demand.asks, GapAtMost) or scale in ("money", "gain")
    return money(amount, lang) if in_money else on_scale(amount, scale, lang)


def level_text(demand: Demand, level: Fraction, scale: Scale, lang: Language) -> str:
    """What the demand asks for: a share in percent, else as an amount."""
    return percent(level) if is_of_shares(demand) else amount_text(demand, level, scale, lang)


def unit_text(demand: Demand, unit: Fraction, scale: Scale, lang: Language) -> str:
    """One unit of a demand."""
    if is_of_shares(demand):
        return say("unit_share", lang)
    if isinstance(demand.asks, GapAtMost):
        return amount_text(demand, unit, scale, lang)
    return say("unit_money", lang)


def line_text(brief: Brief, demand: Demand, name: str, lang: Language) -> str:
    """Which line of a demand this is: year, scenario, share; nothing where it has but one."""
    parts = name.split("|")[1:]
    if is_of_shares(demand):
        term = next((p for p in parts if p in brief.names.known), None)
        single = isinstance(demand.asks, ShareBetween) and len(demand.asks.terms) == 1
        return term_name(brief, term, lang).text if term and not single else ""
    scenario, *rest = parts or [""]
    shown = [_line_part(brief, part, lang) for part in rest]
    if scenario == "expected":
        shown.append(say("in_expected", lang))
    elif len(demand.scenarios) > 1 and scenario in demand.scenarios:
        name = scenario_name(brief, scenario, lang)
        shown.append(say("in_scenario", lang, scenario=name))
    return say("comma", lang).join(part for part in shown if part)


def _line_part(brief: Brief, part: str, lang: Language) -> str:
    """A year as it is; for a gap the two parties; nothing for a bound."""
    if part.isdigit():
        return cell("year_number", lang, year=part)
    for one in brief.party_ids:
        if part.startswith(one + "-") and part[len(one) + 1 :] in brief.party_ids:
            other = part[len(one) + 1 :]
            return party_name(brief, one, lang) + "–" + party_name(brief, other, lang)
    return ""
