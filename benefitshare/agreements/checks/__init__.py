"""Everything that can be wrong with an agreement: all of it in one pass, in document order.

The published schema is tested first (`shape`); what it refuses is out of sight of the checks of
meaning, which can so rely on every value they see having the right form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from benefitshare.agreements.checks import (
    clauses,
    clocks,
    parties,
    revenue,
    settlement,
    shape,
    shares,
    terms,
    versions,
)
from benefitshare.agreements.checks.draft import Draft
from benefitshare.agreements.documents import Document, child
from benefitshare.findings import Finding

CHECKS: tuple[Callable[[Draft], Iterator[Finding]], ...] = (
    *terms.CHECKS,
    *parties.CHECKS,
    *revenue.CHECKS,
    *shares.CHECKS,
    *clocks.CHECKS,
    *clauses.CHECKS,
    *settlement.CHECKS,
    *versions.CHECKS,
)


def document_findings(document: Document) -> list[Finding]:
    """All findings of a document, from its text to its meaning, in the order they stand in it."""
    if document.data is None:
        return list(document.findings)
    of_shape, refused = shape.shape_findings(document)
    draft = Draft.of(document, refused)
    of_meaning = [finding for check in CHECKS for finding in check(draft)]
    return in_document_order(document.data, [*document.findings, *of_shape, *of_meaning])


def in_document_order(data: Mapping[str, Any], findings: list[Finding]) -> list[Finding]:
    """Findings in the order in which what they are about stands in a document."""
    places = {pointer: rank for rank, pointer in enumerate(_pointers(data, ""))}
    return sorted(findings, key=lambda f: _rank(f.place.pointer or "", places))


def _rank(pointer: str, places: Mapping[str, int]) -> int:
    while pointer and pointer not in places:
        pointer = pointer.rpartition("/")[0]
    return places[pointer]


def _pointers(value: Any, pointer: str) -> Iterator[str]:
    yield pointer
    entries = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, below in entries:
        yield from _pointers(below, child(pointer, key))
