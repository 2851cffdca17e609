"""Which figure is asked for, and which rows make it up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from benefitshare.findings import Finding, UsageError
from benefitshare.settlement.explanation.said import Said, joined, own, plain, termed, told

if TYPE_CHECKING:
    import pandas as pd

    from benefitshare.settlement.result import Settlement

IDEAS = ("agreement", "party", "period", "project", "tax", "clause")
KINDS = ("entitlement", "cash")
SUGGESTED = 8


@dataclass(frozen=True)
class Figure:
    """What is asked for; empty texts ask for everything. `transfer` is (payer, payee).

    `names` are the (id, Chinese, English) names of the parties and projects asked for.
    """

    agreement: str = ""
    party: str = ""
    period: str = ""
    project: str = ""
    tax: str = ""
    clause: str = ""
    kind: str = "entitlement"
    transfer: tuple[str, str] | None = None
    indicator: str = ""
    names: tuple[tuple[str, str, str], ...] = ()

    @property
    def filters(self) -> dict[str, str]:
        """The columns that must match, in reading order."""
        return {name: getattr(self, name) for name in IDEAS if getattr(self, name)}

    def said(self) -> Said:
        """The figure in words."""
        parts = [_pair(termed("idea", _idea(k)), self._name(k, v)) for k, v in self.filters.items()]
        if self.transfer:
            parts.append(
                _pair(
                    told("transfer_word"),
                    joined((self._name("party", p) for p in self.transfer), "to"),
                )
            )
        elif self.indicator:
            parts.append(_pair(told("indicator_word"), termed("indicator", self.indicator)))
        else:
            parts.append(_pair(told("kind_word"), termed("amount_kind", self.kind)))
        return joined(parts)

    def _name(self, idea: str, value: str) -> Said:
        if idea == "tax":
            return termed("tax", value)
        known = {i: Said(zh, en) for i, zh, en in self.names}
        return known.get(value, plain(value)) if idea in ("party", "project") else plain(value)

    def to_dict(self) -> dict[str, Any]:
        """The figure as a document."""
        wanted = {**self.filters, "kind": self.kind}
        if self.indicator:
            wanted = {**self.filters, "indicator": self.indicator}
        if self.transfer:
            return {**self.filters, "transfer": list(self.transfer)}
        return wanted


def _idea(name: str) -> str:
    return {"period": "settlement_period"}.get(name, name)


def _pair(name: Said, value: Said) -> Said:
    return joined([name, told("colon"), value], "nothing")


def asked_figure(settlement: Settlement, values: Mapping[str, Any]) -> Figure:
    """The figure with every name resolved to its id. Raises UsageError for what nobody knows."""
    known = _known(settlement)
    resolved = {
        name: _resolved(name, values[name], known[name])
        for name in IDEAS
        if values.get(name) is not None
    }
    transfer = values.get("transfer")
    if transfer is not None:
        payer, payee = (_resolved("party", p, known["party"]) for p in transfer)
        resolved["transfer"] = (payer, payee)  # type: ignore[assignment]
    if values.get("indicator") is not None:
        resolved["indicator"] = _resolved("indicator", values["indicator"], known["indicator"])
    kind = _resolved("kind", values.get("kind", "entitlement"), {k: k for k in KINDS})
    names = _names_of(settlement, {*resolved.values(), *resolved.get("transfer", ())})
    return Figure(**resolved, kind=kind, names=names)  # type: ignore[arg-type]


def _names_of(settlement: Settlement, wanted: set[Any]) -> tuple[tuple[str, str, str], ...]:
    """The names of those parties and projects, each language standing in for the other."""
    parties = [(p.id, own(p.name)) for a in settlement.agreements for p in a.parties]
    frame = settlement.projects
    listed = zip(frame["project"].tolist(), frame["name"].tolist(), strict=True)
    projects = [(p, plain(p if n in ("", p) else f"{p} {n}")) for p, n in listed]
    return tuple(dict.fromkeys((i, s.zh, s.en) for i, s in (*parties, *projects) if i in wanted))


def _resolved(name: str, value: Any, known: dict[str, str]) -> str:
    text = str(value)
    if text in known:
        return known[text]
    within = (f"{text}Q", f"{text}-")
    if name == "period" and any(k.startswith(within) for k in known):
        return text
    raise UsageError(figure_not_found(f"{name}={text}", text, known))


def figure_not_found(figure: str, text: str, known: Iterable[str]) -> Finding:
    """The finding that nothing is known of a figure; the nearest known values first."""
    listed = list(dict.fromkeys(known))
    near = get_close_matches(text, listed, n=SUGGESTED, cutoff=0.5)
    shown = (near or listed)[:SUGGESTED]
    more = "…" if len(shown) < len(listed) and not near else ""
    values = {"zh": "、".join(shown) + more, "en": ", ".join(shown) + more}
    return Finding("figure-not-found", params={"figure": figure, "known": values}, value=text)


def _known(settlement: Settlement) -> dict[str, dict[str, str]]:
    """For each kind of key the texts that name one, ids first, with the id meant."""
    from benefitshare.reference import TAX_CODES, tax_name

    frame, records = settlement.projects, settlement.records
    parties = [p for a in settlement.agreements for p in a.parties]
    projects = list(zip(frame["project"].tolist(), frame["name"].tolist(), strict=True))
    clauses = [c.id for a in settlement.agreements for c in (*a.clauses, *a.output)]
    amendments = [m.id for a in settlement.agreements for m in a.amendments]
    rows = settlement.allocations["clause"].unique().tolist()
    periods = {
        p
        for table in (settlement.allocations, settlement.output_credits, settlement.transfers)
        for p in (table["period"].unique().tolist() if len(table) else [])
    }
    periods |= {str(p) for p in records["period"].unique().tolist()} if len(records) else set()
    table = settlement.output_credits
    indicators = table["indicator"].unique().tolist() if len(table) else []
    taxes = {t: t for t in TAX_CODES}
    return {
        "agreement": {a.id: a.id for a in settlement.agreements},
        "party": _named([(p.id, list(p.name.values())) for p in parties]),
        "period": {p: p for p in sorted(periods) if p},
        "project": _named([(p, [n]) for p, n in projects]),
        "tax": {**taxes, **{n: t for t in taxes for n in reversed(list(tax_name(t).values()))}},
        "clause": {c: c for c in (*clauses, *amendments, *rows)},
        "indicator": {i: i for i in indicators},
    }


def _named(pairs: list[tuple[str, list[str]]]) -> dict[str, str]:
    ids = {identifier: identifier for identifier, _ in pairs}
    names = {name: identifier for identifier, listed in pairs for name in listed if name}
    return {**ids, **{n: i for n, i in names.items() if n not in ids}}


def matching(frame: pd.DataFrame, filters: Mapping[str, str]) -> Any:
    """The rows of a frame whose columns match; a period also matches those within it."""
    if not len(frame):
        return frame
    mask = frame["agreement"].notna()
    for name, value in filters.items():
        if name not in frame.columns:
            continue
        if name == "period":
            periods = frame["period"].astype(str)
            mask &= (periods == value) | periods.str.startswith((f"{value}Q", f"{value}-"))
        else:
            mask &= frame[name] == value
    return frame[mask]
