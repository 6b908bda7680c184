"""What goes wrong with a request, as exceptions that become answers in the contract's own error schema."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handfast.runtime.judge import Violation


class ContractError(TypeError):
    """Hand-written code does not fit the contract: at start-up, or when a reply is not the one that was declared."""


class Problem(Exception):  # noqa: N818 - it is an answer on its way
    """A request that is answered with an error. Raise a subclass anywhere below a route.

    `statuses` are the declared responses that may carry it, in order of preference; the first is used when none is
    declared. The detail is sent to the client.
    """

    statuses: ClassVar[tuple[str, ...]] = ("500",)

    def __init__(
        self, detail: str = "", *, violations: tuple[Violation, ...] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail or "; ".join(str(one) for one in violations[:5])
        self.violations = violations
        self.headers = dict(headers or {})

    @property
    def status(self) -> int:
        """The status when no declared response says otherwise."""
        return int(self.statuses[0])


class Invalid(Problem):
    """The request breaks the contract: 400, or 422 where only that is declared."""

    statuses = ("400", "422", "4XX", "default")


class Unauthorized(Problem):
    """Nobody is known by these credentials: 401, with what to send instead."""

    statuses = ("401", "4XX", "default")


class Forbidden(Problem):
    """The caller is known and may not do this: 403."""

    statuses = ("403", "4XX", "default")


class NotFound(Problem):
    """Nothing is here: 404."""

    statuses = ("404", "4XX", "default")


class MethodNotAllowed(Problem):
    """The path has no operation of this method: 405, with those that it has in `Allow` (RFC 9110 §15.5.6)."""

    statuses = ("405", "4XX", "default")


class NotAcceptable(Problem):
    """The client takes none of the media types that a success could have: 406."""

    statuses = ("406", "4XX", "default")


class TooLarge(Problem):
    """The body is larger than the service takes: 413."""

    statuses = ("413", "4XX", "default")


class UnsupportedMedia(Problem):
    """The body is of a media type that the operation does not declare: 415."""

    statuses = ("415", "4XX", "default")


class Unheld(Invalid):
    """The contract allows the value and Python can't hold it: 422, or 400 where only that is declared."""

    statuses = ("422", "400", "4XX", "default")


class Failed(Problem):
    """Something is wrong with the service: 500. Nothing is said about it."""

    statuses = ("500", "5XX", "default")


class Unimplemented(Problem):
    """The operation has no implementation yet: 501."""

    statuses = ("501", "5XX", "default")


def phrase(status: int) -> str:
    """The standard words for a status (RFC 9110 §15)."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"
