"""Briefs as documents: read, checked in one pass, built into small immutable values.

What a call needs is imported when it is called; nothing loads pandas before a table is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from os import PathLike
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benefitshare.findings import Finding
    from benefitshare.negotiation.brief.model import Brief

Source = str | PathLike[str] | Mapping[str, Any]


def brief_findings(source: Source) -> list[Finding]:
    r"""Everything wrong, doubtful or worth knowing about a brief, its agreements and its tables.

    `source` is a path, YAML or JSON text, or an already parsed mapping; files are looked for beside
    the brief, or where it is no file in the working directory. Nothing is raised.

    >>> [finding.code for finding in brief_findings("schema: benefitshare/negotiation/v2\n")][:2]
    ['missing-field', 'missing-field']
    """
    from benefitshare.agreements.documents import read_document
    from benefitshare.negotiation.brief.reading import read

    return read(read_document(source)).findings


def read_brief(source: Source) -> Brief:
    """The brief, with defaults put in and names written in full.

    Raises InvalidInput with all findings if any is an error, and UnreadableInput if the document
    could not be read at all. Warnings do not stand in the way; `brief_findings` gives them.

    >>> from benefitshare.negotiation.example import BRIEF
    >>> read_brief(BRIEF).party_ids
    ('dongjiang', 'xiling')
    """
    from benefitshare.agreements.documents import read_document
    from benefitshare.findings import InvalidInput, UnreadableInput, has_errors
    from benefitshare.negotiation.brief.build import build_brief
    from benefitshare.negotiation.brief.reading import read

    found = read(read_document(source))
    if found.data is None or found.tables is None:
        raise UnreadableInput(found.findings)
    if has_errors(found.findings):
        raise InvalidInput(found.findings)
    brief = build_brief(found.data, found.agreements, found.today, found.tables)
    return replace(brief, findings=tuple(f for f in found.findings if f.severity != "info"))


__all__ = ["Source", "brief_findings", "read_brief"]
