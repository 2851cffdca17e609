"""The commands and their options: one table, from which parser and help pages are both made."""

# ruff: noqa: E501 - a row of the table is read whole
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benefitshare.cli.progress import WHEN
from benefitshare.cli.values import (
    day,
    depth,
    multiple,
    named_file,
    new_workbook,
    risk,
    size,
    stated_share,
    threads,
    years,
)
from benefitshare.findings import SEVERITIES, Language
from benefitshare.reference.headers import KINDS

PROGRAM = "benefitshare"
Words = Mapping[Language, str]


def words(zh: str, en: str) -> Words:
    """A text in both languages."""
    return {"zh": zh, "en": en}


@dataclass(frozen=True)
class Option:
    """An option, or a plain argument where the name has no dash; `settings` are argparse's.

    `read` turns the text into a value, or says in a language why it cannot.
    """

    names: tuple[str, ...]
    text: Words
    metavar: Words | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    read: Callable[[str, Language], Any] | None = None
    group: str = "options"

    @property
    def flagged(self) -> bool:
        """Whether it starts with a dash."""
        return self.names[0].startswith("-")


@dataclass(frozen=True)
class Command:
    """A command: what it is for in a line and in full, its options, and the module that runs it."""

    name: str
    brief: Words
    about: Words
    options: tuple[Option, ...] = ()
    parts: tuple[Command, ...] = ()
    module: str = ""
    example: Words | None = None


def command_at(path: Sequence[str]) -> Command:
    """The command at a path of names; the path is one that the parser took."""
    commands: tuple[Command, ...] = COMMANDS
    for name in path:
        command = next(c for c in commands if c.name == name)
        commands = command.parts
    return command


def _switch(name: str, text: Words, **more: Any) -> Option:
    return Option((name,), text, None, {"action": "store_true"}, **more)


def _chosen(
    name: str,
    text: Words,
    choices: Sequence[str],
    default: str | None = None,
    group: str = "options",
) -> Option:
    shown = "|".join(choices)
    settings = {"choices": tuple(choices), "default": default}
    return Option((name,), text, words(shown, shown), settings, group=group)


def _table(kind: str, text: Words) -> Option:
    settings = {"nargs": "+", "action": "extend", "default": None}
    return Option((f"--{kind}",), text, words("文件", "FILE"), settings, group="tables")


GLOBAL_OPTIONS = (
    _chosen("--lang", words("界面语言，默认 zh（中文）", "language, zh (Chinese) by default"), ("zh", "en"), "zh"),
    _switch("--json", words("只输出一份 JSON 文档", "write one JSON document and nothing else")),
    _chosen("--progress", words("显示进度；默认 auto，即在终端中、没有 --json 时显示", "show progress: auto (the default) in a terminal only, and not with --json"), WHEN, "auto"),
    _switch("--traceback", words("出错时列出程序调用过程", "show the program's calls when it fails")),
)  # fmt: skip

