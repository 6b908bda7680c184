"""`handfast export`: the live app's document."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from handfast.cli.options import AppOption, FormatOption
from handfast.cli.output import Format
from handfast.cli.settings import read_settings


def export(app: AppOption = None, form: FormatOption = Format.TEXT) -> int:  # noqa: ARG001 - read where the verb is guarded
    """Write the document of what the live app really does to stdout, as JSON."""
    from handfast import export as exporter
    from handfast.cli.application import import_app

    settings = read_settings(Path.cwd(), app=app)
    document = exporter.export(import_app(settings))
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    return 0
