"""Dense equations in whole numbers, solved exactly by lifting from a prime (J. D. Dixon 1982).

The inverse is found once modulo a prime; the solution then grows by one digit to that base per
step, and is read off as fractions as soon as they fit. Numbers never grow on the way, where
elimination in fractions spends its time on them. Whole vectors are kept in one long integer, a
slot for each entry, so that a step costs a few multiplications per column.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd, isqrt, lcm, prod

PRIME = 2**127 - 1
SPARE = 32
"""Bits a fraction must stay below what would fit: a wrong one is hardly ever that short."""
Matrix = Sequence[Sequence[int]]
Solution = tuple[list[int], int]
"""Numerators and their common denominator."""


class SingularError(ValueError):
    """The matrix has no inverse, at least none modulo the prime."""


class Block:
    """A dense square matrix of whole numbers. Raises SingularError where it has no inverse."""

    def __init__(self, rows: Matrix) -> None:
        inverse = _inverse(rows)
        self._forward = _Lift(rows, inverse)
        self._rows, self._inverse = rows, inverse
        self._backward: _Lift | None = None

    def solve(self, side: Sequence[int]) -> Solution:
        """The x with matrix · x = side."""
        return self._forward.solve(side)

    def solve_transposed(self, side: Sequence[int]) -> Solution:
        """The y with transposed matrix · y = side."""
        if self._backward is None:
            self._backward = _Lift(_turned(self._rows), _turned(self._inverse))
        return self._backward.solve(side)


class _Lift:
    """A matrix with its inverse modulo the prime, columns packed for one direction."""

    def __init__(self, rows: Matrix, inverse: Matrix) -> None:
        self._rows = rows
        size = len(rows)
        largest = max(abs(entry) for row in rows for entry in row)
        self._narrow = _slot(2 * PRIME.bit_length() + size.bit_length())
        self._columns = [_packed(column, self._narrow) for column in _turned(inverse)]
        self._entry_bits = largest.bit_length()
        self._matrix = _turned(rows)
        squares = (sum(entry * entry for entry in column) for column in self._matrix)
        self._determinant = prod(isqrt(square) + 1 for square in squares)

    def solve(self, side: Sequence[int]) -> Solution:
        """The exact solution, read off as soon as it is one."""
        if not any(side):
            return [0] * len(side), 1
        size = len(side)
        bits = max(self._entry_bits, *(entry.bit_length() for entry in side))
        width = _slot(bits + PRIME.bit_length() + size.bit_length() + 2)
        columns = [_packed(column, width) for column in self._matrix]
        enough = (self._determinant**2 * (sum(map(abs, side)) + 1)) << (2 * SPARE + 2)
        rest, left = _packed(side, width), list(side)
        digits: list[list[int]] = []
        modulus, attempt = 1, 4
        while True:
            mixed = sum(
                (entry % PRIME) * column
                for entry, column in zip(left, self._columns, strict=True)
                if entry
            )
            digit = [entry % PRIME for entry in _plain(mixed, self._narrow, size)]
            digits.append(digit)
            taken = sum(entry * column for entry, column in zip(digit, columns, strict=True))
            rest = (rest - taken) // PRIME
            left = _signed(rest, width, size)
            modulus *= PRIME
            if len(digits) == attempt or not any(left) or modulus > enough:
                found = _read(digits, modulus)
                if found is not None and self._solves(found, side):
                    return found
                attempt *= 2

    def _solves(self, found: Solution, side: Sequence[int]) -> bool:
        values, denominator = found
        return all(
            sum(entry * value for entry, value in zip(row, values, strict=True) if entry)
            == denominator * own
            for row, own in zip(self._rows, side, strict=True)
        )


def _inverse(rows: Matrix) -> list[list[int]]:
    """The inverse modulo the prime, by Gauss and Jordan in place."""
    size = len(rows)
    work = [[entry % PRIME for entry in row] for row in rows]
    order = list(range(size))
    for k in range(size):
        own = next((i for i in range(k, size) if work[i][k]), None)
        if own is None:
            raise SingularError("no inverse")
        work[k], work[own] = work[own], work[k]
        order[k], order[own] = order[own], order[k]
        scale = pow(work[k][k], -1, PRIME)
        line = [entry * scale % PRIME for entry in work[k]]
        line[k] = scale
        work[k] = line
        for i, row in enumerate(work):
            factor = row[k]
            if factor and i != k:
                row[k] = 0
                work[i] = [(a - factor * b) % PRIME for a, b in zip(row, line, strict=True)]
    place = {own: k for k, own in enumerate(order)}
    return [[row[place[j]] for j in range(size)] for row in work]


def _read(digits: Sequence[Sequence[int]], modulus: int) -> Solution | None:
    """The fractions that the digits so far are, on one denominator; None where none fit."""
    bound = isqrt(modulus) >> SPARE
    denominator = 1
    found: list[int] = []
    for column in zip(*digits, strict=True):
        value = 0
        for digit in reversed(column):
            value = value * PRIME + digit
        value = value * denominator % modulus
        value -= modulus * (value > modulus // 2)
        if abs(value) > bound:
            fraction = _fraction(value % modulus, modulus, bound)
            if fraction is None or denominator * fraction[1] > bound:
                return None
            value = fraction[0]
            found = [own * fraction[1] for own in found]
            denominator *= fraction[1]
        found.append(value)
    return found, denominator


def _fraction(value: int, modulus: int, bound: int) -> tuple[int, int] | None:
    """The fraction that is `value` modulo `modulus`, both parts up to `bound` (P. S. Wang 1981)."""
    above, below = modulus, value
    left, right = 0, 1
    while below > bound:
        quotient, rest = divmod(above, below)
        above, below = below, rest
        left, right = right, left - quotient * right
    if right < 0:
        below, right = -below, -right
    if right > bound or not right or gcd(below, right) != 1:
        return None
    return below, right


def _turned(rows: Matrix) -> list[tuple[int, ...]]:
    return list(zip(*rows, strict=True))


def _slot(bits: int) -> int:
    """The bytes of a slot that holds numbers of so many bits."""
    return bits // 8 + 2


def _packed(entries: Sequence[int], width: int) -> int:
    """One long integer with an entry to a slot; negative ones borrow from the slot above."""
    zeros = bytes(0)
    up = zeros.join((e if e > 0 else 0).to_bytes(width, "little") for e in entries)
    down = zeros.join((-e if e < 0 else 0).to_bytes(width, "little") for e in entries)
    return int.from_bytes(up, "little") - int.from_bytes(down, "little")


def _plain(packed: int, width: int, size: int) -> list[int]:
    """The entries of slots that hold no negative number."""
    data = packed.to_bytes(width * size, "little")
    return [int.from_bytes(data[k : k + width], "little") for k in range(0, len(data), width)]


def _signed(packed: int, width: int, size: int) -> list[int]:
    """The entries of slots."""
    half = 1 << (8 * width - 1)
    lift = int.from_bytes(half.to_bytes(width, "little") * size, "little")
    return [entry - half for entry in _plain(packed + lift, width, size)]


def common(parts: Sequence[tuple[int, int]]) -> Solution:
    """Fractions, as numerator and denominator, on their least common denominator.

    >>> common([(1, 2), (2, 3)])
    ([3, 4], 6)
    """
    denominator = lcm(*(own for _, own in parts))
    return [value * (denominator // own) for value, own in parts], denominator
