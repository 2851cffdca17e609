"""What revenue is shared, in words."""

from __future__ import annotations

from collections.abc import Sequence

from benefitshare.agreements.model import REFUND_KINDS, Agreement, Revenue, SharedTax
from benefitshare.agreements.phrases import Phrases
from benefitshare.reference.division import DivisionRow, division_rows


def revenue_lines(agreement: Agreement, say: Phrases) -> list[str]:
    """Taxes, part, statutory division, dates and refunds."""
    revenue = agreement.revenue
    taxes = say.pick("；", "; ").join(_tax_words(tax, say) for tax in revenue.taxes)
    part = say.term("part", revenue.part)
    return [
        say.bullet(say.pick(f"分享的税种：{taxes}。", f"Taxes shared: {taxes}.")),
        say.bullet(say.pick(f"分享口径：{part}。", f"What is shared of them: {part}.")),
        *_division_lines(revenue, say),
        *map(say.bullet, _reading_sentences(revenue, say)),
    ]


def _tax_words(tax: SharedTax, say: Phrases) -> str:
    name = say.term("tax", tax.tax)
    if tax.from_ is None and tax.to is None:
        return name
    span = say.span(tax.from_, tax.to)
    return say.pick(f"{name}（{span}）", f"{name} ({span})")


def _division_lines(revenue: Revenue, say: Phrases) -> list[str]:
    if revenue.division == "none":
        return [
            say.bullet(
                say.pick(
                    "不适用体制分成：记录所载金额即为上述口径。",
                    "No statutory division: the recorded amount is that part already.",
                )
            )
        ]
    name = say.term("division", revenue.division)
    return [
        say.bullet(
            say.pick(
                f"体制分成比例（{name}；由财政体制确定，不属于协议约定的分成比例）：",
                f"Statutory division ({name}; set by the fiscal system, not by this agreement):",
            )
        ),
        *[say.inner(_row_words(row, say)) for row in _rows(revenue)],
        *_undivided_lines(revenue, say),
        *_refund_division_lines(revenue, say),
        *map(say.bullet, _division_sentences(say)),
    ]


def _rows(revenue: Revenue) -> Sequence[DivisionRow]:
    taxes = {tax.tax for tax in revenue.taxes}
    if revenue.division == "rows":
        return revenue.division_rows
    rows = division_rows("shenzhen" if revenue.division == "shenzhen" else "guangdong")
    return [row for row in rows if row.tax in taxes]


def _row_words(row: DivisionRow, say: Phrases) -> str:
    tax, confidence = say.term("tax", row.tax), say.term("confidence", row.confidence)
    span = say.span(row.from_, row.to)
    central, province, city = map(say.share, (row.central, row.province, row.city))
    return say.pick(
        f"{tax}：中央{central}，省级{province}，市级{city}；{span}；可信度：{confidence}。",
        f"{tax}: centre {central}, province {province}, city {city}; {span};"
        f" confidence: {confidence}.",
    )


def _undivided_lines(revenue: Revenue, say: Phrases) -> list[str]:
    divided = {row.tax for row in _rows(revenue)}
    missing = [tax.tax for tax in revenue.taxes if tax.tax not in divided and tax.tax != "other"]
    lines = []
    if any(tax.tax == "other" for tax in revenue.taxes):
        name = say.term("tax", "other")
        lines.append(
            say.pick(f"{name}：不作体制分成，全额计入。", f"{name}: not divided, counted whole.")
        )
    if missing:
        names = say.terms("tax", missing)
        lines.append(
            say.pick(
                f"{names}：没有分成比例，未按级次入库的记录暂搁置并列为错误。",
                f"{names}: no division is known; records not yet split by level are set aside"
                " as errors.",
            )
        )
    return [say.inner(line) for line in lines]


def _refund_division_lines(revenue: Revenue, say: Phrases) -> list[str]:
    if not revenue.refund_division:
        return [
            say.bullet(
                say.pick(
                    "退库按原税种的比例由各级分担。",
                    "Refunds are divided between the levels as the tax is.",
                )
            )
        ]
    return [
        say.bullet(
            say.pick(
                f"{kind}由各级分担：中央{levels[0]}，省级{levels[1]}，市级{levels[2]}。",
                f"Division of {kind}: centre {levels[0]}, province {levels[1]}, city {levels[2]}.",
            )
        )
        for kind, levels in (
            (say.term("record_kind", kind), [say.share(level) for level in shares])
            for kind, shares in revenue.refund_division.items()
        )
    ]


def _division_sentences(say: Phrases) -> list[str]:
    return [
        say.pick(
            "体制分成的尾差按最大余数法处理，相同时依中央、省级、市级的顺序。",
            "Residue of the statutory division goes by largest remainder, ties in the order centre,"
            " province, city.",
        ),
        say.pick(
            "已按级次入库的记录不再分成：县区级、乡镇级、地方级并入市级。",
            "Records already split by level are not divided: county, township and local count as"
            " city.",
        ),
    ]


def _reading_sentences(revenue: Revenue, say: Phrases) -> list[str]:
    return [
        say.reading("revenue.year_by", revenue.year_by),
        say.reading("revenue.tier_by", revenue.tier_by),
        _counted_sentence(revenue, say),
        say.reading("revenue.refund_year", revenue.refund_year),
        say.reading("revenue.refund_share", revenue.refund_share),
    ]


def _counted_sentence(revenue: Revenue, say: Phrases) -> str:
    left_out = [kind for kind in REFUND_KINDS if kind not in revenue.refund_kinds]
    counted = say.terms("record_kind", revenue.refund_kinds) or say.pick("无", "none")
    if not left_out:
        return say.pick(
            f"下列负数记录均冲减收入：{counted}。",
            f"These records reduce the revenue where they are negative: {counted}.",
        )
    others = say.terms("record_kind", left_out)
    return say.pick(
        f"下列负数记录冲减收入：{counted}；下列负数记录不计入：{others}。",
        f"These records reduce the revenue where they are negative: {counted}; these are left out:"
        f" {others}.",
    )
