"""Tax records: which tax, which kind of record, which level, how much."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pyarrow as pa

from benefitshare.findings import Finding, Place
from benefitshare.records.conversion import Flaw, convert_texts
from benefitshare.records.dates import parse_day, parse_period
from benefitshare.records.drafts import Draft, WideColumn, first_filled, truth
from benefitshare.records.grid import RawColumn
from benefitshare.records.mapping import WIDE_LEVELS
from benefitshare.records.words import parse_kind, parse_level
from benefitshare.reference import (
    CENTRAL_ONLY,
    kind_of_subject,
    tax_of_name,
    tax_of_subject,
)

_SUBJECT = re.compile(r"^[0-9]{3,12}")


def convert_tax(draft: Draft) -> None:
    """Fill the columns of a tax record that its headers alone do not settle."""
    _tax(draft)
    _amount(draft)
    _kind(draft)
    draft.values["level"] = draft.parse("level", parse_level)
    _period(draft)


def _tax(draft: Draft) -> None:
    import pyarrow.compute as pc

    subject = draft.parse("budget_subject", parse_subject)
    by_subject = _derived(subject, lambda text: tax_of_subject(text) or "")
    by_name = draft.parse("tax", lambda text: tax_of_name(text) or "")
    by_code = draft.parse("tax_code", lambda text: tax_of_name(text) or "")
    told = first_filled(by_name, by_code)
    narrower = _narrower(subject, by_subject, told)
    tax = pc.if_else(narrower, by_subject, first_filled(told, by_subject))
    draft.values["budget_subject"], draft.values["tax"] = subject, tax
    column = draft.column("tax") or draft.column("tax_code") or draft.column("budget_subject")
    both = pc.and_(pc.not_equal(told, ""), pc.not_equal(by_subject, ""))
    differ = pc.and_(pc.and_(both, pc.not_equal(told, by_subject)), pc.invert(narrower))
    for position in np.flatnonzero(truth(differ)):
        other = subject[int(position)].as_py()
        draft.flaws.add(Flaw("tax-subject-disagree", {"subject": other}), int(position), column)
    _unknown_taxes(draft, tax, told, column)


def _unknown_taxes(draft: Draft, tax: pa.Array, told: pa.Array, column: RawColumn | None) -> None:
    import pyarrow.compute as pc

    for position in np.flatnonzero(truth(pc.equal(tax, ""))) if column else ():
        code = "tax-unknown" if column and column.value(int(position)).strip() else "value-missing"
        draft.flaws.add(Flaw(code), int(position), column)
    named = draft.column("tax")
    if named is None:
        return
    written = pc.not_equal(pc.utf8_trim_whitespace(named.text), "")
    odd = pc.and_(pc.and_(written, pc.equal(told, "")), pc.not_equal(tax, ""))
    for position in np.flatnonzero(truth(odd)):
        draft.flaws.add(Flaw("tax-name-unknown"), int(position), named)


def _narrower(subject: pa.Array, by_subject: pa.Array, told: pa.Array) -> pa.Array:
    """Rows whose subject names the centre's own part (imports, securities) of the tax told."""
    import pyarrow.compute as pc

    wide = _derived(subject, lambda text: tax_of_subject(text[:5]) or "")
    return pc.and_(pc.equal(by_subject, CENTRAL_ONLY), pc.equal(wide, told))


def _derived(texts: pa.Array, parser: object) -> pa.Array:
    return convert_texts(RawColumn("", "", texts), parser).values  # type: ignore[arg-type]


def parse_subject(text: str) -> str | Flaw:
    """The digits of a budget subject, with or without its name behind them.

    >>> parse_subject("101010103 私营企业增值税")
    '101010103'
    """
    match = _SUBJECT.match(text.lstrip("'"))
    return match.group(0) if match else Flaw("subject-invalid")


def _amount(draft: Draft) -> None:
    wide = [level for level in WIDE_LEVELS if draft.column(f"level_{level}") is not None]
    name = "amount_fen" if draft.column("amount_fen") is not None else "amount"
    fen, blank = np.zeros(draft.height, np.int64), np.ones(draft.height, bool)
    if draft.column(name) is not None:
        fen, blank = draft.money(name)
    fen, blank = _with_refunds(draft, fen, blank)
    draft.amounts = fen
    if wide:
        _melt(draft, wide, fen, blank)
        return
    column = draft.column(name) or draft.column("refund_amount")
    for position in np.flatnonzero(blank) if column else ():
        draft.flaws.add(Flaw("value-missing"), int(position), column)


