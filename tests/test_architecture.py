"""ARCHITECTURE.md names every folder of the package, and nothing that is not there."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
PATHS = set(re.findall(r"(?<![\w/.])((?:\.?[\w-]+/)+(?:[\w.-]+\.\w+)?)(?![\w/])", PAGE))
NAMED = set(re.findall(r"(?<![\w/.-])(\w+\.py)\b", PAGE))


def folders():
    holds = {path.parent for path in (ROOT / "benefitshare").rglob("*.py")}
    return {f"{path.relative_to(ROOT).as_posix()}/" for path in holds} - {"benefitshare/"}


def test_every_folder_of_the_package_is_named():
    assert folders() <= PATHS


def test_every_module_of_the_top_level_is_named():
    modules = {p.name for p in (ROOT / "benefitshare").glob("*.py")} - {"__main__.py"}
    assert all(f"benefitshare/{name}" in PATHS for name in modules)


def test_every_path_named_is_there():
    assert {path for path in PATHS if not (ROOT / path).exists()} == set()


def test_every_module_named_is_there():
    there = {path.name for path in (ROOT / "benefitshare").rglob("*.py")}
    assert not NAMED - there


def test_the_stages_are_named_in_their_order():
    from benefitshare.settlement.pipeline import STAGES

    line = re.sub(r"[^a-z]+", " ", PAGE.partition("## What flows")[2].partition("## Packages")[0])
    assert re.search(r"\W.*".join(name for name, _ in STAGES), line)


def test_every_test_named_is_there():
    tests = set(re.findall(r"tests/[\w/]+\.py", PAGE))
    assert tests
    assert all((ROOT / path).exists() for path in tests)
