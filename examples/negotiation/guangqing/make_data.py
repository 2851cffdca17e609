"""Writes the made-up outlook tables of this example: the same bytes every time.

Run `python examples/negotiation/guangqing/make_data.py`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).parent
YEARS = range(2026, 2036)
TAXES = {"增值税": "vat", "企业所得税": "cit", "个人所得税": "iit"}
PROJECTS = (
    ("Q01", "示例精密电子", "整体搬迁", "relocated", 2026, (3000, 1800, 500), 3),
    ("Q02", "示例新能源部件", "新引进", "new", 2026, (1600, 700, 250), 9),
    ("Q03", "示例智能装备", "新引进", "new", 2028, (2200, 1000, 300), 7),
)
"""Id, name, class in words and code, first year of tax, tax of that year in 10,000 yuan by tax,
growth in percent a year."""
WAN = 10_000
PRE_MOVE_TAX = {2023: 1150, 2024: 1250, 2025: 1300}
"""City part, in 10,000 yuan."""

CONTRIBUTIONS = (
    ("资本金", "2026", "24000000"),
    ("资本金", "2027", "14000000"),
    ("成本", "2026", "3000000"),
)
"""What Guangzhou puts in, in yuan."""


def taxes(projects: Iterable[str]) -> list[tuple[str, ...]]:
    """Yearly tax before the statutory division, in yuan."""
    rows = []
    for identifier, _, _, _, first, amounts, growth in PROJECTS:
        if identifier not in projects:
            continue
        for year in YEARS:
            for tax, amount in zip(TAXES, amounts, strict=True):
                if year >= first:
                    grown = amount * WAN * (100 + growth) ** (year - first) // 100 ** (year - first)
                    rows.append((identifier, tax, str(year), str(grown)))
    return rows


def write(name: str, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """One table as CSV that a spreadsheet opens as Chinese text."""
    with (FOLDER / name).open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows((header, *rows))


def main() -> None:
    """Write every table."""
    write(
        "项目.csv",
        ("项目编号", "项目名称", "项目类别", "迁移日期", "首次纳税日期"),
        (
            (i, name, code, "2026-01-01" if code == "relocated" else "", f"{first}-06-30")
            for i, name, _, code, first, _, _ in PROJECTS
        ),
    )
    header = ("项目编号", "税种", "年度", "金额（元）")
    write("税收预测.csv", header, taxes(("Q01", "Q02", "Q03")))
    write("税收预测-无二期.csv", header, taxes(("Q01", "Q02")))
    write(
        "迁出前税收.csv",
        ("主体", "因素", "年度", "数值", "单位"),
        (("Q01", "pre_move_tax", str(y), str(v * WAN), "元") for y, v in PRE_MOVE_TAX.items()),
    )
    write(
        "广州投入.csv",
        ("种类", "年度", "金额（元）"),
        (
            ("资本金", "2026", "24000000"),
            ("资本金", "2027", "14000000"),
            ("成本", "2026", "3000000"),
        ),
    )


if __name__ == "__main__":
    main()
