"""What is left to do by hand where the contract's tags or its security changed: generated code can't edit an app."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from handfast.cli.settings import Settings

CALL = "include_contract"


@dataclass(frozen=True, slots=True)
class Wiring:
    """The call that puts the contract on the app: its file, the keywords it gives, and every name imported there."""

    path: str
    given: frozenset[str]
    imported: frozenset[str]


def read_wiring(settings: Settings) -> Wiring | None:
    """The app's call of `include_contract`, in its main module or else in its package; None when none can be read."""
    main = settings.root.joinpath(*settings.app.partition(":")[0].split("."))
    others = sorted(settings.package_folder.rglob("*.py")) if settings.package else []
    for path in (main.with_name(f"{main.name}.py"), main / "__init__.py", *others):
        tree = _parsed(path)
        if tree is None:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _is_call(node.func):
                given = [keyword.arg for keyword in node.keywords]
                known = frozenset(name for name in given if name is not None)
                shown = path.relative_to(settings.root).as_posix()
                return Wiring(shown, known, frozenset(_imports(tree))) if len(known) == len(given) else None
    return None


def left_to_do(settings: Settings, generated: Mapping[str, str], stubs: Mapping[str, str]) -> Iterator[str]:
    """What to add, drop and delete by hand, a line each. `stubs` are the hand-written files a new app would get."""
    wiring = read_wiring(settings)
    needed = _keywords(generated["application.py"])
    if wiring:
        imports, values = _proposed(stubs["main.py"])
        for keyword in needed:
            if keyword not in wiring.given and keyword in values:
                value = values[keyword]
                if value not in wiring.imported:
                    yield f"add to {wiring.path}: {imports[value]}"
                yield f"add to {CALL}() in {wiring.path}: {keyword}={value}()"
    yield from (f"delete {path}: the contract has no such tag" for path in _orphans(settings, generated))
    if wiring:
        gone = sorted(wiring.given - {"app", *needed})
        yield from (f"drop from {CALL}() in {wiring.path}: {keyword}, and its import" for keyword in gone)


def _proposed(main: str) -> tuple[dict[str, str], dict[str, str]]:
    """What a new main module says: the import of each name, and the class that each keyword gets an instance of."""
    tree = ast.parse(main)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_call(node.func)]
    values = {
        keyword.arg: keyword.value.func.id
        for call in calls
        for keyword in call.keywords
        if keyword.arg and isinstance(keyword.value, ast.Call) and isinstance(keyword.value.func, ast.Name)
    }
    return _imports(tree), values


def _keywords(application: str) -> tuple[str, ...]:
    """The keywords that the generated `include_contract` takes."""
    functions = [one for one in ast.parse(application).body if isinstance(one, ast.FunctionDef) and one.name == CALL]
    return tuple(one.arg for one in functions[-1].args.kwonlyargs)  # those before are overloads


def _orphans(settings: Settings, generated: Mapping[str, str]) -> Iterator[str]:
    """The handler modules that import the interface of a tag which is not generated any more."""
    if not settings.package:
        return
    prefix = f"{settings.generated_package}.api."
    for path in sorted((settings.package_folder / "handlers").glob("*.py")):
        tree = _parsed(path)
        sources = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)] if tree else []
        tags = [source.removeprefix(prefix) for source in sources if source.startswith(prefix)]
        if tags and not any(f"api/{tag}.py" in generated for tag in tags):
            yield path.relative_to(settings.root).as_posix()


def _imports(tree: ast.AST) -> dict[str, str]:
    """The import statement of every name that a module imports from another."""
    return {
        alias.asname or alias.name: ast.unparse(ast.ImportFrom(node.module, [alias], node.level))
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _is_call(function: ast.expr) -> bool:
    return (isinstance(function, ast.Name) and function.id == CALL) or (
        isinstance(function, ast.Attribute) and function.attr == CALL
    )


def _parsed(path: Path) -> ast.Module | None:
    """A module's syntax; None for one that is not there or is no Python."""
    try:
        return ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None
