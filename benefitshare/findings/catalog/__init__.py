"""All finding codes, by layer; `CATALOG` maps code to entry."""

from __future__ import annotations

from benefitshare.findings.catalog import (
    agreements,
    negotiation,
    records,
    settlement,
    usage,
    worth,
)
from benefitshare.findings.catalog.entry import Entry

CATALOG: dict[str, Entry] = {}
for _part in (
    agreements.ENTRIES,
    records.ENTRIES,
    settlement.ENTRIES,
    negotiation.ENTRIES,
    worth.ENTRIES,
    usage.ENTRIES,
):
    for _entry in _part:
        if _entry.code in CATALOG:
            raise ValueError(f"finding code used twice: {_entry.code}")
        CATALOG[_entry.code] = _entry
