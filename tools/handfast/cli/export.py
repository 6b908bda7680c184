"""`handfast export`: the live app's document."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from handfast.cli.options import AppOption, FormatOption
from handfast.cli.output import Format, progress
from handfast.cli.settings import read_settings


def export(app: AppOption = None, form: FormatOption = Format.TEXT) -> int:  # noqa: ARG001 - `guarded` reads it
    """Write the document of what the live app really serves to stdout, as JSON."""
    from handfast.export.visit import Project, visit

    settings = read_settings(Path.cwd(), app=app)
    with progress(f"importing {settings.app}"):
        seen = visit(Project(settings.root, settings.app, settings.generated_package))
    sys.stdout.write(json.dumps(seen.document, indent=2, ensure_ascii=False) + "\n")
    return 0
