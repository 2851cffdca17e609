"""Turning a column of texts into canonical values, each distinct text looked at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from benefitshare.records.grid import RawColumn


@dataclass(frozen=True)
class Flaw:
    """What is wrong with one text; `usable` is the value when it is only doubtful."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)
    usable: str | None = None


@dataclass(frozen=True)
class FlawAt:
    """A flaw at a position of a column (None: of the row)."""

    flaw: Flaw
    position: int
    column: RawColumn | None
    value: str | None


@dataclass
class Flaws:
    """The flaws found so far."""

    found: list[FlawAt] = field(default_factory=list)

    def add(self, flaw: Flaw, position: int, column: RawColumn | None) -> None:
        """Note a flaw at a cell."""
        value = column.value(position) if column is not None else None
        self.found.append(FlawAt(flaw, position, column, value))

    def extend(self, other: Flaws) -> None:
        """Take over the flaws of another."""
        self.found.extend(other.found)


@dataclass(frozen=True)
class Column:
    """Canonical values (NumPy or Arrow) and their flaws."""

    values: Any
    flaws: Flaws


def convert_texts(column: RawColumn, parser: Callable[[str], str | Flaw]) -> Column:
    """Apply a parser to every distinct text; blanks stay blank.

    An unusable text is a flaw of each of its cells, a doubtful one of the first only.
    """
    import pyarrow.compute as pc

    encoded = pc.utf8_trim_whitespace(column.text).dictionary_encode()
    codes = encoded.indices.to_numpy(zero_copy_only=False)
    found = [parser(text) if text else "" for text in encoded.dictionary.to_pylist()]
    values = [_value(item) for item in found]
    flaws = Flaws()
    bad = {i: item for i, item in enumerate(found) if isinstance(item, Flaw)}
    if bad:
        marked = np.isin(codes, np.fromiter(bad, np.int64, len(bad)))
        said: set[int] = set()
        for position in np.flatnonzero(marked):
            code = int(codes[position])
            if bad[code].usable is None or code not in said:
                flaws.add(bad[code], int(position), column)
            said.add(code)
    taken = pa.array(values, pa.large_string()).take(encoded.indices)
    return Column(taken, flaws)


def _value(item: str | Flaw) -> str:
    return (item.usable or "") if isinstance(item, Flaw) else item
