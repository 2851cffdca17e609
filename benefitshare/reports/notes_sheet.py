"""The sheet that says what the numbers rest on: readings, sources, unverified facts, digests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from benefitshare.agreements.terms import term
from benefitshare.findings import Language
from benefitshare.reports.columns import display_width
from benefitshare.reports.grid import LINE_HEIGHT, Book, Grid
from benefitshare.reports.statement import AgreementStatement, Statement
from benefitshare.reports.text import note_texts
from benefitshare.reports.words import in_language, label, notice, sheet_name, table_name

if TYPE_CHECKING:
    from benefitshare.settlement.result import Settlement


def write_notes(book: Book, settlement: Settlement, statement: Statement) -> None:
    """Write the notes of each agreement, then those of the whole settlement."""
    grid = book.sheet(sheet_name("notes", book.lang), (24.0, 34.0, 84.0))
    grid.merged(sheet_name("notes", book.lang), "title", height=28)
    for part in statement.agreements:
        _agreement(grid, part, book.lang)
    notes = note_texts(statement, book.lang)
    if notes:
        _heading(grid, label("unverified", book.lang))
        for note in notes:
            grid.spans([(0, 2, note)], "cell", height=_height(note, 130))
    _receipt(grid, settlement.receipt, book.lang)


def _receipt(grid: Grid, receipt: Mapping[str, Any], lang: Language) -> None:
    _heading(grid, label("receipt", lang))
    for key in ("library", "reference_vintage", "years", "as_known_on"):
        value = receipt.get(key)
        if value is not None:
            shown = label("comma", lang).join(map(str, value)) if key == "years" else str(value)
            grid.spans([(0, 0, label(key, lang)), (1, 2, shown)], "cell", height=18)
    sources = receipt.get("inputs", [])
    if sources:
        _heading(grid, label("source_files", lang))
        heads = (label("table", lang), label("file", lang), label("digest", lang))
        grid.header(heads)
        for source in sources:
            grid.row(_source(source, lang))


def _source(source: Mapping[str, Any], lang: Language) -> tuple[str, str, str]:
    """An input in three cells: table and rows; file, sheet and encoding; digest."""
    rows = label("rows_read", lang).format(n=source.get("rows_read") or 0)
    where = [source.get("file"), source.get("sheet"), source.get("encoding")]
    names = label("comma", lang).join(filter(None, (table_name(source["table"], lang), rows)))
    return names, " / ".join(str(w) for w in where if w), f"sha256:{source.get('sha256') or ''}"


def _height(text: str, width: int) -> float:
    return LINE_HEIGHT * (display_width(text) // width + 1) + 4


def _heading(grid: Grid, text: str) -> None:
    grid.gap()
    grid.merged(text, "heading", height=18)


def _agreement(grid: Grid, part: AgreementStatement, lang: Language) -> None:
    agreement = part.agreement
    _heading(grid, in_language(agreement.title, lang))
    for key, value in _facts(part, lang):
        grid.spans([(0, 0, key), (1, 2, value)], "cell", height=_height(value, 110))
    grid.header([label(k, lang) for k in ("clause", "parameter", "sentence")])
    for reading in part.readings:
        value = str(reading.value).lower() if isinstance(reading.value, bool) else reading.value
        parameter = f"{reading.parameter} = {value}"
        clause = reading.clause or label("agreement", lang)
        grid.row([clause, parameter, reading.text(lang)])
    for assumption in agreement.assumptions:
        chosen = in_language(assumption.reading, lang)
        grid.row([assumption.clause, label("assumptions", lang), chosen])
        for other in assumption.alternatives:
            grid.row([assumption.clause, label("alternatives", lang), in_language(other, lang)])


def _facts(part: AgreementStatement, lang: Language) -> Iterator[tuple[str, str]]:
    agreement = part.agreement
    yield label("agreement_id", lang), agreement.id
    status = term("status", agreement.status, lang)
    yield label("status", lang), " ".join(filter(None, (status, notice(agreement.status, lang))))
    yield label("digest", lang), agreement.digest
    for key, value in agreement.source.items():
        shown = in_language(value, lang) or str(value)
        yield (
            f"{label('source', lang)}{label('colon', lang)}{term('source_field', key, lang)}",
            shown,
        )
