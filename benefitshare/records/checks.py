"""Checks across rows and tables, and the reconciliation of everything that was read."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from benefitshare.findings import Finding, Place
from benefitshare.records.reading import FINDINGS_SHOWN
from benefitshare.records.table import Table
from benefitshare.records.words import SPLIT_LEVELS
from benefitshare.reference import CENTRAL_ONLY

if TYPE_CHECKING:
    import pandas as pd

Extract = Literal["auto", "gross", "split"]
REFUNDS = ("refund", "credit_refund", "export_refund")


@dataclass(frozen=True)
class Checked:
    """The tables after all checks.

    frames: each table's frame with `project` (resolved id or ""), `disposition` (`used`,
    `set_aside`, `out_of_scope`) and `reason`.
    findings: those of the tables in order, then those of the checks.
    reconciliation: table, disposition (`read` first), reason, rows, amount_fen; for every table
    read = used + set_aside + out_of_scope. An amount that could not be read counts as 0 fen.
    """

    frames: dict[str, pd.DataFrame]
    findings: list[Finding]
    reconciliation: pd.DataFrame


class Checking:
    """One table under check: its frame grows dispositions, its findings grow."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.frame = table.frame.assign(project="", disposition="used", reason="")
        self.findings: list[Finding] = []
        self._disposition = np.full(len(self.frame), "used", object)
        self._reason = np.full(len(self.frame), "", object)

    @property
    def used(self) -> np.ndarray:
        """Which rows are still used."""
        mask: np.ndarray = self._disposition == "used"
        return mask

    def text(self, name: str) -> np.ndarray:
        """A text column as objects."""
        values: np.ndarray = self.frame[name].to_numpy(dtype=object)
        return values

    def drop(self, mask: np.ndarray, disposition: str, reason: str) -> None:
        """Take the still used rows of a mask out, for one reason."""
        hit = mask & self.used
        self._disposition[hit], self._reason[hit] = disposition, reason

    def find(
        self,
        mask: np.ndarray,
        code: str,
        column: str,
        *,
        aside: bool,
        params: Callable[[int], dict[str, Any]] = lambda _: {},
    ) -> None:
        """A finding for every used row of a mask; `aside` sets the rows aside."""
        positions = np.flatnonzero(mask & self.used)
        for position in positions[:FINDINGS_SHOWN]:
            self.findings.append(self._finding(int(position), code, column, params(int(position))))
        if len(positions) > FINDINGS_SHOWN:
            rest = positions[FINDINGS_SHOWN:]
            last = int(self.frame["row"].iloc[int(rest[-1])])
            more = {"code": code, "rows": len(rest), "last": last}
            stake = self.fen(rest)
            self.findings.append(Finding("more-of-the-same", self.place(), more, amount_fen=stake))
        if aside:
            self.drop(mask, "set_aside", code)

    def fen(self, positions: np.ndarray) -> int | None:
        """The money in some rows."""
        if "amount_fen" not in self.frame:
            return None
        return int(self.frame["amount_fen"].to_numpy()[positions].sum())

    def place(self, position: int | None = None, column: str = "") -> Place:
        """Where a row of this table stands."""
        if position is None:
            return self.table.place(column=column)
        part = int(self.frame["part"].iloc[position]) if "part" in self.frame else 0
        return self.table.place(int(self.frame["row"].iloc[position]), part, column)

    def _finding(self, position: int, code: str, column: str, params: dict[str, Any]) -> Finding:
        value = str(self.frame[column].iloc[position]) if column else None
        stake = self.fen(np.array([position]))
        return Finding(code, self.place(position, column), params, value, amount_fen=stake)

    def repeated(
        self, columns: list[str], among: np.ndarray
    ) -> tuple[np.ndarray, dict[int, dict[str, Any]]]:
        """Rows that repeat an earlier one in these columns, and for each where the first stands."""
        keys = self.frame.loc[among, columns]
        doubles = keys[keys.duplicated(keep=False)]
        mask = np.zeros(len(self.frame), bool)
        if doubles.empty:
            return mask, {}
        position = doubles.index.to_series()
        first = position.groupby([doubles[c] for c in columns], sort=False).transform("first")
        later = doubles.duplicated(keep="first")
        positions = doubles.index[later].to_numpy()
        mask[positions] = True
        firsts = zip(positions.tolist(), first[later].tolist(), strict=True)
        return mask, {at: self.first_place(at, earlier) for at, earlier in firsts}

    def first_place(self, position: int, earlier: int) -> dict[str, Any]:
        """The row of an earlier record, and its file and sheet where those are others."""
        here, there = self.place(position), self.place(earlier)
        where = {"zh": "", "en": ""}
        if (here.file, here.sheet) != (there.file, there.sheet):
            source = Place(file=there.file, sheet=there.sheet)
            where = {"zh": f" {source.text('zh')} ", "en": f" of {source.text('en')}"}
        return {"first": there.row, "where": where}

    def finished(self) -> pd.DataFrame:
        """The frame with its dispositions."""
        return self.frame.assign(disposition=_texts(self._disposition), reason=_texts(self._reason))


