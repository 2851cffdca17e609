"""Pages for negotiators: recorded in both languages, one language each, and true to their results.

Recorded texts in `tests/golden/negotiation/` are written anew only with BENEFITSHARE_RECORD=1 and
read as diffs.
"""

import os
import re
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from benefitshare.negotiation import api
from benefitshare.negotiation.brief import read_brief
from benefitshare.negotiation.criteria import Binding, Stage
from benefitshare.negotiation.proposal import Moved
from benefitshare.negotiation.public import own_form, public_form
from benefitshare.reports.columns import TEXT_WIDTH, display_width
from benefitshare.reports.negotiation import words
from benefitshare.reports.negotiation.change import Asked, change_text
from benefitshare.reports.negotiation.comparison import comparison_text
from benefitshare.reports.negotiation.evaluation import evaluation_text
from benefitshare.reports.negotiation.frontier import frontier_text
from benefitshare.reports.negotiation.improvement import improvement_text
from benefitshare.reports.negotiation.naming import term_name
from benefitshare.reports.negotiation.proposal import proposal_text
from benefitshare.reports.negotiation.public import own_text, public_text
from benefitshare.reports.negotiation.reasons import reason_lines, worths
from tests import small_brief

GOLDEN = Path(__file__).parent / "golden" / "negotiation"
EXAMPLE = Path(__file__).parent.parent / "examples" / "negotiation" / "guangqing"
LANGS = ("zh", "en")
HAN = re.compile("[\u3400-\u9fff]")
SOFTWARE = re.compile(r"benefitshare [\w.]+(，|, )PuLP [\w.]+(，|, )HiGHS [\w.]+")
WORSE = {"c1/1/jia": "55%", "c1/2/jia": "12.5%"}
OTHER = {"c1/1/jia": "30%", "c1/2/jia": "37.5%"}


def in_millions(node):
    """A brief with its yuan read as millions, so that the pages show something."""
    if isinstance(node, dict):
        return {key: in_millions(value) for key, value in node.items()}
    if isinstance(node, list):
        return [in_millions(one) for one in node]
    is_money = isinstance(node, str) and re.fullmatch(r"[0-9]+[.][0-9]{2}", node)
    return f"{int(node.replace('.', '')) * 10_000}.00" if is_money else node


@cache
def brief(**changes):
    return read_brief(in_millions(small_brief.document(**changes)))


@cache
def proposal():
    return api.propose(brief())


@cache
def example():
    return api.propose(EXAMPLE / "brief.yaml")


PAGES = {
    "example": lambda lang: proposal_text(example(), lang),
    "example-clash": lambda lang: proposal_text(clash(), lang),
    "proposal": lambda lang: proposal_text(proposal(), lang),
    "evaluation": lambda lang: evaluation_text(evaluation(), lang),
    "comparison": lambda lang: comparison_text(comparison(), lang),
    "frontier": lambda lang: frontier_text(frontier(), lang),
    "improvement": lambda lang: improvement_text(improvement(), lang),
    "change": lambda lang: change_text(change(), lang, ASKED),
    "public": lambda lang: public_text(public_form(proposal()), lang),
    "party": lambda lang: own_text(own_form(proposal(), "jia"), lang),
}
ASKED = Asked(
    {"a1/c1/1/jia": Fraction(2, 5)}, {"vat": Fraction(9, 10), "all": Fraction(11, 10)}, ("gap",)
)


@cache
def clash():
    return api.propose(EXAMPLE / "clash.yaml")


@cache
def evaluation():
    return api.evaluate(brief(), WORSE)


@cache
def comparison():
    return api.compare(brief(), {"甲案": small_brief.TERMS, "B": OTHER})


@cache
def frontier():
    return api.frontier(brief())


@cache
def improvement():
    return api.improve(brief(), small_brief.TERMS)


@cache
def change():
    return api.what_if(
        brief(), fixed=ASKED.fixed, tax_times=ASKED.tax_times, without=tuple(ASKED.without)
    )


@cache
def page(name, lang):
    return PAGES[name](lang)


def told(text):
    """A page without the versions of programs, which come and go."""
    return SOFTWARE.sub("PROGRAMS", text)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_the_recorded_one(name, lang):
    path = GOLDEN / f"{name}.{lang}.txt"
    text = told(page(name, lang))
    if os.environ.get("BENEFITSHARE_RECORD") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", PAGES)
def test_no_line_is_wider_than_the_terminal(name, lang):
    lines = page(name, lang).splitlines()
    assert max(map(display_width, lines)) <= TEXT_WIDTH + 4  # closing punctuation may hang over
    assert not any(line != line.rstrip() for line in lines)


OWN_WORDS = re.compile(
    r"第[一二三四五六七八九十]+条(第[一二三四五六七八九十]+款)?|甲案|示例指引，虚构|为演\s*示而编写，(数字均为虚构|无签署文本)"
)


@pytest.mark.parametrize("name", PAGES)
def test_an_english_page_holds_no_chinese_but_what_the_documents_say(name):
    assert not HAN.search(OWN_WORDS.sub("", page(name, "en")))


@pytest.mark.parametrize("name", PAGES)
def test_no_page_shows_a_code_where_there_is_a_word(name):
    codes = (
        "leximin",
        "kalai_smorodinsky",
        "guangzhou",
        "qingyuan",
        "a1/c1",
        "npv_at_least",
        "None",
        "Fraction",
    )
    for lang in LANGS:
        assert not [code for code in codes if code in page(name, lang)]


