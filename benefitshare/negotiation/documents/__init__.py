"""Results of the negotiation layer as JSON documents: canonical, so that equal results give equal
bytes.

The documents follow `schemas/v1/proposal.schema.json`. They hold texts, integers, booleans and null
only: money as yuan rounded to fen and said to be rounded, shares always exact.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from benefitshare.negotiation.api import Change, Comparison, Efficient, Improvement
from benefitshare.negotiation.documents.evaluated import (
    utilities,
    written_evaluation,
    written_findings,
)
from benefitshare.negotiation.documents.heading import SCHEMA, heading
from benefitshare.negotiation.documents.open_to import written_own, written_public
from benefitshare.negotiation.documents.quantity import Node, on_scale, shares, yuan
from benefitshare.negotiation.documents.reasons import (
    worths,
    written_agreed,
    written_binding,
    written_refusal,
)
from benefitshare.negotiation.evaluation import Evaluation
from benefitshare.negotiation.frontier import Point
from benefitshare.negotiation.grid import Listed
from benefitshare.negotiation.proposal import Proposal
from benefitshare.negotiation.public import OwnForm, PublicForm

Result = (
    Proposal | Evaluation | Comparison | Efficient | Improvement | Change | PublicForm | OwnForm
)


def to_json(result: Result) -> str:
    """A result as canonical JSON: sorted keys, no spaces, UTF-8, a newline at the end."""
    return json_text(to_document(result))


def json_text(document: Mapping[str, Any]) -> str:
    r"""A document as canonical JSON.

    >>> json_text({"b": 1, "a": "清远"})
    '{"a":"清远","b":1}\n'
    """
    text = json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text + "\n"


def to_document(result: Result) -> Node:
    """A result as the document of its kind, as plain Python values.

    A document is for whoever wrote the brief: it holds reservation values and what was computed
    from them. `benefitshare.negotiation.public` makes what others may see.
    """
    return WRITERS[type(result)](result)


def _proposal(result: Proposal) -> Node:
    case = result.case
    top = heading(
        "proposal", case.brief, scale=case.scale, risk=case.risk, criterion=result.criterion
    )
    return {**top, **_answer(result)}


def _answer(result: Proposal) -> Node:
    case, found = result.case, result.evaluation
    lost = {p: on_scale(case.scale, value) for p, value in result.price_of_rounding.items()}
    return {
        "agreed": result.is_agreed,
        "evaluation": None if found is None else written_evaluation(found),
        "off_grid": written_agreed(case, result.continuous),
        "on_grid": None if result.gridded is None else written_agreed(case, result.gridded),
        "price_of_rounding": [{"party": p, "utility": value} for p, value in lost.items()],
        "ties": None if result.ties is None else _ties(result.ties),
        "bindings": [written_binding(case, binding) for binding in result.bindings],
        "refusal": None if result.refusal is None else written_refusal(case, result.refusal),
        "off_scale": list(case.off_scale),
        "findings": written_findings(case.findings if found is None else found.findings),
    }


def _ties(ties: Listed) -> Node:
    return {"complete": ties.complete, "terms": [shares(vector) for vector in ties.vectors]}


def _evaluation(result: Evaluation) -> Node:
    return {**_heading_of("evaluation", result), "evaluation": written_evaluation(result)}


def _heading_of(kind: str, result: Evaluation) -> Node:
    return heading(kind, result.brief, scale=result.scale, risk=result.risk)


def _comparison(result: Comparison) -> Node:
    first = next(iter(result.evaluations.values()))
    return {
        **_heading_of("comparison", first),
        "proposals": [
            {"name": name, "evaluation": written_evaluation(one)}
            for name, one in result.evaluations.items()
        ],
        "better": [{"one": one, "other": other} for one, other in result.better],
    }


def _frontier(result: Efficient) -> Node:
    case, found = result.case, result.frontier
    return {
        **heading("frontier", case.brief, scale=case.scale, risk=case.risk),
        "points_are": found.kind,
        "complete": found.complete,
        "points": [_point(result, point) for point in found.points],
        "findings": written_findings(case.findings),
    }


def _point(result: Efficient, point: Point) -> Node:
    return {
        "terms": shares(point.terms),
        "worth": worths(result.case, point.utilities),
        "verified": point.verified,
    }


def _improvement(result: Improvement) -> Node:
    after = result.after
    return {
        **_heading_of("improvement", result.before),
        "before": {"evaluation": written_evaluation(result.before)},
        "after": None if after is None else {"evaluation": written_evaluation(after)},
        "gains": utilities(result.before.scale, result.gains),
    }


def _change(result: Change) -> Node:
    return {
        **_heading_of_change(result.before),
        "before": _side(result.before),
        "after": _side(result.after),
        "differences": list(_differences(_evaluated(result.before), _evaluated(result.after))),
    }


def _heading_of_change(before: Proposal | Evaluation) -> Node:
    if isinstance(before, Evaluation):
        return _heading_of("change", before)
    case = before.case
    return heading(
        "change", case.brief, scale=case.scale, risk=case.risk, criterion=before.criterion
    )


def _side(result: Proposal | Evaluation) -> Node:
    """One side of a change; what its terms come to, and how they were found."""
    found = _evaluated(result)
    return {
        "evaluation": None if found is None else written_evaluation(found),
        **({"answer": _answer(result)} if isinstance(result, Proposal) else {}),
    }


def _evaluated(result: Proposal | Evaluation) -> Evaluation | None:
    return result.evaluation if isinstance(result, Proposal) else result


def _differences(before: Evaluation | None, after: Evaluation | None) -> Iterator[Node]:
    """What the change gives each party, in net present value; nothing where one side has none."""
    if before is None or after is None:
        return
    for standing in after.standings:
        more: Fraction = standing.net - before.standing(standing.party).net
        yield {"party": standing.party, "net": yuan(more)}


WRITERS: Mapping[type, Callable[[Any], Node]] = {
    Proposal: _proposal,
    Evaluation: _evaluation,
    Comparison: _comparison,
    Efficient: _frontier,
    Improvement: _improvement,
    Change: _change,
    PublicForm: written_public,
    OwnForm: written_own,
}

__all__ = ["SCHEMA", "Result", "json_text", "to_document", "to_json"]
