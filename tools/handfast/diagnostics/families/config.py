"""CONF: `[tool.handfast]` in pyproject.toml."""

from __future__ import annotations

from handfast.diagnostics.code import Code
from handfast.diagnostics.model import Severity

CODES: tuple[Code, ...] = (
    Code(
        id="CONF001",
        severity=Severity.ERROR,
        title="pyproject.toml can't be read",
        does="The nearest pyproject.toml is not TOML, not UTF-8, or may not be read.",
        why="It says where the spec and the app are.",
        example="[tool.handfast\nspec = spec/openapi.yaml",
        fix='[tool.handfast]\nspec = "spec/openapi.yaml"',
    ),
    Code(
        id="CONF002",
        severity=Severity.ERROR,
        title="an unknown key in [tool.handfast]",
        does="The key means nothing to handfast.",
        why="A misspelt key would silently leave a default in force.",
        example='[tool.handfast]\ngenerate = "contract"',
        fix='[tool.handfast]\ngenerated = "contract"',
    ),
    Code(
        id="CONF003",
        severity=Severity.ERROR,
        title="a value in [tool.handfast] has no meaning",
        does="The value is no text, is no `module:name`, or names a folder that `gen` must not replace.",
        why="`gen` replaces the folder of generated code as a whole, so it must be a folder of its own.",
        example='[tool.handfast]\ngenerated = "."',
        fix='[tool.handfast]\ngenerated = "generated"',
    ),
)
