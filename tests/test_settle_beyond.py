"""PostgreSQL and Spark settle as one machine does: every figure, every finding, to the byte.

A table with the column `row_` is told in the order of a file, so that nothing may differ but the
names of the sources; one without is told in the order of all its columns.
"""

import datetime as dt
import json
import warnings

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import benefitshare
from benefitshare.findings import InvalidInput
from benefitshare.records.store import in_order
from benefitshare.settlement import stored
from tests import strategies as toy
from tests.test_properties_settlement import as_read
from tests.test_settle_in_engine import AGREEMENT, ROW, SPOILED, TEXTS, examples, filled, spoiled

POSTGRES = pytest.param("postgres_engine", marks=pytest.mark.postgres)
SPARK = pytest.param("spark_engine", marks=pytest.mark.spark)
FRAMES = ("allocations", "transfers", "stages", "reconciliation", "output_credits", "conservation")
SETTINGS = ("spark.sql.session.timeZone", "spark.sql.ansi.enabled", "spark.sql.mapKeyDedupPolicy",
            "spark.sql.variable.substitute")  # fmt: skip


@pytest.fixture(params=[POSTGRES, SPARK])
def engine(request):
    return request.getfixturevalue(request.param)


def arrow(rows):
    """Tax records as columns of texts and whole fen."""
    names = list(dict.fromkeys(key for row in rows for key in row))
    texts = {n: [None if r.get(n) is None else str(r[n]) for r in rows] for n in names}
    columns = {
        n: pa.array(texts[n], pa.string())
        if n in TEXTS
        else pa.array([r.get(n) for r in rows], pa.int64())
        for n in names
    }
    return pa.table(columns)


def read(table):
    """The rows as a frame, whole fen staying whole."""
    return table.to_pandas(integer_object_nulls=True)


def numbered(table):
    return table.append_column("row_", pa.array(range(len(table)), pa.int64()))


def session_of(engine):
    """What `settle` takes as the engine."""
    return getattr(engine, "session", engine.connection)


def settled(case, tax, engine=None, asked=None):
    """The settlement; what the engine sent is put into `asked`."""
    document, tables, told = case
    real = stored.collect

    def collect(*arguments):
        found = real(*arguments)
        if asked is not None:
            asked.append(found)
        return found

    given_ = {k: pd.DataFrame(rows) for k, rows in tables.items() if rows and k != "tax"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stored, "collect", collect)
        return benefitshare.settle(document, **given_, tax=tax, engine=engine, **told)


def by_engine(engine, case, table, asked=None):
    """The settlement of a table that is in the engine already."""
    return settled(case, engine.table(table).get_name(), session_of(engine), asked)


def without_places(node):
    """A document without what tells sources apart."""
    if isinstance(node, dict):
        return {k: without_places(v) for k, v in node.items() if k not in ("file", "inputs")}
    return [without_places(v) for v in node] if isinstance(node, list) else node


def told(result):
    """All that a settlement says, as bytes, but for names and digests of sources."""
    document = without_places(json.loads(result.to_json()))
    records = result.records.drop(columns="file").to_csv()
    return json.dumps([document, records], ensure_ascii=False, sort_keys=True)


def figures(result):
    """All that a settlement says but for where its rows are."""
    findings = result.findings.drop(columns=["file", "sheet", "row"], errors="ignore")
    frames = [getattr(result, name) for name in FRAMES]
    rest = without_places(json.loads(result.to_json()))
    for place in ("records", "findings"):
        rest.pop(place, None)
    texts = ["\n".join(c for c in findings["code"].tolist()), *(f.to_csv() for f in frames)]
    return json.dumps([texts, rest], ensure_ascii=False, sort_keys=True)


def same_everywhere(engine, case, rows, duckdb=None):
    """The engine's settlement is the one of the rows read one by one; what the engine sent."""
    table, asked = arrow(rows), []
    plain = settled(case, read(table))
    summed = by_engine(engine, case, numbered(table), asked)
    assert told(summed) == told(plain)
    if duckdb is not None:
        assert told(by_engine(duckdb, case, numbered(table))) == told(plain)
    return asked[0] if asked else None


