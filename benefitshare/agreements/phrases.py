"""The phrases every clause is put into words with: parties, shares, money, days, years, clocks.

A `Phrases` knows the language and the names of the parties; it never reads or computes anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from benefitshare.agreements.model import Clock, Open, Scope, Shares
from benefitshare.agreements.terms import reading, term
from benefitshare.findings import Language
from benefitshare.money import format_share, format_yuan
from benefitshare.periods import Years

FEN_PER_WAN, FEN_PER_YI = 10_000 * 100, 100_000_000 * 100
FEN_PER_MILLION = 1_000_000 * 100
DIGITS = "零一二三四五六七八九"
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True)
class Phrases:
    """How one agreement is spoken of in one language."""

    lang: Language
    names: Mapping[str, str]
    collector: str
    rounds_at_end: bool = False

    def pick(self, zh: str, en: str) -> str:
        """The one of two sentences that is in the language."""
        return zh if self.lang == "zh" else en

    def term(self, group: str, code: str) -> str:
        """The name of a code."""
        return term(group, code, self.lang)

    def terms(self, group: str, codes: Iterable[str]) -> str:
        """The names of several codes, joined."""
        return self.join([self.term(group, code) for code in codes])

    def reading(self, parameter: str, value: str | bool) -> str:
        """What a reading means."""
        return reading(parameter, value, self.lang)

    def join(self, items: Sequence[str]) -> str:
        """Several words as one enumeration."""
        if self.lang == "zh":
            return "、".join(items)
        if len(items) < 3:
            return " and ".join(items)
        return f"{', '.join(items[:-1])} and {items[-1]}"

    def own(self, text: Mapping[str, str]) -> str:
        """A bilingual text in the language, or in the one it is written in."""
        return text.get(self.lang) or next(iter(text.values()), "")

    def quotation(self, text: Mapping[str, str]) -> list[str]:
        """The signed words as quotation; in English prose with their translation."""
        signed = text.get("zh") or text.get("en")
        if not signed:
            return [self.pick("协议原文：未载明。", "Words of the agreement: not given.")]
        lines = [self.pick("协议原文：", "Words of the agreement:"), *_quoted(signed)]
        if self.lang == "en" and text.get("en") and text["en"] != signed:
            lines += ["In English:", *_quoted(text["en"])]
        return lines

    def section(self, number: int, title: str) -> str:
        """The heading of a section."""
        return self.pick(f"{chinese_number(number)}、{title}", f"{number}. {title}")

    def item(self, number: int, text: str) -> str:
        """A numbered line of a section."""
        return self.pick(f"（{chinese_number(number)}）{text}", f"  ({number}) {text}")

    def bullet(self, text: str) -> str:
        """A line of a section."""
        return f"  - {self._opened(text)}"

    def inner(self, text: str) -> str:
        """A line under a numbered line."""
        return f"      {text}"

    def inner_bullet(self, text: str) -> str:
        """A sentence under a numbered line."""
        return f"      - {self._opened(text)}"

    def _opened(self, sentence: str) -> str:
        return sentence if self.lang == "zh" else sentence[:1].upper() + sentence[1:]

    def month_day(self, month: int, day: int) -> str:
        """A day of any year."""
        return self.pick(f"{month}月{day}日", f"{day} {MONTHS[month - 1]}")

    def party(self, reference: str) -> str:
        """The party a reference names."""
        scheme, _, role = reference.replace(":", ".").partition(".")
        if scheme == "project" and role:
            name = self.term("role", role)
            return self.pick(f"该项目的{name}", f"the project's {name}")
        if scheme == "role" and role:
            name = self.term("role", role)
            return self.pick(f"全部{name}（各占等份）", f"every {name} in equal parts")
        return self.names.get(reference, reference)

    def party_or_collector(self, reference: str | None) -> str:
        """The party named, or the collector where none is."""
        if reference is not None:
            return self.party(reference)
        name = self.party(self.collector)
        return self.pick(f"归集方（{name}）", f"the collector ({name})")

    def share(self, value: Fraction | str | Open) -> str:
        """A share as people write it; a value left open with its bounds."""
        if isinstance(value, Open):
            return self._open(value)
        return value if isinstance(value, str) else format_share(value)

    def _open(self, value: Open) -> str:
        bounds = [
            self.pick(f"{zh}{bound}", f"{en} {bound}")
            for zh, en, bound in (
                ("不低于", "at least", value.min),
                ("不高于", "at most", value.max),
                ("步长", "in steps of", value.step),
            )
            if bound is not None
        ]
        inside = ("，" if self.lang == "zh" else ", ").join(bounds)
        if not inside:
            return self.pick("待商定的比例", "a share still to be agreed")
        return self.pick(f"待商定的比例（{inside}）", f"a share still to be agreed ({inside})")

    def shares(self, shares: Shares) -> str:
        """Who gets which part, as a clause of a sentence."""
        written = [
            self.pick(f"{self.party(p)}得{self.share(v)}", f"{self.party(p)} gets {self.share(v)}")
            for p, v in shares.parts
            if v != "rest"
        ]
        rest = [self.party(p) for p, v in shares.parts if v == "rest"]
        if rest:
            written.append(self._rest(rest, alone=not written))
        return self.pick("，".join(written), "; ".join(written))

    def _rest(self, parties: list[str], *, alone: bool) -> str:
        names = self.join(parties)
        if len(parties) > 1:
            return self.pick(
                f"{'全部' if alone else '其余'}由{names}平分",
                f"{'all' if alone else 'the rest'} goes in equal parts to {names}",
            )
        return self.pick(
            f"{'全部' if alone else '其余'}归{names}",
            f"{'all' if alone else 'the rest'} goes to {names}",
        )

    def money(self, fen: int) -> str:
        """An amount in yuan to the fen, glossed where it is a round number of 万元 or millions."""
        amount = format_yuan(fen)
        return self.pick(f"{amount}元{_gloss_zh(fen)}", f"{amount} yuan{_gloss_en(fen)}")

    def to_the_fen(self) -> str:
        """How an amount computed by a rate becomes whole fen, as an insertion."""
        if self.rounds_at_end:
            return self.pick("（此处不取整，最后取整）", " (exact here, rounded at the end)")
        return self.pick("（四舍五入至分）", " (rounded half up to the fen)")

    def date(self, day: dt.date) -> str:
        """A day."""
        return self.pick(
            f"{day.year}年{day.month}月{day.day}日", f"{day.day} {MONTHS[day.month - 1]} {day.year}"
        )

    def span(self, first: dt.date | None, last: dt.date | None) -> str:
        """A span of days, both inclusive."""
        if first and last:
            return self.pick(
                f"{self.date(first)}起至{self.date(last)}止（含首尾两日）",
                f"from {self.date(first)} to {self.date(last)}, both days included",
            )
        if first:
            return self.pick(f"自{self.date(first)}起", f"from {self.date(first)} on")
        if last:
            return self.pick(f"至{self.date(last)}止", f"until {self.date(last)} included")
        return self.pick("不限日期", "at all times")

    def calendar_years(self, years: Iterable[int]) -> str:
        """Calendar years by number."""
        return self.join([self.pick(f"{year}年", str(year)) for year in years])

    def years(self, years: Years, clock: Clock | None) -> str:
        """A run of years of a clock or of the calendar."""
        if clock is not None and clock.pick == "calendar":
            return self._calendar_run(years)
        first, last = years.first, years.last
        if last is None:
            return self.pick(f"第{chinese_number(first)}年起", f"from year {first} on")
        if first == last:
            return self.pick(f"第{chinese_number(first)}年", f"year {first}")
        return self.pick(
            f"第{chinese_number(first)}至第{chinese_number(last)}年", f"years {first} to {last}"
        )

    def _calendar_run(self, years: Years) -> str:
        if years.last is None:
            return self.pick(f"{years.first}年起", f"from {years.first} on")
        if years.first == years.last:
            return self.pick(f"{years.first}年", str(years.first))
        return self.pick(f"{years.first}年至{years.last}年", f"{years.first} to {years.last}")

    def clock(self, clock: Clock) -> str:
        """What starts the years of a clause and how they are counted."""
        if clock.pick == "calendar":
            return self.pick("计时：按公历年度。", "Clock: calendar years.")
        counting = [
            self.reading("clock.first_day", clock.first_day),
            self.reading("clock.anniversary", clock.anniversary),
            self.reading("clock.year_one", clock.year_one),
        ]
        start = self.clock_start(clock)
        if self.lang == "zh":
            return f"计时：以{start}为起算日；{'；'.join(counting)}。{self._blank_event(clock)}"
        return (
            f"Clock: the years start on {start}; {'; '.join(counting)}.{self._blank_event(clock)}"
        )

    def clock_start(self, clock: Clock) -> str:
        """The day a clock starts from."""
        events = self.terms("event", clock.events)
        if clock.pick == "date":
            assert clock.date is not None
            return self.date(clock.date)
        if clock.pick == "term":
            return self.pick("协议期限的首日", "the first day of the term")
        if clock.pick == "latest_of":
            return self.pick(f"该项目{events}中最晚的一日", f"the latest of the project's {events}")
        if clock.pick == "earliest_of":
            return self.pick(
                f"该项目{events}中最早的一日", f"the earliest of the project's {events}"
            )
        return self.pick(f"该项目的{events}", f"the project's {events}")

    def _blank_event(self, clock: Clock) -> str:
        if not clock.events:
            return ""
        return self.pick(
            "该项目未填报上述日期的，视同第一年尚未开始。",
            " A project for which a date is blank counts as before year one.",
        )

    def while_(self, clock: Clock | None, years: Years | None) -> list[str]:
        """The years a clause holds for, and the clock that counts them."""
        if years is None:
            return [] if clock is None else [self.clock(clock)]
        run = self.years(years, clock)
        only = self.pick(f"仅适用于{run}。", f"Holds only for {run}.")
        return [only] if clock is None else [self.clock(clock), only]

    def scope(self, scope: Scope) -> str:
        """What a clause applies to."""
        parts = [
            self.pick(f"{zh}为{self._any(group, codes)}", f"{en}: {self._any(group, codes)}")
            for zh, en, group, codes in (
                ("类别", "class", "class", scope.classes),
                ("园区", "park", "", scope.parks),
                ("行业", "industry", "", scope.industries),
                ("项目编号", "project", "", scope.projects),
                ("税种", "tax", "tax", scope.taxes),
            )
            if codes
        ]
        if not parts:
            return self.pick("适用于本协议的全部项目。", "Applies to every project.")
        return self.pick(
            f"仅适用于{'，且'.join(parts)}的情形。", f"Applies only to {', and '.join(parts)}."
        )

    def _any(self, group: str, codes: Sequence[str]) -> str:
        words = [self.term(group, code) if group else code for code in codes]
        return ("或" if self.lang == "zh" else " or ").join(words)


def chinese_number(number: int) -> str:
    """A number from 1 to 99 in Chinese numerals; larger ones in figures.

    >>> [chinese_number(n) for n in (1, 10, 12, 20, 35, 100)]
    ['一', '十', '十二', '二十', '三十五', '100']
    """
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones else "")


def _quoted(text: str) -> list[str]:
    return [f"  > {line}" for line in text.splitlines()]


def _gloss_zh(fen: int) -> str:
    if fen and fen % FEN_PER_YI == 0:
        return f"（{fen // FEN_PER_YI:,}亿元）"
    if fen and fen % FEN_PER_WAN == 0:
        return f"（{fen // FEN_PER_WAN:,}万元）"
    return ""


def _gloss_en(fen: int) -> str:
    if fen and fen % FEN_PER_MILLION == 0:
        return f" ({fen // FEN_PER_MILLION:,} million yuan)"
    return ""
