"""Imports point down, and each third-party library is met only in its adapter modules.

The layers are those of ARCHITECTURE.md. An import inside a function counts like any other; one that
is only for type checking does not run, so it may point up.
"""

import ast
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent / "benefitshare"

LAYERS = (
    {"findings", "money", "periods", "files", "progress"},
    {"reference"},
    {"agreements", "records"},
    {"settlement"},
    {"negotiation"},
    {"reports"},
    {"cli"},
    {"__main__"},
)
"""From the bottom up. Parts of one layer do not import each other, but for BESIDE."""

BESIDE = {
    ("findings.words", "money"): "money at stake is written as yuan",
}
"""Imports within one layer, with the reason."""

UPWARD = {
    ("settlement.result", "reports.statement"): "Settlement.statement() prints the statement",
}
"""Imports in a function that point up, with the reason."""

TOP = {
    "settlement.receipt": "the receipt names the version of the library",
    "negotiation.documents.heading": "so does the receipt of a negotiation",
    "records.kept": "a kept file says by which version it was written",
    "cli": "--version prints it",
    "cli.failures": "a fault of the program is reported with it",
}
"""Who reads the package itself, which is only its version and lazy names."""

ADAPTERS = {
    "ruamel": {"agreements.documents"},
    "jsonschema": {"agreements.schemas"},
    "jsonschema_rs": {"agreements.schemas"},
    "referencing": {"agreements.schemas"},
    "ibis": {
        "records.compiled.checks",
        "records.compiled.rendering",
        "records.engines",
        "records.store",
    },
    "python_calamine": {"records.workbook"},
    "sqlalchemy": {"records.frames"},
    "pulp": {"negotiation.solver"},
    "highspy": {"negotiation.solver"},
    "xlsxwriter": {"records.template", "reports.grid"},
}
"""Where each library is met; a workbook is written once as a form, once as a report."""

COLUMNS = {
    "numpy": {"money.split", "records.*", "settlement.*"},
    "pyarrow": {"records.*", "settlement.days", "settlement.spread", "settlement.stored"},
    "pandas": {"records.*", "settlement.*", "reports.*", "cli.summary"},
}
"""The libraries of columns, which are the material of whole layers."""

LIGHT = {"findings", "money", "periods", "files", "progress", "reference", "agreements", "cli",
         "reports"}  # fmt: skip
"""Parts that import no library of columns at the top of a module, so that they start at once."""


class Import(NamedTuple):
    module: str
    target: str
    lazy: bool
    typing: bool


def imports_in(node, module, lazy=False, typing=False):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(module, alias.name, lazy, typing) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, f"{module}: imports are written in full"
            names = {f"{child.module}.{alias.name}" for alias in child.names}
            modules = {name for name in names if is_module(name)} or {child.module}
            yield from (Import(module, name, lazy, typing) for name in sorted(modules))
        else:
            function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            checking = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)
            yield from imports_in(child, module, lazy or function, typing or checking)


def is_module(name):
    path = ROOT.parent.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def name_of(path):
    return (
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix("__init__").rstrip(".")
    )


def all_imports():
    for path in sorted(ROOT.rglob("*.py")):
        yield from imports_in(ast.parse(path.read_text(encoding="utf-8")), name_of(path))


IMPORTS = [found for found in all_imports() if not found.typing]
OWN = [f._replace(target=f.target.removeprefix("benefitshare").lstrip(".")) for f in IMPORTS
       if f.target.partition(".")[0] == "benefitshare"]  # fmt: skip
FOREIGN = [f for f in IMPORTS if f.target.partition(".")[0] not in
           {*sys.stdlib_module_names, "benefitshare"}]  # fmt: skip


def part(module):
    return module.partition(".")[0]


def height(module):
    return next(n for n, layer in enumerate(LAYERS) if part(module) in layer)


def covers(pattern, module):
    return module == pattern or (pattern.endswith(".*") and part(module) == pattern[:-2])


def test_every_part_has_a_layer():
    parts = {part(name_of(path)) for path in ROOT.rglob("*.py")} - {""}
    assert parts == set().union(*LAYERS)


def test_imports_point_down():
    wrong = [
        found for found in OWN
        if found.target and part(found.module) != part(found.target)
        and height(found.target) >= height(found.module)
        and (found.module, found.target) not in {**BESIDE, **UPWARD}
    ]  # fmt: skip
    assert wrong == []


def test_the_exceptions_are_lazy_and_still_needed():
    across = {(f.module, f.target) for f in OWN if f.lazy}
    assert {*BESIDE, *UPWARD} <= across
    at_once = {(f.module, f.target) for f in OWN if not f.lazy}
    assert not {*BESIDE, *UPWARD} & at_once


def test_the_package_itself_is_read_for_its_version_only():
    assert {f.module for f in OWN if not f.target} == set(TOP)


def test_each_library_is_met_in_its_adapter():
    met = {}
    for found in FOREIGN:
        met.setdefault(part(found.target), set()).add(found.module)
    columns = {library: met.pop(library, set()) for library in COLUMNS}
    assert met == ADAPTERS
    for library, modules in columns.items():
        patterns = COLUMNS[library]
        strange = {m for m in modules if not any(covers(p, m) for p in patterns)}
        assert strange == set(), library


def test_light_parts_start_without_libraries_of_columns():
    heavy = {f.module for f in FOREIGN if part(f.target) in COLUMNS and not f.lazy}
    assert {m for m in heavy if part(m) in LIGHT} == {"money.split"}
    at_once = {f.module for f in OWN if f.target == "money.split" and not f.lazy}
    assert {m for m in at_once if part(m) in LIGHT} == set()


def test_pandas_is_never_loaded_by_an_import():
    assert {f.module for f in FOREIGN if part(f.target) == "pandas" and not f.lazy} == set()


def test_the_engine_and_the_oracle_share_no_code():
    oracle = ROOT.parent / "tests" / "oracle"
    paths = sorted(oracle.glob("[!t]*.py"))
    assert paths
    for path in paths:
        found = imports_in(ast.parse(path.read_text(encoding="utf-8")), path.stem)
        assert not [f for f in found if part(f.target) == "benefitshare"], path.name
