"""The kinds of cells: which JSON value a cell of each column type is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from benefitshare.records.compiled.refusal import UncompilableSchema, step

if TYPE_CHECKING:
    import ibis.expr.datatypes as dt

INT64 = 2**63
DIGITS = 15
"""Decimals of so many digits each have their own double, so JSON tells them apart."""


@dataclass(frozen=True)
class Kind:
    """A kind of cell.

    types: the JSON types that every cell of the kind has.
    scale: for numbers, the decimal places; values are counted in units of 10**-scale.
    digits: for decimals, all digits; 0 for integers of 64 bits.
    """

    types: frozenset[str]
    scale: int = 0
    digits: int = 0

    @property
    def number(self) -> bool:
        """Whether the cells are numbers."""
        return "number" in self.types

    @property
    def text(self) -> bool:
        """Whether the cells are strings."""
        return "string" in self.types

    @property
    def least(self) -> int:
        """The least count of units a cell can have."""
        return 1 - 10**self.digits if self.digits else -INT64

    @property
    def greatest(self) -> int:
        """The greatest count of units a cell can have."""
        return 10**self.digits - 1 if self.digits else INT64 - 1

    def units(self, number: int | float) -> Fraction:
        """A number of the schema in units; a double stands for the shortest decimal it prints as.

        >>> kind_of("decimal(6, 2)", "value").units(0.1)
        Fraction(10, 1)
        """
        exact = Fraction(repr(number)) if self.digits else Fraction(number)
        return exact * Fraction(10**self.scale)

    def value(self, member: Any) -> Any:
        """The cell value that equals a value of the schema, numbers in units; None if none does."""
        if isinstance(member, bool):
            return member if "boolean" in self.types else None
        if isinstance(member, str):
            return member if self.text else None
        if not self.number or not isinstance(member, int | float):
            return None
        units = self.units(member)
        inside = units.denominator == 1 and self.least <= units <= self.greatest
        return int(units) if inside else None

    def matches(self, dtype: dt.DataType) -> bool:
        """Whether a column of the table has this kind."""
        if self.digits:
            there = (dtype.precision, dtype.scale) if dtype.is_decimal() else None
            return there == (self.digits, self.scale)
        if self.number:
            return bool(dtype.is_signed_integer())
        return bool(dtype.is_string() if self.text else dtype.is_boolean())


KINDS = {
    "string": Kind(frozenset({"string"})),
    "integer": Kind(frozenset({"integer", "number"})),
    "boolean": Kind(frozenset({"boolean"})),
}


def kind_of(column_type: str, column: str) -> Kind:
    """The kind of a column: `string`, `integer`, `boolean` or `decimal(digits, scale)`."""
    if column_type in KINDS and column:
        return KINDS[column_type]
    found = re.fullmatch(r"decimal\(([0-9]{1,2}), ?([0-9]{1,2})\)", column_type)
    digits, scale = (int(found[1]), int(found[2])) if found else (0, 0)
    if not column or not 0 < digits <= DIGITS or scale > digits:
        where = step("/properties", column)
        raise UncompilableSchema("type", where, f"columns of type {column_type!r} are not compiled")
    return Kind(frozenset({"number"}), scale, digits)
