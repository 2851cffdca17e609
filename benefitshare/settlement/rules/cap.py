"""`cap`: the most a party may receive, tested period after period (docs/pipeline.md, section 9)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.clauses.cap import Cap
from benefitshare.agreements.model import ANYBODY, Clause
from benefitshare.agreements.terms import named
from benefitshare.findings import Finding
from benefitshare.money.unknown import InexactError
from benefitshare.settlement.cells import Cells
from benefitshare.settlement.days import BLANK, period_years, years_of
from benefitshare.settlement.numbers import (
    group_sum,
    is_exact,
    is_unknown,
    larger,
    smaller,
    spread,
    where_negative,
)  # fmt: skip
from benefitshare.settlement.rules.gate import missing_factor
from benefitshare.settlement.rules.groups import account_members, account_of, by_period, members
from benefitshare.settlement.slices import in_scope_projects
from benefitshare.settlement.world import World

Array = npt.NDArray[Any]
Alike = Callable[[Array], bool]
BELOW = -1
"""An account that has had no period is below any cap."""


@dataclass
class Used:
    """What accounts of one cap have used so far; by how much that exceeded the cap after each
    period (negative: room was left).
    """

    amount: Array
    over: list[tuple[Array, Array]] = field(default_factory=list)
    year: int | None = None

    @classmethod
    def none(cls, count: int) -> Used:
        """Nothing used yet."""
        return cls(np.zeros(count, dtype=object))

    def over_now(self) -> Array:
        """By how much each account exceeded the cap after its last period."""
        return self._through(lambda _, last: last)

    def over_most(self) -> Array:
        """By how much each account exceeded the cap after its worst period."""
        return self._through(larger)

    def _through(self, step: Callable[[Array, Array], Array]) -> Array:
        found = np.full(len(self.amount), BELOW, dtype=object)
        seen = np.zeros(len(found), dtype=bool)
        for account, over in self.over:
            again = seen[account]
            found[account[~again]] = over[~again]
            found[account[again]] = step(found[account[again]], over[again])
            seen[account] = True
        return found


@dataclass(frozen=True)
class Excess:
    """What a cap takes in one period: positions of cells, amounts, and the numbers behind them."""

    period: int
    cells: Array
    amount: Array
    account: Array
    entitled: Array
    used_before: Array
    allowed: Array


def cap_amounts(
    world: World, clause: Clause, present: Array, findings: list[Finding]
) -> tuple[Array, Array]:
    """The limit by account in fen (Python integers), and the projects a missing factor stops."""
    spec: Cap = clause.spec
    stopped = np.zeros(len(world.projects), dtype=bool)
    own = [world.specs(clause)[m] for m in account_members(spec.per, world).tolist()]
    limits = np.empty(len(own), dtype=object)
    if spec.amount_fen is not None:
        limits[:] = [account.amount_fen for account in own]
        return limits, stopped
    covered = in_scope_projects(clause.scope, world.projects) & present
    sums = [Fraction(0)] * len(world.projects)
    years = years_of(world.projects.events[spec.before])
    for project in np.flatnonzero(covered).tolist():
        total = _before_move(world, clause, project, int(years[project]), findings)
        stopped[project] = total is None
        sums[project] = total or Fraction(0)
    if spec.per == "agreement":
        whole = [Fraction(0)] * len(own)
        for member, total in zip(account_members("project", world).tolist(), sums, strict=True):
            whole[member] += total
        sums = whole
    limits[:] = [math.floor(s * account.times) for s, account in zip(sums, own, strict=True)]
    return limits, stopped


def _before_move(
    world: World, clause: Clause, project: int, year: int, findings: list[Finding]
) -> Fraction | None:
    """What the factor adds up to in the years before that of the event, in fen."""
    spec: Cap = clause.spec
    subject = world.projects.ids[project]
    if world.projects.events[spec.before][project] == BLANK:
        findings.append(
            Finding(
                "event-missing",
                params={"project": subject, "event": named("event", spec.before)},
                clause=clause.id,
            )
        )
        return None
    total = world.factor_sum(subject, spec.factor, range(year - spec.years, year))
    if isinstance(total, int):
        findings.append(missing_factor(clause.id, subject, spec.factor, total))
        return None
    return Fraction(total) * 100


def excesses(
    world: World,
    clause: Clause,
    cells: Cells,
    measured: Array,
    used: Used,
    limits: Array,
    only: Array | None = None,
    alike: Alike = lambda _: False,
) -> list[Excess]:
    """Run a cap over its periods in order, updating `used`.

    `measured` (cells × parties); `limits` by account; `only` limits the run to some cells (to see
    what had been used by then). `alike` says of cells whether it makes no difference which of them
    an excess leaves; it is asked where amounts are not known yet. Raises InexactError where they
    then cannot do.
    """
    spec: Cap = clause.spec
    _forget(world, clause, used)
    at = members(world, clause, cells)
    if only is not None:
        at = at[only[at]]
    party = world.seen_by(clause).of_projects(spec.party)
    result = []
    for period, here in by_period(cells, at):
        _new_year(world, spec, used, period)
        column = party[cells.project[here]]
        here, column = here[column >= 0], column[column >= 0]
        values = measured[here, column]
        account = account_of(spec.per, world, cells.project[here])
        entitled, before, allowed = _one_period(spec, values, account, limits, used)
        over = entitled - allowed
        if not is_exact(values):
            over = over.astype(np.int64)
        try:
            taken = _taken(spec, values, account, over, _among(here, alike))
        except InexactError:
            raise InexactError(clause.id) from None
        result.append(Excess(period, here, taken, account, entitled, before, allowed))
    return result


def _among(cells: Array, alike: Alike) -> Alike:
    """`alike` asked of positions among some cells."""
    return lambda at: alike(cells[at])


def _forget(world: World, clause: Clause, used: Used) -> None:
    """After a change of party that lets the cap start anew, what the old party had used no longer
    counts.
    """
    if clause.anew_for == ANYBODY:
        used.amount = np.zeros_like(used.amount)
    elif clause.anew_for is not None and clause.spec.per == "project":
        before = world.renamed(clause.renames[:-1]).of_projects(clause.spec.party)
        used.amount = np.where(before == world.party(clause.anew_for), 0, used.amount)


def _new_year(world: World, spec: Cap, used: Used, period: int) -> None:
    year = int(period_years(np.array([period]), world.cycle)[0])
    if spec.window == "yearly" and used.year != year:
        used.amount = np.zeros_like(used.amount)
    used.year = year


def _one_period(
    spec: Cap, values: Array, account: Array, limits: Array, used: Used
) -> tuple[Array, Array, Array]:
    """What the accounts are entitled to, had used before, and may have."""
    entitled = group_sum(values, account, len(limits)).astype(object)
    before = used.amount.copy()
    if spec.test == "within_year":
        allowed = smaller(entitled, larger(limits - before, 0))
    else:
        allowed = where_negative(before - limits, entitled, smaller(entitled, 0))
    counted = allowed if spec.refund_reopens else larger(allowed, 0)
    used.amount = before + counted
    touched = np.unique(account)
    used.over.append((touched, (used.amount - limits)[touched]))
    return entitled, before, allowed


def _taken(spec: Cap, values: Array, account: Array, over: Array, alike: Alike) -> Array:
    """What leaves each cell: in proportion, or from the last positive cells first."""
    if spec.last_room == "proportional":
        return spread(over, values, account, alike)
    taken = np.zeros_like(values)
    left = over.copy()
    for position in range(len(values) - 1, -1, -1):
        group = account[position]
        if left[group] != 0:
            one = is_unknown(left) and alike(np.flatnonzero(account == group))
            most = left[group] if one else larger(values[position], 0)
            taken[position] = smaller(left[group], most)
            left[group] = left[group] - taken[position]
    return taken
