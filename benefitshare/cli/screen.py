"""What a command writes and where: data to standard output, the rest to standard error."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import TextIOWrapper
from itertools import pairwise
from pathlib import Path
from typing import Any

from benefitshare.cli.progress import ProgressLine
from benefitshare.findings import Language
from benefitshare.reports.columns import display_width, wrapped

WIDEST = 100
NARROWEST = 60
_LEAD = re.compile(r"^ *(?:-?[\d,]+(?:\.\d+)? {2,})?(?:- )?")


@dataclass(frozen=True)
class Screen:
    """The language and form of what is written. With `as_json` nothing but one document is."""

    lang: Language = "zh"
    as_json: bool = False
    traceback: bool = False
    line: ProgressLine = field(default_factory=ProgressLine, repr=False, compare=False)

    def data(self, text: str) -> None:
        """What was asked for, to standard output."""
        self.line.close()
        sys.stdout.write(text)

    def document(self, document: Any) -> None:
        """A JSON document with sorted keys, to standard output."""
        self.data(json_text(document))

    def result(self, document: Any, text: str) -> None:
        """The document where JSON is asked for, else the text."""
        if self.as_json:
            self.document(document)
        else:
            self.data(text)

    def note(self, text: str) -> None:
        """A remark beside the data, to standard error; left out where JSON is asked for."""
        if not self.as_json:
            self.line.close()
            sys.stdout.flush()
            sys.stderr.write(text)
            sys.stderr.flush()


def json_text(document: Any) -> str:
    """Readable JSON, the same bytes each time."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2) + "\n"


def screen_of(words: Sequence[str]) -> Screen:
    """The screen a command line asks for, known even where the rest of it is wrong.

    >>> screen_of(["settle", "--lang=en", "--json"])
    Screen(lang='en', as_json=True, traceback=False)
    """
    traceback = "--traceback" in words or bool(os.environ.get("BENEFITSHARE_TRACEBACK"))
    lang = _language(words)
    return Screen(lang, "--json" in words, traceback, ProgressLine(lang))


def _language(words: Sequence[str]) -> Language:
    """English where a `--lang` asks for it; the parser refuses what is no language."""
    asked = [word.removeprefix("--lang=") for word in words if word.startswith("--lang=")]
    asked += [after for word, after in pairwise(words) if word == "--lang"]
    return "en" if asked and asked[-1] == "en" else "zh"


def prepare_streams() -> None:
    """UTF-8 whatever the locale; bytes of file names that are no UTF-8 go out as they came in."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")


def silence_output() -> None:
    """After a broken pipe: let the interpreter's last flush go nowhere."""
    target = os.open(os.devnull, os.O_WRONLY)
    os.dup2(target, sys.stdout.fileno())


def text_width() -> int:
    """The width of the terminal within bounds; the widest where there is none."""
    if not sys.stdout.isatty():
        return WIDEST
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))


def folded(text: str, width: int) -> str:
    """The text with lines that are too wide broken, the rest standing under where they began.

    >>> print(folded("  1.00  应得 at the share of the clause", 24))
      1.00  应得 at the
            share of the
            clause
    """
    return "\n".join(part for line in text.split("\n") for part in _folded_line(line, width))


def _folded_line(line: str, width: int) -> list[str]:
    if display_width(line) <= width:
        return [line]
    lead = _LEAD.match(line)
    start = lead.group() if lead else ""
    indent = " " * min(display_width(start), width // 2)
    lines = wrapped(line[len(start) :], indent, width)
    return [start + lines[0][len(indent) :], *lines[1:]]


def json_paths(paths: Sequence[Path]) -> list[str]:
    """Paths as a document names them, the same on every system."""
    return [path.as_posix() for path in paths]
