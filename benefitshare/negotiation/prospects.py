"""Prospects: what terms give each party, by scenario; formulas while shares are open, numbers once
settled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from benefitshare.negotiation.brief.model import Brief, Party
from benefitshare.negotiation.formula import Formula, Number
from benefitshare.negotiation.valuation import Account, Measure, factors

FEN = Fraction(1, 100)
Received = Mapping[tuple[str, str, str, int], Formula | Number]
"""By (scenario, agreement, party of the agreement, year), in fen."""
Credited = Mapping[tuple[str, str, str, int, str], Formula | Number]
"""Output credited, by (scenario, agreement, party of the agreement, year, indicator), in units."""
OfClause = Mapping[tuple[str, str, str, str], Formula | Number]
"""By (scenario, agreement, clause, party of the agreement), over all years, in fen."""


@dataclass(frozen=True)
class Prospects:
    """What the terms give: formulas while shares are open, numbers once they are settled.

    `accounts` by (scenario, party); `by_agreement` what is received, by (scenario, agreement,
    party, year), in yuan; `by_clause` likewise by (scenario, agreement, clause, party), over all
    years; `shares` by term; `measures` by party, empty where they are not known yet; `today` the
    net present value by (scenario, party) under today's terms.
    """

    accounts: Mapping[tuple[str, str], Account]
    by_agreement: Mapping[tuple[str, str, str, int], Formula]
    by_clause: Mapping[tuple[str, str, str, str], Formula]
    shares: Mapping[str, Formula]
    measures: Mapping[str, Measure] = field(default_factory=dict)
    today: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)

    def with_measures(self, measures: Mapping[str, Measure]) -> Prospects:
        """The same prospects, read on a scale."""
        return replace(self, measures=measures)


def prospects_of(
    brief: Brief,
    received: Received,
    *,
    shares: Mapping[str, Formula],
    credited: Credited | None = None,
    of_clauses: OfClause | None = None,
    today: Mapping[tuple[str, str], Fraction] | None = None,
) -> Prospects:
    """The accounts of the parties to a negotiation, from what the parties of agreements receive.

    A party receives what the parties it speaks for receive, and where the brief gives output a
    worth, that of the output credited to them. Years outside the outlook do not count.
    """
    money = _by_party(brief, received)
    worth = _worth_of_output(brief, credited or {})
    accounts = {
        (scenario.id, party.id): _account(brief, party, scenario.id, money, worth)
        for scenario in brief.scenarios
        for party in brief.parties
    }
    return Prospects(accounts, money, _by_clause(brief, of_clauses or {}), shares, {}, today or {})


def _by_party(brief: Brief, received: Received) -> dict[tuple[str, str, str, int], Formula]:
    """In yuan, by (scenario, agreement, party to the negotiation, year of the outlook); who has
    nobody to speak for it, such as a fund, is there under its own name.
    """
    parts: dict[tuple[str, str, str, int], list[Formula | Number]] = {}
    years = set(brief.years)
    for (scenario, agreement, member, year), amount in received.items():
        party = brief.party_of(agreement, member) or member
        if year in years:
            parts.setdefault((scenario, agreement, party, year), []).append(amount)
    return {key: Formula.sum(amounts) * FEN for key, amounts in parts.items()}


def _by_clause(brief: Brief, of_clauses: OfClause) -> dict[tuple[str, str, str, str], Formula]:
    parts: dict[tuple[str, str, str, str], list[Formula | Number]] = {}
    for (scenario, agreement, clause, member), amount in of_clauses.items():
        party = brief.party_of(agreement, member)
        if party is not None:
            parts.setdefault((scenario, agreement, clause, party), []).append(amount)
    return {key: Formula.sum(amounts) * FEN for key, amounts in parts.items()}


def _worth_of_output(brief: Brief, credited: Credited) -> dict[tuple[str, str, int], Formula]:
    """In yuan, by (scenario, party, year)."""
    parts: dict[tuple[str, str, int], list[Formula]] = {}
    for (scenario, agreement, member, year, indicator), units in credited.items():
        rate = brief.valuation.output_worth.get(indicator)
        party = brief.party_of(agreement, member)
        if rate and party is not None and year in brief.years:
            parts.setdefault((scenario, party, year), []).append(Formula.of(units) * rate)
    return {key: Formula.sum(amounts) for key, amounts in parts.items()}


def _account(
    brief: Brief,
    party: Party,
    scenario: str,
    money: Mapping[tuple[str, str, str, int], Formula],
    worth: Mapping[tuple[str, str, int], Formula],
) -> Account:
    received = {
        year: Formula.sum(
            [money.get((scenario, a.id, party.id, year), 0) for a in brief.agreements]
            + [worth.get((scenario, party.id, year), 0)]
        )
        for year in brief.years
    }
    contributed = party.contributed()
    valuation = brief.valuation
    factor = factors(
        party.discount_rate, valuation.base_year, {*brief.years, *contributed}, valuation.timing
    )
    return Account(received, contributed, factor)
