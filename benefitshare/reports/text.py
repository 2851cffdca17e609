"""The statement for a terminal: aligned columns, Chinese at double width, at most 100 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benefitshare.agreements.terms import term
from benefitshare.findings import Language
from benefitshare.findings.words import SEVERITY_WORDS
from benefitshare.money import format_yuan
from benefitshare.money.words import amount_in_words
from benefitshare.reports.columns import (
    TEXT_WIDTH,
    display_width,
    padded,
    table,
    wrapped,
)
from benefitshare.reports.statement import (
    AgreementStatement,
    PartyLine,
    RecordLine,
    Statement,
    TransferLine,
)  # fmt: skip
from benefitshare.reports.words import in_language, label, notice, reason_text, table_name

NUMERALS = "一二三四五六七八九十"
RULE = "=" * TEXT_WIDTH
Column = tuple[str, dict[tuple[str, str], int]]


def text_of(statement: Statement, lang: Language) -> str:
    """The whole statement, ending with a newline."""
    lines = [*_head(statement, lang)]
    for number, part in enumerate(statement.agreements):
        lines += ["", *_agreement(part, number, lang)]
    lines += ["", RULE, *_closing(statement, lang)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _head(statement: Statement, lang: Language) -> Iterator[str]:
    title = label("statement", lang)
    yield " " * ((TEXT_WIDTH - display_width(title)) // 2) + title
    yield RULE
    span = label("span", lang) + label("colon", lang) + span_text(statement.periods, lang)
    unit = label("unit_yuan", lang)
    yield padded(span, TEXT_WIDTH - display_width(unit)) + unit
    if any(statement.left_out):
        yield from wrapped(left_out_text(statement, lang))


def left_out_text(statement: Statement, lang: Language) -> str:
    """What the reader of the figures must know first: that records with errors are not in them."""
    rows, fen = statement.left_out
    return label("left_out", lang).format(rows=rows, amount=format_yuan(fen))


def span_text(periods: Sequence[str], lang: Language) -> str:
    """`2023 至 2025`, or the one period, or that there is none."""
    if len(periods) < 2:
        return "".join(periods) or label("no_span", lang)
    return f"{periods[0]} {label('to', lang).strip()} {periods[-1]}"


def ordinal(number: int, lang: Language) -> str:
    """`一、` or `1. ` for the first."""
    if lang == "zh" and number < len(NUMERALS):
        return f"{NUMERALS[number]}、"
    return f"{number + 1}. " if lang == "en" else f"{number + 1}、"


def _agreement(part: AgreementStatement, number: int, lang: Language) -> Iterator[str]:
    agreement = part.agreement
    yield from wrapped(ordinal(number, lang) + in_language(agreement.title, lang))
    facts = (("agreement_id", agreement.id), ("status", term("status", agreement.status, lang)))
    yield "  " + "    ".join(label(k, lang) + label("colon", lang) + v for k, v in facts)
    parties = label("comma", lang).join(party_with_role(part, p.id, lang) for p in part.parties)
    yield from wrapped(label("parties", lang) + label("colon", lang) + parties, "  ")
    if agreement.status != "signed":
        yield from wrapped(notice(agreement.status, lang), "  ")
    yield from _section("entitlements", lang, _taxes(part, lang))
    yield from _section("cash_by_party", lang, _cash(part, lang))
    yield from _section("transfers", lang, _transfers(part, lang))
    if part.carried_out_fen:
        carried = label("carried_out", lang).format(yuan=format_yuan(part.carried_out_fen))
        yield from ("", "  " + carried)
    if part.output:
        yield from _section("output", lang, _output(part, lang))
    yield from _section("records_of", lang, record_table(part.records, lang))
    yield from _section("readings", lang, _readings(part, lang))
    if agreement.assumptions:
        yield from _section("assumptions", lang, _assumptions(part, lang))


def party_with_role(part: AgreementStatement, party: str, lang: Language) -> str:
    """`东江市（转出地）`."""
    roles = {p.id: p.role for p in part.parties}
    name, role = part.party_name(party, lang), term("role", roles[party], lang)
    if not role:
        return name
    return f"{name}（{role}）" if lang == "zh" else f"{name} ({role})"


def _section(key: str, lang: Language, lines: Iterator[str] | list[str]) -> Iterator[str]:
    yield ""
    yield f"  [{label(key, lang)}]" if lang == "en" else f"  【{label(key, lang)}】"
    yield from lines


def _taxes(part: AgreementStatement, lang: Language) -> Iterator[str]:
    if not part.taxes:
        yield "  " + label("no_rows", lang)
        return
    columns = [*_tax_columns(part, lang)]
    header = [label("period", lang), label("tax", lang), *(name for name, _ in columns)]
    rows = _tax_rows(part, [amounts for _, amounts in columns], lang)
    yield from table(header, rows, texts=2)


def _tax_columns(part: AgreementStatement, lang: Language) -> Iterator[Column]:
    """Each column's heading and its amounts by period and tax; `""` stands for a total."""
    for i, party in enumerate(part.parties):
        yield (
            part.party_name(party.id, lang),
            _with_totals({(t.period, t.tax): t.amounts_fen[i] for t in part.taxes}),
        )
    yield (
        label("total", lang),
        _with_totals({(t.period, t.tax): sum(t.amounts_fen) for t in part.taxes}),
    )


