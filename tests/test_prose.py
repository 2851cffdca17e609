"""The prose of an agreement: golden texts, every reading stated, no half-translated output."""

import dataclasses
import datetime as dt
import os
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from benefitshare.agreements import model, validate_agreement
from benefitshare.agreements.build import build_agreement
from benefitshare.agreements.clauses import (
    baseline,
    cap,
    cost_share,
    deduct,
    extend,
    fixed_return,
    floor,
    gate,
    give_back,
    set_aside,
    split,
)  # fmt: skip
from benefitshare.agreements.documents import read_document
from benefitshare.agreements.prose import agreement_prose
from benefitshare.periods import Years
from benefitshare.reference.division import DivisionRow

HERE = Path(__file__).parent
GOLDEN = HERE / "golden" / "prose"
EXAMPLES = HERE.parent / "docs" / "examples"
SCHEMES = HERE.parent / "examples" / "schemes"
SCHEMES_READ = sorted(SCHEMES.glob("*/agreement.yaml"))
DOCUMENTS = sorted([*GOLDEN.glob("*.yaml"), *EXAMPLES.glob("*.yaml")])
ALL_READ = [*DOCUMENTS, *SCHEMES_READ]
EN, ZH = "en", "zh"


def agreement_of(path):
    document = read_document(path)
    assert not document.findings
    return build_agreement(document.data)


@pytest.mark.parametrize("lang", [ZH, EN])
@pytest.mark.parametrize("name", ["park", "open"])
def test_prose_is_the_golden_text(name, lang):
    """Re-recorded only with BENEFITSHARE_RECORD=1, and then read as a diff."""
    text = agreement_prose(agreement_of(GOLDEN / f"{name}.yaml"), lang)
    golden = GOLDEN / f"{name}.{lang}.txt"
    if os.environ.get("BENEFITSHARE_RECORD") == "1":
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["park", "open"])
def test_the_golden_agreements_are_valid(name):
    found = validate_agreement(GOLDEN / f"{name}.yaml")
    assert [finding.text("en") for finding in found if finding.severity != "info"] == []


# --- every field says something -------------------------------------------------------------------

DAY, LATER = dt.date(2024, 3, 1), dt.date(2025, 3, 1)
SHARES = model.Shares((("hengjiang", Fraction(1, 2)), ("beiling", "rest")))
OTHER_SHARES = model.Shares((("hengjiang", Fraction(1, 3)), ("beiling", "rest")))
CLOCK = model.Clock(events=("production_date",), pick="one")
OTHER_CLOCK = model.Clock(events=("signed_date",), pick="one")
FIVE, SIX = Years(1, 5), Years(1, 6)
TEXT, OTHER_TEXT = {"zh": "甲", "en": "A"}, {"zh": "乙", "en": "B"}
BANDS = model.Bands((100_00, 200_00), (SHARES, SHARES, SHARES))
FACTORS = model.FactorShares(
    (("revenue", Fraction(1)),), ("hengjiang", "beiling"), decimals=10, round_unit=Fraction(10),
    rates=(("hengjiang", Fraction(1, 4)),),
)  # fmt: skip
AVERAGE = gate.Gate(
    average_at_least_fen=100_00, event="signed_date", event_from=DAY, event_to=LATER
)
GIVEN_BACK = give_back.GiveBack("province", Fraction(1), level="province", to=SHARES, years=FIVE)
FROM_PARTY = give_back.GiveBack(
    "province", Fraction(1), party="beiling", system_share=Fraction(1, 5), clock=CLOCK
)
STOCK = baseline.Baseline("beiling", factor="revenue", years=(2021, 2022))
INDEXED = dataclasses.replace(STOCK, index_rate=Fraction(1, 10), index_from=2024)
MULTIPLE = cap.Cap("hengjiang", times=Fraction(1))
RETURNED = fixed_return.FixedReturn("hengjiang", "beiling", Fraction(1, 10), on="capital")
GUARANTEE = floor.Floor("hengjiang", 100_00, "beiling", clock=CLOCK, years=FIVE)
ROW = DivisionRow("vat", Fraction(1), Fraction(0), Fraction(0), None, None)
TO_PARTY = model.Residue("to", "beiling")
CARRY = model.Residue("carry", "beiling")
CHANGE = model.PartyChange("补充协议一", DAY, "hengjiang", "beiling")
AMENDMENT = model.Amendment("补充协议一", DAY, DAY, TEXT)

