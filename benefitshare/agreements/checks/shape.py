"""The published schema's errors as our own findings: what is wrong, in words, where it stands."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from benefitshare.agreements.documents import Document, child
from benefitshare.agreements.schemas import is_valid, validator
from benefitshare.agreements.terms import listed
from benefitshare.findings import Finding

TYPES = {
    "object": {"zh": "一组字段（键: 值）", "en": "a mapping of fields"},
    "array": {"zh": "一个列表", "en": "a list"},
    "string": {"zh": "一段文字（字符串）", "en": "text (a string)"},
    "integer": {"zh": "一个整数", "en": "a whole number"},
    "boolean": {"zh": "true 或 false", "en": "true or false"},
}
# Findings about an object's fields say nothing against the object itself.
ABOUT_FIELDS = frozenset(
    {
        "unknown-field",
        "missing-field",
        "collector-missing",
        "field-needs-field",
        "choice-not-one",
        "party-id-not-valid",
    }
)
NOTHING: dict[str, str] = {"zh": "", "en": ""}


def shape_findings(
    document: Document, name: str = "agreement"
) -> tuple[list[Finding], frozenset[str]]:
    """What a published schema finds, and the pointers of all values that do not have their form."""
    if is_valid(name, document.data):
        return [], document.refused - {""}
    found: dict[tuple[str, str], Finding] = {}
    refused = set(document.refused)
    for error in validator(name).iter_errors(document.data):
        for finding in _findings(error, document):
            pointer = finding.place.pointer or ""
            if pointer in document.refused:
                continue
            if finding.code not in ABOUT_FIELDS:
                refused.add(pointer)
            # A value of the wrong type also fails what follows from its type: the first says it.
            about = finding.code in ABOUT_FIELDS
            kind = f"{finding.code} {finding.expected}" if about else "value"
            found.setdefault((pointer, kind), finding)
    return list(found.values()), frozenset(refused - {""})


def _findings(error: Any, document: Document) -> Iterator[Finding]:
    pointer = ""
    for step in error.absolute_path:
        pointer = child(pointer, step)
    if error.validator == "additionalProperties":
        yield from _unknown_fields(error, pointer, document)
    elif error.validator in ("required", "dependentRequired"):
        yield _missing_field(error, pointer, document)
    elif error.validator in ("oneOf", "not") and _code(error) == "choice-not-one":
        # What is no mapping at all has its own finding.
        if isinstance(error.instance, Mapping):
            yield _choice(error, pointer, document)
    elif _code(error) == "party-id-not-valid":
        below = child(pointer, error.instance)
        place = document.place(below, key=True)
        yield Finding("party-id-not-valid", place, {"text": error.instance}, value=error.instance)
    else:
        yield _value(error, pointer, document)


def _code(error: Any) -> str | None:
    named = error.schema.get("x-finding") if isinstance(error.schema, Mapping) else None
    code = named.get(error.validator) if isinstance(named, Mapping) else named
    return str(code) if code else None


def _unknown_fields(error: Any, pointer: str, document: Document) -> Iterator[Finding]:
    known = list(error.schema.get("properties", {}))
    for field in error.instance:
        if field not in known:
            place = document.place(child(pointer, field), key=True)
            params = {"field": field, "known": listed(known), "near": near(field, known)}
            yield Finding("unknown-field", place, params, value=field)


def near(word: str, known: list[str]) -> dict[str, str]:
    """A sentence naming the closest known word, or nothing.

    >>> near("tytle", ["title", "term"])["en"]
    ' Did you mean “title”?'
    """
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if not close:
        return NOTHING
    return {"zh": f"是否想写“{close[0]}”？", "en": f" Did you mean “{close[0]}”?"}


def _missing_field(error: Any, pointer: str, document: Document) -> Finding:
    place = document.place(pointer)
    if error.validator == "dependentRequired":
        field, missing = _dependency(error)
        params = {"field": field, "missing": missing}
        return Finding("field-needs-field", place, params, expected=missing)
    missing = next(
        f for f in error.validator_value if f not in error.instance and f"'{f}'" in error.message
    )
    code = error.schema.get("x-missing", {}).get(missing, "missing-field")
    named = error.schema.get("properties", {}).get(missing, {})
    title = {"zh": named.get("x-title-zh", missing), "en": named.get("title", missing)}
    return Finding(code, place, {"field": missing, "title": title}, expected=missing)


def _dependency(error: Any) -> tuple[str, str]:
    pairs = (
        (field, need)
        for field, needs in error.validator_value.items()
        for need in needs
        if field in error.instance and need not in error.instance
    )
    return next(pair for pair in pairs if repr(pair[1]) in error.message)


def _choice(error: Any, pointer: str, document: Document) -> Finding:
    if error.validator == "not":
        fields = error.validator_value["required"]
    else:
        fields = [option["required"][0] for option in error.validator_value]
    written = [field for field in fields if field in error.instance]
    none = {"zh": "一个也没写", "en": "none of them is written"}
    several = {"zh": f"写了 {'、'.join(written)}", "en": f"{', '.join(written)} are written"}
    params = {"fields": " / ".join(fields), "written": several if written else none}
    return Finding("choice-not-one", document.place(pointer), params)


def _value(error: Any, pointer: str, document: Document) -> Finding:
    place, value = document.place(pointer), _shown(error.instance)
    code = _code(error)
    if error.instance is None:
        return Finding("field-empty", place)
    if code == "unknown-tax-code":
        params = {"text": value, "near": near(value, list(error.validator_value))}
        return Finding(code, place, params, value=value)
    if code:
        return Finding(code, place, {"text": value}, value=value)
    return _general(error, place, value)


def _general(error: Any, place: Any, value: str) -> Finding:
    kind, wanted = error.validator, error.validator_value
    if kind in ("enum", "const"):
        allowed = [str(v) for v in (wanted if kind == "enum" else [wanted])]
        params = {"text": value, "allowed": listed(allowed), "near": near(value, allowed)}
        return Finding("not-in-list", place, params, value=value, expected=" | ".join(allowed))
    if kind == "type":
        params = {"type": TYPES[wanted], "text": value}
        return Finding("wrong-type", place, params, value=value, expected=wanted)
    if kind in ("minimum", "maximum"):
        low, high = error.schema.get("minimum"), error.schema.get("maximum")
        params = {"text": value, "low": low, "high": high}
        return Finding("number-out-of-range", place, params, value=value)
    return Finding("too-few-entries", place, {"least": wanted}, value=value)


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 80 else f"{text[:77]}…"
