"""What negotiators read, in both languages: headings, sentences, names of criteria and scales.

A sentence stays on one line, so that it can be found by searching for it.
"""

# ruff: noqa: E501 - the two languages of a text are read side by side
from __future__ import annotations

from typing import Any

from benefitshare.findings import Language

Pair = tuple[str, str]

PAGES: dict[str, Pair] = {
    "proposal": ("方案书", "Proposal"),
    "refusal": ("无法达成", "No terms can be agreed"),
    "evaluation": ("条款评估", "Terms assessed"),
    "comparison": ("方案比较", "Terms compared"),
    "frontier": ("可选范围", "The choices there are"),
    "improvement": ("改进方案", "A better deal"),
    "change": ("变动测算", "What if"),
}

HEAD: dict[str, Pair] = {
    "warning": ("【警告】{text}。", "[WARNING] {text}."),
    "unit": ("金额单位：万元", "Amounts in million yuan"),
    "party_copy": ("{party}专用，不得转交他方", "For {party} only: not to be passed on"),
    "public_copy": (
        "公开文本：不含底线和内部预测",
        "Public text: no reservation values, no private outlooks",
    ),
    "notice_draft": (
        "【草案】供谈判测算使用，尚未议定，不构成承诺。",
        "[DRAFT] For use in negotiation: nothing here is agreed or promised.",
    ),
    "notice_illustrative": (
        "【示例】各方、条款、投入、预测均为虚构，数字仅供演示，不代表任何一方的立场。",
        "[EXAMPLE] Parties' positions, clauses, contributions and forecasts are made up; the figures show how this works and stand for nobody's position.",
    ),
    "agreements": ("协议", "Agreements"),
    "criterion": ("公平准则", "Rule of fairness"),
    "divided": ("分的是什么", "What is divided"),
    "divided_received": (
        "各方所得的现值，不扣除投入（下面的衡量只用于列示）",
        "the present value of what is received, contributions not taken off (the measure below is for show)",
    ),
    "divided_net": (
        "净现值（下面的衡量只用于列示）",
        "net present value (the measure below is for show)",
    ),
    "scale": ("以什么衡量", "Measured by"),
    "risk": ("怎样看待不确定", "How uncertainty counts"),
    "benefit": ("什么算所得", "What counts as received"),
    "discount": ("折现", "Discounting"),
    "years": ("测算年度", "Years looked at"),
    "discount_text": (
        "年折现率 {rates}，折算到 {year} 年初，{timing}",
        "{rates} a year, to the start of {year}, {timing}",
    ),
    "rate_of": ("{party} {rate}", "{party} {rate}"),
    "timing_end": ("每年的收支算在年末", "what comes or goes in a year counts at its end"),
    "timing_start": ("每年的收支算在年初", "what comes or goes in a year counts at its start"),
    "benefit_cash": (
        "实付，即扣除计提、返还以后拿到手的",
        "cash: what is paid in the end, after set-asides and returns",
    ),
    "benefit_entitlement": ("应得，不扣除计提和返还", "entitlement, before set-asides and returns"),
    "off_scale": (
        "{parties}没有可用的衡量（没有投入，或没有可改善的余地），准则不计入该方，其诉求照算。",
        "The measure does not exist for {parties} (nothing contributed, or no room to gain): the rule leaves it out, and its demands still hold.",
    ),
}

SECTIONS: dict[str, Pair] = {
    "found": ("数据中的问题", "Found in the data"),
    "terms": ("条款", "Terms"),
    "parties": ("各方得失", "What each party gives and gets"),
    "scenarios": ("各情景下", "By scenario"),
    "cash": ("逐年收支", "Year by year"),
    "why": ("为什么是这些比例", "Why these terms"),
    "division": ("分多少，各方应得多少", "What there is to divide, and what the rule gives"),
    "binding": (
        "起作用的诉求，每放宽一点值多少",
        "Demands that bind, and what giving a little is worth",
    ),
    "unique": ("有没有同样好的", "Whether other terms are as good"),
    "sure": ("可靠程度", "How sure this is"),
    "demands": ("诉求", "Demands"),
    "dominated": ("有没有对谁都不差的改法", "Whether other terms are better for all"),
    "criteria": ("换用其他准则会怎样", "What other rules would give"),
    "verdict": ("结论", "Result"),
    "conflicts": ("哪些诉求不能并存", "Demands that cannot stand together"),
    "repair_least": ("让步总量最小的办法", "Giving way as little as possible in all"),
    "repair_spread": ("让步最分散的办法", "Spreading what is given up"),
    "net": ("净现值", "Net present value"),
    "points": ("一方多得、另一方就少得的条款", "Terms where one can gain only by another's loss"),
    "legend": ("列名", "Columns"),
    "gains": ("各方变化", "Change for each party"),
    "terms_change": ("条款变化", "Change of the terms"),
    "changed": ("改动", "What was changed"),
    "own": ("本方情况", "Where this party stands"),
}

