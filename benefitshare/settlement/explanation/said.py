"""What an explanation says, in both languages: a table of sentences, and what is bound in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from benefitshare.agreements.terms import reason_term, term
from benefitshare.findings import Language


@dataclass(frozen=True)
class Said:
    """One text in both languages."""

    zh: str = ""
    en: str = ""

    def text(self, lang: Language) -> str:
        """The text in a language."""
        return self.zh if lang == "zh" else self.en

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


def plain(text: object) -> Said:
    """A text that is the same in both languages: a number, an id."""
    return Said(str(text), str(text))


def own(text: Mapping[str, str]) -> Said:
    """A bilingual text of the user's, each language standing in for the other."""
    first = next(iter(text.values()), "")
    return Said(text.get("zh") or first, text.get("en") or first)


def termed(group: str, code: str) -> Said:
    """The name of a code."""
    return Said(term(group, code, "zh"), term(group, code, "en"))


def reasoned(reason: str) -> Said:
    """Why a record is not used: a term, or the title of the finding with that code."""
    from benefitshare.findings.catalog import CATALOG

    if reason in CATALOG:
        return Said(CATALOG[reason].title["zh"], CATALOG[reason].title["en"])
    return Said(reason_term(reason, "zh"), reason_term(reason, "en"))


def joined(items: Iterable[Said], mark: str = "list") -> Said:
    """Several texts as one enumeration."""
    listed = list(items)
    zh, en = MARKS[mark]
    return Said(zh.join(i.zh for i in listed), en.join(i.en for i in listed))


def told(sentence: str, **values: Any) -> Said:
    """A sentence of the table with values bound in; a `Said` gives each language its own.

    >>> told("project", name="P1").en
    'project P1'
    """
    zh, en = SENTENCES[sentence]
    return Said(zh.format(**_in(values, "zh")), en.format(**_in(values, "en")))


def _in(values: Mapping[str, Any], lang: Language) -> dict[str, Any]:
    return {k: v.text(lang) if isinstance(v, Said) else v for k, v in values.items()}


MARKS = {
    "list": ("、", ", "),
    "plus": (" + ", " + "),
    "clauses": ("；", "; "),
    "words": ("", " "),
    "words_apart": (" ", " "),
    "nothing": ("", ""),
    "to": (" → ", " → "),
}

