"""Terms of a call: from a file, from options, or the brief's own tentative ones."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benefitshare.findings import Finding, UnreadableInput, UsageError

if TYPE_CHECKING:
    from benefitshare.negotiation.brief.model import Brief

Terms = Mapping[str, str | Fraction]


def given_terms(values: argparse.Namespace, brief: Brief) -> dict[str, str | Fraction]:
    """The terms of a call; an option takes the place of a share in the file, whichever of its
    names either uses. Empty where there are none.

    Raises UnreadableInput for a file that cannot be read, UsageError for one without shares, and
    for a share that options give twice.
    """
    from benefitshare.negotiation.stated import full_names

    names = full_names([*brief.names.open.values()])
    options = options_once(values.term or (), names)
    told = {names.get(name, name) for name in options}
    found = terms_in(values.terms) if values.terms is not None else {}
    return {n: v for n, v in found.items() if names.get(n, n) not in told} | options


def options_once(
    options: Sequence[tuple[str, str]], names: Mapping[str, str]
) -> dict[str, str | Fraction]:
    """Shares given by options. Raises UsageError for one that is given twice; `names` are the full
    ones.
    """
    full = [names.get(name, name) for name, _ in options]
    twice = [name for place, (name, _) in enumerate(options) if full[place] in full[:place]]
    if twice:
        raise UsageError([Finding("term-twice", params={"term": name}) for name in twice])
    return dict(options)


def needed_terms(values: argparse.Namespace, brief: Brief) -> Terms:
    """The terms of a call, else the brief's tentative ones. Raises UsageError without either."""
    found = given_terms(values, brief) or brief.tentative
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
