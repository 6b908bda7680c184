"""Media types: read from headers and matched with declared ones (RFC 9110 §8.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type or range, lower case, with its parameters."""

    type: str
    subtype: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """`type/subtype`, without parameters."""
        return f"{self.type}/{self.subtype}"

    @property
    def is_json(self) -> bool:
        """Whether content of this type is one JSON value."""
        return self.subtype == "json" or self.subtype.endswith("+json")

    @property
    def is_xml(self) -> bool:
        """Whether content of this type is an XML document (RFC 7303 §9.6)."""
        return self.name in XML_TYPES or self.subtype.endswith("+xml")

    @property
    def is_form(self) -> bool:
        """Whether content of this type is an urlencoded form."""
        return self.name == URLENCODED

    @property
    def is_record_sequence(self) -> bool:
        """Whether content of this type is a JSON text sequence (RFC 7464, RFC 8091)."""
        return self.name == RECORD_SEQUENCE or self.subtype.endswith("+json-seq")

    @property
    def is_stream(self) -> bool:
        """Whether content of this type is a sequence of items (OpenAPI 3.2 §4.14.3)."""
        return self.name in STREAMS or self.is_record_sequence

    @property
    def is_range(self) -> bool:
        """Whether this names several types."""
        return "*" in self.subtype

    def covers(self, other: MediaType) -> bool:
        """Whether `other` is one of the types that this type or range names."""
        if self.type not in ("*", other.type):
            return False
        if self.subtype not in ("*", other.subtype):
            is_suffix_range = self.subtype.startswith("*+") and other.subtype.endswith(self.subtype[1:])
            if not is_suffix_range:
                return False
        return all(other.parameters.get(name) == value for name, value in self.parameters.items() if name != "charset")

    @property
    def rank(self) -> tuple[int, int]:
        """How exactly this names a type: more exact is greater."""
        stars = (self.type == "*") + (self.subtype == "*") + ("*" in self.subtype)
        return (-stars, len(self.parameters))


JSON_SEQUENCES = frozenset({"application/jsonl", "application/x-jsonl", "application/x-ndjson", "application/ndjson"})
EVENT_STREAM = "text/event-stream"
RECORD_SEQUENCE = "application/json-seq"
URLENCODED = "application/x-www-form-urlencoded"
XML_TYPES = frozenset({"application/xml", "text/xml"})
QUOTED = r'"(?:[^"\\]|\\.?)*(?:"|$)'  # one that does not end takes the rest, so that reading stays linear
PARAMETER = re.compile(f'(?:[^;"]|{QUOTED})+')
"""What stands between the semicolons that are not quoted."""
_QUOTED_PAIR = re.compile(r"\\(.)")
STREAMS = JSON_SEQUENCES | {EVENT_STREAM, RECORD_SEQUENCE}


JSON = MediaType("application", "json")


@lru_cache(maxsize=512)
def parse(text: str) -> MediaType | None:
    """The media type that a header or a content key names; None when it is not one."""
    essence, _, rest = text.partition(";")
    kind, slash, subtype = essence.strip().lower().partition("/")
    if not slash or not kind or not subtype or " " in kind + subtype:
        return None
    parameters: dict[str, str] = {}
    for part in PARAMETER.findall(rest):
        name, equals, value = part.strip().partition("=")
        if equals:
            name, value = name.strip().lower(), _unquoted(value.strip())
            parameters[name] = value.lower() if name == "charset" else value
    return MediaType(kind, subtype, parameters)


def _unquoted(value: str) -> str:
    """The text of a quoted string (RFC 9110 §5.6.4); any other text as it is."""
    is_quoted = len(value) > 1 and value[0] == value[-1] == '"'
    return _QUOTED_PAIR.sub(r"\1", value[1:-1]) if is_quoted else value


def best_match(declared: Sequence[MediaType], sent: MediaType) -> int | None:
    """The index of the most exact declared type that covers what was sent."""
    matching = [index for index, one in enumerate(declared) if one.covers(sent)]
    return max(matching, key=lambda index: declared[index].rank, default=None)
