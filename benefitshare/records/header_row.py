"""Finding the header row among title lines, and matching its headers to fields."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benefitshare.records.cells import cell_text
from benefitshare.reference.headers import KINDS, header_aliases, plain_header

HEADER_SEARCH_ROWS = 30
FITTING_FIELDS = 2


@dataclass(frozen=True)
class HeaderRow:
    """Where the headers are (0-based) and what they say, trailing blanks left out."""

    index: int
    headers: tuple[str, ...]
    score: int


def find_header(rows: Sequence[Sequence[Any]], kind: str) -> HeaderRow | None:
    """The row with most known headers; a blank cell takes the one above it (merged cells)."""
    best: HeaderRow | None = None
    above: list[str] = []
    for index, cells in enumerate(rows[:HEADER_SEARCH_ROWS]):
        own = [cell_text(cell).strip() for cell in cells]
        filled = _filled(own, above, kind)
        score = _score(filled, kind) if any(own) else 0
        if score and _score(own, kind) and (best is None or score > best.score):
            best = HeaderRow(index, _trimmed(filled), score)
        above = own
    return best or _first_row(rows)


def _filled(own: Sequence[str], above: Sequence[str], kind: str) -> list[str]:
    """Headers with the row above: a blank cell takes its text, an unknown one stands under its
    group (“项目” over “编号”) where the two together are known.
    """
    aliases, group, filled = header_aliases(kind), "", []
    for i, text in enumerate(own):
        over = above[i] if i < len(above) else ""
        group = over or group
        joined = group + text
        grouped = text and plain_header(text)[0] not in aliases
        known = grouped and plain_header(joined)[0] in aliases
        filled.append(joined if known else text or over)
    return filled


def _first_row(rows: Sequence[Sequence[Any]]) -> HeaderRow | None:
    for index, cells in enumerate(rows):
        headers = _trimmed([cell_text(cell).strip() for cell in cells])
        if len(headers) > 1:
            return HeaderRow(index, headers, 0)
    return None


def _trimmed(headers: list[str]) -> tuple[str, ...]:
    while headers and not headers[-1]:
        headers = headers[:-1]
    return tuple(headers)


def _score(headers: Sequence[str], kind: str) -> int:
    aliases = header_aliases(kind)
    return len({plain_header(text)[0] for text in headers if text} & aliases.keys())


def fits(rows: Sequence[Sequence[Any]], kind: str) -> bool:
    """Whether rows look like a table of this kind: two of its fields, and no kind has more."""
    fields = {of: _fields(find_header(rows, of), of) for of in KINDS}
    return fields[kind] >= FITTING_FIELDS and fields[kind] == max(fields.values())


def _fields(found: HeaderRow | None, kind: str) -> int:
    """How many fields of a table a header row names, not counting columns that are never used."""
    aliases = header_aliases(kind)
    plain = {plain_header(text)[0] for text in found.headers} if found else set()
    return len(
        {aliases[text].field for text in plain & aliases.keys() if aliases[text].use != "known"}
    )


def nearest_header(header: str, kind: str) -> str:
    """A known header that the unknown one may be a slip of, or an empty text."""
    aliases = header_aliases(kind)
    close = difflib.get_close_matches(plain_header(header)[0], aliases, n=1, cutoff=0.6)
    return close[0] if close else ""
