"""The wheel, built from the checkout, installs and runs where nothing else is installed."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

OWN = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "COVERAGE"))}


def run(*command: str | Path, folder: Path, expect: int = 0) -> str:
    done = subprocess.run(
        [*map(str, command)], cwd=folder, env=OWN, capture_output=True, text=True, timeout=400, check=False
    )
    assert done.returncode == expect, f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, folder=root)
    (built,) = folder.glob("*.whl")
    return built


def environment(root: Path, wheel: Path, folder: Path, lock: str) -> Path:
    """A fresh environment with the locked packages and the wheel; its folder of programs."""
    run(sys.executable, "-m", "venv", folder, folder=root)
    python = folder / "bin" / "python"
    quiet = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", "--no-deps")
    run(python, *quiet, "--require-hashes", "-r", root / "requirements" / lock, folder=root)
    run(python, *quiet, wheel, folder=folder)
    run(python, "-m", "pip", "check", "--disable-pip-version-check", folder=folder)
    return folder / "bin"


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path, root: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert wheel.name == "handfast-0.1.0-py3-none-any.whl"
    assert {name.split("/")[0] for name in names} == {"handfast", "handfast-0.1.0.dist-info"}
    package = root / "tools" / "handfast"
    expected = {
        f"handfast/{path.relative_to(package).as_posix()}"
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in names if name.startswith("handfast/")} == expected
    assert "handfast/py.typed" in names
    assert "handfast/scaffold/example/openapi.yaml" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_run_time_needs_no_toolchain(wheel: Path, root: Path, tmp_path: Path) -> None:
    programs = environment(root, wheel, tmp_path / "env", "runtime.txt")
    code = "import sys, handfast.runtime, handfast.export; print('typer' in sys.modules, handfast.runtime.__file__)"
    said = run(programs / "python", "-c", code, folder=tmp_path)
    assert said.startswith("False")
    assert str(tmp_path / "env") in said
    said = run(programs / "handfast", "--help", folder=tmp_path, expect=2)
    assert 'pip install "handfast[cli]"' in said
    assert "Traceback" not in said


def test_the_toolchain_makes_a_project_and_its_code(wheel: Path, root: Path, tmp_path: Path) -> None:
    programs = environment(root, wheel, tmp_path / "env", "cli.txt")
    assert "Usage" in run(programs / "handfast", "--help", folder=tmp_path)
    assert run(programs / "handfast", "--version", folder=tmp_path).strip() == "handfast 0.1.0"
    run(programs / "handfast", "init", "shop", folder=tmp_path)
    run(programs / "handfast", "gen", "--check", folder=tmp_path / "shop")
    code = "import app.main as m; print(len(m.app.routes))"
    assert int(run(programs / "python", "-c", code, folder=tmp_path / "shop")) > 0


def test_the_lock_files_name_no_registry_and_hash_everything(root: Path) -> None:
    files = sorted((root / "requirements").glob("*.txt"))
    assert [file.name for file in files] == ["cli.txt", "dev.txt", "runtime.txt"]
    for file in files:
        text = file.read_text()
        assert "://" not in text
        assert "--index-url" not in text.replace("--no-emit-index-url", "")
        pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert pins
        assert all("==" in line for line in pins)
        assert all(line.endswith("\\") for line in pins), "every pin carries a hash"


def test_the_lock_files_agree(root: Path) -> None:
    def pins(name: str) -> dict[str, str]:
        lines = (root / "requirements" / name).read_text().splitlines()
        found = [line.split()[0].split("==") for line in lines if "==" in line and not line.startswith((" ", "#"))]
        return dict(found)

    everything = pins("dev.txt")
    for name in ("runtime.txt", "cli.txt"):
        assert pins(name).items() <= everything.items()
