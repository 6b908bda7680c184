"""What a type checker says of `include_contract`: everything must be given, unless the rest is mocked."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from handfast import emit
from handfast.contract import resolve
from handfast.document import load

CALLS = """\
from fastapi import FastAPI
from generated.application import include_contract

app = FastAPI()
include_contract(app)  # wrong
include_contract(app, unimplemented="mock")
include_contract(app, unimplemented="never")  # wrong
"""


def test_a_missing_handler_is_seen_where_nothing_is_mocked(root: Path, tmp_path: Path) -> None:
    contract = resolve(load(Path(__file__).parent / "things.yaml")).contract
    assert contract is not None
    emit.write(emit.generate(contract, "things.yaml").files, tmp_path / "generated")
    (tmp_path / "calls.py").write_text(CALLS)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--explicit-package-bases", "--no-incremental", "calls.py"],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(root / "tools")},
        capture_output=True,
        text=True,
        check=False,
    )
    wrong = [number for number, line in enumerate(CALLS.splitlines(), 1) if line.endswith("# wrong")]
    found = re.findall(r"^calls\.py:(\d+): error", done.stdout, re.MULTILINE)
    assert [int(one) for one in dict.fromkeys(found)] == wrong, done.stdout + done.stderr
