"""One row of the catalog."""

from __future__ import annotations

from dataclasses import dataclass

from benefitshare.findings import Language, Severity

Text = dict[Language, str]


@dataclass(frozen=True)
class Entry:
    """A finding code: stable, never reused. Sentences are `str.format` templates."""

    code: str
    severity: Severity
    title: Text
    message: Text
    hint: Text


def entry(
    code: str,
    severity: Severity,
    *,
    zh: tuple[str, str, str],
    en: tuple[str, str, str],
) -> Entry:
    """An entry from (title, message, hint) in each language."""
    return Entry(
        code,
        severity,
        *({"zh": in_zh, "en": in_en} for in_zh, in_en in zip(zh, en, strict=True)),  # type: ignore[arg-type]
    )
