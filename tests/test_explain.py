"""Explanations: hand-checked formulas, golden texts, and that every tree adds up to the figure."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from benefitshare.agreements.schemas import validator
from benefitshare.findings import UsageError
from benefitshare.settlement.explain import explain
from benefitshare.settlement.explanation.node import Node
from benefitshare.settlement.explanation.said import SENTENCES, Said
from tests.explain_world import record, settlement_of, total
from tests.strategies import cases

GOLDEN = Path(__file__).parent / "golden" / "explain"
PARTIES = {
    "lin": {"role": "origin", "name": {"zh": "林州市", "en": "Linzhou"}},
    "hai": {"role": "host", "name": {"zh": "海州市", "en": "Haizhou"}},
    "yuan": {"role": "park", "name": {"zh": "园区公司", "en": "Park Company"}},
}
HALVES = {
    "id": "第六条", "kind": "split", "text": {"zh": "双方各得一半。", "en": "Half each."},
    "shares": {"lin": "50%", "hai": "rest"},
}  # fmt: skip


def document(*clauses, settlement=None, **more):
    return {
        "schema": "benefitshare/agreement/v1", "id": "doc", "status": "illustrative",
        "title": {"zh": "示例", "en": "example"}, "parties": PARTIES,
        "term": {"from": "2022-01-01", "to": "2031-12-31"},
        "revenue": {"taxes": ["vat", "cit"], "division": "none"},
        "clauses": list(clauses),
        "settlement": {"collector": "hai", "due": "04-30", **(settlement or {})}, **more,
    }  # fmt: skip


def tables(*records, **more):
    return {
        "projects": [{"project_id": "P1", "project_name": "甲厂"}],
        "tax": list(records),
        **more,
    }


def factor(subject, name, year, value):
    return {"subject": subject, "factor": name, "year": year, "value": value, "from_date": None}


def lines(explanation):
    """The rows at the bottom of the parts, by clause."""
    found = {}
    for _, relation, node in explanation.root.walk():
        if relation == "part" and node.keys.clause and node.keys.party:
            found.setdefault(node.keys.clause, node)
    return found


def notes(node):
    return [n.en for n in node.notes]


def reasons(explanation, kind):
    return [n for _, _, n in explanation.root.walk() if n.kind == kind]


# --- worlds ---------------------------------------------------------------------------------------


def whole_world():
    """A gate, a tier, a cap reached within the year, a set-aside, a payment, records left out."""
    rows = [
        {"tax": "vat", "central": "50%", "province": "25%", "city": "25%"},
        {"tax": "cit", "central": "60%", "province": "20%", "city": "20%"},
    ]
    gate = {
        "id": "第五条", "kind": "gate", "average_tax_at_least": "100.00",
        "text": {"zh": "迁出前三年年均税收不低于一百元。"},
        "window": {"years": 3, "before": "relocation_date"},
    }  # fmt: skip
    split = {
        **HALVES, "clock": {"from": "full_production_date"},
        "tiers": [{"years": "1-2", "shares": HALVES["shares"]}],
    }  # fmt: skip
    split.pop("shares")
    cap = {
        "id": "第七条", "kind": "cap", "text": {"zh": "累计以一千元为限。"}, "party": "lin",
        "at_most": {"amount": "1000.00"}, "excess_to": "hai",
    }  # fmt: skip
    aside = {
        "id": "第八条", "kind": "set_aside", "text": {"zh": "计提三分之一给园区。"},
        "of": {"lin": "1/3"}, "to": "yuan",
    }  # fmt: skip
    agreement = document(gate, split, cap, aside)
    agreement["revenue"]["division"] = {"rows": rows}
    dates = {"relocation_date": "2022-03-01", "full_production_date": "2022-05-06"}
    return settlement_of(
        agreement,
        {
            "projects": [
                {"project_id": "P1", "project_name": "甲厂", **dates},
                {"project_id": "P2", "project_name": "乙厂", **dates},
            ],
            "factors": [
                factor(p, "pre_move_tax", y, v)
                for p, v in (("P1", "150"), ("P2", "50"))
                for y in (2019, 2020, 2021)
            ],
            "tax": [
                record("P1", "vat", 200_002, "2022-06-30"),
                record("P1", "vat", 400_404, "2023-01-15"),
                record("P1", "cit", 300_333, "2023-06-15"),
                record("P1", "cit", -1_003, "2023-08-15", kind="refund"),
                record("P2", "vat", 100_000, "2023-03-03"),
                record("P1", "stamp", 777, "2023-03-03"),
            ],
            "payments": [{"payer": "hai", "payee": "lin", "period": "2023", "amount_fen": 30_000}],
        },
    )  # fmt: skip


def late_world():
    amendment = {
        "id": "补充协议一", "in_force_from": "2022-01-01", "known_from": "2023-05-01",
        "text": {"zh": "自2022年起林州市得六成。"},
        "clauses": [{**HALVES, "shares": {"lin": "60%", "hai": "rest"}}],
    }  # fmt: skip
    agreement = document(
        HALVES, settlement={"late_amendments": "difference"}, amendments=[amendment]
    )
    days = ("2022-06-30", "2023-06-30")
    return settlement_of(agreement, tables(*(record("P1", "vat", 10_000, d) for d in days)))


# --- hand-checked ---------------------------------------------------------------------------------


def test_a_simple_split_with_an_odd_fen():
    settlement = settlement_of(document(HALVES), tables(record("P1", "vat", 10_001, "2024-03-15")))
    line = lines(explain(settlement, party="lin"))["第六条"]
    assert line.amount == 5001
    assert line.formula == Said(
        "100.01 × 50% = 50.005 → 50.01（尾差 +0.005，最大余数法，相同时按参与方顺序）",
        "100.01 × 50% = 50.005 → 50.01 (residue +0.005, largest remainder, ties in party order)",
    )
    assert line.exact == "10001/2"
    assert line.signed == Said("双方各得一半。", "Half each.")
    (voucher,) = reasons(explain(settlement, party="lin"), "record")
    assert voucher.title.en == "V0000 tax.csv row 2 tax entered 2024-03-15"
    assert voucher.amount == 10_001


def test_a_name_and_a_year_of_quarters_stand_for_their_keys():
    settlement = settlement_of(
        document(HALVES, settlement={"cycle": "quarter"}),
        tables(record("P1", "vat", 100, "2024-03-15"), record("P1", "vat", 60, "2024-07-15")),
    )
    assert explain(settlement, party="林州市", period=2024, tax="增值税").amount_fen == 80
    assert explain(settlement, party="Linzhou", period="2024Q3", project="甲厂").amount_fen == 30


def test_bands():
    bands = {
        "id": "第六条", "kind": "split", "text": {"zh": "分档。"},
        "bands": [{"up_to": "400.00", "shares": {"lin": "50%", "hai": "rest"}},
                  {"shares": {"lin": "20%", "hai": "rest"}}],
    }  # fmt: skip
    settlement = settlement_of(document(bands), tables(record("P1", "vat", 100_001, "2024-03-15")))
    line = lines(explain(settlement, party="lin"))["第六条"]
    assert line.amount == 32_000
    assert line.formula.en.startswith("1,000.01 × 160001/500005 = 320.002 → 320.00 (residue -0.002")
    assert notes(line)[0] == (
        "the amount that picks the bands is 1,000.01:"
        " band 1 400.00 (Linzhou gets 50%; the rest goes to Haizhou);"
        " band 2 600.01 (Linzhou gets 20%; the rest goes to Haizhou)"
    )


def test_factors_with_decimals():
    weighted = {
        "id": "第六条", "kind": "split", "text": {"zh": "按因素。"},
        "factors": {"weights": {"revenue": "50%", "pay": "50%"}, "of": ["lin", "hai"],
                    "decimals": 4},
    }  # fmt: skip
    values = [
        factor("lin", "revenue", 2023, "1"), factor("hai", "revenue", 2023, "2"),
        factor("lin", "pay", 2023, "1"), factor("hai", "pay", 2023, "3"),
    ]  # fmt: skip
    settlement = settlement_of(
        document(weighted), tables(record("P1", "vat", 10_000, "2024-03-15"), factors=values)
    )
    line = lines(explain(settlement, party="lin"))["第六条"]
    assert line.amount == 2917
    assert notes(line)[:3] == [
        "revenue (2023, weight 50%): Linzhou 1, Haizhou 2",
        "pay (2023, weight 50%): Linzhou 1, Haizhou 3",
        "ratio of Linzhou: 50% × 1/3 + 50% × 1/4 = 0.2917 (kept to 4 decimals)",
    ]


def test_a_cap_reached_within_the_year():
    explanation = explain(whole_world(), party="lin", period=2023)
    taken = [n for n in reasons(explanation, "cap") if n.keys.tax == "cit"]
    assert [n.amount for n in taken] == [-1865]
    assert taken[0].formula.zh == "超出 49.84，按各行应得的比例分摊，本行 -18.65"
    assert notes(taken[0].because[0]) == [
        "cap “第七条”: limit 1,000.00, used before 250.00, entitled 799.84, allowed 750.00,"
        " above 49.84"
    ]


def test_a_cap_that_took_nothing_is_shown_as_tested():
    (test,) = reasons(explain(whole_world(), party="lin", period=2022), "cap_test")
    assert "used before 0.00, entitled 250.00, allowed 250.00" in notes(test)[0]


def test_the_tier_and_its_clock():
    line = lines(explain(whole_world(), party="lin", period=2022))["第六条"]
    assert notes(line)[:2] == [
        "years 1-2 apply (from 2022-05-06, before 2024-05-06)",
        "years count from 2022-05-06 (full production date 2022-05-06)",
    ]


def test_the_statutory_division_and_its_records():
    explanation = explain(whole_world(), party="lin", period=2023, tax="cit")
    base = reasons(explanation, "base")[0]
    (retained,) = base.parts
    assert [n.amount for n in retained.parts] == [60_066, -200]
    assert retained.parts[0].formula.en.startswith("3,003.33 × 20% = 600.666 → 600.66")
    assert "confidence: stated by the agreement" in notes(retained.parts[0])[0]
    assert [n.amount for n in retained.because[0].parts] == [179_598, 59_866, 59_866]


def test_a_lost_extension():
    clock = {"from": "production_date"}
    split = {
        "id": "第六条", "kind": "split", "text": {"zh": "一年。"}, "clock": clock,
        "tiers": [{"years": "1", "shares": {"lin": "50%", "hai": "rest"}}],
    }  # fmt: skip
    cap = {
        "id": "第七条", "kind": "cap", "text": {"zh": "以十元为限。"}, "party": "lin",
        "at_most": {"amount": "10.00"}, "excess_to": "hai",
    }  # fmt: skip
    extend = {"id": "第八条", "kind": "extend", "text": {"zh": "未达上限延长一年。"},
              "cap": "第七条", "split": "第六条", "years": 1}  # fmt: skip
    made = tables(record("P1", "vat", 10_000, "2022-03-15"), record("P1", "vat", 800, "2023-03-15"))
    made["projects"][0]["production_date"] = "2022-01-01"
    settlement = settlement_of(document(split, extend, cap), made)
    explanation = explain(settlement, party="lin", period=2023)
    found = lines(explanation)
    assert (found["第六条"].amount, found["第八条"].amount) == (400, -400)
    assert "this slice is in the extension after the last tier" in notes(found["第六条"])[0]
    assert notes(found["第八条"].because[0]) == [
        "extension “第八条”: when the last tier ended 10.00 of 10.00 had been used:"
        " the cap was reached, so the years do not go on"
    ]


def test_deductions_and_baseline_lead_to_the_base():
    deduct = {"id": "第四条", "kind": "deduct", "text": {"zh": "先扣成本。"},
              "kinds": ["administration"], "excess": "drop"}  # fmt: skip
    stock = {"id": "第五条", "kind": "baseline", "text": {"zh": "存量归海州市。"},
             "amount": "60.00", "owner": "hai", "index": {"rate": "10%", "from": 2023}}  # fmt: skip
    costs = [{"project_id": "P1", "kind": "administration", "period": "2024", "amount_fen": 1_000}]
    settlement = settlement_of(
        document(deduct, stock, HALVES),
        tables(record("P1", "vat", 10_000, "2024-03-15"), deductions=costs),
    )
    explanation = explain(settlement, party="lin")
    (base,) = reasons(explanation, "base")
    assert [(n.kind, n.amount) for n in base.parts] == [
        ("retained", 10_000), ("deducted", -1_000), ("stock", -6_600),
    ]  # fmt: skip
    assert notes(base.parts[1]) == ["deductible 10.00, deducted 10.00"]
    assert notes(base.parts[2]) == [
        "baseline 66.00, total of the period 90.00, to stock 66.00, increment 24.00",
        "average 60.00",
        "indexed 66.00",
    ]
    assert lines(explanation)["第六条"].formula.en == "24.00 × 50% = 12.00"


def test_negative_amounts_carried_forward():
    settlement = settlement_of(
        document(HALVES, settlement={"negative_base": "carry_forward"}),
        tables(record("P1", "vat", -300, "2023-03-15", kind="refund"),
               record("P1", "vat", 1_000, "2024-03-15")),
    )  # fmt: skip
    (base,) = reasons(explain(settlement, party="lin", period=2024), "base")
    assert (base.amount, [n.amount for n in base.parts]) == (700, [1_000, -300])


def test_a_set_aside_moves_cash_only():
    settlement = whole_world()
    cash = explain(settlement, party="lin", period=2022, kind="cash")
    line = lines(cash)["第八条"]
    assert (cash.amount_fen, line.amount, line.exact) == (16_667, -8_333, "25000/3")
    assert line.formula.en == (
        "of Linzhou: 250.00 × 1/3 = 83.33333333…, set aside 83.33 for Park Company"
    )
    (moved,) = [n for n in reasons(cash, "cash") if n.parts]
    assert [n.amount for n in moved.parts] == [25_000, -8_333]
    assert explain(settlement, party="yuan", period=2022, kind="cash").amount_fen == 8_333


def test_rounding_at_the_end():
    rounding = {"rounding": {"at": "end", "per": "project_period"}}
    settlement = settlement_of(
        document(HALVES, settlement=rounding),
        tables(record("P1", "vat", 3, "2024-03-15"), record("P1", "cit", 5, "2024-03-15")),
    )
    explanation = explain(settlement, party="lin")
    found = lines(explanation)
    assert explanation.amount_fen == 4
    assert found["第六条"].formula.en == (
        "0.05 × 50% = 0.025 → 0.02 (residue -0.005, cut down to whole fen for now,"
        " rounded once at the end)"
    )
    assert found["rounding"].amount == 1
    assert notes(found["rounding"])[0] == (
        "exact total 0.04 → 0.04; the lines show 0.03, this row makes up 0.01"
    )


def test_fractions_carried_to_the_next_period():
    rounding = {"rounding": {"residue": {"carry": {"to": "same_party"}}}}
    settlement = settlement_of(
        document(HALVES, settlement=rounding),
        tables(record("P1", "vat", 1, "2023-03-15"), record("P1", "vat", 1, "2024-03-15")),
    )
    found = lines(explain(settlement, party="lin", period=2024))
    assert {k: v.amount for k, v in found.items()} == {"rounding": 1}
    assert notes(found["rounding"])[0] == (
        "exact total 0.005, with what was carried paid 0.01; the lines show 0.00,"
        " this row makes up 0.01"
    )


def test_a_late_amendment_settled_as_a_difference():
    settlement = late_world()
    explanation = explain(settlement, party="lin", period=2023)
    line = lines(explanation)["补充协议一"]
    assert (explanation.amount_fen, line.amount) == (7_000, 1_000)
    assert [(p.title.en, p.formula.en) for p in line.parts] == [
        ("difference of period 2022", "60.00 − 50.00 = 10.00")
    ]
    assert line.signed.zh == "自2022年起林州市得六成。"
    earlier = lines(explain(settlement, party="lin", period=2022))["第六条"]
    assert (earlier.amount, earlier.formula.en) == (5_000, "100.00 × 50% = 50.00")


def test_a_transfer_with_a_payment():
    settlement = whole_world()
    explanation = explain(settlement, transfer=("hai", "lin"), period=2023)
    due, paid = explanation.root.parts
    assert (explanation.amount_fen, due.amount, paid.amount) == (20_000, 50_000, -30_000)
    assert "due 2024-04-30" in notes(explanation.root)
    assert explain(settlement, transfer=("lin", "hai"), period=2023).amount_fen == -20_000
    both = explain(settlement, transfer=("海州市", "林州市"))
    assert [p.amount for p in both.root.parts] == [16_667, 20_000]


def test_records_left_out_and_a_failed_gate():
    explanation = explain(whole_world(), project="P2")
    (gate,) = reasons(explanation, "gate")
    assert explanation.amount_fen == 0
    assert gate.title.en == "gate “第五条”: failed (yearly average)"
    assert notes(gate) == [
        "the 3 years before the relocation date (2022-03-01) add up to 150.00; ÷ 3 = 50.00 a year,"
        " asked at least 100.00"
    ]
    (left,) = reasons(explanation, "excluded")
    assert (left.amount, left.parts[0].title.zh) == (
        100_000, "V0004 tax.csv 第6行 税款入库 入库 2023-03-03",
    )  # fmt: skip
    everything = reasons(explain(whole_world()), "excluded")
    assert sorted(n.amount for n in everything) == [777, 100_000]


def test_pair_rows_of_every_kind():
    back = {"id": "返还", "kind": "give_back", "text": {"zh": "上解两成，返还一半。"},
            "from": "yuan",
            "of": {"party": "lin", "system_share": "20%"}, "rate": "50%"}  # fmt: skip
    floor = {"id": "保底", "kind": "floor", "text": {"zh": "保底六十元。"}, "party": "lin",
             "at_least": "60.00", "paid_by": "hai"}  # fmt: skip
    fixed = {"id": "回报", "kind": "fixed_return", "text": {"zh": "年回报。"}, "party": "lin",
             "paid_by": "hai", "rate": "8%", "amount": "100.00"}  # fmt: skip
    costs = {"id": "分担", "kind": "cost_share", "text": {"zh": "按七三分担。"},
             "kinds": ["construction"], "fund": "yuan",
             "shares": {"lin": "70%", "hai": "rest"}}  # fmt: skip
    spent = [{"project_id": None, "kind": "construction", "period": "2024", "amount_fen": 1_000}]
    settlement = settlement_of(
        document(HALVES, floor, back, fixed, costs),
        tables(record("P1", "vat", 10_000, "2024-03-15"), deductions=spent),
    )
    found = lines(explain(settlement, party="lin"))
    assert {k: v.amount for k, v in found.items()} == {
        "第六条": 5_000, "保底": 1_000, "返还": found["返还"].amount, "回报": 800, "分担": -700,
    }  # fmt: skip
    assert found["保底"].formula.en == (
        "guarantee 60.00 − received 50.00 = made up 10.00, paid by Haizhou"
    )
    formulas = {n.formula.en for n in reasons(explain(settlement, party="lin"), "give_back")}
    assert formulas == {
        "entitlement after limits 50.00 × 20% = 10.00, taken up 10.00",
        "taken up 10.00 × 50% = 5.00, given back 5.00",
    }
    assert found["回报"].formula.en == "capital 100.00 × 8% = 8.00 → 8.00 (rounded half up)"
    assert found["分担"].formula.en == "10.00 shared: Linzhou 70%, Haizhou 30%"


def test_assessment_credit():
    output = [{"id": "第九条", "text": {"zh": "各按五成计入。"}, "indicators": ["gross_output"],
               "mode": "split_for_assessment",
               "shares": {"lin": "50%", "hai": "rest"}}]  # fmt: skip
    made = tables(output=[
        {"project_id": "P1", "indicator": "gross_output", "period": "2024", "value": 1_001},
    ])  # fmt: skip
    made["projects"][0] |= {"origin": "lin", "host": "hai"}
    settlement = settlement_of(document(HALVES, output=output), made)
    explanation = explain(settlement, indicator="gross_output", party="lin")
    (credit,) = explanation.root.parts
    assert credit.amount == 501
    assert credit.formula.en.startswith("official 10.01 × 50% = ")
    assert [n.amount for n in reasons(explanation, "official")] == [1_001]
    assert list(validator("explanation").iter_errors(explanation.to_dict())) == []


# --- unknown figures ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ({"party": "linn"}, "lin"),
        ({"project": "P11"}, "P1"),
        ({"tax": "vatt"}, "vat"),
        ({"period": 2030}, "2023"),
        ({"clause": "第六款"}, "第六条"),
        ({"kind": "cask"}, "cash"),
        ({"agreement": "dok"}, "doc"),
        ({"transfer": ("hai", "xin")}, "lin"),
        ({"transfer": ("lin", "yuan"), "period": 2023}, "2023"),
        ({"indicator": "gross_output"}, ""),
    ],
)
def test_an_unknown_figure_names_those_near_it(asked, near):
    with pytest.raises(UsageError) as raised:
        explain(whole_world(), **asked)
    (finding,) = raised.value.findings
    assert finding.code == "figure-not-found"
    assert near in finding.hint("en")


# --- shapes ---------------------------------------------------------------------------------------


def test_a_node_whose_parts_do_not_add_up_is_refused():
    with pytest.raises(AssertionError, match="not the sum"):
        Node("x", Said("甲", "a"), 3, parts=(Node("y", Said("乙", "b"), 2),))


def test_a_large_sum_is_summarised_and_says_how_to_go_deeper(monkeypatch):
    from benefitshare.settlement.explanation import totals

    monkeypatch.setattr(totals, "MOST_ROWS", 3)
    explanation = explain(whole_world())
    assert {n.kind for _, r, n in explanation.root.walk() if r == "part"} >= {"summary"}
    assert "explain(period=…, project=…)" in explanation.text("en")
    assert explanation.root.parts


def test_the_document_follows_its_schema_and_the_frame_has_every_node():
    explanation = explain(whole_world(), party="lin")
    errors = validator("explanation").iter_errors(json.loads(explanation.to_json()))
    assert [e.json_path + ": " + e.message for e in errors] == []
    frame = explanation.to_frame()
    assert len(frame) == sum(1 for _ in explanation.root.walk())
    assert frame["amount_fen"].iloc[0] == explanation.amount_fen
    assert explanation.to_json() == explain(whole_world(), party="lin").to_json()


def test_depth_and_limit_shorten_the_text():
    explanation = explain(whole_world(), party="lin")
    assert len(explanation.text(depth=1).splitlines()) < len(explanation.text().splitlines())
    assert "(2 items below)" in explanation.text(
        "en", depth=2
    ) or "items below" in explanation.text("en", depth=1)
    assert "more" in explanation.text("en", limit=1)


def test_every_sentence_is_in_both_languages_with_the_same_values():
    from string import Formatter

    for key, (zh, en) in SENTENCES.items():
        names = [{n for _, n, _, _ in Formatter().parse(t) if n} for t in (zh, en)]
        assert zh, key
        assert en, key
        assert names[0] == names[1], key


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["cash", "gate", "transfer", "late"])
def test_the_text_is_the_golden_one(name, lang):
    """Re-recorded only with BENEFITSHARE_RECORD=1, and then read as a diff."""
    explanation = {
        "cash": lambda: explain(whole_world(), party="lin", kind="cash"),
        "gate": lambda: explain(whole_world(), project="P2"),
        "transfer": lambda: explain(whole_world(), transfer=("hai", "lin"), period=2023),
        "late": lambda: explain(late_world(), party="lin"),
    }[name]()
    golden = GOLDEN / f"{name}.{lang}.txt"
    if os.environ.get("BENEFITSHARE_RECORD") == "1":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(explanation.text(lang), encoding="utf-8")
    assert explanation.text(lang) == golden.read_text(encoding="utf-8")


# --- properties -----------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_every_tree_adds_up_to_the_figure(case):
    settlement = settlement_of(*case)
    allocations = settlement.allocations
    for kind in ("entitlement", "cash"):
        assert explain(settlement, kind=kind).amount_fen == total(allocations, kind=kind)
        for party in sorted(set(allocations["party"])):
            explanation = explain(settlement, kind=kind, party=party)
            assert explanation.amount_fen == total(allocations, kind=kind, party=party)
            assert_explained(explanation)
    for transfer in settlement.transfers.to_dict("records"):
        pair, period = (transfer["payer"], transfer["payee"]), transfer["period"]
        forth = explain(settlement, transfer=pair, period=period)
        back = explain(settlement, transfer=pair[::-1], period=period)
        assert (forth.amount_fen, back.amount_fen) == (transfer["net_fen"], -transfer["net_fen"])


def assert_explained(explanation):
    """Sums hold, no row is without its trace, and the text and frame can be made."""
    for _, _, node in explanation.root.walk():
        assert sum(p.amount or 0 for p in node.parts) == (node.amount if node.parts else 0)
        assert not any("no line for this row" in n for n in notes(node))
    for lang in ("zh", "en"):
        assert explanation.text(lang)
    explanation.to_frame()


def test_the_parts_of_a_total_are_the_totals_of_its_parts():
    settlement = whole_world()
    for period in ("2022", "2023"):
        for party in ("lin", "hai"):
            wanted = total(settlement.allocations, kind="cash", party=party, period=period)
            explanation = explain(settlement, party=party, period=period, kind="cash")
            assert explanation.amount_fen == wanted
