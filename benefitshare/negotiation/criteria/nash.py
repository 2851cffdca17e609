"""Nash: the largest product of gains over reservation values, weighted if asked for.

J. F. Nash 1950. The possible gains are the mixtures of the corners of a polytope. Corners are
found where they would raise the product most, by exact linear programs; between the corners found
the best mixture is computed; until no corner would raise it (simplicial decomposition, B. von
Hohenbalken 1977). Every point on the way is possible exactly, and the last program is the proof:
no terms y have Σ w·(gain at y)/(gain at x) above Σ w + gap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction
from math import isqrt
from operator import mul

from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.criteria.agreed import Stage
from benefitshare.negotiation.criteria.gains import Gains, gains_of
from benefitshare.negotiation.criteria.mixture import mixture
from benefitshare.negotiation.criteria.nash_whole import nash_whole
from benefitshare.negotiation.criteria.search import Choice, Search
from benefitshare.negotiation.criteria.utilitarian import weights_of
from benefitshare.negotiation.exact import Optimum
from benefitshare.negotiation.formula import Formula, Number
from benefitshare.negotiation.program import Row

Ratios = Sequence[Fraction]
DIGITS, FINE_DIGITS = 30, 260
GAP = Fraction(1, 10**15)
"""Where the best gains are no fractions the search ends at this gap, or below."""
LARGEST = 10**100
"""The largest denominator a mixing ratio is recognised with."""
SAME = Fraction(1, 10**240)
"""What tells a fraction from a number near it: every number has fractions as near as 1/LARGEST²."""
ROUNDED = 10**20
ROUNDS = 500


def nash(
    bargain: Bargain, weights: Mapping[str, Number] | None = None, *, verify: bool = True
) -> Choice:
    """The terms with the largest product of gains, each to the power of its weight (1 if none).

    With two parties the best gains are fractions, and the gap is 0; with more they may be no
    fractions, and the gap says how near they are. Who cannot gain is noted and left out. The stage
    has the proof; its level is Σ weights + gap. Raises ValueError for weights not above zero.
    """
    own = weights_of(bargain, weights)
    if not all(own.values()):
        raise ValueError("weights have to be above zero")
    gains = gains_of(bargain, verify=verify)
    if isinstance(gains, Choice):
        return gains
    if not gains.able:
        return gains.choice
    if not bargain.program.is_linear:
        return nash_whole(gains, own, verify=verify)
    return _Product(gains, own, verify=verify).choice(bargain.utilities)


Place = tuple[Fraction, ...]
"""Normalised gains of those who can gain."""


@dataclass(frozen=True)
class _Proof:
    """What no terms exceed from a point: Σ weight · gain / gain at the point, less Σ weights."""

    answer: Optimum
    prices: Mapping[str, Fraction]
    gap: Fraction


class _Product:
    """The search for the largest product between the corners found so far."""

    def __init__(self, gains: Gains, weights: Mapping[str, Fraction], *, verify: bool) -> None:
        self._gains = gains
        self._normalised = gains.normalised
        self._weights = tuple(weights[party] for party in gains.able)
        self._search = Search(gains.program, verify=verify)
        self._corners: dict[Place, Mapping[str, Fraction]] = {}
        for values in gains.corners:
            self._corners.setdefault(self._place(values), values)

    def choice(self, utilities: Mapping[str, Formula]) -> Choice:
        ratios = [Fraction(1)] * len(self._corners)
        for _ in range(ROUNDS):
            ratios = _rounded(self._mixture(ratios, DIGITS))
            proof = self._proved(self._mixed(ratios))
            place = self._place(proof.answer.values)
            if proof.gap <= max(GAP, self._search.tolerance) or place in self._corners:
                break
            self._corners[place] = proof.answer.values
            ratios.append(Fraction(0))
        finer = self._recognised(ratios)
        if finer is not None:
            better = self._proved(self._mixed(finer))
            if better.gap <= proof.gap:
                ratios, proof = finer, better
        return self._settled(utilities, self._values(ratios), proof)

    def _place(self, values: Mapping[str, Fraction]) -> Place:
        return tuple(gain.at(values) for gain in self._normalised.values())

    def _mixture(self, start: Ratios, digits: int) -> list[Fraction]:
        with localcontext() as context:
            context.prec = digits + 20
            points = [[_decimal(gain) for gain in place] for place in self._corners]
            weights = [_decimal(weight) for weight in self._weights]
            begin = [_decimal(ratio) for ratio in start]
        return [Fraction(ratio) for ratio in mixture(points, weights, begin, digits=digits)]

    def _mixed(self, ratios: Ratios) -> Place:
        columns = zip(*self._corners, strict=True)
        return tuple(sum(map(mul, ratios, column), Fraction(0)) for column in columns)

    def _values(self, ratios: Ratios) -> dict[str, Fraction]:
        used = [(r, v) for r, v in zip(ratios, self._corners.values(), strict=True) if r]
        names = next(iter(self._corners.values()))
        return {name: sum((r * v[name] for r, v in used), Fraction(0)) for name in names}

    def _proved(self, at: Place) -> _Proof:
        able = self._gains.able
        prices = {p: w / g for p, w, g in zip(able, self._weights, at, strict=True)}
        answer = self._search.most(Formula.sum(self._normalised[p] * prices[p] for p in able))
        gap = max(Fraction(0), -answer.objective - sum(self._weights))
        return _Proof(answer, prices, gap)

    def _recognised(self, ratios: Ratios) -> list[Fraction] | None:
        """The best mixture where its ratios are fractions."""
        used = [i for i, ratio in enumerate(ratios) if ratio]
        if len(used) == 1:
            return list(ratios)
        if len(used) == 2 == len(self._gains.able):
            return self._on_edge(used, len(ratios))
        fine = self._mixture(ratios, FINE_DIGITS)
        found = [ratio.limit_denominator(LARGEST) for ratio in fine]
        near = all(abs(a - b) < SAME for a, b in zip(fine, found, strict=True))
        return found if near and sum(found) == 1 else None

    def _on_edge(self, used: Sequence[int], count: int) -> list[Fraction] | None:
        """Two parties between two corners: the vertex of a parabola."""
        places = tuple(self._corners)
        (a, b), (c, d) = (places[i] for i in used)
        v, w = self._weights
        across, up = c - a, d - b
        if not across or not up:
            return None
        second = -(v * across * b + w * up * a) / (across * up * (v + w))
        if not 0 <= second <= 1:
            return None
        found = [Fraction(0)] * count
        found[used[0]], found[used[1]] = 1 - second, second
        return found

    def _settled(
        self, utilities: Mapping[str, Formula], values: Mapping[str, Fraction], proof: _Proof
    ) -> Choice:
        gains = self._gains
        reached = {p: utilities[p].at(values) for p in gains.able}
        rows = (
            Row.of(f"level of {p}", utilities[p], ">=", own - self._search.room(own))
            for p, own in reached.items()
        )
        own = Choice(
            "optimal",
            gains.program.adding(rows=rows),
            (self._stage(proof, utilities),),
            utilities=reached,
            verified=self._search.verified and not proof.gap,
            why_not=self._search.why_not or ("gap" if proof.gap else ""),
            seconds=self._search.seconds,
        )
        accuracy = _accuracy(proof.gap / min(self._weights))
        return replace(gains.choice.then(own), gap=proof.gap, gain_accuracy=accuracy)

    def _stage(self, proof: _Proof, utilities: Mapping[str, Formula]) -> Stage:
        gains = self._gains
        weights = {
            p: price / (gains.ideals[p] - gains.reservation[p]) for p, price in proof.prices.items()
        }
        level = sum(self._weights, Fraction(0)) + proof.gap
        return self._search.stage(proof.answer, level, gains.able, weights, utilities)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _rounded(ratios: Ratios) -> list[Fraction]:
    """Ratios that are easy to write down, with sum 1."""
    rounded = [Fraction(round(ratio * ROUNDED), ROUNDED) for ratio in ratios]
    largest = max(range(len(rounded)), key=rounded.__getitem__)
    rounded[largest] += 1 - sum(rounded)
    return rounded


def _accuracy(gap: Fraction) -> Fraction:
    """How far a gain may be from the best one, as a part of it, rounded up.

    Where the weighted logarithms can rise by no more than `gap` × weight, a gain that is off by
    the part e has e − log(1 + e) ≤ gap, and so |e| ≤ gap + √(gap² + 2 gap).
    """
    if not gap:
        return Fraction(0)
    scale = 10**40
    root = Fraction(isqrt(int((gap * gap + 2 * gap) * scale * scale)) + 1, scale)
    return gap + root
