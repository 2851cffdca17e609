"""Every example validates, and every case of it settles to the fen of its expected.json."""

import json
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

import benefitshare
from benefitshare.findings import has_errors
from benefitshare.money import half_up, parse_yuan

EXAMPLES = Path(__file__).parents[1] / "examples"
AGREEMENTS = sorted(EXAMPLES.rglob("agreement.yaml"))
CASES = sorted(EXAMPLES.rglob("case-*"))
PUBLISHED = [
    c for c in CASES if "published" in json.loads((c / "expected.json").read_text("utf-8"))
]


def name(path):
    return str(path.relative_to(EXAMPLES))


def settle_case(case):
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    agreement = benefitshare.load_agreement(case.parent / "agreement.yaml")
    tables = {p.stem: benefitshare.read_table(p, p.stem) for p in sorted(case.glob("*.csv"))}
    return expected, benefitshare.settle(agreement, **tables, years=expected.get("years"))


def fen_by_period_and_party(frame, kind):
    own = frame[frame.kind == kind]
    sums = own.groupby(["period", "party"]).amount_fen.sum()
    return {key: int(fen) for key, fen in sums.items() if fen}


def nested(amounts):
    found = {(p, k): parse_yuan(v) for p, row in amounts.items() for k, v in row.items()}
    return {key: fen for key, fen in found.items() if fen}


def net_transfers(frame):
    rows = zip(frame.period, frame.payer, frame.payee, frame.net_fen, strict=True)
    return sorted((*keys, int(fen)) for *keys, fen in rows if fen)


def credited(frame):
    sums = defaultdict(int)
    own = frame[frame.kind == "credit"]
    for period, indicator, party, value in zip(
        own.period, own.indicator, own.party, own.value, strict=True
    ):
        sums[period, indicator, party] += int(value)
    return {key: value for key, value in sums.items() if value}


def expected_credits(wanted):
    return {
        (period, indicator, party): parse_yuan(value)
        for period, by_indicator in wanted.items()
        for indicator, by_party in by_indicator.items()
        for party, value in by_party.items()
    }


def assert_as_expected(expected, settlement):
    for kind in ("entitlement", "cash"):
        if kind in expected:
            got = fen_by_period_and_party(settlement.allocations, kind)
            assert got == nested(expected[kind]), kind
    if "transfers" in expected:
        wanted = sorted(
            (t["period"], t["payer"], t["payee"], parse_yuan(t["net"]))
            for t in expected["transfers"]
        )
        assert net_transfers(settlement.transfers) == wanted
    if "output_credits" in expected:
        assert credited(settlement.output_credits) == expected_credits(expected["output_credits"])
    failed = settlement.projects[~settlement.projects.qualified.astype(bool)]
    assert sorted(failed.project) == expected.get("not_qualified", [])
    assert (settlement.conservation.difference_fen == 0).all()


@pytest.mark.parametrize("path", AGREEMENTS, ids=name)
def test_every_example_validates_and_is_never_shown_as_signed(path):
    findings = benefitshare.validate_agreement(path)
    assert not has_errors(findings)
    assert not [f for f in findings if f.severity == "warning"]
    agreement = benefitshare.load_agreement(path)
    assert agreement.status in ("reported", "illustrative")
    assert agreement.source
    assert agreement.assumptions


@pytest.mark.parametrize("case", CASES, ids=name)
def test_case_settles_to_the_expected_fen(case):
    expected, settlement = settle_case(case)
    assert_as_expected(expected, settlement)
    assert not has_errors(settlement.finding_list)


@pytest.mark.parametrize("case", PUBLISHED, ids=name)
def test_published_figures_are_met_when_rounded_as_published(case):
    expected, settlement = settle_case(case)
    got = fen_by_period_and_party(settlement.allocations, "entitlement")
    for figure in expected["published"]:
        unit_fen = int(figure["unit"]) * 100
        rounded = half_up(Fraction(got[figure["period"], figure["party"]], unit_fen))
        assert rounded == int(figure["value"])


def test_an_agreement_with_a_value_left_open_cannot_be_settled():
    path = EXAMPLES / "schemes/s10-liaoning-major-open/agreement.yaml"
    tables = EXAMPLES / "schemes/s10-liaoning-enclave/case-ten-years"
    agreement = benefitshare.load_agreement(path)
    read = {k: benefitshare.read_table(tables / f"{k}.csv", k) for k in ("projects", "tax")}
    with pytest.raises(benefitshare.InvalidInput) as raised:
        benefitshare.settle(agreement, **read)
    assert "agreement-open" in {finding.code for finding in raised.value.findings}
