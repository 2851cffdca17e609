"""share: entitlements of every cell, by party; and how they become whole fen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.settlement.cells import CELL_AMOUNTS, Cells, Rows, group_numbers, rows
from benefitshare.settlement.clock_lines import Clocks
from benefitshare.settlement.days import NEVER
from benefitshare.settlement.numbers import exact, group_sum, half_up_ratio, truncated
from benefitshare.settlement.qualify import applies
from benefitshare.settlement.rules.parts import whole_parts
from benefitshare.settlement.rules.split import Shared, shared_by
from benefitshare.settlement.state import ROUNDING, Balance, State, collectors, number_of
from benefitshare.settlement.trace import Trace, trace
from benefitshare.settlement.world import World

Array = npt.NDArray[Any]


def share(state: State) -> State:
    """The share stage."""
    world, cells = state.world, state.cells
    assert cells is not None
    rounding = world.agreement.settlement.rounding
    kept = rounding.residue.rule == "carry" and rounding.at == "stage"
    keep_exact = rounding.at == "end" or kept
    entitled = np.zeros((len(cells), len(world.parties)), dtype=object if keep_exact else np.int64)
    if keep_exact:
        entitled[:] = Fraction(0)
    all_shared = _all_shared(world, cells)
    levy: Any = 0
    for shared in all_shared:
        split = _split(world, shared, cells.amount[shared.cells], keep_exact)
        entitled[shared.cells] = split
        above = split.sum(axis=1) - cells.amount[shared.cells]
        levy = levy + world.totals(cells.project[shared.cells], above)
    lines = _traces(world, all_shared, cells, entitled) if world.traced else []
    extra: list[Rows] = []
    carried = 0
    if kept:
        cells, entitled, extra, kept_lines, carried = _carried(world, cells, entitled)
        lines += kept_lines
    part_rows = _rows(world, all_shared, cells, entitled)
    if rounding.per == "record":
        cells, entitled = _records_merged(cells, entitled)
    came, left = (world.totals(cells.project, a) for a in (cells.amount, entitled.sum(axis=1)))
    balance = Balance("share", came, left, carried - levy)
    return state.adding(
        rows=part_rows + extra,
        traces=lines,
        balance=balance,
        cells=cells,
        shared=entitled,
        carried_out=state.carried_out + carried,
    )


def _records_merged(cells: Cells, entitled: Array) -> tuple[Cells, Array]:
    """Cells and amounts added up over records: what comes after the share stage works on cells."""
    groups, first = group_numbers(cells.slice, cells.project, cells.tax, cells.period)
    sums = {n: group_sum(getattr(cells, n), groups, len(first)) for n in CELL_AMOUNTS}
    merged = replace(cells.take(first), grain=np.zeros(len(first), dtype=np.int64), **sums)
    columns = [group_sum(entitled[:, p], groups, len(first)) for p in range(entitled.shape[1])]
    return merged, np.stack(columns, axis=1)


def _all_shared(world: World, cells: Cells) -> list[Shared]:
    result = []
    for clause in world.clauses("split"):
        mask = applies(world, clause, cells.project, cells.tax, cells.slice)
        if mask.any():
            result += shared_by(world.seen_by(clause), clause, cells, np.flatnonzero(mask))
    return result


def _split(world: World, shared: Shared, amounts: Array, keep_exact: bool) -> Array:
    if shared.rates:
        return _rated(world, shared, amounts, keep_exact)
    if keep_exact:
        table = np.array(shared.vectors, dtype=object).reshape(len(shared.vectors), -1)
        return np.asarray(exact(amounts)[:, None] * table[shared.which])
    return whole_parts(world, shared.vectors, shared.which, amounts)


def _rated(world: World, shared: Shared, amounts: Array, keep_exact: bool) -> Array:
    """Parts in whole fen, each times its party's rate; with `resplit` the sum is split again."""
    assert shared.rates
    parts = whole_parts(world, shared.vectors, shared.which, amounts)
    taxed = np.array(parts)
    for party, rate in shared.rates.rates:
        column = world.party(party)
        taxed[:, column] = half_up_ratio(parts[:, column], rate.numerator, rate.denominator)
    if shared.rates.resplit:
        taxed = whole_parts(world, shared.vectors, shared.which, taxed.sum(axis=1))
    return exact(taxed) if keep_exact else taxed


