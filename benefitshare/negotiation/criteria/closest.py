"""Closest: the possible terms nearest to given ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.criteria.agreed import Stage
from benefitshare.negotiation.criteria.search import Choice, Search
from benefitshare.negotiation.formula import Formula, Number
from benefitshare.negotiation.program import Program, Row, Variable

Norm = Literal["L1", "Linf"]


def closest(
    bargain: Bargain,
    reference: Mapping[str, Number],
    *,
    norm: Norm = "L1",
    verify: bool = True,
) -> Choice:
    """The terms closest to `reference`: by the sum of absolute differences (`L1`), or by the
    largest and then the sum (`Linf`). The stages are at the distances, with the rows that keep
    the terms from coming closer (multipliers: what one more unit takes off the distance). Raises
    ValueError where a term has no reference.
    """
    if missing := [term for term in bargain.terms if term not in reference]:
        raise ValueError(f"terms without a reference: {missing}")
    variables, rows, total = apart(bargain.terms, reference)
    widest = Formula.variable("furthest apart")
    sizes = {v.name: Formula.variable(v.name) for v in variables}
    within = (Row.of(f"within: {name}", size, "<=", widest) for name, size in sizes.items())
    if norm == "L1":
        program, aims = bargain.program.adding(variables, rows), [total]
    else:
        every = (*variables, Variable("furthest apart"))
        program, aims = bargain.program.adding(every, (*rows, *within)), [widest, total]
    return _nearest(program, bargain, aims, verify=verify)


def _nearest(
    program: Program, bargain: Bargain, aims: Iterable[Formula], *, verify: bool
) -> Choice:
    search = Search(program, verify=verify)
    stages: list[Stage] = []
    own = {row.name for row in bargain.program.rows}
    for number, aim in enumerate(aims, 1):
        answer = search.least(aim)
        if answer.status != "optimal":
            break
        stage = search.stage(answer, answer.objective, (), {}, {})
        rows = tuple(one for one in stage.rows if one.row in own)
        stages.append(Stage(answer.objective, (), rows=rows))
        row = Row.of(
            f"no further: {number}", aim, "<=", answer.objective + search.room(answer.objective)
        )
        search.add(rows=[row])
        program = program.adding(rows=[row])
    return search.signed(
        Choice(
            answer.status,
            program,
            tuple(stages),
        )
    )


def apart(
    terms: Iterable[str], reference: Mapping[str, Number], label: str = "apart"
) -> tuple[tuple[Variable, ...], tuple[Row, ...], Formula]:
    """How far each term is from its reference: variables, rows that bound them from below, and
    their sum. Their names begin with `label`.
    """
    names = {term: f"{label}: {term}" for term in terms}
    sizes = {term: Formula.variable(name) for term, name in names.items()}
    return (
        tuple(Variable(name) for name in names.values()),
        tuple(_distances(sizes, reference, label)),
        Formula.sum(sizes.values()),
    )


def _distances(
    sizes: Mapping[str, Formula], reference: Mapping[str, Number], label: str
) -> Iterator[Row]:
    for term, size in sizes.items():
        difference = Formula.variable(term) - reference[term]
        yield Row.of(f"{label} above: {term}", size, ">=", difference)
        yield Row.of(f"{label} below: {term}", size, ">=", -difference)
