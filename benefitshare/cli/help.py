"""The help pages, made from the table of commands; Chinese counts double in the columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benefitshare.cli.commands import COMMANDS, GLOBAL_OPTIONS, PROGRAM, Command, Option, command_at
from benefitshare.cli.words import say
from benefitshare.findings import Language
from benefitshare.reports.columns import display_width, padded, wrapped

WIDTH = 80
LEFT = 28


def help_text(path: Sequence[str], lang: Language) -> str:
    """The page of a command, or of the program for an empty path.

    >>> print(help_text(("show",), "en").splitlines()[0])
    usage: benefitshare show [OPTIONS] AGREEMENT
    """
    lines = _command_page(path, lang) if path else _program_page(lang)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _program_page(lang: Language) -> Iterator[str]:
    yield f"{say('usage', lang)}{PROGRAM} {say('command_word', lang)} {say('options_mark', lang)}"
    yield ""
    yield from wrapped(say("program", lang), width=WIDTH)
    yield from _commands(COMMANDS, lang)
    yield from _options("options", (*GLOBAL_OPTIONS, *_asked()), lang)
    yield from _exit_codes(lang)
    yield ""
    yield from wrapped(say("program_hint", lang), width=WIDTH)


def _command_page(path: Sequence[str], lang: Language) -> Iterator[str]:
    command = command_at(path)
    yield from _usage(path, command, lang)
    yield ""
    yield from wrapped(command.about[lang], width=WIDTH)
    yield from _commands(command.parts, lang)
    positional = [o for o in command.options if not o.flagged]
    yield from _options("arguments", positional, lang)
    for group in dict.fromkeys(o.group for o in command.options if o.flagged):
        yield from _options(
            group, [o for o in command.options if o.flagged and o.group == group], lang
        )
    yield from _options("global_options", (*GLOBAL_OPTIONS, *_asked()), lang)
    if command.example:
        yield from (
            "",
            say("example", lang),
            *(f"  {line}" for line in command.example[lang].split("\n")),
        )


def _usage(path: Sequence[str], command: Command, lang: Language) -> list[str]:
    needed = [_shown(o, lang) for o in command.options if not o.flagged]
    after = [say("command_word", lang)] if command.parts else needed
    marked = " ".join([PROGRAM, *path, say("options_mark", lang), *after])
    return wrapped(say("usage", lang) + marked, width=WIDTH)


def _commands(commands: Sequence[Command], lang: Language) -> Iterator[str]:
    if commands:
        yield from ("", say("commands", lang))
    for command in commands:
        yield from _entry(command.name, command.brief[lang])


def _options(title: str, options: Sequence[Option], lang: Language) -> Iterator[str]:
    if options:
        yield from ("", say(title, lang))
    for option in options:
        yield from _entry(_shown(option, lang), option.text[lang])


def _shown(option: Option, lang: Language) -> str:
    """`--tax FILE…` or `AGREEMENT…`."""
    value = option.metavar[lang] if option.metavar else ""
    more = "…" if option.settings.get("nargs") in ("+", "*") else ""
    return " ".join(filter(None, [", ".join(option.names) if option.flagged else "", value + more]))


def _entry(left: str, right: str) -> list[str]:
    """What is written left and what it means right, below each other where the left is wide."""
    indent = " " * (LEFT + 2)
    lines = wrapped(right, indent, WIDTH)
    if display_width(left) > LEFT - 2:
        return [f"  {left}", *lines]
    return ["  " + padded(left, LEFT) + lines[0].lstrip(), *lines[1:]]


def _asked() -> tuple[Option, ...]:
    words = ("help", ("-h", "--help")), ("version", ("--version",))
    return tuple(
        Option(names, {"zh": say(key, "zh"), "en": say(key, "en")}) for key, names in words
    )


def _exit_codes(lang: Language) -> Iterator[str]:
    yield from ("", say("exit_codes", lang))
    for code in ("0", "1", "2", "3", "5", "130"):
        yield from _entry(code, say(f"exit_{code}", lang))
