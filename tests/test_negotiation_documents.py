"""Results of a negotiation as documents: true to the result, canonical, and within their schema."""

import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from benefitshare import settle
from benefitshare.agreements.schemas import schema, validator
from benefitshare.money import parse_share
from benefitshare.negotiation import api
from benefitshare.negotiation.criteria import Agreed
from benefitshare.negotiation.documents import to_document, to_json
from benefitshare.negotiation.documents.quantity import in_full, number, on_scale, share, yuan
from benefitshare.negotiation.proposal import Binding, Moved
from benefitshare.negotiation.public import own_form, public_form
from tests.small_brief import TERMS, document, small_brief, text

EXAMPLES = Path(__file__).parents[1] / "examples" / "negotiation" / "guangqing"
SCHEMA = schema("proposal")
CHECK = validator("proposal")
KINDS = ("proposal", "refusal", "evaluation", "comparison", "frontier", "improvement", "change",
         "answers")  # fmt: skip
fractions = st.fractions(-(10**9), 10**9, max_denominator=10**4)


def clashing():
    """Of a hundred yuan one side wants 45 and the other 60."""
    demands = [
        {"id": f"all-{party}", "by": party, "kind": "cash_at_least", "party": party, "weight": w,
         "amount": amount, "years": "2027", "in": ["central"], "text": text(f"all for {party}")}
        for party, w, amount in (("jia", "1", "45.00"), ("yi", "2", "60.00"))
    ]  # fmt: skip
    return small_brief(demands=demands)


MAKE = {
    "proposal": lambda: api.propose(small_brief()),
    "refusal": lambda: api.propose(clashing()),
    "evaluation": lambda: api.evaluate(small_brief(), TERMS),
    "comparison": lambda: api.compare(
        small_brief(), {"one": TERMS, "other": {**TERMS, "c1/1/jia": "45%"}}
    ),
    "frontier": lambda: api.frontier(small_brief()),
    "improvement": lambda: api.improve(small_brief(), {"c1/1/jia": "30%", "c1/2/jia": "25%"}),
    "change": lambda: api.what_if(small_brief(), terms=TERMS, tax_times={"vat": "3/4"}),
    "answers": lambda: api.what_if(small_brief(), without=("falling",)),
}


@pytest.fixture(scope="module")
def made():
    """Every kind of result, made when it is first asked for."""
    known = {}

    def of(kind):
        if kind not in known:
            known[kind] = MAKE[kind]()
        return known[kind]

    return of


def errors(found):
    return [e.json_path + ": " + e.message[:200] for e in CHECK.iter_errors(found)]


def leaves(value):
    if isinstance(value, dict):
        return [leaf for v in value.values() for leaf in leaves(v)]
    if isinstance(value, list):
        return [leaf for v in value for leaf in leaves(v)]
    return [value]


# --- the schema -----------------------------------------------------------------------------------


def described(node, where=""):
    for group in ("properties", "$defs"):
        for name, below in node.get(group, {}).items():
            yield f"{where}/{name}", below
            yield from described(below, f"{where}/{name}")


def test_the_schema_is_sound_and_speaks_both_languages():
    Draft202012Validator.check_schema(SCHEMA)
    texts = ("title", "description", "x-title-zh", "x-description-zh")
    nodes = [("", SCHEMA), *described(SCHEMA)]
    assert [(where, t) for where, node in nodes for t in texts if t not in node] == []


def test_every_example_of_the_schema_is_valid():
    assert {e["kind"] for e in SCHEMA["examples"]} == set(SCHEMA["properties"]["kind"]["enum"])
    assert [errors(example) for example in SCHEMA["examples"]] == [[]] * len(SCHEMA["examples"])
    for name, node in SCHEMA["$defs"].items():
        check = CHECK.evolve(schema={**node, "$defs": SCHEMA["$defs"]})
        assert node["examples"], name
        assert [list(check.iter_errors(e)) for e in node["examples"]] == [[]] * len(
            node["examples"]
        ), name


def test_objects_refuse_unknown_fields():
    loose = [
        name
        for name, node in SCHEMA["$defs"].items()
        if "properties" in node and node["additionalProperties"] is not False
    ]
    assert loose == []
    assert all(errors({**example, "extra": 1}) for example in SCHEMA["examples"])


