"""Chinese capitals: the examples of the rule, and a reader written on its own."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benefitshare.money.words import amount_in_words

CASES = {
    0: "零元整",
    5: "伍分",
    50: "伍角",
    53: "伍角叁分",
    100: "壹元整",
    101: "壹元零壹分",
    110: "壹元壹角",
    1000: "壹拾元整",
    1005: "壹拾元零伍分",
    1050: "壹拾元零伍角",
    140950: "壹仟肆佰零玖元伍角",  # 支付结算办法 附件一
    600714: "陆仟零柒元壹角肆分",  # 同上
    168032: "壹仟陆佰捌拾元零叁角贰分",  # 同上, first spelling
    10700053: "壹拾万柒仟元零伍角叁分",  # 同上, first spelling
    1640902: "壹万陆仟肆佰零玖元零贰分",  # 同上
    32504: "叁佰贰拾伍元零肆分",  # 同上
    10000000500: "壹亿零伍元整",
    100_0000_0000_00: "壹佰亿元整",
    10_5000_0000_00: "壹拾亿伍仟万元整",
    1_0000_5000_00: "壹亿零伍仟元整",
    1_0005_0000_00: "壹亿零伍万元整",
    1_2000_0000_0000_00: "壹万贰仟亿元整",
    10**15: "壹拾万亿元整",
    -123: "负壹元贰角叁分",
}


@pytest.mark.parametrize(("fen", "words"), CASES.items())
def test_known_amounts(fen, words):
    assert amount_in_words(fen) == words


def read_number(words: str) -> int:
    """The number of Chinese capitals without unit, read from the left, on its own."""
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if name in words:
            high, low = words.rsplit(name, 1)
            return read_number(high) * unit + read_number(low)
    units = {"仟": 1000, "佰": 100, "拾": 10, "": 1}
    found = re.findall("([壹贰叁肆伍陆柒捌玖])([仟佰拾]?)", words)
    return sum("零壹贰叁肆伍陆柒捌玖".index(d) * units[u] for d, u in found)


def read_words(words: str) -> int:
    sign = -1 if words.startswith("负") else 1
    before, _, after = words.removeprefix("负").rpartition("元")
    small = sum(
        "零壹贰叁肆伍陆柒捌玖".index(d) * {"角": 10, "分": 1}[u]
        for d, u in re.findall("([壹贰叁肆伍陆柒捌玖])([角分])", after)
    )
    return sign * (read_number(before) * 100 + small)


@given(st.integers(-(10**15), 10**15) | st.integers(-(10**6), 10**6))
@example(100_000_000_000_001)
def test_words_are_read_back_to_the_same_amount(fen):
    assert read_words(amount_in_words(fen)) == fen


@given(st.integers(1, 10**15))
def test_words_follow_the_rule(fen):
    words = amount_in_words(fen)
    assert "零零" not in words
    assert not re.search("零[元万亿整]", words)
    assert words.endswith("整") == (fen % 100 == 0)


@given(st.integers(0, 9), st.integers(0, 99))
def test_inner_zeros_are_written_once(thousands, rest):
    yuan = thousands * 1000 + rest
    inner = re.search("[1-9]0+[1-9]", str(yuan))
    assert amount_in_words(yuan * 100).removeprefix("零元").count("零") == bool(inner)


def test_amounts_beyond_any_name_are_refused():
    with pytest.raises(ValueError, match="too large"):
        amount_in_words(10**18)