_AGREEMENTS = Option(
    ("agreements",),
    words("协议文件（YAML 或 JSON），可以有多份", "agreement files (YAML or JSON), one or more"),
    words("协议", "AGREEMENT"),
    {"nargs": "+", "type": Path},
)
_TABLES = (
    _table("projects", words("项目表（必需）", "the projects (needed)")),
    _table("tax", words("税收入库记录；可以有多个文件", "tax records, also in several files")),
    _table("output", words("产值等产出指标", "output figures")),
    _table("factors", words("因素、迁出前税收、存量基数", "factors, tax before the move, baselines")),
    _table("deductions", words("扣除事项、出资", "deductions, capital calls")),
    _table("payments", words("已付款项", "payments made")),
)  # fmt: skip
_KEPT = Option(
    ("--kept",),
    words(
        "以前用 --keep 保存的税收记录，排在 --tax 之前",
        "tax records of an earlier --keep, before those of --tax",
    ),
    words("文件", "FILE"),
    {"type": Path},
    group="tables",
)
_KEEP = Option(
    ("--keep",),
    words(
        "把全部税收记录（检查之后）存入这个文件，以后结算不必再读原来的文件",
        "keep all tax records, checked, in this file, so that later settlements need not read theirs again",
    ),
    words("文件", "FILE"),
    {"type": Path},
)
_READING = (
    Option(("--years",), words("只报告这些年度，如 2022-2024 或 2023,2024", "report these years only: 2022-2024 or 2023,2024"),
           words("年度", "YEARS"), read=years),
    Option(("--as-known-on",), words("只用这一天已经知悉的补充协议，如 2024-06-30", "use only amendments known on that day, such as 2024-06-30"),
           words("日期", "DATE"), read=day),
    _chosen("--extract", words("税收记录未分级次的总额（gross）、已分级次（split），默认按“级次”列判断（auto）",
                               "tax records are gross, or split by level; auto goes by the level column"),
            ("auto", "gross", "split"), "auto"),
    _chosen("--unit", words("表中没有写明金额单位时所用的单位", "the unit of money of tables that state none: yuan, or a thousand, ten thousand, a hundred million yuan"),
            ("元", "千元", "万元", "亿元")),
)  # fmt: skip
_ENGINE = (
    _chosen("--engine", words("由 DuckDB 核对、汇总，不逐条读入内存；20 万条以上的文件不写也如此（auto）",
                              "let DuckDB check and sum them, not read them into memory; auto does so from 200,000 records on"),
            ("auto", "duckdb"), "auto", group="engine"),
    Option(("--memory",), words("DuckDB 最多用多少内存，如 512MB，其余写入临时目录；默认为本机内存的八成", "how much memory DuckDB may use, such as 512MB; the rest goes to temporary files. Four fifths of the machine's by default"),
           words("大小", "SIZE"), read=size, group="engine"),
    Option(("--threads",), words("DuckDB 用几个线程；默认与处理器核数相同", "how many threads DuckDB may use, one for each core by default"), words("个数", "NUMBER"), read=threads, group="engine"),
    Option(("--temp",), words("DuckDB 的临时目录；默认在系统的临时目录中", "where DuckDB puts its temporary files, among the system's by default"), words("目录", "DIR"), {"type": Path}, group="engine"),
)  # fmt: skip
_FAIL_ON = _chosen(
    "--fail-on",
    words("有这一程度以上的发现时退出码为 1，默认 error", "exit with 1 on findings this grave or graver, error by default"),
    (*SEVERITIES, "never"),
    "error",
)  # fmt: skip
_FORCE = _switch("--force", words("覆盖已有的文件", "overwrite files that are there"))


def _out(text: Words) -> Option:
    return Option(("--out",), text, words("目录", "DIR"), {"type": Path})


def _key(name: str, text: Words, metavar: Words, **settings: Any) -> Option:
    return Option((name,), text, metavar, settings, group="figure")


_FIGURE = (
    _key("--agreement", words("协议编号（有多份协议时）", "agreement id, where there are several"), words("编号", "ID")),
    _key("--party", words("参与方", "party"), words("参与方", "PARTY")),
    _key("--project", words("项目编号或名称", "project id or name"), words("项目", "PROJECT")),
    _key("--tax-kind", words("税种，如 vat 或 增值税", "tax, such as vat"), words("税种", "TAX")),
    _key("--period", words("结算期，如 2023", "settlement period, such as 2023"), words("期间", "PERIOD")),
    _key("--clause", words("条款编号", "clause id"), words("条款", "CLAUSE")),
    _key("--kind", words("应得（entitlement，默认）或实付（cash）", "entitlement (the default) or cash"),
         words("entitlement|cash", "entitlement|cash"), choices=("entitlement", "cash"), default="entitlement"),
    _key("--transfer", words("一笔应付款项：付款方和收款方", "a transfer: who pays whom"), words("付款方 收款方", "PAYER PAYEE"), nargs=2),
    _key("--indicator", words("产出指标，如 gross_output", "output indicator, such as gross_output"), words("指标", "INDICATOR")),
)  # fmt: skip
_DEPTH = Option(
    ("--depth",),
    words("展开几层；默认以约八十行为限", "how many levels to show; by default as many as fit in some 80 lines"),
    words("层数", "LEVELS"),
    read=depth,
)  # fmt: skip

_SCHEMA_PARTS = (
    Command("list", words("列出所有格式", "list the schemas"), words("列出公开的数据格式。", "List the published schemas."),
            module="benefitshare.cli.schemas_list"),
    Command("show", words("显示一个格式", "show one schema"), words("显示一个格式的 JSON Schema。", "Show one JSON Schema."),
            (Option(("name",), words("格式名称，见 schemas list", "a name from `schemas list`"), words("名称", "NAME")),),
            module="benefitshare.cli.schemas_show"),
    Command("export", words("导出所有格式", "export all schemas"), words("把所有格式逐字节写入一个目录。", "Write every schema, byte for byte, into a directory."),
            (Option(("directory",), words("目录，没有时新建", "a directory, made if missing"), words("目录", "DIR"), {"type": Path}), _FORCE),
            module="benefitshare.cli.schemas_export"),
)  # fmt: skip

