"""What a schema may not say, because no expression says exactly the same."""

from __future__ import annotations

SUBSTITUTED = "${"
"""Begins a variable in the text of a query to Spark, within a quoted text too."""


class UncompilableSchema(ValueError):  # noqa: N818 (it names what the schema is)
    """A schema with a part that has no exact translation.

    keyword: the keyword, such as `format`.
    pointer: the JSON pointer of the place in the schema.
    """

    def __init__(self, keyword: str, pointer: str, reason: str) -> None:
        super().__init__(f"{keyword} at {pointer or '/'}: {reason}")
        self.keyword = keyword
        self.pointer = pointer


def step(pointer: str, *parts: str | int) -> str:
    """A JSON pointer some steps further down.

    >>> step("/properties", "a/b", "enum", 0)
    '/properties/a~1b/enum/0'
    """
    escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    return "/".join((pointer, *escaped))
