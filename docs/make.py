"""Makes the pages of docs/ that are generated: the glossary and the agreement language.

Run `python docs/make.py` after a change of the schema, the terms or an example;
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
from benefitshare.findings import Language

DOCS = Path(__file__).parent
SCHEMA = DOCS.parent / "schemas" / "v1" / "agreement.schema.json"
EXAMPLES = DOCS / "examples"
DEFINITIONS = DOCS / "definitions.yaml"
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
    ("severity", "Severity of a finding", "检查意见的程度"),
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


def language_page(lang: Language) -> str:
    """The reference of the agreement language."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
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
        name = node["$ref"].rpartition("/")[2]
        return f"[{name}](#{anchor(name)})"
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


PAGES: Mapping[str, Callable[[], str]] = {
    "glossary.md": glossary_page,
    "agreement-language.md": lambda: language_page("en"),
    "agreement-language.zh.md": lambda: language_page("zh"),
}
"""Every page made, by file name."""


def main() -> int:
    """Write every page."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
