"""`handfast mock`: the spec, served: every operation answers, validly and with a memory."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from handfast.cli.options import FormatOption, SpecArgument
from handfast.cli.output import Format, has_errors, located, progress, say, show
from handfast.cli.settings import read_settings
from handfast.diagnostics import Diagnostic, Refused, Severity

if TYPE_CHECKING:
    from fastapi import FastAPI

    from handfast.contract import Contract

_PACKAGE: Final = "handfast_mocked"
_PORT: Final = 4010


def mock(
    spec: SpecArgument = None,
    *,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = _PORT,
    seed: Annotated[int, typer.Option(min=1, help="Another seed gives other answers.")] = 1,
    auth: Annotated[bool, typer.Option("--auth/--no-auth", help="Whether credentials are asked for.")] = True,
    form: FormatOption = Format.TEXT,
) -> int:
    """Serve the spec until interrupted: stateful, every answer valid."""
    from handfast.cli.source import read

    settings = read_settings(Path.cwd(), spec)
    source = read(settings.spec)
    folder = settings.spec.parent
    if source.contract is None:
        raise Refused(*located(source.findings, folder))
    with taken(host, port) as listening, tempfile.TemporaryDirectory(prefix="handfast-") as scratch:
        with progress("preparing"):
            app = mocked_app(source.contract if auth else _open(source.contract), Path(scratch), seed)
        for line in _story(source.contract, listening):
            say(line, form)
        contract = source.contract

        def tell() -> None:
            show(unmockable(contract, app), form, folder)

        threading.Thread(target=tell, daemon=True).start()
        _serve(app, listening)
    return 0


@contextmanager
def taken(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens at an address: who connects from now on is served as soon as something serves.

    Raises:
        Refused: somebody else has it, or it is none of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((host, port))
            bound.listen()
        except OSError as error:
            message = f"can't listen on {host}:{port}: {error.strerror or error}"
            help_ = "choose another with --port, or let --port 0 take a free one"
            raise Refused(Diagnostic("APP001", Severity.ERROR, message, help=help_)) from error
        yield bound


def mocked_app(contract: Contract, scratch: Path, seed: int) -> FastAPI:
    """An app that mocks a contract: generated into `scratch`, imported from there.

    Raises:
        Refused: the contract can't be generated.
    """
    from fastapi import FastAPI

    from handfast import emit
    from handfast.mock import start

    output = emit.sketch(contract, contract.file)
    if has_errors(output.findings):
        raise Refused(*output.findings)
    emit.write(output.files, scratch / _PACKAGE)
    os.environ |= {start.MOCK: "yes", start.SEED: str(seed)}
    sys.path.insert(0, str(scratch))
    try:
        application = import_module(f"{_PACKAGE}.application")
    finally:
        sys.path.remove(str(scratch))
    app = FastAPI(title=contract.title, version=contract.version or "0")
    application.include_contract(app, **({"unimplemented": "mock"} if contract.operations else {}))
    return app


def unmockable(contract: Contract, app: FastAPI) -> Iterator[Diagnostic]:
    """The operations that no valid success was found for."""
    from handfast.mock.survey import without_success

    missing = dict(without_success(app))
    for operation in contract.operations:
        why = missing.get((operation.method, operation.path))
        if why is not None:
            message = f"{operation.method} {operation.path} can't be mocked: {why}"
            help_ = "see what its schemas demand; an example that is valid would be used"
            yield Diagnostic("APP002", Severity.WARNING, message, operation.pointer, help=help_)


def _open(contract: Contract) -> Contract:
    """The contract, asking nobody for credentials."""
    return replace(contract, operations=tuple(replace(one, security=()) for one in contract.operations))


def _story(contract: Contract, listening: socket.socket) -> Iterator[str]:
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    title = " ".join(f"{contract.title} {contract.version}".split())
    yield f"{title}: {len(contract.operations)} operations mocked on http://{shown}:{port} (Ctrl-C ends it)"


def _serve(app: FastAPI, listening: socket.socket) -> None:
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False))
    server.run(sockets=[listening])
