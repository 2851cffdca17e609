"""How findings are written out: place, text block, JSON document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benefitshare.findings import Finding, Language, Place

SEVERITY_WORDS = {
    "zh": {"error": "错误", "warning": "警告", "info": "提示"},
    "en": {"error": "error", "warning": "warning", "info": "info"},
}


def place_text(place: Place, lang: Language) -> str:
    """The parts of a place that are known, in reading order."""
    return " ".join(_place_parts_zh(place) if lang == "zh" else _place_parts_en(place))


def _place_parts_zh(place: Place) -> list[str]:
    parts = [place.file] if place.file else []
    if place.sheet:
        parts.append(f"表“{place.sheet}”")
    if place.row:
        parts.append(f"第{place.row}行")
    if place.cell or place.header:
        cell = f"{place.cell}列" if place.cell else ""
        parts.append(cell + _quoted(place.header))
    if place.line:
        parts.append(f"第{place.line}行" + (f"第{place.column}列" if place.column else ""))
    if place.pointer is not None:
        parts.append(place.pointer or "/")
    if place.record:
        parts.append(f"记录 {place.record}")
    return parts


def _place_parts_en(place: Place) -> list[str]:
    parts = [place.file] if place.file else []
    if place.sheet:
        parts.append(f"sheet “{place.sheet}”")
    if place.row:
        parts.append(f"row {place.row}")
    if place.cell or place.header:
        parts.append(f"column {place.cell or ''}{_quoted(place.header)}")
    if place.line:
        parts.append(f"line {place.line}" + (f", column {place.column}" if place.column else ""))
    if place.pointer is not None:
        parts.append(place.pointer or "/")
    if place.record:
        parts.append(f"record {place.record}")
    return parts


def _quoted(header: str | None) -> str:
    """A header on one line, whatever breaks its cell has."""
    return f"“{' '.join(header.split())}”" if header else ""


def finding_text(finding: Finding, lang: Language) -> str:
    """Place, then severity and code with the message, then the money at stake and the hint."""
    from benefitshare.money import format_yuan

    where = finding.place.text(lang)
    lines = [where] if where else []
    severity = SEVERITY_WORDS[lang][finding.severity]
    lines.append(f"  {severity} [{finding.code}] {finding.message(lang)}")
    if finding.amount_fen is not None:
        stake = format_yuan(finding.amount_fen)
        lines.append(f"  涉及金额：{stake} 元" if lang == "zh" else f"  at stake: {stake} yuan")
    lines.append(
        f"  处理：{finding.hint(lang)}" if lang == "zh" else f"  next: {finding.hint(lang)}"
    )
    return "\n".join(lines)


def finding_document(finding: Finding) -> dict[str, Any]:
    """The JSON form, with empty fields left out."""
    place = {k: v for k, v in vars(finding.place).items() if v is not None}
    document: dict[str, Any] = {
        "code": finding.code,
        "severity": finding.severity,
        "message": {"zh": finding.message("zh"), "en": finding.message("en")},
        "hint": {"zh": finding.hint("zh"), "en": finding.hint("en")},
        "place": place,
        "value": finding.value,
        "expected": finding.expected,
        "clause": finding.clause,
        "amount_fen": finding.amount_fen,
    }
    return {k: v for k, v in document.items() if v is not None}
