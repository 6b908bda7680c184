"""From a spec's file to its contract, with everything found on the way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from handfast.cli.output import has_errors, located, progress
from handfast.contract import Contract, resolve
from handfast.contract.structure import check as check_structure
from handfast.diagnostics import Diagnostic, Refused
from handfast.document import Document, load


@dataclass(frozen=True, slots=True)
class Source:
    """A spec as it was read. `contract` is None when it has errors that leave nothing to work with."""

    document: Document
    contract: Contract | None
    findings: tuple[Diagnostic, ...]


def read(spec: Path) -> Source:
    """The spec, its contract and its findings.

    Raises:
        Refused: the spec can't be read; the findings have positions.
    """
    with progress(f"reading {spec.name}"):
        try:
            document = load(spec)
            findings = check_structure(document)
            if has_errors(findings):
                return Source(document, None, findings)
            resolution = resolve(document)
        except Refused as refused:
            raise Refused(*located(refused.findings, spec.parent)) from refused
    return Source(document, resolution.contract, findings + resolution.findings)
