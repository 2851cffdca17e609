"""Files a command writes: none overwritten unless asked, each whole or not at all."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benefitshare.cli.words import TEXTS, say
from benefitshare.files import write_atomically
from benefitshare.findings import Finding, Language, UsageError

if TYPE_CHECKING:
    from benefitshare.settlement.result import Settlement

JSON_NAME = "settlement.json"


def refuse_existing(paths: Iterable[Path], *, force: bool) -> None:
    """Raises UsageError (`output-exists`) for every file that is there."""
    there = [path for path in paths if path.exists()]
    if there and not force:
        raise UsageError([Finding("output-exists", params={"path": str(p)}) for p in there])


def write_file(path: Path, content: bytes | str | Callable[[Path], object]) -> Path:
    """Write one file, in a directory made if missing. Raises UsageError (`output-unwritable`)."""
    with told_apart(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        return write_atomically(path, content)


@contextmanager
def told_apart(path: Path) -> Iterator[None]:
    """A file that cannot be written is a finding, not a fault of the program."""
    try:
        yield
    except OSError as error:
        problem = {"zh": _problem(error, "zh"), "en": _problem(error, "en")}
        params = {"path": str(path), "problem": problem}
        raise UsageError(Finding("output-unwritable", params=params)) from error


def _problem(error: OSError, lang: Language) -> str:
    key = f"errno_{errno.errorcode.get(error.errno or 0, '')}"
    return say(key, lang) if key in TEXTS else say("errno", lang, number=error.errno)


def result_paths(directory: Path, lang: Language) -> tuple[Path, Path]:
    """Where the JSON document and the workbook of a settlement go."""
    return directory / JSON_NAME, directory / say("workbook_name", lang)


def write_results(settlement: Settlement, directory: Path, lang: Language) -> list[Path]:
    """Write both; gives their paths."""
    from benefitshare.reports.workbook import write_workbook

    document, workbook = result_paths(directory, lang)
    write_file(document, settlement.to_json())
    with told_apart(workbook):
        write_workbook(settlement, workbook, lang)
    return [document, workbook]
