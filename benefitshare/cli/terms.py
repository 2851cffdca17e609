"""Terms of a call: from a file, from options, or the brief's own tentative ones."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benefitshare.findings import Finding, UnreadableInput, UsageError

if TYPE_CHECKING:
    from benefitshare.negotiation.brief.model import Brief

Terms = Mapping[str, str | Fraction]


def given_terms(values: argparse.Namespace) -> dict[str, str | Fraction]:
    """The terms of a call; options come after the file. Empty where there are none.

    Raises UnreadableInput for a file that cannot be read, UsageError for one without shares.
    """
    found: dict[str, str | Fraction] = {}
    if values.terms is not None:
        found |= terms_in(values.terms)
    return found | dict(values.term or ())


def needed_terms(values: argparse.Namespace, brief: Brief) -> Terms:
    """The terms of a call, else the brief's tentative ones. Raises UsageError without either."""
    found = given_terms(values) or brief.tentative
    if not found:
        raise UsageError(Finding("terms-not-stated"))
    return found


def terms_in(path: Path) -> dict[str, str | Fraction]:
    """The shares in a file: names and values, alone, under `terms`, or in a proposal document."""
    from benefitshare.agreements.documents import read_document

    document = read_document(path)
    if document.data is None or document.findings:
        raise UnreadableInput(list(document.findings))
    listed = _listed(document.data)
    if listed is None:
        raise UsageError(Finding("terms-not-a-list", params={"path": str(path)}))
    return listed


def _listed(data: Any) -> dict[str, Any] | None:
    """Names and values; None where there are none."""
    if not isinstance(data, dict):
        return None
    for key in ("evaluation", "terms"):
        inner = data.get(key)
        if isinstance(inner, dict):
            return _listed(inner)
        if isinstance(inner, list):
            return {one["term"]: one["share"] for one in inner if "share" in one}
    return data if data and all(isinstance(v, str) for v in data.values()) else None
