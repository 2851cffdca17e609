"""What a brief can name: the agreements, their clauses, and the shares that are open in them.

Shares are named as `benefitshare.negotiation.terms` names them; the agreement may be left out where
it is clear which is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from benefitshare.money import parse_share
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.terms import OpenTerm, ShareList, share_lists

Node = Mapping[str, Any]
ONE = Fraction(1)


@dataclass(frozen=True)
class Share:
    """What one party has in a list of shares with open ones.

    `formula` is over the open shares: itself where it is open, its part of what the others leave
    where it is the rest, else the share that is fixed.
    """

    name: str
    agreement: str
    clause: str
    party: str
    formula: Formula
    term: OpenTerm | None = None

    @property
    def settled(self) -> bool:
        """Whether no open share moves it."""
        return not self.formula.terms


@dataclass(frozen=True)
class Names:
    """The names of some agreements; `lists` are their lists of shares with open ones."""

    documents: tuple[Node, ...]
    lists: tuple[tuple[Share, ...], ...]

    @classmethod
    def of(cls, agreements: Iterable[Node]) -> Names:
        """Of agreements as plain documents without errors."""
        read = tuple(agreements)
        return cls(read, tuple(tuple(_shares(d, s)) for d in read for s in share_lists(d)))

    @cached_property
    def agreements(self) -> tuple[str, ...]:
        """The ids of the agreements."""
        return tuple(str(document["id"]) for document in self.documents)

    @cached_property
    def clauses(self) -> tuple[tuple[str, str], ...]:
        """Agreement and id of every clause, those of amendments too."""
        return tuple((str(d["id"]), clause) for d in self.documents for clause in _clause_ids(d))

    @cached_property
    def known(self) -> Mapping[str, Share]:
        """Every share of a list that has an open one, by full name."""
        return {share.name: share for shares in self.lists for share in shares}

    @cached_property
    def open(self) -> Mapping[str, OpenTerm]:
        """The open shares by full name, in document order."""
        return {name: share.term for name, share in self.known.items() if share.term}

    @cached_property
    def shares(self) -> Mapping[str, Formula]:
        """Every share of a list that has an open one, over the open shares."""
        return {name: share.formula for name, share in self.known.items()}

    def term(self, written: str) -> str:
        """The full name of a share as written. Raises KeyError where it is no open share or the
        rest of one, or where it is not clear which is meant.
        """
        moving = [name for name, share in self.known.items() if not share.settled]
        return _full(written, moving)

    def clause(self, written: str) -> tuple[str, str]:
        """Agreement and clause of a clause as written. Raises KeyError as for a share."""
        full = {f"{agreement}/{clause}": (agreement, clause) for agreement, clause in self.clauses}
        return full[_full(written, list(full))]

    def open_in(self, agreement: str, clause: str, members: Iterable[str]) -> tuple[str, ...]:
        """The open shares (and rests of them) that some parties have in a clause."""
        mine = set(members)
        return tuple(
            name
            for name, share in self.known.items()
            if (share.agreement, share.clause) == (agreement, clause)
            and share.party in mine
            and not share.settled
        )

    def tiers(
        self, agreement: str, clause: str, members: Iterable[str]
    ) -> tuple[str | Fraction, ...]:
        """Tier by tier what the first of some parties has: the name of a share that is open or the
        rest of one, or a share that is fixed. Tiers in which none of them shares are left out.
        """
        document = next(d for d in self.documents if d["id"] == agreement)
        found = (_clause(document, clause) or {}).get("tiers", ())
        wanted = list(members)
        told = []
        for number, tier in enumerate(found, start=1):
            mine = next((p for p in wanted if p in _parts(tier.get("shares", {}))), None)
            if mine is not None:
                name = f"{agreement}/{clause}/{number}/{mine}"
                share = self.known.get(name)
                fixed = _parts(tier["shares"])[mine] if share is None else share.formula.constant
                told.append(name if share and not share.settled else fixed)
        return tuple(told)


def _full(written: str, known: list[str]) -> str:
    if written in known:
        return written
    clear = [name for name in known if name.partition("/")[2] == written]
    if len(clear) != 1:
        raise KeyError(written)
    return clear[0]


def _shares(document: Node, listed: ShareList) -> Iterator[Share]:
    """Each share of a list that has open ones."""
    first = listed.terms[0]
    node = _at(document, first.pointer.rpartition("/")[0])
    terms = {term.party: term for term in listed.terms}
    opened = Formula.sum(Formula.variable(term.id) for term in listed.terms)
    resting = sum(value == "rest" for value in node.values())
    for party, value in node.items():
        name = f"{listed.name}/{party}"
        if party in terms:
            formula = Formula.variable(name)
        elif value == "rest":
            formula = (ONE - listed.fixed - opened) / resting
        else:
            formula = Formula.of(parse_share(value))
        yield Share(name, first.agreement, first.clause, party, formula, terms.get(party))


def _at(document: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


def _clause_ids(document: Node) -> Iterator[str]:
    parts = (document, *document.get("amendments", ()))
    nodes = (n for part in parts for field in ("clauses", "output") for n in part.get(field, ()))
    yield from dict.fromkeys(str(node["id"]) for node in nodes)


def _clause(document: Node, identifier: str) -> Node | None:
    """A clause as it was first agreed."""
    nodes = (*document.get("clauses", ()), *document.get("output", ()))
    return next((node for node in nodes if node["id"] == identifier), None)


def _parts(shares: Node) -> dict[str, Fraction]:
    """The parts of a list of shares without open ones; open ones count as nothing."""
    if "ratio" in shares:
        weights = [Fraction(w) for w in shares["ratio"].split(":")]
        return {p: w / sum(weights) for p, w in zip(shares["of"], weights, strict=True)}
    told = {p: parse_share(v) for p, v in shares.items() if isinstance(v, str) and v != "rest"}
    resting = [party for party, value in shares.items() if value == "rest"]
    left = ONE - sum(told.values(), Fraction(0))
    rest = {party: left / len(resting) for party in resting}
    return {party: Fraction(0) for party in shares} | told | rest
