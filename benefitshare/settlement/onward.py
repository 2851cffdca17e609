"""Settling from kept records: those of past years, and new sources read beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import Agreement
from benefitshare.agreements.terms import listed
from benefitshare.findings import Finding, InvalidInput, UsageError
from benefitshare.progress import Report, silent
from benefitshare.records.checks import Checked, check_tables
from benefitshare.records.combined import combined, read_all, read_sources
from benefitshare.records.kept import Kept, days_kept, followed_by, read_kept, texts
from benefitshare.records.store import (
    Grains,
    Lines,
    Owners,
    Store,
    in_engine,
)
from benefitshare.records.table import Table
from benefitshare.records.text_store import is_text
from benefitshare.settlement.cells import group_numbers
from benefitshare.settlement.grains import grains_of, known_form
from benefitshare.settlement.stored import (
    Stored,
    all_rows,
    one_kind_of_extract,
    opened,
    owners_of,
    worlds_of,
)

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Gathered:
    """All tables checked, the sums of records that need no row of their own (None: all have one),
    and all records, to be kept.
    """

    tables: dict[str, Table]
    checked: Checked
    stored: Stored | None
    kept: Kept


def gathered(
    agreements: Sequence[Agreement],
    sources: Mapping[str, Any],
    engine: Any,
    *,
    kept: str | Path | None,
    keep: bool,
    extract: str,
    unit: str | None,
    as_known_on: dt.date | None,
    report: Report = silent,
) -> Gathered:
    """Kept records together with the tax records of `sources`, which are kept too if need be.

    Raises UnreadableInput for a kept file that is damaged, and UsageError for sources that cannot
    be kept: each must be something that an engine can be asked for.
    """
    past = Kept() if kept is None else read_kept(kept)
    small = {kind: source for kind, source in sources.items() if kind != "tax"}
    read = read_all(small, unit=unit, report=report)
    projects = check_tables({"projects": read["projects"]}).frames["projects"]
    owners = Owners(*owners_of(projects))
    try:
        past, others = _with(past, sources["tax"], engine, owners, unit, must=keep)
        more = [
            table
            for one in others
            for table in read_sources(
                all_rows(one, engine) if in_engine(one) else one, "tax", unit=unit
            )
        ]
        known = [known_form(agreement, as_known_on) for agreement in agreements]
        if not past.parts or any(a.settlement.rounding.per == "record" for a in known):
            return _together(past, more, read, sources, None, extract)
        worlds = worlds_of(known, projects, read.get("factors"), owners.ids)
        grains = grains_of(worlds, len(owners.ids), as_known_on, past.days)
        made = _together(past, more, read, sources, (owners, grains), extract)
        if made.stored is None or one_kind_of_extract(made.stored, made.checked, extract):
            return made
        return _together(past, more, read, sources, None, extract)
    except OverflowError:
        params = {"agreement": listed([a.id for a in agreements])}
        raise InvalidInput(Finding("sum-overflow", params=params)) from None


def _with(
    past: Kept, source: Any, engine: Any, owners: Owners, unit: str | None, *, must: bool
) -> tuple[Kept, list[Any]]:
    """Kept records with those of the sources that an engine can be asked for, up to the first that
    it cannot; and the other sources. A file that is kept already is one: the checks set it aside.
    """
    rest: list[Any] = []
    for one in _each(source):
        store = None if rest and not must else _store(one, engine, unit)
        if store is None and must:
            raise UsageError(Finding("source-not-kept", value=_name(one)))
        if store is None or store.source.get("sha256") in past.digests():
            rest.append(one)
        else:
            past = followed_by(past, store, owners, unit)
    return past, rest


def _each(source: Any) -> list[Any]:
    several = isinstance(source, Sequence) and not isinstance(source, str)
    return list(source) if several else [] if source is None else [source]


def _store(source: Any, engine: Any, unit: str | None) -> Store | None:
    """The store of a source; of files alone where no engine is named."""
    named = engine is not None or isinstance(source, Path)
    if named or (isinstance(source, str) and Path(source).exists()):
        return opened(source, engine, unit) if is_text(source) or in_engine(source) else None
    return None


def _name(source: Any) -> str:
    return str(source) if isinstance(source, (str, Path)) else type(source).__name__


def _together(
    past: Kept,
    more: list[Table],
    read: Mapping[str, Table],
    sources: Mapping[str, Any],
    by: tuple[Owners, Grains] | None,
    extract: str,
) -> Gathered:
    """All tables checked. Of the kept records those are rows that need it, all where no sums are
    wanted; the others are summed by the grains of owners.
    """
    alone = _one_by_one(past, more, by)
    parts = [*past.tables(alone), *more]
    both = {**read, **({"tax": combined(parts)} if parts else {})}
    tables = {kind: both[kind] for kind in sources if kind in both}
    if by is None or not parts:
        return Gathered(tables, _checked(tables, extract), None, past)
    tax = tables["tax"]
    rows = len(tax.frame) + len(tax.set_aside)
    odd = replace(tax, source={**tax.source, "rows_read": rows})
    checked = _checked({**tables, "tax": odd}, extract)
    collected = _summed(past, np.flatnonzero(~alone), *by)
    return Gathered(tables, checked, Stored(collected, tuple(by[0].ids), len(tax.frame)), past)


def _checked(tables: Mapping[str, Table], extract: str) -> Checked:
    return check_tables(tables, extract=extract)  # type: ignore[arg-type]


def _one_by_one(past: Kept, more: list[Table], by: tuple[Owners, Grains] | None) -> Array:
    """Which kept records become rows: those that share a voucher, or whose project is unknown."""
    if by is None:
        return np.ones(len(past), bool)
    number = {name: n for n, name in enumerate(by[0].ids)}
    strangers = np.array([name not in number for name in past.ids], bool)
    vouchers = texts(text for table in more for text in table.frame["voucher_no"].tolist())
    alone: Array = past.numbers["single"] | past.having(vouchers)
    return alone | strangers[past.numbers["project"]] if strangers.any() else alone


def _summed(past: Kept, at: Array, owners: Owners, grains: Grains) -> Lines:
    """The sums of some kept records, as an engine gives them."""
    number = {name: n for n, name in enumerate(owners.ids)}
    places = np.array([number.get(name, -1) for name in past.ids], np.int32)
    numbers = {name: past.numbers[name][at] for name in ("project", "code", "day", "end", "amount")}
    project = places[numbers["project"]]
    day = days_kept(numbers["day"], project, grains)
    end = np.where(grains.ends[project], numbers["end"], 0)
    keys = (project, numbers["code"], day, end)
    group, first = group_numbers(*keys)
    kept = dict(zip(("number", "code", "day", "end"), (key[first] for key in keys), strict=True))
    return Lines(
        project=kept["number"], code=kept["code"], day=kept["day"], end=kept["end"],
        amount=_sums(numbers["amount"], group, len(first)),
        count=np.bincount(group, minlength=len(first)), codes=past.codes,
        lines=lambda: past.listed(at, {name: key[group] for name, key in kept.items()}),
        origins=tuple(part.rows.origin for part in past.parts),
    )  # fmt: skip


def _sums(amount: Array, group: Array, count: int) -> Array:
    """Sums by group. Raises OverflowError where one might not fit into 63 bits."""
    most = np.bincount(group, weights=np.abs(amount.astype(np.float64)), minlength=count)
    if (most >= 2.0**62).any():
        raise OverflowError
    sums = np.zeros(count, np.int64)
    np.add.at(sums, group, amount)
    return sums
