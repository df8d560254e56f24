"""The command ``catalog``, by its own name or as ``python -m catalog``."""

import os
import sys

from .errors import MissingExtra
from .language.tags import from_environment


def main() -> None:
    """Run the command; without the extra that it needs, say so in one line and exit with 2."""
    try:
        from .cli import main as command
    except MissingExtra as error:
        print(f"catalog: {error.localized(from_environment(os.environ))}", file=sys.stderr)
        sys.exit(2)
    command(prog_name="catalog")


if __name__ == "__main__":
    main()
