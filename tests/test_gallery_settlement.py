"""One smallest case for every finding code of settlements and of calls, with its text beside it.

`case.json` names what `benefitshare.settle` is given, or the words of a command. The texts are
written anew only with BENEFITSHARE_RECORD=1 and read as diffs.
"""

import json
import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

import benefitshare
from benefitshare.cli import main
from benefitshare.findings import BenefitShareError
from benefitshare.findings.catalog import settlement, usage
from benefitshare.records.engines import FETCHERS

GALLERY = Path(__file__).parent / "gallery" / "settlement"
CODES = [entry.code for entry in (*settlement.ENTRIES, *usage.ENTRIES)]
NOT_FILES = {"internal-error"}
ENGINE_SAYS = {
    "engine-failed": "connection to the server was lost",
    "engine-memory": "Out of Memory Error: could not allocate block of size 256.0 KiB",
}
"""What an engine raises while it is asked, where no input makes it do so."""
MEANT_TOO = {"agreement-open": {"open-value"}, "no-division-row": {"division-row-missing"}}
"""Codes that the smallest case of a code shows besides, because one fact gives both."""


def settled(case):
    given = dict(case["settle"])
    for table, times in case.get("repeat", {}).items():
        read = pd.read_csv(given[table], dtype=str)
        given[table] = pd.concat([read] * times, ignore_index=True)
    try:
        return benefitshare.settle(given.pop("agreement"), **given).finding_list
    except BenefitShareError as error:
        return error.findings


def failing(*_):
    raise ZeroDivisionError("division by zero")


def raising(said):
    def fail(*_):
        raise RuntimeError(said)

    return fail


def called(words, capsys):
    """The findings of a command that gives no result, as documents."""
    assert main([*words, "--json"]) != 0
    return json.loads(capsys.readouterr().out)["findings"]


def blocks(found, code, capsys, words):
    """The finding as a terminal shows it, in both languages."""
    if found is not None:
        first = next(finding for finding in found if finding.code == code)
        return [first.text("zh"), first.text("en")]
    shown = []
    for lang in ("zh", "en"):
        main([*words, "--lang", lang])
        shown.append(capsys.readouterr().err.rstrip("\n"))
    return shown


@pytest.fixture
def case_of(tmp_path, monkeypatch):
    def entered(code):
        if code in NOT_FILES:
            monkeypatch.setattr("benefitshare.cli.validate.validate_agreement", failing)
            return {"command": ["validate", "agreement.yaml"]}
        if code in ENGINE_SAYS:
            monkeypatch.setitem(FETCHERS, "duckdb", raising(ENGINE_SAYS[code]))
        folder = shutil.copytree(GALLERY / code, tmp_path / "case")
        monkeypatch.chdir(folder)
        return json.loads((folder / "case.json").read_text(encoding="utf-8"))

    return entered


@pytest.mark.parametrize("code", CODES)
def test_each_code_is_found_and_said_in_both_languages(code, case_of, capsys):
    case = case_of(code)
    if "command" in case:
        found, codes = None, {finding["code"] for finding in called(case["command"], capsys)}
    else:
        found = settled(case)
        codes = {finding.code for finding in found if finding.severity != "info"}
    assert code in codes
    assert codes <= {code} | MEANT_TOO.get(code, set())
    text = "\n\n".join(blocks(found, code, capsys, case.get("command"))) + "\n"
    record = GALLERY / f"{code}.txt"
    if os.environ.get("BENEFITSHARE_RECORD") == "1":
        record.write_text(text, encoding="utf-8")
    assert text == record.read_text(encoding="utf-8")


def test_the_gallery_holds_nothing_but_known_codes():
    assert {path.stem for path in GALLERY.glob("*.txt")} == set(CODES)
    assert {path.name for path in GALLERY.iterdir() if path.is_dir()} == set(CODES) - NOT_FILES
