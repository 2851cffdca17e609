"""Every reading of an agreement, one hand-worked case each: the money under each of its values.

Each case is a document, its tables, and for every value of one parameter who gets what in cash,
in fen by period. Amounts are so small that the figures can be checked in the head. Each is held
against the library and against the oracle; a value the schema gives as the default must also be
what leaving the parameter out means. The parties: a sends the project, h hosts it and collects, p
is the park, v the province.
"""

import copy
import json
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from benefitshare.agreements import validate_agreement
from tests.bridge import CREDIT, library_totals
from tests.oracle import settle, totals

SCHEMA = json.loads(
    (Path(__file__).parent.parent / "schemas" / "v1" / "agreement.schema.json").read_text("utf-8")
)
LEFT_OUT = object()
"""Stands for a parameter that is not written, where the schema names no default."""
PARTIES = {"a": "origin", "h": "host", "p": "park", "v": "province"}
EVENTS = (
    "registration_date", "relocation_date", "signed_date", "construction_start_date",
    "production_date", "full_production_date", "first_tax_date", "confirmed_date",
)  # fmt: skip


class Case(NamedTuple):
    """One reading: where it is written in the document, and the money under each value."""

    reading: str
    at: str
    document: dict[str, Any]
    tables: dict[str, Any]
    money: list[tuple[Any, str]]


# ------------------------------------------------------------------ the world of the cases


def agreement(*clauses, revenue=None, settlement=None, **fields):
    return {
        "schema": "benefitshare/agreement/v1", "id": "agreement", "status": "draft",
        "title": {"zh": "甲乙协议", "en": "A and B"},
        "parties": {p: {"name": {"zh": p, "en": p}, "role": r} for p, r in PARTIES.items()},
        "term": {"from": "2020-01-01"},
        "revenue": {"taxes": ["vat", "cit"], "division": "none", **(revenue or {})},
        "clauses": [{"id": c["kind"], **c} for c in clauses],
        "settlement": {"collector": "h", **(settlement or {})},
        **fields,
    }  # fmt: skip


def tables(*tax, projects=None, **others):
    return {"tax": list(tax), "projects": projects or [project()], **others}


def project(name="P1", **fields):
    row = {"project_id": name, "class": "moved", "park": "park", "industry": "any", "origin": "a",
           "host": "h", "introducer": None, "park_party": None, "confirmed": None}  # fmt: skip
    return {**row, **dict.fromkeys(EVENTS), **fields}


def tax(fen, day, end=None, name="vat", of="P1", kind="tax"):
    """One gross record; its tax period ends on the treasury date unless told."""
    return {"project_id": of, "tax": name, "amount_fen": fen, "kind": kind, "level": "shared",
            "treasury_date": day, "period_start": end or day, "period_end": end or day}  # fmt: skip


def yearly(*amounts):
    """Amounts of 2024, 2025 and so on."""
    return [tax(fen, f"{2024 + n}-06-30") for n, fen in enumerate(amounts)]


def clause(kind, **fields):
    return {"kind": kind, **fields}


def split(**shares):
    return clause("split", shares=shares)


def tiers(clock, *of_a, **fields):
    """Year one gives a the first share, year two the second; the host has the rest."""
    first = 2024 if clock == "calendar" else 1
    rules = [
        {"years": str(first + n), "shares": {"a": share, "h": "rest"}}
        for n, share in enumerate(of_a)
    ]
    return clause("split", clock={"from": clock}, tiers=rules, **fields)


def factor(subject, name, **values):
    """Values of a factor by year, written `y2023="10.00"`."""
    return [
        {"subject": subject, "factor": name, "year": int(y[1:]), "value": v, "from_date": None}
        for y, v in values.items()
    ]


def by_factor(names=("revenue",), of=("a", "h"), **fields):
    weights = {name: f"1/{len(names)}" for name in names}
    return clause("split", factors={"weights": weights, "of": list(of), **fields})


def cost(fen, period="2024", of="P1"):
    return {"project_id": of, "kind": "road", "period": period, "amount_fen": fen}


def banded(**fields):
    bands = [{"up_to": "1.50", "shares": {"a": "100%"}}, {"shares": {"h": "100%"}}]
    return clause("split", bands=bands, **fields)


def amendment(**fields):
    since = fields.pop("since")
    return {"id": "amendment", "in_force_from": since, "known_from": since,
            "text": {"zh": "补充协议"}, **fields}  # fmt: skip


HALVES = split(a="50%", h="rest")
THIRDS = split(a="1/3", h="1/3", p="1/3")
FROM_2024 = {"date": "2024-01-01"}
SIXTY_THEN_TEN = tiers("calendar", "60%", "10%")
FULL_PRODUCTION = agreement(tiers("full_production_date", "60%", "10%"))
PLANT = [project(full_production_date="2024-04-15")]
MOVED = [project(relocation_date="2024-01-01", signed_date="2023-01-01")]
TWO = [project(), project("P2")]
PRE_MOVE = factor("P1", "pre_move_tax", y2020="0.10", y2021="0.10", y2022="0.20", y2023="0.30")
GATED = agreement(clause("gate", average_tax_at_least="0.25", window={}), HALVES)
CHANGE = amendment(since="2025-01-01", party_change={"from": "a", "to": "p"})
LATE = {**amendment(since="2024-01-01", clauses=[{"id": "split", **split(a="60%", h="rest")}]),
        "known_from": "2025-03-01"}  # fmt: skip


