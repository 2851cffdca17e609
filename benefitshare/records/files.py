"""Files of tables: their bytes, and whether they stay as they are while an engine reads them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benefitshare.files import FileChangedError, FileState, read_whole
from benefitshare.findings import Finding, Place, UnreadableInput

OS_WORDS: dict[type[OSError], str] = {
    FileNotFoundError: "没有这个文件",
    NotADirectoryError: "没有这个文件",
    IsADirectoryError: "这是文件夹，不是文件",
    PermissionError: "没有读取权限，或正被其他程序占用",
}


def file_bytes(path: Path) -> bytes:
    """All of a file. Raises UnreadableInput where it cannot be read or is changed meanwhile."""
    try:
        return read_whole(path)
    except FileChangedError as error:
        raise changed(path) from error
    except OSError as error:
        said = str(error.strerror)
        detail = {"zh": next((zh for of, zh in OS_WORDS.items() if isinstance(error, of)), said)}
        finding = Finding("file-missing", Place(file=str(path)), {"detail": {**detail, "en": said}})
        raise UnreadableInput(finding) from error


def changed(path: Path) -> UnreadableInput:
    """What is raised for a file that was changed while it was read."""
    return UnreadableInput(Finding("file-changed", Place(file=path.name)))


@dataclass(frozen=True)
class FileRead:
    """A file that an engine reads, and its state before anything of it was read."""

    path: Path
    before: FileState | None

    @classmethod
    def of(cls, path: Path) -> FileRead:
        """The file as it is now."""
        return cls(path, FileState.of(path))

    def check(self) -> None:
        """Raises UnreadableInput where the file is no longer as it was."""
        if self.before != FileState.of(self.path):
            raise changed(self.path)

    def blame(self) -> None:
        """Raises UnreadableInput where it is the file's fault that an engine failed: it was
        changed, or holds pages that cannot be read.
        """
        self.check()
        damage = parquet_damage(self.path)
        if damage:
            raise corrupt(self.path, damage)


def corrupt(path: Path, detail: Any) -> UnreadableInput:
    """What is raised for a file whose bytes are not what its format asks for."""
    finding = Finding("file-corrupt", Place(file=path.name), {"detail": str(detail).strip(" .\n")})
    return UnreadableInput(finding)


def parquet_damage(path: Path) -> str:
    """What keeps a Parquet file from being read from the first page to the last; "" for nothing."""
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            for _ in file.iter_batches():
                pass
    except Exception as error:  # ArrowInvalid, OSError: whatever says the bytes are no Parquet
        return str(error) or type(error).__name__
    return ""