CASE = (AGREEMENT, {"projects": [{"project_id": "P1"}, {"project_id": "${P}\\'\""}]}, {})
PLAIN = [{**ROW, "treasury_date": f"2024-{m:02d}-15", "voucher_no": f"V{m}"} for m in range(1, 13)]
HARD = [
    {"treasury_date": "2024-02-30"}, {"treasury_date": "2024-02-29"},
    {"treasury_date": "2023-02-29"}, {"treasury_date": "2024/03/05"},
    {"treasury_date": "2024-3-05 "}, {"treasury_date": "2024-3-5 x"},
    {"treasury_date": "2024-03-05\n"}, {"treasury_date": "2101-01-01"}, {"treasury_date": ""},
    {"treasury_date": "2024-04-31"}, {"treasury_date": None}, {"voucher_no": None},
    {"voucher_no": "V1\n"}, {"voucher_no": "v2"}, {"voucher_no": "V3 ", "amount_fen": 7},
    {"voucher_no": "V4", "amount_fen": 9}, {"voucher_no": "V5", "tax": "cit"},
    {"voucher_no": "V6", "tax": "企业所得税"}, {"voucher_no": "Ｖ7"}, {"voucher_no": "V\u2028"},
    {"project_id": "${P}\\'\""}, {"project_id": "P1 "}, {"project_id": None}, {"project_id": "p1"},
    {"kind": "refund", "amount_fen": -(2**63)}, {"kind": "refund", "amount_fen": -5},
    {"amount_fen": 2**63 - 1}, {"amount_fen": None}, {"amount_fen": -5}, {"tax": None},
    {"tax": "${env:HOME}"}, {"level": "共享"}, {"period_start": "2024-04-01"},
    {"treasury_date": "2024/01/01", "period_start": "2024-03-01", "period_end": "2024-02-01"},
    {"period_start": "2024-01-01", "period_end": "2024-01-31"},
]  # fmt: skip
"""Rows that engines might take otherwise than the reader, each beside plain ones."""


def hard():
    return [{**ROW, "period_start": "", "period_end": "", **row} for row in (*PLAIN, *HARD)]


def test_an_engine_says_what_one_machine_says(engine, duckdb_engine):
    found = same_everywhere(engine, CASE, hard(), duckdb_engine)
    assert found.count.sum() > len(PLAIN) / 2
    assert found.odd.rows.num_rows > len(HARD) / 2


def test_a_table_is_kept_and_a_further_one_settled(engine, duckdb_engine, tmp_path):
    years = arrow(hard()[::2]), arrow(hard()[1::2])
    plain = told(settled(CASE, [read(year) for year in years]))
    for one in (engine, duckdb_engine):
        tables = [one.table(numbered(year)).get_name() for year in years]
        past, both = ({"keep": tmp_path / "past"}, {"keep": tmp_path / "both"})
        settled((*CASE[:2], past), tables[0], session_of(one))
        further = {"kept": tmp_path / "past", **both}
        assert told(settled((*CASE[:2], further), tables[1], session_of(one))) == plain
        assert told(settled((*CASE[:2], {"kept": tmp_path / "both"}), None)) == plain


def test_a_table_without_row_numbers_is_kept_too(duckdb_engine, tmp_path):
    name, kept = duckdb_engine.table(arrow(hard())).get_name(), tmp_path / "kept"
    once = settled((*CASE[:2], {"keep": kept}), name, duckdb_engine.connection)
    again = settled((*CASE[:2], {"kept": kept}), None)
    assert told(again) == told(once)
    assert figures(once) == figures(settled(CASE, name, duckdb_engine.connection))


def test_a_table_without_row_numbers_is_in_the_order_of_its_columns(engine, duckdb_engine):
    table = arrow(hard())
    backwards = table.take(pa.array(range(len(table))[::-1]))
    filled_ = pa.table({n: c.fill_null("") if n in TEXTS else c for n, c in
                        zip(table.column_names, table.columns, strict=True)})  # fmt: skip
    plain = settled(CASE, read(in_order(filled_).drop_columns(["row_"])))
    summed = by_engine(engine, CASE, backwards)
    assert figures(summed) == figures(plain)
    assert figures(by_engine(duckdb_engine, CASE, table)) == figures(plain)
    assert sorted(summed.records["record"][summed.records["table"] == "tax"]) == [
        *range(len(table))
    ]


