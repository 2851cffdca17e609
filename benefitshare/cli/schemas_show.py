"""`schemas show`: one schema as it is."""

from __future__ import annotations

import argparse
import json

from benefitshare.agreements.schemas import schema, schema_names
from benefitshare.cli.failures import CLEAN
from benefitshare.cli.screen import Screen
from benefitshare.findings import Finding, UsageError


def run(values: argparse.Namespace, screen: Screen) -> int:
    """The schema in its own order, with or without `--json`."""
    if values.name not in schema_names():
        known = ", ".join(schema_names())
        raise UsageError(Finding("schema-unknown", params={"known": known}, value=values.name))
    screen.data(json.dumps(schema(values.name), ensure_ascii=False, indent=2) + "\n")
    return CLEAN
