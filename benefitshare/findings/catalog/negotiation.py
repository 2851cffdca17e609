"""Finding codes of negotiation briefs.

A sentence stays on one line, so that it can be found by searching for it.
"""

from __future__ import annotations

from benefitshare.findings.catalog.entry import Entry, entry

_FORM = (
    entry(
        "brief-schema-not-known",
        "error",
        zh=(
            "任务书格式版本不认识",
            "schema 写的是 {text}，本版只认 benefitshare/negotiation/v1。",
            "写 schema: benefitshare/negotiation/v1。",
        ),
        en=(
            "Unknown schema of a brief",
            "schema says {text}; this version knows benefitshare/negotiation/v1.",
            "Write schema: benefitshare/negotiation/v1.",
        ),
    ),
    entry(
        "quantity-not-valid",
        "error",
        zh=(
            "数量写法有误",
            "“{text}”不是十进制字符串。",
            '加引号写成字符串，不加单位和千分位，如 "120000000"。',
        ),
        en=(
            "Not a quantity",
            "“{text}” is not a decimal string.",
            'Write it as a string without unit or separators: "120000000".',
        ),
    ),
    entry(
        "day-of-year-not-valid",
        "error",
        zh=(
            "月日写法有误",
            "“{text}”不是月-日。",
            '写 "12-31" 这样的月-日；不用 2 月 29 日。',
        ),
        en=(
            "Not a day of the year",
            "“{text}” is not a month and a day.",
            'Write month and day, such as "12-31"; 29 February will not do.',
        ),
    ),
    entry(
        "bound-missing",
        "error",
        zh=(
            "上下限都没有写",
            "这里既没有写 min，也没有写 max。",
            "至少写一个。",
        ),
        en=(
            "No bound",
            "Neither min nor max is written here.",
            "Write at least one of them.",
        ),
    ),
)

_AGREEMENTS = (
    entry(
        "agreement-not-usable",
        "error",
        zh=(
            "协议不能用",
            "协议 {name} 有 {count} 处错误，不能用来谈判。",
            "错误随后逐条列出，先改好协议；可单独运行 benefitshare validate。",
        ),
        en=(
            "Agreement cannot be used",
            "The agreement {name} has {count} errors and cannot be negotiated.",
            "They are listed with their places; mend the agreement first, with benefitshare validate.",
        ),
    ),
    entry(
        "brief-agreement-twice",
        "error",
        zh=(
            "协议写了两次",
            "两份协议的标识都是 {id}。",
            "每份协议的 id 必须不同。",
        ),
        en=(
            "Agreement named twice",
            "Two agreements have the id {id}.",
            "Give every agreement an id of its own.",
        ),
    ),
    entry(
        "nothing-open",
        "error",
        zh=(
            "没有待定值",
            "各份协议都没有待定值，没有什么可谈。",
            '在协议中把要谈的比例写成 {{open: {{min: "30%", max: "60%"}}}}。',
        ),
        en=(
            "Nothing is open",
            "No agreement has an open value: there is nothing to negotiate.",
            'Write the shares to be agreed as {{open: {{min: "30%", max: "60%"}}}}.',
        ),
    ),
    entry(
        "today-open",
        "error",
        zh=(
            "现行协议有待定值",
            "现行协议 {id} 有 {count} 个待定值，算不出现状。",
            "把现行的比例写进去，或改用 today: {{terms: …}}。",
        ),
        en=(
            "Today's agreement is open",
            "The agreement of today {id} has {count} open values and gives no amounts.",
            "Write the shares that hold today, or use today: {{terms: …}}.",
        ),
    ),
)

