"""Checks across rows and tables."""

import subprocess
import sys

import pandas as pd
import pytest

from benefitshare.records import check_tables, read_table

TOWN, PORT = "91441800MATE5T0251", "91440300MATE5T0170"


def tax(*rows):
    names = ["taxpayer_id", "tax", "amount_fen", "kind", "level", "treasury_date", "voucher_no"]
    return read_table(pd.DataFrame(rows, columns=names), "tax")


def projects(**columns):
    return read_table(pd.DataFrame(columns), "projects")


def fate(checked, kind="tax"):
    frame = checked.frames[kind]
    return list(zip(frame.project, frame.disposition, frame.reason, strict=True))


ONE = {"project_id": ["P1"], "taxpayer_ids": [TOWN]}


def test_a_taxpayer_leads_to_its_project():
    table = tax(
        (TOWN, "vat", 100, "tax", "shared", "2024-03-15", "1"),
        (PORT, "vat", 100, "tax", "shared", "2024-03-15", "2"),
        (TOWN, "消费税", 100, "tax", "central", "2024-03-15", "3"),
    )
    assert fate(check_tables({"projects": projects(**ONE), "tax": table})) == [
        ("P1", "used", ""),
        ("", "out_of_scope", "no_project"),
        ("P1", "out_of_scope", "central_only"),
    ]


def test_one_voucher_may_hold_several_taxes_levels_and_signs():
    table = tax(
        (TOWN, "vat", 100, "tax", "city", "2024-03-15", "1"),
        (TOWN, "cit", 100, "tax", "city", "2024-03-15", "1"),
        (TOWN, "vat", 100, "tax", "province", "2024-03-15", "1"),
        (TOWN, "vat", -100, "correction", "city", "2024-03-15", "1"),
        (TOWN, "vat", 200, "tax", "city", "2024-03-15", "1"),
    )
    found = fate(check_tables({"projects": projects(**ONE), "tax": table}))
    assert [reason for *_, reason in found] == ["", "", "", "", "voucher-repeated"]


@pytest.mark.parametrize(
    ("levels", "extract", "reasons"),
    [
        (("shared", "shared"), "auto", ("", "")),
        (("city", "central"), "auto", ("", "")),
        (("shared", "city"), "auto", ("extract-mixes-levels",) * 2),
        (("shared", ""), "auto", ("", "level-not-told")),
        (("", ""), "gross", ("", "")),
        (("", "city"), "gross", ("extract-mixes-levels",) * 2),
        (("", "city"), "split", ("level-not-told", "")),
        (("shared", "city"), "split", ("extract-mixes-levels",) * 2),
    ],
)
def test_levels(levels, extract, reasons):
    table = tax(*((TOWN, "vat", 1, "tax", level, "2024-03-15", "") for level in levels))
    checked = check_tables({"projects": projects(**ONE), "tax": table}, extract=extract)
    assert tuple(checked.frames["tax"].reason) == reasons


def test_other_revenue_needs_no_level_and_mixes_with_all():
    table = tax(
        (TOWN, "other", 1, "tax", "", "2024-03-15", ""),
        (TOWN, "vat", 1, "tax", "city", "2024-03-15", ""),
    )
    checked = check_tables({"projects": projects(**ONE), "tax": table})
    assert checked.frames["tax"].disposition.tolist() == ["used", "used"]


def test_a_negative_tax_is_a_correction_and_a_positive_refund_is_refused():
    table = tax(
        (TOWN, "vat", -1, "tax", "shared", "2024-03-15", ""),
        (TOWN, "vat", 1, "refund", "shared", "2024-03-15", ""),
    )
    frame = check_tables({"projects": projects(**ONE), "tax": table}).frames["tax"]
    assert frame.kind.tolist() == ["correction", "refund"]
    assert frame.reason.tolist() == ["", "refund-positive"]


def test_a_project_in_two_agreements_is_one_project():
    both = projects(project_id=["P1", "P1"], agreement_id=["a", "b"], taxpayer_ids=[TOWN] * 2)
    table = tax((TOWN, "vat", 1, "tax", "shared", "2024-03-15", ""))
    assert fate(check_tables({"projects": both, "tax": table})) == [("P1", "used", "")]


def test_a_taxpayer_of_two_projects_is_set_aside():
    both = projects(project_id=["P1", "P2"], taxpayer_ids=[TOWN] * 2)
    table = tax((TOWN, "vat", 1, "tax", "shared", "2024-03-15", ""))
    found = fate(check_tables({"projects": both, "tax": table}))
    assert found == [("", "set_aside", "taxpayer-claimed-twice")]


def test_empty_tables_reconcile():
    empty = projects(project_id=[], taxpayer_ids=[])
    table = tax((TOWN, "vat", 1, "tax", "shared", "2024-03-15", ""))
    checked = check_tables({"projects": empty, "tax": table})
    assert fate(checked) == [("", "out_of_scope", "no_project")]
    none = read_table(pd.DataFrame({"project_id": [], "tax": [], "amount_fen": [],
                                    "treasury_date": []}, dtype="str"), "tax")  # fmt: skip
    assert check_tables({"tax": none}).reconciliation.rows.tolist() == [0]


def test_output_months_are_counted_once():
    cells = {"project_id": ["P1"] * 3, "indicator": ["revenue"] * 3,
             "period": ["2024Q1", "2024-03", "2024-04"], "value": [1, 1, 1],
             "unit": ["元"] * 3}  # fmt: skip
    table = read_table(pd.DataFrame(cells), "output")
    checked = check_tables({"projects": projects(**ONE), "output": table})
    assert checked.frames["output"].reason.tolist() == ["", "output-overlap", ""]


def test_importing_records_is_light():
    code = (
        "import sys, benefitshare.records, benefitshare.reference;"
        "print([m for m in ('pandas', 'numpy', 'pyarrow', 'sqlalchemy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_repeated_voucher_names_the_file_of_the_first(tmp_path):
    from benefitshare.records import check_tables
    from benefitshare.records.combined import combined, read_sources

    row = (
        "项目编号,税种,入库金额(元),入库日期,预算级次,税票号码\nP1,增值税,1.00,2024-03-15,共享,A1\n"
    )
    paths = [tmp_path / "first.csv", tmp_path / "second.csv"]
    for path, amount in zip(paths, ("1.00", "2.00"), strict=True):
        path.write_text(row.replace("1.00", amount), encoding="utf-8-sig")
    table = combined(read_sources([str(p) for p in paths], "tax"))
    (found,) = [f for f in check_tables({"tax": table}).findings if f.code == "voucher-repeated"]
    assert found.place.file == "second.csv"
    assert "first.csv" in found.message("zh")
    assert "row 2 of first.csv" in found.message("en")
