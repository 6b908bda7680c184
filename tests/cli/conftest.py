from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from typer.testing import CliRunner, Result

from handfast.cli.program import program

Handfast: TypeAlias = Callable[..., Result]

SPEC = """\
openapi: 3.1.0
info: {title: Pets, version: 1.0.0}
tags: [{name: pets}]
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      responses:
        "200":
          description: all of them
          content:
            application/json:
              schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}
        default:
          description: what went wrong
          content:
            application/problem+json:
              schema: {type: object}
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: {type: string}
"""


@pytest.fixture
def handfast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Handfast:
    """Runs the command line in this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HANDFAST_TRACEBACK", raising=False)

    def invoke(*arguments: str | Path) -> Result:
        return CliRunner().invoke(program, [str(argument) for argument in arguments])

    return invoke


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a spec and settings, nothing generated yet."""
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "openapi.yaml").write_text(SPEC)
    (tmp_path / "pyproject.toml").write_text('[tool.handfast]\nspec = "spec/openapi.yaml"\n')
    return tmp_path


@pytest.fixture
def bytes_below() -> Callable[[Path], dict[str, bytes]]:
    """All files below a folder, by name."""

    def read(folder: Path) -> dict[str, bytes]:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }

    return read
