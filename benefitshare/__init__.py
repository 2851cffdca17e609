"""benefitshare: encode, settle and explain benefit-sharing agreements between cities, exact to the
fen.

Everything a script needs is here; each name is imported when it is first used, so that importing
the library costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benefitshare.agreements import load_agreement, validate_agreement
    from benefitshare.agreements.model import Agreement
    from benefitshare.findings import (
        BenefitShareError,
        Finding,
        InvalidInput,
        Place,
        UnreadableInput,
        UsageError,
    )  # fmt: skip
    from benefitshare.money import split_exactly
    from benefitshare.negotiation.api import (
        compare,
        evaluate,
        frontier,
        improve,
        propose,
        what_if,
    )
    from benefitshare.negotiation.brief import read_brief
    from benefitshare.progress import Progress
    from benefitshare.records import Table, read_table, write_template
    from benefitshare.reports.workbook import write_workbook
    from benefitshare.settlement.api import settle
    from benefitshare.settlement.result import Settlement

__version__ = "0.1.0"

_HOMES = {
    "load_agreement": "agreements",
    "validate_agreement": "agreements",
    "Agreement": "agreements.model",
    "BenefitShareError": "findings",
    "Finding": "findings",
    "InvalidInput": "findings",
    "Place": "findings",
    "UnreadableInput": "findings",
    "UsageError": "findings",
    "split_exactly": "money.split",
    "compare": "negotiation.api",
    "evaluate": "negotiation.api",
    "frontier": "negotiation.api",
    "improve": "negotiation.api",
    "propose": "negotiation.api",
    "what_if": "negotiation.api",
    "read_brief": "negotiation.brief",
    "Progress": "progress",
    "Table": "records",
    "read_table": "records",
    "write_template": "records",
    "write_workbook": "reports.workbook",
    "settle": "settlement.api",
    "Settlement": "settlement.result",
}

__all__ = [
    "Agreement", "BenefitShareError", "Finding", "InvalidInput", "Place", "Progress", "Settlement",
    "Table", "UnreadableInput", "UsageError", "compare", "evaluate", "frontier", "improve",
    "load_agreement", "propose", "read_brief", "read_table", "settle", "split_exactly",
    "validate_agreement", "what_if", "write_template", "write_workbook",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"benefitshare.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
