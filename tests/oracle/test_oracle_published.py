"""The oracle against worked numbers of published rules (amounts in yuan, S = scheme, K = case)."""

import pytest

from tests.oracle import settle, totals

EVENTS = (
    "registration_date", "relocation_date", "signed_date", "construction_start_date",
    "production_date", "full_production_date", "first_tax_date", "confirmed_date",
)  # fmt: skip


def project(name="p1", **fields):
    row = {"project_id": name, "class": "own", "park": "park", "industry": "any", "origin": "a",
           "host": "b", "introducer": None, "park_party": None, "confirmed": True}  # fmt: skip
    return {**row, **dict.fromkeys(EVENTS), **fields}


def record(amount, day, tax="vat", name="p1", kind="tax", level="shared"):
    fen = round(amount * 100)
    return {"project_id": name, "tax": tax, "amount_fen": fen, "kind": kind, "level": level,
            "treasury_date": day, "period_start": day, "period_end": day}  # fmt: skip


def document(clauses, parties="ab", collector="b", taxes=("vat",), **fields):
    revenue = {"taxes": list(taxes), "division": "none", **fields.pop("revenue", {})}
    settlement = {"collector": collector, **fields.pop("settlement", {})}
    return {"id": "agreement", "parties": {p: {"role": f"role_{p}"} for p in parties},
            "term": {"from": "2010-01-01"}, "revenue": revenue, "clauses": clauses,
            "settlement": settlement, **fields}  # fmt: skip


def split(shares, **fields):
    return {"id": "split", "kind": "split", "shares": shares, **fields}


def yearly(amounts, first=2020, **fields):
    return [record(n, f"{first + i}-06-30", **fields) for i, n in enumerate(amounts)]


def by_party(result, kind="cash", clause=None, period=None):
    heap = {}
    for (when, _, _, which, party, sort), fen in totals(result).items():
        if sort == kind and clause in (None, which) and period in (None, when):
            heap[party] = heap.get(party, 0) + fen
    return heap


def run(doc, tax=(), projects=None, years=None, **tables):
    return settle(doc, {"projects": projects or [project()], "tax": list(tax), **tables}, years)


# ------------------------------------------------------------------ S1


def jingjinji():
    shares = {"project.origin": "50%", "project.host": "50%"}
    return document(
        [
            {"id": "gate", "kind": "gate", "average_tax_at_least": "20000000"},
            {
                "id": "split",
                "kind": "split",
                "clock": {"from": {"latest_of": ["registration_date", "full_production_date"]}},
                "tiers": [{"years": "1-3", "shares": shares}],
            },
            {
                "id": "cap",
                "kind": "cap",
                "party": "project.origin",
                "at_most": {"times": "1", "of": "pre_move_tax", "years": 3},
            },
            {"id": "more", "kind": "extend", "cap": "cap", "split": "split", "years": 2},
        ],
        collector="project.host",
    )


def moved():
    return project(
        relocation_date="2019-03-01",
        registration_date="2019-05-01",
        full_production_date="2020-01-01",
    )


def before_move(values):
    return [
        {"subject": "p1", "factor": "pre_move_tax", "year": y, "value": str(v), "from_date": None}
        for y, v in zip((2016, 2017, 2018), values, strict=True)
    ]


@pytest.mark.parametrize(
    ("before", "amounts", "origin"),
    [
        ((21, 24, 27), (48, 52, 56, 60, 64), (24_000_000, 26_000_000, 22_000_000, 0, 0)),
        (
            (20, 20, 20),
            (10, 20, 25, 26, 27),
            (5_000_000, 10_000_000, 12_500_000, 13_000_000, 13_500_000),
        ),
    ],
    ids=["A/K1", "B/K2"],
)
def test_s1_cap_and_extension(before, amounts, origin):
    factors = before_move([n * 1_000_000 for n in before])
    result = run(jingjinji(), yearly([n * 10**6 for n in amounts]), [moved()], factors=factors)
    for number, expected in enumerate(origin):
        got = by_party(result, period=str(2020 + number))
        assert got.get("a", 0) == expected * 100
        assert got["b"] == (amounts[number] * 10**6 - expected) * 100
    assert sum(t["net_fen"] for t in result["transfers"]) == sum(origin) * 100


