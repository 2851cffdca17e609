"""Reading the CSV files that ship with the package, each once."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `data/<name>.csv`.

    >>> table("taxes")[0]["tax"]
    'vat'
    """
    path = resources.files("benefitshare.reference").joinpath("data", f"{name}.csv")
    return tuple(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
