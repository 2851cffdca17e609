"""CSV files: encoding told or found strictly, header row found, cells as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benefitshare.findings import Finding, Place, UnreadableInput
from benefitshare.records.grid import Grid, RawColumn, letter, text_array
from benefitshare.records.header_row import HEADER_SEARCH_ROWS, find_header

ENCODINGS = ("utf-8-sig", "gb18030")
BOM = b"\xef\xbb\xbf"
PIECE, HEAD = 1 << 20, 1 << 16


@dataclass(frozen=True)
class Delimited:
    """A CSV file as read: its headers, the titles above them, the cells below as columns of texts.

    `first` is the 1-based row of the first cells; `ragged` and `source` are those of a `Grid`.
    """

    headers: tuple[str, ...]
    titles: tuple[str, ...]
    first: int
    columns: tuple[pa.ChunkedArray, ...]
    ragged: tuple[int, ...] = ()
    source: dict[str, Any] = field(default_factory=dict)

    def grid(self) -> Grid:
        """The cells as a grid."""
        columns = tuple(
            RawColumn(header, letter(i), text_array(cells))
            for i, (header, cells) in enumerate(zip(self.headers, self.columns, strict=True))
        )
        height = len(self.columns[0]) if self.columns else 0
        rows = np.arange(height, dtype=np.int64) + self.first
        return Grid(columns, rows, self.titles, self.ragged, self.source)


def read_delimited(path: Path, data: bytes, kind: str, encoding: str | None) -> Delimited:
    """The cells of a CSV file; raises `UnreadableInput` when cut off or in no known encoding."""
    text, used = in_utf8(path, data, encoding)
    text = text if b"\n" in text else text.replace(b"\r", b"\n")
    top = text[: 4 * HEAD].decode("utf-8", "ignore")[:HEAD]
    delimiter = _delimiter(top)
    head = _head(top, delimiter)
    found = find_header(head, kind)
    source = {"format": "csv", "encoding": used, "delimiter": delimiter}
    if found is None:
        return Delimited((), (), 1, (), source=source)
    titles = tuple(cell for row in head[: found.index] for cell in row if cell.strip())
    skip, width = found.index + 1, len(found.headers)
    columns = _fast_body(text, delimiter, skip, width) if _is_plain(top, delimiter, skip) else None
    ragged: tuple[int, ...] = ()
    if columns is None:
        columns, ragged = _careful_body(path, text.decode("utf-8"), delimiter, skip, width)
    return Delimited(found.headers, titles, skip + 1, columns, ragged, source)


def in_utf8(path: Path, data: bytes, encoding: str | None) -> tuple[bytes, str]:
    """The text in UTF-8, and the encoding that fits without a single bad byte."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") and encoding is None:
        return data.decode("utf-16").encode(), "utf-16"
    for name in (encoding,) if encoding else ENCODINGS:
        try:
            return _recoded(data, name), name
        except (UnicodeDecodeError, LookupError):
            continue
    place = Place(file=path.name)
    tried = encoding or ", ".join(ENCODINGS)
    raise UnreadableInput(Finding("encoding-unknown", place, {"tried": tried}))


def _recoded(data: bytes, encoding: str) -> bytes:
    """Text in UTF-8. Pieces of ASCII alone are the same in both of `ENCODINGS`, and none of their
    characters has a line end within.
    """
    if encoding == "utf-8-sig":
        data = data.removeprefix(BOM)
        for piece in _pieces(data):
            _ = piece.isascii() or piece.decode("utf-8")
        return data
    if encoding not in ENCODINGS:
        return data.decode(encoding).encode()
    pieces = (p if p.isascii() else p.decode(encoding).encode() for p in _pieces(data))
    return b"".join(pieces)


