"""Reading one table: source, headers, body, canonical values, findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from benefitshare.findings import Finding, Place, UsageError
from benefitshare.findings.catalog import CATALOG
from benefitshare.records.body import Body, find_body
from benefitshare.records.columns import canonical_columns, longest, required_columns
from benefitshare.records.conversion import Flaw, FlawAt
from benefitshare.records.drafts import Draft
from benefitshare.records.expected import EXPECTED
from benefitshare.records.grid import Grid
from benefitshare.records.kinds import fill
from benefitshare.records.mapping import Fields, map_headers
from benefitshare.records.sources import open_grid
from benefitshare.records.table import Table
from benefitshare.records.units import statements
from benefitshare.records.yearly import dated
from benefitshare.reference.headers import KINDS

if TYPE_CHECKING:
    import pandas as pd

FINDINGS_SHOWN = 1000
"""How many findings of one code and column are listed one by one."""
_IDENTITY = ("project_id", "project_name", "taxpayer_id", "taxpayer_name", "tax", "subject")


def read_table(
    source: Any,
    kind: str,
    *,
    unit: str | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    query: str | None = None,
    columns: Mapping[str, str] | None = None,
    entered_on: str | None = None,
) -> Table:
    """Read a table of `kind` from a path, DataFrame or SQLAlchemy engine with a query.

    `unit` is the unit of money where the table does not state it; `columns` maps headers to
    fields. `entered_on` (MM-DD) is the day on which tax is entered that a forecast gives by the
    year: such a table has a column of years and none of treasury dates. Raises `UnreadableInput`
    for a file that cannot be read at all and `UsageError` for a call that makes no sense.

    >>> import pandas as pd
    >>> cells = {"付款方": ["a"], "收款方": ["b"], "年度": [2024], "金额(元)": ["1,200.5"]}
    >>> frame = pd.DataFrame(cells)
    >>> read_table(frame, "payments").frame.amount_fen.tolist()
    [120050]
    """
    if kind not in KINDS:
        raise UsageError(Finding("table-kind-unknown", value=kind))
    grid = open_grid(source, kind, sheet=sheet, encoding=encoding, query=query)
    if kind == "tax" and entered_on is not None:
        grid, columns = dated(grid, entered_on, columns)
    return read_grid(grid, kind, unit=unit, columns=columns)


def read_grid(
    grid: Grid, kind: str, *, unit: str | None = None, columns: Mapping[str, str] | None = None
) -> Table:
    """Read a table whose cells are there already; the arguments are those of `read_table`."""
    place = Place(file=grid.source["file"] or None, sheet=grid.source.get("sheet"))
    fields = map_headers(grid, kind, columns, place)
    stated = statements(unit, grid.titles, place)
    body = find_body(grid, _identity_headers(fields))
    draft = Draft(kind, _taken(fields, body.records), len(body.records), place, stated)
    draft.findings.extend((*grid.findings, *fields.findings))
    fill(draft, canonical_columns(kind))
    _check_required(draft)
    _check_lengths(draft)
    _check_ragged(draft, grid, body)
    return _table(draft, grid, body)


def _identity_headers(fields: Fields) -> tuple[str, ...]:
    return tuple(fields.columns[name].header for name in _IDENTITY if name in fields.columns)


def _taken(fields: Fields, positions: np.ndarray) -> Fields:
    columns = {
        name: column if len(positions) == len(column.text) else column.take(positions)
        for name, column in fields.columns.items()
    }
    return Fields(columns, fields.units, fields.wide, fields.findings, fields.names)


def _check_required(draft: Draft) -> None:
    import pyarrow.compute as pc

    flawed = {(item.position, id(item.column)) for item in draft.flaws.found}
    skipped = {"tax", "kind", "unit", "amount_fen", *draft.wide_names}
    if draft.kind != "tax":
        skipped.discard("kind")
    for name in required_columns(draft.kind):
        values = draft.values.get(name)
        column = draft.column(name)
        if name in skipped or column is None or not isinstance(values, pa.Array):
            continue
        for position in np.flatnonzero(pc.equal(values, "").to_numpy(zero_copy_only=False)):
            if (int(position), id(column)) not in flawed:
                draft.flaws.add(Flaw("value-missing"), int(position), column)
    if draft.kind == "tax":
        _check_owner(draft)


def _check_owner(draft: Draft) -> None:
    """A tax record needs a project or a taxpayer."""
    import pyarrow.compute as pc

    none = pc.and_(
        pc.equal(draft.values["project_id"], ""), pc.equal(draft.values["taxpayer_id"], "")
    )
    flawed = {item.position for item in draft.flaws.found}
    column = draft.column("taxpayer_id") or draft.column("project_id")
    for position in np.flatnonzero(none.to_numpy(zero_copy_only=False)) if column else ():
        if int(position) not in flawed:
            draft.flaws.add(Flaw("owner-missing"), int(position), column)


def _check_lengths(draft: Draft) -> None:
    import pyarrow.compute as pc

    for name, values in draft.values.items():
        most = longest(draft.kind, name) if isinstance(values, pa.Array) else None
        if most is None or not len(values) or pc.max(pc.binary_length(values)).as_py() <= most:
            continue
        long = pc.greater(pc.utf8_length(values), most).to_numpy(zero_copy_only=False)
        for position in np.flatnonzero(long):
            draft.flaws.add(
                Flaw("text-too-long", {"most": most}), int(position), draft.column(name)
            )


def _check_ragged(draft: Draft, grid: Grid, body: Body) -> None:
    """A row with shifted cells gets that finding alone: its cells mean nothing."""
    if not grid.ragged:
        return
    place_of = {int(position): index for index, position in enumerate(body.records)}
    shifted = {place_of[position] for position in grid.ragged if position in place_of}
    draft.flaws.found = [item for item in draft.flaws.found if item.position not in shifted]
    for position in grid.ragged:
        if position in place_of:
            draft.flaws.found.append(FlawAt(Flaw("row-cells"), place_of[position], None, None))


def _table(draft: Draft, grid: Grid, body: Body) -> Table:
    import pandas as pd

    rows = grid.rows[body.records]
    reasons = _reasons(draft)
    owner, values = _records(draft)
    numbers = _record_numbers(body, owner)
    reason = reasons[owner]
    good = reason == ""
    frame = pd.DataFrame(
        {
            **{name: _series(values[name], good) for name in canonical_columns(draft.kind)},
            "row": rows[owner][good],
            "record": numbers[good],
        }
    )
    amounts = values.get("amount_fen", np.zeros(len(owner), np.int64))
    aside = _set_aside(draft, body, grid, numbers, rows[owner], reason, amounts)
    total = len(owner) + len(body.others)
    findings = _all_findings(draft, grid, body, rows)
    return Table(draft.kind, frame, findings, aside, _source(draft, grid, total))


def _series(values: Any, good: np.ndarray) -> Any:
    import pandas as pd

    if isinstance(values, np.ndarray):
        return values[good]
    kept = values if good.all() else values.filter(pa.array(good))
    return pd.array(kept, dtype="str")


def _reasons(draft: Draft) -> np.ndarray:
    """For each row the first error code, or an empty text."""
    reasons = np.full(draft.height, "", object)
    for item in sorted(draft.flaws.found, key=_in_document_order):
        unmarked = reasons[item.position] == ""
        if unmarked and CATALOG[item.flaw.code].severity == "error":
            reasons[item.position] = item.flaw.code
    for finding in draft.findings:
        if finding.severity == "error":
            reasons[:] = finding.code
            break
    return reasons


def _in_document_order(item: FlawAt) -> tuple[int, int, str]:
    letters = item.column.letter if item.column else ""
    return item.position, len(letters), letters


def _records(draft: Draft) -> tuple[np.ndarray, dict[str, Any]]:
    """The row of each record and the values of all records; a wide sheet has several to a row."""
    blank = draft.blank_texts()
    values: dict[str, Any] = {
        name: draft.values.get(name, blank) for name in canonical_columns(draft.kind)
    }
    if draft.amounts is not None and "amount_fen" in values:
        values["amount_fen"] = draft.amounts
    if not draft.wide:
        _numbers_for_missing(draft, values)
        return np.arange(draft.height), values
    return _melted(draft, values)


def _numbers_for_missing(draft: Draft, values: dict[str, Any]) -> None:
    for name in ("amount_fen", "value"):
        if name in values and draft.kind != "factors" and isinstance(values[name], pa.Array):
            values[name] = np.zeros(draft.height, np.int64)


def _melted(draft: Draft, values: dict[str, Any]) -> tuple[np.ndarray, dict[str, Any]]:
    filled = np.stack([~column.blank for column in draft.wide], axis=1)
    filled[~filled.any(axis=1), 0] = True
    owner, which = np.nonzero(filled)
    matrix = np.stack([column.values for column in draft.wide], axis=1)
    code_name, value_name = draft.wide_names
    codes = pa.array([column.code for column in draft.wide], pa.large_string())
    taken = {name: _take(array, owner) for name, array in values.items()}
    taken[code_name] = codes.take(pa.array(which))
    taken[value_name] = matrix[owner, which]
    if code_name == "indicator":
        from benefitshare.reference import indicators

        units = [indicators()[column.code].unit for column in draft.wide]
        taken["unit"] = pa.array(units, pa.large_string()).take(pa.array(which))
    return owner, taken


def _take(array: Any, positions: np.ndarray) -> Any:
    return array[positions] if isinstance(array, np.ndarray) else array.take(pa.array(positions))


def _record_numbers(body: Body, owner: np.ndarray) -> np.ndarray:
    """Records are counted over all rows read, totals and notes too."""
    others = np.sort(np.fromiter(body.others, np.int64, len(body.others)))
    before = np.searchsorted(others, body.records[owner])
    numbers: np.ndarray = np.arange(len(owner), dtype=np.int64) + before
    return numbers


def _set_aside(
    draft: Draft, body: Body, grid: Grid, numbers: np.ndarray, rows: np.ndarray,
    reason: np.ndarray, amounts: np.ndarray,
) -> pd.DataFrame:  # fmt: skip
    import pandas as pd

    bad = reason != ""
    money = "amount_fen" in canonical_columns(draft.kind)
    aside = pd.DataFrame({"record": numbers[bad], "row": rows[bad], "reason": reason[bad]})
    unknown = _unknown_amounts(draft)[_owner_of(draft, len(numbers))][bad] if money else True
    aside["amount_fen"] = pd.array(np.asarray(amounts)[bad], dtype="Int64")
    aside.loc[unknown if money else slice(None), "amount_fen"] = pd.NA
    taken = set(numbers.tolist())
    free = iter(i for i in range(len(numbers) + len(body.others)) if i not in taken)
    rest = [
        (next(free), int(grid.rows[position]), body.others[position], pd.NA)
        for position in sorted(body.others)
    ]
    more = pd.DataFrame(rest, columns=["record", "row", "reason", "amount_fen"])
    both = pd.concat([aside, more.astype({"amount_fen": "Int64"})]) if rest else aside
    both = both.sort_values("record", ignore_index=True)
    return both.astype({"record": "int64", "row": "int64", "reason": "str"})


def _owner_of(draft: Draft, records: int) -> np.ndarray:
    owner: np.ndarray = np.arange(draft.height) if not draft.wide else _records(draft)[0]
    return owner[:records]


def _unknown_amounts(draft: Draft) -> np.ndarray:
    """Rows whose amount could not be read."""
    unknown = np.zeros(draft.height, bool)
    money = {"amount", "amount_fen", "refund_amount"}
    columns = {
        id(column)
        for name, column in draft.fields.columns.items()
        if name in money or name.startswith("level_")
    }
    for item in draft.flaws.found:
        if id(item.column) in columns or item.flaw.code == "row-cells":
            unknown[item.position] = True
    if draft.amounts is None or any(
        f.code in ("unit-not-stated", "unit-conflict") for f in draft.findings
    ):
        unknown[:] = True
    return unknown


def _all_findings(draft: Draft, grid: Grid, body: Body, rows: np.ndarray) -> list[Finding]:
    findings = list(draft.findings)
    if not draft.height and not any(f.severity == "error" for f in findings):
        findings.append(Finding("table-empty", draft.place))
    findings.extend(_encoding_used(draft, grid))
    unknown = _unknown_amounts(draft)
    shown: Counter[tuple[str, str]] = Counter()
    hidden: dict[tuple[str, str], list[tuple[FlawAt, int | None]]] = {}
    placed: list[tuple[int, int, Finding]] = []
    for order, item in enumerate(sorted(draft.flaws.found, key=_in_document_order)):
        key = (item.flaw.code, item.column.header if item.column else "")
        shown[key] += 1
        stake = (
            None
            if draft.amounts is None or unknown[item.position]
            else int(draft.amounts[item.position])
        )
        if shown[key] > FINDINGS_SHOWN:
            hidden.setdefault(key, []).append((item, stake))
            continue
        placed.append((int(rows[item.position]), order, _finding(draft, item, rows, stake)))
    for position, code in body.others.items():
        row = int(grid.rows[position])
        place = Place(draft.place.file, sheet=draft.place.sheet, row=row)
        placed.append((row, 0, Finding(code, place, value=_row_text(grid, position))))
    findings.extend(finding for *_, finding in sorted(placed, key=lambda entry: entry[:2]))
    findings.extend(_aggregate(draft, rows, key, items) for key, items in hidden.items())
    return findings


def _encoding_used(draft: Draft, grid: Grid) -> list[Finding]:
    encoding = grid.source.get("encoding")
    if encoding in (None, "utf-8-sig"):
        return []
    return [Finding("encoding-used", draft.place, value=encoding)]


def _finding(draft: Draft, item: FlawAt, rows: np.ndarray, stake: int | None) -> Finding:
    header = item.column.header if item.column else None
    cell = item.column.letter if item.column else None
    row = int(rows[item.position])
    place = Place(draft.place.file, sheet=draft.place.sheet, row=row, header=header, cell=cell)
    expected = EXPECTED.get(item.flaw.code)
    return Finding(
        item.flaw.code, place, dict(item.flaw.params), item.value, expected, amount_fen=stake
    )


def _aggregate(
    draft: Draft, rows: np.ndarray, key: tuple[str, str], items: list[tuple[FlawAt, int | None]]
) -> Finding:
    positions = [int(rows[item.position]) for item, _ in items]
    place = Place(
        draft.place.file, sheet=draft.place.sheet, row=positions[0], header=key[1] or None
    )
    params = {"code": key[0], "rows": len(positions), "last": positions[-1]}
    known = [amount for _, amount in items if amount is not None]
    stake = sum(known) if known else None
    return Finding("more-of-the-same", place, params, amount_fen=stake)


def _row_text(grid: Grid, position: int) -> str:
    cells = (column.value(position).strip() for column in grid.columns)
    return next((cell for cell in cells if cell), "")


def _source(draft: Draft, grid: Grid, total: int) -> dict[str, Any]:
    return {
        **grid.source,
        "kind": draft.kind,
        "rows_read": total,
        "unit": dict(draft.units),
        "mapping": dict(draft.fields.names),
        "titles": list(grid.titles),
    }
