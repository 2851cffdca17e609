"""Each keyword of a row schema as the conditions under which it fails.

The walk is that of `jsonschema`: for each keyword of each schema that applies to the row or to a
cell, the errors it would yield, each with the condition on the row. Errors inside `anyOf`, `not`
and `if` are not told, they only decide whether that keyword fails.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from benefitshare.records.compiled.conditions import (
    Condition,
    Test,
    all_of,
    any_of,
    negated,
    present,
)
from benefitshare.records.compiled.kinds import Kind
from benefitshare.records.compiled.patterns import StrangePattern, translated
from benefitshare.records.compiled.refusal import SUBSTITUTED, UncompilableSchema, step

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
ANNOTATIONS = frozenset(
    {"title", "description", "examples", "default", "$comment", "$schema", "$id", "$defs"}
)
BRANCHES = frozenset({"then", "else"})
"""Read with `if`; without it they say nothing."""


@dataclass(frozen=True)
class Failure:
    """An error: the column ("" for the row), the keyword, the path in the schema, and when."""

    column: str
    keyword: str
    pointer: str
    when: Condition


@dataclass(frozen=True)
class Place:
    """Where a schema applies and where it is read.

    column: of the cell; "" for the row.
    kind: of the cell; None for the row and for a cell that the table does not have.
    path: the schema path as `jsonschema` tells it, without references.
    pointer: where the schema stands in the document.
    references: those followed to come here, on the way within this cell or row.
    """

    column: str = ""
    kind: Kind | None = None
    path: str = ""
    pointer: str = ""
    references: tuple[str, ...] = ()

    def under(self, *parts: str | int) -> Place:
        """The place of a subschema, told with its path."""
        return replace(self, path=step(self.path, *parts), pointer=step(self.pointer, *parts))

    def refusal(self, keyword: str, reason: str) -> UncompilableSchema:
        """The error for a keyword here."""
        return UncompilableSchema(keyword, step(self.pointer, keyword), reason)


@dataclass(frozen=True)
class Walk:
    """A walk through one document for one table."""

    document: Mapping[str, Any]
    kinds: Mapping[str, Kind]

    def failures(self, schema: Any, place: Place) -> Iterator[Failure]:
        """The errors of a schema at a place."""
        if schema is True:
            return
        if not isinstance(schema, Mapping):
            raise UncompilableSchema(
                str(schema).lower(), place.pointer, "this is no schema to compile"
            )
        for keyword, operand in schema.items():
            if keyword in KEYWORDS:
                yield from KEYWORDS[keyword](self, operand, schema, place)
            else:
                self.ignore(keyword, operand, place)

    def ignore(self, keyword: str, operand: Any, place: Place) -> None:
        """Pass a keyword that only annotates; refuse any other."""
        if keyword == "$schema" and str(operand).rstrip("#") != DIALECT:
            raise place.refusal(keyword, "only JSON Schema 2020-12 is compiled")
        if keyword == "$id" and place.pointer:
            raise place.refusal(keyword, "only the document itself may have an address")
        if keyword not in ANNOTATIONS | BRANCHES and not keyword.startswith("x-"):
            raise place.refusal(keyword, "this keyword is not compiled")

    def fails(self, schema: Any, place: Place) -> Condition:
        """When a schema is not valid."""
        return any_of(failure.when for failure in self.failures(schema, place))


Keyword = Callable[[Walk, Any, Mapping[str, Any], Place], Iterator[Failure]]


def telling(rule: Callable[[Any, Place, str], Condition], keyword: str) -> Keyword:
    """A keyword that looks at one value and yields at most one error."""

    def failures(_: Walk, operand: Any, __: Mapping[str, Any], place: Place) -> Iterator[Failure]:
        when = rule(operand, place, keyword)
        yield Failure(place.column, keyword, step(place.path, keyword), when)

    return failures


def _type(operand: Any, place: Place, keyword: str) -> Condition:
    listed = [operand] if isinstance(operand, str) else operand
    if not isinstance(listed, list) or not all(name in TYPES for name in listed):
        raise place.refusal(keyword, f"{operand!r} names no types of JSON")
    names = set(listed)
    if not place.column:
        return "object" not in names
    if place.kind is None or place.kind.types & names:
        return False
    if "integer" in names and place.kind.number:
        return Test(place.column, "fractional")
    return present(place.column)


def _enum(operand: Any, place: Place, keyword: str) -> Condition:
    members = [operand] if keyword == "const" else operand
    if not isinstance(members, list) or not place.column:
        raise place.refusal(keyword, "only lists of values for a cell are compiled")
    if place.kind is None:
        return False
    values = [place.kind.value(_storable(member, place, keyword)) for member in members]
    allowed = tuple(dict.fromkeys(value for value in values if value is not None))
    return Test(place.column, "outside", allowed) if allowed else present(place.column)


def _storable(member: Any, place: Place, keyword: str) -> Any:
    if isinstance(member, str) and any(c == "\0" or "\ud800" <= c <= "\udfff" for c in member):
        raise place.refusal(keyword, "a text that a database cannot hold is not compiled")
    if isinstance(member, str) and SUBSTITUTED in member:
        raise place.refusal(keyword, f"Spark would take {SUBSTITUTED} for a variable")
    if isinstance(member, float) and not math.isfinite(member):
        raise place.refusal(keyword, "only finite numbers are compiled")
    return member


def _pattern(operand: Any, place: Place, keyword: str) -> Condition:
    try:
        search = translated(operand)
    except (StrangePattern, TypeError) as error:
        raise place.refusal(keyword, f"{operand!r}: {error}") from None
    return place.kind is not None and place.kind.text and Test(place.column, "unlike", search)


def _length(operand: Any, place: Place, keyword: str) -> Condition:
    if isinstance(operand, bool) or not isinstance(operand, int) or operand < 0:
        raise place.refusal(keyword, "a length is a whole number from 0")
    if place.kind is None or not place.kind.text:
        return False
    if keyword == "maxLength":
        return Test(place.column, "longer", operand)
    return operand > 0 and Test(place.column, "shorter", operand)


def _bound(operand: Any, place: Place, keyword: str) -> Condition:
    if isinstance(operand, bool) or not isinstance(operand, int | float) or not _finite(operand):
        raise place.refusal(keyword, "a bound is a finite number")
    if place.kind is None or not place.kind.number:
        return False
    units, lower = place.kind.units(operand), keyword in ("minimum", "exclusiveMinimum")
    if lower:
        least = math.ceil(units) if keyword == "minimum" else math.floor(units) + 1
        beyond, never = least > place.kind.greatest, least <= place.kind.least
        test = Test(place.column, "below", least)
    else:
        most = math.floor(units) if keyword == "maximum" else math.ceil(units) - 1
        beyond, never = most < place.kind.least, most >= place.kind.greatest
        test = Test(place.column, "above", most)
    return present(place.column) if beyond else not never and test


def _finite(number: int | float) -> bool:
    return isinstance(number, int) or math.isfinite(number)


def _target(walk: Walk, reference: Any, place: Place) -> Any:
    if not isinstance(reference, str) or not (reference + "/").startswith("#/"):
        raise place.refusal("$ref", "only references within the document are compiled")
    if "%" in reference:
        raise place.refusal("$ref", "a reference with escapes is not compiled")
    target: Any = walk.document
    for part in reference.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        inner = dict(enumerate(target)) if isinstance(target, list) else target
        key = int(name) if isinstance(target, list) and name.isdecimal() else name
        if not isinstance(inner, Mapping) or key not in inner:
            raise place.refusal("$ref", f"{reference} leads nowhere")
        target = inner[key]
        if isinstance(target, Mapping) and "$id" in target:
            raise place.refusal("$ref", "a reference into another resource is not compiled")
    return target


def _ref(walk: Walk, operand: Any, _: Mapping[str, Any], place: Place) -> Iterator[Failure]:
    target = _target(walk, operand, place)
    if operand in place.references:
        raise place.refusal("$ref", f"{operand} leads back to itself")
    references = (*place.references, operand)
    there = replace(place, pointer=operand[1:], references=references)
    yield from walk.failures(target, there)


def _properties(walk: Walk, operand: Any, _: Mapping[str, Any], place: Place) -> Iterator[Failure]:
    if not isinstance(operand, Mapping) or "" in operand:
        raise place.refusal("properties", "properties have names")
    if place.column:
        return  # a cell is no object
    for column, schema in operand.items():
        kind = walk.kinds.get(column)
        cell = place.under("properties", column)
        there = replace(cell, column=column, kind=kind, references=())
        for failure in walk.failures(schema, there):
            when = kind is not None and all_of((present(column), failure.when))
            yield replace(failure, when=when)


def _required(walk: Walk, operand: Any, _: Mapping[str, Any], place: Place) -> Iterator[Failure]:
    if not isinstance(operand, list) or not all(isinstance(name, str) for name in operand):
        raise place.refusal("required", "required is a list of names")
    if not place.column:
        missing = (name not in walk.kinds or negated(present(name)) for name in operand)
        yield Failure("", "required", step(place.path, "required"), any_of(missing))


def _additional(
    walk: Walk, operand: Any, schema: Mapping[str, Any], place: Place
) -> Iterator[Failure]:
    keyword = "additionalProperties"
    if not isinstance(operand, bool):
        raise place.refusal(keyword, "only true and false are compiled")
    if not place.column and not operand:
        extra = any_of(
            present(name) for name in walk.kinds if name not in schema.get("properties", ())
        )
        yield Failure("", keyword, step(place.path, keyword), extra)


def _all(walk: Walk, operand: Any, _: Mapping[str, Any], place: Place) -> Iterator[Failure]:
    for index, schema in enumerate(_schemas("allOf", operand, place)):
        yield from walk.failures(schema, place.under("allOf", index))


def _any(walk: Walk, operand: Any, _: Mapping[str, Any], place: Place) -> Iterator[Failure]:
    schemas = _schemas("anyOf", operand, place)
    parts = [walk.fails(schema, place.under("anyOf", n)) for n, schema in enumerate(schemas)]
    yield Failure(place.column, "anyOf", step(place.path, "anyOf"), all_of(parts))


def _schemas(keyword: str, operand: Any, place: Place) -> list[Any]:
    if not isinstance(operand, list) or not operand:
        raise place.refusal(keyword, f"{keyword} is a list of schemas")
    return operand


def _not(walk: Walk, operand: Any, _: Mapping[str, Any], place: Place) -> Iterator[Failure]:
    valid = negated(walk.fails(operand, place.under("not")))
    yield Failure(place.column, "not", step(place.path, "not"), valid)


def _if(walk: Walk, operand: Any, schema: Mapping[str, Any], place: Place) -> Iterator[Failure]:
    fails = walk.fails(operand, place.under("if"))
    for branch, asked in (("then", negated(fails)), ("else", fails)):
        for failure in walk.failures(schema.get(branch, True), place.under(branch)):
            yield replace(failure, when=all_of((asked, failure.when)))


KEYWORDS: dict[str, Keyword] = {
    "type": telling(_type, "type"),
    "enum": telling(_enum, "enum"),
    "const": telling(_enum, "const"),
    "pattern": telling(_pattern, "pattern"),
    "minLength": telling(_length, "minLength"),
    "maxLength": telling(_length, "maxLength"),
    "minimum": telling(_bound, "minimum"),
    "maximum": telling(_bound, "maximum"),
    "exclusiveMinimum": telling(_bound, "exclusiveMinimum"),
    "exclusiveMaximum": telling(_bound, "exclusiveMaximum"),
    "properties": _properties,
    "required": _required,
    "additionalProperties": _additional,
    "allOf": _all,
    "anyOf": _any,
    "not": _not,
    "if": _if,
    "$ref": _ref,
}
