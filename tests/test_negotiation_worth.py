"""What open shares are worth: the formulas against the pipeline itself, run on known shares.

Agreements and data are those of `tests.strategies`, some of their shares opened. At the shares
they had, the formulas must give to the last fraction what the same pipeline gives with fractions in
the place of formulas, and what the rounded settlement gives as far as rounding goes.
"""

import copy
import datetime as dt
import os
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from benefitshare.findings import InvalidInput, UsageError
from benefitshare.findings.catalog.worth import ENTRIES
from benefitshare.money import format_share, parse_share
from benefitshare.money.unknown import InexactError
from benefitshare.negotiation.amount import Answers, formula_of
from benefitshare.negotiation.exact import optimum
from benefitshare.negotiation.program import Program, Variable
from benefitshare.negotiation.terms import agreement_with, filled, frame, share_lists
from benefitshare.negotiation.worth import difference, settled, worth
from benefitshare.periods import parse_period
from benefitshare.settlement.engine import Tables
from benefitshare.settlement.unrounded import rounding_bounds, unrounded
from tests import bridge
from tests import strategies as toy

GALLERY = Path(__file__).parent / "gallery" / "worth"
MORE = int(os.environ.get("BENEFITSHARE_EXAMPLES", "1"))
LIMITS = toy.CAPS | {"give_back"}
SHARES = frozenset({"tiers", "bands", "factors", "taxes", "scopes", "refunds", "cost_share",
                    "fixed_return", "give_back", "set_aside", "rounding", "carry", "levels",
                    "record_rounding", "rates", "baseline", "deduct", "division"})  # fmt: skip
WIDE = toy.EVERYTHING - {"output"}