@pytest.mark.parametrize(
    ("values", "eligible"),
    [
        ((19_000_000, 20_000_000, 20_000_000), False),
        ((19_990_000, 20_000_000, 20_010_000), True),
    ],
    ids=["C", "C2"],
)
def test_s1_gate(values, eligible):
    result = run(jingjinji(), yearly([10**7]), [moved()], factors=before_move(values))
    assert result["qualified"] == {"p1": eligible}
    assert result["out_of_scope"] == ({} if eligible else {0: "gate:gate"})


def test_s1_odd_amounts():
    halves = document([split({"a": "50%", "b": "50%"})])
    assert by_party(run(halves, yearly([33333333]))) == {"a": 1666666650, "b": 1666666650}
    assert by_party(run(halves, yearly([33333333.33]))) == {"a": 1666666667, "b": 1666666666}
    to_b = document(
        [split({"a": "50%", "b": "50%"})],
        settlement={"rounding": {"residue": {"to": "b", "others": "down"}}},
    )
    assert by_party(run(to_b, yearly([33333333.33]))) == {"a": 1666666666, "b": 1666666667}


# ------------------------------------------------------------------ S2, S3: branches


def test_s2_head_office_branches_pool():
    cit = {"tax": "cit", "central": "60%", "province": "0", "city": "40%"}
    doc = document(
        [split({"a": "25%", "b": "50%", "c": "25%"})],
        "abc",
        taxes=["cit"],
        revenue={"division": {"rows": [cit]}},
    )
    expected = {"a": 100_000_000, "b": 200_000_000, "c": 100_000_000}
    assert by_party(run(doc, yearly([10**7], tax="cit"))) == expected


WEIGHTS = {"revenue": "0.35", "pay": "0.35", "assets": "0.30"}


def branches(table, year=2019):
    return [
        {"subject": p, "factor": f, "year": year, "value": str(v), "from_date": None}
        for p, row in table.items()
        for f, v in zip(WEIGHTS, row, strict=True)
    ]


def by_factors(parties, settlement=None, **fields):
    node = {"weights": WEIGHTS, "of": list(parties), **fields}
    return document(
        [{"id": "split", "kind": "split", "factors": node}], parties, settlement=settlement or {}
    )


def test_s3_e1_and_e2():
    two = branches({"a": (1000, 200, 800), "b": (1500, 300, 1200)})
    assert by_party(run(by_factors("ab"), yearly([1000]), factors=two)) == {"a": 40000, "b": 60000}
    three = branches(
        {"a": (50, 9, 80), "b": (30, 5, 60), "c": (40, 7, 50)},
    )
    expected = {"a": 211074561, "b": 132785088, "c": 156140351}
    for decimals in (None, 10):
        result = run(by_factors("abc", decimals=decimals), yearly([5 * 10**6]), factors=three)
        assert by_party(result) == expected
    # the same ratios on the two million of S4
    result = run(by_factors("abc"), yearly([10**6]), factors=three)
    assert by_party(result) == {"a": 42214912, "b": 26557018, "c": 31228070}


@pytest.mark.parametrize(
    ("count", "pot", "first"), [(3, 5_000_000, 166666666), (7, 10**6, 14285714)]
)
def test_s3_e3_equal_branches(count, pot, first):
    parties = "abcdefg"[:count]
    table = branches(dict.fromkeys(parties, (1, 1, 1)))
    parts = by_party(run(by_factors(parties, decimals=10), yearly([pot]), factors=table))
    assert sum(parts.values()) == pot * 100
    assert min(parts.values()) == first
    assert max(parts.values()) == first + 1
    rest = by_factors(parties, settlement={"rounding": {"residue": {"to": "a"}}})
    parts = by_party(run(rest, yearly([pot]), factors=table))
    others = {parts[p] for p in parties[1:]}  # half up, then the residue: +0.01 or -0.02
    assert others == {166666667 if count == 3 else 14285714}
    assert parts["a"] == pot * 100 - sum(parts[p] for p in parties[1:])


