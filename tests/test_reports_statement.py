"""The statement: golden texts, and values that are plain group-bys of the settlement."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benefitshare.agreements.build import build_agreement
from benefitshare.agreements.readings import READINGS
from benefitshare.findings import SEVERITIES
from benefitshare.reports import statement
from benefitshare.reports.columns import TEXT_WIDTH, display_width, table, wrapped
from benefitshare.reports.readings import agreement_readings
from benefitshare.reports.statement import build_statement, statement_text
from benefitshare.reports.words import ITEMS, LABELS, SHEETS, STATUS_NOTICES, TABLE_NAMES
from tests.settlement_world import (
    FIRST,
    register_toy_entries,
    toy_document,
    toy_settlement,
    without_rows,
)  # fmt: skip

GOLDEN = Path(__file__).parent / "golden" / "statement"
HAN = re.compile("[\u3400-\u9fff]")


@pytest.fixture(autouse=True)
def toy_entries(monkeypatch):
    register_toy_entries(monkeypatch)


@pytest.fixture
def settlement():
    return toy_settlement()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_statement_reads_as_recorded(settlement, lang):
    text = statement_text(settlement, lang)
    path = GOLDEN / f"toy.{lang}.txt"
    if os.environ.get("BENEFITSHARE_RECORD") == "1":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("largest", [1, 1_000_000])
def test_no_line_is_wider_than_the_terminal(lang, largest):
    text = statement_text(toy_settlement(largest), lang)
    assert max(map(display_width, text.splitlines())) <= TEXT_WIDTH
    assert "\x1b" not in text


def test_english_statement_holds_chinese_only_in_quotes(settlement):
    text = statement_text(settlement, "en")
    capitals = "[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整]+"
    assert not HAN.search(re.sub("第[一二三四五六七八九十]+条|" + capitals, "", text))


def test_chinese_statement_holds_no_english_words(settlement):
    text = statement_text(settlement, "zh")
    assert set(re.findall("[A-Za-z]{3,}", text.replace("dj-xl", "").replace("bg-nl", ""))) == set()


def test_both_languages_have_every_word():
    for words in (ITEMS, LABELS, SHEETS, STATUS_NOTICES, TABLE_NAMES):
        for key, (zh, en) in words.items():
            assert not HAN.search(en), key
            assert sorted(re.findall(r"\{\w+\}", zh)) == sorted(re.findall(r"\{\w+\}", en)), key


def test_every_item_that_the_pipeline_traces_has_a_name():
    traced = re.compile(r"""trace\(\s*"[a-z]+",\s*"([a-z_]+)\"""")
    sources = Path(statement.__file__).parents[1].joinpath("settlement").rglob("*.py")
    found = {item for path in sources for item in traced.findall(path.read_text(encoding="utf-8"))}
    assert found - set(ITEMS) == set()


def test_entitlements_are_the_sums_of_the_allocations(settlement):
    expected = {}
    for row in settlement.allocations.to_dict("records"):
        if row["kind"] == "entitlement":
            key = row["agreement"], row["period"], row["tax"], row["party"]
            expected[key] = expected.get(key, 0) + row["amount_fen"]
    shown = {
        (part.agreement.id, line.period, line.tax, party.id): amount
        for part in build_statement(settlement).agreements
        for line in part.taxes
        for party, amount in zip(part.parties, line.amounts_fen, strict=True)
    }
    assert shown == expected


def test_cash_less_entitlement_is_what_was_moved(settlement):
    for part in build_statement(settlement).agreements:
        assert sum(line.moved_fen for line in part.cash) == 0
        assert {line.party for line in part.cash if line.moved_fen} == {
            part.parties[0].id,
            part.parties[2].id,
        }


def test_totals_agree_across_the_tables(settlement):
    for part in build_statement(settlement).agreements:
        by_period = [part.totals_fen(p) for p in part.periods]
        assert tuple(map(sum, zip(*by_period, strict=True))) == part.totals_fen()
        assert sum(part.totals_fen()) == sum(line.cash_fen for line in part.cash)


def test_an_overpaid_transfer_says_so(settlement):
    text = statement_text(settlement, "zh")
    assert text.count("多付退还") == 2
    assert "壹拾元零伍角（多付退还）" in text


def test_findings_are_counted_and_notes_named(settlement):
    statement = build_statement(settlement)
    assert dict(statement.counts) == dict.fromkeys(SEVERITIES, 1)
    assert "50:25:25" in statement_text(settlement, "zh").rsplit("未经核实", 1)[1]


def test_a_broken_balance_is_shown(settlement):
    broken = settlement.conservation.assign(difference_fen=[3] + [0] * 9)
    text = statement_text(replace(settlement, conservation=broken), "zh")
    assert "有1项不为零" in text


@pytest.mark.parametrize(("status", "shown"), [("signed", False), ("draft", True)])
def test_only_a_signed_agreement_goes_without_warning(settlement, status, shown):
    agreement = replace(settlement.agreements[0], status=status)
    text = statement_text(replace(settlement, agreements=(agreement,)), "zh")
    assert ("不作为付款依据" in text) == shown


def test_an_empty_settlement_is_still_a_statement(settlement):
    names = ("allocations", "transfers", "output_credits", "records", "conservation")
    text = statement_text(without_rows(settlement, *names), "zh")
    assert "无应付款项。" in text
    assert "错误 0、警告 0、提示 0" in text


def test_many_parties_are_set_in_blocks(settlement):
    names = {f"p{i}": (f"第{i}个名称很长的参与方城市", f"Party number {i}") for i in range(9)}
    document = toy_document("dj-xl", "signed", FIRST)
    document["parties"] |= {p: {"name": {"zh": z, "en": e}, "role": "park"}
                            for p, (z, e) in names.items()}  # fmt: skip
    wide = replace(settlement, agreements=(build_agreement(document),))
    text = statement_text(wide, "zh")
    assert max(map(display_width, text.splitlines())) <= TEXT_WIDTH
    assert text.count("期间  税种") > 1


def test_every_reading_met_is_said_in_both_languages(settlement):
    for agreement in settlement.agreements:
        readings = agreement_readings(agreement)
        assert {r.parameter for r in readings} <= set(READINGS)
        assert len(readings) == len(set(readings))
        assert all(r.text("zh").endswith("。") and r.text("en").endswith(".") for r in readings)


def test_readings_that_decide_nothing_are_left_out(settlement):
    named = {r.parameter for r in agreement_readings(settlement.agreements[0])}
    assert "settlement.late_amendments" not in named
    assert "residue.others" not in named
    assert {"gate.inclusive", "cap.test", "set_aside.order", "rounding.at"} <= named


def test_wrapping_keeps_words_whole_and_closing_marks_off_line_starts():
    text = "应得（按期间、税种）Dongjiang-Xiling Park Company，合计"
    lines = wrapped(text, width=14)
    assert all(display_width(line) <= 15 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not any(line[0] in "，。；：、）" for line in lines)


def test_table_columns_stand_under_each_other():
    lines = table(["名称", "金额"], [["东江", "1.00"], ["Xiling", "1,000.00"]], texts=1)
    assert len({display_width(line) for line in lines}) == 1


def test_reports_import_light():
    code = (
        "import sys, benefitshare.reports; "
        "heavy = {'pandas', 'numpy', 'xlsxwriter', 'duckdb'} & set(sys.modules); "
        "sys.exit(str(heavy) if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
