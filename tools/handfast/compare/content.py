"""Changes between two `content` maps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from handfast.compare.change import Aspect, Change, Subject
from handfast.compare.matching import matched
from handfast.compare.schemas import Schemas
from handfast.contract.model import MediaType


def compare_media(
    schemas: Schemas, frame: Subject, old: Iterable[MediaType | None], new: Iterable[MediaType | None]
) -> Iterator[Change]:
    """The changes of media types and of what each carries. Their order says nothing."""
    left = {media_name(media.name): media for media in old if media}
    right = {media_name(media.name): media for media in new if media}
    for name, before, after in matched(left, right):
        subject = Subject(
            Aspect.CONTENT,
            f"{frame.what}: {name}",
            frame.operation,
            before.pointer if before else frame.old,
            after.pointer if after else frame.new,
        )
        if before and after:
            yield from _compare(schemas, subject, before, after)
        else:
            yield subject.one_sided(name if before else None, name if after else None, is_added=before is None)


def media_name(name: str) -> str:
    """A media type as it is compared: case and white space say nothing (RFC 9110 §8.3.1)."""
    essence, *parameters = (part.strip() for part in name.split(";"))
    return "; ".join([essence.lower(), *sorted(map(_parameter, parameters))])


def _parameter(text: str) -> str:
    name, _, value = text.partition("=")
    value = value.strip().strip('"')
    return f"{name.strip().lower()}={value.lower() if name.strip().lower() == 'charset' else value}"


def _compare(schemas: Schemas, subject: Subject, old: MediaType, new: MediaType) -> Iterator[Change]:
    yield from schemas.compare(subject, old.schema, new.schema)
    item = replace(subject, what=f"{subject.what}: itemSchema")
    yield from schemas.compare(item, old.item_schema, new.item_schema)
    yield from subject.differs("encoding", dict(old.encoding), dict(new.encoding))