def _pieces(data: bytes) -> Iterator[bytes]:
    """The lines, many at a time."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start + PIECE) + 1 or len(data)
        yield data[start:end]
        start = end


def _delimiter(text: str) -> str:
    lines = text[:8192].splitlines()[:HEADER_SEARCH_ROWS]
    return max(",\t;|", key=lambda mark: max((line.count(mark) for line in lines), default=0))


def _head(text: str, delimiter: str) -> list[list[str]]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [row for row, _ in zip(rows, range(HEADER_SEARCH_ROWS), strict=False)]


def _is_plain(top: str, delimiter: str, skip: int) -> bool:
    """Whether each of the rows to skip is a line that ends as all lines do."""
    lines = io.StringIO(top, newline="")
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        read = sum(1 for _ in zip(range(skip), rows, strict=False))
    except csv.Error:
        return False
    head = top[: lines.tell()]
    return rows.line_num == read and "\r" not in head.replace("\r\n", "")


def _offset_of_line(text: bytes, line: int) -> int:
    offset = 0
    for _ in range(line):
        offset = text.find(b"\n", offset) + 1
        if offset == 0:
            return len(text)
    return offset


def _fast_body(
    text: bytes, delimiter: str, skip: int, width: int
) -> tuple[pa.ChunkedArray, ...] | None:
    """The cells by a fast reader; None where it might take a row for less or more than one line,
    or pass over a quotation mark that the careful one stumbles on.
    """
    from pyarrow import csv as arrow_csv

    start, end = _offset_of_line(text, skip), len(text)
    while end > start and text[end - 1] in b"\r\n":
        end -= 1
    if not text[start:end].strip():
        return (pa.chunked_array([], pa.large_string()),) * width
    names = [str(i) for i in range(width)]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(memoryview(text)[start:end]),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=1 << 22),
            parse_options=arrow_csv.ParseOptions(delimiter=delimiter, ignore_empty_lines=False),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    one_a_line = table.num_rows == text.count(b"\n", start, end) + 1
    return tuple(table.columns) if one_a_line and _is_regular(text, end, delimiter) else None


def _is_regular(text: bytes, end: int, delimiter: str) -> bool:
    """Whether each quotation mark begins or ends a cell, none is open at the end, and no line ends
    otherwise than the others.
    """
    if text.count(b"\r") != text.count(b"\r\n"):
        return False
    last = text[text.rfind(b"\n", 0, end) + 1 : end].decode("utf-8")
    try:
        list(csv.reader([last], delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    for start in range(0, len(text), PIECE) if b'"' in text else ():
        codes = np.frombuffer(text[max(start - 1, 0) : start + PIECE + 1], np.uint8)
        edge = (codes == ord(delimiter)) | (codes == ord("\n")) | (codes == ord("\r"))
        inner = codes[1:-1] == ord('"')
        if (inner & ~edge[:-2] & ~edge[2:]).any():
            return False
    return True


def _careful_body(
    path: Path, text: str, delimiter: str, skip: int, width: int
) -> tuple[tuple[pa.ChunkedArray, ...], tuple[int, ...]]:
    try:
        lines = io.StringIO(text, newline="")
        rows = list(csv.reader(lines, delimiter=delimiter, strict=True))[skip:]
    except csv.Error as error:
        finding = Finding("file-truncated", Place(file=path.name), {"detail": str(error)})
        raise UnreadableInput(finding) from error
    ragged = tuple(i for i, row in enumerate(rows) if _is_ragged(row, width))
    padded = [row[:width] + [""] * (width - len(row)) for row in rows]
    columns = zip(*padded, strict=True) if padded else [()] * width
    cells = (pa.chunked_array([pa.array(column, pa.large_string())]) for column in columns)
    return tuple(cells), ragged


def _is_ragged(row: list[str], width: int) -> bool:
    """Extra cells with content, or too few cells though more than one is filled."""
    if len(row) > width:
        return any(cell.strip() for cell in row[width:])
    return len(row) < width and sum(bool(cell.strip()) for cell in row) > 1
