"""`settle`: from sources to a `Settlement`. Reading and writing happen at the edges; the engine is
pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy.typing as npt

from benefitshare.agreements import agreement_findings_and_document
from benefitshare.agreements.build import build_agreement
from benefitshare.agreements.model import Agreement
from benefitshare.agreements.terms import listed
from benefitshare.findings import (
    Finding,
    InvalidInput,
    Place,
    UnreadableInput,
    UsageError,
    has_errors,
)
from benefitshare.progress import Callback, Report, adding, counted, reporter, silent
from benefitshare.records.checks import Checked, check_tables
from benefitshare.records.combined import read_all
from benefitshare.records.engines import check_engine
from benefitshare.records.kept import write_kept
from benefitshare.records.table import Table
from benefitshare.settlement.dispositions import (
    Placed,
    Went,
    placed_records,
    reconciled,
    row_place,
)  # fmt: skip
from benefitshare.settlement.engine import (
    Accounts,
    Settled,
    Tables,
    settle_agreement,
)  # fmt: skip
from benefitshare.settlement.onward import gathered
from benefitshare.settlement.parts import Parts, tables_of
from benefitshare.settlement.receipt import receipt
from benefitshare.settlement.result import Settlement
from benefitshare.settlement.spread import sent_to_spark, settle_spread, spark_of
from benefitshare.settlement.stored import Stored, all_rows, by_engine, summed_by_engine
from benefitshare.settlement.together import Settling, Together
from benefitshare.settlement.unnamed import one_agreement_each

Array = npt.NDArray[Any]
TABLES = ("projects", "tax", "output", "factors", "deductions", "payments")


def settle(
    agreement: Any,
    *,
    projects: Any,
    tax: Any = None,
    output: Any = None,
    factors: Any = None,
    deductions: Any = None,
    payments: Any = None,
    years: int | Iterable[int] | None = None,
    as_known_on: dt.date | str | None = None,
    extract: str = "auto",
    unit: str | None = None,
    engine: Any = None,
    spread: bool = False,
    progress: Callback | None = None,
    kept: str | Path | None = None,
    keep: str | Path | None = None,
) -> Settlement:
    """Settle one agreement, or several together, and say where every record went.

    `agreement` is an `Agreement`, a path, a document (mapping) or a list of these. Each table is a
    `Table`, a path, a DataFrame, or a list of these that together make the table (for example one
    workbook a year). `years` are the calendar years to report (default: all with records; earlier
    records then still run caps and carries); `as_known_on` leaves out amendments not yet known on
    that day; `extract` says whether tax records are `gross` or `split` by level (`auto`: as the
    level column tells); `unit` is the unit of money of tables that do not state one.

    `engine` leaves tax records where they are, to be checked and summed there: `"duckdb"`, an Ibis
    connection or a Spark session; `tax` is then a Parquet file, a table of the connection or its
    name, or for `"duckdb"` a CSV file. Every result is the same; `records` are asked from the
    engine when wanted. Parquet and CSV files of some size go through DuckDB unasked.

    `keep` names a file in which all tax records are kept, checked and coded; `kept` one from an
    earlier settlement, whose records come before those of `tax`. So a further year is settled from
    its own file and the kept one, and other agreements without any file of records.

    `spread` leaves what the agreements are settled from in Spark too, and settles each there, by
    one of its workers. Every result is the same; `allocations`, `stages` and `records` are fetched
    when wanted, and `Settlement.spread` has the first two as frames of Spark.

    `progress` is called with a `Progress` now and then, in the thread that called `settle`; what it
    raises ends the work, a query of DuckDB too, and is raised here.

    Raises InvalidInput when an agreement has errors or open values, UnreadableInput for a file that
    cannot be read or is changed meanwhile and for an engine that fails, UsageError for an engine or
    a table of it that is not there, for `spread` without Spark and for records that cannot be kept.
    Bad rows never raise: they are set aside and listed in `findings`.

    >>> import pandas as pd
    >>> document = {
    ...     "schema": "benefitshare/agreement/v1", "id": "doc", "status": "illustrative",
    ...     "title": {"zh": "示例", "en": "example"},
    ...     "parties": {"gz": {"role": "origin", "code": "440100"},
    ...                 "qy": {"role": "host", "code": "441800"}},
    ...     "term": {"from": "2024-01-01", "to": "2033-12-31"},
    ...     "revenue": {"taxes": ["vat"]},
    ...     "clauses": [{"id": "1", "kind": "split", "text": {"zh": "各得一半", "en": "half each"},
    ...                  "shares": {"gz": "50%", "qy": "rest"}}],
    ...     "settlement": {"collector": "qy"}}
    >>> result = settle(
    ...     document,
    ...     projects=pd.DataFrame({"project_id": ["P1"]}),
    ...     tax=pd.DataFrame({"project_id": ["P1"], "tax": ["vat"], "amount_fen": [100_000_00],
    ...                       "treasury_date": ["2024-03-15"], "level": ["shared"]}))
    >>> result.transfers[["payer", "payee", "net_fen"]].values.tolist()
    [['qy', 'gz', 1250000]]
    """
    check_engine(engine)
    report = reporter(progress)
    agreements, findings = _agreements(agreement, report)
    tax = _alone(tax)
    given = (projects, tax, output, factors, deductions, payments)
    sources = dict(zip(TABLES, given, strict=True))
    wanted = _years(years)
    day = dt.date.fromisoformat(as_known_on) if isinstance(as_known_on, str) else as_known_on
    engine = spark_of(engine) if spread else engine
    if kept is not None or keep is not None:
        found = gathered(
            agreements, sources, engine, kept=kept, keep=keep is not None,
            extract=extract, unit=unit, as_known_on=day, report=report,
        )  # fmt: skip
        known = [*findings, *found.kept.findings]
        result = settle_checked(
            agreements, found.tables, found.checked, known, wanted, day, found.stored, report
        )
        if keep is not None:
            write_kept(found.kept, keep)
        return sent_to_spark(result, engine) if spread else result
    if by_engine(tax, engine):
        summed = summed_by_engine(
            agreements, sources, engine, extract=extract, unit=unit, as_known_on=day, report=report,
            spread=spread,
        )  # fmt: skip
        if summed is not None:
            tables, checked, stored = summed
            given_ = (agreements, tables, checked, findings, wanted, day, stored)
            if spread:
                return settle_spread(*given_, engine, report)
            return settle_checked(*given_, report)
        sources["tax"] = all_rows(tax, engine)
    tables, checked = read_and_checked(sources, extract=extract, unit=unit, report=report)
    result = settle_checked(agreements, tables, checked, findings, wanted, day, report=report)
    return sent_to_spark(result, engine) if spread else result


def _alone(source: Any) -> Any:
    """The one source of a list of one."""
    return source[0] if isinstance(source, list | tuple) and len(source) == 1 else source


def read_and_checked(
    sources: Mapping[str, Any],
    *,
    extract: str = "auto",
    unit: str | None = None,
    report: Report = silent,
) -> tuple[dict[str, Table], Checked]:
    """The tables of some sources by kind (None: not given), read and checked against each other.

    Raises UnreadableInput for a file that cannot be read.
    """
    tables = read_all(sources, unit=unit, report=report)
    return tables, check_tables(tables, extract=extract)  # type: ignore[arg-type]


def _years(years: int | Iterable[int] | None) -> list[int] | None:
    if years is None:
        return None
    return [years] if isinstance(years, int) else sorted(set(years))


def _agreements(source: Any, report: Report) -> tuple[list[Agreement], list[Finding]]:
    """Agreements to settle and what there is to know about their documents."""
    sources = source if isinstance(source, Sequence) and not isinstance(source, str) else [source]
    agreements: list[Agreement] = []
    findings: list[Finding] = []
    for one in counted(sources, "documents", report):
        agreement, found = _agreement(one)
        agreements.append(agreement)
        findings += found
    ids = [a.id for a in agreements]
    repeated = next((i for i in ids if ids.count(i) > 1), None)
    if repeated:
        raise UsageError(Finding("agreements-repeated", params={"agreement": repeated}))
    return agreements, findings


def _agreement(source: Any) -> tuple[Agreement, list[Finding]]:
    from benefitshare.agreements.documents import UNREADABLE

    found: list[Finding] = []
    if isinstance(source, Agreement):
        agreement = source
    else:
        found, document = agreement_findings_and_document(source)
        if document is None or any(f.code in UNREADABLE for f in found):
            raise UnreadableInput(found)
        if has_errors(found):
            raise InvalidInput(found)
        agreement = build_agreement(document)
    refuse_open(agreement, found)
    return agreement, [_named_file(f) for f in found if f.code != "open-value"]


def refuse_open(agreement: Agreement, found: Sequence[Finding] = ()) -> None:
    """Raises InvalidInput for an agreement that has open values, with what else was found."""
    count = open_values(agreement.document)
    if count:
        params = {"agreement": agreement.id, "count": count}
        raise InvalidInput([*found, Finding("agreement-open", params=params)])


def _named_file(finding: Finding) -> Finding:
    """A finding that names its file alone, so that a folder changes no bytes."""
    file = finding.place.file
    return finding.at(file=Path(file).name) if file else finding


def open_values(node: Any) -> int:
    """How many values of a document are left to negotiation.

    >>> open_values({"shares": {"a": {"open": {"min": "1%"}}, "b": "rest"}})
    1
    """
    if isinstance(node, Mapping):
        return 1 if set(node) == {"open"} else sum(open_values(v) for v in node.values())
    return sum(open_values(v) for v in node) if isinstance(node, list) else 0


def settle_checked(
    agreements: list[Agreement],
    tables: Mapping[str, Table],
    checked: Checked,
    findings: list[Finding],
    years: list[int] | None,
    as_known_on: dt.date | None,
    stored: Stored | None = None,
    report: Report = silent,
) -> Settlement:
    """Settle checked tables and put the results together."""
    settled, placed = _settled(agreements, tables, checked, years, as_known_on, stored, report)
    return assembled(settled, placed, tables, checked, findings, years, as_known_on, stored)


def assembled(
    settled: Together,
    placed: Placed,
    tables: Mapping[str, Table],
    checked: Checked,
    findings: list[Finding],
    years: list[int] | None,
    as_known_on: dt.date | None,
    stored: Stored | None = None,
) -> Settlement:
    """The result of agreements that are settled, whose rows are placed."""
    records, lines = _listings(tables, placed, stored)
    accounts = settled.accounts
    return Settlement(
        agreements=tuple(a.agreement for a in accounts),
        allocation_lines=settled.allocations,
        transfers=_lines(accounts, "transfers"),
        output_credits=_lines(accounts, "output_credits"),
        stage_lines=settled.stages,
        traced_lines=settled.stages_of,
        conservation=_lines(accounts, "conservation"),
        record_lines=records,
        reconciliation=reconciled(tables, lines),
        projects=_projects(accounts),
        finding_list=[*findings, *checked.findings, *settled.findings],
        receipt=receipt(accounts, tables, years, as_known_on),
    )


def _settled(
    agreements: list[Agreement],
    tables: Mapping[str, Table],
    checked: Checked,
    years: list[int] | None,
    as_known_on: dt.date | None,
    stored: Stored | None,
    report: Report,
) -> tuple[Together, Placed]:
    """One agreement with its trace, several together; and where every row went."""
    if len(agreements) > 1:
        checked, placed, found = prepared(agreements, tables, checked, stored)
        settling = Settling(agreements, placed, Parts(checked), stored, years, as_known_on)
        together = settling.settle(adding("agreements", len(agreements), report))
        return replace(together, findings=[*found, *together.findings]), placed

    def settled(agreement: Agreement, own: Tables) -> Settled:
        return settle_agreement(agreement, own, years=years, as_known_on=as_known_on)

    (one,), placed, found = each_agreement(agreements, tables, checked, settled, stored, report)
    allocations, stages = (lambda: one.allocations), (lambda: one.stages)
    return Together([one], found, allocations, stages), placed


def prepared(
    agreements: list[Agreement],
    tables: Mapping[str, Table],
    checked: Checked,
    stored: Stored | None = None,
) -> tuple[Checked, Placed, list[Finding]]:
    """The tables as agreements may use them, which projects are whose, and the findings."""
    checked, doubtful = one_agreement_each(agreements, checked, tables)
    placed, found = _placed(agreements, checked, tables)
    if stored is not None:
        placed.fates["tax"] = placed.fates["tax"].followed_by(len(stored.collected.amount))
    return checked, placed, [*doubtful, *found]


def _listings(
    tables: Mapping[str, Table], placed: Placed, stored: Stored | None
) -> tuple[Callable[[], Any], Any]:
    """What lists every record, and lines to reconcile them by."""
    import pandas as pd

    read = placed_records(tables, placed)
    if stored is None:
        return (lambda: read), read
    fate = placed.fates["tax"]
    lines = pd.concat([read.assign(rows=1), stored.lines(fate)], ignore_index=True)

    def listed() -> Any:
        return placed_records(tables, placed, stored.listed(fate, tables["tax"]))

    return listed, lines


class Outcome(Went, Protocol):
    """What one agreement's settlement has to say."""

    @property
    def findings(self) -> list[Finding]:
        """What there is to know about it."""


