"""`evaluate`: what given terms come to."""

from __future__ import annotations

import argparse

from benefitshare.cli.failures import terms_code
from benefitshare.cli.readers import check_reader, show
from benefitshare.cli.risk import asked_risk
from benefitshare.cli.screen import Screen
from benefitshare.cli.terms import needed_terms


def run(values: argparse.Namespace, screen: Screen) -> int:
    """The page to standard output; 1 where demands are broken, somebody is below its bottom line,
    or the settlement differs.
    """
    from benefitshare.negotiation.api import evaluate
    from benefitshare.negotiation.brief import read_brief
    from benefitshare.reports.negotiation.evaluation import evaluation_text

    brief = read_brief(values.brief)
    check_reader(brief, values)
    risk = asked_risk(values, brief)
    found = evaluate(brief, needed_terms(values, brief), scale=values.scale, risk=risk)
    show(found, brief, lambda lang: evaluation_text(found, lang), values, screen)
    return terms_code(found)
