"""What has to be conceded for terms to become possible: as little as can be, and by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from benefitshare.negotiation.elastic import Elastic, elastic
from benefitshare.negotiation.exact import Optimum, Questions
from benefitshare.negotiation.formula import NONE, Formula
from benefitshare.negotiation.program import Program, Row, Variable

LARGEST = "largest cost of one demand"


@dataclass(frozen=True)
class Concession:
    """One row of a demand that gives way: its right side moves from `before` to `after`, in the
    row's own unit; `cost` is what that weighs.
    """

    row: str
    demand: str
    before: Fraction
    after: Fraction
    cost: Fraction

    @property
    def amount(self) -> Fraction:
        """How far the right side moves, in the row's own unit."""
        return abs(self.after - self.before)


@dataclass(frozen=True)
class Repair:
    """Concessions that make terms possible, and cannot cost less.

    `paid` is what each negotiable demand pays (0 where it stands), `ranges` from how little to
    how much it pays over all repairs that are as good. `program` is what was asked with the
    concessions made, `values` meets it exactly. `verified`: that no repair is better is proven in
    exact fractions.
    """

    cost: Fraction
    concessions: tuple[Concession, ...]
    paid: Mapping[str, Fraction]
    ranges: Mapping[str, tuple[Fraction, Fraction]]
    program: Program
    values: Mapping[str, Fraction]
    verified: bool

    @property
    def unique(self) -> bool:
        """Whether every repair that is as good has each demand pay the same."""
        return all(least == most for least, most in self.ranges.values())


def repair(
    program: Program,
    *,
    weights: Mapping[str, Fraction] = NONE,
    units: Mapping[str, Fraction] = NONE,
    spread: bool = False,
) -> Repair | None:
    """The repair of least cost; None where hard demands and the frame leave nothing to repair.

    Only rows of demands that are not hard give way. A row costs as many units as it moves
    (`units` by row: what counts as one, say 1/100 of a share or a million yuan; else 1), times the
    weight of its demand (`weights`; else 1). With `spread` the largest cost of a single demand is
    made small first, then the sum. Of repairs that are as good, the one is taken in which the first
    demand of the document pays least, then the second, and so on. Raises ValueError for a unit or
    weight that is not above zero.

    >>> a, b = Formula.variable("a"), Formula.variable("b")
    >>> rows = (
    ...     Row.of("whole", a + b, "==", 1),
    ...     Row.of("a1", a, ">=", Fraction(3, 5), demand="A asks for 3/5", hard=False),
    ...     Row.of("b1", b, ">=", Fraction(1, 2), demand="B asks for half", hard=False),
    ... )
    >>> asked = Program((Variable("a"), Variable("b")), rows)
    >>> for one in repair(asked, spread=True).concessions:
    ...     print(one.demand, one.before, one.after)
    A asks for 3/5 3/5 11/20
    B asks for half 1/2 9/20
    """
    if any(number <= 0 for number in (*weights.values(), *units.values())):
        raise ValueError("units and weights are above zero")
    giving = {
        row.name: units.get(row.name, Fraction(1))
        for row in program.rows
        if row.demand and not row.hard
    }
    loose = elastic(program, giving)
    costs = _costs(program, loose, weights)
    total = Formula.sum(costs.values())
    largest = Formula.variable(LARGEST) if spread else Formula()
    search = _Search(_with_largest(loose.program, costs) if spread else loose.program)
    if not search.narrowed_to_least(largest):
        return None
    search.narrowed_to_least(total)
    ranges = {demand: search.range(cost) for demand, cost in costs.items()}
    for demand, (least, most) in ranges.items():
        if least != most:
            search.narrowed_to_least(costs[demand])
    values = search.values()
    repaired = tuple(_moved(row, loose, giving, values) for row in program.rows)
    return Repair(
        cost=total.at(values),
        concessions=tuple(_concessions(program.rows, repaired, giving, weights)),
        paid={demand: cost.at(values) for demand, cost in costs.items()},
        ranges=ranges,
        program=replace(program, rows=repaired),
        values={v.name: values[v.name] for v in program.variables},
        verified=search.verified,
    )


def _costs(program: Program, loose: Elastic, weights: Mapping[str, Fraction]) -> dict[str, Formula]:
    """What each negotiable demand pays."""
    rows: dict[str, list[str]] = {}
    for row in program.rows:
        if row.demand and not row.hard:
            rows.setdefault(row.demand, []).append(row.name)
    return {
        demand: loose.broken(own) * weights.get(demand, Fraction(1)) for demand, own in rows.items()
    }


def _with_largest(program: Program, costs: Mapping[str, Formula]) -> Program:
    """The program with a variable that is no less than what any demand pays."""
    largest = Formula.variable(LARGEST)
    rows = (Row.of(f"{LARGEST}: {d}", largest, ">=", cost) for d, cost in costs.items())
    return program.adding((Variable(LARGEST, Fraction(0)),), rows)


class _Search:
    """The repairs that are still as good as any, narrowed down from one question to the next."""

    def __init__(self, program: Program) -> None:
        self._questions = Questions(program)
        self._stages = 0
        self.verified = True

    def _least(self, aim: Formula) -> Optimum:
        answer = self._questions.optimum(aim)
        self.verified &= answer.verified
        return answer

    def narrowed_to_least(self, aim: Formula) -> bool:
        """Keep only what makes `aim` least; False where nothing is left to keep."""
        answer = self._least(aim)
        if answer.status == "infeasible":
            return False
        if aim.terms:
            self._stages += 1
            stage = Row.of(f"stage {self._stages}", aim, "<=", answer.objective)
            self._questions.add(rows=[stage])
        return True

    def range(self, cost: Formula) -> tuple[Fraction, Fraction]:
        return self._least(cost).objective, -self._least(-cost).objective

    def values(self) -> Mapping[str, Fraction]:
        return self._least(Formula()).values


def _moved(
    row: Row, loose: Elastic, units: Mapping[str, Fraction], values: Mapping[str, Fraction]
) -> Row:
    """The row with its right side moved to where these values meet it."""
    if row.name not in units:
        return row
    by = loose.over.get(row.name, Formula()) - loose.short.get(row.name, Formula())
    return replace(row, rhs=row.rhs + by.at(values) * units[row.name])


def _concessions(
    before: Iterable[Row],
    after: Iterable[Row],
    units: Mapping[str, Fraction],
    weights: Mapping[str, Fraction],
) -> Iterator[Concession]:
    for old, new in zip(before, after, strict=True):
        if old.rhs != new.rhs:
            moved = abs(new.rhs - old.rhs) / units[old.name]
            cost = moved * weights.get(old.demand, Fraction(1))
            yield Concession(old.name, old.demand, old.rhs, new.rhs, cost)
