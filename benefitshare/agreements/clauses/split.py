"""`split`: who gets which part.

Constant, stepped by a clock, banded by amount, or weighted by factors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from benefitshare.agreements.model import Bands, Clock, FactorShares, Shares, Tier
from benefitshare.agreements.phrases import Phrases, chinese_number
from benefitshare.money import parse_share, parse_yuan
from benefitshare.periods import Years


@dataclass(frozen=True)
class Split:
    """One tier without years, or tiers counted by `clock`; `outside_to` None is the collector."""

    tiers: tuple[Tier, ...]
    clock: Clock | None = None
    outside_to: str | None = None


def build(node: Mapping[str, Any]) -> Split:
    """From a checked clause document."""
    nodes = node.get("tiers", [node])
    return Split(
        tiers=tuple(build_tier(tier) for tier in nodes),
        clock=Clock.build(node.get("clock")),
        outside_to=node.get("outside_to"),
    )


def build_tier(node: Mapping[str, Any]) -> Tier:
    """One tier: `years` if written, and its single rule."""
    years = node.get("years")
    return Tier(
        years=None if years is None else Years.parse(years),
        shares=Shares.build(node["shares"]) if "shares" in node else None,
        bands=_bands(node) if "bands" in node else None,
        factors=_factors(node["factors"]) if "factors" in node else None,
    )


def _bands(node: Mapping[str, Any]) -> Bands:
    bands = node["bands"]
    return Bands(
        limits_fen=tuple(parse_yuan(b["up_to"]) for b in bands[:-1]),
        shares=tuple(Shares.build(b["shares"]) for b in bands),
        of=node.get("band_of", "project_period"),
        mode=node.get("band_mode", "marginal"),
        boundary=node.get("boundary", "lower"),
    )


def _factors(node: Mapping[str, Any]) -> FactorShares:
    rounding = node.get("round_values")
    plain = ("factor_year", "decimals", "ratio_residue", "change", "zero_factor", "resplit")
    return FactorShares(
        weights=tuple((name, parse_share(w)) for name, w in node["weights"].items()),
        parties=tuple(node["of"]),
        round_unit=None if rounding is None else Fraction(rounding["unit"]),
        round_mode="down" if rounding is None else rounding["mode"],
        rates=tuple((party, _rate(r)) for party, r in node.get("rates", {}).items()),
        **{k: node[k] for k in plain if k in node},
    )


def _rate(text: str) -> Fraction:
    return parse_share(text)


def words(spec: Split, say: Phrases) -> list[str]:
    """The clause as sentences, every reading stated."""
    if spec.clock is None and spec.tiers[0].years is None:
        return rule_words(spec.tiers[0], say)
    sentences = [] if spec.clock is None else [say.clock(spec.clock)]
    sentences += tier_words(spec.tiers, spec.clock, say)
    keeper = say.party_or_collector(spec.outside_to)
    sentences.append(
        say.pick(
            f"第一段之前、末段之后以及未开始计时的，全部归{keeper}。",
            "Before the first tier, after the last and without a clock all of it goes to"
            f" {keeper}.",
        )
    )
    return sentences


def tier_words(tiers: tuple[Tier, ...], clock: Clock | None, say: Phrases) -> list[str]:
    """The rule of each tier, led by its years."""
    sentences = []
    for tier in tiers:
        first, *more = rule_words(tier, say)
        if tier.years is None:
            sentences += [first, *more]
            continue
        run = say.years(tier.years, clock)
        run = run[0].upper() + run[1:]
        sentences += [say.pick(f"{run}：{first}", f"{run}: {first}"), *more]
    return sentences


def rule_words(tier: Tier, say: Phrases) -> list[str]:
    """The one rule of a tier as sentences."""
    if tier.bands is not None:
        return _band_words(tier.bands, say)
    if tier.factors is not None:
        return _factor_words(tier.factors, say)
    assert tier.shares is not None
    return [say.pick(f"{say.shares(tier.shares)}。", f"{say.shares(tier.shares)}.")]


def _band_words(bands: Bands, say: Phrases) -> list[str]:
    limits = [say.money(limit) for limit in bands.limits_fen]
    sentences = [say.pick("按金额分档确定比例。", "the shares go by the amount, in bands.")]
    for number, shares in enumerate(bands.shares):
        last = number == len(limits)
        bound = say.pick(
            f"超过{limits[-1]}的部分" if last else f"至{limits[number]}",
            f"above {limits[-1]}" if last else f"up to {limits[number]}",
        )
        sentences.append(
            say.pick(
                f"第{chinese_number(number + 1)}档（{bound}）：{say.shares(shares)}。",
                f"Band {number + 1} ({bound}): {say.shares(shares)}.",
            )
        )
    return [
        *sentences,
        say.reading("bands.of", bands.of),
        say.reading("bands.mode", bands.mode),
        say.reading("bands.boundary", bands.boundary),
        say.pick(
            "合计为零或负数的，适用第一档比例。",
            "An amount of zero or below has the shares of the first band.",
        ),
    ]


def _factor_words(factors: FactorShares, say: Phrases) -> list[str]:
    parties = say.join([say.party(p) for p in factors.parties])
    weights = say.join(
        [
            say.pick(
                f"{say.term('factor', f)}占{say.share(w)}",
                f"{say.share(w)} {say.term('factor', f)}",
            )
            for f, w in factors.weights
        ]
    )
    return [
        say.pick(
            f"由{parties}按因素法分享，各方比例为各项因素占比的加权和，权重为：{weights}。",
            f"{parties} share by factors: a party's ratio is the weighted sum of its part in each"
            f" factor, with the weights {weights}.",
        ),
        say.reading("factors.factor_year", factors.factor_year),
        say.reading("factors.change", factors.change),
        say.reading("factors.zero_factor", factors.zero_factor),
        *_factor_rounding_words(factors, say),
        *_rate_words(factors, say),
    ]


def _factor_rounding_words(factors: FactorShares, say: Phrases) -> list[str]:
    sentences = []
    if factors.round_unit is not None:
        unit = format_quantity(factors.round_unit)
        mode = say.reading("factors.round_mode", factors.round_mode)
        sentences.append(
            say.pick(
                f"各因素数值先以{unit}为单位取整（{mode}）。",
                f"Each factor value is first {mode} to a multiple of {unit}.",
            )
        )
    if factors.decimals is None:
        exact = say.pick("比例取精确值，不作取整。", "The ratios are exact and not rounded.")
        return [*sentences, exact]
    keeper = say.party(factors.ratio_residue)
    if factors.ratio_residue == "largest":
        keeper = say.pick("比例最大的一方", "the party with the largest ratio")
    return [
        *sentences,
        say.pick(
            f"各方比例四舍五入保留{factors.decimals}位小数，合计与1的差额并入{keeper}的比例。",
            f"Each ratio is rounded half up to {factors.decimals} decimals; what is missing from 1"
            f" is added to {keeper}.",
        ),
    ]


def _rate_words(factors: FactorShares, say: Phrases) -> list[str]:
    if not factors.rates:
        return []
    rates = say.join(
        [
            say.pick(f"{say.party(p)}{say.share(r)}", f"{say.share(r)} for {say.party(p)}")
            for p, r in factors.rates
        ]
    )
    return [
        say.pick(
            f"分享基数为所得额，各方分得的部分乘以各自税率（四舍五入至分）：{rates}。",
            f"The base is an income: each part is multiplied by the party's rate, rounded half up"
            f" to the fen: {rates}.",
        ),
        say.reading("factors.resplit", factors.resplit),
    ]


def format_quantity(value: Fraction) -> str:
    """A plain number with separators; a fraction as it is.

    >>> format_quantity(Fraction(1000)), format_quantity(Fraction(1, 3))
    ('1,000', '1/3')
    """
    return f"{value.numerator:,}" if value.denominator == 1 else str(value)
