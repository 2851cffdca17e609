"""The sheet that is stamped: who is owed what, what is to be paid when, room for the seals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benefitshare.agreements.terms import term
from benefitshare.findings import Language
from benefitshare.money.words import amount_in_words
from benefitshare.reports.columns import display_width
from benefitshare.reports.grid import (
    LINE_HEIGHT,
    Book,
    Cell,
    Count,
    Formula,
    Grid,
    Money,
    column_letter,
    exact_in_cells,
)
from benefitshare.reports.statement import AgreementStatement, Statement
from benefitshare.reports.text import (
    left_out_text,
    ordinal,
    party_with_role,
    span_text,
    tax_text,
    transfer_remark,
)
from benefitshare.reports.words import in_language, label, notice, sheet_name

COLUMNS = 9
PARTIES_ABREAST = 5
LINES_ABOVE_TRANSFERS = 12
LEAD = (0, 1)


def write_statement(book: Book, statement: Statement) -> None:
    """Write the sheet, each agreement on a page of its own."""
    grid = book.sheet(sheet_name("statement", book.lang), _widths(statement))
    for number, part in enumerate(statement.agreements):
        if number:
            grid.page_break()
        left_out = left_out_text(statement, book.lang) if any(statement.left_out) else ""
        _agreement(grid, part, left_out, book.lang)


def _widths(statement: Statement) -> list[float]:
    amounts = [abs(a) for part in statement.agreements for a in _amounts(part)]
    width = max(16.0, len(f"{max(amounts, default=0) // 100:,}") + 6.0)
    return [7, 10, 24, max(24.0, width), *[width] * 3, 16, 16]


def _amounts(part: AgreementStatement) -> Iterator[int]:
    yield sum(part.totals_fen())
    yield from part.totals_fen()
    for transfer in part.transfers:
        yield transfer.due_fen
        yield transfer.paid_fen


def _agreement(grid: Grid, part: AgreementStatement, left_out: str, lang: Language) -> None:
    _title(grid, part, lang)
    if left_out:
        _paragraph(grid, left_out, "notice")
    for number, (key, write) in enumerate(
        (("entitlements", _taxes), ("cash_by_party", _cash), ("transfers", _transfers))
    ):
        if key == "transfers" and len(part.taxes) + len(part.cash) > LINES_ABOVE_TRANSFERS:
            grid.page_break()
        else:
            grid.gap()
        grid.merged(ordinal(number, lang) + label(key, lang), "heading", height=18)
        write(grid, part, lang)
    _signatures(grid, part, lang)


def _title(grid: Grid, part: AgreementStatement, lang: Language) -> None:
    agreement, colon = part.agreement, label("colon", lang)
    grid.merged(label("statement", lang), "title", height=28)
    grid.merged(in_language(agreement.title, lang), "subtitle", height=20)
    status = label("status", lang) + colon + term("status", agreement.status, lang)
    identity = label("agreement_id", lang) + colon + agreement.id
    grid.spans([(0, 4, identity), (5, 8, status)], "sign", height=18)
    span = label("span", lang) + colon + span_text(part.periods, lang)
    grid.spans([(0, 4, span), (5, 8, label("unit_yuan", lang))], "sign", height=18)
    parties = label("comma", lang).join(party_with_role(part, p.id, lang) for p in part.parties)
    _paragraph(grid, label("parties", lang) + colon + parties, "plain")
    if agreement.status != "signed":
        _paragraph(grid, notice(agreement.status, lang), "notice")


def _paragraph(grid: Grid, text: str, style: str) -> None:
    lines = display_width(text) // 125 + 1
    grid.merged(text, style, height=LINE_HEIGHT * lines + 3)


def _taxes(grid: Grid, part: AgreementStatement, lang: Language) -> None:
    if not part.taxes:
        grid.merged(label("no_rows", lang), "plain")
        return
    parties = list(range(len(part.parties)))
    blocks = [parties[i : i + PARTIES_ABREAST] for i in range(0, len(parties), PARTIES_ABREAST)]
    for block in blocks:
        _tax_block(grid, part, block, lang, with_total=block is blocks[-1])


def _tax_block(
    grid: Grid, part: AgreementStatement, block: list[int], lang: Language, *, with_total: bool
) -> None:
    names = [part.party_name(part.parties[i].id, lang) for i in block]
    heads = [label(k, lang) for k in ("number", "period", "tax")]
    grid.header([*heads, *names, *([label("total", lang)] if with_total else [])])

    def figures(amounts: tuple[int, ...]) -> list[int]:
        return [*(amounts[i] for i in block), *([sum(amounts)] if with_total else [])]

    number, subtotals = 0, []
    for period in sorted({t.period for t in part.taxes}):
        first = grid.next_row
        for line in (t for t in part.taxes if t.period == period):
            number += 1
            cells = [Money(a) for a in figures(line.amounts_fen)]
            lead: list[Cell] = [Count(number), period, tax_text(line.tax, lang)]
            grid.row([*lead, *cells], centered=LEAD)
        sums = figures(part.totals_fen(period))
        rows = range(first, grid.next_row)
        head = ["", period, label("subtotal", lang)]
        subtotals.append(grid.row([*head, *sum_cells(sums, rows, 3)], "subtotal", centered=LEAD))
    sums = figures(part.totals_fen())
    head = ["", label("total", lang), ""]
    grid.row([*head, *sum_cells(sums, subtotals, 3)], "total", centered=LEAD)


def sum_cells(sums: Sequence[int], rows: Sequence[int], first_column: int) -> list[Cell]:
    """Live sums over the rows above, each with the value it has; plain where doubles fall short."""
    cells: list[Cell] = []
    for column, fen in enumerate(sums, first_column):
        letter = column_letter(column)
        if isinstance(rows, range):
            terms = f"{letter}{rows.start}:{letter}{rows.stop - 1}"
        else:
            terms = ",".join(f"{letter}{row}" for row in rows)
        live = (exact_in_cells([fen]) and len(rows) <= 250) or isinstance(rows, range)
        cells.append(Formula(f"=SUM({terms})", Money(fen)) if live else Money(fen))
    return cells


def _cash(grid: Grid, part: AgreementStatement, lang: Language) -> None:
    if not part.cash:
        grid.merged(label("no_rows", lang), "plain")
        return
    keys = ("number", "period", "party", "entitlement", "moved", "cash")
    grid.header([label(k, lang) for k in keys])
    first = grid.next_row
    for number, line in enumerate(part.cash, 1):
        amounts = (line.entitlement_fen, line.moved_fen, line.cash_fen)
        lead: list[Cell] = [Count(number), line.period, part.party_name(line.party, lang)]
        grid.row([*lead, *map(Money, amounts)], centered=LEAD)
    sums = [
        sum(line.entitlement_fen for line in part.cash),
        sum(line.moved_fen for line in part.cash),
        sum(line.cash_fen for line in part.cash),
    ]
    rows = range(first, grid.next_row)
    grid.row(["", label("total", lang), "", *sum_cells(sums, rows, 3)], "total", centered=LEAD)


def _transfers(grid: Grid, part: AgreementStatement, lang: Language) -> None:
    if not part.transfers:
        grid.merged(label("no_transfers", lang), "plain")
        return
    keys = ("number", "period", "payer", "payee", "due", "paid", "net", "due_date", "remark")
    grid.header([label(k, lang) for k in keys])
    for number, line in enumerate(part.transfers, 1):
        amounts = (Money(line.due_fen), Money(line.paid_fen), Money(line.net_fen))
        names = (part.party_name(line.payer, lang), part.party_name(line.payee, lang))
        due_date = line.due_date or label("no_date", lang)
        remark = transfer_remark(line, lang)
        grid.row(
            [Count(number), line.period, *names, *amounts, due_date, remark], centered=(0, 1, 7)
        )
        words = label("in_words", lang) + label("colon", lang) + amount_in_words(line.net_fen)
        grid.spans([(0, 0, ""), (1, COLUMNS - 1, words)], "narrow", height=18)


def _signatures(grid: Grid, part: AgreementStatement, lang: Language) -> None:
    grid.gap()
    keys = ("prepared", "reviewed", "approved")
    thirds = [(0, 2), (3, 5), (6, 8)]
    signs = [label(k, lang) + label("colon", lang) for k in keys]
    grid.spans([(*t, s) for t, s in zip(thirds, signs, strict=True)], "sign", height=26)
    parties = [part.party_name(p.id, lang) + label("seal", lang) for p in part.parties]
    for start in range(0, len(parties), 3):
        row = list(zip(thirds, parties[start : start + 3], strict=False))
        grid.spans([(*t, name) for t, name in row], "seal_top", height=32)
        grid.spans([(*t, "") for t, _ in row], "seal", height=48)
        grid.spans([(*t, label("date_line", lang)) for t, _ in row], "seal_bottom", height=20)
