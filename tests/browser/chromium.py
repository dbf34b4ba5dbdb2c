"""The Chromium of this machine, without which there is nothing to test."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser

from benchmarks.page.browsing import NoBrowser, find_chromium, started_browser


@contextmanager
def browser_or_skip() -> Iterator[Browser]:
    """Starts a headless browser. Where there is none the test is skipped; it fails where `CI` is set."""
    try:
        find_chromium()
    except NoBrowser as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))
    with started_browser() as started:
        yield started
