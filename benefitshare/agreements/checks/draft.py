"""A document under check: its parties, its clauses of every version, where a finding is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from benefitshare.agreements.checks.node import Node
from benefitshare.agreements.documents import Document
from benefitshare.agreements.model import PROJECT_PARTIES
from benefitshare.findings import Finding

Days = tuple[dt.date, dt.date]
PROJECT_REFERENCES = tuple(f"project.{name}" for name in PROJECT_PARTIES)


@dataclass(frozen=True)
class Draft:
    """The document as far as its form is right."""

    document: Document
    root: Node

    @classmethod
    def of(cls, document: Document, refused: frozenset[str]) -> Draft:
        """Of a document whose values at `refused` are not to be looked at."""
        return cls(document, Node(document.data, "", refused))

    def finding(self, code: str, node: Node, *, key: bool = False, **params: Any) -> Finding:
        """A finding at a node, with the clause it stands in."""
        value = str(node.value) if isinstance(node.value, str | int) else None
        place = self.document.place(node.pointer, key=key)
        return Finding(code, place, params, value=value, clause=self.clause_at(node.pointer))

    def clause_at(self, pointer: str) -> str | None:
        """The id of the clause a pointer lies in."""
        inside = (c for c in self.clauses if f"{pointer}/".startswith(f"{c.pointer}/"))
        found = next(inside, None)
        return found.get("id").text if found else None

    def line(self, node: Node) -> str:
        """Where another node stands, for the text of a message."""
        line = self.document.place(node.pointer).line
        return node.pointer if line is None else str(line)

    @cached_property
    def parties(self) -> dict[str, Node]:
        """The parties by id."""
        return dict(self.root.get("parties").items())

    @cached_property
    def roles(self) -> set[str]:
        """The roles some party has."""
        return {role for party in self.parties.values() if (role := party.get("role").text)}

    @cached_property
    def amendments(self) -> list[Node]:
        """The amendments in document order."""
        return list(self.root.get("amendments").each())

    @cached_property
    def money_clauses(self) -> list[Node]:
        """All clauses that move money, of the agreement and its amendments."""
        return self._of_all_versions("clauses")

    @cached_property
    def output_clauses(self) -> list[Node]:
        """All output clauses, of the agreement and its amendments."""
        return self._of_all_versions("output")

    @cached_property
    def clauses(self) -> list[Node]:
        """All clauses of either sort."""
        return [*self.money_clauses, *self.output_clauses]

    def _of_all_versions(self, field: str) -> list[Node]:
        return [c for part in (self.root, *self.amendments) for c in clauses_of(part, field)]

    def of_kind(self, *kinds: str) -> list[Node]:
        """The money clauses of some kinds."""
        return [c for c, kind in self._kinds if kind in kinds]

    @cached_property
    def _kinds(self) -> list[tuple[Node, str | None]]:
        return [(c, c.get("kind").text) for c in self.money_clauses]

    @cached_property
    def term(self) -> tuple[dt.date | None, dt.date | None]:
        """First and last day of the term."""
        term = self.root.get("term")
        return term.get("from").day, term.get("to").day

    @cached_property
    def taxes(self) -> list[tuple[str, Node, Days]]:
        """Each tax listed, where, and the days of the term on which it is shared."""
        begin, end = self.term
        found = []
        for node in self.root.get("revenue").get("taxes").each():
            tax = node.text or node.get("tax").text
            first, last = node.get("from").day, node.get("to").day
            if tax:
                start = max(first or dt.date.min, begin or dt.date.min)
                found.append((tax, node, (start, min(last or dt.date.max, end or dt.date.max))))
        return found

    @property
    def collector(self) -> str | None:
        """Who collects."""
        return self.root.get("settlement").get("collector").text

    @property
    def cycle(self) -> str:
        """The settlement cycle."""
        return self.root.get("settlement").get("cycle").or_default("year")


def clauses_of(part: Node, field: str) -> list[Node]:
    """The `clauses` or `output` of the agreement or of one amendment."""
    return [_known(clause, field) for clause in part.get(field).each()]


def _known(clause: Node, field: str) -> Node:
    """A clause of no known kind is seen by its id alone: its fields were held to no form."""
    if field == "output" or clause.get("kind"):
        return clause
    identifier = clause.get("id")
    known = {"id": identifier.value} if identifier.text else {}
    return Node(known, clause.pointer, clause.refused)


def rules(clause: Node) -> Iterator[Node]:
    """The nodes that hold the rules of a split or output clause: its tiers, or itself."""
    if clause.wrote("tiers"):
        yield from clause.get("tiers").each()
    else:
        yield clause


def share_tables(clause: Node) -> Iterator[Node]:
    """Every `shares` object a clause holds, in document order."""
    if clause.get("kind").text == "give_back":
        yield from filter(None, (clause.get("to"),))
        return
    for rule in rules(clause):
        yield from filter(None, (rule.get("shares"),))
        for band in rule.get("bands").each():
            yield from filter(None, (band.get("shares"),))


def share_entries(shares: Node) -> Iterator[tuple[str, Node]]:
    """Party reference and the node that stands for its part."""
    if shares.wrote("ratio"):
        for party in shares.get("of").each():
            if party.text:
                yield party.text, party
        return
    yield from shares.items()
