"""How far long work is, as small values given to a function."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

Item = TypeVar("Item")
Step = Literal["documents", "tables", "records", "agreements", "write"]


@dataclass(frozen=True)
class Progress:
    """One step of the work, and how much of it is done.

    `documents` counts agreements read, `tables` kinds of tables read and checked, `records` the
    percentage of a query that an engine has done (it is asked several; only DuckDB tells),
    `agreements` those settled, `write` files written. Each begins with 0 done.

    >>> Progress("agreements", 3, 12)
    Progress(step='agreements', done=3, total=12)
    """

    step: Step
    done: int
    total: int


Callback = Callable[[Progress], object]
Report = Callable[[Step, int, int], object]


def silent(_step: Step, _done: int, _total: int) -> None:
    """Reports nothing."""


def reporter(callback: Callback | None) -> Report:
    """What is told of work in a few words, as a value to a callback.

    >>> reporter(print)("tables", 1, 2)
    Progress(step='tables', done=1, total=2)
    """
    if callback is None:
        return silent

    def report(step: Step, done: int, total: int) -> None:
        callback(Progress(step, done, total))

    return report


def counted(items: Collection[Item], step: Step, report: Report) -> Iterator[Item]:
    """The items, reporting how many are done before each and after the last.

    >>> list(counted("ab", "tables", reporter(print)))
    Progress(step='tables', done=0, total=2)
    Progress(step='tables', done=1, total=2)
    Progress(step='tables', done=2, total=2)
    ['a', 'b']
    """
    for done, item in enumerate(items):
        report(step, done, len(items))
        yield item
    report(step, len(items), len(items))


def adding(step: Step, total: int, report: Report) -> Callable[[int], None]:
    """What is told of how many more are done, and reports how many are by then; 0 at once.

    >>> more = adding("agreements", 3, reporter(print))
    Progress(step='agreements', done=0, total=3)
    >>> more(2)
    Progress(step='agreements', done=2, total=3)
    """
    done = 0

    def more(count: int) -> None:
        nonlocal done
        done += count
        report(step, done, total)

    more(0)
    return more
