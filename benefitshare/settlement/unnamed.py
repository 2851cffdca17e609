"""Payments and deductions that name no agreement, where several are settled together: each row
counts in one agreement, or in none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from benefitshare.agreements.model import Agreement
from benefitshare.findings import Finding
from benefitshare.records.checks import Checked
from benefitshare.records.table import Table
from benefitshare.settlement.dispositions import ROW_TABLES, row_place
from benefitshare.settlement.world import parties_by_text

CODE = "row-agreement-missing"


def one_agreement_each(
    agreements: list[Agreement], checked: Checked, tables: Mapping[str, Table]
) -> tuple[Checked, list[Finding]]:
    """The tables with every row that only one agreement fits given to it; a row that several fit is
    set aside.
    """
    if len(agreements) == 1:
        return checked, []
    frames, findings = dict(checked.frames), []
    for kind, fitting in (
        ("payments", _by_parties(agreements)),
        ("deductions", _by_project(agreements, checked)),
    ):
        if kind in frames:
            frames[kind], found = _told_apart(frames[kind], tables[kind], fitting)
            findings += found
    return replace(checked, frames=frames), findings


def _by_parties(agreements: list[Agreement]) -> Any:
    known = {a.id: parties_by_text(a) for a in agreements}
    return lambda row: [i for i, names in known.items() if {row["payer"], row["payee"]} <= {*names}]


def _by_project(agreements: list[Agreement], checked: Checked) -> Any:
    ids = {a.id for a in agreements}
    frame = checked.frames["projects"]
    used = frame[(frame["disposition"] == "used") & frame["agreement_id"].isin(ids)]
    listed: dict[str, list[str]] = {}
    for project, agreement in zip(
        used["project_id"].tolist(), used["agreement_id"].tolist(), strict=True
    ):
        listed.setdefault(project, []).append(agreement)
    return lambda row: listed.get(row["project_id"], []) if row["project_id"] else [*ids]


def _told_apart(frame: Any, table: Table, fitting: Any) -> tuple[Any, list[Finding]]:
    findings = []
    named, disposition, reason = (
        frame[c].tolist() for c in ("agreement_id", "disposition", "reason")
    )
    for at, row in enumerate(frame.to_dict("records")):
        if row["agreement_id"] or row["disposition"] != "used":
            continue
        fit = fitting(row)
        if len(fit) == 1:
            named[at] = fit[0]
        elif fit:
            disposition[at], reason[at] = "set_aside", CODE
            params = {"table": ROW_TABLES[table.kind], "agreements": _listed(fit)}
            stake = int(row["amount_fen"])
            findings.append(Finding(CODE, row_place(table, row), params, amount_fen=stake))
    columns = {"agreement_id": named, "disposition": disposition, "reason": reason}
    return frame.assign(**{c: _texts(v) for c, v in columns.items()}), findings


def _texts(values: list[str]) -> Any:
    import pandas as pd

    return pd.array(values, dtype="str")


def _listed(agreements: list[str]) -> dict[str, str]:
    return {"zh": "、".join(sorted(agreements)), "en": ", ".join(sorted(agreements))}
