"""The service under attack: every handler takes what the contract lets through and answers at once."""

from __future__ import annotations

from typing import Any, final

from fastapi import FastAPI
from hostile_contract.api.default import DefaultApi
from hostile_contract.application import include_contract
from hostile_contract.models import FormForm, Seen, Thing, UploadForm, WhereWhere
from hostile_contract.security import Security

from handfast.runtime import install_problem_answers


@final
class Guard(Security[str]):
    async def bearer(self, *, token: str, scopes: frozenset[str]) -> str | None:
        return "somebody" if token == "known" else None


@final
class Service(DefaultApi[str]):
    async def health(self) -> None: ...

    async def numbers(
        self, *, big: int | None, small: int | None, whole: int | None, ratio: float | None, ids: list[int] | None
    ) -> None: ...

    async def words(self, *, word: str, q: str | None, x_word: str | None, session: str | None) -> Seen:
        """Say what was understood, so that a replaced character would show."""
        return Seen(word=" ".join(part for part in (word, q, x_word, session) if part is not None))

    async def mixed(self, *, first: str, second: int) -> None: ...

    async def where(self, *, where: WhereWhere | None) -> None: ...

    async def free(self, *, rest: dict[str, int] | None) -> None: ...

    async def things(self, *, body: Thing) -> None: ...

    async def anything(self, *, body: Any) -> None: ...

    async def form(self, *, body: FormForm) -> None: ...

    async def upload(self, *, body: UploadForm) -> None: ...

    async def text(self, *, body: str) -> None: ...

    async def secure(self, *, principal: str) -> None: ...


app = FastAPI()
include_contract(app, default=Service(), security=Guard())
install_problem_answers(app)
