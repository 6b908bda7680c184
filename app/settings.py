"""What can be configured, read from the environment as `HUB_...`."""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

MEBIBYTE = 1024 * 1024


class Settings(BaseSettings):
    """The Hub's settings. Every one has a default that suits a developer's machine."""

    model_config = SettingsConfigDict(env_prefix="HUB_", frozen=True, extra="ignore", hide_input_in_errors=True)

    environment: Literal["development", "production"] = "development"
    database_url: str = "sqlite+aiosqlite:///hub.sqlite"
    migrate_at_start: bool | None = None
    """Whether start-up brings the database up to date. When unset: only on SQLite."""

    secret_key: SecretStr = Field(default_factory=lambda: SecretStr(secrets.token_urlsafe(48)), min_length=32)
    """Signs tokens and cursors. Made up at every start in development, required in production."""

    token_lifetime: timedelta = Field(default=timedelta(hours=1), ge=timedelta(seconds=1), le=timedelta(days=30))
    drain_seconds: float = Field(default=0, ge=0, le=600)
    """How long the Hub still serves, unready, after it is told to end."""

    max_document_bytes: int = Field(default=5 * MEBIBYTE, ge=1, le=9 * MEBIBYTE)
    """The longest document. Bodies end at 10 MB whatever this says."""

    password_time_cost: int = Field(default=3, ge=1)
    password_memory_kibibytes: int = Field(default=64 * 1024, ge=8)
    password_threads: int = Field(default=2, ge=1)
    """How many passwords are hashed at the same time. Each takes `password_memory_kibibytes`."""

    @field_validator("database_url")
    @classmethod
    def _names_a_database(cls, value: str) -> str:
        try:
            url = make_url(value)
        except ArgumentError as error:
            raise ValueError("not a database URL; for example sqlite+aiosqlite:///hub.sqlite") from error
        if url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}:
            raise ValueError("a database in memory can't serve several requests at once; name a file")
        return value

    @model_validator(mode="after")
    def _production_has_a_secret(self) -> Self:
        if self.environment == "production" and "secret_key" not in self.model_fields_set:
            raise ValueError("HUB_SECRET_KEY must be set in production")
        return self

    @property
    def url(self) -> URL:
        """The database's URL, parsed."""
        return make_url(self.database_url)

    @property
    def sqlite_file(self) -> Path | None:
        """The database's file, or None when it is no SQLite database."""
        url = self.url
        return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None

    @property
    def migrates_at_start(self) -> bool:
        """Whether start-up brings the database up to date."""
        return self.sqlite_file is not None if self.migrate_at_start is None else self.migrate_at_start
