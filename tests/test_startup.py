"""Starting costs next to nothing: heavy libraries are imported when they are first used."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "guangqing" / "agreement.yaml"
DATA_LIBRARIES = {
    "pandas", "numpy", "pyarrow", "duckdb", "ibis", "pulp", "sqlalchemy", "xlsxwriter",
}  # fmt: skip
DOCUMENT_LIBRARIES = {"jsonschema", "jsonschema_rs", "ruamel.yaml"}
RUN = "import sys\n{statement}\nprint(*sorted({names!r} & set(sys.modules)), file=sys.stderr)"

MAIN = """\
from benefitshare.cli import main
try:
    code = main()
except SystemExit as end:
    code = end.code
assert not code, code"""


def loaded(statement, names, *arguments):
    """Which of some libraries a fresh process has loaded after a statement."""
    code = RUN.format(statement=statement, names=names)
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stderr.split()


def test_importing_the_library_loads_no_other():
    names = DATA_LIBRARIES | DOCUMENT_LIBRARIES
    assert loaded("import benefitshare; dir(benefitshare)", names) == []


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("--version",), ("settle", "--help"), ("validate", str(EXAMPLE))],
    ids=" ".join,
)
def test_help_version_and_validate_load_no_data_library(arguments):
    assert loaded(MAIN, DATA_LIBRARIES, *arguments) == []


def test_a_sound_agreement_loads_no_library_that_explains_faults():
    assert loaded(MAIN, {"jsonschema", "referencing"}, "validate", str(EXAMPLE)) == []


def test_help_loads_no_library_for_documents():
    assert loaded(MAIN, DOCUMENT_LIBRARIES, "--help") == []
