"""What a criterion comes to: terms, what they are worth, and what proves that nothing is better."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

Status = Literal["optimal", "infeasible", "unbounded"]
NONE: Mapping[str, Fraction] = {}


@dataclass(frozen=True)
class Binding:
    """A row that holds a stage back; `multiplier` is what one more unit of its right side moves
    the weighted utilities of the stage by (positive for `<=`, negative for `>=`).
    """

    row: str
    demand: str
    multiplier: Fraction


@dataclass(frozen=True)
class Stage:
    """Who cannot get more, and why.

    `parties` are held at `level` (on the scale of the criterion). The proof: for all possible
    terms, the utilities weighted by `weights` come to no more than `most`, because `rows` times
    their multipliers and the bounds of variables times `bounds` add up to just that; and they
    come to `most` where everybody has their level. `weights` holds every party of the stage, and
    parties of earlier stages that a rise would be at the cost of.
    """

    level: Fraction
    parties: tuple[str, ...]
    weights: Mapping[str, Fraction] = field(default_factory=lambda: NONE)
    rows: tuple[Binding, ...] = ()
    bounds: Mapping[str, Fraction] = field(default_factory=lambda: NONE)
    most: Fraction = Fraction(0)

    @property
    def demands(self) -> tuple[str, ...]:
        """The demands that bind, in the order of their rows."""
        return tuple(dict.fromkeys(one.demand for one in self.rows if one.demand))

    @property
    def earlier(self) -> tuple[str, ...]:
        """Parties of earlier stages without whose loss nobody in this stage can rise."""
        return tuple(party for party in self.weights if party not in self.parties)


@dataclass(frozen=True)
class Note:
    """Something to know about a result, as a code, and whom it is about.

    no_contribution: not on the ray of contributions. no_way_to_gain: the best the party can have
    is its reservation value, so that it is held there and left out of the criterion.
    reservation: no terms give every party its reservation value. unbounded: the party's utility
    knows no bound. no_common_gain: no terms (in whole steps) give everybody more than nothing.
    """

    code: str
    party: str | None = None


@dataclass(frozen=True)
class Group:
    """Parties together, what they could have without the others (`alone`), and how much more that
    is than what they are given (`excess`).
    """

    parties: tuple[str, ...]
    alone: Fraction
    excess: Fraction


@dataclass(frozen=True)
class Division:
    """What a claims rule or the solution of a game divides, and what it gives each party.

    `of` says in what: present values received, or net present values. `claims` are there for
    claims rules; for games `alone` is what each party could have without the others, and
    `pressing` are the groups with the most reason to complain, where the rule goes by that.
    """

    total: Fraction
    awards: Mapping[str, Fraction]
    claims: Mapping[str, Fraction] = field(default_factory=lambda: NONE)
    alone: Mapping[str, Fraction] = field(default_factory=lambda: NONE)
    pressing: tuple[Group, ...] = ()
    of: Literal["received", "net"] = "net"


@dataclass(frozen=True)
class Agreed:
    """The terms a criterion picks. Without an optimum everything but status and notes is empty.

    `terms` are the shares to agree, `values` all variables of the program. `unique` says whether
    the criterion leaves no choice of terms, `ranges` (least, most) what choice it leaves before
    the tie-break; both are None where they were not asked for. `verified` means proved in exact
    fractions; `why_not` is a code ("integer", "not asked", "too large", "gap"). `gap` (Nash only)
    bounds how much the weighted sum of logarithms of gains could still rise, and `gain_accuracy`
    how far each gain is from the best one, as a part of it. `division` is what the rule gives each
    party, where it divides a sum before terms are looked for. `seconds` is the time inside HiGHS.
    """

    criterion: str
    status: Status
    terms: Mapping[str, Fraction] = field(default_factory=lambda: NONE)
    values: Mapping[str, Fraction] = field(default_factory=lambda: NONE, repr=False)
    utilities: Mapping[str, Fraction] = field(default_factory=lambda: NONE)
    stages: tuple[Stage, ...] = ()
    ideals: Mapping[str, Fraction] = field(default_factory=lambda: NONE)
    unique: bool | None = None
    ranges: Mapping[str, tuple[Fraction, Fraction]] | None = None
    verified: bool = False
    why_not: str = ""
    gap: Fraction | None = None
    gain_accuracy: Fraction | None = None
    notes: tuple[Note, ...] = ()
    division: Division | None = None
    seconds: float = field(default=0.0, compare=False)

    @property
    def level(self) -> Fraction:
        """The criterion's own value: that of its first stage. Raises ValueError without one."""
        if not self.stages:
            raise ValueError(f"the result is {self.status}: it has no level")
        return self.stages[0].level
