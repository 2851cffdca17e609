"""From numbers back to words: the frames of one agreement, with the columns `result` lists."""

from __future__ import annotations

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
from benefitshare.settlement.trace import Trace, note_text
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


def named(names: list[str], numbers: Array) -> Any:
    """A categorical column from numbers; -1 is the empty text."""
    import pandas as pd

    listed = ["", *names]
    distinct = list(dict.fromkeys(listed))
    place = np.array([distinct.index(n) for n in listed], dtype=np.int64)
    return pd.Categorical.from_codes(place[numbers + 1], categories=pd.Index(distinct))


def days_column(numbers: Array) -> Any:
    """A categorical column of ISO days."""
    import pandas as pd

    distinct, codes = np.unique(numbers, return_inverse=True)
    texts = [day_text(int(d)) for d in distinct.tolist()]
    unique = list(dict.fromkeys(texts))
    place = np.array([unique.index(t) for t in texts], dtype=np.int64)
    return pd.Categorical.from_codes(
        place[codes] if len(codes) else codes, categories=pd.Index(unique)
    )


def periods_column(world: World, numbers: Array) -> Any:
    """A categorical column of period labels; 0 is the empty text."""
    import pandas as pd

    distinct, codes = np.unique(numbers, return_inverse=True)
    labels = [world.label(d) if d else "" for d in distinct.tolist()]
    return pd.Categorical.from_codes(codes, categories=pd.Index(labels))


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
    parties = list(world.parties)
    columns = {
        "agreement": np.full(len(part), world.agreement.id, dtype=object),
        "version": _texts(named([v for _, v in clauses], part.clause)),
        "project": _texts(named(list(world.projects.ids), part.project)),
        "tax": _texts(named(list(TAXES), part.tax)),
        "period": _texts(periods_column(world, part.period)),
        "slice": _texts(days_column(part.slice)),
        "clause": _texts(named([c for c, _ in clauses], part.clause)),
        "party": _texts(named(parties, part.party)),
        "kind": np.full(len(part), kind, dtype=object),
        "amount_fen": part.amount.astype(np.int64),
        "counterparty": _texts(named(parties, part.owed_by)),
    }
    return pd.DataFrame(columns, columns=list(ALLOCATION_COLUMNS))


def _texts(column: Any) -> Any:
    """A categorical as plain texts."""
    return (
        np.asarray(column.categories, dtype=object)[column.codes]
        if len(column)
        else np.zeros(0, object)
    )


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
    numbers = {"amount_fen", "base_fen"}
    missing = {c: 0 if c in numbers else "" for c in STAGE_COLUMNS if c not in frame.columns}
    whole = frame.assign(**missing).assign(stage=stage)[list(STAGE_COLUMNS)]
    return whole.astype({c: "int64" if c in numbers else object for c in STAGE_COLUMNS})


def stages_frame(state: State) -> Any:
    """All trace lines, one after another."""
    import pandas as pd

    frames = [_trace_frame(state.world, t) for t in state.traces if len(t.amount)]
    if not frames:
        return pd.DataFrame(columns=list(STAGE_COLUMNS))
    return pd.concat(frames, ignore_index=True)


def _trace_frame(world: World, line: Trace) -> Any:
    import pandas as pd

    size = len(line.amount)
    clauses = list(clause_numbers(world))
    k = line.keys
    columns = {
        "agreement": np.full(size, world.agreement.id, dtype=object),
        "stage": np.full(size, line.stage, dtype=object),
        "item": np.full(size, line.item, dtype=object),
        "project": _texts(named(list(world.projects.ids), k["project"])),
        "tax": _texts(named(list(TAXES), k["tax"])),
        "period": _texts(periods_column(world, k["period"])),
        "slice": _texts(days_column(k["slice"])),
        "clause": _texts(named([c for c, _ in clauses], k["clause"])),
        "version": _texts(named([v for _, v in clauses], k["clause"])),
        "party": _texts(named(list(world.parties), k["party"])),
        "amount_fen": _fen(line.amount),
        "base_fen": _fen(line.base) if line.base is not None else np.zeros(size, dtype=np.int64),
        "ratio": _numbered(line.ratios, line.ratio, size),
        "exact": _exact(line.amount),
        "note": _numbered(line.notes, line.note, size),
    }
    return pd.DataFrame(columns, columns=list(STAGE_COLUMNS))


def _fen(values: Array) -> Array:
    return truncated(values).astype(np.int64)


def _exact(values: Array) -> Array:
    """Fractions as `n/d`; empty where the amount is whole."""
    texts = np.full(len(values), "", dtype=object)
    if values.dtype == object:
        for i, value in enumerate(values.tolist()):
            if Fraction(value).denominator != 1:
                texts[i] = str(Fraction(value))
    return texts


def _numbered(texts: tuple[str, ...], numbers: Array | None, size: int) -> Array:
    if numbers is None or not texts:
        return np.full(size, "", dtype=object)
    return np.array([*texts, ""], dtype=object)[numbers]


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
