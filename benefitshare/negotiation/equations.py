"""Sparse linear equations in whole numbers, solved exactly; for a matrix and its transpose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import gcd

from benefitshare.negotiation.lifting import Block, SingularError, common

ZERO = Fraction(0)
Line = dict[int, int]
Part = tuple[list[int], list[int], Block]

SHORT = 3
"""Rows up to this length are eliminated first; what is left when none is as short is dense."""
DENSE = 8
"""From how many equations on lifting is quicker than elimination."""


class Factors:
    """A square matrix taken apart once, exactly.

    `rows` hold the entries that are not zero, by column; they are used up. What is nearly
    triangular is eliminated; the dense rest is solved by lifting, part by part. `loose_rows` and
    `loose_columns` are what is left of a singular matrix; then nothing is solved.
    """

    def __init__(self, rows: list[Line]) -> None:
        self._size = len(rows)
        work = _Elimination(rows)
        work.run(SHORT)
        self._parts = [part for part in map(work.lifted, work.parts()) if part is not None]
        work.run(self._size)
        self._pivots, self._steps = work.pivots, work.steps
        self.loose_rows = sorted(set(range(self._size)) - work.taken)
        used = {column for _, column, _ in self._pivots}
        used.update(j for _, columns, _ in self._parts for j in columns)
        self.loose_columns = [j for j in range(self._size) if j not in used]

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
        for rows, columns, block in self._parts:
            whole, scale = common([values[i].as_integer_ratio() for i in rows])
            solved, denominator = block.solve(whole)
            _fill(found, columns, solved, denominator * scale)
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
        for rows, columns, block in self._parts:
            whole, scale = common([left[j].as_integer_ratio() for j in columns])
            solved, denominator = block.solve_transposed(whole)
            _fill(found, rows, solved, denominator * scale)
        for other, own, keep, take, factor in reversed(self._steps):
            value = found[other]
            if value:
                found[own] -= value * Fraction(take, factor)
                found[other] = value * Fraction(keep, factor)
        return found


class _Elimination:
    """Gauss' elimination in whole numbers. Each step takes the shortest row, and in it the
    shortest column, so that what is nearly triangular stays so; rows keep no common factor, so
    that numbers grow no more than they must.
    """

    def __init__(self, rows: list[Line]) -> None:
        self.rows = rows
        self.taken: set[int] = set()
        self.pivots: list[tuple[int, int, Line]] = []
        self.steps: list[tuple[int, int, int, int, int]] = []
        self._holders: list[set[int]] = [set() for _ in rows]
        for i, row in enumerate(rows):
            for j in row:
                self._holders[j].add(i)
        self._queue = [(len(row), i) for i, row in enumerate(rows)]
        heapify(self._queue)
        self._single = [j for j, held in enumerate(self._holders) if len(held) == 1]

    def run(self, longest: int) -> None:
        """Take out rows until none, or none up to this length, is left."""
        while True:
            if self._single:
                column = self._single.pop()
                if len(self._holders[column]) == 1:
                    self._pivot(next(iter(self._holders[column])), column)
                continue
            if not self._queue or self._queue[0][0] > longest:
                return
            length, own = heappop(self._queue)
            line = self.rows[own]
            if own not in self.taken and length == len(line) and length:
                self._pivot(own, self._cheapest(line))

    def _cheapest(self, line: Line) -> int:
        """The column that fewest rows hold; of those the smallest number, then the first."""
        return min(line, key=lambda j: (len(self._holders[j]), abs(line[j]), j))

    def _pivot(self, own: int, column: int) -> None:
        line = self.rows[own]
        self.taken.add(own)
        self.pivots.append((own, column, line))
        for j in line:
            self._holders[j].discard(own)
        for other in sorted(self._holders[column]):
            self._clear(other, own, column)
            heappush(self._queue, (len(self.rows[other]), other))
        self._single.extend(j for j in line if len(self._holders[j]) == 1)

    def _clear(self, other: int, own: int, column: int) -> None:
        """Take a multiple of the pivot's row off another, so that its entry in the column goes."""
        row, line = self.rows[other], self.rows[own]
        shared = gcd(line[column], row[column])
        keep, take = line[column] // shared, row[column] // shared
        if keep != 1:
            for j in row:
                row[j] *= keep
        for j, entry in line.items():
            left = row.get(j, 0) - take * entry
            if left:
                row[j] = left
                self._holders[j].add(other)
            elif j in row:
                del row[j]
                self._holders[j].discard(other)
        factor = gcd(*row.values()) or 1
        if factor > 1:
            for j in row:
                row[j] //= factor
        self.steps.append((other, own, keep, take, factor))

    def parts(self) -> list[tuple[list[int], list[int]]]:
        """The rows that are left, with their columns, in parts that share no column."""
        left = [i for i, row in enumerate(self.rows) if i not in self.taken and row]
        seen: set[int] = set()
        found = []
        for first in left:
            if first not in seen:
                rows, columns = self._reached(first)
                seen |= rows
                found.append((sorted(rows), sorted(columns)))
        return found

    def _reached(self, first: int) -> tuple[set[int], set[int]]:
        rows, columns, ahead = {first}, set[int](), [first]
        while ahead:
            fresh = self.rows[ahead.pop()].keys() - columns
            columns |= fresh
            further = set[int]().union(*(self._holders[j] for j in fresh)) - rows
            rows |= further
            ahead.extend(further)
        return rows, columns

    def lifted(self, part: tuple[list[int], list[int]]) -> Part | None:
        """A dense part, taken out; None where it is small, or has no inverse."""
        rows, columns = part
        if len(rows) != len(columns) or len(rows) < DENSE:
            return None
        try:
            block = Block([[self.rows[i].get(j, 0) for j in columns] for i in rows])
        except SingularError:
            return None
        self.taken.update(rows)
        return rows, columns, block


def dot(line: Mapping[int, int], values: Sequence[Fraction]) -> Fraction:
    """The sum of entries × values; zeros cost nothing."""
    parts = [(e, values[j].as_integer_ratio()) for j, e in line.items() if values[j]]
    if not parts:
        return ZERO
    whole, denominator = common([(entry * num, den) for entry, (num, den) in parts])
    return Fraction(sum(whole), denominator)


def _fill(found: list[Fraction], places: Iterable[int], values: Sequence[int], scale: int) -> None:
    for place, value in zip(places, values, strict=True):
        found[place] = Fraction(value, scale)
