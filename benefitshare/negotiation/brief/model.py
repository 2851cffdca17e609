"""A negotiation brief as small immutable values, built from a document that passed every check.

Money is in yuan as exact fractions (fields end in `_yuan`), as everything this layer computes
with; shares, rates and weights are exact fractions. Names of terms are always written in full.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from benefitshare.agreements.model import Agreement
from benefitshare.negotiation.brief.tables import OutlookTables, Sources, Times
from benefitshare.negotiation.valuation import Scale, Timing

if TYPE_CHECKING:
    from benefitshare.findings import Finding
    from benefitshare.negotiation.brief.names import Names
    from benefitshare.records.table import Table

Text = Mapping[str, str]
Terms = Mapping[str, Fraction]
Benefit = Literal["cash", "entitlement"]
RiskMeasure = Literal["expected", "worst_case", "regret", "cvar", "scenario"]
Strength = Literal["hard", "negotiable"]
Per = Literal["year", "total"]
ONE, ZERO = Fraction(1), Fraction(0)


@dataclass(frozen=True)
class Contribution:
    """What a party puts in within a year, in yuan."""

    year: int
    kind: Literal["capital", "land", "quota", "cost", "other"]
    amount_yuan: Fraction


@dataclass(frozen=True)
class Party:
    """Who negotiates.

    `members` (agreement id → party ids there) are the parties of the agreements it speaks for;
    agreements it has no part in are missing. `reservation_yuan` is private: the net present value
    of having no agreement.
    """

    id: str
    name: Text
    members: Mapping[str, tuple[str, ...]]
    contributions: tuple[Contribution, ...] = ()
    discount_rate: Fraction = ZERO
    reservation_yuan: Fraction = ZERO
    weight: Fraction = ONE

    def name_in(self, lang: str) -> str:
        """Its name in a language, else in any, else its id."""
        return self.name.get(lang) or next(iter(self.name.values()), self.id)

    def contributed(self) -> dict[int, Fraction]:
        """What is put in by year, in yuan, the years ascending."""
        years = sorted({c.year for c in self.contributions})
        return {
            year: sum((c.amount_yuan for c in self.contributions if c.year == year), ZERO)
            for year in years
        }


@dataclass(frozen=True)
class Valuation:
    """How flows become present values, as of the first day of `base_year`.

    `output_worth` (indicator → yuan per unit) values output credited to a party; none by default.
    """

    base_year: int
    discount_rate: Fraction
    benefit: Benefit = "cash"
    timing: Timing = "end"
    output_worth: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Risk:
    """What a benefit is over the scenarios; `alpha` belongs to cvar, `scenario` to scenario."""

    measure: RiskMeasure = "worst_case"
    alpha: Fraction | None = None
    scenario: str | None = None


@dataclass(frozen=True)
class Scenario:
    """One way things may go.

    `probability` is None where the brief gives none; a single scenario has probability 1.
    `sources` are all its tables, its own and those of its base; `Brief.tables` reads them. Tax is
    multiplied by what each of `tax_times` has for it (or for `all`), output likewise.
    """

    id: str
    title: Text
    probability: Fraction | None = None
    private: bool = False
    sources: Sources = field(default_factory=dict)
    tax_times: tuple[Times, ...] = ()
    output_times: tuple[Times, ...] = ()


@dataclass(frozen=True)
class Outlook:
    """What is expected to come, from `first` to `last` year; tax given by the year is entered on
    the day `entered_on` (MM-DD).
    """

    first: int
    last: int
    entered_on: str
    scenarios: tuple[Scenario, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years looked at, ascending."""
        return tuple(range(self.first, self.last + 1))


# --- demands --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NpvAtLeast:
    """A party's net present value is at least an amount."""

    party: str
    amount_yuan: Fraction


@dataclass(frozen=True)
class PaybackBy:
    """By the end of a year a party has received what it put in."""

    party: str
    year: int
    discounted: bool = False


@dataclass(frozen=True)
class CashAtLeast:
    """A party receives at least an amount in each of some years, or over them together."""

    party: str
    amount_yuan: Fraction
    years: tuple[int, ...]
    per: Per = "year"


