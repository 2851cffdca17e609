"""Where every record went: used, set aside with a reason, or out of scope; and that the totals
reconcile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import Agreement
from benefitshare.agreements.terms import named
from benefitshare.findings import Finding, Place
from benefitshare.records.checks import Checked
from benefitshare.records.table import Table
from benefitshare.settlement.coded import distinct_numbers
from benefitshare.settlement.collect import TaxRecords
from benefitshare.settlement.days import day_text
from benefitshare.settlement.engine import PlainTable, Tables
from benefitshare.settlement.state import State
from benefitshare.settlement.world import ProjectTable, World

Array = npt.NDArray[Any]

OUT_OF_SCOPE = {
    "no_project", "no_agreement", "tax_not_shared", "outside_term", "outside_years", "central_only",
    "refund_kind_not_counted", "output_not_shared",
}  # fmt: skip
ROW_TABLES = {
    "deductions": {"zh": "扣除表", "en": "the deductions table"},
    "payments": {"zh": "付款表", "en": "the payments table"},
}
RECORD_COLUMNS = (
    "table", "record", "file", "sheet", "row", "voucher_no", "treasury_date",
    "project", "tax", "period",
    "slice", "kind", "level", "amount_fen", "disposition", "reason", "agreement",
)  # fmt: skip


def disposition_of(reason: str) -> str:
    """`used` for no reason; `out_of_scope` or `set_aside` by what the reason is."""
    if reason == "":
        return "used"
    outside = reason in OUT_OF_SCOPE or reason.startswith("gate:")
    return "out_of_scope" if outside else "set_aside"


class Went(Protocol):
    """What a settlement of one agreement says of its rows: empty where a row was used."""

    @property
    def state(self) -> State:
        """The last state of the pipeline; its tax records carry their reasons."""

    @property
    def output_reason(self) -> Any:
        """By output record."""

    @property
    def payment_reason(self) -> list[str]:
        """By payment."""

    @property
    def deduction_reason(self) -> list[str]:
        """By deduction."""


@dataclass
class Fate:
    """Per row of one table: agreement, reason (empty: used), settlement period and slice."""

    frame: Any
    reason: Array
    agreement: Array
    period: Array
    slice: Array

    @classmethod
    def of(cls, frame: Any) -> Fate:
        """As the checks left the table."""
        size = len(frame)
        reason = frame["reason"].to_numpy(dtype=object).copy()
        period = (
            frame["period"].to_numpy(dtype=object)
            if "period" in frame
            else np.full(size, "", object)
        )
        blank = np.full(size, "", dtype=object)
        return cls(frame, reason, blank.copy(), period.copy(), blank.copy())

    def followed_by(self, more: int) -> Fate:
        """With so many further lines that stand in no frame."""
        blank = np.full(more, "", dtype=object)
        return Fate(
            self.frame,
            *(
                np.concatenate((own, blank))
                for own in (self.reason, self.agreement, self.period, self.slice)
            ),
        )

    def of_frame(self) -> Fate:
        """The rows of the frame alone."""
        size = len(self.frame)
        own = (self.reason, self.agreement, self.period, self.slice)
        return Fate(self.frame, *(values[:size] for values in own))

    def settle(self, positions: Array, agreement: Any, reasons: Array) -> Array:
        """What an agreement (or that of each row) made of rows; used by one agreement is used,
        whatever another says. Gives which of the rows are now this agreement's.
        """
        untouched = self.agreement[positions] == ""
        better: Array = untouched | ((self.reason[positions] != "") & (reasons == ""))
        at = positions[better]
        self.agreement[at] = agreement if isinstance(agreement, str) else agreement[better]
        self.reason[at] = reasons[better]
        return better


@dataclass
class Placed:
    """Projects by agreement, and the fate of every row while one after another is settled."""

    of_project: dict[str, list[str]]
    fates: dict[str, Fate]
    agreements: set[str] = field(default_factory=set)
    tables: Mapping[str, Table] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        checked: Checked,
        of_project: dict[str, list[str]],
        strangers: set[str],
        tables: Mapping[str, Table],
    ) -> Placed:
        """Before any agreement is settled; records of projects in no agreement are out of scope."""
        fates = {kind: Fate.of(frame) for kind, frame in checked.frames.items()}
        for kind in ("projects", "tax", "output"):
            if kind in fates:
                fate = fates[kind]
                lost = fate.frame["project"].isin(list(strangers)).to_numpy() & (fate.reason == "")
                fate.reason[lost] = "no_agreement"
        names = {a for listed in of_project.values() for a in listed}
        return cls(of_project, fates, names, tables)

    def projects_of(self, agreement: str) -> list[str]:
        """The projects of an agreement."""
        return self._of_agreement.get(agreement, [])

    @cached_property
    def _of_agreement(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for project, names in self.of_project.items():
            for agreement in dict.fromkeys(names):
                found.setdefault(agreement, []).append(project)
        return found

    def take(self, agreement: Agreement, settled: Went, tables: Tables) -> list[Finding]:
        """Note what one agreement's settlement made of its rows; the findings on rows it could not
        use.
        """
        self.take_records(settled.state.records, settled.state.world)
        findings = [*_missing_dates(settled)]
        if tables.output is not None and len(tables.output):
            positions = tables.output["record"].to_numpy()
            self.fates["output"].settle(positions, agreement.id, settled.output_reason)
        reasons = {"deductions": settled.deduction_reason, "payments": settled.payment_reason}
        findings += self.take_small(agreement, tables, reasons)
        self.take_projects(agreement, ProjectTable.of(tables.projects).record)
        return findings

    def take_records(self, records: TaxRecords, world: World) -> None:
        """Note what the settlement of the agreements of a world made of tax records."""
        fate = self.fates.get("tax")
        if fate is None or not len(records):
            return
        names = np.array([agreement.id for agreement in world.agreements], dtype=object)
        mine = fate.settle(records.record, names[world.member_of(records.project)], records.reason)
        records = records.take(mine)
        fate.period[records.record] = _named(records.period, world.label)
        fate.slice[records.record] = _named(records.slice, day_text)

    def take_small(
        self, agreement: Agreement, tables: Tables, reasons: Mapping[str, list[str]]
    ) -> list[Finding]:
        """Note why deductions and payments are not used; the findings on them."""
        findings = []
        for kind, why in reasons.items():
            table = PlainTable.of(getattr(tables, kind))
            if len(table):
                findings += self._small(agreement, kind, table, np.array(why, dtype=object))
        return findings

    def take_projects(self, agreement: Agreement, positions: Array) -> None:
        """Note which rows of the projects table are an agreement's."""
        self.fates["projects"].settle(positions, agreement.id, np.full(len(positions), "", object))

    def _small(
        self, agreement: Agreement, kind: str, table: PlainTable, reasons: Array
    ) -> list[Finding]:
        positions = table.columns["record"].astype(np.int64)
        self.fates[kind].settle(positions, agreement.id, reasons)
        wrong = np.flatnonzero([disposition_of(r) == "set_aside" for r in reasons])
        return [
            _row_finding(agreement, self.tables[kind], table.row(i), reasons[i])
            for i in wrong.tolist()
        ]