SPECS = [
    (AVERAGE, "average_at_least_fen", 200_00),
    (AVERAGE, "inclusive", False),
    (AVERAGE, "round_average", True),
    (AVERAGE, "years", 5),
    (AVERAGE, "before", "signed_date"),
    (AVERAGE, "by", "anniversary"),
    (AVERAGE, "source", "records"),
    (AVERAGE, "factor", "revenue"),
    (AVERAGE, "event", "production_date"),
    (AVERAGE, "event_from", LATER),
    (AVERAGE, "event_to", None),
    (AVERAGE, "confirmed", True),
    (AVERAGE, "classes", ("relocated",)),
    (deduct.Deduct(("incentive",)), "kinds", ("construction",)),
    (deduct.Deduct(("incentive",)), "per", "agreement"),
    (deduct.Deduct(("incentive",)), "excess", "carry"),
    (deduct.Deduct(("incentive",)), "to", "hengjiang"),
    (STOCK, "owner", "hengjiang"),
    (STOCK, "per", "project"),
    (STOCK, "amount_fen", 100_00),
    (STOCK, "factor", "assets"),
    (STOCK, "years", (2021,)),
    (INDEXED, "index_rate", Fraction(1, 5)),
    (INDEXED, "index_from", 2025),
    (STOCK, "round_average", False),
    (INDEXED, "round_index", "end"),
    (STOCK, "below", "carry"),
    (dataclasses.replace(STOCK, below="absorb", absorbed_by="hengjiang"), "absorbed_by", "park"),
    (split.Split((model.Tier(FIVE, SHARES),), CLOCK), "tiers", (model.Tier(SIX, SHARES),)),
    (split.Split((model.Tier(FIVE, SHARES),), CLOCK), "clock", OTHER_CLOCK),
    (split.Split((model.Tier(FIVE, SHARES),), CLOCK), "outside_to", "hengjiang"),
    (MULTIPLE, "party", "beiling"),
    (MULTIPLE, "per", "agreement"),
    (MULTIPLE, "window", "yearly"),
    (MULTIPLE, "amount_fen", 100_00),
    (MULTIPLE, "times", Fraction(3, 2)),
    (MULTIPLE, "factor", "revenue"),
    (MULTIPLE, "years", 2),
    (MULTIPLE, "before", "signed_date"),
    (MULTIPLE, "test", "year_end"),
    (MULTIPLE, "last_room", "in_order"),
    (MULTIPLE, "refund_reopens", False),
    (MULTIPLE, "excess_to", "park"),
    (extend.Extend("甲", "乙", 2), "cap", "丙"),
    (extend.Extend("甲", "乙", 2), "split", "丙"),
    (extend.Extend("甲", "乙", 2), "years", 3),
    (extend.Extend("甲", "乙", 2), "earned", "never_reached"),
    (GUARANTEE, "party", "park"),
    (GUARANTEE, "at_least_fen", 200_00),
    (GUARANTEE, "paid_by", "park"),
    (GUARANTEE, "per", "project"),
    (GUARANTEE, "window", "cumulative"),
    (GUARANTEE, "clock", OTHER_CLOCK),
    (GUARANTEE, "years", SIX),
    (set_aside.SetAside((("beiling", Fraction(1)),), "park"), "of", (("beiling", Fraction(1, 2)),)),
    (set_aside.SetAside((("beiling", Fraction(1)),), "park"), "to", "province"),
    (set_aside.SetAside((("beiling", Fraction(1)),), "park"), "clock", CLOCK),
    (set_aside.SetAside((("beiling", Fraction(1)),), "park"), "years", FIVE),
    (set_aside.SetAside((("beiling", Fraction(1)),), "park"), "order", "before_cap"),
    (GIVEN_BACK, "from_", "park"),
    (GIVEN_BACK, "rate", Fraction(1, 2)),
    (GIVEN_BACK, "level", "central"),
    (GIVEN_BACK, "to", None),
    (GIVEN_BACK, "years", SIX),
    (FROM_PARTY, "party", "hengjiang"),
    (FROM_PARTY, "system_share", Fraction(1, 4)),
    (FROM_PARTY, "clock", OTHER_CLOCK),
    (RETURNED, "party", "park"),
    (RETURNED, "paid_by", "park"),
    (RETURNED, "rate", Fraction(1, 5)),
    (RETURNED, "amount_fen", 100_00),
    (RETURNED, "on", "investment"),
    (RETURNED, "clock", CLOCK),
    (RETURNED, "years", FIVE),
    (cost_share.CostShare(("call",), SHARES, "park"), "kinds", ("land",)),
    (cost_share.CostShare(("call",), SHARES, "park"), "shares", OTHER_SHARES),
    (cost_share.CostShare(("call",), SHARES, "park"), "fund", "province"),
    (cost_share.CostShare(("call",), SHARES, "park"), "direction", "dividend"),
]
OUTPUT = model.OutputClause(
    ("gross_output",), "split_for_assessment", CLOCK, (model.Tier(FIVE, SHARES),)
)
OUTPUTS = [
    (OUTPUT, "indicators", ("value_added",)),
    (OUTPUT, "mode", "split_in_totals"),
    (OUTPUT, "clock", OTHER_CLOCK),
    (OUTPUT, "tiers", (model.Tier(FIVE, OTHER_SHARES),)),
    (OUTPUT, "straddle", "refuse"),
]
CLOCKS = [
    (CLOCK, "events", ("signed_date",)),
    (model.Clock(("signed_date", "production_date"), "latest_of"), "pick", "earliest_of"),
    (model.Clock(pick="date", date=DAY), "date", LATER),
    (CLOCK, "year_one", "event_year"),
    (CLOCK, "anniversary", "month"),
    (CLOCK, "first_day", "next_day"),
]
TIERS = [
    (model.Tier(FIVE, SHARES), "years", SIX),
    (model.Tier(FIVE, SHARES), "shares", OTHER_SHARES),
    (model.Tier(FIVE, bands=BANDS), "bands", dataclasses.replace(BANDS, mode="whole")),
    (model.Tier(FIVE, factors=FACTORS), "factors", dataclasses.replace(FACTORS, decimals=2)),
]
BAND_FIELDS = [
    ("limits_fen", (100_00, 300_00)),
    ("shares", (SHARES, OTHER_SHARES, SHARES)),
    ("of", "agreement_period"),
    ("mode", "whole"),
    ("boundary", "upper"),
]
FACTOR_FIELDS = [
    ("weights", (("assets", Fraction(1)),)),
    ("parties", ("beiling", "hengjiang")),
    ("factor_year", "same"),
    ("decimals", None),
    ("ratio_residue", "beiling"),
    ("change", "from_date"),
    ("zero_factor", "drop"),
    ("round_unit", Fraction(100)),
    ("round_mode", "half_up"),
    ("rates", ()),
    ("resplit", True),
]
AGREEMENT_FIELDS = [
    ("id", "other"),
    ("title", OTHER_TEXT),
    ("status", "reported"),
    ("parties", (model.Party("hengjiang", TEXT, "origin"),)),
    ("term_from", LATER),
    ("term_to", None),
    ("revenue", model.Revenue((model.SharedTax("vat", None, None),))),
    ("clauses", ()),
    ("output", ()),
    ("settlement", model.SettlementRules("park")),
    ("amendments", ()),
    ("assumptions", ()),
    ("source", {"name": "甲"}),
    ("digest", "sha256:00"),
]
REVENUE_FIELDS = [
    ("taxes", (model.SharedTax("vat", DAY, None), model.SharedTax("cit", None, None))),
    ("taxes", (model.SharedTax("vat", None, DAY), model.SharedTax("cit", None, None))),
    ("part", "all"),
    ("division", "shenzhen"),
    ("division_rows", (ROW,)),
    ("refund_division", {}),
    ("year_by", "tax_period"),
    ("tier_by", "treasury_date"),
    ("refund_year", "tax_period"),
    ("refund_share", "of_entry"),
    ("refund_kinds", ()),
]
SETTLEMENT_FIELDS = [
    ("collector", "park"),
    ("cycle", "month"),
    ("due", model.Due(month_day=(4, 30))),
    ("channel", "direct"),
    ("negative_base", "claw_back"),
    ("late_amendments", "restate"),
    ("rounding", model.Rounding()),
]
RESIDUES = [
    (TO_PARTY, "rule", "largest_remainder"),
    (TO_PARTY, "party", "park"),
    (TO_PARTY, "others", "down"),
    (CARRY, "when", "term_end"),
    (CARRY, "party", None),
]
PARTY_CHANGE_FIELDS = [
    ("on", LATER), ("from_", "park"), ("to", "park"), ("clock", "restarts"),
    ("cap_used", "starts_anew"),
]  # fmt: skip
AMENDMENT_FIELDS = [
    ("id", "补充协议九"), ("in_force_from", LATER), ("known_from", LATER), ("text", OTHER_TEXT),
    ("clause_ids", ("甲",)), ("repeal", ("甲",)), ("party_change", CHANGE),
]  # fmt: skip
CLAUSE_FIELDS = [
    ("id", "丁"), ("text", OTHER_TEXT), ("spec", cap.Cap("park", amount_fen=1)),
    ("scope", model.Scope(("relocated",))), ("scope", model.Scope(parks=("甲",))),
    ("scope", model.Scope(taxes=("vat",))), ("scope", model.Scope(projects=("P1",))),
    ("scope", model.Scope(industries=("C39",))), ("from_", LATER), ("to", LATER),
    ("version", "补充协议一"), ("anew_for", model.ANYBODY),
]  # fmt: skip
LEFT_OUT = {
    model.Agreement: {"document", "party_changes"},
    model.Clause: {"kind", "clock_restart", "renames"},
    model.PartyChange: {"amendment"},
}

