"""Which terms are fair: a case under any of the criteria a brief may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TypedDict

from benefitshare.findings import Finding, UsageError
from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.case import Case
from benefitshare.negotiation.criteria import Agreed, agree
from benefitshare.negotiation.games.targets import division, nearest
from benefitshare.negotiation.valuation import Measure

REGRET = "minimax_regret"
GAMES = {"nucleolus": "nucleolus", "least_core": "least_core", "shapley": "shapley"}
CLAIMS = {
    "claims_proportional": "proportional",
    "equal_awards": "constrained_equal_awards",
    "equal_losses": "constrained_equal_losses",
    "talmud": "talmud",
    "random_arrival": "random_arrival",
}
DIRECT = (
    "max_min", "leximin", "proportional", "kalai_smorodinsky", "nash", "utilitarian", "closest",
)  # fmt: skip
CRITERIA = (*DIRECT, *GAMES, *CLAIMS)
"""Criteria of terms at once, and criteria that divide a sum first and then look for the terms that
come closest to that; by their names in a brief."""

COALITIONS_KNOWN = {
    "zh": "须写明每一种联合的所得，或由各方底线推出；且存在可行的比例",
    "en": "the value of every coalition must be given, or follow from reservation values; "
    "and some terms must be possible",
}
CLAIMS_ENOUGH = {
    "zh": "各方主张之和不得少于可分总额，也不得有负数；且存在可行的比例",
    "en": "claims must come to no less than there is to divide, and none be below zero; "
    "and some terms must be possible",
}
NEEDS = {
    "closest": {
        "zh": "任务书须用 reference 写明每一个待定比例的参照值",
        "en": "the brief must give a reference for every open share",
    },
    "proportional": {
        "zh": "各方投入须有记载，且不为负数",
        "en": "contributions must be known and not below zero",
    },
    "nash": {"zh": "各方权重须大于零", "en": "every weight must be above zero"},
    **dict.fromkeys(GAMES, COALITIONS_KNOWN),
    **dict.fromkeys(CLAIMS, CLAIMS_ENOUGH),
}
"""What a criterion needs; the others need nothing but a brief."""
NOTHING_MORE = {"zh": "各方的收益须有上限", "en": "what a party can have must have a limit"}


def agreed_under(
    case: Case, bargain: Bargain, criterion: str, *, verify: bool = True, ranges: bool = True
) -> Agreed:
    """What a criterion picks for the bargain of a case, or for that bargain with another program.

    Utilities come out on the case's scale, whatever scale the criterion itself looks at:
    `proportional` and the claims rules divide present values received, the solutions of games net
    present values. Under regret the criterion is the largest regret of the worst-off party.

    Raises UsageError for a criterion there is not, or that needs what the brief does not give.
    """
    if case.risk.measure == "regret":
        criterion = REGRET
    elif criterion not in CRITERIA:
        known = ", ".join(CRITERIA)
        raise UsageError(
            Finding("criterion-unknown", params={"criterion": criterion, "known": known})
        )
    if not bargain.parties:
        raise nobody_on_scale(case)
    try:
        return _found(case, bargain, criterion, Asking(verify=verify, ranges=ranges))
    except ValueError as reason:
        params = {"criterion": criterion, "needs": NEEDS.get(criterion, NOTHING_MORE)}
        raise UsageError(Finding("criterion-not-applicable", params=params)) from reason


def nobody_on_scale(case: Case) -> UsageError:
    """That the scale of a case exists for no party, to be raised."""
    return UsageError(Finding("no-party-on-scale", params={"scale": case.scale}))


class Asking(TypedDict):
    """How thorough an answer is to be, as the criteria take it."""

    verify: bool
    ranges: bool


def _found(case: Case, bargain: Bargain, criterion: str, asking: Asking) -> Agreed:
    brief = case.brief
    if criterion == REGRET:
        scenarios = {s: replace(b, program=bargain.program) for s, b in case.by_scenario.items()}
        return agree(bargain, criterion, scenarios=scenarios, reference=brief.reference, **asking)
    if criterion in GAMES:
        return _target(case, bargain, criterion, GAMES[criterion], _nets(bargain), asking)
    if criterion in CLAIMS:
        received = _receipts(case, bargain)
        return _target(case, bargain, criterion, CLAIMS[criterion], received, asking)
    if criterion == "proportional":
        received = _receipts(case, bargain)
        found = agree(
            _measured(case, bargain, received), criterion, contributions=_costs(case, bargain),
            reference=brief.reference, **asking,
        )  # fmt: skip
        return _back(case, found, received)
    weights = {p: brief.party(p).weight for p in bargain.parties}
    return agree(bargain, criterion, weights=weights, reference=brief.reference, **asking)


def _target(
    case: Case,
    bargain: Bargain,
    criterion: str,
    concept: str,
    measures: Mapping[str, Measure],
    asking: Asking,
) -> Agreed:
    """The terms closest to what a game or a claims rule gives each party."""
    brief = case.brief
    own = _measured(case, bargain, measures)
    divided = division(
        own,
        concept,
        values=dict(brief.coalitions) or None,
        claims={p: c for p, c in brief.claims.items() if p in own.parties} or None,
    )
    found = nearest(
        own, divided.awards, criterion=criterion, reference=brief.reference, **asking
    ).agreed
    told = replace(divided, of="received" if criterion in CLAIMS else "net")
    return replace(_back(case, found, measures), division=told)


def _costs(case: Case, bargain: Bargain) -> dict[str, Fraction]:
    """The present value each party contributes."""
    first = case.brief.scenarios[0].id
    return {p: case.prospects.accounts[first, p].costs for p in bargain.parties}


def _receipts(case: Case, bargain: Bargain) -> dict[str, Measure]:
    """Present values received, in yuan: net present values and what was contributed."""
    return {p: Measure(-cost) for p, cost in _costs(case, bargain).items()}


def _nets(bargain: Bargain) -> dict[str, Measure]:
    """Net present values, in yuan."""
    return {p: Measure() for p in bargain.parties}


def _measured(case: Case, bargain: Bargain, measures: Mapping[str, Measure]) -> Bargain:
    """A bargain on the case's scale, on another one."""

    def net(party: str) -> Measure:
        own = case.measures[party]
        return Measure(-own.origin_yuan / own.unit_yuan, 1 / own.unit_yuan)

    return replace(
        bargain,
        utilities={p: measures[p].of(net(p).of(u)) for p, u in bargain.utilities.items()},
        reservation={p: measures[p].value(net(p).value(r)) for p, r in bargain.reservation.items()},
    )


def _back(case: Case, found: Agreed, measures: Mapping[str, Measure]) -> Agreed:
    """A result on the case's scale again; its stages stay on the scale they were found on."""
    nets = {
        p: u * measures[p].unit_yuan + measures[p].origin_yuan for p, u in found.utilities.items()
    }
    return replace(found, utilities={p: case.measures[p].value(net) for p, net in nets.items()})
