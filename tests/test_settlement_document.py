"""The settlement as JSON, and findings as a frame."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from benefitshare.agreements.schemas import validator
from benefitshare.findings import Finding, Place
from benefitshare.settlement.document import plain, settlement_json
from benefitshare.settlement.frames import FINDING_COLUMNS, findings_frame
from tests.settlement_world import register_toy_entries, toy_findings, toy_settlement


@pytest.fixture(autouse=True)
def toy_entries(monkeypatch):
    register_toy_entries(monkeypatch)


def test_the_document_follows_its_schema():
    document = json.loads(toy_settlement().to_json())
    errors = [e.json_path + ": " + e.message for e in validator("settlement").iter_errors(document)]
    assert errors == []


def test_the_schema_refuses_what_it_should():
    document = json.loads(toy_settlement().to_json())
    check = validator("settlement")
    for table, column, bad in (
        ("allocations", "amount_fen", "1.00"),
        ("allocations", "kind", "gift"),
        ("conservation", "difference_fen", 1),
        ("transfers", "due_date", "30.4.2024"),
    ):
        row = {**document[table][0], column: bad}
        assert not check.is_valid({**document, table: [row]}), (table, column)
    assert not check.is_valid({k: v for k, v in document.items() if k != "receipt"})


def test_the_schema_example_is_valid():
    check = validator("settlement")
    assert all(check.is_valid(example) for example in check.schema["examples"])


def test_the_same_settlement_gives_the_same_bytes():
    assert toy_settlement().to_json() == toy_settlement().to_json()


def test_the_document_is_canonical():
    text = toy_settlement().to_json()
    document = json.loads(text)
    assert text == json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ) + "\n"  # fmt: skip
    assert not any(isinstance(v, float) for v in leaves(document))
    assert "东江市" in text


def leaves(value):
    if isinstance(value, dict):
        return [leaf for v in value.values() for leaf in leaves(v)]
    if isinstance(value, list):
        return [leaf for v in value for leaf in leaves(v)]
    return [value]


def test_every_row_is_in_the_document():
    settlement = toy_settlement()
    document = json.loads(settlement.to_json())
    assert len(document["allocations"]) == len(settlement.allocations)
    assert sum(r["amount_fen"] for r in document["allocations"]) == int(
        settlement.allocations["amount_fen"].sum()
    )


def test_a_float_is_refused():
    settlement = toy_settlement()
    with pytest.raises(TypeError, match=r"float: 1\.5"):
        settlement_json(replace(settlement, receipt={"rate": 1.5}))


def test_missing_values_become_null():
    assert plain([pd.NA, pd.NaT, None, float("nan")]) == [None] * 4


def test_findings_become_rows_in_their_order():
    frame = findings_frame(toy_findings())
    assert list(frame.columns) == list(FINDING_COLUMNS)
    assert list(frame["code"]) == [f.code for f in toy_findings()]
    first = frame.iloc[0]
    assert (first["row"], first["cell"], first["header"]) == (7, "D", "入库金额")
    assert first["message_zh"] == "金额“12,3,4”不是数字。"
    assert first["hint_en"] == "Correct the cell and settle again."
    assert frame["amount_fen"].isna().tolist() == [True, False, True]
    assert {str(frame[c].dtype) for c in ("row", "line", "column", "amount_fen")} == {"Int64"}


def test_a_frame_of_no_findings_has_the_same_columns():
    empty = findings_frame([])
    assert list(empty.columns) == list(FINDING_COLUMNS)
    assert len(empty) == 0
    assert str(empty["amount_fen"].dtype) == "Int64"


def test_unknown_texts_are_empty_and_never_null():
    frame = findings_frame([Finding("toy-project-unknown", Place())])
    texts = frame.drop(columns=["row", "line", "column", "amount_fen"])
    assert not texts.isna().any().any()
