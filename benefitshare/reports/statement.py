"""The statement: what a settlement says to those who sign it, as values for every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benefitshare.agreements.model import Agreement, Party
from benefitshare.findings import SEVERITIES, Finding, Language
from benefitshare.reference import TAX_CODES
from benefitshare.reports.readings import Reading, agreement_readings

if TYPE_CHECKING:
    import pandas as pd

    from benefitshare.settlement.result import Settlement


@dataclass(frozen=True)
class TaxLine:
    """What each party is entitled to of one tax in one period, in the order of the parties."""

    period: str
    tax: str
    amounts_fen: tuple[int, ...]


@dataclass(frozen=True)
class PartyLine:
    """A party's entitlement and cash in one period."""

    period: str
    party: str
    entitlement_fen: int
    cash_fen: int

    @property
    def moved_fen(self) -> int:
        """What set-asides add to or take from the entitlement."""
        return self.cash_fen - self.entitlement_fen


@dataclass(frozen=True)
class TransferLine:
    """One payment between two parties."""

    period: str
    payer: str
    payee: str
    due_fen: int
    paid_fen: int
    net_fen: int
    due_date: str
    overpaid: bool


@dataclass(frozen=True)
class OutputLine:
    """A party's official figure and assessment credit of one indicator in one period."""

    period: str
    indicator: str
    unit: str
    scale: int
    party: str
    official: int
    credited: int


@dataclass(frozen=True)
class RecordLine:
    """How many rows of a table were used, set aside or out of scope, and why."""

    table: str
    disposition: str
    reason: str
    rows: int
    amount_fen: int


@dataclass(frozen=True)
class AgreementStatement:
    """The statement of one agreement."""

    agreement: Agreement
    parties: tuple[Party, ...]
    taxes: tuple[TaxLine, ...]
    cash: tuple[PartyLine, ...]
    transfers: tuple[TransferLine, ...]
    output: tuple[OutputLine, ...]
    modes: tuple[str, ...]
    records: tuple[RecordLine, ...]
    readings: tuple[Reading, ...]
    carried_out_fen: int

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods with an amount, in order."""
        transfers = {t.period for t in self.transfers}
        return tuple(sorted({t.period for t in self.taxes} | transfers))

    def totals_fen(self, period: str | None = None) -> tuple[int, ...]:
        """Entitlements of each party in a period, or in all."""
        lines = [t.amounts_fen for t in self.taxes if period in (None, t.period)]
        return tuple(map(sum, zip(*lines, strict=True))) if lines else (0,) * len(self.parties)

    def party_name(self, party: str, lang: Language) -> str:
        """The name of a party, or its id where the agreement has no such party."""
        names = {p.id: p.name for p in self.parties}
        name = names.get(party, {})
        return str(name.get(lang) or name.get("zh") or name.get("en") or party)


@dataclass(frozen=True)
class Statement:
    """The statement of a settlement: one part for each agreement, then what concerns all.

    `facts` are the notes about no row of a table (what was not verified); `remarks` counts the
    others by code.
    """

    agreements: tuple[AgreementStatement, ...]
    records: tuple[RecordLine, ...]
    counts: tuple[tuple[str, int], ...]
    facts: tuple[Finding, ...]
    remarks: tuple[tuple[str, int], ...]
    differences_fen: tuple[int, ...]

    @property
    def periods(self) -> tuple[str, ...]:
        """All periods with an amount, in order."""
        return tuple(sorted({p for part in self.agreements for p in part.periods}))

    @property
    def left_out(self) -> tuple[int, int]:
        """How many rows are set aside for an error, and the fen in them that could be read."""
        from benefitshare.findings.catalog import CATALOG

        lines = [
            line
            for line in self.records
            if line.disposition == "set_aside"
            and (line.reason not in CATALOG or CATALOG[line.reason].severity == "error")
        ]
        return sum(line.rows for line in lines), sum(line.amount_fen for line in lines)


def build_statement(settlement: Settlement) -> Statement:
    """The values of the statement; all of them are group-bys of the settlement's tables."""
    notes = [f for f in settlement.finding_list if f.severity == "info"]
    of_rows = Counter(f.code for f in notes if f.place.row is not None)
    severities = [f.severity for f in settlement.finding_list]
    return Statement(
        agreements=tuple(_agreement(settlement, a) for a in settlement.agreements),
        records=tuple(_reconciled(settlement.reconciliation)),
        counts=tuple((s, severities.count(s)) for s in SEVERITIES),
        facts=tuple(f for f in notes if f.place.row is None),
        remarks=tuple(of_rows.items()),
        differences_fen=tuple(int(d) for d in settlement.conservation["difference_fen"]),
    )


def statement_text(settlement: Settlement, lang: Language = "zh") -> str:
    """The statement as text of at most 100 columns, as a terminal shows it."""
    from benefitshare.reports.text import text_of

    return text_of(build_statement(settlement), lang)


