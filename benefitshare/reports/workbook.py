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

    >>> import tempfile
    >>> import pandas as pd
    >>> from benefitshare import settle
    >>> document = {
    ...     "schema": "benefitshare/agreement/v1", "id": "doc", "status": "illustrative",
    ...     "title": {"zh": "示例", "en": "example"},
    ...     "parties": {"gz": {"role": "origin", "code": "440100"},
    ...                 "qy": {"role": "host", "code": "441800"}},
    ...     "term": {"from": "2024-01-01", "to": "2033-12-31"},
    ...     "revenue": {"taxes": ["vat"]},
    ...     "clauses": [{"id": "1", "kind": "split", "text": {"zh": "各得一半", "en": "half each"},
    ...                  "shares": {"gz": "50%", "qy": "rest"}}],
    ...     "settlement": {"collector": "qy"}}
    >>> settlement = settle(document, projects=pd.DataFrame({"project_id": ["P1"]}))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_workbook(settlement, Path(folder) / "statement.xlsx", "en").name
    'statement.xlsx'
    """
    return write_atomically(path, lambda temporary: fill_workbook(settlement, temporary, lang))


def fill_workbook(settlement: Settlement, path: Path, lang: Language = "zh") -> None:
    """Write the workbook straight to `path`, for one who puts it in its place."""
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