def test_s3_e4_rates_differ():
    node = {
        "weights": {"share": "1"},
        "of": ["a", "b", "c", "d"],
        "rates": {"a": "25%", "b": "25%", "c": "15%", "d": "25%"},
        "resplit": True,
    }
    values = {"a": 50, "b": 20, "c": 15, "d": 15}
    factors = [
        {"subject": p, "factor": "share", "year": 2019, "value": str(v), "from_date": None}
        for p, v in values.items()
    ]
    doc = document([{"id": "split", "kind": "split", "factors": node}], "abcd")
    expected = {"a": 117500000, "b": 47000000, "c": 35250000, "d": 35250000}
    assert by_party(run(doc, yearly([10**7]), factors=factors)) == expected


def test_k8_regional_annex():
    row = {"tax": "cit", "central": "60%", "province": "10%", "city": "30%"}
    levels = {"central": 18, "province": 3, "city": 9}
    for part, millions in levels.items():
        doc = document(
            [split({"a": "100%"})],
            taxes=["cit"],
            revenue={"division": {"rows": [row]}, "part": part},
        )
        got = by_party(run(doc, yearly([3 * 10**7], tax="cit")))
        assert got == {"a": millions * 10**8}


# ------------------------------------------------------------------ S6, S7


def test_s6_own_and_referred_projects():
    doc = document(
        [
            {**split({"b": "70%", "role:county": "rest"}), "applies_to": {"class": "own"}},
            {
                **split({"b": "60%", "project.introducer": "rest"}),
                "id": "referred",
                "applies_to": {"class": "referred"},
            },
        ],
        "bcde",
    )
    for party in "cde":
        doc["parties"][party]["role"] = "county"
    projects = [project(), project("p2", **{"class": "referred", "introducer": "d"})]
    tax = yearly([10**7]) + yearly([10**7], name="p2")
    result = run(doc, tax, projects)
    assert by_party(result, clause="split") == {"b": 7 * 10**8} | dict.fromkeys("cde", 10**8)
    assert by_party(result, clause="referred") == {"b": 6 * 10**8, "d": 4 * 10**8}
    odd = by_party(run(doc, yearly([10_000_000.07]), projects))
    assert odd == {"b": 700000005, "c": 100000001, "d": 100000001, "e": 100000000}


def test_s7_two_clocks():
    doc = document(
        [
            {
                "id": "split",
                "kind": "split",
                "clock": {"from": "first_tax_date", "anniversary": "month"},
                "tiers": [{"years": "1-5", "shares": {"a": "50%", "b": "50%"}}],
            }
        ],
        output=[
            {
                "id": "credit",
                "indicators": ["output"],
                "mode": "split_for_assessment",
                "clock": {"from": "construction_start_date"},
                "tiers": [{"years": "1-5", "shares": {"a": "50%", "b": "50%"}}],
            }
        ],
    )
    it = project(first_tax_date="2020-03-15", construction_start_date="2018-07-01")
    tax = yearly([1_200_000, 3_000_000, 3_600_000, 4_200_000, 4_800_000])
    tax += [record(450_000, f"2025-{m:02d}-20") for m in range(1, 13)]
    output = [
        {"project_id": "p1", "indicator": "output", "period": q, "value": 101}
        for q in ("2023Q2", "2023Q3")
    ]
    result = run(doc, tax, [it], output=output)
    expected = [600_000, 1_500_000, 1_800_000, 2_100_000, 2_400_000, 450_000]
    got = [by_party(result, period=str(y)).get("a", 0) for y in range(2020, 2026)]
    assert got == [n * 100 for n in expected]
    assert by_party(result)["a"] == 885_000_000
    credits_ = {
        (c["period"], c["party"]): c["value"]
        for c in result["output_credits"]
        if c["kind"] == "credit"
    }
    assert credits_ == {("2023Q2", "a"): 51, ("2023Q2", "b"): 50, ("2023Q3", "b"): 101}


