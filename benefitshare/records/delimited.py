"""CSV files: encoding told or found strictly, header row found, cells as text."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pyarrow as pa

from benefitshare.findings import Finding, Place, UnreadableInput
from benefitshare.records.grid import Grid, RawColumn, letter, text_array
from benefitshare.records.header_row import HEADER_SEARCH_ROWS, find_header

ENCODINGS = ("utf-8-sig", "gb18030")


def read_delimited(path: Path, data: bytes, kind: str, encoding: str | None) -> Grid:
    """The grid of a CSV file; raises `UnreadableInput` when cut off or in no known encoding."""
    text, used = decode(path, data, encoding)
    text = text if "\n" in text else text.replace("\r", "\n")
    delimiter = _delimiter(text)
    head = _head(text, delimiter)
    found = find_header(head, kind)
    source = {"format": "csv", "encoding": used, "delimiter": delimiter}
    if found is None:
        return Grid((), np.zeros(0, np.int64), source=source)
    titles = tuple(cell for row in head[: found.index] for cell in row if cell.strip())
    texts, ragged = _body(path, text, delimiter, found.index + 1, len(found.headers))
    columns = tuple(
        RawColumn(header, letter(i), texts[i]) for i, header in enumerate(found.headers)
    )
    height = len(texts[0]) if texts else 0
    rows = np.arange(height, dtype=np.int64) + found.index + 2
    return Grid(columns, rows, titles, ragged, source)


def decode(path: Path, data: bytes, encoding: str | None) -> tuple[str, str]:
    """The text and the encoding that fits without a single bad byte."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") and encoding is None:
        return data.decode("utf-16"), "utf-16"
    for name in (encoding,) if encoding else ENCODINGS:
        try:
            return data.decode(name), name
        except (UnicodeDecodeError, LookupError):
            continue
    place = Place(file=path.name)
    tried = encoding or ", ".join(ENCODINGS)
    raise UnreadableInput(Finding("encoding-unknown", place, {"tried": tried}))


def _delimiter(text: str) -> str:
    lines = text[:8192].splitlines()[:HEADER_SEARCH_ROWS]
    return max(",\t;|", key=lambda mark: max((line.count(mark) for line in lines), default=0))


def _head(text: str, delimiter: str) -> list[list[str]]:
    rows = csv.reader(io.StringIO(text[: 1 << 16], newline=""), delimiter=delimiter)
    return [row for row, _ in zip(rows, range(HEADER_SEARCH_ROWS), strict=False)]


def _body(
    path: Path, text: str, delimiter: str, skip: int, width: int
) -> tuple[list[pa.Array], tuple[int, ...]]:
    regular = text.count('"') % 2 == 0 and '"' not in text[: _offset_of_line(text, skip)]
    if regular:
        try:
            return _fast_body(text, delimiter, skip, width), ()
        except pa.ArrowInvalid:
            pass
    return _careful_body(path, text, delimiter, skip, width)


def _offset_of_line(text: str, line: int) -> int:
    offset = 0
    for _ in range(line):
        offset = text.find("\n", offset) + 1
        if offset == 0:
            return len(text)
    return offset


def _fast_body(text: str, delimiter: str, skip: int, width: int) -> list[pa.Array]:
    from pyarrow import csv as arrow_csv

    body = text[_offset_of_line(text, skip) :]
    if not body or body.isspace():
        return [text_array(pa.array([], pa.string()))] * width
    names = [str(i) for i in range(width)]
    table = arrow_csv.read_csv(
        pa.BufferReader(body.encode("utf-8")),
        read_options=arrow_csv.ReadOptions(column_names=names, block_size=1 << 22),
        parse_options=arrow_csv.ParseOptions(
            delimiter=delimiter, newlines_in_values='"' in body, ignore_empty_lines=False
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )
    return [text_array(table.column(name)) for name in names]


def _careful_body(
    path: Path, text: str, delimiter: str, skip: int, width: int
) -> tuple[list[pa.Array], tuple[int, ...]]:
    try:
        lines = io.StringIO(text, newline="")
        rows = list(csv.reader(lines, delimiter=delimiter, strict=True))[skip:]
    except csv.Error as error:
        finding = Finding("file-truncated", Place(file=path.name), {"detail": str(error)})
        raise UnreadableInput(finding) from error
    ragged = tuple(i for i, row in enumerate(rows) if _is_ragged(row, width))
    padded = [row[:width] + [""] * (width - len(row)) for row in rows]
    columns = list(zip(*padded, strict=True)) if padded else [()] * width
    return [text_array(list(column)) for column in columns], ragged


def _is_ragged(row: list[str], width: int) -> bool:
    """Extra cells with content, or too few cells though more than one is filled."""
    if len(row) > width:
        return any(cell.strip() for cell in row[width:])
    return len(row) < width and sum(bool(cell.strip()) for cell in row) > 1
