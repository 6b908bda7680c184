"""What tests of generated code start from: a document's code, written where it can be imported."""

from __future__ import annotations

from pathlib import Path

from handfast.contract import resolve
from handfast.diagnostics import Severity
from handfast.document import load
from handfast.emit import generate, write


def write_code(document: Path, folder: Path, spec: str = "openapi.yaml") -> None:
    """Write the package of a document that has no error and that loses nothing when code is generated."""
    resolution = resolve(load(document))
    assert not [one for one in resolution.findings if one.severity is Severity.ERROR]
    assert resolution.contract is not None
    output = generate(resolution.contract, spec)
    assert output.findings == ()
    write(output.files, folder)
