"""The words of the command line itself, in both languages, and argparse's own in Chinese."""

# ruff: noqa: E501 - the two languages of a text are read side by side
from __future__ import annotations

from typing import Any

from benefitshare.findings import Language

TEXTS: dict[str, tuple[str, str]] = {
    "usage": ("用法：", "usage: "),
    "options_mark": ("[选项]", "[OPTIONS]"),
    "command_word": ("命令", "COMMAND"),
    "command_missing": ("没有写命令", "no command was given"),
    "commands": ("命令：", "commands:"),
    "arguments": ("参数：", "arguments:"),
    "options": ("选项：", "options:"),
    "tables": ("数据表：", "tables:"),
    "engine": ("引擎（税收记录为一个 Parquet 文件时）：", "engine (for tax records in one Parquet file):"),
    "figure": ("哪个数字：", "which figure:"),
    "terms": ("条款：", "terms:"),
    "readers": ("给谁看：", "who will read it:"),
    "changes": ("改动：", "what changes:"),
    "global_options": ("通用选项：", "options of every command:"),
    "example": ("例：", "example:"),
    "help": ("显示帮助", "show this page"),
    "version": ("显示程序版本", "show the program's version"),
    "program": (
        "城市间利益共享协议：校验协议，精确到分地结算，说明每一个数字，为谈判测算方案。",
        "Benefit-sharing agreements between cities: check them, settle them to the fen, explain every figure, propose terms for those under negotiation.",
    ),
    "program_hint": (
        "第一次使用请运行 benefitshare demo；某个命令的说明见 benefitshare 命令 --help。",
        "New here? Run `benefitshare --lang en demo`; see `benefitshare --lang en COMMAND --help` for a command.",
    ),
    "exit_codes": ("退出码：", "exit codes:"),
    "exit_0": ("没有问题", "clean"),
    "exit_1": ("有 --fail-on 程度以上的发现；谈判命令：无法达成，有诉求不满足，或有一方低于底线", "findings at or above --fail-on; of negotiations: no terms, demands broken, or somebody below its bottom line"),
    "exit_2": ("命令写得不对", "a call that makes no sense"),
    "exit_3": ("文件读不了", "an input that cannot be read"),
    "exit_5": ("程序自身的错误", "an error of the program itself"),
    "exit_130": ("被中断（Ctrl-C）", "interrupted (Ctrl-C)"),
    "years_wrong": (
        "“{value}”不是年度；请写 2022-2024 或 2023,2024",
        "“{value}” names no years; write 2022-2024 or 2023,2024",
    ),
    "day_wrong": (
        "“{value}”不是日期；请写成 2024-06-30",
        "“{value}” is no day; write it like 2024-06-30",
    ),
    "depth_wrong": ("“{value}”不是层数；请写 0 以上的整数", "“{value}” is no number of levels; write 0 or more"),
    "workbook_wrong": ("“{value}”不是以 .xlsx 结尾的文件名", "“{value}” does not end in .xlsx"),
    "share_wrong": ("“{value}”写法不对；请写成 比例名称=35%", "“{value}” is not of the form SHARE=35%"),
    "multiple_wrong": ("“{value}”写法不对；请写成 vat=0.9", "“{value}” is not of the form vat=0.9"),
    "risk_wrong": (
        "“{value}”写法不对；可用的有 expected、worst_case、regret、cvar=80%、scenario=情景编号",
        "“{value}” is none of expected, worst_case, regret, cvar=80%, scenario=ID",
    ),
    "named_file_wrong": ("“{value}”写法不对；请写成 名称=文件", "“{value}” is not of the form NAME=FILE"),
    "narrow_page": (
        "（本页按 {width} 列排版；窗口较窄时表格会折行，请加宽窗口，或用 --out 写出文件。）",
        "(The page is {width} columns wide: widen the window, or write files with --out.)",
    ),
    "page_name": ("方案书.txt", "proposal.txt"),
    "public_page_name": ("公开页.txt", "public.txt"),
    "party_page_name": ("{party}专页.txt", "for-{party}.txt"),
    "more": ("……另有 {count} 条", "… {count} more"),
    "counts": ("错误 {error}、警告 {warning}、提示 {info}", "errors {error}, warnings {warning}, notes {info}"),
    "valid": ("{name}：有效（{counts}）", "{name}: valid ({counts})"),
    "invalid": ("{name}：无效（{counts}）", "{name}: not valid ({counts})"),
    "unreadable": ("{name}：无法读取", "{name}: cannot be read"),
    "findings": ("校验发现：{counts}", "Findings: {counts}"),
    "group": ("{severity} [{code}] {title}：{count} 条", "{severity} [{code}] {title}: {count}"),
    "at_stake": ("，涉及 {yuan} 元", ", {yuan} yuan at stake"),
    "next": ("处理：{hint}", "next: {hint}"),
    "records": ("记录的去向：", "Where the records went:"),
    "went": (
        "{table}：读取 {read} 行（{read_yuan} 元）= 使用 {used} 行 + 暂搁置 {set_aside} 行 + 范围以外 {out_of_scope} 行",
        "{table}: {read} rows read ({read_yuan} yuan) = {used} used + {set_aside} set aside + {out_of_scope} out of scope",
    ),
    "went_plain": (
        "{table}：读取 {read} 行 = 使用 {used} 行 + 暂搁置 {set_aside} 行 + 范围以外 {out_of_scope} 行",
        "{table}: {read} rows read = {used} used + {set_aside} set aside + {out_of_scope} out of scope",
    ),
    "narrow": (
        "（结算单按 {width} 列排版；窗口较窄时表格会折行，请加宽窗口，或用 --out 写出工作簿。）",
        "(The statement is {width} columns wide: widen the window, or write the workbook with --out.)",
    ),
    "written": ("已写出：", "Written:"),
    "interrupted": ("已中断。", "Interrupted."),
    "doing": ("正在处理", "working"),
    "doing_documents": ("读取协议", "reading agreements"),
    "doing_tables": ("读取数据表", "reading tables"),
    "doing_records": ("核对、汇总税收记录", "checking and summing tax records"),
    "doing_agreements": ("结算协议", "settling agreements"),
    "doing_write": ("写出结果", "writing results"),
    "since": ("，{time}", ", {time}"),
    "seconds": ("{seconds} 秒", "{seconds} s"),
    "minutes": ("{minutes} 分 {seconds:02d} 秒", "{minutes} min {seconds:02d} s"),
    "size_wrong": ("“{value}”不是内存大小；请写成 512MB 或 4GB", "“{value}” is no size of memory; write it like 512MB or 4GB"),
    "threads_wrong": ("“{value}”不是线程数；请写 1 以上的整数", "“{value}” is no number of threads; write 1 or more"),
    "deeper": ("只展开了 {depth} 层；加 --depth 看更深的层次。", "Only {depth} levels are shown; --depth shows more."),
    "workbook_name": ("结算单.xlsx", "statement.xlsx"),
    "demo_start": (
        "示例：广清产业园利益共享。条款、比例、企业和数据全部虚构，不代表两市的任何安排。",
        "Example: the Guangzhou-Qingyuan park. Clauses, ratios, firms and figures are all made up and stand for no arrangement of the two cities.",
    ),
    "demo_statement": ("一、结算单", "1. The statement"),
    "demo_explained": (
        "二、一个数字的由来：广州市 2022 年从 GQ-001 的增值税应得多少，为什么",
        "2. One figure: what Guangzhou is entitled to from the VAT of GQ-001 in 2022, and why",
    ),
    "demo_aside": (
        "三、暂搁置的记录（故意放入的问题，未参与结算，改正后可重新结算）",
        "3. Records set aside (put in on purpose; left out until they are corrected)",
    ),
    "demo_unasked": (
        "另有说明行、合计行共 {count} 行不是记录，不计入。",
        "{count} more rows are notes and totals, not records, and are not counted.",
    ),
    "demo_next": ("四、接下来可以试", "4. What to try next"),
    "demo_next_out": ("写出工作簿、JSON 和示例数据：", "Write workbook, JSON and the example's files:"),
    "demo_next_show": ("把示例协议写成条文：", "Print the example agreement as prose:"),
    "demo_next_validate": ("校验一份协议：", "Check an agreement:"),
    "demo_next_settle": ("自己结算一遍（以 2023、2024 年为例）：", "Settle it yourself, for 2023 and 2024:"),
    "demo_next_explain": ("问另一个数字：", "Ask for another figure:"),
    "demo_next_template": ("为自己的数据写一个填表模板：", "Write a workbook to fill with your own data:"),
    "demo_next_help": ("所有命令：", "All commands:"),
    "errno_ENOENT": ("上级目录不存在", "its folder does not exist"),
    "errno_EACCES": ("没有写入权限，或文件正被打开", "no permission to write, or the file is open elsewhere"),
    "errno_EPERM": ("没有写入权限", "no permission to write"),
    "errno_EISDIR": ("那里是一个目录", "it is a folder"),
    "errno_ENOTDIR": ("上级不是目录", "what should be its folder is a file"),
    "errno_EEXIST": ("那里已有一个文件", "a file of that name is there"),
    "errno_ENOSPC": ("磁盘已满", "the disk is full"),
    "errno_EROFS": ("磁盘只读", "the disk is read-only"),
    "errno": ("系统错误 {number}", "system error {number}"),
}  # fmt: skip

ARGPARSE_WORDS = {
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "the following arguments are required: %s": "缺少参数：%s",
    "unrecognized arguments: %s": "不认识的参数：%s",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有 %(value)r 这一项，可用的有 %(choices)s",
    "invalid %(type)s value: %(value)r": "值 %(value)r 不对",
    "expected one argument": "后面需要一个值",
    "expected at most one argument": "后面最多一个值",
    "expected at least one argument": "后面至少需要一个值",
    "expected %s argument": "后面需要 %s 个值",
    "expected %s arguments": "后面需要 %s 个值",
    "ignored explicit argument %r": "不带值，不能写 %r",
    "not allowed with argument %s": "不能与 %s 同时使用",
    "one of the arguments %s is required": "需要其中一个：%s",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s 不明确，可能是 %(matches)s",
}


def say(key: str, lang: Language, **values: Any) -> str:
    """A text in one language with its values.

    >>> say("more", "en", count=3)
    '… 3 more'
    """
    text = TEXTS[key][lang == "en"]
    return text.format(**values) if values else text
