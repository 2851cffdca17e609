"""`settle`: the statement, what was found, where the records went."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from benefitshare.cli.failures import verdict_code
from benefitshare.cli.files import refuse_existing, result_paths, told_apart, write_results
from benefitshare.cli.screen import WIDEST, Screen, text_width
from benefitshare.cli.summary import findings_summary, records_summary
from benefitshare.cli.tables import check_tables_given, settled
from benefitshare.cli.words import say
from benefitshare.findings import Language

if TYPE_CHECKING:
    from benefitshare.settlement.result import Settlement


def run(values: argparse.Namespace, screen: Screen) -> int:
    """The statement goes to standard output, the summary beside it."""
    check_tables_given(values)
    if values.out:
        refuse_existing(result_paths(values.out, screen.lang), force=values.force)
    if values.keep and values.keep != values.kept:
        refuse_existing([values.keep], force=values.force)
    settlement = _settled(values, screen)
    written = write_results(settlement, values.out, screen) if values.out else []
    written += [values.keep] if values.keep else []
    screen.data(settlement.to_json() if screen.as_json else settlement.statement(screen.lang))
    width = text_width()
    screen.note(narrow_text(width, screen.lang))
    screen.note("\n" + findings_summary(settlement.finding_list, screen.lang, width))
    screen.note(records_summary(settlement, screen.lang, width))
    screen.note(written_text(written, screen))
    return verdict_code(settlement.finding_list, values.fail_on)


def _settled(values: argparse.Namespace, screen: Screen) -> Settlement:
    if not values.keep:
        return settled(values, screen)
    with told_apart(values.keep):
        return settled(values, screen, values.keep)


def narrow_text(width: int, lang: Language) -> str:
    """A word to those whose window breaks the tables; nothing where it is wide enough."""
    return "" if width >= WIDEST else "\n" + say("narrow", lang, width=WIDEST) + "\n"


def written_text(paths: list[Path], screen: Screen) -> str:
    """The files that were written, one a line; nothing for none."""
    if not paths:
        return ""
    return "\n".join([say("written", screen.lang), *(f"  {path}" for path in paths)]) + "\n"
