"""Data types of Handfast Hub 0.1.0.

Generated from spec/openapi.yaml. Do not edit; run `make gen`.

In a field with `x-nullable`, None that was set is null. In any other optional field, None means absent.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from handfast.runtime import Model, Upload
from pydantic import ConfigDict, Field
from typing_extensions import TypeAliasType

Username = TypeAliasType("Username", Annotated[str, Field(description="A user name. Starts with a letter.")])


DisplayName = TypeAliasType("DisplayName", Annotated[str | None, Field(description="The name to show to people.")])


class NewAccount(Model):
    """An account to register."""

    model_config = ConfigDict(
        extra="forbid",
    )
    username: Username
    password: str
    display_name: Annotated[DisplayName | None, Field(json_schema_extra={"x-nullable": True})] = None


class Account(Model):
    """A registered account."""

    id: UUID
    username: Username
    display_name: DisplayName
    created_at: datetime


class Login(Model):
    """The token request of the OAuth 2.0 password flow."""

    grant_type: Literal["password"]
    username: str
    password: str
    scope: str | None = None
    client_id: str | None = None
    client_secret: str | None = None


class Token(Model):
    """A bearer token (RFC 6749 §5.1)."""

    access_token: str
    token_type: Literal["bearer"]
    expires_in: int
    scope: str


Visibility = TypeAliasType(
    "Visibility",
    Annotated[
        Literal["private", "public"],
        Field(
            description="Who may see a contract. `private` is its owner only, `public` is everybody with an account."
        ),
    ],
)


ContractName = TypeAliasType(
    "ContractName", Annotated[str, Field(description="A contract's short name, unique among its owner's contracts.")]
)


ContractTitle = TypeAliasType("ContractTitle", Annotated[str | None, Field(description="The name to show to people.")])


ContractDescription = TypeAliasType(
    "ContractDescription", Annotated[str | None, Field(description="What the API is for, in CommonMark.")]
)


class NewContract(Model):
    """A contract to create."""

    model_config = ConfigDict(
        extra="forbid",
    )
    name: ContractName
    title: Annotated[ContractTitle | None, Field(json_schema_extra={"x-nullable": True})] = None
    description: Annotated[ContractDescription | None, Field(json_schema_extra={"x-nullable": True})] = None
    visibility: Visibility = "private"


class ContractPatch(Model):
    """What to change about a contract. An absent field stays as it is."""

    model_config = ConfigDict(
        extra="forbid",
    )
    name: ContractName | None = None
    title: Annotated[ContractTitle | None, Field(json_schema_extra={"x-nullable": True})] = None
    description: Annotated[ContractDescription | None, Field(json_schema_extra={"x-nullable": True})] = None
    visibility: Visibility | None = None


class Contract(Model):
    """A named API contract."""

    id: UUID
    name: ContractName
    title: ContractTitle
    description: ContractDescription
    visibility: Visibility
    owner_id: UUID
    created_at: datetime
    updated_at: datetime


Label = TypeAliasType("Label", Annotated[str, Field(description="The name of a version, unique within its contract.")])


Notes = TypeAliasType("Notes", Annotated[str | None, Field(description="What is new, in CommonMark.")])


DocumentMediaType = TypeAliasType(
    "DocumentMediaType",
    Annotated[
        Literal["application/json", "application/yaml"],
        Field(description="The media type that a document is stored in."),
    ],
)


class Version(Model):
    """A version of a contract, without its document."""

    id: UUID
    contract_id: UUID
    label: Label
    notes: Notes
    media_type: DocumentMediaType
    size: int
    sha256: str
    created_at: datetime


class OpenApiDocumentInfo(Model):
    """What the document says about the API."""

    title: str
    version: Label


Cursor = TypeAliasType("Cursor", Annotated[str, Field(description="An opaque position in a list.")])


NextCursor = TypeAliasType(
    "NextCursor", Annotated[str | None, Field(description="Where the next page starts, or `null` on the last page.")]
)


class Health(Model):
    """A good answer to a health check."""

    status: Literal["ok"]


class Violation(Model):
    """One way in which a request does not fit the contract."""

    detail: str
    in_: Annotated[str | None, Field(alias="in")] = None
    name: str | None = None
    pointer: str | None = None


class UploadVersionForm(Model):
    """A file and what is said about it."""

    model_config = ConfigDict(
        extra="forbid",
    )
    file: Upload
    label: Label | None = None
    notes: Annotated[Notes | None, Field(json_schema_extra={"x-nullable": True})] = None


class ContractPage(Model):
    """A page of contracts."""

    items: list[Contract]
    next_cursor: NextCursor


class VersionPage(Model):
    """A page of versions."""

    items: list[Version]
    next_cursor: NextCursor


class OpenApiDocument(Model):
    """An OpenAPI document. This schema holds the least that the Hub must know about it; everything else is kept as it
    was sent.
    """

    openapi: str
    info: OpenApiDocumentInfo


class Problem(Model):
    """What went wrong (RFC 9457). May carry members beyond these."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    instance: str | None = None
    errors: list[Violation] | None = None
