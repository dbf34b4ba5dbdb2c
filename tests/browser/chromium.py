"""The Chromium of this machine."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

# Whatever a page asks for elsewhere has no address.
_ARGUMENTS = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]


def find_chromium() -> str:
    """Returns the path of `CHROMIUM`, or of `chromium`.

    Where there is none the test is skipped; it fails where `CI` is set.
    """
    name = os.environ.get("CHROMIUM", "chromium")
    found = shutil.which(name)
    if found:
        return found
    reason = f"there is no {name} here: tests/browser/install.sh"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def started_browser() -> Iterator[Browser]:
    """Starts a headless browser.

    Until it has ended this thread counts as one with a running event loop, in which nothing can
    call `asyncio.run`.
    """
    path = find_chromium()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        try:
            yield chromium
        finally:
            chromium.close()
