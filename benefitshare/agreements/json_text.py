r"""Plain JSON read fast, with the line and column of every key and value.

JSON is YAML, and the YAML parser is the one that says what a text holds and what is wrong with it.
But it goes character by character. Nearly every JSON document is plain, and of such a text this
reader gives the same values and places a hundred times faster; of any other it says nothing at all.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from json import JSONDecoder
from typing import Any, NamedTuple

from benefitshare.agreements.pointers import child

Position = tuple[int, int]

# What YAML refuses, or reads in its own way: tabs, other control characters, other line breaks,
# byte order marks; and the halves of characters that JSON writes as two escapes.
_NOT_PLAIN = re.compile(
    r"[^\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    r"|\r(?!\n)|\\u[dD][89a-fA-F]"
)
_SPACE = re.compile(r"[ \r\n]*")
_COLON = re.compile(r" *:[ \r\n]*")  # YAML wants the colon on the line of its key
_NEXT = re.compile(r"[ \r\n]*([,\]}])[ \r\n]*")
_ATOM = re.compile(r"(?:true|false|null|-?(?:0|[1-9][0-9]{0,17}))(?=[ \r\n,\]}])")
_TEXT = JSONDecoder()  # for what stands in quotes
_WORDS = {"true": True, "false": False, "null": None}
_LONGEST_KEY = 1000  # YAML takes 1024 characters up to the colon


class JsonText(NamedTuple):
    """The values of a text, and the places of values and keys by pointer."""

    data: dict[str, Any]
    values: dict[str, Position]
    keys: dict[str, Position]


def read_json(text: str, deepest: int) -> JsonText | None:
    r"""What a plain JSON text with one mapping holds; None for any other text.

    `deepest` is how many mappings and lists may stand in each other.

    >>> read_json('{"a": 1}\n', 40)
    JsonText(data={'a': 1}, values={'': (1, 1), '/a': (1, 7)}, keys={'/a': (1, 2)})
    >>> read_json('{"a": 0.5}', 40) is None
    True
    """
    start = _after_space(text, 0)
    if text[start : start + 1] != "{" or _NOT_PLAIN.search(text):
        return None
    reader = _Reader(text, deepest)
    try:
        data, end = reader.mapping(start, "", 1)
    except (_NotPlainError, ValueError):  # the standard library raises ValueError
        return None
    whole = _after_space(text, end) == len(text)
    return JsonText(data, reader.values, reader.keys) if whole else None


class _NotPlainError(Exception):
    """The text is for the other parser."""


class _Reader:
    """Reads values from where they start; gives each with where it ends."""

    def __init__(self, text: str, deepest: int) -> None:
        self.text = text
        self.deepest = deepest
        self.values: dict[str, Position] = {}
        self.keys: dict[str, Position] = {}
        self.lines = [0, *(found.end() for found in re.finditer("\n", text))]

    def position(self, at: int) -> Position:
        """Line and column of a character."""
        line = bisect_right(self.lines, at)
        return line, at - self.lines[line - 1] + 1

    def value(self, at: int, pointer: str, depth: int) -> tuple[Any, int]:
        """The value that starts at a character."""
        first = self.text[at : at + 1]
        if first == "{":
            return self.mapping(at, pointer, depth + 1)
        if first == "[":
            return self.sequence(at, pointer, depth + 1)
        self.values[pointer] = self.position(at)
        if first == '"':
            return _TEXT.raw_decode(self.text, at)
        found = _ATOM.match(self.text, at)
        if found is None:
            raise _NotPlainError
        word = found[0]
        return _WORDS[word] if word in _WORDS else int(word), found.end()

    def mapping(self, at: int, pointer: str, depth: int) -> tuple[dict[str, Any], int]:
        """The mapping that starts with a brace."""
        result: dict[str, Any] = {}
        start = self.inside(at, pointer, depth)
        if self.text[start : start + 1] == "}":
            return result, start + 1
        more = True
        while more:
            key, after = self.key(start)
            if key in result:
                raise _NotPlainError
            below = child(pointer, key)
            self.keys[below] = self.position(start)
            result[key], end = self.value(after, below, depth)
            more, start = self.next(end, "}")
        return result, start

    def sequence(self, at: int, pointer: str, depth: int) -> tuple[list[Any], int]:
        """The list that starts with a bracket."""
        result: list[Any] = []
        start = self.inside(at, pointer, depth)
        if self.text[start : start + 1] == "]":
            return result, start + 1
        more = True
        while more:
            value, end = self.value(start, f"{pointer}/{len(result)}", depth)
            result.append(value)
            more, start = self.next(end, "]")
        return result, start

    def inside(self, at: int, pointer: str, depth: int) -> int:
        """Where the first token within a mapping or list starts."""
        if depth > self.deepest:
            raise _NotPlainError
        self.values[pointer] = self.position(at)
        return _after_space(self.text, at + 1)

    def key(self, at: int) -> tuple[str, int]:
        """A key, and where its value starts."""
        if self.text[at : at + 1] != '"':
            raise _NotPlainError
        key, end = _TEXT.raw_decode(self.text, at)
        colon = _COLON.match(self.text, end)
        if colon is None or colon.end() - at > _LONGEST_KEY:
            raise _NotPlainError
        return key, colon.end()

    def next(self, at: int, closing: str) -> tuple[bool, int]:
        """Whether another entry follows the one that ends here, and where it starts."""
        found = _NEXT.match(self.text, at)
        if found is None or found[1] not in (",", closing):
            raise _NotPlainError
        return found[1] == ",", found.end()


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    assert found is not None
    return found.end()
