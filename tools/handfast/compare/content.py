"""Changes between two `content` maps, the encoding of their parts, and headers, which may hold content too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handfast.compare.change import Aspect, Change, Subject
from handfast.compare.matching import matched
from handfast.compare.schemas import Schemas
from handfast.contract.model import JSON, Encoding, Header, MediaType


def compare_media(
    schemas: Schemas, frame: Subject, old: Iterable[MediaType | None], new: Iterable[MediaType | None]
) -> Iterator[Change]:
    """The changes of media types and of what each carries. Their order says nothing."""
    left = {media_name(media.name): media for media in old if media}
    right = {media_name(media.name): media for media in new if media}
    for name, before, after in matched(left, right):
        subject = frame.about(Aspect.CONTENT, f"{frame.what}: {name}", before, after)
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
    yield from schemas.compare(subject.within("itemSchema"), old.item_schema, new.item_schema)
    yield from _compare_encodings(schemas, subject, old.encodings, new.encodings)


def _compare_encodings(
    schemas: Schemas, frame: Subject, old: Iterable[Encoding], new: Iterable[Encoding]
) -> Iterator[Change]:
    left = {one.name: one for one in old}
    right = {one.name: one for one in new}
    for name, before, after in matched(left, right):
        subject = frame.about(frame.aspect, f"{frame.what}: encoding of `{name}`", before, after)
        if before and after:
            facets = _facets(after)
            for facet, value in _facets(before).items():
                yield from subject.differs(facet, value, facets[facet])
            yield from compare_headers(schemas, subject, before.headers, after.headers)
            yield from _compare_encodings(schemas, subject, before.parts, after.parts)
        else:
            yield subject.one_sided(
                _facets(before) if before else None, _facets(after) if after else None, is_added=before is None
            )


def _facets(encoding: Encoding) -> dict[str, JSON]:
    return {
        "contentType": encoding.content_type,
        "style": encoding.style,
        "explode": encoding.explode,
        "allowReserved": encoding.allow_reserved,
    }


def compare_headers(schemas: Schemas, frame: Subject, old: Iterable[Header], new: Iterable[Header]) -> Iterator[Change]:
    """The changes of the headers of a reply or of a part, whose names ignore case (RFC 9110 §5.1)."""
    left = {header.name.lower(): header for header in old}
    right = {header.name.lower(): header for header in new}
    for name, before, after in matched(left, right):
        subject = frame.about(frame.aspect, f"{frame.what}: header `{name}`", before, after)
        if before and after:
            yield from _compare_header(schemas, subject, before, after)
        else:
            yield subject.one_sided(name if before else None, name if after else None, is_added=before is None)


def _compare_header(schemas: Schemas, subject: Subject, old: Header, new: Header) -> Iterator[Change]:
    yield from subject.differs("required", old.required, new.required)
    yield from subject.differs("deprecated", old.deprecated, new.deprecated)
    if old.content or new.content:
        yield from compare_media(schemas, subject, (old.content,), (new.content,))
        return
    yield from subject.differs("explode", old.explode, new.explode)
    yield from schemas.compare(subject, old.schema, new.schema)
