"""An agreement printed back as prose, so that a lawyer can hold it against the signed text.

Every reading that moves money is stated, those left to their defaults too.
"""

from __future__ import annotations

from benefitshare.agreements.model import Agreement
from benefitshare.agreements.phrases import Phrases
from benefitshare.agreements.prose.amendments import amendment_lines
from benefitshare.agreements.prose.front import heading_lines, party_lines, term_lines
from benefitshare.agreements.prose.notes import assumption_lines, source_lines
from benefitshare.agreements.prose.provisions import clause_lines, output_lines
from benefitshare.agreements.prose.revenue import revenue_lines
from benefitshare.agreements.prose.settlement import settlement_lines
from benefitshare.findings import Language

SECTIONS = (
    ("参与方", "Parties", party_lines),
    ("期限", "Term", term_lines),
    ("分享的收入", "Revenue shared", revenue_lines),
    ("条款", "Clauses", clause_lines),
    ("产出分享", "Output sharing", output_lines),
    ("结算规则", "Settlement rules", settlement_lines),
    ("补充协议", "Amendments", amendment_lines),
    ("理解与假定", "Assumptions", assumption_lines),
    ("来源", "Source", source_lines),
)
"""The sections in order: headings, and what gives the lines; one without lines is left out."""


def agreement_prose(agreement: Agreement, lang: Language = "zh") -> str:
    """The agreement as text in one language; ends with a line break.

    >>> from benefitshare.agreements.build import build_agreement
    >>> from benefitshare.agreements.schemas import schema
    >>> agreement = build_agreement(schema("agreement")["examples"][0])
    >>> print(agreement_prose(agreement, "en").splitlines()[0])
    City A and City B park agreement (example)
    """
    say = phrases_of(agreement, lang)
    lines = heading_lines(agreement, say)
    number = 0
    for zh, en, section_lines in SECTIONS:
        body = section_lines(agreement, say)
        if body:
            number += 1
            lines += ["", say.section(number, say.pick(zh, en)), *body]
    return "\n".join(lines) + "\n"


def phrases_of(agreement: Agreement, lang: Language) -> Phrases:
    """The phrases that speak of an agreement in one language."""
    names = {p.id: p.name.get(lang) or next(iter(p.name.values())) for p in agreement.parties}
    rules = agreement.settlement
    return Phrases(lang, names, rules.collector, rules.rounding.at == "end")


__all__ = ["SECTIONS", "agreement_prose", "phrases_of"]
