"""Ordered outcomes: leximin where terms are whole numbers, and a second way to it where not.

The sum of the k smallest utilities is the largest value of k·t − Σ d_p where t − d_p ≤ u_p and
d_p ≥ 0 (Ogryczak & Sliwinski 2006). Made as large as possible for k = 1, 2, …, each held for those
after it, these sums are leximin on any set of possible terms; no party is frozen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from benefitshare.negotiation.criteria.agreed import Note, Stage
from benefitshare.negotiation.criteria.search import Choice, Search
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.program import Program, Row, Variable


def ordered(program: Program, utilities: Mapping[str, Formula], *, verify: bool = True) -> Choice:
    """Leximin of any formulas. Which party is at which level may still be open: the stages have
    levels, without parties and proofs.
    """
    search = Search(program, verify=verify)
    held = program
    levels: list[Fraction] = []
    for count in range(1, len(utilities) + 1):
        variables, rows = _smallest(count, utilities)
        total = _total(count, utilities)
        search.add(variables, rows)
        answer = search.most(total)
        if answer.status != "optimal":
            notes = (Note("unbounded", search.rising(utilities)),)
            return search.signed(
                Choice(
                    answer.status,
                    program,
                    notes=notes if answer.status == "unbounded" else (),
                )
            )
        least = -answer.objective
        name = f"sum of {count} smallest, from {next(iter(utilities))}"
        search.hold(name, total, least)
        row = Row.of(name, total, ">=", least - search.room(least))
        held = held.adding(variables, (*rows, row))
        levels.append(least - sum(levels, Fraction(0)))
    return search.signed(
        Choice(
            "optimal",
            held,
            tuple(Stage(level, ()) for level in dict.fromkeys(levels)),
        )
    )


def _smallest(
    count: int, utilities: Mapping[str, Formula]
) -> tuple[tuple[Variable, ...], tuple[Row, ...]]:
    shorts = (Variable(_short(count, party), Fraction(0)) for party in utilities)
    return (Variable(_quantile(count, utilities)), *shorts), tuple(_rows(count, utilities))


def _rows(count: int, utilities: Mapping[str, Formula]) -> Iterator[Row]:
    quantile = Formula.variable(_quantile(count, utilities))
    for party, utility in utilities.items():
        short = Formula.variable(_short(count, party))
        yield Row.of(f"short of {count}: {party}", quantile - short, "<=", utility)


def _total(count: int, utilities: Mapping[str, Formula]) -> Formula:
    """The sum of the `count` smallest utilities, from below."""
    shorts = Formula.sum(Formula.variable(_short(count, party)) for party in utilities)
    return Formula.variable(_quantile(count, utilities)) * count - shorts


def _short(count: int, party: str) -> str:
    return f"short of {count} by {party}"


def _quantile(count: int, utilities: Mapping[str, Formula]) -> str:
    return f"quantile {count}, from {next(iter(utilities))}"