def levels(central, province, city):
    return {"tax": "vat", "central": central, "province": province, "city": city}


def divided(*parts, **fields):
    return {"taxes": ["vat"], "division": {"rows": [levels(*parts)]}, **fields}


def equal_factors(year, **values):
    return [row for p, v in values.items() for row in factor(p, "revenue", **{f"y{year}": v})]


# ------------------------------------------------------------------ records and their dates

LATE_ENTRY = tables(tax(100, "2025-01-10", end="2024-12-31"))
REFUNDED = tables(*yearly(100), tax(-20, "2025-03-01", end="2024-06-30", kind="refund"))
BOTH_REFUNDS = tables(
    *yearly(100),
    tax(-20, "2024-09-01", kind="refund"),
    tax(-10, "2024-09-01", kind="credit_refund"),
)
BY_TAX_PERIOD = agreement(SIXTY_THEN_TEN, revenue={"year_by": "tax_period"})
REVENUE = [
    Case("revenue.year_by", "revenue/year_by", agreement(HALVES), LATE_ENTRY, [
        ("treasury_date", "2025: a 50 h 50"),
        ("tax_period", "2024: a 50 h 50"),
    ]),
    # the record counts in 2025 whichever date picks its tier
    Case("revenue.tier_by", "revenue/tier_by", agreement(SIXTY_THEN_TEN), LATE_ENTRY, [
        (LEFT_OUT, "2025: a 10 h 90"),
        ("treasury_date", "2025: a 10 h 90"),
        ("tax_period", "2025: a 60 h 40"),
    ]),
    Case("revenue.tier_by", "revenue/tier_by", BY_TAX_PERIOD, LATE_ENTRY, [
        (LEFT_OUT, "2024: a 60 h 40"),
        ("treasury_date", "2024: a 10 h 90"),
    ]),
    # of the refund of 20 a bears 10%, the share of its entry; in 2024: 60 - 2, 40 - 18
    Case("revenue.refunds.year", "revenue/refunds/year", agreement(SIXTY_THEN_TEN), REFUNDED, [
        (LEFT_OUT, "2024: a 60 h 40; 2025: a -2 h -18"),
        ("entry", "2024: a 60 h 40; 2025: a -2 h -18"),
        ("tax_period", "2024: a 58 h 22"),
    ]),
    Case("revenue.refunds.share", "revenue/refunds/share", agreement(SIXTY_THEN_TEN), REFUNDED, [
        (LEFT_OUT, "2024: a 60 h 40; 2025: a -2 h -18"),
        ("of_entry", "2024: a 60 h 40; 2025: a -2 h -18"),
        ("of_tax", "2024: a 60 h 40; 2025: a -12 h -8"),
    ]),
    # what is written for refunds holds for them, whatever holds for tax; 60 - 12, 40 - 8
    Case("revenue.refunds.year", "revenue/refunds/year", BY_TAX_PERIOD, REFUNDED, [
        (LEFT_OUT, "2024: a 48 h 32"),
        ("entry", "2024: a 60 h 40; 2025: a -12 h -8"),
    ]),
    Case("revenue.refunds.share", "revenue/refunds/share", BY_TAX_PERIOD, REFUNDED, [
        (LEFT_OUT, "2024: a 48 h 32"),
        ("of_entry", "2024: a 58 h 22"),
    ]),
    # 100 - 20 - 10, or the refund alone
    Case("revenue.refunds.count", "revenue/refunds/count", agreement(HALVES), BOTH_REFUNDS, [
        (["refund", "credit_refund", "export_refund", "correction", "exempt_offset"],
         "2024: a 35 h 35"),
        (["refund"], "2024: a 40 h 40"),
    ]),
    Case("revenue.part", "revenue/part",
         agreement(HALVES, revenue=divided("60%", "10%", "30%")), tables(*yearly(100)), [
        ("city", "2024: a 15 h 15"),
        ("province", "2024: a 5 h 5"),
        ("local", "2024: a 20 h 20"),
        ("central", "2024: a 30 h 30"),
        ("all", "2024: a 50 h 50"),
    ]),
    # the city's part of VAT: a quarter, a half, or the amount undivided
    Case("revenue.division", "revenue/division",
         agreement(HALVES, revenue={"taxes": ["vat"]}), tables(*yearly(400)), [
        ("guangdong", "2024: a 50 h 50"),
        ("shenzhen", "2024: a 100 h 100"),
        ("none", "2024: a 200 h 200"),
    ]),
    # the city's half of 100, less its half of the refund of 20, or none of it
    Case("revenue.refund_division", "revenue/refund_division",
         agreement(HALVES, revenue=divided("50%", "0", "50%")),
         tables(*yearly(100), tax(-20, "2024-09-01", kind="credit_refund")), [
        ("as_tax", "2024: a 20 h 20"),
        ({"credit_refund": {"central": "100%", "province": "0", "city": "0"}}, "2024: a 25 h 25"),
    ]),
]  # fmt: skip

