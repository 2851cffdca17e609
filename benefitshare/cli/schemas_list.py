"""`schemas list`: the names of the published schemas with their titles."""

from __future__ import annotations

import argparse

from benefitshare.agreements.schemas import schema, schema_names
from benefitshare.cli.failures import CLEAN
from benefitshare.cli.screen import Screen
from benefitshare.reports.columns import padded

NAME_WIDTH = 16


def run(_: argparse.Namespace, screen: Screen) -> int:
    """One name a line."""
    titles = {name: _titles(name) for name in schema_names()}
    lines = [f"{padded(name, NAME_WIDTH)}{title[screen.lang]}\n" for name, title in titles.items()]
    documents = [{"name": name, "title": title} for name, title in titles.items()]
    screen.result({"schemas": documents}, "".join(lines))
    return CLEAN


def _titles(name: str) -> dict[str, str]:
    document = schema(name)
    return {"zh": document.get("x-title-zh", document["title"]), "en": document["title"]}
