"""Finding codes of the agreements layer: the text of a document, its form, its meaning.

A sentence stays on one line, so that it can be found by searching for it.
"""

from __future__ import annotations

from benefitshare.findings.catalog.entry import Entry, entry

_DOCUMENT = (
    entry(
        "document-not-found",
        "error",
        zh=("文件不存在", "找不到文件 {path}。", "检查路径与文件名。"),
        en=("File not found", "There is no file {path}.", "Check the path and the name."),
    ),
    entry(
        "document-unreadable",
        "error",
        zh=(
            "文件打不开",
            "文件 {path} 打不开：{reason}。",
            "检查权限；如果这是文件夹，请给出其中的文件。",
        ),
        en=(
            "File cannot be opened",
            "The file {path} cannot be opened: {reason}.",
            "Check its permissions; if it is a folder, name a file in it.",
        ),
    ),
    entry(
        "document-not-utf8",
        "error",
        zh=(
            "不是 UTF-8 编码",
            "文件不是 UTF-8 编码，自本行起读不懂。",
            "在编辑器中另存为 UTF-8（旧文件多为 GBK 或 GB18030）。",
        ),
        en=(
            "Not UTF-8",
            "The file is not UTF-8: it cannot be read from this line on.",
            "Save it as UTF-8 in your editor; older files are often GBK or GB18030.",
        ),
    ),
    entry(
        "document-syntax",
        "error",
        zh=(
            "语法错误",
            "YAML 或 JSON 的写法有误，读到这里无法继续：{detail}。",
            "检查本行及上一行的缩进、冒号、引号和括号是否成对。",
        ),
        en=(
            "Syntax error",
            "The YAML or JSON cannot be read beyond this spot: {detail}.",
            "Check the indentation, colons, quotes and brackets of this line and the one before.",
        ),
    ),
    entry(
        "document-tab",
        "error",
        zh=("缩进用了制表符", "YAML 的缩进中有制表符（Tab）。", "把缩进改为空格；JSON 不受此限。"),
        en=(
            "Tab in the indentation",
            "There is a tab in the indentation of the YAML.",
            "Indent with spaces; JSON may keep its tabs.",
        ),
    ),
    entry(
        "document-empty",
        "error",
        zh=("文档是空的", "文档里没有任何内容。", "可从 examples/ 中的协议抄一份开始改。"),
        en=(
            "Empty document",
            "There is nothing in the document.",
            "Start from a copy of an agreement in examples/.",
        ),
    ),
    entry(
        "document-not-a-mapping",
        "error",
        zh=(
            "文档不是一组字段",
            "协议应是一组“字段: 值”，这里却是列表或一段文字。",
            "最外层从 schema:、id:、title: 等字段写起。",
        ),
        en=(
            "Not a mapping",
            "An agreement is a mapping of fields; this is a list or a text.",
            "Begin with fields such as schema:, id:, title:.",
        ),
    ),
    entry(
        "document-several",
        "error",
        zh=("一个文件里有几份文档", "“---”之后又开始了一份文档。", "每份协议单独存一个文件。"),
        en=(
            "Several documents",
            "A second document begins after “---”.",
            "Keep each agreement in a file of its own.",
        ),
    ),
    entry(
        "document-too-large",
        "error",
        zh=("文档过大", "文档超过 {limit} MB。", "协议应只写条款；记录请放在表格里。"),
        en=(
            "Document too large",
            "The document is larger than {limit} MB.",
            "An agreement holds clauses only; keep records in tables.",
        ),
    ),
    entry(
        "document-too-deep",
        "error",
        zh=("嵌套过深", "嵌套超过 {limit} 层。", "协议用不到这么多层；检查是否少了右括号。"),
        en=(
            "Nested too deep",
            "There are more than {limit} levels of nesting.",
            "No agreement needs as many; a closing bracket may be missing.",
        ),
    ),
    entry(
        "key-twice",
        "error",
        zh=("字段重复", "字段 {key} 写了两次，第一次在第 {first} 行。", "删去一个，或改名。"),
        en=(
            "Key written twice",
            "The key {key} is written twice, first on line {first}.",
            "Remove one of them, or rename it.",
        ),
    ),
    entry(
        "key-not-text",
        "error",
        zh=(
            "字段名不是文字",
            "字段名只能是一段文字，不能是列表或一组字段。",
            "检查是否误用了“?”或花括号。",
        ),
        en=(
            "Key is not text",
            "A key must be text, not a list or a mapping.",
            "Look for a stray “?” or brace.",
        ),
    ),
    entry(
        "yaml-alias-refused",
        "error",
        zh=(
            "不支持锚点与引用",
            "这里用了 YAML 锚点或引用（&{name}、*{name}）。",
            "把内容原样写出来：协议要让人从头读到尾，不跳来跳去。",
        ),
        en=(
            "Anchors and aliases are refused",
            "A YAML anchor or alias stands here (&{name} or *{name}).",
            "Write the content out: an agreement is read from top to bottom.",
        ),
    ),
    entry(
        "yaml-merge-refused",
        "error",
        zh=("不支持合并键", "这里用了 YAML 合并键“<<”。", "把要合并的字段逐个写出来。"),
        en=(
            "Merge keys are refused",
            "A YAML merge key “<<” stands here.",
            "Write the merged fields out one by one.",
        ),
    ),
    entry(
        "yaml-tag-refused",
        "error",
        zh=(
            "不支持类型标签",
            "这里用了 YAML 标签 {tag}。",
            "删去“!”开头的标签；需要文字时加引号。",
        ),
        en=(
            "Tags are refused",
            "A YAML tag stands here: {tag}.",
            "Remove the tag beginning with “!”; use quotes where text is meant.",
        ),
    ),
    entry(
        "float-not-exact",
        "error",
        zh=(
            "小数没有加引号",
            "{text} 是浮点数，计算机存不准。",
            '加引号写成字符串："{text}"；年数等写整数。',
        ),
        en=(
            "A float is not exact",
            "{text} is a floating-point number, which no computer keeps exactly.",
            'Write it as a string: "{text}"; counts such as years are whole numbers.',
        ),
    ),
    entry(
        "number-not-finite",
        "error",
        zh=("不是确定的数", "{text} 不是确定的数。", "写出实际的数；没有上限时把该字段省略。"),
        en=(
            "Not a finite number",
            "{text} is not a finite number.",
            "Write the real number; where there is no limit leave the field out.",
        ),
    ),
    entry(
        "text-not-unicode",
        "error",
        zh=("文字有残缺字符", "这段文字里有半个字符（孤立的代理项）。", "重新输入这段文字。"),
        en=(
            "Broken character",
            "This text holds half a character (a lone surrogate).",
            "Type the text again.",
        ),
    ),
    entry(
        "value-not-plain",
        "error",
        zh=(
            "值的类型不可用",
            "传入的值是 Python 的 {type}，文档里写不出来。",
            "改为文字、整数、true/false、列表或字典。",
        ),
        en=(
            "Value of an unusable type",
            "The value given is a Python {type}, which no document can hold.",
            "Give text, whole numbers, booleans, lists or mappings.",
        ),
    ),
)

