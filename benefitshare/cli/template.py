"""`template`: a workbook to fill with records."""

from __future__ import annotations

import argparse

from benefitshare.cli.failures import CLEAN
from benefitshare.cli.files import refuse_existing, write_file
from benefitshare.cli.screen import Screen, json_paths
from benefitshare.cli.settle import written_text
from benefitshare.reference.headers import KINDS


def run(values: argparse.Namespace, screen: Screen) -> int:
    """A workbook that somebody may have filled in is not overwritten unless forced."""
    refuse_existing([values.path], force=values.force)
    from benefitshare.records.template import write_template

    kinds = tuple(dict.fromkeys(values.kinds or KINDS))
    written = [write_file(values.path, lambda path: write_template(path, kinds, screen.lang))]
    screen.result({"written": json_paths(written)}, written_text(written, screen))
    return CLEAN
