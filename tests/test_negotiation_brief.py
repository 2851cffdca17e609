"""Briefs: the published schema, the checked document, the typed values and the outlook's tables."""

import copy
import dataclasses
import json
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from benefitshare.agreements.documents import part_of, read_document
from benefitshare.agreements.schemas import schema, validator
from benefitshare.cli import main
from benefitshare.findings import InvalidInput, UnreadableInput, has_errors
from benefitshare.negotiation.brief import brief_findings, model, read_brief
from benefitshare.negotiation.brief.build import ASKS
from benefitshare.negotiation.brief.checks.criteria import NEEDS
from benefitshare.negotiation.brief.names import Names
from benefitshare.negotiation.brief.tables import OUTLOOK_KINDS
from benefitshare.negotiation.formula import Formula
from benefitshare.records.reading import read_table
from benefitshare.reference import TAX_CODES, indicators
from benefitshare.settlement.api import settle

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "negotiation" / "guangqing"
GALLERY = ROOT / "tests" / "gallery" / "negotiation"
SCHEMA = schema("negotiation")
DEFS = SCHEMA["$defs"]
HALF = Fraction(1, 2)


def agreement(**changes):
    """Two cities, two tiers of open shares and a park with a fixed part in the second clause."""
    return {
        "schema": "benefitshare/agreement/v1", "id": "a1", "status": "illustrative",
        "title": {"zh": "示例", "en": "example"},
        "parties": {
            "jia": {"name": {"zh": "甲", "en": "A"}, "role": "origin"},
            "yi": {"name": {"zh": "乙", "en": "B"}, "role": "host"},
            "park": {"name": {"zh": "园", "en": "park"}, "role": "park"},
        },
        "term": {"from": "2026-01-01", "to": "2035-12-31"},
        "revenue": {"taxes": ["vat"], "part": "city", "division": "none"},
        "clauses": [
            {"id": "c1", "kind": "split", "text": {"zh": "示例"}, "applies_to": {"class": "old"},
             "clock": {"from": "term"}, "tiers": [
                 {"years": "1", "shares": {"jia": "45%", "yi": "rest"}},
                 {"years": "2-5", "shares": {"jia": {"open": {"min": "30%", "max": "60%"}},
                                             "yi": "rest"}},
                 {"years": "6-", "shares": {"jia": {"open": {}}, "yi": "rest"}}]},
            {"id": "c2", "kind": "split", "text": {"zh": "示例"}, "applies_to": {"class": "new"},
             "shares": {"jia": {"open": {"max": "50%"}}, "park": "10%", "yi": "rest"}},
        ],
        "settlement": {"collector": "yi"},
        **changes,
    }  # fmt: skip


def brief(**changes):
    """A brief over that agreement with two scenarios."""
    tax = {"project": "P1", "tax": "vat", "amounts": ["100.00", "100.01", "0.03"]}
    return {
        "schema": "benefitshare/negotiation/v1", "id": "b1", "status": "draft",
        "title": {"zh": "示例", "en": "example"},
        "agreements": [{"document": agreement()}],
        "parties": {"jia": {"name": {"zh": "甲", "en": "A"}},
                    "yi": {"name": {"zh": "乙", "en": "B"}}},
        "valuation": {"base_year": 2026, "discount_rate": "5%"},
        "scale": "money",
        "outlook": {
            "years": {"from": 2026, "to": 2028},
            "projects": [{"project": "P1", "class": "old"}],
            "scenarios": [
                {"id": "s1", "title": {"zh": "一", "en": "one"}, "tax": [tax]},
                {"id": "s2", "title": {"zh": "二", "en": "two"}, "base": "s1",
                 "tax_times": {"vat": "50%"}},
            ],
        },
        **changes,
    }  # fmt: skip


def demanding(kind, **fields):
    """A brief with one demand."""
    text = {"zh": "示例。", "en": "An example."}
    return brief(demands=[{"id": "d1", "kind": kind, "text": text, "by": "jia", **fields}])


