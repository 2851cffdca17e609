"""Rows that may give way: how far each of them is from being met, as a formula to be made small."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.program import NOTHING, Program, Row, Variable


@dataclass(frozen=True)
class Elastic:
    """A program in which some rows may be broken, without an objective.

    `short` and `over` (by row) say by how many units the left side falls short of the right side
    or exceeds it; a row that only binds one way is in one of them.
    """

    program: Program
    short: Mapping[str, Formula]
    over: Mapping[str, Formula]

    def broken(self, rows: Iterable[str]) -> Formula:
        """By how many units these rows are broken, together."""
        sides = (self.short, self.over)
        return Formula.sum(side[row] for row in rows for side in sides if row in side)


def elastic(program: Program, units: Mapping[str, Fraction]) -> Elastic:
    """The program with every row named in `units` giving way, measured in that unit of the row."""
    variables: list[Variable] = []
    rows: list[Row] = []
    short: dict[str, Formula] = {}
    over: dict[str, Formula] = {}
    for row in program.rows:
        terms = dict(row.terms)
        for side, of, sign, senses in ((short, "short", 1, ">= =="), (over, "over", -1, "<= ==")):
            if row.name in units and row.sense in senses:
                slack = Variable(f"{of}: {row.name}", Fraction(0))
                variables.append(slack)
                terms[slack.name] = sign * units[row.name]
                side[row.name] = Formula.variable(slack.name)
        rows.append(replace(row, terms=terms))
    loose = Program((*program.variables, *variables), tuple(rows), NOTHING)
    return Elastic(loose, short, over)


def reach(row: Row) -> Fraction:
    """The largest coefficient of a row, 1 where it has none: a unit that makes rows in yuan and
    rows in shares alike.
    """
    return max((abs(ratio) for ratio in row.terms.values()), default=Fraction(1))
