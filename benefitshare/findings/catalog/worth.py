"""Finding codes of what open shares are worth: where formulas cannot follow the agreement."""

from __future__ import annotations

from benefitshare.findings.catalog.entry import Entry, entry

ENTRIES: tuple[Entry, ...] = (
    entry(
        "below-reservation",
        "warning",
        zh=(
            "低于底线",
            "{party}低于底线 {short} 元",
            "换一条以底线为起点的准则（nash、kalai_smorodinsky），或把底线写成诉求；核对底线是否写对",
        ),
        en=(
            "Below the bottom line",
            "{party} is below its bottom line by {short} yuan",
            "take a rule that starts from the bottom lines (nash, kalai_smorodinsky), or write the"
            " bottom line as a demand; check that it is stated right",
        ),
    ),
    entry(
        "worth-not-exact",
        "error",
        zh=(
            "待定比例的收益无法精确列式",
            "协议 {agreement} 的条款 {id} 取决于尚未确定的金额之间的比例，无法精确列式",
            "缩小该条款的适用范围，使同一账户内的金额按同一比例分成；或先定下其中一些比例",
        ),
        en=(
            "Worth of open shares not exact",
            "clause {id} of agreement {agreement} turns on how amounts that are not known yet"
            " compare, which cannot be stated exactly",
            "narrow the clause, so that the amounts of one account are shared alike, or settle"
            " some of the open shares first",
        ),
    ),
    entry(
        "worth-late-amendment",
        "error",
        zh=(
            "补充协议按差额清算",
            "协议 {agreement} 的补充协议 {amendment} 生效早于知悉，且约定按差额清算，预测期内无法列式",
            "将 late_amendments 写为 restate，或把补充协议并入正文",
        ),
        en=(
            "Amendment settled by differences",
            "amendment {amendment} of agreement {agreement} took effect before it was known and"
            " is settled by differences, which has no formula within an outlook",
            "write late_amendments: restate, or write the amendment into the agreement",
        ),
    ),
    entry(
        "share-not-writable",
        "error",
        zh=(
            "比例无法精确写入协议",
            "{term}为 {share}，位数过多，无法写入协议文本",
            "给该比例定一个步长，如 5%",
        ),
        en=(
            "Share cannot be written exactly",
            "{term} is {share}, which has too many digits to be written into an agreement",
            "give the share a step, such as 5%",
        ),
    ),
)