# ------------------------------------------------------------------ clocks

AROUND_START = [tax(100, f"{y}-{d}") for y in (2024, 2025) for d in ("02-01", "06-30")]
FIRST_DAYS = [tax(100, "2024-04-15"), tax(100, "2025-04-15")]
EARLY_DAYS = [tax(100, "2024-04-10"), tax(100, "2025-04-10")]
CLOCKS = [
    # start 2024-04-15; year one 60%, year two 10%, all to h before
    Case("clock.year_one", "clauses/0/clock/year_one", FULL_PRODUCTION,
         tables(*AROUND_START, projects=PLANT), [
        ("anniversary", "2024: a 60 h 140; 2025: a 70 h 130"),
        ("event_year", "2024: a 120 h 80; 2025: a 20 h 180"),
        ("following_year", "2024: h 200; 2025: a 120 h 80"),
    ]),
    # 10 April is before the day, and after the first of the month
    Case("clock.anniversary", "clauses/0/clock/anniversary", FULL_PRODUCTION,
         tables(*EARLY_DAYS, projects=PLANT), [
        ("day", "2024: h 100; 2025: a 60 h 40"),
        ("month", "2024: a 60 h 40; 2025: a 10 h 90"),
    ]),
    Case("clock.first_day", "clauses/0/clock/first_day", FULL_PRODUCTION,
         tables(*FIRST_DAYS, projects=PLANT), [
        ("counted", "2024: a 60 h 40; 2025: a 10 h 90"),
        ("next_day", "2024: h 100; 2025: a 60 h 40"),
    ]),
]  # fmt: skip

# ------------------------------------------------------------------ splits

GROWING = equal_factors(2023, a="1", h="1") + equal_factors(2024, a="1", h="3")
THREE_EQUAL = equal_factors(2023, a="1", h="1", p="1")
CHANGED = [*equal_factors(2023, a="1", h="1"),
           {**factor("a", "revenue", y2023="3")[0], "from_date": "2024-07-01"}]  # fmt: skip
NO_PAY = [*equal_factors(2023, a="1", h="3"),
          *factor("a", "pay", y2023="0"), *factor("h", "pay", y2023="0")]  # fmt: skip
RATES = {"a": "10%", "h": "20%"}
THREE_CELLS = tables(
    tax(100, "2024-06-30"), tax(100, "2024-06-30", "2024-06-30", "cit"),
    tax(100, "2024-06-30", of="P2"), projects=TWO,
)  # fmt: skip
SPLITS = [
    Case("split.outside_to", "clauses/0/outside_to", agreement(tiers(FROM_2024, "60%")),
         tables(*yearly(100, 100)), [
        (LEFT_OUT, "2024: a 60 h 40; 2025: h 100"),
        ("p", "2024: a 60 h 40; 2025: p 100"),
    ]),
    Case("factors.factor_year", "clauses/0/factors/factor_year", agreement(by_factor()),
         tables(*yearly(100), factors=GROWING), [
        ("previous", "2024: a 50 h 50"),
        ("same", "2024: a 25 h 75"),
    ]),
    # 1/3 to 2/3, or 0.3 to 0.7
    Case("factors.decimals", "clauses/0/factors/decimals", agreement(by_factor()),
         tables(*yearly(1000), factors=equal_factors(2023, a="1", h="2")), [
        (LEFT_OUT, "2024: a 333 h 667"),
        (1, "2024: a 300 h 700"),
    ]),
    # 0.3 each leaves 0.1: to the first of the largest, or to p
    Case("factors.ratio_residue", "clauses/0/factors/ratio_residue",
         agreement(by_factor(of="ahp", decimals=1)), tables(*yearly(100), factors=THREE_EQUAL), [
        ("largest", "2024: a 40 h 30 p 30"),
        ("p", "2024: a 30 h 30 p 40"),
    ]),
    # in the second half of the year a's factor is 3 to 1
    Case("factors.change", "clauses/0/factors/change", agreement(by_factor()),
         tables(tax(100, "2024-03-01"), tax(100, "2024-09-01"), factors=CHANGED), [
        ("frozen", "2024: a 100 h 100"),
        ("from_date", "2024: a 125 h 75"),
    ]),
    # nobody paid wages: nothing is settled, or revenue alone decides
    Case("factors.zero_factor", "clauses/0/factors/zero_factor",
         agreement(by_factor(("revenue", "pay"))), tables(*yearly(100), factors=NO_PAY), [
        ("refuse", ""),
        ("drop", "2024: a 25 h 75"),
    ]),
    # 1600 to 1000 as 1 to 1, or as 2 to 1
    Case("factors.round_values.mode", "clauses/0/factors/round_values/mode",
         agreement(by_factor(round_values={"unit": 1000})),
         tables(*yearly(90), factors=equal_factors(2023, a="1600", h="1000")), [
        ("down", "2024: a 45 h 45"),
        ("half_up", "2024: a 60 h 30"),
    ]),
    # 500 each taxed at 10% and 20%; the 150 then halved again
    Case("factors.resplit", "clauses/0/factors/resplit", agreement(by_factor(rates=RATES)),
         tables(*yearly(1000), factors=equal_factors(2023, a="1", h="1")), [
        (False, "2024: a 50 h 100"),
        (True, "2024: a 75 h 75"),
    ]),
    # the first 1.50 yuan is a's: of each 100; of 200 and of 100; of 300
    Case("split.band_of", "clauses/0/band_of", agreement(banded()), THREE_CELLS, [
        ("project_tax_period", "2024: a 300"),
        ("project_period", "2024: a 250 h 50"),
        ("agreement_period", "2024: a 150 h 150"),
    ]),
    Case("split.band_mode", "clauses/0/band_mode", agreement(banded()), tables(*yearly(200)), [
        ("marginal", "2024: a 150 h 50"),
        ("whole", "2024: h 200"),
    ]),
    Case("split.boundary", "clauses/0/boundary", agreement(banded(band_mode="whole")),
         tables(*yearly(150)), [
        ("lower", "2024: a 150"),
        ("upper", "2024: h 150"),
    ]),
]  # fmt: skip

