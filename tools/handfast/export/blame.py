"""What an app's own code raises while it is looked at, as something its author can act on."""

from __future__ import annotations

import os
import traceback
from dataclasses import dataclass
from pathlib import Path

from handfast.export.facet import Place
from handfast.export.places import is_own
from handfast.runtime import ContractError


class Trouble(Exception):  # noqa: N818 - it reads as what stands in the way
    """Why an app can't be looked at, in words for its author, and the line that is to blame."""

    def __init__(self, message: str, help_: str, at: Place | None = None) -> None:
        super().__init__(message)
        self.message, self.help, self.at = message, help_, at


@dataclass(frozen=True, slots=True)
class Blamed:
    """Turns whatever the app's own code raises into trouble at the innermost line that somebody wrote by hand.

    `code` raises the same by itself, in the project's folder.
    """

    message: str
    code: str
    root: Path
    generated: Path

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, Exception | SystemExit):
            return
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST]
        raise Trouble(f"{self.message}: {reason}", self._help(error), self._place(error)) from error

    def _place(self, error: BaseException) -> Place | None:
        if isinstance(error, SyntaxError) and error.filename:
            return error.filename, error.lineno or 1
        frames = traceback.extract_tb(error.__traceback__)
        by_hand = [one for one in frames if one.lineno and is_own(one.filename, self.root, self.generated)]
        own = by_hand or [one for one in frames if one.lineno and is_own(one.filename, self.root)]
        return (own[-1].filename, own[-1].lineno or 1) if own else None

    def _help(self, error: BaseException) -> str:
        frames = traceback.extract_tb(error.__traceback__)
        match error:
            case KeyError() if frames and frames[-1].filename in (os.__file__, "<frozen os>"):
                return f"set {error} in the environment that `handfast` runs in"
            case ImportError() if error.name and error.name.partition(".")[0] == self.generated.name:
                return "run `handfast gen`: it writes what the app imports"
            case ContractError():
                return "make the handlers what the contract declares; `handfast gen` adds stubs for new operations"
            case SystemExit():
                return "let the module be imported without ending the process: `if __name__ == '__main__':`"
        return f"`python -c '{self.code}'` in the project's folder shows the whole error"


_LONGEST = 500
