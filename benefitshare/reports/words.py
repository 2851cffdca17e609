"""The words of the reports themselves: titles, headings, labels. Words of the domain are in
`benefitshare.agreements.terms`.
"""

from __future__ import annotations

from benefitshare.agreements.terms import reason_term, term
from benefitshare.findings import Language

LABELS: dict[str, tuple[str, str]] = {
    "statement": ("利益共享结算单", "Benefit-sharing settlement statement"),
    "agreement": ("协议", "Agreement"),
    "agreement_id": ("协议编号", "Agreement id"),
    "status": ("协议状态", "Status"),
    "parties": ("参与方", "Parties"),
    "span": ("结算期间", "Periods settled"),
    "unit_yuan": ("金额单位：元", "Amounts in yuan"),
    "to": ("至", " to "),
    "entitlements": ("应得（按期间、税种）", "Entitlements by period and tax"),
    "cash_by_party": ("应得与实付（按期间、参与方）", "Entitlement and cash by period and party"),
    "transfers": ("应付款项", "Transfers"),
    "output": ("产出指标与考核计入", "Output: official figure and assessment credit"),
    "output_note": (
        "官方数据归属地不变；考核计入仅用于考核，不得作为统计数据汇总。",
        "Official figures stay with the place; credits serve assessment only, not statistics.",
    ),
    "records_of": ("本协议记录的处理", "Records of this agreement"),
    "records_all": ("全部记录的处理", "All records"),
    "readings": ("采用的理解", "Readings in force"),
    "assumptions": ("对不明确条文的理解", "Readings of unclear wording"),
    "alternatives": ("其他理解", "Other readings"),
    "unverified": ("未经核实的依据及提示", "Unverified facts relied on, and notes"),
    "findings": ("校验发现", "Findings"),
    "conservation": ("勾稽核对", "Reconciliation"),
    "carried_out": ("结转以后期间：{yuan} 元", "Carried to later periods: {yuan} yuan"),
    "source_files": ("数据来源", "Input files"),
    "library": ("程序版本", "Library"),
    "reference_vintage": ("参考数据时点", "Reference data of"),
    "years": ("指定结算年度", "Years asked for"),
    "as_known_on": ("知悉截止日", "As known on"),
    "rows_read": ("{n} 行", "{n} rows"),
    "no_transfers": ("无应付款项。", "Nothing is to be paid."),
    "no_rows": ("无。", "None."),
    "number": ("序号", "No."),
    "period": ("期间", "Period"),
    "tax": ("税种", "Tax"),
    "all_taxes": ("不分税种", "not by tax"),
    "all_projects": ("不分项目", "not by project"),
    "party": ("参与方", "Party"),
    "party_id": ("参与方编号", "Party id"),
    "role": ("角色", "Role"),
    "total": ("合计", "Total"),
    "subtotal": ("小计", "subtotal"),
    "entitlement": ("应得", "Entitlement"),
    "moved": ("计提及调整", "Set aside and moved"),
    "cash": ("实付", "Cash"),
    "payer": ("付款方", "Payer"),
    "payee": ("收款方", "Payee"),
    "due": ("应付", "Due"),
    "paid": ("已付", "Paid"),
    "net": ("净额", "Net"),
    "due_date": ("到期日", "Due date"),
    "in_words": ("大写", "In Chinese capitals"),
    "remark": ("备注", "Remark"),
    "overpaid": ("多付退还", "overpaid, to be returned"),
    "settled": ("已结清", "settled"),
    "no_date": ("未约定", "none agreed"),
    "indicator": ("指标", "Indicator"),
    "unit": ("单位", "Unit"),
    "mode": ("计入方式", "Mode"),
    "official": ("官方数据", "Official"),
    "credited": ("考核计入", "Credited"),
    "table": ("数据表", "Table"),
    "disposition": ("处理", "Disposition"),
    "reason": ("原因", "Reason"),
    "rows": ("行数", "Rows"),
    "amount": ("金额", "Amount"),
    "clause": ("条款", "Clause"),
    "version": ("版本", "Version"),
    "project": ("项目", "Project"),
    "project_name": ("项目名称", "Project name"),
    "slice": ("时段起日", "Slice from"),
    "kind": ("类别", "Kind"),
    "counterparty": ("支付义务方", "Owed by"),
    "stage": ("环节", "Stage"),
    "item": ("事项", "Item"),
    "base": ("基数", "Base"),
    "ratio": ("比例", "Ratio"),
    "exact": ("精确值（分）", "Exact value (fen)"),
    "note": ("计算附注（机器格式）", "Numbers of the formula (JSON)"),
    "scale": ("小数换算", "Scale"),
    "value": ("数值", "Value"),
    "file": ("文件", "File"),
    "sheet": ("工作表", "Sheet"),
    "row": ("行号", "Row"),
    "treasury_date": ("入库日期", "Treasury date"),
    "voucher": ("凭证号", "Voucher"),
    "record_kind": ("收入类别", "Record kind"),
    "level": ("预算级次", "Budget level"),
    "severity": ("级别", "Severity"),
    "code": ("代码", "Code"),
    "message": ("内容", "Message"),
    "hint": ("处理建议", "What to do"),
    "place": ("位置", "Place"),
    "column": ("列", "Column"),
    "found": ("原值", "Value found"),
    "expected": ("应为", "Expected"),
    "at_stake": ("涉及金额", "Amount at stake"),
    "fen": ("金额（分）", "Amount (fen)"),
    "in": ("转入", "In"),
    "out": ("转出", "Out"),
    "carried": ("结转等", "Carried, levied, kept"),
    "difference": ("差额", "Difference"),
    "verdict": ("结论", "Verdict"),
    "agrees": ("相符", "agrees"),
    "differs": ("不符", "differs"),
    "engine": ("结算数", "Settled"),
    "recomputed": ("明细汇总", "Sum of details"),
    "check_details": (
        "一、分项明细汇总与结算数", "1. Sums of the details against the settlement",
    ),
    "check_stages": ("二、各环节守恒", "2. Conservation at every stage"),
    "check_records": ("三、记录数与金额", "3. Records and amounts read"),
    "check_transfers": ("四、应付、已付与净额", "4. Due, paid and net"),
    "read_less": ("读取减各项处理", "read less all dispositions"),
    "all_agree": ("各环节差额均为零（共{n}项）", "all differences are zero ({n} checks)"),
    "not_all_agree": ("有{n}项不为零", "{n} differences are not zero"),
    "sentence": ("说明", "Meaning"),
    "parameter": ("参数", "Parameter"),
    "setting": ("取值", "Value"),
    "source": ("来源", "Source"),
    "digest": ("文档摘要值", "Document digest"),
    "receipt": ("结算回执", "Receipt"),
    "prepared": ("编制", "Prepared by"),
    "reviewed": ("复核", "Reviewed by"),
    "approved": ("审批", "Approved by"),
    "seal": ("（盖章）", " (seal)"),
    "date_line": ("年    月    日", "Date:"),
    "page": ("第 &P 页 共 &N 页", "Page &P of &N"),
    "more_rows": (
        "另有 {n} 行超出工作表行数上限，未列于此；完整数据见 JSON 或 CSV 文件。",
        "{n} more rows exceed the sheet's limit; the JSON or CSV files hold all of them.",
    ),
    "sum_impossible": (
        "明细未全部以数值列出，无法用公式核对",
        "details not all listed as numbers, so no formula can check them",
    ),
    "left_out": (
        "【未结清】有 {rows} 行记录因错误暂搁置（读得出的金额 {amount} 元），"
        "未计入以下数字；见校验发现。",
        "[INCOMPLETE] Rows set aside for errors and in no figure below: {rows} ({amount} yuan as "
        "far as readable); see the findings.",
    ),
    "no_span": ("无", "none"),
    "colon": ("：", ": "),
    "comma": ("、", ", "),
    "join": ("；", "; "),
}  # fmt: skip

