"""A small negotiation with secrets of both sides, quick enough to be settled many times."""

from functools import cache

from benefitshare.negotiation.brief import read_brief

YEARS = (2026, 2027, 2028)


def text(words):
    return {"zh": f"{words}。", "en": f"{words}."}


def tax(*amounts):
    return {"project": "P1", "tax": "vat", "amounts": list(amounts)}


def agreement():
    """Two cities; one tier after the other is open, and no share is capped."""
    return {
        "schema": "benefitshare/agreement/v1", "id": "a1", "status": "illustrative",
        "title": {"zh": "示例", "en": "example"},
        "parties": {
            "jia": {"name": {"zh": "甲", "en": "A"}, "role": "origin"},
            "yi": {"name": {"zh": "乙", "en": "B"}, "role": "host"},
        },
        "term": {"from": "2026-01-01", "to": "2028-12-31"},
        "revenue": {"taxes": ["vat"], "part": "city", "division": "none"},
        "clauses": [
            {"id": "c1", "kind": "split", "text": {"zh": "示例"}, "clock": {"from": "term"},
             "tiers": [
                 {"years": "1", "shares": {"jia": {"open": {"min": "10%", "max": "60%"}},
                                           "yi": "rest"}},
                 {"years": "2-3", "shares": {"jia": {"open": {"max": "50%", "step": "1/8"}},
                                             "yi": "rest"}}]},
        ],
        "settlement": {"collector": "yi"},
    }  # fmt: skip


def document(
    *,
    reservations=("1.00", "2.00"),
    secret=("70.00", "80.00", "90.00"),
    odds=("1/2", "1/4", "1/4"),
    ends=("10.00", "20.00"),
    tiers="50%",
    **changes,
):
    """A brief. Private are `reservations` of both, the tax of the `secret` scenario and its part
    of the `odds`, and at the `ends` one demand of each side; jia has one on shares as well.
    """
    jia, yi = reservations
    return {
        "schema": "benefitshare/negotiation/v1", "id": "b1", "status": "draft",
        "title": {"zh": "示例", "en": "example"},
        "agreements": [{"document": agreement()}],
        "parties": {
            "jia": {"name": {"zh": "甲", "en": "A"}, "reservation": jia, "discount_rate": "20%",
                    "contributions": [{"year": 2026, "kind": "capital", "amount": "30.00"}]},
            "yi": {"name": {"zh": "乙", "en": "B"}, "reservation": yi, "contributions": [
                {"year": 2026, "kind": "land", "amount": "40.00"}]},
        },
        "valuation": {"base_year": 2026, "discount_rate": "5%"},
        "scale": "gain",
        "risk": "expected",
        "outlook": {
            "years": {"from": 2026, "to": 2028},
            "projects": [{"project": "P1"}],
            "scenarios": [
                {"id": "central", "title": {"zh": "基准", "en": "central"}, "probability": odds[0],
                 "tax": [tax("100.00", "100.01", "90.03")]},
                {"id": "secret", "title": {"zh": "内部", "en": "secret"}, "probability": odds[1],
                 "private": True,
                 "tax": [tax(*secret)]},
                {"id": "slow", "title": {"zh": "放缓", "en": "slow"}, "probability": odds[2],
                 "base": "central", "tax_times": {"vat": "2/3"}},
            ],
        },
        "demands": [
            {"id": "d1", "by": "jia", "kind": "npv_at_least", "party": "jia", "amount": "5.00",
             "text": text("d1"), "in": ["central"]},
            {"id": "p1", "by": "jia", "kind": "npv_at_least", "party": "jia", "amount": ends[0],
             "text": text(f"p1 {ends[0]}"), "private": True, "in": ["secret", "slow"]},
            {"id": "p2", "by": "jia", "kind": "share_between", "term": "c1/1/jia", "max": tiers,
             "text": text("p2"), "private": True},
            {"id": "d2", "by": "yi", "kind": "cash_at_least", "party": "yi", "amount": "20.00",
             "text": text("d2"), "in": "expected"},
            {"id": "p3", "by": "yi", "kind": "cash_at_least", "party": "yi", "amount": ends[1],
             "per": "total", "text": text(f"p3 {ends[1]}"), "private": True},
            {"id": "gap", "by": "both", "kind": "gap_at_most", "amount": "400.00",
             "text": text("gap")},
            {"id": "falling", "by": "yi", "kind": "monotone", "party": "jia", "clause": "c1",
             "direction": "falling", "text": text("falling")},
        ],
        "step": "5%",
        **changes,
    }  # fmt: skip


@cache
def plain_brief():
    """Read once: briefs never change."""
    return read_brief(document())


def small_brief(**changes):
    return read_brief(document(**changes)) if changes else plain_brief()


TERMS = {"c1/1/jia": "40%", "c1/2/jia": "25%"}
"""Terms that keep all demands."""
