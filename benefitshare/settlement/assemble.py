"""From numbers back to words: the rows of one agreement, with the columns `result` lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.build import BASE_VERSION
from benefitshare.settlement.cells import BLANK_KEY, Rows, group_numbers, joined
from benefitshare.settlement.coded import (
    EMPTY,
    Coded,
    Texts,
    each,
    frame_of,
    labelled,
    numbered,
    repeated,
)  # fmt: skip
from benefitshare.settlement.days import NEVER, day_text
from benefitshare.settlement.numbers import group_sum, truncated
from benefitshare.settlement.output import Credit
from benefitshare.settlement.settle_up import Owed
from benefitshare.settlement.state import State, clause_numbers
from benefitshare.settlement.trace import COLUMNS, Trace, note_text
from benefitshare.settlement.world import TAXES, World

Array = npt.NDArray[Any]

ALLOCATION_COLUMNS = (
    "agreement", "version", "project", "tax", "period", "slice", "clause", "party", "kind",
    "amount_fen", "counterparty",
)  # fmt: skip
STAGE_COLUMNS = (
    "agreement", "stage", "item", "project", "tax", "period", "slice", "clause", "version", "party",
    "amount_fen", "base_fen", "ratio", "exact", "note",
)  # fmt: skip


def entitled_and_cash(state: State) -> tuple[Rows, Rows]:
    """Entitlement rows, and cash rows: every entitlement, plus and minus what is set aside."""
    entitled, *aside = entitled_and_aside(state)
    return entitled, joined([entitled, *aside])


def entitled_and_aside(state: State) -> list[Rows]:
    """Entitlement rows, then those of each set-aside."""
    return [_whole(joined(list(state.entitlements))), *(_whole(r) for r in state.set_asides)]


def _whole(part: Rows) -> Rows:
    """Rows with equal keys added up, in a fixed order, without zeros; int64 fen."""
    keys = (
        part.period, part.project, part.tax, part.slice, part.clause, part.party, part.owed_by,
    )  # fmt: skip
    groups, first = group_numbers(*keys)
    amount = group_sum(truncated(part.amount), groups, len(first))
    merged = replace(part.take(first), amount=amount)
    return merged.take(np.flatnonzero(amount != 0))


def in_periods(part: Rows, periods: Sequence[int]) -> Rows:
    """The rows of some periods."""
    within = np.isin(part.period, np.array(periods, dtype=np.int64))
    return part if within.all() else part.take(np.flatnonzero(within))


def allocation_lines(world: World, entitled: Rows, cash: Rows) -> Coded:
    """The rows of `Settlement.allocations`."""
    both = joined([entitled, cash])
    clauses = list(clause_numbers(world))
    kinds = np.repeat(np.array([0, 1], dtype=np.int32), [len(entitled), len(cash)])
    member = world.member_of(both.project)
    names = [party for agreement in world.agreements for party in agreement.party_ids]
    first = member * len(world.parties)
    texts = {
        "agreement": numbered([a.id for a in world.agreements], member),
        "version": numbered([v for _, v in clauses], both.clause),
        "project": numbered(world.projects.ids, np.maximum(both.project, EMPTY)),
        "tax": numbered(TAXES, both.tax),
        "period": labelled(both.period, 0, world.label),
        "slice": labelled(both.slice, int(NEVER), day_text),
        "clause": numbered([c for c, _ in clauses], both.clause),
        "party": numbered(names, first + both.party),
        "kind": (("entitlement", "cash"), kinds),
        "counterparty": numbered(names, np.where(both.owed_by < 0, EMPTY, first + both.owed_by)),
    }
    return Coded(texts, {"amount_fen": both.amount.astype(np.int64)})


def allocations_frame(state: State) -> Any:
    """Entitlement and cash rows of all periods as a frame."""
    lines = allocation_lines(state.world, *entitled_and_cash(state))
    return frame_of([lines], ALLOCATION_COLUMNS)


def owed_in_rows(world: World, cash: Rows) -> list[list[Owed]]:
    """By member, what each party owes another in each period, of cash rows."""
    at = np.flatnonzero((cash.owed_by != BLANK_KEY) & (cash.owed_by != cash.party))
    keys = (world.member_of(cash.project[at]), cash.period[at], cash.owed_by[at], cash.party[at])
    groups, first = group_numbers(*keys)
    sums = group_sum(cash.amount[at], groups, len(first))
    columns = (*(key[first].tolist() for key in keys), sums.tolist())
    owed: list[list[Owed]] = [[] for _ in world.agreements]
    for member, period, payer, payee, fen in zip(*columns, strict=True):
        names = world.agreements[member].party_ids
        owed[member].append((world.label(period), names[payer], names[payee], fen))
    return owed


def owed_in_frame(allocations: Any) -> list[Owed]:
    """What each party owes another in each period, line by line, of `Settlement.allocations`."""
    cash = allocations[(allocations["kind"] == "cash") & (allocations["counterparty"] != "")]
    columns = ("period", "counterparty", "party", "amount_fen")
    return list(zip(*(cash[c].tolist() for c in columns), strict=True))


def adjustment_rows(new: Any, old: Any, amendment: str, label: str) -> Any:
    """What a late amendment changes in earlier periods, by project, tax, party, kind and who owes
    it.
    """
    import pandas as pd

    keys = ["agreement", "project", "tax", "party", "kind", "counterparty"]
    both = pd.concat([new, old.assign(amount_fen=-old["amount_fen"])], ignore_index=True)
    sums = both.groupby(keys, sort=True, as_index=False)["amount_fen"].sum()
    changed = sums[sums["amount_fen"] != 0].assign(
        version=amendment, period=label, slice="", clause=amendment
    )
    return changed[list(ALLOCATION_COLUMNS)]


def adjustment_lines(new: Any, old: Any, amendment: str, label: str) -> Any:
    """The trace of such differences: of which period each part is, with old and new amount."""
    import pandas as pd

    keys = ["agreement", "project", "tax", "party", "kind", "counterparty", "period"]
    both = pd.concat(
        [new.assign(new=new["amount_fen"], old=0), old.assign(new=0, old=old["amount_fen"])],
        ignore_index=True,
    )
    sums = both.groupby(keys, sort=True, as_index=False)[["new", "old"]].sum()
    changed = sums[sums["new"] != sums["old"]]
    notes = [
        {"of_period": p, "old_fen": int(o), "new_fen": int(n), "counterparty": c}
        for p, o, n, c in zip(
            *(changed[k] for k in ("period", "old", "new", "counterparty")), strict=True
        )
    ]
    return _lines_frame(
        changed.assign(
            item="difference_" + changed["kind"].astype(str),
            amount_fen=changed["new"] - changed["old"],
            base_fen=changed["old"], period=label, clause=amendment, version=amendment,
            note=[note_text(n) for n in notes],
        )
    )  # fmt: skip


def payment_lines(agreement: str, payments: list[dict[str, Any]]) -> Coded:
    """The trace of payments made: one line each, `party` the payee."""
    notes = [note_text({"payer": p["payer"], "row": p.get("row")}) for p in payments]
    return _closing_lines(
        "settle", "paid", agreement, len(payments), [p["amount_fen"] for p in payments],
        period=[p["period"] for p in payments], party=[p["payee"] for p in payments], note=notes,
    )  # fmt: skip


def credit_lines(world: World, credited: list[Credit]) -> Coded:
    """The trace of output credited; their figures are no money and stand in the note."""
    made = [(c, c.clause) for c in credited if c.clause is not None]
    return _closing_lines(
        "output", "credit", world.agreement.id, len(made), [0] * len(made),
        project=[world.projects.ids[c.project] for c, _ in made],
        period=[c.period for c, _ in made],
        clause=[clause.id for _, clause in made],
        version=[clause.version for _, clause in made],
        party=[world.parties[c.party] for c, _ in made],
        ratio=[str(c.reason.get("share", "")) for c, _ in made],
        note=[
            note_text({**c.reason, "indicator": c.indicator, "value": c.value}) for c, _ in made
        ],
    )  # fmt: skip


def _closing_lines(
    stage: str, item: str, agreement: str, count: int, amounts: list[int], **texts: list[str]
) -> Coded:
    """Lines that no stage of the pipeline made; columns not given are empty."""
    columns = {name: each(given) for name, given in texts.items()}
    columns |= {
        "stage": repeated(stage, count),
        "item": repeated(item, count),
        "agreement": repeated(agreement, count),
    }
    numbers = {
        "amount_fen": np.array(amounts, dtype=np.int64),
        "base_fen": np.zeros(count, dtype=np.int64),
    }
    blank = {c: repeated("", count) for c in STAGE_COLUMNS if c not in numbers}
    return Coded({**blank, **columns}, numbers, frozenset(blank))


def joined_frames(frames: list[Any]) -> Any:
    """Frames of the same columns one after another; empty ones only where all are."""
    import pandas as pd

    filled = [f for f in frames if len(f)]
    return pd.concat(filled, ignore_index=True) if filled else frames[0].reset_index(drop=True)


def _lines_frame(frame: Any, stage: str = "settle") -> Any:
    """A frame with the stage columns, empty where it has none of its own."""
    import pandas as pd

    if frame.empty:
        return pd.DataFrame(columns=list(STAGE_COLUMNS))
    numbers = {"amount_fen", "base_fen"}
    missing = {c: 0 if c in numbers else "" for c in STAGE_COLUMNS if c not in frame.columns}
    whole = frame.assign(**missing).assign(stage=stage)[list(STAGE_COLUMNS)]
    return whole.astype({c: "int64" if c in numbers else object for c in STAGE_COLUMNS})


def stages_frame(state: State) -> Any:
    """All trace lines as a frame."""
    return frame_of([stage_lines(state)], STAGE_COLUMNS)


def filled_lines(parts: list[Any]) -> list[Any]:
    """Those of some lines that are not empty; the first where all are."""
    return [part for part in parts if len(part)] or parts[:1]


def stage_lines(state: State) -> Coded:
    """All trace lines, one after another."""
    world, lines = state.world, [t for t in state.traces if len(t.amount)]
    if not lines:
        empty = _closing_lines("", "", "", 0, [])
        return replace(empty, loose=frozenset(STAGE_COLUMNS))
    keys = {k: np.concatenate([t.keys[k] for t in lines]) for k in COLUMNS}
    sizes = np.array([len(t.amount) for t in lines])
    whose = np.repeat(np.arange(len(lines), dtype=np.int32), sizes)
    clauses = list(clause_numbers(world))
    texts = {
        "agreement": repeated(world.agreement.id, len(whose)),
        "stage": ([t.stage for t in lines], whose),
        "item": ([t.item for t in lines], whose),
        "project": numbered(world.projects.ids, keys["project"]),
        "tax": numbered(TAXES, keys["tax"]),
        "period": labelled(keys["period"], 0, world.label),
        "slice": labelled(keys["slice"], int(NEVER), day_text),
        "clause": numbered([c for c, _ in clauses], keys["clause"]),
        "version": numbered([v for _, v in clauses], keys["clause"]),
        "party": numbered(world.parties, keys["party"]),
        "ratio": _listed([(t.ratios, t.ratio) for t in lines], sizes),
        "exact": _listed([_exact(t.amount) for t in lines], sizes),
        "note": _listed([(t.notes, t.note) for t in lines], sizes),
    }
    numbers = {
        "amount_fen": np.concatenate([_fen(t.amount) for t in lines]),
        "base_fen": np.concatenate([_base(t) for t in lines]),
    }
    return Coded(texts, numbers)


def _fen(values: Array) -> Array:
    return truncated(values).astype(np.int64)


def _base(line: Trace) -> Array:
    return np.zeros(len(line.amount), np.int64) if line.base is None else _fen(line.base)


def _exact(values: Array) -> tuple[list[str], Array | None]:
    """Fractions as `n/d`, and the number of the text of each line; none where all are whole."""
    if values.dtype != object:
        return [], None
    numbers = np.full(len(values), -1, dtype=np.int64)
    texts: list[str] = []
    for i, value in enumerate(values.tolist()):
        if Fraction(value).denominator != 1:
            numbers[i] = len(texts)
            texts.append(str(Fraction(value)))
    return texts, numbers


def _listed(parts: Sequence[tuple[Sequence[str], Array | None]], sizes: Array) -> Texts:
    """One column of texts from parts that each number texts of their own."""
    listed: list[str] = []
    numbers = []
    for (texts, own), size in zip(parts, sizes.tolist(), strict=True):
        if own is None or not texts:
            numbers.append(np.full(size, EMPTY, dtype=np.int32))
        else:
            numbers.append(np.where(own < 0, EMPTY, own + len(listed)).astype(np.int32))
            listed.extend(texts)
    return listed, np.concatenate(numbers)


def conservation_lines(state: State, member: int = 0) -> list[dict[str, Any]]:
    """One line per stage: what came in, what left, what was moved aside; the difference is 0."""
    lines = []
    for b in state.balances:
        came, left, moved = (of_member(v, member) for v in (b.came, b.left, b.moved))
        lines.append(
            {
                "agreement": state.world.agreements[member].id,
                "stage": b.stage,
                "in_fen": came,
                "out_fen": left,
                "moved_fen": moved,
                "difference_fen": came - left - moved,
            }
        )
    return lines


def of_member(values: Any, member: int) -> int:
    """One member's of some sums by member; of a single sum for all, that."""
    return int(values[member] if isinstance(values, np.ndarray) else values)


