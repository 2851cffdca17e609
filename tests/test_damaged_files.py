"""A file cut in half, damaged or changed while it is read is a finding: never an exception of a
library, never a smaller sum that nobody is told of.
"""

import shutil
from pathlib import Path
from unittest import mock

import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import benefitshare
from benefitshare.cli import main
from benefitshare.findings import BenefitShareError, UnreadableInput, UsageError
from benefitshare.records import read_table
from benefitshare.records.engines import quiet
from tests.test_settle_in_engine import AGREEMENT, ROW

EXAMPLES = Path(__file__).parent.parent / "examples" / "guangqing"
PROJECTS = pd.DataFrame([{"project_id": "P1"}])
CSV = (
    "项目编号,企业名称,税种,入库金额(元),入库日期,级次,税票号码,备注\r\n"
    'P1,东江"厂",增值税,1000.01,2023-03-15,共享,A1,好\r\n'
    'P1,"西岭,厂",增值税,2000.00,2024-03-15,共享,A2,"一\n二"\r\n'
    "P1,厂,增值税,400.00,2024-03-16,共享,A4,\r\n"
)
FROM_AMOUNTS = (
    "project_id,tax,level,treasury_date,amount_fen\n"
    "P1,vat,shared,2024-03-01,12345\nP1,vat,shared,2024-03-01,67890\n"
)
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")


def codes_of(source, kind="tax"):
    """Codes of what is found, but for the encoding; reading raises nothing else."""
    try:
        found = read_table(source, kind).findings
    except BenefitShareError as error:
        found = error.findings
    return {finding.code for finding in found} - {"encoding-used"}


def settled(tax, engine=None, **told):
    return benefitshare.settle(AGREEMENT, projects=PROJECTS, tax=tax, engine=engine, **told)


def code_raised(kind, *arguments, **told):
    with pytest.raises(kind) as said:
        settled(*arguments, **told)
    (finding,) = said.value.findings
    assert finding.message("zh") != finding.message("en")
    return finding.code


# --- cut ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", [CSV, FROM_AMOUNTS], ids=["quoted", "amounts-last"])
def test_a_csv_file_cut_anywhere_but_between_lines_says_so(tmp_path, text, encoding):
    path, data = tmp_path / "税收.csv", text.encode(encoding)
    path.write_bytes(data)
    assert codes_of(path) == set()
    whole = {
        len(text[:at].encode(encoding))
        for at in range(1, len(text) + 1)
        if text[:at].endswith("\n") and text[:at].count('"') % 2 == 0
    }
    for size in sorted({*range(1, len(data), 5), *range(len(data) - 8, len(data))} - whole):
        path.write_bytes(data[:size])
        assert codes_of(path), data[:size].decode(encoding, "replace")


def test_a_line_that_is_not_ended_is_a_warning_and_counts(tmp_path):
    path = tmp_path / "tax.csv"
    path.write_text(FROM_AMOUNTS.rstrip("\n"), "utf-8")
    found = settled(path).finding_list
    assert [(f.code, f.severity, f.place.file) for f in found] == [
        ("line-unfinished", "warning", "tax.csv")
    ]


@pytest.mark.parametrize("name", ["入库明细2023.xlsx", "projects.xlsx"])
def test_a_workbook_cut_anywhere_says_so(tmp_path, name):
    path, data = tmp_path / "cut.xlsx", (EXAMPLES / name).read_bytes()
    for size in {*range(1, len(data), 997), *range(len(data) - 40, len(data))}:
        path.write_bytes(data[:size])
        assert codes_of(path) == {"file-corrupt"}, size
    path.write_bytes(b"")
    assert codes_of(path) == {"file-empty"}


def test_a_workbook_damaged_within_says_so(tmp_path):
    path, data = tmp_path / "bad.xlsx", bytearray((EXAMPLES / "入库明细2023.xlsx").read_bytes())
    data[4000:4100] = bytes(100)
    path.write_bytes(data)
    assert codes_of(path) == {"file-corrupt"}
    assert code_raised(UnreadableInput, f"{path}#*") == "file-corrupt"
    assert code_raised(UnreadableInput, f"{tmp_path / 'none.xlsx'}#*") == "file-missing"


class PanicException(BaseException):
    """What a library written in Rust raises where it gives up."""


@pytest.mark.parametrize("error", [PanicException("slice"), ValueError("bad")])
def test_a_reader_that_gives_up_is_a_damaged_file(tmp_path, error):
    shutil.copy(EXAMPLES / "projects.xlsx", tmp_path / "a.xls")
    with mock.patch("python_calamine.CalamineWorkbook.from_filelike", side_effect=error):
        assert codes_of(tmp_path / "a.xls") == {"file-corrupt"}