def _named(numbers: Array, label: Callable[[int], str]) -> Array:
    distinct, codes = distinct_numbers(numbers)
    return np.array([label(n) for n in distinct], dtype=object)[codes]


def _row_finding(agreement: Agreement, table: Table, row: Any, code: str) -> Finding:
    params = {
        "table": ROW_TABLES[table.kind],
        "period": row.get("period", ""),
        "cycle": named("cycle", agreement.settlement.cycle),
        "project": row.get("project_id", ""),
        "kind": named("deduction_kind", row.get("kind", "")),
        "code": row.get("kind", ""),
        "agreement": agreement.id,
        "payer": row.get("payer", ""),
        "payee": row.get("payee", ""),
    }
    place = row_place(table, row)
    return Finding(code, place=place, params=params, amount_fen=int(row["amount_fen"]))


def row_place(table: Table, row: Any) -> Place:
    """Where a row of a checked frame stands in its file."""
    return table.place(int(row["row"]), int(row.get("part", 0)))


def _missing_dates(settled: Went) -> list[Finding]:
    records = settled.state.records
    missing = records.reason == "date-missing"
    if not missing.any():
        return []
    stake = int(np.abs(records.amount[missing]).sum())
    return [
        Finding(
            "date-missing", params={"rows": int(records.count[missing].sum())}, amount_fen=stake
        )
    ]