def _rows(world: World, all_shared: list[Shared], cells: Cells, entitled: Array) -> list[Rows]:
    owed_by = collectors(world, cells.project, cells.period, cells.slice)
    result = []
    for shared in all_shared:
        at = shared.cells
        keys = _keys(world, shared, cells)
        result += [
            rows(**keys, party=party, amount=entitled[at, party], owed_by=owed_by[at])
            for party in range(len(world.parties))
        ]
    return result


def _keys(world: World, shared: Shared, cells: Cells) -> dict[str, Any]:
    at = shared.cells
    return {
        "project": cells.project[at], "tax": cells.tax[at], "period": cells.period[at],
        "slice_": cells.slice[at].astype(np.int64), "clause": number_of(world, shared.clause),
    }  # fmt: skip


def _traces(world: World, all_shared: list[Shared], cells: Cells, entitled: Array) -> list[Trace]:
    lines = []
    for clause, tiers in groupby(all_shared, lambda shared: shared.clause):
        clock = Clocks.of(world, clause)
        for shared in tiers:
            lines += clock.lines(world, "share", cells.project[shared.cells])
            lines += [*shared.basis, *_of_tier(world, shared, cells, entitled)]
    return lines


def _of_tier(world: World, shared: Shared, cells: Cells, entitled: Array) -> Iterator[Trace]:
    at, notes, keys = shared.cells, _notes(shared), _keys(world, shared, cells)
    item = "outside" if shared.tier < 0 else "share"
    note_of = shared.which if len(notes) > 1 else np.zeros_like(shared.which)
    for party in range(len(world.parties)):
        ratios = tuple(str(v[party]) for v in shared.vectors)
        if all(r == "0" for r in ratios) and not (entitled[at, party] != 0).any():
            continue
        yield trace(
            "share", item, entitled[at, party], **keys, party=party, base=cells.amount[at],
            ratio=shared.which, ratios=ratios, note=notes, note_of=note_of,
        )  # fmt: skip


def _notes(shared: Shared) -> list[dict[str, Any]]:
    """The tier and its rule; one note for each vector where they differ."""
    tier = shared.clause.spec.tiers[shared.tier] if shared.tier >= 0 else None
    note: dict[str, Any] = {"tier": shared.tier + 1}
    if tier and tier.years:
        note["years"] = f"{tier.years.first}-{tier.years.last or ''}"
    if tier and (tier.bands or tier.factors):
        note["rule"] = "bands" if tier.bands else "factors"
    if shared.rates:
        note["rates"] = {p: str(r) for p, r in shared.rates.rates}
    return [{**note, **reason} for reason in shared.reasons] or [note]


def _carried(
    world: World, cells: Cells, entitled: Array
) -> tuple[Cells, Array, list[Rows], list[Trace], int]:
    """Truncate and carry: whole fen now, what is left over in a later period of the project × tax.

    Gives cells with one further cell (blank slice) for each project × tax × period that a
    rounding row needs.
    """
    groups, first = group_numbers(cells.project, cells.tax)
    exact_sums = _by_period(world, cells, entitled, groups, len(first))
    paid, kept = _paid_over_periods(world, cells, exact_sums, groups, len(first))
    floors = truncated(entitled.reshape(-1)).reshape(entitled.shape)
    adjust: dict[tuple[int, int], Array] = {}
    notes: list[list[dict[str, Any]]] = []
    for (group, period), amounts in paid.items():
        members = (groups == group) & (cells.period == period)
        difference = amounts - floors[members].sum(axis=0)
        if difference.any():
            adjust[group, period] = difference.astype(np.int64)
            exact_amounts = exact_sums[period][group] if period in exact_sums else 0 * amounts
            notes.append(
                [
                    {"exact": str(e), "paid": int(p)}
                    for e, p in zip(exact_amounts, amounts, strict=True)
                ]
            )
    return (*_with_rounding(world, cells, floors, first, adjust, notes), int(kept))