_PARTIES = (
    entry(
        "one-party",
        "error",
        zh=(
            "只有一方",
            "谈判方只有 {party} 一方。",
            "至少写两方。",
        ),
        en=(
            "One party",
            "{party} is the only party.",
            "Write at least two parties.",
        ),
    ),
    entry(
        "speaks-for-nobody",
        "error",
        zh=(
            "谈判方不代表任何一方",
            "{party} 不是任何协议的参与方，也没有写 in。",
            "写 in: {{协议标识: 参与方}}；协议中的参与方有：{known}。",
        ),
        en=(
            "Party speaks for nobody",
            "{party} is a party of no agreement, and `in` is not written.",
            "Write in: {{agreement id: party}}; the agreements have: {known}.",
        ),
    ),
    entry(
        "unknown-agreement",
        "error",
        zh=(
            "没有这份协议",
            "agreements 中没有标识为 {agreement} 的协议。{near}",
            "已有的协议：{known}。",
        ),
        en=(
            "Unknown agreement",
            "There is no agreement {agreement} in agreements.{near}",
            "The agreements are: {known}.",
        ),
    ),
    entry(
        "unknown-member",
        "error",
        zh=(
            "协议中没有这个参与方",
            "协议 {agreement} 中没有参与方 {party}。{near}",
            "该协议的参与方：{known}。",
        ),
        en=(
            "No such party in the agreement",
            "The agreement {agreement} has no party {party}.{near}",
            "Its parties are: {known}.",
        ),
    ),
    entry(
        "spoken-for-twice",
        "error",
        zh=(
            "一方由两方代表",
            "协议 {agreement} 的 {member} 同时由 {first} 和 {second} 代表，其所得会算两遍。",
            "只由一方代表。",
        ),
        en=(
            "Spoken for twice",
            "{member} of the agreement {agreement} is spoken for by both {first} and {second}: its benefits would count twice.",
            "Let one party speak for it.",
        ),
    ),
    entry(
        "nobody-speaks",
        "info",
        zh=(
            "有参与方无人代表",
            "协议 {agreement} 的 {members} 没有谈判方代表，其所得不计入任何一方。",
            "如果应当计入某一方，在该方写 in: {{{agreement}: [...]}}。",
        ),
        en=(
            "Nobody speaks for a party",
            "Nobody speaks for {members} of the agreement {agreement}: what they receive counts for no party.",
            "Where it should count for one, write in: {{{agreement}: [...]}} there.",
        ),
    ),
    entry(
        "contribution-year-outside",
        "warning",
        zh=(
            "投入年份在预测之外",
            "{year} 年不在 {first} 至 {last} 年之内；投入照算，但那一年没有所得。",
            "检查年份，或延长预测。",
        ),
        en=(
            "Contribution outside the outlook",
            "{year} is not within {first} to {last}; the contribution counts, but nothing is received that year.",
            "Check the year, or extend the outlook.",
        ),
    ),
    entry(
        "contribution-kind-unknown",
        "error",
        zh=(
            "投入种类不认识",
            "“{text}”不是投入的种类。",
            "写 capital、land、quota、cost、other，或资本金、土地、指标、成本、其他。",
        ),
        en=(
            "Unknown kind of contribution",
            "“{text}” is no kind of contribution.",
            "Write capital, land, quota, cost or other.",
        ),
    ),
    entry(
        "multiple-of-nothing",
        "error",
        zh=(
            "没有投入，算不出倍数",
            "尺度是 multiple（回收倍数），而 {party} 没有投入。",
            "写出该方的投入，或改用 money、gain、normalised。",
        ),
        en=(
            "No multiple of nothing",
            "The scale is multiple, and {party} contributes nothing.",
            "Write its contributions, or choose money, gain or normalised.",
        ),
    ),
)

