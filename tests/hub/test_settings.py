"""Settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import Settings


def test_production_needs_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_ENVIRONMENT", "production")

    with pytest.raises(ValidationError, match="HUB_SECRET_KEY"):
        Settings()

    monkeypatch.setenv("HUB_SECRET_KEY", "0123456789" * 4)
    assert Settings().secret_key.get_secret_value() == "0123456789" * 4


def test_development_makes_up_a_secret_of_its_own() -> None:
    assert Settings().secret_key != Settings().secret_key


def test_a_short_secret_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_SECRET_KEY", "hunter2")

    with pytest.raises(ValidationError) as raised:
        Settings()

    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize("url", ["", "hub", "sqlite+aiosqlite://", "sqlite+aiosqlite:///:memory:"])
def test_a_url_that_names_no_lasting_database_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        Settings(database_url=url)


def test_only_sqlite_is_migrated_at_start_unless_told() -> None:
    postgresql = "postgresql+asyncpg://hub@localhost/hub"

    assert Settings().migrates_at_start
    assert not Settings(migrate_at_start=False).migrates_at_start
    assert not Settings(database_url=postgresql).migrates_at_start
    assert Settings(database_url=postgresql, migrate_at_start=True).migrates_at_start
    assert Settings(database_url="sqlite+aiosqlite:////srv/hub.sqlite").sqlite_file == Path("/srv/hub.sqlite")