def _by_period(
    world: World, cells: Cells, entitled: Array, groups: Array, count: int
) -> dict[int, Array]:
    """Exact sums (groups × parties) by period."""
    sums = {}
    for period in np.unique(cells.period).tolist():
        at = cells.period == period
        columns = [group_sum(entitled[at, p], groups[at], count) for p in range(len(world.parties))]
        sums[period] = np.stack(columns, axis=1)
    return sums


def _paid_over_periods(
    world: World, cells: Cells, sums: dict[int, Array], groups: Array, count: int
) -> tuple[dict[tuple[int, int], Array], Any]:
    residue = world.agreement.settlement.rounding.residue
    kept = np.full((count, len(world.parties)), Fraction(0), dtype=object)
    pending = np.zeros(count, dtype=np.int64)
    paid: dict[tuple[int, int], Array] = {}
    for period, exact_amounts in sums.items():
        present = np.unique(groups[cells.period == period])
        for group in present.tolist():
            if residue.party is None:
                due = exact_amounts[group] + kept[group]
                whole = truncated(due)
                kept[group] = due - whole
            else:
                whole = truncated(exact_amounts[group])
                left = int(sum(exact_amounts[group].tolist()) - int(whole.sum()))
                if residue.when == "next_period":
                    whole[world.party(residue.party)] += pending[group]
                    pending[group] = 0
                pending[group] += left
            paid[group, period] = whole
    if residue.party is not None and residue.when == "term_end":
        pending = _paid_at_term_end(world, pending, paid)
    return paid, pending.sum() + (kept.sum() if count else 0)


def _paid_at_term_end(world: World, pending: Array, paid: dict[tuple[int, int], Array]) -> Array:
    """Pays all that is kept in the last settled period, if that holds or follows the end of the
    term.
    """
    residue = world.agreement.settlement.rounding.residue
    last = max(world.settled, default=None)
    term_to = world.agreement.term_to
    if last is None or term_to is None or residue.party is None:
        return pending
    from benefitshare.settlement.days import day_number

    if int(world.last_days(np.array([last]))[0]) < day_number(term_to):
        return pending
    for group in np.flatnonzero(pending).tolist():
        start = paid.get((group, last))
        whole = np.zeros(len(world.parties), dtype=np.int64) if start is None else start
        whole[world.party(residue.party)] += pending[group]
        paid[group, last] = whole
    return np.zeros_like(pending)


def _with_rounding(
    world: World,
    cells: Cells,
    floors: Array,
    first: Array,
    adjust: dict[tuple[int, int], Array],
    notes: list[list[dict[str, Any]]],
) -> tuple[Cells, Array, list[Rows], list[Trace]]:
    if not adjust:
        return cells, floors, [], []
    group = np.array([g for g, _ in adjust], dtype=np.int64)
    period = np.array([p for _, p in adjust], dtype=np.int64)
    amounts = np.stack(list(adjust.values()))
    project, tax = cells.project[first][group], cells.tax[first][group]
    zero = np.zeros(len(group), dtype=np.int64)
    more = Cells(project, tax, period, np.full(len(group), NEVER), zero, zero, zero, zero, zero)
    grown = Cells(
        *(np.concatenate((getattr(cells, n), getattr(more, n))) for n in Cells.__dataclass_fields__)
    )
    owed_by = collectors(world, project, period)
    keys: dict[str, Any] = {"project": project, "tax": tax, "period": period}
    extra = [
        rows(**keys, clause=ROUNDING, party=p, amount=amounts[:, p], owed_by=owed_by)
        for p in range(len(world.parties))
    ]
    lines = [
        trace(
            "share", "rounding", amounts[:, p], **keys, clause=ROUNDING, party=p,
            note=[of_group[p] for of_group in notes], note_of=np.arange(len(group)),
        )
        for p in range(len(world.parties))
    ]  # fmt: skip
    return grown, np.concatenate((floors, amounts)), extra, lines
