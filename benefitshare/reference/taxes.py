"""Taxes: canonical codes, names and the budget subjects (收入科目) they are booked under."""

from __future__ import annotations

import unicodedata
from functools import cache

from benefitshare.reference.tables import table

TAX_CODES: dict[str, str] = {
    "vat": "10101", "cit": "10104", "iit": "10106", "lat": "10113", "bt": "10103", "umct": "10109",
    "property": "10110", "stamp": "10111", "land_use": "10112", "vehicle_vessel": "10114",
    "farmland": "10118", "deed": "10119", "tobacco": "10120", "environment": "10121",
    "resource": "10107", "education": "1030203", "local_education": "1030216", "other": "",
}  # fmt: skip
CENTRAL_ONLY = "central_only"
"""What stands for a tax that is the centre's alone and so in no shareable base."""


def tax_name(code: str) -> dict[str, str]:
    """The Chinese and English name of a canonical tax.

    >>> tax_name("vat")
    {'zh': '增值税', 'en': 'Value-added tax'}
    """
    row = _by_tax()[code]
    return {"zh": row["name_zh"], "en": row["name_en"]}


def tax_of_subject(subject: str) -> str | None:
    """The tax of a budget subject by its longest known prefix; `central_only` for the centre's own.

    >>> tax_of_subject("101010106"), tax_of_subject("1010102"), tax_of_subject("101110101")
    ('vat', 'central_only', 'central_only')
    >>> tax_of_subject("10199") is None
    True
    """
    row = _subject_row(subject)
    return row["tax"] if row else None


def kind_of_subject(subject: str) -> str:
    """The record kind that a budget subject itself states, or an empty text.

    >>> kind_of_subject("101010136"), kind_of_subject("101010103")
    ('credit_refund', '')
    """
    row = _subject_row(subject)
    return row["kind"] if row else ""


def tax_of_name(text: str) -> str | None:
    """The tax of a name as people write it, a canonical code, or a five-digit collection code.

    >>> tax_of_name("增值税"), tax_of_name("城建税"), tax_of_name("10104"), tax_of_name("消费税")
    ('vat', 'umct', 'cit', 'central_only')
    """
    plain = plain_name(text)
    return _subject_tax(plain) if plain.isdigit() else _names().get(plain)


def plain_name(text: str) -> str:
    """A name without spaces, case and width differences."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def _subject_tax(digits: str) -> str | None:
    return tax_of_subject(digits)


@cache
def _by_tax() -> dict[str, dict[str, str]]:
    return {row["tax"]: row for row in table("taxes")}


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in table("taxes"):
        for name in (row["tax"], row["name_zh"], row["name_en"], *row["aliases"].split("|")):
            if name:
                found.setdefault(plain_name(name), row["tax"])
    return found


@cache
def _subjects() -> dict[str, dict[str, str]]:
    return {row["subject"]: row for row in table("subjects")}


def _subject_row(subject: str) -> dict[str, str] | None:
    for length in range(len(subject), 4, -1):
        row = _subjects().get(subject[:length])
        if row:
            return row
    return None
