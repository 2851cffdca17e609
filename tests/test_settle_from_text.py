"""CSV files summed by DuckDB give the settlement that reading each record gives, to the byte."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import benefitshare
from benefitshare.findings import InvalidInput, UnreadableInput
from benefitshare.settlement import stored
from tests import strategies as toy
from tests.test_properties_settlement import as_read
from tests.test_settle_in_engine import AGREEMENT, ROW, SPOILED, examples, filled

HEADERS = {
    "project_id": "项目编号", "taxpayer_id": "纳税人识别号", "tax": "税种", "kind": "记录种类",
    "level": "预算级次", "treasury_date": "入库日期", "period_start": "税款所属期起",
    "period_end": "税款所属期止", "voucher_no": "税票号码", "amount_fen": "金额(元)",
}  # fmt: skip
ODD = {
    **SPOILED,
    "taxpayer_id": ("440100123456789", "91441800MATE5T0252", "小计", " ", "91441800mate5t0251"),
    "treasury_date": (*SPOILED["treasury_date"], "2024年3月5日", "45366", "2024-03-05 10:00", " "),
    "amount_fen": ("1,234.50", "(12.00)", "￥3", "１２", "", "—", "1.234", "1e3", " 7", "+7", "7.",
                   "-0", "007", "3万元", "9" * 17, "0.1", ".5", "金额(元)", "7.30", "-7.3"),
}  # fmt: skip
TITLES = ("", "某市税款入库明细\n", "某市,,\n单位：元,,\n", '"入库\n明细"\n', "\n")
LINES = ("合计,,,,,,,,,,", "", ",,,,,,,,,,", "制表：张三", "P1", "\t", '"EXAMPLE-1",x', "P1,增值税",
         ",,,,,,,,,,,多", "示例", '"P1"x')  # fmt: skip


def yuan(fen):
    return (
        fen if isinstance(fen, str) else f"{'-' * (fen < 0)}{abs(fen) // 100}.{abs(fen) % 100:02}"
    )


def rows_of(rows):
    """The rows of a table under their headers, money in yuan."""
    names = [name for name in HEADERS if any(name in row for row in rows)]
    cells = [["" if row.get(n) is None else str(row.get(n)) for n in names] for row in rows]
    if "amount_fen" in names:
        at = names.index("amount_fen")
        cells = [[*c[:at], yuan(r.get("amount_fen", "")), *c[at + 1 :]]
                 for c, r in zip(cells, rows, strict=True)]  # fmt: skip
    return [[HEADERS[name] for name in names], *cells]


def text_of(cells, *, quoting=csv.QUOTE_MINIMAL, end="\r\n", delimiter=","):
    out = io.StringIO()
    csv.writer(out, quoting=quoting, lineterminator=end, delimiter=delimiter).writerows(cells)
    return out.getvalue()


def both(folder, document, tables, text, encoding="utf-8", **told):
    """What is settled record by record and by DuckDB, findings and listings too; and what DuckDB
    left.
    """
    asked = []
    real = stored.collect
    path = folder / "税款.csv"
    path.write_bytes(text.encode(encoding))

    def collect(*arguments):
        asked.append(real(*arguments))
        return asked[-1]

    frames = {k: pd.DataFrame(rows) for k, rows in tables.items() if rows and k != "tax"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stored, "collect", collect)
        found = []
        for engine in (None, "duckdb"):
            try:
                done = benefitshare.settle(document, **frames, tax=path, engine=engine, **told)
            except UnreadableInput as error:
                found.append([f.to_dict() for f in error.findings])
            else:
                found.append((done.to_json(), done.records.to_csv()))
    return *found, asked[0] if asked else None


@st.composite
def texts(draw, rows):
    """Records as a clerk may have them: other cells than they should, lines that are no records."""
    rows = [{"voucher_no": f"V{n % 4}" if n % 3 else "", **row} for n, row in enumerate(rows)]
    for row in rows:
        if draw(st.integers(0, 2)) == 0:
            name = draw(st.sampled_from(sorted(ODD)))
            value = draw(st.sampled_from(ODD[name]))
            row[name] = value
    head, *body = rows_of(rows)
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
    order = draw(st.permutations(range(len(head)))) if draw(st.booleans()) else range(len(head))
    cells = [[row[i] for i in order] for row in [head, *body]]
    if draw(st.booleans()):
        more = draw(st.sampled_from(["序号", "征收机关", "备注", "", "无此列"]))
        at = draw(st.integers(0, len(head)))
        notes = st.sampled_from(["1", "", "合计", "示例", "本月小计"])
        cells = [[*row[:at], draw(notes) if n else more, *row[at:]] for n, row in enumerate(cells)]
    end = draw(st.sampled_from(["\n", "\r\n"]))
    lines = text_of(cells, quoting=quoting, end=end).split(end)[:-1]
    for _ in range(draw(st.integers(0, 3))):
        line = draw(st.sampled_from([*LINES, lines[0]]))
        lines.insert(draw(st.sampled_from([len(lines), draw(st.integers(1, len(lines)))])), line)
    return (
        draw(st.sampled_from(TITLES)) + end.join(lines) + draw(st.sampled_from(["", end, end * 3]))
    )


@examples(6)
@given(st.data())
def test_duckdb_changes_nothing(tmp_path_factory, data):
    document, tables, years, known = data.draw(toy.cases())
    tables = as_read(tables)
    assume(tables["tax"])
    others = {k: filled(v) for k, v in tables.items() if k != "tax"}
    text = data.draw(texts(tables["tax"]))
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
    unit = data.draw(st.sampled_from([None, None, "元", "万元"]))
    folder = tmp_path_factory.mktemp("t")
    try:
        plain, summed, _ = both(
            folder, document, others, text, encoding, years=years, as_known_on=known, unit=unit
        )
    except InvalidInput:
        assume(False)
    assert plain == summed


PROJECTS = [
    {"project_id": "P1", "taxpayer_ids": "91441800MATE5T0251;440100123456789"},
    {"project_id": "P2", "taxpayer_ids": ""},
    {"project_id": "001", "taxpayer_ids": ""},
]


@st.composite
def records(draw):
    """Records of which most are nothing unusual."""
    rows = []
    for number in range(draw(st.integers(1, 8))):
        row = {**ROW, "project_id": draw(st.sampled_from(["P1", "P1", "P2", "001"])),
               "taxpayer_id": "", "amount_fen": draw(st.integers(0, 10**6)),
               "treasury_date": f"2024-0{draw(st.integers(1, 9))}-15"}  # fmt: skip
        if row["project_id"] == "P1" and draw(st.booleans()):
            row["taxpayer_id"] = draw(st.sampled_from(["91441800MATE5T0251", "440100123456789"]))
        rows.append({**row, "voucher_no": f"V{number}"})
    return rows


@examples(14)
@given(st.data())
def test_odd_lines_are_found_as_ever(tmp_path_factory, data):
    text = data.draw(texts(data.draw(records())))
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
    plain, summed, _ = both(
        tmp_path_factory.mktemp("t"), AGREEMENT, {"projects": PROJECTS}, text, encoding
    )
    assert plain == summed


def lines(*changes, headers=None, **told):
    """A CSV file of records like ROW, each changed."""
    head, *cells = rows_of([{**ROW, **change} for change in changes])
    return text_of([[(headers or {}).get(h, h) for h in head], *cells], **told)


def read_and_summed(folder, text, encoding="utf-8", **told):
    return both(folder, AGREEMENT, {"projects": PROJECTS}, text, encoding, **told)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_what_is_as_usual_is_summed_and_only_the_rest_read(tmp_path, encoding, quoting):
    days = ("2024-03-05", "2024/3/6", "20240307", "2024年3月8日")
    usual = [{"tax": "增值税", "level": "共享", "treasury_date": day} for day in days]
    text = lines(*usual, {"amount_fen": "1,234.50"}, {"amount_fen": "(12.00)"}, quoting=quoting)
    plain, summed, found = read_and_summed(tmp_path, text, encoding)
    assert plain == summed
    assert (found.amount.tolist(), found.count.tolist()) == ([400], [4])
    assert found.odd.rows["金额(元)"].to_pylist() == ["1,234.50", "(12.00)"]


@pytest.mark.parametrize("header", ["金额(元)", "金额（分）", "金额"])
def test_the_unit_is_the_one_that_is_stated(tmp_path, header):
    text = lines({"amount_fen": 1200}, {"amount_fen": "7"}, headers={"金额(元)": header})
    unit = "元" if header == "金额" else None
    plain, summed, found = read_and_summed(tmp_path, text, unit=unit)
    assert plain == summed
    assert found.amount.tolist() == ([1900] if header != "金额（分）" else [7])


def test_blank_rows_and_single_cells_are_counted_where_they_stand(tmp_path):
    one, *body = lines(*({"voucher_no": f"{n}"} for n in range(6)), end="\n").splitlines()
    blank, single = "," * one.count(","), "P1" + "," * one.count(",")
    rows = [one, body[0], blank, single, *body[1:4], "", body[4], single, body[5], single, blank]
    plain, summed, found = read_and_summed(tmp_path, "\n".join(rows))
    assert plain == summed
    assert (found.count.sum(), found.odd.rows.num_rows, found.odd.total) == (6, 6, 9)


@pytest.mark.parametrize(
    "text",
    [
        lines({}, headers={"金额(元)": "金额(万元)"}),
        lines({}, headers={"金额(元)": "金额"}),
        lines({}, headers={"税种": "无此列"}),
        lines({}, headers={"税种": "项目编号"}),
        lines({}) + "P1,vat\r\n",
        lines({}) + "P1,vat,tax,shared,1.00,2024-03-15,,,9\r\n",
        lines({}) + 'P1,"vat',
        lines(),
        "",
        "PK\x03\x04",
    ],
)
def test_what_the_reader_must_see_is_read_as_ever(tmp_path, text):
    plain, summed, found = read_and_summed(tmp_path, text)
    assert plain == summed
    assert found is None


def test_large_files_go_through_duckdb_unasked(tmp_path, monkeypatch):
    (tmp_path / "t.csv").write_text(lines(*[{}] * 50), "utf-8")
    told = {"projects": pd.DataFrame(PROJECTS), "tax": tmp_path / "t.csv"}
    asked = []
    monkeypatch.setattr(stored, "collect", lambda *_: asked.append(1))
    for large in (60, 40):
        monkeypatch.setattr(stored, "LARGE", large)
        benefitshare.settle(AGREEMENT, **told)
        assert len(asked) == (large == 40)
