"""What each party gives and gets: over all scenarios, in each of them, and year by year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate

from benefitshare.findings import Language
from benefitshare.negotiation.brief.model import Brief
from benefitshare.negotiation.evaluation import Evaluation, Flow, Standing
from benefitshare.negotiation.valuation import Scale
from benefitshare.reports.columns import HEADING_WIDTH, TEXT_WIDTH, display_width, table
from benefitshare.reports.negotiation.figures import money, on_scale, percent
from benefitshare.reports.negotiation.layout import section_lines, text_lines
from benefitshare.reports.negotiation.naming import party_name, scenario_name
from benefitshare.reports.negotiation.words import UTILITIES, cell, chosen, say

Column = tuple[str, list[str], str]
"""Heading, figures by year, total."""
SHOWN_ANYWAY = ("money", "normalised")
"""Scales that have a column in any case: the net value, and the way to the best."""
MOST_SCENARIOS = 8
"""How many scenarios are written out for each party."""


def standings_table(
    brief: Brief,
    standings: Sequence[Standing],
    scale: Scale,
    lang: Language,
    *,
    price: Mapping[str, Fraction] | None = None,
) -> list[str]:
    """One row for each party, over all scenarios; `price` is what rounding costs it."""
    header = [cell(k, lang) for k in ("party", "costs", "net", "reservation", "ideal", "position")]
    on_own = scale not in SHOWN_ANYWAY
    header += [chosen(UTILITIES, scale, lang)] if on_own else []
    header += [cell("price", lang)] if price else []
    rows = []
    for one in standings:
        row = [party_name(brief, one.party, lang), *_five(one, lang)]
        row += [_utility(one.utility, scale, lang)] if on_own else []
        row += [_by_rounding(price.get(one.party), scale, lang)] if price else []
        rows.append(row)
    return table(header, rows, texts=1)


def _five(one: Standing, lang: Language) -> list[str]:
    none = cell("none", lang)
    return [
        money(one.costs, lang), money(one.net, lang), money(one.reservation, lang),
        none if one.ideal is None else money(one.ideal, lang),
        none if one.position is None else percent(one.position),
    ]  # fmt: skip


def _utility(value: Fraction | None, scale: Scale, lang: Language) -> str:
    return cell("none", lang) if value is None else on_scale(value, scale, lang)


def _by_rounding(lost: Fraction | None, scale: Scale, lang: Language) -> str:
    """What going to the steps gives a party, below zero what it takes."""
    return cell("none", lang) if lost is None else on_scale(-lost, scale, lang, signed=True)


def public_lines(evaluation: Evaluation, lang: Language) -> Iterator[str]:
    """The tables of `scenario_lines` without what the scenarios come to together."""
    return scenario_lines(evaluation.brief, evaluation.standings, lang, total=False)


def scenario_lines(
    brief: Brief, standings: Sequence[Standing], lang: Language, *, total: bool = True
) -> Iterator[str]:
    """A table for each party: what each scenario gives it, and when it is paid back."""
    for number, one in enumerate(standings):
        if number:
            yield ""
        yield from _scenario_table(brief, one, lang, total=total)
    left = len(brief.scenarios) - MOST_SCENARIOS
    if left > 0:
        yield from text_lines(say("scenarios_left", lang, count=left))


def _scenario_table(brief: Brief, one: Standing, lang: Language, *, total: bool) -> list[str]:
    keys = ("probability", "benefits", "net", "payback", "payback_discounted")
    header = [party_name(brief, one.party, lang), *(cell(key, lang) for key in keys)]
    rows = [
        [scenario_name(brief, s, lang), _odds(brief, s, lang), money(flow.benefits, lang),
         money(flow.net, lang), *_payback(brief, one.party, flow, lang)]
        for s, flow in [*one.flows.items()][:MOST_SCENARIOS]
    ]  # fmt: skip
    if total and len(one.flows) > 1:
        rows += [[""] * 6, [cell("over_all", lang), "", "", money(one.net, lang), "", ""]]
    return table(header, rows, texts=1)


def _odds(brief: Brief, scenario: str, lang: Language) -> str:
    odds = brief.scenario(scenario).probability
    return cell("none", lang) if odds is None else percent(odds)


def _payback(brief: Brief, party: str, flow: Flow, lang: Language) -> tuple[str, str]:
    if not any(c.amount_yuan for c in brief.party(party).contributions):
        nothing = cell("nothing_in", lang)
        return nothing, nothing
    never = cell("never", lang)
    return str(flow.payback or never), str(flow.payback_discounted or never)


def cash_section(evaluation: Evaluation, lang: Language) -> Iterator[str]:
    """What goes in and comes out each year, in the scenario the brief looks at first."""
    brief = evaluation.brief
    scenario = brief.risk.scenario or brief.scenarios[0].id
    note = say("scenario_shown", lang, scenario=scenario_name(brief, scenario, lang))
    lines = cash_lines(brief, evaluation.standings, scenario, lang)
    yield from section_lines("cash", lang, lines, note if len(brief.scenarios) > 1 else "")


def cash_lines(
    brief: Brief, standings: Sequence[Standing], scenario: str, lang: Language
) -> Iterator[str]:
    """Years down; for each party what it puts in, what it receives, and the sum so far. As many
    parties to a table as find room.
    """
    put_in = {one.party: brief.party(one.party).contributed() for one in standings}
    years = sorted({*brief.years, *(year for own in put_in.values() for year in own)})
    groups: list[list[Column]] = [[]]
    for one in standings:
        columns = _columns(brief, one, put_in[one.party], scenario, years, lang)
        if groups[-1] and _width([*groups[-1], *columns]) > TEXT_WIDTH - 8:
            groups.append([])
        groups[-1] += columns
    for number, group in enumerate(groups):
        yield from [""] * (number > 0)
        yield from _cash_table(years, group, lang)


def _cash_table(years: Sequence[int], columns: Sequence[Column], lang: Language) -> list[str]:
    header = [cell("year", lang), *(column[0] for column in columns)]
    rows = [[str(year), *(c[1][i] for c in columns)] for i, year in enumerate(years)]
    totals = [cell("total", lang), *(column[2] for column in columns)]
    return table(header, [*rows, [""] * len(header), totals], texts=1)


def _width(columns: Sequence[Column]) -> int:
    """How wide columns are side by side."""
    widths = (
        max(min(display_width(head), HEADING_WIDTH), *map(display_width, [*figures, total]))
        for head, figures, total in columns
    )
    return sum(width + 2 for width in widths)


def _columns(
    brief: Brief,
    one: Standing,
    put_in: Mapping[int, Fraction],
    scenario: str,
    years: Sequence[int],
    lang: Language,
) -> list[Column]:
    """The three columns of a party."""
    received = one.flows[scenario].received
    outs = [put_in.get(year, Fraction(0)) for year in years]
    ins = [received.get(year, Fraction(0)) for year in years]
    nets = accumulate(come - go for come, go in zip(ins, outs, strict=True))
    name = party_name(brief, one.party, lang)

    def column(key: str, amounts: Iterable[Fraction], total: Fraction | None) -> Column:
        shown = [money(amount, lang) for amount in amounts]
        return cell(key, lang, party=name), shown, "" if total is None else money(total, lang)

    return [
        column("contributed", outs, sum(outs, Fraction(0))),
        column("received", ins, sum(ins, Fraction(0))),
        column("running", nets, None),
    ]
