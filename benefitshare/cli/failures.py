"""From an error to an exit code and words that help."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING

from benefitshare import __version__
from benefitshare.cli.screen import Screen
from benefitshare.cli.words import say
from benefitshare.findings import (
    SEVERITIES,
    BenefitShareError,
    Finding,
    UnreadableInput,
    UsageError,
    has_errors,
    worst,
)  # fmt: skip

if TYPE_CHECKING:
    from benefitshare.negotiation.evaluation import Evaluation

CLEAN, FINDINGS, USAGE, UNREADABLE, INTERNAL = 0, 1, 2, 3, 5
INTERRUPTED, BROKEN_PIPE = 130, 141
MOST_SHOWN = 50
NEVER = "never"


def failed(error: BenefitShareError, screen: Screen) -> int:
    """Say all findings of an error; the exit code goes by its kind."""
    code = exit_code_of(error)
    report(error.findings, code, screen)
    _trace(error, screen)
    return code


def exit_code_of(error: BenefitShareError) -> int:
    """2 for a wrong call, 3 for what cannot be read, 1 for wrong content."""
    if isinstance(error, UsageError):
        return USAGE
    return UNREADABLE if isinstance(error, UnreadableInput) else FINDINGS


def report(findings: Sequence[Finding], code: int, screen: Screen) -> None:
    """The findings that keep a command from its result."""
    if screen.as_json:
        documents = [finding.to_dict() for finding in findings]
        screen.document({"exit_code": code, "findings": documents})
        return
    grave = [f for f in findings if f.severity != "info"] or list(findings)
    screen.note("".join(f.text(screen.lang) + "\n" for f in grave[:MOST_SHOWN]))
    if grave[MOST_SHOWN:]:
        screen.note(say("more", screen.lang, count=len(grave) - MOST_SHOWN) + "\n")


def internal_error(error: Exception, screen: Screen) -> int:
    """A fault of ours: a short message, and how to report it."""
    problem = f"{type(error).__name__}: {error}"
    finding = Finding("internal-error", params={"problem": problem, "version": __version__})
    report([finding], INTERNAL, screen)
    _trace(error, screen)
    return INTERNAL


def _trace(error: Exception, screen: Screen) -> None:
    if screen.traceback:
        sys.stderr.write("".join(traceback.format_exception(error)))


def terms_code(found: Evaluation | None) -> int:
    """0 where there are terms that keep all demands, give nobody less than its reservation value
    and settle to what was promised, from data without errors; else 1.
    """
    good = found is not None and found.is_possible and found.loop.kept and not found.below
    return CLEAN if good and found and not has_errors([*found.about_data]) else FINDINGS


def verdict_code(findings: list[Finding], fail_on: str) -> int:
    """1 where a finding is as grave as `fail_on` or graver.

    >>> verdict_code([], "info")
    0
    """
    gravest = worst(findings)
    if gravest is None or fail_on == NEVER:
        return CLEAN
    order: list[str] = [*SEVERITIES]
    return FINDINGS if order.index(gravest) <= order.index(fail_on) else CLEAN
