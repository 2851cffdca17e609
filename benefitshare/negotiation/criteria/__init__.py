"""Criteria of fairness: each picks terms of a bargain, and proves that none are better by it."""

from benefitshare.negotiation.criteria.agree import CRITERIA, agree
from benefitshare.negotiation.criteria.agreed import Agreed, Binding, Division, Group, Note, Stage
from benefitshare.negotiation.criteria.minimax_regret import Regret, regret_of_options

__all__ = [
    "CRITERIA",
    "Agreed",
    "Binding",
    "Division",
    "Group",
    "Note",
    "Regret",
    "Stage",
    "agree",
    "regret_of_options",
]
