"""Write the made-up workbooks of this folder; the same bytes every time.

Every firm, code and figure is invented. Run `python examples/guangqing/make_data.py [folder]`.
The bad rows planted on purpose are listed in `planted.json`.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import random
import sys
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

HERE = Path(__file__).parent
CREATED = dt.datetime(2025, 1, 15)  # noqa: DTZ001 (a workbook's date has no zone)
YEARS = range(2020, 2025)
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
DIGITS = "〇一二三四五六七八九"
REASONS = {
    "repeated": "voucher-repeated",
    "impossible-date": "date-impossible",
    "rounded-taxpayer": "identifier-rounded",
    "dash-amount": "amount-dash",
    "wrong-check-digit": "taxpayer-id-check",
    "unknown-project": "no_project",
}
TAXES = {"增值税": ("10101", 55), "企业所得税": ("10104", 30), "个人所得税": ("10106", 15)}
HEADERS = (
    "序号", "纳税人识别号", "纳税人名称", "征收项目", "预算科目代码", "预算级次", "税款所属期起",
    "税款所属期止", "入库日期", "税票号码", "业务种类", "入库金额", "收款国库",
)  # fmt: skip
PARK = "广清产业园开发公司（示例）"


@dataclass(frozen=True)
class Project:
    """One line of the project list; `annual` is the whole tax of a year in yuan."""

    number: int
    kind: str
    annual: int
    first_tax: dt.date
    events: dict[str, dt.date] = field(default_factory=dict)
    introducer: str = ""
    confirmed: str = "是"
    pre_move: tuple[Decimal, ...] = ()
    firms: int = 1
    refunds: bool = False

    @property
    def id(self) -> str:
        """Such as `GQ-007`."""
        return f"GQ-{self.number:03d}"

    @property
    def name(self) -> str:
        """Plainly made up."""
        tens, ones = divmod(self.number, 10)
        return f"示例{DIGITS[tens]}{DIGITS[ones]}号{self.kind}项目"

    def taxpayers(self) -> list[tuple[str, str]]:
        """Codes with right check digits, and names."""
        suffix = ("制造有限公司", "销售有限公司")
        return [
            (credit_code(self.number * 10 + i), self.name.removesuffix("项目") + suffix[i])
            for i in range(self.firms)
        ]


def credit_code(serial: int) -> str:
    """A made-up unified social credit code (GB 32100) whose two check characters are right."""
    body = f"MAEX{serial:04d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    value = {c: i for i, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
    inner = (11 - sum(w * value[c] for w, c in zip(weights, body, strict=True)) % 11) % 11
    code = "91441800" + body + ("X" if inner == 10 else str(inner))
    total = sum(LETTERS.index(c) * pow(3, i, 31) for i, c in enumerate(code))
    return code + LETTERS[(31 - total % 31) % 31]


def day(year: int, month: int, dom: int = 1) -> dt.date:
    return dt.date(year, month, dom)


def projects(rng: random.Random) -> list[Project]:
    """Forty projects: 14 moved as a whole, 14 new, 6 referred, 6 that stood in the park before."""
    found = [relocated(rng, n) for n in range(1, 15)]
    found += [new(rng, n) for n in range(15, 29)]
    found += [referred(rng, n) for n in range(29, 35)]
    return found + [old(rng, n) for n in range(35, 41)]


def relocated(rng: random.Random, n: int) -> Project:
    """Numbers 1 to 3 reach the cap; 12 is below the gate, 13 exactly at it, 14 not confirmed."""
    moved = day(2018 + n % 3, 2 + n % 9, 3 + n)
    full = dt.date(moved.year + 1, 1 + (n * 5) % 12, 5 + n)
    average = {12: Decimal(19_990_000), 13: Decimal(20_000_000)}.get(n)
    if average is None:
        average = Decimal(rng.randint(21_000_000_00, 28_000_000_00)) / 100
    step = Decimal(rng.randint(100_000_00, 900_000_00)) / 100
    annual = (300_000_000 if n <= 3 else 95_000_000) + rng.randint(0, 45_000_000)
    events = {
        "注册日期": moved + dt.timedelta(days=40 + n),
        "搬迁日期": moved,
        "签约日期": moved - dt.timedelta(days=300),
        "开工日期": moved - dt.timedelta(days=180),
        "投产日期": full - dt.timedelta(days=90),
        "达产日期": full,
    }
    return Project(
        n, "搬迁", annual, moved + dt.timedelta(days=60), events,
        confirmed="否" if n == 14 else "是",
        pre_move=(average - step, average, average + step),
        firms=2 if n in (2, 5, 9) else 1, refunds=n % 4 == 0,
    )  # fmt: skip


def new(rng: random.Random, n: int) -> Project:
    """Number 15 signed before 2019, so the gate turns it away."""
    signed = day(2018, 11, 20) if n == 15 else day(2019 + n % 4, 1 + n % 12, n - 10)
    first = signed + dt.timedelta(days=260)
    events = {
        "注册日期": signed + dt.timedelta(days=30),
        "签约日期": signed,
        "开工日期": signed + dt.timedelta(days=75),
        "投产日期": first - dt.timedelta(days=20),
    }
    annual = rng.randint(4_000_000, 36_000_000)
    return Project(n, "新建", annual, first, events, refunds=n % 3 == 0, firms=1 + (n % 7 == 0))


def referred(rng: random.Random, n: int) -> Project:
    signed = day(2019 + n % 3, 3 + n % 8, 5 + n % 20)
    first = signed + dt.timedelta(days=240)
    events = {
        "注册日期": signed + dt.timedelta(days=20),
        "签约日期": signed,
        "开工日期": signed + dt.timedelta(days=60),
    }
    introducer = "花都区" if n % 2 else "佛冈县"
    return Project(n, "引荐", rng.randint(5_000_000, 20_000_000), first, events, introducer)


def old(rng: random.Random, n: int) -> Project:
    first = day(2012, 1 + n % 12, 10)
    return Project(n, "存量", rng.randint(20_000_000, 60_000_000), first, {"注册日期": first})


@dataclass(frozen=True)
class Entry:
    """One line of the treasury's list."""

    taxpayer: str
    name: str
    tax: str
    start: dt.date
    end: dt.date
    treasury: dt.date
    voucher: str
    kind: str
    fen: int


