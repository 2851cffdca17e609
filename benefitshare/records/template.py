"""The workbook that asks for records: a sheet per table, with headers that `read_table` reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benefitshare.files import write_atomically
from benefitshare.findings import Language
from benefitshare.records.columns import canonical_columns, required_columns, row_schema
from benefitshare.records.words import KINDS as RECORD_KINDS
from benefitshare.records.words import LEVELS
from benefitshare.reference import TAX_CODES, header_label, indicators, tax_name
from benefitshare.reference.headers import KINDS

CREATED = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed day keeps the bytes the same
ROWS_WITH_LISTS = 2000
TITLE_ROWS = 2
_SHEETS = {
    "projects": ("项目", "Projects"), "tax": ("税收入库", "Tax"), "output": ("产出", "Output"),
    "factors": ("因素", "Factors"), "deductions": ("扣除项", "Deductions"),
    "payments": ("付款", "Payments"),
}  # fmt: skip
_LEVELS_ZH = ("共享", "中央", "省", "市", "县", "乡", "地方")
_RECORD_KINDS_ZH = ("税款", "退库", "留抵退税", "出口退税", "更正", "免抵调")
_NOTES = {
    "zh": (
        "每张表一行一条记录；列的顺序可以调整，用不到的列可以删去。",
        "标有 * 的列必须有；金额单位写在列名后面，改动请改列名，如“(万元)”。",
        "识别号、凭证号、编号按文本填写，不要让表格软件改成数字。",
        "日期写成 2024-03-15；期间写成 2024、2024Q1 或 2024-03，不填累计数。",
        "退库、留抵退税等写负数；空白不等于零。",
        "首列以“示例”开头的行、合计行和表尾说明不计入。",
    ),
    "en": (
        "One record per row; columns may be moved, and unused ones deleted.",
        "Columns marked * are needed; the unit of money stands after the header.",
        "Write identifiers and voucher numbers as text.",
        "Write days as 2024-03-15 and periods as 2024, 2024Q1 or 2024-03, never cumulative.",
        "Refunds are negative; blank is not zero.",
        "Rows that start with EXAMPLE-, totals and notes are not counted.",
    ),
}
_EXAMPLES: dict[str, dict[str, Any]] = {
    "tax": {"tax": "增值税", "kind": "税款", "level": "共享", "amount_fen": 123456.78},
    "output": {"indicator": "工业总产值", "value": 12345000, "unit": "元"},
    "deductions": {"amount_fen": 5000000, "kind": "土地成本"},
    "payments": {"amount_fen": 10000},
    "projects": {"class": "整体搬迁", "confirmed": "是"},
}
_MARK = {"zh": "示例-", "en": "EXAMPLE-"}
_TITLE = {"zh": "{}（填表模板）", "en": "{} (template)"}


@dataclass(frozen=True)
class _Formats:
    title: Any
    header: Any
    needed: Any
    text: Any
    money: Any
    example: Any
    example_money: Any


def write_template(path: str | Path, kinds: Sequence[str] = KINDS, lang: Language = "zh") -> None:
    """Write an empty workbook for these tables, whole or not at all; the same call always gives the
    same bytes.

    >>> import tempfile
    >>> from benefitshare.records import read_table
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_template(f"{folder}/t.xlsx")
    ...     read_table(f"{folder}/t.xlsx", "tax").set_aside.reason.tolist()
    ['example-row']
    """
    write_atomically(path, lambda temporary: _fill(temporary, kinds, lang))


def _fill(path: Path, kinds: Sequence[str], lang: Language) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.set_properties({"created": CREATED, "author": "benefitshare"})
        formats = _formats(workbook)
        for kind in kinds:
            _write_sheet(workbook, kind, lang, formats)
        _write_notes(workbook, lang, formats)


def _formats(workbook: Any) -> _Formats:
    header = {
        "bold": True,
        "border": 1,
        "bg_color": "#DDEBF7",
        "text_wrap": True,
        "align": "center",
    }
    example = {"italic": True, "font_color": "#808080"}
    money = {"num_format": "#,##0.00;[Red]-#,##0.00"}
    return _Formats(
        workbook.add_format({"bold": True, "font_size": 14}),
        workbook.add_format(header),
        workbook.add_format({**header, "bg_color": "#FFE699"}),
        workbook.add_format({"num_format": "@"}),
        workbook.add_format(money),
        workbook.add_format({**example, "num_format": "@"}),
        workbook.add_format({**example, **money}),
    )


def template_columns(kind: str) -> list[str]:
    """The columns a person fills: the canonical ones, the unit column of values included."""
    columns = list(canonical_columns(kind))
    return [*columns, "unit"] if kind == "factors" else columns


def template_header(kind: str, column: str, lang: Language = "zh") -> str:
    """The header of a column, with the unit of money and a mark where it is needed.

    >>> template_header("tax", "amount_fen"), template_header("tax", "treasury_date")
    ('实缴金额(元)', '入库日期*')
    """
    if column == "amount_fen":
        return header_label(kind, "amount", lang) + "(元)"
    label = header_label(kind, column, lang)
    return label + ("*" if column in required_columns(kind) else "")


def _write_sheet(workbook: Any, kind: str, lang: Language, formats: _Formats) -> None:
    name = _SHEETS[kind][0 if lang == "zh" else 1]
    sheet = workbook.add_worksheet(name)
    sheet.write(0, 0, _TITLE[lang].format(name), formats.title)
    sheet.freeze_panes(TITLE_ROWS + 1, 1)
    example = {**row_schema(kind)["examples"][0], **_EXAMPLES.get(kind, {})}
    for index, column in enumerate(template_columns(kind)):
        header = template_header(kind, column, lang)
        needed = column in required_columns(kind)
        sheet.write(TITLE_ROWS, index, header, formats.needed if needed else formats.header)
        sheet.write_comment(TITLE_ROWS, index, _comment(kind, column, lang), {"author": ""})
        is_number = column in ("amount_fen", "value")
        width = max(
            12, 2 * len(header) + 2, 22 if column.startswith(("taxpayer", "voucher")) else 0
        )
        sheet.set_column(index, index, width, formats.money if is_number else formats.text)
        _write_list(sheet, index, kind, column, lang)
        value = (
            _MARK[lang] + str(example.get(column, "")) if index == 0 else example.get(column, "")
        )
        if isinstance(value, (int, float)):
            sheet.write_number(TITLE_ROWS + 1, index, value, formats.example_money)
        else:
            sheet.write_string(TITLE_ROWS + 1, index, str(value), formats.example)


def _comment(kind: str, column: str, lang: Language) -> str:
    schema = row_schema(kind)["properties"].get(column, {})
    words = schema.get("x-description-zh" if lang == "zh" else "description", "")
    return f"{column}\n{words}"


def _write_list(sheet: Any, index: int, kind: str, column: str, lang: Language) -> None:
    choices = _choices(kind, column, lang)
    if choices:
        sheet.data_validation(
            TITLE_ROWS + 1, index, TITLE_ROWS + ROWS_WITH_LISTS, index,
            {"validate": "list", "source": choices, "error_type": "warning"},
        )  # fmt: skip


def _choices(kind: str, column: str, lang: Language) -> list[str]:
    """The words of a drop-down; Excel allows 255 characters in all."""
    chinese = lang == "zh"
    if (kind, column) == ("tax", "tax"):
        return [tax_name(tax)["zh"] if chinese else tax for tax in TAX_CODES]
    if (kind, column) == ("tax", "level"):
        return list(_LEVELS_ZH if chinese else LEVELS)
    if (kind, column) == ("tax", "kind"):
        return list(_RECORD_KINDS_ZH if chinese else RECORD_KINDS)
    if column == "indicator":
        return [i.name_zh if chinese else i.code for i in indicators().values()]
    if column == "confirmed":
        return ["是", "否"] if chinese else ["yes", "no"]
    return []


def _write_notes(workbook: Any, lang: Language, formats: _Formats) -> None:
    sheet = workbook.add_worksheet("填表说明" if lang == "zh" else "Notes")
    sheet.set_column(0, 0, 90)
    for row, line in enumerate(_NOTES[lang]):
        sheet.write(row, 0, f"{row + 1}. {line}", formats.text)