_SHAPE = (
    entry(
        "unknown-field",
        "error",
        zh=("没有这个字段", "这里没有名为 {field} 的字段。{near}", "可用的字段：{known}。"),
        en=("Unknown field", "There is no field {field} here.{near}", "The fields are: {known}."),
    ),
    entry(
        "missing-field",
        "error",
        zh=("缺少字段", "缺少 {field}（{title}）。", "补上 {field}: 。"),
        en=("Missing field", "{field} ({title}) is missing.", "Add {field}: with its value."),
    ),
    entry(
        "field-needs-field",
        "error",
        zh=(
            "缺少配套字段",
            "写了 {field}，就还要写 {missing}。",
            "补上 {missing}，或删去 {field}。",
        ),
        en=(
            "A field needs another",
            "{field} is written, so {missing} must be too.",
            "Add {missing}, or remove {field}.",
        ),
    ),
    entry(
        "choice-not-one",
        "error",
        zh=("只能写其中一项", "{fields} 须恰好写一项，这里{written}。", "保留协议所说的那一项。"),
        en=(
            "Exactly one of several",
            "Exactly one of {fields} must be written; {written}.",
            "Keep the one that the agreement speaks of.",
        ),
    ),
    entry(
        "field-empty",
        "error",
        zh=("没有写值", "字段后面是空的。", "写上值；没有内容就把整个字段删去（空与零不同）。"),
        en=(
            "No value",
            "Nothing is written after the field.",
            "Write the value, or remove the field altogether: blank and zero are different.",
        ),
    ),
    entry(
        "wrong-type",
        "error",
        zh=("类型不对", "这里应是{type}，写的却是 {text}。", "改为{type}。"),
        en=("Wrong type", "Here stands {text}; it should be {type}.", "Write {type}."),
    ),
    entry(
        "not-in-list",
        "error",
        zh=("不在可选值之中", "{text} 不是可选的值。{near}", "可选：{allowed}。"),
        en=(
            "Not one of the values",
            "{text} is not one of the values.{near}",
            "Write one of: {allowed}.",
        ),
    ),
    entry(
        "number-out-of-range",
        "error",
        zh=("数字超出范围", "{text} 超出范围。", "写 {low} 到 {high} 之间的整数。"),
        en=(
            "Number out of range",
            "{text} is out of range.",
            "Write a whole number from {low} to {high}.",
        ),
    ),
    entry(
        "too-few-entries",
        "error",
        zh=(
            "内容太少",
            "这里至少要有 {least} 项（或 {least} 个字）。",
            "补足内容，或删去整个字段。",
        ),
        en=(
            "Too few entries",
            "There must be at least {least} here.",
            "Add what is missing, or remove the whole field.",
        ),
    ),
    entry(
        "schema-not-known",
        "error",
        zh=(
            "格式版本不认识",
            "schema 写的是 {text}，本版只认 benefitshare/agreement/v1。",
            "写 schema: benefitshare/agreement/v1。",
        ),
        en=(
            "Unknown schema",
            "schema says {text}; this version knows benefitshare/agreement/v1.",
            "Write schema: benefitshare/agreement/v1.",
        ),
    ),
    entry(
        "money-not-text",
        "error",
        zh=(
            "金额没有写成字符串",
            "金额写成了 {text}，看不出单位是元还是分。",
            '以元为单位加引号，如 "20000000.00"。',
        ),
        en=(
            "Money is not a string",
            "The amount is written as {text}, which leaves open whether it is yuan or fen.",
            'Write yuan as a string, such as "20000000.00".',
        ),
    ),
    entry(
        "money-not-valid",
        "error",
        zh=(
            "金额写法有误",
            "“{text}”不是以元为单位的金额。",
            '只写数字，最多两位小数，不写千分号、单位和正号，如 "20000000.00"。',
        ),
        en=(
            "Not an amount",
            "“{text}” is not an amount in yuan.",
            'Digits with at most two decimals, no separators, unit or plus sign, such as "20000000.00".',
        ),
    ),
    entry(
        "amount-negative",
        "error",
        zh=(
            "金额不能为负",
            "金额 {text} 小于零。",
            "这里写不小于零的数：门槛、基数、上限、保底、投入、主张都是如此。",
        ),
        en=(
            "Negative amount",
            "The amount {text} is below zero.",
            "Write no less than zero here, as for all thresholds, stocks, caps, floors, contributions and claims.",
        ),
    ),
    entry(
        "share-not-text",
        "error",
        zh=(
            "比例没有写成字符串",
            "比例写成了 {text}。",
            '加引号写成百分数、分数或小数，如 "50%"、"1/3"、"0.35"。',
        ),
        en=(
            "Share is not a string",
            "The share is written as {text}.",
            'Write a string: "50%", "1/3" or "0.35".',
        ),
    ),
    entry(
        "share-not-valid",
        "error",
        zh=(
            "比例写法有误",
            "“{text}”不是比例。",
            '写 "50%"、"1/3" 或 "0.35"；百分号用半角，中间不留空格。',
        ),
        en=(
            "Not a share",
            "“{text}” is not a share.",
            'Write "50%", "1/3" or "0.35", with a plain percent sign and no blank.',
        ),
    ),
    entry(
        "ratio-not-valid",
        "error",
        zh=("比值写法有误", "“{text}”不是比值。", '写成以半角冒号分隔、不全为零的数，如 "7:2:1"。'),
        en=(
            "Not a ratio",
            "“{text}” is not a ratio.",
            'Write numbers divided by colons, not all zero, such as "7:2:1".',
        ),
    ),
    entry(
        "date-not-iso",
        "error",
        zh=("日期写法有误", "“{text}”不是年-月-日。", "写成 2024-01-01 的样子，月、日各两位。"),
        en=(
            "Not an ISO date",
            "“{text}” is not year-month-day.",
            "Write it like 2024-01-01, with two digits for month and day.",
        ),
    ),
    entry(
        "date-not-real",
        "error",
        zh=("没有这一天", "日历上没有 {text} 这一天。", "对照协议原文改正日期。"),
        en=(
            "No such day",
            "There is no day {text} in the calendar.",
            "Correct it from the agreement's text.",
        ),
    ),
    entry(
        "due-not-valid",
        "error",
        zh=(
            "到期日写法有误",
            "“{text}”不是月-日。",
            '写 "04-30" 表示期末后第一个 4 月 30 日，或 {{days: 90}} 表示期末后 90 天。',
        ),
        en=(
            "Not a due day",
            "“{text}” is not month-day.",
            'Write "04-30" for the first 30 April after the period\'s end, or {{days: 90}} for ninety days after it.',
        ),
    ),
    entry(
        "years-not-text",
        "error",
        zh=(
            "年份没有写成字符串",
            "年份写成了 {text}。",
            '加引号："3" 是第三年，"1-3" 是第一至三年，"6-" 是第六年起。',
        ),
        en=(
            "Years are not a string",
            "The years are written as {text}.",
            'Write a string: "3" is the third year, "1-3" the first three, "6-" from the sixth on.',
        ),
    ),
    entry(
        "years-not-valid",
        "error",
        zh=(
            "年份写法有误",
            "“{text}”不是年份区间。",
            '写 "1-5"、"3"、"6-"，日历年写 "2024-2026"；用半角短横线。',
        ),
        en=(
            "Not a range of years",
            "“{text}” is not a range of years.",
            'Write "1-5", "3", "6-", or calendar years "2024-2026", with a plain hyphen.',
        ),
    ),
    entry(
        "identifier-not-valid",
        "error",
        zh=("标识写法有误", "“{text}”不能作标识。", "用文字、数字、短横线，不含空格和标点。"),
        en=(
            "Not an identifier",
            "“{text}” cannot be an identifier.",
            "Use letters, digits and hyphens, without blanks or punctuation.",
        ),
    ),
    entry(
        "party-id-not-valid",
        "error",
        zh=(
            "参与方标识写法有误",
            "“{text}”不能作参与方的标识。",
            "标识中不含空格、点、冒号、斜线和逗号，如 guangzhou、甲市。",
        ),
        en=(
            "Not a party id",
            "“{text}” cannot be a party's id.",
            "No blank, dot, colon, slash or comma: guangzhou, city-a.",
        ),
    ),
    entry(
        "place-code-not-valid",
        "error",
        zh=(
            "行政区划代码写法有误",
            "{text} 不是六位代码的字符串。",
            '加引号写六位数字，如 "440100"。',
        ),
        en=(
            "Not a place code",
            "{text} is not a string of six digits.",
            'Write six digits in quotes, such as "440100".',
        ),
    ),
    entry(
        "unknown-tax-code",
        "error",
        zh=(
            "没有这个税种代码",
            "没有税种代码 {text}。{near}",
            "用规范代码，如 vat（增值税）、cit（企业所得税）、iit（个人所得税）；不是税的收入写 other。",
        ),
        en=(
            "Unknown tax",
            "There is no tax {text}.{near}",
            "Use a canonical code such as vat, cit, iit; revenue that is no tax is other.",
        ),
    ),
    entry(
        "collector-missing",
        "error",
        zh=(
            "没有写收款方",
            "settlement 中没有 collector（由谁收款）。",
            "税在哪里入库就写哪一方，通常是承接地；各项目不同时写 project.host。",
        ),
        en=(
            "No collector",
            "settlement has no collector: who holds the money?",
            "Name the party whose treasury the tax enters, usually the host; project.host if it differs by project.",
        ),
    ),
)

