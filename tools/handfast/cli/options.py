"""The arguments that verbs share."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias, TypeVar

import typer

from handfast.cli.output import Format

Choice = TypeVar("Choice", bound=StrEnum)


def one_of(kind: type[Choice]) -> Callable[[str], Choice]:
    """Reads a word as one of a few; Typer's own message names Pydantic's errors."""

    def chosen(word: str) -> Choice:
        try:
            return kind(word)
        except ValueError:
            raise typer.BadParameter(f"{word!r} is not one of {', '.join(kind)}") from None

    return chosen


SpecArgument: TypeAlias = Annotated[
    Path | None, typer.Argument(metavar="SPEC", help="The spec's root file; [tool.handfast] names it otherwise.")
]
FormatOption: TypeAlias = Annotated[
    Format,
    typer.Option(
        "--format", parser=one_of(Format), metavar="|".join(Format), help="How findings are written to stdout."
    ),
]
AppOption: TypeAlias = Annotated[
    str | None, typer.Option("--app", metavar="MODULE:NAME", help="The app; [tool.handfast] names it otherwise.")
]
