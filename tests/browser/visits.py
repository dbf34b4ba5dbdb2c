"""Opening pages of a server as various people do."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.page.browsing import DESKTOP
from tests.browser.watching import Watch

DARK: dict[str, Any] = {"color_scheme": "dark"}
KOREAN: dict[str, Any] = {"locale": "ko-KR"}
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
WITHOUT_SCRIPTS: dict[str, Any] = {"java_script_enabled": False}
VISITORS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": DARK,
    "phone": PHONE,
    "dark-phone": DARK | PHONE,
    "korean": KOREAN,
}


class Visits:
    """Opens pages of one server, each for somebody who was never there."""

    def __init__(self, browser: Browser, address: str) -> None:
        """Opens nothing yet.

        Args:
            browser: Where pages are opened.
            address: Of the server.
        """
        self._browser = browser
        self._address = address
        self._contexts = ExitStack()
        self._watches: dict[Page, Watch] = {}

    def __call__(self, **options: Any) -> Page:
        """Opens an empty page, on a desktop and in light colours unless the options say otherwise.

        Args:
            options: Of Playwright's `new_context`, such as the constants beside.
        """
        seen = {"base_url": self._address} | DESKTOP | options
        context = self._contexts.enter_context(closing(self._browser.new_context(**seen)))
        page = context.new_page()
        self._watches[page] = Watch(page, self._address)
        return page

    def watch(self, page: Page) -> Watch:
        """Returns what went wrong in a page."""
        return self._watches[page]

    def close(self) -> list[str]:
        """Closes all pages; returns what went wrong in any, and was not expected."""
        self._contexts.close()
        return [trouble for watch in self._watches.values() for trouble in watch.troubles]


@contextmanager
def visiting(browser: Browser, address: str) -> Iterator[Visits]:
    """Fails in the end for whatever went wrong in the pages."""
    visits = Visits(browser, address)
    try:
        yield visits
    finally:
        troubles = visits.close()
    assert not troubles, "\n".join(troubles)
