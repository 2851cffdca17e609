"""A table being read: canonical values row by row, flaws, and the money at stake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from benefitshare.findings import Finding, Place
from benefitshare.records.amounts import convert_amounts
from benefitshare.records.conversion import Column, Flaw, Flaws, convert_texts
from benefitshare.records.grid import RawColumn, blank_texts
from benefitshare.records.mapping import Fields
from benefitshare.records.units import Statements, column_unit
from benefitshare.reference import fen_per_unit


@dataclass(frozen=True)
class WideColumn:
    """One column of a wide sheet: a record for each of its filled cells."""

    code: str
    values: np.ndarray
    blank: np.ndarray


@dataclass
class Draft:
    """What has been converted so far; every array has one entry per row of the body."""

    kind: str
    fields: Fields
    height: int
    place: Place
    stated: Statements
    values: dict[str, Any] = field(default_factory=dict)
    flaws: Flaws = field(default_factory=Flaws)
    findings: list[Finding] = field(default_factory=list)
    wide: list[WideColumn] = field(default_factory=list)
    wide_names: tuple[str, str] = ("", "")
    amounts: np.ndarray | None = None
    units: dict[str, int] = field(default_factory=dict)

    def column(self, name: str) -> RawColumn | None:
        """The column of a field, if the table has it."""
        return self.fields.columns.get(name)

    def blank_texts(self) -> pa.Array:
        """A text column with nothing in it."""
        return blank_texts(self.height)

    def convert(self, name: str, converter: Callable[[RawColumn], Column]) -> pa.Array:
        """Convert a column and keep its flaws; blanks when the table lacks it."""
        column = self.column(name)
        if column is None:
            return self.blank_texts()
        found = converter(column)
        self.flaws.extend(found.flaws)
        return found.values

    def parse(self, name: str, parser: Callable[[str], str | Flaw]) -> pa.Array:
        """Convert a column by a parser of single texts."""
        return self.convert(name, lambda column: convert_texts(column, parser))

    def money(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Fen of a money column and which cells are blank; findings about its unit."""
        column = self.fields.columns[name]
        unit, findings = column_unit(self.stated, self.fields, name, self.place)
        self.findings.extend(findings)
        if findings:
            return np.zeros(self.height, np.int64), np.zeros(self.height, bool)
        rows = self._unit_rows(unit) if name != "amount_fen" else None
        if rows is None:
            found, blank = convert_amounts(column, unit)
        else:
            found, blank = self._money_by_row(column, rows)
        self._keep_money_flaws(found.flaws, column)
        self._note_coarse_unit(name, column, unit)
        return found.values, blank

    def _unit_rows(self, unit: int | None) -> dict[int | None, np.ndarray] | None:
        """Positions by unit where a unit column says it row by row."""
        import pyarrow.compute as pc

        column = self.column("amount_unit")
        if column is None:
            return None
        encoded = pc.utf8_trim_whitespace(column.text).dictionary_encode()
        codes = encoded.indices.to_numpy(zero_copy_only=False)
        rows: dict[int | None, np.ndarray] = {}
        for code, text in enumerate(encoded.dictionary.to_pylist()):
            positions = np.flatnonzero(codes == code)
            own = fen_per_unit(text) if text else unit
            if text and own is None:
                for position in positions:
                    self.flaws.add(Flaw("unit-unknown"), int(position), column)
                own = 100
            if own is not None and unit is not None and own != unit:
                for position in positions:
                    self.flaws.add(Flaw("unit-conflict-row"), int(position), column)
            rows[own] = np.concatenate([rows.get(own, positions[:0]), positions])
        return rows

    def _money_by_row(
        self, column: RawColumn, rows: dict[int | None, np.ndarray]
    ) -> tuple[Column, np.ndarray]:
        fen, blank, flaws = np.zeros(self.height, np.int64), np.zeros(self.height, bool), Flaws()
        for unit, positions in rows.items():
            found, empty = convert_amounts(column.take(positions), unit)
            fen[positions], blank[positions] = found.values, empty
            for item in found.flaws.found:
                flaws.add(item.flaw, int(positions[item.position]), column)
        return Column(fen, flaws), blank

    def _keep_money_flaws(self, flaws: Flaws, column: RawColumn) -> None:
        """A unit that nobody stated is one finding of the table, not one of each cell."""
        silent = [item for item in flaws.found if item.flaw.code == "unit-not-stated"]
        if silent:
            here = Place(
                self.place.file, sheet=self.place.sheet, header=column.header, cell=column.letter
            )
            self.findings.append(Finding("unit-not-stated", here))
        self.flaws.found.extend(i for i in flaws.found if i.flaw.code != "unit-not-stated")

    def _note_coarse_unit(self, name: str, column: RawColumn, unit: int | None) -> None:
        import pyarrow.compute as pc

        if unit is not None:
            self.units[name] = unit
        if unit is None or unit <= 100 or not len(column.text):
            return
        if not pc.any(pc.match_substring_regex(column.text, r"\.[0-9]{3}|元")).as_py():
            here = Place(
                self.place.file, sheet=self.place.sheet, header=column.header, cell=column.letter
            )
            self.findings.append(Finding("unit-coarse", here))


def first_filled(*arrays: pa.Array) -> pa.Array:
    """Row by row the first text that is not blank."""
    import pyarrow.compute as pc

    found = arrays[0]
    for array in arrays[1:]:
        found = pc.if_else(pc.equal(found, ""), array, found)
    return found


def truth(condition: Any) -> np.ndarray:
    """An Arrow condition as a NumPy mask."""
    mask: np.ndarray = condition.to_numpy(zero_copy_only=False)
    return mask
