"""The workbook: what it holds, its bytes, and what a spreadsheet program makes of it."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace

import openpyxl
import pytest

from benefitshare.reports import detail_sheets
from benefitshare.reports.grid import column_letter, exact_in_cells
from benefitshare.reports.words import SHEETS, reason_text
from benefitshare.reports.workbook import write_workbook
from tests.settlement_world import register_toy_entries, toy_settlement, without_rows

HAN = re.compile("[\u3400-\u9fff]")
NO_LIBREOFFICE = "needs LibreOffice (the program soffice), e.g. apt-get install libreoffice-calc"


@pytest.fixture(autouse=True)
def toy_entries(monkeypatch):
    register_toy_entries(monkeypatch)


@pytest.fixture(params=["zh", "en"])
def lang(request):
    return request.param


@pytest.fixture
def path(tmp_path, lang):
    return write_workbook(toy_settlement(), tmp_path / "statement.xlsx", lang)


def sheets(path, **options):
    return openpyxl.load_workbook(path, **options).worksheets


def texts(sheet):
    rows = sheet.iter_rows(values_only=True)
    return [cell for row in rows for cell in row if isinstance(cell, str)]


def sheet_of(path, key, **options):
    names = SHEETS[key]
    return next(s for s in sheets(path, **options) if s.title in names)


def rows_below_header(sheet):
    """The rows of a listing sheet as objects by heading; headings are in row 3."""
    header, *rows = sheet.iter_rows(min_row=3, values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_sheets_stand_in_their_order(path, lang):
    assert [s.title for s in sheets(path)] == [names[lang == "en"] for names in SHEETS.values()]


def test_the_same_settlement_gives_the_same_bytes(tmp_path, lang):
    first = write_workbook(toy_settlement(), tmp_path / "a.xlsx", lang).read_bytes()
    assert write_workbook(toy_settlement(), tmp_path / "b.xlsx", lang).read_bytes() == first


def test_every_sheet_prints_on_landscape_a4_one_page_wide(path):
    for sheet in sheets(path):
        setup = sheet.page_setup
        assert (setup.orientation, int(setup.paperSize), setup.fitToHeight) == ("landscape", 9, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in sheet.oddFooter.right.text
        assert "&N" in sheet.oddFooter.right.text


def test_lists_keep_their_headings_in_sight_and_on_every_page(path):
    for key in ("allocations", "stages", "output", "used", "unused", "findings"):
        sheet = sheet_of(path, key)
        assert sheet.freeze_panes == "A4"
        assert sheet.print_title_rows == "$3:$3"


def test_details_hold_every_fen_as_a_number(path, lang):
    settlement = toy_settlement()
    amount, fen = ("金额", "金额（分）") if lang == "zh" else ("Amount", "Amount (fen)")
    rows = rows_below_header(sheet_of(path, "allocations"))
    assert [r[fen] for r in rows] == settlement.allocations["amount_fen"].tolist()
    assert [round(r[amount] * 100) for r in rows] == [r[fen] for r in rows]
    cell = sheet_of(path, "allocations").cell(4, 13)
    assert cell.number_format == "#,##0.00;[Red]-#,##0.00"


def test_records_not_used_say_why_and_where(path, lang):
    rows = rows_below_header(sheet_of(path, "unused"))
    reasons = [r["原因" if lang == "zh" else "Reason"] for r in rows]
    codes = ("toy-amount-unreadable", "no_project", "gate:第五条", "tax_not_shared")
    assert reasons == [reason_text(code, lang) for code in codes]
    assert all(r["行号" if lang == "zh" else "Row"] for r in rows)


def test_every_formula_carries_its_value(path):
    live = {s.title: s for s in sheets(path)}
    kept = {s.title: s for s in sheets(path, data_only=True)}
    formulas = 0
    for title, sheet in live.items():
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    formulas += 1
                    assert kept[title][cell.coordinate].value is not None, cell
    assert formulas > 60


def test_all_differences_are_zero(path, lang):
    sheet = sheet_of(path, "checks", data_only=True)
    found = texts(sheet)
    assert ("差额" if lang == "zh" else "Difference") in found
    assert found.count("相符" if lang == "zh" else "agrees") == 22
    assert ("不符" if lang == "zh" else "differs") not in found


def test_only_functions_of_excel_2007_are_used(path):
    functions = set()
    for sheet in sheets(path):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    functions |= set(re.findall(r"([A-Z]+)\(", cell.value))
    assert functions <= {"SUM", "SUMIFS", "ROUND", "IF"}


def test_no_other_language_in_the_workbook(tmp_path):
    capitals = "[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整]+"
    names = "第[一二三四五六七八九十]+条|入库金额|入库|东江[一-龥]+|北港[一-龥]+|"
    quotes = re.compile(names + capitals)
    english = write_workbook(toy_settlement(), tmp_path / "en.xlsx", "en")
    for sheet in sheets(english, data_only=True):
        left = [t for t in texts(sheet) if HAN.search(quotes.sub("", t)) and t != "样例文件"]
        assert not HAN.search(sheet.title)
        assert left == [], sheet.title


def test_no_english_in_the_chinese_workbook_but_ids(tmp_path):
    ids = re.compile(
        r"\{.*\}|sha256:\w+|[\w.]+ = \w+|toy-[a-z-]+|dj-xl|bg-nl|tax\.xlsx|P\d{3}|V\d{4}"
        "|^(dongjiang|xiling|park|beigang|nanling|zone|A|v1)$"
        r"|^benefitshare 0.1.0$|[A-Z]列"
    )
    chinese = write_workbook(toy_settlement(), tmp_path / "zh.xlsx", "zh")
    for sheet in sheets(chinese, data_only=True):
        assert not re.search("[A-Za-z]", sheet.title)
        left = [t for t in texts(sheet) if re.search("[A-Za-z]{2,}", ids.sub("", t))]
        assert left == [], sheet.title


def test_texts_are_never_formulas(tmp_path):
    settlement = toy_settlement()
    projects = settlement.projects.assign(name="=1+1")
    records = settlement.records.assign(voucher_no="@SUM(A1)", file="http://x.example/")
    book = write_workbook(
        replace(settlement, projects=projects, record_lines=lambda: records), tmp_path / "a.xlsx"
    )
    details = rows_below_header(sheet_of(book, "allocations"))
    assert {r["项目名称"] for r in details} == {"=1+1"}
    assert sheet_of(book, "allocations").cell(4, 4).data_type == "s"
    assert sheet_of(book, "used").cell(4, 2).hyperlink is None


def test_amounts_that_a_double_cannot_hold_are_text(tmp_path):
    book = write_workbook(toy_settlement(10**8), tmp_path / "a.xlsx")
    fen = toy_settlement(10**8).allocations["amount_fen"].tolist()
    rows = rows_below_header(sheet_of(book, "allocations"))
    shown = [r["金额"] for r in rows]
    assert any(isinstance(v, str) for v in shown)
    exact = [round(v * 100) if not isinstance(v, str) else text_fen(v) for v in shown]
    assert exact == fen
    assert "明细未全部以数值列出，无法用公式核对" in texts(sheet_of(book, "checks"))


def text_fen(text):
    return int(text.replace(",", "").replace(".", ""))


def test_rows_beyond_the_sheet_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(detail_sheets, "MAX_ROWS", 104)
    book = write_workbook(toy_settlement(), tmp_path / "a.xlsx")
    last = texts(sheet_of(book, "allocations"))[-1]
    assert last.startswith("另有 62 行")
    assert "明细未全部以数值列出，无法用公式核对" in texts(sheet_of(book, "checks"))


def test_a_failure_leaves_the_old_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    broken = replace(toy_settlement(), projects=toy_settlement().projects.drop(columns="name"))
    with pytest.raises(KeyError):
        write_workbook(broken, path)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


def test_an_empty_settlement_is_still_a_workbook(tmp_path):
    settlement = toy_settlement()
    names = ("allocations", "transfers", "output_credits", "stages", "records", "conservation",
             "reconciliation", "projects")  # fmt: skip
    book = write_workbook(without_rows(settlement, *names), tmp_path / "a.xlsx")
    assert "无。" in texts(sheet_of(book, "allocations"))


def test_the_statement_warns_of_agreements_that_are_not_signed(path, lang):
    found = texts(sheet_of(path, "statement"))
    marks = ("【示例】", "【据报道】") if lang == "zh" else ("[ILLUSTRATIVE]", "[REPORTED]")
    assert all(any(t.startswith(mark) for t in found) for mark in marks)


def test_column_letters():
    assert [column_letter(i) for i in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_what_a_double_holds():
    assert exact_in_cells([8 * 10**15])
    assert not exact_in_cells([5 * 10**15, -5 * 10**15])


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason=NO_LIBREOFFICE)
def test_libreoffice_recomputes_every_formula_to_the_same_value(path, tmp_path):
    book = openpyxl.load_workbook(path)  # saved again it holds no values, so they are computed
    bare = tmp_path / "bare.xlsx"
    book.save(bare)
    target = tmp_path / "recomputed"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "xlsx", "--outdir", str(target), str(bare)],
        check=True, capture_output=True,
    )  # fmt: skip
    kept = {s.title: s for s in sheets(path, data_only=True)}
    computed = {s.title: s for s in sheets(target / "bare.xlsx", data_only=True)}
    compared = 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    compared += 1
                    spot = sheet.title, cell.coordinate
                    values = (b[spot[0]][spot[1]].value for b in (computed, kept))
                    assert next(values) == next(values), (spot, cell.value)
    assert compared > 60


def test_the_stamped_sheet_says_that_records_with_errors_are_not_in_it(path, lang):
    start = {
        "zh": "【未结清】有 ",
        "en": "[INCOMPLETE] Rows set aside for errors and in no figure below: ",
    }[lang]
    settlement = toy_settlement()
    aside = settlement.records[settlement.records["disposition"] == "set_aside"]
    notices = [t for t in texts(sheet_of(path, "statement")) if t.startswith(start)]
    assert len(notices) == len(settlement.agreements)
    assert notices[0].removeprefix(start).split()[0] == str(len(aside))