_BRIEF = Option(
    ("brief",),
    words("谈判任务书（YAML 或 JSON）", "the negotiation brief (YAML or JSON)"),
    words("任务书", "BRIEF"),
    {"type": Path},
)
_CRITERION = Option(
    ("--criterion",),
    words("公平准则，默认用任务书的：leximin 先照顾最差的一方；kalai_smorodinsky 各方走同样的路程；nash 得益乘积最大；proportional 按投入；utilitarian 合计最大；closest 最近参照比例；还有 max_min、nucleolus、least_core、shapley、claims_proportional、equal_awards、equal_losses、talmud、random_arrival",
          "rule of fairness, the brief's own by default: leximin (the worst off first), kalai_smorodinsky (everybody the same part of the way), nash (largest product of gains), proportional (by contribution), utilitarian (largest sum), closest (to the reference); also max_min, nucleolus, least_core, shapley, claims_proportional, equal_awards, equal_losses, talmud, random_arrival"),
    words("准则", "RULE"),
)  # fmt: skip
_SCALE = _chosen(
    "--scale",
    words("以什么衡量各方：净现值（money）、超出底线（gain）、投入的倍数（multiple）、从底线到最好（normalised），默认用任务书的",
          "what everybody's position is measured by, the brief's own by default: net present value, gain over the reservation value, multiple of what was put in, part of the way to the best"),
    ("money", "gain", "multiple", "normalised"),
)  # fmt: skip
_RISK = Option(
    ("--risk",),
    words("多个情景下以什么为准，默认用任务书的：expected 期望，worst_case 最差情景，regret 遗憾最小，cvar=80% 最差的 20% 的平均，scenario=编号 只看一个情景",
          "what a benefit is over the scenarios, the brief's own by default: expected (the mean), worst_case, regret (least regret), cvar=80% (the mean of the worst 20 %), scenario=ID (one only)"),
    words("expected|worst_case|regret|cvar=比例|scenario=编号", "expected|worst_case|regret|cvar=SHARE|scenario=ID"),
    read=risk,
)  # fmt: skip
_READERS = (
    Option(("--party",), words("只给这一方看：不含他方的底线和内部情况", "for this party: nothing of the others that is private"), words("参与方", "PARTY"), group="readers"),
    _switch("--public", words("公开文本：不含任何一方的底线和内部情况", "for the public: nothing of anybody that is private"), group="readers"),
)  # fmt: skip
_TERMS = (
    Option(("--terms",), words("比例文件（YAML 或 JSON，每行“名称: 值”），或 propose 写出的 proposal.json", "a file of shares (YAML or JSON, `name: value`), or a proposal.json from propose"),
           words("文件", "FILE"), {"type": Path}, group="terms"),
    Option(("--term",), words("一项比例，如 第五条第一款/2/guangzhou=35%", "a share, such as clause/2/guangzhou=35%"),
           words("比例", "SHARE"), {"nargs": "+", "action": "extend", "default": None}, read=stated_share, group="terms"),
)  # fmt: skip
_ON_GRID = _switch(
    "--no-grid", words("比例可以取任意值，不按步长", "shares of any size, not on the agreed steps")
)

