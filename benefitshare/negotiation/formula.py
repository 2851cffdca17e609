"""Exact linear expressions over named variables: what a benefit is, as long as shares are open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

Number = int | Fraction
NONE: Mapping[str, Fraction] = MappingProxyType({})


@dataclass(frozen=True)
class Formula:
    """`constant` + sum of `terms[name]` × variable `name`, in exact fractions; no term is zero.

    >>> share = Formula.variable("a")
    >>> print(1000 * (1 - share) + 5)
    1005 - 1000 a
    >>> (1000 * (1 - share) + 5).at({"a": Fraction(1, 4)})
    Fraction(755, 1)
    """

    constant: Fraction = Fraction(0)
    terms: Mapping[str, Fraction] = field(default_factory=lambda: NONE)

    @classmethod
    def of(cls, value: Formula | Number) -> Formula:
        """A number as a formula; a formula as it is."""
        return value if isinstance(value, Formula) else cls(Fraction(value))

    @classmethod
    def variable(cls, name: str) -> Formula:
        """One variable."""
        return cls(Fraction(0), MappingProxyType({name: Fraction(1)}))

    @classmethod
    def sum(cls, parts: Iterable[Formula | Number]) -> Formula:
        """The sum of many parts, in one pass."""
        constant = Fraction(0)
        terms: dict[str, Fraction] = {}
        for part in parts:
            if not isinstance(part, Formula):
                constant += part
                continue
            constant += part.constant
            for name, ratio in part.terms.items():
                terms[name] = terms.get(name, 0) + ratio
        return cls._made(constant, terms)

    @classmethod
    def _made(cls, constant: Fraction, terms: Mapping[str, Fraction]) -> Formula:
        kept = {name: ratio for name, ratio in terms.items() if ratio}
        return cls(Fraction(constant), MappingProxyType(kept))

    def at(self, values: Mapping[str, Number]) -> Fraction:
        """The value where the variables have these values. Raises KeyError for one not given."""
        return self.constant + sum((r * values[n] for n, r in self.terms.items()), Fraction(0))

    def __add__(self, other: Formula | Number) -> Formula:
        if isinstance(other, Formula):
            return Formula.sum((self, other))
        return Formula(self.constant + other, self.terms)

    __radd__ = __add__

    def __neg__(self) -> Formula:
        return self * -1

    def __sub__(self, other: Formula | Number) -> Formula:
        return self + -other

    def __rsub__(self, other: Number) -> Formula:
        return -self + other

    def __mul__(self, ratio: Number) -> Formula:
        return Formula._made(
            self.constant * ratio, {name: own * ratio for name, own in self.terms.items()}
        )

    __rmul__ = __mul__

    def __truediv__(self, ratio: Number) -> Formula:
        return self * (1 / Fraction(ratio))

    def __str__(self) -> str:
        parts = [str(self.constant)] if self.constant or not self.terms else []
        for name, ratio in self.terms.items():
            size = "" if abs(ratio) == 1 else f"{abs(ratio)} "
            sign = "-" if ratio < 0 else "+"
            parts.append(f"{sign} {size}{name}" if parts else f"{'-' * (ratio < 0)}{size}{name}")
        return " ".join(parts)
