"""`validate`: all there is to say about one or more agreements."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from benefitshare.agreements import validate_agreement
from benefitshare.agreements.documents import UNREADABLE as UNREADABLE_CODES
from benefitshare.cli.failures import UNREADABLE, verdict_code
from benefitshare.cli.screen import Screen
from benefitshare.cli.summary import counts_text
from benefitshare.cli.words import say
from benefitshare.findings import Finding, Language, has_errors

Checked = tuple[Path, list[Finding]]


def run(values: argparse.Namespace, screen: Screen) -> int:
    """Findings in document order and a verdict for each agreement."""
    checked = [(path, validate_agreement(path)) for path in values.agreements]
    code = _exit_code(checked, values.fail_on)
    text = "".join(_text(one, screen.lang) for one in checked)
    screen.result({"agreements": [_document(c) for c in checked], "exit_code": code}, text)
    return code


def _exit_code(checked: list[Checked], fail_on: str) -> int:
    if any(_verdict(findings) == "unreadable" for _, findings in checked):
        return UNREADABLE
    return verdict_code([f for _, findings in checked for f in findings], fail_on)


def _verdict(findings: list[Finding]) -> str:
    if any(finding.code in UNREADABLE_CODES for finding in findings):
        return "unreadable"
    return "invalid" if has_errors(findings) else "valid"


def _text(one: Checked, lang: Language) -> str:
    path, findings = one
    verdict = say(_verdict(findings), lang, name=path, counts=counts_text(findings, lang))
    return "".join(f.text(lang) + "\n" for f in findings) + verdict + "\n"


def _document(one: Checked) -> dict[str, Any]:
    path, findings = one
    return {
        "file": path.as_posix(),
        "verdict": _verdict(findings),
        "findings": [finding.to_dict() for finding in findings],
    }