def test_days_may_be_dates(engine, duckdb_engine):
    rows = [
        {**ROW, "treasury_date": f"2024-{m:02d}-29", "voucher_no": f"V{m}"} for m in range(1, 9)
    ]
    rows += [{**rows[0], "treasury_date": "2101-01-01", "voucher_no": "X"}]
    table = numbered(arrow(rows))
    place = table.column_names.index("treasury_date")
    days = [dt.date.fromisoformat(day) for day in table["treasury_date"].to_pylist()]
    table = table.set_column(place, "treasury_date", pa.array(days, pa.date32()))
    summed = by_engine(engine, CASE, table)
    assert told(summed) == told(by_engine(duckdb_engine, CASE, table))
    assert figures(summed) == figures(settled(CASE, read(arrow(rows))))


def test_a_tax_shared_from_a_day_before_the_first_record(duckdb_engine):
    document = {**AGREEMENT, "revenue": {"taxes": [{"tax": "vat", "from": "2024-02-20"}]}}
    rows = [{**ROW, "voucher_no": "1"}, {**ROW, "treasury_date": "2025-03-15"}]
    same_everywhere(duckdb_engine, (document, *CASE[1:]), rows)


@pytest.fixture
def unguarded(request):
    """A Spark session whose own sums wrap around."""
    engine = request.getfixturevalue("spark_engine")
    engine.session.conf.set("spark.sql.ansi.enabled", "false")
    yield engine
    engine.session.conf.unset("spark.sql.ansi.enabled")


@pytest.mark.parametrize(
    "name", ["duckdb_engine", POSTGRES, pytest.param("unguarded", marks=pytest.mark.spark)]
)
def test_sums_that_do_not_fit_are_refused(name, request):
    engine = request.getfixturevalue(name)
    rows = [{**ROW, "voucher_no": "", "amount_fen": 10**15}] * 9300
    with pytest.raises(InvalidInput, match=r"sum-overflow|64"):
        by_engine(engine, CASE, numbered(arrow(rows)))
    fits = by_engine(engine, CASE, numbered(arrow(rows[:4600])))
    assert fits.reconciliation["amount_fen"].max() == 4600 * 10**15


@pytest.mark.postgres
def test_postgres_is_left_as_it_was(postgres_engine):
    table = postgres_engine.table(numbered(arrow(hard())))
    bound = postgres_engine.connection.table(table.get_name())
    result = settled(CASE, bound, postgres_engine.connection)
    assert len(result.records) > len(PLAIN)
    left = postgres_engine.connection.raw_sql(
        "SELECT relname FROM pg_class WHERE relname LIKE 'benefitshare%'"
    )
    assert left.fetchall() == []
    left.close()


@pytest.mark.spark
def test_spark_is_left_as_it_was(spark_engine):
    session = spark_engine.session
    session.conf.set("spark.sql.session.timeZone", "Asia/Shanghai")
    before = {name: session.conf.get(name, None) for name in SETTINGS}
    table = numbered(arrow(PLAIN))
    frame = session.createDataFrame(table)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = settled(CASE, frame, session)
        other = settled(CASE, session.createDataFrame(table.slice(3)), session)
    assert len(other.records) + 3 == len(result.records) == len(PLAIN) + 2
    assert told(result) == told(settled(CASE, read(arrow(PLAIN))))
    assert {name: session.conf.get(name, None) for name in SETTINGS} == before
    views = [view.name for view in session.catalog.listTables()]
    assert [name for name in views if name.startswith("benefitshare")] == []


def drawn(data, *, spoil):
    document, tables, years, known = data.draw(toy.cases())
    tables = as_read(tables)
    assume(tables["tax"])
    rows = data.draw(spoiled(tables["tax"])) if spoil else tables["tax"]
    case = (
        document,
        {k: filled(v) for k, v in tables.items()},
        {"years": years, "as_known_on": known},
    )
    return case, rows


def any_case(engine, data, *, spoil):
    case, rows = drawn(data, spoil=spoil)
    try:
        same_everywhere(engine, case, rows)
    except InvalidInput:
        assume(False)


@pytest.mark.postgres
@examples(10)
@given(st.data())
def test_postgres_finds_odd_rows_as_ever(postgres_engine, data):
    any_case(postgres_engine, data, spoil=True)


@pytest.mark.postgres
@examples(5)
@given(st.data())
def test_postgres_changes_nothing(postgres_engine, data):
    any_case(postgres_engine, data, spoil=False)


@pytest.mark.spark
@examples(3)
@given(st.data())
def test_spark_finds_odd_rows_as_ever(spark_engine, data):
    any_case(spark_engine, data, spoil=True)


def test_spoiled_cells_are_of_every_column():
    assert set(TEXTS) - {"taxpayer_id"} <= {*SPOILED}