def errors(source):
    return [f.code for f in brief_findings(source) if f.severity != "info"]


# --- the schema -----------------------------------------------------------------------------------


def described(node, where=""):
    """Every definition and property under a schema, with its place."""
    for part in ("properties", "$defs"):
        for name, below in node.get(part, {}).items():
            yield f"{where}/{name}", below
            yield from described(below, f"{where}/{name}")


def test_the_schema_is_valid_and_speaks_both_languages():
    Draft202012Validator.check_schema(SCHEMA)
    texts = ("title", "description", "x-title-zh", "x-description-zh")
    missing = [(w, t) for w, node in described(SCHEMA) for t in texts if not node.get(t)]
    assert missing == []


def test_every_definition_has_an_example_and_every_example_is_valid():
    assert all(node.get("examples") for node in DEFS.values())
    for name, node in DEFS.items():
        one = {"$id": SCHEMA["$id"], **node, "$defs": DEFS}
        for example in node["examples"]:
            found = list(validator("negotiation").evolve(schema=one).iter_errors(example))
            assert not found, (name, example)


def test_the_example_of_the_schema_has_nothing_against_it():
    assert [errors(example) for example in SCHEMA["examples"]] == [[]]


def test_objects_refuse_unknown_fields():
    for name, node in DEFS.items():
        if node.get("type") == "object" and "properties" in node and name != "demand":
            assert node["additionalProperties"] is False, name


def test_lists_of_words_agree_with_the_code():
    kinds = DEFS["demand"]["properties"]["kind"]["enum"]
    assert kinds == list(ASKS)
    assert kinds == [kind for kind in DEFS if "by" in DEFS[kind].get("properties", {})]
    assert DEFS["indicator"]["enum"] == list(indicators())
    times = DEFS["scenario"]["properties"]
    assert times["tax_times"]["propertyNames"]["enum"] == [*TAX_CODES, "all"]
    assert times["output_times"]["propertyNames"]["enum"] == [*indicators(), "all"]
    assert set(NEEDS) <= set(SCHEMA["properties"]["criterion"]["enum"])
    assert set(OUTLOOK_KINDS) <= set(DEFS["outlook"]["properties"])


def test_defaults_are_the_models():
    built = read_brief(brief())
    assert built.criterion == SCHEMA["properties"]["criterion"]["default"]
    assert built.risk.measure == SCHEMA["properties"]["risk"]["default"]
    assert built.outlook_tables.entered_on == DEFS["outlook"]["properties"]["entered_on"]["default"]
    for name in ("benefit", "timing"):
        told = DEFS["valuation"]["properties"][name]["default"]
        assert getattr(built.valuation, name) == told
    party = DEFS["party"]["properties"]
    assert built.parties[0].weight == Fraction(party["weight"]["default"])
    assert built.parties[0].reservation_yuan == Fraction(party["reservation"]["default"])


@pytest.mark.parametrize("kind", list(ASKS))
def test_defaults_of_a_demand_are_the_models(kind):
    fields = DEFS[kind]["properties"]
    demand = {f.name: f.default for f in dataclasses.fields(model.Demand)}
    for name in ("strength", "private"):
        assert fields[name]["default"] == demand[name]
    assert Fraction(fields["weight"]["default"]) == demand["weight"]


def test_money_and_shares_are_never_numbers():
    wrong = brief()
    wrong["parties"]["jia"]["reservation"] = 1000
    wrong["valuation"]["discount_rate"] = 0.05
    assert errors(wrong) == ["money-not-text", "float-not-exact"]


# --- the example ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["brief", "clash"])
def test_the_examples_have_no_errors_or_warnings(name):
    assert errors(EXAMPLE / f"{name}.yaml") == []


