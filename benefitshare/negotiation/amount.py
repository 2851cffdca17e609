"""Amounts of open shares: what the pipeline computes with, and the questions it asks of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from benefitshare.money.unknown import InexactError, Unknown
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.program import Row, Variable
from benefitshare.negotiation.terms import ShareList

ZERO, ONE = Fraction(0), Fraction(1)
Bounds = tuple[Fraction, Fraction]


class Amount(Unknown):
    """An exact linear expression over open shares and answers, that is not a number yet.

    It is a `Formula` that can be asked which of two is smaller: the answer, where the bounds of
    the shares do not give it, is a new variable among `answers`.
    """

    __slots__ = ("answers", "constant", "terms")

    def __init__(self, answers: Answers, constant: Fraction, terms: dict[str, Fraction]) -> None:
        self.answers, self.constant, self.terms = answers, constant, terms

    @property
    def formula(self) -> Formula:
        """The expression as a value."""
        return Formula(Fraction(self.constant), dict(self.terms))

    def _made(self, constant: Fraction, terms: dict[str, Fraction]) -> Amount:
        return Amount(self.answers, constant, {n: r for n, r in terms.items() if r})

    def __add__(self, other: Any) -> Amount:
        if not isinstance(other, Amount):
            return Amount(self.answers, self.constant + _number(other), self.terms)
        terms = dict(self.terms)
        for name, ratio in other.terms.items():
            terms[name] = terms.get(name, 0) + ratio
        return self._made(self.constant + other.constant, terms)

    __radd__ = __add__

    def __neg__(self) -> Amount:
        return self * -1

    def __sub__(self, other: Any) -> Amount:
        return self.__add__(-other)

    def __rsub__(self, other: Any) -> Amount:
        return self.__neg__().__add__(other)

    def __mul__(self, other: Any) -> Amount:
        if isinstance(other, Amount):
            if other.terms and self.terms:
                raise InexactError
            return self * other.constant if self.terms else other * self.constant
        ratio = _number(other)
        return self._made(self.constant * ratio, {n: r * ratio for n, r in self.terms.items()})

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Amount:
        return self * (1 / Fraction(_number(other)))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Amount):
            return self.constant == other.constant and self.terms == other.terms
        return not self.terms and self.constant == other

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        raise TypeError("whether it is zero is not known yet")

    def __str__(self) -> str:
        return str(self.formula)

    def bounds(self) -> Bounds:
        """Numbers it is never below and never above."""
        return self.answers.bounds(self)

    def smaller(self, other: Any) -> Any:
        """The smaller of it and another number."""
        return self.answers.smaller(self, other)

    def where_negative(self, then: Any, otherwise: Any) -> Any:
        """`then` where it turns out below zero, else `otherwise`."""
        return self.answers.where_negative(self, then, otherwise)

    def ratio_to(self, other: Any) -> Fraction | None:
        """How many times another number it is, whatever the shares; None where that depends."""
        if not isinstance(other, Amount) or self.terms.keys() != other.terms.keys():
            return None
        if not self.terms:
            return self.constant / other.constant if other.constant else None
        name, ratio = next(iter(self.terms.items()))
        found = ratio / other.terms[name]
        return found if self == other * found else None


def _number(value: Any) -> Any:
    """A number of any width as one that stays exact."""
    return value if isinstance(value, (int, Fraction)) else int(value)


@dataclass
class Answers:
    """What was asked in one run of the pipeline: the variables that stand for answers, and the
    rows that make them what they stand for.

    `lists` are the lists of open shares, `prefix` what names of variables begin with. `margin` is
    by how many fen something must be below zero to be counted as negative: the rounding of the
    settlement may not decide it otherwise. Every answer is between 0 and 1 of its range.
    """

    prefix: str
    lists: tuple[ShareList, ...]
    margin: Fraction = ONE
    variables: list[Variable] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    _ranges: dict[str, Bounds] = field(default_factory=dict)
    _list_of: dict[str, int] = field(default_factory=dict)
    _known: dict[Any, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, shares in enumerate(self.lists):
            for term in shares.terms:
                self._list_of[term.id] = number
                self._ranges[term.id] = term.lower, term.upper

    def share(self, term: str) -> Amount:
        """An open share."""
        return Amount(self, ZERO, {term: ONE})

    def shares(self) -> dict[str, Amount]:
        """All open shares by term. Where nobody takes the rest, the last of a list is what the
        others leave, so that whatever is shared out adds up.
        """
        found = {term: self.share(term) for term in self._list_of}
        for shares in self.lists:
            if not shares.has_rest:
                *others, last = (term.id for term in shares.terms)
                left = Amount(self, 1 - shares.fixed, {})
                found[last] = left - sum((found[o] for o in others), Amount(self, ZERO, {}))
        return found

    def bounds(self, amount: Amount) -> Bounds:
        """The least and the most an amount can be, list of shares by list of shares."""
        low = high = Fraction(amount.constant)
        by_list: dict[int, dict[str, Fraction]] = {}
        for name, ratio in amount.terms.items():
            if name in self._list_of:
                by_list.setdefault(self._list_of[name], {})[name] = ratio
                continue
            ends = [ratio * end for end in self._ranges[name]]
            low, high = low + min(ends), high + max(ends)
        for number, ratios in by_list.items():
            shares = self.lists[number]
            high += most(shares, ratios)
            low -= most(shares, {n: -r for n, r in ratios.items()})
        return low, high

    def smaller(self, one: Amount, other: Any) -> Any:
        """The smaller of two numbers."""
        difference = one - other
        low, high = self.bounds(difference)
        if high <= 0 or low >= 0:
            return one if high <= 0 else other
        key = ("smaller", _key(difference))
        if key not in self._known:
            self._known[key] = self._negative_part(difference, low, high)
        return other + self._known[key]

    def _negative_part(self, amount: Amount, low: Fraction, high: Fraction) -> Amount:
        """min(amount, 0), where both signs are possible."""
        answer = self._variable(low, ZERO)
        is_lower = self._choice()
        unit = high - low
        self._row(answer, "<=", amount, unit)
        self._row(answer, ">=", amount - high * (1 - is_lower), unit)
        self._row(answer, ">=", low * is_lower, unit)
        return answer

    def where_negative(self, amount: Amount, then: Any, otherwise: Any) -> Any:
        """`then` where an amount is below zero, else `otherwise`."""
        low, high = self.bounds(amount)
        if high < 0 or low >= 0:
            return then if high < 0 else otherwise
        if isinstance(then, (int, Fraction)) and then == otherwise:
            return then
        is_below = self._below(amount, low, high)
        return otherwise + self._times(is_below, then - otherwise)

    def _below(self, amount: Amount, low: Fraction, high: Fraction) -> Amount:
        """1 where an amount is below zero by the margin at least, 0 where it is not below zero."""
        key = ("below", _key(amount))
        if key not in self._known:
            found = self._choice()
            unit = high - low
            self._row(amount, "<=", high - (high + self.margin) * found, unit)
            self._row(amount, ">=", low * found, unit)
            self._known[key] = found
        answer: Amount = self._known[key]
        return answer

    def _times(self, choice: Amount, amount: Any) -> Any:
        """A choice times an amount."""
        if not isinstance(amount, Amount) or not amount.terms:
            return choice * (amount.constant if isinstance(amount, Amount) else amount)
        key = ("times", _key(choice), _key(amount))
        if key not in self._known:
            low, high = self.bounds(amount)
            found = self._variable(min(low, ZERO), max(high, ZERO))
            unit = (high - low) or ONE
            self._row(found, "<=", high * choice, unit)
            self._row(found, ">=", low * choice, unit)
            self._row(found, "<=", amount - low * (1 - choice), unit)
            self._row(found, ">=", amount - high * (1 - choice), unit)
            self._known[key] = found
        return self._known[key]

    def _variable(self, low: Fraction, high: Fraction) -> Amount:
        """A new variable that goes from 0 to 1 as the amount goes from `low` to `high`."""
        name = self._name()
        self.variables.append(Variable(name, ZERO, ONE))
        self._ranges[name] = ZERO, ONE
        return Amount(self, low, {name: high - low})

    def _choice(self) -> Amount:
        name = self._name()
        self.variables.append(Variable(name, ZERO, ONE, integer=True))
        self._ranges[name] = ZERO, ONE
        return Amount(self, ZERO, {name: ONE})

    def _name(self) -> str:
        return f"{self.prefix}#{len(self.variables) + 1}"

    def _row(self, left: Any, sense: Any, right: Any, unit: Fraction) -> None:
        """A row in units of what it is about, so that its numbers are near 1."""
        name = f"{self.prefix}!{len(self.rows) + 1}"
        apart = (left - right) / unit
        self.rows.append(Row.of(name, apart.formula, sense, 0))


def _key(amount: Amount) -> tuple[Fraction, frozenset[tuple[str, Fraction]]]:
    return amount.constant, frozenset(amount.terms.items())


def most(shares: ShareList, ratios: Mapping[str, Fraction]) -> Fraction:
    """The most that open shares of one list can make of ratio times share, summed: the largest
    ratios are given all they can have until the whole is used up.
    """
    left = 1 - shares.fixed - sum((t.lower for t in shares.terms), ZERO)
    total = sum((t.lower * ratios.get(t.id, ZERO) for t in shares.terms), ZERO)
    for term in _largest_first(shares, ratios):
        ratio = ratios.get(term.id, ZERO)
        if shares.has_rest and ratio <= 0:
            break
        given = min(left, term.upper - term.lower)
        total, left = total + ratio * given, left - given
    return total


def _largest_first(shares: ShareList, ratios: Mapping[str, Fraction]) -> Iterable[Any]:
    return sorted(shares.terms, key=lambda t: -ratios.get(t.id, ZERO))


def formula_of(value: Any) -> Formula:
    """A result of the pipeline as a formula."""
    if isinstance(value, Formula):
        return value
    return value.formula if isinstance(value, Amount) else Formula.of(_number(value))