_CRITERIA = (
    entry(
        "criterion-needs",
        "error",
        zh=(
            "准则缺少依据",
            "准则 {text} 需要 {field}，任务书没有写。",
            "写出 {field}，或换一个准则。",
        ),
        en=(
            "Criterion rests on nothing",
            "The criterion {text} needs {field}, which the brief does not have.",
            "Write {field}, or choose another criterion.",
        ),
    ),
    entry(
        "unknown-negotiator",
        "error",
        zh=(
            "没有这个谈判方",
            "parties 中没有谈判方 {party}。{near}",
            "已有的谈判方：{known}。",
        ),
        en=(
            "Unknown party to the negotiation",
            "There is no party {party} in parties.{near}",
            "The parties are: {known}.",
        ),
    ),
    entry(
        "claims-incomplete",
        "error",
        zh=(
            "主张额不全",
            "claims 中没有 {parties} 的主张额。",
            '每一方都写，没有主张的写 "0"。',
        ),
        en=(
            "Claims incomplete",
            "claims has nothing for {parties}.",
            'Write a claim for every party, "0" where it has none.',
        ),
    ),
    entry(
        "coalition-twice",
        "error",
        zh=(
            "联盟重复",
            "联盟 {parties} 写了两次，或其中有重复的一方。",
            "每个联盟只写一次。",
        ),
        en=(
            "Coalition written twice",
            "The coalition {parties} is written twice, or names a party twice.",
            "Write each coalition once.",
        ),
    ),
    entry(
        "coalitions-incomplete",
        "error",
        zh=(
            "联盟价值不全",
            "还有 {count} 个联盟没有价值：{groups}。",
            "每个联盟都写，包括单独一方和全体；或删去 coalitions，由程序计算。",
        ),
        en=(
            "Coalitions incomplete",
            "{count} coalitions have no value: {groups}.",
            "Write every group, single parties and all together too; or remove coalitions and let them be computed.",
        ),
    ),
)

_SCENARIOS = (
    entry(
        "outlook-reversed",
        "error",
        zh=(
            "预测年份颠倒",
            "预测自 {first} 年至 {last} 年，先后颠倒。",
            "首年不晚于末年。",
        ),
        en=(
            "Outlook ends before it begins",
            "The outlook runs from {first} to {last}.",
            "The first year must not be after the last.",
        ),
    ),
    entry(
        "scenario-twice",
        "error",
        zh=(
            "情景重复",
            "情景 {id} 写了两次。",
            "每个情景一个标识。",
        ),
        en=(
            "Scenario written twice",
            "The scenario {id} is written twice.",
            "Give every scenario an id of its own.",
        ),
    ),
    entry(
        "base-not-before",
        "error",
        zh=(
            "基准情景不在前面",
            "前面没有情景 {id}。",
            "基准情景要写在前面；前面的情景：{known}。",
        ),
        en=(
            "Base does not come before",
            "No earlier scenario is called {id}.",
            "A base must stand before; the earlier scenarios are: {known}.",
        ),
    ),
    entry(
        "probability-missing",
        "error",
        zh=(
            "概率不全",
            "有的情景写了概率，情景 {id} 没有写。",
            "都写，合计为 1；或者都不写。",
        ),
        en=(
            "Probability missing",
            "Some scenarios have a probability, and {id} has none.",
            "Write one for all, summing to 1, or for none.",
        ),
    ),
    entry(
        "probabilities-not-one",
        "error",
        zh=(
            "概率合计不是 1",
            "各情景的概率合计是 {total}。",
            "改为合计恰好 100%。",
        ),
        en=(
            "Probabilities do not sum to 1",
            "The probabilities of the scenarios sum to {total}.",
            "Make them sum to exactly 100%.",
        ),
    ),
    entry(
        "probabilities-needed",
        "error",
        zh=(
            "需要概率",
            "这里按期望计算，各情景却没有概率。",
            "写出各情景的概率，或改用 worst_case、regret。",
        ),
        en=(
            "Probabilities needed",
            "A mean over the scenarios is asked for, and they have no probabilities.",
            "Write the probabilities, or choose worst_case or regret.",
        ),
    ),
    entry(
        "alpha-too-high",
        "error",
        zh=(
            "置信水平过高",
            "alpha 是 {text}，没有剩下任何情形可平均。",
            '写小于 100% 的值，如 "80%"。',
        ),
        en=(
            "Alpha too high",
            "alpha is {text}: no case is left to take the mean of.",
            'Write less than 100%, such as "80%".',
        ),
    ),
    entry(
        "unknown-scenario",
        "error",
        zh=(
            "没有这个情景",
            "没有标识为 {id} 的情景。{near}",
            "已有的情景：{known}。",
        ),
        en=(
            "Unknown scenario",
            "There is no scenario {id}.{near}",
            "The scenarios are: {known}.",
        ),
    ),
)

