"""Prints the header of a caller whom the Hub at HANDFAST_URL lets in: `[tool.handfast.fuzz] auth`."""

from __future__ import annotations

import os
import sys

import httpx

ACCOUNT = {"username": "fuzzed-by-handfast", "password": "correct horse battery staple"}


def main() -> None:
    """Register once, log in, print."""
    with httpx.Client(base_url=os.environ["HANDFAST_URL"], timeout=30) as hub:
        registered = hub.post("/accounts", json=ACCOUNT)
        if registered.status_code not in {201, 409}:
            sys.exit(f"registering answers {registered.status_code}: {registered.text}")
        token = hub.post("/login", data={"grant_type": "password", **ACCOUNT}).raise_for_status().json()
    sys.stdout.write(f"Authorization: Bearer {token['access_token']}\n")


if __name__ == "__main__":
    main()
