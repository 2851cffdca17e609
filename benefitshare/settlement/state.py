"""What is handed from stage to stage: values only; a stage gives back a new state."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import Clause
from benefitshare.settlement.cells import Cells, Rows
from benefitshare.settlement.collect import Sums, TaxRecords
from benefitshare.settlement.days import NEVER
from benefitshare.settlement.trace import Trace
from benefitshare.settlement.world import World

Array = npt.NDArray[Any]
ROUNDING = 0


@dataclass(frozen=True)
class Balance:
    """What came into a stage, what left it, and what it moved aside (carried, levied, kept), by
    member; in − out − moved = 0.
    """

    stage: str
    came: Any
    left: Any
    moved: Any


@dataclass(frozen=True)
class State:
    """The state of a settlement between two stages; `carried_out` is by member.

    `shared` (cells × parties) is what the share and limit stages gave: the measured amounts.
    `before_cap` holds, by the number of a set-aside clause, its amounts computed before any cap,
    and `before_cap_of` what they were computed of.
    """

    world: World
    records: TaxRecords
    sums: Sums | None = None
    cells: Cells | None = None
    failed: dict[int, tuple[str, str]] = field(default_factory=dict)
    shared: Array | None = None
    before_cap: dict[int, Array] = field(default_factory=dict)
    before_cap_of: Array | None = None
    entitlements: tuple[Rows, ...] = ()
    set_asides: tuple[Rows, ...] = ()
    traces: tuple[Trace, ...] = ()
    balances: tuple[Balance, ...] = ()
    carried_out: Any = 0

    def with_(self, **changes: Any) -> State:
        """This state with some fields changed."""
        return replace(self, **changes)

    def adding(
        self,
        *,
        rows: list[Rows] | None = None,
        traces: list[Trace] | None = None,
        balance: Balance | None = None,
        **changes: Any,
    ) -> State:
        """This state with further rows and trace lines, and other fields changed."""
        return replace(
            self,
            entitlements=(*self.entitlements, *(rows or ())),
            traces=(*self.traces, *(traces or ())),
            balances=(*self.balances, balance) if balance else self.balances,
            **changes,
        )


def clause_numbers(world: World) -> dict[tuple[str, str], int]:
    """Numbers of (clause id, version) in row tables; ROUNDING is the line no clause made."""
    names = [("rounding", "v1"), *((c.id, c.version) for c in world.agreement.clauses)]
    return {name: i for i, name in enumerate(dict.fromkeys(names))}


def number_of(world: World, clause: Clause) -> int:
    """The number of a clause in row tables."""
    return clause_numbers(world)[clause.id, clause.version]


def collectors(world: World, project: Array, period: Array, slice_: Array | None = None) -> Array:
    """The party that owes pool rows: the collector of the slice, or of the period where there is
    none.
    """
    days = world.test_days(period, project)
    if slice_ is not None:
        days = np.where(slice_ == NEVER, days, slice_)
    return world.collectors(project, days)
