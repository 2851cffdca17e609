"""`explain`: why a figure is what it is."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from benefitshare.cli.failures import CLEAN
from benefitshare.cli.screen import Screen, folded, text_width
from benefitshare.cli.summary import counts_text
from benefitshare.cli.tables import settled
from benefitshare.cli.words import say
from benefitshare.findings import Language

if TYPE_CHECKING:
    from benefitshare.settlement.explain import Explanation

MOST_LINES = 80
DEEPEST = 12
KEYS = ("agreement", "party", "project", "period", "clause", "kind", "indicator")


def run(values: argparse.Namespace, screen: Screen) -> int:
    """Settle and explain one figure; problems of records are counted beside it."""
    settlement = settled(values, screen)
    figure = {key: getattr(values, key) for key in KEYS}
    transfer = tuple(values.transfer) if values.transfer else None
    explanation = settlement.explain(**figure, tax=values.tax_kind, transfer=transfer)
    if screen.as_json:
        screen.data(explanation.to_json())
        return CLEAN
    depth = fitting_depth(explanation, screen.lang) if values.depth is None else values.depth
    screen.data(folded(explanation.text(screen.lang, depth), text_width()))
    if values.depth is None and depth is not None:
        screen.note("\n" + say("deeper", screen.lang, depth=depth) + "\n")
    counts = counts_text(settlement.finding_list, screen.lang)
    screen.note(say("findings", screen.lang, counts=counts) + "\n")
    return CLEAN


def fitting_depth(explanation: Explanation, lang: Language) -> int | None:
    """None where all levels fit in the lines, else the deepest that does, at least one."""
    if _lines(explanation, lang, None) <= MOST_LINES:
        return None
    depth = 1
    while depth < DEEPEST and _lines(explanation, lang, depth + 1) <= MOST_LINES:
        depth += 1
    return depth


def _lines(explanation: Explanation, lang: Language, depth: int | None) -> int:
    return explanation.text(lang, depth).count("\n")
