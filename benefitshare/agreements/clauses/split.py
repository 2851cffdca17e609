"""`split`: who gets which part: constant, stepped by a clock, banded by amount, weighted by factors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from benefitshare.agreements.model import Bands, Clock, FactorShares, Shares, Tier
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
