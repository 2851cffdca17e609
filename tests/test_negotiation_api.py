"""Proposals and what can be done with them, on small briefs that are worked by hand or searched
through. The world is that of `tests.negotiation_world`.
"""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from benefitshare.findings import UsageError
from benefitshare.negotiation.api import compare, evaluate, frontier, improve, propose, what_if
from benefitshare.negotiation.brief.model import Risk
from benefitshare.negotiation.case import open_case
from benefitshare.negotiation.conflict import Feasibility
from benefitshare.negotiation.evaluation import evaluated
from benefitshare.negotiation.exact import optimum
from benefitshare.negotiation.fairness import CRITERIA
from benefitshare.negotiation.proposal import proposed
from tests.negotiation_world import (
    BAD,
    FIRST,
    GOOD,
    LATER,
    ONLY,
    UNIT,
    agreement,
    both,
    brief,
    demand,
    opened,
    party,
    split,
    tax,
    yuan,
)

GUANGQING = Path(__file__).parents[1] / "examples" / "negotiation" / "guangqing"
EVEN = {FIRST: Fraction(1, 2), LATER: Fraction(1, 2)}


def codes(error):
    return [finding.code for finding in error.value.findings]


# ------------------------------------------------------------------ the grid, by enumeration

STEP = Fraction(1, 5)


@pytest.fixture(scope="module")
def gridded():
    """Two open shares in fifths; what everybody has at each of the 36 terms, settled."""
    asks = [
        demand("monotone", "falling", party="jia", clause="c1", direction="falling"),
        demand("cash_at_least", "cash", party="yi", amount=yuan(15)),
    ]
    case = open_case(brief(*asks, step="20%"))
    points = {
        (a * STEP, b * STEP): evaluated(case, {FIRST: a * STEP, LATER: b * STEP})
        for a, b in product(range(6), repeat=2)
    }
    return case, points


def possible(points):
    """Utilities of what keeps all demands, by terms."""
    return {
        at: [s.utility for s in found.standings]
        for at, found in points.items()
        if found.is_possible
    }


@pytest.mark.parametrize("criterion", ["max_min", "leximin"])
def test_the_grid_agrees_with_all_terms_there_are(gridded, criterion):
    case, points = gridded
    known = possible(points)
    rank = (lambda u: min(u)) if criterion == "max_min" else sorted
    best = max(rank(u) for u in known.values())
    found = proposed(case, criterion)
    at = tuple(found.terms.values())
    assert rank(known[at]) == best
    assert dict(zip(case.bargain.parties, known[at], strict=True)) == found.gridded.utilities
    assert found.evaluation.is_on_grid
    same = (
        [dict(zip((FIRST, LATER), at, strict=True)) for at, u in known.items() if u == known[at_]]
        if (at_ := at)
        else []
    )
    assert [dict(v) for v in found.ties.vectors] == sorted(same, key=lambda t: tuple(t.values()))
    assert found.ties.complete
    for party_, lost in found.price_of_rounding.items():
        assert lost == found.continuous.utilities[party_] - found.gridded.utilities[party_]


def test_nothing_is_dominated_where_a_sum_is_divided(gridded):
    case, _ = gridded
    for at in ((Fraction(2, 5), Fraction(2, 5)), (Fraction(4, 5), Fraction(1, 5))):
        terms = dict(zip((FIRST, LATER), at, strict=True))
        found = evaluate(case.brief, terms, criteria=False)
        assert found.dominated_by is None


# ------------------------------------------------------------------ evaluate


def wasteful(*asks, **changes):
    """Yi's flows are worth less to it than to Jia: a day later counts for less."""
    parties = {"jia": party("jia", discount_rate="50%"), "yi": party("yi", discount_rate="0%")}
    return brief(*asks, parties=parties, scenarios=[ONLY], **changes)


def test_terms_another_would_be_better_for_all():
    """Jia is in a hurry and Yi is not: the first year belongs to Jia."""
    found = evaluate(wasteful(), {FIRST: "0%", LATER: "90%"}, criteria=False)
    better = found.dominated_by
    assert better is not None
    assert min(better.gains.values()) >= 0
    assert max(better.gains.values()) > 0
    again = evaluate(wasteful(), better.terms, criteria=False)
    for standing in again.standings:
        assert standing.utility == better.utilities[standing.party]
        assert standing.utility >= found.standing(standing.party).utility
    assert again.dominated_by is None