PARK = agreement_of(GOLDEN / "park.yaml")


def clause_of(spec, kind, **changes):
    return dataclasses.replace(
        model.Clause("丙", kind, TEXT, spec, model.Scope(), DAY, None, "v1"), **changes
    )


def with_spec(spec):
    if isinstance(spec, model.OutputClause):
        return dataclasses.replace(PARK, output=(clause_of(spec, "output"),))
    return dataclasses.replace(
        PARK, clauses=(clause_of(spec, type(spec).__module__.rpartition(".")[2]),)
    )


def with_tier(tier):
    return with_spec(split.Split((tier,), CLOCK))


def with_residue(residue):
    rules = dataclasses.replace(PARK.settlement, rounding=model.Rounding(residue=residue))
    return dataclasses.replace(PARK, settlement=rules)


def with_rounding(rounding):
    rules = dataclasses.replace(PARK.settlement, rounding=rounding)
    return dataclasses.replace(PARK, settlement=rules)


def cases():
    """Every (value, field, changed, how it is put into an agreement)."""
    for value, name, new in [*SPECS, *OUTPUTS]:
        yield value, name, new, with_spec
    for value, name, new in CLOCKS:
        yield value, name, new, lambda c: with_spec(split.Split((model.Tier(FIVE, SHARES),), c))
    for value, name, new in TIERS:
        yield value, name, new, with_tier
    for name, new in BAND_FIELDS:
        yield BANDS, name, new, lambda b: with_tier(model.Tier(FIVE, bands=b))
    for name, new in FACTOR_FIELDS:
        yield FACTORS, name, new, lambda f: with_tier(model.Tier(FIVE, factors=f))
    for name, new in AGREEMENT_FIELDS:
        yield PARK, name, new, lambda a: a
    for name, new in REVENUE_FIELDS:
        base = PARK.revenue
        if name == "division_rows":
            base = dataclasses.replace(base, division="rows")
        yield base, name, new, lambda r: dataclasses.replace(PARK, revenue=r)
    for name, new in SETTLEMENT_FIELDS:
        yield PARK.settlement, name, new, lambda s: dataclasses.replace(PARK, settlement=s)
    for value, name, new in RESIDUES:
        yield value, name, new, with_residue
    rounding = PARK.settlement.rounding
    for name, new in [("at", "stage"), ("per", "record"), ("residue", model.Residue())]:
        yield rounding, name, new, with_rounding
    for name, new in PARTY_CHANGE_FIELDS:
        yield (
            CHANGE,
            name,
            new,
            lambda c: dataclasses.replace(
                PARK, amendments=(dataclasses.replace(AMENDMENT, party_change=c),)
            ),
        )
    for name, new in AMENDMENT_FIELDS:
        yield AMENDMENT, name, new, lambda a: dataclasses.replace(PARK, amendments=(a,))
    for name, new in CLAUSE_FIELDS:
        base = clause_of(MULTIPLE, "cap")
        yield base, name, new, lambda c: dataclasses.replace(PARK, clauses=(c,))