_PARTIES = (
    entry(
        "unknown-party",
        "error",
        zh=(
            "没有这个参与方",
            "parties 中没有 {party}。{near}",
            "已有的参与方：{known}；也可写 project.origin、project.host、project.introducer、project.park_party。",
        ),
        en=(
            "Unknown party",
            "There is no party {party} in parties.{near}",
            "The parties are: {known}; project.origin, project.host, project.introducer and project.park_party may be written too.",
        ),
    ),
    entry(
        "role-without-party",
        "error",
        zh=(
            "没有该角色的参与方",
            "没有角色为 {role} 的参与方，role:{role} 谁也不是。",
            "已有的角色：{known}。",
        ),
        en=(
            "Role without a party",
            "No party has the role {role}, so role:{role} is nobody.",
            "The roles are: {known}.",
        ),
    ),
    entry(
        "role-not-here",
        "error",
        zh=(
            "此处不能写角色",
            "{text} 只能写在 shares 里，此处须是一个参与方。",
            "写出参与方的标识。",
        ),
        en=(
            "No role here",
            "{text} may stand in shares only; one party is needed here.",
            "Write the party's id.",
        ),
    ),
    entry(
        "project-reference-not-here",
        "error",
        zh=(
            "此处不能由项目决定",
            "{text} 要由项目来定，而这里不属于任何一个项目。",
            "写出参与方的标识；收款方只可写 project.host。",
        ),
        en=(
            "No project to ask",
            "{text} is for a project to resolve, and this belongs to no project.",
            "Write the party's id; a collector may be project.host only.",
        ),
    ),
    entry(
        "party-id-reserved",
        "error",
        zh=("标识另有含义", "{id} 在文档里另有含义，不能作参与方标识。", "换一个标识。"),
        en=(
            "Reserved id",
            "{id} means something else in a document and cannot be a party's id.",
            "Choose another id.",
        ),
    ),
    entry(
        "party-without-name",
        "warning",
        zh=(
            "参与方没有名称",
            "{id} 既没有 name 也没有 code，报表上只能印标识。",
            "写上中英文名称，或六位行政区划代码。",
        ),
        en=(
            "Party without a name",
            "{id} has neither name nor code; reports can only print its id.",
            "Write its name in both languages, or its place code.",
        ),
    ),
    entry(
        "place-code-unknown",
        "error",
        zh=(
            "查不到该区划代码",
            "随库的区划表里没有 {text}，这一方又没有写 name，无从知道它叫什么。",
            "核对代码；省外城市写上 name。",
        ),
        en=(
            "Place code not listed",
            "{text} is not in the shipped list of places and the party has no name to be called by.",
            "Check the code; for a place outside the province write name.",
        ),
    ),
    entry(
        "pays-itself",
        "error",
        zh=("付给自己", "付款方与收款方都是 {party}。", "对照原文改正其中一方。"),
        en=(
            "Pays itself",
            "Payer and payee are both {party}.",
            "Correct one of them from the text.",
        ),
    ),
    entry(
        "floor-paid-by-itself",
        "error",
        zh=(
            "保底由自己补足",
            "{party} 的保底由 {party} 自己补足，等于没有保底。",
            "paid_by 写另一方。",
        ),
        en=(
            "Floor paid by itself",
            "The floor of {party} is made up by {party}, which is no floor.",
            "Write another party in paid_by.",
        ),
    ),
    entry(
        "cap-excess-to-itself",
        "error",
        zh=(
            "超出部分又归自己",
            "{party} 超出上限的部分仍归 {party}，上限不起作用。",
            "在 excess_to 写另一方（不写时归收款方）。",
        ),
        en=(
            "Excess goes back",
            "What {party} has above the cap goes to {party}, so the cap does nothing.",
            "Write another party in excess_to (the collector when absent).",
        ),
    ),
    entry(
        "cap-on-nobody",
        "error",
        zh=(
            "上限没有对象",
            "没有哪条分成会付给 {party}，这条上限不起作用。",
            "检查 party 是否写错，或补上分成条款。",
        ),
        en=(
            "Cap on nobody",
            "No split pays {party}, so this cap does nothing.",
            "Check the party, or add the split that pays it.",
        ),
    ),
    entry(
        "set-aside-of-nobody",
        "warning",
        zh=("计提没有来源", "没有哪条分成会付给 {party}，无可计提。", "检查参与方是否写错。"),
        en=(
            "Nothing to set aside",
            "No split pays {party}, so there is nothing to set aside.",
            "Check the party.",
        ),
    ),
)

