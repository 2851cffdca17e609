"""Every kind of demand worked by hand: the rows it asks for, and whether settled terms keep it.

In units of ten thousand yuan, with a for Jia's share of the first year and b for the two later:
Jia receives 100a, 100b, 100b in the good scenario, half of that in the bad one; discounted by 25 %
from the first day, 100a + 80b + 64b. Jia puts in 50, Yi 40; Yi's reservation value is 10. The terms
looked at are a = 1/2, b = 1/4: Jia's net present value is 36 (good), -7 (bad), Yi's 118 and 39.
"""

from fractions import Fraction

import pytest

from benefitshare.negotiation.api import evaluate, propose
from benefitshare.negotiation.case import open_case
from benefitshare.negotiation.demands import RULES
from benefitshare.negotiation.evaluation import evaluated
from tests.negotiation_world import (
    FIRST,
    LATER,
    TWO_TIERS,
    UNIT,
    agreement,
    brief,
    demand,
    opened,
    split,
    tax,
    yuan,
)

TERMS = {FIRST: Fraction(1, 2), LATER: Fraction(1, 4)}
SOURCE = {"source": {"name": "x"}, "confidence": "unverified"}
MONEY, POINT = UNIT, Fraction(1, 100)


def asked_for(kind, **asks):
    """(verdict at TERMS, rows by name) of one demand in the world as it is."""
    return judged(brief(demand(kind, **asks)), TERMS)


def judged(known, terms):
    case = open_case(known)
    (verdict,) = evaluated(case, terms).verdicts
    rows = {row.name: row for row in case.bargain.program.rows if row.demand}
    return verdict, rows


def held(row):
    """What a row asks for: coefficients of a and b, sense, right side; money in units."""
    assert set(row.terms) <= {FIRST, LATER}
    return tuple(row.terms.get(t, Fraction(0)) for t in (FIRST, LATER)), row.sense, row.rhs


def in_units(row):
    (a, b), sense, right = held(row)
    return (a / UNIT, b / UNIT), sense, right / UNIT


def has(verdict, *, room, unit, line):
    assert (verdict.room, verdict.unit, verdict.line) == (room, unit, line)
    assert verdict.kept == (room >= 0)


# ------------------------------------------------------------------ money


def test_net_present_value_in_one_scenario():
    verdict, rows = asked_for("npv_at_least", party="jia", amount=yuan(30), **{"in": ["good"]})
    assert in_units(rows["d|good"]) == ((100, 144), ">=", 80)
    has(verdict, room=6, unit=MONEY, line="d|good")


def test_net_present_value_in_every_scenario():
    verdict, rows = asked_for("npv_at_least", party="jia", amount=yuan(30))
    assert in_units(rows["d|bad"]) == ((50, 72), ">=", 80)
    assert len(rows) == 2
    has(verdict, room=-37, unit=MONEY, line="d|bad")


def test_net_present_value_in_the_mean():
    verdict, rows = asked_for("npv_at_least", party="jia", amount=yuan(25), **{"in": "expected"})
    assert in_units(rows["d|expected"]) == ((Fraction(175, 2), 126), ">=", 75)
    has(verdict, room=Fraction(1, 4), unit=MONEY, line="d|expected")


@pytest.mark.parametrize(
    ("discounted", "year", "room"),
    [(False, 2026, 0), (False, 2027, 25), (True, 2027, 20), (True, 2028, 36)],
)
def test_payback(discounted, year, room):
    asks = {"party": "jia", "year": year, "discounted": discounted, "in": ["good"]}
    verdict, rows = asked_for("payback_by", **asks)
    later = {2026: 0, 2027: 80 if discounted else 100, 2028: 144}[year]
    assert in_units(rows["d|good"]) == ((100, later), ">=", 50)
    has(verdict, room=room, unit=MONEY, line="d|good")


def test_payback_counts_what_is_put_in_later():
    put = [{"year": y, "kind": "cost", "amount": yuan(30)} for y in (2026, 2027, 2028)]
    parties = {"jia": {"name": {"zh": "甲", "en": "A"}, "contributions": put},
               "yi": {"name": {"zh": "乙", "en": "B"}}}  # fmt: skip
    asks = demand("payback_by", party="jia", year=2027, **{"in": ["good"]})
    case = open_case(brief(asks, parties=parties))
    found = evaluated(case, TERMS)
    has(found.verdicts[0], room=15, unit=MONEY, line="d|good")
    assert found.standing("jia").flows["good"].payback == 2026
    bad = found.standing("jia").flows["bad"]
    assert (bad.payback, bad.payback_discounted, bad.net) == (
        None,
        None,
        (43 - Fraction(366, 5)) * UNIT,
    )