def examples(count):
    return settings(
        max_examples=count * MORE,
        derandomize=MORE == 1,
        phases=[Phase.generate] if MORE == 1 else list(Phase),
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


# ------------------------------------------------------------------ opening what is closed


def tables_of_shares(node):
    """Every mapping of shares in a document, ratios written out."""
    if isinstance(node, list):
        for item in node:
            yield from tables_of_shares(item)
    if not isinstance(node, dict):
        return
    for key in ("shares", "to"):
        own = node.get(key)
        if isinstance(own, dict) and node.get("kind") != "cost_share":
            if "ratio" in own:
                weights = [Fraction(w) for w in own["ratio"].split(":")]
                parts = [str(w / sum(weights)) for w in weights]
                own = node[key] = dict(zip(own["of"], parts, strict=True))
            yield own
    for key, value in node.items():
        if key not in ("shares", "to", "settlement"):
            yield from tables_of_shares(value)


@st.composite
def opened(draw, features):
    """(open document, closed document, shares by term, tables, years)."""
    document, tables, years, _ = draw(toy.cases(features))
    document["settlement"].pop("late_amendments", None)
    for clause in document["clauses"]:
        draw(biting(clause, sum(abs(row["amount_fen"]) for row in tables["tax"])))
    closed = copy.deepcopy(document)
    list(tables_of_shares(closed))
    made = copy.deepcopy(closed)
    for shares in tables_of_shares(made):
        for party, text in shares.items():
            if text != "rest" and draw(st.integers(0, 2)):
                shares[party] = {"open": draw(bounds(parse_share(text)))}
    values = {term.id: at(closed, term.pointer) for of in share_lists(made) for term in of.terms}
    assume(values)
    return made, closed, values, tables, years


@st.composite
def biting(draw, clause, fen):
    """Limits of the size of what the tables hold, so that open shares decide about them."""
    limit = toy.yuan_text(draw(st.integers(0, fen)) // draw(st.sampled_from([1, 4, 16])))
    if clause["kind"] == "cap" and "amount" in clause["at_most"]:
        clause["at_most"] = {"amount": limit}
    if clause["kind"] == "floor":
        clause["at_least"] = limit


@st.composite
def bounds(draw, value):
    """Bounds around a share: none, near, or of the share alone."""
    near = draw(st.sampled_from([None, Fraction(0), Fraction(1, 50), Fraction(1, 5)]))
    if near is None:
        return {}
    low, high = max(Fraction(0), value - near), min(Fraction(1), value + near)
    return {"min": format_share(low), "max": format_share(high)}


def at(document, pointer):
    for key in pointer.split("/")[1:]:
        document = document[int(key)] if isinstance(document, list) else document[key]
    return parse_share(document)


# ------------------------------------------------------------------ the three runs


def frames(tables):
    made = {name: bridge._frame(name, tables.get(name, [])) for name in bridge.COLUMNS}
    known = [row["project_id"] for row in tables.get("projects", [])]
    for name in ("tax", "output"):
        rows = made[name].assign(project=made[name]["project_id"], record=range(len(made[name])))
        made[name] = rows[rows["project"].isin(known)]
    return Tables(**made)


def received(found, cash):
    sums = Counter()
    for party, year, _, fen in found.amounts(cash=cash):
        sums[party, year] += fen if isinstance(fen, int) else Fraction(fen)
    return {key: fen for key, fen in sums.items() if fen}


def formulas(found, cash):
    parts = {}
    for party, year, _, fen in found.amounts(cash=cash):
        parts[party, year] = parts.get((party, year), 0) + formula_of(fen)
    return parts


def rounded(document, tables, years, kind):
    frame_ = bridge.settle_rows(document, tables, years).allocations
    sums = Counter()
    columns = (frame_[c].tolist() for c in ("kind", "party", "period", "amount_fen"))
    for own, party, period, fen in zip(*columns, strict=True):
        if own == kind:
            sums[party, parse_period(period)[0].year] += fen
    return sums


def solved(document, answers, values):
    """The answers at given shares; None where no rows allow them (within the margin)."""
    terms = [Variable(name, value, value) for name, value in values.items()]
    rows = (*frame(document), *answers.rows)
    found = optimum(Program((*terms, *answers.variables), rows))
    return found.values if found.status == "optimal" else None


def has_threshold(document):
    """A rule that may decide otherwise by a fen."""
    text = repr(document)
    return "year_end" in text or "'extend'" in text


def compare(case):
    made, closed, values, tables, years = case
    lists = share_lists(made)
    margin = Fraction(1 + 2 * len(tables["tax"]))
    answers = Answers("run", lists, margin)
    try:
        found = unrounded(agreement_with(made, answers.shares()), frames(tables), years)
    except InexactError:
        assume(False)
    known = unrounded(agreement_with(made, values), frames(tables), years)
    points = solved(made, answers, values) if answers.variables else values
    if points is None:
        assert has_threshold(made)
        assume(False)
    limits = rounding_bounds(found)
    for kind in ("entitlement", "cash"):
        expected = received(known, kind == "cash")
        given_ = {k: f.at(points) for k, f in formulas(found, kind == "cash").items()}
        assert {k: v for k, v in given_.items() if v} == expected
        paid = rounded(closed, tables, years, kind)
        for key in {*expected, *paid}:
            off = abs(paid[key] - expected.get(key, 0))
            assert off <= limits[key[1]] or has_threshold(made), key


@examples(12)
@given(opened(SHARES))
def test_shares(case):
    compare(case)


@examples(20)
@given(opened(LIMITS))
def test_caps_extensions_and_floors(case):
    compare(case)


@examples(12)
@given(opened(WIDE))
def test_everything(case):
    compare(case)


# ------------------------------------------------------------------ limits that bite


@st.composite
def bitten(draw):
    """Two open shares of two tiers under limits of the size of what they give."""
    pick = lambda *values: draw(st.sampled_from(values))  # noqa: E731
    some = lambda **fields: {k: v for k, v in fields.items() if draw(st.booleans())}  # noqa: E731
    most = st.integers(0, 4000).map(toy.yuan_text)
    start = {"from": {"date": pick("2024-01-01", "2024-07-01")}}
    tiers = [{"years": "1", "shares": {"jia": "0", "yi": "rest"}},
             {"years": "2", "shares": {"jia": "0", "yi": "2/5", "yuan": "rest"}}]  # fmt: skip
    split = {"id": "6", "kind": "split", "clock": start, "tiers": tiers}
    limits = [
        {"id": "c1", "kind": "cap", "party": "jia", "at_most": {"amount": draw(most)},
         **some(per="agreement", window="yearly", test="year_end", last_room="in_order",
                refund_reopens=False, excess_to="yuan")},
        {"id": "c2", "kind": "cap", "party": "yi", "at_most": {"amount": draw(most)},
         "excess_to": "yuan", **some(applies_to={"tax": "vat"})},
        {"id": "f", "kind": "floor", "party": pick("jia", "yi"), "paid_by": "yuan",
         "per": pick("project", "agreement"), "at_least": draw(most)},
        {"id": "s", "kind": "set_aside", "of": {"jia": "1/3"}, "to": "yuan",
         **some(order="before_cap", applies_to={"tax": "vat"})},
        {"id": "g", "kind": "give_back", "from": "yuan", "rate": "70%",
         "of": {"party": "jia", "system_share": "20%"}},
        {"id": "e", "kind": "extend", "cap": "c3", "split": "6", "years": 1,
         **some(earned="never_reached")},
        {"id": "c3", "kind": "cap", "party": "jia", "at_most": {"amount": draw(most)}},
    ]  # fmt: skip
    chosen = draw(st.lists(st.sampled_from(limits[:5]), max_size=3, unique_by=lambda c: c["id"]))
    extended = limits[5:] if draw(st.integers(0, 3)) == 3 else []
    rounding = {"at": pick("stage", "end"), "residue": pick("largest_remainder", {"to": "yi"})}
    document = pair(*chosen, *extended, settlement={"rounding": rounding})
    document["clauses"][0] = split
    if not extended:
        split["tiers"][1]["years"] = "2-"
    values = {}
    for tier in split["tiers"]:
        share = Fraction(draw(st.integers(0, 60)), 100)
        tier["shares"]["jia"] = format_share(share)
    made = copy.deepcopy(document)
    for number, tier in enumerate(made["clauses"][0]["tiers"]):
        values[f"pair/6/{number + 1}/jia"] = parse_share(tier["shares"]["jia"])
        tier["shares"]["jia"] = {"open": {"min": "0", "max": "3/5"}}
    tax = [
        {"project_id": pick("p1", "p2"), "tax": pick("vat", "cit"),
         "amount_fen": draw(st.integers(10, 4000)) * pick(100, 100, 100, 100, -20),
         "kind": "tax", "level": "shared", "treasury_date": toy.iso(day),
         "period_start": toy.iso(day), "period_end": toy.iso(day)}
        for day in sorted(draw(st.lists(st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31)),
                                        min_size=2, max_size=7)))
    ]  # fmt: skip
    projects = [{"project_id": p} for p in ("p1", "p2")]
    return made, document, values, {"projects": projects, "tax": tax}, list(range(2024, 2029))


