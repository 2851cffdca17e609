"""What must be read before the figures: bottom lines that are not reached, faults of the data.

The world is that of `tests.negotiation_world`.
"""

import json
from pathlib import Path

import pytest

from benefitshare import settle
from benefitshare.agreements.schemas import validator
from benefitshare.cli import main
from benefitshare.negotiation.api import compare, evaluate, frontier, improve, propose, what_if
from benefitshare.negotiation.documents import to_document, to_json
from benefitshare.negotiation.public import own_form, public_form
from benefitshare.reports.negotiation.change import change_text
from benefitshare.reports.negotiation.comparison import comparison_text
from benefitshare.reports.negotiation.evaluation import evaluation_text
from benefitshare.reports.negotiation.frontier import frontier_text
from benefitshare.reports.negotiation.improvement import improvement_text
from benefitshare.reports.negotiation.proposal import proposal_text
from benefitshare.reports.negotiation.public import own_text, public_text
from tests.negotiation_world import (
    FIRST,
    LATER,
    ONLY,
    TWO_TIERS,
    agreement,
    both,
    brief,
    demand,
    document,
    party,
    yuan,
)

HIGH = {"jia": party("jia", "50", "100"), "yi": party("yi", "40", "20")}
"""Of 244 in present value 90 are put in: 154 are left, in the good scenario, and 32 in the bad."""
EVEN = {FIRST: "50%", LATER: "50%"}
JIA_HAS_ALL = {FIRST: "100%", LATER: "100%"}
WARNED = "甲市低于底线 890,000.00 元"
CHECK = validator("proposal")


def opened(text):
    """A page as far as its facts, without line breaks."""
    return text.split("\n\n", 1)[0].replace("\n", "")


@pytest.fixture(scope="module")
def low():
    return evaluate(brief(parties=HIGH), EVEN, criteria=False)


# --- bottom lines ---------------------------------------------------------------------------------


def test_who_is_below_its_bottom_line_is_a_finding(low):
    """Jia has 61 - 50 in the bad scenario and would rather have 100; Yi has 21 and needs 20."""
    assert low.below == {"jia": 890_000}
    (finding,) = low.findings
    assert (finding.code, finding.severity) == ("below-reservation", "warning")
    assert finding.message("zh") == WARNED
    assert finding.message("en") == "甲市 is below its bottom line by 890,000.00 yuan"


def test_the_page_opens_with_it_and_the_document_has_it(low):
    assert f"【警告】{WARNED}。" in opened(evaluation_text(low, "zh"))
    assert "[WARNING] 甲市 is below its bottom line by" in opened(evaluation_text(low, "en"))
    written = to_document(low)
    assert [f["code"] for f in written["evaluation"]["findings"]] == ["below-reservation"]
    assert list(CHECK.iter_errors(written)) == []


def test_a_proposal_that_leaves_somebody_below_says_so():
    found = propose(brief(parties=HIGH), criterion="utilitarian")
    assert found.evaluation.below
    text = opened(proposal_text(found, "zh"))
    assert "低于底线" in text
    written = to_document(found)
    assert "below-reservation" in [f["code"] for f in written["findings"]]
    assert list(CHECK.iter_errors(written)) == []


def test_no_word_where_everybody_has_enough():
    found = evaluate(brief(), EVEN, criteria=False)
    assert found.findings == ()
    assert "警告" not in evaluation_text(found, "zh")


def test_what_only_rounding_takes_is_no_warning():
    """Half of 100.01 is promised, and a fen less is settled."""
    taxes = [{"project": "P1", "tax": "vat", "amounts": ["100.01", "0.00", "0.00"]}]
    parties = {city: {**party(city), "reservation": "50.005"} for city in ("jia", "yi")}
    known = brief(scenarios=[ONLY], taxes=taxes, parties={
        city: {**own, "reservation": "50.00"} for city, own in parties.items()
    })  # fmt: skip
    found = evaluate(known, EVEN, criteria=False)
    assert {s.net for s in found.standings} != {50}
    assert found.below == {}


