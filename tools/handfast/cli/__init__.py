"""The command line: one file per verb, each a thin layer over one function of the toolchain."""

import sys

MISSING = (
    'handfast: the command line needs the toolchain ({name} is missing); install it with: pip install "handfast[cli]"'
)


def main() -> None:
    """Run the command line and exit: 0 clean, 1 findings, 2 wrong usage or unreadable input, 3 a bug of ours."""
    try:
        from handfast.cli.program import program  # the small run-time comes without Typer
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("handfast"):
            raise
        sys.exit(_refuse(MISSING.format(name=error.name)))
    program()


def _refuse(message: str) -> int:
    sys.stderr.write(message + "\n")
    return 2
