"""`show`: an agreement as prose."""

from __future__ import annotations

import argparse

from benefitshare.agreements import load_agreement
from benefitshare.agreements.prose import agreement_prose
from benefitshare.cli.failures import CLEAN
from benefitshare.cli.screen import Screen


def run(values: argparse.Namespace, screen: Screen) -> int:
    """The prose in the language asked for; as JSON in both."""
    agreement = load_agreement(values.agreement)
    text = {"zh": agreement_prose(agreement, "zh"), "en": agreement_prose(agreement, "en")}
    screen.result({"agreement": agreement.id, "text": text}, text[screen.lang])
    return CLEAN
