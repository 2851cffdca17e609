"""`schemas export`: every schema, byte for byte."""

from __future__ import annotations

import argparse

from benefitshare.agreements.schemas import SUFFIX, export_schemas, schema_names
from benefitshare.cli.failures import CLEAN
from benefitshare.cli.files import refuse_existing, told_apart
from benefitshare.cli.screen import Screen, json_paths
from benefitshare.cli.settle import written_text


def run(values: argparse.Namespace, screen: Screen) -> int:
    """The paths written, one a line."""
    planned = [values.directory / f"{name}{SUFFIX}" for name in schema_names()]
    refuse_existing(planned, force=values.force)
    with told_apart(values.directory):
        written = list(export_schemas(values.directory))
    screen.result({"written": json_paths(written)}, written_text(written, screen))
    return CLEAN
