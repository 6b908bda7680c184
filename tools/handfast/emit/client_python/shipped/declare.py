"""What a client knows about its operations: plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from handfast.emit.client_python.shipped.errors import ApiError

ParameterLocation = Literal["path", "query", "header", "cookie", "querystring"]
Style = Literal["simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject", "cookie"]
SchemeKind = Literal["bearer", "basic", "http", "apiKey", "mutualTLS"]
Success = TypeVar("Success")
AsyncSuccess = TypeVar("AsyncSuccess")
Body = TypeVar("Body")
"""The body of a reply that is read as it arrives: blocking or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter. `media_type` is set for one declared with `content`; `style` and `explode` say nothing then."""

    name: str
    location: ParameterLocation
    style: Style = "form"
    explode: bool = False
    allow_reserved: bool = False
    media_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One media type or range of a body, and the type that its content is read as.

    `is_stream`: it is read as it arrives, and `type` is the type of its items, or bytes. `is_event`: an item is a whole
    server-sent event, and not what is in its data. `encoding` maps a form field to its declared encoding object,
    `part_headers` to the headers of its parts.
    """

    media_type: str
    type: Any = None
    is_stream: bool = False
    is_event: bool = False
    encoding: Mapping[str, Any] = field(default_factory=dict)
    part_headers: Mapping[str, tuple[Parameter, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One declared header of a reply: `name` on the wire, `field` of the class. A list travels comma-separated."""

    name: str
    field: str
    type: Any
    required: bool = False
    is_list: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One declared response. `status` is `200`, `4XX` or `default`.

    `success` is the class that is returned, `error` the one that is raised; a `default` that stands for both has
    both, and the status decides.
    """

    status: str
    success: type[Any] | None = None
    error: type[ApiError] | None = None
    content: tuple[Content, ...] = ()
    headers: tuple[Header, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """One security scheme. `location` and `parameter` belong to apiKey, `http_scheme` to http."""

    name: str
    kind: SchemeKind
    location: Literal["query", "header", "cookie"] = "header"
    parameter: str = ""
    http_scheme: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Generic[Success]):
    """One operation. `Success` is what it returns.

    `security` is a choice of requirements, each a tuple of schemes that are all needed.
    """

    method: str
    path: str
    parameters: tuple[Parameter, ...] = ()
    body: tuple[Content, ...] = ()
    replies: tuple[Reply, ...] = ()
    security: tuple[tuple[Scheme, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Streaming(Operation[Success], Generic[Success, AsyncSuccess]):
    """One operation with a success that is read as it arrives: `Success` is what it returns, `AsyncSuccess` awaited."""
