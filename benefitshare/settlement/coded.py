"""Rows that name their texts by number: those of all agreements become one frame at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Texts = tuple[Sequence[str], Array]

EMPTY = -1
"""The number of the empty text."""


@dataclass(frozen=True)
class Coded:
    """Rows of one agreement. A column holds numbers, or texts and for each row which of them it is
    (EMPTY: none). `loose` columns hold Python objects in the frame.
    """

    texts: dict[str, Texts]
    numbers: dict[str, Array]
    loose: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(next(iter(self.numbers.values())))


def repeated(text: str, count: int) -> Texts:
    """One text in every row."""
    return (text,), _alike(0, count)


def _alike(number: int, count: int) -> Array:
    """One number in every row, without taking room for each."""
    return np.ndarray((count,), np.int32, np.int32(number).tobytes(), strides=(0,))


def each(texts: Sequence[str]) -> Texts:
    """A text for every row."""
    return texts, np.arange(len(texts), dtype=np.int32)


def numbered(texts: Sequence[str], numbers: Array) -> Texts:
    """Texts by number, as numbers of few bytes."""
    return texts, numbers.astype(np.int32)


def labelled(numbers: Array, blank: int, label: Callable[[int], str]) -> Texts:
    """Numbers as texts; `blank` is the empty text."""
    filled = numbers != blank
    if not filled.any():
        return (), _alike(EMPTY, len(numbers))
    distinct, codes = distinct_numbers(numbers[filled])
    whole = np.full(len(numbers), EMPTY, dtype=np.int32)
    whole[filled] = codes
    return [label(n) for n in distinct], whole


def distinct_numbers(numbers: Array) -> tuple[list[int], Array]:
    """The distinct ones of some whole numbers, ascending, and for each number which of them it is;
    quickly where they lie close together.
    """
    if not len(numbers):
        return [], numbers.astype(np.int64)
    first = int(numbers.min())
    span = int(numbers.max()) - first + 1
    if span > 2**16:
        distinct, codes = np.unique(numbers, return_inverse=True)
        return distinct.tolist(), codes
    place = numbers.astype(np.int64) - first
    present = np.zeros(span, dtype=bool)
    present[place] = True
    return (np.flatnonzero(present) + first).tolist(), (np.cumsum(present) - 1)[place]


def frame_of(parts: Iterable[Any], columns: Sequence[str]) -> Any:
    """One frame of coded rows and frames, one after another."""
    import pandas as pd

    pieces: list[Any] = []
    for coded, run in groupby(parts, lambda part: isinstance(part, Coded)):
        alike = list(run)
        pieces += [_frame(alike, columns)] if coded else alike
    if len(pieces) == 1 and isinstance(pieces[0].index, pd.RangeIndex):
        return pieces[0]
    return pd.concat(pieces, ignore_index=True)


def _frame(parts: list[Coded], columns: Sequence[str]) -> Any:
    import pandas as pd

    loose = frozenset().union(*(part.loose for part in parts))
    made = {}
    for name in columns:
        column = _numbers if name in parts[0].numbers else _texts
        made[name] = column(parts, name, name in loose)
    return pd.DataFrame(made, columns=list(columns))


def _numbers(parts: list[Coded], name: str, loose: bool) -> Any:
    whole = np.concatenate([part.numbers[name] for part in parts])
    return _objects(whole) if loose else whole


def _texts(parts: list[Coded], name: str, loose: bool) -> Any:
    import pandas as pd

    known: dict[str, int] = {"": 0}
    codes = []
    for part in parts:
        texts, numbers = part.texts[name]
        place = [0, *(known.setdefault(text, len(known)) for text in texts)]
        codes.append(np.array(place, dtype=np.int32)[numbers + 1])
    whole = np.concatenate(codes)
    if loose:
        return _objects(np.array(list(known), dtype=object)[whole])
    return pd.array(list(known), dtype="str").take(whole)


def _objects(values: Array) -> Any:
    import pandas as pd

    return pd.Series(values, dtype=object)
