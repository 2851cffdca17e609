"""The published schemas: found in the package or the checkout, resolved without any network.

This is the one module that meets `jsonschema`, `referencing` and `jsonschema_rs`. The last is asked
first, for it is hundreds of times faster; where it has something against a document, `jsonschema`
says what.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benefitshare.files import write_atomically

if TYPE_CHECKING:
    import jsonschema_rs
    from jsonschema import Draft202012Validator, ValidationError
    from referencing import Registry

SUFFIX = ".schema.json"
VERSION = "v1"
# The `\s` within a class as Python means it; the schema language has a little less and more.
SPACES = r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"


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
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT202012

    known = [schema(name) for name in schema_names()]
    empty: Registry[Any] = Registry()
    return empty.with_resources(
        (s["$id"], Resource.from_contents(s, default_specification=DRAFT202012)) for s in known
    )


@cache
def validator(name: str) -> Draft202012Validator:
    """A validator of a published schema; dates are checked against the calendar."""
    from jsonschema import Draft202012Validator, FormatChecker, validators

    extend: Any = validators.extend  # jsonschema's stubs leave it untyped
    kind = extend(Draft202012Validator, {"pattern": _pattern})
    checker = FormatChecker(formats=("date",))
    made: Draft202012Validator = kind(schema(name), registry=registry(), format_checker=checker)
    return made


def _pattern(
    _: Any, pattern: str, instance: Any, __: Mapping[str, Any]
) -> Iterator[ValidationError]:
    from jsonschema import ValidationError

    # Python's `$` also matches before a last line break; the schema language's does not.
    if isinstance(instance, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def is_valid(name: str, document: Any) -> bool:
    """Whether `validator` has nothing against a document, or, in doubt, False.

    >>> is_valid("agreement", schema("agreement")["examples"][0]), is_valid("agreement", {})
    (True, False)
    """
    try:
        return fast_validator(name).is_valid(document)
    except ValueError:  # a value of a kind that JSON does not have
        return False


@cache
def fast_validator(name: str) -> jsonschema_rs.Validator:
    """A validator that says of the same documents as `validator` that nothing is wrong."""
    import jsonschema_rs

    def known(identifier: str) -> Any:
        return _with_spaces(identifier.rpartition("/")[2].removesuffix(SUFFIX))

    return jsonschema_rs.validator_for(_with_spaces(name), validate_formats=True, retriever=known)


def _with_spaces(name: str) -> Any:
    """A published schema whose patterns spell out which characters are spaces."""
    return json.loads(_bytes(name), object_hook=spelled_out)


def spelled_out(node: dict[str, Any]) -> dict[str, Any]:
    """A schema whose own pattern, if it has one, means the same to Python and to others."""
    pattern = node.get("pattern")
    if isinstance(pattern, str):
        node["pattern"] = re.sub(r"\\.", lambda m: SPACES if m[0] == r"\s" else m[0], pattern)
    return node


def _bytes(name: str) -> bytes:
    return (_folder() / f"{name}{SUFFIX}").read_bytes()


@cache
def _folder() -> Traversable:
    """Where the wheel carries the schemas, or else the checkout of an editable install."""
    packaged = files("benefitshare") / "schemas" / VERSION
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parents[2] / "schemas" / VERSION
