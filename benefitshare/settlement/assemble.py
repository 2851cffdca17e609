"""From numbers back to words: the frames of one agreement, with the columns `result` lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.build import BASE_VERSION
from benefitshare.settlement.cells import Rows, group_numbers, joined
from benefitshare.settlement.days import day_text
from benefitshare.settlement.numbers import group_sum, truncated
from benefitshare.settlement.output import Credit
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


def named(names: Iterable[str], numbers: Array) -> Any:
    """A column of texts from numbers; -1 is the empty text."""
    import pandas as pd

    return pd.array(["", *names], dtype="str").take(numbers + 1)


def days_column(numbers: Array) -> Any:
    """A column of ISO days."""
    distinct, codes = np.unique(numbers, return_inverse=True)
    return named([day_text(int(d)) for d in distinct.tolist()], codes)


def periods_column(world: World, numbers: Array) -> Any:
    """A column of period labels; 0 is the empty text."""
    distinct, codes = np.unique(numbers, return_inverse=True)
    return named([world.label(d) if d else "" for d in distinct.tolist()], codes)


def allocations_frame(state: State) -> Any:
    """Entitlement rows, and cash rows: every entitlement, plus and minus what is set aside."""
    import pandas as pd

    entitled = _whole(joined(list(state.entitlements)))
    cash = joined([entitled, *(_whole(r) for r in state.set_asides)])
    parts = [
        _frame(state.world, r, kind) for r, kind in ((entitled, "entitlement"), (cash, "cash"))
    ]
    return pd.concat(parts, ignore_index=True)


def _whole(part: Rows) -> Rows:
    """Rows with equal keys added up, in a fixed order, without zeros; int64 fen."""
    keys = (
        part.period, part.project, part.tax, part.slice, part.clause, part.party, part.owed_by,
    )  # fmt: skip
    groups, first = group_numbers(*keys)
    amount = group_sum(truncated(part.amount), groups, len(first))
    merged = replace(part.take(first), amount=amount)
    return merged.take(np.flatnonzero(amount != 0))


def _frame(world: World, part: Rows, kind: str) -> Any:
    import pandas as pd

    clauses = list(clause_numbers(world))
    parties = world.parties
    columns = {
        "agreement": named([world.agreement.id], np.zeros(len(part), dtype=np.int64)),
        "version": named([v for _, v in clauses], part.clause),
        "project": named(world.projects.ids, part.project),
        "tax": named(TAXES, part.tax),
        "period": periods_column(world, part.period),
        "slice": days_column(part.slice),
        "clause": named([c for c, _ in clauses], part.clause),
        "party": named(parties, part.party),
        "kind": named([kind], np.zeros(len(part), dtype=np.int64)),
        "amount_fen": part.amount.astype(np.int64),
        "counterparty": named(parties, part.owed_by),
    }
    return pd.DataFrame(columns, columns=list(ALLOCATION_COLUMNS))


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


def payment_lines(agreement: str, payments: list[dict[str, Any]]) -> Any:
    """The trace of payments made: one line each, `party` the payee."""
    import pandas as pd

    columns = ["period", "party", "amount_fen", "note"]
    rows = [
        (
            p["period"],
            p["payee"],
            p["amount_fen"],
            note_text({"payer": p["payer"], "row": p.get("row")}),
        )
        for p in payments
    ]
    frame = pd.DataFrame(rows, columns=columns)
    return _lines_frame(frame.assign(agreement=agreement, item="paid"))


def credit_lines(world: World, credited: list[Credit]) -> Any:
    """The trace of output credited; their figures are no money and stand in the note."""
    import pandas as pd

    rows = [
        {
            "project": world.projects.ids[c.project],
            "period": c.period,
            "clause": c.clause.id,
            "version": c.clause.version,
            "party": world.parties[c.party],
            "ratio": c.reason.get("share", ""),
            "note": note_text({**c.reason, "indicator": c.indicator, "value": c.value}),
        }
        for c in credited
        if c.clause is not None
    ]
    frame = pd.DataFrame(rows, columns=None if rows else ["note"])
    return _lines_frame(frame.assign(agreement=world.agreement.id, item="credit"), "output")


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
    """All trace lines, one after another."""
    import pandas as pd

    world, lines = state.world, [t for t in state.traces if len(t.amount)]
    if not lines:
        return pd.DataFrame(columns=list(STAGE_COLUMNS))
    keys = {k: np.concatenate([t.keys[k] for t in lines]) for k in COLUMNS}
    sizes = np.array([len(t.amount) for t in lines])
    whose = np.repeat(np.arange(len(lines)), sizes)
    exact = [_exact(t.amount) for t in lines]
    clauses = list(clause_numbers(world))
    columns = {
        "agreement": named([world.agreement.id], np.zeros(len(whose), dtype=np.int64)),
        "stage": named([t.stage for t in lines], whose),
        "item": named([t.item for t in lines], whose),
        "project": named(world.projects.ids, keys["project"]),
        "tax": named(TAXES, keys["tax"]),
        "period": periods_column(world, keys["period"]),
        "slice": days_column(keys["slice"]),
        "clause": named([c for c, _ in clauses], keys["clause"]),
        "version": named([v for _, v in clauses], keys["clause"]),
        "party": named(world.parties, keys["party"]),
        "amount_fen": np.concatenate([_fen(t.amount) for t in lines]),
        "base_fen": np.concatenate([_base(t) for t in lines]),
        "ratio": _numbered([(t.ratios, t.ratio) for t in lines], sizes),
        "exact": _numbered(exact, sizes),
        "note": _numbered([(t.notes, t.note) for t in lines], sizes),
    }
    return pd.DataFrame(columns, columns=list(STAGE_COLUMNS))


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


def _numbered(parts: Sequence[tuple[Sequence[str], Array | None]], sizes: Array) -> Any:
    """One column of texts from parts that each number texts of their own; -1 is the empty text."""
    listed: list[str] = []
    numbers = []
    for (texts, own), size in zip(parts, sizes.tolist(), strict=True):
        if own is None or not texts:
            numbers.append(np.full(size, -1, dtype=np.int64))
        else:
            numbers.append(np.where(own < 0, -1, own + len(listed)))
            listed.extend(texts)
    return named(listed, np.concatenate(numbers))


def conservation_lines(state: State) -> list[dict[str, Any]]:
    """One line per stage: what came in, what left, what was moved aside; the difference is 0."""
    return [
        {
            "agreement": state.world.agreement.id,
            "stage": b.stage,
            "in_fen": int(b.came),
            "out_fen": int(b.left),
            "moved_fen": int(b.moved),
            "difference_fen": int(b.came - b.left - b.moved),
        }
        for b in state.balances
    ]


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
