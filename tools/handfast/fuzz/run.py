"""Schemathesis on an app that listens: one run, bounded, the same for the same seed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from handfast.contract.model import JSON
from handfast.fuzz.events import Record, read_record


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is tried: examples for each operation and phase, and seconds for everything."""

    examples: int = 25
    seconds: float = 240.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it ended. `is_cut_off` tells that time was up; `output` is the end of what Schemathesis printed."""

    record: Record
    is_cut_off: bool
    output: str


def run(document: JSON, url: str, headers: Sequence[str], bounds: Bounds, scratch: Path) -> Run:
    """All checks in all phases against the app at `url`, by the contract's own document.

    Schemathesis runs in a process of its own and in an empty folder, so no configuration of its own takes part.
    `headers` are sent with every request, each as `Name: value`.
    """
    folder = scratch / "schemathesis"
    folder.mkdir()
    spec, log = folder / "openapi.json", folder / "events.ndjson"
    spec.write_text(json.dumps(document), encoding="utf-8")
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", str(spec), "--url", url, "--no-color"),
        *("--phases", "examples,coverage,fuzzing,stateful", "--checks", "all", "--continue-on-failure"),
        *("--max-examples", str(bounds.examples), "--seed", str(bounds.seed), "--workers", "1"),
        *("--generation-database", "none", "--request-timeout", "10", "--warnings", "off"),
        *("--report", "ndjson", "--report-ndjson-path", str(log)),
        *(part for header in headers for part in ("--header", header)),
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
                timeout=bounds.seconds,
                check=False,
            )
            is_cut_off = False
        except subprocess.TimeoutExpired:
            is_cut_off = True
        output.seek(0)
        printed = output.read().decode(errors="replace")
    return Run(read_record(log), is_cut_off, printed[-2000:])
