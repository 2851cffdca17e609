"""The measure of risk of a call: what a benefit is over the scenarios."""

from __future__ import annotations

import argparse
from fractions import Fraction
from typing import TYPE_CHECKING

from benefitshare.findings import Finding, UsageError
from benefitshare.money import format_share

if TYPE_CHECKING:
    from benefitshare.negotiation.brief.model import Brief, Risk

WEIGHED = ("expected", "cvar")
"""The measures that need probabilities."""


def asked_risk(values: argparse.Namespace, brief: Brief) -> Risk | None:
    """The measure a call asks for; None where it leaves it to the brief.

    Raises UsageError where the brief lacks the scenario or the probabilities it needs.
    """
    from benefitshare.negotiation.brief.model import Risk

    if values.risk is None:
        return None
    measure, detail = values.risk
    wrong = _wrong(measure, detail, brief)
    if wrong is not None:
        raise UsageError(wrong)
    if measure == "scenario":
        return Risk("scenario", scenario=detail)
    return Risk(measure, alpha=detail) if measure == "cvar" else Risk(measure)


def _wrong(measure: str, detail: Fraction | str | None, brief: Brief) -> Finding | None:
    known = [scenario.id for scenario in brief.scenarios]
    if measure == "scenario" and detail not in known:
        params = {"id": detail, "near": "", "known": ", ".join(known)}
        return Finding("unknown-scenario", params=params)
    if measure in WEIGHED and brief.probabilities is None:
        return Finding("probabilities-needed")
    if isinstance(detail, Fraction) and detail >= 1:
        return Finding("alpha-too-high", params={"text": format_share(detail)})
    return None
