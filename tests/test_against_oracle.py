"""The library against the independent oracle, to the fen, on drawn agreements and data.

One test function for each theme, so that a failure names the part of the pipeline that differs.
`BENEFITSHARE_EXAMPLES=10` runs ten times as many examples, drawn anew.
"""

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests import strategies as toy
from tests.oracle import settle, totals

bridge = pytest.importorskip("tests.bridge")

MORE = int(os.environ.get("BENEFITSHARE_EXAMPLES", "1"))
TRANSFER = (
    "period", "payer", "payee", "due_fen", "paid_fen", "net_fen", "due_date", "overpaid",
)  # fmt: skip
CREDIT = ("project", "indicator", "period", "clause", "party", "kind")


def examples(count):
    """The `ci` profile: the same examples every time; more of them, drawn anew, on demand."""
    return settings(
        max_examples=count * MORE,
        derandomize=MORE == 1,
        phases=[Phase.generate] if MORE == 1 else list(Phase),  # shrinking takes minutes
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def oracle_totals(document, tables, years, as_known_on):
    """What `tests.bridge.library_totals` returns too, for the same four arguments."""
    result = settle(document, tables, years, as_known_on)
    credits_ = Counter()
    for row in result["output_credits"]:
        credits_[tuple(row[name] for name in CREDIT)] += row["value"]
    return {
        "totals": totals(result),
        "transfers": sorted(tuple(t[name] for name in TRANSFER) for t in result["transfers"]),
        "output_credits": {key: value for key, value in credits_.items() if value},
        "out_of_scope": result["out_of_scope"],
        "set_aside": result["set_aside"],
        "qualified": result["qualified"],
    }


def compare(case):
    document, tables, years, as_known_on = case
    expected = oracle_totals(document, tables, years, as_known_on)
    got = bridge.library_totals(document, tables, years, as_known_on)
    for name, value in expected.items():  # dispositions last: the money says more
        assert got[name] == value, name


@examples(450)
@given(toy.cases(toy.CAPS))
def test_caps_and_extensions(case):
    compare(case)


@examples(450)
@given(toy.cases(toy.ROUNDING))
def test_rounding(case):
    compare(case)


@examples(400)
@given(toy.cases(toy.BASE))
def test_base_and_refunds(case):
    compare(case)


@examples(350)
@given(toy.cases(toy.AMENDMENTS))
def test_amendments(case):
    compare(case)


@examples(150)
@given(toy.cases(toy.OUTPUT))
def test_output(case):
    compare(case)


@examples(400)
@given(toy.cases())
def test_everything(case):
    compare(case)
