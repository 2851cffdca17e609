"""One smallest wrong input for every finding code of the records layer, with its text beside it.

The texts are written anew only with BENEFITSHARE_RECORD=1 and read as diffs.
"""

import os
from pathlib import Path
from unittest import mock

import pandas as pd
import pytest

from benefitshare.findings import BenefitShareError
from benefitshare.findings.catalog.records import ENTRIES
from benefitshare.records import check_tables, read_table
from benefitshare.records.combined import combined, read_sources

GALLERY = Path(__file__).parent / "gallery" / "records"
CODES = sorted(entry.code for entry in ENTRIES)
KINDS = {
    "projects": {"project-repeated", "taxpayer-claimed-twice", "yes-no-unknown"},
    "output": {
        "period-invalid", "period-cumulative", "period-from-date", "indicator-unknown",
        "value-too-precise", "output-overlap",
    },
    "factors": {"year-invalid", "name-invalid", "factor-repeated"},
    "deductions": {"deduction-repeated"},
    "payments": {"payment-repeated"},
}  # fmt: skip
OPTIONS = {"sheet-missing": {"sheet": "没有的表"}}
ELSEWHERE = {
    "file-missing", "source-unknown", "source-repeated", "table-kind-unknown", "more-of-the-same",
    "file-changed",
}  # fmt: skip


def kind_of(code):
    return next((kind for kind, codes in KINDS.items() if code in codes), "tax")


def made(code):
    """The inputs that no file can hold."""
    if code == "file-missing":
        return read_table("file-missing.csv", "tax")
    if code == "source-unknown":
        return read_table(12, "tax")
    if code == "table-kind-unknown":
        return read_table(pd.DataFrame(), "taxes")
    if code == "file-changed":
        with mock.patch.object(Path, "read_bytes", return_value=b"half of it"):
            return read_table("file-changed.csv", "tax")
    if code == "source-repeated":
        twice = combined(read_sources(["tax-negative.csv"] * 2, "tax"))
        return check_tables({"tax": twice})
    rows = pd.DataFrame({"项目编号": ["P1"], "是否确认": ["大概"]})
    return read_table(pd.concat([rows] * 1001, ignore_index=True), "projects")


def findings_of(code):
    kind = kind_of(code)
    try:
        if code in ELSEWHERE:
            return made(code).findings
        source = next(path for path in GALLERY.glob(f"{code}.*") if path.suffix != ".txt")
        table = read_table(source, kind, **OPTIONS.get(code, {}))
    except BenefitShareError as error:
        return error.findings
    tables = {"projects": read_table(GALLERY / "_projects.csv", "projects"), kind: table}
    return check_tables(tables).findings


@pytest.mark.parametrize("code", CODES)
def test_text_of(code, monkeypatch):
    monkeypatch.chdir(GALLERY)
    found = [finding for finding in findings_of(code) if finding.code == code]
    assert found, f"the input does not give {code}"
    text = f"{found[0].text('zh')}\n\n{found[0].text('en')}\n"
    beside = GALLERY / f"{code}.txt"
    if os.environ.get("BENEFITSHARE_RECORD") == "1":
        beside.write_text(text, "utf-8")
    assert text == beside.read_text("utf-8")


@pytest.mark.parametrize("code", sorted(set(CODES) - ELSEWHERE))
def test_input_has_no_other_error(code):
    """The smallest input shows one error, its own."""
    errors = {finding.code for finding in findings_of(code) if finding.severity == "error"}
    assert errors <= {code}


def test_every_text_has_a_code():
    assert {path.stem for path in GALLERY.glob("*.txt")} == set(CODES)