def test_position_is_nothing_at_the_reservation_and_whole_at_the_ideal():
    """Over both years 244 are to be had in present value, Yi's costs and reservation are 50."""
    known = brief(scenarios=[ONLY])
    at_reservation = evaluate(known, {FIRST: "50%", LATER: "0%"}, criteria=False)
    assert at_reservation.standing("jia").net == 0
    assert at_reservation.standing("jia").position == 0
    assert at_reservation.standing("yi").position == 1
    ideal = at_reservation.standing("yi").ideal
    assert ideal == (244 - 50 - 40) * UNIT == at_reservation.standing("yi").net
    below = evaluate(known, {FIRST: "0%", LATER: "0%"}, criteria=False)
    assert below.standing("jia").position == Fraction(-50, 144)


def test_every_criterion_runs_or_says_what_it_needs():
    known = brief(
        claims={"jia": yuan(100), "yi": yuan(200)}, reference={FIRST: "40%", LATER: "40%"}
    )
    found = evaluate(known, {FIRST: "40%", LATER: "40%"})
    assert [one.criterion for one in found.judged] == list(CRITERIA)
    for one in found.judged:
        assert one.status == "optimal"
        for city, less in one.differences.items():
            assert found.standing(city).utility - one.utilities[city] == less
    closest = next(one for one in found.judged if one.criterion == "closest")
    assert closest.terms == found.terms
    assert closest.is_met
    assert set(closest.differences.values()) == {0}


def test_what_a_criterion_would_propose_meets_it():
    continuous = propose(brief(), grid=False).continuous
    judged = {one.criterion: one for one in evaluate(brief(), continuous.terms).judged}
    assert judged["leximin"].is_met
    assert judged["leximin"].terms == continuous.terms
    assert not judged["proportional"].is_met
    other = {one.criterion: one for one in evaluate(brief(), {FIRST: "0%", LATER: "0%"}).judged}
    assert not other["leximin"].is_met


def test_under_regret_there_is_one_criterion():
    found = evaluate(brief(), EVEN, risk=Risk("regret"))
    assert [one.criterion for one in found.judged] == ["minimax_regret"]


def test_a_criterion_without_what_it_needs_says_so():
    with pytest.raises(UsageError) as error:
        propose(brief(), criterion="closest")
    assert codes(error) == ["criterion-not-applicable"]
    (finding,) = error.value.findings
    assert "reference" in finding.message("zh")
    assert "reference" in finding.message("en")


def bounded(*clauses):
    tiers = [(years, {"jia": opened("20%", "40%"), "yi": "rest"}) for years in ("1", "2-3")]
    return brief(agreements=[agreement(clauses=[split(*tiers), *clauses])])


CAP = {"id": "c2", "kind": "cap", "text": both("c2"), "party": "jia",
       "at_most": {"amount": yuan(60)}}  # fmt: skip


def test_terms_beyond_the_bounds_of_the_draft_have_their_worth():
    found = evaluate(bounded(), {FIRST: "90%", LATER: "80%"}, criteria=False)
    assert found.loop.kept
    assert sum(found.standing("jia").flows["good"].received.values()) == 250 * UNIT


def test_terms_beyond_the_bounds_of_a_draft_with_caps_are_refused():
    with pytest.raises(UsageError) as error:
        evaluate(bounded(CAP), {FIRST: "90%", LATER: "30%"}, criteria=False)
    assert codes(error) == ["term-out-of-bounds"]
    within = evaluate(bounded(CAP), {FIRST: "40%", LATER: "30%"}, criteria=False)
    assert within.loop.kept
    assert sum(within.standing("jia").flows["good"].received.values()) == 60 * UNIT


# ------------------------------------------------------------------ compare, improve, what if


def test_better_pairs():
    """To Jia a year later is worth two thirds, to Yi all of it: 50 + 60 at once for 100 later."""
    deals = {
        "late": {FIRST: "10%", LATER: "60%"},
        "early": {FIRST: "90%", LATER: "10%"},
        "generous": {FIRST: "100%", LATER: "60%"},
    }
    found = compare(wasteful(), deals)
    assert list(found.evaluations) == list(deals)
    nets = {n: [s.net / UNIT for s in e.standings] for n, e in found.evaluations.items()}
    assert nets["late"] == [10 + Fraction(200, 3), 290 - 120 - 100 + 100]
    assert found.better == (("early", "late"),)