def _agreement(settlement: Settlement, agreement: Agreement) -> AgreementStatement:
    allocations = _of(settlement.allocations, agreement)
    transfers = _of(settlement.transfers, agreement)
    output = _of(settlement.output_credits, agreement)
    present = [*allocations["party"], *transfers["payer"], *transfers["payee"], *output["party"]]
    parties = _parties(agreement, present)
    return AgreementStatement(
        agreement=agreement,
        parties=parties,
        taxes=tuple(_tax_lines(allocations, [p.id for p in parties])),
        cash=tuple(_party_lines(allocations, [p.id for p in parties])),
        transfers=tuple(_transfer_lines(transfers)),
        output=tuple(_output_lines(output, [p.id for p in parties])),
        modes=tuple(sorted(set(output["mode"]) - {""})),
        records=tuple(_record_lines(_of(settlement.records, agreement))),
        readings=agreement_readings(agreement),
        carried_out_fen=settlement.receipt.get("carried_out_fen", {}).get(agreement.id, 0),
    )


def _of(table: pd.DataFrame, agreement: Agreement) -> pd.DataFrame:
    return table[table["agreement"] == agreement.id]


def _parties(agreement: Agreement, present: list[str]) -> tuple[Party, ...]:
    """The declared parties, then any that only the tables name."""
    strangers = sorted(set(present) - {p.id for p in agreement.parties} - {""})
    return (*agreement.parties, *(Party(s, {"zh": s, "en": s}, "") for s in strangers))


def _sums(table: pd.DataFrame, keys: list[str], amount: str) -> dict[tuple[Any, ...], int]:
    """Integer sums by keys, in the order of the keys."""
    if table.empty:
        return {}
    grouped = table.groupby(keys, sort=True, observed=True)[amount].sum()
    return {key: int(value) for key, value in zip(grouped.index, grouped, strict=True)}


def _tax_lines(allocations: pd.DataFrame, parties: list[str]) -> Iterator[TaxLine]:
    entitled = allocations[allocations["kind"] == "entitlement"]
    sums = _sums(entitled, ["period", "tax", "party"], "amount_fen")
    order = [*TAX_CODES, ""]
    keys = {(period, tax) for period, tax, _ in sums}
    for period, tax in sorted(keys, key=lambda k: (k[0], _rank(k[1], order), k[1])):
        yield TaxLine(period, tax, tuple(sums.get((period, tax, p), 0) for p in parties))


def _rank(code: str, order: list[str]) -> int:
    return order.index(code) if code in order else len(order)


def _party_lines(allocations: pd.DataFrame, parties: list[str]) -> Iterator[PartyLine]:
    sums = _sums(allocations, ["period", "party", "kind"], "amount_fen")
    for period in sorted({period for period, _, _ in sums}):
        for party in parties:
            amounts = [sums.get((period, party, kind)) for kind in ("entitlement", "cash")]
            if amounts != [None, None]:
                yield PartyLine(period, party, amounts[0] or 0, amounts[1] or 0)


def _transfer_lines(transfers: pd.DataFrame) -> Iterator[TransferLine]:
    for row in transfers.sort_values("period", kind="stable").to_dict("records"):
        yield TransferLine(
            period=row["period"],
            payer=row["payer"],
            payee=row["payee"],
            due_fen=int(row["due_fen"]),
            paid_fen=int(row["paid_fen"]),
            net_fen=int(row["net_fen"]),
            due_date=row["due_date"],
            overpaid=bool(row["overpaid"]),
        )


def _output_lines(output: pd.DataFrame, parties: list[str]) -> Iterator[OutputLine]:
    keys = ["indicator", "unit", "scale", "period", "party", "kind"]
    sums = _sums(output, keys, "value")
    lines = dict.fromkeys(key[:-1] for key in sums)
    for line in sorted(lines, key=lambda k: (*k[:4], _rank(k[4], parties))):
        indicator, unit, scale, period, party = line
        figures = (sums.get((*line, kind), 0) for kind in ("official", "credit"))
        yield OutputLine(period, indicator, unit, int(scale), party, *figures)


_DISPOSITIONS = ("read", "used", "set_aside", "out_of_scope")


def _in_order(line: RecordLine) -> tuple[str, int, str]:
    return line.table, _DISPOSITIONS.index(line.disposition), line.reason


def _record_lines(records: pd.DataFrame) -> list[RecordLine]:
    if records.empty:
        return []
    keys = ["table", "disposition", "reason"]
    grouped = records.groupby(keys, sort=True, observed=True)["amount_fen"].agg(["size", "sum"])
    lines = [
        RecordLine(key[0], key[1], key[2], int(rows), int(fen))
        for key, rows, fen in zip(grouped.index, grouped["size"], grouped["sum"], strict=True)
    ]
    return sorted(lines, key=_in_order)


def _reconciled(reconciliation: pd.DataFrame) -> list[RecordLine]:
    lines = [
        RecordLine(r["table"], r["disposition"], r["reason"], int(r["rows"]), int(r["amount_fen"]))
        for r in reconciliation.to_dict("records")
    ]
    return sorted(lines, key=_in_order)