def _texts(values: Any) -> Any:
    import pandas as pd

    return pd.array(values, dtype="str")


def check_tables(tables: Mapping[str, Table], *, extract: Extract = "auto") -> Checked:
    """Check rows against each other and tables against each other; nothing is dropped silently.

    `extract` says whether tax records are gross (undivided) or split by budget level.

    >>> import pandas as pd
    >>> from benefitshare.records import read_table
    >>> tax = read_table(pd.DataFrame({"project_id": ["P1"], "tax": ["vat"], "amount_fen": [100],
    ...     "treasury_date": ["2024-03-15"], "level": ["shared"]}), "tax")
    >>> check_tables({"tax": tax}).reconciliation.rows.tolist()
    [1, 1]
    """
    under = {kind: Checking(table) for kind, table in tables.items()}
    for checking in under.values():
        _check_sources(checking)
    projects = _check_projects(under.get("projects"))
    for kind in ("tax", "output", "deductions"):
        if kind in under:
            _resolve(under[kind], projects)
    for kind, check in _CHECKS.items():
        if kind in under:
            check(under[kind], extract)
    frames = {kind: checking.finished() for kind, checking in under.items()}
    read = [finding for table in tables.values() for finding in table.findings]
    found = [finding for checking in under.values() for finding in checking.findings]
    return Checked(frames, read + found, reconcile(tables, frames))


def _check_sources(checking: Checking) -> None:
    """A file or sheet handed over twice counts once."""
    seen: set[tuple[Any, ...]] = set()
    for number, source in enumerate(checking.table.source.get("parts", ())):
        key = (source.get("sha256"), source.get("sheet"))
        if key[0] is not None and key in seen and len(checking.frame):
            again = (checking.frame["part"] == number).to_numpy()
            positions = np.flatnonzero(again)
            place = Place(source.get("file") or None, sheet=source.get("sheet"))
            params = {"rows": len(positions)}
            stake = checking.fen(positions)
            checking.findings.append(Finding("source-repeated", place, params, amount_fen=stake))
            checking.drop(again, "set_aside", "source-repeated")
        seen.add(key)


@dataclass(frozen=True)
class _Projects:
    ids: frozenset[str]
    owner: dict[str, str]
    claimed: frozenset[str]


def _check_projects(checking: Checking | None) -> _Projects | None:
    if checking is None:
        return None
    mask, first = checking.repeated(["project_id", "agreement_id"], checking.used)
    checking.find(mask, "project-repeated", "project_id", aside=True, params=lambda p: first[p])
    checking.frame = checking.frame.assign(project=checking.frame["project_id"])
    owners, claimed = _owners(checking)
    for code, by in claimed.items():
        place = checking.place(list(by.values())[1], "taxpayer_ids")
        params = {"projects": "、".join(by)}
        checking.findings.append(Finding("taxpayer-claimed-twice", place, params, code))
    ids = frozenset(checking.text("project_id")[checking.used])
    return _Projects(ids, owners, frozenset(claimed))