_DEMANDS = (
    entry(
        "demand-twice",
        "error",
        zh=(
            "诉求重复",
            "诉求 {id} 写了两次。",
            "每项诉求一个标识。",
        ),
        en=(
            "Demand written twice",
            "The demand {id} is written twice.",
            "Give every demand an id of its own.",
        ),
    ),
    entry(
        "demand-year-outside",
        "error",
        zh=(
            "年份在预测之外",
            "{text} 不在预测的 {first} 至 {last} 年之内。",
            "改年份，或延长预测。",
        ),
        en=(
            "Year outside the outlook",
            "{text} is not within the outlook, {first} to {last}.",
            "Change the year, or extend the outlook.",
        ),
    ),
    entry(
        "clause-not-open",
        "error",
        zh=(
            "没有待定的比例",
            "{party} 在 {clause} 中没有待定的比例，这项要求无从谈起。",
            "检查条款编号；或在协议中写成待定值。",
        ),
        en=(
            "Nothing open in the clause",
            "{party} has no open share in {clause}: nothing can be agreed there.",
            "Check the clause, or leave its share open in the agreement.",
        ),
    ),
    entry(
        "monotone-one-tier",
        "error",
        zh=(
            "不足两段",
            "{party} 在 {clause} 中不足两段，谈不上递增递减。",
            "检查条款编号，或删去这项诉求。",
        ),
        en=(
            "Fewer than two tiers",
            "{party} has fewer than two tiers in {clause}: nothing can rise or fall.",
            "Check the clause, or remove the demand.",
        ),
    ),
    entry(
        "bounds-reversed",
        "error",
        zh=(
            "上下限颠倒",
            "下限 {low} 高于上限 {high}。",
            "下限不高于上限。",
        ),
        en=(
            "Bounds reversed",
            "The lower bound {low} is above the upper bound {high}.",
            "min must not exceed max.",
        ),
    ),
    entry(
        "gap-not-on-scale",
        "error",
        zh=(
            "差距的单位与尺度不符",
            "尺度是 {scale}，差距应写 {field}。",
            "改写 {field}：money、gain 写金额 amount，multiple、normalised 写倍数 points。",
        ),
        en=(
            "Gap not on the scale",
            "The scale is {scale}: the gap is written as {field}.",
            "Write {field}: an amount for money and gain, points for multiple and normalised.",
        ),
    ),
    entry(
        "today-missing",
        "error",
        zh=(
            "没有写现状",
            "要求不劣于现状，却没有写 today，也没有写 amount。",
            "写出 today，或在这里写 amount。",
        ),
        en=(
            "Today is missing",
            "No worse than today is asked for, and neither today nor an amount is written.",
            "Write today, or an amount here.",
        ),
    ),
)

_TERMS = (
    entry(
        "unknown-term",
        "error",
        zh=(
            "没有这项待定比例",
            "没有名为 {term} 的待定比例。{near}",
            "按“条款编号/第几段/参与方”写；已有：{known}。",
        ),
        en=(
            "Unknown open share",
            "No open share is called {term}.{near}",
            "Write clause/tier/party; there are: {known}.",
        ),
    ),
    entry(
        "term-twice",
        "error",
        zh=(
            "同一比例写了两次",
            "{term} 与前面写的是同一项比例。",
            "删去一个。",
        ),
        en=(
            "Share written twice",
            "{term} is a share that is written already.",
            "Remove one of the two.",
        ),
    ),
    entry(
        "term-out-of-bounds",
        "warning",
        zh=(
            "取值超出待定范围",
            "{term} 的待定范围是 {low} 至 {high}，取值不在其内。",
            "改取值，或放宽协议中的范围。",
        ),
        en=(
            "Value out of bounds",
            "{term} may be agreed from {low} to {high}; the value is not within.",
            "Change the value, or widen the bounds in the agreement.",
        ),
    ),
    entry(
        "brief-terms-incomplete",
        "error",
        zh=(
            "条款取值不全",
            "{field} 还缺 {count} 项待定比例：{terms}。",
            "把每项待定比例都写上。",
        ),
        en=(
            "Terms incomplete",
            "{field} lacks {count} open shares: {terms}.",
            "Write every open share.",
        ),
    ),
    entry(
        "terms-not-one",
        "error",
        zh=(
            "比例合计不是 1",
            "按 {field} 的取值，{name} 各方比例合计为 {total}。",
            "改取值，使合计恰好 100%；由其余方所得的，不能小于零。",
        ),
        en=(
            "Shares do not make one",
            "With the values of {field} the shares of {name} come to {total}.",
            "Change the values so that they make exactly 100%, and no rest is below zero.",
        ),
    ),
)