@examples(60)
@given(bitten())
def test_limits_that_bite(case):
    compare(case)


# ------------------------------------------------------------------ worked by hand

JIA, YI = "pair/6/1/jia", "pair/6/2/jia"
OPEN = {"open": {"min": "0%", "max": "100%"}}


def pair(*more, shares=None, settlement=None, **others):
    split = {"id": "6", "kind": "split", "text": {"zh": "分享", "en": "shared"}}
    split |= {"shares": shares or {"jia": OPEN, "yi": "rest"}}
    return {
        "schema": "benefitshare/agreement/v1", "id": "pair", "status": "illustrative",
        "title": {"zh": "示例", "en": "example"},
        "parties": {"jia": {"role": "origin"}, "yi": {"role": "host"}, "yuan": {"role": "park"}},
        "term": {"from": "2024-01-01", "to": "2028-12-31"},
        "revenue": {"taxes": ["vat", "cit"], "division": "none"},
        "clauses": [split, *more],
        "settlement": {"collector": "yi", **(settlement or {})},
        **others,
    }  # fmt: skip


def outlook(*yearly, tax="vat"):
    """One scenario of one project that pays so many fen in 2024, 2025 and so on."""
    rows = [("P1", tax, fen, f"{2024 + n}-06-30", "shared") for n, fen in enumerate(yearly)]
    columns = ["project_id", "tax", "amount_fen", "treasury_date", "level"]
    return {"projects": pd.DataFrame({"project_id": ["P1"]}),
            "tax": pd.DataFrame(rows, columns=columns)}  # fmt: skip


def answered(found, values):
    """All variables where the shares have some values."""
    terms = [Variable(v.name, values[v.name], values[v.name]) for v in found.variables
             if v.name in values]  # fmt: skip
    others = [v for v in found.variables if v.name not in values]
    return optimum(Program((*terms, *others), found.rows)).values


def cash_of(found, values, party="jia"):
    points = answered(found, {k: Fraction(v) for k, v in values.items()})
    return [f.at(points) for (_, _, who, _), f in sorted(found.cash.items()) if who == party]


def test_a_share_is_worth_its_base():
    found = worth([pair()], {"base": outlook(1000, 500)})
    assert str(found.cash["base", "pair", "jia", 2024]) == f"1000 {JIA}"
    assert str(found.cash["base", "pair", "yi", 2025]) == f"500 - 500 {JIA}"
    assert found.cells == {("base", JIA, "vat", 2024): 1000, ("base", JIA, "vat", 2025): 500}
    assert str(found.by_clause["base", "pair", "6", "jia"]) == f"1500 {JIA}"
    assert [v.name for v in found.variables] == [JIA]
    assert set(found.rounding_fen.values()) == {1}


