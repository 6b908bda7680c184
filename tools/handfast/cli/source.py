"""From a spec's file to its contract, with everything found on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from handfast.cli.output import has_errors, located, progress
from handfast.cli.settings import is_default
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
            raise Refused(*located(_helped(refused.findings, spec), spec.parent)) from refused
    return Source(document, resolution.contract, findings + resolution.findings)


def _helped(findings: tuple[Diagnostic, ...], spec: Path) -> tuple[Diagnostic, ...]:
    """The findings; where a project's spec is missing because there is no project, the help says how to start one."""
    if spec.exists() or not is_default(spec, Path.cwd()):
        return findings
    help_ = "start a project with `handfast init DIR`, or name the spec"
    return tuple(replace(one, help=help_) if one.code == "SPEC001" else one for one in findings)
