"""Every value the schema or the model admits has a name or a sentence in both languages."""

import dataclasses
import json
import re
from pathlib import Path
from typing import Literal, get_args, get_origin, get_type_hints

import pytest

from benefitshare.agreements import model
from benefitshare.agreements.clauses import (
    KINDS,
    baseline,
    cap,
    cost_share,
    deduct,
    extend,
    floor,
    gate,
    set_aside,
)  # fmt: skip
from benefitshare.agreements.readings import READINGS
from benefitshare.agreements.terms import TERMS, terms_of

SCHEMA = Path(__file__).parent.parent / "schemas" / "v1" / "agreement.schema.json"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CLASSES = {
    "revenue": model.Revenue, "clock": model.Clock, "residue": model.Residue,
    "rounding": model.Rounding, "settlement": model.SettlementRules, "bands": model.Bands,
    "factors": model.FactorShares, "party_change": model.PartyChange, "output": model.OutputClause,
    "baseline": baseline.Baseline, "cap": cap.Cap, "cost_share": cost_share.CostShare,
    "deduct": deduct.Deduct, "extend": extend.Extend, "floor": floor.Floor, "gate": gate.Gate,
    "set_aside": set_aside.SetAside,
}  # fmt: skip
NAMED = {("revenue", "part"): "part", ("settlement", "cycle"): "cycle"}
PHRASED = {("clock", "pick"), ("gate", "confirmed")}


def literal_fields():
    for owner, kind in CLASSES.items():
        hints = get_type_hints(kind)
        for field in dataclasses.fields(kind):
            hint = hints[field.name]
            if get_origin(hint) is Literal:
                yield owner, field.name, get_args(hint)
            elif hint is bool:
                yield owner, field.name, ("true", "false")


@pytest.mark.parametrize(("owner", "name", "values"), list(literal_fields()))
def test_every_reading_of_the_model_has_its_words(owner, name, values):
    if (owner, name) in PHRASED:
        return
    if (owner, name) in NAMED:
        assert set(values) <= set(terms_of(NAMED[owner, name]))
        return
    assert set(READINGS[f"{owner}.{name}"]) == set(values)


def pairs():
    for group in [*TERMS, "tax", "indicator"]:
        for code, pair in terms_of(group).items():
            yield f"{group}.{code}", pair
    for parameter, values in READINGS.items():
        for value, pair in values.items():
            yield f"{parameter}.{value}", pair


def test_every_word_is_chinese_in_chinese_and_english_in_english():
    for name, (zh, en) in pairs():
        assert CHINESE.search(zh), name
        assert not re.search(r"[A-Za-z]", zh), name
        assert en, name
        assert not CHINESE.search(en), name


def enumerations(node, name=""):
    if isinstance(node, dict):
        if "enum" in node:
            yield name, node["enum"]
        for key, child in node.items():
            if key != "examples":
                inner = name if key in ("then", "else", "items", "properties") else key
                yield from enumerations(child, inner)
    elif isinstance(node, list):
        for child in node:
            yield from enumerations(child, name)


def test_every_enumeration_of_the_schema_is_known_to_the_tables():
    known = {code for group in [*TERMS, "tax", "indicator"] for code in terms_of(group)}
    known |= {value for values in READINGS.values() for value in values}
    known |= {"term", "calendar", "as_tax"}
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for name, values in enumerations(schema):
        assert set(values) <= known, name


def test_tables_cover_the_model():
    assert set(KINDS) <= set(TERMS["kind"])
    assert set(TERMS["event"]) == set(model.EVENTS)
    assert set(model.REFUND_KINDS) < set(TERMS["record_kind"])
    assert set(model.PROJECT_PARTIES) <= set(TERMS["role"])
    assert set(get_args(get_type_hints(model.Agreement)["status"])) == set(TERMS["status"])


def test_clause_kinds_have_one_chinese_name_in_schema_and_tables():
    parts = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]
    assert {kind: parts[kind]["x-title-zh"] for kind in KINDS} == {
        kind: TERMS["kind"][kind][0] for kind in KINDS
    }
