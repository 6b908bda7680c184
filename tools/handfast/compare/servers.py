"""Changes between where two contracts' operations are served."""

from __future__ import annotations

from collections.abc import Iterator

from handfast.compare.change import Aspect, Change, Subject
from handfast.compare.inherited import Inherited
from handfast.contract.model import JSON, Operation, Server


def compare_servers(inherited: Inherited, frame: Subject, old: Operation, new: Operation) -> Iterator[Change]:
    """The change of the servers that count for an operation, wherever they are written. Their order is a preference."""
    before, after = _spelled(old), _spelled(new)
    if before == after:
        return
    subject = inherited.subject(Aspect.SERVERS, frame, (old.servers_at, new.servers_at), (old, new))
    if subject:
        yield subject.changed("", before, after)


def _spelled(operation: Operation) -> JSON:
    """The servers as a document spells them; `/` where none is written (OpenAPI 3.2 §4.1.1)."""
    return [_server(one) for one in operation.servers] or [{"url": "/"}]


def _server(server: Server) -> JSON:
    variables = {
        one.name: {"default": one.default, **({"enum": list(one.allowed)} if one.allowed else {})}
        for one in server.variables
    }
    return {"url": server.url, **({"variables": variables} if variables else {})}