def test_the_example_is_read_in_full():
    read = read_brief(EXAMPLE / "brief.yaml")
    guangzhou, qingyuan = read.parties
    assert guangzhou.contributed() == {2026: 27_000_000, 2027: 14_000_000}
    assert qingyuan.contributed() == {2026: 75_000_000, 2027: 30_000_000, 2028: 10_000_000}
    assert guangzhou.members == {"guangqing-draft": ("guangzhou",)}
    assert read.probabilities["central"] == Fraction(2, 5)
    assert sum(read.probabilities.values()) == 1
    assert read.years == tuple(range(2026, 2036))
    assert [d.kind for d in read.demands][:2] == ["payback_by", "npv_at_least"]
    assert read.demands[0].expected
    assert read.demands[1].scenarios == ("central",)
    assert list(read.names.open) == [
        "guangqing-draft/第五条第一款/2/guangzhou", "guangqing-draft/第五条第一款/3/guangzhou",
        "guangqing-draft/第五条第二款/1/guangzhou", "guangqing-draft/第五条第二款/2/guangzhou",
    ]  # fmt: skip
    assert set(read.tentative) == set(read.names.open)
    assert read.tentative["guangqing-draft/第五条第二款/2/guangzhou"] == Fraction(1, 4)


def test_scenarios_multiply_the_tables_of_their_base():
    read = read_brief(EXAMPLE / "brief.yaml")
    central, slow = (read.tables(s)["tax"].frame for s in ("central", "slow"))
    times = {"vat": (85, 100), "cit": (70, 100), "iit": (90, 100)}
    wanted = [
        (2 * fen * times[tax][0] + times[tax][1]) // (2 * times[tax][1])
        for tax, fen in zip(central["tax"], central["amount_fen"].tolist(), strict=True)
    ]
    assert slow["amount_fen"].tolist() == wanted
    assert set(central["treasury_date"].str[4:]) == {"-12-31"}
    assert set(central["level"]) == {"shared"}
    assert read.tables("slow")["projects"] is read.tables("central")["projects"]
    fewer = read.tables("no_phase_two")["tax"].frame
    assert set(fewer["project_id"]) == {"Q01", "Q02"}


def test_the_data_of_the_example_is_what_the_script_writes(tmp_path):
    shutil.copy(EXAMPLE / "make_data.py", tmp_path)
    subprocess.run([sys.executable, tmp_path / "make_data.py"], check=True)
    for made in tmp_path.glob("*.csv"):
        assert made.read_bytes() == (EXAMPLE / made.name).read_bytes(), made.name
    assert len(list(tmp_path.glob("*.csv"))) == 5


def test_settle_takes_the_tables_as_they_are():
    read = read_brief(EXAMPLE / "brief.yaml")
    document = copy.deepcopy(read.agreements[0].document)
    for clause in document["clauses"][:2]:
        for number, tier in enumerate(clause["tiers"], start=1):
            name = f"{document['id']}/{clause['id']}/{number}/guangzhou"
            if name in read.tentative:
                tier["shares"]["guangzhou"] = str(read.tentative[name])
    result = settle(document, **read.tables("central"))
    assert [f.code for f in result.finding_list if f.severity != "info"] == []
    cash = result.allocations.query("kind == 'cash' and party == 'guangzhou'")
    by_year = cash.groupby("period")["amount_fen"].sum()
    assert list(by_year.index) == [str(year) for year in range(2026, 2036)]
    assert (by_year > 0).all()


# --- tables ---------------------------------------------------------------------------------------