_OUTLOOK = (
    entry(
        "table-not-readable",
        "error",
        zh=(
            "表读不了",
            "{table} 表读不了。",
            "原因随后列出。",
        ),
        en=(
            "Table cannot be read",
            "The {table} table cannot be read.",
            "The reason is given with the file.",
        ),
    ),
    entry(
        "outlook-table-missing",
        "error",
        zh=(
            "预测缺表",
            "情景 {id} 没有 {table} 表。",
            "在 outlook 或该情景下写 {table}。",
        ),
        en=(
            "Table missing from the outlook",
            "The scenario {id} has no {table} table.",
            "Write {table} under outlook or under the scenario.",
        ),
    ),
    entry(
        "row-without-year",
        "error",
        zh=(
            "没有写年份",
            "这一行没有写是哪一年。",
            "写 year（税收也可写 date），或用逐年的列表。",
        ),
        en=(
            "Row without a year",
            "This row does not say its year.",
            "Write year (or date, for tax), or a list with one value a year.",
        ),
    ),
    entry(
        "output-not-in-outlook",
        "warning",
        zh=(
            "没有产出可折价",
            "写了产出的折价，但没有一个情景有产出表。",
            "写出产出表，或删去 output_worth。",
        ),
        en=(
            "No output to value",
            "Output is given a worth, and no scenario has an output table.",
            "Write one, or remove output_worth.",
        ),
    ),
    entry(
        "outlook-year-empty",
        "warning",
        zh=(
            "有的年份没有税收",
            "情景 {id} 在 {years} 年没有任何税收。",
            "补上这些年份，或缩短预测。",
        ),
        en=(
            "Years without tax",
            "The scenario {id} has no tax at all in {years}.",
            "Add these years, or shorten the outlook.",
        ),
    ),
    entry(
        "forecast-row-repeated",
        "warning",
        zh=(
            "预测行重复",
            "{project} 的{what} {year} 年已有一行，两行都计入。",
            "重复的删去一行；确为两笔的，合成一行。",
        ),
        en=(
            "Forecast row repeated",
            "{project} has a row for {what} of {year} already: both count.",
            "Remove one where it is the same twice; put two amounts into one row.",
        ),
    ),
    entry(
        "forecast-year-missing",
        "warning",
        zh=(
            "预测中间缺年份",
            "{project} 的{what}缺 {years} 年，前后年份都有；缺的年份按没有计。",
            "补上缺的年份；确实没有的写 0。",
        ),
        en=(
            "Year left out of a series",
            "{project} has no {what} for {years}, though for years before and after: nothing is counted there.",
            "Add what is missing; write 0 where there is none.",
        ),
    ),
    entry(
        "forecast-year-outside",
        "warning",
        zh=(
            "预测行在测算年度之外",
            "{table} 表有 {count} 行是 {years} 年的，不在 {first} 至 {last} 年之内：那些年的所得不计入。",
            "检查年份，或延长预测；只为累计上限而列的，可以保留。",
        ),
        en=(
            "Forecast outside the outlook",
            "Rows of the {table} table ({count} in all) are for {years}, not within {first} to {last}: what is received then does not count.",
            "Check the years, or extend the outlook; rows that only run up a cumulative cap may stay.",
        ),
    ),
    entry(
        "times-of-nothing",
        "warning",
        zh=(
            "倍数用不上",
            "{table} 表中没有 {code}，这个倍数用不上。",
            "改正代码，或删去。",
        ),
        en=(
            "Multiple of nothing",
            "The {table} table has no {code}: this multiple changes nothing.",
            "Correct the code, or remove it.",
        ),
    ),
)

ENTRIES: tuple[Entry, ...] = (
    *_FORM,
    *_AGREEMENTS,
    *_PARTIES,
    *_CRITERIA,
    *_SCENARIOS,
    *_DEMANDS,
    *_TERMS,
    *_OUTLOOK,
)
