"""Briefs at random: what is proposed is what the exact settlement gives, and does not turn on what
it must not turn on.
"""

import os
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from benefitshare.agreements import validate_agreement
from benefitshare.negotiation.api import propose
from benefitshare.negotiation.brief import read_brief
from benefitshare.negotiation.case import open_case
from benefitshare.negotiation.proposal import proposed
from benefitshare.settlement.api import open_values
from tests.negotiation_world import demand, documents, fen_text

MORE = int(os.environ.get("BENEFITSHARE_EXAMPLES", "1"))


def examples(count):
    return settings(
        max_examples=count * MORE,
        derandomize=MORE == 1,
        phases=[Phase.generate] if MORE == 1 else list(Phase),
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def quick(document, criterion="leximin", **more):
    case = open_case(read_brief(document))
    return proposed(case, criterion, explain=False, **more)


def fen(found, party):
    """How far rounding may move a party's net present value, in yuan; factors are below one."""
    brief, worth = found.case.brief, found.case.worth
    bound = sum(
        allowed for (_, agreement, member, _), allowed in worth.rounding_fen.items()
        if brief.party_of(agreement, member) == party
    )  # fmt: skip
    return Fraction(bound, 100)


@examples(12)
@given(documents(), st.sampled_from(["leximin", "max_min", "utilitarian", "proportional"]))
def test_every_promise_is_kept(document, criterion):
    found = quick(document, criterion)
    if not found.is_agreed:
        assert found.refusal is not None
        assert found.refusal.conflicts or found.continuous.status == "optimal"
        return
    evaluation = found.evaluation
    assert evaluation.loop.kept
    assert evaluation.loop.largest_fen <= evaluation.loop.allowed_fen
    assert evaluation.is_possible
    assert evaluation.is_on_grid
    for written in evaluation.documents:
        assert [f for f in validate_agreement(written) if f.severity == "error"] == []
        assert open_values(written) == 0
    for standing in evaluation.standings:
        promised = found.gridded.utilities[standing.party]
        unit = found.case.measures[standing.party].unit_yuan
        assert abs(standing.utility - promised) * unit <= fen(found, standing.party)


def turned(document):
    """The same brief, the parties the other way round."""
    parties = dict(reversed(document["parties"].items()))
    return {**document, "parties": parties}


def times(document, k):
    """Every amount of money of a brief k times as large."""

    def grown(node, key=""):
        if isinstance(node, dict):
            return {name: grown(value, name) for name, value in node.items()}
        if isinstance(node, list):
            return [grown(value, key) for value in node]
        money = isinstance(node, str) and key in ("amount", "amounts", "reservation", "at_least")
        return fen_text(int(Fraction(node) * 100) * k) if money else node

    return grown(document)


@examples(5)
@given(documents(limits=False))
def test_the_order_of_parties_plays_no_part(document):
    one, other = quick(document), quick(turned(document))
    assert one.terms == other.terms
    assert one.continuous.utilities == other.continuous.utilities


@examples(5)
@given(documents(limits=False), st.sampled_from([2, 7]))
def test_the_size_of_money_plays_no_part(document, k):
    one, other = quick(document), quick(times(document, k))
    assert one.continuous.terms == other.continuous.terms
    assert one.terms == other.terms


@examples(5)
@given(documents(limits=False, asks=False))
def test_a_demand_with_room_changes_nothing(document):
    least = demand("npv_at_least", "slack", party="jia", amount="-100000000.00")
    with_it = {**document, "demands": [*document["demands"], least]}
    one, other = quick(document), propose(with_it)
    assert one.terms == other.terms
    assert one.continuous.utilities == other.continuous.utilities
    assert other.bindings == ()


@examples(5)
@given(documents(limits=False, steps=(None,)), st.data())
def test_who_needs_more_has_no_less(document, data):
    """Under leximin of gains; on any shares."""
    document = {**document, "scale": "gain"}
    document["demands"] = [d for d in document["demands"] if d["kind"] != "gap_at_most"]
    party = data.draw(st.sampled_from(sorted(document["parties"])))
    own = document["parties"][party]
    more = Fraction(own["reservation"]) + data.draw(st.integers(1, 2_000_000))
    raised = {**document["parties"], party: {**own, "reservation": fen_text(int(more * 100))}}
    before, after = quick(document), quick({**document, "parties": raised})
    assume(before.is_agreed)
    assert after.is_agreed

    def net(found):
        return found.continuous.utilities[party] + found.case.brief.party(party).reservation_yuan

    assert net(after) >= net(before)


@examples(4)
@given(documents(limits=False, asks=False, steps=("10%",)))
def test_nothing_on_the_grid_is_better_for_all(document):
    """What is proposed by a strict criterion is efficient among the terms it was picked from."""
    from benefitshare.negotiation.grid import on_grid
    from benefitshare.negotiation.improve import dominated

    found = quick(document)
    assert dominated(on_grid(found.case.bargain), found.terms) is None
    assert dominated(found.case.bargain, found.continuous.terms) is None


@pytest.mark.parametrize("grid", [True, False])
def test_the_same_brief_gives_the_same(grid):
    from tests.negotiation_world import document

    one, other = (quick(document(step="5%"), grid=grid) for _ in range(2))
    assert one.terms == other.terms
    assert one.evaluation.documents == other.evaluation.documents
    assert repr(one.continuous.stages) == repr(other.continuous.stages)