_TERMS = (
    entry(
        "term-reversed",
        "error",
        zh=("期限首尾颠倒", "协议期限自 {first} 起却到 {last} 止。", "对调或改正两个日期。"),
        en=(
            "Term reversed",
            "The term begins on {first} and ends on {last}.",
            "Swap or correct the dates.",
        ),
    ),
    entry(
        "dates-reversed",
        "error",
        zh=("日期首尾颠倒", "自 {first} 起却到 {last} 止。", "对调或改正两个日期。"),
        en=(
            "Dates reversed",
            "It begins on {first} and ends on {last}.",
            "Swap or correct the dates.",
        ),
    ),
    entry(
        "in-force-outside-term",
        "error",
        zh=(
            "有效期间在协议期限之外",
            "本条没有一天落在协议期限（{term}）之内。",
            "改正 in_force 或 term。",
        ),
        en=(
            "Never in force",
            "No day of this clause lies in the term ({term}).",
            "Correct in_force or term.",
        ),
    ),
    entry(
        "in-force-beyond-term",
        "warning",
        zh=(
            "有效期间超出协议期限",
            "本条的期间超出协议期限（{term}），超出部分不起作用。",
            "改到期限之内，或延长 term。",
        ),
        en=(
            "Beyond the term",
            "This span reaches beyond the term ({term}); what lies outside has no effect.",
            "Keep it within the term, or make the term longer.",
        ),
    ),
    entry(
        "signed-without-source",
        "warning",
        zh=(
            "已签署却没有来源",
            "状态是 signed，却没有写 source。",
            "写上所依据的签署文本：名称、文号、签署日。",
        ),
        en=(
            "Signed without a source",
            "The status is signed and there is no source.",
            "Name the signed text: its name, number and date.",
        ),
    ),
    entry(
        "clause-without-text",
        "warning",
        zh=(
            "条款没有原文",
            "已签署协议的条款 {id} 没有 text。",
            "抄上签署文本的原话，便于各方核对。",
        ),
        en=(
            "Clause without its text",
            "Clause {id} of a signed agreement has no text.",
            "Copy the signed words, so that all can compare.",
        ),
    ),
    entry(
        "term-end-needed",
        "error",
        zh=(
            "需要协议末日",
            "要等期限届满才结算，而 term 没有写 to。",
            "写上 term.to，或改为每年（每期）。",
        ),
        en=(
            "The term needs an end",
            "This is settled when the term ends, and term has no to.",
            "Write term.to, or settle it each period.",
        ),
    ),
    entry(
        "due-day-not-yearly",
        "error",
        zh=(
            "到期日不是每年都有",
            "{text} 不是每年都有的日子。",
            "2 月底写 02-28，其余按日历改正。",
        ),
        en=(
            "Not a day of every year",
            "{text} is not a day of every year.",
            "Write 02-28 for the end of February; otherwise correct it.",
        ),
    ),
)

