"""The command line: thin over the public functions.

Exit codes: 0 clean, 1 findings at or above `--fail-on`, 2 a call that makes no sense, 3 an input
that cannot be read, 5 an error of the program itself, 130 stopped by the user, 141 nobody reads on.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from benefitshare import __version__
from benefitshare.cli.failures import BROKEN_PIPE, INTERRUPTED, failed, internal_error
from benefitshare.cli.help import help_text
from benefitshare.cli.parser import HelpAsked, VersionAsked, parsed
from benefitshare.cli.progress import form_of
from benefitshare.cli.screen import Screen, prepare_streams, screen_of, silence_output
from benefitshare.cli.words import say
from benefitshare.findings import BenefitShareError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code; nothing but a wrong call of Python is raised.

    >>> main(["--version"])
    benefitshare 0.1.0
    0
    """
    prepare_streams()
    words = sys.argv[1:] if arguments is None else list(arguments)
    screen = screen_of(words)
    try:
        code = _guarded(words, screen)
        sys.stdout.flush()
    except BrokenPipeError:
        silence_output()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        screen.note(say("interrupted", screen.lang) + "\n")
        return INTERRUPTED
    return code


def _guarded(words: list[str], screen: Screen) -> int:
    try:
        return _run(words, screen)
    except BenefitShareError as error:
        return failed(error, screen)
    except BrokenPipeError:
        raise
    except Exception as error:
        return internal_error(error, screen)


def _run(words: list[str], screen: Screen) -> int:
    try:
        command, values = parsed(words, screen.lang)
    except HelpAsked as asked:
        screen.data(help_text(asked.path, screen.lang))
        return 0
    except VersionAsked:
        version = {"version": __version__}
        screen.result(version, f"benefitshare {__version__}\n")
        return 0
    with screen.line.shown(form_of(values.progress, as_json=screen.as_json)):
        code: int = import_module(command.module).run(values, screen)
    return code


__all__ = ["main"]