def test_cash_in_each_of_some_years():
    verdict, rows = asked_for("cash_at_least", party="yi", amount=yuan(40), years="2027-")
    assert set(rows) == {"d|good|2027", "d|good|2028", "d|bad|2027", "d|bad|2028"}
    assert in_units(rows["d|bad|2028"]) == ((0, -50), ">=", -10)
    has(verdict, room=Fraction(-5, 2), unit=MONEY, line="d|bad|2027")


def test_cash_over_years_together():
    verdict, rows = asked_for(
        "cash_at_least", party="yi", amount=yuan(40), years="2027-", per="total"
    )
    assert in_units(rows["d|bad"]) == ((0, -100), ">=", -60)
    has(verdict, room=35, unit=MONEY, line="d|bad")


def test_cash_in_the_mean_is_asked_for_by_year():
    verdict, rows = asked_for("cash_at_least", party="yi", amount=yuan(40), **{"in": "expected"})
    assert set(rows) == {f"d|expected|{year}" for year in (2026, 2027, 2028)}
    has(verdict, room=Fraction(15, 4), unit=MONEY, line="d|expected|2026")


def test_a_party_receives_at_most():
    verdict, rows = asked_for("receives_at_most", party="jia", amount=yuan(110))
    assert in_units(rows["d|good"]) == ((100, 200), "<=", 110)
    has(verdict, room=10, unit=MONEY, line="d|good")
    yearly, _ = asked_for("receives_at_most", party="jia", amount=yuan(40), per="year")
    has(yearly, room=-10, unit=MONEY, line="d|good|2026")


def test_guideline_of_everything():
    verdict, rows = asked_for("guideline", party="jia", min="30%", max="40%", **SOURCE)
    assert in_units(rows["d|good|max"]) == ((100, 200), "<=", 120)
    assert in_units(rows["d|bad|min"]) == ((50, 100), ">=", 45)
    has(verdict, room=5, unit=MONEY, line="d|bad|min")


def test_guideline_of_one_clause():
    other = split(("1-", {"jia": opened(), "yi": "rest"}), clause="c2")
    first = {**TWO_TIERS, "applies_to": {"tax": ["cit"]}}
    other = {**other, "applies_to": {"tax": ["vat"]}}
    known = brief(
        demand("guideline", party="jia", clause="c2", max="35%", **SOURCE),
        agreements=[
            agreement(
                clauses=[first, other],
                revenue={"taxes": ["vat", "cit"], "part": "city", "division": "none"},
            )
        ],
        taxes=[tax("P1", 100, 100, 100), {**tax("P1", 10, 10, 10), "tax": "cit"}],
    )
    case = open_case(known)
    terms = {FIRST: Fraction(1), LATER: Fraction(1), "p1/c2/1/jia": Fraction(1, 4)}
    (verdict,) = evaluated(case, terms).verdicts
    has(verdict, room=15, unit=MONEY, line="d|bad|max")


def test_not_worse_than_an_amount():
    verdict, rows = asked_for("not_worse_than_today", party="yi", amount=yuan(39))
    assert in_units(rows["d|bad"]) == ((-50, -72), ">=", -43)
    has(verdict, room=0, unit=MONEY, line="d|bad")


def test_not_worse_than_the_terms_of_today():
    asks = demand("not_worse_than_today", party="jia", **{"in": "expected"})
    known = brief(asks, today={"terms": {"c1/1/jia": "60%", "c1/2/jia": "20%"}})
    verdict, rows = judged(known, TERMS)
    ratio = Fraction(7, 8)
    assert in_units(rows["d|expected"]) == (
        (100 * ratio, 144 * ratio),
        ">=",
        88 * ratio + Fraction(4, 5) * ratio,
    )
    has(verdict, room=Fraction(-14, 5) * ratio, unit=MONEY, line="d|expected")


def test_not_worse_than_the_agreement_of_today():
    shares = {"jia": "40%", "yi": "60%"}
    old = agreement(clauses=[split(("1-", shares))])
    asks = demand("not_worse_than_today", party="jia", **{"in": ["good"]})
    verdict, rows = judged(brief(asks, today={"agreements": [{"document": old}]}), TERMS)
    assert in_units(rows["d|good"]) == ((100, 144), ">=", Fraction(488, 5))
    has(verdict, room=36 - Fraction(238, 5), unit=MONEY, line="d|good")


def two_agreements(*demands, **changes):
    second = agreement("p2", [split(("1-", {"jia": opened(), "yi": "rest"}))])
    taxes = [tax("P1", 100, 100, 100), tax("P2", 40, 60, 80)]
    return brief(*demands, agreements=[agreement(), second], taxes=taxes, **changes)


