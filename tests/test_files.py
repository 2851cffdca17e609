"""Atomic files: the old one or the whole new one."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from benefitshare.files import write_atomically


def left_over(folder):
    return sorted(p.name for p in folder.iterdir())


@pytest.mark.parametrize("content", [b"\xe5\xba\x94", "应"[:1]])
def test_bytes_and_text_are_written(tmp_path, content):
    path = write_atomically(tmp_path / "a.json", content)
    expected = content.encode() if isinstance(content, str) else content
    assert path.read_bytes() == expected
    assert left_over(tmp_path) == ["a.json"]


def test_a_function_fills_the_file(tmp_path):
    write_atomically(tmp_path / "a.txt", lambda path: path.write_text("new"))
    assert (tmp_path / "a.txt").read_text() == "new"


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    (tmp_path / "a.txt").write_text("old")

    def failing(path):
        path.write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "a.txt", failing)
    assert (tmp_path / "a.txt").read_text() == "old"
    assert left_over(tmp_path) == ["a.txt"]


def test_a_killed_process_leaves_the_old_file(tmp_path):
    (tmp_path / "a.txt").write_text("old")
    code = (
        "import os, signal, sys; from benefitshare.files import write_atomically\n"
        "def half(path):\n"
        "    path.write_text('half'); os.kill(os.getpid(), signal.SIGKILL)\n"
        "write_atomically(sys.argv[1], half)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "a.txt")], check=False)
    assert done.returncode == -signal.SIGKILL
    assert (tmp_path / "a.txt").read_text() == "old"


def test_permissions_are_those_of_the_old_file_or_of_open(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("")
    usual = path.stat().st_mode
    assert write_atomically(tmp_path / "b.txt", b"").stat().st_mode == usual
    path.chmod(0o640)
    assert write_atomically(path, b"x").stat().st_mode & 0o777 == 0o640


def test_a_missing_directory_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match="none"):
        write_atomically(tmp_path / "none" / "a.txt", b"")
    assert left_over(tmp_path) == []
