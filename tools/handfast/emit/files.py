"""Which form fields are files."""

from __future__ import annotations

from collections.abc import Mapping

from handfast.contract import JSON
from handfast.emit.views import types_of


def is_file(node: Mapping[str, JSON]) -> bool:
    """Whether a form field is a file (OpenAPI 3.0.4 §4.7.14.2, 3.1 §4.8.14.3).

    The run-time reads forms by the same rule (`runtime/shape.py`); a test holds the two together.
    """
    kinds = types_of(node)
    if "contentEncoding" in node or (kinds and "string" not in kinds):
        return False
    return node.get("format") == "binary" or _is_file_type(node.get("contentMediaType"))


def _is_file_type(media_type: JSON) -> bool:
    """Whether content of this media type is not text; JSON is text."""
    if not isinstance(media_type, str):
        return False
    essence = media_type.partition(";")[0].strip().lower()
    is_json = essence == "application/json" or essence.endswith("+json")
    return not is_json and not essence.startswith("text/")
