"""Sheets written row by row: the only module that knows XlsxWriter.

Rows go to disk as they are written, so that size costs no memory; a sheet's widths are therefore
given before its first row. Money is held exactly: a number of yuan where a double holds it, else
text.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benefitshare.findings import Language
from benefitshare.money import format_yuan
from benefitshare.reports.columns import display_width
from benefitshare.reports.words import label

MAX_ROWS = 1_048_576
LINE_HEIGHT = 14.0
EXACT_FEN = 9 * 10**15
AMOUNT_FORMAT = "#,##0.00;[Red]-#,##0.00"
CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
FONTS: dict[Language, str] = {"zh": "宋体", "en": "Arial"}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, shown in yuan."""

    fen: int


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number."""

    number: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A number held in 1/scale of its unit."""

    value: int
    scale: int


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula with the value it has, computed here: yuan as `Money`, or `Count`, or text."""

    text: str
    value: Money | Count | str


Cell = str | Money | Count | Figure | Formula
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "align": "center"},
    "subtitle": {"bold": True, "font_size": 13, "align": "center", "text_wrap": True},
    "heading": {"bold": True, "font_size": 12, "align": "left"},
    "plain": {"align": "left", "text_wrap": True},
    "notice": {"align": "left", "text_wrap": True, "bold": True, "font_color": "#C00000"},
    "right": {"align": "right"},
    "sign": {"align": "left"},
    "header": {"bold": True, "border": 1, "align": "center", "text_wrap": True,
               "bg_color": "#D9E2F3"},
    "cell": {"border": 1, "text_wrap": True, "indent": 1},
    "narrow": {"border": 1, "indent": 1},
    "subtotal": {"border": 1, "indent": 1, "bold": True, "bg_color": "#F2F2F2"},
    "total": {"border": 1, "indent": 1, "bold": True, "bg_color": "#E2EFDA"},
    "seal_top": {"indent": 1, "left": 1, "right": 1, "top": 1, "align": "left", "text_wrap": True},
    "seal": {"left": 1, "right": 1},
    "seal_bottom": {"indent": 1, "left": 1, "right": 1, "bottom": 1, "align": "right"},
}  # fmt: skip
_KINDS: dict[str, dict[str, Any]] = {
    "text": {},
    "center": {"align": "center", "num_format": "0", "indent": 0},
    "money": {"num_format": AMOUNT_FORMAT, "align": "right", "indent": 0},
    "count": {"num_format": "#,##0", "align": "right", "indent": 0},
    "exact": {"align": "right", "indent": 0},
}


class Book:
    """A workbook being written; its bytes depend on what is written and nothing else."""

    def __init__(self, path: Path, lang: Language, title: str) -> None:
        import xlsxwriter

        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.set_properties({"title": title, "created": CREATED, "author": "benefitshare"})
        self._book.set_calc_mode("auto")
        self._formats: dict[tuple[str, str], Any] = {}
        self.lang: Language = lang

    def __enter__(self) -> Book:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        if failed is None:
            self._book.close()
        else:
            self._book.fileclosed = True
            for sheet in self._book.worksheets():
                sheet.row_data_fh.close()
                Path(sheet.row_data_filename).unlink(missing_ok=True)

    def sheet(self, name: str, widths: Sequence[float]) -> Grid:
        """A new sheet at the end, A4 landscape, one page wide, page x of y below."""
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer(f"&L&8{name}&R&8{label('page', self.lang)}")
        sheet.hide_gridlines(2)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, self.format("plain", "text"))
        return Grid(self, sheet, name, widths)

    def format(self, style: str, kind: str) -> Any:
        """The format of a style and a kind of value, made once."""
        key = (style, kind)
        if key not in self._formats:
            font = {"font_name": FONTS[self.lang], "font_size": 10, "valign": "vcenter"}
            self._formats[key] = self._book.add_format({**font, **_STYLES[style], **_KINDS[kind]})
        return self._formats[key]


class Grid:
    """One sheet and the row that comes next (1-based, as formulas name it)."""

    def __init__(self, book: Book, sheet: Any, name: str, widths: Sequence[float]) -> None:
        self._book = book
        self._sheet = sheet
        self.name = name
        self.columns = len(widths)
        self._widths = widths
        self.next_row = 1
        self._breaks: list[int] = []

    def row(
        self, cells: Sequence[Cell], style: str = "cell", *, centered: Sequence[int] = ()
    ) -> int:
        """Write a row, the cells of the columns in `centered` centred. Returns its number."""
        number = self.next_row
        if style != "narrow":
            self._sheet.set_row(number - 1, self._height(cells))
        for column, cell in enumerate(cells):
            self._write(number - 1, column, cell, style, "center" if column in centered else "text")
        self.next_row += 1
        return number

    def _height(self, cells: Sequence[Cell]) -> float:
        """High enough for the texts to break within their columns."""
        pairs = zip(cells, self._widths, strict=False)
        lines = (display_width(c) / max(w - 2, 1) for c, w in pairs if isinstance(c, str))
        return LINE_HEIGHT * max(1, math.ceil(max(lines, default=1))) + 4

    def merged(self, text: str, style: str, *, height: float | None = None) -> int:
        """Write a text over all columns. Returns its row."""
        return self.spans([(0, self.columns - 1, text)], style, height=height)

    def spans(
        self, spans: Sequence[tuple[int, int, str]], style: str, *, height: float | None = None
    ) -> int:
        """Write texts over columns `first` to `last` of one row. Returns the row."""
        number = self.next_row
        if height is not None:
            self._sheet.set_row(number - 1, height)
        shape = self._book.format(style, "text")
        for first, last, text in spans:
            if first == last:
                self._sheet.write_string(number - 1, first, text, shape)
            else:
                self._sheet.merge_range(number - 1, first, number - 1, last, "", shape)
                self._sheet.write_string(number - 1, first, text, shape)
        self.next_row += 1
        return number

    def gap(self) -> None:
        """Leave a row empty."""
        self.next_row += 1

    def header(self, names: Sequence[str]) -> int:
        """Write headings. Returns their row."""
        return self.row(names, "header")

    def frozen_below(self, row: int, *, filtered_to: int | None = None) -> None:
        """Keep rows down to `row` in sight and on every printed page; offer filters on that row."""
        self._sheet.freeze_panes(row, 0)
        self._sheet.repeat_rows(row - 1, row - 1)
        if filtered_to is not None:
            self._sheet.autofilter(row - 1, 0, filtered_to - 1, self.columns - 1)

    def repeat(self, first: int, last: int) -> None:
        """Print these rows at the top of every page."""
        self._sheet.repeat_rows(first - 1, last - 1)

    def page_break(self) -> None:
        """Start a new printed page at the next row."""
        self._breaks.append(self.next_row - 1)
        self._sheet.set_h_pagebreaks(self._breaks)

    def _write(self, row: int, column: int, cell: Cell, style: str, kind: str) -> None:
        if isinstance(cell, str):
            self._sheet.write_string(row, column, cell, self._book.format(style, kind))
        elif isinstance(cell, Money):
            self._write_number(row, column, cell.fen, 100, style)
        elif isinstance(cell, Count):
            shape = self._book.format(style, "center" if kind == "center" else "count")
            self._sheet.write_number(row, column, cell.number, shape)
        elif isinstance(cell, Figure):
            self._write_figure(row, column, cell, style)
        else:
            self._write_formula(row, column, cell, style, kind)

    def _write_number(self, row: int, column: int, value: int, scale: int, style: str) -> None:
        if abs(value) < EXACT_FEN:
            shape = self._book.format(style, "money")
            self._sheet.write_number(row, column, value / scale, shape)
        else:
            shape = self._book.format(style, "exact")
            self._sheet.write_string(row, column, format_yuan(value), shape)

    def _write_figure(self, row: int, column: int, cell: Figure, style: str) -> None:
        from benefitshare.reports.text import figure_text

        if cell.scale == 1 and abs(cell.value) < EXACT_FEN:
            self._sheet.write_number(row, column, cell.value, self._book.format(style, "count"))
        elif cell.scale == 100:
            self._write_number(row, column, cell.value, 100, style)
        else:
            text = figure_text(cell.value, cell.scale)
            self._sheet.write_string(row, column, text, self._book.format(style, "exact"))

    def _write_formula(self, row: int, column: int, cell: Formula, style: str, kind: str) -> None:
        value, shape = cell.value, self._book.format(style, kind)
        if isinstance(value, Money):
            shape = self._book.format(style, "money")
            self._sheet.write_formula(row, column, cell.text, shape, value.fen / 100)
        elif isinstance(value, Count):
            shape = self._book.format(style, "count")
            self._sheet.write_formula(row, column, cell.text, shape, value.number)
        else:
            self._sheet.write_formula(row, column, cell.text, shape, value)


def column_letter(index: int) -> str:
    """The letters of a column counted from 0.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def exact_in_cells(amounts: Iterable[int]) -> bool:
    """Whether a formula over these amounts, and their sum, gives every fen."""
    return sum(map(abs, amounts)) < EXACT_FEN


def fitting_width(heading: str, texts: Iterable[str], *, widest: int = 36) -> float:
    """A column's width for its heading (which may break) and its texts."""
    longest = max(map(display_width, texts), default=0)
    return min(max(longest, min(display_width(heading), 12), 4), widest) + 2.5
