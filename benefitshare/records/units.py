"""Which unit of money a column is in: stated once, by somebody, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from benefitshare.findings import Finding, Place
from benefitshare.records.mapping import Fields
from benefitshare.reference import fen_per_unit

_TITLE = re.compile(
    r"(?:单位|unit)\s*[:：]\s*(?:人民币)?\s*(亿元|百万元|万元|千元|元|分|yuan)(?=$|[\s、,，;；)）])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Statements:
    """What the argument of the call and the title lines say."""

    argument: str
    title: str


def statements(argument: str | None, titles: tuple[str, ...], place: Place) -> Statements:
    """Gather the statements that hold for the whole table."""
    if argument is not None and fen_per_unit(argument) is None:
        from benefitshare.findings import UsageError

        raise UsageError(Finding("unit-unknown", place, value=argument))
    match = _TITLE.search(" ".join(titles))
    return Statements(argument or "", match.group(1) if match else "")


def column_unit(
    stated: Statements, fields: Fields, field: str, place: Place
) -> tuple[int | None, list[Finding]]:
    """Fen per unit of a money column, None when nobody says; a contradiction is a finding."""
    column = fields.columns[field]
    if field == "amount_fen":
        return 1, []
    said = [u for u in (stated.argument, fields.units.get(field, ""), stated.title) if u]
    known = [(unit, fen_per_unit(unit)) for unit in said]
    amounts = {fen for _, fen in known if fen is not None}
    if len(amounts) > 1:
        here = Place(place.file, sheet=place.sheet, header=column.header, cell=column.letter)
        texts = {"zh": "、".join(said), "en": ", ".join(said)}
        return None, [Finding("unit-conflict", here, {"units": texts})]
    return (amounts.pop() if amounts else None), []
