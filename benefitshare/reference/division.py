"""The statutory division of tax between centre, province and city: dated, not negotiable."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction


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
