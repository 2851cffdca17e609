"""Checks of rows compiled from a row schema.

One translation of a JSON Schema (2020-12) to Ibis expressions, so that a database names the failing
cells of a table as `jsonschema` names them for each row as a JSON object. What cannot be translated
exactly is refused when the schema is compiled.
"""

from __future__ import annotations

from benefitshare.records.compiled.checks import Check, RowChecks, compile_schema
from benefitshare.records.compiled.refusal import UncompilableSchema

__all__ = ["Check", "RowChecks", "UncompilableSchema", "compile_schema"]