def _with_refunds(
    draft: Draft, fen: np.ndarray, blank: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """A refund column holds positive amounts that become negative."""
    column = draft.column("refund_amount")
    draft.values["_refund"] = np.zeros(draft.height, bool)
    if column is None:
        return fen, blank
    refund, none = draft.money("refund_amount")
    for position in np.flatnonzero(refund < 0):
        draft.flaws.add(Flaw("refund-amount-sign"), int(position), column)
    for position in np.flatnonzero((refund != 0) & ~blank & (fen != 0)):
        draft.flaws.add(Flaw("two-amounts"), int(position), column)
    use = ~none & (blank | (fen == 0)) & ((refund != 0) | blank)
    draft.values["_refund"] = use
    return np.where(use, -refund, fen), blank & none


def _melt(draft: Draft, wide: list[str], total: np.ndarray, no_total: np.ndarray) -> None:
    draft.wide_names = ("level", "amount_fen")
    if draft.column("level") is not None:
        column = draft.fields.columns[f"level_{wide[0]}"]
        here = Place(
            draft.place.file, sheet=draft.place.sheet, header=column.header, cell=column.letter
        )
        draft.findings.append(Finding("levels-twice", here))
    parts = np.zeros(draft.height, np.int64)
    for level in wide:
        values, blank = draft.money(f"level_{level}")
        draft.wide.append(WideColumn(level, values, blank))
        parts += values
    flawed = {item.position for item in draft.flaws.found}
    for position in np.flatnonzero(~no_total & (parts != total)):
        if int(position) not in flawed:
            draft.flaws.add(
                Flaw("wide-total-differs", {"parts_fen": int(parts[position])}),
                int(position),
                draft.column("amount") or draft.column("amount_fen"),
            )
    draft.amounts = parts


def _kind(draft: Draft) -> None:
    import pyarrow.compute as pc

    implied = _derived(draft.values["budget_subject"], kind_of_subject)
    written = first_filled(
        draft.parse("refund_kind", parse_kind),
        draft.parse("kind", parse_kind),
        draft.parse("collection_type", parse_kind),
    )
    refund = pa.array(draft.values.pop("_refund"))
    plain = pc.or_(pc.equal(written, ""), pc.equal(written, "tax"))
    general = pc.or_(plain, pc.equal(written, "refund"))
    kind = pc.if_else(pc.and_(general, pc.not_equal(implied, "")), implied, written)
    default = pc.if_else(refund, "refund", "tax")
    kind = first_filled(kind, pc.cast(default, pa.large_string()))
    draft.values["kind"] = pc.if_else(pc.and_(refund, pc.equal(kind, "tax")), "refund", kind)


def _period(draft: Draft) -> None:
    """Start and end of the tax period, from two columns or from one that names it."""
    one = draft.parse("tax_period", parse_tax_period)
    starts = _derived(one, lambda text: text.split("/")[0])
    ends = _derived(one, lambda text: text.split("/")[1])
    draft.values["period_start"] = first_filled(draft.parse("period_start", parse_day), starts)
    draft.values["period_end"] = first_filled(draft.parse("period_end", parse_day), ends)


def parse_tax_period(text: str) -> str | Flaw:
    """First and last day of a tax period written in one cell, as `first/last`.

    >>> parse_tax_period("2024年3月"), parse_tax_period("2024-01-01至2024-03-31")
    ('2024-03-01/2024-03-31', '2024-01-01/2024-03-31')
    """
    from benefitshare.periods import parse_period as days_of

    parts = re.split(r"\s*(?:至|到|~|--|—)\s*", text)
    if len(parts) == 2:
        first, last = parse_day(parts[0]), parse_day(parts[1])
        flaw = next((part for part in (first, last) if isinstance(part, Flaw)), None)
        return flaw or f"{first}/{last}"
    label = parse_period(text)
    usable = label.usable if isinstance(label, Flaw) else label
    if usable is None:
        return label
    start, end = days_of(usable)
    span = f"{start}/{end}"
    return replace(label, usable=span) if isinstance(label, Flaw) else span
