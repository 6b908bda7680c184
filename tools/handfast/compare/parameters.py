"""Changes between the parameters of two operations."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from handfast.compare.change import Aspect, Change, Subject
from handfast.compare.content import compare_media
from handfast.compare.keys import parameter_key
from handfast.compare.matching import matched
from handfast.compare.schemas import Schemas
from handfast.contract.model import Location, Operation, Parameter


def compare_parameters(schemas: Schemas, frame: Subject, old: Operation, new: Operation) -> Iterator[Change]:
    """The changes of parameters. The order of parameters, and the name of a path parameter, say nothing."""
    for _, before, after in matched(_by_place(old), _by_place(new)):
        subject = frame.about(Aspect.PARAMETER, _title(before, after), before, after)
        if before and after:
            yield from _compare(schemas, subject, before, after)
        else:
            required = (
                {"required": before.required} if before else None,
                {"required": after.required} if after else None,
            )
            yield subject.one_sided(*required, is_added=before is None)


def _title(old: Parameter | None, new: Parameter | None) -> str:
    """`query parameter limit`, with the name as the wire compares it, the same whichever side comes first."""
    both = [parameter for parameter in (old, new) if parameter]
    names = {one.name.lower() if one.location is Location.HEADER else one.name for one in both}
    return f"{both[0].location} parameter " + " / ".join(f"`{name}`" for name in sorted(names))


def _by_place(operation: Operation) -> dict[Hashable, Parameter]:
    """Parameters by what names them on the wire."""
    return {parameter_key(operation.path, one.location, one.name): one for one in operation.parameters}


def _compare(schemas: Schemas, subject: Subject, old: Parameter, new: Parameter) -> Iterator[Change]:
    yield from subject.differs("required", old.required, new.required)
    yield from subject.differs("deprecated", old.deprecated, new.deprecated)
    if old.content or new.content:
        yield from compare_media(schemas, subject, (old.content,), (new.content,))
        return
    yield from subject.differs("style", old.style, new.style)
    yield from subject.differs("explode", old.explode, new.explode)
    yield from subject.differs("allowReserved", old.allow_reserved, new.allow_reserved)
    yield from subject.differs("allowEmptyValue", old.allow_empty_value, new.allow_empty_value)
    yield from schemas.compare(subject, old.schema, new.schema)
