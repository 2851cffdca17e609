"""A tiny exact simplex that shares no code with the library: the textbook tableau in fractions."""

from fractions import Fraction
from itertools import product

from benefitshare.negotiation.program import Program, Variable


def standard(program):
    """Columns of parts ≥ 0, rows `<=`, `>=`, `==` with their sides: every bound is a row."""
    parts = [(v.name, sign) for v in program.variables for sign in (1, -1)]
    rows = [(r.terms, r.sense, r.rhs) for r in program.rows]
    for v in program.variables:
        if v.lower is not None:
            rows.append(({v.name: 1}, ">=", v.lower))
        if v.upper is not None:
            rows.append(({v.name: 1}, "<=", v.upper))
    return parts, rows


def tableau(parts, rows):
    """Rows with slacks and one artificial column each; right-hand sides not negative."""
    slacks = [i for i, (_, sense, _) in enumerate(rows) if sense != "=="]
    lines = []
    for i, (terms, sense, rhs) in enumerate(rows):
        line = [Fraction(terms.get(name, 0)) * sign for name, sign in parts]
        line += [Fraction((1 if sense == "<=" else -1) * (k == i)) for k in slacks]
        if rhs < 0:
            line, rhs = [-entry for entry in line], -rhs
        line += [Fraction(k == i) for k in range(len(rows))]
        lines.append([*line, Fraction(rhs)])
    return lines, len(parts) + len(slacks)


def reduce(lines, basis, costs, allowed):
    """Bland's rule until no cost is negative. False where nothing stops a column."""
    while True:
        entering = next((j for j in range(allowed) if costs[j] < 0), None)
        if entering is None:
            return True
        ratios = [
            (line[-1] / line[entering], basis[i], i)
            for i, line in enumerate(lines)
            if line[entering] > 0
        ]
        if not ratios:
            return False
        pivot(lines, basis, costs, min(ratios)[2], entering)


def pivot(lines, basis, costs, row, column):
    own = lines[row]
    own[:] = [entry / own[column] for entry in own]
    for line in [*(other for other in lines if other is not own), costs]:
        ratio = line[column]
        if ratio:
            line[:] = [a - ratio * b for a, b in zip(line, own, strict=True)]
    basis[row] = column


def solve(program):
    """("optimal", objective), ("infeasible", None) or ("unbounded", None)."""
    parts, rows = standard(program)
    lines, real = tableau(parts, rows)
    basis = [real + i for i in range(len(rows))]
    width = real + len(rows)
    costs = [-sum(line[j] for line in lines) if j < real else Fraction(0) for j in range(width)]
    costs.append(-sum(line[-1] for line in lines))
    reduce(lines, basis, costs, real)
    if costs[-1]:
        return "infeasible", None
    for i, own in enumerate(basis):
        column = next((j for j in range(real) if lines[i][j]), None)
        if own >= real and column is not None:
            pivot(lines, basis, costs, i, column)
    costs = [Fraction(program.objective.terms.get(n, 0)) * sign for n, sign in parts]
    costs += [Fraction(0)] * (width + 1 - len(costs))
    for i, own in enumerate(basis):
        ratio = costs[own]
        if ratio:
            costs = [a - ratio * b for a, b in zip(costs, lines[i], strict=True)]
    if not reduce(lines, basis, costs, real):
        return "unbounded", None
    return "optimal", program.objective.constant - costs[-1]


def best_whole(program):
    """The best objective over all whole numbers within bounds, the rest solved; None: there is
    none.
    """
    whole = [v for v in program.variables if v.integer]
    best = None
    for values in product(*(range(int(v.lower), int(v.upper) + 1) for v in whole)):
        held = dict(zip((v.name for v in whole), values, strict=True))
        status, objective = solve(holding(program, held))
        if status == "optimal" and (best is None or objective < best):
            best = objective
    return best


def holding(program, held):
    """The program with some variables held at a value."""
    variables = tuple(
        Variable(v.name, Fraction(held[v.name]), Fraction(held[v.name])) if v.name in held else v
        for v in program.variables
    )
    return Program(variables, program.rows, program.objective)
