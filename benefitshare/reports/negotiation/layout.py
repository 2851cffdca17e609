"""How these pages are laid out: a title over a rule, headings in brackets, points that hang."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benefitshare.findings import Language
from benefitshare.reports.columns import TEXT_WIDTH, display_width, padded, wrapped
from benefitshare.reports.negotiation.words import head, section

RULE = "=" * TEXT_WIDTH
FACT_WIDTH = {"zh": 16, "en": 24}


def sheet(lines: Iterable[str]) -> str:
    """Lines as a text that ends with a newline."""
    return "\n".join(line.rstrip() for line in lines) + "\n"


def title_lines(title: str, left: str, lang: Language) -> Iterator[str]:
    """The title in the middle, a rule, and the unit of money to the right of `left`."""
    yield " " * ((TEXT_WIDTH - display_width(title)) // 2) + title
    yield RULE
    unit = head("unit", lang)
    room = TEXT_WIDTH - display_width(unit)
    *above, last = wrapped(left) or [""]
    yield from above
    if display_width(last) + 2 > room:
        yield last
        last = ""
    yield padded(last, room) + unit


def section_lines(key: str, lang: Language, lines: Iterable[str], note: str = "") -> Iterator[str]:
    """A section with its heading; nothing where it has no lines."""
    found = list(lines)
    if not found:
        return
    heading = section(key, lang) + (f"（{note}）" if note and lang == "zh" else "")
    heading += f" ({note})" if note and lang == "en" else ""
    yield ""
    yield f"  [{heading}]" if lang == "en" else f"  【{heading}】"
    yield from found


def fact_lines(name: str, text: str, lang: Language) -> Iterator[str]:
    """What something is, its name to the left."""
    width = FACT_WIDTH[lang]
    lines = wrapped(text, " " * (width + 2))
    first = lines[0].lstrip()
    yield "  " + padded(name, width) + first
    yield from lines[1:]


def point_lines(text: str, indent: str = "  ") -> Iterator[str]:
    """A point with a dash, the further lines under the first."""
    lines = wrapped(text, indent + "  ")
    yield f"{indent}- {lines[0].lstrip()}"
    yield from lines[1:]


def text_lines(text: str, indent: str = "  ") -> list[str]:
    """A sentence."""
    return wrapped(text, indent)
