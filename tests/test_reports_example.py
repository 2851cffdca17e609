"""The reports of the made-up city pair, settled from its workbooks by the engine."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import openpyxl
import pytest

import benefitshare
from benefitshare.agreements.schemas import validator
from benefitshare.reports.columns import TEXT_WIDTH, display_width
from benefitshare.reports.words import ITEMS, label

EXAMPLE = Path(__file__).parents[1] / "examples" / "guangqing"
GOLDEN = Path(__file__).parent / "golden" / "statement"


@pytest.fixture(scope="module")
def settlement():
    def source(name):
        return str(EXAMPLE / name)

    taxes = sorted(str(path) for path in EXAMPLE.glob("入库明细*"))
    return benefitshare.settle(
        source("agreement.yaml"), projects=source("projects.xlsx"), tax=taxes,
        factors=source("迁出前税收.xlsx"), deductions=source("扣除事项.xlsx"),
        output=source("产值统计.xlsx"), payments=source("已付款项.csv"),
    )  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_statement_reads_as_recorded(settlement, lang):
    text = settlement.statement(lang)
    path = GOLDEN / f"guangqing.{lang}.txt"
    if os.environ.get("BENEFITSHARE_RECORD") == "1":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
    assert max(map(display_width, text.splitlines())) <= TEXT_WIDTH


def test_document_follows_the_schema(settlement):
    document = json.loads(settlement.to_json())
    errors = [e.json_path + ": " + e.message for e in validator("settlement").iter_errors(document)]
    assert errors[:5] == []


def test_every_item_has_a_name(settlement):
    assert set(settlement.stages["item"]) - set(ITEMS) == set()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_workbook_agrees_with_itself(settlement, tmp_path, lang):
    path = benefitshare.write_workbook(settlement, tmp_path / "a.xlsx", lang)
    book = openpyxl.load_workbook(path, data_only=True)
    cells = [c for s in book.worksheets for row in s.iter_rows(values_only=True) for c in row]
    assert label("differs", lang) not in cells
    assert cells.count(label("agrees", lang)) >= 15
    if lang == "en":
        headings = [str(c) for s in book.worksheets for c in next(s.iter_rows(values_only=True))]
        assert not re.search("[\u3400-\u9fff]", "".join(headings))