@pytest.mark.parametrize("kind", ["public", "party"])
def test_the_schema_lets_no_secret_into_what_others_may_see(kind):
    example = next(e for e in SCHEMA["examples"] if e["kind"] == kind)
    assert errors(example) == []
    digest = {**example["brief"], "digest": "sha256:" + "0" * 64}
    private = [{**s, "private": True} for s in example["scenarios"]]
    for change in (
        {"brief": digest},
        {"scenarios": private},
        {"evaluation": None},
        {"audience": "author"},
        {"receipt": {**example["receipt"], "inputs": []}},
    ):
        assert errors({**example, **change}), change


# --- numbers --------------------------------------------------------------------------------------


@given(fractions)
def test_amounts_are_rounded_half_up_and_say_so(value):
    written = yuan(value)
    rounded = Fraction(written["yuan"])
    assert written["rounded"] is (rounded != value)
    assert abs(rounded - value) <= Fraction(1, 200)
    assert rounded.denominator in (1, 2, 4, 5, 10, 20, 25, 50, 100)
    if abs(rounded - value) == Fraction(1, 200):
        assert abs(rounded) > abs(value)
    if "exact" in written:
        assert Fraction(written["exact"]) == value
    assert not errors_of("yuan", written)


@given(fractions)
def test_numbers_and_shares_keep_their_value(value):
    assert abs(Fraction(number(value)["number"]) - value) <= Fraction(1, 2 * 10**6)
    assert Fraction(in_full(value)["exact"]) == value
    shown = share(value)["share"]
    sign = -1 if shown.startswith("-") else 1
    plain = shown.lstrip("-")
    exact = Fraction(plain[:-1]) / 100 if plain.endswith("%") else Fraction(plain)
    assert sign * exact == value
    assert not errors_of("number", number(value))
    assert not errors_of("points", share(value))


def errors_of(name, value):
    check = CHECK.evolve(schema={**SCHEMA["$defs"][name], "$defs": SCHEMA["$defs"]})
    return list(check.iter_errors(value))


def test_what_is_too_long_is_rounded_only():
    long = Fraction(10**30 + 1, 3**30)
    assert set(yuan(long)) == {"yuan", "rounded"}
    assert in_full(long)["exact"] == str(long)


def test_a_utility_is_in_the_unit_of_its_scale():
    keys = [next(iter(on_scale(scale, 1))) for scale in ("money", "gain", "multiple", "normalised")]
    assert keys == ["yuan", "yuan", "number", "number"]


# --- every kind -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_document_follows_its_schema(made, kind):
    assert errors(to_document(made(kind))) == []