def entries(rng: random.Random, found: list[Project]) -> list[Entry]:
    """All entries of the five years, in order of treasury date, then voucher."""
    rows: list[Entry] = []
    for project in found:
        for taxpayer in project.taxpayers():
            for year in YEARS:
                if year >= project.first_tax.year:
                    rows += year_entries(rng, project, taxpayer, year, len(rows))
    return sorted(rows, key=lambda e: (e.treasury, e.voucher))


def year_entries(
    rng: random.Random, project: Project, taxpayer: tuple[str, str], year: int, before: int
) -> list[Entry]:
    growth = Decimal(100 + 4 * (year - 2020) + rng.randint(-9, 9)) / 100
    total = int(project.annual * 100 * growth) // project.firms
    rows: list[Entry] = []

    def enter(tax: str, start: dt.date, end: dt.date, on: dt.date, kind: str, fen: int) -> None:
        if on >= project.first_tax and on.year in YEARS:
            voucher = f"344180{year % 100:02d}{before + len(rows) + 1:08d}"
            rows.append(Entry(*taxpayer, tax, start, end, on, voucher, kind, fen))

    for tax, (_, weight) in TAXES.items():
        for start, end, on in quarters(rng, year):
            fen = total * weight // 400 + rng.randint(-99_999, 99_999)
            enter(tax, start, end, on, "入库", fen)
    stamp = quarters(rng, year)[2]
    enter("印花税", *stamp, "入库", total // 900 + rng.randint(0, 9_999))
    if project.refunds:
        last = (day(year - 1, 1), day(year - 1, 12, 31))
        enter(
            "企业所得税",
            *last,
            day(year, 5, 20 + year % 9),
            "退库",
            -(total // 31 + rng.randint(0, 99)),
        )
    if project.refunds and project.kind == "新建" and year % 2:
        start, end, _ = quarters(rng, year)[1]
        enter(
            "增值税",
            start,
            end,
            day(year, 8, 12),
            "留抵退税",
            -(total * 7 // 11 + rng.randint(0, 99)),
        )
    if project.number % 11 == 0 and year == 2022:
        start, end, _ = quarters(rng, year)[0]
        enter("个人所得税", start, end, day(year, 6, 9), "更正", -rng.randint(10_000, 900_000))
    return rows


def quarters(rng: random.Random, year: int) -> list[tuple[dt.date, dt.date, dt.date]]:
    """Tax period and treasury date of four payments; the last is entered in January after."""
    found = []
    for first in (1, 4, 7, 10):
        start = day(year, first)
        after = day(year + (first == 10), (first + 3) % 12 or 12)
        end = after - dt.timedelta(days=1)
        found.append((start, end, after.replace(day=rng.randint(8, 20))))
    return found


def workbook(path: Path) -> xlsxwriter.Workbook:
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": CREATED, "author": "示例", "comments": "虚构数据"})
    return book


def mixed_date(rng: random.Random, when: dt.date) -> str | dt.date:
    """A date as different hands write it: a date cell, or text of four kinds."""
    forms = (
        when, when, when.isoformat(), f"{when.year}/{when.month}/{when.day}",
        f"{when.year}年{when.month}月{when.day}日", when.strftime("%Y%m%d"),
    )  # fmt: skip
    return forms[rng.randrange(len(forms))]


def put(sheet: Any, row: int, column: int, value: Any, date_format: Any) -> None:
    if isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, date_format)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    else:
        sheet.write(row, column, value)


def write_projects(folder: Path, rng: random.Random, found: list[Project]) -> None:
    """A title, two header rows with merged groups, dates in all forms, notes, a hidden sheet."""
    book = workbook(folder / "projects.xlsx")
    centre = book.add_format({"bold": True, "align": "center", "border": 1})
    dates = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("项目清单")
    events = (
        "注册日期",
        "搬迁日期",
        "签约日期",
        "开工日期",
        "投产日期",
        "达产日期",
        "首次纳税日期",
    )
    plain = (
        "项目编号", "项目名称", "纳税人识别号", "项目类别", "所属园区", "转出地", "承接地",
        "引荐方", "园区公司", "双方确认",
    )  # fmt: skip
    width = len(plain) + len(events)
    sheet.merge_range(0, 0, 0, width, "广清产业园共享项目清单（示例，企业均为虚构）", centre)
    sheet.merge_range(1, 0, 1, width, "填报单位：示例园区管委会　　填报日期：2025年1月15日", centre)
    sheet.merge_range(2, 0, 2, 5, "基本情况", centre)
    sheet.merge_range(2, 6, 2, 10, "参与各方", centre)
    sheet.merge_range(2, 11, 2, width, "关键时点", centre)
    for column, header in enumerate(("序号", *plain, *events)):
        sheet.write_string(3, column, header, centre)
    for row, project in enumerate(found, 4):
        cells: list[Any] = [project.number, project.id, project.name]
        cells.append("、".join(code for code, _ in project.taxpayers()))
        cells += [project_class(project), "广清产业园"]
        cells += ["" if project.kind == "存量" else "广州市", "清远市"]
        cells += [project.introducer, PARK, project.confirmed]
        when = {**project.events, "首次纳税日期": project.first_tax}
        cells += [mixed_date(rng, when[e]) if e in when else "" for e in events]
        for column, cell in enumerate(cells):
            put(sheet, row, column, cell, dates)
    below = 4 + len(found)
    sheet.write_string(below + 1, 0, "注：1. 项目类别分为整体搬迁、新建、引荐、存量四类。")
    sheet.write_string(below + 2, 0, "　　2. 日期以批复或登记文件为准。")
    sheet.write_string(below + 3, 0, "填表人：示例甲　　审核人：示例乙")
    hidden = book.add_worksheet("辅助表")
    for row, word in enumerate(("整体搬迁", "新建", "引荐", "存量")):
        hidden.write_string(row, 0, word)
    hidden.hide()
    book.close()


def project_class(project: Project) -> str:
    return "整体搬迁" if project.kind == "搬迁" else project.kind


def write_treasury(folder: Path, rng: random.Random, rows: list[Entry]) -> list[dict[str, Any]]:
    """Four workbooks in yuan and, for 2024, a gb18030 text in ten thousand yuan."""
    planted: list[dict[str, Any]] = []
    for year in YEARS:
        own = [e for e in rows if e.treasury.year == year]
        if year < 2024:
            planted += write_year_workbook(folder, rng, year, own)
        else:
            planted += write_year_text(folder, rng, own)
    return planted


def write_year_workbook(
    folder: Path, rng: random.Random, year: int, rows: list[Entry]
) -> list[dict[str, Any]]:
    name = f"入库明细{year}.xlsx"
    book = workbook(folder / name)
    bold = book.add_format({"bold": True, "align": "center"})
    dates = book.add_format({"num_format": "yyyy/m/d"})
    sheet = book.add_worksheet("入库明细")
    sheet.merge_range(0, 0, 0, len(HEADERS) - 1, f"{year}年税收入库明细表（虚构数据）", bold)
    sheet.write_string(1, 0, "国家金库示例支库")
    sheet.write_string(1, len(HEADERS) - 1, "单位：元")
    for column, header in enumerate(HEADERS):
        sheet.write_string(2, column, header + ("\n（元）" if header == "入库金额" else ""), bold)
    bad = bad_rows(year, rows)
    planted, row, quarter, subtotal = [], 3, 1, 0
    for number, (entry, note) in enumerate(merged(rows, bad), 1):
        if (entry.treasury.month - 1) // 3 + 1 > quarter:
            sheet.write_string(row, 1, "小计")
            sheet.write_number(row, 11, subtotal / 100)
            row, quarter, subtotal = row + 1, (entry.treasury.month - 1) // 3 + 1, 0
        for column, cell in enumerate(treasury_cells(rng, number, entry, note)):
            put(sheet, row, column, cell, dates)
        if note:
            planted.append(found_as(name, row + 1, entry, note))
        row, subtotal = row + 1, subtotal + (0 if note else entry.fen)
    sheet.write_string(row, 1, "小计")
    sheet.write_number(row, 11, subtotal / 100)
    sheet.write_string(row + 1, 1, "合计")
    sheet.write_number(row + 1, 11, sum(e.fen for e in rows) / 100)
    sheet.write_string(row + 3, 0, "制表：示例丙　　复核：示例丁　　本表由系统导出，仅供示例。")
    hidden = book.add_worksheet("科目字典")
    for line, (tax, (subject, _)) in enumerate(TAXES.items()):
        hidden.write_row(line, 0, [subject, tax])
    hidden.hide()
    book.close()
    return planted


def merged(rows: list[Entry], bad: dict[str, tuple[Entry, str]]) -> list[tuple[Entry, str]]:
    """The entries with each bad one right after the entry it was made from."""
    found: list[tuple[Entry, str]] = []
    for entry in rows:
        found.append((entry, ""))
        if entry.voucher in bad:
            found.append(bad[entry.voucher])
    return found


def bad_rows(year: int, rows: list[Entry]) -> dict[str, tuple[Entry, str]]:
    """What is planted in each year, keyed by the voucher it follows."""
    from dataclasses import replace

    def like(position: int, note: str, **changes: Any) -> tuple[str, tuple[Entry, str]]:
        entry = rows[position]
        voucher = changes.pop("voucher", entry.voucher[:8] + "9" + entry.voucher[9:])
        return entry.voucher, (replace(entry, voucher=voucher, **changes), note)

    positions = {
        2021: [like(40, "repeated", voucher=rows[40].voucher), like(90, "impossible-date")],
        2022: [like(33, "rounded-taxpayer"), like(120, "dash-amount")],
        2023: [like(57, "wrong-check-digit", taxpayer=wrong_digit(rows[57].taxpayer))],
        2024: [like(75, "unknown-project", taxpayer=credit_code(9999), name="示例无名有限公司")],
    }
    return dict(positions.get(year, []))


def wrong_digit(code: str) -> str:
    return code[:-1] + LETTERS[(LETTERS.index(code[-1]) + 1) % 31]


def found_as(file: str, row: int, entry: Entry, note: str) -> dict[str, Any]:
    """Where a bad row stands, and the reason under which it must be found."""
    amount = None if note == "dash-amount" else entry.fen
    return {"file": file, "row": row, "what": note, "reason": REASONS[note], "amount_fen": amount}


def treasury_cells(rng: random.Random, number: int, entry: Entry, note: str) -> list[Any]:
    taxpayer: Any = (
        int(entry.taxpayer[:8] + "0" * 10) if note == "rounded-taxpayer" else entry.taxpayer
    )
    treasury: Any = mixed_date(rng, entry.treasury)
    if note == "impossible-date":
        treasury = f"{entry.treasury.year}-02-30"
    amount: Any = "—" if note == "dash-amount" else yuan_cell(rng, entry.fen)
    subject = TAXES.get(entry.tax, ("10111", 0))[0]
    return [
        number, taxpayer, entry.name, entry.tax, subject, "共享", entry.start.isoformat(),
        entry.end.isoformat(), treasury, entry.voucher, entry.kind, amount, "示例支库",
    ]  # fmt: skip


def yuan_cell(rng: random.Random, fen: int) -> str | float:
    """A number cell, or text with separators, full-width digits or a refund in brackets."""
    text = f"{abs(fen) // 100:,}.{abs(fen) % 100:02d}"
    if fen < 0:
        return f"({text})" if rng.random() < 0.7 else f"-{text}"
    chance = rng.random()
    if chance < 0.06:
        return text
    if chance < 0.08:
        return text.replace(",", "").translate({i: i + 0xFEE0 for i in range(48, 58)})
    return fen / 100


def write_year_text(folder: Path, rng: random.Random, rows: list[Entry]) -> list[dict[str, Any]]:
    """The export of another system: gb18030, ten thousand yuan with six decimals."""
    name, out, planted = "入库明细2024.csv", io.StringIO(), []
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["2024年税收入库明细（虚构数据）", *[""] * (len(HEADERS) - 1)])
    writer.writerow([h + ("（万元）" if h == "入库金额" else "") for h in HEADERS])
    for number, (entry, note) in enumerate(merged(rows, bad_rows(2024, rows)), 1):
        cells = treasury_cells(rng, number, entry, note)
        cells[8] = entry.treasury.strftime("%Y%m%d")
        cells[11] = ten_thousand(entry.fen)
        writer.writerow(cells)
        if note:
            planted.append(found_as(name, number + 2, entry, note))
    total = ["", "合计", *[""] * 9, ten_thousand(sum(e.fen for e in rows)), ""]
    writer.writerow(total)
    (folder / name).write_bytes(out.getvalue().encode("gb18030"))
    return planted


def ten_thousand(fen: int) -> str:
    text = f"{abs(fen) // 1_000_000:,}.{abs(fen) % 1_000_000:06d}"
    return f"({text})" if fen < 0 else text


def write_factors(folder: Path, found: list[Project]) -> None:
    """Tax before the move of each relocated project, and of the park's old firms together."""
    book = workbook(folder / "迁出前税收.xlsx")
    sheet = book.add_worksheet("核定数")
    sheet.write_string(0, 0, "迁出前税收及存量基数核定表（示例）")
    sheet.write_row(2, 0, ["主体", "因素", "年度", "数值（万元）"])
    lines = [
        (p.id, "pre_move_tax", p.events["搬迁日期"].year - 3 + i, amount)
        for p in found
        for i, amount in enumerate(p.pre_move)
    ]
    stock = sum(p.annual for p in found if p.kind == "存量") * Decimal("0.2275")
    lines += [
        ("guangqing-example", "base_tax", 2017 + i, (stock * share).quantize(Decimal("0.01")))
        for i, share in enumerate((Decimal("0.82"), Decimal("0.88"), Decimal("0.93")))
    ]
    for row, (subject, factor, year, amount) in enumerate(lines, 3):
        sheet.write_row(row, 0, [subject, factor, f"{year}年"])
        sheet.write_string(row, 3, ten_thousand(int(amount * 100)))
    sheet.write_string(len(lines) + 4, 0, "注：按市级部分核定，双方盖章确认（示例）。")
    book.close()


def write_output(folder: Path, rng: random.Random, found: list[Project]) -> None:
    """Output in thousand yuan and value added in ten thousand, a line per project and year."""
    book = workbook(folder / "产值统计.xlsx")
    sheet = book.add_worksheet("年度")
    sheet.merge_range(
        0, 0, 0, 4, "规模以上工业企业产值（虚构数据）", book.add_format({"bold": True})
    )
    sheet.write_row(
        1, 0, ["项目编号", "项目名称", "报告期", "工业总产值（千元）", "工业增加值（万元）"]
    )
    row = 2
    for year in YEARS:
        for project in found:
            if project.kind == "存量" or project.first_tax.year > year:
                continue
            tens_of_yuan = project.annual * 10 // 6 * rng.randint(90, 115) // 100
            sheet.write_row(row, 0, [project.id, project.name, f"{year}年"])
            sheet.write_string(row, 3, f"{tens_of_yuan // 100:,}.{tens_of_yuan % 100:02d}")
            sheet.write_number(row, 4, tens_of_yuan * rng.randint(21, 27) // 1000 / 100)
            row += 1
    book.close()


def write_deductions(folder: Path, rng: random.Random, found: list[Project]) -> None:
    """Incentives that Qingyuan paid to firms, and two calls of capital."""
    book = workbook(folder / "扣除事项.xlsx")
    sheet = book.add_worksheet("扣除及出资")
    sheet.write_string(0, 0, "单位：元")
    sheet.write_row(1, 0, ["项目编号", "扣除种类", "年度", "金额", "备注"])
    lines: list[tuple[str, str, int, int, str]] = [
        ("", "capital_call", 2020, 100_000_000_00, "首期资本金"),
        ("", "capital_call", 2021, 50_000_000_01, "二期资本金"),
    ]
    for project in found:
        if project.kind != "存量" and project.number % 3 == 1:
            year = max(project.first_tax.year, 2020)
            lines += [
                (project.id, "incentive", y, project.annual * rng.randint(2, 30) + 7, "扶持奖励")
                for y in (year, year + 1)
                if y in YEARS
            ]
    for row, (project_id, kind, year, fen, note) in enumerate(lines, 2):
        sheet.write_row(row, 0, [project_id, kind, f"{year}年度"])
        sheet.write_number(row, 3, fen / 100)
        sheet.write_string(row, 4, note)
    book.close()


def write_payments(folder: Path) -> None:
    """Instalments paid ahead, and the capital that was paid in."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["付款方", "收款方", "结算年度", "金额（元）", "付款日期", "凭证号"])
    writer.writerows(
        [
            ["guangzhou", "park", "2020", "70,000,000.00", "2020年9月1日", "FK001"],
            ["qingyuan", "park", "2020", "30,000,000.00", "2020-09-01", "FK002"],
            ["guangzhou", "park", "2021", "35,000,000.00", "2021/6/30", "FK003"],
            ["qingyuan", "guangzhou", "2023", "40,000,000.00", "20231015", "FK004"],
            ["qingyuan", "guangzhou", "2024", "45,000,000.00", "2024-10-15", "FK005"],
            ["qingyuan", "park", "2023", "9,000,000.00", "2023-10-15", "FK006"],
            ["qingyuan", "huadu", "2024", "900,000.00", "2024-10-15", "FK007"],
        ]
    )
    (folder / "已付款项.csv").write_bytes(out.getvalue().encode("utf-8-sig"))


def main(folder: Path) -> None:
    rng = random.Random(20200101)
    found = projects(rng)
    rows = entries(rng, found)
    write_projects(folder, rng, found)
    planted = write_treasury(folder, rng, rows)
    write_factors(folder, found)
    write_output(folder, rng, found)
    write_deductions(folder, rng, found)
    write_payments(folder)
    text = json.dumps(planted, ensure_ascii=False, indent=1)
    (folder / "planted.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
