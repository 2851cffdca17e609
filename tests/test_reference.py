"""The shipped facts, tested apart from the rules that use them."""

import datetime as dt
from collections import Counter

import pytest

from benefitshare import reference
from benefitshare.reference.headers import KINDS, plain_header
from benefitshare.reference.tables import table


def test_guangdong_has_21_cities_and_122_counties():
    levels = Counter(row["level"] for row in table("cities"))
    assert levels == {"province": 1, "prefecture": 21, "county": 122}


def test_every_county_lies_in_a_listed_city():
    cities = {row["code"] for row in table("cities") if row["level"] == "prefecture"}
    assert all(row["parent"] in cities for row in table("cities") if row["level"] == "county")


@pytest.mark.parametrize("regime", ["guangdong", "shenzhen"])
def test_division_rows_sum_to_one_and_never_overlap(regime):
    rows = reference.division_rows(regime)
    for row in rows:
        assert row.central + row.province + row.city == 1
        later = [r for r in rows if r.tax == row.tax and r is not row]
        end = row.to or dt.date.max
        assert not any(r.from_ <= end and row.from_ <= (r.to or dt.date.max) for r in later)
        assert regime == "guangdong" or row.province == 0


def test_unset_splits_have_no_row():
    taxes = {row.tax for row in reference.division_rows("guangdong")}
    assert not taxes & {"education", "local_education", "other"}


@pytest.mark.parametrize(
    ("subject", "tax"),
    [
        ("101010103", "vat"), ("1010102", "central_only"), ("101010201", "central_only"),
        ("1010103", "vat"), ("101110101", "central_only"), ("101119801", "stamp"),
        ("10105", "cit"), ("1030203", "education"), ("103020301", "education"),
        ("10199", None), ("1030148", None), ("101", None),
    ],
)  # fmt: skip
def test_subjects(subject, tax):
    assert reference.tax_of_subject(subject) == tax


def test_every_tax_is_found_by_its_code_names_and_subject():
    for tax, subject in reference.TAX_CODES.items():
        names = reference.tax_name(tax)
        assert {reference.tax_of_name(n) for n in (tax, names["zh"], names["en"])} == {tax}
        assert not subject or reference.tax_of_subject(subject) == tax


@pytest.mark.parametrize("kind", KINDS)
def test_no_header_means_two_fields_of_one_table(kind):
    meanings = {}
    for row in table("headers"):
        labels = (row["labels_zh"] + "|" + row["labels_en"]).split("|")
        for label in labels if row["kind"] == kind else ():
            meanings.setdefault(plain_header(label)[0], set()).add(row["field"])
    assert {label: fields for label, fields in meanings.items() if len(fields) > 1} == {}
