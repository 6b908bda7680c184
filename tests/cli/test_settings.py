from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from handfast.cli.settings import read_settings
from handfast.cli.table import FUZZ_RULES
from handfast.diagnostics import Position, Refused
from tests.cli.conftest import Handfast


def project(folder: Path, table: str) -> Path:
    (folder / "pyproject.toml").write_text(table, encoding="utf-8")
    return folder


def test_defaults_without_a_project(tmp_path: Path) -> None:
    settings = read_settings(tmp_path)
    assert settings.root == tmp_path
    assert settings.spec == tmp_path / "spec" / "openapi.yaml"
    assert settings.app == "app.main:app"
    assert settings.spec_name == "spec/openapi.yaml"


def test_the_reference_has_every_setting_with_its_default(root: Path, tmp_path: Path) -> None:
    text = (root / "docs" / "reference.md").read_text(encoding="utf-8")
    section = text.partition("## Settings")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| `([a-z.]+)` \| `?([^|`]*?)`? ?\|", section, re.MULTILINE))
    settings = read_settings(tmp_path)
    spoken = {name: getattr(settings, name) for name in ("spec", "generated", "app", "cache")}
    spoken |= {f"fuzz.{name}": getattr(settings.fuzz, name) for name in FUZZ_RULES}
    paths = {name: one.relative_to(tmp_path) for name, one in spoken.items() if isinstance(one, Path)}
    assert rows == {name: str(one or "") for name, one in (spoken | paths).items()}


def test_the_nearest_project_above_is_read(tmp_path: Path) -> None:
    project(tmp_path, '[tool.handfast]\nspec = "api/v1.yaml"\napp = "shop.web:site"\n')
    below = tmp_path / "api" / "deep"
    below.mkdir(parents=True)
    settings = read_settings(below)
    assert settings.root == tmp_path
    assert settings.spec == tmp_path / "api" / "v1.yaml"
    assert settings.app == "shop.web:site"
    assert settings.generated == tmp_path / "generated"


def test_the_command_line_wins_and_counts_from_the_current_folder(tmp_path: Path) -> None:
    project(tmp_path, '[tool.handfast]\nspec = "api/v1.yaml"\n')
    (tmp_path / "api").mkdir()
    settings = read_settings(tmp_path / "api", spec=Path("v2.yaml"), app="other:app")
    assert settings.spec == tmp_path / "api" / "v2.yaml"
    assert settings.spec_name == "api/v2.yaml"
    assert settings.app == "other:app"


def test_settings_are_frozen(tmp_path: Path) -> None:
    settings = read_settings(tmp_path)
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.app = "other:app"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("table", "code", "message", "line", "column"),
    [
        ('[tool.handfast]\n\nspek = "a.yaml"\n', "CONF002", "unknown key `spek`", 3, 1),
        ('[project]\nname = "x"\n[tool.handfast]\n  "spec" = ""\n', "CONF003", "`spec` must be", 4, 4),
        ("[tool.handfast]\nspec = 3\n", "CONF003", "`spec` must be", 2, 1),
        ('[tool.handfast]\napp = "app/main.py"\n', "CONF003", "`app` must name", 2, 1),
        ('[tool.handfast]\ngenerated = "."\n', "CONF003", "`generated` can't be", 2, 1),
        ('[tool.handfast]\ngenerated = "../elsewhere"\n', "CONF003", "`generated` can't be", 2, 1),
        ('[tool.handfast]\nspec = "generated/openapi.yaml"\n', "CONF003", "`generated` can't hold", 1, 1),
        ('[tool.handfast]\ngenerated = "app"\n', "CONF003", "`generated` can't hold", 2, 1),
        ("[tool]\nhandfast = 1\n", "CONF003", "`tool.handfast` must be a table", 2, 1),
        ("[tool.handfast\n", "CONF001", "pyproject.toml is not TOML", 1, 15),
        ('a = 1\n[tool.handfast]\nspec = "a\n', "CONF001", "pyproject.toml is not TOML", 3, 10),
    ],
)
def test_what_has_no_meaning_is_refused_at_its_line(
    tmp_path: Path, table: str, code: str, message: str, line: int, column: int
) -> None:
    project(tmp_path, table)
    with pytest.raises(Refused) as refused:
        read_settings(tmp_path)
    (finding,) = refused.value.findings
    assert finding.code == code
    assert message in finding.message
    assert isinstance(finding.at, Position)
    assert (finding.at.line, finding.at.column) == (line, column)


def test_a_misspelt_key_names_the_right_one(tmp_path: Path) -> None:
    project(tmp_path, '[tool.handfast]\ngenerate = "x"\n')
    with pytest.raises(Refused) as refused:
        read_settings(tmp_path)
    assert refused.value.findings[0].help == "did you mean `generated`?"


def test_every_wrong_key_is_named_at_once(tmp_path: Path) -> None:
    project(tmp_path, "[tool.handfast]\none = 1\ntwo = 2\n")
    with pytest.raises(Refused) as refused:
        read_settings(tmp_path)
    assert [finding.message.split("`")[1] for finding in refused.value.findings] == ["one", "two"]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refused) as refused:
        read_settings(tmp_path)
    assert refused.value.findings[0].code == "CONF001"


def test_the_fuzz_table_is_read(tmp_path: Path) -> None:
    project(tmp_path, '[tool.handfast.fuzz]\nexamples = 3\nenvironment = {A = "b"}\n')
    fuzz = read_settings(tmp_path).fuzz
    assert (fuzz.examples, fuzz.seconds, dict(fuzz.environment)) == (3, 240, {"A": "b"})


@pytest.mark.parametrize(
    ("table", "code", "line"),
    [
        ("[tool.handfast.fuzz]\nexample = 3\n", "CONF002", 2),
        ("[tool.handfast.fuzz]\n\nexamples = 0\n", "CONF003", 3),
        ("[tool.handfast.fuzz]\nseed = true\n", "CONF003", 2),
        ("[tool.handfast.fuzz]\nauth = ''\n", "CONF003", 2),
        ("[tool.handfast.fuzz.environment]\nA = 1\n", "CONF003", 1),
        ("[tool.handfast]\nfuzz = 3\n", "CONF003", 2),
    ],
)
def test_the_fuzz_table_is_judged(tmp_path: Path, table: str, code: str, line: int) -> None:
    project(tmp_path, table)
    with pytest.raises(Refused) as refused:
        read_settings(tmp_path)
    (finding,) = refused.value.findings
    assert finding.code == code
    assert isinstance(finding.at, Position)
    assert finding.at.line == line


def test_a_folder_that_is_no_project_is_told_how_to_start_one(handfast: Handfast, tmp_path: Path) -> None:
    start = "= help: start a project with `handfast init DIR`, or name the spec"
    for verb in ("gen", "lint"):
        result = handfast(verb)
        assert result.exit_code == 2
        assert "error[SPEC001]: " in result.stdout
        assert start in result.stdout
    assert start not in handfast("gen", "other.yaml").stdout
    (tmp_path / "pyproject.toml").write_text("")
    assert start not in handfast("gen").stdout
