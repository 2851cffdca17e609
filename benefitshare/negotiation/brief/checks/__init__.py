"""Everything that can be wrong with a brief beyond its form, a module for each of its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benefitshare.findings import Finding
from benefitshare.negotiation.brief.checks import (
    agreements,
    criteria,
    demands,
    outlook,
    parties,
    scenarios,
    terms,
)
from benefitshare.negotiation.brief.draft import BriefDraft

CHECKS: tuple[Callable[[BriefDraft], Iterator[Finding]], ...] = (
    *agreements.CHECKS,
    *parties.CHECKS,
    *criteria.CHECKS,
    *scenarios.CHECKS,
    *demands.CHECKS,
    *terms.CHECKS,
    *outlook.CHECKS,
)
