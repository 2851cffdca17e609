"""What the package promises from outside: names, examples in the documentation, data, version."""

import ast
import doctest
import inspect
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

import benefitshare
from benefitshare.agreements.schemas import export_schemas, schema_names

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
SCHEMAS = sorted((ROOT / "schemas" / "v1").glob("*.schema.json"))


def pins():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def plain(requirement):
    """The normal name of a required distribution, without its versions."""
    name = requirement.split(">")[0].split("=")[0].split("<")[0].split("[")[0]
    return name.strip().lower().replace("_", "-").replace(".", "-")


def test_one_version():
    assert PROJECT["project"]["version"] == benefitshare.__version__


def test_the_package_is_typed():
    assert files("benefitshare").joinpath("py.typed").is_file()


@pytest.mark.parametrize("name", benefitshare.__all__)
def test_public_names_are_importable_and_documented(name):
    thing = getattr(benefitshare, name)
    assert name in dir(benefitshare)
    assert inspect.getdoc(thing)
    if inspect.isfunction(thing):
        assert doctest.DocTestParser().get_examples(thing.__doc__), f"{name} has no example"


def test_public_names_are_those_with_a_home():
    assert set(benefitshare.__all__) == set(benefitshare._HOMES)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = benefitshare.no_such_name


def test_schemas_are_exported_byte_for_byte(tmp_path):
    written = export_schemas(tmp_path)
    assert [p.name for p in written] == [p.name for p in SCHEMAS]
    assert len(schema_names()) == len(SCHEMAS)
    for mine, theirs in zip(written, SCHEMAS, strict=True):
        assert mine.read_bytes() == theirs.read_bytes()


def test_the_wheel_carries_schemas_and_the_example():
    included = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included["schemas"] == "benefitshare/schemas"
    assert included["examples/guangqing"] == "benefitshare/examples/guangqing"


def test_everything_that_is_required_is_pinned():
    required = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    pinned = {plain(name) for name in pins()}
    assert {plain(r) for r in required} <= pinned


def test_the_library_requires_what_it_imports_and_nothing_else():
    modules = {
        "jsonschema": "jsonschema", "jsonschema_rs": "jsonschema-rs", "numpy": "numpy",
        "pandas": "pandas", "pyarrow": "pyarrow",
        "python_calamine": "python-calamine", "referencing": "referencing", "ruamel": "ruamel-yaml",
        "sqlalchemy": "sqlalchemy", "xlsxwriter": "xlsxwriter", "pulp": "pulp",
        "highspy": "highspy",
        "ibis": "ibis-framework",
    }  # fmt: skip
    imported = set()
    for path in (ROOT / "benefitshare").rglob("*.py"):
        imported |= imports_of(path)
    foreign = {m for m in imported if m != "benefitshare" and not is_standard(m)}
    assert foreign == set(modules)
    assert {plain(r) for r in PROJECT["project"]["dependencies"]} == set(modules.values())


def imports_of(path):
    """The top-level modules a file imports, at any depth of nesting."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


def is_standard(module):
    return module in sys.stdlib_module_names
