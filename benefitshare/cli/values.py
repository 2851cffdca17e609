"""Values of options: read from text, or refused in the language asked for."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from benefitshare.cli.words import say
from benefitshare.findings import Language

_SPAN = re.compile(r"(\d{4})(?:\s*[-–—~至]\s*(\d{4}))?\Z")


def years(text: str, lang: Language) -> list[int]:
    """Years and spans of years, in order.

    >>> years("2022-2024,2026", "zh")
    [2022, 2023, 2024, 2026]
    """
    found: set[int] = set()
    for part in re.split(r"[,，、\s]+", text.strip()):
        match = _SPAN.match(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if first > last:
            raise ValueError(say("years_wrong", lang, value=text))
        found.update(range(first, last + 1))
    return sorted(found)


def day(text: str, lang: Language) -> dt.date:
    """A day written 2024-06-30."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(say("day_wrong", lang, value=text)) from None


def depth(text: str, lang: Language) -> int:
    """A number of levels, zero or more."""
    if not (text.isascii() and text.isdigit()):
        raise ValueError(say("depth_wrong", lang, value=text))
    return int(text)


def new_workbook(text: str, lang: Language) -> Path:
    """Where a workbook is to be written."""
    if not text.lower().endswith(".xlsx"):
        raise ValueError(say("workbook_wrong", lang, value=text))
    return Path(text)
