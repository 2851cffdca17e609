"""The sheet that says what the numbers rest on: readings, sources, unverified facts, digests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from benefitshare.agreements.terms import term
from benefitshare.findings import Language
from benefitshare.reports.columns import display_width
from benefitshare.reports.grid import Book, Grid
from benefitshare.reports.statement import AgreementStatement, Statement
from benefitshare.reports.words import in_language, label, notice, sheet_name

if TYPE_CHECKING:
    from benefitshare.settlement.result import Settlement


def write_notes(book: Book, settlement: Settlement, statement: Statement) -> None:
    """Write the notes of each agreement, then those of the whole settlement."""
    grid = book.sheet(sheet_name("notes", book.lang), (24.0, 34.0, 84.0))
    grid.merged(sheet_name("notes", book.lang), "title", height=28)
    for part in statement.agreements:
        _agreement(grid, part, book.lang)
    if statement.notes:
        _heading(grid, label("unverified", book.lang))
        for note in statement.notes:
            grid.row([note.code, note.title(book.lang), note.message(book.lang)])
    _heading(grid, label("receipt", book.lang))
    for key, value in flattened(settlement.receipt):
        grid.spans([(0, 1, key), (2, 2, value)], "cell")


def _heading(grid: Grid, text: str) -> None:
    grid.gap()
    grid.merged(text, "heading", height=18)


def _agreement(grid: Grid, part: AgreementStatement, lang: Language) -> None:
    agreement = part.agreement
    _heading(grid, in_language(agreement.title, lang))
    for key, value in _facts(part, lang):
        grid.spans(
            [(0, 0, key), (1, 2, value)], "cell", height=15.0 * (display_width(value) // 110 + 1)
        )
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


def flattened(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The leaves of a document with their paths, in the order of the document.

    >>> list(flattened({"inputs": [{"file": "a.csv"}], "as_known_on": None}))
    [('inputs[0].file', 'a.csv'), ('as_known_on', '')]
    """
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from flattened(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, (list, tuple)):
        for number, inner in enumerate(value):
            yield from flattened(inner, f"{path}[{number}]")
    else:
        yield path, "" if value is None else str(value)