CASES = list(cases())
IDS = [f"{type(value).__name__}.{name}" for value, name, _, _ in CASES]


@pytest.mark.parametrize(("value", "name", "new", "put"), CASES, ids=IDS)
def test_every_field_affects_the_prose_in_both_languages(value, name, new, put):
    changed = dataclasses.replace(value, **{name: new})
    for lang in (ZH, EN):
        assert agreement_prose(put(value), lang) != agreement_prose(put(changed), lang)


def test_no_field_is_forgotten_above():
    tried = {}
    for value, name, _, _ in CASES:
        tried.setdefault(type(value), set()).add(name)
    for kind, names in tried.items():
        missing = {f.name for f in dataclasses.fields(kind)} - names - LEFT_OUT.get(kind, set())
        assert not missing, kind
    modules = (
        baseline, cap, cost_share, deduct, extend, fixed_return, floor, gate, give_back, set_aside,
        split,
    )  # fmt: skip
    for module in modules:
        own = {
            v
            for v in vars(module).values()
            if dataclasses.is_dataclass(v) and v.__module__ == module.__name__
        }
        assert own <= set(tried), module.__name__


def test_a_clock_that_starts_anew_is_said():
    spec = split.Split((model.Tier(FIVE, SHARES),), CLOCK)
    clause = clause_of(spec, "split")
    anew = dataclasses.replace(clause, clock_restart=LATER)
    for lang in (ZH, EN):
        before, after = (
            agreement_prose(dataclasses.replace(PARK, clauses=(c,)), lang) for c in (clause, anew)
        )
        assert before != after


