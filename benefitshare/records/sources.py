"""Opening a source of any kind as a grid, with the facts that a receipt records about it."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benefitshare.findings import Finding, Place, UnreadableInput, UsageError
from benefitshare.records.delimited import Delimited, read_delimited
from benefitshare.records.frames import read_frame, read_parquet, read_query
from benefitshare.records.grid import Grid
from benefitshare.records.workbook import read_workbook

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et")
TEXTS = (".csv", ".txt", ".tsv")
MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How workbooks begin."""
OS_WORDS: dict[type[OSError], str] = {
    FileNotFoundError: "没有这个文件",
    NotADirectoryError: "没有这个文件",
    IsADirectoryError: "这是文件夹，不是文件",
    PermissionError: "没有读取权限，或正被其他程序占用",
}


def open_grid(
    source: Any, kind: str, *, sheet: str | None, encoding: str | None, query: str | None
) -> Grid:
    """The grid of a path, frame or database; raises `UnreadableInput` or `UsageError`."""
    if isinstance(source, (str, Path)):
        return _open_file(Path(source), kind, sheet, encoding)
    if hasattr(source, "iloc"):
        return _with_digest(read_frame(source))
    if query is not None:
        return _with_digest(read_query(source, query))
    raise UsageError(Finding("source-unknown", value=type(source).__name__))


def open_text(path: Path, kind: str) -> Delimited | None:
    """The cells of a CSV file; None for a workbook in disguise. Raises `UnreadableInput`."""
    data = _filled(path)
    if data[:4] in MAGIC:
        return None
    read = read_delimited(path, data, kind, None)
    return dataclasses.replace(read, source={**_facts(path, data), **read.source})


def _open_file(path: Path, kind: str, sheet: str | None, encoding: str | None) -> Grid:
    data = _filled(path)
    grid = _read_bytes(path, data, kind, sheet, encoding)
    return dataclasses.replace(grid, source={**_facts(path, data), **grid.source})


def _facts(path: Path, data: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(data).hexdigest()
    return {"file": path.name, "sha256": digest, "bytes": len(data)}


def _filled(path: Path) -> bytes:
    data = _bytes(path)
    if not data:
        raise UnreadableInput(Finding("file-empty", Place(file=path.name)))
    return data


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        said = str(error.strerror)
        detail = {"zh": next((zh for of, zh in OS_WORDS.items() if isinstance(error, of)), said)}
        finding = Finding("file-missing", Place(file=str(path)), {"detail": {**detail, "en": said}})
        raise UnreadableInput(finding) from error


def _read_bytes(
    path: Path, data: bytes, kind: str, sheet: str | None, encoding: str | None
) -> Grid:
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        return read_parquet(path)
    if suffix in WORKBOOKS or data[:4] in MAGIC:
        return read_workbook(path, data, kind, sheet)
    if suffix in TEXTS:
        return read_delimited(path, data, kind, encoding).grid()
    raise UnreadableInput(Finding("format-unknown", Place(file=path.name), value=suffix))


def _with_digest(grid: Grid) -> Grid:
    """Headers and cells, not the memory behind them: parts of one frame are different inputs."""
    digest = hashlib.sha256()
    size = 0
    for column in grid.columns:
        header = column.header.encode()
        for part in (b"%d:" % len(header), header, *_content(column.text)):
            digest.update(part)
            size += len(part)
    facts = {"file": "", "sha256": digest.hexdigest(), "bytes": size}
    return dataclasses.replace(grid, source={**facts, **grid.source})


def _content(text: pa.Array) -> tuple[bytes, memoryview]:
    """Where each cell ends, and the cells one after another."""
    _, ends, cells = text.buffers()
    places = np.frombuffer(ends, np.int64)[text.offset : text.offset + len(text) + 1]
    if not len(text):
        return b"", memoryview(b"")
    return (places - places[0]).tobytes(), memoryview(cells or b"")[places[0] : places[-1]]
