"""The contract: what a document says, in the specification's words, with every OpenAPI version resolved to one dialect.

Schemas are JSON Schema 2020-12. Each keeps the pointer it came from, so every later stage can name a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from handfast.diagnostics import Pointer

JSON: TypeAlias = Any
"""A JSON value as Python holds it: dict, list, str, int, float, bool, None."""


class Location(StrEnum):
    """Where a parameter travels (OpenAPI 3.2 §4.12.1)."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
    QUERYSTRING = "querystring"


@dataclass(frozen=True, slots=True)
class Schema:
    """A JSON Schema 2020-12 in place.

    Every `$ref` inside `node` (outside a schema resource with an `$id` of its own) is a key of `Contract.schemas`:
    `#/components/schemas/NAME`, or `#/$defs/KEY` for a target that is no component of the root document.

    `key` names the schema in the judge's document: the fragment of its pointer, after the file's name when that is
    not the root document (`#/paths/~1pets/get/parameters/0/schema`, `common.yaml#/Limit/schema`).
    """

    pointer: Pointer
    key: str
    node: JSON


@dataclass(frozen=True, slots=True)
class MediaType:
    """One entry of a `content` map (OpenAPI 3.2 §4.14).

    `encodings` are those of `encoding`, `prefixEncoding` and `itemEncoding`; `encoding` is the first as it is written.
    """

    pointer: Pointer
    name: str
    schema: Schema | None = None
    item_schema: Schema | None = None
    encoding: Mapping[str, JSON] = field(default_factory=dict)
    encodings: tuple[Encoding, ...] = ()


@dataclass(frozen=True, slots=True)
class Encoding:
    """How one field or part of a body is written (OpenAPI 3.2 §4.15). What is not said is None."""

    pointer: Pointer
    name: str
    content_type: str | None = None
    style: str | None = None
    explode: bool | None = None
    allow_reserved: bool | None = None
    headers: tuple[Header, ...] = ()
    parts: tuple[Encoding, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation; path-level ones are merged in (OpenAPI 3.2 §4.12)."""

    pointer: Pointer
    name: str
    location: Location
    required: bool
    style: str
    explode: bool
    allow_reserved: bool = False
    allow_empty_value: bool = False
    schema: Schema | None = None
    content: MediaType | None = None
    description: str = ""
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """What an operation's request carries (OpenAPI 3.2 §4.13)."""

    pointer: Pointer
    required: bool
    content: tuple[MediaType, ...]
    description: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """One declared header of a reply, or of a part of a form (OpenAPI 3.2 §4.21)."""

    pointer: Pointer
    name: str
    required: bool
    explode: bool = False
    schema: Schema | None = None
    content: MediaType | None = None
    description: str = ""
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """One declared response. `status` is `200`, `4XX` (upper case) or `default` (OpenAPI 3.2 §4.16)."""

    pointer: Pointer
    status: str
    description: str
    headers: tuple[Header, ...] = ()
    content: tuple[MediaType, ...] = ()


@dataclass(frozen=True, slots=True)
class SchemeUse:
    """One scheme inside a requirement, with the scopes or roles it asks for."""

    scheme: str
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Requirement:
    """Schemes that must all pass. An empty one lets anybody in (OpenAPI 3.2 §4.30)."""

    uses: tuple[SchemeUse, ...]


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """A declared security scheme (OpenAPI 3.2 §4.27).

    `kind` is the document's `type` (apiKey, http, oauth2, openIdConnect, mutualTLS); `http_scheme` is lower case;
    `location` and `parameter_name` belong to apiKey, `flows` and `metadata_url` to oauth2.
    """

    pointer: Pointer
    name: str
    kind: str
    http_scheme: str = ""
    location: Location | None = None
    parameter_name: str = ""
    description: str = ""
    bearer_format: str = ""
    flows: tuple[Flow, ...] = ()
    open_id_connect_url: str = ""
    metadata_url: str = ""
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """One way to a token (OpenAPI 3.2 §4.29). `kind` is the field's name; `scopes` are names."""

    pointer: Pointer
    kind: str
    authorization_url: str = ""
    device_authorization_url: str = ""
    token_url: str = ""
    refresh_url: str = ""
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServerVariable:
    """What may stand for a name in a server's URL (OpenAPI 3.2 §4.6). Without `allowed` it is any text."""

    name: str
    default: str
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Server:
    """Where operations are served (OpenAPI 3.2 §4.5)."""

    pointer: Pointer
    url: str
    variables: tuple[ServerVariable, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path. `method` is upper case; `path` is the template as the document spells it.

    `security` is a choice: any requirement that passes is enough. Empty means that anybody may call.
    `security_at` and `servers_at` are the lists that count for this operation: its own, else the path item's, else the
    document's; None where no list is written. An empty list of servers, and none, is the server `/`.
    """

    pointer: Pointer
    method: str
    path: str
    operation_id: str | None
    tags: tuple[str, ...]
    summary: str
    description: str
    deprecated: bool
    parameters: tuple[Parameter, ...]
    body: Body | None
    replies: tuple[Reply, ...]
    security: tuple[Requirement, ...]
    callbacks: tuple[Operation, ...] = ()
    security_at: Pointer | None = None
    servers: tuple[Server, ...] = ()
    servers_at: Pointer | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """A declared tag."""

    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Contract:
    """A whole document, resolved.

    `schemas` holds every reference target by its reference; `source` is the document as its author wrote it, with
    references into other files bundled in, for the export; `files` are the names of those it was read from.
    """

    file: str
    title: str
    version: str
    description: str
    source: JSON
    operations: tuple[Operation, ...]
    webhooks: tuple[Operation, ...]
    schemas: Mapping[str, Schema]
    security_schemes: tuple[SecurityScheme, ...]
    tags: tuple[Tag, ...]
    files: tuple[str, ...] = ()

    def all_schemas(self) -> Iterator[Schema]:
        """Every schema that decides something at run time: reference targets, then operations in document order."""
        yield from self.schemas.values()
        for operation in self.operations:
            yield from operation_schemas(operation)


def stated(schema: Schema | None, content: MediaType | None) -> Schema | None:
    """The schema of a parameter or header, which declares either a schema or content (OpenAPI 3.2 §4.12.2)."""
    return schema or (content.schema if content else None)


def operation_schemas(operation: Operation) -> Iterator[Schema]:
    """The schemas an operation holds directly: parameters, request body, replies and their headers."""
    for parameter in operation.parameters:
        yield from _held(parameter.schema, parameter.content)
    for media in operation.body.content if operation.body else ():
        yield from _held(None, media)
    for reply in operation.replies:
        for header in reply.headers:
            yield from _held(header.schema, header.content)
        for media in reply.content:
            yield from _held(None, media)


def _held(schema: Schema | None, media: MediaType | None) -> Iterator[Schema]:
    held = [schema, media.schema, media.item_schema] if media else [schema]
    yield from (one for one in held if one is not None)
    for encoding in media.encodings if media else ():
        for header in encoding.headers:
            yield from _held(header.schema, header.content)