def test_an_interrupt_is_no_damage():
    with (
        mock.patch("python_calamine.CalamineWorkbook.from_filelike", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        read_table(EXAMPLES / "projects.xlsx", "projects")


# --- Parquet, in memory and in an engine ----------------------------------------------------------


@pytest.fixture
def parquet(tmp_path):
    rows = [{**ROW, "amount_fen": 7919 * n % 99991, "voucher_no": f"V{n}"} for n in range(5000)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "tax.parquet", row_group_size=1000)
    return tmp_path / "tax.parquet"


ENGINES = pytest.mark.parametrize("engine", [None, "duckdb"])


@ENGINES
def test_a_parquet_file_cut_anywhere_says_so(parquet, engine):
    data = parquet.read_bytes()
    for size in (0, 3, 4, 5, 12, len(data) // 2, len(data) - 9, len(data) - 1):
        parquet.write_bytes(data[:size])
        code = code_raised(UnreadableInput, parquet, engine)
        assert code == ("file-corrupt" if size else "file-empty"), size


@ENGINES
@pytest.mark.parametrize("column", ["project_id", "amount_fen", "voucher_no", "treasury_date"])
def test_damaged_pages_under_a_good_footer_are_said(parquet, engine, column):
    facts = pq.read_metadata(parquet)
    chunk = facts.row_group(3).column(facts.schema.names.index(column))
    start = chunk.dictionary_page_offset or chunk.data_page_offset
    data = bytearray(parquet.read_bytes())
    data[start : start + chunk.total_compressed_size] = b"\xff" * chunk.total_compressed_size
    parquet.write_bytes(data)
    assert code_raised(UnreadableInput, parquet, engine) == "file-corrupt"


def test_damage_is_never_a_sum_that_does_not_fit(parquet):
    said = RuntimeError("Parquet file is likely corrupted, dictionary offset out of range")
    with mock.patch.dict("benefitshare.records.engines.FETCHERS", {"duckdb": failing(said)}):
        with mock.patch("benefitshare.records.files.parquet_damage", return_value="page 3"):
            assert code_raised(UnreadableInput, parquet, "duckdb") == "file-corrupt"
        assert code_raised(Exception, parquet, "duckdb") == "sum-overflow"


def failing(error):
    def fail(*_):
        raise error

    return fail


def test_a_good_file_is_not_blamed_for_the_engine(parquet):
    with mock.patch.dict(
        "benefitshare.records.engines.FETCHERS", {"duckdb": failing(OSError("disk"))}
    ):
        assert code_raised(UnreadableInput, parquet, "duckdb") == "engine-failed"


# --- changed while read ---------------------------------------------------------------------------


def grown(path):
    path.write_bytes(path.read_bytes() + b"\n")


def replaced(path):
    shutil.copy(path, path.with_name("other"))
    path.with_name("other").replace(path)


CHANGES = pytest.mark.parametrize("change", [grown, replaced, Path.unlink])


@CHANGES
@pytest.mark.parametrize("name", ["tax.csv", "tax.parquet", "tax.xlsx"])
def test_a_file_changed_while_it_is_read_is_not_used(tmp_path, name, change):
    path = tmp_path / name
    write = {"csv": "to_csv", "parquet": "to_parquet", "xlsx": "to_excel"}[name.partition(".")[2]]
    getattr(pd.DataFrame([ROW]), write)(path, index=False)
    real = Path.read_bytes

    def read(self):
        data = real(self)
        with mock.patch.object(Path, "read_bytes", real):
            change(self)
        return data

    assert codes_of(path) <= {"column-unknown"}
    with mock.patch.object(Path, "read_bytes", read):
        assert code_raised(UnreadableInput, path) == "file-changed"


def test_an_agreement_changed_while_it_is_read_is_not_used(tmp_path, capsys):
    path = shutil.copy(EXAMPLES / "agreement.yaml", tmp_path)
    with mock.patch.object(Path, "read_bytes", return_value=b"schema: half"):
        found = benefitshare.validate_agreement(path)
        assert main(["validate", str(path)]) == 3
    assert [finding.code for finding in found] == ["file-changed"]


@CHANGES
def test_a_file_changed_while_an_engine_reads_it_is_not_used(parquet, change):
    def at_records(step):
        if step.step == "records":
            change(parquet)

    assert code_raised(UnreadableInput, parquet, "duckdb", progress=at_records) == "file-changed"


def test_a_file_changed_before_its_records_are_listed_is_not_used(parquet):
    found = settled(parquet, "duckdb")
    grown(parquet)
    with pytest.raises(UnreadableInput, match="file-changed"):
        _ = found.records


def test_a_workbook_changed_between_its_sheets_is_not_used(tmp_path):
    path = tmp_path / "tax.xlsx"
    with pd.ExcelWriter(path) as book:
        for year in ("2023", "2024"):
            pd.DataFrame([ROW]).to_excel(book, sheet_name=year, index=False)
    assert settled(f"{path}#*").transfers["net_fen"].tolist() == [100]
    real = benefitshare.records.reading.read_table

    def read(source, *arguments, **told):
        table = real(source, *arguments, **told)
        if isinstance(source, str):
            grown(Path(source))
        return table

    with mock.patch("benefitshare.records.reading.read_table", read):
        assert code_raised(UnreadableInput, f"{path}#*") == "file-changed"


# --- engines and tables that are not there --------------------------------------------------------


@pytest.mark.parametrize("engine", ["text", "", 7])
@pytest.mark.parametrize("tax", ["tax.csv", "tax_records", PROJECTS])
def test_what_is_no_engine_is_refused_first(engine, tax):
    assert code_raised(UsageError, tax, engine) == "engine-unknown"


def test_a_table_that_an_engine_has_not_is_named():
    assert code_raised(UsageError, "tax_records", "duckdb") == "table-not-in-engine"
    assert code_raised(UsageError, "tax_records", ibis.duckdb.connect()) == "table-not-in-engine"
    assert code_raised(UsageError, 7, "duckdb") == "source-unknown"
    assert code_raised(UnreadableInput, "tax.parquet", "duckdb") == "file-missing"


def test_a_connection_that_is_closed_is_said():
    engine = ibis.duckdb.connect()
    engine.con.register("tax", pa.Table.from_pylist([ROW]))
    with quiet():
        table = engine.table("tax")
    engine.disconnect()
    assert code_raised(UnreadableInput, table, engine) == "engine-failed"
    assert code_raised(UnreadableInput, "tax", engine) == "engine-failed"