# ------------------------------------------------------------------ gates

AVERAGE = tables(*yearly(100), projects=MOVED, factors=PRE_MOVE)
JUST_BELOW = factor("P1", "pre_move_tax", y2021="0.24", y2022="0.25", y2023="0.25")
OWN_RECORDS = agreement(
    clause("gate", average_tax_at_least="10.00", window={"years": 1, "source": "records"}),
    HALVES,
    term={"from": "2024-01-01"},
)
BY_FACTOR = agreement(clause("gate", average_tax_at_least="10.00", window={"years": 1}), HALVES,
                      term={"from": "2024-01-01"})  # fmt: skip
GATES = [
    # 0.10, 0.20 and 0.30 give 0.20 on average
    Case("gate.inclusive", "clauses/0/inclusive",
         agreement(clause("gate", average_tax_at_least="0.20", window={}), HALVES), AVERAGE, [
        (True, "2024: a 50 h 50"),
        (False, ""),
    ]),
    # 0.2467 is below 0.25
    Case("gate.round_average", "clauses/0/round_average", GATED,
         tables(*yearly(100), projects=MOVED, factors=JUST_BELOW), [
        (False, ""),
        (True, "2024: a 50 h 50"),
    ]),
    Case("gate.window.years", "clauses/0/window/years", GATED, AVERAGE, [
        (3, ""),
        (1, "2024: a 50 h 50"),
    ]),
    # before 2024: 0.20 on average; before 2023: 0.13
    Case("gate.window.before", "clauses/0/window/before",
         agreement(clause("gate", average_tax_at_least="0.20", window={}), HALVES), AVERAGE, [
        ("relocation_date", "2024: a 50 h 50"),
        ("signed_date", ""),
    ]),
    Case("gate.window.factor", "clauses/0/window/factor", GATED,
         tables(*yearly(100), projects=MOVED, factors=[
             *PRE_MOVE, *factor("P1", "land", y2021="1", y2022="1", y2023="1")]), [
        ("pre_move_tax", ""),
        ("land", "2024: a 50 h 50"),
    ]),
    # 10 yuan in March 2023: in the calendar year before July 2024, not in the twelve months
    Case("gate.window.by", "clauses/0/window/by", OWN_RECORDS,
         tables(tax(1000, "2023-03-01"), tax(100, "2024-08-01"),
                projects=[project(relocation_date="2024-07-01")]), [
        ("calendar_year", "2024: a 50 h 50"),
        ("anniversary", ""),
    ]),
    # the factor says 0.30 for 2023, the records say 10 yuan
    Case("gate.window.source", "clauses/0/window/source", BY_FACTOR,
         tables(tax(1000, "2023-03-01"), tax(100, "2024-08-01"), projects=MOVED,
                factors=PRE_MOVE), [
        ("factor", ""),
        ("records", "2024: a 50 h 50"),
    ]),
    Case("gate.confirmed", "clauses/0/confirmed",
         agreement(clause("gate", classes=["moved"]), HALVES), tables(*yearly(100)), [
        (False, "2024: a 50 h 50"),
        (True, ""),
    ]),
]  # fmt: skip

# ------------------------------------------------------------------ the shareable base

ROAD = clause("deduct", kinds=["road"])
STOCK = clause("baseline", amount="1.00", owner="h")
AVERAGED = clause("baseline", factor="stock", years=[2022, 2023], owner="h",
                  index={"rate": "100%", "from": 2023})  # fmt: skip