def _owners(checking: Checking) -> tuple[dict[str, str], dict[str, dict[str, int]]]:
    """The project of every taxpayer that one project has; and of every other its projects, with
    the first position of each.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    used = np.flatnonzero(checking.used)
    lists = pc.split_pattern(pa.array(checking.text("taxpayer_ids")[used], pa.string()), ";")
    told = pc.list_flatten(lists)
    filled = pc.not_equal(told, "")
    codes = told.filter(filled).to_pylist()
    positions = used[pc.list_parent_indices(lists).filter(filled).to_numpy()]
    names = checking.text("project_id")[positions].tolist()
    owner = dict(zip(codes, names, strict=True))
    if len(owner) == len(codes):
        return owner, {}
    by_code: dict[str, dict[str, int]] = {}
    for code, name, position in zip(codes, names, positions.tolist(), strict=True):
        by_code.setdefault(code, {}).setdefault(name, position)
    claimed = {code: by for code, by in by_code.items() if len(by) > 1}
    return {code: name for code, name in owner.items() if code not in claimed}, claimed


def _resolve(checking: Checking, projects: _Projects | None) -> None:
    """Which project each row belongs to."""
    own = checking.frame["project_id"]
    if projects is None:
        checking.frame = checking.frame.assign(project=own)
        if "taxpayer_id" in checking.frame:
            _no_project(checking, (own == "").to_numpy())
        return
    known = _among(own, projects.ids)
    filled = (own != "").to_numpy()
    checking.find(
        filled & ~known, "unknown-project", "project_id", aside=True,
        params=lambda p: {"near": _near(str(own.iloc[p]), projects.ids)},
    )  # fmt: skip
    resolved = np.where(known, own.to_numpy(dtype=object), "")
    if "taxpayer_id" in checking.frame:
        taxpayer = checking.frame["taxpayer_id"]
        by_taxpayer = (
            taxpayer.astype(object).map(projects.owner).astype(object).fillna("").to_numpy()
        )
        resolved = np.where(filled, resolved, by_taxpayer)
        claimed = _among(taxpayer, projects.claimed) & ~filled
        checking.drop(claimed, "set_aside", "taxpayer-claimed-twice")
        _no_project(checking, ~filled & (resolved == ""))
    checking.frame = checking.frame.assign(project=_texts(resolved))


def _among(texts: pd.Series, some: frozenset[str]) -> np.ndarray:
    """Where a column holds one of some texts."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pc.is_in(pa.array(texts, pa.large_string()), pa.array([*some], pa.large_string()))
    return np.asarray(found, dtype=bool)


def _near(project: str, ids: frozenset[str]) -> dict[str, str]:
    close = difflib.get_close_matches(project, sorted(ids), n=1, cutoff=0.6)
    if not close:
        return {"zh": "", "en": ""}
    return {"zh": f"是否为“{close[0]}”？", "en": f" Is it “{close[0]}”?"}


def _no_project(checking: Checking, mask: np.ndarray) -> None:
    _out_of_scope(checking, mask, "no_project", "no-project")


def _out_of_scope(checking: Checking, mask: np.ndarray, reason: str, code: str) -> None:
    positions = np.flatnonzero(mask & checking.used)
    if len(positions):
        stake = checking.fen(positions)
        params = {"rows": len(positions)}
        checking.findings.append(Finding(code, checking.place(), params, amount_fen=stake))
        checking.drop(mask, "out_of_scope", reason)


def _check_tax(checking: Checking, extract: Extract) -> None:
    _out_of_scope(
        checking, (checking.frame["tax"] == CENTRAL_ONLY).to_numpy(), "central_only", "central-only"
    )
    _check_vouchers(checking)
    _check_signs(checking)
    _check_dates(checking)
    _check_levels(checking, extract)


