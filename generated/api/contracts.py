"""Operations tagged `contracts`: what a handler takes and what it may answer.

Generated from spec/openapi.yaml. Do not edit; run `make gen`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Generic
from uuid import UUID

from handfast.runtime import Reply

from ..models import Contract, ContractPage, ContractPatch, Cursor, NewContract, Problem, Visibility
from ..security import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class ListContractsOk(Reply):
    """200: A page of contracts."""

    status: ClassVar[int] = 200
    body: ContractPage


@dataclass(frozen=True, slots=True, kw_only=True)
class ListContractsBadRequest(Reply):
    """400: The request does not fit the contract."""

    status: ClassVar[int] = 400
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ListContractsUnauthorized(Reply):
    """401: The credentials are missing, wrong or no longer valid."""

    status: ClassVar[int] = 401
    body: Problem
    www_authenticate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListContractsForbidden(Reply):
    """403: The token lacks a scope, or the contract is not yours."""

    status: ClassVar[int] = 403
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ListContractsUnprocessableContent(Reply):
    """422: The request is well-formed, but can't be used: content that is no OpenAPI document, or a cursor of
    another list.
    """

    status: ClassVar[int] = 422
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ListContractsServiceUnavailable(Reply):
    """503: The server can't serve the request at the moment. Try again later."""

    status: ClassVar[int] = 503
    body: Problem
    retry_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateContractCreated(Reply):
    """201: The contract exists now."""

    status: ClassVar[int] = 201
    body: Contract
    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateContractBadRequest(Reply):
    """400: The request does not fit the contract."""

    status: ClassVar[int] = 400
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateContractUnauthorized(Reply):
    """401: The credentials are missing, wrong or no longer valid."""

    status: ClassVar[int] = 401
    body: Problem
    www_authenticate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateContractForbidden(Reply):
    """403: The token lacks a scope, or the contract is not yours."""

    status: ClassVar[int] = 403
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateContractConflict(Reply):
    """409: The name is taken."""

    status: ClassVar[int] = 409
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateContractContentTooLarge(Reply):
    """413: The body is larger than the server takes."""

    status: ClassVar[int] = 413
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateContractUnsupportedMediaType(Reply):
    """415: The body is of a media type that the operation does not take."""

    status: ClassVar[int] = 415
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateContractServiceUnavailable(Reply):
    """503: The server can't serve the request at the moment. Try again later."""

    status: ClassVar[int] = 503
    body: Problem
    retry_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetContractOk(Reply):
    """200: The contract."""

    status: ClassVar[int] = 200
    body: Contract


@dataclass(frozen=True, slots=True, kw_only=True)
class GetContractBadRequest(Reply):
    """400: The request does not fit the contract."""

    status: ClassVar[int] = 400
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class GetContractUnauthorized(Reply):
    """401: The credentials are missing, wrong or no longer valid."""

    status: ClassVar[int] = 401
    body: Problem
    www_authenticate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetContractForbidden(Reply):
    """403: The token lacks a scope, or the contract is not yours."""

    status: ClassVar[int] = 403
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class GetContractNotFound(Reply):
    """404: There is no such thing, or you may not see it."""

    status: ClassVar[int] = 404
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class GetContractServiceUnavailable(Reply):
    """503: The server can't serve the request at the moment. Try again later."""

    status: ClassVar[int] = 503
    body: Problem
    retry_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteContractNoContent(Reply):
    """204: The contract is gone."""

    status: ClassVar[int] = 204


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteContractBadRequest(Reply):
    """400: The request does not fit the contract."""

    status: ClassVar[int] = 400
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteContractUnauthorized(Reply):
    """401: The credentials are missing, wrong or no longer valid."""

    status: ClassVar[int] = 401
    body: Problem
    www_authenticate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteContractForbidden(Reply):
    """403: The token lacks a scope, or the contract is not yours."""

    status: ClassVar[int] = 403
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteContractNotFound(Reply):
    """404: There is no such thing, or you may not see it."""

    status: ClassVar[int] = 404
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteContractServiceUnavailable(Reply):
    """503: The server can't serve the request at the moment. Try again later."""

    status: ClassVar[int] = 503
    body: Problem
    retry_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateContractOk(Reply):
    """200: The contract as it is now."""

    status: ClassVar[int] = 200
    body: Contract


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateContractBadRequest(Reply):
    """400: The request does not fit the contract."""

    status: ClassVar[int] = 400
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateContractUnauthorized(Reply):
    """401: The credentials are missing, wrong or no longer valid."""

    status: ClassVar[int] = 401
    body: Problem
    www_authenticate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateContractForbidden(Reply):
    """403: The token lacks a scope, or the contract is not yours."""

    status: ClassVar[int] = 403
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateContractNotFound(Reply):
    """404: There is no such thing, or you may not see it."""

    status: ClassVar[int] = 404
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateContractConflict(Reply):
    """409: The name is taken."""

    status: ClassVar[int] = 409
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateContractContentTooLarge(Reply):
    """413: The body is larger than the server takes."""

    status: ClassVar[int] = 413
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateContractUnsupportedMediaType(Reply):
    """415: The body is of a media type that the operation does not take."""

    status: ClassVar[int] = 415
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateContractServiceUnavailable(Reply):
    """503: The server can't serve the request at the moment. Try again later."""

    status: ClassVar[int] = 503
    body: Problem
    retry_after: int | None = None