def test_comparisons_improvements_and_changes_say_whom_they_warn_of():
    known = brief(parties=HIGH)
    compared = comparison_text(compare(known, {"均分": EVEN, "全归甲": JIA_HAS_ALL}), "zh")
    assert f"【警告】均分：{WARNED}。" in opened(compared)
    assert "【警告】全归甲：乙市低于底线" in opened(compared)
    improved = improvement_text(improve(known, EVEN, grid=False), "zh")
    assert "【警告】甲市低于底线" in opened(improved)
    changed = change_text(what_if(known, terms=EVEN, tax_times={"all": "2"}), "zh")
    assert f"【警告】原来：{WARNED}。" in opened(changed)
    assert "【警告】之后：甲市低于底线 280,000.00 元。" in opened(changed)


def test_others_are_told_nothing_of_it(low):
    form = public_form(low)
    for told in (public_text(form, "zh"), public_text(form, "en"), to_json(form)):
        assert not any(word in told for word in ("低于底线", "bottom line", "below-reservation"))
    yi = own_form(low, "yi")
    assert "低于底线" not in own_text(yi, "zh")
    assert "below" not in to_json(yi)
    assert "甲市低于底线 890,000.00 元" in opened(own_text(own_form(low, "jia"), "zh"))


def test_commands_end_with_1_below_a_bottom_line(tmp_path, capsys):
    for name, parties in (("low", HIGH), ("well", None)):
        written = json.dumps(document(parties=parties, tentative=EVEN), ensure_ascii=False)
        (tmp_path / f"{name}.json").write_text(written, encoding="utf-8")
    (tmp_path / "t.json").write_text(json.dumps({FIRST: "50%", LATER: "50%"}), encoding="utf-8")
    for words in (["propose"], ["evaluate"], ["improve"], ["what-if"]):
        ended = [main([*words, str(tmp_path / f"{name}.json")]) for name in ("low", "well")]
        assert ended == [1, 0], words
    compared = ["compare", str(tmp_path / "low.json"), f"a={tmp_path / 't.json'}"]
    assert main(compared) == 1
    assert "below-reservation" not in capsys.readouterr().err


# --- bottom lines that leave no terms -------------------------------------------------------------


@pytest.fixture(scope="module")
def refused():
    parties = {"jia": party("jia", "50", "20"), "yi": party("yi", "40", "20")}
    return propose(brief(parties=parties), criterion="nash")


def test_bottom_lines_that_clash_are_on_the_page_and_no_empty_repair(refused):
    zh, en = (" ".join(proposal_text(refused, lang).split()) for lang in ("zh", "en"))
    assert "“甲市的净现值不低于其底线 200,000.00 元”（甲市）（不可让步）" in zh
    assert "差 8.00 万元" in zh
    assert "no less than its bottom line, 200,000.00 yuan" in en
    assert "由谁承担" not in zh
    assert "0 units" not in en


def test_the_document_names_them_too(refused):
    written = to_document(refused)
    assert list(CHECK.iter_errors(written)) == []
    (conflict,) = written["refusal"]["conflicts"]
    assert [(d["demand"], d["by"], d["kind"], d["hard"]) for d in conflict["demands"]] == [
        ("reservation/jia", "jia", "reservation", True),
        ("reservation/yi", "yi", "reservation", True),
    ]
    weighed = {weight["demand"] for weight in conflict["proof"]["weights"]}
    assert {"reservation/jia", "reservation/yi"} <= weighed
    assert written["refusal"]["repairs"] is None


def test_others_are_told_only_that_no_terms_are_known(refused):
    clash = propose(brief(demand("share_between", "a", term="c1/1/jia", max="20%"),
                          demand("share_between", "b", term="c1/1/jia", min="30%")))  # fmt: skip
    for lang, words in (("zh", "目前没有各方都能接受的条款"), ("en", "none are known that suit")):
        texts = [public_text(public_form(found), lang) for found in (refused, clash)]
        assert all(words in text for text in texts)
        assert not any(word in texts[0] for word in ("其底线", "bottom line", "200,000"))


