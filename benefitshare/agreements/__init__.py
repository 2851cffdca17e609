"""Agreements as documents: read, validated in one pass, built into small immutable values.

What a call needs is imported when it is called; nothing loads pandas, NumPy, DuckDB or a solver.
"""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benefitshare.agreements.model import Agreement
    from benefitshare.findings import Finding

Source = str | PathLike[str] | Mapping[str, Any]


def validate_agreement(source: Source) -> list[Finding]:
    r"""Everything wrong, doubtful or worth knowing about an agreement, in document order.

    `source` is a path, YAML or JSON text (holding a line break or starting with a brace), or an
    already parsed mapping. Nothing is raised: a file that cannot be read is a finding too.

    >>> [finding.code for finding in validate_agreement("schema: benefitshare/agreement/v2\n")][:2]
    ['missing-field', 'missing-field']
    """
    return agreement_findings_and_document(source)[0]


def load_agreement(source: Source) -> Agreement:
    """The agreement, with every amendment in it spread over the days it is in force.

    Raises InvalidInput with all findings if any is an error, and UnreadableInput if the document
    could not be read at all. Warnings do not stand in the way; `validate_agreement` gives them.

    >>> agreement = load_agreement({
    ...     "schema": "benefitshare/agreement/v1", "id": "doc", "status": "illustrative",
    ...     "title": {"zh": "示例", "en": "example"},
    ...     "parties": {"gz": {"role": "origin", "code": "440100"},
    ...                 "qy": {"role": "host", "code": "441800"}},
    ...     "term": {"from": "2024-01-01", "to": "2033-12-31"},
    ...     "revenue": {"taxes": ["vat"]},
    ...     "clauses": [{"id": "1", "kind": "split", "text": {"zh": "各得一半", "en": "half each"},
    ...                  "shares": {"gz": "50%", "qy": "rest"}}],
    ...     "settlement": {"collector": "qy"}})
    >>> agreement.party_ids, agreement.term_to.year
    (('gz', 'qy'), 2033)
    """
    from benefitshare.agreements.build import build_agreement
    from benefitshare.agreements.documents import UNREADABLE
    from benefitshare.findings import InvalidInput, UnreadableInput, has_errors

    findings, document = agreement_findings_and_document(source)
    if document is None or any(finding.code in UNREADABLE for finding in findings):
        raise UnreadableInput(findings)
    if has_errors(findings):
        raise InvalidInput(findings)
    return build_agreement(document)


def agreement_findings_and_document(
    source: Source,
) -> tuple[list[Finding], dict[str, Any] | None]:
    """All findings with the plain document they are about; None where nothing could be read."""
    from benefitshare.agreements.checks import document_findings
    from benefitshare.agreements.documents import read_document

    document = read_document(source)
    return document_findings(document), document.data


__all__ = ["Source", "agreement_findings_and_document", "load_agreement", "validate_agreement"]
