"""The user's live app, imported as its server imports it."""

from __future__ import annotations

import importlib
import sys
import traceback
from pathlib import Path

from fastapi import FastAPI

from handfast.cli.settings import Settings
from handfast.diagnostics import Diagnostic, Position, Refused, Severity


def import_app(settings: Settings) -> FastAPI:
    """The object `settings.app` names, imported with the project's folder first on the module path.

    Raises:
        Refused: there is no such module or object, importing it fails, or it is no FastAPI app.
    """
    module_name, _, name = settings.app.partition(":")
    root = str(settings.root)
    if root not in sys.path:
        sys.path.insert(0, root)
    try:
        module = importlib.import_module(module_name)
    except Exception as error:
        raise Refused(_import_failure(settings, error)) from error
    found = getattr(module, name, None)
    if not isinstance(found, FastAPI):
        what = "does not exist" if found is None else f"is no FastAPI app but a {type(found).__name__}"
        at = Position(module.__file__ or module_name, 1)
        help_ = 'name the app in [tool.handfast] app = "module:name", or with --app'
        raise Refused(Diagnostic("APP001", Severity.ERROR, f"`{settings.app}` {what}", at, help=help_))
    return found


def _import_failure(settings: Settings, error: Exception) -> Diagnostic:
    """The failure, at the last line of the project's own code that it passed through."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(settings.root) and "site-packages" not in frame.filename
    ]
    at = Position(frames[-1].filename, frames[-1].lineno or 1) if frames else None
    reason = " ".join(str(error).split())[:500]
    message = f"importing `{settings.app}` failed: {type(error).__name__}: {reason}"
    return Diagnostic("APP001", Severity.ERROR, message, at, help="run it: python -c 'import {}'".format(
        settings.app.partition(":")[0]))
