"""What must hold for every settlement, seen from outside: files in, `benefitshare.settle`, tables
out.

The agreements and data are those of `tests.strategies`, written to real CSV files with Chinese
headers, amounts in yuan and two encodings; what comes back is held against the oracle, or against
the same records told in another way.
"""

import csv
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

import benefitshare
from benefitshare.findings import InvalidInput
from tests import strategies as toy
from tests.oracle import settle as oracle
from tests.oracle import totals

ROOT = Path(__file__).parent.parent
MORE = int(os.environ.get("BENEFITSHARE_EXAMPLES", "1"))
REFUNDS = ("refund", "credit_refund", "export_refund")
KEYS = ("period", "project", "tax", "clause", "party", "kind")
TRANSFER = (
    "period", "payer", "payee", "due_fen", "paid_fen", "net_fen", "due_date", "overpaid",
)  # fmt: skip
HEADERS = {
    "tax": {
        "project_id": "项目编号", "tax": "税种", "amount_fen": "实缴金额（元）", "kind": "记录种类",
        "level": "预算级次", "treasury_date": "入库日期", "period_start": "所属期起",
        "period_end": "所属期止",
    },
    "projects": {
        "project_id": "项目编号", "class": "项目类别", "park": "园区", "origin": "转出地",
        "host": "承接地",
    },
    "deductions": {"amount_fen": "金额（元）"},
    "payments": {"payer": "付款方", "payee": "收款方", "amount_fen": "金额（元）"},
}  # fmt: skip


def examples(count):
    return settings(
        max_examples=count * MORE,
        derandomize=MORE == 1,
        phases=[Phase.generate] if MORE == 1 else list(Phase),  # shrinking takes minutes
        database=None,
        deadline=None,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.filter_too_much,
        ],
    )


def yuan(fen):
    """Fen as a clerk writes them: grouped yuan with two decimals."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def as_read(tables):
    """The rows that pass the reader's checks as they are: known projects, refunds negative."""
    known = {row["project_id"] for row in tables["projects"]}
    tax = []
    for row in tables.get("tax", []):
        if row["project_id"] not in known:
            continue
        amount = -abs(row["amount_fen"]) if row["kind"] in REFUNDS else row["amount_fen"]
        kind = "correction" if row["kind"] == "tax" and amount < 0 else row["kind"]
        tax.append({**row, "amount_fen": amount, "kind": kind})
    factors = {}
    for row in tables.get("factors", []):
        key = (row["subject"], row["factor"], row["year"], row.get("from_date") or "")
        factors.setdefault(key, row)
    deductions = [
        r for r in tables.get("deductions", []) if (r["project_id"] or "") in {*known, ""}
    ]
    return {
        "projects": tables["projects"], "tax": tax, "factors": list(factors.values()),
        "deductions": deductions, "payments": tables.get("payments", []),
    }  # fmt: skip


