"""What each open share is worth: the outlook run through the settlement pipeline itself, with a
formula in the place of each open share (docs/decisions/0010-formulas-through-the-pipeline.md).

The closed loop is here too: the same outlook under complete agreements, settled in fen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from benefitshare.findings import Finding, UsageError
from benefitshare.money.unknown import InexactError
from benefitshare.negotiation.amount import Amount, Answers, formula_of
from benefitshare.negotiation.formula import Formula, Number
from benefitshare.negotiation.program import Row, Variable
from benefitshare.negotiation.terms import (
    OpenTerm,
    ShareList,
    agreement_with,
    frame,
    share_lists,
    terms_of,
)  # fmt: skip

if TYPE_CHECKING:
    from benefitshare.agreements.model import Agreement
    from benefitshare.records.checks import Checked
    from benefitshare.records.table import Table
    from benefitshare.settlement.engine import Tables as Rows
    from benefitshare.settlement.unrounded import Unrounded

Node = Mapping[str, Any]
Tables = Mapping[str, Any]
"""The tables of a scenario by kind, as the keywords `settle` takes them."""
Key = tuple[str, str, str, int]
"""Scenario, agreement, party, calendar year."""
CreditKey = tuple[str, str, str, int, str]
"""Scenario, agreement, party, calendar year, indicator."""
ClauseKey = tuple[str, str, str, str]
"""Scenario, agreement, clause, party."""
CellKey = tuple[str, str, str, int]
"""Scenario, term, tax, calendar year."""


@dataclass(frozen=True)
class Prepared:
    """The tables of a scenario, read and checked: worth and settlements start from the same."""

    tables: Mapping[str, Table]
    checked: Checked


def prepared(scenarios: Mapping[str, Tables]) -> dict[str, Prepared]:
    """The tables of all scenarios read and checked once, for any number of calls.

    Raises UnreadableInput for a file that cannot be read.
    """
    return {scenario: _prepared(tables) for scenario, tables in scenarios.items()}


def _prepared(tables: Tables | Prepared) -> Prepared:
    from benefitshare.settlement.api import read_and_checked

    return tables if isinstance(tables, Prepared) else Prepared(*read_and_checked(tables))


@dataclass(frozen=True)
class Read:
    """How the outlook of a scenario was read: everything there is to know about its tables, and
    where every row went. Of the findings `settling` are those that only settling makes.
    """

    findings: tuple[Finding, ...] = ()
    settling: tuple[Finding, ...] = ()
    _tables: Mapping[str, Table] = field(default_factory=dict, repr=False, compare=False)
    _placed: Any = field(default=None, repr=False, compare=False)

    @cached_property
    def lines(self) -> tuple[Mapping[str, Any], ...]:
        """Of each table the rows and fen that were read, used, set aside or out of scope, with the
        reason.
        """
        from benefitshare.settlement.dispositions import placed_records, reconciled

        if self._placed is None:
            return ()
        records = placed_records(self._tables, self._placed)
        return tuple(reconciled(self._tables, records).to_dict("records"))

    @property
    def set_aside(self) -> tuple[Mapping[str, Any], ...]:
        """The lines of rows that could not be used."""
        return tuple(line for line in self.lines if line["disposition"] == "set_aside")


@dataclass(frozen=True)
class Worth:
    """What the agreements give, as formulas in fen of the open shares.

    `variables` are the open shares, then answers that depend on them; `rows` hold for both.
    `entitlement` and `cash` are by scenario, agreement, party and calendar year; `by_clause` is
    cash over all years; `output` credit in units of the indicator. `rounding_fen` is how far a
    rounded settlement may be from entitlement or cash; `cells` what a whole share is worth, in
    fen: one point is the hundredth part. `read` says by scenario how its tables were read.
    """

    terms: tuple[OpenTerm, ...]
    variables: tuple[Variable, ...]
    rows: tuple[Row, ...]
    cash: Mapping[Key, Formula]
    entitlement: Mapping[Key, Formula]
    by_clause: Mapping[ClauseKey, Formula]
    output: Mapping[CreditKey, Formula]
    rounding_fen: Mapping[Key, int]
    cells: Mapping[CellKey, Fraction]
    read: Mapping[str, Read] = field(default_factory=dict)


@dataclass(frozen=True)
class Received:
    """What complete agreements give, in fen, settled and rounded; keys as those of `Worth`."""

    cash: Mapping[Key, int]
    entitlement: Mapping[Key, int]
    by_clause: Mapping[ClauseKey, int]
    output: Mapping[CreditKey, Fraction]
    read: Mapping[str, Read] = field(default_factory=dict)


@dataclass(frozen=True)
class _Run:
    """One agreement in one scenario."""

    scenario: str
    answers: Answers
    found: Unrounded


def worth(
    documents: Sequence[Node],
    scenarios: Mapping[str, Tables | Prepared],
    *,
    years: Sequence[int] | None = None,
) -> Worth:
    """Run the outlook through the pipeline with a formula in the place of each open share.

    `documents` are agreements that have passed every check but that shares are open; `years`
    those to report (None: all with records), as in `settle`. Scenarios may be `prepared` before.

    Raises InvalidInput where a sum of amounts does not fit, and UsageError where an agreement
    cannot be worth anything exact: `worth-not-exact` where a rule turns on how shares compare in
    a way no rows can say, `worth-late-amendment` where amendments settle differences.
    """
    lists = [share_lists(document) for document in documents]
    runs: list[_Run] = []
    read: dict[str, Read] = {}
    for scenario, tables in scenarios.items():
        of_scenario, read[scenario] = _scenario(documents, lists, scenario, tables, years)
        runs += of_scenario
    terms = terms_of(documents)
    return Worth(
        terms,
        (*(t.variable for t in terms), *(v for run in runs for v in run.answers.variables)),
        (*(r for d in documents for r in frame(d)), *(r for run in runs for r in run.answers.rows)),
        _summed((_key(run, party, year), fen) for run, party, year, _, fen in _paid(runs, True)),
        _summed((_key(run, party, year), fen) for run, party, year, _, fen in _paid(runs, False)),
        _summed(
            ((run.scenario, run.found.agreement.id, clause, party), fen)
            for run, party, _, clause, fen in _paid(runs, True)
        ),
        _summed(line for run in runs for line in _credited(run)),
        {key: fen for run in runs for key, fen in _rounding(run)},
        _cells(runs),
        read,
    )


def _scenario(
    documents: Sequence[Node],
    lists: Sequence[tuple[ShareList, ...]],
    scenario: str,
    tables: Tables | Prepared,
    years: Sequence[int] | None,
) -> tuple[list[_Run], Read]:
    from benefitshare.settlement.api import each_agreement

    own = _prepared(tables)
    made = {
        str(document["id"]): Answers(
            f"{scenario}/{document['id']}", of_document, _margin(own.checked)
        )
        for document, of_document in zip(documents, lists, strict=True)
    }
    agreements = [agreement_with(d, made[str(d["id"])].shares()) for d in documents]

    def run(agreement: Agreement, rows: Rows) -> Unrounded:
        return _unrounded(agreement, rows, years)

    results, placed, found = each_agreement(agreements, own.tables, own.checked, run)
    runs = [_Run(scenario, made[r.agreement.id], r) for r in results]
    return runs, _read(own, placed, found)


def _unrounded(agreement: Agreement, own: Rows, years: Sequence[int] | None) -> Unrounded:
    from benefitshare.settlement.unrounded import unrounded

    _refuse_differences(agreement)
    try:
        return unrounded(agreement, own, None if years is None else list(years))
    except InexactError as error:
        params = {"agreement": agreement.id, "id": error.clause}
        raise UsageError(
            Finding("worth-not-exact", params=params, clause=error.clause or None)
        ) from None


def _refuse_differences(agreement: Agreement) -> None:
    """Amendments that pay differences settle a year several times over, each time rounded."""
    from benefitshare.settlement.engine import known_amendments, late_amendments

    late = late_amendments(agreement, known_amendments(agreement, None))
    if late and agreement.settlement.late_amendments == "difference":
        params = {"agreement": agreement.id, "amendment": late[0].id}
        raise UsageError(Finding("worth-late-amendment", params=params))


def _margin(checked: Checked) -> Fraction:
    """By how many fen something must be below zero to stay so whatever is rounded: the records
    bound the amounts that are.
    """
    tax = checked.frames.get("tax")
    return Fraction(1 + 2 * (0 if tax is None else len(tax)))


def _key(run: _Run, party: str, year: int) -> Key:
    return run.scenario, run.found.agreement.id, party, year


def _paid(runs: list[_Run], cash: bool) -> Iterable[tuple[_Run, str, int, str, Any]]:
    for run in runs:
        for party, year, clause, fen in run.found.amounts(cash=cash):
            yield run, party, year, clause, fen


def _summed(lines: Iterable[tuple[Any, Any]]) -> dict[Any, Formula]:
    parts: dict[Any, list[Any]] = {}
    for key, value in lines:
        parts.setdefault(key, []).append(value)
    return {key: Formula.sum(map(formula_of, values)) for key, values in parts.items()}


def _credited(run: _Run) -> Iterable[tuple[CreditKey, Formula]]:
    from benefitshare.periods import parse_period
    from benefitshare.reference.indicators import indicators

    known, world = indicators(), run.found.state.world
    for line in run.found.credited:
        if line.clause is None:
            continue
        scale = known[line.indicator].scale if line.indicator in known else 1
        year = parse_period(line.period)[1].year
        key = (*_key(run, world.parties[line.party], year), line.indicator)
        yield key, formula_of(line.value) / scale


def _rounding(run: _Run) -> Iterable[tuple[Key, int]]:
    from benefitshare.settlement.unrounded import rounding_bounds

    for year, fen in rounding_bounds(run.found).items():
        for party in run.found.agreement.party_ids:
            yield _key(run, party, year), fen


def _cells(runs: list[_Run]) -> dict[CellKey, Fraction]:
    """What a whole share is worth, by tax and year, where its own party shares."""
    found: dict[CellKey, Fraction] = {}
    for run in runs:
        list_of = {t.id: shares for shares in run.answers.lists for t in shares.terms}
        for tax, year, base, part in run.found.shared():
            for term, fen in _own(part, base, list_of).items():
                key = run.scenario, term, tax, year
                found[key] = found.get(key, Fraction(0)) + fen
    return found


def _own(part: Any, base: Any, list_of: Mapping[str, ShareList]) -> dict[str, Fraction]:
    """The shares that are a party's own in its part of a base: what rises with it. Where nobody
    takes the rest, the last share of a list is written as what the others leave.
    """
    own: dict[str, Fraction] = {}
    for name, ratio in part.terms.items() if isinstance(part, Amount) else ():
        if ratio * base > 0:
            own[name] = Fraction(ratio)
        elif not list_of[name].has_rest:
            own[list_of[name].terms[-1].id] = -Fraction(ratio)
    return own


def settled(
    documents: Sequence[Node],
    scenarios: Mapping[str, Tables | Prepared],
    *,
    years: Sequence[int] | None = None,
) -> Received:
    """The outlook under complete agreements, settled and rounded as ever.

    Raises InvalidInput for an agreement that still has open shares.
    """
    cash: dict[Key, int] = {}
    entitlement: dict[Key, int] = {}
    by_clause: dict[ClauseKey, int] = {}
    output: dict[CreditKey, Fraction] = {}
    read: dict[str, Read] = {}
    for scenario, tables in scenarios.items():
        read[scenario] = _settled(
            documents, scenario, tables, years, (cash, entitlement, by_clause, output)
        )
    return Received(cash, entitlement, by_clause, output, read)


def _settled(
    documents: Sequence[Node],
    scenario: str,
    tables: Tables | Prepared,
    years: Sequence[int] | None,
    into: tuple[dict[Key, int], dict[Key, int], dict[ClauseKey, int], dict[CreditKey, Fraction]],
) -> Read:
    from benefitshare.agreements.build import build_agreement
    from benefitshare.settlement.api import each_agreement, refuse_open
    from benefitshare.settlement.engine import settle_agreement

    agreements = [build_agreement(d) for d in documents]
    for agreement in agreements:
        refuse_open(agreement)
    wanted = None if years is None else list(years)
    own = _prepared(tables)
    results, placed, found = each_agreement(
        agreements, own.tables, own.checked,
        lambda agreement, rows: settle_agreement(agreement.document, rows, years=wanted),
    )  # fmt: skip
    for result in results:
        _add(scenario, result, into)
    return _read(own, placed, found)


def _read(own: Prepared, placed: Any, found: Iterable[Finding]) -> Read:
    settling = tuple(found)
    return Read((*own.checked.findings, *settling), settling, own.tables, placed)


def _add(scenario: str, result: Any, into: tuple[dict[Any, Any], ...]) -> None:
    """One agreement's allocations and credits, added up."""
    from benefitshare.periods import parse_period

    cash, entitlement, by_clause, output = into
    agreement, frame_ = result.agreement.id, result.allocations
    columns = (frame_[c].tolist() for c in ("kind", "period", "party", "clause", "amount_fen"))
    for kind, period, party, clause, fen in zip(*columns, strict=True):
        key = scenario, agreement, party, parse_period(period)[0].year
        sums = cash if kind == "cash" else entitlement
        sums[key] = sums.get(key, 0) + fen
        if kind == "cash":
            of_clause = scenario, agreement, clause, party
            by_clause[of_clause] = by_clause.get(of_clause, 0) + fen
    for line in result.output_credits:
        if line["kind"] == "credit":
            year = parse_period(line["period"])[1].year
            credit = scenario, agreement, line["party"], year, line["indicator"]
            value = Fraction(line["value"], line["scale"])
            output[credit] = output.get(credit, Fraction(0)) + value


@dataclass(frozen=True)
class Difference:
    """How far a settlement is from what was promised, and how far rounding explains."""

    key: Key
    promised_fen: Fraction
    settled_fen: int
    rounding_fen: int

    @property
    def fen(self) -> Fraction:
        """Settled less promised."""
        return self.settled_fen - self.promised_fen

    @property
    def is_explained(self) -> bool:
        """Whether rounding explains it."""
        return abs(self.fen) <= self.rounding_fen


def difference(
    found: Worth, values: Mapping[str, Number], received: Received, *, cash: bool = True
) -> tuple[Difference, ...]:
    """Promise and settlement side by side, for every party and year either of them knows.

    `values` names every variable, answers too.
    """
    promised = found.cash if cash else found.entitlement
    paid = received.cash if cash else received.entitlement
    keys = [*promised, *(key for key in paid if key not in promised)]
    return tuple(
        Difference(
            key,
            promised[key].at(values) if key in promised else Fraction(0),
            paid.get(key, 0),
            found.rounding_fen.get(key, 0),
        )
        for key in keys
    )


__all__ = [
    "Difference", "Prepared", "Read", "Received", "Tables", "Worth", "difference", "prepared",
    "settled", "worth",
]  # fmt: skip