Result = TypeVar("Result", bound=Outcome)


def each_agreement(
    agreements: list[Agreement],
    tables: Mapping[str, Table],
    checked: Checked,
    settled: Callable[[Agreement, Tables], Result],
    stored: Stored | None = None,
    report: Report = silent,
) -> tuple[list[Result], Placed, list[Finding]]:
    """Each agreement settled with its own rows of checked tables, and its lines of the stored ones:
    the results, where every row went, and the findings.

    Raises InvalidInput where a sum of amounts does not fit.
    """
    checked, placed, found = prepared(agreements, tables, checked, stored)
    results: list[Result] = []
    parts = Parts(checked)
    for agreement in counted(agreements, "agreements", report):
        own = tables_of(agreement, placed, parts)
        if stored is not None:
            own = stored.with_lines(own)
        try:
            result = settled(agreement, own)
        except OverflowError:
            params = {"agreement": agreement.id}
            raise InvalidInput(Finding("sum-overflow", params=params)) from None
        results.append(result)
        found += result.findings + placed.take(agreement, result, own)
    return results, placed, found


COLUMNS = {
    "transfers": (
        "agreement", "period", "payer", "payee", "due_fen", "paid_fen", "net_fen", "due_date",
        "overpaid",
    ),
    "output_credits": (
        "agreement", "version", "project", "indicator", "unit", "period", "clause", "mode", "party",
        "kind", "value", "scale",
    ),
    "conservation": ("agreement", "stage", "in_fen", "out_fen", "moved_fen", "difference_fen"),
}  # fmt: skip


