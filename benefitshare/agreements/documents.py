"""Reads YAML or JSON into plain values and keeps the line and column of every key and value.

Both go one way: the parser's events, with scalars resolved here, so that `0.60` is seen as the
float it is instead of being taken for a share. Aliases are refused before they can multiply.
This is the one module that meets `ruamel.yaml`.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from os import PathLike
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from benefitshare.agreements.json_text import Position, read_json
from benefitshare.agreements.pointers import child as child
from benefitshare.files import FileChangedError, read_whole
from benefitshare.findings import Finding, Place

MAX_BYTES = 4_000_000
MAX_DEPTH = 40
UNREADABLE = frozenset(
    {
        "document-not-found",
        "document-unreadable",
        "document-not-utf8",
        "document-syntax",
        "document-tab",
        "document-empty",
        "document-too-large",
        "document-too-deep",
        "document-not-a-mapping",
        "document-several",
        "file-changed",
    }
)

PARSER_WORDS = {
    "could not find expected ':'": "缺少冒号（冒号须为半角，后面空一格）",
    "mapping values are not allowed here": "这里不能再写冒号（冒号多了，或缩进不对）",
    "expected <block end>, but found '<block mapping start>'": "缩进与上文不一致",
    "expected <block end>, but found '<block sequence start>'": "缩进与上文不一致",
    "expected <block end>, but found '-'": "缩进与上文不一致",
    "expected ',' or '}', but got '<scalar>'": "花括号中缺少逗号",
    "expected ',' or ']', but got '<scalar>'": "方括号中缺少逗号",
    "expected ',' or '}', but got '<stream end>'": "花括号没有结束",
    "expected ',' or ']', but got '<stream end>'": "方括号没有结束",
    "found unexpected end of stream": "引号没有结束",
}

Source = str | PathLike[str] | Mapping[str, Any]

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_FLOAT_MARK = re.compile(r"[.eE]")
_NOT_FINITE = re.compile(r"([-+]?(\.inf|\.Inf|\.INF|Infinity)|\.nan|\.NaN|\.NAN|NaN)\Z")
_WORDS = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}


@dataclass(frozen=True)
class Document:
    """Plain values (`dict`, `list`, `str`, `int`, `bool`, None) with the place of each.

    `data` is None where nothing could be read; `refused` are pointers of values with a finding.
    """

    data: Any = None
    findings: tuple[Finding, ...] = ()
    file: str | None = None
    values: Mapping[str, Position] = field(default_factory=dict)
    keys: Mapping[str, Position] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()

    def place(self, pointer: str, *, key: bool = False) -> Place:
        """Where a value (or, with `key`, its key) stands."""
        at = (self.keys if key else self.values).get(pointer) or self.values.get(pointer)
        line, column = at or (None, None)
        return Place(file=self.file, line=line, column=column, pointer=pointer)


def read_document(source: Source) -> Document:
    r"""Read a path, a text (holding a line break or starting with a brace) or a parsed mapping.

    Nothing is raised for what stands in the document: everything wrong is in `findings`.

    >>> read_document("a: {b: 1}\n").data
    {'a': {'b': 1}}
    """
    if isinstance(source, Mapping):
        return _read_mapping(source)
    if isinstance(source, str) and ("\n" in source or source.lstrip().startswith("{")):
        return read_text(source)
    return _read_file(Path(source))


def document_text(data: Mapping[str, Any]) -> str:
    r"""Plain values as YAML, in their own order; `read_document` gives them back as they were.

    >>> document_text({"id": "甲", "share": "0.5"})
    "id: 甲\nshare: '0.5'\n"
    """
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    writer.width = 10**6
    text = StringIO()
    writer.dump(data, text)
    return text.getvalue()


def part_of(document: Document, pointer: str) -> Document:
    r"""A document written within another, with pointers of its own; lines and columns stay.

    >>> part_of(read_document("a: {b: 1}\n"), "/a").values
    {'': (1, 4), '/b': (1, 8)}
    """
    data = document.data
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        data = data[int(key)] if isinstance(data, list) else data[key]
    below = f"{pointer}/"
    start = len(pointer)
    values, keys = (
        {at[start:]: place for at, place in places.items() if at == pointer or at.startswith(below)}
        for places in (document.values, document.keys)
    )
    refused = frozenset(at[start:] for at in document.refused if at.startswith(below))
    return Document(data, (), document.file, values, keys, refused)


def read_text(text: str, file: str | None = None) -> Document:
    """Read YAML or JSON text."""
    if len(text) > MAX_BYTES:
        return _only(file, "document-too-large", limit=MAX_BYTES // 1_000_000)
    text = text.removeprefix("\ufeff")
    if plain := read_json(text, MAX_DEPTH):
        return Document(plain.data, (), file, plain.values, plain.keys)
    return read_yaml(text, file)


def read_yaml(text: str, file: str | None = None) -> Document:
    """Read text by the parser of YAML, which JSON is a part of."""
    reader = _Reader(file)
    try:
        data = reader.document(_events(text))
    except _StopError as stop:
        return Document(None, (*reader.findings, stop.finding), file)
    findings = tuple(reader.findings)
    return Document(data, findings, file, reader.values, reader.keys, frozenset(reader.refused))


def _read_file(path: Path) -> Document:
    name = str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            return _only(name, "document-too-large", limit=MAX_BYTES // 1_000_000)
        content = read_whole(path)
    except FileChangedError:
        return _only(name, "file-changed")
    except (FileNotFoundError, NotADirectoryError):
        return _only(name, "document-not-found", path=name)
    except (OSError, ValueError) as error:
        return _only(name, "document-unreadable", path=name, reason=str(error))
    try:
        return read_text(content.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Document(None, (Finding("document-not-utf8", Place(file=name, line=line)),), name)


def _only(file: str | None, code: str, **params: Any) -> Document:
    return Document(None, (Finding(code, Place(file=file), params),), file)


class _StopError(Exception):
    """Reading cannot go on after this finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def _events(text: str) -> Iterator[Any]:
    yaml = YAML(typ="safe", pure=True)
    yield from yaml.parse(text)


