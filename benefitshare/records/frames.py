"""Frames, Parquet files and database queries as grids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from benefitshare.records.cells import column_of_arrow, column_of_cells
from benefitshare.records.files import corrupt
from benefitshare.records.grid import Grid, letter


def read_parquet(path: Path, data: bytes) -> Grid:
    """The grid of a Parquet file of some bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(data))
    except Exception as error:  # ArrowInvalid, OSError: whatever says the bytes are no Parquet
        raise corrupt(path, error) from error
    columns = tuple(
        column_of_arrow(str(name), letter(i), table.column(i).combine_chunks())
        for i, name in enumerate(table.column_names)
    )
    return _grid(columns, table.num_rows, {"format": "parquet"})


def read_frame(frame: Any) -> Grid:
    """The grid of a pandas DataFrame; its row numbers count from 1 without a header line."""
    columns = tuple(
        _frame_column(str(name), letter(i), frame.iloc[:, i]) for i, name in enumerate(frame)
    )
    return _grid(columns, len(frame), {"format": "dataframe"})


def frame_of_rows(rows: Iterable[Mapping[str, Any]]) -> Any:
    """Rows as a pandas DataFrame, blank where a row has no such field.

    >>> frame_of_rows([{"a": "1"}, {"b": "2"}]).values.tolist()
    [['1', ''], ['', '2']]
    """
    import pandas as pd

    return pd.DataFrame(list(rows)).fillna("")


def _frame_column(header: str, column_letter: str, series: Any) -> Any:
    import pyarrow as pa

    if series.dtype == object:
        return column_of_cells(header, column_letter, series.tolist())
    values = pa.Array.from_pandas(series)
    values = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    return column_of_arrow(header, column_letter, values)


def read_query(connectable: Any, query: str) -> Grid:
    """The grid of a query over an SQLAlchemy engine or connection."""
    import sqlalchemy as sa

    statement = sa.text(query)
    if isinstance(connectable, sa.Engine):
        with connectable.connect() as connection:
            return _result_grid(connection.execute(statement))
    return _result_grid(connectable.execute(statement))


def _result_grid(result: Any) -> Grid:
    names = list(result.keys())
    rows = result.fetchall()
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    columns = tuple(column_of_cells(str(name), letter(i), cells[i]) for i, name in enumerate(names))
    return _grid(columns, len(rows), {"format": "database"})


def _grid(columns: Any, height: int, source: dict[str, Any]) -> Grid:
    return Grid(columns, np.arange(1, height + 1, dtype=np.int64), source=source)
