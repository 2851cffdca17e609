"""The checks compiled from row schemas fail where `jsonschema` finds an error, on every engine."""

import json
import random
import re
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from benefitshare.records.columns import SCHEMA_OF_KIND, row_schema
from benefitshare.records.compiled import UncompilableSchema, compile_schema
from benefitshare.records.compiled.patterns import END, StrangePattern, translated

OTHER_ENGINES = [
    pytest.param("postgres_engine", marks=pytest.mark.postgres),
    pytest.param("spark_engine", marks=pytest.mark.spark),
]
ENGINES = ["duckdb_engine", *OTHER_ENGINES]
ARROW = {
    "string": pa.string(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "decimal(6, 2)": pa.decimal128(6, 2),
}
NASTY = [
    "", "a", "\n", "'", '"', "\\", "a'b", 'a"b\\', "$1", "%", "_", "null", "NULL", ".", " ", "\t",
    "é", "e\u0301", "中", "𐀀", "𐀀𐀀", "１２３", "٣", "\u0085", "\u2028", "\r\n",
]  # fmt: skip
TAILS = [
    "",
    "\n",
    "\n\n",
    "\r",
    "\r\n",
    "\u0085",
    "\u2028",
    "\u2029",
    "\v",
    "\f",
    ".",
    " ",
    "１",
    "𐀀",
]
NEAR = [
    "2024-01-31", "２024-01-31", "2024-1-31", "2024-01-31 00:00", "2024Q1", "2024Q5", "2024-12",
    "2024-13", "1", "-1", "12.5", "-0.50", "1.", ".5", "123", "2024", "20245", "1" * 12, "1" * 13,
    "9" * 15, "A" * 18, "Z" * 20, "9" * 19, "a" * 18,
]  # fmt: skip
"""Texts that some pattern of the shipped schemas takes, or nearly."""


@pytest.fixture(params=ENGINES)
def engine(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(params=OTHER_ENGINES)
def other_engine(request):
    return request.getfixturevalue(request.param)


def arrow(rows, columns):
    """The rows, numbered in the column `row`, as an Arrow table."""
    arrays = [pa.array([row.get(n) for row in rows], ARROW[kind]) for n, kind in columns.items()]
    return pa.table([pa.array(range(len(rows)), pa.int64()), *arrays], ["row", *columns])


def as_json(row):
    """A row as the JSON object that says the same."""
    told = {name: value for name, value in row.items() if value is not None}
    return {n: json.loads(str(v)) if isinstance(v, Decimal) else v for n, v in told.items()}


def pointer(parts):
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def expected(schema, rows):
    """What `jsonschema` finds: row, column, keyword, pointer."""
    validator = Draft202012Validator(schema)
    return {
        (n, "/".join(error.absolute_path), error.validator, pointer(error.absolute_schema_path))
        for n, row in enumerate(rows)
        for error in validator.iter_errors(as_json(row))
    }


def found(engine, checks, table):
    """What the engine finds: each check on each row, no row twice, and no check NULL."""
    told = engine.rows(checks.failing_cells(table, "row"))
    assert len(told) == len(set(told))
    flags = {f"c{n}": check.fails(table) for n, check in enumerate(checks.failures)}
    rows = engine.rows(table.select("row", **flags, passes=checks.passes(table)))
    again = set()
    for number, *fails, passes in rows:
        assert all(type(flag) is bool for flag in (*fails, passes))
        assert passes is not any(fails)
        named = zip(checks.failures, fails, strict=True)
        again |= {(number, c.column, c.keyword, c.pointer) for c, flag in named if flag}
    assert set(told) == again
    return again


def columns_of(kind):
    properties = row_schema(kind)["properties"]
    return {n: "integer" if p["type"] == "integer" else "string" for n, p in properties.items()}


# ---- the shipped schemas


def hard_values(column):
    """Values of a column on both sides of each of its limits."""
    if column["type"] == "integer":
        bounds = [column["minimum"], column["maximum"], 0, -(2**63) + 1, 2**63 - 2]
        return [None] + [bound + off for bound in bounds for off in (-1, 0, 1)]
    values = [None, *NASTY, *column.get("enum", ())]
    for length in (column.get("minLength"), column.get("maxLength")):
        for letter in ("x", "𐀀", "中", "e\u0301"):
            values += [letter * max(0, (length or 0) + off) for off in (-1, 0, 1)]
    good = [*column.get("enum", ())[:2], *(NEAR if "pattern" in column else ())]
    values += [head + text + tail for text in good for head in ("", "\n", "a") for tail in TAILS]
    return list(dict.fromkeys(values))


def hard_rows(kind):
    """The example with each column in turn at each of its hard values, and who is named."""
    schema = row_schema(kind)
    example = {**dict.fromkeys(schema["properties"]), **schema["examples"][0]}
    rows = [example]
    for name, column in schema["properties"].items():
        rows += [{**example, name: value} for value in hard_values(column)]
    if kind == "tax":
        named = [None, "", "P1"]
        rows += [{**example, "project_id": a, "taxpayer_id": b} for a in named for b in named]
    return rows


@pytest.mark.parametrize("kind", SCHEMA_OF_KIND)
def test_a_shipped_schema_says_what_jsonschema_says(kind, duckdb_engine):
    told, checks = says_the_same(kind, duckdb_engine, hard_rows(kind))
    every = {(check.column, check.keyword, check.pointer) for check in checks.failures}
    assert {tuple(where) for _, *where in told} == every


@pytest.mark.parametrize("kind", ["tax", "factors"])
def test_so_do_other_engines(kind, other_engine):
    rows = hard_rows(kind)
    says_the_same(kind, other_engine, [*rows[:-9:4], *rows[-9:]])


def says_the_same(kind, engine, rows):
    columns = columns_of(kind)
    checks = compile_schema(row_schema(kind), columns)
    told = found(engine, checks, engine.table(arrow(rows, columns)))
    assert told == expected(row_schema(kind), rows)
    return told, checks


@pytest.mark.parametrize("kind", SCHEMA_OF_KIND)
@settings(max_examples=25)
@given(data=st.data())
def test_rows_wrong_in_many_ways(kind, duckdb_engine, data):
    schema, columns = row_schema(kind), columns_of(kind)
    cells = {name: cell(column) for name, column in schema["properties"].items()}
    rows = data.draw(st.lists(st.fixed_dictionaries(cells), min_size=1, max_size=5))
    table = duckdb_engine.table(arrow(rows, columns), f"shipped_{kind}")
    sql = FAILING.get(kind)
    if sql is None:
        checks = compile_schema(schema, columns)
        sql = FAILING[kind] = duckdb_engine.connection.compile(checks.failing_cells(table, "row"))
    told = duckdb_engine.connection.raw_sql(sql).fetchall()
    assert set(told) == expected(schema, rows)


FAILING = {}
"""The compiled query of each kind, which is the same for each example."""


def cell(column):
    hard = st.sampled_from(hard_values(column))
    if column["type"] == "integer":
        return hard | st.integers(-(2**63), 2**63 - 1)
    texts = st.from_regex(column["pattern"]) if "pattern" in column else st.text(max_size=70)
    return hard | texts.filter(storable) | st.text(max_size=4).filter(storable)


def storable(text):
    return not any("\ud800" <= character <= "\udfff" for character in text)


def test_columns_the_table_lacks_and_columns_too_many():
    schema = row_schema("payments")
    checks = compile_schema(schema, {"payer": "string", "stray": "integer"})
    named = [(check.column, check.keyword) for check in checks.failures]
    assert named == [
        ("payer", "minLength"), ("payer", "maxLength"), ("", "required"),
        ("", "additionalProperties"),
    ]  # fmt: skip


def test_a_column_of_another_json_type_fails_wherever_it_is_filled(duckdb_engine):
    schema, columns = {"properties": {"a": {"type": "integer"}}}, {"a": "string"}
    rows = [{"a": "1"}, {"a": None}]
    told = found(
        duckdb_engine, compile_schema(schema, columns), duckdb_engine.table(arrow(rows, columns))
    )
    assert told == expected(schema, rows) == {(0, "a", "type", "/properties/a/type")}


def test_a_cell_that_is_absent_fails_nothing(duckdb_engine):
    cell = {"not": {"type": "string"}, "anyOf": [{"not": {"minLength": 3}}]}
    schema, columns = {"properties": {"a": cell}}, {"a": "string"}
    rows = [{"a": None}, {"a": "x"}, {"a": "xxx"}]
    told = found(
        duckdb_engine, compile_schema(schema, columns), duckdb_engine.table(arrow(rows, columns))
    )
    assert told == expected(schema, rows)
    assert {row for row, *_ in told} == {1, 2}


def test_a_table_of_other_types_is_refused(duckdb_engine):
    checks = compile_schema({"properties": {"a": {"maxLength": 1}}}, {"a": "string"})
    with pytest.raises(ValueError, match="column a has the type int64"):
        checks.passes(duckdb_engine.table(arrow([{"a": 1}], {"a": "integer"})))


def test_a_schema_that_nothing_fails(engine):
    checks = compile_schema({"type": "object"}, {"a": "string"})
    assert checks.failures == ()
    assert found(engine, checks, engine.table(arrow([{"a": "x"}], {"a": "string"}))) == set()


# ---- generated schemas

COLUMNS = {
    "text": "string", "other/~": "string", "count": "integer", "rate": "decimal(6, 2)",
    "flag": "boolean",
}  # fmt: skip
NUMBERS = [
    -1,
    0,
    1,
    1.0,
    1.5,
    2,
    0.1,
    0.005,
    9999.99,
    1e4,
    -1e300,
    10**30,
    2**53 + 1,
    2**63,
    -(2**63),
]
VALUES = {
    "string": ["", "a", "ab", "aa", "a\n", "b", "1", "１", "𐀀", "𐀀𐀀", "a'\"\\", "true", "1.0"],
    "integer": [0, 1, -1, 2, 10**15, 2**53, 2**53 + 1, 2**63 - 1, -(2**63)],
    "decimal(6, 2)": [
        *map(Decimal, ("0.00", "1.00", "1.50", "0.10", "0.01", "9999.99", "-9999.99"))
    ],
    "boolean": [True, False],
}
MEMBERS = [*VALUES["string"], *VALUES["integer"], *NUMBERS, True, False, None, [1], {"a": 1}]
TYPES = ["string", "integer", "number", "boolean", "null", "object", "array"]
PATTERNS = [
    "^a",
    "a$",
    "^(a|b)?$",
    "^a+$|1",
    "[^a]",
    ".",
    "^.{2}$",
    "^$",
    "[0-9]",
    "𐀀",
    r"\\",
    "b|a$",
]

leaf = {
    "type": st.sampled_from(TYPES) | st.lists(st.sampled_from(TYPES), max_size=3, unique=True),
    "enum": st.lists(st.sampled_from(MEMBERS), max_size=5),
    "const": st.sampled_from(MEMBERS),
    "pattern": st.sampled_from(PATTERNS),
    "minLength": st.integers(0, 3),
    "maxLength": st.integers(0, 3),
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), st.sampled_from(NUMBERS)
    ),
}
annotations = {"title": st.just("t"), "x-note": st.just({"pattern": "("}), "default": st.just(3)}
shared = {"$ref": st.just("#/$defs/cell~1~0")}


