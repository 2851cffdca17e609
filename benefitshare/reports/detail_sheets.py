"""The sheets that list rows: details, stages, output, records used and not used, findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benefitshare.agreements.terms import term
from benefitshare.findings import Finding, Language
from benefitshare.findings.words import SEVERITY_WORDS
from benefitshare.reports.grid import (
    MAX_ROWS,
    Book,
    Cell,
    Count,
    Figure,
    Grid,
    Money,
    fitting_width,
)
from benefitshare.reports.words import (
    clause_text,
    in_language,
    item_text,
    label,
    reason_text,
    sheet_name,
    stage_text,
    table_name,
)

if TYPE_CHECKING:
    import pandas as pd

    from benefitshare.settlement.result import Settlement

Words = Callable[[Any], str]


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its heading and its cells, all texts or all of one kind of number."""

    heading: str
    cells: Sequence[Cell]

    @property
    def width(self) -> float:
        """Wide enough for the longest text or figure."""
        return fitting_width(self.heading, {_shown(cell) for cell in self.cells})


def _shown(cell: Cell) -> str:
    """About what a cell shows, for its width."""
    if isinstance(cell, Money):
        return f"{cell.fen // 100:,}.00"
    if isinstance(cell, Count):
        return f"{cell.number:,}"
    if isinstance(cell, Figure):
        return f"{cell.value // cell.scale:,}{'0' * len(str(cell.scale))}"
    return str(cell)


@dataclass(frozen=True)
class ListedRows:
    """Where a list stands in its sheet, for formulas over it."""

    sheet: str
    first_row: int
    last_row: int
    complete: bool


def write_columns(
    book: Book,
    key: str,
    columns: Sequence[Column],
    *,
    style: str = "narrow",
) -> ListedRows:
    """Write a sheet of columns under one heading row, as far as a sheet goes."""
    name = sheet_name(key, book.lang)
    grid = book.sheet(name, [column.width for column in columns])
    count = len(columns[0].cells)
    room = MAX_ROWS - 4
    grid.merged(name, "title", height=28)
    grid.merged(label("unit_yuan", book.lang), "right")
    header = grid.header([column.heading for column in columns])
    listed = min(count, room)
    grid.frozen_below(header, filtered_to=header + listed if listed else None)
    for cells in zip(*(column.cells[:listed] for column in columns), strict=True):
        grid.row(cells, style)
    _remainder(grid, count, listed, book.lang)
    return ListedRows(name, header + 1, header + listed, complete=listed == count)


def _remainder(grid: Grid, count: int, listed: int, lang: Language) -> None:
    if count == 0:
        grid.merged(label("no_rows", lang), "plain")
    elif listed < count:
        grid.merged(label("more_rows", lang).format(n=f"{count - listed:,}"), "notice")


class Names:
    """The names of parties and projects of all agreements, in one language."""

    def __init__(self, settlement: Settlement, lang: Language) -> None:
        self.lang: Language = lang
        self._parties = {
            (a.id, p.id): in_language(p.name, lang)
            for a in settlement.agreements
            for p in a.parties
        }
        table = settlement.projects
        keys = zip(table["agreement"], table["project"], strict=True)
        self._projects = dict(zip(keys, table["name"], strict=True))

    def parties(self, agreements: Iterable[str], parties: Iterable[str]) -> list[Cell]:
        """Names of party ids, or the ids where no agreement names them."""
        pairs = zip(agreements, parties, strict=True)
        return [self._parties.get(pair) or pair[1] for pair in pairs]

    def projects(self, agreements: Iterable[str], projects: Iterable[str]) -> list[Cell]:
        """Names of project ids; blank where there is none."""
        return [self._projects.get(pair, "") for pair in zip(agreements, projects, strict=True)]


def _texts(column: pd.Series, words: Words = str) -> list[Cell]:
    """The column with each different value put in words once."""
    known: dict[Any, str] = {value: words(value) for value in column.unique()}
    return [known[value] for value in column]


def _money(column: pd.Series) -> list[Cell]:
    return [Money(value) for value in column.tolist()]


def _bases(stages: pd.DataFrame) -> list[Cell]:
    """What a ratio was applied to; blank where nothing was."""
    pairs = zip(stages["base_fen"].tolist(), stages["ratio"].tolist(), strict=True)
    return [Money(base) if base or ratio else "" for base, ratio in pairs]


def _words(group: str, lang: Language) -> Words:
    return lambda code: term(group, code, lang) if code else ""


def write_allocations(book: Book, settlement: Settlement) -> ListedRows:
    """Who gets what, by project, tax, period and clause; the last column is for the formulas."""
    table, names, lang = settlement.allocations, Names(settlement, book.lang), book.lang
    columns = [
        Column(label("agreement_id", lang), _texts(table["agreement"])),
        Column(label("version", lang), _texts(table["version"])),
        Column(label("project", lang), _texts(table["project"])),
        Column(label("project_name", lang), names.projects(table["agreement"], table["project"])),
        Column(label("tax", lang), _texts(table["tax"], _words("tax", lang))),
        Column(label("period", lang), _texts(table["period"])),
        Column(label("slice", lang), _texts(table["slice"])),
        Column(label("clause", lang), _texts(table["clause"], lambda c: clause_text(c, lang))),
        Column(label("party_id", lang), _texts(table["party"])),
        Column(label("party", lang), names.parties(table["agreement"], table["party"])),
        Column(label("kind", lang), _texts(table["kind"], _words("amount_kind", lang))),
        Column(
            label("counterparty", lang), names.parties(table["agreement"], table["counterparty"])
        ),
        Column(label("amount", lang), _money(table["amount_fen"])),
        Column(label("fen", lang), [Figure(v, 1) for v in table["amount_fen"].tolist()]),
    ]
    return write_columns(book, "allocations", columns)


