"""A real browser, driven by Playwright: one that is installed, for nothing is downloaded."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
# milliseconds, for a machine that has much else to do
_PATIENCE = 60_000


def executable() -> str | None:
    """Return the path of a browser that is installed, Chromium or one made of it."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


@contextmanager
def browser(path: str) -> Iterator[Browser]:
    """Start the browser at a path, without a window, and end it."""
    with sync_playwright() as playwright:
        # letters with edges in grey look the same on every machine, those in colours do not
        arguments = ["--disable-lcd-text", "--force-color-profile=srgb"]
        started = playwright.chromium.launch(
            executable_path=path, args=arguments, timeout=_PATIENCE
        )
        yield started
        started.close()
