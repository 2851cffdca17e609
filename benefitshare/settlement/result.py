"""What a settlement is: tables, findings, a receipt. Every total is a group-by of `allocations`.

Column glossary (money int64 fen; `exact` a fraction written `n/d`; texts are empty, never null):

allocations
    agreement, version, project, tax, period, slice (ISO day or ""), clause, party,
    kind (`entitlement` | `cash`), amount_fen, counterparty (who owes it; the collector for pool
    rows).
    A pair row of the payer is negative with an empty counterparty.
    Every row names the clause that made it; `rounding` is the one row that brings a rounded
    group to its total.
transfers
    agreement, period, payer, payee, due_fen, paid_fen, net_fen, due_date (ISO or ""), overpaid
    (bool).
output_credits
    agreement, version, project, indicator, unit, period, clause, mode, party,
    kind (`official` | `credit`), value (int64, in 1/scale of the unit), scale.
stages
    agreement, stage (`collect` .. `settle`), item, project, tax, period, slice, clause, party,
    amount_fen, base_fen, ratio (`n/d` or ""), exact (`n/d` or ""), note (JSON text with the
    other numbers of the formula).
conservation
    agreement, stage, in_fen, out_fen, moved_fen (carried, levied, kept), difference_fen (always 0).
records
    table, record (int, position in its table), file, sheet, row, voucher_no, project, tax,
    period, slice,
    kind, level, amount_fen, disposition (`used` | `set_aside` | `out_of_scope`), reason, agreement.
reconciliation
    table, disposition, reason, rows, amount_fen; with a `read` line for each table.
projects
    agreement, project, name, class, park, qualified (bool), reason (the gate's clause id and
    what failed).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from benefitshare.findings import Finding, Language

if TYPE_CHECKING:
    import pandas as pd

    from benefitshare.agreements.model import Agreement
    from benefitshare.settlement.explain import Explanation
    from benefitshare.settlement.spread import Spread


@dataclass(frozen=True)
class Settlement:
    """The result of `settle`. The columns of its frames are listed in this module.

    `traced_lines` makes the trace of some agreements, where it is not there for all. `spread` has
    the frames that were left in Spark, where that was asked for.
    """

    agreements: tuple[Agreement, ...]
    allocation_lines: Callable[[], pd.DataFrame]
    transfers: pd.DataFrame
    output_credits: pd.DataFrame
    stage_lines: Callable[[], pd.DataFrame]
    conservation: pd.DataFrame
    record_lines: Callable[[], pd.DataFrame]
    reconciliation: pd.DataFrame
    projects: pd.DataFrame
    finding_list: list[Finding]
    receipt: dict[str, Any] = field(default_factory=dict)
    traced_lines: Callable[[Collection[str]], pd.DataFrame] | None = None
    spread: Spread | None = None

    @cached_property
    def allocations(self) -> pd.DataFrame:
        """What everybody is entitled to and is paid, and by which clause; made when wanted."""
        return self.allocation_lines()

    @cached_property
    def stages(self) -> pd.DataFrame:
        """The trace of every stage; made when wanted."""
        return self.stage_lines()

    def stages_of(self, agreements: Collection[str]) -> pd.DataFrame:
        """The trace of some agreements at least: where it is not made yet, of those alone."""
        if self.traced_lines is None or "stages" in self.__dict__:
            return self.stages
        return self.traced_lines(agreements)

    @cached_property
    def records(self) -> pd.DataFrame:
        """Where every record went; made, or asked from the engine that holds them, when wanted."""
        return self.record_lines()

    @property
    def findings(self) -> pd.DataFrame:
        """The findings as a frame: code, severity, message_zh, message_en, file, sheet, row, …,
        amount_fen.
        """
        from benefitshare.settlement.frames import findings_frame

        return findings_frame(self.finding_list)

    def explain(self, **figure: Any) -> Explanation:
        """Why a figure is what it is; see `benefitshare.settlement.explain.explain`."""
        from benefitshare.settlement.explain import explain

        return explain(self, **figure)

    def to_json(self) -> str:
        """The document of `schemas/v1/settlement.schema.json`: canonical JSON, same input same
        bytes.
        """
        from benefitshare.settlement.document import settlement_json

        return settlement_json(self)

    def statement(self, lang: Language = "zh") -> str:
        """The statement as text with aligned columns, as the terminal prints it."""
        from benefitshare.reports.statement import statement_text

        return statement_text(self, lang)