@pytest.mark.parametrize("grid", [True, False])
def test_nobody_is_worse_after_improving(grid):
    known = wasteful(step="5%", tentative={FIRST: "10%", LATER: "60%"})
    found = improve(known, grid=grid)
    assert found.after.is_on_grid or not grid
    for before, after in zip(found.before.standings, found.after.standings, strict=True):
        gain = found.gains[before.party]
        assert gain >= 0
        assert abs(after.net - before.net - gain) <= Fraction(1, 100) * 6
    assert max(found.gains.values()) > 0
    again = improve(known, found.after.terms, grid=grid)
    assert again.after is None
    assert set(again.gains.values()) == {0}


def test_there_is_nothing_to_improve_where_a_sum_is_divided():
    found = improve(brief(step="10%"), EVEN)
    assert found.after is None


def test_improving_nothing_is_refused():
    with pytest.raises(UsageError) as error:
        improve(brief())
    assert codes(error) == ["terms-incomplete"] * 2


def test_a_fixed_share_stays():
    change = what_if(brief(step="10%"), fixed={"c1/1/jia": "10%"})
    assert change.after.terms[FIRST] == change.after.continuous.terms[FIRST] == Fraction(1, 10)
    assert change.before.terms[FIRST] != Fraction(1, 10)
    assert change.after.evaluation.loop.kept


def test_a_fixed_share_may_be_off_the_grid():
    """What is settled beforehand is settled; only the other share is negotiable in steps."""
    change = what_if(brief(step="10%"), fixed={FIRST: "33%"})
    assert change.after.terms[FIRST] == Fraction(33, 100)
    assert change.after.terms[LATER] % Fraction(1, 10) == 0


def test_a_share_fixed_against_a_demand_clashes_with_it():
    asks = demand("share_between", "low", term="c1/1/jia", max="20%")
    after = what_if(brief(asks), fixed={FIRST: "50%"}).after
    assert [c.demands for c in after.refusal.conflicts] == [("low",)]


def test_another_forecast_moves_what_terms_come_to():
    change = what_if(brief(), terms=EVEN, tax_times={"vat": "3/2"})
    before, after = (e.standing("jia").flows["good"] for e in (change.before, change.after))
    assert (before.net, after.net) == (72 * UNIT, (183 - 50) * UNIT)
    whole = what_if(brief(), terms=EVEN, tax_times={"all": "150%"})
    assert whole.after.standings == change.after.standings


def test_without_a_demand_the_terms_are_free_again():
    asks = demand("share_between", "high", term="c1/1/jia", min="100%")
    other = demand("share_between", "higher", term="c1/2/jia", min="90%")
    change = what_if(brief(asks, other, step="10%"), without=("higher",))
    assert change.before.terms == {FIRST: 1, LATER: Fraction(9, 10)}
    assert change.after.terms[LATER] < Fraction(9, 10)
    assert [v.demand for v in change.after.evaluation.verdicts] == ["high"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"without": ("nobody-asked",)}, "demand-not-found"),
        ({"tax_times": {"salt": "2"}}, "tax-not-forecast"),
    ],
)
def test_a_change_of_what_is_not_there_is_refused(change, code):
    with pytest.raises(UsageError) as error:
        what_if(brief(), terms=EVEN, **change)
    assert codes(error) == [code]


def test_the_frontier_of_a_sum_has_two_ends():
    found = frontier(brief(scenarios=[ONLY])).frontier
    nets = [tuple(p.utilities.values()) for p in found.points]
    assert nets == [(194 * UNIT, -50 * UNIT), (-50 * UNIT, 194 * UNIT)]
    assert found.complete


# ------------------------------------------------------------------ no terms


