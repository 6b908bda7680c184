"""Rows as the contract's DTOs."""

from __future__ import annotations

from typing import cast

from app import tables
from generated.models import Contract, DocumentMediaType, Version, Visibility


def shown_contract(contract: tables.Contract) -> Contract:
    """The contract as clients see it."""
    return Contract(
        id=contract.id,
        name=contract.name,
        title=contract.title,
        description=contract.description,
        visibility=cast("Visibility", contract.visibility),
        owner_id=contract.owner_id,
        created_at=contract.created_at,
        updated_at=contract.updated_at,
    )


def shown_version(version: tables.Version) -> Version:
    """The version as clients see it, without its document."""
    return Version(
        id=version.id,
        contract_id=version.contract_id,
        label=version.label,
        notes=version.notes,
        media_type=cast("DocumentMediaType", version.media_type),
        size=version.size,
        sha256=version.sha256,
        created_at=version.created_at,
    )
