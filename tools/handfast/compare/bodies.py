"""Changes between the request bodies of two operations."""

from __future__ import annotations

from collections.abc import Iterator

from handfast.compare.change import Aspect, Change, Subject
from handfast.compare.content import compare_media
from handfast.compare.schemas import Schemas
from handfast.contract.model import Body


def compare_bodies(schemas: Schemas, frame: Subject, old: Body | None, new: Body | None) -> Iterator[Change]:
    """The changes of the request body."""
    subject = frame.about(Aspect.BODY, "request body", old, new)
    if old and new:
        yield from subject.differs("required", old.required, new.required)
        yield from compare_media(schemas, subject, old.content, new.content)
    elif old or new:
        before = {"required": old.required} if old else None
        after = {"required": new.required} if new else None
        yield subject.one_sided(before, after, is_added=old is None)
