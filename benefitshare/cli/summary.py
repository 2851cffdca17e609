"""What a settlement found and where its records went, short enough for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from benefitshare.cli.screen import WIDEST, folded
from benefitshare.cli.words import say
from benefitshare.findings import SEVERITIES, Finding, Language
from benefitshare.findings.words import SEVERITY_WORDS
from benefitshare.money import format_yuan
from benefitshare.reports.words import table_name

if TYPE_CHECKING:
    import pandas as pd

    from benefitshare.settlement.result import Settlement

SHOWN = {"error": 5, "warning": 3, "info": 0}
"""How many findings of one code are written out; notes are only counted."""


def counts_text(findings: Sequence[Finding], lang: Language) -> str:
    """How many of each severity.

    >>> counts_text([], "en")
    'errors 0, warnings 0, notes 0'
    """
    severities = [finding.severity for finding in findings]
    return say("counts", lang, **{s: severities.count(s) for s in SEVERITIES})


def findings_summary(findings: Sequence[Finding], lang: Language, width: int = WIDEST) -> str:
    """All findings grouped by code, the grave ones first, each group with its money at stake."""
    lines = [say("findings", lang, counts=counts_text(findings, lang))]
    for severity in SEVERITIES:
        of_severity = [f for f in findings if f.severity == severity]
        for code in dict.fromkeys(f.code for f in of_severity):
            lines += _group([f for f in of_severity if f.code == code], lang)
    return folded("\n".join(lines), width) + "\n"


def _group(group: list[Finding], lang: Language) -> Iterator[str]:
    first = group[0]
    severity = SEVERITY_WORDS[lang][first.severity]
    title = first.title(lang)
    head = say("group", lang, severity=severity, code=first.code, title=title, count=len(group))
    yield "  " + head + _at_stake(group, lang)
    most = SHOWN[first.severity]
    for finding in group[:most]:
        yield from _example(finding, lang)
    if most and group[most:]:
        yield "    " + say("more", lang, count=len(group) - most)


def _at_stake(group: list[Finding], lang: Language) -> str:
    amounts = [f.amount_fen for f in group if f.amount_fen is not None]
    return say("at_stake", lang, yuan=format_yuan(sum(amounts))) if amounts else ""


def _example(finding: Finding, lang: Language) -> Iterator[str]:
    place = finding.place.text(lang)
    if place:
        yield "    " + place
    yield "      " + finding.message(lang)
    yield "      " + say("next", lang, hint=finding.hint(lang))


def records_summary(settlement: Settlement, lang: Language, width: int = WIDEST) -> str:
    """One line for each table: what was read and what became of it, in rows."""
    table = settlement.reconciliation
    names = dict.fromkeys(table["table"].tolist())
    went = ["  " + _went(table[table["table"] == name], lang) for name in names]
    lines = [say("records", lang), *went]
    return folded("\n".join(lines), width) + "\n"


def _went(frame: pd.DataFrame, lang: Language) -> str:
    counted = frame.groupby("disposition")["rows"].sum().to_dict()
    numbers = {
        k: f"{int(counted.get(k, 0)):,}" for k in ("read", "used", "set_aside", "out_of_scope")
    }
    fen = int(frame.loc[frame["disposition"] == "read", "amount_fen"].sum())
    name = table_name(frame["table"].iloc[0], lang)
    if fen == 0:
        return say("went_plain", lang, table=name, **numbers)
    return say("went", lang, table=name, read_yuan=format_yuan(fen), **numbers)
