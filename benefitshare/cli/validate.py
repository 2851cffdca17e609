"""`validate`: all there is to say about one or more agreements or negotiation briefs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from benefitshare.agreements import validate_agreement
from benefitshare.agreements.documents import UNREADABLE as UNREADABLE_CODES
from benefitshare.agreements.documents import read_document
from benefitshare.cli.failures import UNREADABLE, verdict_code
from benefitshare.cli.screen import Screen
from benefitshare.cli.summary import counts_text
from benefitshare.cli.words import say
from benefitshare.findings import Finding, Language, has_errors
from benefitshare.negotiation.brief import brief_findings
from benefitshare.negotiation.brief.reading import SCHEMA, is_brief

Checked = tuple[Path, list[Finding]]


def run(values: argparse.Namespace, screen: Screen) -> int:
    """Findings in document order and a verdict for each document."""
    checked = [(path, _findings(path)) for path in values.agreements]
    code = _exit_code(checked, values.fail_on)
    text = "".join(_text(one, screen.lang) for one in checked)
    screen.result({"agreements": [_document(c) for c in checked], "exit_code": code}, text)
    return code


def _findings(path: Path) -> list[Finding]:
    """What there is to say about a document of either kind."""
    return brief_findings(path) if _is_brief(path) else validate_agreement(path)


def _is_brief(path: Path) -> bool:
    """Whether a file says so; most are seen not to without being parsed."""
    try:
        said = SCHEMA.encode() in path.read_bytes()
    except OSError:
        return False
    return said and is_brief(read_document(path))


def _exit_code(checked: list[Checked], fail_on: str) -> int:
    if any(_verdict(one) == "unreadable" for one in checked):
        return UNREADABLE
    return verdict_code([f for _, findings in checked for f in findings], fail_on)


def _verdict(one: Checked) -> str:
    """Unreadable where the file itself is; what a brief names is another file."""
    path, findings = one
    if any(f.code in UNREADABLE_CODES and f.place.file == str(path) for f in findings):
        return "unreadable"
    return "invalid" if has_errors(findings) else "valid"


def _text(one: Checked, lang: Language) -> str:
    path, findings = one
    verdict = say(_verdict(one), lang, name=path, counts=counts_text(findings, lang))
    return "".join(f.text(lang) + "\n" for f in findings) + verdict + "\n"


def _document(one: Checked) -> dict[str, Any]:
    path, findings = one
    return {
        "file": path.as_posix(),
        "verdict": _verdict(one),
        "findings": [finding.to_dict() for finding in findings],
    }
