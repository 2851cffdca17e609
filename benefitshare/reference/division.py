"""The statutory division of tax between centre, province and city: dated, not negotiable."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Literal

from benefitshare.reference.tables import table
from benefitshare.reference.taxes import TAX_CODES

Regime = Literal["guangdong", "shenzhen"]
CONFIDENCE = ("official", "code", "secondhand", "mixed", "unverified")
"""Marks of reliability, the best first."""


@dataclass(frozen=True)
class DivisionRow:
    """The statutory division of one tax over a span of days; shares sum to 1."""

    tax: str
    central: Fraction
    province: Fraction
    city: Fraction
    from_: dt.date | None
    to: dt.date | None
    confidence: str = "agreement"
    source: str = ""


@cache
def division_rows(regime: Regime) -> tuple[DivisionRow, ...]:
    """The shipped division of a regime; a tax whose split is not known has no row.

    `confidence` is the weakest mark among the central and the local part.

    >>> row = division_rows("guangdong")[0]
    >>> row.tax, str(row.central), str(row.city), row.confidence
    ('vat', '1/2', '1/4', 'unverified')
    """
    return tuple(_division_row(row) for row in table("tax_types") if _is_complete(row, regime))


def _is_complete(row: dict[str, str], regime: Regime) -> bool:
    shares = (row["central_share"], row["province_share"], row["city_share"])
    return (
        row["regime"] == regime
        and row["code"] in TAX_CODES.values()
        and all(shares)
        and "省级固定收入" not in row["name_zh"]
    )


def _division_row(row: dict[str, str]) -> DivisionRow:
    levels = ("central", "province", "city")
    central, province, city = (Fraction(row[f"{level}_share"]) for level in levels)
    if central + province + city != 1:
        raise ValueError(f"division shares of {row['code']} do not sum to 1")
    return DivisionRow(
        next(tax for tax, subject in TAX_CODES.items() if subject == row["code"]),
        central,
        province,
        city,
        _day(row["effective_from"]),
        _day(row["effective_to"]),
        _weakest(row["central_confidence"], row["local_split_confidence"]),
        row["source"],
    )


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _weakest(*marks: str) -> str:
    return max((mark for mark in marks if mark in CONFIDENCE), key=CONFIDENCE.index)