_REVENUE = (
    entry(
        "tax-twice",
        "error",
        zh=("税种重复", "{tax} 在同一时间列了两次。", "删去一个，或用 from、to 分开。"),
        en=(
            "Tax listed twice",
            "{tax} is listed twice for the same days.",
            "Remove one, or part them by from and to.",
        ),
    ),
    entry(
        "tax-abolished",
        "warning",
        zh=(
            "营业税已停征",
            "营业税征到 {last} 为止，之后改征增值税。",
            "写 {{tax: bt, to: {last}}}；其后的收入由 vat 列入。",
        ),
        en=(
            "Business tax has ceased",
            "Business tax was levied until {last} and gave way to VAT.",
            "Write {{tax: bt, to: {last}}}; what came after is vat.",
        ),
    ),
    entry(
        "division-not-one",
        "error",
        zh=(
            "体制分成合计不是 1",
            "中央、省、市县合计为 {total}，应恰为 100%。",
            "改正三级的比例。",
        ),
        en=(
            "Division does not sum to 1",
            "Centre, province and city sum to {total} and must be 100%.",
            "Correct the three parts.",
        ),
    ),
    entry(
        "division-rows-overlap",
        "error",
        zh=(
            "体制分成重叠",
            "{tax} 与第 {other} 行的体制分成在同一天都有效。",
            "用 from、to 把两段分开。",
        ),
        en=(
            "Division rows overlap",
            "{tax} has another row (line {other}) valid on the same days.",
            "Part them by from and to.",
        ),
    ),
    entry(
        "division-row-missing",
        "warning",
        zh=(
            "体制分成表缺项",
            "{tax} 自 {day} 起没有体制分成，未分级次的记录将无法划分。",
            "在 division.rows 自带该税种的分成，或给该税种写 from、to；已分级次的提取不受影响。",
        ),
        en=(
            "No division row",
            "{tax} has no statutory division from {day} on; gross records of it cannot be divided.",
            "Give its row in division.rows, or dates to the tax; extracts already split by level are not touched.",
        ),
    ),
    entry(
        "division-unverified",
        "info",
        zh=(
            "体制分成未经核实",
            "{tax} 的体制分成可信度为 {confidence}，没有官方文本为证。",
            "请财政部门核对后在 division.rows 写明。",
        ),
        en=(
            "Division not verified",
            "The statutory division of {tax} is marked {confidence}: no official text was seen.",
            "Have it confirmed and write it in division.rows.",
        ),
    ),
    entry(
        "tax-without-split",
        "warning",
        zh=(
            "税种没有分成条款",
            "列了 {tax}，但没有一条分成适用于它。",
            "补上分成条款，或从 taxes 中去掉。",
        ),
        en=(
            "Tax without a split",
            "{tax} is listed and no split applies to it.",
            "Add a split, or take it off taxes.",
        ),
    ),
    entry(
        "scope-tax-not-shared",
        "warning",
        zh=(
            "适用税种未列入分享",
            "本条适用于 {tax}，而 revenue.taxes 没有列它。",
            "在 revenue.taxes 中补上，或从 applies_to 中去掉。",
        ),
        en=(
            "Tax is not shared",
            "This clause applies to {tax}, which revenue.taxes does not list.",
            "Add it to revenue.taxes, or take it off applies_to.",
        ),
    ),
    entry(
        "gate-tax-ignored",
        "warning",
        zh=(
            "准入不看税种",
            "gate 决定项目是否纳入，applies_to.tax 不起作用。",
            "删去 tax；要限定税种就写在 split 上。",
        ),
        en=(
            "A gate ignores taxes",
            "A gate admits projects; applies_to.tax has no effect on it.",
            "Remove tax; limit taxes in the split.",
        ),
    ),
)

