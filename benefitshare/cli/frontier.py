"""`frontier`: the terms where one can gain only by another's loss."""

from __future__ import annotations

import argparse

from benefitshare.cli.failures import CLEAN, FINDINGS
from benefitshare.cli.readers import check_reader, show
from benefitshare.cli.screen import Screen


def run(values: argparse.Namespace, screen: Screen) -> int:
    """The page to standard output; 1 where no terms are possible."""
    from benefitshare.negotiation.api import frontier
    from benefitshare.negotiation.brief import read_brief
    from benefitshare.reports.negotiation.frontier import frontier_text

    brief = read_brief(values.brief)
    check_reader(brief, values)
    found = frontier(brief, grid=values.grid, scale=values.scale)
    show(found, brief, lambda lang: frontier_text(found, lang), values, screen)
    return CLEAN if found.frontier.points else FINDINGS