def test_clashing_demands_are_named():
    asks = [
        demand("npv_at_least", "much", by="jia", party="jia", amount=yuan(100), **{"in": ["good"]}),
        demand("share_between", "idle", by="jia", term="c1/1/jia", min="10%"),
        demand("npv_at_least", "more", by="yi", party="yi", amount=yuan(80), **{"in": ["good"]}),
    ]
    found = propose(brief(*asks, step="5%"))
    assert not found.is_agreed
    assert found.refusal.feasibility is Feasibility.NONE_AT_ALL
    assert [c.demands for c in found.refusal.conflicts] == [("much", "more")]
    least, spread = found.refusal.repairs
    for repair in (least, spread):
        assert repair.cost == 100 + 80 - 154
        assert optimum(repair.program).status == "optimal"
        assert all(row.room(repair.values) >= 0 for row in repair.program.rows)
        assert repair.paid["idle"] == 0
    assert spread.paid["much"] == spread.paid["more"] == 13


@pytest.mark.parametrize("criterion", CRITERIA)
@pytest.mark.parametrize("scale", ["gain", "normalised"])
def test_a_refusal_does_not_depend_on_criterion_or_scale(criterion, scale):
    asks = [
        demand("share_between", "low", term="c1/1/jia", max="20%"),
        demand("share_between", "high", term="c1/1/jia", min="30%"),
    ]
    known = brief(*asks, reference=EVEN_TEXT, scale=scale)
    found = propose(known, criterion=criterion)
    assert [c.demands for c in found.refusal.conflicts] == [("low", "high")]
    assert found.refusal.repairs[0].cost == 10


EVEN_TEXT = {FIRST: "50%", LATER: "50%"}


def test_hard_demands_alone_leave_nothing_to_repair():
    asks = [
        demand("share_between", "low", term="c1/1/jia", max="20%", strength="hard"),
        demand("share_between", "high", term="c1/1/jia", min="30%", strength="hard"),
    ]
    refusal = propose(brief(*asks)).refusal
    assert refusal.repairs is None
    (conflict,) = refusal.conflicts
    assert conflict.is_hopeless


@pytest.mark.parametrize("criterion", ["leximin", "nucleolus", "talmud", "nash"])
def test_none_on_the_grid_is_not_none_at_all(criterion):
    """A quarter is possible, tenths are not."""
    asks = [
        demand("share_between", "low", term="c1/1/jia", max="26%"),
        demand("share_between", "high", term="c1/1/jia", min="24%"),
    ]
    found = propose(brief(*asks, step="10%"), criterion=criterion)
    assert not found.is_agreed
    assert found.continuous.status == "optimal"
    assert found.refusal.feasibility is Feasibility.NONE_ON_GRID
    assert [set(c.demands) for c in found.refusal.conflicts] == [{"low", "high"}]
    off = propose(brief(*asks, step="10%"), criterion=criterion, grid=False)
    assert off.is_agreed
    assert Fraction(24, 100) <= off.terms[FIRST] <= Fraction(26, 100)


def conflicts_of(found):
    return [conflict.demands for conflict in found.refusal.conflicts]


@pytest.mark.parametrize("scale", ["gain", "money", "normalised"])
@pytest.mark.parametrize("criterion", ["nash", "kalai_smorodinsky"])
def test_reservation_values_out_of_reach_are_named(criterion, scale):
    """In the bad scenario 122 are to be had, and 90 are put in: 32 are left."""
    parties = {"jia": party("jia", "50", "20"), "yi": party("yi", "40", "20")}
    found = propose(brief(parties=parties), criterion=criterion, scale=scale)
    assert not found.is_agreed
    assert found.refusal.feasibility is Feasibility.POSSIBLE
    assert conflicts_of(found) == [("reservation/jia", "reservation/yi")]
    (conflict,) = found.refusal.conflicts
    assert (conflict.proof.asked - conflict.proof.possible) / UNIT == 40 - 32
    assert conflict.is_hopeless
    assert found.refusal.repairs is None
    assert "reservation" in [note.code for note in found.continuous.notes]


def test_a_demand_gives_way_to_a_reservation_value():
    parties = {"jia": party("jia", "50", "20"), "yi": party("yi", "40")}
    asks = demand("share_between", "low", term="c1/1/jia", max="20%")
    late = demand("share_between", "late", term="c1/2/jia", max="50%", strength="hard")
    found = propose(brief(asks, late, parties=parties), criterion="nash")
    assert conflicts_of(found) == [("low", "late", "reservation/jia")]
    least, spread = found.refusal.repairs
    assert {c.demand for repair in (least, spread) for c in repair.concessions} == {"low"}
    assert least.cost == 100 * (Fraction(70 - 36, 50) - Fraction(1, 5))