def test_without_a_taker_of_the_rest_the_last_share_is_what_the_others_leave():
    found = worth([pair(shares={"jia": OPEN, "yi": OPEN})], {"base": outlook(1000)})
    assert str(found.cash["base", "pair", "yi", 2024]) == f"1000 - 1000 {JIA}"
    assert found.cells["base", "pair/6/1/yi", "vat", 2024] == 1000
    assert {row.sense for row in found.rows} == {"=="}


def test_a_cap_becomes_the_smaller_of_two():
    """1000 a year; together no more than 900: at 40 % 400, 400, 100; at 100 % 900 at once."""
    cap = {"id": "7", "kind": "cap", "party": "jia", "at_most": {"amount": "9.00"}}
    found = worth([pair(cap)], {"base": outlook(1000, 1000, 1000)})
    assert cash_of(found, {JIA: Fraction(2, 5)}) == [400, 400, 100]
    assert cash_of(found, {JIA: 1}) == [900, 0, 0]
    assert cash_of(found, {JIA: Fraction(3, 10)}) == [300, 300, 300]
    assert sum(v.integer for v in found.variables) > 0


def test_a_cap_that_nothing_can_reach_adds_nothing():
    cap = {"id": "7", "kind": "cap", "party": "jia", "at_most": {"amount": "30.00"}}
    found = worth([pair(cap)], {"base": outlook(1000, 1000, 1000)})
    assert len(found.variables) == 1
    assert len(found.rows) == 1


def test_a_cap_tested_at_the_end_of_the_year_lets_the_year_pass():
    cap = {"id": "7", "kind": "cap", "party": "jia", "at_most": {"amount": "5.00"},
           "test": "year_end"}  # fmt: skip
    found = worth([pair(cap)], {"base": outlook(1000, 1000, 1000)})
    assert cash_of(found, {JIA: Fraction(2, 5)}) == [400, 400, 0]
    assert cash_of(found, {JIA: Fraction(1, 2)}) == [500, 0, 0]
    assert cash_of(found, {JIA: Fraction(1, 10)}) == [100, 100, 100]


def test_a_floor_makes_up_what_is_missing():
    floor = {"id": "7", "kind": "floor", "party": "jia", "paid_by": "yi", "per": "agreement",
             "at_least": "4.00"}  # fmt: skip
    found = worth([pair(floor)], {"base": outlook(1000, 200)})
    assert cash_of(found, {JIA: Fraction(1, 2)}) == [500, 400]
    assert cash_of(found, {JIA: Fraction(1, 2)}, "yi") == [500, -200]
    assert cash_of(found, {JIA: Fraction(1, 5)}) == [400, 400]


def test_what_is_set_aside_before_a_cap_is_not_capped():
    """40 % of 1000 is 400, half of it set aside: 200 count, of which 150 may stay."""
    clauses = (
        {"id": "7", "kind": "cap", "party": "jia", "at_most": {"amount": "1.50"}},
        {"id": "8", "kind": "set_aside", "of": {"jia": "50%"}, "to": "yuan",
         "order": "before_cap"},
    )  # fmt: skip
    found = worth([pair(*clauses)], {"base": outlook(1000)})
    assert cash_of(found, {JIA: Fraction(2, 5)}) == [150]
    assert cash_of(found, {JIA: Fraction(2, 5)}, "yuan") == [200]


def test_output_is_credited_by_open_shares():
    clause = {"id": "9", "indicators": ["gross_output"], "mode": "split_in_totals",
              "shares": {"jia": OPEN, "yi": "rest"}}  # fmt: skip
    output = pd.DataFrame({"project_id": ["P1"], "indicator": ["gross_output"],
                           "period": ["2024"], "value": ["1000.00"], "unit": ["元"]})  # fmt: skip
    tables = {**outlook(1000), "output": output}
    tables["projects"] = tables["projects"].assign(origin="jia", host="yi")
    found = worth([pair(output=[clause])], {"base": tables})
    credit = found.output["base", "pair", "jia", 2024, "gross_output"]
    assert credit.constant == 0
    assert list(credit.terms) == ["pair/9/1/jia"]
    values = {JIA: Fraction(1, 2), "pair/9/1/jia": Fraction(1, 4)}
    given_ = settled([filled(pair(output=[clause]), values)], {"base": tables})
    assert given_.output["base", "pair", "jia", 2024, "gross_output"] == credit.at(values)


# ------------------------------------------------------------------ closed loop, refusals


