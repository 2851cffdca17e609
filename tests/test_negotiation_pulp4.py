"""The tests of this layer again, under a newer Python with PuLP 4, where the machine has one.

BENEFITSHARE_PULP4_PYTHON names the interpreter (`.ci/run` makes one where there is a Python 3.12
or newer); without it the interpreters on the PATH and those of pyenv are asked.
"""

import functools
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMED = "BENEFITSHARE_PULP4_PYTHON"
COMMANDS = ("python3.15", "python3.14", "python3.13", "python3.12", "python3")
CORE = ("exact", "sensitivity", "solver")
"""Tests that need PuLP, HiGHS, pytest and Hypothesis only."""
FILES = sorted(
    path.name.removeprefix("test_negotiation_").removesuffix(".py")
    for path in (ROOT / "tests").glob("test_negotiation_*.py")
    if path != Path(__file__)
)
HAS = """\
import importlib.util, sys
from importlib.metadata import version
if sys.version_info < (3, 12) or int(version("pulp").split(".")[0]) != 4:
    sys.exit(1)
import highspy, hypothesis, pulp, pytest
rest = ("jsonschema", "jsonschema_rs", "numpy", "pandas", "pyarrow", "ruamel.yaml",
        "python_calamine", "xlsxwriter")
print("all" if all(map(importlib.util.find_spec, rest)) else "core")"""


def interpreters():
    """Where newer Pythons may be, in the order they are asked."""
    if named := os.environ.get(NAMED):
        return [named]
    on_path = [found for name in COMMANDS if (found := shutil.which(name))]
    home = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    return on_path + sorted(map(str, home.glob("versions/*/bin/python")), reverse=True)


def run(python, *arguments):
    """A run of another interpreter that sees this tree and nothing of this run."""
    hidden = ("PYTEST_", "VIRTUAL_ENV", "COV_")
    env = {key: value for key, value in os.environ.items() if not key.startswith(hidden)}
    env |= {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    return subprocess.run(
        [python, *arguments], capture_output=True, encoding="utf-8", cwd=ROOT, env=env
    )


@functools.cache
def newer_python():
    """A newer Python with PuLP 4 and what it has: ("all" or "core"); None where there is none."""
    for python in interpreters():
        asked = run(python, "-c", HAS)
        if asked.returncode == 0:
            return python, asked.stdout.strip()
    return None


def test_a_named_interpreter_is_one():
    if NAMED in os.environ:
        assert newer_python() is not None, run(os.environ[NAMED], "-c", HAS).stderr


@pytest.mark.pulp4
@pytest.mark.parametrize("name", FILES)
def test_the_layer_under_pulp_4(name):
    found = newer_python()
    if found is None:
        pytest.skip(f"needs a Python 3.12 or newer with PuLP 4 ({NAMED})")
    python, has = found
    if has == "core" and name not in CORE:
        pytest.skip(f"needs all libraries of the project under Python 3.12 or newer ({NAMED})")
    file = f"tests/test_negotiation_{name}.py"
    done = run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", file)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
