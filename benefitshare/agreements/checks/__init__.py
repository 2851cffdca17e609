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
from benefitshare.agreements.documents import Document
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
    return sorted(findings, key=lambda f: _place(f.place.pointer or "", data))


def _place(pointer: str, data: Any) -> tuple[int, ...]:
    """The numbers of the entries that lead to a value, as far as there are any.

    >>> _place("/b/1/none", {"a": 0, "b": [1, 2]})
    (1, 1)
    """
    place: list[int] = []
    for step in pointer.split("/")[1:]:
        keys = [*data] if isinstance(data, dict) else _indices(data)
        key = step.replace("~1", "/").replace("~0", "~")
        if key not in keys:
            break
        place.append(keys.index(key))
        data = data[key] if isinstance(data, dict) else data[place[-1]]
    return tuple(place)


def _indices(data: Any) -> list[str]:
    return [str(index) for index in range(len(data))] if isinstance(data, list) else []
