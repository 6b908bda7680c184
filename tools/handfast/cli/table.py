"""Whether `[tool.handfast]` says what it may say, and where in the file it says it."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from handfast.diagnostics import Diagnostic, Position, Severity

SECTION = "tool.handfast"
REPLACED = "`gen` replaces this folder as a whole: name a folder of its own inside the project"
LARGEST = 1_000_000

Verdict: TypeAlias = tuple[str, str] | None
"""What is wrong with a value, and what to do about it; None for nothing."""


def judge(table: Mapping[str, Any], path: Path, text: str) -> Iterator[Diagnostic]:
    """What has no meaning in the table, and in its table `fuzz`."""
    yield from _judge(table, _rules(path.parent), SECTION, path, text)
    if isinstance(table.get("fuzz"), dict):
        yield from _judge(table["fuzz"], FUZZ_RULES, f"{SECTION}.fuzz", path, text)


def _judge(
    table: Mapping[str, Any], rules: Mapping[str, Callable[[Any], Verdict]], section: str, path: Path, text: str
) -> Iterator[Diagnostic]:
    for key, value in table.items():
        at = place(path, text, key, section)
        if key not in rules:
            close = difflib.get_close_matches(key, rules, n=1)
            hint = f"did you mean `{close[0]}`?" if close else f"known keys: {', '.join(rules)}"
            yield finding("CONF002", f"unknown key `{key}` in [{section}]", at, hint)
            continue
        wrong = rules[key](value)
        if wrong:
            yield finding("CONF003", f"`{key}` {wrong[0]}", at, wrong[1])


def _text(value: Any) -> Verdict:
    if isinstance(value, str) and value and "\0" not in value:
        return None
    return "must be a text that is not empty", ""


def _app(value: Any) -> Verdict:
    if isinstance(value, str) and re.fullmatch(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*", value):
        return None
    return "must name a module and an object in it", 'write it as "app.main:app"'


def _count(value: Any) -> Verdict:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST:
        return None
    return f"must be a number from 1 to {LARGEST}", ""


def _table(value: Any) -> Verdict:
    return None if isinstance(value, dict) else ("must be a table", "")


def _texts(value: Any) -> Verdict:
    if isinstance(value, dict) and all(isinstance(one, str) and "\0" not in one for one in value.values()):
        return None
    return "must be a table of texts", ""


def _folder(root: Path) -> Callable[[Any], Verdict]:
    def rule(value: Any) -> Verdict:
        if _text(value):
            return _text(value)
        folder = (root / value).resolve()
        if folder != root.resolve() and folder.is_relative_to(root.resolve()):
            return None
        return f"can't be {value!r}", REPLACED

    return rule


def _rules(root: Path) -> Mapping[str, Callable[[Any], Verdict]]:
    return {"spec": _text, "generated": _folder(root), "app": _app, "cache": _text, "fuzz": _table}


def _steps(value: Any) -> Verdict:
    """Steps of a login: tables with an operation, and what else `handfast.fuzz.Login` has."""
    how = "write [[tool.handfast.fuzz.login]] tables with operation, body, token and header"
    if not isinstance(value, list) or not all(isinstance(step, dict) for step in value):
        return "must be tables, one for each request", how
    for step in value:
        if set(step) - {"operation", "body", "token", "header"}:
            return f"has an unknown key `{min(set(step) - {'operation', 'body', 'token', 'header'})}`", how
        if any(_text(step[key]) for key in {"operation", "token", "header"} & step.keys()) or "operation" not in step:
            return "needs an operation, and texts for token and header", how
    if not any("token" in step for step in value):
        return "gives no header: the last step needs a token", 'for example token = "/access_token"'
    return None


FUZZ_RULES: Mapping[str, Callable[[Any], Verdict]] = {
    "auth": _text,
    "login": _steps,
    "baseline": _text,
    "examples": _count,
    "seconds": _count,
    "seed": _count,
    "environment": _texts,
}


def finding(code: str, message: str, at: Position, help_: str = "") -> Diagnostic:
    """An error in the settings, on one line."""
    return Diagnostic(code, Severity.ERROR, " ".join(message.split()), at, help=help_)


def syntax_error(path: Path, error: tomllib.TOMLDecodeError) -> Diagnostic:
    """Where a file stops being TOML. The parser tells the place only in its message."""
    found = re.search(r"line (\d+), column (\d+)", str(error))
    at = Position(str(path), *map(int, found.groups())) if found else Position(str(path), 1)
    return finding("CONF001", f"{path.name} is not TOML: {error}", at)


def place(path: Path, text: str, key: str, section: str = SECTION) -> Position:
    """The line of a key in a section, or the section's, or the file's first: tomllib keeps no positions."""
    current, header = "", 1
    for number, line in enumerate(text.splitlines(), 1):
        heading = re.match(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?$", line)
        if heading:
            current = heading[1].replace('"', "").replace(" ", "")
            header = number if current == section or (header == 1 and current == f"{section}.{key}") else header
        found = re.match(rf"\s*[\"']?({re.escape(key)})[\"']?\s*[.=]", line) if current == section else None
        if found:
            return Position(str(path), number, found.start(1) + 1, len(key))
    return Position(str(path), header)
