"""The Typer program: every verb, and what each way of ending means as an exit code."""

from __future__ import annotations

import functools
import importlib.metadata
import os
import sys
import traceback
from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from handfast.cli.check import check
from handfast.cli.client import client
from handfast.cli.drift import drift
from handfast.cli.explain import explain
from handfast.cli.export import export
from handfast.cli.fuzz import fuzz
from handfast.cli.gen import gen
from handfast.cli.init import init
from handfast.cli.lint import lint
from handfast.cli.mock import mock
from handfast.cli.output import Format, show
from handfast.diagnostics import Refused

CLEAN, FINDINGS, UNUSABLE, BUG = range(4)
INTERRUPTED = 130
REPORT = """\
handfast: this is a bug in handfast, not in your spec: {error}
Please report it, with the spec if you can share it. HANDFAST_TRACEBACK=1 prints the traceback.
"""

program = typer.Typer(
    name="handfast",
    help="Hand-written FastAPI handlers, held to an OpenAPI contract.",
    epilog="Exit codes: 0 clean, 1 findings, 2 wrong usage or unreadable input, 3 a bug in handfast, 130 interrupted.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def guarded(verb: Callable[..., int]) -> Callable[..., None]:
    """The verb as Typer runs it: its code becomes the exit code, refused input 2, anything unexpected 3."""

    @functools.wraps(verb)
    def run(*args: Any, **options: Any) -> None:
        try:
            code = verb(*args, **options)
            sys.stdout.flush()
        except (typer.Exit, typer.Abort, TyperException):
            raise
        except Refused as refused:
            form = options.get("form")
            show(refused.findings, form if isinstance(form, Format) else Format.TEXT)
            code = UNUSABLE
        except BrokenPipeError:
            _close_stdout()
            code = UNUSABLE
        except KeyboardInterrupt as interruption:
            sys.stderr.write("; ".join(["interrupted", *map(str, interruption.args)]) + "\n")
            code = INTERRUPTED
        except Exception as error:  # noqa: BLE001 - whatever it is, the user gets a sentence and an exit code
            sys.stderr.write(REPORT.format(error=_one_line(error)))
            if os.environ.get("HANDFAST_TRACEBACK"):
                traceback.print_exc()
            code = BUG
        raise typer.Exit(code)

    return run


def _one_line(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:300]}" if text else type(error).__name__


def _close_stdout() -> None:
    """The reader of our output has gone; keep the interpreter from complaining about it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@program.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Hand-written FastAPI handlers, held to an OpenAPI contract."""
    if version:
        sys.stdout.write(f"handfast {importlib.metadata.version('handfast')}\n")
        raise typer.Exit(CLEAN)
    if context.invoked_subcommand is None:
        sys.stderr.write(context.get_help() + "\n")
        raise typer.Exit(UNUSABLE)


for verb in (init, gen, lint, mock, export, drift, fuzz, check, client, explain):
    program.command(verb.__name__)(guarded(verb))
