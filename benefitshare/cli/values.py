"""Values of options: read from text, or refused in the language asked for."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from pathlib import Path

from benefitshare.cli.words import say
from benefitshare.findings import Language
from benefitshare.money import parse_share

_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?%?\Z|[0-9]{1,6}/0*[1-9][0-9]{0,5}\Z")
_SIZE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?) ?([KMGT]i?B)\Z", re.IGNORECASE)
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


def threads(text: str, lang: Language) -> int:
    """A number of threads, one or more."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**4):
        raise ValueError(say("threads_wrong", lang, value=text))
    return int(text)


def size(text: str, lang: Language) -> str:
    """A size of memory, as DuckDB reads it.

    >>> size("512mb", "zh"), size("1.5 GiB", "zh")
    ('512MB', '1.5GIB')
    """
    match = _SIZE.match(text.strip())
    if not match or not float(match[1]):
        raise ValueError(say("size_wrong", lang, value=text))
    return match[1] + match[2].upper()


def new_workbook(text: str, lang: Language) -> Path:
    """Where a workbook is to be written."""
    if not text.lower().endswith(".xlsx"):
        raise ValueError(say("workbook_wrong", lang, value=text))
    return Path(text)


def stated_share(text: str, lang: Language) -> tuple[str, str]:
    """An open share and its value: `第六条/1/guangzhou=35%`.

    >>> stated_share("a/6/1/jia=35%", "zh")
    ('a/6/1/jia', '35%')
    """
    name, mark, value = text.rpartition("=")
    if not (mark and name.strip() and value.strip()):
        raise ValueError(say("share_wrong", lang, value=text))
    return name.strip(), value.strip()


def multiple(text: str, lang: Language) -> tuple[str, Fraction]:
    """A tax and what its forecast is multiplied by: `vat=0.9`.

    >>> multiple("vat=90%", "zh")
    ('vat', Fraction(9, 10))
    """
    name, mark, value = text.partition("=")
    if not (mark and name.strip() and _NUMBER.match(value.strip())):
        raise ValueError(say("multiple_wrong", lang, value=text))
    number = value.strip()
    ratio = Fraction(number.rstrip("%")) / (100 if number.endswith("%") else 1)
    return name.strip(), ratio


def risk(text: str, lang: Language) -> tuple[str, Fraction | str | None]:
    """A measure of risk with what belongs to it, as the schema of briefs names them.

    >>> risk("cvar=80%", "zh"), risk("regret", "zh"), risk("scenario=slow", "zh")
    (('cvar', Fraction(4, 5)), ('regret', None), ('scenario', 'slow'))
    """
    name, mark, detail = (part.strip() for part in text.partition("="))
    if name in ("expected", "worst_case", "regret") and not mark:
        return name, None
    if name == "scenario" and detail:
        return name, detail
    try:
        if name == "cvar":
            return name, parse_share(detail)
    except ValueError:
        pass
    raise ValueError(say("risk_wrong", lang, value=text))


def named_file(text: str, lang: Language) -> tuple[str, Path]:
    """A name and the file of its terms: `甲案=jia.yaml`.

    >>> named_file("A=a.yaml", "en")[0]
    'A'
    """
    name, mark, path = text.partition("=")
    if not (mark and name.strip() and path.strip()):
        raise ValueError(say("named_file_wrong", lang, value=text))
    return name.strip(), Path(path.strip())
