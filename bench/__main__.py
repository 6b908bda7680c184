"""Runs benches by name and writes `bench/results/NAME.json`. Without names: all of them."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench import check, compare, drift, export, generation, requests

BENCHES: dict[str, Callable[[], dict[str, object]]] = {
    "check": check.run,
    "compare": compare.run,
    "export": export.run,
    "drift": drift.run,
    "generation": generation.run,
    "requests": requests.run,
}
RESULTS = Path(__file__).parent / "results"


def main(names: list[str]) -> int:
    """0 when every named bench ran, 2 when there is no such bench."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"no bench named {', '.join(unknown)}; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    RESULTS.mkdir(exist_ok=True)
    for name in names or BENCHES:
        found = {"command": f"python -m bench {name}", **_where(), **BENCHES[name]()}
        text = json.dumps(found, indent=2) + "\n"
        (RESULTS / f"{name}.json").write_text(text)
        print(text)
    return 0


def _where() -> dict[str, object]:
    packages = ("fastapi", "pydantic", "jsonschema-rs", "datamodel-code-generator")
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in packages},
    }


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
