from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from handfast import emit
from handfast.diagnostics import Diagnostic, Severity
from tests.cli.conftest import SPEC, Handfast

Bytes = Callable[[Path], dict[str, bytes]]


def test_gen_writes_code_and_stubs_and_says_what_changed(handfast: Handfast, project: Path) -> None:
    result = handfast("gen")
    assert result.exit_code == 0, result.output
    assert "+ generated/models.py" in result.stdout
    assert "+ app/handlers/pets.py (stubs, yours from now on)" in result.stdout
    assert (project / "generated" / "api" / "pets.py").is_file()


def test_gen_twice_writes_the_same_bytes_and_says_so(handfast: Handfast, project: Path, bytes_below: Bytes) -> None:
    handfast("gen")
    first = bytes_below(project)
    again = handfast("gen")
    assert again.exit_code == 0
    assert "generated/ is what the spec gives" in again.stdout
    assert bytes_below(project) == first


def test_two_projects_with_the_same_spec_get_the_same_bytes(
    handfast: Handfast, project: Path, bytes_below: Bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    handfast("gen")
    first = bytes_below(project / "generated")
    other = project / "elsewhere"
    (other / "spec").mkdir(parents=True)
    (other / "spec" / "openapi.yaml").write_text(SPEC)
    (other / "pyproject.toml").write_text("[tool.handfast]\n")
    monkeypatch.chdir(other)
    assert handfast("gen").exit_code == 0
    assert bytes_below(other / "generated") == first


def test_a_handler_file_is_never_overwritten(handfast: Handfast, project: Path) -> None:
    handfast("gen")
    handler = project / "app" / "handlers" / "pets.py"
    handler.write_text("# mine\n")
    assert handfast("gen").exit_code == 0
    assert handler.read_text() == "# mine\n"


def test_a_new_tag_gets_a_handler_file_and_nothing_else_is_added(handfast: Handfast, project: Path) -> None:
    handfast("gen")
    (project / "app" / "security.py").unlink(missing_ok=True)
    (project / "app" / "main.py").unlink()
    spec = project / "spec" / "openapi.yaml"
    spec.write_text(spec.read_text().replace("tags: [pets]", "tags: [cats]"))
    result = handfast("gen")
    assert "+ app/handlers/cats.py" in result.stdout
    assert not (project / "app" / "main.py").exists()


def test_check_is_clean_after_gen_and_writes_nothing(handfast: Handfast, project: Path, bytes_below: Bytes) -> None:
    handfast("gen")
    before = bytes_below(project)
    assert handfast("gen", "--check").exit_code == 0
    (project / "generated" / "models.py").write_text("class Pet: ...\n")
    (project / "generated" / "old.py").write_text("")
    (project / "generated" / "py.typed").unlink()
    result = handfast("gen", "--check")
    assert result.exit_code == 1
    assert "`models.py` is not what the spec gives\n --> generated/models.py:1:1" in result.stdout
    assert "`old.py` is not generated from the spec" in result.stdout
    assert "`py.typed` is missing" in result.stdout
    assert result.stdout.count("error[DRIFT001]") == 3
    assert handfast("gen").exit_code == 0
    assert bytes_below(project) == before


def test_check_before_gen_finds_that_nothing_is_there(handfast: Handfast, project: Path) -> None:
    result = handfast("gen", "--check")
    assert result.exit_code == 1
    assert "`generated/` does not exist" in result.stdout
    assert not (project / "generated").exists()


BROKEN = {
    "no YAML": ("openapi: 3.1.0\n  x: [\n", 2, "SPEC"),
    "no path": (SPEC.replace("/pets:", "pets:"), 1, "SPEC"),
    "duplicate keys": ("openapi: 3.1.0\nopenapi: 3.1.0\n", 2, "SPEC"),
    "outside its folder": (SPEC.replace("#/components/schemas/Pet", "../../etc/pet.yaml"), 2, "SPEC"),
    "over the network": (SPEC.replace("#/components/schemas/Pet", "https://example.com/pet.yaml"), 1, "SPEC"),
    "nothing there": (SPEC.replace("#/components/schemas/Pet", "#/components/schemas/Dog"), 1, "SPEC"),
    "a list": ("- 1\n", 2, "SPEC"),
    "empty": ("", 2, "SPEC"),
}


@pytest.mark.parametrize("why", BROKEN)
def test_a_broken_spec_is_a_finding_with_a_line_and_touches_nothing(
    handfast: Handfast, project: Path, bytes_below: Bytes, why: str
) -> None:
    assert handfast("gen").exit_code == 0
    text, code, family = BROKEN[why]
    (project / "spec" / "openapi.yaml").write_text(text)
    before = bytes_below(project)
    result = handfast("gen")
    assert result.exit_code == code, result.output
    assert f"error[{family}" in result.stdout
    assert "--> spec/openapi.yaml:" in result.stdout
    assert "= help: " in result.stdout
    assert bytes_below(project) == before


def test_a_spec_that_is_not_there_is_unreadable_input(handfast: Handfast, project: Path) -> None:
    assert handfast("gen", "nowhere.yaml").exit_code == 2
    assert handfast("gen", project / "spec").exit_code == 2
    assert not (project / "generated").exists()


def test_a_folder_of_other_files_is_not_replaced(handfast: Handfast, project: Path) -> None:
    (project / "generated").mkdir()
    (project / "generated" / "mine.py").write_text("x = 1\n")
    result = handfast("gen")
    assert result.exit_code == 2
    assert "GEN093" in result.stdout
    assert [path.name for path in (project / "generated").iterdir()] == ["mine.py"]


def test_an_error_while_generating_writes_nothing(
    handfast: Handfast, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = Diagnostic("GEN001", Severity.ERROR, "no such thing in Python")
    monkeypatch.setattr(emit, "generate", lambda *_: emit.Output({"a.py": ""}, (refusal,)))
    result = handfast("gen")
    assert result.exit_code == 1
    assert "no such thing in Python" in result.stdout
    assert not (project / "generated").exists()
