"""A brief under check: its parties, agreements, outlook and demands, where a finding is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from benefitshare.agreements.checks.node import Node
from benefitshare.agreements.documents import Document
from benefitshare.findings import Finding
from benefitshare.negotiation.brief.agreements import ReadAgreement, read_agreements
from benefitshare.negotiation.brief.build import members_of
from benefitshare.negotiation.brief.names import Names
from benefitshare.negotiation.brief.tables import END_OF_YEAR, OutlookTables

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class BriefDraft:
    """The document as far as its form is right; `flawed` are the pointers of all that is not."""

    document: Document
    root: Node
    folder: str
    flawed: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, document: Document, refused: frozenset[str], folder: str, flawed: frozenset[str]
    ) -> BriefDraft:
        """Of a document whose values at `refused` are not to be looked at."""
        return cls(document, Node(document.data, "", refused), folder, flawed)

    def finding(
        self, code: str, node: Node, said: Mapping[str, Any] = NOTHING, /, *, key: bool = False,
        **params: Any,
    ) -> Finding:  # fmt: skip
        """A finding at a node; `said` and `params` are the values of its sentences."""
        value = str(node.value) if isinstance(node.value, str | int) else None
        return Finding(
            code, self.document.place(node.pointer, key=key), {**said, **params}, value=value
        )

    def owns(self, finding: Finding) -> bool:
        """Whether a finding is about the brief itself and not about a file it names."""
        return finding.place.file == self.document.file and finding.place.pointer is not None

    @cached_property
    def parties(self) -> dict[str, Node]:
        """The parties by id."""
        return dict(self.root.get("parties").items())

    @cached_property
    def read_agreements(self) -> tuple[ReadAgreement, ...]:
        """The agreements as read."""
        return read_agreements(self.document, self.root.get("agreements"), self.folder)

    @cached_property
    def read_today(self) -> tuple[ReadAgreement, ...]:
        """The agreements of today as read."""
        node = self.root.get("today").get("agreements")
        return read_agreements(self.document, node, self.folder)

    @cached_property
    def agreements(self) -> dict[str, Mapping[str, Any]]:
        """Agreements without errors by id."""
        return {a.id: a.data for a in self.read_agreements if a.usable and a.data}

    @cached_property
    def complete(self) -> bool:
        """Whether every agreement can be used, so that what is not found is not there."""
        whole = self.root.value.get("agreements") if isinstance(self.root.value, Mapping) else None
        read = self.read_agreements
        return bool(read) and len(read) == len(whole or ()) and all(a.usable for a in read)

    @cached_property
    def names(self) -> Names:
        """What can be named in the agreements."""
        return Names.of(self.agreements.values())

    def members(self, party: str) -> dict[str, tuple[str, ...]]:
        """The parties of the agreements that a party speaks for, as far as they are written."""
        node = self.parties[party]
        written = {
            agreement: tuple(one.text for one in member.several() if one.text)
            for agreement, member in node.get("in").items()
        }
        return members_of(party, {"in": written}, self.agreements.values())

    @cached_property
    def scenarios(self) -> list[Node]:
        """The scenarios in document order."""
        return list(self.root.get("outlook").get("scenarios").each())

    @cached_property
    def scenario_ids(self) -> list[str]:
        """Their ids."""
        return [s.get("id").text or "" for s in self.scenarios]

    @cached_property
    def demands(self) -> list[Node]:
        """The demands of a known kind, in document order; of others only the id is looked at."""
        return list(self.root.get("demands").each())

    def of_kind(self, *kinds: str) -> Iterator[Node]:
        """The demands of some kinds."""
        return (d for d in self.demands if d.get("kind").text in kinds)

    @property
    def years(self) -> tuple[int, int] | None:
        """First and last year of the outlook, where they are in order."""
        years = self.root.get("outlook").get("years")
        first, last = years.get("from").value, years.get("to").value
        both = isinstance(first, int) and isinstance(last, int) and first <= last
        return (first, last) if both else None

    @cached_property
    def tables(self) -> OutlookTables:
        """What reads the tables of the outlook."""
        outlook = self.root.get("outlook")
        first = outlook.get("years").get("from").value
        year = first if isinstance(first, int) else 0
        return OutlookTables(self.folder, year, outlook.get("entered_on").or_default(END_OF_YEAR))
