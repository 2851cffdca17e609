"""The sheet an auditor opens first: live formulas that must all come to zero.

Every formula carries the value that was computed here, so that a program which does not recalculate
shows the truth; one that does must show the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benefitshare.agreements.terms import term
from benefitshare.findings import Language
from benefitshare.reports.detail_sheets import ListedRows
from benefitshare.reports.grid import Book, Cell, Count, Formula, Grid, Money, exact_in_cells
from benefitshare.reports.statement import AgreementStatement, RecordLine, Statement
from benefitshare.reports.words import label, reason_text, sheet_name, stage_text, table_name

if TYPE_CHECKING:
    from benefitshare.settlement.result import Settlement

AGREEMENT_COLUMN, PARTY_COLUMN, KIND_COLUMN, FEN_COLUMN = "A", "I", "K", "N"


def write_checks(
    book: Book, settlement: Settlement, statement: Statement, details: ListedRows
) -> None:
    """Write the four checks under each other."""
    widths = (22.0, 16.0, 22.0, 22.0, 22.0, 22.0, 14.0, 10.0)
    grid = book.sheet(sheet_name("checks", book.lang), widths)
    grid.merged(sheet_name("checks", book.lang), "title", height=28)
    grid.merged(label("unit_yuan", book.lang), "right")
    _details(grid, settlement, statement, details, book.lang)
    _stages(grid, settlement, book.lang)
    _records(grid, statement, book.lang)
    _transfers(grid, statement, book.lang)


def _section(grid: Grid, key: str, columns: tuple[str, ...], lang: Language) -> None:
    grid.gap()
    grid.merged(label(key, lang), "heading", height=18)
    grid.header([label(c, lang) for c in columns])


def _difference(terms: str, fen: int, row: int, column: str, lang: Language) -> list[Cell]:
    """The difference as a live formula, and the verdict on it."""
    verdict = label("agrees" if fen == 0 else "differs", lang)
    words = f'"{label("agrees", lang)}","{label("differs", lang)}"'
    return [
        Formula(f"=ROUND({terms},2)", Money(fen)),
        Formula(f"=IF({column}{row}=0,{words})", verdict),
    ]


def _details(
    grid: Grid, settlement: Settlement, statement: Statement, details: ListedRows, lang: Language
) -> None:
    columns = (
        "agreement_id", "party_id", "party", "kind",
        "engine", "recomputed", "difference", "verdict",
    )  # fmt: skip
    _section(grid, "check_details", columns, lang)
    live = details.complete and exact_in_cells(settlement.allocations["amount_fen"].tolist())
    for part in statement.agreements:
        for party, kind, fen in _party_totals(part):
            agreement, row = part.agreement.id, grid.next_row
            kind_name = term("amount_kind", kind, lang)
            lead: list[Cell] = [
                agreement,
                party,
                part.party_name(party, lang),
                kind_name,
                Money(fen),
            ]
            if live:
                formula = Formula(_sumifs(details, row), Money(fen))
                grid.row([*lead, formula, *_difference(f"E{row}-F{row}", 0, row, "G", lang)])
            else:
                grid.row([*lead, label("sum_impossible", lang), "", ""])


def _party_totals(part: AgreementStatement) -> list[tuple[str, str, int]]:
    totals: dict[tuple[str, str], int] = {}
    for line in part.cash:
        for kind, fen in (("entitlement", line.entitlement_fen), ("cash", line.cash_fen)):
            totals[line.party, kind] = totals.get((line.party, kind), 0) + fen
    return [(party, kind, fen) for (party, kind), fen in totals.items()]


def _sumifs(details: ListedRows, row: int) -> str:
    def column(letter: str) -> str:
        span = f"${letter}${details.first_row}:${letter}${details.last_row}"
        return f"'{details.sheet}'!{span}"

    conditions = (
        f"{column(AGREEMENT_COLUMN)},$A{row}",
        f"{column(PARTY_COLUMN)},$B{row}",
        f"{column(KIND_COLUMN)},$D{row}",
    )
    return f"=SUMIFS({column(FEN_COLUMN)},{','.join(conditions)})/100"


def _stages(grid: Grid, settlement: Settlement, lang: Language) -> None:
    columns = ("agreement_id", "stage", "in", "out", "carried", "difference", "verdict")
    _section(grid, "check_stages", columns, lang)
    for line in settlement.conservation.to_dict("records"):
        row = grid.next_row
        amounts = [int(line[k]) for k in ("in_fen", "out_fen", "moved_fen")]
        lead: list[Cell] = [line["agreement"], stage_text(line["stage"], lang)]
        cells = [*lead, *map(Money, amounts)]
        if exact_in_cells(amounts):
            left = amounts[0] - amounts[1] - amounts[2]
            grid.row([*cells, *_difference(f"C{row}-D{row}-E{row}", left, row, "F", lang)])
        else:
            grid.row([*cells, Money(int(line["difference_fen"])), ""])


def _records(grid: Grid, statement: Statement, lang: Language) -> None:
    columns = ("table", "disposition", "reason", "rows", "amount")
    _section(grid, "check_records", columns, lang)
    for table in dict.fromkeys(line.table for line in statement.records):
        _table_records(grid, [r for r in statement.records if r.table == table], lang)


def _table_records(grid: Grid, lines: list[RecordLine], lang: Language) -> None:
    """A table's lines, the one read first, then read less all the others, which must be zero."""
    first = grid.next_row
    for line in lines:
        names = (table_name(line.table, lang), term("disposition", line.disposition, lang))
        reason = reason_text(line.reason, lang)
        grid.row([*names, reason, Count(line.rows), Money(line.amount_fen)])
    last = grid.next_row - 1
    if lines[0].disposition != "read" or first == last:
        return
    rows = lines[0].rows - sum(line.rows for line in lines[1:])
    fen = lines[0].amount_fen - sum(line.amount_fen for line in lines[1:])
    exact = exact_in_cells(line.amount_fen for line in lines)
    amounts = f"=ROUND(E{first}-SUM(E{first + 1}:E{last}),2)"
    lead = [table_name(lines[0].table, lang), label("difference", lang), label("read_less", lang)]
    grid.row(
        [
            *lead,
            Formula(f"=D{first}-SUM(D{first + 1}:D{last})", Count(rows)),
            Formula(amounts, Money(fen)) if exact else Money(fen),
        ],
        "total",
    )


def _transfers(grid: Grid, statement: Statement, lang: Language) -> None:
    columns = ("agreement_id", "period", "payer", "payee", "due", "paid", "net", "difference")
    _section(grid, "check_transfers", columns, lang)
    for part in statement.agreements:
        for line in part.transfers:
            row = grid.next_row
            names = (part.party_name(line.payer, lang), part.party_name(line.payee, lang))
            amounts = [line.due_fen, line.paid_fen, line.net_fen]
            left = line.due_fen - line.paid_fen - line.net_fen
            formula = f"=ROUND(E{row}-F{row}-G{row},2)"
            check: Cell = Formula(formula, Money(left)) if exact_in_cells(amounts) else Money(left)
            lead = [part.agreement.id, line.period, *names]
            grid.row([*lead, *map(Money, amounts), check])
