"""The words that records use for levels, record kinds, project classes, yes and no."""

from __future__ import annotations

import re

from benefitshare.records.conversion import Flaw
from benefitshare.reference.taxes import plain_name

LEVELS = ("shared", "central", "province", "city", "county", "township", "local")
SPLIT_LEVELS = LEVELS[1:]
KINDS = ("tax", "refund", "credit_refund", "export_refund", "correction", "exempt_offset")

_LEVEL_NAMES = {
    "shared": "0 共享 共享级 共享收入 中央地方共享 中央与地方共享",
    "central": "1 中央 中央级 国家级",
    "province": "2 省 省级 省本级",
    "city": "3 市 市级 地市级 地市 市本级",
    "county": "4 县 县级 区 区级 县区 区县 县区级 区县级 县(区)级 县(区) 区(县)级 区(县)",
    "township": "5 乡 乡级 镇 乡镇 镇级 乡镇级",
    "local": "6 地方 地方级",
}
_KIND_NAMES = {
    "tax": "税 税款 税收 正税 正常 入库 收入 正常申报 当期 一般申报 "
    "11 1 2 3 4 补缴欠税 欠税 检查补税 查补 "
    "代征 三代 代扣代缴 自查补税 income",
    "refund": "退库 退税 一般退税 误收退税 误收多缴退税 汇算清缴退税 减免退税 即征即退 先征后退 13",
    "credit_refund": "留抵退税 增值税留抵退税 增值税期末留抵 期末留抵退税 "
    "增量留抵退税 存量留抵退税",
    "export_refund": "出口退税 出口货物退增值税",
    "correction": "更正 更正调库 调库 15",
    "exempt_offset": "免抵调 免抵调库 免抵调增增值税 免抵",
}
_CLASS_NAMES = {
    "relocated": "整体搬迁 整体转移 搬迁 迁移 转移 整体迁移",
    "partly_relocated": "部分搬迁 部分转移",
    "new": "新建 新增 新设 增资扩产",
    "referred": "引荐 首谈 引荐项目 首谈项目",
    "own": "自建 自有 自主招商 自引",
}
_YES = {"是", "yes", "y", "true", "1", "已确认", "√", "确认"}
_NO = {"否", "no", "n", "false", "0", "未确认", "×", "x", "未"}
_SLUG = re.compile(r"^[^\s,;，；]{1,64}$")


def _table(names: dict[str, str]) -> dict[str, str]:
    return {
        plain_name(word): code for code, words in names.items() for word in (code, *words.split())
    }


_LEVEL_OF, _KIND_OF, _CLASS_OF = _table(_LEVEL_NAMES), _table(_KIND_NAMES), _table(_CLASS_NAMES)


def parse_level(text: str) -> str | Flaw:
    """A budget level by name or digit.

    >>> parse_level("共享"), parse_level("3"), parse_level("县（区）级")
    ('shared', 'city', 'county')
    """
    return _LEVEL_OF.get(plain_name(text)) or Flaw("level-unknown")


def parse_kind(text: str) -> str | Flaw:
    """A record kind by name or business code.

    >>> parse_kind("留抵退税"), parse_kind("退库"), parse_kind("查补")
    ('credit_refund', 'refund', 'tax')
    """
    return _KIND_OF.get(plain_name(text)) or Flaw("kind-unknown")


def parse_class(text: str) -> str | Flaw:
    """A project class: the known words as codes, any other text as it is.

    >>> parse_class("整体搬迁"), parse_class("飞地")
    ('relocated', '飞地')
    """
    return _CLASS_OF.get(plain_name(text), text.strip())


def parse_yes_no(text: str) -> str | Flaw:
    """`yes` or `no`.

    >>> parse_yes_no("是"), parse_yes_no("FALSE")
    ('yes', 'no')
    """
    plain = plain_name(text)
    if plain in _YES:
        return "yes"
    return "no" if plain in _NO else Flaw("yes-no-unknown")


def parse_slug(text: str) -> str | Flaw:
    """A short name without spaces or separators."""
    plain = text.strip()
    return plain if _SLUG.match(plain) else Flaw("name-invalid")
