"""Telling records from blank rows, totals, notes, repeated headers and examples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from benefitshare.records.grid import Grid, text_array

_TOTAL = (
    r"(?i)^(.{0,10}(合\s*计|小\s*计|总\s*计|累\s*计)[:：]?(\(.*\))?|total|subtotal|grand total)$"
)
_NOTE = (
    r"^(制\s*表|填\s*表|审\s*核|复\s*核|编\s*制|单位负责人|负责人|财务负责人|经办|打印|盖章|联系人|联系电话"
    r"|备\s*注[:：]|说\s*明[:：]?|注[:：]|数据来源|统计口径|第.{1,4}页|填报|报送|日期[:：])"
)
_EXAMPLE = r"^(示例|EXAMPLE-)"
FEW_CELLS = 4


@dataclass(frozen=True)
class Body:
    """Positions of records, and the other filled rows with the code that says what they are."""

    records: np.ndarray
    others: dict[int, str]


def find_body(grid: Grid, identity: tuple[str, ...] = ()) -> Body:
    """Sort the rows of a grid; `identity` are headers whose cells may carry 合计 as well."""
    if not grid.columns:
        return Body(np.arange(0), {})
    first, filled = _first_filled(grid)
    others: dict[int, str] = {}
    _mark(others, _matches(first, _EXAMPLE), "example-row")
    _mark(others, _matches(first, _TOTAL), "total-row")
    for column in grid.columns:
        if column.header in identity:
            _mark(others, _matches(column.text, r"^\s*(合\s*计|小\s*计|总\s*计)\s*$"), "total-row")
    _mark(others, _matches(first, _NOTE) & (filled <= FEW_CELLS), "note-row")
    _mark(others, _single_at_end(filled, grid, others), "note-row")
    _mark(others, _repeated_header(grid), "note-row")
    is_record = filled > 0
    is_record[list(others)] = False
    return Body(np.flatnonzero(is_record), others)


def _first_filled(grid: Grid) -> tuple[pa.Array, np.ndarray]:
    """The first filled cell of each row, and how many are filled."""
    import pyarrow.compute as pc

    first = None
    filled = np.zeros(grid.height, np.int64)
    for column in grid.columns:
        text = pc.utf8_trim_whitespace(column.text)
        empty = pc.equal(text, "")
        filled += ~empty.to_numpy(zero_copy_only=False)
        if first is None:
            first = text
        elif pc.any(pc.equal(first, "")).as_py():
            first = pc.if_else(pc.equal(first, ""), text, first)
    return text_array(first), filled


def _matches(text: pa.Array, pattern: str) -> np.ndarray:
    import pyarrow.compute as pc

    found: np.ndarray = pc.match_substring_regex(text, pattern).to_numpy(zero_copy_only=False)
    return found


def _mark(others: dict[int, str], mask: np.ndarray, code: str) -> None:
    for position in np.flatnonzero(mask):
        others.setdefault(int(position), code)


def _single_at_end(filled: np.ndarray, grid: Grid, others: dict[int, str]) -> np.ndarray:
    """Rows below the last record that hold a single cell."""
    mask = np.zeros(len(filled), bool)
    if len(grid.columns) < 3:
        return mask
    after = None if grid.last is None else grid.last + 1
    for position in range(len(filled) - 1, -1, -1):
        row = int(grid.rows[position])
        if (filled[position] > 1 and position not in others) or after not in (None, row + 1):
            break
        mask[position] = filled[position] == 1
        after = None if after is None else row
    return mask


def _repeated_header(grid: Grid) -> np.ndarray:
    import pyarrow.compute as pc

    mask = np.ones(grid.height, bool)
    for column in grid.columns:
        if column.header and mask.any():
            mask &= pc.equal(column.text, column.header).to_numpy(zero_copy_only=False)
    return mask