INDEXED = clause("baseline", amount="1.01", owner="h", index={"rate": "50%", "from": 2022})
TWO_BASES = [tax(100, "2024-06-30"), tax(300, "2024-06-30", of="P2")]
BASES = [
    Case("settlement.negative_base", "settlement/negative_base", agreement(HALVES),
         tables(*yearly(-40, 100)), [
        ("claw_back", "2024: a -20 h -20; 2025: a 50 h 50"),
        ("carry_forward", "2025: a 30 h 30"),
    ]),
    # 200 for the road: 100 is all P1 has; or 50 from P1 and 150 from P2
    Case("deduct.per", "clauses/0/per", agreement(ROAD, HALVES),
         tables(*TWO_BASES, projects=TWO, deductions=[cost(200)]), [
        ("project", "2024: a 150 h 250"),
        ("agreement", "2024: a 100 h 300"),
    ]),
    Case("deduct.excess", "clauses/0/excess", agreement(ROAD, HALVES),
         tables(*yearly(100, 100), deductions=[cost(150)]), [
        ("drop", "2024: h 100; 2025: a 50 h 50"),
        ("carry", "2024: h 100; 2025: a 25 h 75"),
    ]),
    Case("deduct.to", "clauses/0/to", agreement(ROAD, HALVES),
         tables(*yearly(100), deductions=[cost(40)]), [
        (LEFT_OUT, "2024: a 30 h 70"),
        ("p", "2024: a 30 h 30 p 40"),
    ]),
    # a stock of 100 of both projects, or of each
    Case("baseline.per", "clauses/0/per", agreement(STOCK, HALVES),
         tables(tax(100, "2024-06-30"), tax(100, "2024-06-30", of="P2"), projects=TWO), [
        ("agreement", "2024: a 50 h 150"),
        ("project", "2024: h 200"),
    ]),
    # 60 is 40 short of the stock
    Case("baseline.below", "clauses/0/below", agreement(STOCK, HALVES), tables(*yearly(60, 200)), [
        ("zero", "2024: h 60; 2025: a 50 h 150"),
        ("carry", "2024: h 60; 2025: a 30 h 170"),
        ({"absorbed_by": "v"}, "2024: h 100 v -40; 2025: a 50 h 150"),
    ]),
    # 100.5 doubled: 202 or 201; of 302 there are 100 or 101 left
    Case("baseline.round_average", "clauses/0/round_average", agreement(AVERAGED, HALVES),
         tables(*yearly(302), factors=factor("agreement", "stock", y2022="1.00", y2023="1.01")), [
        (True, "2024: a 50 h 252"),
        (False, "2024: a 51 h 251"),
    ]),
    # 101, 151.5 (152), 228; or 101 x 2.25 = 227.25
    Case("baseline.round_index", "clauses/0/round_index", agreement(INDEXED, HALVES),
         tables(*yearly(328)), [
        ("each_year", "2024: a 50 h 278"),
        ("end", "2024: a 51 h 277"),
    ]),
]  # fmt: skip

# ------------------------------------------------------------------ limits


def capped(at_most, **fields):
    return clause("cap", party="a", at_most={"amount": at_most}, **fields)


TWO_HOSTS = [project(), project("P2", host="v")]
SPREAD = capped("0.60", per="agreement", excess_to="project.host")
OF_PRE_MOVE = agreement(HALVES, clause("cap", party="a", at_most={"times": "1"}))
TWO_YEARS = clause("split", clock={"from": FROM_2024},
                   tiers=[{"years": "1-2", "shares": {"a": "50%", "h": "rest"}}])  # fmt: skip