class ContractsApi(ABC, Generic[Principal]):
    """Implement every operation in a `@final` class and pass it to `contracts_router`.

    A named API contract and who may see it.
    """

    @abstractmethod
    async def list_contracts(
        self, *, cursor: Cursor | None, limit: int, q: str | None, visibility: Visibility | None, principal: Principal
    ) -> (
        ContractPage
        | ListContractsBadRequest
        | ListContractsUnauthorized
        | ListContractsForbidden
        | ListContractsUnprocessableContent
        | ListContractsServiceUnavailable
    ):
        """List contracts.

        GET /contracts -> 200 | 400 | 401 | 403 | 422 | 503 (openapi.yaml#/paths/~1contracts/get)
        """

    @abstractmethod
    async def create_contract(
        self, *, body: NewContract, principal: Principal
    ) -> (
        CreateContractCreated
        | CreateContractBadRequest
        | CreateContractUnauthorized
        | CreateContractForbidden
        | CreateContractConflict
        | CreateContractContentTooLarge
        | CreateContractUnsupportedMediaType
        | CreateContractServiceUnavailable
    ):
        """Create a contract.

        POST /contracts -> 201 | 400 | 401 | 403 | 409 | 413 | 415 | 503 (openapi.yaml#/paths/~1contracts/post)
        """

    @abstractmethod
    async def get_contract(
        self, *, contract_id: UUID, principal: Principal
    ) -> (
        Contract
        | GetContractBadRequest
        | GetContractUnauthorized
        | GetContractForbidden
        | GetContractNotFound
        | GetContractServiceUnavailable
    ):
        """Read a contract.

        GET /contracts/{contract_id} -> 200 | 400 | 401 | 403 | 404 | 503
        (openapi.yaml#/paths/~1contracts~1{contract_id}/get)
        """

    @abstractmethod
    async def delete_contract(
        self, *, contract_id: UUID, principal: Principal
    ) -> (
        DeleteContractBadRequest
        | DeleteContractUnauthorized
        | DeleteContractForbidden
        | DeleteContractNotFound
        | DeleteContractServiceUnavailable
        | None
    ):
        """Delete a contract.

        DELETE /contracts/{contract_id} -> 204 | 400 | 401 | 403 | 404 | 503
        (openapi.yaml#/paths/~1contracts~1{contract_id}/delete)
        """

    @abstractmethod
    async def update_contract(
        self, *, contract_id: UUID, body: ContractPatch, principal: Principal
    ) -> (
        Contract
        | UpdateContractBadRequest
        | UpdateContractUnauthorized
        | UpdateContractForbidden
        | UpdateContractNotFound
        | UpdateContractConflict
        | UpdateContractContentTooLarge
        | UpdateContractUnsupportedMediaType
        | UpdateContractServiceUnavailable
    ):
        """Change a contract.

        PATCH /contracts/{contract_id} -> 200 | 400 | 401 | 403 | 404 | 409 | 413 | 415 | 503
        (openapi.yaml#/paths/~1contracts~1{contract_id}/patch)
        """
