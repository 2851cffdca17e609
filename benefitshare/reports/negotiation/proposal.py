"""The page of a proposal (方案书), and of why there is none (无法达成)."""

from __future__ import annotations

from collections.abc import Iterator

from benefitshare.findings import Language
from benefitshare.negotiation.evaluation import Evaluation
from benefitshare.negotiation.proposal import Proposal
from benefitshare.reports.negotiation.certainty import certainty_lines
from benefitshare.reports.negotiation.demand_table import demand_table
from benefitshare.reports.negotiation.division import division_section
from benefitshare.reports.negotiation.layout import section_lines, sheet, text_lines
from benefitshare.reports.negotiation.opening import opening
from benefitshare.reports.negotiation.reasons import (
    binding_lines,
    choice_lines,
    note_lines,
    reason_lines,
)
from benefitshare.reports.negotiation.refusal import refusal_text
from benefitshare.reports.negotiation.remarks import below_lines
from benefitshare.reports.negotiation.shares_table import shares_table
from benefitshare.reports.negotiation.standings import (
    cash_section,
    scenario_lines,
    standings_table,
)
from benefitshare.reports.negotiation.words import say


def proposal_text(proposal: Proposal, lang: Language) -> str:
    """The whole page, ending with a newline."""
    evaluation = proposal.evaluation
    return refusal_text(proposal, lang) if evaluation is None else sheet(
        _lines(proposal, evaluation, lang)
    )  # fmt: skip


def _lines(proposal: Proposal, evaluation: Evaluation, lang: Language) -> Iterator[str]:
    case, brief = proposal.case, proposal.case.brief
    yield from opening(
        brief, "proposal", lang, scale=case.scale, risk=case.risk,
        criterion=proposal.criterion, off_scale=case.off_scale,
        warnings=below_lines({"": evaluation}, lang), found=evaluation.about_data,
    )  # fmt: skip
    on_steps = proposal.is_on_steps
    rounded = dict(proposal.continuous.terms) != dict(evaluation.terms)
    continuous = proposal.continuous.terms if rounded and on_steps else None
    yield from section_lines("terms", lang, [
        *text_lines(say("agreed", lang)),
        *shares_table(brief, evaluation.terms, lang, continuous=continuous, steps=on_steps),
    ])  # fmt: skip
    standings = standings_table(
        brief, evaluation.standings, case.scale, lang, price=proposal.price_of_rounding
    )
    yield from section_lines(
        "parties", lang, [*standings, *text_lines(say("present_values", lang))]
    )
    yield from section_lines("scenarios", lang, scenario_lines(brief, evaluation.standings, lang))
    yield from cash_section(evaluation, lang)
    divided = proposal.continuous.division
    if divided is not None:
        yield from division_section(divided, evaluation, lang)
    yield from section_lines("why", lang, _why(proposal, lang))
    yield from section_lines("binding", lang, binding_lines(proposal, lang))
    yield from section_lines("demands", lang, demand_table(evaluation, lang))
    yield from section_lines("unique", lang, choice_lines(proposal, lang))
    yield from section_lines("sure", lang, certainty_lines(proposal, lang))


def _why(proposal: Proposal, lang: Language) -> Iterator[str]:
    if dict(proposal.continuous.terms) != dict(proposal.terms):
        key = "why_continuous" if proposal.is_on_steps else "why_written"
        yield from text_lines(say(key, lang))
    proved = any(stage.weights for stage in proposal.continuous.stages)
    if proved and not proposal.case.bargain.program.is_linear:
        yield from text_lines(say("why_local", lang))
    yield from reason_lines(proposal.case, proposal.continuous, lang)
    yield from note_lines(proposal.case.brief, proposal.continuous, lang)