TABLE: dict[str, Pair] = {
    "clause": ("条款", "Clause"),
    "tier": ("年段", "Years"),
    "party": ("参与方", "Party"),
    "proposed": ("方案", "Proposed"),
    "rest": ("其余", "The rest"),
    "range": ("可谈范围", "Range"),
    "step": ("步长", "Step"),
    "continuous": ("不取整时", "Unrounded"),
    "costs": ("投入现值", "Puts in"),
    "benefits": ("所得现值", "Receives"),
    "net": ("净现值", "Net value"),
    "reservation": ("底线", "Reservation"),
    "ideal": ("最好可得", "Best"),
    "position": ("从底线到最好", "Way to best"),
    "price": ("取整增减", "By rounding"),
    "claim": ("主张", "Claims"),
    "alone": ("单独可得", "Alone"),
    "award": ("规则所给", "Rule gives"),
    "given": ("本条款所给", "These terms give"),
    "payback": ("收回年份", "Paid back"),
    "payback_discounted": ("折现后收回", "Discounted"),
    "scenario": ("情景", "Scenario"),
    "probability": ("可能性", "Chance"),
    "year": ("年度", "Year"),
    "year_number": ("{year}年", "{year}"),
    "contributed": ("{party}投入", "{party} pays"),
    "received": ("{party}所得", "{party} gets"),
    "running": ("{party}累计净额", "{party} so far"),
    "total": ("合计", "Total"),
    "over_all": ("综合", "Over all scenarios"),
    "never": ("未收回", "not within"),
    "nothing_in": ("无投入", "nothing put in"),
    "demand": ("诉求", "Demand"),
    "asked_by": ("提出方", "Asked by"),
    "kept": ("是否满足", "Kept"),
    "yes": ("满足", "kept"),
    "no": ("不满足", "broken"),
    "room": ("余地", "Room"),
    "where": ("最紧之处", "Tightest"),
    "short": ("差", "short by"),
    "criterion": ("准则", "Rule"),
    "would_give": ("{party}可得", "{party} would have"),
    "difference": ("本条款多得", "more under these terms"),
    "before": ("原来", "Before"),
    "after": ("之后", "After"),
    "change": ("变化", "Change"),
    "gain": ("多得", "Gain"),
    "number": ("序号", "No."),
    "term": ("待定比例", "Open share"),
    "tier_all": ("全部年度", "all years"),
    "tier_years": ("第{years}年", "years {years}"),
    "tier_year": ("第{years}年", "year {years}"),
    "tier_number": ("第{number}段", "tier {number}"),
    "tier_band": ("第{band}档", "band {band}"),
    "none": ("—", "-"),
    "both": ("双方", "both sides"),
    "province": ("省里", "the province"),
    "open": ("不能公开判断", "cannot be said in public"),
    "terms": ("方案", "Proposal"),
    "point": ("第 {number} 种", "No. {number}"),
}

CRITERIA: dict[str, Pair] = {
    "max_min": (
        "让境况最差的一方尽可能好",
        "whoever is worst off is as well off as possible",
    ),
    "leximin": (
        "先让境况最差的一方尽可能好，再让次差的一方尽可能好，依此类推",
        "whoever is worst off is as well off as possible, then the second worst off, and so on",
    ),
    "proportional": ("所得与投入成比例", "what is received goes by what was put in"),
    "kalai_smorodinsky": (
        "各方从自己的底线走向自己最好可得，走的路程一样长",
        "everybody goes the same part of the way from the reservation value to the best it can have",
    ),
    "nash": (
        "各方超出底线部分的乘积最大（谁的收益相对增加得多，就先照顾谁）",
        "the product of what all gain over their reservation values is as large as possible (relative gains count)",
    ),
    "utilitarian": (
        "各方合计最大，不看怎样分",
        "the sum over all is as large as possible, however it falls",
    ),
    "closest": ("离参照比例最近", "as close to the reference shares as possible"),
    "minimax_regret": (
        "无论出现哪种情景，事后的遗憾（比该情景下最好的条款差多少）都尽可能小",
        "in no scenario does it fall far behind the terms that would have been best there",
    ),
    "nucleolus": (
        "让最不满意的一方或几方联合尽可能满意（联合起来单干能得多少，也算在内）",
        "the party or group with most reason to complain has as little reason as possible (what groups could do on their own counts)",
    ),
    "least_core": (
        "任何几方联合单干能多得的，压到最小",
        "what any group could gain by going alone is as small as possible",
    ),
    "shapley": (
        "按每一方加入时平均带来多少来分",
        "each has what it brings on average when it joins the others",
    ),
    "claims_proportional": ("按各方主张的数额成比例地分", "in proportion to what each claims"),
    "equal_awards": (
        "各方分得一样多，以自己的主张为限",
        "equal amounts to all, none beyond its claim",
    ),
    "equal_losses": ("各方比自己的主张少得一样多", "everybody loses the same against its claim"),
    "talmud": (
        "不足时先各得主张的一半为限平分，有余时再平分所缺（塔木德规则）",
        "equal amounts up to half of each claim, then equal losses (the rule of the Talmud)",
    ),
    "random_arrival": (
        "按各方先后到场、先到先得的所有次序取平均",
        "the average over all orders of arrival, first come first served",
    ),
}

