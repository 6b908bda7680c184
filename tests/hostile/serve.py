"""Serves the service: `serve.py PARSER LOG` prints its port and logs to a file."""

from __future__ import annotations

import logging
import socket
import sys

import uvicorn


def main(parser: str, log: str) -> None:
    """Listen first, so that whoever reads the port can connect at once."""
    logging.basicConfig(filename=log, level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    try:
        listener = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config("service:app", http=parser, log_config=None, access_log=False)
        config.load()
    except BaseException:
        logging.getLogger(__name__).exception("the service does not start")
        raise
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
