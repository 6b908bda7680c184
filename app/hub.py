"""What a running Hub holds for the whole process, and how handlers get it."""

from __future__ import annotations

import hashlib
import hmac
from typing import Annotated

from fastapi import Depends, Request

from app.database import Sessions
from app.pages import Cursors
from app.passwords import Passwords
from app.settings import Settings
from app.tokens import Tokens


class Hub:
    """The parts that live as long as the process. `is_draining` tells that it is about to end."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.sessions = Sessions(settings)
        self.passwords = Passwords(settings)
        self.tokens = Tokens(_subkey(settings, "tokens"), settings.token_lifetime)
        self.cursors = Cursors(_subkey(settings, "cursors"))
        self.is_draining = False


async def _hub(request: Request) -> Hub:
    hub = request.app.state.hub
    if not isinstance(hub, Hub):
        raise TypeError("the app has no Hub; make it with create_app")
    return hub


CurrentHub = Annotated[Hub, Depends(_hub)]
"""The Hub that serves the request. The provider is async: FastAPI runs sync ones in a thread, which costs more."""


def _subkey(settings: Settings, purpose: str) -> bytes:
    return hmac.digest(settings.secret_key.get_secret_value().encode(), purpose.encode(), hashlib.sha256)
