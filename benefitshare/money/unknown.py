"""Numbers that are not known yet: what the settlement of open shares computes with."""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction
from typing import Any


class Unknown(ABC):
    """A number that stands for itself until it is known; sums and exact multiples of it are again
    such numbers.

    It equals a number only where it does whatever becomes known (`!= 0`: it may be something
    else). It has no order: which of two is smaller, and what follows from it, is asked here.
    """

    __slots__ = ()

    @abstractmethod
    def bounds(self) -> tuple[Fraction, Fraction]:
        """Numbers it is never below and never above."""

    @abstractmethod
    def smaller(self, other: Any) -> Any:
        """The smaller of it and another number."""

    @abstractmethod
    def where_negative(self, then: Any, otherwise: Any) -> Any:
        """`then` where it turns out below zero, else `otherwise`."""

    @abstractmethod
    def ratio_to(self, other: Any) -> Fraction | None:
        """How many times another number it is, whatever becomes known; None where that depends."""


class InexactError(Exception):
    """A rule cannot be followed exactly while numbers are not known; `clause` asks for it."""

    def __init__(self, clause: str = "") -> None:
        super().__init__(clause)
        self.clause = clause