# ------------------------------------------------------------------ S8 to S20


def test_s8_system_share_given_back():
    doc = document(
        [
            split({"a": "50%", "b": "50%"}),
            {
                "id": "back",
                "kind": "give_back",
                "from": "c",
                "of": {"party": "b", "system_share": "20%"},
                "rate": "100%",
                "clock": {"from": "first_tax_date", "year_one": "event_year"},
                "years": "1-5",
            },
        ],
        "abc",
        output=[
            {
                "id": "halves",
                "indicators": ["industrial_output"],
                "mode": "split_in_totals",
                "shares": {"a": "50%", "b": "50%"},
            }
        ],
    )
    output = [
        {"project_id": "p1", "indicator": "industrial_output", "period": "2020", "value": 10**9}
    ]
    result = run(
        doc, yearly([3 * 10**7] * 6), [project(first_tax_date="2020-02-01")], output=output
    )
    for year in range(2020, 2025):
        assert by_party(result, period=str(year)) == {"a": 15 * 10**8, "b": 15 * 10**8}
    sixth = by_party(result, period="2025")
    assert sixth == {"a": 15 * 10**8, "b": 12 * 10**8, "c": 3 * 10**8}
    halves = {c["party"]: c["value"] for c in result["output_credits"] if c["kind"] == "credit"}
    assert halves == {"a": 5 * 10**8, "b": 5 * 10**8}


