"""The command ``catalog``, by its own name or as ``python -m catalog``."""

import sys

from .errors import MissingExtra


def main() -> None:
    """Run the command; without the extra that it needs, say so in one line and exit with 2."""
    try:
        from .cli import main as command
    except MissingExtra as error:
        print(f"catalog: {error}", file=sys.stderr)
        sys.exit(2)
    command(prog_name="catalog")


if __name__ == "__main__":
    main()