def write_stages(book: Book, settlement: Settlement) -> None:
    """What every stage gave, with the numbers of its formula."""
    table, names, lang = settlement.stages, Names(settlement, book.lang), book.lang
    columns = [
        Column(label("agreement_id", lang), _texts(table["agreement"])),
        Column(label("stage", lang), _texts(table["stage"], lambda s: stage_text(s, lang))),
        Column(label("item", lang), _texts(table["item"], lambda i: item_text(i, lang))),
        Column(label("project", lang), _texts(table["project"])),
        Column(label("tax", lang), _texts(table["tax"], _words("tax", lang))),
        Column(label("period", lang), _texts(table["period"])),
        Column(label("slice", lang), _texts(table["slice"])),
        Column(label("clause", lang), _texts(table["clause"], lambda c: clause_text(c, lang))),
        Column(label("party", lang), names.parties(table["agreement"], table["party"])),
        Column(label("amount", lang), _money(table["amount_fen"])),
        Column(label("base", lang), _bases(table)),
        Column(label("ratio", lang), _texts(table["ratio"])),
        Column(label("exact", lang), _texts(table["exact"])),
        Column(label("note", lang), _texts(table["note"])),
    ]
    write_columns(book, "stages", columns)


def write_output(book: Book, settlement: Settlement) -> None:
    """Official figures and assessment credits by project, indicator and period."""
    table, names, lang = settlement.output_credits, Names(settlement, book.lang), book.lang
    figures = zip(table["value"].tolist(), table["scale"].tolist(), strict=True)
    columns = [
        Column(label("agreement_id", lang), _texts(table["agreement"])),
        Column(label("version", lang), _texts(table["version"])),
        Column(label("project", lang), _texts(table["project"])),
        Column(label("project_name", lang), names.projects(table["agreement"], table["project"])),
        Column(label("indicator", lang), _texts(table["indicator"], _words("indicator", lang))),
        Column(label("unit", lang), _texts(table["unit"], _words("unit", lang))),
        Column(label("period", lang), _texts(table["period"])),
        Column(label("clause", lang), _texts(table["clause"])),
        Column(label("mode", lang), _texts(table["mode"], _words("mode", lang))),
        Column(label("party", lang), names.parties(table["agreement"], table["party"])),
        Column(label("kind", lang), _texts(table["kind"], _words("amount_kind", lang))),
        Column(label("value", lang), [Figure(value, scale) for value, scale in figures]),
    ]
    write_columns(book, "output", columns)


def write_records(book: Book, settlement: Settlement) -> None:
    """Two sheets: the records that were used, and those that were not, with the reason."""
    table = settlement.records
    used = table["disposition"] == "used"
    write_columns(book, "used", _record_columns(table[used], book.lang))
    write_columns(book, "unused", _record_columns(table[~used], book.lang, reasons=True))


def _record_columns(table: pd.DataFrame, lang: Language, *, reasons: bool = False) -> list[Column]:
    why = [
        Column(
            label("disposition", lang), _texts(table["disposition"], _words("disposition", lang))
        ),
        Column(label("reason", lang), _texts(table["reason"], lambda r: reason_text(r, lang))),
    ]
    return [
        Column(label("table", lang), _texts(table["table"], lambda t: table_name(t, lang))),
        Column(label("file", lang), _texts(table["file"])),
        Column(label("sheet", lang), _texts(table["sheet"])),
        Column(label("row", lang), [_position(v) for v in table["row"].tolist()]),
        Column(label("voucher", lang), _texts(table["voucher_no"])),
        *(
            [Column(label("treasury_date", lang), _texts(table["treasury_date"]))]
            if "treasury_date" in table
            else []
        ),
        *(why if reasons else []),
        Column(label("agreement_id", lang), _texts(table["agreement"])),
        Column(label("project", lang), _texts(table["project"])),
        Column(label("tax", lang), _texts(table["tax"], _words("tax", lang))),
        Column(label("period", lang), _texts(table["period"])),
        Column(label("slice", lang), _texts(table["slice"])),
        Column(label("record_kind", lang), _texts(table["kind"], _words("record_kind", lang))),
        Column(label("level", lang), _texts(table["level"], _words("level", lang))),
        Column(label("amount", lang), _money(table["amount_fen"])),
    ]


def _position(value: Any) -> Cell:
    return Count(value) if isinstance(value, int) else ""


def write_findings(book: Book, findings: Sequence[Finding]) -> None:
    """Every finding with its place, the value, what was expected and the money at stake."""
    lang = book.lang
    columns = [
        Column(label("severity", lang), [SEVERITY_WORDS[lang][f.severity] for f in findings]),
        Column(label("code", lang), [f.code for f in findings]),
        Column(label("message", lang), [f.message(lang) for f in findings]),
        Column(label("hint", lang), [f.hint(lang) for f in findings]),
        Column(label("place", lang), [f.place.text(lang) for f in findings]),
        Column(label("found", lang), [f.value or "" for f in findings]),
        Column(label("expected", lang), [f.expected or "" for f in findings]),
        Column(label("clause", lang), [f.clause or "" for f in findings]),
        Column(label("at_stake", lang), [_stake(f) for f in findings]),
    ]
    write_columns(book, "findings", columns, style="cell")


def _stake(finding: Finding) -> Cell:
    return "" if finding.amount_fen is None else Money(finding.amount_fen)
