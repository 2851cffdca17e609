"""Terms as somebody states them: names in full or short, shares as text; read, or refused whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Protocol

from benefitshare.findings import Finding, UsageError
from benefitshare.money import parse_share


class Named(Protocol):
    """An open term, of which only the name is looked at here."""

    @property
    def id(self) -> str:
        """The name in full: agreement, clause, tier, party."""


def stated_terms(
    known: Sequence[Named], given: Mapping[str, str | Fraction], *, complete: bool = True
) -> dict[str, Fraction]:
    """Shares by full name, in the order of the open terms.

    A name may leave out the agreement where that is clear, and a share has one of its names. With
    `complete` every open term needs a share. Raises UsageError with all findings in one.
    """
    names = full_names(known)
    findings: list[Finding] = []
    shares: dict[str, Fraction] = {}
    for name, value in given.items():
        share = _share(value)
        if name not in names:
            params = {"term": name, "known": ", ".join(term.id for term in known)}
            findings.append(Finding("terms-unknown", params=params))
        elif share is None:
            params = {"term": name, "value": str(value)}
            findings.append(Finding("terms-not-a-share", params=params))
        elif names[name] in shares:
            findings.append(Finding("term-twice", params={"term": name}))
        else:
            shares[names[name]] = share
    stated = {names.get(name) for name in given}
    lacking = [term.id for term in known if term.id not in stated] if complete else []
    findings += [Finding("terms-incomplete", params={"term": term}) for term in lacking]
    if findings:
        raise UsageError(findings)
    return {term.id: shares[term.id] for term in known if term.id in shares}


def full_names(known: Sequence[Named]) -> dict[str, str]:
    """The full name by every name a term may be called."""
    names = {term.id: term.id for term in known}
    short = [term.id.split("/", 1)[-1] for term in known]
    return names | {s: t.id for s, t in zip(short, known, strict=True) if short.count(s) == 1}


def _share(value: str | Fraction) -> Fraction | None:
    """A share from 0 to 1; floats and what is no share are None."""
    try:
        share = parse_share(value) if isinstance(value, str) else value
    except ValueError:
        return None
    exact = isinstance(share, int | Fraction) and not isinstance(share, bool)
    return Fraction(share) if exact and 0 <= share <= 1 else None
