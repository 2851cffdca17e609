"""Parts that must make a whole: shares, ratios, open values, weights, bands, set-asides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from benefitshare.agreements.checks.draft import Draft, rules, share_entries, share_tables
from benefitshare.agreements.checks.node import Node
from benefitshare.agreements.checks.versions import apply_together
from benefitshare.findings import Finding
from benefitshare.money import format_share, parse_yuan

ZERO, ONE = Fraction(0), Fraction(1)


def shares_make_one(draft: Draft) -> Iterator[Finding]:
    """Written shares sum to exactly 1, `rest` has something left, open values can reach 1."""
    for clause in draft.clauses:
        for shares in share_tables(clause):
            check = _ratio if shares.wrote("ratio") else _sum
            yield from check(draft, shares)


def _ratio(draft: Draft, shares: Node) -> Iterator[Finding]:
    ratio, parties = shares.get("ratio"), list(shares.get("of").each())
    if ratio.text and shares.get("of") and len(ratio.text.split(":")) != len(parties):
        numbers = len(ratio.text.split(":"))
        yield draft.finding("ratio-length", ratio, numbers=numbers, parties=len(parties))


def _sum(draft: Draft, shares: Node) -> Iterator[Finding]:
    entries = list(share_entries(shares))
    if len(entries) != len(shares.value):
        return  # a share that cannot be read has its own finding
    fixed = sum((s for _, n in entries if (s := n.share) is not None), ZERO)
    rest = any(node.text == "rest" for _, node in entries)
    opened = [node for _, node in entries if isinstance(node.value, Mapping)]
    if opened:
        yield from _open(draft, shares, fixed, rest, opened)
    elif rest and fixed == 1:
        yield draft.finding("rest-of-nothing", shares)
    elif fixed > 1 if rest else fixed != 1:
        yield draft.finding("shares-not-one", shares, total=format_share(fixed), gap=_gap(fixed))


def _gap(total: Fraction) -> dict[str, str]:
    gap = format_share(abs(total - 1))
    return {
        "zh": f"{'少' if total < 1 else '多'} {gap}",
        "en": f"{gap} {'short' if total < 1 else 'over'}",
    }


def _open(
    draft: Draft, shares: Node, fixed: Fraction, rest: bool, opened: list[Node]
) -> Iterator[Finding]:
    bounds = [_bounds(node) for node in opened]
    for node, (low, high, step) in zip(opened, bounds, strict=True):
        if low > high or high > 1:
            yield draft.finding(
                "open-bounds-reversed", node, low=format_share(low), high=format_share(high)
            )
        if step == 0:
            yield draft.finding("open-step-zero", node)
        yield draft.finding("open-value", node, low=format_share(low), high=format_share(high))
    least = fixed + sum((low for low, _, _ in bounds), ZERO)
    most = ONE if rest else fixed + sum((high for _, high, _ in bounds), ZERO)
    if least > 1 or most < 1 or (not rest and not _on_grid(1 - fixed, bounds)):
        lowest, highest = format_share(least), format_share(most)
        yield draft.finding("open-cannot-reach-one", shares, least=lowest, most=highest)


def _bounds(node: Node) -> tuple[Fraction, Fraction, Fraction | None]:
    bounds = node.get("open")
    low, high = bounds.get("min").share, bounds.get("max").share
    return (
        low if low is not None else ZERO,
        high if high is not None else ONE,
        bounds.get("step").share,
    )


def _on_grid(wanted: Fraction, bounds: list[tuple[Fraction, Fraction, Fraction | None]]) -> bool:
    """Whether a single open value meets what the others leave (several can be moved)."""
    if len(bounds) != 1:
        return True
    low, _, step = bounds[0]
    return not step or (wanted - low) % step == 0


def set_aside_over_one(draft: Draft) -> Iterator[Finding]:
    """More is set aside of a party's share than there is."""
    clauses = draft.of_kind("set_aside")
    for place, clause in enumerate(clauses):
        for party, node in clause.get("of").items():
            others = [c for c in clauses[:place] if _together(draft, c, clause)]
            parts = [c.get("of").get(party).share or ZERO for c in (*others, clause)]
            if (total := sum(parts, ZERO)) > 1:
                yield draft.finding(
                    "set-aside-over-one", node, party=party, total=format_share(total)
                )


def _together(draft: Draft, one: Node, other: Node) -> bool:
    years = [c.get("years").years for c in (one, other)]
    if years[0] and years[1]:
        first, last = max(y.first for y in years if y), [y.last for y in years if y and y.last]
        if last and first > min(last):
            return False
    return apply_together(draft, one, other)


def factor_weights(draft: Draft) -> Iterator[Finding]:
    """Weights sum to exactly 1; the rates name parties that share."""
    for clause in draft.of_kind("split"):
        for rule in rules(clause):
            factors = rule.get("factors")
            weights = [node.share for _, node in factors.get("weights").items()]
            known = [w for w in weights if w is not None]
            whole = factors.get("weights").value or {}
            if len(known) == len(whole) and known and (total := sum(known, ZERO)) != 1:
                at = factors.get("weights")
                yield draft.finding(
                    "weights-not-one", at, total=format_share(total), gap=_gap(total)
                )


def bands_rise(draft: Draft) -> Iterator[Finding]:
    """Every band but the last is closed, each higher than the one before."""
    for clause in draft.of_kind("split"):
        for rule in rules(clause):
            bands = list(rule.get("bands").each())
            yield from _limits(draft, bands)


def _limits(draft: Draft, bands: list[Node]) -> Iterator[Finding]:
    before = 0
    for place, band in enumerate(bands):
        limit, last = band.get("up_to"), place == len(bands) - 1
        if last and band.wrote("up_to"):
            yield draft.finding("band-last-limited", limit)
        elif not last and not band.wrote("up_to"):
            yield draft.finding("band-limit-missing", band, number=place + 1)
        elif limit.text and not last:
            amount = parse_yuan(limit.text)
            if amount <= before:
                yield draft.finding("bands-not-rising", limit, text=limit.text)
            before = max(before, amount)


CHECKS = (shares_make_one, set_aside_over_one, factor_weights, bands_rise)