@dataclass(frozen=True)
class ShareBetween:
    """Shares that are open, or the rest of open ones, lie between bounds; a bound that is None is
    not asked for.
    """

    terms: tuple[str, ...]
    least: Fraction | None = None
    most: Fraction | None = None


@dataclass(frozen=True)
class Monotone:
    """A party's share never rises (falling) or never falls (rising) over the tiers of a clause.

    `tiers` are its shares tier by tier: the name of a share that is open or the rest of one (see
    `Brief.names.shares`), or a share already fixed.
    """

    party: str
    agreement: str
    clause: str
    direction: Literal["falling", "rising"]
    tiers: tuple[str | Fraction, ...] = ()


@dataclass(frozen=True)
class GapAtMost:
    """No two of some parties differ by more on the brief's scale: yuan for money and gain, a plain
    number for multiple and normalised.
    """

    parties: tuple[str, ...]
    largest: Fraction


@dataclass(frozen=True)
class ReceivesAtMost:
    """A party receives at most an amount in each of some years, or over them together."""

    party: str
    amount_yuan: Fraction
    years: tuple[int, ...]
    per: Per = "total"


@dataclass(frozen=True)
class Guideline:
    """A party's part of what all parties receive over all years, or in one clause, within bounds;
    `source` says what text asks for it and `confidence` how sure that is.
    """

    party: str
    least: Fraction | None
    most: Fraction | None
    source: Mapping[str, Any]
    confidence: str
    agreement: str | None = None
    clause: str | None = None


@dataclass(frozen=True)
class NotWorseThanToday:
    """A party's net present value is at least what today is worth to it: `amount_yuan`, or where
    that is None what the brief's `today` gives.
    """

    party: str
    amount_yuan: Fraction | None = None


@dataclass(frozen=True)
class CityTotalAtMost:
    """What a party receives under several agreements together is at most an amount."""

    party: str
    amount_yuan: Fraction
    agreements: tuple[str, ...]
    years: tuple[int, ...]
    per: Per = "total"


@dataclass(frozen=True)
class FundAtMost:
    """What a fund pays out, net of what it receives, under several agreements together is at most
    an amount. `party` is a party to the negotiation, or one of the agreements that nobody speaks
    for.
    """

    party: str
    amount_yuan: Fraction
    agreements: tuple[str, ...]
    years: tuple[int, ...]
    per: Per = "year"


@dataclass(frozen=True)
class EqualTreatment:
    """Shares that are open, or the rest of open ones, must be the same."""

    terms: tuple[str, ...]


Asks = (
    NpvAtLeast
    | PaybackBy
    | CashAtLeast
    | ShareBetween
    | Monotone
    | GapAtMost
    | ReceivesAtMost
    | Guideline
    | NotWorseThanToday
    | CityTotalAtMost
    | FundAtMost
    | EqualTreatment
)


@dataclass(frozen=True)
class Demand:
    """What one side asks for: `asks` holds the content of its kind.

    `by` is a party, `province` or `both`. It is asked in each of `scenarios`, or where `expected`
    in the mean over them. `weight` is the cost of giving way by one unit.
    """

    id: str
    kind: str
    text: Text
    by: str
    asks: Asks
    scenarios: tuple[str, ...]
    expected: bool = False
    strength: Strength = "negotiable"
    weight: Fraction = ONE
    private: bool = False

    @property
    def hard(self) -> bool:
        """Whether it is never given up."""
        return self.strength == "hard"


# --- the brief ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Today:
    """What holds today: values of all open terms, or whole agreements without open values."""

    terms: Terms | None = None
    agreements: tuple[Agreement, ...] = ()


