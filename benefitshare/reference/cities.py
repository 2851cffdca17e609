"""Cities and counties of Guangdong by GB/T 2260 code."""

from __future__ import annotations

from functools import cache

from benefitshare.reference.tables import table


def city_name(code: str) -> dict[str, str]:
    """The names of a province, city or county.

    >>> city_name("440100")
    {'zh': '广州市', 'en': 'Guangzhou'}
    """
    row = _by_code()[code]
    return {"zh": row["name_zh"], "en": row["name_en"]}


def city_code_of_name(name: str) -> str | None:
    """The code of a Chinese or English name, with or without 市; None when unknown or not unique.

    >>> city_code_of_name("清远"), city_code_of_name("Guangzhou"), city_code_of_name("无此市")
    ('441800', '440100', None)
    """
    return _by_name().get(name.strip().lower())


@cache
def _by_code() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in table("cities")}


@cache
def _by_name() -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for row in table("cities"):
        for name in {row["name_zh"], row["name_zh"].rstrip("市"), row["name_en"]}:
            key = name.lower()
            found[key] = None if key in found and found[key] != row["code"] else row["code"]
    return found
