"""The settlement as an Excel workbook: the statement first, then everything it rests on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from benefitshare.files import write_atomically
from benefitshare.findings import Language

if TYPE_CHECKING:
    from benefitshare.settlement.result import Settlement


def write_workbook(settlement: Settlement, path: str | Path, lang: Language = "zh") -> Path:
    """Write the workbook to `path`, whole or not at all; the same settlement gives the same bytes.

    Sheets: statement, details, stages, output, records used, records not used, reconciliation (live
    formulas), findings, notes. Returns the path. Raises OSError where it cannot be written.
    """
    return write_atomically(path, lambda temporary: _write(settlement, temporary, lang))


def _write(settlement: Settlement, path: Path, lang: Language) -> None:
    from benefitshare.reports import check_sheet, detail_sheets, notes_sheet, statement_sheet
    from benefitshare.reports.grid import Book
    from benefitshare.reports.statement import build_statement
    from benefitshare.reports.words import label

    statement = build_statement(settlement)
    with Book(path, lang, label("statement", lang)) as book:
        statement_sheet.write_statement(book, statement)
        details = detail_sheets.write_allocations(book, settlement)
        detail_sheets.write_stages(book, settlement)
        detail_sheets.write_output(book, settlement)
        detail_sheets.write_records(book, settlement)
        check_sheet.write_checks(book, settlement, statement, details)
        detail_sheets.write_findings(book, settlement.finding_list)
        notes_sheet.write_notes(book, settlement, statement)
