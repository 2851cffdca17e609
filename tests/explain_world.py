"""Settlements to explain: from canonical rows, with every record placed as the API does."""

import numpy as np
import pandas as pd

from benefitshare.settlement.api import COLUMNS, _projects
from benefitshare.settlement.days import day_text
from benefitshare.settlement.dispositions import RECORD_COLUMNS, disposition_of
from benefitshare.settlement.result import Settlement
from tests.bridge import settle_rows


def settlement_of(document, tables, years=None, as_known_on=None):
    """The settlement of canonical rows; every tax record has a made-up voucher and row."""
    settled = settle_rows(document, tables, years, as_known_on)
    return Settlement(
        agreements=(settled.agreement,),
        allocation_lines=lambda: settled.allocations,
        transfers=pd.DataFrame(settled.transfers, columns=list(COLUMNS["transfers"])),
        output_credits=pd.DataFrame(
            settled.output_credits, columns=list(COLUMNS["output_credits"])
        ),
        stage_lines=lambda: settled.stages,
        conservation=pd.DataFrame(settled.conservation),
        record_lines=lambda: _records(settled, tables.get("tax", [])),
        reconciliation=pd.DataFrame(),
        projects=_projects([settled]),
        finding_list=settled.findings,
    )


def _records(settled, rows):
    records, world = settled.state.records, settled.state.world
    lines = []
    for at in range(len(records)):
        source = rows[int(records.record[at])]
        reason = str(records.reason[at])
        lines.append({
            "table": "tax", "record": int(records.record[at]), "file": "tax.csv", "sheet": "",
            "row": int(records.record[at]) + 2, "voucher_no": f"V{int(records.record[at]):04d}",
            "treasury_date": source["treasury_date"], "project": source["project_id"],
            "tax": source["tax"], "period": world.label(int(records.period[at])),
            "slice": day_text(int(records.slice[at])), "kind": source["kind"],
            "level": source["level"], "amount_fen": int(records.amount[at]),
            "disposition": disposition_of(reason), "reason": reason,
            "agreement": world.agreement.id,
        })  # fmt: skip
    return pd.DataFrame(lines, columns=list(RECORD_COLUMNS))


def record(project, tax, amount_fen, day, kind="tax", level="shared", period_end=None):
    """One canonical tax record."""
    return {
        "project_id": project, "tax": tax, "amount_fen": amount_fen, "kind": kind, "level": level,
        "treasury_date": day, "period_start": None, "period_end": period_end or day,
    }  # fmt: skip


def total(frame, **keys):
    """The sum of the rows that match."""
    mask = np.ones(len(frame), dtype=bool)
    for name, value in keys.items():
        mask &= (frame[name] == value).to_numpy()
    return int(frame.loc[mask, "amount_fen"].sum())
