"""Schemathesis on an app that listens: one run, bounded, the same for the same seed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from handfast.contract.model import JSON

_GRACE: Final = 20.0
"""Seconds beyond its time that a run may take to come to an end by itself."""
PHASES: Final = ("examples", "coverage", "fuzzing", "stateful")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is tried: examples for each operation and phase, and seconds for everything.

    Without `examples` a run goes on until the seconds are over.
    """

    examples: int | None = 25
    seconds: float = 240.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it ended. `log` is what it wrote down, `output` the end of what Schemathesis printed."""

    log: Path
    is_cut_off: bool
    output: str


@dataclass(frozen=True, slots=True)
class Target:
    """What is tested: an app at `url`; `headers` are sent with every request, each as `Name: value`.

    `only` names operations (`GET /pets`); without it, all are tested.
    """

    url: str
    headers: Sequence[str] = ()
    only: Sequence[str] = ()


def run(document: JSON, target: Target, bounds: Bounds, scratch: Path) -> Run:
    """All checks in all phases, by the contract's own document.

    Schemathesis runs in a process of its own and in an empty folder, so no configuration of its own takes part.
    """
    folder = scratch / "schemathesis"
    folder.mkdir()
    spec, log = folder / "openapi.json", folder / "events.ndjson"
    spec.write_text(json.dumps(document), encoding="utf-8")
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", str(spec), "--url", target.url, "--no-color"),
        *("--phases", ",".join(PHASES), "--checks", "all", "--continue-on-failure"),
        *("--seed", str(bounds.seed), "--workers", "1"),
        *("--generation-database", "none", "--request-timeout", "10", "--warnings", "off"),
        *("--report", "ndjson", "--report-ndjson-path", str(log)),
        *_extent(bounds),
        *(part for name in target.only for part in ("--include-name", name)),
        *(part for header in target.headers for part in ("--header", header)),
    ]
    with (folder / "output").open("w+b") as output:
        try:
            subprocess.run(  # noqa: S603 - arguments of ours; the document is a file
                command,
                cwd=folder,
                env={**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(folder)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                timeout=bounds.seconds + (_GRACE if bounds.examples is None else 0),
                check=False,
            )
            is_cut_off = False
        except subprocess.TimeoutExpired:
            is_cut_off = True
        output.seek(0)
        printed = output.read().decode(errors="replace")
    return Run(log, is_cut_off, printed[-2000:])


def _extent(bounds: Bounds) -> tuple[str, ...]:
    if bounds.examples is None:
        return "--max-time", str(max(1, int(bounds.seconds)))
    return "--max-examples", str(bounds.examples)