_SHARES = (
    entry(
        "shares-not-one",
        "error",
        zh=(
            "比例合计不是 1",
            "比例合计为 {total}，{gap}。",
            "改动其中一项，或给一方写 rest（余下部分）。",
        ),
        en=(
            "Shares do not sum to 1",
            "The shares sum to {total}, {gap}.",
            "Change one of them, or write rest for one party.",
        ),
    ),
    entry(
        "rest-of-nothing",
        "warning",
        zh=(
            "没有余下部分",
            "其他各方已占满 100%，写 rest 的一方得不到任何部分。",
            "改写比例，或删去写 rest 的一方。",
        ),
        en=(
            "Nothing is left",
            "The others take 100%, so rest is nothing.",
            "Change the shares, or remove the party with rest.",
        ),
    ),
    entry(
        "ratio-length",
        "error",
        zh=(
            "比值与参与方个数不符",
            "ratio 有 {numbers} 个数，of 却有 {parties} 方。",
            "一一对应地写。",
        ),
        en=(
            "Ratio and parties differ",
            "ratio has {numbers} numbers and of names {parties} parties.",
            "Write one number for each party.",
        ),
    ),
    entry(
        "open-value",
        "info",
        zh=(
            "比例待定",
            "这一比例留待协商（{low} 至 {high}），协议可以校验和测算，但不能结算。",
            "谈定后写成比例；也可用 propose 求建议值。",
        ),
        en=(
            "Left to negotiation",
            "This share is open ({low} to {high}): the agreement can be examined but not settled.",
            "Write the share once agreed; propose can suggest one.",
        ),
    ),
    entry(
        "open-bounds-reversed",
        "error",
        zh=("待定范围有误", "待定范围是 {low} 至 {high}。", "下限不高于上限，上限不超过 100%。"),
        en=(
            "Bounds out of order",
            "The bounds are {low} to {high}.",
            "min must not exceed max, nor max 100%.",
        ),
    ),
    entry(
        "open-step-zero",
        "error",
        zh=("步长为零", "待定值的步长是零。", '写大于零的步长，如 "5%"，或删去 step。'),
        en=(
            "Step of zero",
            "The step of the open value is zero.",
            'Write a step above zero, such as "5%", or remove it.',
        ),
    ),
    entry(
        "open-cannot-reach-one",
        "error",
        zh=(
            "待定值凑不成 1",
            "无论怎样取值，合计只能在 {least} 与 {most} 之间（或因步长对不上），凑不成恰好 100%。",
            "放宽 min、max、step，改动固定的比例，或给一方写 rest。",
        ),
        en=(
            "Bounds cannot reach 1",
            "Whatever is agreed, the sum lies between {least} and {most} (or the step misses it) and cannot be exactly 100%.",
            "Widen min, max or step, change the fixed shares, or write rest for one party.",
        ),
    ),
    entry(
        "weights-not-one",
        "error",
        zh=("权重合计不是 1", "权重合计为 {total}，{gap}。", "改正权重，使合计恰为 1。"),
        en=(
            "Weights do not sum to 1",
            "The weights sum to {total}, {gap}.",
            "Correct them so that they sum to exactly 1.",
        ),
    ),
    entry(
        "bands-not-rising",
        "error",
        zh=(
            "分档没有递增",
            "本档上限 {text} 不高于上一档（第一档须大于零）。",
            "按金额由低到高排列各档。",
        ),
        en=(
            "Bands do not rise",
            "The limit {text} is not above the band before (the first must be above zero).",
            "Order the bands by rising limits.",
        ),
    ),
    entry(
        "band-limit-missing",
        "error",
        zh=("分档缺上限", "第 {number} 档没有 up_to，只有最后一档可以不写。", "补上 up_to。"),
        en=(
            "Band without a limit",
            "Band {number} has no up_to; only the last may go without.",
            "Add up_to.",
        ),
    ),
    entry(
        "band-last-limited",
        "error",
        zh=(
            "最后一档不能有上限",
            "最后一档写了 up_to，超出的金额就没有归属。",
            "删去这一档的 up_to，或在其后再加一档。",
        ),
        en=(
            "Last band is closed",
            "The last band has up_to, so amounts above it have no shares.",
            "Remove its up_to, or add a band after it.",
        ),
    ),
    entry(
        "set-aside-over-one",
        "error",
        zh=("计提超过所得", "{party} 的计提合计 {total}，超过其所得。", "合计不得超过 100%。"),
        en=(
            "More set aside than there is",
            "{total} of the share of {party} is set aside.",
            "It must not exceed 100% in all.",
        ),
    ),
)

