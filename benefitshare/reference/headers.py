"""Column headers as people write them, by kind of table."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from benefitshare.reference.tables import table

KINDS = ("projects", "tax", "output", "factors", "deductions", "payments")
_UNIT = (
    r"人民币|元|千元|百万元|万元|亿元|分|yuan|cny|rmb|fen|人|万人|"
    r"吨标准煤|万吨标准煤|tce|万千瓦时|千瓦时|亿千瓦时|kwh|万度|度"
)
_UNIT_SUFFIX = re.compile(rf"[(\[]?(?:单位[:：])?(?:人民币)?({_UNIT})[)\]]$", re.IGNORECASE)


@dataclass(frozen=True)
class HeaderName:
    """What a header means: a field, a column of a wide sheet, or one that is known but not used."""

    field: str
    use: str


@cache
def header_aliases(kind: str) -> dict[str, HeaderName]:
    """Plain header to what it means in a table of this kind.

    >>> header_aliases("tax")["入库金额"].field
    'amount'
    """
    return {
        plain_header(label)[0]: HeaderName(row["field"], row["use"])
        for row in table("headers")
        if row["kind"] == kind
        for label in (row["labels_zh"] + "|" + row["labels_en"]).split("|")
        if label
    }


@cache
def header_label(kind: str, field: str, lang: str = "zh") -> str:
    """The first spelling of a field, as the template writes it.

    >>> header_label("tax", "treasury_date")
    '入库日期'
    """
    rows = (row for row in table("headers") if row["kind"] == kind and row["field"] == field)
    return str(next(rows)[f"labels_{lang}"].split("|")[0])


@cache
def plain_header(text: str) -> tuple[str, str]:
    """A header without spaces, breaks, width and case differences, and the unit it ended with.

    >>> plain_header("入库 金额（万元）"), plain_header("Budget Level")
    (('入库金额', '万元'), ('budgetlevel', ''))
    """
    joined = "".join(unicodedata.normalize("NFKC", text).split()).lower().strip("*:：")
    joined = joined.replace("_", "") if joined.isascii() else joined
    match = _UNIT_SUFFIX.search(joined)
    if match and match.group(0)[0] in "([":
        return joined[: match.start()], match.group(1)
    return joined, ""
