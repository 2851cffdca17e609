"""The pages a reader follows: their files are written, their commands run, their output compared.

A fence says what its block is: `yaml agreement.yaml` is a file the reader writes; `console` holds
commands after `$ ` and what they print, a line `…` standing for any lines; `console exit=1` ends
with that code; `sh` is for the reader's own shell. With BENEFITSHARE_RECORD=1 what is printed is
written into the page, and read as a diff.
"""

import contextlib
import io
import os
import re
import runpy
import shlex
import shutil
from pathlib import Path

import pytest

from benefitshare.cli import main

ROOT = Path(__file__).parent.parent
NAMES = ["README", "docs/walk-clerk", "docs/walk-auditor", "docs/walk-negotiator"]
PAGES = [f"{name}{ending}" for name in NAMES for ending in (".md", ".zh.md")]
ALL = sorted(p for p in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")))
FENCE = re.compile(r"^```(\w+)(?: ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")
OWN_SHELL = re.compile(
    r"make (demo|test)|python3\.11 -m venv \.venv|git clone .*|cd benefitshare"
    r"|\.venv/bin/(pip install .*|benefitshare demo|python -m pytest)"
)


def run(command):
    """The exit code and all that a command prints, in the order of printing."""
    words = shlex.split(command.replace("\\\n", " "))
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        if words[0] == "benefitshare":
            code = main(words[1:])
        else:
            assert words[0] == "python", command
            runpy.run_path(words[1], run_name="__main__")
            code = 0
    return code, out.getvalue()


def commands(block):
    """Each command of a console block with the output shown under it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        match = re.match(r"((?:[^\n]*\\\n)*[^\n]*)\n(.*)", part, re.DOTALL)
        yield match[1], match[2]


def fits(shown, printed):
    """Whether what is printed is what is shown, `…` standing for any lines."""
    parts = [re.escape(part) for part in re.split(r"^…\n", shown, flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*?".join(parts), printed) is not None


def played(page):
    """The page as it should read after everything on it was done."""
    code = 0

    def of_block(match):
        nonlocal code
        form, about, block = match.groups()
        if form == "console":
            shown = ""
            for command, output in commands(block):
                code, printed = run(command)
                printed = "\n".join(line.rstrip() for line in printed.split("\n"))
                shown += f"$ {command}\n" + (output if fits(output, printed) else printed)
            assert about == (f"exit={code}" if code else None), f"{command} gives {code}"
            return f"```console{f' {about}' if about else ''}\n{shown}```"
        if form == "sh":
            for line in block.splitlines():
                assert OWN_SHELL.fullmatch(line), line
        elif about:
            path = Path(about)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block, encoding="utf-8")
        return match[0]

    return FENCE.sub(of_block, page)


@pytest.mark.parametrize("name", PAGES)
def test_the_page_shows_what_happens(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "examples" / "negotiation", tmp_path / "examples" / "negotiation")
    monkeypatch.setenv("COLUMNS", "100")
    page = (ROOT / name).read_text(encoding="utf-8")
    done = played(page)
    if os.environ.get("BENEFITSHARE_RECORD") == "1":
        (ROOT / name).write_text(done, encoding="utf-8")
    assert done == (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ALL, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(path):
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    missing = [link for link in LINK.findall(text) if not (path.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_do_the_same(name):
    """The same blocks in the same order, whatever the words of their files and outputs."""
    pages = [(ROOT / f"{name}{end}").read_text(encoding="utf-8") for end in (".md", ".zh.md")]
    kinds = [[match[1] for match in FENCE.finditer(page)] for page in pages]
    assert kinds[0] == kinds[1]


def test_the_dots_stand_for_lines():
    assert fits("a\n…\nd\n", "a\nb\nc\nd\n")
    assert fits("…\n", "")
    assert not fits("a\n…\nd\n", "a\nb\nc\n")
    assert not fits("a\nd\n", "a\nb\nd\n")
