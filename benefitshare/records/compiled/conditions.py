"""Conditions on a row, as values: tests of single cells, joined by and, or, not.

A test is false where its cell is absent, so that every condition is true or false on every row.
Joining folds constants, which leaves a condition that can never hold as `False`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Operator = Literal[
    "present", "outside", "unlike", "shorter", "longer", "below", "above", "fractional"
]


@dataclass(frozen=True)
class Test:
    """The cell is there and its value is outside a set, unlike a pattern, below a bound..."""

    __test__ = False  # not one of pytest's

    column: str
    operator: Operator
    operand: Any = None


@dataclass(frozen=True)
class Not:
    """The test does not hold: the cell is absent, or its value is as it should be."""

    test: Test


@dataclass(frozen=True)
class And:
    """All of some conditions."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Or:
    """At least one of some conditions."""

    parts: tuple[Condition, ...]


Condition = bool | Test | Not | And | Or


def present(column: str) -> Test:
    """The row has the cell."""
    return Test(column, "present")


def negated(part: Condition) -> Condition:
    """The contrary, with the negation moved inwards to the tests.

    >>> negated(And((present("tax"), Not(present("kind")))))  # doctest: +NORMALIZE_WHITESPACE
    Or(parts=(Not(test=Test(column='tax', operator='present', operand=None)),
        Test(column='kind', operator='present', operand=None)))
    """
    match part:
        case bool():
            return not part
        case Not(test):
            return test
        case And(parts):
            return any_of(map(negated, parts))
        case Or(parts):
            return all_of(map(negated, parts))
        case Test():
            return Not(part)


def any_of(parts: Iterable[Condition]) -> Condition:
    """At least one; `False` for none."""
    flat = _flat(parts, Or)
    if True in flat:
        return True
    kept = tuple(part for part in flat if part is not False)
    return kept[0] if len(kept) == 1 else Or(kept) if kept else False


def all_of(parts: Iterable[Condition]) -> Condition:
    """All of them; `True` for none. A test of a cell says already that the cell is there.

    >>> all_of([present("tax"), Test("tax", "longer", 3), True])
    Test(column='tax', operator='longer', operand=3)
    """
    flat = _flat(parts, And)
    if False in flat:
        return False
    tested = {part.column for part in flat if isinstance(part, Test) and part.operator != "present"}
    kept = tuple(
        part
        for part in flat
        if part is not True
        and not (isinstance(part, Test) and part.operator == "present" and part.column in tested)
    )
    return kept[0] if len(kept) == 1 else And(kept) if kept else True


def _flat(parts: Iterable[Condition], kind: type[And] | type[Or]) -> list[Condition]:
    """The parts in their order, each once, with parts of the same kind opened."""
    found: dict[Condition, None] = {}
    for part in parts:
        inner = part.parts if isinstance(part, kind) else (part,)
        found.update(dict.fromkeys(inner))
    return list(found)
