"""The published schemas: found in the package or the checkout, resolved without any network.

This is the one module that meets `jsonschema` and `referencing`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from benefitshare.files import write_atomically

SUFFIX = ".schema.json"
VERSION = "v1"


def schema_names() -> tuple[str, ...]:
    """The names of all published schemas, sorted.

    >>> "agreement" in schema_names()
    True
    """
    found = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(name.removesuffix(SUFFIX) for name in found if name.endswith(SUFFIX)))


@cache
def schema(name: str) -> Mapping[str, Any]:
    """A published schema by name; KeyError names the ones there are.

    >>> schema("agreement")["title"]
    'Benefit-sharing agreement'
    """
    if name not in schema_names():
        raise KeyError(f"no schema {name!r}; there are: {', '.join(schema_names())}")
    document: Mapping[str, Any] = json.loads(_bytes(name))
    return document


def export_schemas(directory: str | Path) -> tuple[Path, ...]:
    """Write every schema, byte for byte, into a directory, which is made if missing.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     "agreement.schema.json" in {path.name for path in export_schemas(folder)}
    True
    """
    target = Path(directory)
    target.mkdir(parents=True, exist_ok=True)
    return tuple(
        write_atomically(target / f"{name}{SUFFIX}", _bytes(name)) for name in schema_names()
    )


@cache
def registry() -> Registry[Any]:
    """All published schemas by `$id`; anything else is unknown, for nothing is ever fetched."""
    known = [schema(name) for name in schema_names()]
    empty: Registry[Any] = Registry()
    return empty.with_resources(
        (s["$id"], Resource.from_contents(s, default_specification=DRAFT202012)) for s in known
    )


@cache
def validator(name: str) -> Draft202012Validator:
    """A validator of a published schema; dates are checked against the calendar."""
    extend: Any = validators.extend  # jsonschema's stubs leave it untyped
    kind = extend(Draft202012Validator, {"pattern": _pattern})
    checker = FormatChecker(formats=("date",))
    made: Draft202012Validator = kind(schema(name), registry=registry(), format_checker=checker)
    return made


def _pattern(
    _: Any, pattern: str, instance: Any, __: Mapping[str, Any]
) -> Iterator[ValidationError]:
    # Python's `$` also matches before a last line break; the schema language's does not.
    if isinstance(instance, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _bytes(name: str) -> bytes:
    return (_folder() / f"{name}{SUFFIX}").read_bytes()


@cache
def _folder() -> Traversable:
    """Where the wheel carries the schemas, or else the checkout of an editable install."""
    packaged = files("benefitshare") / "schemas" / VERSION
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parents[2] / "schemas" / VERSION
