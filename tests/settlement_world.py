"""A hand-made settlement of a toy province: two agreements, three parties each, three years.

Invented cities and round shares, computed here in plain integers so that every table agrees with
the others; what the engine makes of such agreements is tested elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

import pandas as pd

from benefitshare.agreements.build import build_agreement
from benefitshare.findings import Finding, Place
from benefitshare.findings.catalog import CATALOG
from benefitshare.findings.catalog.entry import Entry
from benefitshare.settlement.result import Settlement

YEARS = (2023, 2024, 2025)
TAXES = ("vat", "cit", "iit")
TOY_ENTRIES = (
    Entry(
        "toy-division-unverified", "info",
        {"zh": "体制分成未经核实", "en": "Division not verified"},
        {
            "zh": "{tax}的体制分成 {ratio} 未见正式文件，按默认表计算。",
            "en": "No official text gives {ratio} for {tax}; the default is used.",
        },
        {"zh": "请以正式文件核对。", "en": "Check it against the official text."},
    ),
    Entry(
        "toy-amount-unreadable", "error",
        {"zh": "金额无法识别", "en": "Amount cannot be read"},
        {"zh": "金额“{value}”不是数字。", "en": "The amount “{value}” is not a number."},
        {"zh": "改正该单元格后重新结算。", "en": "Correct the cell and settle again."},
    ),
    Entry(
        "toy-project-unknown", "warning",
        {"zh": "项目未登记", "en": "Unknown project"},
        {"zh": "项目 {value} 不在项目表中。", "en": "Project {value} is not in the project table."},
        {"zh": "补登项目，或确认不属于本协议。", "en": "Register it, or confirm it is outside."},
    ),
)  # fmt: skip


def toy_findings() -> list[Finding]:
    place = Place(file="tax.xlsx", sheet="入库", row=7, header="入库金额", cell="D")
    return [
        Finding("toy-amount-unreadable", place, value="12,3,4", expected="1234.00"),
        Finding("toy-project-unknown", place.__class__(file="tax.xlsx", sheet="入库", row=9),
                value="P999", amount_fen=8_000_000),
        Finding("toy-division-unverified", params={
            "tax": {"zh": "增值税", "en": "value-added tax"}, "ratio": "50:25:25"}),
    ]  # fmt: skip


def register_toy_entries(monkeypatch: Any) -> None:
    for entry in TOY_ENTRIES:
        monkeypatch.setitem(CATALOG, entry.code, entry)


def toy_document(identifier: str, status: str, names: dict[str, tuple[str, str]]) -> dict[str, Any]:
    origin, host, park = names
    roles = {origin: "origin", host: "host", park: "park"}
    zh = "—".join(names[p][0] for p in (origin, host)) + "产业园利益共享协议"
    en = "Park benefit-sharing agreement of " + " and ".join(names[p][1] for p in (origin, host))
    parties = {p: {"name": {"zh": n[0], "en": n[1]}, "role": roles[p]} for p, n in names.items()}
    return {
        "schema": "benefitshare/agreement/v1",
        "id": identifier,
        "title": {"zh": zh, "en": en},
        "status": status,
        "parties": parties,
        "term": {"from": "2023-01-01", "to": "2032-12-31"},
        "revenue": {"taxes": list(TAXES), "part": "city", "division": "guangdong"},
        "clauses": [
            {
                "id": "第五条", "kind": "gate", "text": {"zh": "年均税收不低于两千万元。"},
                "average_tax_at_least": "20000000.00",
                "window": {"years": 3, "before": "relocation_date"},
            },
            {
                "id": "第六条", "kind": "split", "text": {"zh": "双方各四成，园区两成。"},
                "clock": {"from": "full_production_date"},
                "tiers": [{"years": "1-5", "shares": {origin: "40%", host: "rest", park: "20%"}}],
            },
            {
                "id": "第七条", "kind": "cap", "text": {"zh": "累计以迁出前三年税收总额为限。"},
                "party": origin, "at_most": {"times": "1", "of": "pre_move_tax"}, "excess_to": host,
            },
            {
                "id": "第八条", "kind": "set_aside", "text": {"zh": "前两年计提一半给园区。"},
                "of": {origin: "50%"}, "to": park, "years": "1-2",
                "clock": {"from": "full_production_date"},
            },
        ],
        "output": [],
        "settlement": {"collector": host, "cycle": "year", "due": "04-30"},
        "assumptions": [
            {
                "clause": "第六条",
                "reading": {"zh": "“达产之日”指验收日。", "en": "It means acceptance."},
                "alternatives": [{"zh": "按投产日理解。", "en": "The day production starts."}],
            }
        ],
        "source": {"title": {"zh": "样例文件", "en": "Sample"}},
    }  # fmt: skip


FIRST = {
    "dongjiang": ("东江市", "Dongjiang"),
    "xiling": ("西岭市", "Xiling"),
    "park": ("东江西岭园区开发公司", "Dongjiang-Xiling Park Company"),
}
SECOND = {
    "beigang": ("北港市", "Beigang"),
    "nanling": ("南岭市", "Nanling"),
    "zone": ("北南合作区", "Beigang-Nanling Zone"),
}
PROJECTS = {"dj-xl": ("P001", "P002"), "bg-nl": ("P101",)}


def toy_settlement(largest: int = 1) -> Settlement:
    """The toy settlement; `largest` multiplies the amounts."""
    documents = {
        "dj-xl": toy_document("dj-xl", "illustrative", FIRST),
        "bg-nl": toy_document("bg-nl", "reported", SECOND),
    }
    allocations, stages = [], []
    for identifier, document in documents.items():
        _settle(identifier, list(document["parties"]), allocations, stages, largest)
    records = _records(stages)
    transfers = _transfers(allocations)
    return Settlement(
        agreements=tuple(build_agreement(d) for d in documents.values()),
        allocation_lines=lambda: pd.DataFrame(allocations),
        transfers=pd.DataFrame(transfers),
        output_credits=pd.DataFrame(_output()),
        stage_lines=lambda: pd.DataFrame(stages),
        conservation=pd.DataFrame(_conservation(stages, allocations)),
        record_lines=lambda: pd.DataFrame(records),
        reconciliation=pd.DataFrame(_reconciliation(records)),
        projects=pd.DataFrame(_projects()),
        finding_list=toy_findings(),
        receipt={
            "library": "benefitshare 0.1.0",
            "reference_vintage": "2024-01",
            "years": list(YEARS),
            "as_known_on": None,
            "inputs": [
                {
                    "table": "tax",
                    "file": "tax.xlsx",
                    "sheet": "入库",
                    "encoding": None,
                    "sha256": "ab" * 32,
                    "rows_read": len(records),
                }
            ],
            "carried_out_fen": {"dj-xl": 12_300, "bg-nl": 0},
        },
    )


def _settle(identifier: str, parties: list[str], allocations: list[Any], stages: list[Any],
            largest: int) -> None:  # fmt: skip
    origin, host, park = parties
    for number, project in enumerate(PROJECTS[identifier]):
        for year in YEARS:
            for place, tax in enumerate(TAXES):
                base = (123_456_789 * (number + 1) + year * 1_000 + place * 77_777_777) * largest
                key = {
                    "agreement": identifier, "project": project, "tax": tax, "period": str(year),
                    "slice": f"{year}-01-01",
                }  # fmt: skip
                first, third = base * 2 // 5, base // 5
                parts = {origin: first, host: base - first - third, park: third}
                aside = first // 2 if year < 2025 else 0
                for kind, moved in (("entitlement", 0), ("cash", aside)):
                    cash = {**parts, origin: first - moved, park: third + moved}
                    for party, amount in cash.items():
                        allocations.append({
                            "agreement": identifier, "version": "v1", "project": project,
                            "tax": tax, "period": str(year), "slice": f"{year}-01-01",
                            "clause": "第六条", "party": party, "kind": kind,
                            "amount_fen": amount, "counterparty": host,
                        })  # fmt: skip
                for stage, item, amount in (
                    ("collect", "tax", base * 4), ("divide", "city", base), ("base", "base", base),
                ):  # fmt: skip
                    stages.append({**_stage(stage, item, key), "amount_fen": amount})
                for party, amount in parts.items():
                    stages.append({
                        **_stage("share", "split", key), "clause": "第六条", "party": party,
                        "amount_fen": amount, "base_fen": base,
                        "ratio": "1/5" if party == park else "2/5", "exact": f"{base}/5",
                        "note": '{"tier":"1-5"}',
                    })  # fmt: skip


def _stage(stage: str, item: str, key: dict[str, str]) -> dict[str, Any]:
    return {
        "agreement": key["agreement"], "stage": stage, "item": item, "project": key["project"],
        "tax": key["tax"], "period": key["period"], "slice": key["slice"], "clause": "",
        "party": "", "amount_fen": 0, "base_fen": 0, "ratio": "", "exact": "", "note": "",
    }  # fmt: skip


def _records(stages: list[Any]) -> list[dict[str, Any]]:
    rows = []
    for stage in stages:
        if stage["stage"] == "collect":
            rows.append(_record(len(rows), stage, "used", "", stage["amount_fen"]))
    extra = (
        ("set_aside", "toy-amount-unreadable", "dj-xl", 0),
        ("out_of_scope", "no_project", "", 8_000_000),
        ("out_of_scope", "gate:第五条", "dj-xl", 1_234_567),
        ("out_of_scope", "tax_not_shared", "bg-nl", 55_500),
    )
    blank = {"project": "P999", "tax": "stamp", "period": "2024", "slice": ""}
    for disposition, reason, agreement, amount in extra:
        stage = {**blank, "agreement": agreement}
        rows.append(_record(len(rows), stage, disposition, reason, amount))
    return rows


def _record(number: int, stage: Any, disposition: str, reason: str, amount: int) -> dict[str, Any]:
    return {
        "table": "tax", "record": number, "file": "tax.xlsx", "sheet": "入库", "row": number + 2,
        "voucher_no": f"V{number:04d}",
        "treasury_date": f"{stage['period']}-06-30",
        "project": stage["project"], "tax": stage["tax"],
        "period": stage["period"], "slice": stage["slice"], "kind": "tax", "level": "shared",
        "amount_fen": amount, "disposition": disposition, "reason": reason,
        "agreement": stage["agreement"],
    }  # fmt: skip


def _reconciliation(records: list[Any]) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for record in records:
        group = groups[record["disposition"], record["reason"]]
        group[0] += 1
        group[1] += record["amount_fen"]
    total = [sum(g[i] for g in groups.values()) for i in (0, 1)]
    lines = [(("read", ""), total), *groups.items()]
    return [
        {"table": "tax", "disposition": d, "reason": r, "rows": n, "amount_fen": fen}
        for (d, r), (n, fen) in lines
    ]


def _transfers(allocations: list[Any]) -> list[dict[str, Any]]:
    due: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for row in allocations:
        if row["kind"] == "cash" and row["party"] != row["counterparty"]:
            key = (row["agreement"], row["period"], row["counterparty"], row["party"])
            due[key] += row["amount_fen"]
    rows = []
    for (agreement, period, payer, payee), amount in due.items():
        prepaid = {("dj-xl", "2023"): 30_000_000, ("bg-nl", "2024"): amount + 1_050}
        paid = prepaid.get((agreement, period), 0)
        over = paid > amount
        rows.append({
            "agreement": agreement, "period": period,
            "payer": payee if over else payer, "payee": payer if over else payee,
            "due_fen": -amount if over else amount, "paid_fen": -paid if over else paid,
            "net_fen": abs(amount - paid), "due_date": f"{int(period) + 1}-04-30", "overpaid": over,
        })  # fmt: skip
    return rows


def _conservation(stages: list[Any], allocations: list[Any]) -> list[dict[str, Any]]:
    rows = []
    for agreement in PROJECTS:
        total = sum(s["amount_fen"] for s in stages
                    if s["agreement"] == agreement and s["stage"] == "base")  # fmt: skip
        given = sum(a["amount_fen"] for a in allocations
                    if a["agreement"] == agreement and a["kind"] == "entitlement")  # fmt: skip
        for stage, before, after in (
            ("collect", total * 4, total * 4), ("divide", total * 4, total * 4),
            ("base", total, total), ("share", total, given), ("direct", given, given),
        ):  # fmt: skip
            rows.append({
                "agreement": agreement, "stage": stage, "in_fen": before, "out_fen": after,
                "moved_fen": 0, "difference_fen": before - after,
            })  # fmt: skip
    return rows


def _output() -> list[dict[str, Any]]:
    rows = []
    for year in YEARS:
        for indicator, unit, scale, value in (
            ("gross_output", "yuan", 100, 987_654_321_00), ("energy", "tce", 1000, 12_345_678),
        ):  # fmt: skip
            shares = (("official", "xiling", value), ("credit", "dongjiang", value // 2),
                      ("credit", "xiling", value - value // 2))  # fmt: skip
            for kind, party, part in shares:
                rows.append({
                    "agreement": "dj-xl", "version": "v1", "project": "P001",
                    "indicator": indicator, "unit": unit, "period": str(year),
                    "clause": "" if kind == "official" else "第九条",
                    "mode": "" if kind == "official" else "split_for_assessment",
                    "party": party, "kind": kind, "value": part,
                    "scale": scale,
                })  # fmt: skip
    return rows


def _projects() -> list[dict[str, Any]]:
    named = {"P001": "东江精密机械", "P002": "东江新材料", "P101": "北港电子"}
    rows = [
        {"agreement": a, "project": p, "name": named[p], "class": "relocated", "park": "A",
         "qualified": True, "reason": ""}
        for a, projects in PROJECTS.items() for p in projects
    ]  # fmt: skip
    return [*rows, {**rows[0], "project": "P003", "name": "东江食品", "qualified": False,
                    "reason": "第五条"}]  # fmt: skip


MADE = {"allocations": "allocation_lines", "stages": "stage_lines", "records": "record_lines"}


def without_rows(settlement: Settlement, *names: str) -> Settlement:
    """A settlement some tables of which are empty, without findings."""
    empty = {name: getattr(settlement, name).iloc[:0] for name in names}
    fields = {
        MADE.get(name, name): (lambda table=table: table) if name in MADE else table
        for name, table in empty.items()
    }
    return replace(settlement, finding_list=[], **fields)
