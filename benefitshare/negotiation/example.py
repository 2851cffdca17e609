"""A brief small enough to read at a glance: two invented cities, one open share. Illustrative."""

from __future__ import annotations

from typing import Any

AGREEMENT: dict[str, Any] = {
    "schema": "benefitshare/agreement/v1",
    "id": "toy",
    "status": "illustrative",
    "title": {"zh": "示例协议", "en": "Example agreement"},
    "parties": {
        "dongjiang": {"name": {"zh": "东江市", "en": "Dongjiang"}, "role": "origin"},
        "xiling": {"name": {"zh": "西岭市", "en": "Xiling"}, "role": "host"},
    },
    "term": {"from": "2026-01-01", "to": "2030-12-31"},
    "revenue": {"taxes": ["vat"], "division": "none"},
    "clauses": [
        {
            "id": "3",
            "kind": "split",
            "text": {
                "zh": "东江市的比例另行商定。",
                "en": "The share of Dongjiang is to be agreed.",
            },
            "shares": {
                "dongjiang": {"open": {"min": "20%", "max": "60%"}},
                "xiling": "rest",
            },
        }
    ],
    "settlement": {"collector": "xiling"},
}
BRIEF: dict[str, Any] = {
    "schema": "benefitshare/negotiation/v1",
    "id": "toy-brief",
    "status": "illustrative",
    "title": {"zh": "示例任务书", "en": "Example brief"},
    "agreements": [{"document": AGREEMENT}],
    "parties": {
        "dongjiang": {
            "name": {"zh": "东江市", "en": "Dongjiang"},
            "contributions": [{"year": 2026, "kind": "capital", "amount": "100000.00"}],
        },
        "xiling": {
            "name": {"zh": "西岭市", "en": "Xiling"},
            "contributions": [{"year": 2026, "kind": "land", "amount": "200000.00"}],
        },
    },
    "valuation": {"base_year": 2026, "discount_rate": "0%"},
    "scale": "multiple",
    "criterion": "leximin",
    "outlook": {
        "years": {"from": 2026, "to": 2030},
        "projects": [{"project": "P1"}],
        "tax": [{"project": "P1", "tax": "vat", "level": "city", "amounts": ["90000.00"] * 5}],
        "scenarios": [{"id": "central", "title": {"zh": "基准", "en": "central"}}],
    },
    "demands": [
        {
            "id": "xiling-cash",
            "kind": "cash_at_least",
            "by": "xiling",
            "party": "xiling",
            "amount": "40000.00",
            "text": {
                "zh": "西岭市每年所得不低于4万元。",
                "en": "Xiling receives at least 40,000 yuan a year.",
            },
        }
    ],
    "step": "5%",
}
