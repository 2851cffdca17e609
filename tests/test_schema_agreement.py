"""The published schemas: sound, bilingual, with true examples and the model's defaults."""

import dataclasses
import json
import subprocess
import sys

import pytest
from jsonschema import Draft202012Validator

from benefitshare.agreements import model, validate_agreement
from benefitshare.agreements.clauses import KINDS, build_spec
from benefitshare.agreements.documents import child
from benefitshare.agreements.schemas import (
    export_schemas,
    registry,
    schema,
    schema_names,
    validator,
)
from benefitshare.findings import Finding, Place
from benefitshare.money import SHARE_PATTERN, YUAN_PATTERN
from benefitshare.reference import TAX_CODES

MINE = ("agreement", "finding")
SCHEMA = schema("agreement")
DEFS = SCHEMA["$defs"]
UNWRITTEN = ("version", "anew_for")


def _described(node, where):
    """Every definition and property under a schema, with its place."""
    for name, below in node.get("properties", {}).items():
        yield f"{where}/{name}", below
        yield from _described(below, f"{where}/{name}")
    for name, below in node.get("$defs", {}).items():
        yield f"$defs/{name}", below
        yield from _described(below, f"$defs/{name}")


@pytest.mark.parametrize("name", MINE)
def test_the_schema_is_valid_2020_12(name):
    assert schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema(name)["$id"].endswith(f"/schemas/v1/{name}.schema.json")
    Draft202012Validator.check_schema(schema(name))


@pytest.mark.parametrize("name", MINE)
def test_every_definition_and_property_speaks_both_languages(name):
    texts = ("title", "description", "x-title-zh", "x-description-zh")
    kinds = {f"$defs/clause/{f}" for f in ("id",)}
    missing = [
        (where, text)
        for where, node in [("", schema(name)), *_described(schema(name), "")]
        for text in texts
        if "if" not in where and where not in kinds and text not in node
    ]
    assert not missing


@pytest.mark.parametrize("name", MINE)
def test_every_definition_has_an_example_and_every_example_is_valid(name):
    assert all("examples" in node for node in schema(name)["$defs"].values())
    for where, node in [("", schema(name)), *_described(schema(name), "")]:
        checker = validator(name).evolve(schema={**node, "$defs": schema(name)["$defs"]})
        for example in node.get("examples", []):
            assert not list(checker.iter_errors(example)), (where, example)


def test_the_example_agreement_has_nothing_against_it():
    for example in SCHEMA["examples"]:
        assert validate_agreement(example) == []


def test_objects_refuse_unknown_fields():
    for name, node in DEFS.items():
        if node.get("type") == "object" and "properties" in node and name != "clause":
            assert node["additionalProperties"] is False, name


def test_lists_of_words_agree_with_the_code():
    assert DEFS["money"]["pattern"] == YUAN_PATTERN
    assert DEFS["share"]["pattern"] == SHARE_PATTERN
    assert DEFS["tax"]["enum"] == list(TAX_CODES)
    assert DEFS["event"]["enum"] == list(model.EVENTS)
    assert DEFS["clause"]["properties"]["kind"]["enum"] == list(KINDS)
    assert DEFS["revenue"]["properties"]["refunds"]["properties"]["count"]["default"] == list(
        model.REFUND_KINDS
    )


def _defaults(node):
    """Field to stated default; what a nested object states counts by its own name."""
    found = {}
    for name, below in node["properties"].items():
        if "default" in below:
            found[name] = below["default"]
        elif "properties" in below:
            found |= _defaults(below)
    return found


def _as_written(value):
    if isinstance(value, tuple):
        return list(value)
    return "largest_remainder" if value == model.Residue() else value


@pytest.mark.parametrize("kind", KINDS)
def test_defaults_of_a_clause_are_the_models(kind):
    example = DEFS[kind]["examples"][0]
    spec = build_spec(example)
    model_fields = {f.name: f.default for f in dataclasses.fields(spec)}
    renamed = {"of": "factor"} if kind == "cap" else {}
    for name, default in _defaults(DEFS[kind]).items():
        name = renamed.get(name, name)
        if name in model_fields:
            assert _as_written(model_fields[name]) == default, (kind, name)


@pytest.mark.parametrize(
    ("definition", "built"),
    [
        ("clock", model.Clock.build({"from": "calendar"})),
        ("revenue", model.Revenue.build({"taxes": ["vat"]})),
        ("settlement", model.SettlementRules.build({"collector": "a"})),
        ("rounding", model.SettlementRules.build({"collector": "a"}).rounding),
    ],
)
def test_defaults_of_an_object_are_the_models(definition, built):
    for name, default in _defaults(DEFS[definition]).items():
        if name in ("count", "refund_division"):
            continue
        assert _as_written(getattr(built, name)) == default, name


def test_a_finding_document_fits_its_schema():
    findings = validate_agreement("schema: benefitshare/agreement/v1\nid: 0.5\n")
    findings.append(
        Finding("float-not-exact", Place(sheet="入库", row=2), {"text": "1"}, amount_fen=1)
    )
    for finding in findings:
        assert not list(validator("finding").iter_errors(finding.to_dict()))


def test_exported_schemas_are_the_published_bytes(tmp_path):
    for path in export_schemas(tmp_path / "new"):
        assert json.loads(path.read_bytes()) == schema(path.name.removesuffix(".schema.json"))
    assert {p.name for p in (tmp_path / "new").iterdir()} == {
        f"{n}.schema.json" for n in schema_names()
    }


def test_nothing_is_fetched():
    assert all(uri.startswith("https://benefitshare.example/") for uri in registry())
    with pytest.raises(KeyError, match="agreement"):
        schema("no-such-schema")


def test_a_line_break_at_the_end_is_not_part_of_a_pattern():
    assert list(validator("agreement").evolve(schema=DEFS["share"]).iter_errors("50%\n"))


def test_validating_loads_no_heavy_library():
    program = (
        "import sys; from benefitshare.agreements import validate_agreement as v\n"
        "assert v('schema: x\\n')\n"
        "heavy = {'pandas', 'numpy', 'duckdb', 'pulp', 'pyarrow', 'ibis', 'sqlalchemy'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or None)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_pointers_are_escaped():
    assert child("", "a~/b") == "/a~0~1b"
