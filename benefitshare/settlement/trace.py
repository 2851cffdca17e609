"""The trace: what each stage did, kept with its keys, so that explaining a figure is walking back
along it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.settlement.cells import BLANK_KEY, column
from benefitshare.settlement.days import NEVER

Array = npt.NDArray[Any]
COLUMNS = ("project", "tax", "period", "slice", "clause", "party")


@dataclass(frozen=True)
class Trace:
    """Lines of one stage and item. `ratio` numbers `ratios` (-1: none); `notes` likewise.

    `amount` is what the line says, `base` what it was computed from; both int64 fen or fractions.
    """

    stage: str
    item: str
    keys: dict[str, Array]
    amount: Array
    base: Array | None = None
    ratio: Array | None = None
    ratios: tuple[str, ...] = ()
    note: Array | None = None
    notes: tuple[str, ...] = ()


def trace(
    stage: str,
    item: str,
    amount: Array,
    *,
    project: Any = BLANK_KEY,
    tax: Any = BLANK_KEY,
    period: Any = 0,
    slice_: Any = NEVER,
    clause: Any = BLANK_KEY,
    party: Any = BLANK_KEY,
    base: Array | None = None,
    ratio: Array | None = None,
    ratios: tuple[str, ...] = (),
    note: dict[str, Any] | list[dict[str, Any]] | None = None,
    note_of: Array | None = None,
) -> Trace:
    """Lines of the length of `amount`; scalar keys are repeated.

    `note` holds the other numbers of the formula: one for all lines, or a list with `note_of`
    numbering it.
    """
    given = {
        "project": project, "tax": tax, "period": period, "slice": slice_,
        "clause": clause, "party": party,
    }  # fmt: skip
    keys = {name: column(value, len(amount)) for name, value in given.items()}
    listed = note if isinstance(note, list) else [] if note is None else [note]
    number = note_of if isinstance(note, list) else None
    if number is None and listed:
        number = np.zeros(len(amount), dtype=np.int64)
    notes = tuple(note_text(n) for n in listed)
    return Trace(stage, item, keys, amount, base, ratio, ratios, number, notes)


def note_text(note: dict[str, Any]) -> str:
    """A note as the text a line carries; fractions and dates as text."""
    return _JSON.encode(note)


_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str)