FLOOR = clause("floor", party="a", at_least="2.10", paid_by="v")
LIMITS = [
    Case("cap.per", "clauses/1/per", agreement(HALVES, capped("0.30")),
         tables(tax(100, "2024-06-30"), tax(100, "2024-06-30", of="P2"), projects=TWO), [
        ("project", "2024: a 60 h 140"),
        ("agreement", "2024: a 30 h 170"),
    ]),
    Case("cap.window", "clauses/1/window", agreement(HALVES, capped("0.60")),
         tables(*yearly(100, 100)), [
        ("cumulative", "2024: a 50 h 50; 2025: a 10 h 90"),
        ("yearly", "2024: a 50 h 50; 2025: a 50 h 50"),
    ]),
    Case("cap.test", "clauses/1/test", agreement(HALVES, capped("0.60")),
         tables(*yearly(100, 100, 100)), [
        ("within_year", "2024: a 50 h 50; 2025: a 10 h 90; 2026: h 100"),
        ("year_end", "2024: a 50 h 50; 2025: a 50 h 50; 2026: h 100"),
    ]),
    # 50 and 25 meet 60: 10 and 5 go, each to its host; or all 15 from P2
    Case("cap.last_room", "clauses/1/last_room",
         agreement(split(**{"a": "50%", "project.host": "rest"}), SPREAD),
         tables(tax(100, "2024-06-30"), tax(50, "2024-06-30", of="P2"), projects=TWO_HOSTS), [
        ("proportional", "2024: a 60 h 60 v 30"),
        ("in_order", "2024: a 60 h 50 v 40"),
    ]),
    # the 20 given back in 2025 leave room for 20 in 2026, or none
    Case("cap.refund_reopens", "clauses/1/refund_reopens", agreement(HALVES, capped("0.50")),
         tables(*yearly(100, -40, 100)), [
        (True, "2024: a 50 h 50; 2025: a -20 h -20; 2026: a 20 h 80"),
        (False, "2024: a 50 h 50; 2025: a -20 h -20; 2026: h 100"),
    ]),
    Case("cap.excess_to", "clauses/1/excess_to", agreement(HALVES, capped("0.30")),
         tables(*yearly(100)), [
        (LEFT_OUT, "2024: a 30 h 70"),
        ("p", "2024: a 30 h 50 p 20"),
    ]),
    # 0.10 + 0.20 + 0.30, or the last year's 0.30
    Case("cap.at_most.years", "clauses/1/at_most/years", OF_PRE_MOVE, AVERAGE, [
        (3, "2024: a 50 h 50"),
        (1, "2024: a 30 h 70"),
    ]),
    # before 2023: 0.10 + 0.10 + 0.20
    Case("cap.at_most.before", "clauses/1/at_most/before", OF_PRE_MOVE, AVERAGE, [
        ("relocation_date", "2024: a 50 h 50"),
        ("signed_date", "2024: a 40 h 60"),
    ]),
    Case("cap.at_most.of", "clauses/1/at_most/of", OF_PRE_MOVE,
         tables(*yearly(100), projects=MOVED, factors=[
             *PRE_MOVE, *factor("P1", "land", y2021="0.01", y2022="0.01", y2023="0.01")]), [
        ("pre_move_tax", "2024: a 50 h 50"),
        ("land", "2024: a 3 h 97"),
    ]),
    # a had 60, the cap, in 2024; a refund of 20 leaves it below the cap when the two years end
    Case("extend.earned", "clauses/2/earned",
         agreement(TWO_YEARS, capped("0.60"),
                   clause("extend", cap="cap", split="split", years=1)),
         tables(*yearly(120, -40, 100)), [
        ("not_reached_at_end", "2024: a 60 h 60; 2025: a -20 h -20; 2026: a 20 h 80"),
        ("never_reached", "2024: a 60 h 60; 2025: a -20 h -20; 2026: h 100"),
    ]),
    # 100 of both projects is 110 short of the floor; 50 of each is 160 short twice
    Case("floor.per", "clauses/1/per", agreement(HALVES, FLOOR),
         tables(tax(100, "2024-06-30"), tax(100, "2024-06-30", of="P2"), projects=TWO), [
        ("agreement", "2024: a 210 h 100 v -110"),
        ("project", "2024: a 420 h 100 v -320"),
    ]),
    # 50 and 150 of vat are short of 210 by 160 and 60; their sum by 10; 20 of cit do not count
    Case("floor.window", "clauses/1/window",
         agreement(HALVES, {**FLOOR, "applies_to": {"tax": "vat"}},
                   term={"from": "2024-01-01", "to": "2025-12-31"}),
         tables(*yearly(100, 300), tax(40, "2025-06-30", name="cit")), [
        ("yearly", "2024: a 210 h 50 v -160; 2025: a 230 h 170 v -60"),
        ("cumulative", "2024: a 50 h 50; 2025: a 180 h 170 v -10"),
    ]),
    # 40% of the 30 left by the cap; or 20 of the 50, and then 30 are within the cap
    Case("set_aside.order", "clauses/2/order",
         agreement(HALVES, capped("0.30"), clause("set_aside", of={"a": "40%"}, to="p")),
         tables(*yearly(100)), [
        ("after_cap", "2024: a 18 h 70 p 12"),
        ("before_cap", "2024: a 30 h 50 p 20"),
    ]),
]  # fmt: skip

# ------------------------------------------------------------------ direct, output

BACK = clause("give_back", **{"from": "v"}, of={"level": "province"}, rate="100%")
CALL = clause("cost_share", kinds=["road"], shares={"a": "40%", "h": "60%"}, fund="p")
A_YEAR = {"project_id": "P1", "indicator": "output", "period": "2024", "value": 100}


def output(**fields):
    return agreement(HALVES, output=[{"id": "output", "indicators": ["output"], **fields}])


FROM_JULY = {"clock": {"from": {"date": "2024-07-01"}},
             "tiers": [{"years": "1", "shares": {"a": "40%", "h": "rest"}}]}  # fmt: skip
DIRECTED = [
    # a third of the city's 30 lies with the province
    Case("give_back.to", "clauses/1/to",
         agreement(HALVES, BACK, revenue=divided("60%", "10%", "30%")), tables(*yearly(100)), [
        (LEFT_OUT, "2024: a 15 h 25 v -10"),
        ({"a": "100%"}, "2024: a 25 h 15 v -10"),
    ]),
    Case("cost_share.direction", "clauses/1/direction", agreement(HALVES, CALL),
         tables(deductions=[cost(100)]), [
        ("call", "2024: a -40 h -60 p 100"),
        ("dividend", "2024: a 40 h 60 p -100"),
    ]),
    Case("outputClause.mode", "output/0/mode", output(shares={"a": "40%", "h": "60%"}),
         tables(output=[A_YEAR]), [
        ("split_for_assessment", "2024: a 40 h 60"),
        ("split_in_totals", "2024: a 40 h 60"),
        ("full_double_credit", "2024: a 100 h 100"),
    ]),
    Case("outputClause.mode", "output/0/mode", output(), tables(output=[A_YEAR]), [
        ("landing_only", "2024: h 100"),
        ("origin_only", "2024: a 100"),
        ("full_double_credit", "2024: a 100 h 100"),
    ]),
    # year one begins in the middle of the reported year
    Case("outputClause.straddle", "output/0/straddle",
         output(mode="split_for_assessment", **FROM_JULY), tables(output=[A_YEAR]), [
        ("period_end", "2024: a 40 h 60"),
        ("refuse", ""),
    ]),
]  # fmt: skip