@given(st.integers(0, 100), st.integers(0, 2000), st.sampled_from(["stage", "end"]))
@settings(max_examples=10, deadline=None, derandomize=True)
def test_promise_and_settlement_differ_by_rounding(points, most, at_):
    cap = {"id": "7", "kind": "cap", "party": "jia", "at_most": {"amount": f"{most}.00"}}
    document = pair(cap, settlement={"rounding": {"at": at_}})
    scenarios = {"base": outlook(33_333, 77_777), "low": outlook(11_111, 10_001)}
    values = {JIA: Fraction(points, 100)}
    found = worth([document], scenarios)
    lines = difference(found, answered(found, values), settled([filled(document, values)],
                                                               scenarios))  # fmt: skip
    assert lines
    assert all(line.is_explained for line in lines)


def test_rows_that_cannot_be_used_are_told():
    tables = outlook(1000)
    tables["tax"] = pd.concat([tables["tax"], tables["tax"].assign(project_id="P9")])
    found = worth([pair()], {"base": tables})
    assert found.cash["base", "pair", "jia", 2024].terms[JIA] == 1000
    lines = {(d["disposition"], d["reason"]): d["amount_fen"] for d in found.read["base"].lines
             if d["table"] == "tax"}  # fmt: skip
    assert lines["read", ""] == 2000
    assert lines["used", ""] == 1000
    assert sum(fen for (kind, _), fen in lines.items() if kind not in ("read", "used")) == 1000


def tiers_in_one_year(*more):
    """Two open shares of different tiers meet in the first half and the second half of 2025."""
    document = pair(*more)
    split = document["clauses"][0]
    shares = split.pop("shares")
    split |= {
        "clock": {"from": {"date": "2024-07-01"}},
        "tiers": [{"years": "1", "shares": shares}, {"years": "2-", "shares": shares}],
    }
    return document  # fmt: skip


def in_two_halves():
    tables = outlook(1000, 1000)
    rows = tables["tax"]
    days = ["2024-09-30", "2025-03-31", "2025-09-30"]
    tables["tax"] = pd.concat([rows, rows.iloc[:1]]).assign(treasury_date=days)
    return {"base": tables}


CAP = {"id": "7", "kind": "cap", "party": "jia", "at_most": {"amount": "15.00"}}


def test_a_cap_over_tiers_needs_no_proportions_where_nothing_tells_them_apart():
    found = worth([tiers_in_one_year(CAP)], in_two_halves())
    assert cash_of(found, {JIA: 1, YI: Fraction(1, 4)}) == [1000, 500]
    assert cash_of(found, {JIA: Fraction(1, 4), YI: 1}) == [250, 1250]


def aside_of_one_tier():
    """The cap would have to know how the shares of the two halves compare."""
    aside = {"id": "8", "kind": "set_aside", "of": {"jia": "50%"}, "to": "yuan",
             "clock": {"from": {"date": "2024-07-01"}}, "years": "1"}  # fmt: skip
    return worth([tiers_in_one_year(CAP, aside)], in_two_halves())


def differences_of_late_amendments():
    late = {"id": "s1", "in_force_from": "2024-06-01", "known_from": "2026-06-01",
            "repeal": ["7"]}  # fmt: skip
    document = pair(CAP, settlement={"late_amendments": "difference"}, amendments=[late])
    return worth([document], {"base": outlook(1000)})


def share_of_many_digits():
    return filled(pair(), {JIA: Fraction(400_000_001, 1_000_000_007)})


def too_little():
    """Terms with which the origin is below its bottom line, held against their brief."""
    from benefitshare.negotiation.api import evaluate
    from tests.negotiation_world import FIRST, LATER, brief, party

    parties = {"jia": party("jia", "50", "100"), "yi": party("yi", "40", "20")}
    found = evaluate(brief(parties=parties), {FIRST: "50%", LATER: "50%"}, criteria=False)
    return list(found.findings)


WARNED = {"below-reservation": too_little}
REFUSED = {
    "worth-not-exact": aside_of_one_tier,
    "worth-late-amendment": differences_of_late_amendments,
    "share-not-writable": share_of_many_digits,
}


@pytest.mark.parametrize("code", [entry.code for entry in ENTRIES])
def test_what_cannot_be_done_is_said_in_both_languages(code):
    if code in WARNED:
        (finding,) = WARNED[code]()
    else:
        with pytest.raises(UsageError) as error:
            REFUSED[code]()
        (finding,) = error.value.findings
    assert finding.code == code
    texts = "\n\n".join(finding.text(lang) for lang in ("zh", "en")) + "\n"
    record = GALLERY / f"{code}.txt"
    if os.environ.get("BENEFITSHARE_RECORD") == "1":
        record.write_text(texts, encoding="utf-8")
    assert texts == record.read_text(encoding="utf-8")


def test_open_agreements_are_not_settled():
    with pytest.raises(InvalidInput):
        settled([pair()], {"base": outlook(1000)})
