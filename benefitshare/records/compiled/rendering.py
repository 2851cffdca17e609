"""Conditions as Ibis expressions that every engine reads the same."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Any

from benefitshare.records.compiled.conditions import And, Condition, Not, Operator, Or, Test
from benefitshare.records.compiled.kinds import Kind
from benefitshare.records.compiled.patterns import END, Search

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir


def rendered(condition: Condition, table: ir.Table, kinds: Mapping[str, Kind]) -> ir.BooleanValue:
    """A condition on the rows of a table; never NULL.

    Raises ValueError where a column is of another type than the one the schema was compiled for.
    """
    import ibis

    def join(part: Condition) -> Any:
        match part:
            case Test():
                return _tested(part)
            case Not(test):
                return _untested(test)
            case And(parts):
                return reduce(operator.and_, map(join, parts))
            case Or(parts):
                return reduce(operator.or_, map(join, parts))
            case _:
                return ibis.literal(part)

    def _tested(test: Test) -> Any:
        cell, kind = _cell(table, test.column, kinds)
        there = cell.notnull()
        if test.operator == "present":
            return there
        return there & ~HOLDS[test.operator](cell, test.operand, kind)

    def _untested(test: Test) -> Any:
        cell, kind = _cell(table, test.column, kinds)
        absent = cell.isnull()
        if test.operator == "present":
            return absent
        return absent | HOLDS[test.operator](cell, test.operand, kind)

    return join(condition)


def _cell(table: ir.Table, column: str, kinds: Mapping[str, Kind]) -> tuple[Any, Kind]:
    cell, kind = table[column], kinds[column]
    if not kind.matches(cell.type()):
        raise ValueError(f"column {column} has the type {cell.type()}")
    return cell, kind


def number(units: int, kind: Kind) -> Any:
    """A number of the kind, told in its units."""
    import ibis

    if not kind.digits:
        return ibis.literal(units, type="int64")
    exact = Decimal(units).scaleb(-kind.scale)
    return ibis.literal(exact, type=f"decimal({kind.digits}, {kind.scale})")


def _inside(cell: Any, values: Any, kind: Kind) -> Any:
    return cell.isin([number(value, kind) for value in values] if kind.number else values)


def _like(cell: Any, search: Search, _: Kind) -> Any:
    found = []
    if search.plain is not None:
        found.append(cell.re_search(search.plain))
    if search.ended is not None:
        found.append((cell + END).re_search(search.ended))
    return reduce(operator.or_, found)


def _long(cell: Any, least: int, _: Kind) -> Any:
    return cell != "" if least == 1 else cell.length() >= least


def _short(cell: Any, most: int, _: Kind) -> Any:
    return cell == "" if most == 0 else cell.length() <= most


HOLDS: dict[Operator, Callable[[Any, Any, Kind], Any]] = {
    "outside": _inside,
    "unlike": _like,
    "shorter": _long,
    "longer": _short,
    "below": lambda cell, least, kind: cell >= number(least, kind),
    "above": lambda cell, most, kind: cell <= number(most, kind),
    "fractional": lambda cell, _, __: cell.cast("int64") == cell,
}
"""What is so of a cell of which a test is not."""
