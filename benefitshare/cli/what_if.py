"""`what-if`: the same question before and after a change."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from benefitshare.cli.failures import terms_code
from benefitshare.cli.readers import check_reader, show
from benefitshare.cli.screen import Screen
from benefitshare.cli.terms import given_terms, options_once
from benefitshare.findings import Finding, UsageError
from benefitshare.reference import TAX_CODES, tax_of_name

if TYPE_CHECKING:
    from benefitshare.negotiation.brief.model import Brief


def run(values: argparse.Namespace, screen: Screen) -> int:
    """The page to standard output; 1 where the change leaves no terms, breaks demands, or
    takes somebody below its bottom line.
    """
    from benefitshare.negotiation.api import what_if
    from benefitshare.negotiation.brief import read_brief
    from benefitshare.negotiation.evaluation import Evaluation
    from benefitshare.negotiation.stated import full_names, stated_terms
    from benefitshare.reports.negotiation.change import Asked, change_text

    brief = read_brief(values.brief)
    check_reader(brief, values)
    known = [*brief.names.open.values()]
    fixed = stated_terms(known, options_once(values.fix or (), full_names(known)), complete=False)
    asked = Asked(fixed, _times(values.tax_times or ()), _demands(brief, values.without or ()))
    found = what_if(
        brief,
        terms=given_terms(values, brief) or None,
        fixed=asked.fixed,
        tax_times=asked.tax_times,
        without=tuple(asked.without),
        criterion=values.criterion,
    )
    show(found, brief, lambda lang: change_text(found, lang, asked), values, screen)
    after = found.after
    return terms_code(after if isinstance(after, Evaluation) else after.evaluation)


def _times(told: Sequence[tuple[str, Fraction]]) -> dict[str, Fraction]:
    """Multiples by tax code. Raises UsageError for what is no tax."""
    found, wrong = {}, []
    for name, ratio in told:
        code = name if name == "all" else tax_of_name(name)
        if code is None or code not in ("all", *TAX_CODES):
            params = {"tax": name, "known": ", ".join(TAX_CODES)}
            wrong.append(Finding("tax-not-forecast", params=params))
        else:
            found[code] = ratio
    if wrong:
        raise UsageError(wrong)
    return found


NONE = {"zh": "无", "en": "none"}


def _demands(brief: Brief, told: Sequence[str]) -> tuple[str, ...]:
    """Ids of demands. Raises UsageError for those that are not there."""
    known = [demand.id for demand in brief.demands]
    wrong = [
        Finding("demand-not-found", params={"demand": one, "known": ", ".join(known) or NONE})
        for one in told
        if one not in known
    ]
    if wrong:
        raise UsageError(wrong)
    return tuple(told)