def test_a_bottom_line_that_holds_a_share_back_is_a_reason():
    """Yi can have no more than its bottom line, and what is left is Jia's."""
    parties = {"jia": party("jia"), "yi": party("yi", "0", "40")}
    asks = demand("receives_at_most", "m", party="yi", amount=yuan(40))
    known = brief(asks, parties=parties, scenarios=[ONLY])
    assert "乙市的底线" in proposal_text(propose(known, criterion="nash"), "zh")


# --- what settling finds --------------------------------------------------------------------------

CAP = {"id": "c2", "kind": "cap", "text": both("c2"), "party": "jia",
       "at_most": {"times": "1", "of": "pre_move_tax", "years": 1,
                   "before": "relocation_date"}}  # fmt: skip


def capped(**outlook):
    parties = {"jia": party("jia"), "yi": party("yi")}
    made = document(
        agreements=[agreement(clauses=[TWO_TIERS, CAP])], scenarios=[ONLY], parties=parties
    )
    made["outlook"]["projects"][0]["relocation_date"] = "2026-01-01"
    made["outlook"].update(outlook)
    return made


def factors():
    return [{"subject": "P1", "factor": "pre_move_tax", "year": 2025, "value": yuan(40)}]


def test_a_missing_factor_is_found_as_settling_finds_it():
    from benefitshare.negotiation.brief import read_brief

    known = read_brief(capped())
    found = propose(known)
    assert [f.code for f in found.evaluation.findings] == ["factor-missing"]
    settled = settle(found.evaluation.documents, **known.tables("good"))
    assert {f.code for f in settled.finding_list if f.severity == "error"} == {"factor-missing"}
    assert propose(read_brief(capped(factors=factors()))).evaluation.findings == ()


def test_the_page_and_the_document_say_what_settling_finds():
    found = propose(capped())
    for lang, words in (("zh", "【数据中的问题】"), ("en", "[Found in the data]")):
        text = proposal_text(found, lang)
        assert words in text
        assert "[factor-missing]" in text
        assert text.index(words) < text.index("50%")
    assert "factor-missing" in to_json(found)
    assert "[factor-missing]" in public_text(public_form(found), "zh")
    efficient = frontier(capped())
    assert "[factor-missing]" in frontier_text(efficient, "zh")
    assert "factor-missing" in to_json(efficient)
    assert list(CHECK.iter_errors(to_document(efficient))) == []


def test_a_refusal_says_it_too():
    asked = demand("npv_at_least", "much", by="jia", party="jia", amount=yuan(300))
    found = propose({**capped(), "demands": [asked]})
    assert not found.is_agreed
    assert "[factor-missing]" in proposal_text(found, "zh")
    assert [f["code"] for f in to_document(found)["findings"]] == ["factor-missing"]


def test_errors_of_the_data_end_with_1(tmp_path):
    for name, made in (("a", capped()), ("b", capped(factors=factors()))):
        Path(tmp_path / f"{name}.json").write_text(json.dumps(made), encoding="utf-8")
    ended = [
        main([command, str(tmp_path / f"{name}.json")])
        for command in ("propose", "frontier")
        for name in "ab"
    ]
    assert ended == [1, 0, 1, 0]


def test_a_finding_about_a_row_of_the_brief_stands_there():
    made = capped(factors=factors())
    made["outlook"]["projects"].append({"project": "P9", "agreement": "other"})
    (finding,) = propose(made).evaluation.findings
    assert finding.code == "project-no-agreement"
    assert finding.place.pointer == "/outlook/projects/1"


def test_what_is_doubtful_about_a_brief_is_on_the_page():
    parties = {"jia": party("jia"), "yi": party("yi")}
    parties["jia"]["contributions"] = [{"year": 2031, "kind": "land", "amount": yuan(1)}]
    found = propose(brief(parties=parties, scenarios=[ONLY]))
    assert [f.code for f in found.evaluation.findings] == ["contribution-year-outside"]
    assert "[contribution-year-outside]" in proposal_text(found, "zh")
    assert "contribution-year-outside" not in to_json(public_form(found))
