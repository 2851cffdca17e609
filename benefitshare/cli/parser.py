"""From the words of a command line to a command and its values; argparse speaks both languages."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, NoReturn

from benefitshare.cli.commands import COMMANDS, GLOBAL_OPTIONS, PROGRAM, Command, Option
from benefitshare.cli.words import ARGPARSE_WORDS, say
from benefitshare.findings import Finding, Language, UsageError

LANGUAGES: tuple[Language, ...] = ("zh", "en")


class HelpAsked(Exception):  # noqa: N818 - a wish, not an error
    """`--help`: the path of command names it stands behind."""

    def __init__(self, path: tuple[str, ...]) -> None:
        self.path = path
        super().__init__(path)


class VersionAsked(Exception):  # noqa: N818 - a wish, not an error
    """`--version`."""


class _WrongWords(Exception):  # noqa: N818 - becomes a UsageError once known in both languages
    def __init__(self, problem: str, command: str) -> None:
        self.problem, self.command = problem, command
        super().__init__(problem)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _WrongWords(message, self.prog)


class _Asked(argparse.Action):
    """An option that ends the reading of the command line."""

    def __init__(self, wish: Callable[[], Exception], **settings: Any) -> None:
        self.wish = wish
        super().__init__(nargs=0, **settings)

    def __call__(self, *_: Any) -> NoReturn:
        raise self.wish()


def parsed(words: Sequence[str], lang: Language) -> tuple[Command, argparse.Namespace]:
    """The command and its values. Raises UsageError, HelpAsked or VersionAsked.

    >>> command, values = parsed(["show", "a.yaml", "--lang", "en"], "en")
    >>> command.name, str(values.agreement)
    ('show', 'a.yaml')
    """
    try:
        return _parsed(words, lang)
    except _WrongWords as wrong:
        problem = {each: _problem(words, each) for each in LANGUAGES}
        params = {"problem": problem, "command": wrong.command}
        raise UsageError(Finding("arguments-wrong", params=params)) from None


def _problem(words: Sequence[str], lang: Language) -> str:
    try:
        _parsed(words, lang)
    except _WrongWords as wrong:
        return wrong.problem
    raise AssertionError("the same words were wrong in the other language")


def _parsed(words: Sequence[str], lang: Language) -> tuple[Command, argparse.Namespace]:
    with _argparse_in(lang):
        parser = _parser(())
        _add_options(parser, GLOBAL_OPTIONS, lang, kept=False)
        _add_commands(parser, COMMANDS, (), lang)
        values = parser.parse_args(list(words))
    command = getattr(values, "run", None)
    if command is None:
        raise _WrongWords(say("command_missing", lang), PROGRAM)
    return command, values


def _parser(path: tuple[str, ...]) -> _Parser:
    parser = _Parser(prog=" ".join((PROGRAM, *path)), add_help=False, allow_abbrev=False)
    _add_asked(parser, path)
    return parser


def _add_asked(parser: argparse.ArgumentParser, path: tuple[str, ...]) -> None:
    suppressed: dict[str, Any] = {"dest": argparse.SUPPRESS, "default": argparse.SUPPRESS}
    parser.add_argument("-h", "--help", action=_Asked, wish=partial(HelpAsked, path), **suppressed)
    parser.add_argument("--version", action=_Asked, wish=VersionAsked, **suppressed)


def _add_commands(
    parser: argparse.ArgumentParser,
    commands: Sequence[Command],
    path: tuple[str, ...],
    lang: Language,
) -> None:
    """The commands below a path; each takes the global options too, for they may come last."""
    below = parser.add_subparsers(
        metavar=say("command_word", lang), prog=parser.prog, parser_class=_Parser
    )
    for command in commands:
        here = (*path, command.name)
        program = " ".join((PROGRAM, *here))
        made = below.add_parser(command.name, prog=program, add_help=False, allow_abbrev=False)
        _add_asked(made, here)
        _add_options(made, GLOBAL_OPTIONS, lang, kept=True)
        _add_options(made, command.options, lang, kept=False)
        if command.parts:
            _add_commands(made, command.parts, here, lang)
        else:
            made.set_defaults(run=command)


def _add_options(
    parser: argparse.ArgumentParser, options: Sequence[Option], lang: Language, *, kept: bool
) -> None:
    """`kept` leaves a value given before the command as it is."""
    for option in options:
        settings: dict[str, Any] = dict(option.settings)
        if option.metavar and settings.get("action") != "store_true":
            settings["metavar"] = _metavar(option, lang)
        if option.read:
            settings["type"] = partial(_read, option.read, lang)
        if kept:
            settings["default"] = argparse.SUPPRESS
        parser.add_argument(*option.names, **settings)


def _metavar(option: Option, lang: Language) -> Any:
    words = option.metavar[lang] if option.metavar else None
    nargs = option.settings.get("nargs")
    return tuple(words.split()) if words and isinstance(nargs, int) else words


def _read(read: Callable[[str, Language], Any], lang: Language, text: str) -> Any:
    """A value; ValueError says what is wrong with it."""
    try:
        return read(text, lang)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


@contextmanager
def _argparse_in(lang: Language) -> Iterator[None]:
    """Argparse looks its sentences up through two names; here they lead to our own table."""
    own: dict[str, Callable[..., str]] = {
        "_": lambda text: _sentence(text, lang),
        "ngettext": lambda one, many, count: _sentence(one if count == 1 else many, lang),
    }
    before = {name: getattr(argparse, name) for name in own}
    _set(own)
    try:
        yield
    finally:
        _set(before)


def _set(functions: dict[str, Callable[..., str]]) -> None:
    for name, function in functions.items():
        setattr(argparse, name, function)


def _sentence(text: str, lang: Language) -> str:
    return ARGPARSE_WORDS.get(text, text) if lang == "zh" else text
