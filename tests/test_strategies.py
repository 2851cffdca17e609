"""The drawn agreements are valid, and every feature of the pipeline occurs among them."""

from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from benefitshare.agreements import validate_agreement
from tests import strategies as toy
from tests.oracle import settle

WORDS = {
    "tiers": "'tiers'",
    "outside_to": "'outside_to'",
    "ratio shares": "'ratio'",
    "rest": "'rest'",
    "role shares": "'role:partner'",
    "project references": "'project.origin'",
    "marginal bands": "'bands'",
    "whole bands": "'whole'",
    "upper boundary": "'upper'",
    "bands of the agreement": "'agreement_period'",
    "factors": "'weights'",
    "rounded ratios": "'decimals'",
    "from_date": "'change': 'from_date'",
    "rates": "'rates'",
    "latest_of": "'latest_of'",
    "earliest_of": "'earliest_of'",
    "calendar clock": "'calendar'",
    "event_year": "'event_year'",
    "following_year": "'following_year'",
    "month": "'anniversary': 'month'",
    "next_day": "'next_day'",
    "29 February": "2020-02-29",
    "cap": "'kind': 'cap'",
    "cap by factor": "'times'",
    "year_end": "'year_end'",
    "in_order": "'in_order'",
    "refund_reopens": "'refund_reopens': False",
    "yearly cap": "'window': 'yearly'",
    "extend": "'kind': 'extend'",
    "never_reached": "'never_reached'",
    "floor": "'kind': 'floor'",
    "cumulative floor": "'cumulative'",
    "set_aside": "'kind': 'set_aside'",
    "before_cap": "'before_cap'",
    "give_back of a level": "'level': 'province'}",
    "give_back of a party": "'system_share'",
    "fixed_return": "'kind': 'fixed_return'",
    "cost_share": "'kind': 'cost_share'",
    "dividend": "'dividend'",
    "gate by factor": "'average_tax_at_least'",
    "gate by records": "'source': 'records'",
    "event_between": "'event_between'",
    "baseline": "'kind': 'baseline'",
    "index": "'index'",
    "baseline carried": "'below': 'carry'",
    "baseline absorbed": "'absorbed_by'",
    "deduct": "'kind': 'deduct'",
    "deduct carried": "'excess': 'carry'",
    "amendment": "'amendments'",
    "difference": "'difference'",
    "repeal": "'repeal'",
    "party_change": "'party_change'",
    "clock restarts": "'restarts'",
    "cap starts anew": "'starts_anew'",
    "rounding at end": "'at': 'end'",
    "by record": "'per': 'record'",
    "residue to": "'others'",
    "carry to the same": "'same_party'",
    "carry to the end": "'term_end'",
    "quarter": "'cycle': 'quarter'",
    "month cycle": "'cycle': 'month'",
    "division rows": "'rows'",
    "refund division": "'refund_division'",
    "split extract": "'level': 'county'",
    "part local": "'part': 'local'",
    "carry_forward": "'carry_forward'",
    "tax_period": "'year_by': 'tax_period'",
    "refunds of_tax": "'of_tax'",
    "refund count": "'count'",
    "output": "'straddle'",
    "full double credit": "'full_double_credit'",
    "payments": "'payer'",
}


def test_agreements_are_valid():
    @settings(max_examples=150, derandomize=True, database=None, deadline=None)
    @given(toy.cases())
    def check(case):
        errors = [f for f in validate_agreement(case[0]) if f.severity == "error"]
        assert not errors

    check()


def test_every_feature_occurs():
    seen, outcomes = Counter(), Counter()

    @settings(
        max_examples=250,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def count(features, data):
        case = data.draw(toy.cases(features))
        text = repr(case[:2])
        seen.update(name for name, word in WORDS.items() if word in text)
        result = settle(*case)
        clauses = {row["clause"] for row in result["allocations"]}
        outcomes.update(clause.partition("_")[0] for clause in clauses)
        outcomes.update(["late"] if clauses & {"late", "s2", "s3"} else [])
        outcomes.update(set(result["out_of_scope"].values()) | set(result["set_aside"].values()))
        outcomes.update(f"transfer overpaid {t['overpaid']}" for t in result["transfers"])

    themes = (toy.CAPS, toy.ROUNDING, toy.BASE, toy.AMENDMENTS, toy.OUTPUT, toy.EVERYTHING)
    for features in themes:
        count(features)
    assert [name for name in WORDS if not seen[name]] == []
    produced = {
        "split", "rounding", "cap", "extend", "floor", "set", "give", "fixed", "cost",
        "baseline", "deduct", "late", "gate:gate", "outside_term", "outside_years", "no_project",
        "tax_not_shared", "refund_kind_not_counted", "no-division-row", "factor-missing",
        "transfer overpaid True", "transfer overpaid False",
    }  # fmt: skip
    assert [name for name in sorted(produced) if not outcomes[name]] == []
