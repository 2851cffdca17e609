"""What is doubtful about the series of an outlook and the years of contributions, found in place.

The world is that of `tests.negotiation_world`.
"""

import pytest

from benefitshare.negotiation.api import propose
from benefitshare.negotiation.brief import brief_findings
from tests.negotiation_world import ONLY, document, party, tax, yuan


def row(year, amount="100.00", **changes):
    return {"project": "P1", "tax": "vat", "year": year, "amount": amount, **changes}


def found(taxes, **outlook):
    """Code and place of everything doubtful about an outlook of three years, 2026 to 2028."""
    made = document(scenarios=[ONLY])
    made["outlook"].update(tax=taxes, **outlook)
    return [
        (f.code, f.place.pointer if f.place.row is None else f.place.row)
        for f in brief_findings(made)
        if f.severity != "info"
    ]


EVERY = [row(2026), row(2027), row(2028)]


def test_a_whole_series_is_not_doubtful():
    assert found(EVERY) == []
    assert found([tax("P1", 1, 2, 3)]) == []


@pytest.mark.parametrize("amount", ["100.00", "50.00"])
def test_a_row_twice(amount):
    assert found([*EVERY, row(2027, amount)]) == [("forecast-row-repeated", "/outlook/tax/3")]


@pytest.mark.parametrize(
    "other", [{"tax": "cit"}, {"level": "city"}, {"kind": "late_fee"}, {"date": "2027-06-30"}]
)
def test_rows_of_something_else_are_not_the_same(other):
    more = row(2027, **other)
    more = {k: v for k, v in more.items() if not ("date" in other and k == "year")}
    assert "forecast-row-repeated" not in dict(found([*EVERY, more]))


def test_a_series_twice_is_named_year_by_year():
    codes = found([tax("P1", 1, 2, 3), tax("P1", 1, 2, 3)])
    assert codes == [("forecast-row-repeated", f"/outlook/tax/1/amounts/{n}") for n in range(3)]


def test_a_year_left_out_between_two_others():
    two = [*EVERY, row(2026, tax="cit"), row(2028, tax="cit")]
    assert found(two) == [("forecast-year-missing", "/outlook/tax/4")]


def test_series_may_begin_late_and_end_early():
    assert found([*EVERY, row(2027, tax="cit")]) == []


def test_a_year_without_any_tax_is_told_once():
    assert found([row(2026), row(2028)]) == [("outlook-year-empty", "/outlook/scenarios/0")]


@pytest.mark.parametrize("year", [2020, 2029])
def test_a_year_nobody_looks_at(year):
    rows = [*EVERY, row(year), row(year, tax="cit")]
    assert found(rows) == [("forecast-year-outside", "/outlook/tax/3")]
    assert found([tax("P1", 1, 2, 3, 4)]) == [("forecast-year-outside", "/outlook/tax/0/amounts/3")]


def test_output_has_series_too():
    def of(*years):
        return [
            {"project": "P1", "indicator": "gross_output", "year": year, "value": "1"}
            for year in years
        ]

    assert found(EVERY, output=of(2026, 2027)) == []
    assert found(EVERY, output=of(2026, 2031)) == [("forecast-year-outside", "/outlook/output/1")]
    assert found(EVERY, output=of(2026, 2028)) == [("forecast-year-missing", "/outlook/output/1")]


def test_rows_of_files_are_found_by_their_rows(tmp_path):
    path = tmp_path / "税收.csv"
    lines = ["项目编号,税种,年度,金额(元)", *(f"P1,增值税,{y},100.00" for y in (2026, 2027, 2028))]
    path.write_text("\n".join([*lines, lines[2], "P1,增值税,2031,5.00\n"]), encoding="utf-8")
    assert found(str(path)) == [("forecast-row-repeated", 5), ("forecast-year-outside", 6)]
    path.write_text(lines[0] + "\n", encoding="utf-8")
    assert dict(found(str(path))).keys() == {"table-empty", "outlook-year-empty"}


def test_the_money_at_stake_is_said():
    made = document(scenarios=[ONLY])
    made["outlook"]["tax"] = [*EVERY, row(2027, "7.00")]
    (finding,) = [f for f in brief_findings(made) if f.code == "forecast-row-repeated"]
    assert finding.amount_fen == 700
    assert finding.message("zh") == "P1 的增值税 2027 年已有一行，两行都计入。"


def test_what_is_doubtful_reaches_the_proposal():
    parties = {"jia": party("jia"), "yi": party("yi")}
    made = document(scenarios=[ONLY], parties=parties)
    made["outlook"]["tax"] = [*EVERY, row(2027)]
    proposal = propose(made)
    assert [f.code for f in proposal.evaluation.findings] == ["forecast-row-repeated"]


# --- contributions --------------------------------------------------------------------------------


def of_contributions(contributions):
    made = document(scenarios=[ONLY])
    made["parties"]["jia"]["contributions"] = contributions
    return [f for f in brief_findings(made) if f.severity != "info"]


def test_a_contribution_outside_the_outlook_is_found_wherever_it_is_written(tmp_path):
    path = tmp_path / "投入.csv"
    path.write_text("年度,种类,金额(元)\n2026,土地,1.00\n2031,土地,100.00\n", encoding="utf-8")
    (in_file,) = of_contributions({"file": str(path)})
    (written,) = of_contributions([{"year": 2031, "kind": "land", "amount": yuan(1)}])
    assert in_file.code == written.code == "contribution-year-outside"
    assert (in_file.place.row, in_file.place.header) == (3, "年度")
    assert written.place.pointer == "/parties/jia/contributions/0/year"


def test_a_contribution_below_zero_is_refused_in_its_own_words(tmp_path):
    path = tmp_path / "投入.csv"
    path.write_text("年度,种类,金额(元)\n2026,土地,-5.00\n", encoding="utf-8")
    (in_file,) = of_contributions({"file": str(path)})
    (written,) = of_contributions([{"year": 2026, "kind": "land", "amount": "-5.00"}])
    for finding in (in_file, written):
        assert finding.code == "amount-negative"
        assert finding.message("en") == "The amount -5.00 is below zero."
        assert "投入" in finding.hint("zh")
        assert "contributions" in finding.hint("en")
