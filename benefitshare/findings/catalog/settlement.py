"""Finding codes of the settlement layer."""

from __future__ import annotations

from benefitshare.findings.catalog.entry import Entry, entry

ENTRIES: tuple[Entry, ...] = (
    entry(
        "two-splits-apply",
        "error",
        zh=(
            "两条分成条款同时适用",
            "项目 {project} 的 {tax} 在 {period} 期同时适用两条分成条款：{clauses}；该项目、税种、期间的记录全部搁置，没有分成",
            "修改其中一条的 applies_to 或 in_force，使任何一笔税款只适用一条分成条款",
        ),
        en=(
            "Two splits apply",
            "two split clauses apply to {tax} of project {project} in {period}: {clauses}; all its records of that period are set aside and nothing is shared",
            "change applies_to or in_force of one of them so that only one split applies to any payment",
        ),
    ),
    entry(
        "no-split-applies",
        "error",
        zh=(
            "没有适用的分成条款",
            "项目 {project} 的 {tax} 在 {period} 期没有任何分成条款适用；相关记录全部搁置，没有分成",
            "补写一条适用的 split 条款，或者把该税种、类别移出分享范围",
        ),
        en=(
            "No split applies",
            "no split clause applies to {tax} of project {project} in {period}; its records are set aside and nothing is shared",
            "add a split clause that covers it, or take the tax or class out of what is shared",
        ),
    ),
    entry(
        "no-division-row",
        "error",
        zh=(
            "体制分成表缺行",
            "分成表 {division} 中没有 {tax} 在 {day} 有效的行，{rows} 笔未分级的记录无法分出各级所得，已搁置",
            "在 revenue.division 中用 rows 写明该税种的中央、省、市分成，或者提供已按级次入库的明细",
        ),
        en=(
            "No division row",
            "division table {division} has no row for {tax} on {day}; {rows} gross records cannot be divided between levels and are set aside",
            "write the tax's central, province and city shares as rows under revenue.division, or hand over an extract already split by level",
        ),
    ),
    entry(
        "factor-missing",
        "error",
        zh=(
            "缺少因素值",
            "因素表中没有 {subject} 在 {year} 年的“{factor}”；缺值不当作零",
            "在因素表中补一行：对象 {subject}，因素 {code}，年度 {year}",
        ),
        en=(
            "Factor missing",
            "the factor table has no {factor} of {subject} for {year}; a missing value is never taken as zero",
            "add a row to the factor table: subject {subject}, factor {code}, year {year}",
        ),
    ),
    entry(
        "factor-zero",
        "error",
        zh=(
            "因素合计为零",
            "{year} 年有一个因素各方合计为零，无法据以计算比例",
            "核对因素表；若约定合计为零的因素不参与计算，请写 zero_factor: drop",
        ),
        en=(
            "Factor sums to zero",
            "one of the factors sums to zero over all parties in {year}, so no ratio can be computed from it",
            "check the factor table; if a factor that is zero in total is to be left out, write zero_factor: drop",
        ),
    ),
    entry(
        "event-missing",
        "error",
        zh=(
            "缺少项目日期",
            "项目 {project} 没有填写 {event}，而限额要由它确定年份；该项目的记录已搁置",
            "在项目表中补填 {event}",
        ),
        en=(
            "Project date missing",
            "project {project} has no {event}, from which a limit takes its years; its records are set aside",
            "fill in {event} in the projects table",
        ),
    ),
    entry(
        "project-party-unknown",
        "error",
        zh=(
            "项目的参与方不明",
            "条款按项目的 {column} 一栏确定参与方，而项目 {project} 的这一栏为空，或者不是协议的参与方；其记录已搁置",
            "在项目表中填写 {column}，写协议 parties 中的代号、区划代码或名称",
        ),
        en=(
            "Party of a project unknown",
            "a clause takes a party from the project's {column}, which is blank or no party of the agreement for project {project}; its records are set aside",
            "fill in {column} in the projects table with a party's id, place code or name",
        ),
    ),
    entry(
        "two-outputs-apply",
        "error",
        zh=(
            "两条产出条款同时适用",
            "项目 {project} 的 {indicator} 在 {period} 期同时适用两条产出条款：{clauses}；该记录已搁置",
            "修改其中一条的适用范围或有效期",
        ),
        en=(
            "Two output clauses apply",
            "two output clauses apply to {indicator} of project {project} in {period}: {clauses}; the record is set aside",
            "change the scope or the dates of one of them",
        ),
    ),
    entry(
        "output-straddles",
        "error",
        zh=(
            "统计期跨越分段",
            "项目 {project} 的统计期 {period} 被分段界线切开，而协议约定此时不予计算（straddle: refuse）；该记录已搁置",
            "按界线分开报送该期数据，或者约定以期末为准（straddle: period_end）",
        ),
        en=(
            "Period straddles a tier",
            "a tier boundary cuts the period {period} of project {project}, and the agreement refuses such records (straddle: refuse); it is set aside",
            "report the figures for each side of the boundary, or agree that the period's end decides (straddle: period_end)",
        ),
    ),
    entry(
        "agreement-open",
        "error",
        zh=(
            "协议有待定的值",
            "协议 {agreement} 还有 {count} 处待商定的比例，不能结算",
            "把 open 换成商定的比例后再结算",
        ),
        en=(
            "Agreement has open values",
            "agreement {agreement} still has {count} open values and cannot be settled",
            "put the agreed shares in place of open, then settle",
        ),
    ),
    entry(
        "sum-overflow",
        "error",
        zh=(
            "金额合计超限",
            "协议 {agreement} 的金额合计超出可以精确合计的范围（4.6×10^18 分），拒绝结算",
            "检查金额单位是否写错；确有如此规模时请分批结算",
        ),
        en=(
            "Sum of amounts too large",
            "the amounts of agreement {agreement} add up to more than can be summed exactly (4.6×10^18 fen); the settlement is refused",
            "check the unit of money; if amounts really are that large, settle in parts",
        ),
    ),
    entry(
        "project-no-agreement",
        "warning",
        zh=(
            "项目不属于任何协议",
            "项目 {project} 的协议编号是“{agreement}”，本次结算没有这份协议；它的记录不在范围内",
            "核对项目表的协议编号，或者把该协议一并交来结算",
        ),
        en=(
            "Project in no agreement",
            "project {project} names agreement “{agreement}”, which is not being settled; its records are out of scope",
            "check the agreement id in the projects table, or hand over that agreement too",
        ),
    ),
    entry(
        "agreement-column-missing",
        "error",
        zh=(
            "没有说明项目属于哪份协议",
            "本次结算 {count} 份协议，但项目 {project} 没有填写协议编号",
            "在项目表中补填协议编号（agreement_id）",
        ),
        en=(
            "Project names no agreement",
            "{count} agreements are being settled, but project {project} names none",
            "fill in agreement_id in the projects table",
        ),
    ),
    entry(
        "row-agreement-missing",
        "error",
        zh=(
            "没有说明该行属于哪份协议",
            "{table}中的这一行没有填写协议编号，而协议 {agreements} 都可能是它的；该行已搁置，以免重复计算",
            "在该行补填协议编号（agreement_id）",
        ),
        en=(
            "Row names no agreement",
            "this row of {table} names no agreement and may belong to any of {agreements}; it is set aside lest it count twice",
            "fill in agreement_id in this row",
        ),
    ),
    entry(
        "period-not-of-cycle",
        "error",
        zh=(
            "期间与结算周期不符",
            "{table}中的期间 {period} 与协议的结算周期（{cycle}）不符；该行已搁置",
            "按结算周期填写期间：年度如 2024，季度如 2024Q1，月度如 2024-01",
        ),
        en=(
            "Period not of the settlement cycle",
            "the period {period} in {table} does not fit the agreement's cycle ({cycle}); the row is set aside",
            "write the period of the cycle: 2024 for a year, 2024Q1 for a quarter, 2024-01 for a month",
        ),
    ),
    entry(
        "deduction-kind-unnamed",
        "error",
        zh=(
            "没有条款扣除这一种类",
            "扣除记录的种类“{kind}”（{code}）在协议 {agreement} 中没有任何条款列出；该行已搁置，没有扣除",
            "核对种类的写法；确应扣除的，列入 deduct 或 cost_share 条款的 kinds",
        ),
        en=(
            "No clause names this kind",
            "no clause of agreement {agreement} names the kind “{kind}” ({code}) of a deduction; the row is set aside and nothing is taken off",
            "check how the kind is written; if it is to be taken off, name it in the kinds of a deduct or cost_share clause",
        ),
    ),
    entry(
        "project-in-two-agreements",
        "warning",
        zh=(
            "项目同时属于多份协议",
            "项目 {project} 同时列入协议 {agreements}，它的同一笔税收在每份协议中都参与分享",
            "确有约定的无须处理；否则在项目表中只保留一份协议",
        ),
        en=(
            "Project in several agreements",
            "project {project} stands under agreements {agreements}, and the same tax of it is shared under each",
            "leave it if that is agreed; otherwise keep only one of them in the projects table",
        ),
    ),
    entry(
        "payment-party-unknown",
        "error",
        zh=(
            "付款的一方不是参与方",
            "付款记录的付款方“{payer}”或收款方“{payee}”不是协议的参与方；该行已搁置",
            "写协议 parties 中的代号、区划代码或名称",
        ),
        en=(
            "Payment names an unknown party",
            "the payer “{payer}” or payee “{payee}” of a payment is no party of the agreement; the row is set aside",
            "write a party's id, place code or name",
        ),
    ),
    entry(
        "date-missing",
        "error",
        zh=(
            "缺少确定期间的日期",
            "{rows} 笔记录没有协议据以确定年度或分段的日期（入库日期或所属期止）；已搁置",
            "补全日期，或者修改协议的 year_by、tier_by、refunds",
        ),
        en=(
            "Date missing",
            "{rows} records lack the date by which the agreement finds year or tier (treasury date or end of tax period); they are set aside",
            "fill in the date, or change year_by, tier_by or refunds in the agreement",
        ),
    ),
    entry(
        "kept-unreadable",
        "error",
        zh=(
            "保存的记录读不出",
            "该文件不是本程序保存的税收记录，或者已经损坏，没有据此结算",
            "换用备份，或者用原来的税收文件重新结算并保存",
        ),
        en=(
            "Kept records cannot be read",
            "the file is not one of kept tax records, or it is damaged; nothing was settled from it",
            "take a copy of it, or settle the tax files themselves once more and keep them anew",
        ),
    ),
    entry(
        "kept-by-other-version",
        "warning",
        zh=(
            "记录由其他版本保存",
            "记录由 {kept} 版检查并保存，现在的程序是 {library} 版；新版增加的检查没有用于其中无异常的记录",
            "需要按现在的版本检查的，用原来的税收文件重新结算并保存",
        ),
        en=(
            "Records kept by another version",
            "the records were checked and kept by version {kept}, this is {library}; checks that are new in it were not made of the kept records in which nothing was unusual",
            "if they should be, settle the tax files themselves once more and keep them anew",
        ),
    ),
    entry(
        "source-not-kept",
        "error",
        zh=(
            "来源不能保存",
            "“{value}”的税收记录不能保存供以后结算：能够保存的是表头规范的 CSV 文件、表头规范且金额以分计的 Parquet 文件，或者数据库中这样的表",
            "把记录另存为这样的文件，或者结算时不要求保存",
        ),
        en=(
            "Source cannot be kept",
            "the tax records of “{value}” cannot be kept for later settlements; those of CSV files can, and those of Parquet files and of tables of a database with amounts in fen, under headers that are plain",
            "write the records to such a file, or settle without keeping them",
        ),
    ),
)