# ------------------------------------------------------------------ amendments

PLANT_2024 = [project(full_production_date="2024-01-01")]
AMENDED = [
    # 60% instead of 50% of 100 in 2024: in 2024, or as 10 in 2025
    Case("settlement.late_amendments", "settlement/late_amendments",
         agreement(HALVES, amendments=[LATE]), tables(*yearly(100, 100)), [
        ("restate", "2024: a 60 h 40; 2025: a 60 h 40"),
        ("difference", "2024: a 50 h 50; 2025: a 70 h 30"),
    ]),
    Case("amendment.party_change.clock", "amendments/0/party_change/clock",
         agreement(tiers("full_production_date", "60%", "10%"), amendments=[CHANGE]),
         tables(*yearly(100, 100), projects=PLANT_2024), [
        ("runs_on", "2024: a 60 h 40; 2025: h 90 p 10"),
        ("restarts", "2024: a 60 h 40; 2025: h 40 p 60"),
    ]),
    Case("amendment.party_change.cap_used", "amendments/0/party_change/cap_used",
         agreement(HALVES, capped("0.60"), amendments=[CHANGE]), tables(*yearly(100, 100)), [
        ("follows", "2024: a 50 h 50; 2025: h 90 p 10"),
        ("starts_anew", "2024: a 50 h 50; 2025: h 50 p 50"),
    ]),
]  # fmt: skip

# ------------------------------------------------------------------ rounding


def rounding(*clauses, term=None, **fields):
    document = agreement(*clauses, settlement={"rounding": fields})
    return {**document, "term": term} if term else document


SINGLE_FEN = tables(
    tax(1, "2024-06-30"), tax(1, "2024-06-30", name="cit"),
    *(tax(1, "2024-06-30", of=p) for p in ("P2", "P3")),
    projects=[*TWO, project("P3")],
)  # fmt: skip
THREE_YEARS = {"from": "2024-01-01", "to": "2026-12-31"}
SHORT = "2024: a 33 h 33 p 33; 2025: "
ROUNDING = [
    Case("settlement.cycle", "settlement/cycle", agreement(HALVES),
         tables(*(tax(1, f"2024-{m}-01") for m in ("02", "03", "05"))), [
        ("year", "2024: a 2 h 1"),
        ("quarter", "2024Q1: a 1 h 1; 2024Q2: a 1"),
        ("month", "2024-02: a 1; 2024-03: a 1; 2024-05: a 1"),
    ]),
    # half of the 51 set aside is 25.5 (26); half of the exact 50.5 is 25.25 (25)
    Case("rounding.at", "settlement/rounding/at",
         rounding(HALVES, clause("set_aside", of={"a": "50%"}, to="p")), tables(*yearly(101)), [
        ("stage", "2024: a 25 h 50 p 26"),
        ("end", "2024: a 26 h 50 p 25"),
    ]),
    # four single fen: each to a; P1's two shared; all four shared
    Case("rounding.per", "settlement/rounding/per", rounding(HALVES, at="end"), SINGLE_FEN, [
        ("project_tax_period", "2024: a 4"),
        ("project_period", "2024: a 3 h 1"),
        ("agreement_period", "2024: a 2 h 2"),
    ]),
    Case("rounding.per", "settlement/rounding/per", rounding(HALVES),
         tables(tax(1, "2024-06-30"), tax(1, "2024-07-30")), [
        ("project_tax_period", "2024: a 1 h 1"),
        ("record", "2024: a 2"),
    ]),
    # a third of 100 each; kept thirds make a whole fen in the third year
    Case("rounding.residue", "settlement/rounding/residue", rounding(THIRDS),
         tables(*yearly(100, 100, 100)), [
        ("largest_remainder",
         "2024: a 34 h 33 p 33; 2025: a 34 h 33 p 33; 2026: a 34 h 33 p 33"),
        ({"to": "p"}, "2024: a 33 h 33 p 34; 2025: a 33 h 33 p 34; 2026: a 33 h 33 p 34"),
        ({"carry": {"to": "same_party"}}, SHORT + "a 33 h 33 p 33; 2026: a 34 h 34 p 34"),
        ({"carry": {"to": "p"}}, SHORT + "a 33 h 33 p 34; 2026: a 33 h 33 p 34"),
    ]),
    Case("residueRule.others", "settlement/rounding/residue/others",
         rounding(HALVES, residue={"to": "h"}), tables(*yearly(101)), [
        ("half_up", "2024: a 51 h 50"),
        ("down", "2024: a 50 h 51"),
    ]),
    # each year's fen in the next year; or all three when the term ends
    Case("residueRule.carry.when", "settlement/rounding/residue/carry/when",
         rounding(THIRDS, residue={"carry": {"to": "p"}}, term=THREE_YEARS),
         tables(*yearly(100, 100, 100)), [
        ("next_period", SHORT + "a 33 h 33 p 34; 2026: a 33 h 33 p 34"),
        ("term_end", SHORT + "a 33 h 33 p 33; 2026: a 33 h 33 p 36"),
    ]),
]  # fmt: skip

