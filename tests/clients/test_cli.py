"""`handfast client`, as it is typed."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from handfast.cli.program import program


@pytest.fixture
def project(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the Hub's contract, as the current folder."""
    (tmp_path / "spec").mkdir()
    shutil.copy(root / "spec" / "openapi.yaml", tmp_path / "spec")
    (tmp_path / "pyproject.toml").write_text("[tool.handfast]\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_python(project: Path) -> None:
    done = CliRunner().invoke(program, ["client", "python"])
    assert (done.exit_code, done.stderr) == (0, "")
    package = project / "dist" / "clients" / "handfast_hub_client-0.1.0-py3-none-any.whl"
    sources = project / "dist" / "clients" / "python"
    assert f"dist/clients/{package.name}: {package.stat().st_size:,} bytes\n" in done.stdout
    with zipfile.ZipFile(package) as archive:
        for name in archive.namelist():
            if ".dist-info/" not in name:
                assert archive.read(name) == (sources / name).read_bytes()
    before = package.read_bytes()
    assert CliRunner().invoke(program, ["client", "python"]).exit_code == 0
    assert package.read_bytes() == before


def test_typescript_without_node(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(project))
    done = CliRunner().invoke(program, ["client", "typescript"])
    assert done.exit_code == 2
    assert done.stdout.startswith("error[GEN094]: the TypeScript client needs `node`, which is not on the PATH")
    assert not (project / "dist").exists()


def test_a_folder_of_something_else_is_left_alone(project: Path) -> None:
    mine = project / "out" / "python" / "mine.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    done = CliRunner().invoke(program, ["client", "python", "--out", "out"])
    assert done.exit_code == 2
    assert "error[GEN093]: `python/` holds files that are no client" in done.stdout
    assert mine.read_text() == "mine"


def test_a_broken_spec_gives_no_client(project: Path) -> None:
    (project / "spec" / "openapi.yaml").write_text("openapi: 3.1.0\ninfo: {title: x, version: 1}\npaths: []\n")
    done = CliRunner().invoke(program, ["client", "python"])
    assert done.exit_code == 1
    assert not (project / "dist").exists()
