"""The made-up city pair: ugly workbooks read, bad rows found, every fen as the oracle has it."""

import json
import subprocess
import sys
import zipfile
from collections import defaultdict

import pytest

import benefitshare
from tests.oracle import settle as oracle_settle
from tests.test_examples import EXAMPLES, assert_as_expected

FOLDER = EXAMPLES / "guangqing"
FILES = {
    "projects": "projects.xlsx",
    "factors": "迁出前税收.xlsx",
    "deductions": "扣除事项.xlsx",
    "output": "产值统计.xlsx",
    "payments": "已付款项.csv",
}
DIVISION = [
    {"tax": "vat", "central": "1/2", "province": "1/4", "city": "1/4"},
    {"tax": "cit", "central": "3/5", "province": "1/5", "city": "1/5"},
    {"tax": "iit", "central": "3/5", "province": "1/5", "city": "1/5"},
]


@pytest.fixture(scope="module")
def tables():
    read = {kind: benefitshare.read_table(FOLDER / file, kind) for kind, file in FILES.items()}
    lists = sorted(FOLDER.glob("入库明细*"))
    return {**read, "tax": [benefitshare.read_table(path, "tax") for path in lists]}


@pytest.fixture(scope="module")
def settlement(tables):
    agreement = benefitshare.load_agreement(FOLDER / "agreement.yaml")
    return benefitshare.settle(agreement, **tables)


def test_every_workbook_is_read_without_a_word_of_help(tables):
    assert [len(t.frame) for t in tables["tax"]] == [271, 467, 540, 582, 595]
    assert len(tables["projects"].frame) == 40
    assert {f.code for f in tables["projects"].findings} == {"note-row"}


def test_totals_are_those_of_the_golden_result(settlement):
    assert_as_expected(json.loads((FOLDER / "expected.json").read_text("utf-8")), settlement)


def test_each_planted_row_is_found_where_it_stands(settlement):
    rows = settlement.records[settlement.records.table == "tax"]
    found = {(r.file, r.row): r for r in rows.itertuples() if r.disposition != "used"}
    for planted in json.loads((FOLDER / "planted.json").read_text("utf-8")):
        row = found[planted["file"], planted["row"]]
        assert row.reason == planted["reason"]
        if planted["reason"] not in ("amount-dash",):
            assert row.amount_fen == planted["amount_fen"]


def test_nothing_else_is_set_aside(settlement):
    rows = settlement.records[settlement.records.disposition == "set_aside"]
    reasons = set(rows.reason) - {"total-row", "note-row"}
    planted = json.loads((FOLDER / "planted.json").read_text("utf-8"))
    assert reasons == {p["reason"] for p in planted} - {"no_project"}
    assert len(rows[rows.reason.isin(reasons)]) == len(planted) - 1


def test_the_records_reconcile(settlement):
    lines = settlement.reconciliation
    for table, own in lines.groupby("table"):
        read = own[own.disposition == "read"].rows.sum()
        assert read == own[own.disposition != "read"].rows.sum(), table


def test_every_number_is_as_the_oracle_has_it(tables, settlement):
    agreement = benefitshare.load_agreement(FOLDER / "agreement.yaml")
    document = json.loads(json.dumps(agreement.document, default=str))
    document["revenue"]["division"] = {"rows": DIVISION}
    expected = oracle_settle(document, oracle_tables(agreement, tables))
    assert by_figure(settlement.allocations.to_dict("records")) == by_figure(
        expected["allocations"]
    )


def by_figure(rows):
    sums = defaultdict(int)
    for row in rows:
        key = (row["period"], row["project"], row["tax"], row["party"], row["kind"])
        sums[key] += int(row["amount_fen"])
    return {key: fen for key, fen in sums.items() if fen}


def oracle_tables(agreement, tables):
    """The same rows in the oracle's plain form: party ids, projects known, vouchers once."""
    parties = {name: p.id for p in agreement.parties for name in (p.id, *p.name.values())}
    plain = {kind: tables[kind].frame.to_dict("records") for kind in FILES}
    owner = {}
    for project in plain["projects"]:
        project["confirmed"] = project["confirmed"] == "yes"
        for column in ("origin", "host", "introducer", "park_party"):
            project[column] = parties.get(project[column], project[column])
        owner |= dict.fromkeys(project["taxpayer_ids"].split(";"), project["project_id"])
    plain["tax"], seen = [], set()
    for table in tables["tax"]:
        for row in table.frame.to_dict("records"):
            key = (row["voucher_no"], row["budget_subject"], row["level"])
            if row["taxpayer_id"] in owner and key not in seen:
                plain["tax"].append({**row, "project_id": owner[row["taxpayer_id"]]})
            seen.add(key)
    return plain


def contents(path):
    """The bytes of a file; of a workbook those of its parts, whatever packed them."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as parts:
        return {part: parts.read(part) for part in parts.namelist()}


def test_the_script_writes_the_same_files_again(tmp_path):
    subprocess.run([sys.executable, FOLDER / "make_data.py", tmp_path], check=True)
    written = sorted(p.name for p in tmp_path.iterdir())
    assert len(written) == 11
    for file in written:
        assert contents(tmp_path / file) == contents(FOLDER / file), file