def _with_totals(amounts: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    totals = {**amounts, ("", "*"): sum(amounts.values())}
    for (period, _), amount in amounts.items():
        totals[period, "*"] = totals.get((period, "*"), 0) + amount
    return totals


def _tax_rows(
    part: AgreementStatement, columns: list[dict[tuple[str, str], int]], lang: Language
) -> list[list[str]]:
    def cells(key: tuple[str, str]) -> list[str]:
        return [format_yuan(column[key]) for column in columns]

    rule = [""] * (2 + len(columns))
    rows = []
    for period in sorted({t.period for t in part.taxes}):
        taxes = [t.tax for t in part.taxes if t.period == period]
        rows += [[period, tax_text(tax, lang), *cells((period, tax))] for tax in taxes]
        rows += [["", label("subtotal", lang), *cells((period, "*"))], rule]
    return [*rows, [label("total", lang), "", *cells(("", "*"))]]


def tax_text(tax: str, lang: Language) -> str:
    """The name of a tax; rows without one belong to no single tax."""
    return term("tax", tax, lang) if tax else label("all_taxes", lang)


def _cash(part: AgreementStatement, lang: Language) -> list[str]:
    header = [label(k, lang) for k in ("period", "party", "entitlement", "moved", "cash")]
    rows = [
        [c.period, part.party_name(c.party, lang), *map(format_yuan, _three(c))] for c in part.cash
    ]
    if not rows:
        return ["  " + label("no_rows", lang)]
    totals = [sum(column) for column in zip(*map(_three, part.cash), strict=True)]
    rows += [[""] * 5, [label("total", lang), "", *map(format_yuan, totals)]]
    return table(header, rows, texts=2)


def _three(line: PartyLine) -> tuple[int, int, int]:
    return line.entitlement_fen, line.moved_fen, line.cash_fen


def _transfers(part: AgreementStatement, lang: Language) -> Iterator[str]:
    if not part.transfers:
        yield "  " + label("no_transfers", lang)
        return
    keys = ("number", "period", "payer", "payee", "due_date", "due", "paid", "net")
    rows = [_transfer_cells(part, n, t, lang) for n, t in enumerate(part.transfers, 1)]
    yield from table([label(k, lang) for k in keys], rows, texts=5)
    for number, transfer in enumerate(part.transfers, 1):
        words = label("in_words", lang) + label("colon", lang) + amount_in_words(transfer.net_fen)
        remark = transfer_remark(transfer, lang)
        tail = f"（{remark}）" if lang == "zh" else f" ({remark})"
        yield from wrapped(f"{number}. {words}{tail if remark else ''}", "  ")


def _transfer_cells(
    part: AgreementStatement, number: int, transfer: TransferLine, lang: Language
) -> list[str]:
    amounts = (transfer.due_fen, transfer.paid_fen, transfer.net_fen)
    return [
        str(number), transfer.period, part.party_name(transfer.payer, lang),
        part.party_name(transfer.payee, lang), transfer.due_date or label("no_date", lang),
        *map(format_yuan, amounts),
    ]  # fmt: skip


def transfer_remark(transfer: TransferLine, lang: Language) -> str:
    """What is special about a transfer."""
    if transfer.overpaid:
        return label("overpaid", lang)
    return label("settled", lang) if transfer.net_fen == 0 else ""


def _output(part: AgreementStatement, lang: Language) -> Iterator[str]:
    keys = ("period", "indicator", "unit", "party", "official", "credited")
    rows = [
        [
            line.period, term("indicator", line.indicator, lang), term("unit", line.unit, lang),
            part.party_name(line.party, lang),
            figure_text(line.official, line.scale), figure_text(line.credited, line.scale),
        ]
        for line in part.output
    ]  # fmt: skip
    yield from table([label(k, lang) for k in keys], rows, texts=4)
    yield from wrapped(label("output_note", lang), "  ")
    for mode in part.modes:
        yield from wrapped(
            label("mode", lang) + label("colon", lang) + term("mode", mode, lang), "  "
        )


def figure_text(value: int, scale: int) -> str:
    """A figure held in 1/scale of its unit, exactly.

    >>> figure_text(12345678, 1000), figure_text(-5, 100), figure_text(7, 1)
    ('12,345.678', '-0.05', '7')
    """
    digits = len(str(scale)) - 1
    whole, rest = divmod(abs(value), scale)
    tail = f".{rest:0{digits}d}" if digits else ""
    return f"{'-' if value < 0 else ''}{whole:,}{tail}"


def record_table(lines: Sequence[RecordLine], lang: Language) -> list[str]:
    """Rows and yuan by table, disposition and reason."""
    if not lines:
        return ["  " + label("no_rows", lang)]
    header = [label(k, lang) for k in ("table", "disposition", "reason", "rows", "amount")]
    rows = [
        [
            table_name(line.table, lang), term("disposition", line.disposition, lang),
            reason_text(line.reason, lang), f"{line.rows:,}", format_yuan(line.amount_fen),
        ]
        for line in lines
    ]  # fmt: skip
    return table(header, rows, texts=3)


def _readings(part: AgreementStatement, lang: Language) -> Iterator[str]:
    clause = None
    for reading in part.readings:
        if reading.clause != clause:
            clause = reading.clause
            yield "  " + (clause or label("agreement", lang)) + label("colon", lang).rstrip()
        lines = wrapped(reading.text(lang), "      ")
        yield "    - " + lines[0].lstrip()
        yield from lines[1:]


def _assumptions(part: AgreementStatement, lang: Language) -> Iterator[str]:
    for assumption in part.agreement.assumptions:
        chosen = in_language(assumption.reading, lang)
        yield from wrapped(f"{assumption.clause}{label('colon', lang)}{chosen}", "  ")
        for other in assumption.alternatives:
            text = label("alternatives", lang) + label("colon", lang) + in_language(other, lang)
            yield from wrapped(text, "    ")


def _closing(statement: Statement, lang: Language) -> Iterator[str]:
    yield from _section("records_all", lang, record_table(statement.records, lang))
    yield from _section("conservation", lang, ["  " + conservation_text(statement, lang)])
    counts = label("comma", lang).join(
        f"{SEVERITY_WORDS[lang][s]} {n}" for s, n in statement.counts
    )
    yield from _section("findings", lang, ["  " + counts])
    notes = note_texts(statement, lang)
    if notes:
        yield from _section("unverified", lang, _notes(notes))


def note_texts(statement: Statement, lang: Language) -> list[str]:
    """The facts that were not verified in full, then how often each remark was made on a row."""
    from benefitshare.findings.catalog import CATALOG

    remarks = [f"{CATALOG[c].title[lang]}{label('colon', lang)}{n}" for c, n in statement.remarks]
    return [*(fact.message(lang) for fact in statement.facts), *remarks]


def _notes(notes: list[str]) -> Iterator[str]:
    for note in notes:
        lines = wrapped(note, "    ")
        yield "  - " + lines[0].lstrip()
        yield from lines[1:]


def conservation_text(statement: Statement, lang: Language) -> str:
    """Whether all stages conserve."""
    broken = sum(1 for d in statement.differences_fen if d)
    if broken:
        return label("not_all_agree", lang).format(n=broken)
    return label("all_agree", lang).format(n=len(statement.differences_fen))
