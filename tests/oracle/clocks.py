"""Tier years: when year k of a clock begins for a project (section 3)."""

import datetime as dt

from tests.oracle.words import ONE_DAY, add_years, date


def year_start(clock, project, term_from, restart=None):
    """A function k -> first day of year k, or None when the project has no clock.

    `restart` is the day of a change of party that starts clocks anew: it takes the event's place.
    """
    origin = clock["from"]
    if origin == "calendar":
        return lambda k: dt.date(k, 1, 1)
    event = restart or _event(origin, project, term_from)
    if event is None:
        return None
    event = _moved(event, clock.get("anniversary", "day"), clock.get("first_day", "counted"))
    year_one = clock.get("year_one", "anniversary")
    if year_one == "event_year":
        return lambda k: dt.date(event.year + k - 1, 1, 1)
    if year_one == "following_year":
        return lambda k: dt.date(event.year + k, 1, 1)
    return lambda k: add_years(event, k - 1)


def _event(origin, project, term_from):
    if origin == "term":
        return term_from
    if isinstance(origin, str):
        return date(project[origin])
    if "date" in origin:
        return date(origin["date"])
    ((pick, names),) = origin.items()
    days = [date(project[name]) for name in names]
    if None in days:
        return None
    return max(days) if pick == "latest_of" else min(days)


def _moved(event, anniversary, first_day):
    if anniversary == "month":
        event = event.replace(day=1)
        if first_day == "next_day":
            event = (event + dt.timedelta(days=31)).replace(day=1)
        return event
    return event + ONE_DAY if first_day == "next_day" else event


def years(text):
    """(first, last) of "1-5", "3" or "6-"; last is None when open."""
    first, dash, last = text.partition("-")
    if not dash:
        return int(first), int(first)
    return int(first), int(last) if last else None


def in_years(start, text, day):
    """Whether a day lies in the years `text` of a clock."""
    if start is None:
        return False
    first, last = years(text)
    return start(first) <= day and (last is None or day < start(last + 1))


def boundaries(start, texts):
    """The days on which runs of years begin, and the day after each closed one."""
    if start is None:
        return []
    days = []
    for text in texts:
        first, last = years(text)
        days.append(start(first))
        if last is not None:
            days.append(start(last + 1))
    return days
