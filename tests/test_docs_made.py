"""The generated pages of docs/ are what docs/make.py makes of schema, terms and examples."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest

from benefitshare.agreements import validate_agreement
from benefitshare.agreements.clauses import KINDS
from benefitshare.agreements.documents import read_document
from benefitshare.agreements.terms import TERMS, terms_of

DOCS = Path(__file__).parent.parent / "docs"
EXAMPLES = sorted((DOCS / "examples").glob("*.yaml"))


def docs_make():
    spec = importlib.util.spec_from_file_location("docs_make", DOCS / "make.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["docs_make"] = module
    spec.loader.exec_module(module)
    return module


MAKE = docs_make()


@pytest.mark.parametrize("name", sorted(MAKE.PAGES))
def test_the_page_is_what_the_script_makes(name):
    """Re-recorded with BENEFITSHARE_RECORD=1 or `python docs/make.py`."""
    page = MAKE.PAGES[name]()
    if os.environ.get("BENEFITSHARE_RECORD") == "1":
        (DOCS / name).write_text(page, encoding="utf-8")
    assert (DOCS / name).read_text(encoding="utf-8") == page


def test_every_clause_kind_has_an_example():
    assert {path.stem for path in EXAMPLES} == {*KINDS, "output"}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_the_example_is_a_valid_agreement(path):
    found = [finding for finding in validate_agreement(path) if finding.severity != "info"]
    assert [finding.text("en") for finding in found] == []


def test_every_definition_defines_a_term():
    definitions = read_document(DOCS / "definitions.yaml")
    assert definitions.findings == ()
    for group, codes in definitions.data.items():
        assert set(codes) <= set(terms_of(group)), group
        assert all(set(meaning) == {"zh", "en"} for meaning in codes.values()), group
    for group in ("idea", "status", "kind", "stage", "disposition", "reason", "record_kind"):
        assert set(definitions.data[group]) == set(terms_of(group)), group


def test_the_glossary_has_every_group():
    groups = {group for group, _, _ in MAKE.GROUPS}
    assert groups == {*TERMS, "tax", "indicator"} - {"division", "source_field"}
