"""Open terms: found in document order, put back as shares that can be signed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benefitshare.agreements import validate_agreement
from benefitshare.findings import InvalidInput, UsageError
from benefitshare.negotiation.terms import (
    agreement_with,
    filled,
    frame,
    open_terms,
    share_lists,
    share_text,
)
from benefitshare.settlement.api import open_values


def opened(low="0%", high="100%", step=None):
    bounds = {"min": low, "max": high, **({"step": step} if step else {})}
    return {"open": bounds}


def agreement(*clauses, **more):
    return {
        "schema": "benefitshare/agreement/v1",
        "id": "pair",
        "status": "illustrative",
        "title": {"zh": "示例", "en": "example"},
        "parties": {
            "jia": {"role": "origin", "name": {"zh": "甲市", "en": "Jia"}},
            "yi": {"role": "host", "name": {"zh": "乙市", "en": "Yi"}},
            "yuan": {"role": "park", "name": {"zh": "园区", "en": "Park"}},
        },
        "term": {"from": "2024-01-01", "to": "2033-12-31"},
        "revenue": {"taxes": ["vat"], "division": "none"},
        "clauses": list(clauses),
        "settlement": {"collector": "yi"},
        **more,
    }


TIERED = {
    "id": "6", "kind": "split", "clock": {"from": "term"},
    "tiers": [
        {"years": "1-5", "shares": {"jia": opened("30%", "60%", "5%"), "yi": "rest"}},
        {"years": "6-", "bands": [
            {"up_to": "100.00", "shares": {"jia": "1/4", "yi": opened(), "yuan": opened("10%")}},
            {"shares": {"project.origin": opened(), "yi": "rest"}}]},
    ],
}  # fmt: skip
RETURN = {
    "id": "8", "kind": "give_back", "from": "yuan", "of": {"level": "city"}, "rate": "50%",
    "to": {"jia": opened(), "yi": opened()},
}  # fmt: skip
OUTPUT = [{"id": "9", "indicators": ["gross_output"], "mode": "split_in_totals",
           "shares": {"jia": opened(), "yi": "rest"}}]  # fmt: skip
WHOLE = agreement(TIERED, RETURN, output=OUTPUT)
VALUES = {
    "pair/6/1/jia": Fraction(7, 20),
    "pair/6/2.1/yi": Fraction(5, 12),
    "pair/6/2.1/yuan": Fraction(1, 3),
    "pair/6/2.2/project.origin": Fraction(1, 3),
    "pair/8/1/jia": Fraction(3, 8),
    "pair/8/1/yi": Fraction(5, 8),
    "pair/9/1/jia": Fraction(1),
}


def test_terms_are_found_in_document_order():
    terms = open_terms(WHOLE)
    assert [t.id for t in terms] == list(VALUES)
    first, second = terms[:2]
    assert (first.lower, first.upper, first.step) == (
        Fraction(3, 10), Fraction(3, 5), Fraction(1, 20),
    )  # fmt: skip
    assert (second.tier, second.band, second.lower, second.upper) == (2, 1, 0, 1)
    assert second.pointer == "/clauses/0/tiers/1/bands/0/shares/yi"


def test_a_term_is_named_in_both_languages():
    first, second, *_ = open_terms(WHOLE)
    assert first.text == {"zh": "“6”第1段甲市的比例", "en": "clause 6, tier 1: share of Jia"}
    assert second.text["en"] == "clause 6, tier 2, band 1: share of Yi"
    assert second.text["zh"] == "“6”第2段第1档乙市的比例"


def test_shares_leave_nothing_or_no_less_than_nothing():
    rows = {row.name: (row.sense, row.rhs, dict(row.terms)) for row in frame(WHOLE)}
    assert rows["pair/6/1/whole"] == ("<=", 1, {"pair/6/1/jia": 1})
    assert rows["pair/6/2.1/whole"] == (
        "==", Fraction(3, 4), {"pair/6/2.1/yi": 1, "pair/6/2.1/yuan": 1},
    )  # fmt: skip
    assert len(rows) == len(share_lists(WHOLE)) == 5


def test_the_filled_agreement_is_complete_and_passes_every_check():
    made = filled(WHOLE, VALUES)
    tiers = made["clauses"][0]["tiers"]
    assert tiers[0]["shares"] == {"jia": "35%", "yi": "rest"}
    assert tiers[1]["bands"][0]["shares"] == {"jia": "1/4", "yi": "5/12", "yuan": "1/3"}
    assert made["clauses"][1]["to"] == {"jia": "37.5%", "yi": "62.5%"}
    assert open_values(made) == 0
    assert open_values(WHOLE) == 7
    assert [f.code for f in validate_agreement(made) if f.severity == "error"] == []


def test_what_does_not_add_up_is_refused():
    with pytest.raises(InvalidInput) as error:
        filled(WHOLE, {**VALUES, "pair/8/1/yi": Fraction(1, 2)})
    assert [f.code for f in error.value.findings if f.severity == "error"] == ["shares-not-one"]


def test_a_term_without_a_value_is_refused():
    with pytest.raises(KeyError):
        filled(WHOLE, {k: v for k, v in VALUES.items() if k != "pair/9/1/jia"})


def test_a_share_of_too_many_digits_is_refused():
    with pytest.raises(UsageError) as error:
        filled(WHOLE, {**VALUES, "pair/6/1/jia": Fraction(400_000_001, 1_000_000_007)})
    (finding,) = error.value.findings
    assert finding.code == "share-not-writable"
    assert finding.place.pointer == "/clauses/0/tiers/0/shares/jia"
    assert "甲市" in finding.message("zh")
    assert "Jia" in finding.message("en")


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_written_share_is_the_same_share(over, under):
    from benefitshare.money import parse_share

    share = Fraction(min(over, under), under)
    assert parse_share(share_text(open_terms(WHOLE)[0], share)) == share


def test_amended_clauses_have_terms_of_their_own():
    change = {"id": "s1", "in_force_from": "2026-01-01", "known_from": "2025-06-01",
              "clauses": [TIERED]}  # fmt: skip
    terms = open_terms(agreement(TIERED, amendments=[change]))
    assert [t.id for t in terms[:1] + terms[4:5]] == ["pair/6/1/jia", "pair/6@s1/1/jia"]
    assert terms[4].pointer == "/amendments/0/clauses/0/tiers/0/shares/jia"


def test_every_share_takes_its_place_in_the_agreement():
    clauses = agreement_with(WHOLE, VALUES).clauses
    first = clauses[0].spec.tiers[0].shares.parts
    assert first == (("jia", Fraction(7, 20)), ("yi", "rest"))
    assert clauses[1].spec.to.parts == (("jia", Fraction(3, 8)), ("yi", Fraction(5, 8)))


def test_values_written_once_and_named_twice_stay_apart():
    """As YAML anchors make them: one object in several places."""
    one = opened()
    terms = ("pair/8/1/jia", "pair/8/1/yi")
    document = agreement(TIERED, {**RETURN, "to": {"jia": one, "yi": one}})
    made = filled(document, {**VALUES, terms[0]: Fraction(1, 4), terms[1]: Fraction(3, 4)})
    assert made["clauses"][1]["to"] == {"jia": "25%", "yi": "75%"}
    parts = agreement_with(document, {**VALUES, **dict.fromkeys(terms, Fraction(1, 2))})
    assert len(dict(parts.clauses[1].spec.to.parts)) == 2
    shares = {term.id: term.id for term in open_terms(document)}
    assert agreement_with(document, shares).clauses[1].spec.to.parts == (
        ("jia", terms[0]),
        ("yi", terms[1]),
    )


def test_a_share_of_nothing_or_of_everything_can_be_written():
    cap = {"id": "7", "kind": "cap", "party": "jia", "at_most": {"amount": "9.00"}}
    split = {"id": "6", "kind": "split", "shares": {"jia": opened(), "yi": "rest"}}
    document = agreement(split, cap)
    written = [
        filled(document, {"pair/6/1/jia": Fraction(v)})["clauses"][0]["shares"] for v in (0, 1)
    ]
    assert written == [{"jia": "0%", "yi": "rest"}, {"jia": "100%", "yi": "0%"}]
