"""What a generated router says about its operations: plain frozen data, compiled into routes at start-up.

Schemas are named by their key in the judge's document (`generated/schemas.json`), which is a pointer into the spec.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

ParameterLocation = Literal["path", "query", "header", "cookie", "querystring"]
Style = Literal["simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject", "cookie"]
SchemeKind = Literal["bearer", "basic", "http", "apiKey", "mutualTLS"]


@dataclass(frozen=True, slots=True)
class Reply:
    """One declared response.

    Subclasses are frozen dataclasses with a `status` (fixed for an exact status, a field for `4XX` and `default`), a
    `body` where content is declared, a `media_type` where several are, and one field for each declared header.
    """

    def as_exception(self) -> Raised:
        """This reply as an exception, for code that is not the handler: `raise GetPetNotFound(...).as_exception()`."""
        return Raised(self)


MOCKED: Final = "handfast-mocked"
"""The header of replies that the mock has given."""


class Raised(Exception):  # noqa: N818 - it is a reply on its way, not an error
    """A declared reply raised from below a handler. One that the operation does not declare is a 500."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(type(reply).__name__)
        self.reply = reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One declared parameter: `name` on the wire, `into` the handler's keyword.

    `media_type` is set for a parameter declared with `content`; `style` and `explode` say nothing then, and `encoding`
    is that of its form.
    """

    name: str
    into: str
    location: ParameterLocation
    schema: str | None = None
    required: bool = False
    style: Style = "simple"
    explode: bool = False
    allow_reserved: bool = False
    allow_empty_value: bool = False
    media_type: str | None = None
    encoding: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One media type of a body or reply. A range (`image/*`, `*/*`) matches what falls in it.

    `encoding` maps a form field to its declared encoding object, `part_headers` to the headers of its parts. `hint` is
    the type of a request body of this media type, where the operation declares several.
    """

    media_type: str
    schema: str | None = None
    item_schema: str | None = None
    encoding: Mapping[str, Any] = field(default_factory=dict)
    part_headers: Mapping[str, tuple[Header, ...]] = field(default_factory=dict)
    hint: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a request may carry. The handler gets it as `body`; with several media types, `content_type` says which.

    `may_be_encoded`: the operation declares the header `Content-Encoding`, so bytes are taken as they are sent.
    """

    content: tuple[Content, ...]
    required: bool = False
    may_be_encoded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One declared header of a reply, or of a part of a form: `name` on the wire, `field` on the reply class.

    `media_type` is set for a header declared with `content`; `explode` says nothing then.
    """

    name: str
    field: str = ""
    schema: str | None = None
    required: bool = False
    explode: bool = False
    media_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """How a reply class goes on the wire. `status` is `200`, `4XX` or `default`."""

    status: str
    reply: type[Reply]
    content: tuple[Content, ...] = ()
    headers: tuple[Header, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """One security scheme: `method` of the security class decides a credential of this kind.

    oauth2 and openIdConnect travel as bearer tokens. `location` and `parameter` belong to apiKey, `http_scheme` to
    http schemes other than basic and bearer.
    """

    name: str
    method: str
    kind: SchemeKind
    location: Literal["query", "header", "cookie"] = "header"
    parameter: str = ""
    http_scheme: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """One scheme of a requirement, and the scopes or roles it must grant."""

    scheme: Scheme
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of the contract.

    `security` is a choice of requirements, each a tuple of schemes that must all pass; `((),)` lets anybody in, and
    no choice at all means that the contract asks for nothing. `pointer` is the operation's place in the spec.
    `handler` is the method of the interface class. `success` is the response a bare body (not a `Reply`) means.
    """

    pointer: str
    id: str
    method: str
    path: str
    handler: str
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    responses: tuple[Response, ...] = ()
    success: type[Reply] | None = None
    security: tuple[tuple[Use, ...], ...] = ()
    summary: str = ""
    deprecated: bool = False
