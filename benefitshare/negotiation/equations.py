"""Sparse linear equations in whole numbers, solved exactly; for a matrix and its transpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import gcd

ZERO = Fraction(0)
Line = dict[int, int]


class Factors:
    """A square matrix taken apart once by exact elimination.

    `rows` hold the entries that are not zero, by column; they are used up. Each step takes the
    shortest row, and in it the shortest column, so that what is nearly triangular stays so; rows
    stay whole numbers without a common factor, so that numbers grow no more than they must.
    `loose_rows` and `loose_columns` are what is left of a singular matrix; then nothing is solved.
    """

    def __init__(self, rows: list[Line]) -> None:
        self._size = len(rows)
        self._pivots: list[tuple[int, int, Line]] = []
        self._steps: list[tuple[int, int, int, int, int]] = []
        holders: list[set[int]] = [set() for _ in rows]
        for i, row in enumerate(rows):
            for j in row:
                holders[j].add(i)
        taken = self._eliminate(rows, holders)
        used = {column for _, column, _ in self._pivots}
        self.loose_rows = [i for i in range(self._size) if i not in taken]
        self.loose_columns = [j for j in range(self._size) if j not in used]

    def _eliminate(self, rows: list[Line], holders: list[set[int]]) -> set[int]:
        queue = [(len(row), i) for i, row in enumerate(rows)]
        heapify(queue)
        single = [j for j in range(self._size) if len(holders[j]) == 1]
        taken: set[int] = set()
        while queue or single:
            if single:
                column = single.pop()
                if len(holders[column]) != 1:
                    continue
                (own,) = holders[column]
            else:
                length, own = heappop(queue)
                if own in taken or length != len(rows[own]) or not length:
                    continue
                line = rows[own]
                column = min(line, key=lambda j: (len(holders[j]), abs(line[j]), j))
            taken.add(own)
            self._pivot(rows, holders, own, column, queue, single)
        return taken

    def _pivot(
        self,
        rows: list[Line],
        holders: list[set[int]],
        own: int,
        column: int,
        queue: list[tuple[int, int]],
        single: list[int],
    ) -> None:
        line = rows[own]
        self._pivots.append((own, column, line))
        for j in line:
            holders[j].discard(own)
        for other in sorted(holders[column]):
            self._clear(rows[other], line, other, own, column, holders)
            heappush(queue, (len(rows[other]), other))
        single.extend(j for j in line if len(holders[j]) == 1)

    def _clear(
        self, row: Line, line: Line, other: int, own: int, column: int, holders: list[set[int]]
    ) -> None:
        """Take a multiple of the pivot's line off a row, so that its entry in the column goes."""
        common = gcd(line[column], row[column])
        keep, take = line[column] // common, row[column] // common
        if keep != 1:
            for j in row:
                row[j] *= keep
        for j, entry in line.items():
            left = row.get(j, 0) - take * entry
            if left:
                if j not in row:
                    holders[j].add(other)
                row[j] = left
            elif j in row:
                del row[j]
                holders[j].discard(other)
        factor = gcd(*row.values()) if row else 1
        if factor > 1:
            for j in row:
                row[j] //= factor
        self._steps.append((other, own, keep, take, factor))

    def solve(self, side: Sequence[Fraction]) -> list[Fraction]:
        """The x with matrix · x = side."""
        values = list(side)
        for other, own, keep, take, factor in self._steps:
            off = values[own]
            if off:
                values[other] = (keep * values[other] - take * off) / factor
            elif values[other]:
                values[other] *= Fraction(keep, factor)
        found = [ZERO] * self._size
        for own, column, line in reversed(self._pivots):
            rest = values[own] - dot(line, found)
            found[column] = rest / line[column]
        return found

    def solve_transposed(self, side: Sequence[Fraction]) -> list[Fraction]:
        """The y with transposed matrix · y = side."""
        left = list(side)
        found = [ZERO] * self._size
        for own, column, line in self._pivots:
            if not left[column]:
                continue
            own_value = left[column] / line[column]
            found[own] = own_value
            for j, entry in line.items():
                left[j] -= entry * own_value
        for other, own, keep, take, factor in reversed(self._steps):
            value = found[other]
            if value:
                found[own] -= value * Fraction(take, factor)
                found[other] = value * Fraction(keep, factor)
        return found


def dot(line: Mapping[int, int], values: Sequence[Fraction]) -> Fraction:
    """The sum of entries × values; zeros cost nothing."""
    return sum((entry * values[j] for j, entry in line.items() if values[j]), ZERO)
