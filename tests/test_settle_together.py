"""Agreements of one form are settled in one run, and come to what each comes to alone."""

import datetime as dt
import json
import re
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import assume, given

import benefitshare
from benefitshare.agreements.build import build_agreement
from benefitshare.findings import InvalidInput
from benefitshare.settlement import together
from benefitshare.settlement.family import form
from tests import strategies as toy
from tests.test_properties_settlement import as_read, examples

MEMBERS = 3
JOINING = toy.EVERYTHING - {
    "factors", "rates", "floor", "fixed_return", "cost_share", "party_change", "rounding",
    "record_rounding", "carry", "output",
}  # fmt: skip
"""With these an agreement may be settled in one run with others."""


def named_apart(case, number):
    """A case with names, amounts, days and shares of its own, and what is otherwise the same."""
    document, tables, _, _ = case
    names = [document["id"], *document["parties"], *(p["project_id"] for p in tables["projects"])]
    text = json.dumps({"document": document, "tables": tables})
    for name in names:
        text = text.replace(json.dumps(name), json.dumps(f"{name}-{number}"))
    told = json.loads(text)
    document, tables = told["document"], told["tables"]
    for row in tables["tax"]:
        row["amount_fen"] += number if row["amount_fen"] > 0 else 0
    for kind in ("projects", "deductions", "payments"):
        for row in tables[kind]:
            row["agreement_id"] = document["id"]
    if number:
        start = dt.date.fromisoformat(document["term"]["from"])
        document["term"]["from"] = str(start + dt.timedelta(days=41 * number))
        for clause in document["clauses"]:
            other_shares(clause, number)
    return document, tables


def other_shares(clause, number):
    """Another share for the first of two in a plain split."""
    shares = clause.get("shares", {}) if clause["kind"] == "split" else {}
    written = [k for k, v in shares.items() if isinstance(v, str) and v != "rest"]
    if len(written) == 1 and "rest" in shares.values():
        shares[written[0]] = f"{number}/7"


def settled_together(cases, **told):
    """All in one settlement."""
    documents = [document for document, _ in cases]
    tables = {kind: [row for _, own in cases for row in own[kind]] for kind in cases[0][1]}
    frames = {kind: pd.DataFrame(rows) for kind, rows in tables.items() if rows}
    return benefitshare.settle(documents, **frames, **told)


def told_of(settlement, name, agreement):
    """The rows of one agreement, wherever its payments stand in their table."""
    frame = getattr(settlement, name)
    text = frame[frame["agreement"] == agreement].astype(str).to_json(orient="values")
    return re.sub(r'\\"row\\": \d+', "", text)


@pytest.fixture(scope="module")
def runs():
    """How many agreements each run took."""
    sizes = []
    real = together.Settling._state

    def counted(self, batch, *more):
        state = real(self, batch, *more)
        sizes.append(len(batch))
        return state

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(together.Settling, "_state", counted)
        yield sizes
    assert sizes.count(MEMBERS) >= 6


@examples(20)
@given(toy.cases(JOINING))
def test_one_run_for_many_gives_what_each_alone_gives(runs, case):
    same_as_alone(case)


@examples(4)
@given(toy.cases())
def test_any_agreements_together_give_what_each_alone_gives(case):
    same_as_alone(case)