def test_a_city_in_total_under_several_agreements():
    both_of_them = demand("city_total_at_most", "d", party="jia", amount=yuan(150))
    known = two_agreements(both_of_them)
    case = open_case(known)
    (verdict,) = evaluated(case, {**TERMS, "p2/c1/1/jia": Fraction(1, 3)}).verdicts
    has(verdict, room=-10, unit=MONEY, line="d|good")
    (row,) = (r for r in case.bargain.program.rows if r.name == "d|good")
    assert row.terms["p2/c1/1/jia"] == 180 * UNIT
    one = demand(
        "city_total_at_most", "d", party="jia", amount=yuan(25), per="year", years="2026-2027",
        agreements=["p2"],
    )  # fmt: skip
    (verdict,) = evaluated(
        open_case(two_agreements(one)), {**TERMS, "p2/c1/1/jia": Fraction(1, 4)}
    ).verdicts
    has(verdict, room=10, unit=MONEY, line="d|good|2027")


def test_what_a_fund_nobody_speaks_for_pays_out():
    """It gives back a fifth of the tax and takes an open share of it."""
    returned = {
        "id": "c2", "kind": "give_back", "text": {"zh": "x"}, "from": "fund",
        "of": {"level": "city"}, "rate": "20%", "to": {"jia": "100%"},
    }  # fmt: skip
    shares = {"jia": opened(), "fund": opened(), "yi": "rest"}
    made = agreement(clauses=[split(("1-", shares)), returned], parties=("jia", "yi", "fund"))
    terms = {"p1/c1/1/jia": Fraction(1, 4), "p1/c1/1/fund": Fraction(1, 20)}
    for per, room in (("year", -5), ("total", 15)):
        asks = demand(
            "fund_at_most",
            by="province",
            party="fund",
            amount=yuan(10 if per == "year" else 60),
            per=per,
        )
        case = open_case(brief(asks, agreements=[made]))
        (verdict,) = evaluated(case, terms).verdicts
        has(verdict, room=room, unit=MONEY, line="d|good|2026" if per == "year" else "d|good")
    row = next(r for r in case.bargain.program.rows if r.name == "d|good")
    assert dict(row.terms) == {"p1/c1/1/fund": -300 * UNIT}
    assert row.rhs == 0


# ------------------------------------------------------------------ the scale


@pytest.mark.parametrize(
    ("scale", "bound", "difference", "unit"),
    [
        ("gain", {"amount": yuan(80)}, 72 * UNIT, 8_000),
        ("money", {"amount": yuan(80)}, 82 * UNIT, 8_000),
        ("multiple", {"points": "5/2"}, Fraction(158, 40) - Fraction(86, 50), Fraction(1, 40)),
    ],
)
def test_the_gap_is_on_the_scale(scale, bound, difference, unit):
    known = brief(demand("gap_at_most", **bound, **{"in": ["good"]}), scale=scale)
    verdict, rows = judged(known, TERMS)
    assert set(rows) == {"d|good|jia-yi", "d|good|yi-jia"}
    largest = 80 * UNIT if "amount" in bound else Fraction(5, 2)
    has(verdict, room=(largest - difference) / unit, unit=unit, line="d|good|yi-jia")


def test_the_gap_of_normalised_gains():
    """In the bad scenario, the worst for both, they divide 122: with x for Jia's part, x - 50 and
    82 - x are left, and both have their reservation values where x is from 50 to 72.
    """
    known = brief(demand("gap_at_most", points="1/4", **{"in": ["bad"]}), scale="normalised")
    case = open_case(known)
    assert case.ideals == {"jia": 22 * UNIT, "yi": 32 * UNIT}
    found = evaluated(case, TERMS)
    utilities = {s.party: s.utility for s in found.standings}
    assert utilities == {"jia": Fraction(43 - 50, 22), "yi": Fraction(72 - 43, 22)}
    room = (Fraction(1, 4) - Fraction(36, 22)) * 400
    has(found.verdicts[0], room=room, unit=Fraction(1, 400), line="d|bad|yi-jia")


def test_the_gap_in_the_mean():
    known = brief(demand("gap_at_most", amount=yuan(80), **{"in": "expected"}))
    verdict, _ = judged(known, TERMS)
    difference = (72 * 3 + Fraction(36)) / 4
    has(verdict, room=(80 - difference) * UNIT / 8_000, unit=8_000, line="d|expected|yi-jia")


# ------------------------------------------------------------------ shares


def test_a_share_between_bounds():
    verdict, rows = asked_for("share_between", term="c1/1/jia", min="40%", max="55%")
    assert held(rows[f"d|{FIRST}|min"]) == ((1, 0), ">=", Fraction(2, 5))
    assert held(rows[f"d|{FIRST}|max"]) == ((1, 0), "<=", Fraction(11, 20))
    has(verdict, room=5, unit=POINT, line=f"d|{FIRST}|max")


def test_the_rest_between_bounds():
    verdict, rows = asked_for("share_between", term="c1/1/yi", max="45%")
    assert held(rows["d|p1/c1/1/yi|max"]) == ((-1, 0), "<=", Fraction(-11, 20))
    has(verdict, room=-5, unit=POINT, line="d|p1/c1/1/yi|max")


