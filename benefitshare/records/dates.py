"""Days and statistical or settlement periods as people write them."""

from __future__ import annotations

import datetime as dt
import re

from benefitshare.records.amounts import plain_number
from benefitshare.records.conversion import Flaw

FIRST_YEAR, LAST_YEAR = 1949, 2100
_DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_TIME = re.compile(
    r"(?:[Tt\s]\s*|(?<=日))(\d{1,2})[:：](\d{2})[^Z+-]*(?:(Z)|([+-])(\d{2}):?(\d{2}))?$"
)
"""A time of day; it is cut off before blanks are, lest its hour join the day."""
_BEIJING = 8 * 60
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_SERIAL = re.compile(r"^(\d{5})(\.\d+)?$")
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_YEAR = re.compile(r"^(\d{4})年?度?$")
_QUARTER = re.compile(r"^(\d{4})年?[-第]?(?:[qQ]?([1-4一二三四])(?:季度?|季)|[qQ]([1-4]))$")
_MONTH = re.compile(r"^(\d{4})(?:[-/.年](\d{1,2})月?|(\d{2}))$")
_CUMULATIVE = re.compile(r"^(\d{4}年?)?\d{1,2}月?[-~至到—–]\d{1,2}月(累计)?$|累计|上半年|前三季度")
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}


def parse_day(text: str) -> str | Flaw:
    """A day as ISO text.

    >>> parse_day("2024年3月15日"), parse_day("20240315"), parse_day("45366"), parse_day("2024/3/5")
    ('2024-03-15', '2024-03-15', '2024-03-15', '2024-03-05')
    >>> parse_day("2024-1-1 12:30"), parse_day("2023-12-31T16:00:00Z").code
    ('2024-01-01', 'date-invalid')
    """
    time = _TIME.search(text)
    if time and _is_another_day(time):
        return Flaw("date-invalid")
    plain = plain_number(text[: time.start()] if time else text)
    serial = _SERIAL.match(plain)
    if serial:
        return _known((_EXCEL_EPOCH + dt.timedelta(days=int(serial.group(1)))).timetuple()[:3])
    match = _DAY.match(plain) or _COMPACT.match(plain)
    if not match:
        return Flaw("date-invalid")
    return _known((int(match.group(1)), int(match.group(2)), int(match.group(3))))


def _is_another_day(time: re.Match[str]) -> bool:
    """Whether a time of another zone falls on another day in Beijing."""
    hour, minute, utc, sign, hours, minutes = time.groups()
    if not utc and not sign:
        return False
    offset = 0 if utc else int(f"{sign}1") * (int(hours) * 60 + int(minutes))
    return not 0 <= int(hour) * 60 + int(minute) - offset + _BEIJING < 24 * 60


def _known(parts: tuple[int, ...]) -> str | Flaw:
    try:
        day = dt.date(*parts)
    except ValueError:
        return Flaw("date-impossible")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return Flaw("date-implausible")
    return day.isoformat()


def parse_period(text: str) -> str | Flaw:
    """A year, quarter or month label.

    >>> parse_period("2024年"), parse_period("2024年第1季度"), parse_period("202401")
    ('2024', '2024Q1', '2024-01')
    >>> parse_period("2024年1-3月").code
    'period-cumulative'
    """
    plain = plain_number(text)
    if _CUMULATIVE.search(plain):
        return Flaw("period-cumulative")
    year = _YEAR.match(plain)
    if year:
        return _period(int(year.group(1)), "")
    quarter = _QUARTER.match(plain)
    if quarter:
        number = quarter.group(2) or quarter.group(3)
        return _period(int(quarter.group(1)), f"Q{_DIGITS.get(number, number)}")
    month = _MONTH.match(plain)
    if month:
        return _month(int(month.group(1)), int(month.group(2) or month.group(3)))
    return _period_of_day(plain)


def _month(year: int, month: int) -> str | Flaw:
    return _period(year, f"-{month:02d}") if 1 <= month <= 12 else Flaw("period-invalid")


def _period(year: int, rest: str) -> str | Flaw:
    return f"{year}{rest}" if FIRST_YEAR <= year <= LAST_YEAR else Flaw("period-invalid")


def _period_of_day(plain: str) -> str | Flaw:
    """A spreadsheet turns a typed month into its first day; that reading is said, not hidden."""
    day = parse_day(plain)
    if isinstance(day, str) and day.endswith("-01"):
        return Flaw("period-from-date", {"period": day[:7]}, usable=day[:7])
    return Flaw("period-invalid")


def parse_year(text: str) -> str | Flaw:
    """A calendar year.

    >>> parse_year("2024年度")
    '2024'
    """
    match = _YEAR.match(plain_number(text))
    return _period(int(match.group(1)), "") if match else Flaw("year-invalid")
