"""Changes between the replies of two operations."""

from __future__ import annotations

from collections.abc import Iterator

from handfast.compare.change import Aspect, Change, Subject
from handfast.compare.content import compare_media
from handfast.compare.matching import matched
from handfast.compare.schemas import Schemas
from handfast.contract.model import Header, Operation, Reply


def compare_replies(schemas: Schemas, frame: Subject, old: Operation, new: Operation) -> Iterator[Change]:
    """The changes of declared replies, their headers and their content. The order of replies says nothing."""
    left = {reply.status: reply for reply in old.replies}
    right = {reply.status: reply for reply in new.replies}
    for status, before, after in matched(left, right):
        subject = Subject(
            Aspect.REPLY,
            f"reply {status}",
            frame.operation,
            before.pointer if before else frame.old,
            after.pointer if after else frame.new,
        )
        if before and after:
            yield from _compare_headers(schemas, subject, before, after)
            yield from compare_media(schemas, subject, before.content, after.content)
        else:
            yield subject.one_sided(status if before else None, status if after else None, is_added=before is None)


def _compare_headers(schemas: Schemas, frame: Subject, old: Reply, new: Reply) -> Iterator[Change]:
    """The changes of headers, whose names ignore case (RFC 9110 §5.1)."""
    left = {header.name.lower(): header for header in old.headers}
    right = {header.name.lower(): header for header in new.headers}
    for name, before, after in matched(left, right):
        subject = Subject(
            Aspect.REPLY,
            f"{frame.what}: header `{name}`",
            frame.operation,
            before.pointer if before else frame.old,
            after.pointer if after else frame.new,
        )
        if before and after:
            yield from _compare_header(schemas, subject, before, after)
        else:
            yield subject.one_sided(name if before else None, name if after else None, is_added=before is None)


def _compare_header(schemas: Schemas, subject: Subject, old: Header, new: Header) -> Iterator[Change]:
    yield from subject.differs("required", old.required, new.required)
    if old.content or new.content:
        yield from compare_media(schemas, subject, (old.content,), (new.content,))
        return
    yield from subject.differs("explode", old.explode, new.explode)
    yield from schemas.compare(subject, old.schema, new.schema)
