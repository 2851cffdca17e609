"""The common shape of every source: named columns of cell texts with their positions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa

from benefitshare.findings import Finding


@dataclass(frozen=True)
class RawColumn:
    """One column as read: a text per row ("" for a blank cell), and which cells were numbers.

    `numeric` is None when no cell is a binary floating-point number; `letter` is the spreadsheet's.
    """

    header: str
    letter: str
    text: pa.Array
    numeric: np.ndarray | None = None

    def take(self, positions: np.ndarray) -> RawColumn:
        """The column at these rows."""
        numeric = None if self.numeric is None else self.numeric[positions]
        return replace(self, text=self.text.take(pa.array(positions)), numeric=numeric)

    def value(self, position: int) -> str:
        """The text of one cell."""
        return str(self.text[position].as_py())


@dataclass(frozen=True)
class Grid:
    """A table as read, before its headers are understood.

    `rows` is the 1-based row of each record as a spreadsheet shows it; `ragged` are positions whose
    cell count differs from the header's. Where the grid holds only some rows of a source, `last` is
    the row of its last one, and rows left out are records.
    """

    columns: tuple[RawColumn, ...]
    rows: np.ndarray
    titles: tuple[str, ...] = ()
    ragged: tuple[int, ...] = ()
    source: dict[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    last: int | None = None

    @property
    def height(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def take(self, positions: np.ndarray) -> Grid:
        """The grid at these rows."""
        columns = tuple(column.take(positions) for column in self.columns)
        return replace(self, columns=columns, rows=self.rows[positions], ragged=())


def letter(index: int) -> str:
    """A spreadsheet's letter for a 0-based column.

    >>> letter(0), letter(27)
    ('A', 'AB')
    """
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def text_array(values: Any) -> pa.Array:
    """One contiguous string array, nulls as blanks."""
    import pyarrow.compute as pc

    array = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    array = array if isinstance(array, pa.Array) else pa.array(array, pa.string())
    array = array if array.type == pa.large_string() else pc.cast(array, pa.large_string())
    return pc.fill_null(array, "") if array.null_count else array


def blank_texts(height: int) -> pa.Array:
    """A column with nothing in it."""
    return pa.repeat(pa.scalar("", pa.large_string()), height)
