"""Units a solver can work in: powers of two for rows and columns, so that its tolerances mean
something where fen (10^13) stand beside shares (10^-4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import ldexp

WIDE = 12
"""How many powers of two coefficients may lie apart before columns get units of their own."""
SWEEPS = 4
Entries = Mapping[int, int]


def exponent(value: Fraction) -> int:
    """The power of two that a number other than zero is about: at least half, less than double.

    >>> exponent(Fraction(5)), exponent(Fraction(1, 4))
    (2, -2)
    """
    numerator, denominator = value.as_integer_ratio()
    return numerator.bit_length() - denominator.bit_length()


def as_float(value: Fraction, power: int) -> float:
    """`value` × 2^`power` as the nearest float: the one place where exact numbers become floats."""
    numerator, denominator = value.as_integer_ratio()
    try:
        return ldexp(numerator / denominator, power)
    except OverflowError:
        return float(value * Fraction(2) ** power)


def column_powers(
    rows: Sequence[Entries], sides: Sequence[int | None], fixed: Mapping[int, int], columns: int
) -> list[int]:
    """The power of two each column is measured in: a variable is 2^power × what the solver sees.

    `rows` hold exponents of coefficients by column, `sides` those of the right-hand sides (None:
    zero); bounds are rows of one entry. The right-hand side counts as one more column, so that
    variables are measured in the unit of their limits. `fixed` columns keep their power.
    """
    everything = [*(e for row in rows for e in row.values()), *(s for s in sides if s is not None)]
    if not everything or max(everything) - min(everything) <= WIDE:
        return [fixed.get(j, 0) for j in range(columns)]
    powers = _balanced(rows, sides, fixed, columns)
    return [round(power) for power in powers]


def _balanced(
    rows: Sequence[Entries], sides: Sequence[int | None], fixed: Mapping[int, int], columns: int
) -> list[float]:
    """Geometric means of smallest and largest, in turns for rows and for columns."""
    side = columns
    full = [
        {**row, **({} if size is None else {side: size})}
        for row, size in zip(rows, sides, strict=True)
    ]
    powers = [float(fixed.get(j, 0)) for j in range(columns)] + [0.0]
    for _ in range(SWEEPS):
        low = [float("inf")] * (columns + 1)
        high = [float("-inf")] * (columns + 1)
        for row in full:
            own = [e + powers[j] for j, e in row.items()]
            middle = (min(own) + max(own)) / 2 if own else 0.0
            for j, e in row.items():
                low[j] = min(low[j], e - middle)
                high[j] = max(high[j], e - middle)
        for j in range(columns + 1):
            if j not in fixed and j != side and low[j] <= high[j]:
                powers[j] = -(low[j] + high[j]) / 2
    return powers[:columns]


def row_power(exponents: Iterable[int]) -> int:
    """The power of two that brings the largest of a row's coefficients to about one."""
    return -max(exponents, default=0)
