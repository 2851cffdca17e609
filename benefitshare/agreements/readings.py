"""What each reading of an agreement means, one sentence each, for prose and reports to repeat.

Keyed by `<object>.<parameter>`, then by the value written in the document; docs/pipeline.md is the
norm these sentences restate.
"""

from __future__ import annotations

from collections.abc import Mapping

Pair = tuple[str, str]

READINGS: Mapping[str, Mapping[str, Pair]] = {
    "revenue.year_by": {
        "treasury_date": (
            "每笔收入按入库日期确定所属结算期。",
            "The treasury date of each record decides its settlement period.",
        ),
        "tax_period": (
            "每笔收入按税款所属期的止日确定所属结算期。",
            "The last day of each record's tax period decides its settlement period.",
        ),
    },
    "revenue.tier_by": {
        "treasury_date": (
            "每笔收入的适用日期为入库日期：计时年度、条款版本、税种范围和体制分成比例据此确定。",
            "The tier date of each record is its treasury date: it picks the year of a clock,"
            " the clause in force, the tax in scope and the statutory division.",
        ),
        "tax_period": (
            "每笔收入的适用日期为税款所属期的止日：计时年度、条款版本、税种范围和体制分成比例据此确定。",
            "The tier date of each record is the last day of its tax period: it picks the year of"
            " a clock, the clause in force, the tax in scope and the statutory division.",
        ),
    },
    "revenue.refund_year": {
        "entry": (
            "退库类记录冲减其入库日期所在结算期的收入。",
            "A refund reduces the settlement period in which it was entered in the treasury.",
        ),
        "tax_period": (
            "退库类记录冲减其税款所属期所在结算期的收入。",
            "A refund reduces the settlement period of the tax it gives back.",
        ),
    },
    "revenue.refund_share": {
        "of_entry": (
            "退库按其入库日期适用的比例由各方分担。",
            "The parties bear a refund at the shares of the day it was entered.",
        ),
        "of_tax": (
            "退库按原税款所属期适用的比例由各方分担。",
            "The parties bear a refund at the shares of the tax period it gives back.",
        ),
    },
    "clock.year_one": {
        "anniversary": (
            "第一年自起算日起至满一周年的前一日止，以后各年依此类推（起算日为2月29日的，平年以2月28日为周年日）",
            "year one runs from that day to the day before its first anniversary, and so on"
            " (for 29 February the anniversary in a common year is 28 February)",
        ),
        "event_year": (
            "起算日所在的公历年度为第一年",
            "year one is the calendar year that holds that day",
        ),
        "following_year": (
            "起算日所在公历年度的次年为第一年",
            "year one is the calendar year after the one that holds that day",
        ),
    },
    "clock.anniversary": {
        "day": ("起算日按日确定", "the starting day is taken as it is"),
        "month": (
            "起算日先移至所在月份的第一日",
            "the starting day is first moved to the first of its month",
        ),
    },
    "clock.first_day": {
        "counted": ("起算当日计入", "the day itself is counted"),
        "next_day": (
            "起算当日不计入，自次日起算（按月确定的，自次月第一日起算）",
            "the day itself is not counted and the years start on the next day (by month:"
            " on the first of the next month)",
        ),
    },
    "residue.rule": {
        "largest_remainder": (
            "尾差按最大余数法处理：各方先舍去不足一分的部分，余下的分依次给予小数部分最大的各方，相同时按参与方排列顺序。",
            "Rounding residue goes by largest remainder: every part is first cut down to whole fen,"
            " and the fen left go one each to the largest fractions, ties in the order of the"
            " parties.",
        ),
        "to": (
            "尾差归指定的一方；该方不参与该次分配的，按最大余数法处理。",
            "Rounding residue goes to the party named; where it has no share in a split, by largest"
            " remainder.",
        ),
        "carry": (
            "各方先舍去不足一分的部分，舍去的部分结转以后处理；最后一个结算期后仍有结转的，单独列示。",
            "Every part is cut down to whole fen and what is cut off is carried; what is still"
            " carried after the last settled period is reported.",
        ),
    },
    "residue.others": {
        "half_up": (
            "其他各方四舍五入至分。",
            "The other parties are rounded to the nearest fen, halves up.",
        ),
        "down": ("其他各方舍去不足一分的部分。", "The other parties are cut down to whole fen."),
    },
    "residue.when": {
        "next_period": (
            "结转的部分在下一个有收入的结算期处理。",
            "What is carried is paid in the next settlement period that has revenue.",
        ),
        "term_end": (
            "结转的部分在协议期限届满所在的结算期一次处理。",
            "What is carried is paid at once in the settlement period in which the term ends.",
        ),
    },
    "rounding.at": {
        "stage": (
            "在分成环节即取整至分，以后各环节以整分计算。",
            "Amounts become whole fen when they are shared, and stay whole from there on.",
        ),
        "end": (
            "分成、限额、计提与返还各环节保留精确值，最后一次性取整至分。",
            "Amounts stay exact while they are shared, limited and directed, and become whole fen"
            " once, at the end.",
        ),
    },
    "rounding.per": {
        "record": ("取整以每笔入库记录为单位。", "Each single record is rounded."),
        "project_tax_period": (
            "取整以每个项目、每个税种、每个结算期为单位。",
            "Each project, tax and settlement period is rounded on its own.",
        ),
        "project_period": (
            "取整以每个项目、每个结算期为单位，各税种合并。",
            "Each project and settlement period is rounded on its own, all taxes together.",
        ),
        "agreement_period": (
            "取整以整个协议、每个结算期为单位，各项目、各税种合并。",
            "Each settlement period is rounded on its own, all projects and taxes together.",
        ),
    },
    "settlement.negative_base": {
        "claw_back": (
            "某一核算单元的地方留成为负数的，当期按同样的比例由各方退回。",
            "Where the part to be shared is below zero, the parties give it back at the same"
            " shares in the same period.",
        ),
        "carry_forward": (
            "某一项目某一税种的地方留成为负数的，当期按零计，负数结转抵减以后期间；期末未抵减完的单独列示。",
            "Where the part to be shared of a project and tax is below zero it counts as zero and"
            " the shortfall is carried against later periods; what is left at the end is reported.",
        ),
    },
    "settlement.late_amendments": {
        "restate": (
            "知悉晚于生效的补充协议，视同自始知悉，以前各期重新结算。",
            "An amendment known later than it takes effect is treated as always known: earlier"
            " periods are settled anew.",
        ),
        "difference": (
            "知悉晚于生效的补充协议，以前各期结算数不变，差额在知悉当期一次性结算。",
            "An amendment known later than it takes effect leaves earlier periods as they were;"
            " the difference is settled at once in the period in which it became known.",
        ),
    },
    "bands.of": {
        "project_tax_period": (
            "分档金额按每个项目、每个税种、每个结算期计算。",
            "The amount that picks the band is that of each project, tax and settlement period.",
        ),
        "project_period": (
            "分档金额按每个项目、每个结算期合计计算。",
            "The amount that picks the band is that of each project and settlement period.",
        ),
        "agreement_period": (
            "分档金额按整个协议、每个结算期合计计算。",
            "The amount that picks the band is that of the whole agreement in each settlement"
            " period.",
        ),
    },
    "bands.mode": {
        "marginal": (
            "超额累进：金额按档次分段，各段适用各自的比例。",
            "Marginal: the amount is cut at the limits and each slice has its own shares.",
        ),
        "whole": (
            "全额累进：全部金额适用其所在档次的比例。",
            "Whole: the entire amount has the shares of the band it falls in.",
        ),
    },
    "bands.boundary": {
        "lower": (
            "恰好等于档次界限的金额，属于以该界限为上限的一档。",
            "An amount equal to a limit is in the band that the limit closes.",
        ),
        "upper": (
            "恰好等于档次界限的金额，属于更高的一档。",
            "An amount equal to a limit is in the band above it.",
        ),
    },
    "factors.factor_year": {
        "previous": (
            "因素数据取结算期所在年度的上一年度。",
            "The factors are those of the year before the settlement period's year.",
        ),
        "same": (
            "因素数据取结算期所在年度。",
            "The factors are those of the settlement period's own year.",
        ),
    },
    "factors.change": {
        "frozen": (
            "同一年度因素数据有多次记载的，以生效日期最早的一次为准，年内不作调整。",
            "Where a year's factors are recorded more than once the earliest record stands, and a"
            " change within the year does nothing.",
        ),
        "from_date": (
            "同一年度因素数据有多次记载的，各自自其生效日期起适用。",
            "Where a year's factors are recorded more than once each record counts from its own"
            " date.",
        ),
    },
    "factors.zero_factor": {
        "refuse": (
            "某项因素各方合计为零的，不予分成，列为错误。",
            "A factor that is zero for all parties together is refused as an error.",
        ),
        "drop": (
            "某项因素各方合计为零的，剔除该因素，其余权重按比例放大。",
            "A factor that is zero for all parties together is left out and the other weights are"
            " scaled up.",
        ),
    },
    "factors.round_mode": {
        "down": ("舍去尾数", "rounded down"),
        "half_up": ("四舍五入", "rounded to the nearest, halves up"),
    },
    "factors.resplit": {
        "true": (
            "各方按税率计算的数额先汇总，再按同样的比例重新分配。",
            "The amounts so computed are added up and divided again by the same ratios.",
        ),
        "false": (
            "各方按税率计算的数额即为其所得，不再重新分配。",
            "Each party keeps the amount so computed; it is not divided again.",
        ),
    },
    "party_change.clock": {
        "runs_on": ("计时连续计算，不因变更重新起算。", "The clocks run on unbroken."),
        "restarts": ("计时自变更之日起重新起算。", "The clocks start anew on the day of change."),
    },
    "party_change.cap_used": {
        "follows": (
            "原主体已使用的上限额度由新主体承继。",
            "What the old party has used of a cap counts against the new party.",
        ),
        "starts_anew": (
            "新主体的上限额度重新计算，原主体已使用的额度不计入。",
            "The new party's cap starts anew; what the old party used does not count.",
        ),
    },
    "baseline.per": {
        "project": (
            "存量基数按每个项目、每个结算期计算。",
            "The baseline is that of each project and settlement period.",
        ),
        "agreement": (
            "存量基数按整个协议、每个结算期计算。",
            "The baseline is that of the whole agreement in each settlement period.",
        ),
    },
    "baseline.round_average": {
        "true": ("平均数四舍五入至分。", "The average is rounded half up to the fen."),
        "false": ("平均数不作取整。", "The average is not rounded on the way."),
    },
    "baseline.round_index": {
        "each_year": (
            "每递增一年四舍五入至分一次。",
            "The indexed baseline is rounded half up to the fen after every year.",
        ),
        "end": (
            "按复利一次计算，仅对最终结果四舍五入至分。",
            "The indexed baseline is compounded exactly and rounded half up to the fen once.",
        ),
    },
    "baseline.below": {
        "zero": (
            "当期收入低于存量基数的，全部归存量，增量为零，差额以后不补。",
            "Where revenue is below the baseline all of it is stock and the increment is zero;"
            " the shortfall is not made good later.",
        ),
        "carry": (
            "当期收入低于存量基数的，全部归存量，增量为零，差额加入下一个有收入的结算期的存量基数。",
            "Where revenue is below the baseline all of it is stock and the increment is zero; the"
            " shortfall is added to the baseline of the next settlement period that has revenue.",
        ),
        "absorb": (
            "当期收入低于存量基数的，全部归存量，增量为零，差额由指定的一方向存量所有方补足。",
            "Where revenue is below the baseline all of it is stock and the increment is zero; the"
            " party named pays the owner the shortfall.",
        ),
    },
    "cap.per": {
        "project": ("上限按每个项目分别计算。", "Each project has a cap of its own."),
        "agreement": (
            "上限按整个协议合并计算。",
            "One cap holds for all projects of the agreement together.",
        ),
    },
    "cap.window": {
        "cumulative": (
            "上限按各期累计数计算。",
            "The cap counts what the party has received in all periods so far.",
        ),
        "yearly": (
            "上限按公历年度计算，每年重新起算。",
            "The cap starts anew each calendar year.",
        ),
    },
    "cap.test": {
        "within_year": (
            "上限在期内即时适用：某一结算期的所得以剩余额度为限，达到上限即停止。",
            "The cap stops within a settlement period: the party gets no more than the room left.",
        ),
        "year_end": (
            "上限在期末判定：达到上限的当期所得全部计入，自下一结算期起停止。",
            "The cap is tested at the end of a settlement period: the period that reaches it counts"
            " in full, and the party gets nothing from the next one on.",
        ),
    },
    "cap.last_room": {
        "proportional": (
            "剩余额度不足时，超出部分在该期各项目、各税种的所得之间按比例扣减，尾差按最大余数法处理（约定最后取整的，此处不取整）。",
            "Where the last room does not suffice, what is above it is taken from the period's"
            " projects and taxes in proportion, residue by largest remainder (exact where rounding"
            " is at the end).",
        ),
        "in_order": (
            "剩余额度不足时，按时段、项目、税种的先后顺序使用额度，超出部分自最后的所得扣减。",
            "Where the last room does not suffice it is used in the order of slice, project and"
            " tax, and what is above it is taken from the last amounts first.",
        ),
    },
    "cap.refund_reopens": {
        "true": (
            "退库形成的负数冲减已使用的额度，额度相应恢复。",
            "A negative period caused by refunds reopens room under the cap.",
        ),
        "false": (
            "退库形成的负数不冲减已使用的额度，额度不恢复。",
            "A negative period caused by refunds does not reopen room under the cap.",
        ),
    },
    "extend.earned": {
        "not_reached_at_end": (
            "原分段届满时累计数仍低于上限的，予以延长。",
            "The extension is earned if the cap is not reached when the last tier ends.",
        ),
        "never_reached": (
            "原分段届满前各期期末累计数均低于上限的，方予延长。",
            "The extension is earned only if the cap was not reached at the end of any period"
            " until the last tier ends.",
        ),
    },
    "floor.per": {
        "project": ("保底按每个项目分别计算。", "The floor holds for each project."),
        "agreement": ("保底按整个协议合并计算。", "The floor holds for all projects together."),
    },
    "floor.window": {
        "yearly": ("保底按每个结算年度计算。", "The floor is tested in every settlement year."),
        "cumulative": (
            "保底按全部期间累计数计算，于协议期限届满所在的结算期一次判定。",
            "The floor is tested once, on the sum of all periods, in the settlement period in which"
            " the term ends.",
        ),
    },
    "deduct.per": {
        "project": (
            "扣除按每个项目、每个结算期计算。",
            "The deduction is that of each project and settlement period.",
        ),
        "agreement": (
            "扣除按整个协议、每个结算期合并计算。",
            "The deduction is that of the whole agreement in each settlement period.",
        ),
    },
    "deduct.excess": {
        "drop": (
            "支出大于当期可扣除收入的，超出部分不再扣除。",
            "Costs larger than the revenue of the period are dropped.",
        ),
        "carry": (
            "支出大于当期可扣除收入的，超出部分结转下一个有收入的结算期扣除。",
            "Costs larger than the revenue of the period are carried to the next settlement period"
            " that has revenue.",
        ),
    },
    "gate.inclusive": {
        "true": ("恰好等于该数额的，视为达到。", "An average exactly equal to the amount passes."),
        "false": (
            "恰好等于该数额的，视为未达到。",
            "An average exactly equal to the amount does not pass.",
        ),
    },
    "gate.round_average": {
        "true": (
            "平均数四舍五入至分后比较。",
            "The average is rounded half up to the fen before it is compared.",
        ),
        "false": ("平均数以精确值比较。", "The exact average is compared."),
    },
    "gate.by": {
        "calendar_year": (
            "年度按公历年度计算，不含该日所在年度",
            "calendar years, without the year that holds it",
        ),
        "anniversary": (
            "年度按截至该日前一日的周年计算",
            "years that end on the day before it",
        ),
    },
    "gate.source": {
        "factor": (
            "数额取自因素表的年度数据；缺少任一年度的，列为错误，该项目不符合条件。",
            "The amounts are yearly figures from the table of factors; a missing year is an error"
            " and the project does not qualify.",
        ),
        "records": (
            "数额取自该项目自身入库记录中属于分享口径的部分，不受协议期限限制。",
            "The amounts are the shared part of the project's own tax records, whatever the term.",
        ),
    },
    "set_aside.order": {
        "after_cap": (
            "计提以适用上限之后的应得为基数。",
            "The set-aside is taken from what is left after the caps.",
        ),
        "before_cap": (
            "计提以适用上限之前的应得为基数，计提的部分不占用上限额度。",
            "The set-aside is taken before the caps, and what is set aside does not use up a cap.",
        ),
    },
    "cost_share.direction": {
        "call": ("各方按比例缴付。", "The parties pay in by their shares."),
        "dividend": ("按比例分配给各方。", "It is paid out to the parties by their shares."),
    },
    "output.straddle": {
        "period_end": (
            "统计期间跨越分段界限的，以期末日所在分段为准。",
            "A statistical period cut by the limit of a tier falls in the tier of its last day.",
        ),
        "refuse": (
            "统计期间跨越分段界限的，不予计算，列为错误。",
            "A statistical period cut by the limit of a tier is refused as an error.",
        ),
    },
    "output.mode": {
        "landing_only": (
            "考核数据全部计入承接地。",
            "All of the assessment credit goes to the host.",
        ),
        "origin_only": (
            "考核数据全部计入转出地。",
            "All of the assessment credit goes to the origin.",
        ),
        "split_for_assessment": (
            "数据在考核中按比例分别计入各方；分段以外的期间全部计入承接地。",
            "For assessment the figures are divided by the shares; outside the tiers the host is"
            " credited with all.",
        ),
        "split_in_totals": (
            "数据在各方汇总数中按比例分别计入；分段以外的期间全部计入承接地。",
            "In the parties' totals the figures are divided by the shares; outside the tiers the"
            " host is credited with all.",
        ),
        "full_double_credit": (
            "数据在考核中由有份额的各方（未约定份额的，由承接地和转出地）各自全额计入，汇总时须剔除重复。",
            "Each party with a share (host and origin where no shares are written) is credited in"
            " full; a total over the parties must leave out the repetition.",
        ),
    },
}
