"""What a clause takes off cells before sharing, and who keeps it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import Clause
from benefitshare.settlement.cells import Cells, Rows, rows
from benefitshare.settlement.state import number_of
from benefitshare.settlement.trace import Trace, trace
from benefitshare.settlement.world import World

Array = npt.NDArray[Any]


def kept(
    world: World,
    clause: Clause,
    item: str,
    cells: Cells,
    amounts: Array,
    keeper: Array,
    owed_by: Array,
) -> tuple[Rows, list[Trace]]:
    """The keeper's rows and the trace of whole fen taken off; all arrays are (cells,)."""
    keys: dict[str, Any] = {
        "project": cells.project,
        "tax": cells.tax,
        "period": cells.period,
        "slice_": cells.slice,
    }
    number = number_of(world, clause)
    made = rows(**keys, clause=number, party=keeper, amount=amounts, owed_by=owed_by)
    if not world.traced:
        return made, []
    shown = np.flatnonzero(amounts != 0)
    line = trace(
        "base", item, amounts[shown], **{k: v[shown] for k, v in keys.items()},
        clause=number, party=keeper[shown], base=cells.amount[shown],
    )  # fmt: skip
    return made, [line]
