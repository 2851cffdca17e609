"""Rules that divide a sum first: what is divided, by what claims, and what each rule gives, on the
page and in the document. The world is that of `tests.negotiation_world`.
"""

from dataclasses import replace

import pytest

from benefitshare.agreements.schemas import validator
from benefitshare.negotiation.api import propose
from benefitshare.negotiation.documents import to_document, to_json
from benefitshare.negotiation.public import public_form
from benefitshare.reports.negotiation.proposal import proposal_text
from benefitshare.reports.negotiation.public import public_text
from tests.negotiation_world import ONLY, TWO_TIERS, UNIT, agreement, both, brief, demand, yuan

CLAIMS = {"jia": yuan(100), "yi": yuan(300)}
CHECK = validator("proposal")


def told(text):
    """A page as one line, without spaces where lines of Chinese break."""
    return " ".join(text.split())


@pytest.fixture(scope="module")
def awards():
    """Of 244 in present value Jia claims 100 and Yi 300."""
    return propose(brief(claims=CLAIMS, scenarios=[ONLY], step="1/40"), criterion="equal_awards")


def test_the_division_is_of_present_values_received(awards):
    divided = awards.continuous.division
    assert divided.of == "received"
    assert divided.total == 244 * UNIT
    assert divided.claims == {"jia": 100 * UNIT, "yi": 300 * UNIT}
    assert divided.awards == {"jia": 100 * UNIT, "yi": 144 * UNIT}


def test_claims_estate_and_awards_are_on_the_page(awards):
    zh, en = (told(proposal_text(awards, lang)) for lang in ("zh", "en"))
    assert "分的是什么 各方所得的现值，不扣除投入" in zh
    assert "可分的总额（各方所得现值之和）：244.00 万元" in zh
    assert "甲市 100.00 100.00 100.00" in zh
    assert "乙市 300.00 144.00 144.00" in zh
    assert "合计 400.00 244.00 244.00" in zh
    assert "主张取自任务书" in zh
    assert "What is divided the present value of what is received" in en
    assert "There are 2.440 million yuan to divide" in en


def test_the_document_has_them_and_follows_its_schema(awards):
    written = to_document(awards)
    assert list(CHECK.iter_errors(written)) == []
    divided = written["off_grid"]["division"]
    assert (divided["of"], divided["total"]["yuan"]) == ("received", yuan(244))
    assert [(p["party"], p["claim"]["yuan"], p["award"]["yuan"]) for p in divided["parties"]] == [
        ("jia", yuan(100), yuan(100)),
        ("yi", yuan(300), yuan(144)),
    ]
    assert to_document(propose(brief()))["off_grid"]["division"] is None


def test_the_public_learns_no_claims(awards):
    form = public_form(awards)
    assert "claim" not in to_json(form)
    assert "300.00" not in public_text(form, "zh")


def test_without_claims_it_is_said_what_is_taken_for_them():
    found = propose(brief(scenarios=[ONLY]), criterion="talmud")
    assert "任务书没有写主张" in told(proposal_text(found, "zh"))


def test_a_game_says_what_is_divided_and_who_has_reason_to_complain():
    """154 are left of 244; Yi has 10 anyway, and of the other 144 each has half."""
    found = propose(brief(scenarios=[ONLY]), criterion="nucleolus")
    divided = found.continuous.division
    assert (divided.of, divided.total) == ("net", 154 * UNIT)
    assert divided.alone == {"jia": 0, "yi": 10 * UNIT}
    assert divided.awards == {"jia": 72 * UNIT, "yi": 82 * UNIT}
    assert [group.parties for group in divided.pressing] == [("jia",), ("yi",)]
    assert {group.excess for group in divided.pressing} == {-72 * UNIT}
    text = told(proposal_text(found, "zh"))
    assert "分的是什么 净现值" in text
    assert "乙市（单干可得 10.00 万元，规则给 82.00 万元）" in text
    assert "这些条款恰好给每一方规则所给的数额" in text
    assert list(CHECK.iter_errors(to_document(found))) == []


def test_a_demand_that_keeps_a_game_from_its_solution_is_a_reason():
    asks = demand("receives_at_most", "m", party="jia", amount=yuan(100))
    found = propose(brief(asks, scenarios=[ONLY], coalitions=[
        {"parties": ["jia"], "value": yuan(0)}, {"parties": ["yi"], "value": yuan(0)},
        {"parties": ["jia", "yi"], "value": yuan(154)},
    ]), criterion="shapley")  # fmt: skip
    assert found.continuous.division.awards == {"jia": 77 * UNIT, "yi": 77 * UNIT}
    text = told(proposal_text(found, "zh"))
    assert "“m”" in text[text.index("【为什么是这些比例】") : text.index("【起作用的诉求")]
    assert "恰好给每一方" not in text
    assert "各种联合的所得取自任务书" in text


def test_whole_numbers_leave_kalai_smorodinsky_its_levels():
    """A cap whose bend the best terms lie on: no proof by demands, and a reason all the same."""
    cap = {"id": "c2", "kind": "cap", "text": both("c2"), "party": "jia",
           "at_most": {"amount": yuan(150)}}  # fmt: skip
    known = brief(agreements=[agreement(clauses=[TWO_TIERS, cap])], scenarios=[ONLY])
    found = propose(known, criterion="kalai_smorodinsky")
    assert found.case.bargain.program.is_linear is False
    bare = replace(found, continuous=replace(found.continuous, stages=()))
    text = told(proposal_text(bare, "zh"))
    ways = {
        own - found.case.bargain.reservation[p] for p, own in found.continuous.utilities.items()
    }
    assert len(ways) == 2
    assert "境况最差的一方最多只能到从底线到最好的" in text
    assert "没有逐步的说明" not in text


def test_a_rule_on_the_scale_of_the_brief_says_nothing_of_dividing():
    for criterion in ("leximin", "nash"):
        found = propose(brief(scenarios=[ONLY]), criterion=criterion)
        assert found.continuous.division is None
        assert "分的是什么" not in proposal_text(found, "zh")