TIMES = st.fractions(0, 5, max_denominator=1000)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=5), TIMES, TIMES)
def test_multiples_are_exact_and_rounded_once(amounts, first, second):
    """A chain of bases multiplies exactly; each record is rounded half up, away from zero."""
    scenario = dict(brief()["outlook"]["scenarios"][0])
    yuan = [f"{'-' * (a < 0)}{abs(a) // 100}.{abs(a) % 100:02d}" for a in amounts]
    scenario["tax"] = [{"project": "P1", "tax": "vat", "amounts": yuan, "from": 2026}]
    outlook = dict(brief()["outlook"])
    outlook["scenarios"] = [
        scenario,
        {"id": "s2", "title": scenario["title"], "base": "s1", "tax_times": {"all": str(first)}},
        {"id": "s3", "title": scenario["title"], "base": "s2",
         "tax_times": {"vat": str(second), "all": "7"}},
    ]  # fmt: skip
    tables = model_tables(outlook)
    exact = [Fraction(a) * first * second for a in amounts]
    away = [int(abs(e) + HALF) * (1 if e > 0 else -1) for e in exact]
    assert tables("s3")["tax"].frame["amount_fen"].tolist() == away
    assert tables("s1")["tax"].frame["amount_fen"].tolist() == amounts


def model_tables(outlook):
    """The tables of an outlook without the checks of its brief."""
    from benefitshare.negotiation.brief.build import build_brief
    from benefitshare.negotiation.brief.tables import OutlookTables

    document = brief(outlook=outlook)
    reader = OutlookTables("", outlook["years"]["from"], "12-31")
    return build_brief(document, [agreement()], [], reader).tables


def test_a_table_of_its_own_is_not_multiplied_by_the_base():
    outlook = brief()["outlook"]
    own = {"project": "P1", "tax": "vat", "year": 2026, "amount": "10.00"}
    title = {"zh": "三", "en": "three"}
    outlook["scenarios"].append({"id": "s3", "title": title, "base": "s2", "tax": [own]})
    outlook["scenarios"].append({"id": "s4", "title": title, "base": "s2"})
    tables = model_tables(outlook)
    assert tables("s3")["tax"].frame["amount_fen"].tolist() == [1000]
    assert tables("s4")["tax"].frame["amount_fen"].tolist() == [5000, 5001, 2]


def test_yearly_tables_are_entered_on_one_day(tmp_path):
    path = tmp_path / "tax.csv"
    path.write_text("项目编号,税种,年度,金额(元)\nP1,增值税,2026年,100\nP1,增值税,二〇二七,100\n")
    table = read_table(path, "tax", entered_on="06-30")
    assert table.frame[["treasury_date", "level"]].values.tolist() == [["2026-06-30", "shared"]]
    assert [(f.code, f.place.row, f.place.header) for f in table.findings] == [
        ("date-invalid", 3, "年度")
    ]
    assert "column-missing" in [f.code for f in read_table(path, "tax").findings]


def test_a_table_with_days_or_levels_keeps_them(tmp_path):
    path = tmp_path / "tax.csv"
    path.write_text(
        "项目编号,税种,年度,入库日期,预算级次,金额(元)\nP1,增值税,2026,2026-03-01,市级,1\n"
    )
    frame = read_table(path, "tax", entered_on="06-30").frame
    assert frame[["treasury_date", "level"]].values.tolist() == [["2026-03-01", "city"]]


def test_rows_and_files_make_one_table(tmp_path):
    (tmp_path / "tax.csv").write_text("项目编号,税种,年度,级次,金额(元)\nP1,增值税,2026,市级,7\n")
    document = brief()
    rows = [
        {"project": "P1", "tax": "vat", "date": "2028-05-01", "amount": "5.00", "level": "city"},
        {"project": "P1", "tax": "vat", "amounts": ["1.00", "2.00"], "level": "city"},
    ]
    document["outlook"]["scenarios"] = [
        {"id": "s1", "title": {"zh": "一", "en": "one"}, "tax": [rows[0], "tax.csv", rows[1]]}
    ]
    path = tmp_path / "brief.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    frame = read_brief(path).tables("s1")["tax"].frame
    assert list(zip(frame["treasury_date"], frame["amount_fen"].tolist(), strict=True)) == [
        ("2028-05-01", 500), ("2026-12-31", 700), ("2026-12-31", 100), ("2027-12-31", 200),
    ]  # fmt: skip


