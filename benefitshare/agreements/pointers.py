"""JSON pointers: how a value of a document is named."""

from __future__ import annotations


def child(pointer: str, key: str | int) -> str:
    """The JSON pointer of a key or an index under another pointer.

    >>> child("/a", "b/c")
    '/a/b~1c'
    """
    step = str(key)
    if "~" in step or "/" in step:
        step = step.replace("~", "~0").replace("/", "~1")
    return f"{pointer}/{step}"
