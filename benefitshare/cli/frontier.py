"""`frontier`: the terms where one can gain only by another's loss."""

from __future__ import annotations

import argparse

from benefitshare.cli.failures import CLEAN, FINDINGS
from benefitshare.cli.readers import check_reader, show
from benefitshare.cli.risk import asked_risk
from benefitshare.cli.screen import Screen
from benefitshare.findings import has_errors


def run(values: argparse.Namespace, screen: Screen) -> int:
    """The page to standard output; 1 where no terms are possible, or data have errors."""
    from benefitshare.negotiation.api import frontier
    from benefitshare.negotiation.brief import read_brief
    from benefitshare.reports.negotiation.frontier import frontier_text

    brief = read_brief(values.brief)
    check_reader(brief, values)
    risk = asked_risk(values, brief)
    found = frontier(brief, grid=values.grid, scale=values.scale, risk=risk)
    show(found, brief, lambda lang: frontier_text(found, lang), values, screen)
    sound = found.frontier.points and not has_errors([*found.case.findings])
    return CLEAN if sound else FINDINGS
