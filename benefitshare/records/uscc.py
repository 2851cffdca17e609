"""Taxpayer identifiers: the unified social credit code (GB 32100-2015) and its predecessors.

The alphabet is 0-9 A-Z without I, O, S, V, Z; the first character may be a letter (N rural
collectives, A army, Y). Position 17 is the inner check of the organisation code (GB 11714).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from operator import mul

from benefitshare.records.conversion import Flaw

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {character: index for index, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SHAPE = re.compile(rf"^[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}$")
_PERSON = re.compile(
    r"^[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])"
    r"(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]$"
)
_PERSON_WEIGHTS = tuple(pow(2, 17 - i, 11) for i in range(17))


def compact_id(text: str) -> str:
    """An identifier in half-width capitals without spaces, hyphens or a text mark."""
    if text.isascii() and text.isalnum():
        return text.upper()
    plain = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"[\s'`·\-]", "", plain)


def check_character(code: str) -> str:
    """The 18th character that the first 17 call for.

    >>> check_character("91350100M000100Y4")
    '3'
    """
    total = sum(map(mul, map(_VALUE.__getitem__, code[:17]), _WEIGHTS))
    return ALPHABET[(31 - total % 31) % 31]


def inner_check_character(code: str) -> str:
    """The 17th character that positions 9 to 16 call for by GB 11714.

    >>> inner_check_character("91441800MATE5T0251")
    '5'
    """
    values = (ord(c) - 55 if c.isalpha() else int(c) for c in code[8:16])
    rest = 11 - sum(v * w for v, w in zip(values, _INNER_WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else "0" if rest == 11 else str(rest)


@lru_cache(1 << 17)
def check_taxpayer_id(text: str) -> str | Flaw:
    """The compact identifier, or what is wrong or doubtful with it.

    >>> check_taxpayer_id("91441800mate5t0251")
    '91441800MATE5T0251'
    >>> check_taxpayer_id("91441800MATE5T0252").code
    'taxpayer-id-check'
    """
    code = compact_id(text)
    if len(code) == 18:
        return _check_18(code)
    if len(code) in (15, 20) and re.fullmatch(r"[0-9A-Z]+", code):
        return Flaw("taxpayer-id-old", {"length": len(code)}, usable=code)
    return Flaw("taxpayer-id-shape", {"length": len(code)})


def _check_18(code: str) -> str | Flaw:
    if _SHAPE.match(code) and check_character(code) == code[17]:
        if inner_check_character(code) != code[16]:
            return Flaw("taxpayer-id-inner", {"inner": inner_check_character(code)}, usable=code)
        return code
    if _PERSON.match(code) and _person_check(code) == code[17]:
        return Flaw("taxpayer-id-person", usable=code)
    if not _SHAPE.match(code):
        return Flaw("taxpayer-id-shape", {"length": 18})
    return Flaw("taxpayer-id-check", {"check": check_character(code)})


def _person_check(code: str) -> str:
    total = sum(int(c) * w for c, w in zip(code[:17], _PERSON_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]