def test_every_text_is_in_both_languages_with_the_same_values():
    tables = [v for v in vars(words).values() if isinstance(v, dict) and v]
    pairs = [
        (key, pair) for table in tables for key, pair in table.items() if isinstance(pair, tuple)
    ]
    assert len(pairs) > 200
    for key, (zh, en) in pairs:
        assert zh, key
        assert en, key
        assert not HAN.search(en), key
        assert set(re.findall(r"{\w+}", zh)) == set(re.findall(r"{\w+}", en)), key


def test_every_sentence_is_used():
    folder = Path(words.__file__).parent
    used = "".join(
        p.read_text(encoding="utf-8") for p in folder.glob("*.py") if p.name != "words.py"
    )
    prefixes = ("why_not_", "note_", "notice_", "timing_", "benefit_", "held_")
    for table in (words.SENTENCES, words.SECTIONS, words.TABLE, words.HEAD):
        for key in table:
            found = f'"{key}"' in used or key.startswith(prefixes)
            assert found or key in ("vertices", "points", "levels", "both", "province"), key


# --- true to the results --------------------------------------------------------------------------


def test_the_proposed_shares_are_on_the_page():
    shares = re.findall(r"^  第五条\S+ +\S+ +广州市 +(\S+%)", page("example", "zh"), re.MULTILINE)
    assert [Fraction(s.rstrip("%")) / 100 for s in shares] == list(example().terms.values())


def test_the_net_values_are_those_of_the_evaluation():
    for standing in example().evaluation.standings:
        assert _wan(standing.net) in page("example", "zh")


def _wan(yuan):
    fen = round(yuan / 100)
    return f"{fen // 100:,}.{fen % 100:02d}"


def test_a_refusal_names_every_clashing_demand_by_its_sentence():
    text = "".join(page("example-clash", "zh").split())
    for conflict in clash().refusal.conflicts:
        for identifier in conflict.demands:
            demand = next(d for d in clash().case.brief.demands if d.id == identifier)
            assert demand.text["zh"].rstrip("。") in text


def test_no_terms_at_all_is_told_apart_from_none_on_the_steps():
    assert "没有任何条款能同时满足所有诉求" in page("example-clash", "zh")
    off = in_millions(small_brief.document())
    off["demands"].append({
        "id": "exact", "by": "both", "kind": "share_between", "term": "c1/1/jia",
        "min": "42%", "max": "43%", "text": {"zh": "介于其间。", "en": "Between."},
    })  # fmt: skip
    found = api.propose(off)
    assert not found.is_agreed
    for lang, words_ in (("zh", "按步长取整就没有条款"), ("en", "No terms on the agreed steps")):
        assert words_ in proposal_text(found, lang)


def test_who_is_held_by_what_is_said_in_a_sentence():
    case = proposal().case
    agreed = proposal().continuous
    row = next(r for r in case.bargain.program.rows if r.demand == "d2")
    first = Stage(
        Fraction(200_000), ("jia",), {"jia": Fraction(1)}, (Binding(row.name, "d2", Fraction(-1)),)
    )
    then = Stage(Fraction(300_000), ("yi",), {"yi": Fraction(1), "jia": Fraction(1, 2)}, (),
                 {"a1/c1/1/jia": Fraction(1)})  # fmt: skip
    told_ = replace(agreed, stages=(first, then))
    zh = "".join(line.strip() for line in reason_lines(case, told_, "zh"))
    assert "1. 甲到超出底线 20.00 万元为止，不能再多，因为“d2”。" in zh
    assert "2. 乙到超出底线 30.00 万元为止，不能再多，除非甲低于超出底线 20.00 万元，因为" in zh
    assert "c1 第1年 甲的比例已到可谈范围的上限 60%" in zh
    en = " ".join(line.strip() for line in reason_lines(case, told_, "en"))
    assert "cannot have more unless A falls below 0.200 million yuan above" in en


def test_what_a_unit_is_worth_is_from_to_where_the_sides_differ():
    moved = Moved(
        {"jia": Fraction(10), "yi": Fraction(-5)}, {"jia": Fraction(-4), "yi": Fraction(5)}
    )
    assert worths(moved) == {"jia": (4, 10), "yi": (-5, -5)}
    assert worths(Moved(None, {"jia": Fraction(2)})) == {"jia": (-2, -2)}
    assert worths(Moved(None, None)) == {}


def test_a_share_is_called_by_clause_years_and_party():
    name = term_name(brief(), "a1/c1/2/jia", "zh")
    assert (name.clause, name.tier, name.party) == ("c1", "第2至3年", "甲")
    assert term_name(brief(), "a1/c1/1/jia", "en").text == "A's share in c1, year 1"


# --- others than the author -----------------------------------------------------------------------


def test_pages_for_others_are_the_same_whatever_the_secrets_are():
    other = brief(
        reservations=("3.00", "4.00"), secret=("1.00", "2.00", "3.00"), ends=("11.00", "19.00")
    )
    terms = dict(proposal().terms)
    pages = [
        public_text(public_form(api.evaluate(b, terms, criteria=False)), "zh")
        for b in (brief(), other)
    ]
    assert pages[0] == pages[1]


def test_a_party_sees_its_own_reservation_and_nobody_elses():
    text = page("party", "zh")
    assert "甲专用" in text
    assert "底线" in text
    assert "p3" not in text
    assert "p3" not in page("public", "zh")
