"""`propose`: terms for the open shares of a brief, or why there are none."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from benefitshare.cli.failures import terms_code
from benefitshare.cli.files import refuse_existing, write_files
from benefitshare.cli.readers import check_reader, own_of, own_page, public_of, public_page, show
from benefitshare.cli.risk import asked_risk
from benefitshare.cli.screen import Screen
from benefitshare.cli.settle import written_text
from benefitshare.cli.words import say
from benefitshare.findings import Language
from benefitshare.reports.words import in_language

if TYPE_CHECKING:
    from benefitshare.negotiation.brief.model import Brief
    from benefitshare.negotiation.proposal import Proposal

JSON_NAME = "proposal.json"


def run(values: argparse.Namespace, screen: Screen) -> int:
    """The page to standard output; with --out everything as files."""
    from benefitshare.negotiation.api import propose
    from benefitshare.negotiation.brief import read_brief
    from benefitshare.reports.negotiation.proposal import proposal_text

    brief = read_brief(values.brief)
    check_reader(brief, values)
    if values.out:
        refuse_existing(_paths(brief, values.out, screen.lang), force=values.force)
    proposal = propose(
        brief,
        criterion=values.criterion,
        scale=values.scale,
        risk=asked_risk(values, brief),
        grid=not values.no_grid,
    )
    written = _write(proposal, values.out, screen.lang) if values.out else []
    show(proposal, brief, lambda lang: proposal_text(proposal, lang), values, screen)
    screen.note(written_text(written, screen))
    return terms_code(proposal.evaluation)


def _paths(brief: Brief, directory: Path, lang: Language) -> list[Path]:
    """Every file that may be written."""
    names = [JSON_NAME, say("page_name", lang), say("public_page_name", lang)]
    names += [_agreement_name(agreement.id) for agreement in brief.agreements]
    names += [_party_page(brief, party, lang) for party in brief.party_ids]
    return [directory / name for name in names]


def _agreement_name(identifier: str) -> str:
    return f"{_safe(identifier)}.yaml"


def _party_page(brief: Brief, party: str, lang: Language) -> str:
    """By the party's name; by its id where two have the same."""
    names = [in_language(p.name, lang) for p in brief.parties]
    name = names[brief.party_ids.index(party)]
    clear = name and names.count(name) == 1
    return say("party_page_name", lang, party=_safe(name if clear else party))


def _safe(name: str) -> str:
    """Without what no file name may hold."""
    return "".join("-" if c in '/\\:*?"<>|' else c for c in name)


def _write(proposal: Proposal, directory: Path, lang: Language) -> list[Path]:
    """The document, the page, and where there are terms the agreements and what others may see."""
    from benefitshare.negotiation.documents import to_json
    from benefitshare.reports.negotiation.proposal import proposal_text

    files = {JSON_NAME: to_json(proposal), say("page_name", lang): proposal_text(proposal, lang)}
    files |= _of_terms(proposal, lang)
    return write_files({directory / name: text for name, text in files.items()})


def _of_terms(proposal: Proposal, lang: Language) -> dict[str, str]:
    """The completed agreements, the public page and every party's; nothing without terms."""
    from benefitshare.agreements.documents import document_text

    if proposal.evaluation is None:
        return {}
    brief = proposal.case.brief
    files = {
        _agreement_name(str(document["id"])): document_text(document)
        for document in proposal.evaluation.documents
    }
    if all(scenario.private for scenario in brief.scenarios):
        return files
    files[say("public_page_name", lang)] = public_page(public_of(proposal), lang)
    for party in brief.party_ids:
        name = _party_page(brief, party, lang)
        files[name] = own_page(own_of(proposal, party), lang)
    return files
