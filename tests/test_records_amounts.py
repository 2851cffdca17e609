"""An amount in any accepted spelling and unit is the same fen."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benefitshare.records.amounts import convert_amounts, parse_amount
from benefitshare.records.conversion import Flaw
from benefitshare.records.grid import RawColumn, text_array
from benefitshare.records.kinds import parse_decimal
from benefitshare.reference import fen_per_unit

UNITS = ("元", "千元", "万元", "百万元", "亿元")
FULL_WIDTH = str.maketrans("0123456789.,-()", "０１２３４５６７８９．，－（）")
fens = st.integers(-(10**15), 10**15)


def exact_text(fen, unit):
    """A slow writer of decimals that shares nothing with the reader."""
    per = len(str(fen_per_unit(unit))) - 1
    digits = str(abs(fen)).zfill(per + 1)
    return digits[:-per], digits[-per:].rstrip("0")


@st.composite
def spellings(draw):
    fen, unit = draw(fens), draw(st.sampled_from(UNITS))
    whole, decimals = exact_text(fen, unit)
    if draw(st.booleans()):
        whole = f"{int(whole):,}"
    text = f"{whole}.{decimals}" if decimals else whole
    if draw(st.booleans()):
        text = draw(st.sampled_from(["¥", "￥", "人民币"])) + text
    own_unit = draw(st.booleans())
    text += unit if own_unit else ""
    if fen < 0:
        text = draw(st.sampled_from(["-{}", "({})", "（{}）", "△{}", "▲{}", "−{}"])).format(text)
    if draw(st.booleans()):
        text = text.translate(FULL_WIDTH)
    text = draw(st.sampled_from(["{}", " {} ", "{}\t", "　{}", "'{}"])).format(text)
    return text, fen, draw(st.sampled_from(UNITS)) if own_unit else unit


@given(spellings())
@settings(max_examples=150, deadline=None)
def test_every_spelling_is_the_same_fen(written):
    text, fen, unit = written
    assert parse_amount(text, fen_per_unit(unit)) == fen


@given(st.lists(spellings(), min_size=1, max_size=8), st.sampled_from(UNITS))
@settings(max_examples=80, deadline=None)
def test_a_column_is_read_as_its_cells_are(written, unit):
    texts = [text for text, _, _ in written] + ["", "—", "12,34", "1.23456789012", "007"]
    found, blank = convert_amounts(RawColumn("", "A", text_array(texts)), fen_per_unit(unit))
    flawed = {item.position: item.flaw for item in found.flaws.found}
    for position, text in enumerate(texts):
        alone = parse_amount(text, fen_per_unit(unit)) if text.strip() else 0
        assert blank[position] == (not text.strip())
        if isinstance(alone, Flaw):
            assert flawed[position].code == alone.code
        else:
            assert found.values[position] == alone


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.005", "amount-too-precise"),
        ("-", "amount-dash"),
        ("12,34", "amount-separators"),
        ("1,234,56", "amount-separators"),
        ("(-5)", "amount-invalid"),
        ("5-", "amount-invalid"),
        ("1e5", "amount-rounded"),
        ("5²", "amount-invalid"),
        ("100000000000000", "amount-too-large"),
    ],
)
def test_what_is_refused(text, code):
    assert parse_amount(text, 100).code == code


def test_a_binary_float_is_read_by_its_shortest_writing():
    assert parse_amount(repr(1234567.89), 100) == 123456789
    assert parse_amount(repr(0.1 + 0.2), 100).code == "amount-too-precise"


def test_sliced_arrow_arrays_keep_their_offset():
    text = pa.array(["9", "1.5", "2.25"], pa.large_string())[1:]
    found, _ = convert_amounts(RawColumn("", "A", text), 100)
    assert np.array_equal(found.values, [150, 225])


def test_a_factor_keeps_every_digit():
    assert parse_decimal("0.123456789012345") == "0.123456789012345"
    assert parse_decimal("1.5万元") == "15000"
    assert parse_decimal("-12.5%") == "-0.125"
