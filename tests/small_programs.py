"""Small programs with exact answers found the slow way: elimination and enumeration in fractions.

Shares no code with the negotiation layer but its values. Limits are triples (coefficients by
variable, right side) that read "at most".
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

from hypothesis import strategies as st

from benefitshare.negotiation.program import Program, Row, Variable

WHOLE = st.integers(-3, 3)


def limits(program, rows=None):
    """Rows (all, or these) and bounds as limits."""
    found = []
    for row in program.rows if rows is None else rows:
        if row.sense in ("<=", "=="):
            found.append((dict(row.terms), row.rhs))
        if row.sense in (">=", "=="):
            found.append(({n: -r for n, r in row.terms.items()}, -row.rhs))
    for variable in program.variables:
        if variable.upper is not None:
            found.append(({variable.name: Fraction(1)}, variable.upper))
        if variable.lower is not None:
            found.append(({variable.name: Fraction(-1)}, -variable.lower))
    return found


def possible(found, names):
    """Whether limits can all be met: one variable after the other is eliminated (Fourier 1827)."""
    for name in names:
        above = [one for one in found if one[0].get(name, 0) > 0]
        below = [one for one in found if one[0].get(name, 0) < 0]
        found = [one for one in found if not one[0].get(name, 0)]
        for (up, top), (low, bottom) in product(above, below):
            a, b = 1 / up[name], -1 / low[name]
            terms = {n: a * up.get(n, 0) + b * low.get(n, 0) for n in {*up, *low} - {name}}
            found.append((terms, a * top + b * bottom))
    return all(right >= 0 for _, right in found)


def stands(program, demands):
    """Whether the frame and these demands can stand together."""
    kept = [row for row in program.rows if row.demand in ("", *demands)]
    if program.is_linear:
        return possible(limits(program, kept), [v.name for v in program.variables])
    return any(all(row.room(at) >= 0 for row in kept) for at in whole_points(program))


def clashes(program):
    """All smallest sets of demands that cannot stand together with the frame."""
    demands = list(dict.fromkeys(row.demand for row in program.rows if row.demand))
    found = []
    for size in range(len(demands) + 1):
        for some in combinations(demands, size):
            if not any(set(one) <= set(some) for one in found) and not stands(program, some):
                found.append(some)
    return found


def whole_points(program):
    """All points of a program of whole numbers between bounds, rows not looked at."""
    ranges = [range(int(v.lower), int(v.upper) + 1) for v in program.variables]
    for point in product(*ranges):
        yield dict(zip((v.name for v in program.variables), map(Fraction, point), strict=True))


def met(program, at):
    """Whether a point meets all rows."""
    return all(row.room(at) >= 0 for row in program.rows)


def crossings(found):
    """The points where the edges of two limits in the variables a and b cross."""
    edges = [(t.get("a", Fraction(0)), t.get("b", Fraction(0)), right) for t, right in found]
    for (a, b, right), (c, d, other) in combinations(edges, 2):
        if a * d - b * c:
            x = Fraction(right * d - b * other) / (a * d - b * c)
            y = Fraction(a * other - right * c) / (a * d - b * c)
            yield {"a": x, "b": y}


def corners(program):
    """The corners of what is possible, in the variables a and b."""
    found = limits(program)
    points = (at for at in crossings(found) if all(_inside(at, limit) for limit in found))
    return list({tuple(at.values()): at for at in points}.values())


def _inside(at, limit):
    terms, right = limit
    return sum(r * at[n] for n, r in terms.items()) <= right


@st.composite
def rows(draw, *, names=("a", "b"), demands=("", "p", "q", "r", "s"), most=7, hard=True):
    """Rows that often contradict each other."""
    made = []
    for number in range(draw(st.integers(1, most))):
        terms = {name: Fraction(draw(WHOLE)) for name in names}
        kept = {name: ratio for name, ratio in terms.items() if ratio}
        demand = draw(st.sampled_from(demands))
        sense = draw(st.sampled_from(("<=", ">=", "<=", ">=", "==")))
        rhs = Fraction(draw(st.integers(-4, 4)), draw(st.integers(1, 3)))
        made.append(Row(f"row {number}", kept, sense, rhs, demand, hard and draw(st.booleans())))
    return tuple(made)


def box(names=("a", "b"), most=1, *, integer=False):
    """Variables from zero to `most`."""
    return tuple(Variable(name, Fraction(0), Fraction(most), integer) for name in names)


@st.composite
def programs(draw, *, integer=False, hard=True, most=7):
    """Programs in a and b, mostly without a solution."""
    variables = box(most=3, integer=integer) if integer else box(most=draw(st.integers(1, 2)))
    return Program(variables, draw(rows(hard=hard, most=most)))
