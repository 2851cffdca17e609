"""The agreements of a brief: read from their files or from the brief itself, checked as ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benefitshare.agreements.checks import document_findings
from benefitshare.agreements.checks.node import Node
from benefitshare.agreements.documents import Document, child, part_of, read_document
from benefitshare.findings import Finding, has_errors
from benefitshare.negotiation.brief.tables import path_in


@dataclass(frozen=True)
class ReadAgreement:
    """An agreement named in a brief: where, its plain document, what was found in it."""

    node: Node
    data: Mapping[str, Any] | None
    findings: tuple[Finding, ...]

    @property
    def usable(self) -> bool:
        """Whether it is free of errors."""
        return self.data is not None and not has_errors(list(self.findings))

    @property
    def id(self) -> str:
        """Its identifier; blank where it cannot be used."""
        return str(self.data["id"]) if self.usable and self.data else ""


def read_agreements(document: Document, node: Node, folder: str) -> tuple[ReadAgreement, ...]:
    """All agreements of a list in the brief, in order; open values are no news here."""
    return tuple(_read(document, item, folder) for item in node.each())


def _read(document: Document, node: Node, folder: str) -> ReadAgreement:
    file = node.get("file").text
    if file is not None:
        read = read_document(path_in(folder, file))
        return ReadAgreement(node, read.data, _kept(document_findings(read)))
    if not node.get("document"):
        return ReadAgreement(node, None, ())
    pointer = child(node.pointer, "document")
    inside = part_of(document, pointer)
    found = document_findings(inside)
    moved = [f.at(pointer=f"{pointer}{f.place.pointer or ''}") for f in found]
    return ReadAgreement(node, inside.data, _kept(moved))


def _kept(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.code != "open-value")