def test_a_reservation_value_may_be_out_of_reach_on_the_grid_only():
    """Halves of 61: Jia needs 40 and Yi 40, and 122 are to be had."""
    parties = {"jia": party("jia", "0", "40"), "yi": party("yi", "0", "40")}
    asks = demand("share_between", "all", term="c1/2/jia", max="0%")
    found = propose(brief(asks, parties=parties, step="50%", taxes=[tax("P1", 200, 0, 0)],
                          scenarios=[ONLY]), criterion="nash", grid=True)  # fmt: skip
    assert found.is_agreed
    wide = {"jia": party("jia", "0", "110"), "yi": party("yi", "0", "60")}
    found = propose(brief(asks, parties=wide, step="50%", taxes=[tax("P1", 200, 0, 0)],
                          scenarios=[ONLY]), criterion="nash")  # fmt: skip
    assert found.continuous.status == "optimal"
    assert not found.is_agreed
    assert conflicts_of(found) == [("reservation/jia", "reservation/yi")]
    assert found.refusal.conflicts[0].proof is None


def test_shares_are_not_rounded_below_a_reservation_value():
    """Two thirds for Jia leave Yi its third; 66.67 %, which is closer than 66.66 %, do not."""
    parties = {"jia": party("jia"), "yi": {**party("yi"), "reservation": "333333.33"}}
    known = brief(parties=parties, taxes=[tax("P1", 100, 0, 0)], scenarios=[ONLY],
                  reference={FIRST: "2/3", LATER: "50%"})  # fmt: skip
    found = propose(known, criterion="closest")
    assert found.continuous.terms[FIRST] == Fraction(2, 3)
    assert found.terms[FIRST] == Fraction(6666, 10_000)
    assert not found.evaluation.below


# ------------------------------------------------------------------ faults


def test_a_party_without_contributions_is_off_a_multiple_scale_and_still_heard():
    parties = {"jia": party("jia", "50"), "yi": party("yi")}
    asks = demand("cash_at_least", "d", party="yi", amount=yuan(60), **{"in": ["good"]})
    found = propose(brief(asks, parties=parties), scale="multiple", criterion="max_min")
    assert found.case.off_scale == ("yi",)
    assert found.evaluation.standing("yi").utility is None
    assert found.evaluation.standing("yi").net > 0
    (verdict,) = found.evaluation.verdicts
    assert (verdict.kept, verdict.room) == (True, 0)
    assert found.terms == {FIRST: Fraction(2, 5), LATER: Fraction(2, 5)}


def test_nobody_on_the_scale():
    parties = {"jia": party("jia"), "yi": party("yi")}
    for call in (propose, frontier):
        with pytest.raises(UsageError) as error:
            call(brief(parties=parties), scale="multiple")
        assert codes(error) == ["no-party-on-scale"]


def test_ideals_that_are_the_reservation_values():
    """Yi needs all there is to have what it has anyway, and nothing is left for Jia to gain."""
    parties = {"jia": party("jia"), "yi": party("yi", "0", "244")}
    known = brief(parties=parties, scale="normalised", scenarios=[ONLY])
    assert open_case(known).ideals == {"jia": 0, "yi": 244 * UNIT}
    with pytest.raises(UsageError) as error:
        propose(known)
    assert codes(error) == ["no-party-on-scale"]
    assert propose(known, scale="gain").terms == {FIRST: 0, LATER: 0}


def test_an_ideal_that_is_the_reservation_value_of_one():
    parties = {"jia": party("jia"), "yi": party("yi", "0", "40")}
    asks = demand("npv_at_least", "d", party="yi", amount=yuan(40), strength="hard")
    most = demand("receives_at_most", "m", party="yi", amount=yuan(40), years="2026")
    none = demand("receives_at_most", "n", party="yi", amount=yuan(0), years="2027-")
    known = brief(asks, most, none, parties=parties, scale="normalised", scenarios=[ONLY])
    found = propose(known)
    assert found.case.off_scale == ("yi",)
    assert found.evaluation.standing("yi").position is None
    assert found.terms == {FIRST: Fraction(3, 5), LATER: 1}


