"""The rows in use of checked tables, as each agreement needs them: as numbers and plain values."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from benefitshare.agreements.model import Agreement
from benefitshare.records.checks import Checked
from benefitshare.settlement.collect import TaxRecords
from benefitshare.settlement.dispositions import Placed
from benefitshare.settlement.engine import PlainTable, Tables, tax_columns
from benefitshare.settlement.world import ProjectTable, build_factors

Array = npt.NDArray[Any]
NOTHING = np.zeros(0, dtype=np.int64)


class Parts:
    """The rows in use as numbers and plain values, made once for all agreements; each row knows its
    place in its table.
    """

    def __init__(self, checked: Checked) -> None:
        self.frames = checked.frames
        self.used = {kind: _used(frame) for kind, frame in checked.frames.items()}
        self.small = {
            kind: _Small(self._rows(kind))
            for kind in ("deductions", "payments")
            if kind in self.used
        }
        self.projects = ProjectTable.of(self._rows("projects"))
        self.tax = _tax_columns(self._rows("tax")) if "tax" in self.used else None
        factors = self._rows("factors") if "factors" in self.used else None
        self.factors = build_factors(factors)

    @cached_property
    def _of_project(self) -> dict[str, dict[str, Array]]:
        by_project = ("projects", "tax", "output")
        return {
            kind: _places(self.projects_of_rows(kind)) for kind in by_project if kind in self.used
        }

    def projects_of_rows(self, kind: str) -> Any:
        """The project of each row in use of a table."""
        return self._rows(kind)["project"] if kind in self.used else []

    def _rows(self, kind: str) -> Any:
        positions = self.used[kind]
        return self.frames[kind].iloc[positions].assign(record=positions)

    def _found(self, kind: str, projects: Iterable[str]) -> list[Array]:
        groups = self._of_project[kind]
        return [groups.get(p, NOTHING) for p in projects]

    def projects_of(self, agreement: str, projects: Iterable[str]) -> ProjectTable:
        """Some projects as they are named for an agreement, or for none."""
        at = _together(self._found("projects", projects))
        named = self.projects.agreements[at]
        return self.projects.take(at[(named == "") | (named == agreement)])

    def small_of(
        self, agreement: Agreement, placed: Placed
    ) -> tuple[PlainTable | None, PlainTable | None]:
        """The deductions and payments of an agreement, where there are such tables."""
        deductions, payments = (self.small.get(kind) for kind in ("deductions", "payments"))
        mine = list(dict.fromkeys(placed.projects_of(agreement.id)))
        known = [*mine, ""] if len(placed.agreements) == 1 else mine
        return (
            deductions.of_projects(agreement.id, known) if deductions else None,
            payments.of(agreement.id) if payments else None,
        )

    def tax_of(self, ids: Iterable[str]) -> TaxRecords | None:
        """The tax records of some projects, their projects numbered in the order given."""
        if self.tax is None:
            return None
        numbers = {identifier: number for number, identifier in enumerate(ids)}
        found = self._found("tax", numbers)
        project = np.repeat(np.array([*numbers.values()], dtype=np.int64), [len(f) for f in found])
        at = np.concatenate([NOTHING, *found])
        order = np.argsort(at)
        return self.tax.take(at[order]).with_projects(project[order])

    def output_of(self, projects: Iterable[str]) -> Any:
        """The rows of the output table of some projects."""
        if "output" not in self.used:
            return None
        positions = self.used["output"][_together(self._found("output", projects))]
        return self.frames["output"].iloc[positions].assign(record=positions)


class _Small:
    """The rows of a small table, found by the agreement they name, or else by project."""

    def __init__(self, frame: Any) -> None:
        self.table = PlainTable.of(frame)
        self._of_agreement = _places(frame["agreement_id"])
        self.without = self._of_agreement.get("", NOTHING)
        unnamed = frame.iloc[self.without]
        self._of_project = (
            {project: self.without[at] for project, at in _places(unnamed["project_id"]).items()}
            if "project_id" in frame
            else {}
        )

    def of(self, agreement: str) -> PlainTable:
        """The rows that name an agreement, or none."""
        return self.table.take(
            _together([self._of_agreement.get(agreement, NOTHING), self.without])
        )

    def of_projects(self, agreement: str, projects: Iterable[str]) -> PlainTable:
        """The rows that name an agreement, and those that name none but one of some projects."""
        found = [self._of_project.get(p, NOTHING) for p in projects]
        return self.table.take(_together([self._of_agreement.get(agreement, NOTHING), *found]))


def _together(found: list[Array]) -> Array:
    return np.sort(np.concatenate([NOTHING, *found]))


def _tax_columns(frame: Any) -> TaxRecords:
    return tax_columns(frame, lambda: np.zeros(len(frame), dtype=np.int64))


def _used(frame: Any) -> Any:
    return np.flatnonzero((frame["disposition"] == "used").to_numpy())


def _places(values: Any) -> dict[str, Array]:
    """The positions of each text, ascending."""
    import pandas as pd

    codes, names = pd.factorize(values)
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(1, len(names)))
    return dict(zip(names.tolist(), np.split(order, bounds), strict=False))


def tables_of(agreement: Agreement, placed: Placed, parts: Parts) -> Tables:
    """The rows of one agreement, in use so far, each knowing its position in the whole table."""
    mine = list(dict.fromkeys(placed.projects_of(agreement.id)))
    projects = parts.projects_of(agreement.id, mine)
    deductions, payments = parts.small_of(agreement, placed)
    return Tables(
        projects=projects,
        tax=parts.tax_of(sorted(projects.ids.tolist())),
        output=parts.output_of(mine),
        factors=parts.factors,
        deductions=deductions,
        payments=payments,
    )
