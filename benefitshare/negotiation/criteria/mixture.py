"""The mixture of given points with the largest weighted product of coordinates.

Newton's method on the mixing ratios, points leaving when their ratio reaches zero and entering
when they would better the product. Decimals of a fixed length, the same on every machine; what
comes out is a guess that is proved elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext

Point = Sequence[Decimal]
ZERO, ONE, TINY = Decimal(0), Decimal(1), Decimal(10) ** -20
ROUNDS, HALVINGS = 200, 60


def mixture(
    points: Sequence[Point], weights: Point, start: Sequence[Decimal], *, digits: int
) -> list[Decimal]:
    """The ratios (sum 1) that maximise Σ weight · log of the mixture's coordinate.

    `start` are ratios whose mixture has no coordinate at zero.
    """
    with localcontext() as context:
        context.prec = digits + 20
        near = Decimal(10) ** -digits
        ratios = [ratio / sum(start, ZERO) for ratio in start]
        for _ in range(ROUNDS):
            if not _improved(points, weights, ratios, near):
                break
        total = sum(ratios, ZERO)
        return [ratio / total for ratio in ratios]


def _improved(
    points: Sequence[Point], weights: Point, ratios: list[Decimal], near: Decimal
) -> bool:
    """One step; whether it was more than nothing."""
    at = _mixed(points, ratios)
    slopes = [_dot(point, [w / g for w, g in zip(weights, at, strict=True)]) for point in points]
    used = [i for i, ratio in enumerate(ratios) if ratio]
    direction = _newton([points[i] for i in used], weights, at, [slopes[i] for i in used])
    if max(map(abs, direction)) <= near:
        best = max(range(len(points)), key=slopes.__getitem__)
        if ratios[best] or slopes[best] <= sum(weights, ZERO) * (1 + near):
            return False
        steps = [-ratio for ratio in ratios]
        steps[best] += ONE
    else:
        steps = [ZERO] * len(points)
        for i, step in zip(used, direction, strict=True):
            steps[i] = step
    _move(points, weights, ratios, at, steps)
    return True


def _move(
    points: Sequence[Point],
    weights: Point,
    ratios: list[Decimal],
    at: Point,
    steps: Sequence[Decimal],
) -> None:
    """Go along a direction of ascent: a full step, unless a ratio or the product forbids."""
    most, leaving = ONE, -1
    for i, (ratio, step) in enumerate(zip(ratios, steps, strict=True)):
        if step < 0 and -ratio / step <= most:
            most, leaving = -ratio / step, i
    toward = _mixed(points, steps)
    first = _slope(weights, at, toward, ZERO)
    length = most
    for _ in range(HALVINGS):
        if _short_enough(weights, at, toward, length, first):
            break
        length /= 2
    for i, step in enumerate(steps):
        ratios[i] = max(ZERO, ratios[i] + length * step)
    if leaving >= 0 and length == most:
        ratios[leaving] = ZERO


def _short_enough(
    weights: Point, at: Point, toward: Point, length: Decimal, first: Decimal
) -> bool:
    """Whether all coordinates stay above zero and the climb is not far past its top."""
    if max(map(abs, toward)) <= TINY:
        return True
    if any(g + length * d <= 0 for g, d in zip(at, toward, strict=True)):
        return False
    return _slope(weights, at, toward, length) >= -abs(first) / 2


def _slope(weights: Point, at: Point, toward: Point, length: Decimal) -> Decimal:
    parts = zip(weights, at, toward, strict=True)
    return sum((w * d / (g + length * d) for w, g, d in parts), ZERO)


def _mixed(points: Sequence[Point], ratios: Sequence[Decimal]) -> list[Decimal]:
    return [_dot(column, ratios) for column in zip(*points, strict=True)]


def _dot(first: Sequence[Decimal], second: Sequence[Decimal]) -> Decimal:
    return sum((a * b for a, b in zip(first, second, strict=True) if a and b), ZERO)


def _newton(
    points: Sequence[Point], weights: Point, at: Point, slopes: Sequence[Decimal]
) -> list[Decimal]:
    """The Newton step of the ratios with their sum kept; where points are mixtures of others, a
    step that changes nothing but lets one of them leave.
    """
    scaled = [
        [g * w.sqrt() / a for g, w, a in zip(point, weights, at, strict=True)] for point in points
    ]
    size = len(points)
    table = [[-_dot(a, b) for b in scaled] + [ONE] for a in scaled]
    table.append([ONE] * size + [ZERO])
    side = [-slope for slope in slopes] + [ZERO]
    return _solved(table, side)[:size]


def _solved(table: list[list[Decimal]], side: list[Decimal]) -> list[Decimal]:
    """Gauss–Jordan with full pivots; a solution of table · x = 0 where the table is singular."""
    size = len(side)
    columns: dict[int, int] = {}
    open_rows = set(range(size))
    while open_rows:
        free = [j for j in range(size) if j not in columns]
        i, j = max(
            ((i, j) for i in sorted(open_rows) for j in free),
            key=lambda ij: abs(table[ij[0]][ij[1]]),
        )
        pivot = table[i][j]
        if abs(pivot) <= TINY:
            return _kernel(table, columns, free[0])
        open_rows.remove(i)
        columns[j] = i
        for other in range(size):
            ratio = table[other][j] / pivot
            if other != i and ratio:
                table[other] = [a - ratio * b for a, b in zip(table[other], table[i], strict=True)]
                side[other] -= ratio * side[i]
    return [side[columns[j]] / table[columns[j]][j] for j in range(size)]


def _kernel(table: list[list[Decimal]], columns: dict[int, int], free: int) -> list[Decimal]:
    found = [ZERO] * len(table)
    found[free] = ONE
    for j, i in columns.items():
        found[j] = -table[i][free] / table[i][j]
    size = max(map(abs, found))
    return [value / size * 10**6 for value in found]