class _Reader:
    """Builds plain values out of events, noting places and findings on the way."""

    def __init__(self, file: str | None) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.values: dict[str, Position] = {}
        self.keys: dict[str, Position] = {}
        self.refused: set[str] = set()
        self.depth = 0
        self.events: Iterator[Any] = iter(())
        self.at: Position = (1, 1)

    def document(self, events: Iterator[Any]) -> dict[str, Any]:
        """The one mapping the text holds."""
        self.events = events
        event = self.next_of(DocumentStartEvent)
        if event is None:
            raise _StopError(self.finding("document-empty", "", (1, 1)))
        event = self.next()
        if isinstance(event, ScalarEvent) and not event.value:
            raise _StopError(self.finding("document-empty", "", (1, 1)))
        if not isinstance(event, MappingStartEvent):
            raise _StopError(self.finding("document-not-a-mapping", "", _position(event)))
        data: dict[str, Any] = self.value(event, "")
        if (second := self.next_of(DocumentStartEvent)) is not None:
            raise _StopError(self.finding("document-several", "", _position(second)))
        return data

    def next(self) -> Any:
        """The next event; whatever the parser stumbles over becomes one finding."""
        try:
            event = next(self.events, None)
        except MarkedYAMLError as error:
            raise _StopError(self.syntax(error)) from None
        except Exception as error:  # the parser raises plain errors on some malformed escapes
            raise _StopError(
                self.finding("document-syntax", "", self.at, detail=_detail(error))
            ) from None
        self.at = _position(event) if event else self.at
        return event

    def next_of(self, kind: type) -> Any:
        """The next event of a kind, or None where the text ends before one."""
        while (event := self.next()) is not None:
            if isinstance(event, kind):
                return event
        return None

    def syntax(self, error: MarkedYAMLError) -> Finding:
        """What the parser says, at its line."""
        mark = error.problem_mark or error.context_mark
        at = (mark.line + 1, mark.column + 1) if mark else self.at
        said = str(error.problem or error.context or "")
        detail = {"zh": PARSER_WORDS.get(said, said), "en": said}
        return self.finding(
            "document-tab" if "'\\t'" in said else "document-syntax", "", at, detail=detail
        )

    def finding(self, code: str, pointer: str, at: Position, **params: Any) -> Finding:
        """A finding at a line and column."""
        return Finding(code, Place(self.file, *at, pointer=pointer), params)

    def refuse(self, code: str, pointer: str, at: Position, **params: Any) -> None:
        """Note a value that has its finding already."""
        self.refused.add(pointer)
        self.findings.append(self.finding(code, pointer, at, **params))

    def value(self, event: Any, pointer: str) -> Any:
        """The value an event begins."""
        at = _position(event)
        self.values.setdefault(pointer, at)
        if isinstance(event, AliasEvent):
            return self.refuse("yaml-alias-refused", pointer, at, name=str(event.anchor))
        if event.anchor:
            self.refuse("yaml-alias-refused", pointer, at, name=str(event.anchor))
        if event.tag is not None:
            self.refuse("yaml-tag-refused", pointer, at, tag=str(event.tag))
        if isinstance(event, ScalarEvent):
            return self.scalar(event, pointer, at)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _StopError(self.finding("document-too-deep", pointer, at, limit=MAX_DEPTH))
        mapping = isinstance(event, MappingStartEvent)
        result = self.mapping(pointer) if mapping else self.sequence(pointer)
        self.depth -= 1
        return result

    def mapping(self, pointer: str) -> dict[str, Any]:
        """The entries up to the end of a mapping; a key met again is reported and left out."""
        result: dict[str, Any] = {}
        while not isinstance(event := self.next(), MappingEndEvent):
            at = _position(event)
            key = self.key(event, pointer)
            below = child(pointer, key)
            twice = key in result
            if twice:
                first = self.keys[below][0]
                self.refuse("key-twice", below, at, key=key, first=first)
            self.keys.setdefault(below, at)
            value = self.value(self.next(), below)
            if not twice:
                result[key] = value
        return result

    def key(self, event: Any, pointer: str) -> str:
        """The text of a key, as written."""
        at = _position(event)
        if not isinstance(event, ScalarEvent):
            raise _StopError(self.finding("key-not-text", pointer, at))
        if event.value == "<<" and event.style is None:
            self.refuse("yaml-merge-refused", child(pointer, "<<"), at)
        elif event.anchor:
            self.refuse(
                "yaml-alias-refused", child(pointer, event.value), at, name=str(event.anchor)
            )
        return self.text(event.value, pointer, at)

    def sequence(self, pointer: str) -> list[Any]:
        """The items up to the end of a sequence."""
        result: list[Any] = []
        while not isinstance(event := self.next(), SequenceEndEvent):
            result.append(self.value(event, child(pointer, len(result))))
        return result

    def scalar(self, event: ScalarEvent, pointer: str, at: Position) -> Any:
        """A plain scalar resolved by the core schema of YAML 1.2, except that floats stay text."""
        text = event.value
        if event.style is not None:
            return self.text(text, pointer, at)
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.match(text):
            return int(text)
        if _FLOAT_MARK.search(text) and _FLOAT.match(text):
            self.refuse("float-not-exact", pointer, at, text=text)
        elif _NOT_FINITE.match(text):
            self.refuse("number-not-finite", pointer, at, text=text)
        return self.text(text, pointer, at)

    def text(self, text: str, pointer: str, at: Position) -> str:
        """Text with JSON's surrogate pairs joined."""
        joined = _joined(text)
        if joined is None:
            self.refuse("text-not-unicode", pointer, at)
            return text.encode("utf-8", "replace").decode()
        return joined