def project_lines(state: State, member: int = 0) -> list[tuple[Any, ...]]:
    """The rows of `Settlement.projects` of one member."""
    world, projects = state.world, state.world.projects
    own = range(len(projects))
    if world.member is not None:
        own = range(*np.searchsorted(world.member, [member, member + 1]).tolist())
    identifier = world.agreements[member].id
    return [
        (identifier, projects.ids[i], projects.names[i], projects.classes[i], projects.parks[i],
         i not in state.failed, ":".join(state.failed.get(i, ())))
        for i in own
    ]  # fmt: skip


def credits_lines(world: World, credited: list[Credit]) -> list[dict[str, Any]]:
    """Output credited as lines of the result."""
    from benefitshare.reference.indicators import indicators

    known = indicators()
    return [
        {
            "agreement": world.agreement.id,
            "version": c.clause.version if c.clause else BASE_VERSION,
            "project": world.projects.ids[c.project],
            "indicator": c.indicator,
            "unit": known[c.indicator].unit if c.indicator in known else "",
            "period": c.period,
            "clause": c.clause.id if c.clause else "",
            "mode": c.clause.spec.mode if c.clause else "",
            "party": world.parties[c.party],
            "kind": "credit" if c.clause else "official",
            "value": c.value,
            "scale": known[c.indicator].scale if c.indicator in known else 1,
        }
        for c in credited
    ]
