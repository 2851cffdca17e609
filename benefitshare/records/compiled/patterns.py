r"""Regular expressions that mean the same in Python, RE2, Java and PostgreSQL.

A pattern is read by a small grammar and written anew. Read are: characters, escaped punctuation and
`\n`, `\r`, `\t`, the dot, classes of characters and ranges, groups, alternatives, `?`, `*`, `+`,
`{m}`, `{m,n}`; `^` begins and `$` ends a branch of the whole pattern. Everything else is refused.

Python's `$` also holds before a newline that ends the text, Java's before six other line ends, and
the `$` of RE2 and PostgreSQL before none. So `$` is asked of the text with one more character at
its end, and written as that character after an optional newline.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

END = "."
"""The character put at the end of the text: no engine takes it for a line end."""
ENDED = r"\n?\.$"
LONGEST = 255
"""The greatest count PostgreSQL repeats; RE2 counts nested repetitions multiplied."""
CONTROLS = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
SPECIAL = frozenset("\\^$.|?*+()[]{}")
DOUBLED = ("--", "&&", "~~", "||")
COUNT = re.compile(r"\{([0-9]*)(,?)([0-9]*)\}", re.ASCII)


class StrangePattern(ValueError):  # noqa: N818 (it names what the pattern is)
    """A pattern outside the grammar."""


@dataclass(frozen=True)
class Search:
    r"""What to look for: a text has the pattern if `plain` is found in it, or `ended` in it + END.

    >>> translated("^[0-9]{4}$|x")
    Search(plain='x', ended='^[0-9]{4}\\n?\\.$')
    """

    plain: str | None
    ended: str | None


def translated(pattern: str) -> Search:
    """The same search in every engine."""
    branches = Reader(pattern).whole()
    try:
        re.compile(pattern)
    except re.error as error:
        raise StrangePattern(f"it is no regular expression: {error}") from None
    plain = [text for text, ended in branches if not ended]
    ended = [text + ENDED for text, ended in branches if ended]
    return Search("|".join(plain) or None, "|".join(ended) or None)


@dataclass(frozen=True)
class Piece:
    """A part of a pattern as written anew."""

    text: str
    empty: bool
    """Whether it matches the empty text."""
    longest: int = 1
    """The greatest product of nested counts."""


class Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def whole(self) -> list[tuple[str, bool]]:
        """The branches of the pattern and whether each ends in `$`."""
        branches = [self.anchored()]
        while self.taken("|"):
            branches.append(self.anchored())
        if self.next:
            raise StrangePattern(f"{self.next!r} at {self.at} is not expected")
        return branches

    def anchored(self) -> tuple[str, bool]:
        """A branch of the whole pattern."""
        start = "^" if self.taken("^") else ""
        body = self.branch()
        ended = self.taken("$")
        if not (start or body.text or ended):
            raise StrangePattern("a branch is empty")
        return start + body.text, ended

    def branch(self) -> Piece:
        """Repeated atoms up to a bar, a bracket or an anchor."""
        pieces = []
        while self.next not in ("", "|", ")", "$"):
            pieces.append(self.repeated(self.atom()))
        text = "".join(piece.text for piece in pieces)
        longest = max((piece.longest for piece in pieces), default=1)
        return Piece(text, all(piece.empty for piece in pieces), longest)

    def atom(self) -> Piece:
        """A character, a class or a group."""
        if self.taken("("):
            return self.group()
        if self.taken("["):
            return Piece(self.members(), empty=False)
        if self.taken("."):
            return Piece(r"[^\n]", empty=False)
        text = self.literal(SPECIAL)
        return Piece("[$]" if text == r"\$" else text, empty=False)  # never ${, see refusal.py

    def group(self) -> Piece:
        """Alternatives between parentheses."""
        if self.taken("?") and not self.taken(":"):
            raise StrangePattern("only plain groups are translated")
        branches = [self.branch()]
        while self.taken("|"):
            branches.append(self.branch())
        if not self.taken(")"):
            raise StrangePattern(f"{self.next!r} in a group is not translated")
        if not all(branch.text for branch in branches):
            raise StrangePattern("a branch is empty")
        text = "|".join(branch.text for branch in branches)
        longest = max(branch.longest for branch in branches)
        return Piece(f"(?:{text})", any(branch.empty for branch in branches), longest)

    def members(self) -> str:
        """A class of characters."""
        negated = "^" if self.taken("^") else ""
        parts = []
        while not self.taken("]"):
            if self.pattern[self.at : self.at + 2] in DOUBLED:
                raise StrangePattern("doubled signs in a class may come to mean a set operation")
            parts.append(self.literal({"[", "^", ""}))
            dash_last = self.pattern[self.at : self.at + 2] == "-]"
            if self.next == "-" and not dash_last:
                self.at += 1
                parts.append("-" + self.literal({"[", "]", "^", "-"}))
        if not parts:
            raise StrangePattern("a class begins with ]")
        return f"[{negated}{''.join(parts)}]"

    def repeated(self, piece: Piece) -> Piece:
        """An atom with the count that follows it."""
        least, most, text = self.count()
        if not text:
            return piece
        if piece.empty:
            raise StrangePattern("a repetition of what may be empty is not translated")
        if self.next and self.next in "?*+{":
            raise StrangePattern("lazy, possessive and doubled repetitions are not translated")
        longest = piece.longest * max(least, most, 1)
        if longest > LONGEST:
            raise StrangePattern(f"more than {LONGEST} repetitions are not translated")
        return Piece(piece.text + text, least == 0, longest)

    def count(self) -> tuple[int, int, str]:
        """The least count, the greatest (0 for no limit) and the text of a repetition, if any."""
        for sign, least, most in (("?", 0, 1), ("*", 0, 0), ("+", 1, 0)):
            if self.taken(sign):
                return least, most, sign
        found = COUNT.match(self.pattern, self.at)
        if not found:
            return 1, 1, ""
        low, comma, high = found.groups()
        top = high if comma else low
        if not (low or high) or (top and int(top) == 0):
            raise StrangePattern(f"the repetition {found[0]} is not translated")
        self.at = found.end()
        return int(low or 0), int(top or 0), f"{{{low or 0}{comma}{high}}}"

    def literal(self, special: frozenset[str] | set[str]) -> str:
        """One character, escaped where it is not a letter, a digit or beyond ASCII."""
        character, self.at = self.next, self.at + 1
        if character == "\\":
            character, self.at = self.next, self.at + 1
            if character.isalnum() or not character.isascii() or not character:
                if character not in ESCAPES:
                    raise StrangePattern(f"the escape \\{character} is not translated")
                character = ESCAPES[character]
        elif character in special or not character:
            raise StrangePattern(f"{character!r} at {self.at - 1} is not translated")
        return written(character)

    @property
    def next(self) -> str:
        """The next character; empty at the end."""
        return self.pattern[self.at : self.at + 1]

    def taken(self, character: str) -> bool:
        """Whether the next character is this one; if so, it is passed."""
        found = self.next == character
        self.at += found
        return found


def written(character: str) -> str:
    r"""A character as every engine reads it, in a class or outside.

    >>> written("5"), written("-"), written("区")
    ('5', '\\-', '区')
    """
    if character in CONTROLS:
        return CONTROLS[character]
    if character.isalnum() or character in "_ ":
        return character
    if not character.isprintable():
        raise StrangePattern(f"the character {character!r} is not translated")
    return f"\\{character}" if character.isascii() else character
