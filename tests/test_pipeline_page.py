"""What an agreement means, in English and in Chinese: the two pages stay one page."""

import re
from pathlib import Path

import pytest

from benefitshare.agreements.terms import TERMS
from benefitshare.settlement.pipeline import STAGES

DOCS = Path(__file__).parent.parent / "docs"
ENGLISH = (DOCS / "pipeline.md").read_text(encoding="utf-8")
CHINESE = (DOCS / "pipeline.zh.md").read_text(encoding="utf-8")
HEADING = re.compile(r"^## (\d+)\. (.+)\n", re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
OUTSIDE_THE_LIST = ["settle", "output"]  # work on all agreements together, after `STAGES`
WITHOUT_A_SECTION = "round"  # told in the section of `share`


def headings(page):
    """Each numbered section's heading."""
    return {int(match[1]): match[2] for match in HEADING.finditer(page)}


def sections(page):
    """The text of each section; section 0 is what stands before the first."""
    before, *parts = HEADING.split(page)
    return {0: before} | {int(n): text for n, text in zip(parts[::3], parts[2::3], strict=True)}


def test_both_pages_have_the_same_sections_in_order():
    assert list(headings(ENGLISH)) == list(range(1, len(headings(ENGLISH)) + 1))
    assert list(headings(CHINESE)) == list(headings(ENGLISH))
    assert CHINESE.count("\n#") == ENGLISH.count("\n#")


@pytest.mark.parametrize("number", sections(ENGLISH))
def test_a_section_has_the_same_words_of_code(number):
    english, chinese = (set(CODE.findall(sections(page)[number])) for page in (ENGLISH, CHINESE))
    assert chinese - english == set()
    assert english - chinese == set()


@pytest.mark.parametrize("page", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_every_code_ends_on_its_line(page):
    assert [line for line in page.splitlines() if line.count("`") % 2] == []


def test_the_stages_have_their_sections_in_order():
    stages = set(TERMS["stage"])
    told = [heading.split(" and ") for heading in headings(ENGLISH).values()]
    told = [words for words in told if stages.issuperset(words)]
    names = [name for name, _ in STAGES if name != WITHOUT_A_SECTION]
    assert [word for words in told for word in words] == [*names, *OUTSIDE_THE_LIST]
    assert f"**{WITHOUT_A_SECTION.capitalize()}ing**" in sections(ENGLISH)[8]


def test_the_chinese_headings_name_the_same_stages():
    stages = TERMS["stage"]
    for number, heading in headings(ENGLISH).items():
        words = heading.split(" and ")
        if stages.keys() >= set(words):
            named = "与".join(f"{stages[word][0]}（{word}）" for word in words)
            assert headings(CHINESE)[number] == named


def test_each_page_links_to_the_other():
    """The link stands under the title, and the translation says which page decides."""
    assert ENGLISH.splitlines()[2] == "[中文](pipeline.zh.md)"
    assert CHINESE.splitlines()[2] == "[English](pipeline.md)"
    assert "以英文页为准" in sections(CHINESE)[0]
