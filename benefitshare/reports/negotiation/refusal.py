"""Why no terms can be agreed: the demands that clash, and what would have to give way."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from benefitshare.findings import Language
from benefitshare.negotiation.brief.model import Demand, Guideline
from benefitshare.negotiation.case import Case
from benefitshare.negotiation.conflict import Conflict, Feasibility, Proof
from benefitshare.negotiation.demands import YUAN
from benefitshare.negotiation.proposal import Proposal, Refusal
from benefitshare.negotiation.repair import Concession, Repair
from benefitshare.negotiation.reserved import asked_for
from benefitshare.reports.negotiation.certainty import software_lines, source_lines
from benefitshare.reports.negotiation.figures import money, percent, plain
from benefitshare.reports.negotiation.layout import point_lines, section_lines, sheet, text_lines
from benefitshare.reports.negotiation.naming import party_name, quoted
from benefitshare.reports.negotiation.opening import opening
from benefitshare.reports.negotiation.quantities import amount_text, level_text, line_text
from benefitshare.reports.negotiation.reasons import note_lines, terms_text
from benefitshare.reports.negotiation.words import say

MOST_LINES = 4
"""How many lines of one demand are written out; of the others only the count and the largest."""
LISTED = 5
"""How many sets of clashing demands are looked for."""


def refusal_text(proposal: Proposal, lang: Language) -> str:
    """The whole page, ending with a newline."""
    return sheet(_lines(proposal, lang))


def _lines(proposal: Proposal, lang: Language) -> Iterator[str]:
    case = proposal.case
    yield from opening(
        case.brief, "refusal", lang, scale=case.scale, risk=case.risk,
        criterion=proposal.criterion, off_scale=case.off_scale if case.bargain.parties else (),
        found=case.findings,
    )  # fmt: skip
    yield from section_lines("verdict", lang, verdict_lines(proposal, lang))
    if proposal.refusal is not None:
        yield from _refusal(case, proposal.refusal, lang)
    sure = [*software_lines(lang), *source_lines(case.brief, lang)]
    yield from section_lines("sure", lang, sure)


def verdict_lines(proposal: Proposal, lang: Language) -> Iterator[str]:
    """No terms at all, none on the steps, or none by this rule."""
    refusal = proposal.refusal
    if refusal is None or refusal.feasibility is Feasibility.POSSIBLE:
        off_grid = bool(proposal.continuous.terms)
        yield from text_lines(say("not_optimal_on_grid" if off_grid else "not_optimal", lang))
        if off_grid:
            yield from _example(proposal, lang)
    elif refusal.feasibility is Feasibility.NONE_ON_GRID:
        yield from text_lines(say("none_on_grid", lang))
        if proposal.continuous.terms:
            yield from _example(proposal, lang)
    else:
        yield from text_lines(say("none_at_all", lang))
    for found in (proposal.continuous, proposal.gridded):
        if found is not None:
            yield from note_lines(proposal.case.brief, found, lang)


def _example(proposal: Proposal, lang: Language) -> Iterator[str]:
    """What the rule gives on any shares."""
    terms = terms_text(proposal.case.brief, proposal.continuous.terms, lang)
    yield from text_lines(say("grid_example", lang, terms=terms))


def _refusal(case: Case, refusal: Refusal, lang: Language) -> Iterator[str]:
    yield from section_lines("conflicts", lang, conflict_lines(case, refusal.conflicts, lang))
    if refusal.repairs is None:
        if refusal.conflicts:
            yield from section_lines("repair_least", lang, text_lines(say("repair_none", lang)))
        return
    least, spread = refusal.repairs
    yield from section_lines("repair_least", lang, repair_lines(case, least, lang))
    alike = least.concessions == spread.concessions
    lines = text_lines(say("repair_same", lang)) if alike else repair_lines(case, spread, lang)
    yield from section_lines("repair_spread", lang, lines)


# --- demands that clash ---------------------------------------------------------------------------


def conflict_lines(case: Case, found: tuple[Conflict, ...], lang: Language) -> Iterator[str]:
    """Each smallest set of clashing demands, and the sum that shows it."""
    for number, conflict in enumerate(found, start=1):
        yield from _conflict(case, conflict, number, lang)
    if len(found) == LISTED:
        yield from text_lines(say("conflicts_limit", lang, count=LISTED))


def _conflict(case: Case, conflict: Conflict, number: int, lang: Language) -> Iterator[str]:
    count = len(conflict.demands)
    if conflict.is_of_the_frame:
        yield from text_lines(say("conflict_frame", lang))
        return
    key = "conflict_one" if count == 1 else "conflict"
    yield from text_lines(say(key, lang, number=number, **({} if count == 1 else {"count": count})))
    for identifier in conflict.demands:
        demand = asked_for(case.brief, identifier)
        if demand is not None:
            hard = say("conflict_hard", lang) if identifier in conflict.hard else ""
            by = party_name(case.brief, demand.by, lang)
            text = say("binding", lang, demand=quoted(demand, lang), by=by) + hard
            yield from point_lines(text, "     ")
    yield from text_lines(proof_text(case, conflict, lang), "     ")
    if conflict.is_hopeless:
        yield from text_lines(say("conflict_hopeless", lang), "     ")


def proof_text(case: Case, conflict: Conflict, lang: Language) -> str:
    """What the demands ask for together against what is possible: in the unit of the first of them
    that is about money, else of the first.
    """
    if conflict.proof is None:
        return say("proof_steps", lang)
    scaled, in_money = _in_one_unit(case, conflict.proof)
    sides = {
        "asked": scaled.asked,
        "possible": scaled.possible,
        "short": scaled.asked - scaled.possible,
    }
    shown = {k: money(v, lang) if in_money else percent(v) for k, v in sides.items()}
    if not in_money:
        return say("proof_share", lang, **shown)
    return say("proof_gap" if scaled.possible < 0 else "proof_money", lang, **shown)


def _in_one_unit(case: Case, proof: Proof) -> tuple[Proof, bool]:
    """The proof multiplied so that its first row of money counts once, and whether there is one."""
    units = case.units
    money = next((n for n in proof.weights if units.get(n, Fraction(0)) >= YUAN), None)
    first = money or next((n for n in proof.weights if n in units), None)
    by = abs(proof.weights[first]) if first else Fraction(1)
    weights = {name: weight / by for name, weight in proof.weights.items()}
    return Proof(weights, proof.asked / by, proof.possible / by), money is not None


# --- what gives way -------------------------------------------------------------------------------


def repair_lines(case: Case, repair: Repair, lang: Language) -> Iterator[str]:
    """Which demand gives way, from what to what, who pays, and what other ways are as good."""
    for demand in case.brief.demands:
        moved = [one for one in repair.concessions if one.demand == demand.id]
        if moved:
            by = party_name(case.brief, demand.by, lang)
            head = say("repair_demand", lang, demand=quoted(demand, lang), by=by)
            yield from point_lines(head + _moves(case, demand, moved, lang))
    yield from text_lines(say("repair_who", lang, parts=_payers(case, repair, lang)))
    yield from text_lines(say("repair_cost", lang, cost=plain(repair.cost)))
    if not repair.unique:
        yield from text_lines(say("repair_choice", lang))
        yield from _choices(case, repair, lang)


def _moves(case: Case, demand: Demand, moved: list[Concession], lang: Language) -> str:
    shown = [_move(case, demand, one, lang) for one in moved[:MOST_LINES]]
    if left := moved[MOST_LINES:]:
        most = amount_text(demand, max(one.amount for one in left), case.scale, lang)
        shown.append(say("more_lines", lang, count=len(left), amount=most))
    return say("semicolon", lang).join(shown) + say("stop", lang)


def _move(case: Case, demand: Demand, one: Concession, lang: Language) -> str:
    """One line that gives way: from what to what where it has a number of its own, else by how
    much.
    """
    line = next((line for line in case.lines[demand.id] if line.name == one.row), None)
    where = line_text(case.brief, demand, one.row, lang)
    lead = where + (" " if where else "")
    if line is None or line.right.terms:
        amount = amount_text(demand, one.amount, case.scale, lang)
        return say("repair_amount", lang, line=lead, amount=amount)
    before = line.right.constant
    after = before + one.after - one.before
    if isinstance(demand.asks, Guideline) and before:
        part = demand.asks.most if one.row.endswith("|max") else demand.asks.least
        levels = [percent((part or Fraction(0)) * level / before) for level in (before, after)]
    else:
        levels = [level_text(demand, level, case.scale, lang) for level in (before, after)]
    return say("repair_line", lang, line=lead, before=levels[0], after=levels[1])


def _payers(case: Case, repair: Repair, lang: Language) -> str:
    """What each side pays, as parts of the whole."""
    paid: dict[str, Fraction] = {}
    for demand in case.brief.demands:
        if repair.paid.get(demand.id):
            paid[demand.by] = paid.get(demand.by, Fraction(0)) + repair.paid[demand.id]
    parts = (
        say("repair_part", lang, by=party_name(case.brief, by, lang),
            part=percent(own / repair.cost, 1))
        for by, own in paid.items()
    )  # fmt: skip
    return say("comma", lang).join(parts)


def _choices(case: Case, repair: Repair, lang: Language) -> Iterator[str]:
    for demand in case.brief.demands:
        low, high = repair.ranges.get(demand.id, (Fraction(0), Fraction(0)))
        if low != high:
            values = {"low": plain(low), "high": plain(high)}
            text = say("repair_range", lang, demand=quoted(demand, lang), **values)
            yield from point_lines(text, "    ")
