"""Files that are whole: written beside the old one and put in its place, read while nobody changes
them.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

MOST_OF_NAME = 40
"""How much of a file's name goes into the name of its temporary file."""


class FileChangedError(Exception):
    """A file was changed or replaced while it was read."""


@dataclass(frozen=True)
class FileState:
    """Which file is at a path, and when it was last changed; equal only where nothing happened.

    >>> FileState.of(Path(__file__)) == FileState.of(Path(__file__))
    True
    """

    device: int
    inode: int
    size: int
    changed: int

    @classmethod
    def of(cls, path: Path) -> FileState | None:
        """The state of a file; None for what is none, such as a pipe, or is not there."""
        try:
            told = path.stat()
        except OSError:
            return None
        if not stat.S_ISREG(told.st_mode):
            return None
        return cls(told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns)


def read_whole(path: Path) -> bytes:
    """The bytes of a file as it stood. Raises OSError, and FileChangedError where it did not stand
    still.
    """
    before = FileState.of(path)
    content = path.read_bytes()
    if before is not None and (before != FileState.of(path) or before.size != len(content)):
        raise FileChangedError(str(path))
    return content


Content = bytes | str | Callable[[Path], object]


def write_atomically(path: str | Path, content: Content) -> Path:
    """Write a file so that a reader sees the old one or the whole new one, never a part.

    `content` is bytes, text (written as UTF-8), or a function that is given the path of a temporary
    file in the same directory and fills it. The old file stays as it was if writing fails or the
    process is killed. Returns the path.

    Raises OSError where the directory is missing or may not be written, and whatever the function
    raises; the temporary file is removed. Only a process that is killed leaves it, under a name
    that starts with a dot and that nothing reads.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_atomically(Path(folder) / "a.txt", "应得").read_text(encoding="utf-8")
    '应得'
    """
    target = Path(path)
    write_together({target: content})
    return target


def write_together(contents: Mapping[Path, Content]) -> None:
    """Write several files, each as `write_atomically` does; none is put in its place before all are
    written, so that what stops the writing leaves all old ones.
    """
    temporaries = {target: _beside(target) for target in contents}
    try:
        for target, temporary in temporaries.items():
            with _named(target):
                _make(temporary, target)
                _fill(temporary, contents[target])
                _sync(temporary)
        for target, temporary in temporaries.items():
            with _named(target):
                temporary.replace(target)
    except BaseException:
        for temporary in temporaries.values():
            temporary.unlink(missing_ok=True)
        raise
    for folder in {target.parent for target in contents}:
        _sync_directory(folder)


@contextmanager
def _named(target: Path) -> Iterator[None]:
    """An OSError names the file that was to be written, not the temporary one."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(target), None
        raise


def _beside(target: Path) -> Path:
    """A new name in the same directory; hidden, so that no pattern for input files fits it."""
    return target.with_name(f".{target.stem[:MOST_OF_NAME]}.{uuid4().hex}.tmp{target.suffix}")


def _make(temporary: Path, target: Path) -> None:
    temporary.touch(mode=0o600, exist_ok=False)
    temporary.chmod(_mode_of(target))


def _mode_of(target: Path) -> int:
    """The old file's permissions, else those that `open` would give."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _fill(temporary: Path, content: Content) -> None:
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
