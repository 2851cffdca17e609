"""One smallest wrong brief for every code, with the words it is answered in.

`places.json` says on which line and under which pointer the finding stands; the text beside each
file is re-recorded by `BENEFITSHARE_RECORD=1` and read as a diff. Files that begin with an
underscore are what the briefs name.
"""

import json
import os
from functools import cache
from pathlib import Path

import pytest

from benefitshare.agreements.documents import UNREADABLE
from benefitshare.findings.catalog.negotiation import ENTRIES
from benefitshare.negotiation.brief import brief_findings

GALLERY = Path(__file__).parent / "gallery" / "negotiation"
CODES = [entry.code for entry in ENTRIES]
CAUSES = {"agreement-not-usable": UNREADABLE, "table-not-readable": {"file-missing"}}
"""Findings that always come with their cause."""


@pytest.fixture(autouse=True)
def here(monkeypatch):
    monkeypatch.chdir(GALLERY)


@cache
def findings_of(code):
    return brief_findings(f"{code}.yaml")


@pytest.mark.parametrize("code", CODES)
def test_each_code_is_found_and_said_in_both_languages(code):
    found = [f for f in findings_of(code) if f.code == code]
    assert found, f"no finding {code}"
    texts = "\n\n".join(found[0].text(lang) for lang in ("zh", "en")) + "\n"
    record = GALLERY / f"{code}.txt"
    if os.environ.get("BENEFITSHARE_RECORD") == "1":
        record.write_text(texts, encoding="utf-8")
    assert texts == record.read_text(encoding="utf-8")


@pytest.mark.parametrize("code", CODES)
def test_the_finding_stands_where_the_fault_is(code):
    places = json.loads((GALLERY / "places.json").read_text(encoding="utf-8"))
    found = next(f for f in findings_of(code) if f.code == code)
    in_a_table = [found.place.row, found.place.header]
    assert places[code] == (
        in_a_table if found.place.row else [found.place.line, found.place.pointer]
    )


@pytest.mark.parametrize("code", CODES)
def test_one_fault_gives_one_kind_of_finding(code):
    codes = {f.code for f in findings_of(code) if f.severity != "info"}
    assert codes <= {code} | CAUSES.get(code, set())


def test_the_gallery_holds_nothing_but_known_codes():
    files = {p.stem for p in GALLERY.iterdir() if p.name != "places.json" and p.name[0] != "_"}
    assert files == set(CODES)


def test_every_text_is_there_in_both_languages():
    for entry in ENTRIES:
        for part in (entry.title, entry.message, entry.hint):
            assert set(part) == {"zh", "en"}
            assert all(part.values()), entry.code
