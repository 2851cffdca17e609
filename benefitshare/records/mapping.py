"""Which column is which field, and the unit each header states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benefitshare.findings import Finding, Place
from benefitshare.records.grid import Grid, RawColumn
from benefitshare.records.header_row import nearest_header
from benefitshare.reference.headers import HeaderName, header_aliases, header_label, plain_header

WIDE_LEVELS = ("shared", "central", "province", "city", "county")
_LEVELS = tuple(f"level_{level}" for level in WIDE_LEVELS)
_MONEY = ("amount", "amount_fen", "refund_amount")
NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "projects": (("project_id",),),
    "tax": (
        ("project_id", "taxpayer_id"),
        ("tax", "tax_code", "budget_subject"),
        (*_MONEY, *_LEVELS),
        ("treasury_date",),
    ),
    "output": (("project_id",), ("period",)),
    "factors": (("subject",), ("factor",), ("year",), ("value",)),
    "deductions": (("kind",), ("period",), ("amount", "amount_fen")),
    "payments": (("payer",), ("payee",), ("period",), ("amount", "amount_fen")),
}


@dataclass(frozen=True)
class Fields:
    """The columns by field, the unit that each header ends with, and what was found on the way."""

    columns: dict[str, RawColumn]
    units: dict[str, str]
    wide: tuple[str, ...]
    findings: tuple[Finding, ...]
    names: dict[str, str]


def map_headers(grid: Grid, kind: str, told: Mapping[str, str] | None, place: Place) -> Fields:
    """Match every header; `told` maps headers to fields and goes before the alias table."""
    found: dict[str, RawColumn] = {}
    units: dict[str, str] = {}
    names: dict[str, str] = {}
    wide: list[str] = []
    findings: list[Finding] = []
    for column in grid.columns:
        here = Place(place.file, sheet=place.sheet, header=column.header, cell=column.letter)
        meaning = _meaning(column.header, kind, told or {})
        if meaning is None:
            findings.extend(_unknown(column, kind, here))
        elif meaning.use != "known" and meaning.field in found:
            other = found[meaning.field].header
            findings.append(
                Finding(
                    "column-twice", here, {"other": other, "field": meaning.field}, column.header
                )
            )
        elif meaning.use != "known":
            found[meaning.field] = column
            units[meaning.field] = plain_header(column.header)[1]
            wide += [meaning.field] if meaning.use == "wide" else []
        names[column.header] = "" if meaning is None or meaning.use == "known" else meaning.field
    findings.extend(_missing(found, kind, place, bool(wide)))
    return Fields(found, units, tuple(wide), tuple(findings), names)


def _meaning(header: str, kind: str, told: Mapping[str, str]) -> HeaderName | None:
    if header in told:
        return HeaderName(told[header], "field")
    return header_aliases(kind).get(plain_header(header)[0])


def _unknown(column: RawColumn, kind: str, here: Place) -> list[Finding]:
    import pyarrow.compute as pc

    if not column.header:
        filled = bool(pc.any(pc.not_equal(pc.utf8_trim_whitespace(column.text), "")).as_py())
        return [Finding("column-unnamed", here)] if filled else []
    near = nearest_header(column.header, kind)
    zh = f"是否为“{near}”？" if near else ""
    en = f" Is it “{near}”?" if near else ""
    return [Finding("column-unknown", here, {"near": {"zh": zh, "en": en}}, column.header)]


def _missing(found: Mapping[str, RawColumn], kind: str, place: Place, wide: bool) -> list[Finding]:
    needed = NEEDED[kind]
    if kind == "output" and not wide:
        needed = (*needed, ("indicator",), ("value",))
    return [
        Finding("column-missing", place, {"columns": _labels(kind, choice)})
        for choice in needed
        if not any(field in found for field in choice)
    ]


def _labels(kind: str, choice: tuple[str, ...]) -> dict[str, str]:
    shown = [field for field in choice if not field.startswith("level_")]
    zh = [header_label(kind, field) for field in shown]
    return {"zh": "或".join(f"“{label}”" for label in zh), "en": " or ".join(shown)}
