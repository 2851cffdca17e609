"""Records: tables of projects, tax, output, factors, deductions and payments, read and checked.

The public names load pandas and Arrow only when used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benefitshare.records.checks import Checked, check_tables
    from benefitshare.records.reading import read_table
    from benefitshare.records.table import Table
    from benefitshare.records.template import write_template

__all__ = ["Checked", "Table", "check_tables", "read_table", "write_template"]

_HOMES = {
    "Checked": "checks",
    "check_tables": "checks",
    "read_table": "reading",
    "Table": "table",
    "write_template": "template",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"benefitshare.records.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