@pytest.mark.parametrize("kind", ["proposal", "refusal", "frontier", "comparison", "change"])
def test_what_others_may_see_follows_the_schema_too(made, kind):
    result = made(kind)
    for form in (public_form(result), own_form(result, "jia")):
        assert errors(to_document(form)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_document_is_canonical(made, kind):
    written = to_json(made(kind))
    found = json.loads(written)
    assert written == json.dumps(
        found, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ) + "\n"  # fmt: skip
    assert not any(isinstance(v, float) for v in leaves(found))
    assert written == to_json(made(kind))


def test_the_same_question_gives_the_same_bytes(made):
    assert to_json(made("proposal")) == to_json(api.propose(small_brief()))


@pytest.mark.parametrize("kind", KINDS)
def test_every_document_says_what_was_asked_and_of_whom(made, kind):
    result, found = made(kind), to_document(made(kind))
    before = getattr(result, "before", result)
    brief = clashing() if kind == "refusal" else small_brief()
    assert found["schema"] == "benefitshare/proposal/v1"
    assert found["brief"] == {"id": "b1", "title": brief.title, "digest": brief.digest}
    assert (found["status"], found["scale"], found["risk"]) == (
        "draft", "gain", {"measure": "expected"},
    )  # fmt: skip
    assert found["criterion"] == getattr(before, "criterion", None)
    assert (found["benefit"], found["base_year"], found["timing"]) == ("cash", 2026, "end")
    assert [p["discount_rate"] for p in found["parties"]] == ["20%", "5%"]
    assert set(found["receipt"]["solvers"]) == {"highs", "pulp"}
    assert found["receipt"]["library"].startswith("benefitshare ")
    assert [i["table"] for i in found["receipt"]["inputs"]] == ["projects", "tax", "tax"]


# --- true to the result ---------------------------------------------------------------------------


def test_terms_are_exact_and_complete(made):
    result = made("proposal")
    terms = to_document(result)["evaluation"]["terms"]
    assert {t["term"]: parse_share(t["share"]) for t in terms} == dict(result.terms)
    first, second = terms
    assert (first["clause"], first["tier"], first["party"]) == ("c1", 1, "jia")
    assert (first["least"], first["most"], first["step"]) == ("10%", "60%", "5%")
    assert (second["least"], second["most"], second["step"]) == ("0%", "50%", "12.5%")


def test_the_agreements_of_a_document_settle_to_its_figures(made):
    found = to_document(made("evaluation"))["evaluation"]
    brief = small_brief()
    (terms,) = found["agreements"]
    for scenario in brief.scenarios:
        settled = settle(terms, **brief.tables(scenario.id)).allocations
        cash = settled[settled["kind"] == "cash"]
        for standing in found["standings"]:
            own = cash[cash["party"] == standing["party"]]
            fen = {int(p): int(f) for p, f in own.groupby("period")["amount_fen"].sum().items()}
            flow = next(f for f in standing["scenarios"] if f["scenario"] == scenario.id)
            assert {r["year"]: Fraction(r["yuan"]) * 100 for r in flow["received"]} == fen


def test_standings_and_verdicts_are_those_of_the_result(made):
    result = made("evaluation")
    found = to_document(result)["evaluation"]
    for written, own in zip(found["standings"], result.standings, strict=True):
        assert abs(Fraction(written["net"]["yuan"]) - own.net) <= Fraction(1, 200)
        assert Fraction(written["reservation"]["yuan"]) == own.reservation
        assert written["utility"] == yuan(own.net - own.reservation)
    kept = {d["demand"]: d["kept"] for d in found["demands"]}
    assert kept == {v.demand: v.kept for v in result.verdicts}
    assert {d["demand"] for d in found["demands"] if d["private"]} == {"p1", "p2", "p3"}
    units = {d["demand"]: next(iter(d["room"])) for d in found["demands"]}
    assert units["p1"] == units["d2"] == units["gap"] == "yuan"
    assert units["p2"] == units["falling"] == "share"
    assert found["demands"][2]["room"] == {"share": "10%", "rounded": False}
    assert found["loop"]["kept"]


def test_a_demand_without_lines_has_no_room(made):
    result = made("evaluation")
    first = replace(result.verdicts[0], room=Fraction(0), line="")
    found = to_document(replace(result, verdicts=(first, *result.verdicts[1:])))
    assert errors(found) == []
    assert found["evaluation"]["demands"][0]["room"] is None


def test_a_refusal_names_the_demands_and_who_pays(made):
    found = to_document(made("refusal"))
    assert (found["agreed"], found["evaluation"]) == (False, None)
    refusal = found["refusal"]
    assert refusal["feasibility"] == "none_at_all"
    (conflict,) = refusal["conflicts"]
    assert [d["text"]["en"] for d in conflict["demands"]] == ["all for jia.", "all for yi."]
    proof = conflict["proof"]
    assert Fraction(proof["asked"]["exact"]) > Fraction(proof["possible"]["exact"])
    least = refusal["repairs"]["least"]
    assert [c["demand"] for c in least["concessions"]] == ["all-jia"]
    (one,) = least["concessions"]
    moved = Fraction(one["before"]["yuan"]) - Fraction(one["after"]["yuan"])
    assert Fraction(one["before"]["yuan"]) == 45
    assert abs(moved - Fraction(one["amount"]["yuan"])) <= Fraction(1, 100) < moved
    payers = {p["by"]: Fraction(p["cost"]["number"]) for p in least["payers"]}
    assert payers["jia"] > 0
    assert payers["yi"] == 0


def test_the_clash_of_the_example_is_told_in_full():
    found = to_document(api.propose(EXAMPLES / "clash.yaml"))
    assert errors(found) == []
    assert found["status"] == "illustrative"
    refusal = found["refusal"]
    assert len(refusal["conflicts"]) >= 2
    assert all(len(c["demands"]) >= 2 for c in refusal["conflicts"])
    for repair in refusal["repairs"].values():
        paid = {p["demand"]: Fraction(p["cost"]["number"]) for p in repair["paid"]}
        conceded = {c["demand"] for c in repair["concessions"]}
        assert {demand for demand, cost in paid.items() if cost} == conceded
        assert all(conceded & {d["demand"] for d in c["demands"]} for c in refusal["conflicts"])


def test_a_binding_demand_is_worth_from_to(made):
    proposal = made("proposal")
    moved = Moved(
        {"jia": Fraction(3), "yi": Fraction(-2)}, {"jia": Fraction(-5), "yi": Fraction(2)}
    )
    stuck = Moved({"jia": Fraction(3), "yi": Fraction(-2)}, None)
    bindings = tuple(Binding("d1", Fraction(10_000), m) for m in (moved, stuck))
    first, second = to_document(replace(proposal, bindings=bindings))["bindings"]
    assert [(w["party"], w["from"]["yuan"], w["to"]["yuan"]) for w in first["worth"]] == [
        ("jia", "3.00", "5.00"), ("yi", "-2.00", "-2.00"),
    ]  # fmt: skip
    assert (second["tightened"], second["worth"]) == (None, None)


def test_an_answer_that_is_not_proved_says_why(made):
    proposal = made("proposal")
    known = proposal.continuous
    open_answer = replace(known, verified=False, why_not="gap", gap=Fraction(1, 3))
    found = to_document(replace(proposal, continuous=open_answer))
    assert errors(found) == []
    assert found["off_grid"]["certificate"] == {
        "verified": False, "why_not": "gap", "gain_accuracy": None,
        "gap": {"number": "0.333333", "rounded": True, "exact": "1/3"},
    }  # fmt: skip
    nothing = Agreed("leximin", "infeasible")
    assert errors(to_document(replace(proposal, continuous=nothing))) == []


def test_a_comparison_and_a_change_keep_their_order(made):
    found = to_document(made("comparison"))
    assert [p["name"] for p in found["proposals"]] == ["one", "other"]
    change = to_document(made("change"))
    more = {d["party"]: Fraction(d["net"]["yuan"]) for d in change["differences"]}
    assert more["jia"] < 0
    assert more["yi"] < 0
    assert "answer" not in change["before"]
    assert to_document(made("answers"))["after"]["answer"]["agreed"]


def test_an_improvement_says_what_each_gains(made):
    result = made("improvement")
    found = to_document(result)
    gains = [Fraction(g["utility"]["yuan"]) for g in found["gains"]]
    assert min(gains) >= 0 < max(gains)
    assert found["after"]["evaluation"]["possible"]
    none = replace(result, after=None)
    assert to_document(none)["after"] is None
    assert errors(to_document(none)) == []


def test_ideals_and_positions_lie_between(made):
    (jia, yi) = to_document(made("proposal"))["evaluation"]["standings"]
    for one in (jia, yi):
        fen = Fraction(1, 1000)  # the terms are settled to the fen, the ideal is not
        assert 0 <= Fraction(one["position"]["number"]) <= 1 + fen
        assert Fraction(one["reservation"]["yuan"]) <= Fraction(one["ideal"]["yuan"])


def test_no_document_names_a_place_on_this_machine(made, tmp_path):
    folder = str(tmp_path)
    brief = document()
    (tmp_path / "t.csv").write_text("项目编号,税种,年度,金额(元)\nP1,vat,2026,100.00\n", "utf-8")
    brief["outlook"]["scenarios"][0]["tax"] = "t.csv"
    path = tmp_path / "brief.json"
    path.write_text(json.dumps(brief), "utf-8")
    written = to_json(api.evaluate(path, TERMS, criteria=False))
    assert folder not in written
    assert "t.csv" in written
    assert not re.search(r"\d{4}-\d{2}-\d{2}T", written)