SHEETS: dict[str, tuple[str, str]] = {
    "statement": ("结算单", "Statement"),
    "allocations": ("分项明细", "Details"),
    "stages": ("各环节", "Stages"),
    "output": ("产出考核", "Output"),
    "used": ("采用记录", "Records used"),
    "unused": ("剔除与未纳入", "Records not used"),
    "checks": ("勾稽核对", "Reconciliation"),
    "findings": ("校验发现", "Findings"),
    "notes": ("说明", "Notes"),
}

STATUS_NOTICES: dict[str, tuple[str, str]] = {
    "signed": ("", ""),
    "draft": (
        "【草案】协议尚未签署，本结算单仅供测算，不作为付款依据。",
        "[DRAFT] The agreement is not signed: this is an estimate, not a basis for payment.",
    ),
    "reported": (
        "【据报道】条款据公开报道整理，未见签署文本，本结算单不作为付款依据。",
        "[REPORTED] Terms follow public reports, not the signed text. No basis for payment.",
    ),
    "illustrative": (
        "【示例】协议为示例，并非真实协议，本结算单不作为付款依据。",
        "[ILLUSTRATIVE] The agreement is an example, not a real one. No basis for payment.",
    ),
}

ITEMS: dict[str, tuple[str, str]] = {
    "gross": ("入库总额", "gross amount"),
    "tax": ("税款入库", "tax"),
    "central": ("中央部分", "central part"),
    "province": ("省级部分", "province part"),
    "city": ("市级部分", "city part"),
    "division": ("体制分成", "statutory division"),
    "gate": ("资格审核", "gate test"),
    "clock": ("计时", "clock"),
    "bands": ("分档金额", "amount banded"),
    "retained": ("地方留成", "retained part"),
    "base": ("分享基数", "shareable base"),
    "carried": ("结转", "carried"),
    "deductible": ("可扣除数", "deductible"),
    "deduct_carried": ("结转扣除", "deduction carried"),
    "deducted": ("扣除", "deducted"),
    "baseline": ("存量基数", "baseline"),
    "baseline_average": ("存量平均数", "baseline average"),
    "baseline_indexed": ("递增后存量基数", "indexed baseline"),
    "baseline_carried": ("结转的存量差额", "baseline shortfall carried"),
    "shortfall": ("低于存量的差额", "shortfall below the baseline"),
    "stock": ("存量", "stock"),
    "increment": ("增量", "increment"),
    "split": ("分成", "split"),
    "levy": ("征收差额", "levy"),
    "kept": ("留存尾数", "kept fractions"),
    "outside": ("分段以外", "outside the tiers"),
    "rounding": ("取整", "rounding"),
    "round": ("取整", "round"),
    "cap": ("上限", "cap"),
    "cap_test": ("上限判定", "cap test"),
    "extend": ("延长", "extension"),
    "extension": ("延长", "extension"),
    "share": ("分成", "share"),
    "entitlement": ("应得", "entitlement"),
    "extension_test": ("延长判定", "extension test"),
    "floor": ("保底", "floor"),
    "set_aside": ("计提", "set-aside"),
    "give_back": ("返还", "give-back"),
    "give_back_part": ("返还的基数", "part given back from"),
    "system_share": ("体制上解", "system share"),
    "fixed_return": ("固定回报", "fixed return"),
    "cost_share": ("成本分担", "cost share"),
    "transfer": ("应付款项", "transfer"),
    "due": ("应付", "due"),
    "paid": ("已付", "paid"),
    "net": ("净额", "net"),
    "official": ("官方数据", "official figure"),
    "credit": ("考核计入", "assessment credit"),
}

