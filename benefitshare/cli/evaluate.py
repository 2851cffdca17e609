"""`evaluate`: what given terms come to."""

from __future__ import annotations

import argparse

from benefitshare.cli.failures import CLEAN, FINDINGS
from benefitshare.cli.readers import check_reader, show
from benefitshare.cli.screen import Screen
from benefitshare.cli.terms import needed_terms


def run(values: argparse.Namespace, screen: Screen) -> int:
    """The page to standard output; 1 where demands are broken, or the settlement differs."""
    from benefitshare.negotiation.api import evaluate
    from benefitshare.negotiation.brief import read_brief
    from benefitshare.reports.negotiation.evaluation import evaluation_text

    brief = read_brief(values.brief)
    check_reader(brief, values)
    found = evaluate(brief, needed_terms(values, brief), scale=values.scale)
    show(found, brief, lambda lang: evaluation_text(found, lang), values, screen)
    return CLEAN if found.is_possible and found.loop.kept else FINDINGS