SHORT_CRITERIA: dict[str, Pair] = {
    "max_min": ("最差者尽可能好", "best for the worst off"),
    "leximin": ("逐级照顾最差者", "worst off first, level by level"),
    "proportional": ("按投入分配", "by contribution"),
    "kalai_smorodinsky": ("各走同样路程", "equal way to the best"),
    "nash": ("得益乘积最大", "largest product of gains"),
    "utilitarian": ("合计最大", "largest sum"),
    "closest": ("最近参照比例", "closest to reference"),
    "minimax_regret": ("最小遗憾", "least regret"),
    "nucleolus": ("不满最小", "least complaint"),
    "least_core": ("单干好处最小", "least gain of leaving"),
    "shapley": ("按平均贡献", "by average addition"),
    "claims_proportional": ("按主张比例", "in proportion to claims"),
    "equal_awards": ("等额分配", "equal awards"),
    "equal_losses": ("等额损失", "equal losses"),
    "talmud": ("塔木德规则", "rule of the Talmud"),
    "random_arrival": ("先到先得平均", "random arrival"),
}

SCALES: dict[str, Pair] = {
    "money": ("净现值", "net present value"),
    "gain": ("超出底线的净现值", "net present value above the reservation value"),
    "multiple": (
        "所得现值是投入现值的几倍",
        "present value received as a multiple of what was put in",
    ),
    "normalised": (
        "从底线到最好可得走了百分之几",
        "how much of the way from the reservation value to the best it can have",
    ),
}
"""By the scale of a brief: what everybody's position is measured by."""

LEVELS: dict[str, Pair] = {
    "money": ("净现值 {amount} 万元", "a net present value of {amount} million yuan"),
    "gain": ("超出底线 {amount} 万元", "{amount} million yuan above its reservation value"),
    "multiple": ("所得为投入的 {amount} 倍", "{amount} times what it put in"),
    "normalised": ("从底线到最好的 {amount}", "{amount} of the way to the best it can have"),
    "all_gain": (
        "各超出底线 {amount} 万元",
        "{amount} million yuan above their reservation values",
    ),
    "all_money": ("净现值 {amount} 万元", "net present values of {amount} million yuan"),
    "all_multiple": ("所得为投入的 {amount} 倍", "{amount} times what they put in"),
    "all_normalised": (
        "各走完从底线到最好的 {amount}",
        "{amount} of the way to the best they can have",
    ),
}

UTILITIES: dict[str, Pair] = {
    "money": ("净现值", "Net value"),
    "gain": ("超出底线", "Gain"),
    "multiple": ("所得/投入（倍）", "Times put in"),
    "normalised": ("底线到最好", "Way to best"),
}
"""Heading of a column of utilities."""

RISKS: dict[str, Pair] = {
    "expected": ("按各情景的可能性取平均", "the average over the scenarios by their probabilities"),
    "worst_case": ("按对该方最坏的情景计", "what each has in the scenario that is worst for it"),
    "regret": ("各情景下的遗憾都尽可能小", "regret as small as possible in every scenario"),
    "cvar": (
        "只看最坏的 {part} 的情形，取其平均",
        "the average over the worst {part} of all cases",
    ),
    "scenario": ("只看“{scenario}”情景", "the scenario “{scenario}” only"),
}

