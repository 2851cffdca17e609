"""The checks of a row schema on a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from benefitshare.records.compiled.conditions import Condition, any_of, negated
from benefitshare.records.compiled.keywords import Place, Walk
from benefitshare.records.compiled.kinds import Kind, kind_of
from benefitshare.records.compiled.refusal import UncompilableSchema
from benefitshare.records.compiled.rendering import rendered

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True)
class Check:
    """One error that `jsonschema` may yield for a row.

    column: the path in the row; "" for the row itself, as where a required column is missing.
    keyword: the keyword that fails.
    pointer: the path in the schema, as `jsonschema` tells it: without `if` and `$ref`.
    when: the condition on the row.
    """

    column: str
    keyword: str
    pointer: str
    when: Condition
    kinds: Mapping[str, Kind] = field(repr=False)

    def fails(self, table: ir.Table) -> ir.BooleanValue:
        """True on the rows where it fails, false on the others; never NULL."""
        return rendered(self.when, table, self.kinds)


@dataclass(frozen=True)
class RowChecks:
    """The checks of a schema on tables of certain columns; those that can never fail are left out.

    failures: one for each path in the row, keyword and path in the schema, in the schema's order.
    kinds: the kind of each column.
    """

    failures: tuple[Check, ...]
    kinds: Mapping[str, Kind] = field(repr=False)

    def passes(self, table: ir.Table) -> ir.BooleanValue:
        """True on the rows where no check fails, false on the others; never NULL."""
        none = negated(any_of(check.when for check in self.failures))
        return rendered(none, table, self.kinds)

    def failing_cells(self, table: ir.Table, key: str) -> ir.Table:
        """A table of key, column, keyword and pointer: a row for each check that a row fails.

        Each row is read once: those that fail are told as the list of the checks they fail.
        """
        import ibis

        told = table.filter(~self.passes(table))
        numbers = [
            ibis.ifelse(check.fails(told), ibis.literal(n, "int64"), ibis.null("int64"))
            for n, check in enumerate(self.failures)
        ] or [ibis.null("int64")]
        listed = told.select(key=told[key], check=ibis.array(numbers).unnest())
        found = listed.filter(listed.check.notnull())
        return found.select("key", **{name: self._names(found, name) for name in NAMES})

    def _names(self, found: ir.Table, name: str) -> Any:
        """What the checks of the numbers found say of themselves."""
        import ibis

        if not self.failures:
            return ibis.literal("")
        cases = [(n, str(getattr(check, name))) for n, check in enumerate(self.failures)]
        return found.check.cases(*cases, else_="")


NAMES = ("column", "keyword", "pointer")


def compile_schema(schema: Mapping[str, Any], columns: Mapping[str, str]) -> RowChecks:
    """The checks of a row schema on a table of some columns.

    columns: the type of each column: `string`, `integer`, `boolean` or `decimal(digits, scale)`
    with up to 15 digits. A cell that is NULL is a key that the row does not have.

    >>> schema = {"properties": {"tax": {"enum": ["vat", "cit"]}}, "required": ["tax"]}
    >>> checks = compile_schema(schema, {"tax": "string"})
    >>> [(check.column, check.keyword, check.pointer) for check in checks.failures]
    [('tax', 'enum', '/properties/tax/enum'), ('', 'required', '/required')]
    """
    if not isinstance(schema, Mapping):
        raise UncompilableSchema(str(schema), "", "a row schema is an object")
    kinds = {column: kind_of(column_type, column) for column, column_type in columns.items()}
    found: dict[tuple[str, str, str], list[Condition]] = {}
    for failure in Walk(schema, kinds).failures(schema, Place()):
        where = failure.column, failure.keyword, failure.pointer
        found.setdefault(where, []).append(failure.when)
    joined = {where: any_of(conditions) for where, conditions in found.items()}
    checks = (Check(*where, when, kinds) for where, when in joined.items() if when is not False)
    return RowChecks(tuple(checks), kinds)