def test_other_tables_may_be_written_in_place():
    outlook = brief()["outlook"]
    outlook["output"] = [
        {"project": "P1", "indicator": "energy", "from": 2027, "values": ["1.5", "2"]}
    ]
    outlook["factors"] = [{"subject": "P1", "factor": "pre_move_tax", "year": 2025, "value": "9"}]
    outlook["deductions"] = [{"project": "P1", "kind": "incentive", "year": 2026, "amount": "3"}]
    outlook["scenarios"][1]["output_times"] = {"energy": "1/3"}
    read = read_brief(brief(outlook=outlook))
    one, two = read.tables("s1"), read.tables("s2")
    assert one["output"].frame[["period", "value"]].values.tolist() == [
        ["2027", 15000], ["2028", 20000],
    ]  # fmt: skip
    assert two["output"].frame["value"].tolist() == [5000, 6667]
    assert one["factors"].frame["value"].tolist() == ["9"]
    assert one["deductions"].frame["amount_fen"].tolist() == [300]


def test_findings_about_rows_stand_where_the_rows_are():
    text = (GALLERY / "outlook-year-empty.yaml").read_text(encoding="utf-8")
    agreed = (GALLERY / "_agreement.yaml").as_posix()
    text = text.replace("_agreement.yaml", agreed).replace("{project: P1, tax", "{project: P2, tax")
    found = {f.code: f.place for f in brief_findings(text)}
    assert found["unknown-project"].pointer == "/outlook/tax/0/amounts/0"
    assert (found["unknown-project"].line, found["unknown-project"].row) == (14, None)


# --- names ----------------------------------------------------------------------------------------


def test_terms_are_named_in_full_or_without_the_only_agreement():
    names = Names.of([agreement()])
    assert list(names.open) == ["a1/c1/2/jia", "a1/c1/3/jia", "a1/c2/1/jia"]
    assert names.term("c1/2/jia") == names.term("a1/c1/2/jia") == "a1/c1/2/jia"
    assert names.term("c2/1/yi") == "a1/c2/1/yi"
    assert names.clause("c2") == names.clause("a1/c2") == ("a1", "c2")
    for wrong in ("c1/1/jia", "c2/1/park", "c3/1/jia", "a2/c1/2/jia"):
        with pytest.raises(KeyError):
            names.term(wrong)
    both = Names.of([agreement(), agreement(id="a2")])
    assert both.term("a2/c1/2/jia") == "a2/c1/2/jia"
    with pytest.raises(KeyError):
        both.term("c1/2/jia")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.fractions(0, 1), min_size=3, max_size=3))
def test_shares_of_a_table_make_one_wherever_the_open_ones_are(values):
    names = Names.of([agreement()])
    at = dict(zip(names.open, values, strict=True))
    for table in (("c1/2", "jia", "yi"), ("c1/3", "jia", "yi"), ("c2/1", "jia", "yi", "park")):
        tier, *parties = table
        assert sum(names.shares[f"a1/{tier}/{p}"].at(at) for p in parties) == 1


def test_several_rests_share_what_is_left():
    open_shares = {"jia": {"open": {}}, "yi": "rest", "park": "rest"}
    clause = {"id": "c", "kind": "split", "text": {"zh": "示例"}, "shares": open_shares}
    shares = Names.of([agreement(clauses=[clause])]).shares
    assert shares["a1/c/1/yi"] == (1 - Formula.variable("a1/c/1/jia")) / 2


def test_what_an_amendment_opens_has_a_name_of_its_own():
    clause = dict(agreement()["clauses"][1])
    amendment = {"id": "x1", "in_force_from": "2030-01-01", "known_from": "2029-01-01",
                 "text": {"zh": "示例"}, "clauses": [clause]}  # fmt: skip
    names = Names.of([agreement(amendments=[amendment])])
    assert list(names.open)[-2:] == ["a1/c2/1/jia", "a1/c2@x1/1/jia"]
    assert names.open_in("a1", "c2", ["yi"]) == ("a1/c2/1/yi", "a1/c2@x1/1/yi")