def several(keywords, most):
    """A schema with at most so many of some keywords."""
    names = st.lists(st.sampled_from(sorted(keywords)), max_size=most, unique=True)
    return names.flatmap(lambda some: st.fixed_dictionaries({n: keywords[n] for n in some}))


def combined(inner):
    lists = st.lists(inner, min_size=1, max_size=2)
    return {
        "allOf": lists, "anyOf": lists, "not": inner, "if": inner, "then": inner, "else": inner,
    }  # fmt: skip


def row_keywords(cells):
    return {
        "properties": st.dictionaries(st.sampled_from([*COLUMNS, "gone"]), cells, max_size=4),
        "required": st.lists(st.sampled_from([*COLUMNS, "gone"]), max_size=3, unique=True),
        "additionalProperties": st.booleans(),
        "type": leaf["type"],
        "minLength": leaf["minLength"],
        "minimum": leaf["minimum"],
    }


cells = st.recursive(
    several(leaf | annotations | shared, 3) | st.just(True),
    lambda inner: several(leaf | combined(inner), 3),
    max_leaves=6,
)
row_schemas = st.recursive(
    several(row_keywords(cells), 3),
    lambda inner: several(
        row_keywords(cells) | combined(inner) | {"$ref": st.just("#/$defs/row")}, 4
    ),
    max_leaves=4,
)
documents = st.tuples(
    row_schemas, several(leaf, 2), several(row_keywords(several(leaf, 2)), 2)
).map(lambda parts: {**parts[0], "$defs": {"cell/~": parts[1], "row": parts[2]}})
rows_of_columns = st.lists(
    st.fixed_dictionaries({n: st.none() | st.sampled_from(VALUES[k]) for n, k in COLUMNS.items()}),
    min_size=1, max_size=10,
)  # fmt: skip


