"""Makes the pages of docs/ that are generated: glossary, agreement language, negotiation brief and
error manual.

Run `python docs/make.py` after a change of the schema, the terms, an example or a finding;
`tests/test_docs_made.py` holds the committed pages equal to what this makes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from benefitshare.agreements.build import build_agreement
from benefitshare.agreements.clauses import KINDS
from benefitshare.agreements.documents import read_document
from benefitshare.agreements.prose import agreement_prose
from benefitshare.agreements.readings import READINGS
from benefitshare.agreements.terms import terms_of
from benefitshare.findings import SEVERITIES, Language
from benefitshare.findings.catalog import (
    CATALOG,
    agreements,
    negotiation,
    records,
    settlement,
    usage,
    worth,
)
from benefitshare.findings.catalog.entry import Entry

DOCS = Path(__file__).parent
SCHEMAS = DOCS.parent / "schemas" / "v1"
EXAMPLES = DOCS / "examples"
DEFINITIONS = DOCS / "definitions.yaml"
GALLERY = DOCS.parent / "tests" / "gallery"
MADE = "<!-- Made by docs/make.py. Do not edit. 由 docs/make.py 生成，请勿手工修改。 -->"

Node = Mapping[str, Any]

GROUPS = (
    ("idea", "Ideas", "基本概念"),
    ("status", "Status of an agreement", "协议状态"),
    ("role", "Roles of parties", "参与方角色"),
    ("kind", "Clause kinds", "条款类型"),
    ("stage", "Stages of a settlement", "结算环节"),
    ("tax", "Taxes", "税种"),
    ("level", "Budget levels", "预算级次"),
    ("part", "Part shared", "分享口径"),
    ("event", "Events of a project", "项目日期"),
    ("class", "Classes of projects", "项目类别"),
    ("record_kind", "Kinds of records", "记录种类"),
    ("disposition", "What became of a record", "记录的处置"),
    ("reason", "Why a record is out of scope", "范围以外的原因"),
    ("amount_kind", "Kinds of amounts", "数额种类"),
    ("factor", "Factors", "因素"),
    ("deduction_kind", "Kinds of deductions", "扣除种类"),
    ("indicator", "Output indicators", "产出指标"),
    ("unit", "Units", "计量单位"),
    ("mode", "Ways to credit output", "产出计入方式"),
    ("cycle", "Settlement periods", "结算周期"),
    ("channel", "Channels", "结算方式"),
    ("confidence", "Confidence", "可信度"),
    ("severity", "Severity of a finding", "校验发现的程度"),
)


# --- the glossary ---------------------------------------------------------------------------------


def glossary_page() -> str:
    """The bilingual glossary."""
    definitions = read_document(DEFINITIONS).data
    lines = [
        MADE, "", "# Glossary 术语表", "",
        "Every word the library prints, in both languages. Code: what documents and tables hold.",
        "库中输出的每一个词的中英文对照；“代码”为文档和数据表中的写法。", "",
    ]  # fmt: skip
    for group, en, zh in GROUPS:
        lines += _group_lines(group, f"{en} {zh}", definitions.get(group, {}))
    return "\n".join([*lines, *_reading_lines()]) + "\n"


def _group_lines(group: str, title: str, definitions: Node) -> list[str]:
    lines = [f"## {title}", ""]
    if definitions:
        lines += ["| code | English | 中文 | meaning | 含义 |", "|---|---|---|---|---|"]
    else:
        lines += ["| code | English | 中文 |", "|---|---|---|"]
    for code, (zh, en) in terms_of(group).items():
        meaning = definitions.get(code, {"en": "", "zh": ""})
        row = [f"`{code}`", en, zh, *((meaning["en"], meaning["zh"]) if definitions else ())]
        lines.append(table_row(row))
    return [*lines, ""]


def _reading_lines() -> list[str]:
    lines = [
        "## Readings 各项理解", "",
        "What each reading of an agreement means; the prose and every report repeat these words.",
        "协议各项参数取值的含义；协议释文和各类报表均使用这些语句。", "",
        "| parameter | value | meaning | 含义 |", "|---|---|---|---|",
    ]  # fmt: skip
    for parameter, values in READINGS.items():
        for value, (zh, en) in values.items():
            lines.append(table_row([f"`{parameter}`", f"`{value}`", en, zh]))
    return lines


def table_row(cells: list[str]) -> str:
    """One row of a Markdown table."""
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


# --- the agreement language -----------------------------------------------------------------------

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("协议语言参考", "The agreement language"),
    "other": ("[English](agreement-language.md)", "[中文](agreement-language.zh.md)"),
    "lead": (
        "协议是一份 YAML 或 JSON 文档。"
        "本页由 `schemas/v1/agreement.schema.json` 生成，列出每个字段；"
        "各字段如何影响金额，以 [pipeline.md](pipeline.md) 为准；用词见[术语表](glossary.md)。",
        "An agreement is a YAML or JSON document. This page is made from"
        " `schemas/v1/agreement.schema.json` and lists every field; what a field does to money is"
        " fixed in [pipeline.md](pipeline.md), the words are in the [glossary](glossary.md).",
    ),
    "document": ("文档", "The document"),
    "clauses": ("条款类型", "Clause kinds"),
    "parts": ("其他部分", "Other parts"),
    "field": ("字段", "field"),
    "required": ("必填", "required"),
    "yes": ("是", "yes"),
    "value": ("取值", "value"),
    "default": ("缺省", "default"),
    "meaning": ("含义", "meaning"),
    "example": ("示例", "Example"),
    "prose": ("打印出的释文", "Printed as prose"),
    "list": ("列表：", "list of "),
    "object": ("对象", "object"),
    "string": ("文本", "text"),
    "integer": ("整数", "integer"),
    "boolean": ("是或否", "true or false"),
    "any": ("见含义", "see meaning"),
    "colon": ("：", ": "),
    "or": (" 或 ", " or "),
    "map": ("以名称为键，值为", "by name: "),
}


BRIEF_WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("谈判任务书参考", "The negotiation brief"),
    "other": ("[English](negotiation-brief.md)", "[中文](negotiation-brief.zh.md)"),
    "lead": (
        "谈判任务书是一份 YAML 或 JSON 文档：谈哪些协议、各方投入与底线、预测、诉求。"
        "本页由 `schemas/v1/negotiation.schema.json` 生成，列出每个字段；"
        "完整的示例见 [`examples/negotiation/guangqing`](../examples/negotiation/guangqing)，"
        "协议的写法见[协议语言参考](agreement-language.zh.md)。",
        "A brief is a YAML or JSON document: the agreements negotiated, what the parties put in and"
        " the least they accept, the outlook, the demands. This page is made from"
        " `schemas/v1/negotiation.schema.json` and lists every field; a whole brief is in"
        " [`examples/negotiation/guangqing`](../examples/negotiation/guangqing), and how an"
        " agreement is written in [the agreement language](agreement-language.md).",
    ),
    "demands": ("诉求种类", "Kinds of demands"),
}
LANGUAGE_PAGES: Mapping[Language, str] = {
    "zh": "agreement-language.zh.md", "en": "agreement-language.md",
}  # fmt: skip
"""Where the definitions that a brief takes from the agreement language stand."""


def language_page(lang: Language) -> str:
    """The reference of the agreement language."""
    schema = read_schema("agreement")
    parts = schema["$defs"]
    kinds = [*KINDS, "outputClause"]
    rest = [name for name in parts if name not in {*kinds, "clause"}]
    lines = [MADE, "", f"# {word('title', lang)}", "", word("other", lang), "", word("lead", lang)]
    lines += ["", f"## {word('document', lang)}", "", described(schema, lang), ""]
    lines += [*field_table(schema, lang), "", f'<a id="{anchor("clause")}"></a>', ""]
    lines += [f"## {word('clauses', lang)}", ""]
    for name in kinds:
        lines += section(name, parts[name], lang)
        lines += example_lines("output" if name == "outputClause" else name, lang)
    lines += [f"## {word('parts', lang)}", ""]
    for name in rest:
        lines += section(name, parts[name], lang)
    return "\n".join(lines).rstrip() + "\n"


def brief_page(lang: Language) -> str:
    """The reference of the negotiation brief."""
    schema = read_schema("negotiation")
    parts = schema["$defs"]
    kinds = parts["demand"]["properties"]["kind"]["enum"]
    said = {name: both[lang == "en"] for name, both in BRIEF_WORDS.items()}
    lines = [MADE, "", f"# {said['title']}", "", said["other"], "", said["lead"]]
    lines += ["", f"## {word('document', lang)}", "", described(schema, lang), ""]
    lines += [*field_table(schema, lang), "", f'<a id="{anchor("demand")}"></a>', ""]
    lines += [f"## {said['demands']}", ""]
    for name in kinds:
        lines += section(name, parts[name], lang)
    lines += [f"## {word('parts', lang)}", ""]
    for name in parts:
        if name not in {*kinds, "demand"}:
            lines += section(name, parts[name], lang)
    return "\n".join(lines).rstrip() + "\n"


def read_schema(name: str) -> Any:
    """A published schema."""
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def word(name: str, lang: Language) -> str:
    """A word of the page itself."""
    return WORDS[name][lang == "en"]


def titled(node: Node, lang: Language) -> str:
    """The title of a schema node."""
    return str(node.get("x-title-zh" if lang == "zh" else "title", ""))


def described(node: Node, lang: Language) -> str:
    """The description of a schema node."""
    return str(node.get("x-description-zh" if lang == "zh" else "description", ""))


def section(name: str, node: Node, lang: Language) -> list[str]:
    """One definition of the schema: heading, description, fields or form, examples."""
    lines = [f'<a id="{anchor(name)}"></a>', "", f"### {titled(node, lang)} `{name}`", ""]
    lines += [described(node, lang), ""]
    if node.get("properties"):
        lines += [*field_table(node, lang), ""]
    else:
        lines += [f"{word('value', lang)}{word('colon', lang)}{value_form(node, lang)}", ""]
    shown = [json.dumps(e, ensure_ascii=False) for e in node.get("examples", ())]
    if shown:
        lines += [
            f"{word('example', lang)}{word('colon', lang)}" + ", ".join(f"`{e}`" for e in shown),
            "",
        ]
    return lines


def field_table(node: Node, lang: Language) -> list[str]:
    """The fields of an object, those of objects within it indented by their path."""
    heads = [word(n, lang) for n in ("field", "required", "value", "default", "meaning")]
    rows = [table_row(heads), "|---|---|---|---|---|"]
    return [*rows, *(table_row(row) for row in field_rows(node, "", lang))]


def field_rows(node: Node, path: str, lang: Language) -> Iterator[list[str]]:
    """Each field as a row; an object written in place brings its own fields after it."""
    needed = set(node.get("required", ()))
    for name, child in node.get("properties", {}).items():
        default = child.get("default")
        yield [
            f"`{path}{name}`",
            word("yes", lang) if name in needed else "",
            value_form(child, lang),
            "" if default is None else f"`{json.dumps(default, ensure_ascii=False)}`",
            f"{titled(child, lang)}{word('colon', lang)}{described(child, lang)}",
        ]
        if child.get("properties"):
            yield from field_rows(child, f"{path}{name}.", lang)


def value_form(node: Node | bool, lang: Language) -> str:
    """What a value may be, in a few words."""
    if not isinstance(node, Mapping):
        return word("any", lang)
    if "$ref" in node:
        file, _, name = node["$ref"].rpartition("#/$defs/")
        page = LANGUAGE_PAGES[lang] if file else ""
        return f"[{name}]({page}#{anchor(name)})"
    if "const" in node:
        return f"`{json.dumps(node['const'], ensure_ascii=False)}`"
    if "enum" in node:
        return ", ".join(f"`{json.dumps(v, ensure_ascii=False)}`" for v in node["enum"])
    forms = [value_form(node[k], lang) for k in ("then", "else") if k in node]
    forms = [form for form in dict.fromkeys(forms) if form != word("any", lang)]
    if forms:
        return word("or", lang).join(forms)
    return _typed_form(node, lang)


def _typed_form(node: Node, lang: Language) -> str:
    kind = node.get("type")
    if kind == "array":
        return word("list", lang) + value_form(node.get("items", {}), lang)
    if kind == "object" and isinstance(node.get("additionalProperties"), Mapping):
        return word("map", lang) + value_form(node["additionalProperties"], lang)
    return word(kind, lang) if isinstance(kind, str) and kind in WORDS else word("any", lang)


def anchor(name: str) -> str:
    """The name a definition is linked by."""
    return f"def-{name}"


def example_lines(name: str, lang: Language) -> list[str]:
    """A complete agreement of the kind beside its prose."""
    path = EXAMPLES / f"{name}.yaml"
    agreement = build_agreement(read_document(path).data)
    colon = word("colon", lang)
    return [
        f"{word('example', lang)}{colon}[`examples/{path.name}`](examples/{path.name})", "",
        "```yaml", path.read_text(encoding="utf-8").rstrip(), "```", "",
        f"{word('prose', lang)}{colon}".rstrip(), "",
        "```text", agreement_prose(agreement, lang).rstrip(), "```", "",
    ]  # fmt: skip


# --- the error manual -----------------------------------------------------------------------------

ERROR_WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("校验发现手册", "The error manual"),
    "other": ("[English](errors.md)", "[中文](errors.zh.md)"),
    "lead": (
        "程序对输入有话要说时，给出一条校验发现：代号、程度、位置、写了什么、应当怎样、"
        "下一步做什么、涉及多少元。一次检查按文件中的次序列出全部意见。"
        "本页列出全部代号，各附最小的错误输入、屏幕上的文字和处理办法。这些内容取自"
        " [`tests/gallery`](../tests/gallery)，由测试保证与程序一致。"
        "代号不会改动，也不会另作他用。",
        "What the library has to say about an input is a finding: its code, how grave it is, "
        "where it is, what was written, what was expected, what to do next and how many yuan "
        "are at stake. One pass gives all of them, in document order. This page lists every "
        "code with the smallest wrong input, the text shown and what to do. They come from "
        "[`tests/gallery`](../tests/gallery), and tests hold them equal to the program. A "
        "code never changes and is never used for anything else.",
    ),
    "severity": ("程度", "severity"),
    "error": ("错误", "error"),
    "warning": ("警告", "warning"),
    "info": ("提示", "info"),
    "error_means": (
        "协议有错误不能结算；数据行有错误则该行搁置，其余照常结算",
        "an agreement with an error is not settled;"
        " a row with an error is set aside and the rest is settled",
    ),
    "warning_means": (
        "可以结算，但很可能不是本意", "it can be settled, but is probably not what was meant",
    ),
    "info_means": ("值得知道，不影响结果", "worth knowing; the result does not depend on it"),
    "agreement": ("协议文档", "Agreement documents"),
    "records": ("数据表", "Tables"),
    "settlement": ("结算", "Settlement"),
    "negotiation": ("谈判任务书", "Negotiation briefs"),
    "worth": ("待定比例的收益", "What open shares are worth"),
    "usage": ("命令与调用", "Commands and calls"),
    "code": ("代号", "code"),
    "meaning": ("意思", "meaning"),
    "shown": ("显示：", "Shown:"),
    "input": ("最小的错误输入", "Smallest wrong input"),
    "command": ("命令：", "Command:"),
}  # fmt: skip

NO_FILE: Mapping[str, tuple[str, str]] = {
    "document-not-found": ("协议的路径上没有文件。", "No file is at the path of the agreement."),
    "document-unreadable": ("协议的路径是一个目录。", "The path of the agreement is a directory."),
    "document-too-large": ("协议文件过大。", "The agreement file is too large."),
    "value-not-plain": (
        "在脚本中传入的协议含有日期时间对象。",
        "An agreement handed over in a script holds a datetime object.",
    ),
    "file-missing": ("数据表的路径上没有文件。", "No file is at the path of the table."),
    "source-unknown": (
        "在脚本中用整数 12 充当数据表。", "A script hands over the number 12 as a table.",
    ),
    "table-kind-unknown": (
        "在脚本中读取种类为 `taxes` 的表。", "A script reads a table of the kind `taxes`.",
    ),
    "more-of-the-same": (
        "一千零一行犯同样的错，只逐行列出前一千行。",
        "1001 rows with the same fault: the first thousand are listed one by one.",
    ),
    "worth-not-exact": (
        "一年之中比例分两段，都待定，受同一上限约束，而计提只涉及其中一段。",
        "Two open shares within a year under one cap, and a set-aside of only one of them.",
    ),
    "worth-late-amendment": (
        "补充协议2026年才知悉，2024年起生效，并约定按差额清算。",
        "An amendment known in 2026, in force from 2024 and settled by differences.",
    ),
    "share-not-writable": (
        "在脚本中给出比例 400000001/1000000007。", "A script gives the share 400000001/1000000007.",
    ),
    "below-reservation": (
        "甲市的底线是100万元，按建议的条款只得16万元。",
        "A city's bottom line is 1,000,000 yuan and the proposed terms give it 160,000.",
    ),
    "internal-error": ("程序自身出错，与输入无关。", "A fault of the program, not of the input."),
}  # fmt: skip

LAYERS: tuple[tuple[str, str, tuple[Entry, ...]], ...] = (
    ("agreement", "agreement", agreements.ENTRIES),
    ("records", "records", records.ENTRIES),
    ("settlement", "settlement", settlement.ENTRIES),
    ("negotiation", "negotiation", negotiation.ENTRIES),
    ("worth", "worth", worth.ENTRIES),
    ("usage", "settlement", usage.ENTRIES),
)
"""Each part of the manual, its folder of the gallery, and its codes."""


def errors_page(lang: Language) -> str:
    """The error manual: every finding code with the smallest input that has it."""
    said = {name: both[lang == "en"] for name, both in ERROR_WORDS.items()}
    lines = [MADE, "", f"# {said['title']}", "", said["other"], "", said["lead"], ""]
    lines += [f"| {said['severity']} | {said['meaning']} |", "|---|---|"]
    lines += [table_row([said[s], said[f"{s}_means"]]) for s in SEVERITIES]
    for part, folder, entries in LAYERS:
        lines += ["", f"## {said[part]}", ""]
        lines += [f"| {said['code']} | {said['severity']} | {said['meaning']} |", "|---|---|---|"]
        for entry in entries:
            link = f"[`{entry.code}`](#{entry.code})"
            lines.append(table_row([link, said[entry.severity], entry.title[lang]]))
        for entry in entries:
            lines += ["", *error_lines(entry, GALLERY / folder, said, lang)]
    assert sum(len(entries) for _, _, entries in LAYERS) == len(CATALOG)
    return "\n".join(lines) + "\n"


def error_lines(
    entry: Entry, folder: Path, said: Mapping[str, str], lang: Language
) -> Iterator[str]:
    """One code: its smallest input and the text shown, which ends with what to do."""
    yield f'<a id="{entry.code}"></a>'
    yield from ("", f"### {entry.title[lang]} `{entry.code}`", "")
    yield f"{said['severity']}{word('colon', lang)}{said[entry.severity]}"
    yield from ("", *input_lines(entry.code, folder, said, lang))
    both = (folder / f"{entry.code}.txt").read_text(encoding="utf-8").rstrip("\n").split("\n\n")
    yield from (said["shown"], "", "```text", both[lang == "en"], "```")


def input_lines(code: str, folder: Path, said: Mapping[str, str], lang: Language) -> Iterator[str]:
    """The smallest input: files shown where they are text, linked where not."""
    if code in NO_FILE:
        yield from (NO_FILE[code][lang == "en"], "")
        return
    case = folder / code
    paths = sorted(case.iterdir()) if case.is_dir() else sorted(folder.glob(f"{code}.*"))
    if (case / "case.json").exists():
        words = json.loads((case / "case.json").read_text(encoding="utf-8")).get("command")
        if words:
            yield from (f"{said['command']} `benefitshare {' '.join(words)}`", "")
    for path in paths:
        if path.suffix != ".txt" and path.name != "case.json":
            link = f"../{path.relative_to(DOCS.parent).as_posix()}"
            yield from (f"{said['input']}{word('colon', lang)}[`{path.name}`]({link})", "")
            yield from file_lines(path)


def file_lines(path: Path) -> Iterator[str]:
    """A text file as a block; nothing where it is not UTF-8 text."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return
    form = {".yaml": "yaml", ".json": "json", ".csv": "csv"}.get(path.suffix, "text")
    yield from (f"```{form}", text.rstrip("\n"), "```", "")


PAGES: Mapping[str, Callable[[], str]] = {
    "glossary.md": glossary_page,
    "agreement-language.md": lambda: language_page("en"),
    "agreement-language.zh.md": lambda: language_page("zh"),
    "negotiation-brief.md": lambda: brief_page("en"),
    "negotiation-brief.zh.md": lambda: brief_page("zh"),
    "errors.md": lambda: errors_page("en"),
    "errors.zh.md": lambda: errors_page("zh"),
}
"""Every page made, by file name."""


def main() -> int:
    """Write every page."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
