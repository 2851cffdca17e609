"""Open terms: shares an agreement leaves to negotiation, and the agreement once they are found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from benefitshare.agreements.build import build_agreement
from benefitshare.agreements.model import Agreement, Open
from benefitshare.findings import Finding, InvalidInput, Place, UsageError
from benefitshare.money import format_share, parse_share
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.program import Row, Variable

Node = Mapping[str, Any]


@dataclass(frozen=True)
class OpenTerm:
    """One open share: of `party` (a reference) in a clause, its tier counted from 1.

    `band` is counted from 1 too, and None without bands; `pointer` is its place in the document.
    `text` says in each language which share it is.
    """

    id: str
    agreement: str
    clause: str
    tier: int
    party: str
    pointer: str
    lower: Fraction
    upper: Fraction
    step: Fraction | None
    text: Mapping[str, str]
    band: int | None = None

    @property
    def variable(self) -> Variable:
        """The share as a variable of a program."""
        return Variable(self.id, self.lower, self.upper)


@dataclass(frozen=True)
class ShareList:
    """A list of shares with open ones; `fixed` is what else is written, `has_rest` whether
    somebody takes what is left.
    """

    name: str
    terms: tuple[OpenTerm, ...]
    fixed: Fraction
    has_rest: bool

    @property
    def row(self) -> Row:
        """The open shares leave nothing over, or no less than nothing to whoever takes the rest."""
        total = Formula.sum(Formula.variable(t.id) for t in self.terms)
        sense: Any = "<=" if self.has_rest else "=="
        return Row.of(f"{self.name}/whole", total, sense, 1 - self.fixed)


def open_terms(document: Node) -> tuple[OpenTerm, ...]:
    """The open shares of an agreement, in document order.

    >>> [term.id for term in open_terms({
    ...     "id": "a", "parties": {"jia": {"role": "origin"}, "yi": {"role": "host"}},
    ...     "clauses": [{"id": "6", "kind": "split", "shares": {
    ...         "jia": {"open": {"max": "60%"}}, "yi": "rest"}}]})]
    ['a/6/1/jia']
    """
    return tuple(term for shares in share_lists(document) for term in shares.terms)


def share_lists(document: Node) -> tuple[ShareList, ...]:
    """The lists of shares that hold open ones, in document order."""
    found = (_share_list(document, *place) for place in _places(document))
    return tuple(shares for shares in found if shares.terms)


def frame(document: Node) -> tuple[Row, ...]:
    """The rows that make every list of shares a whole."""
    return tuple(shares.row for shares in share_lists(document))


Found = tuple[str, str, str, int, int | None, Node]
"""Pointer, amendment or "", clause, tier, band, shares."""


def _places(document: Node) -> Iterator[Found]:
    versions = [("", "", document)]
    versions += [
        (f"/amendments/{i}", str(a["id"]), a) for i, a in enumerate(document.get("amendments", ()))
    ]
    for pointer, amendment, version in versions:
        for field in ("clauses", "output"):
            for number, clause in enumerate(version.get(field, ())):
                yield from _of_clause(f"{pointer}/{field}/{number}", amendment, clause)


def _of_clause(pointer: str, amendment: str, clause: Node) -> Iterator[Found]:
    clause_id = str(clause["id"])
    if clause.get("kind") == "give_back":
        if isinstance(clause.get("to"), Mapping):
            yield f"{pointer}/to", amendment, clause_id, 1, None, clause["to"]
        return
    tiers = clause.get("tiers")
    for number, rule in enumerate(tiers if tiers is not None else [clause]):
        at = f"{pointer}/tiers/{number}" if tiers is not None else pointer
        if "shares" in rule:
            yield f"{at}/shares", amendment, clause_id, number + 1, None, rule["shares"]
        for band, part in enumerate(rule.get("bands", ())):
            shares = part["shares"]
            yield f"{at}/bands/{band}/shares", amendment, clause_id, number + 1, band + 1, shares


def _share_list(
    document: Node, pointer: str, amendment: str, clause: str, tier: int, band: int | None,
    shares: Node,
) -> ShareList:  # fmt: skip
    name = f"{document['id']}/{clause}{'@' if amendment else ''}{amendment}/{tier}"
    name += f".{band}" if band else ""
    terms, fixed, has_rest = [], Fraction(0), False
    for party, value in shares.items() if "ratio" not in shares else ():
        if isinstance(value, Mapping):
            text = _text(document, clause, tier, band, party)
            bounds = value["open"]
            terms.append(
                OpenTerm(
                    f"{name}/{party}", str(document["id"]), clause, tier, party,
                    f"{pointer}/{_escaped(party)}",
                    parse_share(bounds.get("min", "0")), parse_share(bounds.get("max", "1")),
                    parse_share(bounds["step"]) if "step" in bounds else None, text, band,
                )
            )  # fmt: skip
        elif value == "rest":
            has_rest = True
        else:
            fixed += parse_share(value)
    return ShareList(name, tuple(terms), fixed, has_rest)


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _text(
    document: Node, clause: str, tier: int, band: int | None, party: str
) -> Mapping[str, str]:
    from benefitshare.agreements.phrases import Phrases

    parties = document["parties"]
    words = {}
    for lang in ("zh", "en"):
        names = {p: _name(p, node, lang) for p, node in parties.items()}
        words[lang] = Phrases(lang, names, "").party(party)
    zh, en = f"“{clause}”第{tier}段", f"clause {clause}, tier {tier}"
    if band:
        zh, en = f"{zh}第{band}档", f"{en}, band {band}"
    return {"zh": f"{zh}{words['zh']}的比例", "en": f"{en}: share of {words['en']}"}


def _name(party: str, node: Node, lang: str) -> str:
    from benefitshare.reference import city_name

    named = node.get("name") or (city_name(node["code"]) if node.get("code") else None) or {}
    return str(named.get(lang) or next(iter(named.values()), party))


def filled(document: Node, values: Mapping[str, Fraction]) -> dict[str, Any]:
    """The complete agreement with every open share written out, held against every check.

    `values` may name terms of other agreements too. Where the open shares leave nothing, `rest` is
    written as 0%; a clause that a share of nothing leaves without effect stays.

    Raises KeyError for a share it does not name, UsageError for one that cannot be written exactly
    (more than nine digits), InvalidInput where the agreement that comes out has errors.
    """
    made: dict[str, Any] = _copied(document)
    for shares in share_lists(document):
        for term in shares.terms:
            _put(made, term.pointer, share_text(term, values[term.id]))
        if shares.has_rest and shares.fixed + sum(values[t.id] for t in shares.terms) == 1:
            _put_nothing(made, shares.terms[0].pointer.rpartition("/")[0])
    return _checked(made)


IDLE = frozenset({"cap-on-nobody", "set-aside-of-nobody"})
"""What a share of nothing leaves without effect is written all the same."""


def _copied(node: Any) -> Any:
    """A copy in which no two places are one, as places that YAML names by an anchor are."""
    if isinstance(node, Mapping):
        return {key: _copied(value) for key, value in node.items()}
    return [_copied(value) for value in node] if isinstance(node, list | tuple) else node


def _put(document: Any, pointer: str, text: str) -> None:
    above, _, last = pointer.rpartition("/")
    _node(document, above)[last.replace("~1", "/").replace("~0", "~")] = text


def _put_nothing(document: Any, pointer: str) -> None:
    """Whoever takes the rest of a list has nothing."""
    shares = _node(document, pointer)
    shares.update({party: "0%" for party, value in shares.items() if value == "rest"})


def _node(document: Any, pointer: str) -> Any:
    node = document
    for key in [p.replace("~1", "/").replace("~0", "~") for p in pointer.split("/")[1:]]:
        node = node[int(key)] if isinstance(node, list) else node[key]
    return node


def share_text(term: OpenTerm, value: Fraction) -> str:
    """A share as documents carry it. Raises UsageError for one that takes more than nine digits.

    >>> from benefitshare.money import format_share
    >>> format_share(Fraction(3, 8)), format_share(Fraction(1, 3))
    ('37.5%', '1/3')
    """
    for text in (format_share(value), f"{value.numerator}/{value.denominator}"):
        try:
            if parse_share(text) == value:
                return text
        except ValueError:
            continue
    place = Place(pointer=term.pointer)
    params = {"term": term.text, "share": str(value)}
    raise UsageError(Finding("share-not-writable", place, params, clause=term.clause))


def _checked(document: dict[str, Any]) -> dict[str, Any]:
    from benefitshare.agreements import agreement_findings_and_document
    from benefitshare.findings import has_errors

    found, _ = agreement_findings_and_document(document)
    if has_errors([f for f in found if f.code not in IDLE]):
        raise InvalidInput(found)
    return document


def agreement_with(document: Node, shares: Mapping[str, Any]) -> Agreement:
    """The agreement with a number, or one not known yet, in the place of each open share.

    `document` has passed every check but that it has open shares.
    """
    marked: dict[str, Any] = _copied(document)
    for term in open_terms(document):
        _mark(marked, term)
    agreement = build_agreement(marked)
    clauses, output = (
        tuple(replace(c, spec=_with(c.spec, shares)) for c in group)
        for group in (agreement.clauses, agreement.output)
    )
    return replace(agreement, clauses=clauses, output=output, document=document)


def _mark(document: Any, term: OpenTerm) -> None:
    node = _node(document, term.pointer)
    node["open"] = {**node["open"], "term": term.id}


def _with(value: Any, shares: Mapping[str, Any]) -> Any:
    """A spec with shares in the place of open ones."""
    if isinstance(value, Open):
        return shares[value.term]
    if isinstance(value, tuple):
        return tuple(_with(v, shares) for v in value)
    if hasattr(value, "__dataclass_fields__"):
        changed = {n: _with(getattr(value, n), shares) for n in value.__dataclass_fields__}
        return replace(value, **changed)
    return value


def terms_of(documents: Sequence[Node]) -> tuple[OpenTerm, ...]:
    """The open terms of several agreements, in order."""
    return tuple(term for document in documents for term in open_terms(document))


__all__ = [
    "OpenTerm", "ShareList", "agreement_with", "filled", "frame", "open_terms", "share_lists",
    "share_text", "terms_of",
]  # fmt: skip
