"""Files that are either whole or not there: written beside the old one, then put in its place."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def write_atomically(path: str | Path, content: bytes | str | Callable[[Path], object]) -> Path:
    """Write a file so that a reader sees the old one or the whole new one, never a part.

    `content` is bytes, text (written as UTF-8), or a function that is given the path of a temporary
    file in the same directory and fills it. The old file stays as it was if writing fails or the
    process is killed. Returns the path.

    Raises OSError where the directory is missing or may not be written, and whatever the function
    raises; the temporary file is removed.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_atomically(Path(folder) / "a.txt", "应得").read_text(encoding="utf-8")
    '应得'
    """
    target = Path(path)
    temporary = _temporary_beside(target)
    try:
        _fill(temporary, content)
        _sync(temporary)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_directory(target.parent)
    return target


def _temporary_beside(target: Path) -> Path:
    handle, name = tempfile.mkstemp(
        dir=target.parent, prefix=f".{target.stem}.", suffix=f".tmp{target.suffix}"
    )
    os.close(handle)
    temporary = Path(name)
    temporary.chmod(_mode_of(target))
    return temporary


def _mode_of(target: Path) -> int:
    """The old file's permissions, else those that `open` would give."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _fill(temporary: Path, content: bytes | str | Callable[[Path], object]) -> None:
    if callable(content):
        content(temporary)
    else:
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_directory(folder: Path) -> None:
    """So that the new name survives a power cut; Windows neither needs nor allows it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