# --- demands --------------------------------------------------------------------------------------

YEARS = (2026, 2027, 2028)


@pytest.mark.parametrize(
    ("kind", "fields", "asks"),
    [
        ("npv_at_least", {"party": "jia", "amount": "-0.50"}, model.NpvAtLeast("jia", -HALF)),
        ("payback_by", {"party": "yi", "year": 2027, "discounted": True},
         model.PaybackBy("yi", 2027, True)),
        ("cash_at_least", {"party": "jia", "amount": "1", "years": "2027-"},
         model.CashAtLeast("jia", Fraction(1), (2027, 2028))),
        ("share_between", {"term": "c1/2/jia", "max": "1/3"},
         model.ShareBetween(("a1/c1/2/jia",), None, Fraction(1, 3))),
        ("share_between", {"party": "yi", "clause": "c1", "min": "0.5"},
         model.ShareBetween(("a1/c1/2/yi", "a1/c1/3/yi"), HALF)),
        ("monotone", {"party": "jia", "clause": "c1", "direction": "falling"},
         model.Monotone("jia", "a1", "c1", "falling",
                        (Fraction(9, 20), "a1/c1/2/jia", "a1/c1/3/jia"))),
        ("monotone", {"party": "yi", "clause": "a1/c1", "direction": "rising"},
         model.Monotone("yi", "a1", "c1", "rising",
                        (Fraction(11, 20), "a1/c1/2/yi", "a1/c1/3/yi"))),
        ("gap_at_most", {"amount": "5"}, model.GapAtMost(("jia", "yi"), Fraction(5))),
        ("receives_at_most", {"party": "jia", "amount": "5", "per": "year"},
         model.ReceivesAtMost("jia", Fraction(5), YEARS, "year")),
        ("guideline", {"party": "jia", "max": "50%", "source": {"name": "x"},
                       "confidence": "unverified"},
         model.Guideline("jia", None, HALF, {"name": "x"}, "unverified")),
        ("guideline", {"party": "jia", "min": "50%", "clause": "c2", "source": {"name": "x"},
                       "confidence": "official"},
         model.Guideline("jia", HALF, None, {"name": "x"}, "official", "a1", "c2")),
        ("not_worse_than_today", {"party": "jia", "amount": "2"},
         model.NotWorseThanToday("jia", Fraction(2))),
        ("city_total_at_most", {"party": "jia", "amount": "5"},
         model.CityTotalAtMost("jia", Fraction(5), ("a1",), YEARS)),
        ("fund_at_most", {"party": "park", "amount": "5", "agreements": ["a1"]},
         model.FundAtMost("park", Fraction(5), ("a1",), YEARS)),
        ("equal_treatment", {"terms": ["c1/2/jia", "c2/1/jia"]},
         model.EqualTreatment(("a1/c1/2/jia", "a1/c2/1/jia"))),
    ],
)  # fmt: skip
def test_each_kind_of_demand_is_built(kind, fields, asks):
    (demand,) = read_brief(demanding(kind, **fields)).demands
    assert demand.asks == asks
    assert (demand.scenarios, demand.expected, demand.hard) == (("s1", "s2"), False, False)


def test_a_demand_says_for_which_scenarios():
    fields = {"party": "jia", "amount": "0"}
    (one,) = read_brief(demanding("npv_at_least", **fields, **{"in": ["s2"]})).demands
    assert (one.scenarios, one.expected) == (("s2",), False)
    assert errors(demanding("npv_at_least", **fields, **{"in": "expected"})) == [
        "probabilities-needed"
    ]


# --- reading --------------------------------------------------------------------------------------


