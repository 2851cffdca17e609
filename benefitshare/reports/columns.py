"""Text in columns for a terminal, where a Chinese character takes two places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from unicodedata import combining, east_asian_width

TEXT_WIDTH = 100
HEADING_WIDTH = 14
NARROWEST = 12
_UNBREAKABLE = re.compile(r"[“（【《]*(?:(?:[!-,.-~]|-(?=[0-9]))+-?[ ]?|.)", re.DOTALL)
_NEVER_FIRST = "，。；：、）】》”？！,.;:)%"


def display_width(text: str) -> int:
    """How many places a text takes.

    >>> display_width("应得 cash")
    9
    """
    return sum(0 if combining(c) else 1 + (east_asian_width(c) in "WF") for c in text)


def padded(text: str, width: int, *, right: bool = False) -> str:
    """The text filled with spaces to a width."""
    gap = " " * max(0, width - display_width(text))
    return gap + text if right else text + gap


def wrapped(text: str, indent: str = "", width: int = TEXT_WIDTH) -> list[str]:
    """Lines of at most `width` places; words of Latin letters are kept whole, 禁则 at line starts.

    >>> wrapped("应得 by year and tax", width=12)
    ['应得 by year', 'and tax']
    """
    lines, line = [], indent
    for piece in _UNBREAKABLE.findall(text):
        full = display_width(line + piece.rstrip()) > width
        if full and piece not in _NEVER_FIRST and line.strip():
            lines.append(line.rstrip())
            line = indent + piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]


def table(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, texts: int, indent: str = "  "
) -> list[str]:
    """A header, a rule and rows; the first `texts` columns stand left, the others right.

    A row of which every cell is empty is drawn as a rule. Headings break at the width of the
    figures below them, texts where the table would be wider than the terminal; figures that still
    find no room follow in a second table with the same texts.
    """
    limit = TEXT_WIDTH - len(indent)
    widths = _widths(header, rows, texts, limit)
    fitting = _fitting(widths, texts, limit)
    if fitting < len(header):
        first, second = slice(0, fitting), [*range(texts), *range(fitting, len(header))]
        above = table(header[first], [row[first] for row in rows], texts=texts, indent=indent)
        later = [[row[i] for i in second] for row in rows]
        below = table([header[i] for i in second], later, texts=texts, indent=indent)
        return [*above, "", *below]
    rule = indent + "  ".join("-" * w for w in widths)
    drawn = [*_drawn(header, widths, texts, indent), rule]
    for row in rows:
        drawn += _drawn(row, widths, texts, indent) if any(row) else [rule]
    return drawn


def _fitting(widths: list[int], texts: int, limit: int) -> int:
    """How many columns stand side by side, at least one of figures."""
    for count in range(len(widths), texts + 1, -1):
        if sum(widths[:count]) + 2 * (count - 1) <= limit:
            return count
    return texts + 1


def _figures_width(header: str, figures: Iterable[str]) -> int:
    """The width of a column of figures under a heading that may break."""
    return max(min(display_width(header), HEADING_WIDTH), *map(display_width, figures))


def _widths(
    header: Sequence[str], rows: Sequence[Sequence[str]], texts: int, limit: int
) -> list[int]:
    columns = list(zip(header, *rows, strict=True))
    widths = [max(map(display_width, column)) for column in columns[:texts]]
    widths += [_figures_width(column[0], column[1:] or ("",)) for column in columns[texts:]]
    while sum(widths) + 2 * (len(widths) - 1) > limit and max(widths[:texts]) > NARROWEST:
        widths[widths.index(max(widths[:texts]), 0, texts)] -= 1
    return widths


def _drawn(cells: Sequence[str], widths: list[int], texts: int, indent: str) -> list[str]:
    """A row over as many lines as its tallest cell needs."""
    broken = [wrapped(cell, width=w) for cell, w in zip(cells, widths, strict=True)]
    lines = []
    for parts in zip_longest(*broken, fillvalue=""):
        padding = zip(parts, widths, range(len(widths)), strict=True)
        cells_of_line = (padded(part, w, right=i >= texts) for part, w, i in padding)
        lines.append((indent + "  ".join(cells_of_line)).rstrip())
    return lines
