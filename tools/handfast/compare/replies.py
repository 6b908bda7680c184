"""Changes between the replies of two operations."""

from __future__ import annotations

from collections.abc import Iterator

from handfast.compare.change import Aspect, Change, Subject
from handfast.compare.content import compare_headers, compare_media
from handfast.compare.matching import matched
from handfast.compare.schemas import Schemas
from handfast.contract.model import Operation


def compare_replies(schemas: Schemas, frame: Subject, old: Operation, new: Operation) -> Iterator[Change]:
    """The changes of declared replies, their headers and their content. The order of replies says nothing."""
    left = {reply.status: reply for reply in old.replies}
    right = {reply.status: reply for reply in new.replies}
    for status, before, after in matched(left, right):
        subject = frame.about(Aspect.REPLY, f"reply {status}", before, after)
        if before and after:
            yield from compare_headers(schemas, subject, before.headers, after.headers)
            yield from compare_media(schemas, subject, before.content, after.content)
        else:
            yield subject.one_sided(status if before else None, status if after else None, is_added=before is None)