def _lines(results: Sequence[Accounts], name: str) -> Any:
    import pandas as pd

    lines = [line for result in results for line in getattr(result, name)]
    return pd.DataFrame(lines, columns=list(COLUMNS[name]))


def _projects(results: Sequence[Accounts]) -> Any:
    import pandas as pd

    lines = [line for result in results for line in result.projects]
    columns = ["agreement", "project", "name", "class", "park", "qualified", "reason"]
    return pd.DataFrame(lines, columns=columns)


def _placed(
    agreements: list[Agreement], checked: Checked, tables: Mapping[str, Table]
) -> tuple[Placed, list[Finding]]:
    """Which agreement each project belongs to; projects of none are out of scope with their
    records.
    """
    findings: list[Finding] = []
    frame = checked.frames["projects"]
    ids = {a.id for a in agreements}
    of_project: dict[str, list[str]] = {}
    strangers: set[str] = set()
    used = frame[frame["disposition"] == "used"]

    def place_at(position: int) -> Place:
        return row_place(tables["projects"], used.iloc[position])

    for position, (project, named) in enumerate(
        zip(used["project_id"].tolist(), used["agreement_id"].tolist(), strict=True)
    ):
        if named in ids:
            of_project.setdefault(project, []).append(named)
        elif named == "" and len(agreements) == 1:
            of_project.setdefault(project, []).append(agreements[0].id)
        elif named == "":
            strangers.add(project)
            params = {"project": project, "count": len(agreements)}
            findings.append(Finding("agreement-column-missing", place_at(position), params))
        else:
            strangers.add(project)
            params = {"project": project, "agreement": named}
            findings.append(Finding("project-no-agreement", place_at(position), params))
    findings += _in_several(of_project)
    return Placed.of(checked, of_project, strangers - set(of_project), tables), findings


def _in_several(of_project: dict[str, list[str]]) -> list[Finding]:
    """Projects whose tax is shared under more than one agreement."""
    return [
        Finding("project-in-two-agreements", params={"project": project, "agreements": listed(ids)})
        for project, ids in of_project.items()
        if len(ids) > 1
    ]