@dataclass(frozen=True)
class Brief:
    """A checked brief. Parties, scenarios and demands keep document order.

    `coalitions` (set of party ids → yuan) is empty where they are to be computed; `step` is None
    where no grid is asked for; `document` is the plain document, `digest` its SHA-256;
    `outlook_tables` keeps the tables read so far. `findings` are the warnings of its reading.
    """

    id: str
    title: Text
    status: Literal["draft", "illustrative"]
    agreements: tuple[Agreement, ...]
    parties: tuple[Party, ...]
    valuation: Valuation
    scale: Scale
    outlook: Outlook
    criterion: str = "leximin"
    risk: Risk = Risk()
    demands: tuple[Demand, ...] = ()
    today: Today | None = None
    reference: Terms | None = None
    tentative: Terms | None = None
    step: Fraction | None = None
    coalitions: Mapping[frozenset[str], Fraction] = field(default_factory=dict)
    claims: Mapping[str, Fraction] = field(default_factory=dict)
    document: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""
    outlook_tables: OutlookTables = field(
        default_factory=lambda: OutlookTables("", 0, "12-31"), compare=False, repr=False
    )
    findings: tuple[Finding, ...] = field(default=(), compare=False, repr=False)

    @property
    def party_ids(self) -> tuple[str, ...]:
        """Party ids in declared order, which settles ties."""
        return tuple(p.id for p in self.parties)

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios in document order."""
        return self.outlook.scenarios

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the outlook, ascending."""
        return self.outlook.years

    def party(self, identifier: str) -> Party:
        """A party by id. Raises KeyError."""
        return {p.id: p for p in self.parties}[identifier]

    def agreement(self, identifier: str) -> Agreement:
        """An agreement by id. Raises KeyError."""
        return {a.id: a for a in self.agreements}[identifier]

    def scenario(self, identifier: str) -> Scenario:
        """A scenario by id. Raises KeyError."""
        return {s.id: s for s in self.scenarios}[identifier]

    def party_of(self, agreement: str, member: str) -> str | None:
        """Which party speaks for a party of an agreement; None where nobody does."""
        speaking = (p.id for p in self.parties if member in p.members.get(agreement, ()))
        return next(speaking, None)

    @property
    def probabilities(self) -> Mapping[str, Fraction] | None:
        """Scenario → probability; None where the brief gives none."""
        known = {s.id: s.probability for s in self.scenarios if s.probability is not None}
        return known if len(known) == len(self.scenarios) else None

    @cached_property
    def names(self) -> Names:
        """The open shares of the agreements, and what every share comes to in terms of them."""
        from benefitshare.negotiation.brief.names import Names

        return Names.of(a.document for a in self.agreements)

    def tables(self, scenario: str) -> dict[str, Table]:
        """The tables of a scenario by kind, as the keywords `settle` takes them.

        Kinds the brief has no table of are missing. Raises UnreadableInput for a file that cannot
        be read; KeyError for a scenario that is not there.
        """
        chosen = self.scenario(scenario)
        return self.outlook_tables.of(chosen.sources, chosen.tax_times, chosen.output_times)

    def public(self) -> Brief:
        """The brief without what is private: reservation values, scenarios and demands marked so.

        Probabilities of the scenarios left are scaled to sum to 1; where the risk was one private
        scenario it is the worst case. Raises ValueError where no scenario is public. `document` is
        left empty, for it holds everything; `findings` too, for they tell of everything.
        """
        hidden = {s.id for s in self.scenarios if s.private}
        return replace(
            self,
            risk=Risk() if self.risk.scenario in hidden else self.risk,
            parties=tuple(replace(p, reservation_yuan=ZERO) for p in self.parties),
            outlook=_public_outlook(self.outlook),
            demands=_public_demands(self),
            document={},
            digest="",
            findings=(),
        )


def _public_outlook(outlook: Outlook) -> Outlook:
    kept = [s for s in outlook.scenarios if not s.private]
    if not kept:
        raise ValueError("no scenario is public")
    whole = sum((s.probability or ZERO for s in kept), ZERO)
    scaled = [
        replace(s, probability=s.probability / whole if s.probability and whole else s.probability)
        for s in kept
    ]
    return replace(outlook, scenarios=tuple(scaled))


def _public_demands(brief: Brief) -> tuple[Demand, ...]:
    public = {s.id for s in brief.scenarios if not s.private}
    kept = (
        replace(d, scenarios=tuple(s for s in d.scenarios if s in public))
        for d in brief.demands
        if not d.private
    )
    return tuple(d for d in kept if d.scenarios)