_NEGOTIATION = (
    Command(
        "propose",
        words("提出公平的方案", "propose fair terms"),
        words(
            "按公平准则为待定比例提出方案：条款、各方得失、理由和可靠程度；无法达成时说明哪些诉求互相冲突、怎样让步最省。退出码 0 表示有方案，1 表示没有，或有一方低于底线。",
            "Propose terms for the open shares by a rule of fairness: the terms, what each party gives and gets, why, and how sure that is; or which demands clash, and what would have to give way. Exit code 0: there are terms; 1: there are none, or somebody is below its bottom line.",
        ),
        (_BRIEF, _CRITERION, _SCALE, _RISK, _ON_GRID, *_READERS,
         _out(words("写出 proposal.json、填好的协议和各页的目录", "directory for proposal.json, the completed agreements and the pages")), _FORCE),
        module="benefitshare.cli.propose",
        example=words("benefitshare propose 任务书.yaml --out 方案", "benefitshare --lang en propose brief.yaml --out result"),
    ),
    Command(
        "evaluate",
        words("评估一组比例", "assess given terms"),
        words(
            "一组比例意味着什么：各方得失、诉求是否满足、有没有对谁都不差的改法、换用其他准则会怎样。不写比例时评估任务书中的初步方案。退出码 0 表示诉求都满足，1 表示有诉求不满足，或有一方低于底线。",
            "What given terms come to: what each party has, which demands are met, whether other terms are better for all, what other rules would give; without terms, of the brief's tentative ones. Exit code 0: all demands are met; 1: some are broken, or somebody is below its bottom line.",
        ),
        (_BRIEF, *_TERMS, _SCALE, _RISK, *_READERS),
        module="benefitshare.cli.evaluate",
        example=words("benefitshare evaluate 任务书.yaml --terms 比例.yaml", "benefitshare --lang en evaluate brief.yaml --terms terms.yaml"),
    ),
    Command(
        "compare",
        words("比较几组比例", "several terms side by side"),
        words(
            "几组比例并排比较：条款、各方净现值、诉求。退出码 0 表示每一组都满足全部诉求，1 表示有的不满足，或有一方低于底线。",
            "Several sets of terms side by side: shares, net present values, demands. Exit code 0: each meets all demands; 1: some do not, or somebody is below its bottom line.",
        ),
        (_BRIEF,
         Option(("proposals",), words("名称=比例文件，通常两组以上", "NAME=FILE of shares, two or more as a rule"), words("名称=文件", "NAME=FILE"), {"nargs": "*"}, read=named_file),
         _SCALE, _RISK, *_READERS),
        module="benefitshare.cli.compare",
        example=words("benefitshare compare 任务书.yaml 甲案=甲.yaml 乙案=乙.yaml", "benefitshare --lang en compare brief.yaml A=a.yaml B=b.yaml"),
    ),
    Command(
        "frontier",
        words("列出取舍的范围", "the choices there are"),
        words(
            "列出一方多得、另一方就少得的全部（或一部分）条款。退出码 1 表示没有可行的条款。",
            "List the terms where one can gain only by another's loss: all of them, or a sample. Exit code 1: there are none.",
        ),
        (_BRIEF, _SCALE, _RISK, _switch("--grid", words("只列步长上的条款", "only terms on the agreed steps")), *_READERS),
        module="benefitshare.cli.frontier",
        example=words("benefitshare frontier 任务书.yaml", "benefitshare --lang en frontier brief.yaml"),
    ),
    Command(
        "improve",
        words("改进初步方案", "make a tentative deal better"),
        words(
            "在没有一方变差的前提下改进初步方案；不写比例时用任务书中的。退出码 1 表示改进后仍有诉求不满足，或有一方低于底线。",
            "Make a tentative deal better without making anyone worse; the brief's own unless terms are given. Exit code 1: what comes out breaks demands, or somebody is below its bottom line.",
        ),
        (_BRIEF, *_TERMS, _SCALE, _RISK, _ON_GRID, *_READERS),
        module="benefitshare.cli.improve",
        example=words("benefitshare improve 任务书.yaml", "benefitshare --lang en improve brief.yaml"),
    ),
    Command(
        "what-if",
        words("测算一项变动", "what a change does"),
        words(
            "先定下一些比例、改变税收预测或去掉诉求，结果会怎样：改动前后并列。写了比例时看这组比例，否则看提出的方案。退出码 1 表示改动后无法达成、有诉求不满足或有一方低于底线。",
            "What happens if shares are settled beforehand, forecasts change or demands go: before and after. Of given terms, else of what is proposed. Exit code 1: after the change there are no terms, demands are broken, or somebody is below its bottom line.",
        ),
        (_BRIEF, *_TERMS,
         Option(("--fix",), words("事先定下的比例，如 第五条第一款/2/guangzhou=35%", "a share settled beforehand, such as clause/2/guangzhou=35%"),
                words("比例", "SHARE"), {"nargs": "+", "action": "extend", "default": None}, read=stated_share, group="changes"),
         Option(("--tax-times",), words("税收预测乘以几倍，如 vat=0.9，或 all=110%", "multiply a forecast, such as vat=0.9, or all=110%"),
                words("税种=倍数", "TAX=TIMES"), {"nargs": "+", "action": "extend", "default": None}, read=multiple, group="changes"),
         Option(("--without",), words("去掉这些诉求（编号）", "without these demands (ids)"),
                words("诉求", "DEMAND"), {"nargs": "+", "action": "extend", "default": None}, group="changes"),
         _CRITERION, *_READERS),
        module="benefitshare.cli.what_if",
        example=words("benefitshare what-if 任务书.yaml --tax-times vat=0.9", "benefitshare --lang en what-if brief.yaml --tax-times vat=0.9"),
    ),
)  # fmt: skip