def same_as_alone(case):
    _, tables, years, known = case
    case = (case[0], as_read(tables), years, known)
    assume(case[1]["tax"])
    cases = [named_apart(case, number) for number in range(MEMBERS)]
    told = {"years": years, "as_known_on": known}
    try:
        alone = [settled_together([one], **told) for one in cases]
    except InvalidInput:
        assume(False)
    whole = settled_together(cases, **told)
    for (document, _), own in zip(cases, alone, strict=True):
        for name in ("allocations", "transfers", "conservation", "projects", "stages"):
            assert told_of(whole, name, document["id"]) == told_of(own, name, document["id"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(together, "form", lambda _: None)
        assert settled_together(cases, **told).to_json() == whole.to_json()


def agreement(identifier="a", **changes):
    """A plain agreement; parties are named by it."""
    first, second = f"o-{identifier}", f"h-{identifier}"
    split = {"id": "1", "kind": "split", "shares": {first: "50%", second: "rest"}}
    document = {
        "schema": "benefitshare/agreement/v1", "id": identifier, "status": "illustrative",
        "title": {"zh": "示例", "en": "example"},
        "parties": {first: {"role": "origin"}, second: {"role": "host"}},
        "term": {"from": "2024-01-01", "to": "2033-12-31"},
        "revenue": {"taxes": ["vat"], "division": "none"},
        "clauses": [split], "settlement": {"collector": second},
    }  # fmt: skip
    return {**document, **changes}


def cap(identifier, **changes):
    party = f"o-{identifier}"
    return {"id": "2", "kind": "cap", "party": party, "at_most": {"amount": "1.00"}, **changes}


@pytest.mark.parametrize("changes", [
    {"title": {"zh": "别的", "en": "other"}},
    {"term": {"from": "2024-01-02"}},
    {"clauses": [{"id": "1", "kind": "split", "shares": {"o-b": "1/3", "h-b": "rest"},
                  "text": {"zh": "文", "en": "text"}}]},
])  # fmt: skip
def test_names_texts_days_and_shares_do_not_part_a_family(changes):
    one, other = build_agreement(agreement()), build_agreement(agreement("b", **changes))
    assert form(one) == form(other)


def test_amounts_of_caps_do_not_part_a_family():
    def said(identifier, **changes):
        document = agreement(identifier)
        return form(build_agreement(
            {**document, "clauses": [*document["clauses"], cap(identifier, **changes)]}
        ))  # fmt: skip

    assert said("a") == said("b", at_most={"amount": "2.00"})
    assert said("a") != said("b", per="agreement")
    assert said("a") != form(build_agreement(agreement("b")))


@pytest.mark.parametrize("changes", [
    {"revenue": {"taxes": ["vat", "cit"], "division": "none"}},
    {"settlement": {"collector": "o-b"}},
    {"clauses": [{"id": "1", "kind": "split", "shares": {"o-b": "rest", "h-b": "rest"}}]},
    {"clauses": [{"id": "1", "kind": "split", "shares": {"h-b": "50%", "o-b": "rest"}}]},
    {"parties": {"o-b": {"role": "origin"}, "h-b": {"role": "origin"}}},
])  # fmt: skip
def test_what_says_something_else_parts_a_family(changes):
    assert form(build_agreement(agreement())) != form(build_agreement(agreement("b", **changes)))


def test_a_party_named_like_a_word_is_not_taken_for_it():
    """`city` as a party stands where parties stand alone."""
    text = json.dumps(agreement()).replace("o-a", "city")
    document = json.loads(text)
    document["revenue"]["part"] = "city"
    other = agreement("b")
    other["revenue"]["part"] = "province"
    assert form(build_agreement(document)) != form(build_agreement(other))


def test_an_agreement_with_something_to_find_is_settled_alone():
    documents = [agreement(name) for name in "abc"]
    projects = pd.DataFrame(
        [{"project_id": f"P{name}", "agreement_id": name, "class": name} for name in "abc"]
    )
    scope = {"applies_to": {"class": ["a", "b"]}}
    for document in documents:
        document["clauses"][0] |= scope
    row = {"tax": "vat", "kind": "tax", "level": "shared", "treasury_date": "2024-03-15"}
    tax = pd.DataFrame([{**row, "project_id": f"P{n}", "amount_fen": 101} for n in "abc"])
    found = benefitshare.settle(documents, projects=projects, tax=tax)
    assert [f.code for f in found.finding_list if f.code.endswith("applies")] == [
        "no-split-applies"
    ]
    assert dict(zip(found.transfers["agreement"], found.transfers["net_fen"], strict=True)) == {
        "a": 51, "b": 51,
    }  # fmt: skip


def test_a_cap_of_its_own_for_each():
    documents = []
    for number, name in enumerate("ab"):
        document = agreement(name)
        document["clauses"].append(cap(name, at_most={"amount": str(number + 1)}))
        documents.append(document)
    projects = pd.DataFrame([{"project_id": f"P{n}", "agreement_id": n} for n in "ab"])
    row = {"tax": "vat", "kind": "tax", "level": "shared", "treasury_date": "2024-03-15"}
    tax = pd.DataFrame([{**row, "project_id": f"P{n}", "amount_fen": 10_00} for n in "ab"])
    found = benefitshare.settle(documents, projects=projects, tax=tax)
    assert found.transfers["net_fen"].tolist() == [1_00, 2_00]
    assert Fraction(found.allocations["amount_fen"].sum(), 2) == 20_00


def test_who_asks_about_one_agreement_has_only_that_settled_again(monkeypatch):
    documents = [agreement(name) for name in "abc"]
    projects = pd.DataFrame([{"project_id": f"P{n}", "agreement_id": n} for n in "abc"])
    row = {"tax": "vat", "kind": "tax", "level": "shared", "treasury_date": "2024-03-15"}
    tax = pd.DataFrame([{**row, "project_id": f"P{n}", "amount_fen": 10_00} for n in "abc"])
    asked = []
    real = together.settle_agreement

    def counted(one, *more, **told):
        asked.append(one.id)
        return real(one, *more, **told)

    found = benefitshare.settle(documents, projects=projects, tax=tax)
    monkeypatch.setattr(together, "settle_agreement", counted)
    why = found.explain(agreement="b", project="Pb", party="o-b", period="2024")
    assert asked == ["b"]
    assert set(found.stages["agreement"]) == {*"abc"}
    again = found.explain(agreement="b", project="Pb", party="o-b", period="2024")
    assert asked == ["b", *"abc"]
    assert why.to_json() == again.to_json()
    assert why.amount_fen == 5_00


def test_parties_may_be_many():
    """More than a byte counts."""
    documents = []
    for name in "ab":
        parties = {f"p{n}-{name}": {"role": "partner"} for n in range(200)}
        shares = {f"p150-{name}": "25%", f"p199-{name}": "rest"}
        split = {"id": "1", "kind": "split", "shares": shares}
        rules = {"collector": f"p180-{name}"}
        documents.append(agreement(name, parties=parties, clauses=[split], settlement=rules))
    projects = pd.DataFrame([{"project_id": f"P{n}", "agreement_id": n} for n in "ab"])
    row = {"tax": "vat", "kind": "tax", "level": "shared", "treasury_date": "2024-03-15"}
    tax = pd.DataFrame([{**row, "project_id": f"P{n}", "amount_fen": 10_00} for n in "ab"])
    found = benefitshare.settle(documents, projects=projects, tax=tax).transfers
    assert found[["payer", "payee", "net_fen"]].to_numpy().tolist() == [
        [f"p180-{name}", f"p{payee}-{name}", fen]
        for name in "ab" for payee, fen in ((150, 2_50), (199, 7_50))
    ]  # fmt: skip
