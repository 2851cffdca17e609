"""`compare`: several sets of terms side by side."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from benefitshare.cli.failures import terms_code
from benefitshare.cli.readers import check_reader, show
from benefitshare.cli.risk import asked_risk
from benefitshare.cli.screen import Screen
from benefitshare.cli.terms import terms_in
from benefitshare.findings import Finding, UsageError


def run(values: argparse.Namespace, screen: Screen) -> int:
    """The page to standard output; 1 where one of the sets breaks demands or is below a
    bottom line.
    """
    from benefitshare.negotiation.api import compare
    from benefitshare.negotiation.brief import read_brief
    from benefitshare.reports.negotiation.comparison import comparison_text

    brief = read_brief(values.brief)
    check_reader(brief, values)
    check_names([name for name, _ in values.proposals])
    proposals = {name: terms_in(path) for name, path in values.proposals}
    found = compare(brief, proposals, scale=values.scale, risk=asked_risk(values, brief))
    show(found, brief, lambda lang: comparison_text(found, lang), values, screen)
    return max(terms_code(one) for one in found.evaluations.values())


def check_names(names: Sequence[str]) -> None:
    """Every set of terms has a name of its own. Raises UsageError."""
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise UsageError([Finding("name-repeated", params={"name": name}) for name in twice])
