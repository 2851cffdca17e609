"""Whole fen of amounts that exact shares divide, by the agreement's residue rule."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.money.split import split_exactly, weight_rows
from benefitshare.settlement.world import World

Array = npt.NDArray[Any]


def whole_parts(
    world: World, vectors: tuple[tuple[Fraction, ...], ...], which: Array, amounts: Array
) -> Array:
    """Integer parts (n, parties) of integer amounts (n,); row i is split by `vectors[which[i]]`.

    Where rounding carries, or the named party has no share, the largest remainder decides.
    """
    weights = weight_rows(vectors)
    residue = world.agreement.settlement.rounding.residue
    if residue.rule != "to":
        return split_exactly(amounts, weights[which])
    assert residue.party
    column = world.party(residue.party)
    taker = np.where(weights[:, column] > 0, column, -1)[which]
    return split_exactly(amounts, weights[which], residue="to", to=taker, others=residue.others)