@settings(max_examples=150)
@given(schema=documents, rows=rows_of_columns)
def test_generated_schemas(duckdb_engine, schema, rows):
    table = duckdb_engine.table(arrow(rows, COLUMNS), "generated")
    assert found(duckdb_engine, compile_schema(schema, COLUMNS), table) == expected(schema, rows)


BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


@pytest.mark.parametrize("operator", BOUNDS)
def test_every_bound_against_every_number(duckdb_engine, operator):
    limits_say_the_same(duckdb_engine, [{operator: bound} for bound in NUMBERS])


def test_numbers_in_other_engines(other_engine):
    near = [{name: bound} for name in BOUNDS for bound in (1, 1.5, 9999.99, 2**53 + 1)]
    limits_say_the_same(other_engine, [*near, {"type": "integer"}, {"enum": NUMBERS}])


def limits_say_the_same(engine, limits):
    rows = [{"count": value} for value in VALUES["integer"]]
    rows += [{"rate": value} for value in VALUES["decimal(6, 2)"]]
    table = engine.table(arrow(rows, COLUMNS))
    schema = {"allOf": [{"properties": dict.fromkeys(COLUMNS, limit)} for limit in limits]}
    assert found(engine, compile_schema(schema, COLUMNS), table) == expected(schema, rows)


