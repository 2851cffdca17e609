"""What a brief can name: the agreements, their clauses, and the shares that are open in them.

A share is named `<agreement>/<clause>/<tier>/<party>`; a clause without tiers has tier 1, a band
counts within its tier (`2.1`). Where there is one agreement its id may be left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from benefitshare.money import parse_share
from benefitshare.negotiation.formula import Formula

Node = Mapping[str, Any]
ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Share:
    """What one party has in one tier of a clause. Exactly one of `open`, `fixed`, `rest` is set."""

    agreement: str
    clause: str
    tier: str
    party: str
    open: Node | None = None
    fixed: Fraction | None = None
    rest: bool = False

    @property
    def name(self) -> str:
        """Its full name."""
        return f"{self.agreement}/{self.clause}/{self.tier}/{self.party}"

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        """Between what an open share may be agreed."""
        told = self.open or {}
        least, most = (told.get(key) for key in ("min", "max"))
        return parse_share(least) if least else ZERO, parse_share(most) if most else ONE


@dataclass(frozen=True)
class Names:
    """The names of some agreements; `clauses` are (agreement, clause)."""

    agreements: tuple[str, ...]
    clauses: tuple[tuple[str, str], ...]
    tables: tuple[tuple[Share, ...], ...]

    @classmethod
    def of(cls, agreements: Iterable[Node]) -> Names:
        """Of agreements as plain documents without errors."""
        read = tuple(agreements)
        clauses = tuple((str(a["id"]), clause) for a in read for clause in clause_ids(a))
        tables = tuple(table for a in read for table in _tables(a))
        return cls(tuple(str(a["id"]) for a in read), clauses, tables)

    @cached_property
    def open_tables(self) -> tuple[tuple[Share, ...], ...]:
        """The tables of shares that have an open one."""
        return tuple(t for t in self.tables if any(s.open is not None for s in t))

    @cached_property
    def known(self) -> Mapping[str, Share]:
        """Every share of a table that has an open one, by full name."""
        return {share.name: share for table in self.open_tables for share in table}

    @cached_property
    def open(self) -> Mapping[str, Share]:
        """The open shares by full name, in document order."""
        return {name: share for name, share in self.known.items() if share.open is not None}

    @cached_property
    def shares(self) -> Mapping[str, Formula]:
        """Every share of a table that has an open one, over the open shares: `rest` is divided
        equally between those that have it.
        """
        return {
            share.name: formula for table in self.open_tables for share, formula in _formulas(table)
        }

    def term(self, written: str) -> str:
        """The full name of a share as written. Raises KeyError where it is no open share or the
        rest of one.
        """
        for name in (written, *(f"{a}/{written}" for a in self._only)):
            if name in self.known and self.known[name].fixed is None:
                return name
        raise KeyError(written)

    def clause(self, written: str) -> tuple[str, str]:
        """Agreement and clause of a clause as written. Raises KeyError."""
        for agreement, clause in self.clauses:
            if written == f"{agreement}/{clause}" or (self._only and written == clause):
                return agreement, clause
        raise KeyError(written)

    @property
    def _only(self) -> tuple[str, ...]:
        return self.agreements if len(self.agreements) == 1 else ()

    def open_in(self, agreement: str, clause: str, members: Iterable[str]) -> tuple[str, ...]:
        """The open shares (and rests of them) that some parties have in a clause."""
        mine = set(members)
        return tuple(
            name
            for name, s in self.known.items()
            if (s.agreement, s.clause) == (agreement, clause)
            and s.party in mine
            and s.fixed is None
        )

    def tiers(
        self, agreement: str, clause: str, members: Iterable[str]
    ) -> tuple[str | Fraction, ...]:
        """Tier by tier what the first of some parties has: the name of a share that is open or the
        rest of one, or a share that is fixed.
        """
        wanted = list(members)
        found: list[str | Fraction] = []
        for table in self.tables:
            if (table[0].agreement, table[0].clause) != (agreement, clause):
                continue
            mine = sorted(
                (s for s in table if s.party in wanted), key=lambda s: wanted.index(s.party)
            )
            if mine:
                found.append(_known_or_name(mine[0], table))
        return tuple(found)


def clause_ids(data: Mapping[str, Any]) -> Iterator[str]:
    """The ids of all clauses of an agreement and its amendments, each once."""
    parts = (data, *data.get("amendments", ()))
    nodes = (n for part in parts for field in ("clauses", "output") for n in part.get(field, ()))
    yield from dict.fromkeys(str(node["id"]) for node in nodes)


def _known_or_name(share: Share, table: tuple[Share, ...]) -> str | Fraction:
    formula = {s.name: f for s, f in _formulas(table)}[share.name]
    return share.name if formula.terms else formula.constant


def _formulas(table: tuple[Share, ...]) -> Iterator[tuple[Share, Formula]]:
    told = {s.name: _told(s) for s in table if not s.rest}
    resting = sum(s.rest for s in table)
    left = 1 - Formula.sum(told.values())
    for share in table:
        yield share, (left / resting if share.rest else told[share.name])


def _told(share: Share) -> Formula:
    return Formula.variable(share.name) if share.open is not None else Formula.of(share.fixed or 0)


def _tables(agreement: Node) -> Iterator[tuple[Share, ...]]:
    """Every table of shares an agreement holds, in document order."""
    for clause in (*agreement.get("clauses", ()), *agreement.get("output", ())):
        for tier, shares in _share_tables(clause):
            yield tuple(_shares(str(agreement["id"]), clause["id"], tier, shares))


def _share_tables(clause: Node) -> Iterator[tuple[str, Node]]:
    if clause.get("kind") == "give_back":
        yield from (("1", clause["to"]),) if isinstance(clause.get("to"), Mapping) else ()
        return
    for number, rule in enumerate(clause.get("tiers", (clause,)), start=1):
        if "shares" in rule:
            yield str(number), rule["shares"]
        for band, part in enumerate(rule.get("bands", ()), start=1):
            yield f"{number}.{band}", part["shares"]


def _shares(agreement: str, clause: str, tier: str, node: Node) -> Iterator[Share]:
    if "ratio" in node:
        weights = [Fraction(w) for w in node["ratio"].split(":")]
        for party, weight in zip(node["of"], weights, strict=True):
            yield Share(agreement, clause, tier, party, fixed=weight / sum(weights))
        return
    for party, value in node.items():
        if isinstance(value, Mapping):
            yield Share(agreement, clause, tier, party, open=value["open"])
        elif value == "rest":
            yield Share(agreement, clause, tier, party, rest=True)
        else:
            yield Share(agreement, clause, tier, party, fixed=parse_share(value))
