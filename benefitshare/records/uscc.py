"""Taxpayer identifiers: the unified social credit code (GB 32100-2015) and its predecessors.

The alphabet is 0-9 A-Z without I, O, S, V, Z; the first character may be a letter (N rural
collectives, A army, Y). Position 17 is the inner check of the organisation code (GB 11714).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from operator import mul

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benefitshare.records.conversion import Flaw

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
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


def plain_codes(texts: pa.Array) -> Mask:
    """Which texts are unified codes with right check characters, written as they should be.

    >>> plain_codes(pa.array(["91441800MATE5T0251", "91441800mate5t0251"])).tolist()
    [True, False]
    """
    import pyarrow.compute as pc

    found: Mask = pc.equal(pc.binary_length(texts), 18).to_numpy(zero_copy_only=False)
    wide = pc.cast(texts.filter(pa.array(found)), pa.binary()).cast(pa.binary(18))
    data = np.frombuffer(wide.buffers()[1] or b"", np.uint8)
    found[found] = _right(data.reshape(-1, 18)[wide.offset : wide.offset + len(wide)])
    return found


def _right(codes: npt.NDArray[np.uint8]) -> Mask:
    """Which rows of 18 characters have the shape and both check characters."""
    value, inner = _tables()
    values = value[codes]
    shaped = (values < len(ALPHABET)).all(axis=1) & (values[:, 2:8] < 10).all(axis=1)
    outer = (31 - values[:, :17] @ np.array(_WEIGHTS) % 31) % 31
    rest = 11 - inner[codes[:, 8:16]] @ np.array(_INNER_WEIGHTS) % 11
    wanted = np.frombuffer(b"\x00123456789X0", np.uint8)[rest]
    return np.asarray(shaped & (values[:, 17] == outer) & (codes[:, 16] == wanted))


@cache
def _tables() -> tuple[Numbers, Numbers]:
    """Of every byte the values in the check of the code and in the inner one."""
    value = np.full(256, len(ALPHABET), np.int64)
    value[[ord(c) for c in ALPHABET]] = np.arange(len(ALPHABET))
    inner = np.arange(256, dtype=np.int64) - 55
    inner[ord("0") : ord("9") + 1] = np.arange(10)
    return value, inner


def _person_check(code: str) -> str:
    total = sum(int(c) * w for c, w in zip(code[:17], _PERSON_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]
