"""What must be read before the figures: who is below the bottom line, and what is wrong or doubtful
about the data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from benefitshare.findings import SEVERITIES, Finding, Language
from benefitshare.findings.words import SEVERITY_WORDS
from benefitshare.negotiation.evaluation import Evaluation
from benefitshare.reports.columns import wrapped
from benefitshare.reports.negotiation.layout import point_lines, section_lines, text_lines
from benefitshare.reports.negotiation.words import head, say

MOST_FOUND = 12
"""How many findings about data are written out; the document has all."""


def below_lines(sets: Mapping[str, Evaluation | None], lang: Language) -> Iterator[str]:
    """A warning for everybody who is below the bottom line, under the names of the sets of terms
    where there are several.
    """
    for name, one in sets.items():
        if one is not None:
            yield from _below(one, name + say("colon", lang) if name else "", lang)


def _below(one: Evaluation, lead: str, lang: Language) -> Iterator[str]:
    for finding in one.findings[: len(one.below)]:
        yield from wrapped(head("warning", lang, text=lead + finding.message(lang)))


def found_section(findings: Sequence[Finding], lang: Language) -> Iterator[str]:
    """What is wrong or doubtful about the data, the errors first; nothing where all is well."""
    ordered = sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
    lines = [line for one in ordered[:MOST_FOUND] for line in point_lines(_text(one, lang))]
    if left := len(ordered) - MOST_FOUND:
        lines += text_lines(say("found_more", lang, count=left)) if left > 0 else []
    yield from section_lines("found", lang, lines)


def _text(finding: Finding, lang: Language) -> str:
    """Severity and code, what is wrong, and where."""
    values = {
        "severity": SEVERITY_WORDS[lang][finding.severity],
        "code": finding.code,
        "message": finding.message(lang).rstrip("。."),
    }
    if place := finding.place.text(lang):
        return say("found_at", lang, **values, place=place)
    return say("found", lang, **values)
