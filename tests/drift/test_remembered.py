"""What was generated before is taken only where nobody but the user can have written it."""

from __future__ import annotations

from pathlib import Path

import pytest
from projects import SPEC, Pets

from handfast.cli.remembered import remembered
from handfast.document import load
from handfast.emit import Output


class Printer:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Output:
        self.times += 1
        return Output({"models.py": f"# {self.times}\n"}, components={"Pet": "Pet"})


def twice(pets: Pets, between: object = None, name: str = SPEC) -> int:
    """How often two runs generate."""
    printer = Printer()
    first = remembered(load(pets.root / SPEC), SPEC, pets.root, printer)
    if callable(between):
        between()
    second = remembered(load(pets.root / SPEC), name, pets.root, printer)
    assert (first == second) is (printer.times == 1)
    return printer.times


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_same_spec_is_generated_once(pets: Pets) -> None:
    assert twice(pets) == 1


def test_another_spec_is_generated_again(pets: Pets) -> None:
    assert twice(pets, lambda: pets.edit(SPEC, "maximum: 9007199254740993", "maximum: 9007199254740992")) == 2


def test_another_name_of_the_spec_is_generated_again(pets: Pets) -> None:
    assert twice(pets, name="openapi.yaml") == 2


def test_nothing_is_remembered_under_ci(pets: Pets, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert twice(pets) == 2


def test_a_cache_inside_the_project_is_not_used(pets: Pets, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(pets.root / ".cache"))
    assert twice(pets) == 2
    assert not (pets.root / ".cache").exists()


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_may_write_is_not_read(pets: Pets, cache: Path, mode: int) -> None:
    assert twice(pets, lambda: next(cache.rglob("*.json")).chmod(mode)) == 2


def test_a_link_is_not_read(pets: Pets, cache: Path, tmp_path: Path) -> None:
    def link() -> None:
        known = next(cache.rglob("*.json"))
        known.rename(tmp_path / "elsewhere.json")
        known.symlink_to(tmp_path / "elsewhere.json")

    assert twice(pets, link) == 2


def test_a_broken_file_is_not_read(pets: Pets, cache: Path) -> None:
    assert twice(pets, lambda: next(cache.rglob("*.json")).write_text("{")) == 2
