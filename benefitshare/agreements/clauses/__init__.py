"""The clause kinds of v1: one module each, holding its typed content and its words.

What a kind does to money is in `benefitshare.settlement.rules`; what it may say is in
`schemas/v1/agreement.schema.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benefitshare.agreements.phrases import Phrases

KINDS = (
    "gate", "deduct", "baseline", "split", "cap", "extend", "floor",
    "set_aside", "give_back", "fixed_return", "cost_share",
)  # fmt: skip


def build_spec(node: Mapping[str, Any]) -> Any:
    """The typed content of a clause document, by its `kind`."""
    return import_module(f"{__name__}.{node['kind']}").build(node)


def clause_words(kind: str, spec: Any, say: Phrases) -> list[str]:
    """The typed content of a clause as sentences, by its kind."""
    sentences: list[str] = import_module(f"{__name__}.{kind}").words(spec, say)
    return sentences