_CLAUSES = (
    entry(
        "clause-id-twice",
        "error",
        zh=("条款编号重复", "编号 {id} 已用在第 {first} 行。", "每条用自己的编号。"),
        en=(
            "Clause id used twice",
            "The id {id} is used already (line {first}).",
            "Give each clause an id of its own.",
        ),
    ),
    entry(
        "amendment-id-twice",
        "error",
        zh=(
            "补充协议编号重复",
            "编号 {id} 已用在第 {first} 行。",
            "补充协议之间、与条款之间都不能同号。",
        ),
        en=(
            "Amendment id used twice",
            "The id {id} is used already (line {first}).",
            "An amendment's id differs from those of other amendments and of clauses.",
        ),
    ),
    entry(
        "unknown-clause",
        "error",
        zh=("没有这一条", "没有编号为 {id} 的条款。{near}", "已有的编号：{known}。"),
        en=("Unknown clause", "There is no clause {id}.{near}", "The ids are: {known}."),
    ),
    entry(
        "no-split",
        "error",
        zh=(
            "没有分成条款",
            "clauses 里没有一条 split，也没有成本分担、固定回报或产出条款，谁得多少没有着落。",
            "至少写一条 kind: split。",
        ),
        en=(
            "No split",
            "There is no split among clauses, nor any cost_share, fixed_return or output: who gets what is not said.",
            "Write at least one clause of kind: split.",
        ),
    ),
    entry(
        "splits-overlap",
        "error",
        zh=(
            "两条分成同时适用",
            "条款 {one}（第 {line} 行）与 {other} 在{days}适用于同样的项目和税种。",
            "用 applies_to（类别、园区、税种、项目、行业）或 in_force 把两条分开。",
        ),
        en=(
            "Two splits apply",
            "Clauses {one} (line {line}) and {other} both apply to the same projects and taxes {days}.",
            "Part them by applies_to (class, park, tax, project, industry) or in_force.",
        ),
    ),
    entry(
        "outputs-overlap",
        "error",
        zh=(
            "两条产出条款同时适用",
            "产出条款 {one}（第 {line} 行）与 {other} 在{days}适用于同样的项目和指标。",
            "用 indicators、applies_to 或 in_force 把两条分开。",
        ),
        en=(
            "Two output clauses apply",
            "Output clauses {one} (line {line}) and {other} both apply to the same projects and indicators {days}.",
            "Part them by indicators, applies_to or in_force.",
        ),
    ),
    entry(
        "tiers-not-from-one",
        "error",
        zh=(
            "分段没有从第一年起",
            "第一段从第 {first} 年开始。",
            "从第 1 年写起；前几年不分享的，写一段全归一方的分段。",
        ),
        en=(
            "Tiers do not start at year 1",
            "The first tier starts at year {first}.",
            "Start at year 1; for years that are not shared write a tier that gives one party everything.",
        ),
    ),
    entry(
        "tiers-gap",
        "error",
        zh=(
            "分段有空档",
            "上一段到第 {last} 年，本段从第 {first} 年起，第 {missing} 年没有着落。",
            "让本段从第 {missing} 年起，或补一段。",
        ),
        en=(
            "Gap between tiers",
            "The tier before ends with year {last} and this one starts at year {first}: year {missing} has no rule.",
            "Start this tier at year {missing}, or add one.",
        ),
    ),
    entry(
        "tiers-overlap",
        "error",
        zh=(
            "分段重叠",
            "上一段到第 {last} 年，本段却从第 {first} 年起。",
            "让各段首尾相接；不封顶的只能是最后一段。",
        ),
        en=(
            "Tiers overlap",
            "The tier before ends with year {last} and this one starts at year {first}.",
            "Let tiers follow each other; only the last may be open.",
        ),
    ),
    entry(
        "years-reversed",
        "error",
        zh=("年份首尾颠倒", "{text} 的首年大于末年。", "对调两个年份。"),
        en=("Years reversed", "{text} begins after it ends.", "Swap the years."),
    ),
    entry(
        "years-not-calendar",
        "error",
        zh=(
            "应写日历年",
            "以日历计时（calendar）时，{text} 应是日历年。",
            '写 "2024-2026" 的样子，或改用别的计时起点。',
        ),
        en=(
            "Calendar years are needed",
            "With a calendar clock {text} must be calendar years.",
            'Write "2024-2026", or choose another clock.',
        ),
    ),
    entry(
        "years-not-counted",
        "error",
        zh=(
            "应写第几年",
            "计时自某一事件起，{text} 却像日历年。",
            '写 "1-3" 的样子，或把计时写成 {{from: calendar}}。',
        ),
        en=(
            "Counted years are needed",
            "This clock counts from an event, and {text} looks like calendar years.",
            'Write "1-3", or use clock {{from: calendar}}.',
        ),
    ),
    entry(
        "clock-without-years",
        "warning",
        zh=(
            "计时没有用处",
            "写了 clock，却没有按年份的分段或 years，计时不起作用。",
            "补上 years 或 tiers，或删去 clock。",
        ),
        en=(
            "Clock without years",
            "There is a clock and nothing counted by it.",
            "Add years or tiers, or remove the clock.",
        ),
    ),
    entry(
        "clock-needs-project",
        "error",
        zh=(
            "没有项目可计时",
            "{kind} 在这里不属于任何项目，不能以项目事件计时。",
            "用 term、calendar 或 {{date: 2024-01-01}}；保底也可写 per: project。",
        ),
        en=(
            "No project to count from",
            "This {kind} belongs to no project and cannot count from a project's event.",
            "Use term, calendar or {{date: 2024-01-01}}; a floor may also be per: project.",
        ),
    ),
    entry(
        "extend-wrong-kind",
        "error",
        zh=("延期引用的条款类型不对", "{id} 不是 {kind} 条款。", "引用一条 {kind}。"),
        en=("Extension names the wrong kind", "{id} is not a {kind}.", "Name a {kind}."),
    ),
    entry(
        "extend-cap-not-cumulative",
        "error",
        zh=(
            "延期要求按项目累计的上限",
            "上限 {id} 是 per: {per}、window: {window}。",
            "延期以按项目（per: project）累计（window: cumulative）的上限为准。",
        ),
        en=(
            "Extension needs a cumulative cap",
            "The cap {id} is per: {per}, window: {window}.",
            "An extension rests on a cap per: project and window: cumulative.",
        ),
    ),
    entry(
        "extend-split-without-tiers",
        "error",
        zh=(
            "延期要求有分段的分成",
            "分成 {id} 没有 clock 和 tiers，没有可延长的期限。",
            "给该分成写上计时与分段。",
        ),
        en=(
            "Extension needs tiers",
            "The split {id} has no clock and tiers, so there is no end to extend.",
            "Give the split a clock and tiers.",
        ),
    ),
    entry(
        "extend-open-tier",
        "error",
        zh=(
            "最后一段没有末年",
            "分成 {id} 的最后一段不封顶，无从延长。",
            '给最后一段写上末年，如 "6-10"。',
        ),
        en=(
            "Last tier is open",
            "The last tier of {id} has no end, so nothing can be extended.",
            'Close it, such as "6-10".',
        ),
    ),
    entry(
        "gate-without-condition",
        "warning",
        zh=(
            "准入没有条件",
            "准入条款 {id} 没有写任何条件，谁都能通过。",
            "写上门槛、期间、类别或确认要求。",
        ),
        en=(
            "Gate without a condition",
            "The gate {id} states no condition and lets everything through.",
            "Write a threshold, dates, classes or confirmation.",
        ),
    ),
    entry(
        "clause-needs-yearly-cycle",
        "error",
        zh=(
            "须按年结算",
            "{kind} 按整年计算，而结算周期是 {cycle}。",
            "把 settlement.cycle 写成 year。",
        ),
        en=(
            "Needs a yearly cycle",
            "{kind} counts whole years and the cycle is {cycle}.",
            "Write settlement.cycle: year.",
        ),
    ),
    entry(
        "output-shares-missing",
        "error",
        zh=(
            "产出没有写比例",
            "方式 {mode} 要按比例计入，却没有 shares 或 tiers。",
            "写上比例，或改用别的方式。",
        ),
        en=(
            "Output without shares",
            "The mode {mode} divides by shares and there are none.",
            "Write shares or tiers, or choose another mode.",
        ),
    ),
    entry(
        "output-shares-unused",
        "warning",
        zh=(
            "产出比例用不上",
            "方式 {mode} 全部计入一方，所写的比例不起作用。",
            "删去比例，或改用 split_for_assessment。",
        ),
        en=(
            "Output shares unused",
            "The mode {mode} credits one party with everything; the shares have no effect.",
            "Remove them, or use split_for_assessment.",
        ),
    ),
)

