"""What people are handed: the statement as text, the workbook.

Imports are lazy: `import benefitshare.reports` loads neither pandas nor XlsxWriter.
"""

from __future__ import annotations

from typing import Any

_HOMES = {
    "Statement": "statement",
    "build_statement": "statement",
    "statement_text": "statement",
    "write_workbook": "workbook",
}
__all__ = ["Statement", "build_statement", "statement_text", "write_workbook"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