SENTENCES: Mapping[str, tuple[str, str]] = {
    # what a node is
    "entitlement": ("应得合计", "total entitlement"),
    "cash": ("实付合计", "total cash"),
    "figure": ("{figure}：{what}", "{figure}: {what}"),
    "agreement": ("协议 {name}", "agreement {name}"),
    "party": ("{name}", "{name}"),
    "period": ("结算期 {name}", "period {name}"),
    "project": ("项目 {name}", "project {name}"),
    "no_project": ("不分项目", "not by project"),
    "tax": ("{name}", "{name}"),
    "no_tax": ("不分税种", "not by tax"),
    "clause": ("条款 {name}", "clause {name}"),
    "line": ("{party}：“{clause}”（{kind}）", "{party}: “{clause}” ({kind})"),
    "line_slice": (
        "{party}：“{clause}”（{kind}），{day} 起的时段",
        "{party}: “{clause}” ({kind}), slice from {day}",
    ),
    "rounding": ("{party}：取整", "{party}: rounding"),
    "difference": (
        "{party}：补充协议“{clause}”的差额",
        "{party}: difference of amendment “{clause}”",
    ),
    "of_period": ("结算期 {period} 的差额", "difference of period {period}"),
    "per_record": ("逐笔记录", "record by record"),
    "deeper": (
        "此处只列到各项目。逐项展开请指定：explain({hint})",
        "Shown by project only. To go deeper ask for: explain({hint})",
    ),
    "nothing": (
        "结算结果中没有该项金额；未计入的原因见下。",
        "The settlement has no such amount; why not is shown below.",
    ),
    "unexplained": ("计算过程中没有这一行的记录。", "The trace has no line for this row."),
    # formulas
    "product": ("{base} × {ratio} = {exact}", "{base} × {ratio} = {exact}"),
    "exact_only": ("精确值 {exact}", "exactly {exact}"),
    "becomes": ("{formula} → {amount}（{how}）", "{formula} → {amount} ({how})"),
    "residue": ("尾差 {difference}，{rule}", "residue {difference}, {rule}"),
    "largest_remainder": (
        "最大余数法，相同时按参与方顺序",
        "largest remainder, ties in party order",
    ),
    "level_remainder": (
        "最大余数法，相同时依中央、省级、市级的次序",
        "largest remainder, ties in the order centre, province, city",
    ),
    "residue_to": ("尾差归{party}", "residue to {party}"),
    "residue_carry": (
        "舍去不足一分的部分，结转以后处理",
        "cut down to whole fen, the rest carried",
    ),
    "cut_for_now": (
        "先舍去不足一分的部分，期末一次取整",
        "cut down to whole fen for now, rounded once at the end",
    ),
    "half_up": ("四舍五入", "rounded half up"),
    "sum_of": ("{parts} = {total}", "{parts} = {total}"),
    "difference_of": ("{a} − {b} = {c}", "{a} − {b} = {c}"),
    "rated": (
        "{base} × {ratio}（取整）× 税率 {rate} = {amount}",
        "{base} × {ratio} (whole fen) × rate {rate} = {amount}",
    ),
    "resplit": (
        "{base} 按比例分配、各乘税率后汇总，再按 {ratio} 分配 = {amount}",
        "{base} split by ratio, each part times its rate, added up and split again by {ratio}"
        " = {amount}",
    ),
    # tiers and clocks
    "tier": (
        "适用第{years}年（{first}起，{before}前）",
        "years {years} apply (from {first}, before {before})",
    ),
    "tier_open": ("适用第{years}年（{first}起）", "years {years} apply (from {first} on)"),
    "tier_calendar": ("适用 {years} 年", "the calendar years {years} apply"),
    "clock_start": ("自 {day} 起算", "years count from {day}"),
    "clock_events": ("自 {day} 起算（{events}）", "years count from {day} ({events})"),
    "clock_event": ("{event} {day}", "{event} {day}"),
    "clock_missing": (
        "起算日期为空，尚未计时",
        "the starting date is blank, so no year counts yet",
    ),
    "blank_day": ("空", "blank"),
    "extension_years": (
        "该时段在末段之后的延长期内，适用末段的比例（延长至 {before} 前）",
        "this slice is in the extension after the last tier, whose shares go on (before {before})",
    ),
    "outside": (
        "该时段不在任何分段内，全部归{party}",
        "this slice is in no tier, so all of it goes to {party}",
    ),
    # bands and factors
    "bands": (
        "分档金额 {total} 元：{parts}",
        "the amount that picks the bands is {total}: {parts}",
    ),
    "band": ("第{number}档 {amount}（{shares}）", "band {number} {amount} ({shares})"),
    "effective": ("综合比例 {ratio}", "effective ratio {ratio}"),
    "factor": (
        "{name}（{year}年，权重{weight}）：{values}",
        "{name} ({year}, weight {weight}): {values}",
    ),
    "factor_value": ("{party} {value}", "{party} {value}"),
    "factor_ratio": ("{party}的比例：{terms} = {ratio}", "ratio of {party}: {terms} = {ratio}"),
    "decimals": ("（保留{digits}位小数）", " (kept to {digits} decimals)"),
    # base
    "base": ("分享基数", "shareable base"),
    "base_slice": ("分享基数（{day} 起的时段）", "shareable base (slice from {day})"),
    "retained": ("地方留成（{part}）", "retained part ({part})"),
    "division": ("{kind}（{level}）", "{kind} ({level})"),
    "division_row": (
        "体制分成：中央 {central}、省级 {province}、市级 {city}；可信度：{confidence}",
        "statutory division: centre {central}, province {province}, city {city};"
        " confidence: {confidence}",
    ),
    "division_source": ("体制分成的依据：{source}", "source of the division: {source}"),
    "division_dates": (
        "体制分成的有效期：{first} 至 {last}",
        "division in force: {first} to {last}",
    ),
    "undivided": (
        "已按级次列示或不适用体制分成，不再分级",
        "already split by level, or not divided by statute",
    ),
    "always": ("不限", "open"),
    "gross": ("入库总额", "gross amount"),
    "levels": ("入库总额按级次", "gross amount by level"),
    "carried": ("负数结转", "negative amounts carried"),
    "carried_how": (
        "原数 {before}，结转后 {after}（低于零的部分结转抵减以后期间）",
        "was {before}, is {after} after carrying (what is below zero reduces later periods)",
    ),
    "deducted": ("减：扣除，“{clause}”", "less what is deducted by “{clause}”"),
    "deductible": ("当期可扣除 {due}，实际扣除 {used}", "deductible {due}, deducted {used}"),
    "deductible_carried": ("（其中上期结转 {carried}）", " (of it carried in {carried})"),
    "deduct_drop": ("超出部分不再结转", "what is above is dropped"),
    "deduct_carry": ("超出部分结转下期", "what is above is carried"),
    "stock": ("减：存量，“{clause}”", "less the stock of “{clause}”"),
    "baseline": (
        "存量基数 {base}，当期合计 {total}，计入存量 {kept}，增量 {increment}",
        "baseline {base}, total of the period {total}, to stock {kept}, increment {increment}",
    ),
    "baseline_average": ("存量平均数 {average}", "average {average}"),
    "baseline_indexed": ("递增后 {amount}", "indexed {amount}"),
    "baseline_carried": ("上期差额结转 {amount}", "shortfall carried in {amount}"),
    "shortfall": (
        "当期低于存量 {amount}，由{payer}补给{owner}",
        "the period is {amount} below the stock, paid by {payer} to {owner}",
    ),
    # limits
    "cap_test": (
        "上限判定“{clause}”：上限 {limit}，此前已用 {used}，"
        "本期应得 {entitled}，本期可得 {allowed}，超出 {excess}",
        "cap “{clause}”: limit {limit}, used before {used}, entitled {entitled}, allowed {allowed},"
        " above {excess}",
    ),
    "cap_title": ("上限判定“{clause}”，结算期 {period}", "cap “{clause}” tested in {period}"),
    "cap_taken": (
        "超出上限的部分由{party}转给{keeper}",
        "what is above the cap goes from {party} to {keeper}",
    ),
    "cap_row_proportional": (
        "超出 {excess}，按各行应得的比例分摊，本行 {amount}",
        "{excess} above the cap, spread over the rows in proportion, to this row {amount}",
    ),
    "cap_row_in_order": (
        "超出 {excess}，从排在最后的各行取起，本行 {amount}",
        "{excess} above the cap, taken from the last rows first, of this row {amount}",
    ),
    "extension_test": (
        "延长判定“{clause}”：末段届满时已用 {used}，上限 {limit}：{result}",
        "extension “{clause}”: when the last tier ended {used} of {limit} had been used: {result}",
    ),
    "extension_title": ("延长判定“{clause}”", "extension “{clause}” tested"),
    "earned": ("未达上限，予以延长", "the cap was not reached, so the years go on"),
    "lost": ("已达上限，不予延长", "the cap was reached, so the years do not go on"),
    "extension_moved": (
        "未获延长，该时段的分成转给分段以外的归属方{keeper}",
        "not earned, so this slice goes where the split sends what is outside its tiers: {keeper}",
    ),
    "floor": (
        "保底 {at_least} − 已得 {received} = 补足 {missing}，由{payer}支付",
        "guarantee {at_least} − received {received} = made up {missing}, paid by {payer}",
    ),
    # directed
    "give_back": (
        "{level}部分 {base} × {rate} = {exact}，返还 {amount}",
        "{level} part {base} × {rate} = {exact}, given back {amount}",
    ),
    "give_back_part": ("其中归{party} {amount}", "of it to {party} {amount}"),
    "system_share": (
        "限额后应得 {base} × {rate} = {exact}，体制上解 {amount}",
        "entitlement after limits {base} × {rate} = {exact}, taken up {amount}",
    ),
    "returned": (
        "体制上解 {base} × {rate} = {exact}，返还 {amount}",
        "taken up {base} × {rate} = {exact}, given back {amount}",
    ),
    "fixed_return": (
        "投入资本 {base} × {rate} = {exact} → {amount}（四舍五入）",
        "capital {base} × {rate} = {exact} → {amount} (rounded half up)",
    ),
    "cost_share": ("{total} 按比例分担：{shares}", "{total} shared: {shares}"),
    "call": ("由各方缴付给{fund}", "paid in by the parties to {fund}"),
    "dividend": ("由{fund}分配给各方", "paid out by {fund} to the parties"),
    "set_aside": (
        "{giver}应得 {base} × {ratio} = {exact}，计提 {amount} 给{taker}",
        "of {giver}: {base} × {ratio} = {exact}, set aside {amount} for {taker}",
    ),
    "before_cap": ("（上限之前计提）", " (before any cap)"),
    "unchanged": ("应得不变，仅实付变动", "entitlement is unchanged, only cash moves"),
    "paid_by": ("由{payer}支付", "owed by {payer}"),
    "pays": ("付出方（负数）", "the payer's side (negative)"),
    "rounding_carried": (
        "精确合计 {exact}，连同以前结转支付 {paid}；各行已列 {shown}，本行补差 {amount}",
        "exact total {exact}, with what was carried paid {paid}; the lines show {shown},"
        " this row makes up {amount}",
    ),
    "rounding_end": (
        "精确合计 {exact} → {paid}；各行已列 {shown}，本行补差 {amount}",
        "exact total {exact} → {paid}; the lines show {shown}, this row makes up {amount}",
    ),
    "rounding_kept": (
        "舍去的不足一分部分结转到本期支付 {amount}",
        "fractions carried from earlier, paid now: {amount}",
    ),
    "entitlement_to_cash": ("由应得到实付", "from entitlement to cash"),
    "entitled": ("应得", "entitlement"),
    "moved": ("计提（收入为正，付出为负）", "set aside (received positive, given negative)"),
    # gates and what is left out
    "gate_passed": ("资格“{clause}”：符合", "gate “{clause}”: passed"),
    "gate_failed": (
        "资格“{clause}”：不符合（{condition}）",
        "gate “{clause}”: failed ({condition})",
    ),
    "gate_average": (
        "{event}（{day}）前 {years} 年合计 {total} ÷ {years} = 年均 {average}，"
        "要求{relation} {needed}",
        "the {years} years before the {event} ({day}) add up to {total}; ÷ {years} = {average}"
        " a year, asked {relation} {needed}",
    ),
    "at_least": ("不低于", "at least"),
    "above": ("高于", "more than"),
    "gate_no_average": (
        "缺少计算年均税收所需的数据",
        "what the yearly average needs is missing",
    ),
    "gate_class": ("项目类别：{value}", "class of the project: {value}"),
    "gate_event": ("{event}：{day}", "{event}: {day}"),
    "average_tax": ("年均税收", "yearly average"),
    "event_between": ("日期不在规定期间内", "date outside the span"),
    "confirmed": ("未经共同确认", "not confirmed jointly"),
    "class": ("项目类别", "class"),
    "excluded_all": (
        "未计入的记录（不含在上列金额内）",
        "records left out (not in the amounts above)",
    ),
    "excluded": ("{disposition}：{reason}，{count} 笔", "{disposition}: {reason}, {count} records"),
    "finding": ("{message}", "{message}"),
    "no_voucher": ("无凭证号", "no voucher no."),
    "place": ("{source}第{row}行", "{source}row {row}"),
    "entered": ("入库 {day}", "entered {day}"),
    "more_records": ("其余 {count} 笔记录", "{count} further records"),
    # transfers
    "transfer": ("{payer} 付 {payee}：净额", "{payer} to {payee}: net"),
    "transfer_period": ("结算期 {period} 净额", "net of period {period}"),
    "due_by": ("到期日 {day}", "due {day}"),
    "overpaid": ("多付退回", "paid too much, to be returned"),
    "direction": (
        "结算单上的方向：{payer} 付 {payee} {amount}",
        "as the statement shows it: {payer} pays {payee} {amount}",
    ),
    "due": ("应付", "due"),
    "owed": ("{payer} 欠 {payee}", "owed by {payer} to {payee}"),
    "owed_back": ("减：{payer} 欠 {payee}", "less what {payer} owes {payee}"),
    "paid": ("减：已付", "less paid already"),
    "payment": (
        "{payer} 付 {payee}（付款表第{row}行）",
        "{payer} paid {payee} (payments row {row})",
    ),
    "payment_plain": ("{payer} 付 {payee}", "{payer} paid {payee}"),
    "channel": ("支付渠道：{channel}", "channel: {channel}"),
    # output
    "credit_total": ("{indicator}：考核计入（{unit}）", "{indicator}: assessment credit ({unit})"),
    "credit": ("{party}：“{clause}”（{mode}）", "{party}: “{clause}” ({mode})"),
    "credit_formula": (
        "官方数据 {official} × {share} = {exact}",
        "official {official} × {share} = {exact}",
    ),
    "credit_whole": ("官方数据 {official}，全额计入", "official {official}, credited whole"),
    "official": ("官方数据（归{party}，不变）", "official figure (of {party}, unchanged)"),
    "assessment_only": (
        "考核计入仅用于考核，官方统计数据归属地不变。",
        "Credit serves assessment only; the official figure stays with the place.",
    ),
    # how to read the text
    "more": ("…… 其余 {count} 项", "… {count} more"),
    "cut": ("（下一层有 {count} 项）", "({count} items below)"),
    "because": ("依据", "because"),
    "signed_text": ("协议原文：{text}", "signed text: {text}"),
    "formula": ("算式：{text}", "formula: {text}"),
    "amount_heading": ("金额（元）", "yuan"),
    "asked": ("所问数字：{figure}", "figure asked for: {figure}"),
    "everything": ("全部", "everything"),
    "transfer_word": ("付款方—收款方", "payer–payee"),
    "indicator_word": ("指标", "indicator"),
    "kind_word": ("口径", "kind"),
    "colon": ("：", ": "),
}
"""Every sentence of an explanation, Chinese and English; values are bound in by name."""
