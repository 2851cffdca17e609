"""A mapping that is made when it is first looked at: most duals are never asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

Value = TypeVar("Value")


class Later(Mapping[str, Value]):
    """What `make` gives, once it is needed.

    >>> made = Later(lambda: {"a": 1})
    >>> made["a"], len(made)
    (1, 1)
    """

    def __init__(self, make: Callable[[], Mapping[str, Value]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Mapping[str, Value]:
        return self._make()

    def __getitem__(self, key: str) -> Value:
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)