def _joined(text: str) -> str | None:
    """JSON writes a character beyond U+FFFF as two escapes; a lone half is no character (None)."""
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return None


def _position(event: Any) -> Position:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _detail(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _read_mapping(source: Mapping[str, Any]) -> Document:
    walker = _Walker()
    try:
        data = walker.plain(source, "", 1)
    except _StopError as stop:
        return Document(None, (stop.finding,))
    return Document(data, tuple(walker.findings), refused=frozenset(walker.refused))


class _Walker:
    """Copies a parsed mapping into plain values, refusing what a document could not hold."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.refused: set[str] = set()

    def plain(self, value: Any, pointer: str, depth: int) -> Any:
        """The value with mappings as `dict`, sequences as `list` and dates as ISO text."""
        if depth > MAX_DEPTH:
            place = Place(pointer=pointer)
            raise _StopError(Finding("document-too-deep", place, {"limit": MAX_DEPTH}))
        if isinstance(value, Mapping):
            return {
                str(k): self.plain(v, child(pointer, str(k)), depth + 1) for k, v in value.items()
            }
        if isinstance(value, Sequence) and not isinstance(value, str | bytes):
            return [self.plain(v, child(pointer, i), depth + 1) for i, v in enumerate(value)]
        return self.scalar(value, pointer)

    def scalar(self, value: Any, pointer: str) -> Any:
        """A scalar; floats become findings."""
        if value is None or isinstance(value, bool | int):
            return value
        if isinstance(value, float):
            finite = math.isfinite(value)
            code = "float-not-exact" if finite else "number-not-finite"
            return self.refuse(code, pointer, str(value), text=str(value))
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return value.isoformat()
        if not isinstance(value, str):
            return self.refuse("value-not-plain", pointer, None, type=type(value).__name__)
        joined = _joined(value)
        return self.refuse("text-not-unicode", pointer, "") if joined is None else joined

    def refuse(self, code: str, pointer: str, instead: Any, **params: Any) -> Any:
        """Note the finding and go on with another value."""
        self.refused.add(pointer)
        self.findings.append(Finding(code, Place(pointer=pointer), params))
        return instead
