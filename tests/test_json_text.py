"""The fast reader of plain JSON against the parser of YAML, which it stands in for."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benefitshare.agreements.documents import MAX_DEPTH, Document, read_text, read_yaml
from benefitshare.agreements.json_text import read_json
from benefitshare.agreements.schemas import schema

EXAMPLE = schema("agreement")["examples"][0]

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["a", "b", "a/b", "~", "<<", "null", "0.5", "#", "---", "&a", "*a", "!t", "\\", '"', "'", "\t"]
)
scalars = st.none() | st.booleans() | st.integers() | st.integers(-(10**18), 10**18) | words
values = st.recursive(
    scalars,
    lambda x: st.lists(x, max_size=3) | st.dictionaries(words, x, max_size=3),
    max_leaves=12,
)
mappings = st.dictionaries(words, values, max_size=4)
spaces = st.sampled_from(["", "", " ", "  ", "\n", "\r\n", " \n  "])
PIECES = [
    *'{}[],:"-+.01eE #\t\r\n\\/', "\u0085", "\u2028", "\ufeff", "\u007f", "\ufffe", "甲", "𠀀",
    "null", "true", "NaN", "Infinity", "-0", "01", "1.0", "1e3", "9" * 18, "9" * 19, '"a"', '"a":',
    '"a": 1,', "\\u0041", "\\ud840", "\\udc00", "\\uD840\\uDC00", "\\x41", "\\/", "// c", "# c",
    "---", "...", "%YAML 1.1\n", "&a ", "*a", "!!int ", "<<", "? ", "- ", "|", ">", "'",
]  # fmt: skip


def as_read(text):
    """What the fast reader makes of a text, as a document; None if it leaves it alone."""
    plain = read_json(text, MAX_DEPTH)
    return plain and Document(plain.data, (), None, plain.values, plain.keys)


def written(value, draw):
    """A value as JSON with spaces anywhere and some characters escaped."""
    gap = lambda: draw(spaces)  # noqa: E731
    if isinstance(value, dict):
        entries = [
            f"{gap()}{written(k, draw)}{gap()}:{gap()}{written(v, draw)}{gap()}"
            for k, v in value.items()
        ]
        return "{" + (",".join(entries) or gap()) + "}"
    if isinstance(value, list):
        return "[" + (",".join(f"{gap()}{written(v, draw)}{gap()}" for v in value) or gap()) + "]"
    return json.dumps(value, ensure_ascii=draw(st.booleans()))


@st.composite
def texts(draw):
    """JSON texts, some of them damaged."""
    text = draw(spaces) + written(draw(mappings), draw) + draw(spaces)
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(start + 3, len(text))))
        text = text[:start] + draw(st.sampled_from(["", *PIECES])) + text[end:]
    return text


def _nested(depth, inner="1"):
    return '{"a":' * depth + inner + "}" * depth


@given(texts())
@settings(max_examples=300, deadline=None)
@example('{"a": 1}')
@example('{"a"\n: 1}')
@example('{"a": 1, "a": 2}')
@example('{"a": "\\ud840\\udc00", "b": "\\ud840"}')
@example('{"a": "x\u2028y"}')
@example('{"a": "\u0085", "b": "\u007f"}')
@example('{"a":\r1}')
@example('{"a": -0, "b": 01}')
@example(f'{{"a": {"9" * 18}, "b": {"9" * 19}}}')
@example('{"a": 1} {"b": 2}')
@example('{"a": 1}\n---\n{"b": 2}')
@example('{"a": 1,}')
@example('{"a": [1,], "b": {,}}')
@example('{"a": 1 # one\n}')
@example('{"a": "one\n  two"}')
@example(f'{{"{"k" * 990}": 1}}')
@example(f'{{"{"k" * 1030}": 1}}')
@example(f'{{"k"{" " * 1030}: 1}}')
@example(_nested(MAX_DEPTH))
@example(_nested(MAX_DEPTH + 1))
@example(_nested(MAX_DEPTH, "[]"))
def test_every_text_is_read_as_the_parser_of_yaml_reads_it(text):
    parsed = read_yaml(text.removeprefix("\ufeff"))
    assert as_read(text) in (None, parsed)
    assert read_text(text) == parsed


plain_words = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]) | st.just("甲"))
plain_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18) + 1, 10**18 - 1) | plain_words,
    lambda x: st.lists(x, max_size=3) | st.dictionaries(plain_words, x, max_size=3),
)


@given(st.dictionaries(plain_words, plain_values, max_size=4), st.sampled_from([None, 0, 2]))
@settings(max_examples=60, deadline=None)
def test_whatever_is_plain_is_read_fast(value, indent):
    assert as_read(json.dumps(value, indent=indent, ensure_ascii=False)).data == value


@pytest.mark.parametrize("layout", [{}, {"indent": 1}, {"separators": (",", ":")}], ids=str)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_an_agreement_is_read_fast(layout, ascii_only):
    text = json.dumps(EXAMPLE, ensure_ascii=ascii_only, **layout)
    for one in (text, text + "\n", text.replace("\n", "\r\n")):
        assert as_read(one).data == EXAMPLE
        assert as_read(one) == read_yaml(one)


@pytest.mark.parametrize(
    "text", ["", "[]", "1", "a: 1\n", '{"a": 0.5}', '{"a": 1e3}', "{a: 1}", "{'a': 1}", '{"a": 1',
             '{"a" 1}', '{"a": }', '{"a": 1 "b": 2}', '{"a": [1 2]}', '{"a": NaN}', '{\t"a": 1}',
             '{"a": 1, "a": 1}', '{"a": 1}x', '{"a": 12345678901234567890}', "{", '{"a": nulls}'],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_the_parser(text):
    assert as_read(text) is None
