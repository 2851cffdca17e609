"""The fast validator and the one that explains: of one mind about every document."""

import copy
import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benefitshare.agreements.documents import read_document
from benefitshare.agreements.schemas import is_valid, schema, schema_names, spelled_out, validator

GALLERY = Path(__file__).parent / "gallery"
FILES = sorted(
    path
    for folder in ("agreement", "negotiation")
    for kind in ("*.yaml", "*.json")
    for path in (GALLERY / folder).glob(kind)
    if path.name != "places.json"
)
CHECKED = ("agreement", "negotiation")
SPACES = [chr(code) for code in range(0x110000) if chr(code).isspace()]
STRANGE = (
    None, True, False, 0, 1, -1, 2**63, 2**64, -(10**30), 10**400, "", "x", "rest", "50%", "50%\n",
    "1/3", "٣%", "0.5", "2024-02-29", "2023-02-29", "0000-01-01", "1000-01-01", "2024-1-1",
    "２０２４-01-01", "02-29", "1-5", "9", "1:2", "0:0", "project.host", "role:x", [], {}, [[]],
    ["x"], ["x", "x"], [1, True], {"x": "y"}, {"open": {}}, {"zh": "甲"}, {"zh": "甲", "en": "a"},
    {"ratio": "1:2", "of": ["jia"]}, {"": 1}, "甲" * 40, "甲" * 41, "𠀀" * 40, "𠀀" * 41, "a" * 80,
    "a" * 81, "a\u001cb", "a\u0085b", "a\ufeffb", "a\u180eb", "a\u3000b", "\0", "vat", "split",
)  # fmt: skip


def explained(name, data):
    """Whether the validator that explains has nothing to explain."""
    return not list(validator(name).iter_errors(data))


def nodes(value):
    """Every schema and object within a schema."""
    if isinstance(value, dict):
        yield value
    for below in value.values() if isinstance(value, dict) else value:
        if isinstance(below, dict | list):
            yield from nodes(below)


PATTERNS = sorted(
    {
        node["pattern"]
        for name in schema_names()
        for node in nodes(schema(name))
        if isinstance(node.get("pattern"), str)
    }
)


def containers(value):
    """Every mapping and list of a document."""
    if isinstance(value, dict | list):
        yield value
        for below in list(value.values()) if isinstance(value, dict) else value:
            yield from containers(below)


EXAMPLES = [(name, example) for name in CHECKED for example in schema(name)["examples"]] + [
    (folder, data)
    for folder in CHECKED
    for path in FILES
    if path.parent.name == folder and (data := read_document(path).data) is not None
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_say_the_same_of_every_document_of_the_gallery(path):
    data = read_document(path).data
    for name in CHECKED:
        assert is_valid(name, data) == explained(name, data)


def changed(document, draw):
    """A document with one value replaced, left out, added or under another key."""
    node = draw(st.sampled_from(list(containers(document))))
    strange = copy.deepcopy(draw(st.sampled_from(STRANGE)))
    how = draw(st.sampled_from(["replace", "replace", "leave out", "add", "rename"]))
    if isinstance(node, list):
        at = draw(st.integers(0, len(node)))
        node[at : at + (how != "add")] = [] if how == "leave out" else [strange]
        return
    if how == "add" or not node:
        node[draw(st.sampled_from(["x", "", "open", "clock", "a\u001cb", "甲" * 41]))] = strange
        return
    key = draw(st.sampled_from(list(node)))
    value = node.pop(key)
    if how == "replace":
        node[key] = strange
    elif how == "rename":
        node[draw(st.sampled_from([f"{key}x", f"{key}\u0085", "rest", "of", "-", ""]))] = value


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_both_say_the_same_of_changed_documents(data):
    name, document = data.draw(st.sampled_from(EXAMPLES))
    document = copy.deepcopy(document)
    for _ in range(data.draw(st.integers(1, 3))):
        changed(document, data.draw)
    assert is_valid(name, document) == explained(name, document)


def both_match(pattern):
    """How the fast validator and Python understand a pattern."""
    fast = jsonschema_rs.Draft202012Validator(spelled_out({"pattern": pattern})).is_valid
    python = re.compile(re.sub(r"\$$", r"\\Z", pattern)).search
    return lambda text: (fast(text), python(text) is not None)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_both_understand_every_pattern_alike(pattern):
    matches = both_match(pattern)
    texts = [text for text in STRANGE if isinstance(text, str)]
    marks = [*SPACES, "\ufeff", "\u180e", "\u200b", "٣", "３", "Ａ", "𠀀", "e\u0301", "\0"]
    for text in (*texts, *marks, *(text + mark for text in texts for mark in marks)):
        fast, python = matches(text)
        assert fast == python, repr(text)


def test_both_mean_the_same_by_a_space():
    for pattern in (r"^[^\s]$", r"^[\s\\s]$"):
        matches = both_match(pattern)
        for code in (*range(0xD800), *range(0xE000, 0x11000)):
            fast, python = matches(chr(code))
            assert fast == python, (pattern, hex(code))


@given(st.sampled_from(PATTERNS).flatmap(lambda p: st.tuples(st.just(p), st.from_regex(p))))
@settings(max_examples=200, deadline=None)
def test_both_find_what_a_pattern_allows(found):
    pattern, text = found
    fast, python = both_match(pattern)(text)
    assert fast == python


def test_patterns_use_no_class_that_is_understood_in_two_ways():
    assert not [p for p in PATTERNS if re.search(r"\\[dDwWbBSpPhHRX]", p)]
    outside = [re.sub(r"\[(\\.|[^\]])*\]", "", p) for p in PATTERNS]
    assert not [p for p in outside if r"\s" in p]


@pytest.mark.parametrize(
    "value",
    [0.5, object(), b"x", {1: 2}, float("nan")],
    ids=["float", "object", "bytes", "key", "nan"],
)
def test_what_no_document_holds_is_not_called_valid(value):
    document = json.loads(json.dumps(schema("agreement")["examples"][0]))
    assert is_valid("agreement", document)
    document["title"]["zh"] = value
    assert not is_valid("agreement", document)


@pytest.mark.parametrize("count", [1, 40, 41])
def test_both_say_the_same_of_half_a_character_in_a_key(count):
    document = copy.deepcopy(schema("agreement")["examples"][0])
    document["parties"]["\ud800" * count] = {"role": "park"}
    assert is_valid("agreement", document) <= explained("agreement", document)