def placed_records(tables: Mapping[str, Table], placed: Placed, more: Any = None) -> Any:
    """One line per row read of every table, with its place and what became of it; `more` are lines
    of tax records that stand in no frame.
    """
    import pandas as pd

    parts = []
    for kind, table in tables.items():
        kept = _kept(kind, table, placed.fates[kind].of_frame())
        if kind == "tax" and more is not None:
            both = [p for p in (kept, more) if len(p)] or [kept]
            kept = pd.concat(both, ignore_index=True).sort_values("record", kind="stable")
        parts.append(kept)
        parts.append(_refused(kind, table))
    return pd.concat([p for p in parts if len(p)], ignore_index=True)[list(RECORD_COLUMNS)]


def _kept(kind: str, table: Table, fate: Fate) -> Any:
    import pandas as pd

    reason = fate.reason.copy()
    if kind in ("tax", "output", "deductions", "payments"):
        unplaced = (reason == "") & (fate.agreement == "")
        reason[unplaced] = "no_agreement"
    frame = fate.frame
    texts = ("voucher_no", "treasury_date", "project", "tax", "kind", "level")
    columns: dict[str, Any] = {c: frame[c].to_numpy(dtype=object) for c in texts if c in frame}
    amount = (
        frame["amount_fen"].to_numpy() if "amount_fen" in frame else np.zeros(len(frame), np.int64)
    )
    distinct = {r: disposition_of(r) for r in set(reason.tolist())}
    return pd.DataFrame(
        {
            **dict.fromkeys(RECORD_COLUMNS, ""),
            "table": kind,
            "record": frame["record"].to_numpy(),
            **source_columns(table, frame),
            **columns,
            "period": fate.period,
            "slice": fate.slice,
            "amount_fen": amount,
            "disposition": [distinct[r] for r in reason.tolist()],
            "reason": reason,
            "agreement": fate.agreement,
        },
        index=np.arange(len(frame)),
    )


def _refused(kind: str, table: Table) -> Any:
    import pandas as pd

    aside = table.set_aside
    return pd.DataFrame(
        {
            **dict.fromkeys(RECORD_COLUMNS, ""),
            "table": kind,
            "record": aside["record"].to_numpy(),
            **source_columns(table, aside),
            "amount_fen": aside["amount_fen"].fillna(0).astype("int64").to_numpy(),
            "disposition": "set_aside",
            "reason": aside["reason"].to_numpy(dtype=object),
        },
        index=np.arange(len(aside)),
    )


def source_columns(table: Table, frame: Any) -> dict[str, Any]:
    """File, sheet and row of each line."""
    parts = table.source.get("parts") or [table.source]
    part = frame["part"].to_numpy() if "part" in frame else np.zeros(len(frame), dtype=np.int64)
    files = np.array([str(p.get("file") or "") for p in parts], dtype=object)
    sheets = np.array([str(p.get("sheet") or "") for p in parts], dtype=object)
    return {"file": files[part], "sheet": sheets[part], "row": frame["row"].to_numpy()}


def reconciled(tables: Mapping[str, Table], records: Any) -> Any:
    """For every table: read, then used, set aside, out of scope by reason; rows and fen add up.

    A line of `records` stands for one row, or for as many as its column `rows` says.
    """
    import pandas as pd

    keys = ["table", "disposition", "reason"]
    rows_of = records.get("rows", 1)
    shown = records[[*keys, "amount_fen"]].assign(
        table=pd.Categorical(records["table"], categories=list(tables)), rows=rows_of
    )
    groups = shown.groupby(keys, sort=True, observed=True)[["rows", "amount_fen"]].sum()
    lines = []
    for kind, table in tables.items():
        of_kind = groups[groups.index.get_level_values("table") == kind]
        rows, fen = int(of_kind["rows"].sum()), int(of_kind["amount_fen"].sum())
        if rows != table.source["rows_read"]:
            raise AssertionError(
                f"{kind}: {table.source['rows_read']} rows read, {rows} accounted for"
            )
        lines.append((kind, "read", "", rows, fen))
        for (_, disposition, reason), (size, amount) in zip(
            of_kind.index, of_kind.to_numpy().tolist(), strict=True
        ):
            lines.append((kind, disposition, reason, int(size), int(amount)))
    return pd.DataFrame(lines, columns=["table", "disposition", "reason", "rows", "amount_fen"])
