"""How far the work is, on one line of the terminal that is drawn anew and wiped out at the end.

The work tells how far it is whenever it likes; a thread of its own draws, so that a step that tells
nothing is seen to run too. Nothing is drawn in the first half second, nor after the first output.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from time import monotonic
from typing import Literal

from benefitshare.cli.words import say
from benefitshare.findings import Language
from benefitshare.progress import Progress
from benefitshare.reports.columns import display_width, padded

Form = Literal["none", "line", "lines"]
WHEN = ("auto", "always", "never")
WAIT, PAUSE = 0.5, 0.2
"""Seconds before the first drawing, and between two."""
PERCENT = "records"


class ProgressLine:
    """The line of one command; as long as it is not `shown` it is nothing."""

    def __init__(self, lang: Language = "zh") -> None:
        self.lang: Language = lang
        self._form: Form = "none"
        self._now: Progress | None = None
        self._drawn = ""
        self._said = ""
        self._began = 0.0
        self._over = Event()
        self._thread: Thread | None = None

    @property
    def callback(self) -> Callable[[Progress], None] | None:
        """What work is to call with its progress; None where nobody would see it."""
        return None if self._form == "none" else self._take

    def report(self, done: int, total: int) -> None:
        """That so many files of the output are written."""
        self._take(Progress("write", done, total))

    @contextmanager
    def shown(self, form: Form) -> Iterator[None]:
        """While the line may be seen; it is gone at the end, whatever ends the work."""
        self._form, self._began = form, monotonic()
        if form != "none":
            self._thread = Thread(target=self._draw_on, daemon=True)
            self._thread.start()
        try:
            yield
        finally:
            self.close()

    def close(self) -> None:
        """Wipe the line out and draw it no more."""
        thread, self._thread, self._form = self._thread, None, "none"
        if thread is None:
            return
        self._over.set()
        thread.join()
        if self._drawn:
            blank = " " * display_width(self._drawn) + "\r" if os.name == "nt" else "\x1b[K"
            _written("\r" + blank)

    def _take(self, progress: Progress) -> None:
        self._now = progress

    def _draw_on(self) -> None:
        """Draw until it is over; a thread that knows the form from its beginning."""
        draw = self._draw_line if self._form == "line" else self._draw_step
        pause = WAIT
        while not self._over.wait(pause):
            draw()
            pause = PAUSE

    def _draw_line(self) -> None:
        text = progress_text(self._now, monotonic() - self._began, self.lang)
        text = fitting(text, shutil.get_terminal_size().columns - 1)
        if text != self._drawn:
            _written("\r" + padded(text, display_width(self._drawn)))
            self._drawn = text

    def _draw_step(self) -> None:
        """A line of its own for each step, for what is no terminal."""
        text = step_text(self._now, self.lang)
        if text != self._said:
            _written(text + "\n")
            self._said = text


def form_of(when: str, *, as_json: bool) -> Form:
    """How progress is shown: `auto` on a terminal only, and not where one document is wanted.

    >>> form_of("never", as_json=False)
    'none'
    """
    terminal = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    if when == "never" or (when == "auto" and (as_json or not terminal)):
        return "none"
    return "line" if terminal else "lines"


def progress_text(now: Progress | None, seconds: float, lang: Language) -> str:
    """What is being done, how much of it is, and since when.

    >>> progress_text(Progress("agreements", 3, 12), 5.2, "en")
    'settling agreements 3/12, 5 s'
    >>> progress_text(Progress("records", 45, 100), 65, "zh")
    '核对、汇总税收记录 45%，1 分 05 秒'
    """
    minutes, rest = divmod(int(seconds), 60)
    key = "minutes" if minutes else "seconds"
    time = say(key, lang, minutes=minutes, seconds=rest)
    return step_text(now, lang) + _amount(now) + say("since", lang, time=time)


def step_text(now: Progress | None, lang: Language) -> str:
    """What is being done."""
    return say(f"doing_{now.step}" if now else "doing", lang)


def _amount(now: Progress | None) -> str:
    if now is None or not now.total:
        return ""
    if now.step == PERCENT:
        return f" {now.done}%" if now.done else ""
    return f" {now.done}/{now.total}"


def fitting(text: str, width: int) -> str:
    """As much of a text as stands in so many places, where a Chinese character takes two.

    >>> fitting("结算协议 3/12", 8)
    '结算协…'
    """
    if display_width(text) <= width:
        return text
    while text and display_width(text) >= width:
        text = text[:-1]
    return text + "…" if width > 0 else ""


def _written(text: str) -> None:
    with suppress(OSError, ValueError):  # the terminal is gone: nobody to tell
        sys.stderr.write(text)
        sys.stderr.flush()
