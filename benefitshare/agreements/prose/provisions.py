"""The clauses of an agreement in words: the signed text, then what is computed."""

from __future__ import annotations

from benefitshare.agreements.clauses import clause_words
from benefitshare.agreements.clauses.split import tier_words
from benefitshare.agreements.model import Agreement, Clause, OutputClause
from benefitshare.agreements.phrases import Phrases

BASE_VERSION = "v1"
BY_TIER_DATE = ("split", "set_aside")
BY_PERIOD_END = ("deduct", "baseline", "cap", "floor", "fixed_return", "cost_share")


def clause_lines(agreement: Agreement, say: Phrases) -> list[str]:
    """Every span of every clause, in document order, and what holds where splits do not fit."""
    lines = _numbered(agreement.clauses, say)
    if any(clause.kind == "split" for clause in agreement.clauses):
        lines.append(
            say.bullet(
                say.pick(
                    "每笔收入须恰有一项分成条款适用；没有或者有两项以上适用的，列为错误，相应收入暂不分享。",
                    "Exactly one split applies to any revenue; where none or more than one does it"
                    " is an error and that revenue is not shared.",
                )
            )
        )
    return lines


def output_lines(agreement: Agreement, say: Phrases) -> list[str]:
    """Every output clause."""
    return _numbered(agreement.output, say)


def _numbered(clauses: tuple[Clause, ...], say: Phrases) -> list[str]:
    lines: list[str] = []
    for number, clause in enumerate(clauses, start=1):
        kind = say.term("kind", clause.kind)
        head = say.pick(f"“{clause.id}”（{kind}）", f"“{clause.id}” ({kind})")
        before = clauses[number - 2] if number > 1 else None
        lines += [say.item(number, head), *_body(clause, before, say)]
    return lines


def _body(clause: Clause, before: Clause | None, say: Phrases) -> list[str]:
    words = _content(clause, say)
    encoded = say.inner(say.pick("本系统的理解：", "As encoded:"))
    if before is not None and before.id == clause.id and before.text == clause.text:
        earlier = _content(before, say)
        if len(earlier) == len(words):
            changed = _changed_words(earlier, words, say)
            return [
                encoded,
                *[say.inner_bullet(sentence) for sentence in (*_standing(clause, say), *changed)],
            ]
    return [
        *[say.inner(line) for line in say.quotation(clause.text)],
        encoded,
        *[say.inner_bullet(sentence) for sentence in (*_standing(clause, say), *words)],
    ]


def _content(clause: Clause, say: Phrases) -> list[str]:
    if clause.kind == "output":
        return [say.scope(clause.scope), *output_words(clause.spec, say)]
    return [say.scope(clause.scope), *clause_words(clause.kind, clause.spec, say)]


def _changed_words(earlier: list[str], words: list[str], say: Phrases) -> list[str]:
    """The sentences that differ from those of the span before, led by saying so."""
    changed = [new for old, new in zip(earlier, words, strict=True) if old != new]
    if not changed:
        return [
            say.pick(
                "内容与前一期间相同。", "The words and their meaning are as in the span before."
            )
        ]
    lead = say.pick(
        "除下列各项外，原文和内容与前一期间相同：",
        "The words and their meaning are as in the span before, except:",
    )
    return [lead, *changed]


def _standing(clause: Clause, say: Phrases) -> list[str]:
    """Where a clause comes from and when it is in force."""
    sentences = []
    if clause.version != BASE_VERSION:
        sentences.append(
            say.pick(f"依据：补充协议“{clause.version}”。", f"By amendment “{clause.version}”.")
        )
    sentences.append(_force_sentence(clause, say))
    if clause.anew_for is not None:
        sentences.append(
            say.pick(
                "上限的已使用额度自变更之日起重新计算，不含变更以前的额度。",
                "What is used of the cap is counted anew from the change on,"
                " without what was used before it.",
            )
        )
    clock = getattr(clause.spec, "clock", None)
    if clause.clock_restart is not None and clock is not None and clock.pick != "calendar":
        day = say.date(clause.clock_restart)
        sentences.append(
            say.pick(
                f"计时改以{day}为起算日。",
                f"The clock starts on {day} instead.",
            )
        )
    return sentences


def _force_sentence(clause: Clause, say: Phrases) -> str:
    span = say.span(clause.from_, clause.to)
    by = _force_test(clause, say)
    return say.pick(f"适用期间：{span}{by}。", f"In force {span}{by}.")


def _force_test(clause: Clause, say: Phrases) -> str:
    if clause.kind == "output":
        return say.pick("，以统计期间的末日为准", ", by the last day of the statistical period")
    of_party = clause.kind == "give_back" and clause.spec.level is None
    if clause.kind in BY_PERIOD_END or of_party:
        return say.pick("，以结算期的末日为准", ", by the last day of the settlement period")
    if clause.kind in BY_TIER_DATE or clause.kind == "give_back":
        return say.pick("，以收入的适用日期为准", ", by the tier date of the revenue")
    return ""


def output_words(spec: OutputClause, say: Phrases) -> list[str]:
    """An output clause as sentences, every reading stated."""
    indicators = say.terms("indicator", spec.indicators)
    sentences = [
        say.pick(f"适用的指标：{indicators}。", f"Indicators: {indicators}."),
        say.pick(
            "官方统计数据始终归承接地；以下仅为考核计入。",
            "The official figure always stays with the host; what follows is assessment credit.",
        ),
        say.reading("output.mode", spec.mode),
    ]
    if spec.clock is not None:
        sentences.append(say.clock(spec.clock))
    sentences += tier_words(spec.tiers, spec.clock, say)
    if spec.tiers:
        sentences.append(
            say.pick(
                "按指标的最小计量单位分配，尾差按最大余数法处理。",
                "Divided in the indicator's smallest unit, residue by largest remainder.",
            )
        )
    return [*sentences, say.reading("output.straddle", spec.straddle)]
