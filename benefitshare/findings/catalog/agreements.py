"""Finding codes of the agreements layer."""

from __future__ import annotations

from benefitshare.findings.catalog.entry import Entry, entry

ENTRIES: tuple[Entry, ...] = ()
