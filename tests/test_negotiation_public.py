"""Public forms and parties' own pages: nothing in them comes from what is private to others."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benefitshare.agreements.schemas import schema
from benefitshare.money import parse_share
from benefitshare.negotiation import api
from benefitshare.negotiation.brief import read_brief
from benefitshare.negotiation.brief.model import Risk, ShareBetween
from benefitshare.negotiation.documents import json_text, to_document, to_json
from benefitshare.negotiation.evaluation import Evaluation, Loop, Standing
from benefitshare.negotiation.frontier import Frontier, Point
from benefitshare.negotiation.public import (
    for_party,
    own_brief,
    own_form,
    public_brief,
    public_form,
    public_risk,
)
from tests.small_brief import TERMS, document, small_brief

EXAMPLE = Path(__file__).parents[1] / "examples" / "negotiation" / "guangqing" / "brief.yaml"
SECRET = ("reservation", "ideal", "utility", "utilities", "position", "gains", "gain", "digest",
          "weights", "strength", "bindings", "criteria", "dominated_by", "stages")  # fmt: skip
"""Names of fields that hold private numbers, or what comes from them."""
FULL = {f"a1/{term}": parse_share(share) for term, share in TERMS.items()}
SMALL = settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

SMALL_BRIEF = small_brief()
fractions = st.fractions(0, 100, max_denominator=100)
yuan = st.integers(0, 10**6).map(lambda fen: f"{fen // 100}.{fen % 100:02d}")
odds = st.integers(1, 97).map(
    lambda n: (f"{2 * (100 - n)}/300", f"{3 * n}/300", f"{100 - n}/300")
)  # fmt: skip
of_yi = {"yi": yuan, "end": yuan}
of_all = {
    "jia": yuan, "secret": st.tuples(yuan, yuan, yuan), "odds": odds, "mine": yuan,
    "tiers": st.sampled_from(("20%", "45%", "1/3")), **of_yi,
}  # fmt: skip


def brief_of(jia="1.00", yi="2.00", mine="10.00", end="20.00", **changes):
    return small_brief(reservations=(jia, yi), ends=(mine, end), **changes)


def result_of(brief, *, scale="gain", junk=0):
    """A result at the same terms, full of private numbers that must not be copied from it."""
    standings = tuple(
        Standing(p, Fraction(junk), {}, *[Fraction(junk + 777_777_777)] * 5)
        for p in brief.party_ids
    )
    loop = Loop(1, Fraction(junk), Fraction(junk), None, junk % 2 == 0)
    return Evaluation(brief, scale, brief.risk, FULL, (), standings, (), loop, junk % 2 == 1)


def public_text(brief, **told):
    return to_json(public_form(result_of(brief, **told)))


def own_text(brief, party="jia", **told):
    return json_text(for_party(result_of(brief, **told), party))


@pytest.fixture(scope="module")
def plain_public():
    return public_text(small_brief())


@pytest.fixture(scope="module")
def plain_own():
    return own_text(small_brief())


# --- what is private changes nothing --------------------------------------------------------------


@SMALL
@given(st.fixed_dictionaries(of_all), st.integers(0, 10**6))
def test_briefs_that_differ_in_private_data_have_the_same_public_form(plain_public, private, junk):
    assert public_text(brief_of(**private), junk=junk) == plain_public


@st.composite
def secrets(draw, of=("jia", "yi"), scenarios=True):
    """The small brief with other private data of some parties, and of the private scenario."""
    brief = SMALL_BRIEF
    amounts = {party: draw(fractions) for party in of}
    parties = tuple(replace(p, reservation_yuan=amounts.get(p.id, p.reservation_yuan))
                    for p in brief.parties)  # fmt: skip
    demands = tuple(
        replace(d, weight=draw(fractions), text={"zh": "改", "en": draw(st.text(max_size=5))},
                asks=ShareBetween(tuple(FULL), draw(fractions)))
        if d.private and d.by in of else d
        for d in brief.demands if not (d.private and d.by in of and draw(st.booleans()))
    )  # fmt: skip
    part = Fraction(draw(st.integers(1, 99)), 100) if scenarios else Fraction(1, 4)
    found = tuple(
        replace(s, probability=part, tax_times=({"vat": draw(fractions)},), title={"en": "x"})
        if s.private and scenarios
        else replace(s, probability=(1 - part) * s.probability / Fraction(3, 4))
        if not s.private
        else s
        for s in brief.scenarios
    )
    outlook = replace(brief.outlook, scenarios=found)
    return replace(brief, parties=parties, demands=demands, outlook=outlook, digest="other")


@settings(max_examples=150, deadline=None)
@given(secrets())
def test_the_public_part_of_a_brief_is_the_same(brief):
    assert public_brief(brief) == public_brief(SMALL_BRIEF)


def without(data, scenarios=(), demands=()):
    data["outlook"]["scenarios"] = [
        s for s in data["outlook"]["scenarios"] if s["id"] not in scenarios
    ]
    data["demands"] = [d for d in data["demands"] if d["id"] not in demands]
    return read_brief(data)


def test_not_even_that_something_is_private_can_be_seen(plain_public):
    """A brief without private scenarios and demands: the probabilities are those scaled."""
    data = document(odds=("2/3", "1/4", "1/3"))
    assert public_text(without(data, {"secret"}, {"p1", "p2", "p3"})) == plain_public


def test_nor_can_it_where_one_scenario_is_left():
    alone = without(document(odds=("1", "0", "0")), {"secret", "slow"}, {"p1"})
    hidden = without(document(odds=("3/4", "1/4", "0")), {"slow"}, {"p1"})
    unlikely = document()
    for scenario in unlikely["outlook"]["scenarios"]:
        del scenario["probability"]
    unlikely["risk"] = "worst_case"
    unlikely["demands"][3]["in"] = "all"
    certain = without(document(odds=("1", "0", "0"), risk="worst_case"), {"secret", "slow"}, {"p1"})
    certain = replace(
        certain, demands=tuple(replace(d, expected=False) for d in certain.demands)
    )  # fmt: skip
    assert public_text(alone) == public_text(hidden)
    assert public_text(without(unlikely, {"slow"}, {"p1"})) == public_text(certain)


def test_a_risk_that_is_a_private_scenario_is_not_named():
    secret = replace(small_brief(), risk=Risk("scenario", scenario="secret"))
    worst = replace(small_brief(), risk=Risk("worst_case"))
    assert public_text(secret) == public_text(worst)
    assert own_text(secret) == own_text(worst)
    public = public_brief(small_brief())
    assert public_risk(Risk("scenario", scenario="slow"), public).scenario == "slow"
    unlikely = replace(public, outlook=replace(public.outlook, scenarios=tuple(
        replace(s, probability=None) for s in public.scenarios)))  # fmt: skip
    assert public_risk(Risk("cvar", alpha=Fraction(1, 2)), unlikely) == Risk("worst_case")


def test_public_scenarios_that_cannot_happen_have_no_mean():
    """All of the probability is private: means are not asked for, and nothing is divided by 0."""
    brief = small_brief(odds=("0", "1", "0"))
    found = json.loads(public_text(brief))
    assert [s["probability"] for s in found["scenarios"]] == [None, None]
    assert "d2" not in {d["demand"] for d in found["sets"][0]["settled"]["demands"]}


# --- what is public is there ----------------------------------------------------------------------


def test_what_is_public_shows(plain_public):
    moved = document()
    moved["outlook"]["scenarios"][0]["tax"][0]["amounts"][0] = "100.03"
    assert public_text(read_brief(moved)) != plain_public
    (terms,) = json.loads(plain_public)["sets"]
    assert terms["terms"] == [{"term": t, "share": TERMS[t[3:]]} for t in FULL]
    found = terms["settled"]
    assert [d["demand"] for d in found["demands"]] == ["d1", "d2", "gap", "falling"]
    assert [d["kept"] for d in found["demands"]] == [True, True, None, True]
    jia, yi = found["standings"]
    assert [f["scenario"] for f in jia["scenarios"]] == ["central", "slow"]
    assert [r["yuan"] for r in jia["scenarios"][0]["received"]] == ["40.00", "25.00", "22.51"]
    assert [r["yuan"] for r in yi["scenarios"][0]["received"]] == ["60.00", "75.01", "67.52"]
    assert found["loop"]["kept"]


def test_figures_are_those_of_the_full_result():
    """The public scenarios of the full evaluation, settled a second time."""
    full = to_document(api.evaluate(small_brief(), TERMS, criteria=False))["evaluation"]
    (terms,) = to_document(public_form(result_of(small_brief())))["sets"]
    public = terms["settled"]
    assert public["agreements"] == full["agreements"]
    assert public["terms"] == full["terms"]
    for mine, theirs in zip(public["standings"], full["standings"], strict=True):
        kept = [f for f in theirs["scenarios"] if f["scenario"] != "secret"]
        assert mine["scenarios"] == kept
        assert (mine["costs"], mine["contributed"]) == (theirs["costs"], theirs["contributed"])


@pytest.mark.parametrize(
    ("scale", "said"), [("gain", False), ("normalised", False), ("money", True), ("multiple", True)]
)
def test_a_gap_is_judged_only_where_that_tells_no_reservation_value(scale, said):
    data = document(scale=scale)
    if scale in ("multiple", "normalised"):
        gap = data["demands"][5]
        data["demands"][5] = {k: v for k, v in gap.items() if k != "amount"} | {"points": "10"}
    found = json.loads(public_text(read_brief(data), scale=scale))
    gap = found["sets"][0]["settled"]["demands"][2]
    assert (gap["demand"], gap["kept"] is not None, gap["room"] is not None) == ("gap", said, said)


# --- a search -------------------------------------------------------------------------------------


def numbers(value):
    """Every text in a document that is a number of some length."""
    if isinstance(value, dict):
        return {n for below in value.values() for n in numbers(below)}
    if isinstance(value, list):
        return {n for below in value for n in numbers(below)}
    return {value} if isinstance(value, str) and len(value) > 4 and value[-1].isdigit() else set()


def keys(value):
    if isinstance(value, dict):
        return set(value) | {k for below in value.values() for k in keys(below)}
    return {k for below in value for k in keys(below)} if isinstance(value, list) else set()


def test_no_private_number_of_the_example_occurs_in_its_public_form():
    brief = read_brief(EXAMPLE)
    result = api.evaluate(brief, brief.tentative, criteria=False)
    private, open_to_all = set(), set()
    for standing in to_document(result)["evaluation"]["standings"]:
        flows = standing.pop("scenarios")
        private |= numbers({k: standing.get(k) for k in (*SECRET, "net")})
        for flow in flows:
            hidden = brief.scenario(flow["scenario"]).private
            (private if hidden else open_to_all).update(numbers(flow))
        open_to_all |= numbers({k: standing[k] for k in ("contributed", "costs")})
    assert {"2000000.00", "15000000.00"} <= private - open_to_all
    assert len(private - open_to_all) > 30
    written = to_json(public_form(result))
    assert numbers(json.loads(written)) >= {"27000000.00", "75000000.00"}
    assert [n for n in private - open_to_all if n in written] == []
    words = ("cit_relief", "内部判断", "own view", brief.digest)
    assert [w for w in words if w in written] == []
    assert not keys(json.loads(written)) & set(SECRET)


def test_the_schema_has_no_place_for_secrets_in_a_public_form():
    defs = schema("proposal")["$defs"]
    seen, waiting = set(), ["set"]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            text = json.dumps(defs[name].get("properties", defs[name]))
            waiting += [n for n in defs if f'"#/$defs/{n}"' in text]
    fields = {field for name in seen for field in defs[name].get("properties", {})}
    assert {"received", "payback", "kept"} <= fields
    assert not fields & set(SECRET)


# --- a party's own page ---------------------------------------------------------------------------


@SMALL
@given(st.fixed_dictionaries({
    **of_yi, "secret": of_all["secret"], "odds": odds,
}))  # fmt: skip
def test_a_partys_page_knows_nothing_of_the_others(plain_own, private):
    assert own_text(brief_of(**private)) == plain_own


@settings(max_examples=150, deadline=None)
@given(secrets(of=("yi",)), secrets(of=("jia",), scenarios=False))
def test_a_partys_brief_holds_its_own_and_nothing_of_the_others(theirs, mine):
    known = own_brief(SMALL_BRIEF, "jia")
    assert own_brief(theirs, "jia") == known
    assert own_brief(mine, "yi") == own_brief(SMALL_BRIEF, "yi")
    assert known.party("jia").reservation_yuan == 1
    assert [d.id for d in known.demands if d.private] == ["p1", "p2"]


def test_a_partys_page_holds_its_own(plain_own):
    found = json.loads(plain_own)
    (own,) = found["own"]
    assert found["party"] == "jia"
    assert own["reservation"]["yuan"] == "1.00"
    assert [d["demand"] for d in own["demands"]] == ["p1", "p2"]
    assert [d["kept"] for d in own["demands"]] == [True, True]
    net, gain = (Fraction(own[k]["yuan"]) for k in ("net", "gain"))
    assert abs(net - gain - 1) <= Fraction(1, 100)
    best = Fraction(own["best"]["yuan"])
    assert net < best
    where = (net - 1) / (best - 1)
    assert abs(Fraction(own["position"]["number"]) - where) < Fraction(1, 1000)
    assert [s["id"] for s in found["scenarios"]] == ["central", "slow"]
    for change in ({"jia": "3.00"}, {"mine": "11.00"}, {"tiers": "41%"}):
        assert own_text(brief_of(**change)) != plain_own, change


def test_the_best_is_the_best_under_the_demands_a_party_knows(plain_own):
    """Shares in the first year end at 50 % by its own demand; tier by tier they may not rise."""
    central, slow = Fraction(2, 3), Fraction(1, 3)
    received = (Fraction(10000, 100), Fraction(10001, 100), Fraction(9003, 100))
    worth = sum(
        Fraction(1, 2) * amount * (central + slow * Fraction(2, 3)) / Fraction(6, 5) ** year
        for year, amount in enumerate(received, start=1)
    )
    best = worth - 30 / Fraction(6, 5)
    (own,) = json.loads(plain_own)["own"]
    assert abs(Fraction(own["best"]["yuan"]) - best) <= Fraction(3, 100)


def test_the_shared_part_of_a_page_is_the_public_form(plain_public, plain_own):
    public, own = json.loads(plain_public), json.loads(plain_own)
    for field in public.keys() - {"kind", "audience"}:
        assert own[field] == public[field]


# --- several sets of terms ------------------------------------------------------------------------


def test_every_set_of_terms_is_shown():
    brief, other = small_brief(), {**FULL, "a1/c1/1/jia": Fraction(9, 20)}
    one = result_of(brief)
    two = replace(one, terms=other)
    comparison = api.Comparison({"here": one, "there": two}, (("here", "there"),))
    improvement = api.Improvement(one, two, {"jia": Fraction(777)})
    names = [
        [shown.name for shown in public_form(result).shown]
        for result in (comparison, improvement, replace(improvement, after=None))
    ]
    assert names == [["here", "there"], ["before", "after"], ["before"]]
    found = to_document(public_form(comparison))
    assert (found["of"], found["criterion"], "better" in found) == ("comparison", None, False)
    assert [s["terms"][0]["share"] for s in found["sets"]] == ["40%", "45%"]


def test_what_changed_is_settled_in_either_brief():
    change = api.what_if(small_brief(), terms=TERMS, tax_times={"vat": "1/2"})
    before, after = to_document(public_form(change))["sets"]
    first, half = (
        Fraction(s["settled"]["standings"][0]["scenarios"][0]["received"][0]["yuan"])
        for s in (before, after)
    )
    assert (first, half) == (40, 20)


def test_a_frontier_is_in_the_order_of_its_terms():
    found = api.frontier(small_brief())
    turned = replace(found.frontier, points=found.frontier.points[::-1], complete=False)
    assert len(turned.points) > 1
    assert to_json(public_form(found)) == to_json(public_form(replace(found, frontier=turned)))


def test_a_frontier_is_looked_for_where_nothing_private_is_known():
    plain, kept = (api.frontier(brief_of(jia=amount)) for amount in ("1.00", "9000.00"))
    assert to_json(public_form(plain)) == to_json(public_form(kept))
    assert for_party(plain, "yi") == for_party(kept, "yi")


def test_terms_no_agreement_can_hold_are_shown_unsettled(monkeypatch):
    case = api.frontier(small_brief()).case
    long = {**FULL, "a1/c1/1/jia": Fraction(10**12 + 1, 3 * 10**12)}
    result = api.Efficient(case, Frontier((Point(long, {}),), "vertices", True))
    monkeypatch.setattr("benefitshare.negotiation.public.frontier", lambda *_, **__: result)
    (terms,) = to_document(public_form(result))["sets"]
    assert terms["settled"] is None
    assert terms["terms"][0]["share"] == f"{10**12 + 1}/{3 * 10**12}"
    assert for_party(result, "yi")["own"] == []


def test_a_proposal_names_its_criterion_and_nothing_of_how(plain_public):
    proposal = api.propose(small_brief())
    found = to_document(public_form(replace(proposal, evaluation=result_of(small_brief()))))
    plain = json.loads(plain_public)
    assert (found["of"], found["criterion"]) == ("proposal", "leximin")
    assert found["sets"] == plain["sets"]


def test_no_terms_no_sets():
    proposal = replace(api.propose(small_brief()), evaluation=None)
    assert to_document(public_form(proposal))["sets"] == []
    assert own_form(proposal, "jia").own == ()


def test_nothing_public_and_nobody_known_are_refused():
    data = document()
    for scenario in data["outlook"]["scenarios"]:
        scenario["private"] = True
    with pytest.raises(ValueError, match="no scenario is public"):
        public_form(result_of(read_brief(data)))
    with pytest.raises(KeyError, match="bing"):
        for_party(result_of(small_brief()), "bing")
