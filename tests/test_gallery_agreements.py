"""One smallest wrong agreement for every code, with the words it is answered in.

`places.json` says on which line and under which pointer the finding stands; the text beside each
file is re-recorded by `BENEFITSHARE_RECORD=1` and read as a diff.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benefitshare.agreements import validate_agreement
from benefitshare.agreements.documents import MAX_BYTES
from benefitshare.findings.catalog.agreements import ENTRIES

GALLERY = Path(__file__).parent / "gallery" / "agreement"
PLACES = json.loads((GALLERY / "places.json").read_text(encoding="utf-8"))
CODES = [entry.code for entry in ENTRIES]


def _too_large(folder):
    path = folder / "large.yaml"
    path.write_bytes(b"# " + b"x" * MAX_BYTES)
    return path


# Wrong in a way no file of the gallery can be.
NOT_FILES = {
    "document-not-found": lambda folder: folder / "missing.yaml",
    "document-unreadable": lambda folder: folder,
    "document-too-large": _too_large,
    "value-not-plain": lambda folder: {"schema": datetime(2024, 1, 1, tzinfo=UTC)},
}


def _file(code):
    return next(p for p in (GALLERY / f"{code}.yaml", GALLERY / f"{code}.json") if p.exists())


def _findings(code, folder):
    source = NOT_FILES[code](folder) if code in NOT_FILES else _file(code)
    return validate_agreement(source)


@pytest.mark.parametrize("code", CODES)
def test_each_code_is_found_and_said_in_both_languages(code, tmp_path):
    found = [f for f in _findings(code, tmp_path) if f.code == code]
    assert found, f"no finding {code}"
    name = found[0].place.file
    shown = found[0].at(file=Path(name).name) if name else found[0]
    texts = "\n\n".join(shown.text(lang) for lang in ("zh", "en")) + "\n"
    texts = texts.replace(str(tmp_path), "…").replace(tmp_path.name, "folder")
    record = GALLERY / f"{code}.txt"
    if os.environ.get("BENEFITSHARE_RECORD") == "1":
        record.write_text(texts, encoding="utf-8")
    assert texts == record.read_text(encoding="utf-8")


@pytest.mark.parametrize("code", [code for code in CODES if code not in NOT_FILES])
def test_the_finding_stands_where_the_fault_is(code):
    found = next(f for f in validate_agreement(_file(code)) if f.code == code)
    assert [found.place.line, found.place.pointer] == PLACES[code]


@pytest.mark.parametrize("code", [code for code in CODES if code not in NOT_FILES])
def test_one_fault_gives_one_kind_of_finding(code):
    findings = validate_agreement(_file(code))
    assert {f.code for f in findings if f.severity != "info"} <= {code}


def test_the_gallery_holds_nothing_but_known_codes():
    files = {p.stem for p in GALLERY.iterdir() if p.name != "places.json"}
    assert files == set(CODES)


def test_every_text_is_there_in_both_languages_with_the_same_values():
    for entry in ENTRIES:
        for part in (entry.title, entry.message, entry.hint):
            assert set(part) == {"zh", "en"}
            assert all(part.values()), entry.code
