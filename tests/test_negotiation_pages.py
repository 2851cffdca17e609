"""How pages are laid out: no column twice or for nothing, titles apart, chances explained.

The world is that of `tests.negotiation_world`.
"""

import pytest

from benefitshare.negotiation.api import evaluate, propose
from benefitshare.negotiation.brief import brief_findings
from benefitshare.negotiation.public import own_form, public_form
from benefitshare.reports.columns import TEXT_WIDTH, display_width
from benefitshare.reports.negotiation.evaluation import evaluation_text
from benefitshare.reports.negotiation.layout import title_lines
from benefitshare.reports.negotiation.proposal import proposal_text
from benefitshare.reports.negotiation.public import own_text, public_text
from tests.negotiation_world import BAD, FIRST, GOOD, LATER, ONLY, brief, document

EVEN = {FIRST: "50%", LATER: "50%"}


def told(text):
    """A page as one line."""
    return " ".join(text.split())


# --- steps ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages():
    known = brief(step="30%")
    return {grid: proposal_text(propose(known, grid=grid), "en") for grid in (True, False)}


def test_without_the_grid_there_is_nothing_about_steps(pages):
    words = ("Step", "Unrounded", "By rounding", "going to the steps", "on the steps")
    assert [word for word in words if word in pages[False]] == []
    assert "in steps of 0.01%" in told(pages[False])
    assert [word for word in words[:3] if word not in pages[True]] == []


def test_a_brief_without_steps_has_no_column_for_them():
    text = evaluation_text(evaluate(brief(), EVEN, criteria=False), "en")
    assert "Step" not in text
    assert "0%–100%" in text


# --- scales ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scale", "times"), [("normalised", 1), ("gain", 1), ("money", 1)])
def test_the_way_to_the_best_has_one_column(scale, times):
    found = evaluate(brief(), EVEN, criteria=False, scale=scale)
    (header,) = [line for line in evaluation_text(found, "en").splitlines() if "Puts in" in line]
    assert header.count("Way to best") == times


# --- titles ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [10, 75, 76, 77, 78, 80, 130])
def test_a_title_and_the_unit_stand_apart(length):
    title = ("word " * 40)[:length].strip() + "x"
    lines = list(title_lines("Proposal", title, "en"))[2:]
    assert max(map(display_width, lines)) <= TEXT_WIDTH
    assert lines[-1].endswith("Amounts in million yuan")
    assert "x  " in lines[-1] or lines[-1].startswith(" ")
    assert " ".join(" ".join(lines).split()) == f"{title} Amounts in million yuan"


# --- chances --------------------------------------------------------------------------------------


def test_scaled_chances_say_so_whether_anything_is_hidden_or_not():
    slow = {**BAD, "id": "slow", "probability": "1/4"}
    third = {**GOOD, "probability": "1/2"}
    hidden = [third, {**BAD, "private": True}, slow]
    pages = [
        public_text(public_form(evaluate(brief(scenarios=s), EVEN, criteria=False)), "en")
        for s in (hidden, [GOOD, BAD])
    ]
    for page in pages:
        assert "Chances are divided among the scenarios listed and come to 100%" in told(page)
    own = own_form(evaluate(brief(scenarios=hidden), EVEN, criteria=False), "jia")
    assert "可能性只在所列情景之间分配" in told(own_text(own, "zh"))
    assert "66.67%" in pages[0]


def test_without_chances_nothing_is_said_of_them():
    scenarios = [{k: v for k, v in s.items() if k != "probability"} for s in (GOOD, BAD)]
    found = evaluate(brief(scenarios=scenarios), EVEN, criteria=False)
    assert "Chances are" not in public_text(public_form(found), "en")


# --- nothing to list ------------------------------------------------------------------------------


def test_an_unknown_scenario_where_there_are_none_is_no_empty_list():
    made = document(scenarios=[ONLY], risk={"scenario": "x"})
    made["outlook"]["scenarios"] = []
    (finding,) = [f for f in brief_findings(made) if f.code == "unknown-scenario"]
    assert finding.hint("zh") == "已有的情景：无。"
    assert finding.hint("en") == "The scenarios are: none."