def _check_vouchers(checking: Checking) -> None:
    filled = (checking.frame["voucher_no"] != "").to_numpy() & checking.used
    checking.frame["_sign"] = np.sign(checking.frame["amount_fen"].to_numpy())
    columns = ["voucher_no", "budget_subject", "tax", "level", "_sign"]
    mask, first = checking.repeated(columns, filled)
    checking.frame = checking.frame.drop(columns="_sign")
    checking.find(mask, "voucher-repeated", "voucher_no", aside=True, params=lambda p: first[p])
    known = _without_subject(checking.frame[filled & checking.used])
    mask = np.zeros(len(checking.frame), bool)
    mask[list(known)] = True
    checking.find(
        mask, "voucher-repeated", "voucher_no", aside=True,
        params=lambda p: checking.first_place(p, known[p]),
    )  # fmt: skip


def _without_subject(rows: pd.DataFrame) -> dict[int, int]:
    """Rows without a subject that repeat one with it (extracts differ), and which one."""
    keys = ["voucher_no", "tax", "level", "amount_fen"]
    silent = (rows["budget_subject"] == "").to_numpy()
    if silent.all() or not silent.any():
        return {}
    told = rows[~silent].assign(first=rows.index[~silent])
    first = told.groupby(keys, sort=False)["first"].first()
    both = rows.loc[silent, keys].join(first, on=keys).dropna(subset=["first"])
    return dict(zip(both.index.tolist(), both["first"].astype("int64").tolist(), strict=True))


def _check_signs(checking: Checking) -> None:
    fen = checking.frame["amount_fen"].to_numpy()
    kind = checking.frame["kind"]
    refunds = kind.isin(REFUNDS).to_numpy()
    checking.find(refunds & (fen > 0), "refund-positive", "kind", aside=True)
    negative = (kind == "tax").to_numpy() & (fen < 0)
    checking.find(negative, "tax-negative", "kind", aside=False)
    hit = negative & checking.used
    if hit.any():
        changed = np.where(hit, "correction", kind.to_numpy(dtype=object))
        checking.frame = checking.frame.assign(kind=_texts(changed))


def _check_dates(checking: Checking) -> None:
    frame = checking.frame
    start, end, entered = frame["period_start"], frame["period_end"], frame["treasury_date"]
    started = (start != "").to_numpy()
    begins: Callable[[int], dict[str, Any]] = lambda p: {"start": start.iloc[p]}  # noqa: E731
    reversed_ = started & ((end != "") & (end < start)).to_numpy()
    checking.find(reversed_, "period-reversed", "period_end", aside=True, params=begins)
    early = started & ((entered != "") & (entered < start)).to_numpy()
    checking.find(early, "treasury-before-period", "treasury_date", aside=False, params=begins)


def _check_levels(checking: Checking, extract: Extract) -> None:
    """One extract is either gross or split; `other` is never divided and counts as neither."""
    level, other = checking.frame["level"], (checking.frame["tax"] == "other").to_numpy()
    blank = (level == "").to_numpy()
    fill = blank & (other | (extract == "gross"))
    if fill.any():
        filled = np.where(fill, "shared", level.to_numpy(dtype=object))
        checking.frame = checking.frame.assign(level=_texts(filled))
        level, blank = checking.frame["level"], blank & ~fill
    counted = checking.used & ~other
    shared = (level == "shared").to_numpy() & counted
    split = level.isin(SPLIT_LEVELS).to_numpy() & counted
    wrong = {"gross": split, "split": shared, "auto": split if shared.any() else ~counted & False}
    if wrong[extract].any():
        params = {"shared": int(shared.sum()), "split": int(split.sum())}
        stake = checking.fen(np.flatnonzero(checking.used))
        odd = split if split.any() and split.sum() <= shared.sum() else wrong[extract]
        place = checking.place(int(np.flatnonzero(odd)[0]), "level")
        checking.findings.append(Finding("extract-mixes-levels", place, params, amount_fen=stake))
        checking.drop(checking.used, "set_aside", "extract-mixes-levels")
    silent = blank & checking.used
    if silent.any():
        stake = checking.fen(np.flatnonzero(silent))
        params = {"rows": int(silent.sum())}
        checking.findings.append(
            Finding("level-not-told", checking.place(), params, amount_fen=stake)
        )
        checking.drop(silent, "set_aside", "level-not-told")


