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
    return fen if isinstance(fen, str) else f"{'-' * (fen < 0)}{abs(fen) // 100}.{abs(fen) % 100:02}"


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
    return draw(st.sampled_from(TITLES)) + end.join(lines) + draw(st.sampled_from(["", end, end * 3]))


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
