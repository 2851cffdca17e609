"""The outlook's frame: years in order, scenarios told apart, probabilities of all or of none."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from benefitshare.agreements.checks.node import Node
from benefitshare.agreements.checks.shape import near
from benefitshare.agreements.terms import listed
from benefitshare.findings import Finding
from benefitshare.money import format_share
from benefitshare.negotiation.brief.draft import BriefDraft

NONE = {"zh": "无", "en": "none"}
"""What is listed where there is nothing to list."""


def years_reversed(draft: BriefDraft) -> Iterator[Finding]:
    """The outlook ends before it begins."""
    years = draft.root.get("outlook").get("years")
    first, last = years.get("from").value, years.get("to").value
    if isinstance(first, int) and isinstance(last, int) and first > last:
        yield draft.finding("outlook-reversed", years.get("to"), first=first, last=last)


def twice(draft: BriefDraft) -> Iterator[Finding]:
    """Two scenarios with one id."""
    for place, scenario in enumerate(draft.scenarios):
        identifier = scenario.get("id")
        if identifier.text and identifier.text in draft.scenario_ids[:place]:
            yield draft.finding("scenario-twice", identifier, id=identifier.text)


def base_before(draft: BriefDraft) -> Iterator[Finding]:
    """A scenario builds on one that stands before it."""
    for place, scenario in enumerate(draft.scenarios):
        base, earlier = scenario.get("base"), draft.scenario_ids[:place]
        if base.text and base.text not in earlier:
            said = {"id": base.text, "known": listed(earlier) if earlier else NONE}
            yield draft.finding("base-not-before", base, said)


def probabilities(draft: BriefDraft) -> Iterator[Finding]:
    """All scenarios have a probability, summing to 1, or none has."""
    written = [s.get("probability") for s in draft.scenarios]
    known = [share for node in written if (share := node.share) is not None]
    if not known:
        return
    if len(known) < len(written):
        without = [s for s in draft.scenarios if not s.wrote("probability")]
        for scenario in without:
            said = {"id": scenario.get("id").or_default("?")}
            yield draft.finding("probability-missing", scenario, said)
    elif (total := sum(known, Fraction(0))) != 1:
        node = draft.root.get("outlook").get("scenarios")
        yield draft.finding("probabilities-not-one", node, total=format_share(total))


def probabilities_needed(draft: BriefDraft) -> Iterator[Finding]:
    """The mean over scenarios is asked for, and nobody says how likely they are."""
    if len(draft.scenarios) < 2 or any(s.wrote("probability") for s in draft.scenarios):
        return
    risk = draft.root.get("risk")
    if risk.text == "expected" or risk.wrote("cvar"):
        yield draft.finding("probabilities-needed", risk)
    for demand in draft.demands:
        if demand.get("in").text == "expected":
            yield draft.finding("probabilities-needed", demand.get("in"))


def risk(draft: BriefDraft) -> Iterator[Finding]:
    """The scenario looked at is there; some cases are left beyond alpha."""
    node = draft.root.get("risk")
    if node.get("scenario").text:
        yield from unknown_scenario(draft, node.get("scenario"))
    alpha = node.get("cvar").get("alpha")
    if alpha.share is not None and alpha.share >= 1:
        yield draft.finding("alpha-too-high", alpha, text=alpha.text)


def unknown_scenario(draft: BriefDraft, node: Node) -> Iterator[Finding]:
    """A reference to a scenario that is not there."""
    if node.text and node.text not in draft.scenario_ids:
        known = draft.scenario_ids
        said = {
            "id": node.text,
            "near": near(node.text, known),
            "known": listed(known) if known else NONE,
        }
        yield draft.finding("unknown-scenario", node, said)


CHECKS = (years_reversed, twice, base_before, probabilities, probabilities_needed, risk)
