from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import SPEC, Handfast

Bytes = Callable[[Path], dict[str, bytes]]


def refuse(monkeypatch: pytest.MonkeyPatch, verb: str, is_meant: Callable[[Path], bool], error: BaseException) -> None:
    """Makes one way of writing fail: the tests may run as root, whom permissions don't stop."""
    real = getattr(Path, verb)

    def refused(path: Path, *arguments: object, **options: object) -> object:
        if is_meant(path):
            raise error
        return real(path, *arguments, **options)

    monkeypatch.setattr(Path, verb, refused)


WAYS: dict[str, tuple[str, Callable[[Path], bool]]] = {
    "a file of generated code": ("write_bytes", lambda path: path.parts[-2:] == ("fresh", "models.py")),
    "the swap": ("rename", lambda path: path.name == "fresh"),
    "a stub": ("open", lambda path: path.parts[-3:] == ("app", "handlers", "cats.py")),
}


@pytest.mark.parametrize("way", WAYS)
def test_gen_names_the_folder_that_refuses_and_changes_nothing(
    handfast: Handfast, project: Path, bytes_below: Bytes, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    assert handfast("gen").exit_code == 0
    spec = project / "spec" / "openapi.yaml"
    spec.write_text(SPEC.replace("tags: [pets]", "tags: [cats]"))
    before = bytes_below(project)
    verb, is_meant = WAYS[way]
    refuse(monkeypatch, verb, is_meant, PermissionError(errno.EACCES, "Permission denied", str(project / "x")))
    result = handfast("gen")
    assert result.exit_code == 2, result.output
    assert f"error[GEN096]: `{project}` can't be written: permission denied" in result.stdout
    assert "= help: " in result.stdout
    assert bytes_below(project) == before
    assert not [path for path in project.iterdir() if path.name.startswith(".generated-")]


def test_init_names_the_folder_that_refuses_and_leaves_nothing(
    handfast: Handfast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = OSError(errno.ENOSPC, "No space left on device", str(tmp_path / "shop" / "README.md"))
    refuse(monkeypatch, "open", lambda path: path.name == "README.md", full)
    result = handfast("init", "shop")
    assert result.exit_code == 2, result.output
    assert "error[GEN096]" in result.stdout
    assert "no space left on device" in result.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_of_a_new_project_is_named(handfast: Handfast, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    result = handfast("init", "file/shop")
    assert result.exit_code == 2, result.output
    assert f"error[GEN096]: `{tmp_path / 'file'}` can't be written: not a directory" in result.stdout
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("way", WAYS)
def test_an_interruption_is_one_line_and_writes_nothing(
    handfast: Handfast, project: Path, bytes_below: Bytes, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    assert handfast("gen").exit_code == 0
    (project / "spec" / "openapi.yaml").write_text(SPEC.replace("tags: [pets]", "tags: [cats]"))
    before = bytes_below(project)
    verb, is_meant = WAYS[way]
    refuse(monkeypatch, verb, is_meant, KeyboardInterrupt())
    result = handfast("gen")
    assert result.exit_code == 130
    assert (result.stdout, result.stderr) == ("", "interrupted; nothing was written\n")
    assert bytes_below(project) == before