# --- no half-translated output --------------------------------------------------------------------

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


@pytest.mark.parametrize("path", ALL_READ, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_chinese_prose_holds_no_english_words_but_ids(path):
    agreement = agreement_of(path)
    unclear = model.Assumption("甲", TEXT, (TEXT,))
    ours = dataclasses.replace(agreement, source={"name": "甲"}, assumptions=(unclear,))
    text = agreement_prose(ours, ZH)
    ids = [f"“{party}”" for party in agreement.party_ids]
    names = [party.name[ZH] for party in agreement.parties]
    for known in (agreement.id, agreement.digest, *ids, *names):
        text = text.replace(known, "")
    assert not re.findall(r"[A-Za-z]+", text)


@pytest.mark.parametrize("path", ALL_READ, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_english_prose_holds_no_chinese_but_quotations_and_names(path):
    text = agreement_prose(agreement_of(path), EN)
    plain = [line for line in text.splitlines() if not line.lstrip().startswith(("> ", "- Name:"))]
    plain = [re.sub(r"“[^”]*”", "", line) for line in plain]
    assert [line for line in plain if CHINESE.search(line)] == []


@pytest.mark.parametrize(
    "path", sorted(SCHEMES.glob("*/agreement.yaml")), ids=lambda p: p.parent.name
)
@pytest.mark.parametrize("lang", [ZH, EN])
def test_the_published_schemes_print(path, lang):
    text = agreement_prose(agreement_of(path), lang)
    assert "None" not in text
    assert "Fraction" not in text


def test_prose_loads_no_heavy_library():
    code = (
        "import sys, benefitshare.agreements.prose;"
        "print([m for m in ('pandas', 'numpy', 'duckdb', 'jsonschema') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=HERE.parent
    )
    assert done.stdout.strip() == "[]"
