"""The JSON value of a text, which is JSON or YAML."""

from __future__ import annotations

from handfast.diagnostics import Diagnostic, Position, Refused, Severity
from handfast.document.json_text import parse_json
from handfast.document.model import JSON, Limits
from handfast.document.source import Source
from handfast.document.yaml_text import parse_yaml


def parse(source: Source, limits: Limits) -> JSON:
    """The value of a file. A file named `.json` is JSON; any other is read as JSON if it is, else as YAML.

    Raises:
        Refused: The text is neither, or says something that JSON can't hold.
    """
    if source.path.endswith(".json"):
        return parse_json(source, limits)
    if looks_like_json(source.text):
        try:
            return parse_json(source, limits)
        except Refused as refused:
            if any(finding.code != "SPEC002" for finding in refused.findings):
                raise
    if not source.text.strip():
        empty = Diagnostic(
            "SPEC002", Severity.ERROR, "the file is empty", Position(source.path, 1), help="write a spec"
        )
        raise Refused(empty)
    return parse_yaml(source, limits)


def looks_like_json(text: str) -> bool:
    """Whether a text starts as a JSON object or array does."""
    return text.lstrip()[:1] in ("{", "[")
