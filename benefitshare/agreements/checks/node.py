"""A value of a document with its pointer; values the schema refused are out of sight."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from benefitshare.agreements.documents import child
from benefitshare.money import parse_share
from benefitshare.periods import Years


class Node(NamedTuple):
    """A value that is absent (falsy) or has the form the schema gives it."""

    value: Any
    pointer: str
    refused: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.value is not None

    def get(self, key: str | int) -> Node:
        """The value under a key; absent if not there or refused."""
        below = child(self.pointer, key)
        known = isinstance(self.value, dict) and below not in self.refused
        return Node(self.value.get(key) if known else None, below, self.refused)

    def wrote(self, key: str) -> bool:
        """Whether the key is written at all, even with a refused value."""
        return isinstance(self.value, dict) and key in self.value

    def items(self) -> Iterator[tuple[str, Node]]:
        """The entries of a mapping."""
        if isinstance(self.value, dict):
            for key in self.value:
                if node := self.get(key):
                    yield key, node

    def each(self) -> Iterator[Node]:
        """The items of a list."""
        if isinstance(self.value, list):
            for index, item in enumerate(self.value):
                below = child(self.pointer, index)
                if below not in self.refused:
                    yield Node(item, below, self.refused)

    def several(self) -> Iterator[Node]:
        """The items of a list, or the single value written instead of one."""
        if isinstance(self.value, list):
            yield from self.each()
        elif self:
            yield self

    @property
    def text(self) -> str | None:
        """The value if it is text."""
        return self.value if isinstance(self.value, str) else None

    def or_default(self, default: str) -> str:
        """The text, or what stands where nothing is written."""
        return default if self.text is None else self.text

    @property
    def day(self) -> dt.date | None:
        """The date, if one is written."""
        return None if self.text is None else dt.date.fromisoformat(self.text)

    @property
    def share(self) -> Fraction | None:
        """The exact share, if one is written (not `rest`, not open)."""
        return None if self.text is None or self.text == "rest" else parse_share(self.text)

    @property
    def years(self) -> Years | None:
        """The range of years, if one is written."""
        return None if self.text is None else Years.parse(self.text)