@pytest.mark.parametrize(("current", "returned"), [(80, 30), (40, 0)])
def test_s11_growth_over_the_base_year(current, returned):
    clauses = [
        {"id": "base", "kind": "baseline", "amount": "50000000", "owner": "c"},
        split({"a": "50%", "b": "50%"}),
    ]
    result = run(document(clauses, "abc"), yearly([current * 10**6]))
    expected = {"c": min(current, 50) * 10**8}
    expected |= dict.fromkeys("ab", returned * 10**8 // 2) if returned else {}
    assert by_party(result) == expected
    clauses[1] = split({"c": "30%", "a": "70%"})
    ordinary = by_party(run(document(clauses, "abc"), yearly([80 * 10**6])), clause="split")
    assert ordinary == {"a": 21 * 10**8, "c": 9 * 10**8}


@pytest.mark.parametrize(("current", "each"), [(20, 4), (9, 0)])
def test_s12_increment(current, each):
    clauses = [
        {"id": "base", "kind": "baseline", "amount": "12000000", "owner": "b"},
        split({"a": "50%", "b": "50%"}),
    ]
    result = run(document(clauses), yearly([current * 10**6]))
    assert by_party(result, clause="base") == {"b": min(current, 12) * 10**8}
    assert by_party(result, clause="split") == (dict.fromkeys("ab", each * 10**8) if each else {})


def test_s13_entitlement_and_cash_differ():
    aside = {"id": "zone", "kind": "set_aside", "of": {"a": "100%", "b": "100%"}, "to": "c"}
    result = run(document([split({"a": "50%", "b": "50%"}), aside], "abc"), yearly([8 * 10**7]))
    assert by_party(result, "entitlement") == {"a": 4 * 10**9, "b": 4 * 10**9}
    assert by_party(result, "cash") == {"a": 0, "b": 0, "c": 8 * 10**9}
    (transfer,) = result["transfers"]
    assert (transfer["payer"], transfer["payee"], transfer["net_fen"]) == ("b", "c", 8 * 10**9)


def test_s14_five_years_of_forty_sixty():
    shares = {"a": "40%", "b": "60%"}
    clock = {"from": "first_tax_date", "year_one": "event_year"}
    doc = document(
        [
            {
                "id": "split",
                "kind": "split",
                "clock": clock,
                "tiers": [{"years": "1-5", "shares": shares}],
            }
        ],
        output=[
            {"id": "stat", "indicators": ["output"], "mode": "split_in_totals", "shares": shares}
        ],
    )
    output = [{"project_id": "p1", "indicator": "output", "period": "2020", "value": 2 * 10**9}]
    amounts = [3_000_000, 4_500_000, 6_000_000, 7_500_000, 9_000_000]
    result = run(doc, yearly(amounts), [project(first_tax_date="2020-05-01")], output=output)
    assert [by_party(result, period=str(2020 + i))["a"] for i in range(5)] == [
        n * 40 for n in amounts
    ]
    assert by_party(result)["a"] == 12_000_000 * 100
    halves = {c["party"]: c["value"] for c in result["output_credits"] if c["kind"] == "credit"}
    assert halves == {"a": 800_000_000, "b": 1_200_000_000}


def test_s15_three_gorges():
    power = document([split({"a": "15.67%", "b": "84.33%"})])
    assert by_party(run(power, yearly([10**8]))) == {"a": 1567000000, "b": 8433000000}
    assert by_party(run(power, yearly([123456789.00]))) == {"a": 1934567884, "b": 10411111016}
    fee = document([split({"c": "10%", "a": "15.003%", "b": "74.997%"})], "abc", taxes=["other"])
    got = by_party(run(fee, yearly([421_850_000], tax="other")))
    assert got == {"c": 4218500000, "a": 6329015550, "b": 31637484450}


def test_s16_base_after_incentives():
    clauses = [
        {"id": "paid", "kind": "deduct", "kinds": ["incentive"]},
        split({"a": "50%", "b": "50%"}),
    ]
    doc = document(
        clauses,
        revenue={
            "division": {
                "rows": [{"tax": "vat", "central": "50%", "province": "10%", "city": "40%"}]
            }
        },
    )
    costs = [{"project_id": "p1", "kind": "incentive", "period": "2020", "amount_fen": 150_000_000}]
    result = run(doc, yearly([10**7]), deductions=costs)
    assert by_party(result, clause="paid") == {"b": 150_000_000}
    assert sum(by_party(result, clause="split").values()) == 250_000_000


def test_s18_capital_calls():
    doc = document(
        [
            {
                "id": "capital",
                "kind": "cost_share",
                "kinds": ["capital"],
                "fund": "d",
                "shares": {"ratio": "7:2:1", "of": ["a", "b", "c"]},
            }
        ],
        "abcd",
    )
    costs = [{"project_id": "", "kind": "capital", "period": "2020", "amount_fen": 10**11}]
    result = run(doc, deductions=costs, years=[2020])
    expected = {"a": -7 * 10**10, "b": -2 * 10**10, "c": -(10**10), "d": 10**11}
    assert by_party(result) == expected


def test_s20_net_of_three_cost_lines():
    costs = [
        {"project_id": "", "kind": kind, "period": "2020", "amount_fen": millions * 10**8}
        for kind, millions in (("construction", 12), ("incentive", 8), ("administration", 5))
    ]
    clauses = [
        {
            "id": "costs",
            "kind": "deduct",
            "kinds": ["construction", "incentive", "administration"],
            "per": "agreement",
        },
        split({"a": "50%", "b": "50%"}),
    ]
    doc = document(clauses, taxes=["other"])
    result = run(doc, yearly([5 * 10**7], tax="other"), deductions=costs)
    assert by_party(result, clause="split") == {"a": 125 * 10**7, "b": 125 * 10**7}


def test_fixed_return_of_a_village_company():
    clauses = [
        split({"a": "50%", "b": "50%"}),
        {
            "id": "return",
            "kind": "fixed_return",
            "party": "a",
            "paid_by": "b",
            "rate": "10%",
            "amount": "150000000",
        },
    ]
    result = run(document(clauses), yearly([100]))
    assert by_party(result, clause="return") == {"a": 15 * 10**8, "b": -15 * 10**8}
