"""Rows as numbers: named once for all agreements they are the frames of each, one after another."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benefitshare.settlement.cells import column, group_numbers
from benefitshare.settlement.coded import Coded, distinct_numbers, each, frame_of, labelled
from benefitshare.settlement.coded import repeated as alike
from benefitshare.settlement.days import NEVER

COLUMNS = ("who", "note", "fen")
HUGE = st.sampled_from([-(2**31), -1, 0, 1, 7, 2**31 - 1, 2**61])


def rows(who, notes, loose=()):
    fen = np.arange(len(notes), dtype=np.int64)
    texts = {"who": alike(who, len(notes)), "note": each(notes)}
    return Coded(texts, {"fen": fen}, frozenset(loose))


def test_rows_of_several_agreements_are_their_frames_one_after_another():
    parts = [rows("a", ["x", "", "y"]), rows("b", []), rows("c", ["y"])]
    together = frame_of(parts, COLUMNS)
    apart = pd.concat([frame_of([p], COLUMNS) for p in parts], ignore_index=True)
    pd.testing.assert_frame_equal(together, apart)
    assert together.to_dict("list") == {
        "who": ["a", "a", "a", "c"], "note": ["x", "", "y", "y"], "fen": [0, 1, 2, 0],
    }  # fmt: skip
    assert [str(d) for d in together.dtypes] == ["str", "str", "int64"]


def test_frames_keep_their_place_among_rows_and_loose_columns_are_objects():
    frame = pd.DataFrame({"who": ["z"], "note": ["n"], "fen": [5]})
    found = frame_of([rows("a", ["x"]), frame, rows("b", ["y"])], COLUMNS)
    assert found["who"].tolist() == ["a", "z", "b"]
    assert found.index.equals(pd.RangeIndex(3))
    assert frame_of([rows("a", ["x"]), rows("b", ["y"], ["note"])], COLUMNS)["note"].dtype == object


@given(st.lists(HUGE, max_size=12))
def test_numbers_are_told_apart_however_far_they_lie(values):
    numbers = np.array(values, dtype=np.int64)
    distinct, codes = distinct_numbers(numbers)
    assert distinct == sorted(set(values))
    assert [distinct[c] for c in codes.tolist()] == values


def test_a_blank_number_is_the_empty_text():
    texts, codes = labelled(np.array([3, int(NEVER), 5, 3]), int(NEVER), str)
    assert [texts[c] if c >= 0 else "" for c in codes.tolist()] == ["3", "", "5", "3"]
    assert labelled(np.full(2, NEVER), int(NEVER), str)[1].tolist() == [-1, -1]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(HUGE, HUGE, st.integers(-2, 2)), min_size=1, max_size=12))
def test_equal_keys_have_one_number_in_the_order_of_the_keys(keys):
    columns = [np.array(c, dtype=np.int64) for c in zip(*keys, strict=True)]
    numbers, first = group_numbers(*columns)
    distinct = sorted(set(keys))
    assert [distinct[n] for n in numbers.tolist()] == keys
    assert first.tolist() == [keys.index(k) for k in distinct]


def test_one_number_is_a_column_of_any_length():
    assert column(7, 3).tolist() == [7, 7, 7]
    assert column(7, 0).tolist() == []
    assert column(np.array([1, 2], dtype=np.int32), 2).tolist() == [1, 2]
    with pytest.raises(ValueError):
        column(np.array([1, 2]), 3)
