"""The settlement rules in words."""

from __future__ import annotations

from benefitshare.agreements.model import Agreement, Due, Residue, SettlementRules
from benefitshare.agreements.phrases import Phrases


def settlement_lines(agreement: Agreement, say: Phrases) -> list[str]:
    """Collector, cycle, due date, channel, rounding, negative bases and late amendments."""
    rules = agreement.settlement
    collector, cycle = say.party(rules.collector), say.term("cycle", rules.cycle)
    channel = say.term("channel", rules.channel)
    sentences = [
        say.pick(
            f"收入由{collector}归集，并由其向其他各方支付。",
            f"The revenue is collected by {collector}, who pays the other parties.",
        ),
        say.pick(f"结算周期：{cycle}。", f"Settlement period: the {cycle}."),
        _due_sentence(rules.due, say),
        say.pick(f"结算方式：{channel}。", f"Channel: {channel}."),
        say.pick(
            "每一结算期按双方轧差后的净额结算，已付款项予以抵扣，多付的反向退回。",
            "Each pair of parties settles the net of a period; what is paid already is deducted,"
            " and an overpayment goes back.",
        ),
        say.reading("settlement.negative_base", rules.negative_base),
        *_rounding_sentences(rules, say),
        say.reading("settlement.late_amendments", rules.late_amendments),
    ]
    return [say.bullet(sentence) for sentence in sentences]


def _due_sentence(due: Due, say: Phrases) -> str:
    if due.month_day is not None:
        month, dom = due.month_day
        return say.pick(
            f"付款期限：结算期结束后的首个{month}月{dom}日。",
            f"Payment is due on the first {say.month_day(month, dom)} after the period's end.",
        )
    if due.days is not None:
        return say.pick(
            f"付款期限：结算期结束后{due.days}日。",
            f"Payment is due {due.days} days after the period's end.",
        )
    return say.pick("付款期限：未约定。", "No due date is set.")


def _rounding_sentences(rules: SettlementRules, say: Phrases) -> list[str]:
    rounding = rules.rounding
    return [
        say.reading("rounding.at", rounding.at),
        say.reading("rounding.per", rounding.per),
        *_residue_sentences(rounding.residue, say),
    ]


def _residue_sentences(residue: Residue, say: Phrases) -> list[str]:
    sentences = [say.reading("residue.rule", residue.rule)]
    if residue.rule == "to":
        party = say.party(residue.party or "")
        sentences += [
            say.pick(f"取得尾差的一方：{party}。", f"The party named is {party}."),
            say.reading("residue.others", residue.others),
        ]
    if residue.rule == "carry":
        sentences += [_carried_to(residue, say), say.reading("residue.when", residue.when)]
    return sentences


def _carried_to(residue: Residue, say: Phrases) -> str:
    if residue.party is None:
        return say.pick(
            "各方舍去的部分结转给该方本身。",
            "What is cut off from a party is carried to that same party.",
        )
    party = say.party(residue.party)
    return say.pick(
        f"各方舍去的部分合计结转给{party}。",
        f"What is cut off from all parties is carried to {party}.",
    )
