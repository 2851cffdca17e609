"""A brief read and checked: its document, its agreements, and everything found on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benefitshare.agreements.checks import in_document_order
from benefitshare.agreements.checks.shape import shape_findings
from benefitshare.agreements.documents import Document
from benefitshare.findings import Finding
from benefitshare.negotiation.brief.checks import CHECKS
from benefitshare.negotiation.brief.draft import BriefDraft
from benefitshare.negotiation.brief.tables import OutlookTables

SCHEMA = "benefitshare/negotiation/"


@dataclass(frozen=True)
class Read:
    """What reading gave. `data` is None where the document could not be read; `agreements` and
    `today` are the plain documents of the agreements named, `tables` has those of the outlook.
    """

    data: dict[str, Any] | None
    findings: list[Finding]
    agreements: tuple[Mapping[str, Any], ...] = ()
    today: tuple[Mapping[str, Any], ...] = ()
    tables: OutlookTables | None = None


def is_brief(document: Document) -> bool:
    """Whether a document says that it is a brief, of whatever version.

    >>> from benefitshare.agreements.documents import read_document
    >>> is_brief(read_document({"schema": "benefitshare/negotiation/v1"}))
    True
    """
    named = document.data.get("schema") if isinstance(document.data, Mapping) else None
    return isinstance(named, str) and named.startswith(SCHEMA)


def read(document: Document) -> Read:
    """Read everything a brief names, and check all of it."""
    if document.data is None:
        return Read(None, list(document.findings))
    folder = str(Path(document.file).parent) if document.file else ""
    of_shape, refused = shape_findings(document, "negotiation")
    flawed = frozenset(f.place.pointer or "" for f in (*document.findings, *of_shape))
    draft = BriefDraft.of(document, refused, folder, flawed)
    of_meaning = [finding for check in CHECKS for finding in check(draft)]
    own = in_document_order(
        document.data, [*document.findings, *of_shape, *(f for f in of_meaning if draft.owns(f))]
    )
    others = [finding for finding in of_meaning if not draft.owns(finding)]
    return Read(
        document.data,
        [*own, *others],
        tuple(a.data for a in draft.read_agreements if a.data is not None),
        tuple(a.data for a in draft.read_today if a.data is not None),
        draft.tables,
    )