def test_all_shares_of_a_party_in_a_clause_between_bounds():
    verdict, rows = asked_for("share_between", party="jia", clause="c1", min="30%")
    assert set(rows) == {f"d|{FIRST}|min", f"d|{LATER}|min"}
    has(verdict, room=-5, unit=POINT, line=f"d|{LATER}|min")


@pytest.mark.parametrize(
    ("party", "direction", "room"),
    [("jia", "falling", 25), ("jia", "rising", -25), ("yi", "falling", -25), ("yi", "rising", 25)],
)
def test_monotone_tiers(party, direction, room):
    verdict, rows = asked_for("monotone", party=party, clause="c1", direction=direction)
    assert set(rows) == {"d|2"}
    has(verdict, room=room, unit=POINT, line="d|2")


def test_monotone_tiers_with_one_that_is_fixed():
    tiers = split(
        ("1", {"jia": opened(), "yi": "rest"}), ("2", {"jia": "30%", "yi": "70%"}),
        ("3", {"jia": opened(), "yi": "rest"}),
    )  # fmt: skip
    asks = demand("monotone", party="jia", clause="c1", direction="falling")
    known = brief(asks, agreements=[agreement(clauses=[tiers])])
    third = "p1/c1/3/jia"
    case = open_case(known)
    rows = {r.name: (dict(r.terms), r.sense, r.rhs) for r in case.bargain.program.rows if r.demand}
    assert rows == {
        "d|2": ({FIRST: -1}, "<=", Fraction(-3, 10)),
        "d|3": ({third: 1}, "<=", Fraction(3, 10)),
    }
    (verdict,) = evaluated(case, {FIRST: Fraction(1, 2), third: Fraction(7, 20)}).verdicts
    has(verdict, room=-5, unit=POINT, line="d|3")


def test_equal_treatment():
    verdict, rows = asked_for("equal_treatment", terms=["c1/1/jia", "c1/2/jia"])
    assert held(rows[f"d|{LATER}"]) == ((-1, 1), "==", 0)
    has(verdict, room=-25, unit=POINT, line=f"d|{LATER}")
    same, _ = judged(
        brief(demand("equal_treatment", terms=["c1/1/jia", "c1/2/jia"])),
        {FIRST: Fraction(1, 3), LATER: Fraction(1, 3)},
    )
    has(same, room=0, unit=POINT, line=f"d|{LATER}")


# ------------------------------------------------------------------ what they do

BINDING = {
    "npv_at_least": {"party": "jia", "amount": yuan(60), "in": ["good"]},
    "payback_by": {"party": "jia", "year": 2026},
    "cash_at_least": {"party": "jia", "amount": yuan(45), "years": "2028"},
    "share_between": {"term": "c1/2/jia", "max": "30%"},
    "monotone": {"party": "jia", "clause": "c1", "direction": "rising"},
    "gap_at_most": {"amount": yuan(20), "in": ["good"]},
    "receives_at_most": {"party": "yi", "amount": yuan(40), "years": "2026", "per": "year"},
    "guideline": {"party": "jia", "max": "50%", **SOURCE},
    "not_worse_than_today": {"party": "yi", "amount": yuan(100), "in": ["good"]},
    "city_total_at_most": {"party": "jia", "amount": yuan(120)},
    "fund_at_most": {"party": "yi", "amount": yuan(-110), "per": "total"},
    "equal_treatment": {"terms": ["c1/1/jia", "c1/2/jia"]},
}


def test_every_kind_is_here():
    from benefitshare.negotiation.brief.build import ASKS

    assert set(BINDING) == set(ASKS)
    assert len(RULES) == len(ASKS)


@pytest.mark.parametrize("kind", BINDING)
def test_what_is_proposed_keeps_every_kind(kind):
    """Whatever Jia or Yi would have liked better, by either end of the criterion."""
    asks = demand(kind, **BINDING[kind])
    for weights in ({"jia": "10"}, {"yi": "10"}):
        parties = {p: dict(n) for p, n in brief().document["parties"].items()}
        for p, w in weights.items():
            parties[p]["weight"] = w
        found = propose(brief(asks, parties=parties), criterion="utilitarian")
        (verdict,) = found.evaluation.verdicts
        assert verdict.kept
        assert found.evaluation.loop.kept
        terms = found.continuous.terms
        rows = [r for r in found.case.bargain.program.rows if r.demand]
        assert min(r.room(terms) for r in rows) >= 0


def test_a_demand_nobody_can_break_is_kept_and_says_so():
    verdict = evaluate(
        brief(demand("npv_at_least", party="jia", amount=yuan(-50))), TERMS, criteria=False
    ).verdicts[0]
    assert verdict.kept
    assert verdict.room == 43