SENTENCES: dict[str, Pair] = {
    "quote": ("“{text}”", "“{text}”"),
    "found": ("{severity} [{code}] {message}。", "{severity} [{code}] {message}."),
    "found_at": (
        "{severity} [{code}] {message}（{place}）。",
        "{severity} [{code}] {message} ({place}).",
    ),
    "found_more": ("另有 {count} 处，见 JSON。", "{count} more are not listed; JSON has them."),
    "and": ("和", " and "),
    "comma": ("、", ", "),
    "semicolon": ("；", "; "),
    "colon": ("：", ": "),
    "stop": ("。", "."),
    "because": ("，因为{reasons}", "; what stands in the way: {reasons}"),
    "stage": ("{number}. ", "{number}. "),
    "held_one": (
        "{party}到{level}为止，不能再多{because}。",
        "{party} stops at {level} and cannot have more{because}.",
    ),
    "held_one_unless": (
        "{party}到{level}为止，不能再多，除非{others}低于{others_level}{because}。",
        "{party} stops at {level} and cannot have more unless {others} falls below {others_level}{because}.",
    ),
    "held_several": (
        "{parties}都到{level}为止：任何一方要再多，就有另一方低于这个数{because}。",
        "{parties} stop together at {level}: none can have more unless another falls below that{because}.",
    ),
    "held_several_unless": (
        "{parties}都到{level}为止：任何一方要再多，就有另一方低于这个数，或者{others}低于{others_level}{because}。",
        "{parties} stop together at {level}: none can have more unless another falls below that, or {others} below {others_level}{because}.",
    ),
    "each_level": ("各自的数", "what it has"),
    "zero_sum": (
        "能分的总量就是这么多，一方多得，另一方必少得",
        "there is only so much to share: what one gains another loses",
    ),
    "limit_upper": (
        "{term}已到可谈范围的上限 {share}",
        "{term} is at the top of its range, {share}",
    ),
    "limit_lower": (
        "{term}已到可谈范围的下限 {share}",
        "{term} is at the bottom of its range, {share}",
    ),
    "limit_clause": ("协议中{clause}的限制", "the limit set by {clause} of the agreement"),
    "limit_reservation": ("{party}的底线", "the bottom line of {party}"),
    "limit_frame": (
        "协议自身的限制（如累计上限、保底）",
        "limits of the agreement itself, such as caps and floors",
    ),
    "nash_why": (
        "再往任何一边移，一方增加的比例都小于另一方减少的比例{because}。",
        "Moving either way, one side would lose a larger part of its gain than the other adds to its own{because}.",
    ),
    "utilitarian_why": (
        "各方合计不能再多{because}。",
        "The sum over all cannot be larger{because}.",
    ),
    "closest_why": (
        "不能离参照比例再近{because}。",
        "The terms cannot come closer to the reference{because}.",
    ),
    "estate_received": (
        "可分的总额（各方所得现值之和）：{total} 万元。",
        "There are {total} million yuan to divide: the present value of what all receive.",
    ),
    "estate_net": (
        "各方合作的净现值合计：{total} 万元。",
        "Together all have a net present value of {total} million yuan.",
    ),
    "claims_stated": ("主张取自任务书。", "The claims are those of the brief."),
    "claims_ideals": (
        "任务书没有写主张，以各方最多可得的为主张。",
        "The brief states no claims: the most each could receive is taken for its claim.",
    ),
    "values_stated": (
        "各种联合的所得取自任务书。",
        "What groups could have on their own is stated in the brief.",
    ),
    "values_reserved": (
        "任务书没有写联合的所得：取底线之和，与他方都得其最好以后所余，两者中较大的。",
        "The brief does not state what groups could have on their own: it is the larger of their reservation values and of what is left when all others have their best.",
    ),
    "pressing": (
        "最有理由不满、而且无法再少不满的：{groups}。",
        "Who has the most reason to complain, and cannot have less: {groups}.",
    ),
    "pressing_one": (
        "{parties}（单干可得 {alone} 万元，规则给 {given} 万元）",
        "{parties} (could have {alone} million yuan alone, is given {given})",
    ),
    "target_reached": (
        "这些条款恰好给每一方规则所给的数额。",
        "These terms give everybody just what the rule gives.",
    ),
    "target_why": (
        "先按准则算出各方应有的份额，再取离它最近的条款；不能再近{because}。",
        "The rule says what each should have; these are the possible terms closest to that, and cannot come closer{because}.",
    ),
    "regret_why": (
        "最大的遗憾不能再小{because}。",
        "The largest regret cannot be smaller{because}.",
    ),
    "held_least": (
        "境况最差的一方最多只能到{level}（{parties}）：没有别的条款能让最差的一方更多。",
        "Whoever is worst off can have {level} and no more ({parties}): no other terms give the worst off more.",
    ),
    "held_next": (
        "在此之上，{parties}最多只能到{level}。",
        "Given that, {parties} can have {level} and no more.",
    ),
    "tight": ("没有余地的诉求：{demands}。", "Demands without room: {demands}."),
    "why_local": (
        "以下说明以协议中的上限、保底像本方案下那样起作用为前提。",
        "The reasons hold as long as the caps and floors of the agreement bind where they do under these terms.",
    ),
    "why_written": (
        "以下按可以取任意比例时说明；条款取了离它最近、能写成 0.01% 整数倍的比例。",
        "The reasons are those for shares of any size; the terms are the closest to them in steps of 0.01%.",
    ),
    "no_stage": (
        "这一准则没有逐步的说明；不留余地的诉求见下。",
        "This rule gives no step-by-step reasons; the demands without room are below.",
    ),
    "why_continuous": (
        "以下按可以取任意比例时说明；取整到步长以后的差别见“取整增减”。",
        "The reasons are those for shares of any size; what going to the steps changes is under “By rounding”.",
    ),
    "no_binding": (
        "没有诉求起作用：放宽任何一项都不改变结果。",
        "No demand binds: easing any of them changes nothing.",
    ),
    "binding": ("{demand}（{by}）", "{demand} ({by})"),
    "unit_money": ("1万元", "10,000 yuan"),
    "unit_share": ("1个百分点", "one percentage point"),
    "worth": ("每放宽{unit}：{changes}", "easing it by {unit}: {changes}"),
    "worth_none": (
        "每放宽{unit}：各方都不变（另有同样要紧的限制）",
        "easing it by {unit} changes nothing for anybody (another limit binds as well)",
    ),
    "worth_one": ("{party} {value} 元", "{party} {value} yuan"),
    "worth_between": ("{party} {low} 至 {high} 元", "{party} from {low} to {high} yuan"),
    "worth_between_note": (
        "“至”前后两个数：放宽与收紧的效果不同。",
        "Where two numbers are given, easing and tightening have different effects.",
    ),
    "tightened_none": ("再收紧就无法达成", "tightened further, no terms are left"),
    "unique_yes": (
        "不取整时结果唯一：按这一准则，没有别的比例。",
        "On shares of any size the result is the only one: the rule leaves no choice.",
    ),
    "unique_near": (
        "不取整时结果唯一：没有别的比例同样好而相差 0.01% 以上。",
        "On shares of any size the result is the only one, to 0.01%: no other shares are as good.",
    ),
    "unique_no": (
        "不取整时结果不唯一：下列比例可以在范围内移动，而按这一准则同样好。",
        "On shares of any size other terms are as good by this rule: these shares could move within",
    ),
    "unique_unknown": ("没有检查是否唯一。", "Whether other terms are as good was not checked."),
    "range": ("{term}：{low} 至 {high}", "{term}: {low} to {high}"),
    "unique_grid": (
        "在步长上，没有别的条款让各方所得完全相同。",
        "On the steps no other terms give everybody exactly the same.",
    ),
    "ties": (
        "在步长上，另有 {count} 组条款让各方所得完全相同：",
        "On the steps, {count} other sets of terms give everybody exactly the same:",
    ),
    "ties_more": ("（还有更多，未全部列出）", "(and more that are not listed)"),
    "tie_rule": (
        "同样好时的取法：先取离参照比例最近的（没有参照时取范围的中间），再取排在前面的比例较小的。",
        "Where several are as good: the closest to the reference shares (the middle of the range where there are none), then the one whose first share is smallest.",
    ),
    "loop_exact": (
        "已按正式结算程序重新结算一遍：{figures} 个数字与测算完全一致。",
        "Settled again by the settlement itself: all {figures} figures are exactly those calculated.",
    ),
    "verified": (
        "已用精确分数核验：按这一准则没有更好的条款。",
        "Verified exactly, in fractions: by this rule no terms are better.",
    ),
    "verified_continuous": (
        "不取整的结果已用精确分数核验；步长上的结果由求解器给出，条款本身已逐条精确核对。",
        "The result on any shares is verified exactly, in fractions; that none on the steps is better is the solver's word, and the terms themselves were checked exactly.",
    ),
    "verified_written": (
        "不取整的结果已用精确分数核验；条款取离它最近的 0.01% 的整数倍，已逐条精确核对。",
        "The result on any shares is verified exactly, in fractions; the terms are the closest to it in steps of 0.01% and were checked exactly.",
    ),
    "not_verified": ("没有精确核验：{reason}。", "Not verified exactly: {reason}."),
    "why_not_integer": (
        "上限、保底这类转折，或者步长，要用整数求解，没有这样的证明；诉求是否满足、各方得失，都已按所提条款精确计算",
        "caps, floors or steps make it a problem of whole numbers, which has no such proof; which demands are kept and what each has is calculated exactly",
    ),
    "why_not_not asked": ("没有要求核验", "it was not asked for"),
    "why_not_too large": ("问题太大", "the problem is too large"),
    "why_not_gap": ("还差一点点没有收敛", "a small gap is left"),
    "gap": (
        "离最优的差距至多 {gap}；各方得益的误差至多 {accuracy}。",
        "No more than {gap} from the best; each gain is right to within {accuracy}.",
    ),
    "loop_kept": (
        "已按正式结算程序重新结算一遍：{figures} 个数字中，与测算最多相差 {difference} 元，四舍五入到分足以解释。",
        "Settled again by the settlement itself: of {figures} figures none differs from the calculation by more than {difference} yuan, which rounding to fen explains.",
    ),
    "loop_broken": (
        "【注意】按正式结算程序重新结算，与测算相差 {difference} 元（{where}），超过四舍五入所能解释的 {allowed} 元，请勿使用。",
        "[WARNING] Settled again, the figures differ from the calculation by {difference} yuan ({where}), more than the {allowed} yuan rounding explains. Do not use these terms.",
    ),
    "software": (
        "测算程序：benefitshare {own}，PuLP {pulp}，HiGHS {highs}。",
        "Made with benefitshare {own}, PuLP {pulp}, HiGHS {highs}.",
    ),
    "unverified_brief": (
        "任务书的依据：{name}（{confidence}）。",
        "What the brief rests on: {name} ({confidence}).",
    ),
    "unverified_agreement": (
        "协议“{title}”的依据：{name}（{confidence}）。",
        "What the agreement “{title}” rests on: {name} ({confidence}).",
    ),
    "unverified_demand": (
        "诉求{demand}的依据：{name}（{confidence}）。",
        "What the demand {demand} rests on: {name} ({confidence}).",
    ),
    "note_no_contribution": (
        "{party}没有投入，不参加按投入的分配，在其余各方确定之后得其最好。",
        "{party} put nothing in: it takes no part in sharing by contribution, and has the best that is left.",
    ),
    "note_no_way_to_gain": (
        "{party}最好也只能得到底线，按底线计，准则不计入该方。",
        "The best {party} can have is its reservation value: it is held there and the rule leaves it out.",
    ),
    "note_reservation": (
        "没有条款能让每一方都达到底线。",
        "No terms give everybody its reservation value.",
    ),
    "note_unbounded": (
        "{party}的所得没有上限，无法取最好。",
        "What {party} can have has no limit: there is no best.",
    ),
    "note_no_common_gain": (
        "没有条款能让每一方都超出底线。",
        "No terms give everybody more than its reservation value.",
    ),
    "agreed": ("按这一准则，建议采用以下条款。", "By this rule, these terms are proposed."),
    "none_at_all": (
        "没有任何条款能同时满足所有诉求，取任意比例也不行。",
        "No terms at all meet all demands, not even with shares of any size.",
    ),
    "none_on_grid": (
        "按步长取整就没有条款能同时满足所有诉求；比例可以取任意值时有。",
        "No terms on the agreed steps meet all demands; with shares of any size there are some.",
    ),
    "grid_example": (
        "不取整时按同一准则的条款：{terms}。",
        "With shares of any size the same rule gives: {terms}.",
    ),
    "not_optimal": (
        "诉求可以同时满足，但按这一准则得不出条款。",
        "The demands can be met together, but this rule gives no terms.",
    ),
    "not_optimal_on_grid": (
        "诉求在步长上可以同时满足，但按这一准则得不出条款；比例可以取任意值时能得出。",
        "The demands can be met together on the agreed steps, but this rule gives no terms there; with shares of any size it does.",
    ),
    "conflict": (
        "{number}. 这 {count} 项不能并存（去掉其中任何一项，其余的就可以）：",
        "{number}. These {count} cannot all be met (without any one of them the others can):",
    ),
    "conflict_one": (
        "{number}. 这一项本身就无法满足：",
        "{number}. This one cannot be met by itself:",
    ),
    "conflict_frame": (
        "即使没有任何诉求，协议的范围和限制本身就互相矛盾。",
        "Even without any demand, the ranges and limits of the agreement contradict each other.",
    ),
    "conflict_hopeless": (
        "这些都不可让步：不改动其中至少一项，就没有条款。",
        "None of these is negotiable: without changing one of them there are no terms.",
    ),
    "conflict_hard": ("（不可让步）", " (not negotiable)"),
    "proof_money": (
        "加起来看：它们合计要求 {asked} 万元，最多只有 {possible} 万元，差 {short} 万元（把各项按同一口径加权相加）。",
        "Added up: together they ask for {asked} million yuan and there is at most {possible}: {short} million yuan short (each weighted so that they can be added).",
    ),
    "proof_gap": (
        "无论怎样安排，总还差 {short} 万元（把各项按同一口径加权相加）。",
        "Whatever the terms, {short} million yuan are missing (each weighted so that they can be added).",
    ),
    "proof_share": (
        "加起来看：它们合计要求 {asked}，最多只有 {possible}，差 {short}（把各项按同一口径加权相加）。",
        "Added up: together they ask for {asked} and there is at most {possible}, {short} short (each weighted so that they can be added).",
    ),
    "proof_steps": (
        "这一冲突来自步长：比例取任意值时它们可以并存。",
        "The steps make them clash: with shares of any size they could stand together.",
    ),
    "conflicts_limit": ("只列出前 {count} 组。", "Only the first {count} sets are listed."),
    "repair_none": (
        "没有可以让步的诉求：起冲突的都不可让步。",
        "Nothing can give way: the demands that clash are not negotiable.",
    ),
    "repair_line": ("{line}由 {before} 让到 {after}", "{line}from {before} to {after}"),
    "repair_amount": ("{line}让 {amount}", "{line}by {amount}"),
    "repair_demand": ("{demand}（{by}提出）：", "{demand} (asked by {by}): "),
    "repair_cost": (
        "让步合计 {cost} 个单位（1万元或1个百分点为一个单位，乘以该诉求的权重）。",
        "In all {cost} units are given up (10,000 yuan or a percentage point each, times the weight of the demand).",
    ),
    "repair_who": ("由谁承担：{parts}。", "Who pays: {parts}."),
    "repair_part": ("{by} {part}", "{by} {part}"),
    "repair_choice": (
        "同样省的办法不止一种：各项让步可在下列范围内调换。",
        "Other ways cost no more: what each gives up may move within",
    ),
    "repair_range": ("{demand}：{low} 至 {high} 个单位", "{demand}: {low} to {high} units"),
    "repair_same": (
        "与总量最小的办法相同。",
        "The same as giving way as little as possible in all.",
    ),
    "more_lines": ("另有 {count} 处，最多 {amount}", "{count} more, at most {amount}"),
    "possible": ("{count} 项诉求全部满足。", "All {count} demands are met."),
    "broken": ("{count} 项诉求中有 {broken} 项不满足。", "Of {count} demands {broken} are broken."),
    "off_grid": ("有的比例不在约定的步长上。", "Some shares are not on the agreed steps."),
    "not_dominated": (
        "没有：要让一方更好，必有另一方更差。",
        "No: nobody can have more without another having less.",
    ),
    "dominated": ("有。改用下列条款，没有一方变差：", "Yes. With these terms nobody is worse off:"),
    "dominated_gain": ("{party} 多得 {gain}", "{party} gains {gain}"),
    "criteria_note": (
        "每一准则下各方可得多少（{scale}），以及本条款下比它多多少（负数为少）。比例可取任意值。",
        "What each rule would give each party ({scale}), and how much more these terms give (below zero: less). Shares of any size.",
    ),
    "criterion_infeasible": ("无法同时满足全部诉求", "the demands cannot all be met"),
    "criterion_met": ("本条款即是", "these terms are it"),
    "better": (
        "“{one}”对各方都不差于“{other}”，且至少对一方更好。",
        "“{one}” is worse for nobody than “{other}” and better for somebody.",
    ),
    "none_better": (
        "没有哪一方案对各方都不差于另一方案：取舍在于照顾哪一方。",
        "No terms are better for all than others: the choice is whom to favour.",
    ),
    "vertices": (
        "以下各行与相邻两行之间的任意混合，都是一方要更好另一方就更差的条款；此外没有别的。",
        "On these lines, and on any mixture of two neighbours, nobody can have more without another having less; there are no others.",
    ),
    "points": (
        "以下是步长上全部这样的条款：一方要更好，另一方就更差。",
        "These are all terms on the steps where nobody can have more without another having less.",
    ),
    "levels": (
        "以下是这类条款的一部分样本：一方要更好，必有另一方更差。",
        "A sample of the terms where nobody can have more without another having less.",
    ),
    "no_points": (
        "没有可行的条款：诉求不能同时满足。用 benefitshare propose 看原因。",
        "No terms are possible: the demands clash. `benefitshare propose` says why.",
    ),
    "improved": (
        "可以改进：下列条款没有一方变差，而且尽可能让得益最少的一方也多得。",
        "It can be made better: with these terms nobody is worse off, and whoever gains least gains as much as possible.",
    ),
    "not_improved": (
        "无法改进：要让一方更好，必有另一方更差。",
        "It cannot be made better: nobody can have more without another having less.",
    ),
    "before_broken": (
        "原条款有 {count} 项诉求不满足。",
        "The terms before break {count} of the demands.",
    ),
    "change_none": ("结果不变。", "Nothing changes."),
    "change_before_none": ("改动之前无法达成。", "Before the change no terms can be agreed."),
    "change_after_none": (
        "改动之后无法达成。用 benefitshare propose 看原因。",
        "After the change no terms can be agreed.",
    ),
    "change_fixed": ("事先定下：{term} {share}", "settled beforehand: {term} {share}"),
    "change_tax": ("{tax}预测乘以 {times}", "forecast of {tax} times {times}"),
    "change_all_taxes": ("全部税种", "all taxes"),
    "change_without": ("去掉诉求：{demand}", "without the demand {demand}"),
    "scenario_shown": ("以“{scenario}”情景为例", "in the scenario “{scenario}”"),
    "scenarios_left": (
        "另有 {count} 个情景未列出，见 JSON。",
        "{count} more scenarios are not listed; JSON has them.",
    ),
    "in_scenario": ("{scenario}情景", "in “{scenario}”"),
    "in_expected": ("按期望", "on average"),
    "points_unit": ("{points} 个百分点", "{points} percentage points"),
    "points_short": ("{points} 点", "{points} points"),
    "money_unit": ("{amount} 万元", "{amount} million yuan"),
    "times_unit": ("{amount} 倍", "{amount} times"),
    "present_values": (
        "投入、所得、净现值均为现值；所得减投入为净现值。",
        "What each puts in, receives and has net are present values; net is what it receives less what it puts in.",
    ),
    "own_line": (
        "{name}：净现值 {net}，底线 {reservation}，超出底线 {gain}，最好可得 {best}，从底线到最好走了 {position}。",
        "{name}: net value {net}, reservation value {reservation}, gain {gain}, best {best}, {position} of the way to the best.",
    ),
    "own_best": (
        "“最好可得”只按公开的情况和本方自己的诉求计算，不含他方的底线。",
        "“Best” is worked out from what is public and this party's own demands: nobody else's reservation value is in it.",
    ),
    "not_settled": (
        "这一组比例位数太多，不能原样写进协议，故未结算。",
        "These shares have too many digits to be written into an agreement, and are not settled.",
    ),
    "no_terms_public": (
        "没有可以公开的条款：目前没有各方都能接受的条款。",
        "There are no terms to show: none are known that suit everybody.",
    ),
    "odds_public": (
        "可能性只在所列情景之间分配，合计为 100%；如另有未列出的情景，已按比例放大。",
        "Chances are divided among the scenarios listed and come to 100%: where there are others that are not listed, they are scaled up.",
    ),
    "looked_for": ("按以下准则寻找：{criterion}。", "Looked for by this rule: {criterion}."),
}

TABLES = (PAGES, HEAD, SECTIONS, TABLE, SENTENCES)


def page(key: str, lang: Language) -> str:
    """The title of a page."""
    return PAGES[key][lang == "en"]


def head(key: str, lang: Language, **values: Any) -> str:
    """A text of the head of a page."""
    return _filled(HEAD[key], lang, values)


def section(key: str, lang: Language) -> str:
    """The heading of a section."""
    return SECTIONS[key][lang == "en"]


def cell(key: str, lang: Language, **values: Any) -> str:
    """A heading of a table, or a fixed word in one."""
    return _filled(TABLE[key], lang, values)


def say(key: str, lang: Language, **values: Any) -> str:
    """A sentence with its values.

    >>> say("gap", "en", gap="0.1%", accuracy="1%")
    'No more than 0.1% from the best; each gain is right to within 1%.'
    """
    return _filled(SENTENCES[key], lang, values)


def chosen(table: dict[str, Pair], key: str, lang: Language, **values: Any) -> str:
    """A text of one of the tables of names here."""
    return _filled(table[key], lang, values)


def _filled(pair: Pair, lang: Language, values: dict[str, Any]) -> str:
    text = pair[lang == "en"]
    return text.format(**values) if values else text