def test_every_text_is_told_from_every_other(engine):
    texts = [*NASTY, *(f"a{tail}" for tail in TAILS), "A", "a" * 3]
    rows, columns = [{"a": text} for text in texts], {"a": "string"}
    limits = [{"const": text} for text in texts] + [{"maxLength": n} for n in range(3)]
    schema = {"allOf": [{"properties": {"a": limit}} for limit in limits]}
    checks = compile_schema(schema, columns)
    assert found(engine, checks, engine.table(arrow(rows, columns))) == expected(schema, rows)


# ---- patterns


def sample_pattern(chance):
    """A pattern of the grammar that is translated."""
    atoms = ["a", "b", "1", r"\.", r"\-", r"\n", ".", "[a-c]", "[^a]", "[0-9]", "é", "[一-龥]", "𐀀",
             "[𐀀-𐀅]", r"[\]\\^-]", "[^\\n.]", "[.]", "-", "_", " ", "[a-]", r"\$",
             r"[\${]"]  # fmt: skip
    counts = ["?", "*", "+", "{2}", "{1,2}", "{2,}", "{,2}"]

    def branch(depth):
        return "".join(
            piece(depth) + (chance.choice(counts) if chance.random() < 0.3 else "")
            for _ in range(chance.randint(1, 3))
        )

    def piece(depth):
        if depth and chance.random() < 0.3:
            opening = chance.choice(["(", "(?:"])
            inner = "|".join(branch(depth - 1) for _ in range(chance.randint(1, 2)))
            return f"{opening}{inner})"
        return chance.choice(atoms)

    def whole():
        start, end = (chance.choice(["", sign]) for sign in "^$")
        return start + branch(2) + end

    return "|".join(whole() for _ in range(chance.choice([1, 1, 2])))


