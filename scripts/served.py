"""A server as a process of its own, which says where it serves."""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager


@contextmanager
def serving(
    command: Sequence[str], env: Mapping[str, str] | None = None
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start a server, and return its address and its process, which is ended if it has not.

    The address is the last word of the first line that it prints.
    """
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
    ) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().split()[-1], process
        finally:
            if process.poll() is None:
                process.kill()