def written(folder, kind, rows, seed, name="", encoding="utf-8-sig"):
    """A CSV of some rows; the seed shuffles its columns."""
    fields = list(dict.fromkeys(field for row in rows for field in row))
    random.Random(seed).shuffle(fields)
    path = Path(folder, f"{kind}{name}.csv")
    with path.open("w", encoding=encoding, newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow([HEADERS.get(kind, {}).get(field, field) for field in fields])
        for row in rows:
            sheet.writerow([_cell(field, row.get(field)) for field in fields])
    return str(path)


def _cell(field, value):
    if field == "amount_fen":
        return yuan(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else value


def settled(document, tables, years=None, known=None, seed=0, parts=1, extract="auto"):
    """`settle` on files; tax in several files, of which one is GB 18030."""
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        given_ = {}
        for kind, rows in tables.items():
            rows = list(rows)
            if seed:
                rng.shuffle(rows)
            if not rows:
                continue
            if kind == "tax":
                cuts = [rows[n::parts] for n in range(parts)]
                given_[kind] = [
                    written(folder, kind, cut, seed + n, str(n), ("utf-8-sig", "gb18030")[n % 2])
                    for n, cut in enumerate(cuts)
                    if cut
                ]
            else:
                given_[kind] = written(folder, kind, rows, seed)
        try:
            return benefitshare.settle(
                document, **given_, years=years, as_known_on=known, extract=extract
            )
        except InvalidInput:
            assume(False)


def sums(settlement):
    """Allocations as the oracle totals them."""
    found = Counter()
    frame = settlement.allocations
    keys = zip(*(frame[k] for k in KEYS), strict=True)
    for key, fen in zip(keys, frame["amount_fen"].tolist(), strict=True):
        found[key] += fen
    return {key: fen for key, fen in found.items() if fen}


def lines(settlement):
    return sorted(
        tuple(row[k] for k in TRANSFER) for row in settlement.transfers.to_dict("records")
    )


def money(settlement):
    """The bytes of every table that says what is due; a payment's line also names its row in the
    file, which is where it stands and no money. The trace lists records in the order of the file
    where the record is the grain of rounding.
    """
    document = json.loads(settlement.to_json())
    lines_ = [line for line in document["stages"] if line["item"] != "paid"]
    document["stages"] = sorted(lines_, key=lambda line: json.dumps(line, sort_keys=True))
    names = ("allocations", "transfers", "stages", "conservation", "reconciliation", "projects")
    return json.dumps([document[name] for name in names], ensure_ascii=False, sort_keys=True)


def assert_sound(settlement):
    """Nothing made or lost, whatever the agreement."""
    assert (settlement.conservation["difference_fen"] == 0).all()
    cash = settlement.allocations.groupby("kind")["amount_fen"].sum().to_dict()
    assert cash.get("cash", 0) == cash.get("entitlement", 0)
    account = settlement.reconciliation
    for _, lines_ in account.groupby("table"):
        read = lines_["disposition"] == "read"
        for column in ("rows", "amount_fen"):
            assert lines_.loc[read, column].sum() == lines_.loc[~read, column].sum()
    json.loads(settlement.to_json(), parse_float=pytest.fail)


@examples(24)
@given(toy.cases())
def test_files_give_what_the_oracle_gives(case):
    document, tables, years, known = case
    tables = as_read(tables)
    expected = oracle(document, {**tables, "output": []}, years, known)
    got = settled(document, tables, years, known, seed=3, parts=2)
    assert_sound(got)
    assert sums(got) == totals(expected)
    assert lines(got) == sorted(tuple(t[n] for n in TRANSFER) for t in expected["transfers"])


@examples(8)
@given(toy.cases(), st.integers(1, 999))
def test_order_and_files_do_not_matter(case, seed):
    document, tables, years, known = case
    tables = as_read(tables)
    plain = settled(document, tables, years, known)
    mixed = settled(document, tables, years, known, seed=seed, parts=3)
    assert money(plain) == money(mixed)


@examples(8)
@given(toy.cases(), st.integers(0, 10**9))
def test_a_record_in_two_parts_is_the_same_record(case, part):
    document, tables, years, known = case
    assume(document.get("settlement", {}).get("rounding", {}).get("per") != "record")
    tables = as_read(tables)
    halves = []
    for row in tables["tax"]:
        own = max(-abs(row["amount_fen"]), min(abs(row["amount_fen"]), part))
        own = (
            min(own, row["amount_fen"]) if row["amount_fen"] >= 0 else max(-own, row["amount_fen"])
        )
        rest = row["amount_fen"] - own
        halves += [{**row, "amount_fen": fen} for fen in (own, rest)]
    whole = settled(document, tables, years, known)
    split = settled(document, {**tables, "tax": halves}, years, known)
    assert sums(whole) == sums(split)
    assert lines(whole) == lines(split)


@examples(8)
@given(toy.cases(), st.data())
def test_a_year_alone_is_that_year_of_all(case, data):
    """Settled with its history, a year gives the rows it has among all years."""
    document, tables, _, known = case
    clauses = document["clauses"] + [
        clause for change in document.get("amendments", []) for clause in change.get("clauses", [])
    ]
    assume(not any(clause["kind"] in ("floor", "fixed_return", "cost_share") for clause in clauses))
    rounding = document.get("settlement", {}).get("rounding", {})
    residue = rounding.get("residue")
    assume(not (isinstance(residue, dict) and "carry" in residue))
    tables = as_read(tables)
    everything = settled(document, tables, range(2015, 2031), known)
    frame = everything.allocations
    assume(len(frame))
    year = int(
        data.draw(st.sampled_from(sorted({p[:4] for p in everything.allocations["period"]})))
    )
    alone = settled(document, tables, year, known)
    of_year = frame[frame["period"].str.startswith(str(year))].reset_index(drop=True)
    keys = list(frame.columns)
    left, right = (f.sort_values(keys).values.tolist() for f in (of_year, alone.allocations))
    assert left == right


SCALED = {
    "schema": "benefitshare/agreement/v1", "id": "doc", "status": "illustrative",
    "title": {"zh": "示例", "en": "example"},
    "parties": {
        "gz": {"role": "origin", "code": "440100"}, "qy": {"role": "host", "code": "441800"},
        "park": {"role": "park"},
    },
    "term": {"from": "2015-01-01", "to": "2033-12-31"},
    "revenue": {"taxes": ["vat", "cit", "bt"], "division": "guangdong"},
    "clauses": [
        {"id": "1", "kind": "split", "text": {"zh": "按比例", "en": "by shares"},
         "shares": {"gz": "3/8", "park": "1/8", "qy": "rest"}},
    ],
    "settlement": {"collector": "qy"},
}  # fmt: skip
DATES = ("2016-04-29", "2016-04-30", "2016-05-01", "2020-02-29", "2023-12-31", "2024-01-01")
RECORDS = st.lists(
    st.tuples(
        st.sampled_from(("vat", "cit", "bt")), st.sampled_from(DATES), st.integers(1, 10**11)
    ),
    min_size=1, max_size=12,
)  # fmt: skip


def rows_of(records, unit):
    return [
        {"project_id": "P1", "tax": tax, "amount_fen": fen * unit, "kind": "tax",
         "level": "共享", "treasury_date": day}
        for tax, day, fen in records
    ]  # fmt: skip


@examples(6)
@given(RECORDS)
def test_ten_times_the_money_is_ten_times_each_figure(records):
    """Exact where nothing is rounded: 3/8 and 1/8 of the shipped division's quarters and fifths."""
    projects = [{"project_id": "P1"}]
    once, ten = (
        settled(SCALED, {"projects": projects, "tax": rows_of(records, unit)}, extract="gross")
        for unit in (160, 1600)
    )
    assert_sound(once)
    assert {key: fen * 10 for key, fen in sums(once).items()} == sums(ten)


@pytest.mark.parametrize(
    ("tax", "day", "city"),
    [
        ("vat", "2016-04-30", None), ("vat", "2016-05-01", 25), ("bt", "2016-04-30", 50),
        ("bt", "2016-05-01", None), ("cit", "2016-04-30", 20), ("cit", "2020-02-29", 20),
    ],
)  # fmt: skip
def test_shipped_division_at_its_dates(tax, day, city):
    tables = {"projects": [{"project_id": "P1"}], "tax": rows_of([(tax, day, 1)], 100 * 100)}
    found = settled(SCALED, tables)
    used = found.reconciliation.query("table == 'tax' and disposition == 'used'")
    if city is None:
        assert not len(used)
        assert "no-division-row" in {finding.code for finding in found.finding_list}
    else:
        pool = found.allocations.query("kind == 'entitlement'")["amount_fen"].sum()
        assert pool == city * 100
        marks = [f for f in found.finding_list if f.code == "division-unverified"]
        assert marks, "an unverified division says so"


def toy_frames(**columns):
    import pandas as pd

    row = {"project_id": "P1", "tax": "vat", "amount_fen": 1_000_000, "level": "shared",
           "treasury_date": "2024-03-15"}  # fmt: skip
    rows = max(len(values) for values in columns.values()) if columns else 1
    return pd.DataFrame({**{k: [v] * rows for k, v in row.items()}, **columns})


def net(*agreements, tax, projects=("P1",), **tables):
    import pandas as pd

    given_ = {name: pd.DataFrame(columns) for name, columns in tables.items()}
    named = {"agreement_id": [a["id"] for a in agreements]} if len(agreements) > 1 else {}
    found = benefitshare.settle(
        list(agreements),
        tax=tax,
        projects=pd.DataFrame({"project_id": projects, **named}),
        **given_,
    )
    assert_sound(found)
    return found, [int(row["net_fen"]) for row in found.transfers.to_dict("records")]


PAID = {"payer": ["qy"], "payee": ["gz"], "period": [2024], "amount_fen": [10_000]}


def test_the_same_source_twice_counts_once():
    once, twice = net(SCALED, tax=toy_frames()), net(SCALED, tax=[toy_frames(), toy_frames()])
    assert once[1] == twice[1]
    assert "source-repeated" in {finding.code for finding in twice[0].finding_list}


@pytest.mark.parametrize("subject_first", [True, False])
def test_a_voucher_told_with_and_without_its_subject_counts_once(subject_first):
    alone = toy_frames(voucher_no=["V1"])
    extracts = [alone, toy_frames(voucher_no=["V1"], budget_subject=["101010103"])]
    found, due = net(SCALED, tax=extracts if subject_first else extracts[::-1])
    assert due == net(SCALED, tax=alone)[1]
    assert "voucher-repeated" in {finding.code for finding in found.finding_list}


def test_a_payment_of_no_agreement_is_not_taken_off_twice():
    tax = toy_frames(project_id=["P1", "P2"])
    other = {**SCALED, "id": "other"}
    found, due = net(SCALED, other, tax=tax, projects=("P1", "P2"), payments=PAID)
    assert due == net(SCALED, other, tax=tax, projects=("P1", "P2"))[1]
    assert "row-agreement-missing" in {finding.code for finding in found.finding_list}
    named = {**PAID, "agreement_id": ["doc"]}
    _, due_named = net(SCALED, other, tax=tax, projects=("P1", "P2"), payments=named)
    assert sum(due) - sum(due_named) == 10_000


def test_the_hour_does_not_join_the_day():
    frame = benefitshare.read_table(
        toy_frames(treasury_date=["2024-1-1 12:30", "2024/1/2 21:05", "2024-3-5 16:00:00"]), "tax"
    ).frame
    assert frame["treasury_date"].tolist() == ["2024-01-01", "2024-01-02", "2024-03-05"]


def test_parts_of_a_frame_are_different_inputs():
    frame = toy_frames(treasury_date=["2024-01-01", "2024-01-02"]).astype({"amount_fen": "str"})
    marks = {
        benefitshare.read_table(part, "tax").source["sha256"]
        for part in (frame, frame.iloc[:1], frame.iloc[1:])
    }
    again = benefitshare.read_table(frame.iloc[1:].reset_index(drop=True), "tax").source["sha256"]
    assert len(marks) == 3
    assert again in marks


MADE = """
import glob, hashlib, sys, benefitshare
folder = sys.argv[1]
result = benefitshare.settle(
    folder + "/agreement.yaml", projects=folder + "/projects.xlsx",
    tax=sorted(glob.glob(folder + "/入库明细*")), factors=folder + "/迁出前税收.xlsx",
    output=folder + "/产值统计.xlsx", deductions=folder + "/扣除事项.xlsx",
    payments=folder + "/已付款项.csv")
print(hashlib.sha256(result.to_json().encode()).hexdigest())
"""


@cache
def made(seed):
    folder = str(ROOT / "examples" / "guangqing")
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", MADE, folder]
    return subprocess.run(
        words, env=environment, check=True, capture_output=True, text=True
    ).stdout  # fmt: skip


def test_same_input_same_bytes_in_another_process():
    assert made("1") == made("2")


@examples(16)
@given(toy.cases())
def test_an_agreement_may_have_no_project_yet(case):
    document, _, _, known = case
    projects = pd.DataFrame([{"project_id": "P1", "agreement_id": SCALED["id"]}])
    tax = pd.DataFrame(rows_of([("vat", "2024-01-01", 1600)], 1))
    other = {**document, "id": "without"}
    both = benefitshare.settle([SCALED, other], projects=projects, tax=tax, as_known_on=known)
    alone = benefitshare.settle(SCALED, projects=projects, tax=tax, as_known_on=known)
    assert_sound(both)
    own = both.allocations[both.allocations["agreement"] == SCALED["id"]]
    assert own["amount_fen"].tolist() == alone.allocations["amount_fen"].tolist()
    assert set(both.allocations["project"]) <= {"P1", ""}
