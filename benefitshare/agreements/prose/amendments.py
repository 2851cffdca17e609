"""The amendments in words: what each changes, when it takes effect and when it became known."""

from __future__ import annotations

from benefitshare.agreements.model import Agreement, Amendment, PartyChange
from benefitshare.agreements.phrases import Phrases


def amendment_lines(agreement: Agreement, say: Phrases) -> list[str]:
    """Every amendment, in document order."""
    lines: list[str] = []
    for number, amendment in enumerate(agreement.amendments, start=1):
        lines.append(say.item(number, say.pick(f"“{amendment.id}”", f"“{amendment.id}”")))
        lines += [say.inner(line) for line in say.quotation(amendment.text)]
        lines.append(say.inner(say.pick("本系统的理解：", "As encoded:")))
        lines += [say.inner_bullet(s) for s in _sentences(amendment, say)]
    return lines


def _sentences(amendment: Amendment, say: Phrases) -> list[str]:
    in_force, known = say.date(amendment.in_force_from), say.date(amendment.known_from)
    sentences = [
        say.pick(
            f"自{in_force}起生效；自{known}起知悉。",
            f"In force from {in_force}; known from {known}.",
        )
    ]
    if amendment.clause_ids:
        ids = say.join([f"“{i}”" for i in amendment.clause_ids])
        sentences.append(
            say.pick(
                f"新订或替换的条款：{ids}；原同名条款至生效前一日止。",
                f"New or replaced clauses: {ids}; a clause of the same id ends the day before.",
            )
        )
    if amendment.repeal:
        ids = say.join([f"“{i}”" for i in amendment.repeal])
        sentences.append(
            say.pick(
                f"废止的条款：{ids}，至生效前一日止。",
                f"Repealed clauses: {ids}, which end the day before.",
            )
        )
    if amendment.party_change is not None:
        sentences += change_sentences(amendment.party_change, say)
    return sentences


def change_sentences(change: PartyChange, say: Phrases) -> list[str]:
    """A change of party as sentences."""
    day, old, new = say.date(change.on), say.party(change.from_), say.party(change.to)
    return [
        say.pick(
            f"自{day}起，{old}在各条款中的地位由{new}承继；{old}为归集方的，一并变更。",
            f"From {day} {new} takes the place of {old} in every clause, and as collector if it was"
            " that.",
        ),
        say.reading("party_change.clock", change.clock),
        say.reading("party_change.cap_used", change.cap_used),
    ]
