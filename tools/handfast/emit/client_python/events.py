"""Whether the items of an event stream are whole events, or what is in their data (OpenAPI 3.2 §4.14.4)."""

from __future__ import annotations

from handfast.contract import JSON, Contract, MediaType
from handfast.emit.views import Views, types_of

_FIELDS = frozenset({"data", "event", "id", "retry"})
_DEEP = 16


class Events:
    """Knows the item schemas of one contract, as the run-time of servers does."""

    def __init__(self, contract: Contract) -> None:
        self._schemas = contract.schemas
        self._views = Views(contract.schemas)

    def are_items_of(self, media: MediaType) -> bool:
        """Whether a media type's items are whole events: objects that have no properties but an event's fields."""
        if media.item_schema is None or media.name.partition(";")[0].strip().lower() != "text/event-stream":
            return False
        node = media.item_schema.node
        return self._may_be_object(node, _DEEP) and self._views.of(node).properties.keys() <= _FIELDS

    def _may_be_object(self, node: JSON, depth: int) -> bool:
        if not isinstance(node, dict) or depth == 0:
            return node is not False
        kinds = types_of(node)
        if (kinds and "object" not in kinds) or not any(isinstance(one, dict) for one in _fixed(node)):
            return False
        reference = self._schemas.get(str(node.get("$ref")))
        choices = [node[word] for word in ("anyOf", "oneOf") if node.get(word)]
        return (
            (reference is None or self._may_be_object(reference.node, depth - 1))
            and all(self._may_be_object(part, depth - 1) for part in node.get("allOf") or ())
            and all(any(self._may_be_object(part, depth - 1) for part in choice) for choice in choices)
        )


def _fixed(node: dict[str, JSON]) -> list[JSON]:
    """The values that a schema allows, where it says so; else one that stands for any."""
    found = node.get("enum", [node["const"]] if "const" in node else [{}])
    return found if isinstance(found, list) else [{}]
