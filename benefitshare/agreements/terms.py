"""Every word the library prints for a code: names in `TERMS`, readings as sentences in `READINGS`.

A code that stands in no table (a class or a factor that only the parties know) is printed as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from benefitshare.agreements.readings import READINGS
from benefitshare.findings import Language
from benefitshare.reference import CENTRAL_ONLY, TAX_CODES, indicators, tax_name

Pair = tuple[str, str]

TERMS: Mapping[str, Mapping[str, Pair]] = {
    "idea": {
        "agreement": ("协议", "agreement"),
        "clause": ("条款", "clause"),
        "amendment": ("补充协议", "amendment"),
        "party": ("参与方", "party"),
        "party_change": ("主体变更", "change of party"),
        "project": ("项目", "project"),
        "collector": ("归集方", "collector"),
        "tax": ("税种", "tax"),
        "tax_record": ("税收入库记录", "tax record"),
        "treasury_date": ("入库日期", "treasury date"),
        "tax_period": ("税款所属期", "tax period"),
        "tier_date": ("适用日期", "tier date"),
        "budget_level": ("预算级次", "budget level"),
        "statutory_division": ("体制分成", "statutory division"),
        "retained_part": ("地方留成", "retained part"),
        "shareable_base": ("分享基数", "shareable base"),
        "baseline": ("存量基数", "baseline"),
        "increment": ("增量", "increment"),
        "share": ("分成比例", "share"),
        "clock": ("计时", "clock"),
        "tier": ("分段", "tier"),
        "slice": ("时段", "slice"),
        "cell": ("核算单元", "cell"),
        "cap": ("上限", "cap"),
        "floor": ("保底", "floor"),
        "set_aside": ("计提", "set-aside"),
        "entitlement": ("应得", "entitlement"),
        "cash": ("实付", "cash"),
        "settlement": ("结算", "settlement"),
        "settlement_period": ("结算期", "settlement period"),
        "statement": ("结算单", "statement"),
        "true_up": ("清算", "true-up"),
        "adjustment": ("以前年度调整", "adjustment"),
        "rounding_residue": ("尾差", "rounding residue"),
        "output_indicator": ("产出指标", "output indicator"),
        "assessment_credit": ("考核计入", "assessment credit"),
        "contribution": ("投入", "contribution"),
        "commitment": ("承诺", "commitment"),
        "demand": ("诉求", "demand"),
        "reservation_value": ("底线", "reservation value"),
        "proposal": ("方案", "proposal"),
        "outlook": ("预测", "outlook"),
        "factor": ("因素", "factor"),
        "finding": ("校验发现", "finding"),
        "assumption": ("理解与假定", "assumption"),
        "receipt": ("结算回执", "receipt"),
        "digest": ("文档摘要值", "document digest"),
    },
    "status": {
        "signed": ("已签署", "signed"),
        "draft": ("草案", "draft"),
        "reported": ("据报道", "reported"),
        "illustrative": ("示例", "illustrative"),
    },
    "role": {
        "origin": ("转出地", "origin"),
        "host": ("承接地", "host"),
        "introducer": ("引荐方", "introducer"),
        "park": ("园区", "park"),
        "park_party": ("园区方", "park party"),
        "zone": ("合作区", "zone"),
        "collector": ("归集方", "collector"),
        "upper_level": ("上级", "upper level"),
        "central": ("中央", "central government"),
        "province": ("省级", "province"),
        "city": ("市级", "city"),
        "county": ("县级", "county"),
        "district": ("区级", "district"),
        "township": ("镇级", "township"),
        "fund": ("基金", "fund"),
        "pool": ("统筹池", "pool"),
        "headquarters": ("总机构所在地", "head office place"),
        "branch": ("分支机构所在地", "branch place"),
        "partner": ("合作方", "partner"),
        "supporter": ("帮扶方", "supporter"),
        "investor": ("出资方", "investor"),
        "operator": ("运营方", "operator"),
        "company": ("公司", "company"),
    },
    "event": {
        "registration_date": ("登记日期", "registration date"),
        "relocation_date": ("迁移日期", "relocation date"),
        "signed_date": ("签约日期", "signing date"),
        "construction_start_date": ("开工日期", "construction start date"),
        "production_date": ("投产日期", "production date"),
        "full_production_date": ("达产日期", "full production date"),
        "first_tax_date": ("首次纳税日期", "first tax date"),
        "confirmed_date": ("认定日期", "confirmation date"),
    },
    "level": {
        "shared": ("共享", "shared"),
        "central": ("中央级", "central"),
        "province": ("省级", "province"),
        "city": ("市级", "city"),
        "county": ("县区级", "county"),
        "township": ("乡镇级", "township"),
        "local": ("地方级", "local"),
    },
    "part": {
        "city": ("市级部分", "the city part"),
        "province": ("省级部分", "the province part"),
        "local": ("地方部分（省级与市级之和）", "the local part (province and city)"),
        "central": ("中央部分", "the central part"),
        "all": ("全部收入", "the whole revenue"),
    },
    "division": {
        "guangdong": ("广东省（不含深圳）", "Guangdong without Shenzhen"),
        "shenzhen": ("深圳市", "Shenzhen"),
        "rows": ("本协议自定", "the agreement's own"),
        "none": ("不适用体制分成", "no statutory division"),
    },
    "confidence": {
        "official": ("官方文本", "official text"),
        "secondhand": ("二手来源", "second-hand source"),
        "mixed": ("部分为官方文本", "official in part"),
        "reported": ("据报道", "reported"),
        "unverified": ("未核实", "unverified"),
        "agreement": ("本协议约定", "stated by the agreement"),
        "code": ("代码标准", "code standard"),
        "O": ("已见官方文本", "official wording seen"),
        "O-": ("仅见部分官方文本", "official text seen in part"),
        "R": ("二手转述", "reported second hand"),
        "B": ("未经来源核实", "not checked against any source"),
    },
    "kind": {
        "gate": ("准入", "gate"),
        "deduct": ("扣除", "deduction"),
        "baseline": ("存量基数", "baseline"),
        "split": ("分成", "split"),
        "cap": ("上限", "cap"),
        "extend": ("延期", "extension"),
        "floor": ("保底", "floor"),
        "set_aside": ("计提", "set-aside"),
        "give_back": ("返还", "give-back"),
        "fixed_return": ("固定回报", "fixed return"),
        "cost_share": ("成本分担", "cost share"),
        "output": ("产出分享", "output sharing"),
        "outside": ("分段以外", "outside the tiers"),
        "rounding": ("取整", "rounding"),
    },
    "stage": {
        "read": ("读取", "read"),
        "check": ("检查", "check"),
        "collect": ("归集", "collect"),
        "divide": ("体制分成", "divide"),
        "qualify": ("资格审核", "qualify"),
        "base": ("分享基数", "base"),
        "share": ("分成", "share"),
        "limit": ("限额", "limit"),
        "direct": ("计提与返还", "direct"),
        "settle": ("结算", "settle"),
        "output": ("产出分享", "output"),
    },
    "disposition": {
        "used": ("已使用", "used"),
        "set_aside": ("暂搁置", "set aside"),
        "out_of_scope": ("范围以外", "out of scope"),
        "read": ("已读取", "read"),
    },
    "reason": {
        "no_project": ("未对应项目", "no project"),
        "no_agreement": ("项目不属于任何协议", "no agreement"),
        "tax_not_shared": ("该税种不在分享范围", "tax not shared"),
        "outside_term": ("在协议期限以外", "outside the term"),
        "outside_years": ("在所结算年度以外", "outside the settled years"),
        "refund_kind_not_counted": ("该类退库不计入", "refund kind not counted"),
        "gate": ("未通过准入条款", "failed the gate"),
        "output_not_shared": ("无产出分享条款适用", "no output clause applies"),
        "history": ("作为历史数据", "as history"),
    },
    "record_kind": {
        "tax": ("税款入库", "tax"),
        "refund": ("退库", "refund"),
        "credit_refund": ("留抵退税", "input credit refund"),
        "export_refund": ("出口退税", "export refund"),
        "correction": ("更正", "correction"),
        "exempt_offset": ("免抵调", "export exempt-offset"),
    },
    "amount_kind": {
        "entitlement": ("应得", "entitlement"),
        "cash": ("实付", "cash"),
        "official": ("官方数据", "official figure"),
        "credit": ("考核计入", "assessment credit"),
    },
    "class": {
        "relocated": ("整体搬迁", "relocated"),
        "partial": ("部分转移", "partly relocated"),
        "transferred": ("产业转移", "transferred"),
        "new": ("新建", "new"),
        "own": ("自建", "own"),
        "referred": ("引荐", "referred"),
        "expansion": ("增资扩产", "expansion"),
        "headquarters": ("总部", "headquarters"),
        "branch": ("分支机构", "branch"),
        "major": ("重大项目", "major"),
        "ordinary": ("一般项目", "ordinary"),
        "joint": ("共建", "joint"),
        "reverse": ("反向飞地", "reverse enclave"),
        "zone": ("合作区", "zone"),
    },
    "factor": {
        "pre_move_tax": ("迁出前年度税收", "tax of the years before the move"),
        "base_tax": ("基期税收", "tax of the base years"),
        "revenue": ("营业收入", "revenue"),
        "pay": ("职工薪酬", "pay"),
        "assets": ("资产总额", "assets"),
        "investment": ("实际投资额", "investment"),
        "capital": ("实缴资本", "paid-in capital"),
        "population": ("人口", "population"),
        "land_area": ("用地面积", "land area"),
        "employment": ("从业人数", "employment"),
        "head_office": ("总机构权重", "head office weight"),
        "pool": ("统筹权重", "pool weight"),
        "branch_weight": ("分支机构权重", "branch weight"),
    },
    "deduction_kind": {
        "incentive": ("企业扶持奖励", "incentives paid to firms"),
        "incentives": ("企业扶持奖励", "incentives paid to firms"),
        "construction": ("园区建设支出", "park construction"),
        "administration": ("园区管理支出", "park administration"),
        "land": ("土地成本", "land cost"),
        "interest": ("融资利息", "interest"),
        "capital_call": ("资本金出资", "capital call"),
        "call": ("出资", "call"),
        "dividend": ("分红", "dividend"),
        "land_income": ("土地收益", "land income"),
        "cost": ("成本", "cost"),
    },
    "indicator": {
        "gross_output": ("工业总产值", "gross industrial output"),
        "value_added": ("增加值", "value added"),
        "gdp": ("地区生产总值", "gross domestic product"),
        "industrial_value_added": ("规模以上工业增加值", "industrial value added"),
        "sales_output": ("工业销售产值", "sales output"),
        "revenue": ("营业收入", "operating revenue"),
        "profit": ("利润总额", "profit"),
        "tax_paid": ("税收", "tax paid"),
        "fixed_investment": ("固定资产投资", "fixed-asset investment"),
        "fixed_asset_investment": ("固定资产投资", "fixed-asset investment"),
        "retail_sales": ("社会消费品零售总额", "retail sales"),
        "exports": ("出口额", "exports"),
        "imports_exports": ("进出口总额", "imports and exports"),
        "foreign_capital": ("实际使用外资", "foreign capital used"),
        "domestic_capital": ("省外到位资金", "domestic capital from outside"),
        "rd_spending": ("研发经费", "research and development spending"),
        "employment": ("从业人数", "employment"),
        "energy": ("能源消费量", "energy use"),
        "electricity": ("用电量", "electricity use"),
        "emissions": ("污染物排放量", "emissions"),
        "land_quota": ("建设用地指标", "land quota"),
        "energy_quota": ("能耗指标", "energy quota"),
        "projects": ("项目数", "number of projects"),
    },
    "unit": {
        "yuan": ("元", "yuan"),
        "thousand_yuan": ("千元", "thousand yuan"),
        "ten_thousand_yuan": ("万元", "ten thousand yuan"),
        "million_yuan": ("百万元", "million yuan"),
        "hundred_million_yuan": ("亿元", "hundred million yuan"),
        "usd": ("美元", "US dollars"),
        "ten_thousand_usd": ("万美元", "ten thousand US dollars"),
        "10000 kWh": ("万千瓦时", "ten thousand kilowatt hours"),
        "tce": ("吨标准煤", "tonnes of coal equivalent"),
        "kwh": ("千瓦时", "kilowatt hours"),
        "ten_thousand_kwh": ("万千瓦时", "ten thousand kilowatt hours"),
        "tonne": ("吨", "tonnes"),
        "person": ("人", "persons"),
        "mu": ("亩", "mu"),
        "hectare": ("公顷", "hectares"),
        "count": ("个", "items"),
    },
    "mode": {
        "landing_only": ("全部计入承接地", "credited to the host only"),
        "origin_only": ("全部计入转出地", "credited to the origin only"),
        "split_for_assessment": ("仅在考核中分计", "split for assessment only"),
        "split_in_totals": ("在汇总数中分计", "split in the totals"),
        "full_double_credit": ("双方全额计入", "credited in full to each"),
    },
    "cycle": {
        "year": ("年度", "year"),
        "quarter": ("季度", "quarter"),
        "month": ("月度", "month"),
    },
    "channel": {
        "direct": ("双方直接拨付", "direct payment between the parties"),
        "upper_level": ("通过上级财政年终结算", "year-end settlement by the upper level"),
        "year_end_settlement": (
            "通过上级财政年终结算", "year-end settlement by the upper level",
        ),
        "treasury": ("国库调库", "transfer between treasuries"),
        "zone_treasury": ("园区国库分库", "the zone's own sub-treasury"),
    },
    "severity": {
        "error": ("错误", "error"),
        "warning": ("警告", "warning"),
        "info": ("提示", "info"),
    },
    "source_field": {
        "text": ("出处", "text"),
        "name": ("名称", "name"),
        "title": ("名称", "title"),
        "document": ("文件", "document"),
        "number": ("文号", "document number"),
        "issuer": ("制发单位", "issued by"),
        "signed_on": ("签署日", "signed on"),
        "pages": ("页码", "pages"),
        "digest": ("文件摘要值", "file digest"),
        "url": ("网址", "address"),
        "date": ("日期", "date"),
        "accessed": ("查阅日期", "read on"),
        "confidence": ("可信度", "confidence"),
        "note": ("说明", "note"),
        "file": ("文件名", "file"),
        "page": ("页码", "page"),
    },
}  # fmt: skip


@cache
def terms_of(group: str) -> Mapping[str, Pair]:
    """Every code of a group with its Chinese and English name.

    Taxes and indicators are reference data, named there.
    """
    if group == "tax":
        names = {code: tax_name(code) for code in (*TAX_CODES, CENTRAL_ONLY)}
        return {code: (name["zh"], _within(name["en"])) for code, name in names.items()}
    if group == "indicator":
        known = {code: (i.name_zh, _within(i.name_en)) for code, i in indicators().items()}
        return {**TERMS[group], **known}
    return TERMS[group]


def _within(name: str) -> str:
    return name[0].lower() + name[1:]


def term(group: str, code: str, lang: Language) -> str:
    """The name of a code as it stands in a sentence, or the code where no table knows it.

    >>> term("role", "host", "zh"), term("tax", "vat", "en"), term("class", "film", "en")
    ('承接地', 'value-added tax', 'film')
    """
    pair = terms_of(group).get(code)
    return code if pair is None else pair[lang == "en"]


def named(group: str, code: str) -> dict[str, str]:
    """A code's name in both languages, as a finding binds it into its sentences.

    >>> named("tax", "vat")
    {'zh': '增值税', 'en': 'value-added tax'}
    """
    return {"zh": term(group, code, "zh"), "en": term(group, code, "en")}


def listed(names: list[str]) -> dict[str, str]:
    """Names one after another, in both languages.

    >>> listed(["1", "2"])
    {'zh': '1、2', 'en': '1, 2'}
    """
    return {"zh": "、".join(names), "en": ", ".join(names)}


def reading(parameter: str, value: str | bool, lang: Language) -> str:
    """What a reading means, as one sentence.

    >>> reading("cap.refund_reopens", True, "en")
    'A negative period caused by refunds reopens room under the cap.'
    """
    key = str(value).lower() if isinstance(value, bool) else value
    return READINGS[parameter][key][lang == "en"]


def reason_term(reason: str, lang: Language) -> str:
    """The name of why a record is out of scope; `gate:<clause id>` names the clause.

    >>> reason_term("gate:第五条", "en")
    'failed the gate (第五条)'
    """
    code, colon, clause = reason.partition(":")
    name = term("reason", code, lang)
    if not colon:
        return name
    return f"{name}（{clause}）" if lang == "zh" else f"{name} ({clause})"
