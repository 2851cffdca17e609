"""Dated facts: taxes, budget subjects, statutory division, cities, headers, indicators."""

from __future__ import annotations

from benefitshare.reference.cities import city_code_of_name, city_name
from benefitshare.reference.division import DivisionRow, division_rows
from benefitshare.reference.headers import header_aliases, header_label
from benefitshare.reference.indicators import Indicator, fen_per_unit, indicators
from benefitshare.reference.taxes import (
    CENTRAL_ONLY,
    TAX_CODES,
    kind_of_subject,
    tax_name,
    tax_of_name,
    tax_of_subject,
)

REFERENCE_VINTAGE = "2026-11"
"""The month to which the shipped facts were gathered."""

__all__ = [
    "CENTRAL_ONLY",
    "REFERENCE_VINTAGE",
    "TAX_CODES",
    "DivisionRow",
    "Indicator",
    "city_code_of_name",
    "city_name",
    "division_rows",
    "fen_per_unit",
    "header_aliases",
    "header_label",
    "indicators",
    "kind_of_subject",
    "tax_name",
    "tax_of_name",
    "tax_of_subject",
]
