"""Nash where terms are whole numbers: the product is approximated from outside.

The logarithm lies below all its tangents. The sum of weights × the lowest tangent is made as large
as possible; tangents are added where that was reached, until it is reached again (J. E. Kelley
1960; M. A. Duran and I. E. Grossmann 1986).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction

from benefitshare.negotiation.criteria.agreed import Note, Stage
from benefitshare.negotiation.criteria.gains import Gains
from benefitshare.negotiation.criteria.kalai_smorodinsky import shared_evenly
from benefitshare.negotiation.criteria.leximin import max_min_of
from benefitshare.negotiation.criteria.search import Choice, Search
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.program import Row, Variable

FIRST = tuple(Fraction(1, 2**k) for k in range(11))
"""Where the first tangents touch, in parts of the way from reservation to ideal."""
GAP = Fraction(1, 10**9)
DIGITS = 18
ROUNDS = 200


def nash_whole(gains: Gains, weights: Mapping[str, Fraction], *, verify: bool) -> Choice:
    """The largest weighted product of gains. Where no terms give everybody more than nothing the
    product says nothing, and normalised gains are shared evenly.
    """
    everybody = max_min_of(gains.program, gains.normalised, verify=verify)
    if everybody.status == "optimal" and everybody.stages[0].level <= 0:
        even = shared_evenly(gains, verify=verify)
        return replace(even, notes=(*even.notes, Note("no_common_gain")))
    logs = {p: Formula.variable(f"logarithm for {p}") for p in gains.able}
    touched = [(p, point) for p in gains.able for point in FIRST]
    rows = [_tangent(p, gains.normalised[p], logs[p], point) for p, point in touched]
    variables = [Variable(f"logarithm for {p}") for p in gains.able]
    search = Search(gains.program.adding(variables, rows), verify=verify)
    total = Formula.sum(logs[p] * weights[p] for p in gains.able)
    best: tuple[Fraction, dict[str, Fraction]] | None = None
    for _ in range(ROUNDS):
        answer = search.most(total)
        at = {p: gain.at(answer.values) for p, gain in gains.normalised.items()}
        if min(at.values()) > 0:
            value = sum((_log(at[p], ROUND_FLOOR) * weights[p] for p in at), Fraction(0))
            best = max(best or (value, at), (value, at), key=lambda found: found[0])
        gap = None if best is None else max(Fraction(0), -answer.objective - best[0])
        new = [(p, point) for p, point in _points(at) if (p, point) not in touched]
        if not new or (gap is not None and gap <= GAP):
            break
        touched += new
        search.add(rows=[_tangent(p, gains.normalised[p], logs[p], point) for p, point in new])
    if best is None or gap is None:
        raise AssertionError("a common gain was found before")
    return _settled(gains, best[1], gap, search)


def _points(at: Mapping[str, Fraction]) -> Iterator[tuple[str, Fraction]]:
    """Where to touch next; as near to nothing as makes sense."""
    for party, gain in at.items():
        yield party, max(Fraction(round(gain * 10**9), 10**9), Fraction(1, 10**6))


def _tangent(party: str, gain: Formula, log: Formula, at: Fraction) -> Row:
    name = f"tangent of {party} at {at}"
    return Row.of(name, log, "<=", _log(at, ROUND_CEILING) + (gain - at) / at)


def _log(value: Fraction, rounding: str) -> Fraction:
    """The natural logarithm, rounded up or down."""
    with localcontext() as context:
        context.prec = DIGITS * 2
        exact = (Decimal(value.numerator) / Decimal(value.denominator)).ln()
    return Fraction(exact.quantize(Decimal(10) ** -DIGITS, rounding=rounding))


def _settled(gains: Gains, at: Mapping[str, Fraction], gap: Fraction, search: Search) -> Choice:
    reached = {
        p: gains.reservation[p] + part * (gains.ideals[p] - gains.reservation[p])
        for p, part in at.items()
    }
    rows = (
        Row.of(f"level of {p}", gains.normalised[p], ">=", part - search.room(part))
        for p, part in at.items()
    )
    product = Fraction(1)
    for part in at.values():
        product *= part
    own = search.signed(
        Choice(
            "optimal",
            gains.program.adding(rows=rows),
            (Stage(product, tuple(reached)),),
        )
    )
    return replace(gains.choice.then(own), gap=gap)
