"""The readings an agreement is settled by, for every report to repeat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benefitshare.agreements.model import Agreement, Clause, Tier
from benefitshare.agreements.readings import READINGS
from benefitshare.agreements.terms import reading
from benefitshare.findings import Language


@dataclass(frozen=True)
class Reading:
    """One named parameter in force; `clause` is empty where the whole agreement is meant."""

    clause: str
    parameter: str
    value: str | bool

    def text(self, lang: Language) -> str:
        """What it means, as a sentence."""
        sentence = reading(self.parameter, self.value, lang)
        stop = "。" if lang == "zh" else "."
        return sentence if sentence.endswith(stop) else sentence[0].upper() + sentence[1:] + stop


def agreement_readings(agreement: Agreement) -> tuple[Reading, ...]:
    """Every reading in force, those of the whole agreement first, then clause by clause."""
    found = [*_of_agreement(agreement)]
    for clause in (*agreement.clauses, *agreement.output):
        found += _of_clause(clause)
    return tuple(dict.fromkeys(found))


def _of_agreement(agreement: Agreement) -> Iterator[Reading]:
    rules = agreement.settlement
    yield from _parameters("", "revenue", agreement.revenue)
    skipped = () if agreement.amendments else ("late_amendments",)
    yield from _parameters("", "settlement", rules, skipped)
    yield from _parameters("", "rounding", rules.rounding)
    residue = rules.rounding.residue
    unused = {"to": ("when",), "carry": ("others",)}.get(residue.rule, ("when", "others"))
    yield from _parameters("", "residue", residue, unused)
    for change in agreement.party_changes:
        yield from _parameters(change.amendment, "party_change", change)


def _of_clause(clause: Clause) -> Iterator[Reading]:
    spec = clause.spec
    yield from _parameters(clause.id, clause.kind, spec, _unused(clause.kind, spec))
    clock = getattr(spec, "clock", None)
    if clock is not None and clock.pick != "calendar":
        yield from _parameters(clause.id, "clock", clock)
    for tier in getattr(spec, "tiers", ()):
        yield from _of_tier(clause.id, tier)


def _of_tier(clause: str, tier: Tier) -> Iterator[Reading]:
    if tier.bands is not None:
        yield from _parameters(clause, "bands", tier.bands)
    if tier.factors is not None:
        unused = [] if tier.factors.rates else ["resplit"]
        if tier.factors.round_unit is None:
            unused.append("round_mode")
        yield from _parameters(clause, "factors", tier.factors, tuple(unused))


def _unused(kind: str, spec: Any) -> tuple[str, ...]:
    """Parameters that decide nothing in this clause."""
    if kind == "gate" and spec.average_at_least_fen is None:
        return ("inclusive", "round_average", "by", "source")
    if kind == "baseline":
        average = () if spec.factor else ("round_average",)
        return average if spec.index_rate is not None else (*average, "round_index")
    return ()


def _parameters(
    clause: str, prefix: str, values: Any, unused: tuple[str, ...] = ()
) -> Iterator[Reading]:
    for name in _NAMES.get(prefix, ()):
        if name not in unused:
            yield Reading(clause, f"{prefix}.{name}", getattr(values, name))


def _names_by_prefix() -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for parameter in READINGS:
        prefix, _, name = parameter.partition(".")
        names.setdefault(prefix, []).append(name)
    return names


_NAMES = _names_by_prefix()