def test_all_findings_come_in_one_pass_in_document_order():
    wrong = demanding("payback_by", party="jai", year=2040)
    wrong["parties"]["jia"]["in"] = {"a9": "jia"}
    wrong["step"] = "5 %"
    wrong["colour"] = "red"
    wrong["reference"] = {"c9/1/jia": "10%"}
    wrong["outlook"]["scenarios"][1]["base"] = "s9"
    assert errors(wrong) == [
        "unknown-agreement", "base-not-before", "unknown-negotiator", "demand-year-outside",
        "share-not-valid", "unknown-field", "unknown-term",
    ]  # fmt: skip


def test_what_is_wrong_in_an_agreement_is_said_at_its_place():
    wrong = brief(agreements=[{"document": agreement(clauses=[])}])
    found = {f.code: f.place.pointer for f in brief_findings(wrong) if f.severity == "error"}
    assert found == {"agreement-not-usable": "/agreements/0", **found}
    assert all(p.startswith("/agreements/0") for p in found.values())


def test_several_agreements_and_several_members():
    second = agreement(id="a2")
    document = brief(agreements=[{"document": agreement()}, {"document": second}])
    document["parties"]["jia"]["in"] = {"a1": ["jia", "park"]}
    document["outlook"]["projects"] = [{"project": "P1", "class": "old", "agreement": "a2"}]
    read = read_brief(document)
    assert read.parties[0].members == {"a1": ("jia", "park"), "a2": ("jia",)}
    assert read.party_of("a1", "park") == "jia"
    assert read.party_of("a2", "park") is None


def paths(node, path=()):
    """Every place of a document."""
    yield path
    entries = {dict: dict.items, list: enumerate}.get(type(node), lambda _: ())(node)
    for key, below in entries:
        yield from paths(below, (*path, key))


def full():
    """A brief that uses every part."""
    text = {"zh": "示例。", "en": "An example."}
    demands = [{**DEFS[kind]["examples"][0], "id": kind, "by": "both", "text": text}
               for kind in ASKS]  # fmt: skip
    names = {"party": "jia", "clause": "c1", "term": "c1/2/jia", "terms": ["c1/2/jia", "c1/3/jia"],
             "year": 2027, "years": "2026-2028", "amount": "5", "agreements": ["a1"]}  # fmt: skip
    for demand in demands:
        demand.update({key: value for key, value in names.items() if key in demand})
    document = brief(
        demands=demands, reference={"c1/2/jia": "30%"}, claims={"jia": "1", "yi": "2"},
        tentative={"c1/2/jia": "30%", "c1/3/jia": "10%", "c2/1/jia": "10%"},
        coalitions=[{"parties": ["jia"], "value": "0"}, {"parties": ["yi"], "value": "0"},
                    {"parties": ["jia", "yi"], "value": "9"}],
        risk={"cvar": {"alpha": "80%"}}, step="5%",
    )  # fmt: skip
    document["today"] = {"terms": document["tentative"]}
    for name in ("output", "factors", "deductions"):
        document["outlook"][name] = DEFS[f"{name}Table"]["examples"][1]
    for scenario in document["outlook"]["scenarios"]:
        scenario["probability"] = "50%"
    document["parties"]["jia"] |= {"contributions": DEFS["contributions"]["examples"][0]}
    return document


FULL = full()
JUNK = st.sampled_from(
    [None, 0, 7, 0.5, True, "", "x", "5", "50%", "c1", "2027", [], ["x"], {}, {"x": 1}, {"zh": "x"}]
)


def test_a_full_brief_is_read():
    assert set(errors(FULL)) <= {"outlook-year-empty"}
    assert len(read_brief(FULL).demands) == len(ASKS)