CASES = [
    *REVENUE, *CLOCKS, *SPLITS, *GATES, *BASES, *LIMITS, *DIRECTED, *AMENDED, *ROUNDING,
]  # fmt: skip

# ------------------------------------------------------------------ what the schema offers

NO_READINGS = {
    "status",  # says what the document is
    "clause.kind",  # says which clause it is
    "source.confidence",  # says how well the source is known
    "settlement.channel",  # printed, moves no money by itself
    "clock.from",  # the event itself, which no text leaves out
    "give_back.of.level",  # likewise the level
    "tier.band_of", "tier.band_mode", "tier.boundary",  # the same as in a split
}  # fmt: skip


def values_of(node):
    """The values an enum or boolean may take, wherever in the node of a property they stand."""
    if node.get("type") == "boolean":
        return [True, False]
    branches = [node.get(name, {}) for name in ("then", "else")]
    return [*node.get("enum", []), *(v for branch in branches for v in branch.get("enum", []))]


def readings(name, node):
    """Every parameter with a default or a choice below a node: name, node."""
    for key, child in node.get("properties", {}).items():
        inner = f"{name}.{key}" if name else key
        if "default" in child or values_of(child):
            yield inner, child
        yield from readings(inner, child)


OFFERED = dict(readings("", {"properties": SCHEMA["properties"]})) | {
    name: node
    for definition in SCHEMA["$defs"]
    for name, node in readings(definition, SCHEMA["$defs"][definition])
}


# ------------------------------------------------------------------ the tests


def with_value(document, at, value):
    """The document with the parameter written as told; `LEFT_OUT` takes it out."""
    document = copy.deepcopy(document)
    *path, last = at.split("/")
    node = document
    for step in path:
        node = node[int(step)] if isinstance(node, list) else node.setdefault(step, {})
    node[last] = value
    if value is LEFT_OUT:
        del node[last]
    return document


def library(document, data):
    result = library_totals(document, data)
    return result["totals"], result["output_credits"]


def oracle(document, data):
    result = settle(document, data)
    credits_ = defaultdict(int)
    for row in result["output_credits"]:
        credits_[tuple(row[name] for name in CREDIT)] += row["value"]
    return totals(result), credits_


def told(parts):
    """Cash, or credit where the case is about output, as `2024: a 50 h 50; 2025: ...`."""
    money, credited = parts
    by_period = defaultdict(lambda: defaultdict(int))
    rows = [(k[0], *k[4:], n) for k, n in money.items()]
    rows += [(k[2], *k[4:], n) for k, n in credited.items()]
    for period, party, kind, amount in rows:
        if kind in ("cash", "credit") and amount:
            by_period[period][party] += amount
    lines = {
        period: " ".join(f"{p} {parties[p]}" for p in PARTIES if parties.get(p))
        for period, parties in sorted(by_period.items())
    }
    return "; ".join(f"{period}: {line}" for period, line in lines.items() if line)


def runs():
    for case in CASES:
        default = OFFERED.get(case.reading, {}).get("default", LEFT_OUT)
        for value, money in case.money:
            label = "left-out" if value is LEFT_OUT else json.dumps(value)
            yield pytest.param(case, value, money, id=f"{case.reading}={label}")
            if value == default and value is not LEFT_OUT:
                yield pytest.param(case, LEFT_OUT, money, id=f"{case.reading}=default")


def engines(case):
    """The oracle carries no division tables of its own."""
    return [library] if case.reading == "revenue.division" else [library, oracle]


@pytest.mark.parametrize(("case", "value", "money"), list(runs()))
def test_the_money_under_a_reading(case, value, money):
    document = with_value(case.document, case.at, value)
    assert [f.code for f in validate_agreement(document) if f.severity == "error"] == []
    for engine in engines(case):
        assert told(engine(document, case.tables)) == money, engine.__name__


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.reading)
def test_a_reading_moves_money(case):
    assert len({money for _, money in case.money}) > 1


@pytest.mark.parametrize("name", sorted(OFFERED.keys() - NO_READINGS))
def test_every_reading_of_the_schema_has_a_case_for_each_of_its_values(name):
    worked = [value for case in CASES if case.reading == name for value, _ in case.money]
    node = OFFERED[name]
    assert [v for v in values_of(node) if v not in worked] == []
    assert "default" not in node or node["default"] in worked
    assert len(worked) > 1


def test_what_is_said_to_be_no_reading_is_in_the_schema():
    assert not NO_READINGS - OFFERED.keys()
