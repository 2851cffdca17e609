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


def convert_texts(
    column: RawColumn,
    parser: Callable[[str], str | Flaw],
    plain: Callable[[pa.Array], np.ndarray] | None = None,
) -> Column:
    """Apply a parser to every distinct text; blanks stay blank. `plain` marks those of many texts
    that the parser would give back as they are.

    An unusable text is a flaw of each of its cells, a doubtful one of the first only.
    """
    import pyarrow.compute as pc

    text = pc.utf8_trim_whitespace(column.text)
    encoded = text.dictionary_encode()
    known = pc.equal(encoded.dictionary, "").to_numpy(zero_copy_only=False)
    if plain is not None:
        known = known | plain(encoded.dictionary)
    if known.all():
        return Column(text.cast(pa.large_string()), Flaws())
    values = encoded.dictionary.to_pylist()
    found = {int(i): parser(values[i]) for i in np.flatnonzero(~known)}
    for i, item in found.items():
        values[i] = _value(item)
    bad = {i: item for i, item in found.items() if isinstance(item, Flaw)}
    taken = pa.array(values, pa.large_string()).take(encoded.indices)
    return Column(taken, _flaws(column, encoded.indices, bad))


def _flaws(column: RawColumn, indices: pa.Array, bad: dict[int, Flaw]) -> Flaws:
    """The flaws of a column whose cells have the numbers of bad texts."""
    flaws = Flaws()
    if not bad:
        return flaws
    codes = indices.to_numpy(zero_copy_only=False)
    said: set[int] = set()
    for position in np.flatnonzero(np.isin(codes, list(bad))).tolist():
        code = int(codes[position])
        if bad[code].usable is None or code not in said:
            flaws.add(bad[code], position, column)
        said.add(code)
    return flaws


def _value(item: str | Flaw) -> str:
    return (item.usable or "") if isinstance(item, Flaw) else item