def test_one_scenario():
    found = propose(brief(scenarios=[ONLY]))
    assert found.evaluation.standing("jia").flows.keys() == {"good"}
    gains = {s.party: s.utility for s in found.evaluation.standings}
    assert abs(gains["jia"] - gains["yi"]) <= 2 * UNIT * Fraction(244, 10_000)
    for risk in (Risk("expected"), Risk("regret"), Risk("cvar", alpha=Fraction(1, 2))):
        assert (
            propose(brief(scenarios=[ONLY]), risk=risk).continuous.utilities
            == found.continuous.utilities
        )


def test_a_tier_nothing_is_paid_in_is_left_to_the_rule():
    known = brief(taxes=[tax("P1", 100, 0, 0)], step="5%")
    found = propose(known)
    assert found.terms[LATER] == Fraction(1, 2)
    assert found.continuous.unique is False
    assert found.continuous.ranges[LATER] == (0, 1)
    cells = {t: w for (_, t, _, _), w in found.case.worth.cells.items() if w}
    assert LATER not in cells
    leaning = propose(
        brief(taxes=[tax("P1", 100, 0, 0)], step="5%", reference={FIRST: "50%", LATER: "15%"})
    )
    assert leaning.terms[LATER] == Fraction(3, 20)


@pytest.mark.parametrize(
    ("terms", "found"),
    [
        ({FIRST: "50%"}, ["terms-incomplete"]),
        ({FIRST: "50%", LATER: "50%", "c9/1/jia": "1%"}, ["terms-unknown"]),
        ({FIRST: "50%", LATER: 0.5}, ["terms-not-a-share"]),
        ({FIRST: "50%", "c1/1/jia": "40%", LATER: "50%"}, ["term-twice"]),
        ({FIRST: "150%", "x": "1%"}, ["terms-not-a-share", "terms-unknown", "terms-incomplete"]),
    ],
)
def test_terms_that_are_none(terms, found):
    with pytest.raises(UsageError) as error:
        evaluate(brief(), terms)
    assert codes(error) == found


def test_nothing_to_compare():
    with pytest.raises(UsageError) as error:
        compare(brief(), {})
    assert codes(error) == ["nothing-to-compare"]


def test_a_criterion_there_is_not():
    with pytest.raises(UsageError) as error:
        propose(brief(), criterion="fairest")
    assert codes(error) == ["criterion-unknown"]


def test_a_risk_without_what_it_needs():
    scenarios = [{k: v for k, v in s.items() if k != "probability"} for s in (GOOD, BAD)]
    known = brief(scenarios=scenarios)
    for risk in (Risk("expected"), Risk("cvar", Fraction(1, 2)), Risk("scenario", scenario="x")):
        with pytest.raises(ValueError, match="scenario"):
            propose(known, risk=risk)


def test_a_scale_there_is_not():
    with pytest.raises(ValueError, match="none of money"):
        propose(brief(), scale="size")


# ------------------------------------------------------------------ the closed loop


def test_a_wrong_promise_is_an_error():
    case = open_case(brief())
    honest = evaluated(case, EVEN).loop
    assert honest.kept
    key = "bad", "p1", "jia", 2027
    wrong = {**case.worth.cash, key: case.worth.cash[key] + honest.allowed_fen + 1}
    loop = evaluated(replace(case, worth=replace(case.worth, cash=wrong)), EVEN).loop
    assert not loop.kept
    assert loop.where == key
    assert loop.largest_fen > loop.allowed_fen


def test_a_demand_that_only_rounding_breaks_is_kept():
    """Jia asks for half of 200.02 in two years; each year it is half of 100.01."""
    asks = demand(
        "cash_at_least", "d", party="jia", amount="100.01", years="2026-2027", per="total"
    )
    other = demand(
        "cash_at_least", "e", party="yi", amount="100.01", years="2026-2027", per="total"
    )
    taxes = [{"project": "P1", "tax": "vat", "amounts": ["100.01", "100.01", "0.00"]}]
    known = brief(
        asks, other, taxes=taxes, scenarios=[ONLY], parties={"jia": party("jia"), "yi": party("yi")}
    )
    found = propose(known)
    assert found.evaluation.is_possible
    rooms = sorted(v.room * v.unit for v in found.evaluation.verdicts)
    assert rooms == [0, Fraction(1, 100)]