TABLE_NAMES: dict[str, tuple[str, str]] = {
    "tax": ("税收", "tax"),
    "output": ("产出", "output"),
    "projects": ("项目", "projects"),
    "factors": ("因素", "factors"),
    "deductions": ("扣除", "deductions"),
    "payments": ("付款", "payments"),
    "outlook": ("预测", "outlook"),
    "contributions": ("投入", "contributions"),
}


def label(key: str, lang: Language) -> str:
    """A label of the reports.

    >>> label("total", "zh"), label("total", "en")
    ('合计', 'Total')
    """
    return LABELS[key][lang == "en"]


def sheet_name(key: str, lang: Language) -> str:
    """The name of a sheet of the workbook."""
    return SHEETS[key][lang == "en"]


def notice(status: str, lang: Language) -> str:
    """The warning that an agreement's status calls for; empty for a signed one."""
    return STATUS_NOTICES[status][lang == "en"]


def table_name(code: str, lang: Language) -> str:
    """The name of an input table."""
    pair = TABLE_NAMES.get(code)
    return code if pair is None else pair[lang == "en"]


def item_text(item: str, lang: Language) -> str:
    """The name of an item of a stage."""
    pair = ITEMS.get(item)
    return item if pair is None else pair[lang == "en"]


def stage_text(stage: str, lang: Language) -> str:
    """The name of a stage of the pipeline."""
    return item_text(stage, lang) if stage == "round" else term("stage", stage, lang)


def reason_text(reason: str, lang: Language) -> str:
    """Why a record was not used: a reason of the pipeline, or the title of a finding."""
    from benefitshare.findings.catalog import CATALOG

    known = CATALOG.get(reason)
    return reason_term(reason, lang) if known is None else known.title[lang]


def clause_text(clause: str, lang: Language) -> str:
    """A clause id as it is, or the name of what stands where no clause made the row."""
    return term("kind", clause, lang) if clause in ("outside", "rounding") else clause


def in_language(text: object, lang: Language) -> str:
    """A bilingual text in one language, or in the other where only that is written.

    >>> in_language({"zh": "协议"}, "en")
    '协议'
    """
    if isinstance(text, str):
        return text
    if not isinstance(text, dict) and not hasattr(text, "get"):
        return ""
    other: Language = "zh" if lang == "en" else "en"
    return str(text.get(lang) or text.get(other) or "")
