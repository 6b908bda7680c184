"""Operations tagged `versions`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final, final
from uuid import UUID

from anyio import to_thread

from app import contracts, documents, tables, versions
from app.documents import Document, NotADocumentError, TooLargeError
from app.etags import matches, strong
from app.handlers.shown import shown_version
from app.hub import CurrentHub
from app.pages import ForeignCursorError
from app.problems import problem
from generated.api.versions import (
    GetDocumentNotFound,
    GetDocumentNotModified,
    GetDocumentOk,
    GetVersionNotFound,
    ListVersionsNotFound,
    ListVersionsUnprocessableContent,
    PushVersionConflict,
    PushVersionContentTooLarge,
    PushVersionCreated,
    PushVersionForbidden,
    PushVersionNotFound,
    PushVersionUnprocessableContent,
    UploadVersionConflict,
    UploadVersionContentTooLarge,
    UploadVersionCreated,
    UploadVersionForbidden,
    UploadVersionNotFound,
    UploadVersionUnprocessableContent,
    VersionsApi,
)
from generated.models import Cursor, Label, OpenApiDocument, UploadVersionForm, Version, VersionPage
from handfast.runtime import Upload

_NO_CONTRACT = "There is no such contract."
_NO_VERSION = "The contract has no such version."
_NOT_THE_OWNER = "Only its owner may push to a contract."
_TAKEN = "The contract has a version of this label already."
_REVALIDATE: Final = "private, no-cache"


@final
class Versions(VersionsApi[tables.Account]):
    """Takes documents in and gives them out."""

    def __init__(self, hub: CurrentHub) -> None:
        self._hub = hub

    async def list_versions(
        self, *, contract_id: UUID, cursor: Cursor | None, limit: int, principal: tables.Account
    ) -> VersionPage | ListVersionsUnprocessableContent | ListVersionsNotFound:
        """A page of the contract's versions."""
        try:
            async with self._hub.sessions.reading() as session:
                contract = await contracts.visible(session, contract_id, principal.id)
                page = await versions.of_contract(session, contract, self._hub.cursors, cursor, limit)
        except contracts.NoSuchContractError:
            return ListVersionsNotFound(body=problem(404, _NO_CONTRACT))
        except ForeignCursorError:
            return ListVersionsUnprocessableContent(body=problem(422, "The cursor is not one of this list."))
        return VersionPage(items=[shown_version(one) for one in page.items], next_cursor=page.next_cursor)

    async def push_version(
        self,
        *,
        contract_id: UUID,
        label: Label | None,
        body: OpenApiDocument | AsyncIterator[bytes],
        content_type: str,  # noqa: ARG002 - the type of the body says it too
        principal: tables.Account,
    ) -> (
        PushVersionCreated
        | PushVersionForbidden
        | PushVersionNotFound
        | PushVersionConflict
        | PushVersionContentTooLarge
        | PushVersionUnprocessableContent
    ):
        """The new version, made of a JSON or YAML body."""
        try:
            await self._check_owner(contract_id, principal)
            version = await self._store(contract_id, principal, await self._pushed(body), label=label)
        except contracts.NoSuchContractError:
            return PushVersionNotFound(body=problem(404, _NO_CONTRACT))
        except contracts.NotTheOwnerError:
            return PushVersionForbidden(body=problem(403, _NOT_THE_OWNER))
        except versions.LabelTakenError:
            return PushVersionConflict(body=problem(409, _TAKEN))
        except TooLargeError:
            return PushVersionContentTooLarge(body=problem(413))
        except NotADocumentError as error:
            return PushVersionUnprocessableContent(body=problem(422, str(error)))
        return PushVersionCreated(body=shown_version(version), location=_location(version))

    async def upload_version(
        self, *, contract_id: UUID, body: UploadVersionForm, principal: tables.Account
    ) -> (
        UploadVersionCreated
        | UploadVersionForbidden
        | UploadVersionNotFound
        | UploadVersionConflict
        | UploadVersionContentTooLarge
        | UploadVersionUnprocessableContent
    ):
        """The new version, made of an uploaded file."""
        try:
            await self._check_owner(contract_id, principal)
            document = await self._uploaded(body.file)
            version = await self._store(contract_id, principal, document, label=body.label, notes=body.notes)
        except contracts.NoSuchContractError:
            return UploadVersionNotFound(body=problem(404, _NO_CONTRACT))
        except contracts.NotTheOwnerError:
            return UploadVersionForbidden(body=problem(403, _NOT_THE_OWNER))
        except versions.LabelTakenError:
            return UploadVersionConflict(body=problem(409, _TAKEN))
        except TooLargeError:
            return UploadVersionContentTooLarge(body=problem(413))
        except NotADocumentError as error:
            return UploadVersionUnprocessableContent(body=problem(422, str(error)))
        return UploadVersionCreated(body=shown_version(version), location=_location(version))

    async def get_version(
        self, *, contract_id: UUID, version_id: UUID, principal: tables.Account
    ) -> Version | GetVersionNotFound:
        """The version, if the caller may see its contract."""
        try:
            return shown_version(await self._version(contract_id, version_id, principal))
        except (contracts.NoSuchContractError, versions.NoSuchVersionError):
            return GetVersionNotFound(body=problem(404, _NO_VERSION))

    async def get_document(
        self,
        *,
        contract_id: UUID,
        version_id: UUID,
        if_none_match: str | None,
        accept: str,  # noqa: ARG002 - the stored bytes are of one media type
        principal: tables.Account,
    ) -> GetDocumentOk | GetDocumentNotModified | GetDocumentNotFound:
        """The stored bytes, unless the caller has them already."""
        try:
            version = await self._version(contract_id, version_id, principal)
            etag = strong(version.sha256)
            if matches(if_none_match, etag):
                return GetDocumentNotModified(etag=etag, cache_control=_REVALIDATE)
            version = await self._version(contract_id, version_id, principal, with_document=True)
        except (contracts.NoSuchContractError, versions.NoSuchVersionError):
            return GetDocumentNotFound(body=problem(404, _NO_VERSION))
        return GetDocumentOk(
            body=version.document,
            media_type=shown_version(version).media_type,
            etag=etag,
            cache_control=_REVALIDATE,
        )

    async def _version(
        self, contract_id: UUID, version_id: UUID, reader: tables.Account, *, with_document: bool = False
    ) -> tables.Version:
        async with self._hub.sessions.reading() as session:
            contract = await contracts.visible(session, contract_id, reader.id)
            return await versions.find(session, contract, version_id, with_document=with_document)

    async def _check_owner(self, contract_id: UUID, caller: tables.Account) -> None:
        async with self._hub.sessions.reading() as session:
            await contracts.owned(session, contract_id, caller.id)

    async def _pushed(self, body: OpenApiDocument | AsyncIterator[bytes]) -> Document:
        limit = self._hub.settings.max_document_bytes
        if isinstance(body, OpenApiDocument):
            return await to_thread.run_sync(documents.write, body.model_dump(mode="json", exclude_unset=True), limit)
        content = await _whole(body, limit)
        return await to_thread.run_sync(documents.read, content, "application/yaml", limit)

    async def _uploaded(self, file: Upload) -> Document:
        limit = self._hub.settings.max_document_bytes
        return await to_thread.run_sync(documents.read, await file.read(), _media_type(file), limit)

    async def _store(
        self,
        contract_id: UUID,
        owner: tables.Account,
        document: Document,
        *,
        label: str | None = None,
        notes: str | None = None,
    ) -> tables.Version:
        async with self._hub.sessions.writing() as session:
            contract = await contracts.owned(session, contract_id, owner.id)
            return await versions.push(session, contract, document, label, notes)


async def _whole(chunks: AsyncIterator[bytes], limit: int) -> bytes:
    """The content in one piece, read no further than `limit` bytes.

    Raises:
        TooLargeError: there is more.
    """
    content = bytearray()
    async for chunk in chunks:
        content += chunk
        if len(content) > limit:
            raise TooLargeError
    return bytes(content)


def _media_type(file: Upload) -> documents.MediaType:
    is_json = file.content_type == "application/json" or (file.filename or "").lower().endswith(".json")
    return "application/json" if is_json else "application/yaml"


def _location(version: tables.Version) -> str:
    return f"/contracts/{version.contract_id}/versions/{version.id}"