@settings(max_examples=12, deadline=None)
@given(st.sampled_from([p for p in paths(FULL) if p]), JUNK, st.booleans())
def test_whatever_stands_in_a_brief_is_a_finding_and_no_exception(path, junk, remove):
    document = copy.deepcopy(FULL)
    *way, last = path
    holder = document
    for step in way:
        holder = holder[step]
    if remove:
        del holder[last]
    else:
        holder[last] = junk
    findings = brief_findings(document)
    assert all(f.text(lang) for f in findings for lang in ("zh", "en"))
    if not has_errors(findings):
        assert read_brief(document).id


def test_reading_raises_what_was_found(tmp_path):
    with pytest.raises(InvalidInput) as invalid:
        read_brief(brief(scale="fair"))
    assert [f.code for f in invalid.value.findings if f.severity == "error"] == ["not-in-list"]
    with pytest.raises(UnreadableInput) as unreadable:
        read_brief(tmp_path / "brief.yaml")
    assert [f.code for f in unreadable.value.findings] == ["document-not-found"]


def test_one_scenario_is_certain():
    document = brief(risk="expected")
    document["outlook"]["scenarios"].pop()
    assert read_brief(document).probabilities == {"s1": 1}


def test_reading_twice_gives_the_same():
    assert read_brief(EXAMPLE / "brief.yaml") == read_brief(EXAMPLE / "brief.yaml")


# --- the public form ------------------------------------------------------------------------------


def with_private(reservation, amount, times):
    """A brief whose private data varies."""
    document = brief()
    document["parties"]["jia"]["reservation"] = reservation
    scenario = {"id": "s3", "title": {"zh": "三", "en": "three"}, "base": "s1", "private": True,
                "tax_times": {"vat": times}}  # fmt: skip
    document["outlook"]["scenarios"].append(scenario)
    text = {"zh": "示例。", "en": "An example."}
    document["demands"] = [
        {"id": "d1", "kind": "npv_at_least", "text": text, "by": "jia", "party": "jia",
         "amount": amount, "private": True},
        {"id": "d2", "kind": "npv_at_least", "text": text, "by": "yi", "party": "yi",
         "amount": "0"},
    ]  # fmt: skip
    return read_brief(document)


def test_the_public_form_never_saw_what_is_private():
    one = with_private("5.00", "1.00", "50%")
    other = with_private("-7.00", "9.00", "10%")
    assert one != other
    assert one.public() == other.public()
    public = one.public()
    assert [s.id for s in public.scenarios] == ["s1", "s2"]
    assert [(d.id, d.scenarios) for d in public.demands] == [("d2", ("s1", "s2"))]
    assert public.parties[0].reservation_yuan == 0
    assert (public.document, public.digest) == ({}, "")


def test_probabilities_left_are_scaled():
    public = read_brief(EXAMPLE / "brief.yaml").public()
    assert public.probabilities["central"] == Fraction(4, 9)
    assert sum(public.probabilities.values()) == 1


# --- round about ----------------------------------------------------------------------------------


def test_a_part_of_a_document_keeps_lines():
    document = read_document("a:\n  b:\n    - {c: 0.5}\nd: 1\n")
    part = part_of(document, "/a/b")
    assert part.place("/0/c").line == 3
    assert part.refused == {"/0/c"}
    assert "/d" not in part.values


def test_validate_knows_a_brief(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(EXAMPLE)
    assert main(["--lang", "en", "validate", "brief.yaml", "agreement.yaml"]) == 0
    shown = capsys.readouterr().out
    assert "brief.yaml: valid" in shown
    assert "[nobody-speaks]" in shown
    shutil.copy(EXAMPLE / "brief.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["validate", "brief.yaml"]) == 1
    assert "[agreement-not-usable]" in capsys.readouterr().out


def test_importing_loads_no_library_of_columns():
    program = (
        "import sys\n"
        "import benefitshare.negotiation.brief.reading, benefitshare.negotiation.brief.build\n"
        "heavy = {'pandas', 'numpy', 'pyarrow', 'pulp', 'highspy'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
