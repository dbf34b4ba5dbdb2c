"""The Chromium of this machine."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, sync_playwright

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB"}
# A name of this machine that is no loopback name: pages from there came unprotected.
NAMED = "pixword.test"
# Whatever a page asks for elsewhere has no address.
_ARGUMENTS = [f"--host-resolver-rules=MAP {NAMED} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]


class NoBrowser(Exception):
    """There is no Chromium here."""


def find_chromium() -> str:
    """Returns the path of `CHROMIUM`, or of `chromium`.

    Raises:
        NoBrowser: There is none.
    """
    name = os.environ.get("CHROMIUM", "chromium")
    found = shutil.which(name)
    if not found:
        raise NoBrowser(f"there is no {name} here: tests/browser/install.sh")
    return found


@contextmanager
def started_browser() -> Iterator[Browser]:
    """Starts a headless browser.

    Until it has ended this thread counts as one with a running event loop, in which nothing can
    call `asyncio.run`.

    Raises:
        NoBrowser: There is none.
    """
    path = find_chromium()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        try:
            yield chromium
        finally:
            chromium.close()
