"""Records summed by an engine give the settlement that reading each of them gives, to the byte."""

import datetime as dt
import os
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

import benefitshare
from benefitshare.findings import InvalidInput, UnreadableInput
from benefitshare.records import store
from benefitshare.settlement import stored
from benefitshare.settlement.days import BLANK, day_number
from benefitshare.settlement.world import build_factors
from tests import strategies as toy
from tests.test_properties_settlement import as_read

TEXTS = ("project_id", "taxpayer_id", "tax", "kind", "level", "treasury_date", "period_start",
         "period_end", "voucher_no")  # fmt: skip


MORE = int(os.environ.get("BENEFITSHARE_EXAMPLES", "1"))


def examples(count):
    return settings(
        max_examples=count * MORE, derandomize=MORE == 1, database=None, deadline=None,
        phases=[Phase.generate] if MORE == 1 else list(Phase),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


def parquet(folder, rows):
    """The tax records as an export writes them; texts, and fen as integers."""
    columns = dict.fromkeys(key for row in rows for key in row)
    frame = pd.DataFrame(rows, columns=list(columns))
    for name in frame.columns:
        if name in TEXTS:
            frame[name] = frame[name].astype("str").where(frame[name].notna(), None)
    path = Path(folder, "tax.parquet")
    frame.to_parquet(path)
    return path


def both(document, tables, *, odd_allowed=True, **told):
    """The settlement as it is read, and as an engine sums it; how many rows the engine left."""
    asked = []
    real = stored.collect

    def collect(*arguments):
        found = real(*arguments)
        asked.append(found)
        return found

    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(stored, "collect", collect)
        given_ = {k: pd.DataFrame(rows) for k, rows in tables.items() if rows and k != "tax"}
        tax = parquet(folder, tables["tax"])
        plain = benefitshare.settle(document, **given_, tax=tax, **told)
        summed = benefitshare.settle(document, **given_, tax=tax, engine="duckdb", **told)
        return plain.to_json(), summed.to_json(), asked[0] if asked else None


def filled(rows):
    """Rows without nulls in texts, as a canonical table has them."""
    return [{k: "" if v is None else v for k, v in row.items()} for row in rows]


def settled_both(case, change=lambda rows: rows):
    document, tables, years, known = case
    tables = as_read(tables)
    assume(tables["tax"])
    given_ = {**{k: filled(v) for k, v in tables.items()}, "tax": change(tables["tax"])}
    try:
        return both(document, given_, years=years, as_known_on=known)
    except InvalidInput:
        assume(False)


@examples(8)
@given(toy.cases())
def test_an_engine_changes_nothing(case):
    plain, summed, _ = settled_both(case)
    assert plain == summed


SPOILED = {
    "project_id": ("P?", "", " p1", "合计", "EXAMPLE-1"),
    "tax": ("增值税", "no such tax", "", "central_only"),
    "kind": ("退库", "refund", "", "税", "correction"),
    "level": ("共享", "", "city", "9"),
    "treasury_date": ("2024-02-30", "2024/3/5", "20240305", "", "1900-01-01", "二〇二四年"),
    "period_start": ("2030-01-01", "x", ""),
    "period_end": ("2010-01-01", "2024-1-1", ""),
    "voucher_no": ("V1", " V1", "'V1", "9.1E+17", "V1\t", "粤1", "V" * 65, "合计", "total"),
    "amount_fen": (-5, 0, 10**15, 10**15 + 1, 7),
}


@st.composite
def spoiled(draw, rows):
    """Records of which some have other cells than they should."""
    rows = [{"voucher_no": f"V{n % 4}" if n % 3 else "", **row} for n, row in enumerate(rows)]
    for row in rows:
        if draw(st.booleans()):
            name = draw(st.sampled_from(sorted(SPOILED)))
            row[name] = draw(st.sampled_from(SPOILED[name]))
    return rows


@examples(14)
@given(st.data())
def test_odd_rows_are_found_as_ever(data):
    case = data.draw(toy.cases())
    plain, summed, _ = settled_both(case, lambda rows: data.draw(spoiled(rows)))
    assert plain == summed


AGREEMENT = {
    "schema": "benefitshare/agreement/v1", "id": "doc", "status": "illustrative",
    "title": {"zh": "示例", "en": "example"},
    "parties": {"gz": {"role": "origin", "code": "440100"},
                "qy": {"role": "host", "code": "441800"}},
    "term": {"from": "2024-01-01", "to": "2033-12-31"},
    "revenue": {"taxes": ["vat"], "division": "none"},
    "clauses": [{"id": "1", "kind": "split", "shares": {"gz": "50%", "qy": "rest"}}],
    "settlement": {"collector": "qy"},
}  # fmt: skip
ROW = {"project_id": "P1", "tax": "vat", "kind": "tax", "level": "shared", "amount_fen": 100,
       "treasury_date": "2024-03-15", "voucher_no": ""}  # fmt: skip


def of_rows(*changes, **told):
    tables = {"projects": [{"project_id": "P1"}], "tax": [{**ROW, **change} for change in changes]}
    return both(AGREEMENT, tables, **told)


def test_factors_come_by_the_day_they_count_from():
    frame = pd.DataFrame(
        [("A", "f", "2024", "1", "2024-07-01"), ("B", "f", "2024", "2", ""),
         ("A", "f", "2024", "1/3", ""), ("A", "f", "2025", "4", "")],
        columns=["subject", "factor", "year", "value", "from_date"],
    )  # fmt: skip
    for kind in ("str", object):
        factors = build_factors(frame.astype(kind))
        shown = {
            key: [(str(f.value), f.from_day) for f in values] for key, values in factors.items()
        }
        blank = int(BLANK)
        assert shown == {
            ("A", "f", 2024): [("1/3", blank), ("1", day_number(dt.date(2024, 7, 1)))],
            ("B", "f", 2024): [("2", blank)], ("A", "f", 2025): [("4", blank)],
        }  # fmt: skip
        assert factors.get(("A", "g", 2024), ()) == ()


@pytest.mark.parametrize("most", [2**62, 10])
def test_sums_come_in_the_order_of_their_keys(monkeypatch, most):
    monkeypatch.setattr(store, "EVERY", most)
    project, code, day = np.array([2, -7, 0, 2, 0]), np.arange(5)[::-1], np.array([3, 0, 3, 3, 1])
    arrays = {"number": project, "code": code // 4, "day": day, "amount": np.arange(5)}
    good, odd = store._ordered(arrays)
    assert (good["amount"].tolist(), odd["amount"].tolist()) == ([4, 2, 3, 0], [1])


def test_the_engine_sends_sums_and_odd_rows_only():
    changes = [{"treasury_date": f"2024-{m:02d}-15"} for m in range(1, 13)]
    plain, summed, found = of_rows(*changes * 20, {"tax": "no such tax"})
    assert plain == summed
    assert (found.amount.tolist(), found.count.tolist()) == ([24000], [240])
    assert found.odd.rows["row_"].to_pylist() == [240]


def test_a_voucher_repeated_elsewhere_is_found():
    plain, summed, found = of_rows(
        {"voucher_no": "12"}, {"voucher_no": " 12"}, {"voucher_no": "13"}, {"voucher_no": "14"},
        {"voucher_no": "14"}, {"voucher_no": "15"}, {"voucher_no": "15", "level": "共享"},
        {"voucher_no": "16"}, {"voucher_no": "16", "tax": "cit"},
    )  # fmt: skip
    assert plain == summed
    assert plain.count("voucher-repeated") >= 3
    assert found.count.sum() == 3  # voucher 13, and 16 of two taxes, are nothing unusual


@pytest.mark.parametrize("alike", [(), ({"voucher_no": "14"},)])
def test_a_voucher_of_an_odd_row_is_looked_for_as_it_is_read(alike):
    plain, summed, found = of_rows(
        {"voucher_no": "12"}, {"voucher_no": "'12"}, {"voucher_no": "13", "tax": "no such tax"},
        {"voucher_no": "14"}, *alike,
    )  # fmt: skip
    assert plain == summed
    assert plain.count("voucher-repeated") >= 1
    assert found.odd.rows["row_"].to_pylist() == [0, 1, 2] + ([3, 4] if alike else [])


def test_an_extract_that_mixes_levels_is_read_one_by_one():
    plain, summed, _ = of_rows({}, {"level": "city"})
    assert plain == summed
    assert "extract-mixes-levels" in plain


def test_many_odd_rows_are_read_one_by_one():
    plain, summed, found = of_rows(*[{"treasury_date": "2024/3/5"}] * 1200)
    assert plain == summed
    assert found is None


def test_sums_that_do_not_fit_are_refused():
    rows = [{"amount_fen": 10**15, "treasury_date": f"2024-03-{d:02d}"} for d in range(1, 29)]
    with pytest.raises(InvalidInput, match=r"sum-overflow|64"):
        of_rows(*rows * 400)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 cut in half"])
def test_what_is_no_parquet_file_is_said_as_ever(tmp_path, content):
    path = tmp_path / "tax.parquet"
    path.write_bytes(content)
    with pytest.raises(UnreadableInput) as said:
        benefitshare.settle(
            AGREEMENT, projects=pd.DataFrame([{"project_id": "P1"}]), tax=path, engine="duckdb"
        )
    assert said.value.findings[0].code in ("file-empty", "file-corrupt")


def test_other_files_and_frames_are_read_as_ever(tmp_path):
    rows = pd.DataFrame([ROW])
    rows.to_csv(tmp_path / "tax.csv", index=False)
    projects = pd.DataFrame([{"project_id": "P1"}])
    for tax in (rows, tmp_path / "tax.csv", [str(tmp_path / "tax.csv")]):
        told = benefitshare.settle(AGREEMENT, projects=projects, tax=tax, engine="duckdb")
        assert told.transfers["net_fen"].tolist() == [50]


def settled_both_ways(folder, document, projects, tax):
    tax.to_parquet(folder / "tax.parquet")
    given_ = {"projects": pd.DataFrame(projects), "tax": folder / "tax.parquet"}
    ways = (benefitshare.settle(document, **given_, engine=engine) for engine in (None, "duckdb"))
    return [way.to_json() for way in ways]


def test_a_project_named_twice_moves_no_others(tmp_path):
    named = [("P1", ""), ("P1", "doc"), ("P2", "doc"), ("P0", "doc")]
    projects = [{"project_id": p, "agreement_id": a} for p, a in named]
    tax = pd.DataFrame([{**ROW, "project_id": f"P{n}", "amount_fen": 10**n * 2} for n in range(3)])
    plain, summed = settled_both_ways(tmp_path, AGREEMENT, projects, tax)
    assert plain == summed


@pytest.mark.parametrize("more", [{}, {"period_start": "2024-01-01"}])
def test_an_end_of_period_that_no_column_tells_is_missing(tmp_path, more):
    revenue = {**AGREEMENT["revenue"], "year_by": "tax_period", "tier_by": "tax_period"}
    document, tax = {**AGREEMENT, "revenue": revenue}, pd.DataFrame([{**ROW, **more}] * 2)
    plain, summed = settled_both_ways(tmp_path, document, [{"project_id": "P1"}], tax)
    assert plain == summed
    assert "date-missing" in plain


def test_a_file_without_records_is_said_to_be_empty(tmp_path):
    texts = [name for name in ROW if name != "amount_fen"]
    tax = pd.DataFrame([ROW]).iloc[:0].astype(dict.fromkeys(texts, "str"))
    plain, summed = settled_both_ways(tmp_path, AGREEMENT, [{"project_id": "P1"}], tax)
    assert plain == summed
    assert "table-empty" in plain


@pytest.mark.parametrize("name", ["row_", "file_row_number"])
def test_a_column_with_the_name_of_row_numbers_is_only_a_column(tmp_path, name):
    tax = pd.DataFrame([{**ROW, name: 7}])
    plain, summed = settled_both_ways(tmp_path, AGREEMENT, [{"project_id": "P1"}], tax)
    assert plain == summed


OLD_ID = "440100123456789"
UNUSED = pd.Series(["1", "合计", "示例", "4"], name="序号")
NOTHING = dict.fromkeys(ROW)


@pytest.mark.parametrize(
    "rows",
    [
        pd.concat([UNUSED, pd.DataFrame([ROW] * 4)], axis=1),
        pd.concat([UNUSED, pd.DataFrame([ROW, {**ROW, "tax": "x"}] * 2)], axis=1),
        pd.DataFrame([ROW, NOTHING, ROW, {**NOTHING, "project_id": "P1"}, ROW]),
        pd.DataFrame([ROW, ROW, {**NOTHING, "project_id": "P1"}, NOTHING]),
        pd.DataFrame([ROW] * 3).assign(taxpayer_id=OLD_ID),
        pd.DataFrame([ROW] * 3).assign(taxpayer_name=["1E5", "某厂", "某厂 1e5 "]),
    ],
)
def test_rows_beside_those_summed_are_what_they_ever_were(tmp_path, rows):
    tax = rows.astype({"amount_fen": "Int64"})
    projects = [{"project_id": "P1", "taxpayer_ids": OLD_ID}]
    plain, summed = settled_both_ways(tmp_path, AGREEMENT, projects, tax)
    assert plain == summed


def test_numbers_without_sign_are_read_as_ever(tmp_path):
    amounts = pd.array([100, 2**63 + 5], dtype="uint64")
    tax = pd.DataFrame([ROW, ROW]).assign(amount_fen=amounts)
    plain, summed = settled_both_ways(tmp_path, AGREEMENT, [{"project_id": "P1"}], tax)
    assert plain == summed
    assert "amount-too-large" in plain