_SETTLEMENT = (
    entry(
        "record-rounding-conflict",
        "error",
        zh=(
            "逐笔取整与其他规则冲突",
            "per: record 逐笔取整，而 {reasons} 要对合计计算。",
            "改用 per: project_tax_period，或去掉冲突的规则。",
        ),
        en=(
            "Rounding by record conflicts",
            "per: record rounds each record, and these work on sums: {reasons}.",
            "Use per: project_tax_period, or remove what conflicts.",
        ),
    ),
    entry(
        "rounding-grain-needs-end",
        "error",
        zh=("此口径须最后取整", "per: {per} 跨税种或项目合计，只能最后取整一次。", "写 at: end。"),
        en=(
            "This grain is rounded at the end",
            "per: {per} sums over taxes or projects and can only be rounded at the end.",
            "Write at: end.",
        ),
    ),
    entry(
        "rounding-needs-one-collector",
        "error",
        zh=(
            "全协议取整须有唯一归集方",
            "per: agreement_period 的尾差不属于任何项目，而归集方 {collector} 因项目而异，尾差无人支付。",
            "把归集方写成一个参与方，或改用 project_period。",
        ),
        en=(
            "Rounding of the agreement needs one collector",
            "With per: agreement_period the residue belongs to no project, but the collector {collector} differs by project, so nobody would pay it.",
            "Name one party as collector, or use project_period.",
        ),
    ),
    entry(
        "carry-same-party-next-period",
        "error",
        zh=(
            "各归各方的尾差须结转下期",
            "carry.to: same_party 只能结转到下一期。",
            "写 when: next_period，或把尾差结转给某一方。",
        ),
        en=(
            "Kept fractions go to the next period",
            "carry.to: same_party goes on to the next period only.",
            "Write when: next_period, or carry to a party.",
        ),
    ),
)

_AMENDMENTS = (
    entry(
        "amended-twice",
        "error",
        zh=(
            "同一天改了两次",
            "条款 {id} 在 {day} 已由 {other} 改动或废止。",
            "合成一次改动，或错开生效日。",
        ),
        en=(
            "Changed twice on one day",
            "Clause {id} is changed or repealed by {other} on {day} already.",
            "Make it one change, or set the days apart.",
        ),
    ),
    entry(
        "amendment-outside-term",
        "error",
        zh=("补充协议在期限之外生效", "生效日 {day} 不在协议期限之内。", "改正生效日，或改 term。"),
        en=(
            "Amendment outside the term",
            "It takes effect on {day}, outside the term.",
            "Correct the day, or the term.",
        ),
    ),
    entry(
        "amendment-empty",
        "warning",
        zh=(
            "补充协议没有内容",
            "补充协议 {id} 什么也没改。",
            "写上 clauses、output、repeal 或 party_change。",
        ),
        en=(
            "Amendment without content",
            "The amendment {id} changes nothing.",
            "Write clauses, output, repeal or party_change.",
        ),
    ),
)

ENTRIES: tuple[Entry, ...] = (
    *_DOCUMENT,
    *_SHAPE,
    *_PARTIES,
    *_TERMS,
    *_REVENUE,
    *_SHARES,
    *_CLAUSES,
    *_SETTLEMENT,
    *_AMENDMENTS,
)
