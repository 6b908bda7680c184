"""The plan: the contract in Python's words. Names are decided here, once; emitters only print.

Everything is frozen and in the order it is printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handfast import contract
from handfast.emit.choices import Choice
from handfast.emit.types import Type


@dataclass(frozen=True, slots=True)
class Field:
    """One property of a class. `default` is a JSON scalar or a `Decimal`, used when `has_default`."""

    name: str
    alias: str
    type: Type
    required: bool
    nullable: bool
    has_default: bool = False
    default: contract.JSON = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Class:
    """A DTO class."""

    name: str
    fields: tuple[Field, ...]
    description: str = ""
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Alias:
    """A name for a type that is no class of its own."""

    name: str
    type: Type
    description: str = ""


@dataclass(frozen=True, slots=True)
class Argument:
    """A keyword of a handler. `parameter` is None for `body`, `content_type`, `accept` and `principal`."""

    name: str
    type: Type
    parameter: contract.Parameter | None = None


@dataclass(frozen=True, slots=True)
class HeaderField:
    """A field of a reply class that travels as a header."""

    name: str
    type: Type
    header: contract.Header


@dataclass(frozen=True, slots=True)
class ReplyClass:
    """One declared response as a class. `status` is None where the handler gives it (`4XX`, `default`).

    `bodies` are the types of the media types, one for each; `body` is all of them.
    """

    name: str
    reply: contract.Reply
    status: int | None
    body: Type | None
    media_types: tuple[str, ...]
    bodies: tuple[Type, ...]
    headers: tuple[HeaderField, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """One operation as an abstract method.

    `bodies` are the types of the request's media types, one for each; the argument `body` is all of them. `bare` is
    what a handler may return besides reply classes: the success DTO, or None for a reply without a body.
    """

    name: str
    constant: str
    operation_id: str
    operation: contract.Operation
    arguments: tuple[Argument, ...]
    bodies: tuple[Type, ...]
    replies: tuple[ReplyClass, ...]
    success: ReplyClass | None
    bare: Type | None
    returned: tuple[ReplyClass, ...]
    is_secured: bool


@dataclass(frozen=True, slots=True)
class Interface:
    """The operations of one tag: `api/MODULE.py` and `routers/MODULE.py`."""

    tag: str
    description: str
    module: str
    name: str
    router: str
    methods: tuple[Method, ...]

    @property
    def is_secured(self) -> bool:
        """Whether any operation asks for a credential, and so hands over the caller's identity."""
        return any(method.is_secured for method in self.methods)


@dataclass(frozen=True, slots=True)
class SchemePlan:
    """One security scheme as a constant and an abstract method. `credential` is the keyword the method gets."""

    scheme: contract.SecurityScheme
    constant: str
    method: str
    kind: str
    credential: str
    credential_type: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the emitters print.

    `components` holds the component that a class or alias stands for, `choices` the choice that an alias stands for,
    by its name.
    """

    contract: contract.Contract
    models: tuple[Class | Alias, ...]
    interfaces: tuple[Interface, ...]
    schemes: tuple[SchemePlan, ...]
    components: Mapping[str, str]
    choices: Mapping[str, Choice]
