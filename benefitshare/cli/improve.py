"""`improve`: a tentative deal made better without making anyone worse."""

from __future__ import annotations

import argparse

from benefitshare.cli.failures import terms_code
from benefitshare.cli.readers import check_reader, show
from benefitshare.cli.risk import asked_risk
from benefitshare.cli.screen import Screen
from benefitshare.cli.terms import needed_terms


def run(values: argparse.Namespace, screen: Screen) -> int:
    """The page to standard output; 1 where what comes out breaks demands or is below a bottom
    line.
    """
    from benefitshare.negotiation.api import improve
    from benefitshare.negotiation.brief import read_brief
    from benefitshare.reports.negotiation.improvement import improvement_text

    brief = read_brief(values.brief)
    check_reader(brief, values)
    terms = needed_terms(values, brief)
    risk = asked_risk(values, brief)
    found = improve(brief, terms, grid=not values.no_grid, scale=values.scale, risk=risk)
    show(found, brief, lambda lang: improvement_text(found, lang), values, screen)
    return terms_code(found.after or found.before)
