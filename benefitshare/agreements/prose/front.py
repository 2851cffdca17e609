"""The front of an agreement in words: title, status, parties, term."""

from __future__ import annotations

from benefitshare.agreements.model import Agreement, Party
from benefitshare.agreements.phrases import Phrases

STATUS = {
    "signed": (
        "状态：已签署。本文由系统根据结构化文本生成，条款以签署文本为准。",
        "Status: signed. This text is made from the encoded document; the signed text governs.",
    ),
    "draft": (
        "状态：草案。尚未签署，不产生效力。",
        "Status: draft. Not signed and of no effect.",
    ),
    "reported": (
        "状态：据报道。内容根据公开报道或转载文本整理，不代表协议正式文本，不得作为付款依据。",
        "Status: reported. Written from published reports or mirrored texts; it is not the official"
        " text and no ground for payment.",
    ),
    "illustrative": (
        "状态：示例。内容为说明用途而拟，不是任何真实协议，不得作为付款依据。",
        "Status: illustrative. Made up to show how an agreement is written; it is no real agreement"
        " and no ground for payment.",
    ),
}


def heading_lines(agreement: Agreement, say: Phrases) -> list[str]:
    """Title, number, status and what the words are."""
    title = say.own(agreement.title)
    return [
        say.pick(f"《{title}》" if not title.startswith("《") else title, title),
        say.pick(f"协议编号：{agreement.id}", f"Agreement number: {agreement.id}"),
        say.pick(*STATUS[agreement.status]),
        say.pick(
            f"所据文档的摘要值：{agreement.digest}",
            f"Digest of the document this is made from: {agreement.digest}",
        ),
        say.pick(
            "说明：以“>”开头的为协议原文；“本系统的理解”为计算所依据的含义，协议未写明而采用缺省的，一并列出。",
            "Note: lines that start with “>” are the words of the agreement; “As encoded” is what"
            " is computed, with every default stated.",
        ),
    ]


def party_lines(agreement: Agreement, say: Phrases) -> list[str]:
    """Each party with its role, code and id, in the order that settles ties."""
    lines = [
        say.item(number, _party_line(party, say))
        for number, party in enumerate(agreement.parties, start=1)
    ]
    order = say.pick(
        "尾差相同时，按以上顺序排列先后。", "Where rounding ties, the parties rank in this order."
    )
    return [*lines, say.bullet(order)]


def _party_line(party: Party, say: Phrases) -> str:
    name, role = say.own(party.name), say.term("role", party.role)
    if party.code is None:
        return say.pick(f"{name}——{role}（标识“{party.id}”）", f"{name} — {role} (id “{party.id}”)")
    return say.pick(
        f"{name}——{role}（标识“{party.id}”，行政区划代码{party.code}）",
        f"{name} — {role} (id “{party.id}”, division code {party.code})",
    )


def term_lines(agreement: Agreement, say: Phrases) -> list[str]:
    """The term and what falls outside it."""
    span = say.span(agreement.term_from, agreement.term_to)
    return [
        say.bullet(say.pick(f"协议期限：{span}。", f"The agreement holds {span}.")),
        say.bullet(
            say.pick(
                "适用日期在期限以外的收入不纳入分享。",
                "Revenue dated outside the term is not shared.",
            )
        ),
    ]