# ------------------------------------------------------------------ the province as one board


def board(**changes):
    """Three agreements; a fund makes up what Jia lacks of 30 a year under the second."""
    second = [
        split(("1-", {"jia": opened(), "yi": "rest"})),
        {"id": "c2", "kind": "floor", "text": both("c2"), "party": "jia", "at_least": yuan(30),
         "paid_by": "fund"},
    ]  # fmt: skip
    third = [split(("1-", {"yi": opened(), "bing": "rest"}))]
    made = [
        agreement("p1", [split(("1-", {"jia": opened(), "yi": "rest"}))]),
        agreement("p2", second, ("jia", "yi", "fund")),
        agreement("p3", third, ("yi", "bing")),
    ]
    asks = [
        demand("city_total_at_most", "city", by="province", party="jia", amount=yuan(185)),
        demand("fund_at_most", "fund", by="province", party="fund", amount=yuan(2)),
        demand("equal_treatment", "equal", by="province", terms=["p1/c1/1/jia", "p2/c1/1/jia"]),
    ]
    parties = {c: party(c, "10") for c in ("jia", "yi", "bing")}
    taxes = [tax("P1", 100, 100, 100), tax("P2", 90, 90, 90), tax("P3", 200, 200, 200)]
    return brief(*asks, agreements=made, parties=parties, taxes=taxes, scenarios=[ONLY], **changes)


def test_shared_limits_bind_and_are_kept():
    """One share s for Jia under both: it receives 300 s + 90 as long as the fund fills up, 185 at
    most, and the fund pays 30 - 90 s a year, 2 at most: 28/90 is all there is in ninetieths.
    """
    found = propose(board(step="1/90"), criterion="leximin")
    evaluation = found.evaluation
    assert {t: s for t, s in found.terms.items() if t.endswith("jia")} == {
        "p1/c1/1/jia": Fraction(28, 90), "p2/c1/1/jia": Fraction(28, 90),
    }  # fmt: skip
    assert evaluation.loop.kept
    assert evaluation.is_possible
    rooms = {v.demand: v.room * v.unit for v in evaluation.verdicts}
    received = sum(evaluation.standing("jia").flows["good"].received.values())
    assert rooms == {"city": 185 * UNIT - received, "fund": 0, "equal": 0}
    assert abs(received - (Fraction(300 * 28, 90) + 90) * UNIT) < 1


def test_what_a_shared_limit_is_worth_to_whom():
    found = propose(board(), criterion="leximin")
    assert found.continuous.terms["p1/c1/1/jia"] == Fraction(95, 300)
    bindings = {b.demand: b for b in found.bindings}
    assert bindings.keys() == {"city"}
    point = Fraction(1, 300) * UNIT * (1 + Fraction(4, 5) + Fraction(16, 25))
    lost = 190 * point / 2  # of 100 and 90 a year, divided by Yi and Bing
    assert bindings["city"].moved.loosened == {"jia": 100 * point, "yi": -lost, "bing": -lost}
    assert bindings["city"].moved.tightened == {"jia": -100 * point, "yi": lost, "bing": lost}


# ------------------------------------------------------------------ the example


def test_the_example_proposes_terms():
    found = propose(GUANGQING / "brief.yaml")
    assert found.is_agreed
    assert found.evaluation.loop.kept
    assert found.evaluation.loop.figures > 100
    assert found.evaluation.is_possible
    assert found.evaluation.is_on_grid
    assert len(found.evaluation.documents) == 1


def test_the_example_of_a_clash_names_it():
    refusal = propose(GUANGQING / "clash.yaml").refusal
    assert refusal.feasibility is Feasibility.NONE_AT_ALL
    assert [c.demands for c in refusal.conflicts] == [
        ("gz-npv", "qy-cash"), ("gz-npv", "province-guideline"),
    ]  # fmt: skip
    least, spread = refusal.repairs
    assert least.cost <= spread.cost
    assert max(spread.paid.values()) <= max(least.paid.values())
    assert "qy-falling" not in {c.demand for one in (least, spread) for c in one.concessions}