def readable(pattern):
    try:
        return translated(pattern)
    except StrangePattern:
        return None


def test_patterns_mean_the_same_in_every_engine(engine):
    chance = random.Random(20240315)
    patterns = [p for p in (sample_pattern(chance) for _ in range(260)) if readable(p)]
    assert len(patterns) > 150
    letters = [
        "a",
        "b",
        "c",
        "1",
        ".",
        "-",
        "\n",
        "é",
        "中",
        "𐀀",
        "]",
        "\\",
        "^",
        "$",
        "{",
        "_",
        " ",
    ]
    texts = ["".join(chance.choices(letters, k=chance.randint(0, 4))) for _ in range(150)]
    texts = [text + tail for text in dict.fromkeys(texts) for tail in chance.sample(TAILS, 4)]
    table = engine.table(arrow([{"text": text} for text in texts], {"text": "string"}))
    checks = compile_schema(
        {"allOf": [{"properties": {"text": {"pattern": pattern}}} for pattern in patterns]},
        {"text": "string"},
    )
    flags = {f"c{n}": check.fails(table) for n, check in enumerate(checks.failures)}
    for number, *fails in engine.rows(table.select("row", **flags)):
        missed = [not re.search(pattern, texts[number]) for pattern in patterns]
        wrong = [p for p, a, b in zip(patterns, fails, missed, strict=True) if a != b]
        assert not wrong, repr(texts[number])


@pytest.mark.parametrize(
    "pattern",
    [
        r"\d", r"\w+", r"\s", r"\bа", r"\Aa", r"a\Z", r"(a)\1", r"\x41", r"\u0041", r"[\d]",
        r"[\w-]", "a*?", "a+?", "a??", "a*+", "a{2}?", "(?i)a", "(?=a)", "(?!a)", "(?<=a)b",
        "(?P<n>a)", "(?#c)a", "(?>a)", "a^", "$a", "(a$)", "(^a)", "$*", "a{0}", "a{0,0}", "a{,0}",
        "a{,}", "a{", "a{x}", "a{256}", "(?:a{16}){16}", "(a*)*", "(a?)+", "(a|b*){2}", "[a--b]",
        "[a&&b]", "[a||b]", "[a~~b]", "[[a]", "[]a]", "a||b", "|a", "a|", "()", "(|a)", "", "(",
        ")", "[", "a]", "{", "}", "*a", "[b-a]", "\\", "\x00", "\x7f", "\ud800", "\u200b", r"\é",
        r"\0", r"\f",
    ],
)  # fmt: skip
def test_other_patterns_are_refused(pattern):
    with pytest.raises(StrangePattern):
        translated(pattern)
    with pytest.raises(UncompilableSchema) as refusal:
        compile_schema({"properties": {"a": {"pattern": pattern}}}, {"a": "string"})
    assert (refusal.value.keyword, refusal.value.pointer) == ("pattern", "/properties/a/pattern")


def test_the_end_sign_is_no_line_end():
    assert END.splitlines() == [END]


# ---- what is refused

SUPPORTED = {
    "$ref", "additionalProperties", "allOf", "anyOf", "const", "enum", "exclusiveMaximum",
    "exclusiveMinimum", "if", "maxLength", "maximum", "minLength", "minimum", "not", "pattern",
    "properties", "required", "type",
}  # fmt: skip
OTHERS = [
    *sorted({*Draft202012Validator.VALIDATORS} - SUPPORTED), "$anchor", "$dynamicAnchor",
    "$vocabulary", "contentEncoding", "definitions", "dependencies", "deprecated", "readOnly",
    "writeOnly", "nullable", "X-note", "Title",
]  # fmt: skip


