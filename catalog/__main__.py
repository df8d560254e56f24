"""``python -m catalog`` is the command ``catalog``."""

from .cli import main

main(prog_name="catalog")