def _check_output(checking: Checking, _: Extract) -> None:
    """Each month of a project and indicator is reported once."""
    import pandas as pd

    frame = checking.frame
    spans = {label: _months(label) for label in frame["period"].unique()}
    months = [list(range(*spans[label])) for label in frame["period"]]
    long = pd.DataFrame(
        {
            "project": checking.text("project_id"),
            "indicator": checking.text("indicator"),
            "position": np.arange(len(frame)),
            "month": months,
        }
    )
    long = long[checking.used].explode("month")
    keys = ["project", "indicator", "month"]
    first = long.groupby(keys, sort=False)["position"].transform("first")
    clash = dict(
        zip(
            long["position"][first != long["position"]].tolist(),
            first[first != long["position"]].tolist(),
            strict=True,
        )
    )
    mask = np.zeros(len(frame), bool)
    mask[list(clash)] = True
    checking.find(
        mask, "output-overlap", "period", aside=True,
        params=lambda p: {
            "first": int(frame["row"].iloc[clash[p]]), "other": frame["period"].iloc[clash[p]]
        },
    )  # fmt: skip


def _months(label: str) -> tuple[int, int]:
    from benefitshare.periods import parse_period

    first, last = parse_period(label)
    return first.year * 12 + first.month, last.year * 12 + last.month + 1


def _check_factors(checking: Checking, _: Extract) -> None:
    mask, first = checking.repeated(["subject", "factor", "year", "from_date"], checking.used)
    checking.find(mask, "factor-repeated", "factor", aside=True, params=lambda p: first[p])


def _check_deductions(checking: Checking, _: Extract) -> None:
    columns = ["project_id", "agreement_id", "kind", "period", "amount_fen", "note"]
    mask, first = checking.repeated(columns, checking.used)
    checking.find(mask, "deduction-repeated", "kind", aside=False, params=lambda p: first[p])


def _check_payments(checking: Checking, _: Extract) -> None:
    filled = (checking.frame["voucher_no"] != "").to_numpy() & checking.used
    columns = ["agreement_id", "payer", "payee", "period", "voucher_no"]
    mask, first = checking.repeated(columns, filled)
    checking.find(mask, "payment-repeated", "voucher_no", aside=True, params=lambda p: first[p])


_CHECKS: dict[str, Callable[[Checking, Extract], None]] = {
    "tax": _check_tax,
    "output": _check_output,
    "factors": _check_factors,
    "deductions": _check_deductions,
    "payments": _check_payments,
}


def reconcile(tables: Mapping[str, Table], frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """For every table what was read and where it went, in rows and fen."""
    import pandas as pd

    lines: list[tuple[str, str, str, int, int]] = []
    for kind, table in tables.items():
        went = pd.concat(
            [_went(frames[kind]), _went(table.set_aside.assign(disposition="set_aside"))]
        )
        groups = went.groupby(["disposition", "reason"], sort=True)["amount_fen"]
        read_fen = int(went["amount_fen"].sum())
        lines.append((kind, "read", "", int(table.source["rows_read"]), read_fen))
        lines.extend(
            (kind, str(disposition), str(reason), len(amounts), int(amounts.sum()))
            for (disposition, reason), amounts in groups
        )
        if len(went) != table.source["rows_read"]:
            raise AssertionError(f"rows of {kind} do not reconcile")
    return pd.DataFrame(lines, columns=["table", "disposition", "reason", "rows", "amount_fen"])


def _went(frame: pd.DataFrame) -> pd.DataFrame:
    fen = frame["amount_fen"].fillna(0).astype("int64") if "amount_fen" in frame else 0
    return frame[["disposition", "reason"]].assign(amount_fen=fen)
