"""Reading documents: one way for YAML and JSON, places kept, nothing ever raised."""

import datetime as dt
import io
import json
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from benefitshare.agreements import load_agreement, validate_agreement
from benefitshare.agreements.documents import read_document, read_text
from benefitshare.agreements.schemas import schema
from benefitshare.findings import InvalidInput, UnreadableInput

EXAMPLE = schema("agreement")["examples"][0]
TEXT = json.dumps(EXAMPLE, ensure_ascii=False, indent=1)

# YAML's emitter leaves the words by which JSON writers mean "not a number" without quotes.
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).filter(
    lambda text: text.lstrip("+-") not in ("NaN", "Infinity")
)
scalars = st.none() | st.booleans() | st.integers(-(10**15), 10**15) | words
documents = st.dictionaries(
    words,
    st.recursive(
        scalars,
        lambda x: st.lists(x, max_size=3) | st.dictionaries(words, x, max_size=3),
        max_leaves=8,
    ),
    max_size=5,
)


def _yaml(value):
    out = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = (
        False  # the emitter's flow style cannot be read back for keys like ":0"
    )
    yaml.dump(value, out)
    return out.getvalue()


@given(documents)
@settings(max_examples=60, deadline=None)
def test_json_and_yaml_of_one_document_read_the_same(value):
    as_json, as_yaml = read_text(json.dumps(value, indent=1)), read_text(_yaml(value))
    assert as_json.findings == as_yaml.findings == ()
    assert as_json.data == as_yaml.data == value
    assert read_document(value).data == value


@given(documents)
@settings(max_examples=30, deadline=None)
def test_every_value_has_a_place(value):
    document = read_text(json.dumps(value, indent=1, ensure_ascii=True))

    def pointers(node, at):
        yield at
        for key, below in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():  # fmt: skip # noqa: E501
            yield from pointers(below, f"{at}/{str(key).replace('~', '~0').replace('/', '~1')}")

    assert set(pointers(document.data, "")) == set(document.values)


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_text_raises(text):
    for finding in validate_agreement(text + "\n"):
        assert finding.text("zh")
        assert finding.text("en")


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_damage_to_a_text_raises(data):
    at = data.draw(st.integers(0, len(TEXT)))
    length = data.draw(st.integers(0, 30))
    put = data.draw(st.text(st.sampled_from('{}[]":,-#&*!|>%@`\t\n \\x0.5'), max_size=4))
    for finding in validate_agreement(TEXT[:at] + put + TEXT[at + length :] + "\n"):
        assert finding.text("zh")


def _paths(node, at=()):
    yield at
    entries = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for key, below in entries:
        yield from _paths(below, (*at, key))


PATHS = [path for path in _paths(EXAMPLE) if path]
STRANGE = (
    None, True, 0, -1, "", "x", "rest", "50%", "200%", "2024-02-30", "1-5", "9-3", "project.host",
    "role:x", [], {}, ["x"], {"x": "y"}, {"open": {}}, {"open": {"min": "80%", "max": "10%"}}, 0.5,
    {"ratio": "1:2", "of": ["jia"]}, {"from": "calendar"},
)  # fmt: skip


@given(
    st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(STRANGE)), min_size=1, max_size=4)
)
@settings(max_examples=100, deadline=None)
def test_no_change_of_a_value_raises(changes):
    document = json.loads(TEXT)
    for path, value in changes:
        node = document
        try:
            for step in path[:-1]:
                node = node[step]
            node[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    findings = validate_agreement(document)
    for finding in findings:
        assert finding.text("zh")
        assert finding.text("en")
    if not any(f.severity == "error" for f in findings):
        load_agreement(document)


@given(st.sampled_from(PATHS))
@settings(max_examples=60, deadline=None)
def test_leaving_anything_out_never_raises(path):
    document = json.loads(TEXT)
    node = document
    for step in path[:-1]:
        node = node[step]
    del node[path[-1]]
    findings = validate_agreement(document)
    if not any(f.severity == "error" for f in findings):
        load_agreement(document)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1-5\n", "1-5"),
        ("a: 2024-01-01\n", "2024-01-01"),
        ("a: 7:2:1\n", "7:2:1"),
        ("a: 012\n", "012"),
        ("a: no\n", "no"),
        ("a: 04-30\n", "04-30"),
        ("a: 440100\n", 440100),
        ("a: '0.60'\n", "0.60"),
        ('{\t"a":\t"\\ud83d\\ude00\\/"}\n', "😀/"),
        ("a: ~\n", None),
    ],
)
def test_plain_scalars_are_what_they_look_like(text, value):
    document = read_text(text)
    assert document.findings == ()
    assert document.data == {"a": value}


def test_findings_come_in_document_order_and_all_at_once():
    text = "schema: x\nid: a b\nschema: c\nstatus: 0.5\nterm: {from: 2024-02-30, till: 1}\n"
    codes = [f.code for f in validate_agreement(text)]
    assert codes.count("missing-field") == 5
    order = [c for c in codes if c != "missing-field"]
    assert order == [
        "key-twice", "identifier-not-valid", "float-not-exact", "date-not-real",
        "unknown-field",
    ]  # fmt: skip


def test_bom_and_dates_of_a_parsed_mapping(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert validate_agreement(path) == validate_agreement(str(path)) == []
    term = {"from": dt.date(2024, 1, 1), "to": dt.date(2033, 12, 31)}
    assert load_agreement({**EXAMPLE, "term": term}) == load_agreement(path)
    assert [f.code for f in validate_agreement({**EXAMPLE, "id": Decimal(1)})] == [
        "value-not-plain"
    ]


def test_what_cannot_be_read_is_told_from_what_is_wrong(tmp_path):
    with pytest.raises(UnreadableInput, match="document-not-found"):
        load_agreement(tmp_path / "missing.yaml")
    with pytest.raises(UnreadableInput, match="document-syntax"):
        load_agreement("a: [\n")
    with pytest.raises(InvalidInput, match="missing-field"):
        load_agreement("a: 1\n")


def test_a_bomb_of_aliases_is_harmless():
    lines = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 60)]
    assert {f.code for f in read_text("\n".join(lines)).findings} == {"yaml-alias-refused"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb：2\nc: 3\n", "缺少冒号"),
        ("a: b: 1\n", "这里不能再写冒号"),
        ("a: {b: 1\n", "花括号没有结束"),
        ("a: [b, c\n", "方括号没有结束"),
        ('a: "b\n', "引号没有结束"),
        ("a: 1\n  b: 2\n", "这里不能再写冒号"),
        ("a:\n  b: 1\n c: 2\n", "缩进与上文不一致"),
    ],
)
def test_common_slips_of_writing_are_said_in_both_languages(text, said):
    found = read_text(text).findings[0]
    assert found.code == "document-syntax"
    assert said in found.message("zh")
    assert not re.search("[\u3400-\u9fff]", found.message("en"))
