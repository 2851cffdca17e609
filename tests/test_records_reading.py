"""The same rows give the same canonical frame from every kind of source."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import jsonschema
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benefitshare.findings import UnreadableInput
from benefitshare.records import check_tables, delimited, read_table, write_template
from benefitshare.records.columns import canonical_columns, row_schema
from benefitshare.records.combined import read_sources
from benefitshare.records.delimited import read_delimited
from benefitshare.records.uscc import (
    check_character,
    check_taxpayer_id,
    inner_check_character,
    plain_codes,
)
from benefitshare.reference.headers import KINDS

HEADERS = ("项目编号", "纳税人识别号", "税种", "实缴金额（元）", "预算级次", "入库日期", "税票号码")
TOWN = "91441800MATE5T0251"

rows = st.lists(
    st.tuples(
        st.sampled_from(["P1", "P2"]),
        st.sampled_from([TOWN, "91440300MATE5T0170"]),
        st.sampled_from(["增值税", "企业所得税", "城建税", "其他收入"]),
        st.integers(-(10**11), 10**11).map(lambda fen: format(Decimal(fen) / 100, ".2f")),
        st.sampled_from(["共享", "0", "市级"]),
        st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)).map(str),
        st.integers(0, 10**12).map(lambda number: f"34{number:014d}"),
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


def written(frame, folder):
    """The frame in every form that can be read."""
    frame.to_csv(folder / "utf8.csv", index=False, encoding="utf-8-sig")
    frame.to_csv(folder / "gb.csv", index=False, encoding="gb18030")
    frame.to_parquet(folder / "t.parquet")
    book = openpyxl.Workbook()
    for line in [HEADERS, *frame.itertuples(index=False)]:
        book.active.append(list(line))
    book.save(folder / "t.xlsx")
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        frame.to_sql("tax", connection, index=False)
        database = read_table(connection, "tax", query='select * from "tax"')
    engine.dispose()
    names = ("utf8.csv", "gb.csv", "t.parquet", "t.xlsx")
    return [
        *(read_table(folder / name, "tax") for name in names),
        read_table(frame, "tax"),
        database,
    ]


@given(rows)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_source_gives_the_same_frame(tmp_path, cells):
    tables = written(pd.DataFrame(cells, columns=HEADERS), tmp_path)
    first = tables[0].frame.drop(columns="row")
    assert len(first) == len(cells)
    for table in tables[1:]:
        pd.testing.assert_frame_equal(table.frame.drop(columns="row"), first)
    assert first.amount_fen.sum() == sum(round(float(row[3]) * 100) for row in cells)


@given(rows)
@settings(max_examples=20, deadline=None)
def test_canonical_rows_are_valid_by_their_schema(cells):
    frame = read_table(pd.DataFrame(cells, columns=HEADERS), "tax").frame
    validator = jsonschema.Draft202012Validator(row_schema("tax"))
    for record in frame.drop(columns=["row", "record"]).to_dict("records"):
        validator.validate(record)


corruption = st.sampled_from(
    ["", "—", "合计", "12,34", "1.005", "9.14E+17", "2024-02-30",
     "某税", "片区", "消费税", "示例-1", "\n", "制表："]
)  # fmt: skip


@given(rows, st.lists(st.tuples(st.integers(0, 5), st.integers(0, 6), corruption), max_size=6))
@settings(max_examples=50, deadline=None)
def test_everything_read_is_accounted_for(cells, damage):
    grid = [list(row) for row in cells]
    for row, column, text in damage:
        grid[row % len(grid)][column] = text
    table = read_table(pd.DataFrame(grid, columns=HEADERS), "tax")
    projects = read_table(pd.DataFrame({"项目编号": ["P1"], "纳税人识别号": [TOWN]}), "projects")
    lines = check_tables({"projects": projects, "tax": table}).reconciliation
    tax = lines[lines.table == "tax"]
    read, rest = tax[tax.disposition == "read"], tax[tax.disposition != "read"]
    assert read.rows.item() == rest.rows.sum()
    assert read.amount_fen.item() == rest.amount_fen.sum()
    filled = sum(any(cell.strip() for cell in row) for row in grid)
    assert read.rows.item() == filled
    numbers = [*table.frame.record, *table.set_aside.record]
    assert sorted(numbers) == list(range(filled))


@pytest.mark.parametrize("kind", KINDS)
def test_schema_examples_are_valid(kind):
    schema = row_schema(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    for example in schema["examples"]:
        jsonschema.validate(example, schema)
    assert all("x-title-zh" in column for column in schema["properties"].values())


def test_title_rows_merged_headers_and_totals(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2024年税收入库明细表"])
    sheet.merge_cells("A1:G1")
    sheet.append(["填报单位：某局", None, None, "单位：万元"])
    sheet.append(["项目\n编号", "税种", "入库日期", "税票号码", "实缴金额", None, None])
    sheet.append([None, None, None, None, "中央级", "省级", "市 级"])
    sheet.merge_cells("E3:G3")
    sheet.append(["P1", "增值税", dt.date(2024, 3, 15), "1", 0.5, 0.25, 0.25])
    sheet.append(["P1", "增值税", 45366, "2", 1.5, None, 0])
    sheet.append(["合 计", None, None, None, 2, 0.25, 0.25])
    sheet.append(["制表人：甲", None, "审核：乙"])
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx", "tax")
    found = list(zip(table.frame.row, table.frame.level, table.frame.amount_fen, strict=True))
    assert found == [
        (5, "central", 500_000), (5, "province", 250_000), (5, "city", 250_000),
        (6, "central", 1_500_000), (6, "city", 0),
    ]  # fmt: skip
    assert set(table.frame.treasury_date) == {"2024-03-15"}
    assert table.set_aside.reason.tolist() == ["total-row", "note-row"]


def test_the_best_visible_sheet_is_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["说明"])
    hidden = book.create_sheet("隐藏")
    hidden.append(HEADERS)
    hidden.sheet_state = "hidden"
    book.create_sheet("入库").append(HEADERS[:6])
    book.save(tmp_path / "t.xlsx")
    assert read_table(tmp_path / "t.xlsx", "tax").source["sheet"] == "入库"
    assert read_table(tmp_path / "t.xlsx", "tax", sheet="隐藏").source["sheet"] == "隐藏"


def test_refund_column_becomes_negative():
    cells = {"项目编号": ["P1", "P1"], "税种": ["增值税"] * 2, "退税金额(元)": ["5.00", "1"],
             "退税类型": ["留抵退税", ""],
             "入库日期": ["20240315"] * 2, "级次": ["共享"] * 2}  # fmt: skip
    frame = read_table(pd.DataFrame(cells), "tax").frame
    assert frame.amount_fen.tolist() == [-500, -100]
    assert frame.kind.tolist() == ["credit_refund", "refund"]


def test_wide_output_sheet_gives_a_record_per_cell():
    cells = {"项目编号": ["P1"], "报告期": ["202403"], "工业总产值（万元）": ["12.5"],
             "用电量(万千瓦时)": ["3.25"],
             "增加值(元)": [""], "用工人数": [12]}  # fmt: skip
    frame = read_table(pd.DataFrame(cells), "output").frame
    assert frame[["indicator", "value", "unit"]].to_numpy().tolist() == [
        ["gross_output", 12_500_000, "yuan"],
        ["electricity", 32_500, "10000 kWh"],
        ["employment", 12, "person"],
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_template_is_read_back_and_always_the_same(tmp_path, lang):
    write_template(tmp_path / "a.xlsx", lang=lang)
    write_template(tmp_path / "b.xlsx", lang=lang)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    for kind in KINDS:
        table = read_table(tmp_path / "a.xlsx", kind)
        assert table.set_aside.reason.tolist() == ["example-row"]
        assert {f.code for f in table.findings} == {"example-row", "table-empty"}
        mapped = {
            field.replace("amount", "amount_fen") for field in table.source["mapping"].values()
        }
        assert mapped >= set(canonical_columns(kind)) - {"amount_fen"}


def test_truncated_workbook_is_unreadable(tmp_path):
    write_template(tmp_path / "a.xlsx")
    (tmp_path / "b.xlsx").write_bytes((tmp_path / "a.xlsx").read_bytes()[:3000])
    with pytest.raises(UnreadableInput) as caught:
        read_table(tmp_path / "b.xlsx", "tax")
    assert caught.value.findings[0].code == "file-corrupt"


@given(
    st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8),
    st.sampled_from(["91", "N2", "A1", "Y9"]),
)
@settings(max_examples=50, deadline=None)
def test_a_code_is_right_with_its_own_check_characters_only(middle, start):
    code = f"{start}440100{middle}"
    code += inner_check_character(code + "0")
    right = code + check_character(code + "0")
    if code[16] == "X" or code[16].isdigit():
        assert check_taxpayer_id(right) == right
    wrong = code + ("1" if right[17] == "0" else "0")
    assert check_taxpayer_id(wrong).code in ("taxpayer-id-check", "taxpayer-id-person")


@pytest.mark.parametrize(
    "code",
    ["91440300MATE5T0170", TOWN, "91440700MADEMA0358", "91440900MA0DEM0483", "N2441400MF0DEM0544"],
)
def test_known_codes_pass(code):
    assert check_taxpayer_id(code) == code


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_many_codes_are_checked_as_each_is(data):
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    codes = [TOWN]
    for start in data.draw(st.lists(st.text(letters, min_size=16, max_size=16))):
        code = data.draw(st.sampled_from([start, TOWN[:8] + start[8:]]))
        code += data.draw(st.sampled_from([inner_check_character(f"{TOWN[:8]}{code[8:]}"), "X"]))
        code += data.draw(st.sampled_from([check_character(code), "0"]))
        at = data.draw(st.integers(0, 40))
        codes.append(code[:at] + data.draw(st.sampled_from(["I", "a", "中", ""])) + code[at + 1 :])
    told = plain_codes(pa.array(["", *codes], pa.large_string()).slice(1)).tolist()
    assert told == [check_taxpayer_id(code) == code for code in codes]


LINES = [",".join(HEADERS), f"P1,{TOWN},增值税,1.00,共享,2024-03-15,7"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_line_ends_and_encodings(tmp_path, end, encoding):
    (tmp_path / "t.csv").write_bytes(end.join([*LINES, ""]).encode(encoding))
    assert read_table(tmp_path / "t.csv", "tax").frame.amount_fen.tolist() == [100]


def test_blank_lines_keep_row_numbers_and_are_no_records(tmp_path):
    (tmp_path / "t.csv").write_text(
        "\n".join([LINES[0], "", LINES[1], ",,,,,,", LINES[1]]), "utf-8"
    )
    table = read_table(tmp_path / "t.csv", "tax")
    assert table.frame.row.tolist() == [3, 5]
    assert table.source["rows_read"] == 2


PARTS = ("a", ",", '"', "\n", "\r\n", " ", '""', '"b"', '","', "税", "\r",
         '"a,b"', '"a""b"', '"a\nb"',
         ",\n")  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PARTS), max_size=14).map("".join), st.sampled_from(["", '"']))
def test_the_fast_reader_of_csv_reads_as_the_careful_one(body, mark):
    data = f"{mark}税种{mark},{mark}金额{mark}\n{body}".encode()
    found = []
    for fast in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            if not fast:
                patch.setattr(delimited, "_fast_body", lambda *_: None)
            try:
                read = read_delimited(Path("t.csv"), data, "tax", None)
            except UnreadableInput as refused:
                found.append(refused.findings[0].code)
                continue
        cells = enumerate(zip(*(column.to_pylist() for column in read.columns), strict=True))
        found.append(([(i, row) for i, row in cells if "".join(row).strip()], read.ragged))
    assert found[0] == found[1]


def test_lines_of_many_pieces_are_read_in_any_encoding(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "PIECE", 16)
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        lines = [LINES[0], *[LINES[1].replace(",7", f',"{n}"') for n in range(50)]]
        (tmp_path / "t.csv").write_bytes("\n".join(lines).encode(encoding))
        table = read_table(tmp_path / "t.csv", "tax")
        assert table.frame.voucher_no.tolist() == [str(n) for n in range(50)]
        assert set(table.frame.tax) == {"vat"}
    (tmp_path / "t.csv").write_bytes("\n".join(lines).encode("gb18030") + b"\n\xff")
    with pytest.raises(UnreadableInput, match="gb18030"):
        read_table(tmp_path / "t.csv", "tax")


def test_a_doubtful_value_is_said_once_and_a_wrong_one_each_time():
    old, wrong = "440100123456789", "91441800MATE5T0252"
    frame = pd.DataFrame({"项目编号": list("abcd"), "纳税人识别号": [old, old, wrong, wrong]})
    codes = [finding.code for finding in read_table(frame, "projects").findings]
    assert codes == ["taxpayer-id-old", "taxpayer-id-check", "taxpayer-id-check"]


def test_a_missing_column_is_said_once_for_the_table():
    table = read_table(pd.DataFrame({"项目编号": ["P1"], "入库日期": ["2024-03-15"]}), "tax")
    assert {finding.code for finding in table.findings} == {"column-missing"}
    assert table.set_aside.reason.tolist() == ["column-missing"]


@pytest.mark.parametrize("unit", ["元", "万元"])
def test_a_unit_said_twice_must_agree(unit):
    cells = {"付款方": ["a"], "收款方": ["b"], "年度": ["2024"], "金额(元)": ["1"]}
    table = read_table(pd.DataFrame(cells), "payments", unit=unit)
    assert len(table.frame) == (1 if unit == "元" else 0)


def test_headers_under_a_merged_group(tmp_path):
    book = openpyxl.Workbook()
    for line in (
        ["2024年入库明细（单位：万元）"],
        ["序号", "项目", None, "税款", None, "预算级次"],
        [None, "编号", "名称", "税种", "入库金额", None, "退库\n日期"],
        [1, "P1", "甲", "增值税", 1.5, "共享", "2024-03-01"],
    ):
        book.active.append([line[0]] if len(line) == 1 else line)
    book.active.merge_cells("B2:C2")
    book.active.merge_cells("D2:E2")
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx", "tax")
    assert [f for f in table.findings if f.severity == "error"] == []
    assert table.frame[["project_id", "amount_fen", "level"]].values.tolist() == [
        ["P1", 1_500_000, "shared"]
    ]


def test_the_sheets_left_unread_are_named_and_all_that_fit_can_be_asked_for(tmp_path):
    book = openpyxl.Workbook()
    for year in (2023, 2024):
        sheet = book.create_sheet(f"{year}年")
        sheet.append(["项目编号", "税种", "入库金额(元)", "入库日期", "级次", "税票号码"])
        sheet.append(["P1", "增值税", "1.00", f"{year}-03-01", "共享", f"V{year}"])
    sheet = book.create_sheet("项目")
    sheet.append(["项目编号", "项目名称", "纳税人识别号"])
    book.remove(book["Sheet"])
    path = tmp_path / "t.xlsx"
    book.save(path)
    codes = {
        kind: [f.code for f in read_table(path, kind).findings] for kind in ("tax", "projects")
    }
    assert "sheets-unread" in codes["tax"]
    assert "sheets-unread" not in codes["projects"]
    assert [t.source["sheet"] for t in read_sources(f"{path}#*", "tax")] == ["2023年", "2024年"]
    assert [t.source["sheet"] for t in read_sources(f"{path}#*", "projects")] == ["项目"]


def test_a_blank_tax_is_a_missing_value():
    cells = {"项目编号": ["P1"], "税种": [""], "入库金额(元)": ["1"], "入库日期": ["2024-03-01"]}
    found = read_table(pd.DataFrame({**cells, "级次": ["共享"]}), "tax").findings
    assert [f.code for f in found if f.severity == "error"] == ["value-missing"]
