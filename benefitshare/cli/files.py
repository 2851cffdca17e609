"""Files a command writes: none overwritten unless asked, each whole or not at all."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benefitshare.cli.screen import Screen
from benefitshare.cli.words import TEXTS, say
from benefitshare.files import Content, write_together
from benefitshare.findings import Finding, Language, UsageError

if TYPE_CHECKING:
    from benefitshare.settlement.result import Settlement

JSON_NAME = "settlement.json"


def refuse_existing(paths: Iterable[Path], *, force: bool) -> None:
    """Raises UsageError (`output-exists`) for every file that is there."""
    there = [path for path in paths if path.exists()]
    if there and not force:
        raise UsageError([Finding("output-exists", params={"path": str(p)}) for p in there])


def write_file(path: Path, content: Content) -> Path:
    """Write one file, in a directory made if missing. Raises UsageError (`output-unwritable`)."""
    return write_files({path: content})[0]


def write_files(contents: Mapping[Path, Content]) -> list[Path]:
    """Write several files together: none is there before all are written. Raises UsageError
    (`output-unwritable`).
    """
    for path in contents:
        with told_apart(path):
            path.parent.mkdir(parents=True, exist_ok=True)
    try:
        write_together(contents)
    except OSError as error:
        raise _unwritable(error.filename or next(iter(contents)), error) from error
    return [*contents]


@contextmanager
def told_apart(path: Path) -> Iterator[None]:
    """A file that cannot be written is a finding, not a fault of the program."""
    try:
        yield
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path | str, error: OSError) -> UsageError:
    problem = {"zh": _problem(error, "zh"), "en": _problem(error, "en")}
    params = {"path": str(path), "problem": problem}
    return UsageError(Finding("output-unwritable", params=params))


def _problem(error: OSError, lang: Language) -> str:
    key = f"errno_{errno.errorcode.get(error.errno or 0, '')}"
    return say(key, lang) if key in TEXTS else say("errno", lang, number=error.errno)


def result_paths(directory: Path, lang: Language) -> tuple[Path, Path]:
    """Where the JSON document and the workbook of a settlement go."""
    return directory / JSON_NAME, directory / say("workbook_name", lang)


def write_results(settlement: Settlement, directory: Path, screen: Screen) -> list[Path]:
    """Write both together; gives their paths."""
    from benefitshare.reports.workbook import fill_workbook

    document, workbook = result_paths(directory, screen.lang)

    def of_document(path: Path) -> None:
        screen.line.report(0, 2)
        path.write_bytes(settlement.to_json().encode())

    def of_workbook(path: Path) -> None:
        screen.line.report(1, 2)
        fill_workbook(settlement, path, screen.lang)

    return write_files({document: of_document, workbook: of_workbook})
