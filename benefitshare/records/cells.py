"""Cells of a spreadsheet, frame or query as exact text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from benefitshare.records.grid import RawColumn, text_array

ROUNDED_FROM = 1e15


def cell_text(value: Any) -> str:
    """The text of a cell; a float by its shortest exact writing, a midnight as its day.

    >>> cell_text(1234.5), cell_text(3.0), cell_text(None), cell_text(True)
    ('1234.5', '3', '', '是')
    """
    if value is None or value != value:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, np.bool_)):
        return "是" if value else "否"
    if isinstance(value, (float, np.floating)):
        return _float_text(float(value))
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime):
        return _datetime_text(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _float_text(value: float) -> str:
    if value.is_integer() and abs(value) < ROUNDED_FROM:
        return str(int(value))
    return repr(value)


def _datetime_text(value: dt.datetime) -> str:
    midnight = not (value.hour or value.minute or value.second)
    return value.date().isoformat() if midnight else value.isoformat(" ")


def column_of_cells(header: str, letter: str, cells: Sequence[Any]) -> RawColumn:
    """A column from Python values, with the cells that were floating-point numbers marked."""
    kinds = {*map(type, cells)}
    if kinds <= {str, type(None)}:
        return RawColumn(header, letter, text_array(pa.array(cells, pa.large_string())))
    text = text_array(pa.array([cell_text(cell) for cell in cells], pa.large_string()))
    numeric = None
    if any(issubclass(kind, (float, np.floating)) for kind in kinds):
        marks = (isinstance(cell, (float, np.floating)) for cell in cells)
        numeric = np.fromiter(marks, bool, len(cells))
    return RawColumn(header, letter, text, numeric)


def column_of_arrow(header: str, letter: str, values: pa.Array) -> RawColumn:
    """A column from an Arrow array of any simple type."""
    import pyarrow.compute as pc

    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    kind = values.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return RawColumn(header, letter, text_array(values))
    if pa.types.is_integer(kind) or pa.types.is_decimal(kind) or pa.types.is_date(kind):
        return RawColumn(header, letter, text_array(pc.cast(values, pa.string())))
    return column_of_cells(header, letter, values.to_pylist())
