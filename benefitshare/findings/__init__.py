"""Findings: everything the library has to say about an input, as values, in Chinese and English.

A finding never stops the reading of what follows it; a function returns all of them in document
order. `BenefitShareError` carries them where a result cannot be given at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from benefitshare.findings.catalog.entry import Entry

Language = Literal["zh", "en"]
Severity = Literal["error", "warning", "info"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True)
class Place:
    """Where a finding is: a spot in a document (line, column, JSON pointer) or in a table (sheet,
    row, header).

    `line`, `column` and `row` are 1-based, as an editor or a spreadsheet shows them; `cell` is the
    spreadsheet's letter for the column.
    """

    file: str | None = None
    line: int | None = None
    column: int | None = None
    pointer: str | None = None
    sheet: str | None = None
    row: int | None = None
    header: str | None = None
    cell: str | None = None
    record: str | None = None

    def text(self, lang: Language = "zh") -> str:
        """One line such as `tax.xlsx 表“入库” 第 7 行 D列“入库金额”`."""
        from benefitshare.findings.words import place_text

        return place_text(self, lang)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, doubtful or worth knowing, with all that is needed to act on it.

    `params` are the values bound into the catalog's sentences; `amount_fen` is the money at stake.
    """

    code: str
    place: Place = Place()
    params: dict[str, Any] = field(default_factory=dict)
    value: str | None = None
    expected: str | None = None
    clause: str | None = None
    amount_fen: int | None = None

    @property
    def severity(self) -> Severity:
        """`error`, `warning` or `info`, from the catalog."""
        return _entry(self.code).severity

    def title(self, lang: Language = "zh") -> str:
        """The code's short name."""
        return _entry(self.code).title[lang]

    def message(self, lang: Language = "zh") -> str:
        """What is wrong, with the values bound in."""
        return _entry(self.code).message[lang].format_map(_Bound(self, lang))

    def hint(self, lang: Language = "zh") -> str:
        """What to do next."""
        return _entry(self.code).hint[lang].format_map(_Bound(self, lang))

    def at(self, **changes: Any) -> Finding:
        """The same finding at a place with some fields changed."""
        return replace(self, place=replace(self.place, **changes))

    def text(self, lang: Language = "zh") -> str:
        """The lines a terminal shows: place, severity and code, message, hint."""
        from benefitshare.findings.words import finding_text

        return finding_text(self, lang)

    def to_dict(self) -> dict[str, Any]:
        """The document of `schemas/v1/finding.schema.json`; both languages, no empty fields."""
        from benefitshare.findings.words import finding_document

        return finding_document(self)


class _Bound(dict[str, Any]):
    """Template values of a finding; a `{"zh":…, "en":…}` parameter gives its text."""

    def __init__(self, finding: Finding, lang: Language) -> None:
        own = {"value": finding.value, "expected": finding.expected, "clause": finding.clause}
        super().__init__({k: _in(v, lang) for k, v in {**own, **finding.params}.items()})


def _in(value: Any, lang: Language) -> Any:
    return value.get(lang, value) if isinstance(value, dict) else value


def _entry(code: str) -> Entry:
    from benefitshare.findings.catalog import CATALOG

    return CATALOG[code]


def worst(findings: list[Finding]) -> Severity | None:
    """The gravest severity among findings, or None."""
    present = {f.severity for f in findings}
    return next((s for s in SEVERITIES if s in present), None)


def has_errors(findings: list[Finding]) -> bool:
    """Whether any finding is an error."""
    return any(f.severity == "error" for f in findings)


class BenefitShareError(Exception):
    """The base of every error the library raises; `findings` says all that was found."""

    def __init__(self, findings: list[Finding] | Finding) -> None:
        self.findings = [findings] if isinstance(findings, Finding) else list(findings)
        super().__init__("\n".join(f.text("zh") for f in self.findings))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.findings,)


class InvalidInput(BenefitShareError):  # noqa: N818 - named for what went wrong
    """An agreement or table has errors, so nothing can be computed from it (exit code 1)."""


class UnreadableInput(BenefitShareError):  # noqa: N818 - named for what went wrong
    """A file is missing, truncated or in no known format or encoding (exit code 3)."""


class UsageError(BenefitShareError):
    """A call that makes no sense: unknown option, missing table (exit code 2)."""
