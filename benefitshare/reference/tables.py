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
    with path.open("r", encoding="utf-8-sig", newline="") as lines:
        return tuple(csv.DictReader(lines))