COMMANDS = (
    Command(
        "demo",
        words("结算随程序提供的示例", "settle the example that comes with the program"),
        words(
            "结算随程序提供的广清产业园示例：打印结算单，说明一个数字的由来，列出暂搁置的记录，最后提示下一步。条款、企业和数据全部虚构。",
            "Settle the Guangzhou-Qingyuan example that comes with the program: print the statement, explain one figure, list what was set aside, and say what to try next. All clauses, firms and figures are made up.",
        ),
        (_out(words("把结算单工作簿、JSON 和示例数据写入这个目录（覆盖上次的）", "write workbook, JSON and the example's files there, over those of the last time")),),
        module="benefitshare.cli.demo",
        example=words("benefitshare demo --out demo-out", "benefitshare --lang en demo --out demo-out"),
    ),
    Command(
        "validate",
        words("校验协议", "check agreements"),
        words("校验一份或多份协议或谈判任务书，按文件中的次序一次列出全部问题。", "Check one or more agreements or negotiation briefs and list all that is found, in document order."),
        (_AGREEMENTS, _FAIL_ON),
        module="benefitshare.cli.validate",
        example=words("benefitshare validate 协议.yaml", "benefitshare validate agreement.yaml"),
    ),
    Command(
        "show",
        words("把协议写成条文", "print an agreement as prose"),
        words("把协议写成条文，包括每一处采用的理解，供与签署文本核对。", "Print an agreement as prose with every reading in force, to hold against the signed text."),
        (Option(("agreement",), words("协议文件", "agreement file"), words("协议", "AGREEMENT"), {"type": Path}),),
        module="benefitshare.cli.show",
        example=words("benefitshare show 协议.yaml", "benefitshare show agreement.yaml"),
    ),
    Command(
        "settle",
        words("结算", "settle"),
        words(
            "按协议结算到分：打印结算单，列出校验发现和记录的去向；加 --out 写出工作簿和 JSON。每个表可以给多个文件，也可以指定工作表：文件.xlsx#表名，文件.xlsx#* 表示所有合适的表。",
            "Settle to the fen: print the statement, what was found and where every record went; --out writes workbook and JSON. A table may be in several files, or in a sheet: file.xlsx#sheet, or file.xlsx#* for all that fit.",
        ),
        (_AGREEMENTS, *_TABLES, _KEPT, *_READING, _KEEP, *_ENGINE, _out(words("写出工作簿和 settlement.json 的目录", "directory for the workbook and settlement.json")), _FORCE, _FAIL_ON),
        module="benefitshare.cli.settle",
        example=words(
            "benefitshare settle 协议.yaml --projects 项目.xlsx \\\n    --tax 入库2023.xlsx 入库2024.csv --out 结算结果",
            "benefitshare settle agreement.yaml --projects projects.xlsx \\\n    --tax tax2023.xlsx tax2024.csv --out result",
        ),
    ),
    Command(
        "explain",
        words("说明一个数字的由来", "explain a figure"),
        words("说明任何一个数字的由来：从合计到条款、算式和凭证。用法同 settle，再指明是哪个数字。", "Explain any figure: from the total down to clauses, formulas and vouchers. Call it like settle and say which figure."),
        (_AGREEMENTS, *_FIGURE, *_TABLES, _KEPT, *_READING, *_ENGINE, _DEPTH),
        module="benefitshare.cli.explain",
        example=words(
            "benefitshare explain 协议.yaml --projects 项目.xlsx --tax 入库2023.xlsx \\\n    --party 广州市 --period 2023",
            "benefitshare explain agreement.yaml --projects projects.xlsx \\\n    --tax tax2023.xlsx --party Guangzhou --period 2023",
        ),
    ),
    *_NEGOTIATION,
    Command(
        "schemas",
        words("数据格式（JSON Schema）", "the published schemas"),
        words("查看或导出公开的数据格式（JSON Schema）。", "Look at or export the published JSON Schemas."),
        parts=_SCHEMA_PARTS,
    ),
    Command(
        "template",
        words("填表模板", "a workbook to fill in"),
        words("写出空白的填表模板（Excel），表头即程序认得的名称。", "Write an empty Excel workbook whose headers the program reads."),
        (
            Option(("path",), words("新工作簿的位置（.xlsx）", "where to write it (.xlsx)"), words("文件", "FILE"), read=new_workbook),
            Option(("--kinds",), words("只要这些表：" + "、".join(KINDS), "these tables only: " + ", ".join(KINDS)),
                   words("表", "TABLE"), {"nargs": "+", "choices": KINDS}),
            _FORCE,
        ),
        module="benefitshare.cli.template",
        example=words("benefitshare template 填表模板.xlsx", "benefitshare --lang en template records.xlsx"),
    ),
)  # fmt: skip