@pytest.mark.parametrize("keyword", OTHERS)
@pytest.mark.parametrize("deep", ["cell", "row", "if", "not", "reference", "gone"])
def test_every_other_keyword_is_refused(keyword, deep):
    schema, where = {keyword: 1}, f"/{keyword}"
    if deep != "row":
        name = "gone" if deep == "gone" else "a"
        schema, where = {"properties": {name: schema}}, f"/properties/{name}{where}"
    if deep in ("if", "not"):
        schema, where = {deep: schema}, f"/{deep}{where}"
    if deep == "reference":
        schema, where = {"$defs": {"d": {keyword: 1}}, "$ref": "#/$defs/d"}, f"/$defs/d/{keyword}"
    with pytest.raises(UncompilableSchema) as refusal:
        compile_schema(schema, {"a": "string"})
    assert (refusal.value.keyword, refusal.value.pointer) == (keyword, where)


@pytest.mark.parametrize(
    ("cell", "keyword"),
    [
        ({"type": "text"}, "type"), ({"type": 3}, "type"), ({"type": [["string"]]}, "type"),
        ({"enum": "abc"}, "enum"), ({"enum": ["\0"]}, "enum"), ({"const": "\ud800"}, "const"),
        ({"const": "${a}"}, "const"), ({"const": float("nan")}, "const"),
        ({"pattern": 3}, "pattern"),
        ({"minLength": -1}, "minLength"), ({"minLength": True}, "minLength"),
        ({"maxLength": 1.5}, "maxLength"), ({"minimum": "1"}, "minimum"),
        ({"maximum": float("inf")}, "maximum"), ({"maximum": False}, "maximum"),
        ({"minimum": Decimal(1)}, "minimum"),
        ({"allOf": []}, "allOf"), ({"anyOf": {}}, "anyOf"), ({"not": False}, "false"),
        ({"not": 3}, "3"), ({"properties": []}, "properties"), ({"required": "a"}, "required"),
        ({"required": [1]}, "required"), ({"additionalProperties": {}}, "additionalProperties"),
        ({"$schema": "http://json-schema.org/draft-07/schema#"}, "$schema"), ({"$id": "x"}, "$id"),
        ({"$ref": "other.json"}, "$ref"), ({"$ref": "#anchor"}, "$ref"), ({"$ref": 3}, "$ref"),
        ({"$ref": "#/nowhere"}, "$ref"), ({"$ref": "#/properties/a"}, "$ref"),
        ({"$ref": "#/required/-1"}, "$ref"), ({"$ref": "#/required/0/x"}, "$ref"),
        ({"$ref": "#/%24defs"}, "$ref"), ({"$ref": "#/$defs/resource"}, "$ref"),
    ],
)  # fmt: skip
def test_what_has_no_exact_translation_is_refused(cell, keyword):
    resource = {"$id": "https://benefitshare.example/r", "type": "string"}
    document = {"$defs": {"resource": resource}, "required": ["a"], "properties": {"a": cell}}
    with pytest.raises(UncompilableSchema) as refusal:
        compile_schema(document, {"a": "string"})
    assert refusal.value.keyword == keyword
    assert refusal.value.pointer.startswith("/properties/a")


@pytest.mark.parametrize("schema", [True, False, [], "x", {"enum": [{"a": 1}]}, {"const": 1}])
def test_a_row_is_described_by_an_object_and_not_by_its_value(schema):
    with pytest.raises(UncompilableSchema):
        compile_schema(schema, {"a": "string"})


@pytest.mark.parametrize(
    "column_type",
    [
        "float64",
        "date",
        "decimal",
        "decimal(16, 2)",
        "decimal(5, 6)",
        "decimal(0, 0)",
        "STRING",
        "",
    ],
)
def test_other_column_types_are_refused(column_type):
    with pytest.raises(UncompilableSchema, match="columns of type"):
        compile_schema({}, {"a": column_type})


def test_a_reference_to_the_document_applies_it_to_a_cell(duckdb_engine):
    schema = {"properties": {"a": {"$ref": "#"}}, "required": ["b"], "maxLength": 1}
    columns = {"a": "string"}
    rows = [{"a": "xx"}, {"a": "x"}, {}]
    told = found(
        duckdb_engine, compile_schema(schema, columns), duckdb_engine.table(arrow(rows, columns))
    )
    assert told == expected(schema, rows)
    assert (0, "a", "maxLength", "/properties/a/maxLength") in told
