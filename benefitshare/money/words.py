"""Amounts in Chinese capitals (大写), as payment papers carry them.

The rule is 支付结算办法, annex 1 (正确填写票据和结算凭证的基本规定): 整 after 元, none after 分.
Where it leaves a choice, the first spelling of its own examples is taken: no 整 after 角; 零 before
角 when the yuan end in 0 (壹仟陆佰捌拾元零叁角贰分); no 零 for a 0 that stands at 万 or 亿 itself
(壹拾万柒仟元零伍角叁分).
"""

from __future__ import annotations

DIGITS = "零壹贰叁肆伍陆柒捌玖"
MAX_WORDS_FEN = 10**18
_PLACES = ((1000, "仟"), (100, "佰"), (10, "拾"), (1, ""))


def amount_in_words(fen: int) -> str:
    """The amount in Chinese capitals.

    >>> amount_in_words(140950), amount_in_words(10700053), amount_in_words(-10**15)
    ('壹仟肆佰零玖元伍角', '壹拾万柒仟元零伍角叁分', '负壹拾万亿元整')

    Raises ValueError from 10^18 fen on, which no spelling in use can name.
    """
    if abs(fen) >= MAX_WORDS_FEN:
        raise ValueError(f"too large to be written in words: {fen} fen")
    yuan, rest = divmod(abs(int(fen)), 100)
    return ("负" if fen < 0 else "") + _yuan(yuan, rest) + _jiao_fen(yuan, rest)


def _yuan(yuan: int, rest: int) -> str:
    if yuan == 0 and rest:
        return ""
    return (_number(yuan) or "零") + "元" + ("" if rest else "整")


def _jiao_fen(yuan: int, rest: int) -> str:
    jiao, fen = divmod(rest, 10)
    if not rest:
        return ""
    gap = yuan > 0 and (jiao == 0 or yuan % 10 == 0)
    return (
        ("零" if gap else "")
        + (f"{DIGITS[jiao]}角" if jiao else "")
        + (f"{DIGITS[fen]}分" if fen else "")
    )


def _number(number: int) -> str:
    """A positive whole number by 亿, 万 and four places; 0 is an empty text."""
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if number >= unit:
            high, low = divmod(number, unit)
            return _number(high) + name + ("零" if 0 < low < unit // 10 else "") + _number(low)
    return _four_places(number)


def _four_places(number: int) -> str:
    text, gap = "", False
    for unit, name in _PLACES:
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + name
        gap = digit == 0
    return text
